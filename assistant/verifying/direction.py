"""Compare the directions of a claim and a sentence: opposites, denials, and their objects.

"Monitoring lowers the risk" and "the risk is higher" share their words except the one that counts.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from index.text.words import STOP_WORDS, stem, stems

FILE_NAME = "opposites.toml"

_IRREGULAR = {
    "have": ("have", "has", "had", "having"),
    "lose": ("lose", "loses", "lost", "losing"),
    "rise": ("rise", "rises", "rose", "rising"),
    "shrink": ("shrink", "shrinks", "shrank", "shrinking"),
}


@dataclass(frozen=True, slots=True)
class Opposites:
    """The table of `opposites.toml`.

    `sides` has the axes of each stem, with its side, +1 or -1; `signs` the stems for more (+1) and less (-1); `denials`
    the stems of denial; `instead` the opposite of each word form.
    """

    sides: Mapping[str, Mapping[str, int]]
    signs: Mapping[str, int]
    denials: frozenset[str]
    instead: Mapping[str, str]

    def denies(self, word: str) -> bool:
        """True if a lower-case word is a denial."""
        return word in self.denials or word.endswith(("n't", "n\u2019t")) or stem(word) in self.denials


@lru_cache(maxsize=1)
def opposites() -> Opposites:
    """The table of `opposites.toml`."""
    table = tomllib.loads(files("assistant.verifying").joinpath(FILE_NAME).read_text(encoding="utf-8"))
    sides: dict[str, dict[str, int]] = {}
    for axis, pair in table["axes"].items():
        for side, words in zip((1, -1), pair, strict=True):
            for word in words.split():
                sides.setdefault(stem(word), {})[axis] = side
    signs = {root: on[axis] for axis in reversed(table["signed"]) for root, on in sides.items() if axis in on}
    denials = frozenset(stem(word) for word in table["denials"].split()) | frozenset(table["denials"].split())
    return Opposites(sides, signs, denials, dict(reversed(list(_pairs(table["verbs"], table["words"])))))


def _pairs(verbs: str, words: str) -> Iterator[tuple[str, str]]:
    """Each word form with its opposite; the preferred one first."""
    couples = [(first, second) for first, _, second in (pair.partition(":") for pair in verbs.split())]
    for first, second in couples:
        yield from zip(_forms(first), _forms(second), strict=True)
    for first, second in couples:
        yield from zip(_forms(second), _forms(first), strict=True)
    for pair in words.split():
        first, _, second = pair.partition(":")
        yield first, second


def _forms(verb: str) -> tuple[str, ...]:
    """A verb, its third person, past and participle."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    return verb, f"{verb}es" if verb.endswith(("s", "sh", "ch")) else f"{verb}s", f"{verb}ed", f"{verb}ing"


# Directions compared. The distances below were tried on the claims of SciFact.

# "drift", "doesn't"
_WORD = re.compile(r"[^\W_]+(?:['\u2019]t\b)?")
_DENIED_WITHIN = 4
"""Words from a denial to the word of direction that it reverses."""

_DENIED = 2
"""Content words that a denial covers: "harmful" in "not always harmful"."""

_MANNER = frozenset({"always", "ever", "yet", "general", "need", "whereas", "though", "although", "because", "since"})
"""Words of manner, which a denial skips: "cannot generally be confirmed" denies "confirmed"."""

_BEFORE, _AFTER = 4, 5
"""Words of a claim before and after its word of direction that may be its object."""

_REACH, _REACH_BACK = 6, 3
"""Words from a word of direction in a sentence forward and back to its object."""


@dataclass(frozen=True, slots=True)
class Direction:
    """The direction of a sentence compared with that of a claim.

    `opposed` counts the axes with the two only on opposite sides; `denied`: one denies a word that the other states.
    `against` is at most 0: how close to words of the claim the sentence points the other way, for the worst word of
    direction of the claim.
    """

    opposed: int
    denied: bool
    against: float


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text: stems, signs, and whether each has content besides direction.

    A sign is +1 or -1 for a word that points up or down, reversed by a denial before it, and 0 for others. `denied` are
    the stems of the content words after each denial, `stated` those of the other content words.
    """

    stems: tuple[str, ...]
    signs: tuple[int, ...]
    has_content: tuple[bool, ...]
    denied: tuple[tuple[str, ...], ...]
    stated: frozenset[str]


def compare(claim: str, sentence: str) -> Direction:
    """Compare the directions of a claim and of a sentence."""
    of_claim, of_sentence = _read(claim), _read(sentence)
    ours, theirs = _sides(of_claim), _sides(of_sentence)
    return Direction(
        opposed=sum(not sides & theirs[axis] for axis, sides in ours.items() if axis in theirs),
        denied=_denies(of_claim, of_sentence) or _denies(of_sentence, of_claim),
        against=_against(of_claim, of_sentence),
    )


def _denies(denying: _Words, stating: _Words) -> bool:
    """True if a text denies a word that another states, unless the other denies the first word of that denial too.

    "Smoke does not help growers" and "growers are not helped by smoke" agree.
    """
    denied_there = {word for group in stating.denied for word in group}
    words = {word for group in denying.denied if group[0] not in denied_there for word in group}
    return bool((words - denying.stated) & (stating.stated - denied_there))


def _sides(text: _Words) -> dict[str, set[int]]:
    sides: dict[str, set[int]] = defaultdict(set)
    for root in text.stems:
        for axis, side in opposites().sides.get(root, {}).items():
            sides[axis].add(side)
    return sides


def _against(claim: _Words, sentence: _Words) -> float:
    """The lowest agreement, at most 0, of a word of direction of the claim with the sentence, by words around it."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, root in enumerate(sentence.stems):
        if sentence.has_content[place]:
            places[root].append(place)
    worst = 0.0
    for i, sign in enumerate(claim.signs):
        agreement = 0.0
        for k in range(max(0, i - _BEFORE), min(len(claim.stems), i + _AFTER + 1)) if sign else ():
            weight = (1.0 if k > i else 0.5) / (1 + abs(k - i))  # an object follows its verb
            for place in places.get(claim.stems[k], ()) if claim.has_content[k] else ():
                if nearest := _nearest(sentence, place):
                    distance, sign_there = nearest
                    agreement += weight * sign * sign_there / (1 + distance)
        worst = min(worst, agreement)
    return worst


