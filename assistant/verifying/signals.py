"""What speaks for a claim being borne out by some passages, and what against it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from assistant.sweeping.evidence import Shown
from assistant.verifying.bounds import has_other_side
from assistant.verifying.direction import Direction, compare
from assistant.verifying.framing import is_conditional, is_framed
from assistant.verifying.order import is_swapped
from assistant.verifying.plain import says_little
from assistant.verifying.quantities import missing
from assistant.verifying.reading import Reading, everything, read, relevance
from assistant.verifying.replacing import has_replaced
from assistant.verifying.reversing import reversed_claims
from index.entries import FoundPassage
from index.search import Search

_WORTH_REVERSING = 0.6
"""Share of the claim's words in the passages below which its opposite is not tried: neither is said there."""

_MOST = 1.5
"""Log-odds beyond which a contrast says nothing more."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found for one claim.

    `contrast` is by how much the shown sentence speaks more of the claim than of its opposite, in log-odds of the
    cross-encoder: the least where there are several opposites, 0 where there is none or the claim is barred anyway.
    `missing` counts the claim's numbers that no passage states, or is 1 where it is on the other side of one; `swapped`
    says that the sentence has the claim's sides exchanged, `replaced` that it has another word in the place of one,
    `framed` that it names the claim only to deny or doubt it, `conditional` that only one of both has a condition,
    `says_little` that the claim only leads in to others.
    """

    reading: Reading
    direction: Direction
    contrast: float
    missing: int
    swapped: bool
    replaced: bool
    framed: bool
    conditional: bool
    says_little: bool

    @property
    def barred(self) -> bool:
        """Whether the claim is not borne out, however near the words are.

        It has a number that the source does not state; it denies what the sentence states, or the other way round; the
        sentence has its sides exchanged or another word in a place, only asks, or names the claim to deny it or on a
        condition that the claim has not; or the claim says nothing that could be borne out.
        """
        otherwise = self.direction.denied or self.swapped or self.replaced or self.framed or self.conditional
        return bool(self.missing) or otherwise or self.reading.asks or self.says_little

    @property
    def shown(self) -> Shown:
        """The sentence that speaks of the claim most."""
        return self.reading.shown

    def features(self) -> dict[str, float]:
        """What the fitted model multiplies with its coefficients."""
        return {
            "best sentence": self.reading.score,
            "words in two sentences": self.reading.by_two,
            "words in the passages": self.reading.by_all,
            "numbers missing": float(min(self.missing, 2)),
            "opposite sides": float(self.direction.opposed > 0),
            "denied by one": float(self.direction.denied),
            "directions against": max(-1.0, self.direction.against),
            "contrast": max(-_MOST, min(_MOST, self.contrast)),
        }


def signs_of(search: Search, claim: str, passages: Sequence[FoundPassage]) -> Signs | None:
    """The signs in all of these passages together; None where they hold no sentence."""
    reading = read(search, claim, passages)
    if reading is None:
        return None
    sentence = reading.shown.sentence.text
    signs = Signs(
        reading=reading,
        direction=compare(claim, sentence),
        contrast=0.0,
        missing=len(missing(claim, everything(passages))) or int(has_other_side(claim, everything(passages))),
        swapped=is_swapped(claim, sentence),
        replaced=False,
        framed=is_framed(claim, sentence),
        conditional=is_conditional(claim, sentence),
        says_little=says_little(claim),
    )
    # Each of these asks a model, and what is barred already needs neither.
    if not signs.barred:
        signs = replace(signs, replaced=has_replaced(search, claim, sentence))
    return signs if signs.barred else replace(signs, contrast=_contrast(search, claim, reading))


def _contrast(search: Search, claim: str, reading: Reading) -> float:
    if reading.by_all < _WORTH_REVERSING or reading.own < 0.0:
        return 0.0
    sentence = [reading.shown.sentence.text]
    # Side by side: the cross-encoder takes one claim at a time, and there are two cores.
    with ThreadPoolExecutor() as pool:
        scores = list(pool.map(lambda opposite: relevance(search, opposite, sentence)[0], reversed_claims(claim)))
    return reading.own - max(scores) if scores else 0.0
