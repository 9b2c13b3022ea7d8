"""Which way a claim and a sentence point, and whether it is the same way for the same things.

"Monitoring lowers the risk" and "the risk is higher" share their words but for the one that counts.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from index.text.words import STOP_WORDS, stem

_WORD = re.compile(r"[^\W_]+(?:['\u2019]t\b)?")
_DENIED_WITHIN = 4
"""Words from a denial to the word of direction that it turns round."""

_DENIED = 2
"""Words that one denial denies, as in "not always harmful"."""

_MANNER = frozenset({"always", "ever", "yet", "general", "need", "whereas", "though", "although", "because", "since"})

_BEFORE, _AFTER = 4, 5
"""Words of a claim, before and after its word of direction, that it may be about."""

_REACH, _REACH_BACK = 6, 3
"""Words from a word of direction in a sentence on to what it may be about, and back."""


@dataclass(frozen=True, slots=True)
class Direction:
    """How a sentence's direction compares with a claim's.

    `opposed` counts the axes on which they take opposite sides alone; `denied` says that one of them denies a word that
    the other states. `against` is 0 or less: how near to words of the claim the sentence points the other way, for the
    one of the claim's words of direction that fares worst.
    """

    opposed: int
    denied: bool
    against: float


@dataclass(frozen=True, slots=True)
class _Read:
    """A text's words: stems; +1 or -1 where they point up or down, a denial before them counted in; what they tell.

    `groups` are the stems of the words that tell something or point after each denial; `stated` those elsewhere.
    """

    stems: tuple[str, ...]
    signs: tuple[int, ...]
    tells: tuple[bool, ...]
    groups: tuple[tuple[str, ...], ...]
    stated: frozenset[str]

    @property
    def denied(self) -> frozenset[str]:
        """All that is denied."""
        return frozenset(word for group in self.groups for word in group)

    @property
    def pointing(self) -> list[tuple[int, int]]:
        """Place and sign of each word of direction."""
        return [(i, sign) for i, sign in enumerate(self.signs) if sign]


def compare(claim: str, sentence: str) -> Direction:
    """Compare the directions of a claim and of a sentence."""
    said, told = _read(claim), _read(sentence)
    ours, theirs = _sides(said), _sides(told)
    return Direction(
        opposed=sum(not sides & theirs[axis] for axis, sides in ours.items() if axis in theirs),
        denied=_denies(said, told) or _denies(told, said),
        against=min([0.0, *_together(said, told)]),
    )


def _denies(one: _Read, other: _Read) -> bool:
    """Whether a text denies a word that the other states, by a denial whose first word the other does not deny, too.

    "Smoke does not help growers" and "growers are not helped by smoke" deny the helping.
    """
    words = {word for group in one.groups if group[0] not in other.denied for word in group}
    return bool((words - one.stated) & (other.stated - other.denied))


def _sides(text: _Read) -> dict[str, set[int]]:
    known = opposites().sides
    sides: dict[str, set[int]] = defaultdict(set)
    for root in text.stems:
        for axis, side in known.get(root, {}).items():
            sides[axis].add(side)
    return sides


def _together(said: _Read, told: _Read) -> list[float]:
    """For each word of direction of the claim: how those of the sentence compare that stand by the same words."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, (root, tells) in enumerate(zip(told.stems, told.tells, strict=True)):
        if tells:
            places[root].append(place)
    return [sum(_about(said, told, places, i, sign)) for i, sign in said.pointing]


def _about(said: _Read, told: _Read, places: dict[str, list[int]], at: int, sign: int) -> list[float]:
    found: list[float] = []
    for k in range(max(0, at - _BEFORE), min(len(said.stems), at + _AFTER + 1)):
        weight = (1.0 if k > at else 0.5) / (1 + abs(k - at))  # what follows a verb is what it is about
        for place in places.get(said.stems[k], ()) if said.tells[k] else ():
            nearest = _nearest(told, place)
            if nearest is not None:
                found.append(weight * sign * nearest[1] / (1 + nearest[0]))
    return found


def _nearest(told: _Read, place: int) -> tuple[int, int] | None:
    """Distance and sign of the word of direction that a word is about; one before it is the nearer by two."""
    pointing = [
        (place - i if i < place else i - place + 2, sign)
        for i, sign in told.pointing
        if -_REACH <= i - place <= _REACH_BACK
    ]
    return min(pointing, default=None)


@lru_cache(maxsize=2_000)
def _read(text: str) -> _Read:
    known = opposites()
    words: Sequence[str] = _WORD.findall(text.lower())
    denies = [known.denies(word) for word in words]
    roots = tuple(stem(word) for word in words)
    plain = [known.signs.get(root, 0) for root in roots]
    manner = [is_manner(word) for word in words]
    says = [not denies[i] and len(word) > 1 and word not in STOP_WORDS for i, word in enumerate(words)]
    states = [tells and not how for tells, how in zip(says, manner, strict=True)]
    groups = _denied(denies, states)
    denied = {i for group in groups for i in group}
    return _Read(
        stems=roots,
        signs=tuple(
            sign * (-1) ** sum(denies[max(0, i - _DENIED_WITHIN) : i]) if sign else 0 for i, sign in enumerate(plain)
        ),
        tells=tuple(tells and not sign for tells, sign in zip(says, plain, strict=True)),
        groups=tuple(tuple(roots[i] for i in group) for group in groups),
        stated=frozenset(root for i, root in enumerate(roots) if states[i] and i not in denied),
    )


