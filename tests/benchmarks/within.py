"""How well each stage of search ranks the paragraphs of one paper for a question about it, and a whole small library.

`qasper-mini` is ranked within the paper that its question is about, `seaibib` without restriction: there the queries
are headings, and how many of the references below them are found (recall) matters more than their order.
Run with `python -m tests.benchmarks.within [--queries N] [--work DIR] [--set NAME=VALUE] [--json FILE]`.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from index.build import build
from index.models import Models
from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.search import Recipe, Search, open_search
from index.store.fulltext import any_of
from index.works.filters import Filter
from tests.benchmarks.beir import (
    EVAL,
    Collection,
    ndcg,
    ranked_documents,
    read_collection,
    recall,
    reciprocal_rank,
    write_corpus,
)
from tests.benchmarks.chunking import recipe_with

COLLECTIONS = ("qasper-mini", "seaibib")

METRICS: Mapping[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
    "nDCG@10": partial(ndcg, k=10),
    "R@5": partial(recall, k=5),
    "R@10": partial(recall, k=10),
    "R@100": partial(recall, k=100),
    "MRR@10": partial(reciprocal_rank, k=10),
}
"""Figures in 0..1 of one ranking, from its documents and the gain of each relevant one."""

_SEED = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """The mean of each metric for one stage over one collection."""

    collection: str
    stage: str
    queries: int
    means: Mapping[str, float]


def prepared(collection: Collection, count: int | None) -> Collection:
    """The collection with `count` of its queries, always the same ones, or with all of them for None.

    Where queries name a paper, the title of a document may be no more than that paper's identifier. It says nothing of
    what is in it, so the document is taken without.
    """
    named = set(collection.papers.values())
    documents = (replace(d, title="", paper=d.title) if d.title in named else d for d in collection.documents)
    chosen = sorted(collection.queries)
    if count is not None and count < len(chosen):
        chosen = random.Random(_SEED).sample(chosen, count)
    queries = {query: collection.queries[query] for query in chosen}
    return replace(collection, documents=tuple(documents), queries=queries)


def by_paper(collection: Collection) -> dict[str | None, frozenset[str]]:
    """The documents of each paper that a query is about, and for None all documents."""
    papers: dict[str | None, frozenset[str]] = {
        paper: frozenset(document.id for document in collection.documents if document.paper == paper)
        for paper in set(collection.papers.values())
    }
    return papers | {None: frozenset(document.id for document in collection.documents)}


class Stages:
    """From a query to the sources of the `k` best passages that a filter admits, by each stage, best first."""

    def __init__(self, search: Search, k: int) -> None:
        self._search, self._k = search, k
        self._catalogue = search.catalogue

    def lexical(self, query: str, only: Filter) -> list[str]:
        """FTS5's BM25 alone."""
        expression, admitted = any_of(query), self._catalogue.admitted(only)
        if not expression:
            return []
        return self._sources(self._catalogue.matches(expression, self._k, self._search.recipe.title_weight, admitted))

    def dense(self, query: str, only: Filter) -> list[str]:
        """Cosine of the embeddings alone, every admitted passage compared."""
        embedder = self._search.embedder
        rowids, matrix = self._catalogue.vectors(embedder.fingerprint, self._catalogue.admitted(only))
        cosines = matrix @ embedder.embed_query(query)
        return self._sources(rowids[i] for i in (-cosines).argsort(kind="stable")[: self._k])

    def fused(self, query: str, only: Filter) -> list[str]:
        """Both signals, fused."""
        return [hit.passage.source for hit in self._search.hits(query, self._k, only, rerank=False)]

    def reranked(self, query: str, only: Filter) -> list[str]:
        """Search as it is: fused, and the first candidates reranked."""
        return [hit.passage.source for hit in self._search.hits(query, self._k, only)]

    def _sources(self, rowids: Iterable[int]) -> list[str]:
        ranked = list(rowids)
        passages = self._catalogue.passages(ranked)
        return [passages[rowid].source for rowid in ranked]


