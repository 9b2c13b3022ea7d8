"""Who does what to whom: "batch is cheaper than streaming" is not borne out by "streaming is cheaper than batch"."""

import re
from collections.abc import Iterator, Sequence

from assistant.sweeping.stems import stem
from assistant.verifying.opposites import opposites
from index.lexical import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
_REACH = 7
"""Words on either side of a pivot that may be what it stands between."""

_THAN = "than"
_BY = "by"


def is_swapped(claim: str, sentence: str) -> bool:
    """Whether a sentence has on the other side what a claim has before and after a comparison or a word of direction.

    A passive, "is outperformed by", turns the sides round.
    """
    said, told = _stems(claim), _stems(sentence)
    same = other = 0
    for at, root in _pivots(said):
        for there in (i for i, word in enumerate(told) if word == root):
            straight, crossed = _crossings(said, at, told, there)
            if _is_passive(said, at) != _is_passive(told, there):
                straight, crossed = crossed, straight
            same, other = same + straight, other + crossed
    return other > 0 and not same


def _pivots(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    signs = opposites().signs
    return ((i, word) for i, word in enumerate(words) if word == _THAN or word in signs)


def _crossings(said: Sequence[str], at: int, told: Sequence[str], there: int) -> tuple[int, int]:
    """How many pairs of words stand round the two pivots the same way, and how many the other way round."""
    left, right = _around(said, at)
    before, after = _around(told, there)
    # What stands on both sides tells nothing.
    left, right = left - right, right - left
    before, after = before - after, after - before
    return len(left & before) * len(right & after), len(left & after) * len(right & before)


def _around(words: Sequence[str], at: int) -> tuple[set[str], set[str]]:
    signs = opposites().signs
    tells = [word if word not in STOP_WORDS and word not in signs else "" for word in words]
    return set(tells[max(0, at - _REACH) : at]) - {""}, set(tells[at + 1 : at + 1 + _REACH]) - {""}


def _is_passive(words: Sequence[str], at: int) -> bool:
    return _BY in words[at + 1 : at + 3]


def _stems(text: str) -> list[str]:
    return [stem(word) for word in _WORD.findall(text.lower())]
