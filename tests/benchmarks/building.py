"""How long a build takes and what it needs: the first one beside a stock LlamaIndex build, then no change, one edit.

Run with `python -m tests.benchmarks.building [--files N] [--rounds N] [--json FILE]`. Both builds go over the same
documents, each in a process of its own, in turn.
"""

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from index.build import BuildRequest, build
from index.models.embedding import BgeEmbedder
from tests.benchmarks.beir import EVAL, Document, read_collection, write_corpus
from tests.benchmarks.network import tokenise

_COLLECTION = "scifact-train"
_STOCK_CHUNK = 256
"""Tokens of a stock chunk: near the size of our passages, so that the two embed texts of a kind."""


@dataclass(frozen=True, slots=True)
class Built:
    """One build: what was embedded, wall seconds, those of them spent embedding, peak memory in MB."""

    passages: int
    tokens: int
    seconds: float
    embedding: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Result:
    """`ours` and `stock` are of each round; `nothing_changed` and `one_edit` are seconds of whole processes."""

    files: int
    threads: int
    ours: tuple[Built, ...]
    stock: tuple[Built, ...]
    nothing_changed: tuple[float, ...]
    one_edit: tuple[float, ...]


def build_ours(corpus: Path, index: Path, threads: int) -> Built:
    """A build of ours in this process; its reading processes count towards the peak."""
    spent: dict[str, float] = {}
    last = [time.perf_counter()]

    def progress(stage: str, _done: int, _total: int) -> None:
        now = time.perf_counter()
        spent[stage] = spent.get(stage, 0.0) + now - last[0]
        last[0] = now

    embedder = BgeEmbedder(threads)
    next(embedder.embed_passages(["loads the model"]))
    begun = last[0] = time.perf_counter()
    report = build(corpus, index, embedder, BuildRequest(processes=threads), progress)
    seconds = time.perf_counter() - begun
    return Built(report.embedded, _tokens(index), seconds, spent["embedding"], _peak())


def build_stock(documents: list[Document], folder: Path, threads: int) -> Built:
    """A stock build in this process."""
    from tests.benchmarks import stock

    stock.StockEmbedding(threads).get_text_embedding("loads the model")
    begun = time.perf_counter()
    texts = stock.build_stock(documents, folder, threads, _STOCK_CHUNK)
    return Built(len(texts), sum(map(len, tokenise(texts))), time.perf_counter() - begun, 0.0, _peak())


def _tokens(index: Path) -> int:
    from contextlib import closing

    from index.store.schema import connect

    with closing(connect(index)) as db:
        rows = db.execute("SELECT DISTINCT text_hash, header, text FROM passages").fetchall()
    return sum(map(len, tokenise([f"{row['header']}\n{row['text']}".strip() for row in rows])))


def _peak() -> float:
    """Of this process and the largest of its children, in MB."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024


def apart(function: Callable[..., Built], *args: object) -> Built:
    """Call in a process of its own, so that one build warms nothing for the other."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, args)


def command(folder: Path) -> float:
    """Wall seconds of `refdesk index` as a whole process."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "ui.cli", "index"], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begun


def measure(documents: list[Document], threads: int, rounds: int) -> Result:
    """Build both ways in turn, then see what no change and one edited file take."""
    ours, stock = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(documents, folder / "corpus")
        for number in range(rounds):
            ours.append(apart(build_ours, folder / "corpus", folder / f"ours-{number}", threads))
            stock.append(apart(build_stock, documents, folder / f"stock-{number}", threads))
        (folder / "ours-0").rename(folder / ".refdesk")
        command(folder)
        unchanged = [command(folder) for _ in range(max(3, rounds))]
        edited = []
        for number in range(max(3, rounds)):
            with (folder / "corpus" / f"{number:06}.md").open("a") as file:
                file.write(f"\n\nA sentence that was not there before, number {number}.\n")
            edited.append(command(folder))
    return Result(len(documents), threads, tuple(ours), tuple(stock), tuple(unchanged), tuple(edited))


def as_tables(result: Result) -> list[Table]:
    """The figures as they are shown: medians over the rounds."""
    first = Table(title=f"first build of {result.files} files, {result.threads} threads")
    for column in ("build", "passages", "tokens", "seconds", "passages/s", "tokens/s", "embedding", "peak MB"):
        first.add_column(column, justify="left" if column == "build" else "right")
    for label, built in (("refdesk", result.ours), ("stock LlamaIndex", result.stock)):
        seconds = median(one.seconds for one in built)
        share = median(one.embedding / one.seconds for one in built)
        first.add_row(
            label,
            f"{built[0].passages:,}",
            f"{built[0].tokens:,}",
            f"{seconds:.1f}",
            f"{built[0].passages / seconds:.1f}",
            f"{built[0].tokens / seconds:,.0f}",
            f"{share:.0%}" if share else "",
            f"{max(one.peak_mb for one in built):.0f}",
        )
    later = Table(title="`refdesk index` as a whole process")
    later.add_column("change")
    later.add_column("seconds", justify="right")
    later.add_row("nothing changed", f"{median(result.nothing_changed):.2f}")
    later.add_row("one file edited", f"{median(result.one_edit):.2f}")
    return [first, later]


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the evaluation data")
    parser.add_argument("--files", type=int, default=1000, help="how many documents, one a file")
    parser.add_argument("--rounds", type=int, default=1, help="how often both are built")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path, help="file for the figures")
    args, console = parser.parse_args(), Console()
    folder = args.eval / _COLLECTION
    if not folder.is_dir():
        console.print(f"skipped: no evaluation data in {folder}")
        return
    documents = list(read_collection(folder).documents[: args.files])
    result = measure(documents, args.threads, args.rounds)
    for table in as_tables(result):
        console.print(table)
    if args.json:
        args.json.write_text(json.dumps(asdict(result), indent=2) + "\n")


if __name__ == "__main__":
    main()
