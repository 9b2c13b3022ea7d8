"""What stands between one pair of brackets, read as identifiers of passages, numbers, locators and words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass

_DASH = r"[-\u2010-\u2015\u2212]"
_LEAD = (
    r"(?:(?:passages?|passagen|pasajes?|sources?|quellen?|see(?: also)?|cf\.?|e\.g\.,?|refs?\.?|references?|citations?|"
    r"cited in|from|in|based on|according to|supported by|id|siehe(?: auch)?|vgl\.?|voir|véase|ver|另?[见見]|参[见見]|"
    r"[參参]照?|段落)[\s:：#]*){1,3}"
)
_ONE = r"[\^#]?(?:P[ .\-_#]?|p)\d{1,6}"
_IDENTIFIER = re.compile(rf"(?i:{_LEAD})?({_ONE})(?:\s*{_DASH}\s*({_ONE}|\d{{1,6}}))?")
_SPELLED = re.compile(rf"passages?\s*#?(\d{{1,4}})(?:\s*{_DASH}\s*(\d{{1,4}}))?", re.IGNORECASE)
_NUMBER = re.compile(rf"\^?[1-9]\d{{0,2}}(?:\s*{_DASH}\s*[1-9]\d{{0,2}}|:\d{{1,3}})?(?:\s*†.*)?", re.DOTALL)
_LOCATOR = re.compile(
    rf"(?:(?:pp?\.?|pages?|sections?|sect?s?\.?|§+|par(?:a|agraph|as)?s?\.?|lines?|figs?\.?|tables?|ch\.?)"
    rf"\s*(?:[\dIVX.]|{_DASH})+|†.*|L\d+.*)",
    re.IGNORECASE | re.DOTALL,
)
_APART = re.compile(r"\s*[,;/&+|:，、；：]\s*|\s+(?:and|or|und|et|y)\s+|\s+(?=[\^#]?[Pp]\d)|\s+(?=\()")
_TO = re.compile(r"(?<=\d)\s+(?:to|through)\s+(?=[Pp]?\d)")
_POINTS = re.compile(r"\s*(?:see|cf\.?|compare)\b.*[\d,](\s+for\s[^\d]{1,80}\Z)", re.IGNORECASE | re.DOTALL)
_LEAD_ALONE = re.compile(rf"{_LEAD}\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Marker:
    """What one marker names: identifiers given out, and what names nothing, as written; each once, in order."""

    cited: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Given:
    """The identifiers that were given out, "P" and a number each."""

    def __init__(self, identifiers: Collection[str]) -> None:
        self._all = frozenset(identifiers)
        self._numbers = sorted(int(one[1:]) for one in self._all if re.fullmatch(r"P[1-9]\d{0,8}", one))

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._all

    def between(self, first: int, last: int) -> list[str]:
        """Identifiers of a range, its ends included."""
        numbers = self._numbers[bisect_left(self._numbers, first) : bisect_right(self._numbers, last)]
        return [f"P{number}" for number in numbers]

    def is_likely(self, identifier: str) -> bool:
        """Whether a model may have made it up after those given out: "P99" may be, "P300" is a brain wave."""
        return len(identifier) - 1 <= max(2, len(str(self._numbers[-1])) if self._numbers else 0)

    def is_half(self, identifier: str) -> bool:
        """Whether more digits could make another identifier of it."""
        return any(one.startswith(identifier) and one != identifier for one in self._all)


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket's content: its marker, the words that are neither that nor a locator, and which came first."""

    marker: Marker
    words: str
    named_first: bool
    numbers_only: bool


def read_bracket(content: str, given: Given) -> Bracket | None:
    """What a bracket names; None where it names no identifier and is not numbers alone."""
    names: list[str] = []
    numbers: list[str] = []
    words: list[str] = []
    named_first = False
    for segment in _APART.split(_TO.sub("-", _without_purpose(content))):
        segment = segment.strip(" \t\n.\"'*_")
        if not segment or _LEAD_ALONE.match(segment):
            continue
        if found := _IDENTIFIER.fullmatch(segment) or _SPELLED.fullmatch(segment):
            named_first = named_first or not words
            names += _named(found[1], found[2], given)
        elif _NUMBER.fullmatch(segment):
            numbers.append(segment.removeprefix("^").split("†")[0].strip())
        elif not _LOCATOR.fullmatch(segment):
            words.append(segment)
    if names:
        return Bracket(marker_of([*names, *numbers], given), ", ".join(words), named_first, False)
    return Bracket(marker_of(numbers, given), "", True, True) if numbers and not words else None


def says_more(content: str) -> bool:
    """Whether there are words in a bracket's content that are no locators and lead to none."""
    segments = (segment.strip(" \t\n.\"'*_") for segment in _APART.split(_without_purpose(content)))
    return any(one and not _LEAD_ALONE.match(one) and not _LOCATOR.fullmatch(one) for one in segments)


def _without_purpose(content: str) -> str:
    """Without the end of "see P3 for details"."""
    points = _POINTS.match(content)
    return content[: points.start(1)] if points else content


def marker_of(names: Collection[str], given: Given) -> Marker:
    """Names sorted into those given out and the others."""
    once = dict.fromkeys(names)
    return Marker(tuple(one for one in once if one in given), tuple(one for one in once if one not in given))


def _named(first: str, last: str | None, given: Given) -> list[str]:
    """An identifier, or all of a range that were given out with its two ends."""
    low = _identifier(first)
    if last is None:
        return [low]
    high = _identifier(last)
    if int(low[1:]) > int(high[1:]):
        return [low, high]
    return [low, *given.between(int(low[1:]), int(high[1:])), high]


def _identifier(written: str) -> str:
    digits = _DIGITS.search(written)
    return f"P{int(digits.group())}" if digits else written
