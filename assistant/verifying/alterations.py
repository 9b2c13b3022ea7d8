"""Who does what to whom: "batch is cheaper than streaming" is not borne out by "streaming is cheaper than batch"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from assistant.verifying.direction import is_manner, opposites
from assistant.verifying.numbers import quantities
from assistant.verifying.verbatim import comparable, telling
from index.search import Search
from index.text.words import STOP_WORDS, is_english_script, stem

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


# A word of a claim that stands where its sentence has another: "frost saved the crop", where frost killed it.

_FEWEST_LEFT = 3
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
    if len(said.stems) < _FEWEST_LEFT or others > max(1, (len(said.stems) + 1) // _ONE_OF):
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


# Sentences that name what a claim says to deny or doubt it, "few found that warnings help", or on a condition.

_UNTRUE = (
    r"unlikely|unclear|uncertain|unknown|unproven|unfounded|false|untrue|wrong\w*|mistaken\w*|myth|fallacy|lacking|absent"
    r"|doubt(?:s|ed|ful)|refuted|rejected|disproved|disproven|disputed|contradicted|denied"
)
_FRAME = re.compile(
    r"(?<!\w)(?:few(?:er)?|no|not(?! only| surpris)|\w+n['\u2019]t|cannot|never|none|nobody|neither|hardly|scarcely"
    rf"|barely|rarely|seldom|little|contrary|{_UNTRUE}|refut\w+|reject\w*|disprov\w+|disput\w+|den(?:y|ies)|fail(?:s|ed)?"
    r"|lack(?:s|ed)?)(?! doubt| question)\b[^,;:.?!]{0,60}?\bthat\b(?P<clause>.*)",
    re.IGNORECASE | re.DOTALL,
)
_AFTERWARDS = re.compile(
    r"\bthat\b(?P<clause>.*)\b(?:is|are|was|were|been|remains?|remained|proved)\s+(?:\w+ly\s+|a\s+)?(?:not"
    rf"|{_UNTRUE})\b",
    re.IGNORECASE | re.DOTALL,
)
_IF = r"(?:if|unless|provided|assuming)"
_CONDITIONS = (
    re.compile(rf"^\W*{_IF}\b(?P<condition>[^,]*),(?P<clause>.*)", re.IGNORECASE | re.DOTALL),
    re.compile(rf"(?P<clause>.*)(?<!as )(?<!even )\b{_IF}\b(?P<condition>.*)", re.IGNORECASE | re.DOTALL),
)
_UNDER = re.compile(r"\b(?:without|if|unless|despite|except)\b(?P<condition>(?:\s+[\w'-]+){1,2})", re.IGNORECASE)
_WITHIN = 0.7
"""Share of the claim's words in a denied clause from which on it is the claim that is denied."""


def is_framed(claim: str, sentence: str) -> bool:
    """Whether a sentence denies or doubts a clause, opened by "that", which holds a claim that itself does not."""
    said = _telling_stems(claim)
    for frame in (_FRAME, _AFTERWARDS):
        found = frame.search(sentence)
        if found and not frame.search(claim) and _share(said, found["clause"]) >= _WITHIN:
            return True
    return False


def is_conditional(claim: str, sentence: str) -> bool:
    """Whether a claim drops the condition under which its sentence says it, or has one of which that says nothing."""
    said = _telling_stems(claim)
    for pattern in _CONDITIONS:
        found = pattern.search(sentence)
        if found and _share(said, found["clause"]) >= _WITHIN:
            return not said & (_telling_stems(found["condition"]) - _telling_stems(found["clause"]))
    own = _UNDER.search(claim)
    return (
        own is not None
        and bool(_telling_stems(own["condition"]))
        and not _telling_stems(own["condition"]) & _telling_stems(sentence)
    )


def _telling_stems(text: str) -> set[str]:
    return {stem(word) for word in telling(comparable(text))}


def _share(said: set[str], clause: str) -> float:
    return len(said & _telling_stems(clause)) / max(1, len(said))
