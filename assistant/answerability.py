"""Whether the corpus answers a question: a small fitted model over what search and the cross-encoder found.

Its coefficients, threshold and measurement stand in `answerable.toml`, which `tests/benchmarks/answering.py` fits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.logistic import Fitted, load
from assistant.sweeping.stems import stem, words
from index.entries import FoundPassage
from index.search import Hit, Search

FILE_NAME = "answerable.toml"


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a question having an answer.

    `sentence` is the best sentence's log-odds by the cross-encoder, `interaction` the best passage's score by late
    interaction. Of the weight of the question's words (the rarer, the heavier), `unseen` is the share that stands
    nowhere in the corpus, and `covered` the share that stands in the one passage that has most of it.
    """

    sentence: float
    interaction: float
    unseen: float
    covered: float

    def features(self) -> dict[str, float]:
        """What the fitted model multiplies with its coefficients."""
        return {
            "best sentence": self.sentence,
            "late interaction": self.interaction,
            "words unseen": self.unseen,
            "words covered": self.covered,
        }


def signs_of(
    search: Search, question: str, hits: Sequence[Hit], passages: Iterable[FoundPassage], best: float
) -> Signs:
    """The signs in what was found for a question; `best` is the log-odds of its best sentence."""
    weights = search.word_weights(question)
    total = sum(weights.values()) or 1.0
    unseen = sum(weight for word, weight in weights.items() if not search.catalogue.frequency(word))
    return Signs(
        sentence=best,
        interaction=max((hit.interaction for hit in hits), default=0.0),
        unseen=unseen / total,
        covered=max((_covered(weights, passage) for passage in passages), default=0.0) / total,
    )


def is_answerable(signs: Signs) -> bool:
    """Whether the model finds the question answerable."""
    fitted = _fitted()
    return fitted.model.probability(signs.features()) >= fitted.thresholds["answers"]


def _covered(weights: Mapping[str, float], passage: FoundPassage) -> float:
    present = {stem(word.lower()) for word in words(f"{passage.header} {passage.text}")}
    return sum(weight for word, weight in weights.items() if stem(word) in present)


@lru_cache(maxsize=1)
def _fitted() -> Fitted:
    return load("assistant", FILE_NAME)
