"""Whether a claim stands in a passage word for word."""

import re
from collections.abc import Sequence

from assistant.verifying.plain import comparable, telling

LEAST = 4
"""Words that a match must have at least: fewer stand anywhere."""

_QUOTED = re.compile(
    '["\u201c\u201d\u201e\u201f\u00ab\u00bb]([^"\u201c\u201d\u201e\u201f\u00ab\u00bb]+)["\u201c\u201d\u201e\u00ab\u00bb]'
)


def stands_in(claim: str, text: str) -> bool:
    """Whether the claim, or a quotation with all its words that say something, is word for word in `text`."""
    passage = comparable(text)
    return any(_is_run(words, passage) for words in _wordings(claim))


def _wordings(claim: str) -> list[list[str]]:
    whole = comparable(claim)
    said = set(telling(whole))
    quoted = [comparable(match) for match in _QUOTED.findall(claim)]
    return [whole, *(words for words in quoted if said <= set(words))]


def _is_run(words: Sequence[str], passage: Sequence[str]) -> bool:
    if len(words) < LEAST:
        return False
    return f" {' '.join(words)} " in f" {' '.join(passage)} "
