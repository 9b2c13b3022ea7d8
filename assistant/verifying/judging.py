"""The verifier: from a claim and the passages it cites to how well they bear it out.

What stands there word for word is verbatim. All else is weighed by a logistic model over the signs, whose coefficients,
thresholds and measurement stand in `support.toml`; the script `tests/benchmarks/claims.py` fits it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answers import Support
from assistant.logistic import Fitted, load
from assistant.sweeping.evidence import Shown, sentences_of
from assistant.verifying.plain import bare, comparable
from assistant.verifying.reading import only_asks
from assistant.verifying.signals import Signs, signs_of
from assistant.verifying.verbatim import stands_in
from index.entries import FoundPassage
from index.search import Search

FILE_NAME = "support.toml"

_BELOW = 0.01
"""By how much a claim that is barred stays under the threshold at least."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well passages bear a claim out: `probability` (0..1) that they do, and the sentence that shows it best."""

    support: Support
    probability: float
    shown: Shown


class Verifier:
    """Judges claims by the passages they cite, with the models of one open index and without a language model."""

    def __init__(self, search: Search) -> None:
        self._search = search

    def judge(self, claim: str, passages: Sequence[FoundPassage]) -> Judgement | None:
        """What all the passages together say of a claim; None where they hold no sentence."""
        said = bare(claim)
        verbatim = word_for_word(said, passages)
        if verbatim is not None:
            return Judgement(Support.VERBATIM, 1.0, verbatim)
        signs = signs_of(self._search, said, passages)
        return decided(signs, _fitted()) if signs else None

    def judge_each(self, claim: str, passages: Sequence[FoundPassage]) -> list[Judgement | None]:
        """What each passage by itself says of a claim, in their order."""
        return [self.judge(claim, [passage]) for passage in passages]


def word_for_word(claim: str, passages: Sequence[FoundPassage]) -> Shown | None:
    """The sentence in which a claim stands or, where it runs over several, the one it shares most words with.

    None where it stands in none of the passages, or only in a sentence that takes it back or asks it.
    """
    said = set(comparable(claim))
    for passage in passages:
        shown = [one for one in sentences_of([passage]) if only_asks(claim) or not only_asks(one.sentence.text)]
        held = stands_in(claim, [one.sentence.text for one in shown])
        if held is not None:
            return max((shown[i] for i in held), key=lambda one: len(said & set(comparable(one.sentence.text))))
    return None


def decided(signs: Signs, fitted: Fitted) -> Judgement:
    """What a fitted model makes of the signs; what is barred is weak at most."""
    probability = fitted.model.probability(signs.features())
    if signs.barred:
        probability = min(probability, max(0.0, fitted.thresholds["supported"] - _BELOW))
    return Judgement(_support(probability, fitted), probability, signs.shown)


def _support(probability: float, fitted: Fitted) -> Support:
    if probability >= fitted.thresholds["supported"]:
        return Support.SUPPORTED
    return Support.WEAK if probability >= fitted.thresholds["weak"] else Support.UNSUPPORTED


@lru_cache(maxsize=1)
def _fitted() -> Fitted:
    return load("assistant.verifying", FILE_NAME)
