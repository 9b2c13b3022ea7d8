"""The signals of one work and one topic, as the judge weighs them."""

from dataclasses import dataclass
from math import log1p

from assistant.sweeping.close_reading import Reading
from assistant.sweeping.evidence import Found, Spread
from assistant.sweeping.topics import Standing
from index.sources import Evidence

_NOTES = (Evidence.SUMMARY, Evidence.ABSTRACT)
_HALF = 0.5
"""What a sentence naming something narrower counts beside one that names the topic itself."""

_BRIEF = 3
"""A text of so few passages is an abstract, whatever its file: what it names, it is about."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What was found of a topic in one work.

    `in_title` and `in_notes` (summary or abstract) tell whether the topic is named there, by whatever name; `named`
    counts the sentences of the full text that name it by its own or another word for it, `narrower` those that name a
    part or a kind of it, `in_passing` those that do either in related work, or to deny it. `nearest` is the cosine of
    the nearest passage, `apart` how many standard deviations that is from the mean of all passages. `best` and
    `best_three` are log-odds by the cross-encoder. `lacking` tells that no word stands in its nearest passages
    which tells the topic from what all works are about.
    """

    has_text: bool
    readable: bool = True
    in_title: bool = False
    in_notes: bool = False
    in_heading: bool = False
    named: int = 0
    narrower: int = 0
    in_passing: int = 0
    nearest: float = 0.0
    apart: float = 0.0
    best: float = 0.0
    best_three: float = 0.0
    lacking: bool = False

    @property
    def is_named(self) -> bool:
        """Whether any name of the topic stands anywhere in the work, be it in passing."""
        counted = self.named + self.narrower + self.in_passing
        return self.in_title or self.in_notes or self.in_heading or counted > 0

    @property
    def only_in_passing(self) -> bool:
        """Whether every sentence that names the topic denies it, puts it off or tells of others' work."""
        told = self.in_title or self.in_notes or self.in_heading or self.named + self.narrower > 0
        return self.in_passing > 0 and not told

    def features(self) -> dict[str, float]:
        """What the fitted judge multiplies with its coefficients."""
        return {
            "named at all": float(self.named > 0),
            "sentences naming it": log1p(self.named + _HALF * self.narrower),
            "sentences in passing": log1p(self.in_passing),
            "in a heading": float(self.in_heading),
            "cosine of the nearest passage": self.nearest,
            "standard deviations from the mean": self.apart,
            "best sentence": self.best,
            "three best sentences": self.best_three,
        }


def signals_of(found: Found, spread: Spread, reading: Reading, *, readable: bool) -> Signals:
    """The signals in what was found and read of a work."""
    namings = list(found.naming.values())
    told = [n for n in namings if not n.in_passing]
    notes = (*_NOTES, Evidence.PAPER) if found.passages <= _BRIEF else _NOTES
    of_paper = [n for n in told if n.shown.passage.evidence is Evidence.PAPER]
    narrower = sum(n.name.standing is Standing.NARROWER for n in of_paper)
    cosine = found.near[0][0] if found.near else 0.0
    return Signals(
        has_text=found.passages > 0,
        readable=readable,
        in_title=any(n.shown.passage.evidence is Evidence.TITLE for n in namings),
        in_notes=any(n.shown.passage.evidence in notes for n in told),
        in_heading=any(not h.in_passing and h.name.standing is not Standing.NARROWER for h in found.headings.values()),
        named=len(of_paper) - narrower,
        narrower=narrower,
        in_passing=len(namings) - len(told),
        nearest=cosine,
        apart=(cosine - spread.mean) / spread.deviation if spread.deviation else 0.0,
        best=reading.mean_of_best(1),
        best_three=reading.mean_of_best(3),
        lacking=found.lacking,
    )