def _nearest(sentence: _Words, place: int) -> tuple[int, int] | None:
    """Distance and sign of the word of direction nearest to `place`; one after it counts as two words further."""
    return min(
        (
            (place - i if i < place else i - place + 2, sentence.signs[i])
            for i in range(max(0, place - _REACH), min(len(sentence.signs), place + _REACH_BACK + 1))
            if sentence.signs[i]
        ),
        default=None,
    )


@lru_cache(maxsize=2_000)
def _read(text: str) -> _Words:
    table = opposites()
    words: Sequence[str] = _WORD.findall(text.lower())
    roots = tuple(stem(word) for word in words)
    denies = [table.denies(word) for word in words]
    signs = [table.signs.get(root, 0) for root in roots]
    content = [not denies[i] and len(word) > 1 and word not in STOP_WORDS for i, word in enumerate(words)]
    states = [content[i] and not (word.endswith("ly") or word in _MANNER) for i, word in enumerate(words)]
    after_denials = (range(i + 1, min(len(words), i + 1 + _DENIED_WITHIN)) for i, denial in enumerate(denies) if denial)
    groups = [group for after in after_denials if (group := [k for k in after if states[k]][:_DENIED])]
    denied = {k for group in groups for k in group}
    return _Words(
        stems=roots,
        signs=tuple(sign * (-1) ** sum(denies[max(0, i - _DENIED_WITHIN) : i]) for i, sign in enumerate(signs)),
        has_content=tuple(has and not sign for has, sign in zip(content, signs, strict=True)),
        denied=tuple(tuple(roots[k] for k in group) for group in groups),
        stated=frozenset(root for i, root in enumerate(roots) if states[i] and i not in denied),
    )


_MOST = 2
"""Words that are exchanged one at a time; each costs a call of the cross-encoder. A guess."""

_LETTERS = re.compile(r"[^\W\d_]+")
_DENIALS = (
    (re.compile(r"\b(?:do|does|did)(?: not|n['\u2019]t) ", re.IGNORECASE), ""),
    (
        # "is not", "weren't"
        re.compile(
            r"\b(is|are|was|were|can|could|has|have|had|will|would|may|might|should|must)(?: not\b|n['\u2019]t\b)",
            re.IGNORECASE,
        ),
        r"\1",
    ),
    (re.compile(r"\bcannot\b", re.IGNORECASE), "can"),
    (re.compile(r"\b(?:not|no|never|(?:fail|fails|failed) to) ", re.IGNORECASE), ""),
)


def reversed_claims(claim: str) -> list[str]:
    """Opposites of a claim: without its denial, or with a word replaced by its opposite; often none."""
    exchanged: list[str] = []
    for match in _LETTERS.finditer(claim):
        opposite = opposites().instead.get(match.group().lower())
        if opposite:
            written = opposite.capitalize() if match.group()[0].isupper() else opposite
            exchanged.append(claim[: match.start()] + written + claim[match.end() :])
    affirmed = (changed for pattern, rest in _DENIALS if (changed := pattern.sub(rest, claim, count=1)) != claim)
    return [*list(affirmed)[:1], *exchanged[:_MOST]]


_UNTRUE = (
    r"unlikely|unclear|uncertain|unknown|unproven|unfounded|false|untrue|wrong\w*|mistaken\w*|myth|fallacy|lacking|absent"
    r"|doubt(?:s|ed|ful)|refuted|rejected|disproved|disproven|disputed|contradicted|denied"
)
_DENYING_FRAMES = (
    # "Few studies found that ...", "It is a myth that ...", "The trial failed to confirm that ..."
    re.compile(
        r"(?<!\w)(?:few(?:er)?|no|not(?! only| surpris)|\w+n['\u2019]t|cannot|never|none|nobody|neither|hardly|scarcely"
        rf"|barely|rarely|seldom|little|contrary|{_UNTRUE}|refut\w+|reject\w*|disprov\w+|disput\w+|den(?:y|ies)"
        r"|fail(?:s|ed)?|lack(?:s|ed)?)(?! doubt| question)\b[^,;:.?!]{0,60}?\bthat\b(?P<clause>.*)",
        re.IGNORECASE | re.DOTALL,
    ),
    # "Evidence that ... was lacking", "The hypothesis that ... was rejected"
    re.compile(
        r"\bthat\b(?P<clause>.*)\b(?:is|are|was|were|been|remains?|remained|proved)\s+(?:\w+ly\s+|a\s+)?(?:not"
        rf"|{_UNTRUE})\b",
        re.IGNORECASE | re.DOTALL,
    ),
)
_WITHIN = 0.7
"""Share of the claim's words in a denied clause from which the clause is the claim; a guess."""


def is_denied_by_frame(claim: str, sentence: str) -> bool:
    """True if a sentence denies or doubts the claim in a clause with "that", and the claim itself does not."""
    words = set(stems(claim))
    for frame in _DENYING_FRAMES:
        match = frame.search(sentence)
        if match and not frame.search(claim):
            shared = words.intersection(stems(match["clause"]))
            if words and len(shared) >= _WITHIN * len(words):
                return True
    return False
