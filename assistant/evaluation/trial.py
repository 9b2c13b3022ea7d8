"""A trial: index a collection from files, rank its documents for each query, and measure."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from assistant.evaluation.collections import Collection, paper_of, ranked_documents, write_corpus
from assistant.evaluation.measures import Scores, evaluate
from index.build import BuildRequest, Progress, build
from index.errors import DamageError
from index.models import Models
from index.search import Search, open_search
from index.works.filters import Filter

_DEEPER = 4
"""Passages ranked for each document: a long one can take several of the first ranks. A guess."""


class Ranker:
    """Documents by query, over an open index whose files are those of `names` (document identifiers by file name)."""

    def __init__(self, search: Search, collection: Collection, names: Mapping[str, str]) -> None:
        self._search = search
        self._names = names
        self._works = {source.path: source.works for source in search.catalogue.sources()}
        files = {identifier: name for name, identifier in names.items()}
        self._files: dict[str, set[str]] = {paper: set() for paper in collection.papers.values()}
        for document in collection.documents:
            if document.id in files and paper_of(document) in self._files:
                self._files[paper_of(document)].add(files[document.id])

    def rank(self, query: str, k: int, paper: str | None = None) -> tuple[list[str], float]:
        """The `k` best documents, of one paper if it is named, and the seconds that searching took."""
        only, among = Filter(), set(self._names)
        if paper is not None:
            among = self._files[paper]
            keys = tuple(sorted({work for file in among for work in self._works.get(file, ())}))
            if not keys:  # a filter without a key would admit every work
                return [], 0.0
            only = Filter(keys=keys)
        begun = perf_counter()
        hits = self._search.hits(query, k, only)
        seconds = perf_counter() - begun
        sources = [hit.passage.source for hit in hits]
        # The k passages that a user would see decide the first ranks; further passages fill the rest.
        if len(sources) == k and len(set(sources) & among) < k:
            further = self._search.hits(query, _DEEPER * k, only, rerank=False)
            sources += [hit.passage.source for hit in further]
        # A work merged from several papers also has documents of other papers.
        return ranked_documents((source for source in sources if source in among), self._names)[:k], seconds


CORPUS = "evaluated-documents"
"""Folder of the documents as files; an unusual name, as files in it are removed."""

INDEX = "evaluated-index"


@dataclass(frozen=True, slots=True)
class Trial:
    """The measurements; `unread` are (identifier, reason) of documents that could not be read."""

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
    request: BuildRequest = BuildRequest(),
    progress: Progress = lambda *_: None,
) -> Trial:
    """Index the collection within `place` and rank `k` documents for each query, one query after the other.

    Reuses the files and the index of an earlier trial in `place`. Raises the errors of a build.
    """
    names = write_corpus(collection.documents, place / CORPUS)
    try:
        report = build(place / CORPUS, place / INDEX, models.embedder, request, progress)
    except DamageError:  # probably of an earlier version, so rebuild
        rebuilding = replace(request, rebuild=True)
        report = build(place / CORPUS, place / INDEX, models.embedder, rebuilding, progress)
    run: dict[str, list[str]] = {}
    seconds: list[float] = []
    with closing(open_search(place / INDEX, models)) as search:
        ranker = Ranker(search, collection, names)
        ranker.rank(next(iter(collection.queries.values())), k)  # load the models before measuring the time of queries
        for done, (query, text) in enumerate(collection.queries.items(), 1):
            run[query], spent = ranker.rank(text, k, collection.papers.get(query))
            seconds.append(spent)
            progress("searching", done, len(collection.queries))
    return Trial(
        scores=evaluate(run, collection.qrels),
        queries=len(run),
        documents=len(collection.documents),
        passages=report.passages,
        embedded=report.embedded,
        seconds_index=report.seconds,
        seconds_queries=tuple(seconds),
        unread=tuple((names[path], reason) for path, reason in report.failed),
    )
