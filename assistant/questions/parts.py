"""Several works, or words, named together: both, one but not the other, neither."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.questions.question import Request
from index.errors import UsageError

_QUOTES = '"“”„«»‘`'
_QUOTED = re.compile(rf"(?<!\w)[{_QUOTES}'][^{_QUOTES}]+?[{_QUOTES}’'](?!\w)")
_NEITHER = re.compile(r"(?i)^neither\s+(?P<one>.+?)\s+nor\s+(?P<other>.+)$")
_BUT_NOT = re.compile(
    r"(?i)[\s,]+(?:(?:but|and|yet|though)\s+(?:(?:that|which)\s+)?(?:(?:do|does|did|is|are|was|were)\s*)?"
    r"(?:n[’']t|not|never|without|no)|without|but\s+lack(?:s|ing)?)\s+"
    r"(?:(?:(?P<cite>cit(?:e|es|ing)\b)|cited|contain(?:s|ing)?|includ(?:e|es|ing)|mention(?:s|ing)?|hav(?:e|ing)|has|with|us(?:e|es|ing))\s+)?"
    r"(?P<by>(?:by|in)\s+)?(?=\S)"
)
_AND = re.compile(r"(?i)\s*,\s*(?:and\s+)?(?:also\s+)?|\s+(?:and|as\s+well\s+as)\s+(?:also\s+)?")
_EITHER = re.compile(r"(?i)\s*,\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor)\s+(?:by\s+)?")
_BOTH = re.compile(r"(?i)^both\s+")
_AGAIN = re.compile(r"(?i)^(?:by|cite[sd]?(?:\s+by)?)\s+")
_NO_NAME = re.compile(
    r"(?i)^(?:about|on|since|from|before|after|until|till|for|with|at|during|written|published|are|is|was|were|have|has"
    r"|discuss\w*|mention\w*|describ\w*|us(?:e|es|ing)|propos\w*|deal\w*)\b"
)
_EXCEPTING = re.compile(r"(?i)\b(?:but|except(?:ing)?|apart\s+from|other\s+than|neither|nor)\b")


@dataclass(frozen=True, slots=True)
class Parts:
    """Names that must all hold, and those of which none may."""

    together: tuple[str, ...]
    none: tuple[str, ...] = ()


def parts_of(words: str, passive: bool = False) -> Parts | None:
    """ "Both A and B", "A but not B", "neither A nor B"; None where no such word stands outside quotes.

    `passive`: the names follow "by", which may come again.
    """
    if match := _NEITHER.match(words):
        return Parts((), (match["one"], _AGAIN.sub("", match["other"])))
    before, after, voice = cut_off(words)
    if after and voice != ("cite" if passive else "by") and not _NO_NAME.match(after):
        return Parts(tuple(_joined(before)), tuple(filter(None, _EITHER.split(after))))
    if _BOTH.match(words) and len(joined := tuple(_joined(words))) > 1:
        return Parts(joined)
    return None


def cut_off(words: str) -> tuple[str, str, str]:
    """What stands before "but not" and behind it, empty where it does not occur, and a "cite" or a "by" between."""
    quoted = [match.span() for match in _QUOTED.finditer(words)]
    for match in _BUT_NOT.finditer(words):
        if match.start() and not any(a <= match.start() < b for a, b in quoted):
            return (
                words[: match.start()],
                words[match.end() :],
                "cite" if match["cite"] else "by" if match["by"] else "",
            )
    return words, "", ""


def joined_names(words: str) -> tuple[str, ...]:
    """The names in "A and B", "A, B and C"; empty where a part of it is no name by the look of it."""
    found = tuple(_joined(words))
    return found if len(found) > 1 and all(map(_like_name, found)) else ()


def quotes_in(words: str) -> int:
    """How many names stand in quotes."""
    return len(_QUOTED.findall(words))


def not_understood(words: str) -> UsageError:
    """The error to raise for conditions that are joined in a way that cannot be read."""
    return UsageError(f"“{words}” is not understood: ask for one at a time")


def excepts(words: str) -> bool:
    """Whether a word that takes something away stands outside quotes."""
    return _EXCEPTING.search(_QUOTED.sub(" ", words)) is not None


def _joined(words: str) -> Iterator[str]:
    parts = [words] if _QUOTED.fullmatch(words) else _AND.split(_BOTH.sub("", words))
    return (_AGAIN.sub("", part) for part in parts if part.strip())


def _like_name(part: str) -> bool:
    """Not "discuss silt": a lower-case word before others begins a name only where it is an article or a particle."""
    first, *others = part.split()
    return not others or not first.islower() or first in ("the", "a", "an", "van", "von", "de") or not first.isalpha()


# How far a bibliographic question has been read: the request so far, and the words not yet accounted for.

NOUN = (
    r"(?:papers?|works?|stud(?:y|ies)|articles?|publications?|documents?|sources?|references?|entries|entry|items?"
    r"|literature|preprints?|writings?|research)"
)
"""The asker's words for works."""


@dataclass(frozen=True, slots=True)
class HalfRead:
    """`text` is what remains to be read of a question, `request` what was read already."""

    text: str
    request: Request
