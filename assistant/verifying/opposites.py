"""Words that have an opposite, and words that deny: the table that stands in `opposites.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.sweeping.stems import stem

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
