"""Sentences as evidence: for a topic, or as an answer with a score."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log

from index.entries import FoundPassage
from index.search import Search
from index.text.passages import Sentence


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence with its passage."""

    passage: FoundPassage
    sentence: Sentence

    @property
    def place(self) -> tuple[str, int, int, int]:
        """Source, page and offsets: passages overlap, and a sentence counts once."""
        return self.passage.source, self.passage.page or 0, self.sentence.start, self.sentence.end


def sentences_of(passages: Iterable[FoundPassage]) -> list[Shown]:
    """The distinct sentences of some passages."""
    shown = [Shown(passage, sentence) for passage in passages for sentence in passage.sentences]
    return list({sentence.place: sentence for sentence in shown}.values())


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with its passage and score, 0..1; `names`: it names the bare topic that is the whole question."""

    passage: FoundPassage
    sentence: Sentence
    score: float
    names: bool = False


def best_sentences(search: Search, query: str, sentences: Sequence[Shown]) -> tuple[Shown, ...]:
    """Rank sentences with the cross-encoder, best first; without one, keep their order."""
    if search.reranker is None or len(sentences) < 2:
        return tuple(sentences)
    scores = search.reranker.score(query, [shown.sentence.text for shown in sentences])
    return tuple(sentences[int(i)] for i in (-scores).argsort(kind="stable"))


_SMALLEST = 1e-5  # keeps log-odds finite; the models were fitted with it
UNREAD = log(_SMALLEST)
"""The log-odds of a sentence that the cross-encoder rejects or has not read."""

Progress = Callable[[int, int], None]
"""Called with the number of works done and the total."""


def log_odds(probability: float) -> float:
    """log(p / (1 - p)), finite also for 0 and 1."""
    return log((probability + _SMALLEST) / (1 - probability + _SMALLEST))
