"""Venues compared: whether two names may be of one journal, conference or book, however much either is abbreviated."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.dois import is_preprint_venue
from index.folding import title_words

_LONGEST = 300
_SMALL = frozenset({"the", "of", "on", "in", "for", "and", "to", "at"})
_SAYS_LITTLE = frozenset({"proceedings", "proc", "international", "intl", "int", "annual"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue's name as it is compared."""

    words: tuple[str, ...]
    initials: str
    numbers: frozenset[str]
    """Of a volume, a part or a meeting; no years."""
    preprint: bool
    """Whether it is a preprint server: what is there may be in any venue besides."""


def compared(text: str) -> Venue:
    """A venue's name, ready for comparison."""
    words = [word for word in title_words(text[:_LONGEST]) if word not in _SMALL]
    named = [word for word in words if word.isalpha()]
    telling = tuple(word for word in named if word not in _SAYS_LITTLE)
    numbers = (re.sub(r"\D", "", word).lstrip("0") for word in words if not word.isalpha() and not _YEAR.match(word))
    initials = "".join(word[0] for word in named)
    return Venue(telling or tuple(named), initials, frozenset(filter(None, numbers)), is_preprint_venue(text))


def differ(one: Venue, other: Venue) -> bool:
    """Whether the names are of two venues, as far as names tell."""
    if one.preprint or other.preprint or not one.words or not other.words:
        return False
    if one.numbers and other.numbers and one.numbers.isdisjoint(other.numbers):
        return True
    short, long = sorted((one.words, other.words), key=len)
    return not (_is_within(short, long) or _is_acronym(one, other) or _is_acronym(other, one))


def _is_within(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether each word of `short`, or what it is short for, is in `long`: "Softw. Eng.", "Software Engineering"."""
    return all(any(_same_word(word, another) for another in long) for word in short)


def _same_word(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST_STEM:
        return one == other
    return one.startswith(other) or other.startswith(one)


def _is_acronym(short: Venue, long: Venue) -> bool:
    """Whether `short` has a word of first letters of `long`: "ICSE", "International Conference on Software ..."."""
    return any(len(word) > 2 and word in long.initials for word in short.words)
