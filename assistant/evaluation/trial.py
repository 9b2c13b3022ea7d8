"""A trial: a collection goes through the real pipeline, from files to ranked documents, and is measured."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles

from assistant.evaluation.collections import Collection
from assistant.evaluation.files import write_corpus
from assistant.evaluation.measures import Scores, evaluate
from assistant.evaluation.ranking import Ranker
from index.build import Progress, Report, Request, build
from index.embedding import Embedder
from index.errors import DamageError
from index.models import Models
from index.search import open_search

CORPUS = "evaluated-documents"
"""Folder of the documents as files, of a name that nobody's own papers have: files in it are removed."""

INDEX = "evaluated-index"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `unread` are identifiers of documents that could not be read, each with the reason."""

    scores: Scores
    queries: int
    documents: int
    passages: int
    embedded: int
    seconds_index: float
    seconds_queries: tuple[float, ...]
    unread: tuple[tuple[str, str], ...]

    @property
    def p50(self) -> float:
        """Median of the seconds a query takes."""
        return median(self.seconds_queries)

    @property
    def p95(self) -> float:
        """Seconds that 95 of 100 queries do not exceed."""
        if len(self.seconds_queries) == 1:
            return self.seconds_queries[0]
        return quantiles(self.seconds_queries, n=20, method="inclusive")[-1]


def try_out(
    collection: Collection,
    place: Path,
    models: Models,
    k: int = 100,
    request: Request = Request(),
    progress: Progress = lambda *_: None,
) -> Trial:
    """Index the collection within `place` and rank `k` documents for each query, one query after the other.

    What is left in `place` from an earlier trial is used again as far as it fits. Raises what a build raises.
    """
    names = write_corpus(collection.documents, place / CORPUS)
    report = _built(place, models.embedder, request, progress)
    with closing(open_search(place / INDEX, models)) as search:
        run, seconds = _run(Ranker(search, collection, names), collection, k, progress)
    return Trial(
        scores=evaluate(run, collection.qrels),
        queries=len(run),
        documents=len(collection.documents),
        passages=report.passages,
        embedded=report.embedded,
        seconds_index=report.seconds,
        seconds_queries=tuple(seconds),
        unread=_unread(report, names),
    )


def _built(place: Path, embedder: Embedder, request: Request, progress: Progress) -> Report:
    try:
        return build(place / CORPUS, place / INDEX, embedder, request, progress)
    except DamageError:  # of an earlier version, most likely: nothing in it is worth keeping
        return build(place / CORPUS, place / INDEX, embedder, replace(request, rebuild=True), progress)


def _run(
    ranker: Ranker, collection: Collection, k: int, progress: Progress
) -> tuple[dict[str, list[str]], list[float]]:
    run: dict[str, list[str]] = {}
    seconds: list[float] = []
    ranker.rank(next(iter(collection.queries.values())), k)  # loads the models, which is no query's time
    for done, (query, text) in enumerate(collection.queries.items(), 1):
        run[query], spent = ranker.rank(text, k, collection.papers.get(query))
        seconds.append(spent)
        progress("searching", done, len(collection.queries))
    return run, seconds


def _unread(report: Report, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((names[path], reason) for path, reason in report.failed)
