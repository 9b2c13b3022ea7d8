"""A word of a claim that stands where its sentence has another: "frost saved the crop", where frost killed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.sweeping.stems import is_english_script, stem
from assistant.verifying.direction import is_manner
from assistant.verifying.opposites import opposites
from assistant.verifying.plain import comparable, telling
from assistant.verifying.quantities import quantities
from index.search import Search

_FEWEST = 3
"""Words of a claim below which what is left of it says too little."""

_ONE_OF = 4
"""Of so many words of a claim one may be another than its sentence has, or one in all where it has fewer."""

_SAME_BEGINNING = 5
"""Letters by which two words of one family begin."""

_NEAR = 0.83
"""Cosine of two words from which on one may stand for the other: "flowers" for "blossoms"."""

_RIVALS = 0.7
"""Cosine from which on two words that stand in one sentence are two of a kind: "honeybees" and "bumblebees"."""


_SHORT = 3
"""Letters of words that end in "ly" and say no manner: "fly"."""

_TIMES = frozenset({"early", "only", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"})
_AMOUNTS = frozenset({"most", "more", "all"})
"""Stop words that stand where "few" or "less" may."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A word of a claim, and the one that its sentence has in that place."""

    said: str
    told: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A text's words; the places of those that say something, but for how it is done; their stems, numbers as such."""

    words: Sequence[str]
    places: Sequence[int]
    stems: Sequence[str]

    def word(self, i: int) -> str:
        """The word that says something at `i` among these."""
        return self.words[self.places[i]]

    def between(self, i: int, k: int) -> Sequence[str]:
        """The little words between two of them."""
        first, last = sorted((self.places[i], self.places[k]))
        return self.words[first + 1 : last]


def has_replaced(search: Search, claim: str, sentence: str) -> bool:
    """Whether a claim that says nearly what its sentence does has another word in the place of one of that."""
    pairs = replaced(claim, sentence)
    if not pairs or not is_english_script(claim):
        return False
    if any(_differs(pair) for pair in pairs):
        return True
    held = _read(sentence).stems
    vectors = list(search.embedder.embed_passages([word for pair in pairs for word in (pair.said, pair.told)]))
    near = [float(one @ other) for one, other in zip(vectors[::2], vectors[1::2], strict=True)]
    return any(
        cosine >= _RIVALS if _root(pair.said) in held else cosine < _NEAR
        for pair, cosine in zip(pairs, near, strict=True)
    )


def replaced(claim: str, sentence: str) -> list[Replaced]:
    """The words that a claim has in place of others, where it says nearly what its sentence does; spelling apart."""
    said, told = _read(claim), _read(sentence)
    aligned = SequenceMatcher(None, said.stems, told.stems, autojunk=False)
    others = len(said.stems) - sum(block.size for block in aligned.get_matching_blocks())
    if len(said.stems) < _FEWEST or others > max(1, (len(said.stems) + 1) // _ONE_OF):
        return []
    return [
        Replaced(said.word(i), told.word(k))
        for kind, i1, i2, k1, k2 in aligned.get_opcodes()
        if kind == "replace"
        for i, k in _paired(said, range(i1, i2), told, range(k1, k2))
        if told.stems[k] not in said.stems and not _related(said.word(i), told.word(k))
    ]


def _paired(said: _Read, ours: range, told: _Read, theirs: range) -> Sequence[tuple[int, int]]:
    """Places that answer each other: all of those between matched neighbours; else, the one next to its neighbour.

    There the little words up to the neighbour are the same, too: "in the valley" is not told by "of the growers".
    """
    if ours.start and ours.stop < len(said.stems) and len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True))
    at = 0 if ours.start else -1
    side = -1 if ours.start else 1
    i, k = ours[at], theirs[at]
    return [(i, k)] if said.between(i, i + side) == told.between(k, k + side) else []


def _related(word: str, other: str) -> bool:
    """Whether two words are of one family, or on one side of an axis, as "causes" and "leads" are."""
    if word[:_SAME_BEGINNING] == other[:_SAME_BEGINNING]:
        return True
    sides, others = (opposites().sides.get(stem(each), {}) for each in (word, other))
    return any(others.get(axis) == side for axis, side in sides.items())


def _differs(pair: Replaced) -> bool:
    """Whether two words differ for certain: two numbers, or opposites."""
    if quantities(pair.said) and quantities(pair.told):
        return True
    sides, others = (opposites().sides.get(stem(word), {}) for word in (pair.said, pair.told))
    return any(others.get(axis) == -side for axis, side in sides.items())


def _read(text: str) -> _Read:
    words = comparable(text)
    says = _AMOUNTS | set(telling(words))
    places = [i for i, word in enumerate(words) if word in says and not _is_aside(word)]
    return _Read(words, places, [_root(words[i]) for i in places])


def _root(word: str) -> str:
    """The stem of a word, or what it is as a number."""
    number = min(quantities(word), default=None)
    return stem(word) if number is None else str(number)


def _is_aside(word: str) -> bool:
    """Whether a word only says how something is done, or is a single letter."""
    if word in _TIMES or len(word) <= _SHORT:
        return len(word) == 1 and not word.isdecimal()
    return is_manner(word)