def _denied(denies: Sequence[bool], says: Sequence[bool]) -> list[list[int]]:
    """Places of what each denial denies: the first words after it that say something."""
    groups = [
        [k for k in range(i + 1, min(len(says), i + 1 + _DENIED_WITHIN)) if says[k]][:_DENIED]
        for i, denial in enumerate(denies)
        if denial
    ]
    return [group for group in groups if group]


def is_manner(word: str) -> bool:
    """Whether a word says how or how far: "cannot generally be confirmed" denies the confirming."""
    return word.endswith("ly") or word in _MANNER


# Words that have an opposite, and words that deny: the table that stands in `opposites.toml`.

FILE_NAME = "opposites.toml"

_IRREGULAR = {
    "have": ("have", "has", "had", "having"),
    "lose": ("lose", "loses", "lost", "losing"),
    "rise": ("rise", "rises", "rose", "rising"),
    "shrink": ("shrink", "shrinks", "shrank", "shrinking"),
}


@dataclass(frozen=True, slots=True)
class Opposites:
    """The table, ready to be looked into.

    `sides` has for each stem the axes on which it stands, and on which side, +1 or -1; `signs` those that add or take
    away; `denials` the stems that deny; `instead` for each word, as it is written, a word that says the opposite.
    """

    sides: Mapping[str, Mapping[str, int]]
    signs: Mapping[str, int]
    denials: frozenset[str]
    instead: Mapping[str, str]

    def denies(self, word: str) -> bool:
        """Whether a lower-case word denies what it stands with."""
        return word in self.denials or word.endswith(("n't", "n\u2019t")) or stem(word) in self.denials


@lru_cache(maxsize=1)
def opposites() -> Opposites:
    """The table that comes with Refdesk."""
    told = tomllib.loads(files("assistant.verifying").joinpath(FILE_NAME).read_text(encoding="utf-8"))
    sides: dict[str, dict[str, int]] = {}
    for axis, pair in told["axes"].items():
        for side, words in zip((1, -1), pair, strict=True):
            for word in words.split():
                sides.setdefault(stem(word), {})[axis] = side
    signs = {root: on[axis] for axis in reversed(told["signed"]) for root, on in sides.items() if axis in on}
    denials = frozenset(stem(word) for word in told["denials"].split()) | frozenset(told["denials"].split())
    return Opposites(sides, signs, denials, dict(reversed(list(_pairs(told["verbs"], told["words"])))))


def _pairs(verbs: str, words: str) -> Iterator[tuple[str, str]]:
    """Each word with its opposite, the one that counts first where it has several."""
    couples = [(one, other) for one, _, other in (pair.partition(":") for pair in verbs.split())]
    for one, other in couples:
        yield from zip(_forms(one), _forms(other), strict=True)
    for one, other in couples:
        yield from zip(_forms(other), _forms(one), strict=True)
    for pair in words.split():
        one, _, other = pair.partition(":")
        yield one, other


def _forms(verb: str) -> tuple[str, ...]:
    """A verb, its third person, its past, its participle."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    return verb, f"{verb}es" if verb.endswith(("s", "sh", "ch")) else f"{verb}s", f"{verb}ed", f"{verb}ing"


# A claim turned into its opposite: what a sentence bears out better than the claim itself speaks against it.

_MOST = 2
"""Words that are exchanged, each by itself; every one costs a reading of the sentence."""

_LETTERS = re.compile(r"[^\W\d_]+")
_DENIALS = (
    (re.compile(r"\b(?:do|does|did) not ", re.IGNORECASE), ""),
    (
        re.compile(
            r"\b(is|are|was|were|can|could|has|have|had|will|would|may|might|should|must)(?: not\b|n['\u2019]t\b)",
            re.IGNORECASE,
        ),
        r"\1",
    ),
    (re.compile(r"\b(?:do|does|did)n['\u2019]t ", re.IGNORECASE), ""),
    (re.compile(r"\bcannot\b", re.IGNORECASE), "can"),
    (re.compile(r"\b(?:not|no|never|(?:fail|fails|failed) to) ", re.IGNORECASE), ""),
)


def reversed_claims(claim: str) -> list[str]:
    """Sentences that say the opposite of a claim: a word of it exchanged, or its denial taken away; often none."""
    exchanged: list[str] = []
    for match in _LETTERS.finditer(claim):
        other = opposites().instead.get(match.group().lower())
        if other:
            written = other.capitalize() if match.group()[0].isupper() else other
            exchanged.append(claim[: match.start()] + written + claim[match.end() :])
    plain = _without_denial(claim)
    return ([plain] if plain else []) + exchanged[:_MOST]


def _without_denial(claim: str) -> str | None:
    for pattern, left in _DENIALS:
        changed, times = pattern.subn(left, claim, count=1)
        if times:
            return changed
    return None
