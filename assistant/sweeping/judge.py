"""The judge: from the signals of one work and one topic to a verdict.

What names the topic in its title, its abstract or the researcher's summary discusses it. All else is weighed by a
logistic model over the signals, whose coefficients, thresholds and measurement stand in `judge.toml`; the script
`tests/benchmarks/judging.py` fits it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp

from assistant.answers import Verdict
from assistant.sweeping.signals import Signals

FILE_NAME = "judge.toml"


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic model: coefficients by the name of the feature, and the probabilities from which a verdict holds."""

    coefficients: Mapping[str, float]
    constant: float
    discusses: float
    mentions: float

    def probability(self, signals: Signals) -> float:
        """How probable it is that the work discusses the topic, by the model alone."""
        features = signals.features()
        weighed = self.constant + sum(weight * features[name] for name, weight in self.coefficients.items())
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, weighed))))

    def decide(self, signals: Signals) -> tuple[Verdict, float]:
        """The verdict and its probability; a work without text is `unknown` or `unreadable` unless its title tells."""
        if signals.in_title or (signals.has_text and signals.in_notes):
            return Verdict.DISCUSSES, 1.0
        if not signals.has_text:
            return (Verdict.UNKNOWN if signals.readable else Verdict.UNREADABLE), 0.0
        probability = self.probability(signals)
        if probability >= self.discusses:
            return Verdict.DISCUSSES, probability
        if signals.is_named or probability >= self.mentions:
            return Verdict.MENTIONS, probability
        return Verdict.NO, probability


@lru_cache(maxsize=1)
def fitted_judge() -> Judge:
    """The judge that comes with Refdesk."""
    told = tomllib.loads(files("assistant.sweeping").joinpath(FILE_NAME).read_text(encoding="utf-8"))
    thresholds = told["thresholds"]
    return Judge(told["coefficients"], told["constant"], thresholds["discusses"], thresholds["mentions"])
