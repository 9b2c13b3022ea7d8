"""A sentence that is shown for something, and how well it shows it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log

from index.entries import FoundPassage
from index.search import Search
from index.text.passages import Sentence


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that shows a topic, with its passage."""

    passage: FoundPassage
    sentence: Sentence

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands: passages overlap, and a sentence counts once."""
        return self.passage.source, self.passage.page or 0, self.sentence.start


def sentences_of(passages: Iterable[FoundPassage]) -> list[Shown]:
    """The sentences of some passages, each once."""
    shown = [Shown(passage, sentence) for passage in passages for sentence in passage.sentences]
    return list({sentence.place: sentence for sentence in shown}.values())


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with its passage, how well it answers, 0..1, and whether it names a bare topic that was asked for."""

    passage: FoundPassage
    sentence: Sentence
    score: float
    names: bool = False


def best_sentences(search: Search, query: str, sentences: Sequence[Shown]) -> tuple[Shown, ...]:
    """The sentences in the cross-encoder's order, best first; in the order given where there is none."""
    if search.reranker is None or len(sentences) < 2:
        return tuple(sentences)
    scores = search.reranker.score(query, [shown.sentence.text for shown in sentences])
    return tuple(sentences[int(i)] for i in (-scores).argsort(kind="stable"))


_SMALLEST = 1e-5
UNREAD = log(_SMALLEST)
"""The score of what the cross-encoder sees nothing in, and of what it was not shown."""

Progress = Callable[[int, int], None]
"""Called with how many works are done, and how many there are."""


def log_odds(probability: float) -> float:
    """log(p / (1 - p)), kept within what the fitted judge knows."""
    return log((probability + _SMALLEST) / (1 - probability + _SMALLEST))
