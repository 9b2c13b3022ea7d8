"""Abbreviations that a text defines, "continuous training (CT)" (Schwartz & Hearst 2003, PSB 8:451-462)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_IN_BRACKETS = re.compile(r"\(([^()]{2,60})\)")
_SHORT = re.compile(r"[A-Za-z][\w/&.+-]{1,9}")
_WORD = re.compile(r"[^\s()\[\]{},;:]+")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for, each as written."""

    short: str
    long: str


def abbreviations_in(text: str) -> Iterator[Abbreviation]:
    """The abbreviations that `text` defines: "long form (SF)" or "SF (long form)"."""
    for bracket in _IN_BRACKETS.finditer(text):
        inside = bracket[1].strip().split(";")[0].split(",")[0].strip()
        before = list(_WORD.finditer(text, 0, bracket.start()))
        if not before or before[-1].group()[-1] in ".?!" or text[before[-1].end() : bracket.start()].strip():
            continue
        if _is_short(inside):
            words = [match.group() for match in before[-_reach(inside) :]]
            if long := _long_form(inside, " ".join(words)):
                yield Abbreviation(inside, long)
        elif _is_short(short := before[-1].group()) and _long_form(short, inside) == inside:
            yield Abbreviation(short, inside)


def _is_short(text: str) -> bool:
    """A single word of two to ten signs with a capital in it beside the first: "CT", "AutoML", "XAI", "LLMs"."""
    return _SHORT.fullmatch(text) is not None and sum(char.isupper() for char in text) >= 2


def _reach(short: str) -> int:
    """How many words before the bracket may belong to the long form."""
    letters = sum(char.isalnum() for char in short)
    return min(letters + 5, letters * 2)


def _long_form(short: str, text: str) -> str | None:
    """The shortest end of `text` in which the letters of `short` stand in order, the first one beginning a word."""
    letters = [char.lower() for char in short.removesuffix("s") if char.isalnum()]
    at = len(text)
    for i in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (text[at].lower() != letters[i] or (i == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    long = text[at:]
    return long if len(long) > len(short) and short.lower() not in long.lower().split() else None
