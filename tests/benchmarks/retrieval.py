"""How well each stage of search ranks the documents of a BEIR collection, and how long it takes.

On `scifact-train` the reranked figure flatters: the projection of late interaction was fitted on those very claims.
What it gains on others is told by `tests/benchmarks/late.py`.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that it also runs as a file

from index.build import Report, build
from index.models.embedding import BgeEmbedder
from index.search import Recipe
from tests.benchmarks.beir import EVAL, Collection, Scores, evaluate, ranked_documents, read_collection, write_corpus
from tests.benchmarks.stages import Stages

_SEED = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """One run's scores, the mean number of documents it found for a query, and its seconds a query."""

    run: str
    scores: Scores
    documents: float
    median_seconds: float
    p95_seconds: float


def timed_build(corpus: Path, index: Path) -> tuple[Report, dict[str, float]]:
    """Bring the index up to date; besides the report, the seconds until each of its steps was last heard of."""
    heard: dict[str, float] = {}
    begun = perf_counter()

    def progress(step: str, done: int, total: int) -> None:
        heard[step] = perf_counter() - begun

    return build(corpus, index, BgeEmbedder(), progress=progress), heard


def sampled(collection: Collection, count: int | None) -> Collection:
    """The collection with `count` of its queries, always the same ones; with all where `count` is None."""
    if count is None or count >= len(collection.queries):
        return collection
    chosen = set(random.Random(_SEED).sample(sorted(collection.queries), count))
    queries = {query: text for query, text in collection.queries.items() if query in chosen}
    return Collection(collection.documents, queries, collection.qrels)


def measure(
    name: str, retrieve: Callable[[str], list[str]], collection: Collection, names: Mapping[str, str]
) -> Measured:
    """Run every query, one after the other; the first is run once before, untimed, to load the models."""
    retrieve(next(iter(collection.queries.values())))
    run: dict[str, list[str]] = {}
    seconds: list[float] = []
    for query, text in collection.queries.items():
        begun = perf_counter()
        sources = retrieve(text)
        seconds.append(perf_counter() - begun)
        run[query] = ranked_documents(sources, names)
    scores = evaluate(run, collection.qrels)
    return Measured(name, scores, fmean(map(len, run.values())), median(seconds), float(np.percentile(seconds, 95)))


def indexing(built: Report, heard: Mapping[str, float]) -> str:
    """What the build did, in one line."""
    if not built.embedded:
        return f"index of {built.passages} passages reused"
    steps = ", ".join(f"{step} done at {seconds:.0f} s" for step, seconds in heard.items())
    speed = built.passages / built.seconds
    return f"indexed {built.passages} passages in {built.seconds:.0f} s, {speed:.1f} a second ({steps})"


def as_table(measured: Sequence[Measured], queries: int) -> Table:
    """The figures as they are shown; `docs` is how many documents the passages found belong to, on average."""
    table = Table(title=f"{queries} queries")
    table.add_column("run")
    for heading in ("nDCG@10", "R@10", "R@100", "MRR@10", "docs", "median s", "p95 s"):
        table.add_column(heading, justify="right")
    for m in measured:
        s = m.scores
        figures = [f"{score:.4f}" for score in (s.ndcg_10, s.recall_10, s.recall_100, s.mrr_10)]
        table.add_row(m.run, *figures, f"{m.documents:.0f}", f"{m.median_seconds:.3f}", f"{m.p95_seconds:.3f}")
    return table


def parse() -> argparse.Namespace:
    """The options; those of the recipe default to its own defaults."""
    recipe = Recipe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the evaluation data")
    parser.add_argument("--collection", default="scifact-train", help="folder of the collection in it")
    parser.add_argument("--queries", type=int, help="how many queries to sample; all unless given")
    parser.add_argument("--work", type=Path, help="folder to keep the index in; a temporary one unless given")
    parser.add_argument("--passages", type=int, default=100, help="how many passages each run finds for a query")
    parser.add_argument("--lexical-weight", type=float, default=recipe.lexical_weight)
    parser.add_argument("--title-weight", type=float, default=recipe.title_weight)
    parser.add_argument("--reranked", type=int, default=recipe.reranked)
    parser.add_argument("--interaction-weight", type=float, default=recipe.interaction_weight)
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args()


def compare(args: argparse.Namespace, work: Path, console: Console) -> None:
    """Index the collection in `work`, measure every stage of search over it, and print."""
    collection = sampled(read_collection(args.eval / args.collection), args.queries)
    corpus, index = work / args.collection / "corpus", work / args.collection / "index"
    names = write_corpus(collection.documents, corpus)
    built, heard = timed_build(corpus, index)
    console.print(indexing(built, heard))
    weights = {
        name: getattr(args, name) for name in ("lexical_weight", "title_weight", "reranked", "interaction_weight")
    }
    recipe = Recipe(**weights)
    with closing(Stages(index, recipe, args.passages)) as stages:
        runs = {"FTS5": stages.lexical, "dense": stages.dense, "fused": stages.fused, "reranked": stages.reranked}
        measured = [measure(name, retrieve, collection, names) for name, retrieve in runs.items()]
    console.print(as_table(measured, len(collection.queries)))
    console.print(str(recipe), highlight=False, soft_wrap=True)
    if args.json:
        build_figures = asdict(built) | {"heard": heard}
        figures = {"build": build_figures, "recipe": asdict(recipe), "runs": [asdict(m) for m in measured]}
        args.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def main() -> None:
    """Parse, measure, print."""
    args, console = parse(), Console()
    folder = args.eval / args.collection
    if not folder.is_dir():
        console.print(f"skipped: no evaluation data in {folder}")
        return
    with TemporaryDirectory() as temporary:
        compare(args, args.work or Path(temporary), console)


if __name__ == "__main__":
    main()
