"""Who does what to whom: "batch is cheaper than streaming" is not borne out by "streaming is cheaper than batch"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.sweeping.stems import stem
from assistant.verifying.opposites import opposites
from index.lexical import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
_REACH = 7
"""Words on either side of a pivot that may be what it stands between."""

_CLAUSE = 10
"""The same for a word between two clauses, "before" or "than"."""

_BETWEEN = frozenset(map(stem, ("than", "before", "after", "without", "from", "into", "over")))
"""Words that say how what stands before them is to what stands after them."""

_MOST = 20
"""Places of a text that are looked round: a sentence has fewer, and what has more is none."""

_BY = "by"

_FEWEST = 3
"""Words in common below which no order can be told."""

_FARTHER = 2
"""Words that two may be apart in the sentence, beyond twice what they are in the claim, to have changed places."""

_COPULAS = frozenset(map(stem, ("is", "are", "was", "were")))
"""What is named by one, "CUDA is a library for C", another sentence may name the other way: "the C library CUDA"."""

_AGREED = 0.75
"""Share of the claim's words that a sentence must have for two of them to have changed places in it."""

_LINKS = _BETWEEN | frozenset(map(stem, ("to", "against", "of", "on", "in", "under", "for")))
_MUTUAL = frozenset(
    map(stem, ("between", "versus", "vs", "associated", "correlated", "related", "linked", "differ", "different"))
) | frozenset(map(stem, ("similar", "same", "equal", "identical", "compared", "interact", "alike")))
"""Words on either side of which two may change places."""

_JOINS = frozenset({"and", "or", "as", "with"})


def is_swapped(claim: str, sentence: str) -> bool:
    """Whether a sentence has on the other side what a claim has before and after a comparison or a word of direction.

    A passive, "is outperformed by", turns the sides round.
    """
    said, told = _stems(claim), _stems(sentence)
    return _is_turned(said, told) or _is_exchanged(said, told)


def _is_turned(said: Sequence[str], told: Sequence[str]) -> bool:
    """Whether the sides of a word that stands between them are turned round."""
    same, other = Counter[str](), Counter[str]()
    for at, root in islice(_pivots(said), _MOST):
        for there in islice((i for i, word in enumerate(told) if word == root), _MOST):
            straight, crossed = _crossings(said, at, told, there)
            if _is_passive(said, at) != _is_passive(told, there):
                straight, crossed = crossed, straight
            same[root] += straight
            other[root] += crossed
    if any(other[root] > same[root] for root in other if root in _BETWEEN):
        return True
    return other.total() > 0 and not same.total()


def _pivots(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    signs = opposites().signs
    return ((i, word) for i, word in enumerate(words) if word in _BETWEEN or word in signs)


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
    reach = _CLAUSE if words[at] in _BETWEEN else _REACH
    tells = [word if word not in STOP_WORDS and word not in signs else "" for word in words]
    return set(tells[max(0, at - reach) : at]) - {""}, set(tells[at + 1 : at + 1 + reach]) - {""}


def _is_exchanged(said: Sequence[str], told: Sequence[str]) -> bool:
    """Whether two words of a claim that has its sentence's words in order, otherwise, are in each other's place."""
    once = {word for word in _telling(said) if said.count(word) == told.count(word) == 1}
    if len(once) < _AGREED * len(set(_telling(said))) or (_BY in said) != (_BY in told):
        return False
    ours = [word for word in said if word in once]
    theirs = [word for word in told if word in once]
    apart = [i for i, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one != other]
    if len(apart) != 2 or len(ours) < _FEWEST:
        return False
    here, there = (_inside(words, ours[apart[0]], ours[apart[1]]) for words in (said, told))
    between = set(here) & set(there)
    if between & _MUTUAL or len(there) > 2 * len(here) + _FARTHER or _COPULAS & (set(here) ^ set(there)):
        return False
    return bool(between & once) or bool(between & _LINKS and not between & _JOINS)


def _inside(words: Sequence[str], one: str, other: str) -> Sequence[str]:
    """The words between two others, whichever of these comes first."""
    first, last = sorted((words.index(one), words.index(other)))
    return words[first + 1 : last]


def _telling(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in STOP_WORDS]


def _is_passive(words: Sequence[str], at: int) -> bool:
    return _BY in words[at + 1 : at + 3]


def _stems(text: str) -> list[str]:
    return [stem(word) for word in _WORD.findall(text.lower())]
