"""An index far larger than most: built, opened, searched, filtered and probed.

Run with `python -m tests.benchmarks.million [--passages N] [--folder DIR] [--json FILE]`. The passages are sentences of
a real collection put together anew, so that words are as frequent as in real text; their vectors are made, not
embedded: each lies near one of some thousands of centres, as those of real text lie near their topics.
"""

import argparse
import hashlib
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles

import numpy as np
from rich.console import Console
from rich.table import Table

from index.build import BuildRequest, build
from index.models import Models
from index.models.onnx import Array
from index.search import Recipe, Search, open_search
from index.store.catalogue import Catalogue
from index.text.passages import sentence_spans
from index.works.filters import Filter, Years
from tests.benchmarks.beir import EVAL, read_collection

_COLLECTION = "scifact-train"
_DIMENSION = 384
_CENTRES = 4000
_SECTIONS = 200
"""Sections of a file, each of which becomes one passage."""

_SENTENCES = 3


class MadeEmbedder:
    """Vectors from the text's hash: a centre, and a distance from it; equal texts have equal vectors."""

    fingerprint = "made"

    def __init__(self) -> None:
        self._centres = np.random.default_rng(1).normal(size=(_CENTRES, _DIMENSION)).astype(np.float32)

    def embed_query(self, query: str) -> Array:
        """(384,) float32."""
        number = int.from_bytes(hashlib.sha256(query.encode()).digest()[:8], "big")
        noise = np.random.default_rng(number).normal(size=_DIMENSION).astype(np.float32)
        vector: Array = self._centres[number % _CENTRES] + 0.7 * noise
        return vector / np.linalg.norm(vector)

    def embed_passages(self, texts: Iterable[str]) -> Iterator[Array]:
        """(384,) float32 for each text."""
        return map(self.embed_query, texts)


@dataclass(frozen=True, slots=True)
class Step:
    """Seconds of one thing: the median and, where it was done often, the 95th percentile."""

    what: str
    seconds: float
    p95: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """All steps, and the peak memory of the process that built and searched, in MB."""

    passages: int
    files: int
    steps: tuple[Step, ...]
    build_peak_mb: float


def write_files(folder: Path, passages: int, sentences: Sequence[str]) -> int:
    """Files of `_SECTIONS` sections of sentences drawn at random, by authors and years for filters to choose from."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(7)
    count = -(-passages // _SECTIONS)
    for number in range(count):
        sections = (
            f"## Part {part}\n\n{' '.join(rng.choices(sentences, k=_SENTENCES))}\n" for part in range(_SECTIONS - 1)
        )
        head = f"---\nauthor: Author{number % 97} Name{number % 97}\nyear: {1990 + number % 30}\n---\n\n"
        (folder / f"{number:06}.md").write_text(f"{head}# Study number {number}\n\n" + "\n".join(sections))
    return count


def timed(what: str, calls: Iterable[Callable[[], object]]) -> Step:
    """Call each and take the median of their seconds."""
    seconds = []
    for call in calls:
        begun = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begun)
    p95 = quantiles(seconds, n=20)[-1] if len(seconds) > 1 else None
    return Step(what, median(seconds), p95)


def build_steps(corpus: Path, index: Path, embedder: MadeEmbedder) -> list[Step]:
    """A first build, by stage, and one after an edit."""
    stages: dict[str, float] = {}
    last = time.perf_counter()

    def progress(stage: str, _done: int, _total: int) -> None:
        nonlocal last
        now = time.perf_counter()
        stages[stage] = stages.get(stage, 0.0) + now - last
        last = now

    first = timed("build", [lambda: build(corpus, index, embedder, BuildRequest(), progress)])
    rest = first.seconds - sum(stages.values())
    parts = [Step(f"  {stage}", seconds) for stage, seconds in stages.items()]
    unchanged = timed("build, nothing changed", [lambda: build(corpus, index, embedder)])
    with next(iter(corpus.iterdir())).open("a") as file:
        file.write("\n## One part more\n\nIt was not there before.\n")
    edited = timed("build, one file edited", [lambda: build(corpus, index, embedder)])
    return [first, *parts, Step("  publishing", rest), unchanged, edited]


def search_steps(index: Path, embedder: MadeEmbedder, queries: Sequence[str]) -> list[Step]:
    """Opening, searching by each side and both, filters that admit much and little, the probe."""
    steps = [timed("open (with its probe)", [lambda: open_search(index, Models(embedder)).close()] * 3)]
    with closing(open_search(index, Models(embedder))) as search:
        by_words = Search(search.catalogue, Models(embedder), Recipe(lexical_weight=1.0))
        some, few = Filter(years=Years(2000, 2009)), Filter(authors=("Author5",))
        steps += [
            timed("full text alone", [lambda q=q: by_words._lexical(q, 100, None) for q in queries]),
            timed("vectors alone", [lambda q=q: search._dense(q, 100, None) for q in queries]),
            timed("search", [lambda q=q: search.hits(q, rerank=False) for q in queries]),
            timed("search, a third of the works", [lambda q=q: search.hits(q, only=some) for q in queries[:10]]),
            timed("search, a hundredth of the works", [lambda q=q: search.hits(q, only=few) for q in queries[:20]]),
        ]
    with closing(Catalogue(index)) as catalogue:
        steps.append(timed("ledger of the files", [catalogue.sources] * 3))
    return steps


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the evaluation data")
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where corpus and index are kept; a folder of its own by default")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--json", type=Path, help="file for the figures")
    args, console = parser.parse_args(), Console()
    collection = args.eval / _COLLECTION
    if not collection.is_dir():
        console.print(f"skipped: no evaluation data in {collection}")
        return
    data = read_collection(collection)
    sentences = [d.text[a:b] for d in data.documents[:2000] for a, b in sentence_spans(d.text)]
    queries = list(data.queries.values())[: args.queries]
    embedder = MadeEmbedder()
    with tempfile.TemporaryDirectory() as name:
        folder = args.folder or Path(name)
        files = write_files(folder / "corpus", args.passages, sentences)
        steps = build_steps(folder / "corpus", folder / ".refdesk", embedder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        steps += search_steps(folder / ".refdesk", embedder, queries)
    table = Table(title=f"{args.passages:,} passages in {files:,} files; peak of the build {peak:,.0f} MB")
    for column in ("step", "seconds", "95%"):
        table.add_column(column, justify="left" if column == "step" else "right")
    for step in steps:
        table.add_row(step.what, f"{step.seconds:.3f}", f"{step.p95:.3f}" if step.p95 else "")
    console.print(table)
    if args.json:
        args.json.write_text(json.dumps(asdict(Result(args.passages, files, tuple(steps), peak)), indent=2) + "\n")


if __name__ == "__main__":
    main()
