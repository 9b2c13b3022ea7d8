"""Reading closely: what the cross-encoder makes of the sentences nearest to a topic, work by work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log

from assistant.sweeping.evidence import Found, Shown, sentences_of
from assistant.sweeping.topics import Topic
from index.catalogue import Catalogue
from index.reranking import Reranker
from index.search import Search

AT_MOST = 400
"""Works that are read for one topic, those whose passages are nearest: more would take minutes the first time."""

_WORTH_READING = 0.5
"""Cosine below which nothing was ever about a topic."""

_TOGETHER = 40
_SMALLEST = 1e-5
UNREAD = log(_SMALLEST)
"""The score of what the cross-encoder sees nothing in, and of what it was not shown."""

Progress = Callable[[int, int], None]
"""Told how many works are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences of one work that were read, best first, with their log-odds to be about the topic."""

    sentences: tuple[tuple[float, Shown], ...] = ()

    def mean_of_best(self, n: int) -> float:
        """Mean log-odds of the `n` best sentences; of those there are where they are fewer."""
        best = [score for score, _ in self.sentences[:n]]
        return sum(best) / len(best) if best else UNREAD


def read_closely(
    search: Search, topic: Topic, found: Mapping[str, Found], progress: Progress = lambda *_: None
) -> dict[str, Reading]:
    """Read the nearest passages of the works that are worth it; the others have no reading."""
    if search.reranker is None:
        return {}
    worth = [key for key, work in found.items() if work.near and work.near[0][0] >= _WORTH_READING]
    chosen = sorted(worth, key=lambda key: (-found[key].near[0][0], key))[:AT_MOST]
    readings: dict[str, Reading] = {}
    for i in range(0, len(chosen), _TOGETHER):
        readings |= _read(
            search.catalogue, search.reranker, topic, {key: found[key] for key in chosen[i : i + _TOGETHER]}
        )
        progress(min(i + _TOGETHER, len(chosen)), len(chosen))
    return readings


def _read(catalogue: Catalogue, reranker: Reranker, topic: Topic, works: Mapping[str, Found]) -> dict[str, Reading]:
    passages = catalogue.passages(rowid for work in works.values() for _, rowid in work.near)
    shown = {
        key: sentences_of(passages[rowid] for _, rowid in work.near if rowid in passages) for key, work in works.items()
    }
    best = _scores(reranker, topic, {one.sentence.text for each in shown.values() for one in each})
    return {
        key: Reading(tuple(sorted(((best[s.sentence.text], s) for s in each), key=lambda pair: -pair[0])))
        for key, each in shown.items()
    }


def _scores(reranker: Reranker, topic: Topic, texts: set[str]) -> dict[str, float]:
    """Log-odds of each sentence.

    The topic is asked for as a whole: asked for its parts ("data and models"), the cross-encoder finds them everywhere.
    """
    ordered = sorted(texts)
    return dict(zip(ordered, map(log_odds, reranker.score(topic.text, ordered).tolist()), strict=True))


def log_odds(probability: float) -> float:
    """log(p / (1 - p)), kept within what the fitted judge knows."""
    return log((probability + _SMALLEST) / (1 - probability + _SMALLEST))
