"""Which way a claim and a sentence point, and whether it is the same way for the same things.

"Monitoring lowers the risk" and "the risk is higher" share their words but for the one that counts.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.sweeping.stems import stem
from assistant.verifying.opposites import opposites
from index.lexical import STOP_WORDS

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
