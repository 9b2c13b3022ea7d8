"""The judge: from the signals of one work and one topic to a verdict.

What names the topic in its title, its abstract or the researcher's summary discusses it. All else is weighed by a
logistic model over the signals, whose coefficients, threshold and measurement stand in `judge.toml`; the script
`tests/benchmarks/judging.py` fits it.
"""

from dataclasses import dataclass
from functools import lru_cache

from assistant.answers import Verdict
from assistant.logistic import Logistic, load
from assistant.sweeping.signals import Signals

FILE_NAME = "judge.toml"


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic model over the features of `Signals`, and the probability from which on a work discusses the topic."""

    model: Logistic
    discusses: float

    def decide(self, signals: Signals) -> tuple[Verdict, float]:
        """The verdict and its probability; a work without text is `unknown` or `unreadable` unless its title tells.

        What names the topic nowhere but in passing, or lacks its telling words, does not discuss it, however near its
        sentences are to it.
        """
        if signals.in_title or (signals.has_text and signals.in_notes):
            return Verdict.DISCUSSES, 1.0
        if not signals.has_text:
            return (Verdict.UNKNOWN if signals.readable else Verdict.UNREADABLE), 0.0
        probability = self.model.probability(signals.features())
        if probability >= self.discusses and not (signals.only_in_passing or signals.lacking):
            return Verdict.DISCUSSES, probability
        if signals.is_named:
            return Verdict.MENTIONS, probability
        return Verdict.NO, probability


@lru_cache(maxsize=1)
def fitted_judge() -> Judge:
    """The judge that comes with Refdesk."""
    fitted = load("assistant.sweeping", FILE_NAME)
    return Judge(fitted.model, fitted.thresholds["discusses"])