class Trial:
    """A collection in an index: what its queries may find, and how well they do."""

    def __init__(self, search: Search, collection: Collection, names: Mapping[str, str]) -> None:
        self._collection, self._names = collection, names
        self._documents = by_paper(collection)
        works = {names[entry.path]: entry.works for entry in search.catalogue.sources()}
        self._only = {
            paper: Filter(keys=tuple(sorted({key for document in ids for key in works.get(document, ())})))
            if paper
            else Filter()
            for paper, ids in self._documents.items()
        }

    def measure(self, retrieve: Callable[[str, Filter], list[str]]) -> dict[str, float]:
        """The mean of each metric over the queries."""
        rankings = {query: self._ranking(query, retrieve) for query in self._collection.queries}
        gains = self._collection.qrels
        return {
            name: fmean(metric(ranking, gains[query]) for query, ranking in rankings.items())
            for name, metric in METRICS.items()
        }

    def _ranking(self, query: str, retrieve: Callable[[str, Filter], list[str]]) -> list[str]:
        """Documents of the query's paper alone: a paragraph that stands in two papers alike may be one work."""
        paper = self._collection.papers.get(query)
        sources = retrieve(self._collection.queries[query], self._only[paper])
        return [found for found in ranked_documents(sources, self._names) if found in self._documents[paper]]


def stages_of(name: str, collection: Collection, work: Path, recipe: Recipe, k: int) -> list[Measured]:
    """Index a collection in `work` and measure every stage over it."""
    names = write_corpus(collection.documents, work / "corpus")
    embedder = BgeEmbedder()
    build(work / "corpus", work / "index", embedder)
    with closing(open_search(work / "index", Models(embedder, LateInteraction()), recipe)) as search:
        stages, trial = Stages(search, k), Trial(search, collection, names)
        runs = {"FTS5": stages.lexical, "dense": stages.dense, "fused": stages.fused, "reranked": stages.reranked}
        return [
            Measured(name, stage, len(collection.queries), trial.measure(retrieve)) for stage, retrieve in runs.items()
        ]


def as_table(measured: Iterable[Measured]) -> Table:
    """The figures as they are shown, with the number of queries beside each collection."""
    table = Table()
    for column in ("collection", "stage"):
        table.add_column(column, no_wrap=True)
    for name in METRICS:
        table.add_column(name, justify="right")
    for m in measured:
        table.add_row(f"{m.collection} ({m.queries})", m.stage, *(f"{value:.4f}" for value in m.means.values()))
    return table


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the evaluation data")
    parser.add_argument("--queries", type=int, help="how many queries to sample of each; all unless given")
    parser.add_argument("--passages", type=int, default=100, help="how many passages each run finds for a query")
    parser.add_argument("--work", type=Path, help="folder to keep the indexes in; a temporary one unless given")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="change a part of the recipe")
    parser.add_argument("--json", type=Path, help="file for the figures")
    args = parser.parse_args()
    try:
        args.recipe = recipe_with(args.set)
    except ValueError as exc:
        parser.error(str(exc))
    return args


def main() -> None:
    """Measure, print, write."""
    args, console = parse(), Console()
    present = [name for name in COLLECTIONS if (args.eval / name).is_dir()]
    if not present:
        console.print(f"{args.eval}: no evaluation data there, nothing measured")
        return
    measured: list[Measured] = []
    with TemporaryDirectory() as temporary:
        for name in present:
            collection = prepared(read_collection(args.eval / name), args.queries)
            measured += stages_of(name, collection, (args.work or Path(temporary)) / name, args.recipe, args.passages)
    console.print(as_table(measured))
    console.print(str(args.recipe), highlight=False, soft_wrap=True)
    if args.json:
        figures = {"recipe": asdict(args.recipe), "runs": [asdict(m) for m in measured]}
        args.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
