"""Headings that a model sets: shown where they only name things, as nobody could check what they would state."""

import re
from collections.abc import Collection, Iterable

from assistant.sweeping.stems import stem

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d")
_JOINING = frozenset(
    {"a", "an", "and", "at", "by", "et", "al", "for", "from", "in", "of", "on", "or", "the", "to", "vs", "with"}
)
_LONGEST = 12
"""Words of a heading."""


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """The stems of all words of what the question and the works name."""
    return frozenset(stem(word) for text in texts for word in _WORD.findall(text.lower()))


def only_names(heading: str, known: Collection[str]) -> bool:
    """Whether a heading has no word but `known` ones and those that join them, and no number."""
    words = _WORD.findall(heading.lower())
    if not words or len(words) > _LONGEST or _NUMBER.search(heading):
        return False
    return all(word in _JOINING or stem(word) in known for word in words)
