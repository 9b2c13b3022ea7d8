"""How much of the bare network's speed the embedder keeps, and what padded batches would gain and cost."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table
from tokenizers import Encoding

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that it also runs as a file

from index.models.embedding import BgeEmbedder
from index.models.onnx import Array
from index.readers import markdown
from index.text.passages import make_passages
from tests.benchmarks.beir import EVAL, as_markdown, read_collection
from tests.benchmarks.network import cls_outputs, open_session, padded, tokenise

_COLLECTION = "scifact-train"
_BATCH_SIZES = (4, 8)
_AIM = 0.90
_EMBEDDER = "embedder"
_NETWORK = "bare network, the same runs"

Way = Callable[[], Array]
"""Embeds all texts: (n_texts, 384) float32, in their order."""


@dataclass(frozen=True, slots=True)
class Speed:
    """One way of embedding: its median tokens a second, and the least cosine of a vector to that of the text alone."""

    way: str
    tokens_per_second: float
    smallest_cosine: float


@dataclass(frozen=True, slots=True)
class Result:
    """`ratios` has, for each round, the bare network's seconds divided by the embedder's; `ratio` is their median."""

    passages: int
    tokens: int
    threads: int
    ratio: float
    ratios: tuple[float, ...]
    speeds: tuple[Speed, ...]


def sample_texts(folder: Path, count: int) -> list[str]:
    """What the embedder sees of the first `count` passages of a collection, made by the real reader and chunker."""
    texts: list[str] = []
    for document in read_collection(folder).documents:
        source = markdown.read(as_markdown(document).encode())
        texts += [passage.embedded_text for passage in make_passages(source, document.id)]
        if len(texts) >= count:
            break
    return texts[:count]


def make_ways(texts: Sequence[str], encodings: Sequence[Encoding], threads: int) -> dict[str, Way]:
    """The embedder, the bare network on the same runs, and on length-sorted padded batches, by name."""
    embedder, single, shared = BgeEmbedder(threads), open_session(1), open_session(threads)
    alone = [padded([encoding]) for encoding in encodings]
    order = sorted(range(len(encodings)), key=lambda i: len(encodings[i]))

    def batches_of(size: int) -> Way:
        feeds = [padded([encodings[i] for i in order[at : at + size]]) for at in range(0, len(order), size)]
        return lambda: np.concatenate(list(cls_outputs(shared, feeds, 1)))[np.argsort(order)]

    return {
        _EMBEDDER: lambda: np.array(list(embedder.embed_passages(texts))),
        _NETWORK: lambda: np.concatenate(list(cls_outputs(single, alone, threads))),
        **{f"bare network, padded batches of {size}": batches_of(size) for size in _BATCH_SIZES},
    }


def time_rounds(ways: Mapping[str, Way], rounds: int) -> dict[str, list[float]]:
    """Seconds of each way in each round; every other round goes through them backwards, so that drift cancels."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name in reversed(list(ways)) if number % 2 else ways:
            begun = perf_counter()
            ways[name]()
            seconds[name].append(perf_counter() - begun)
    return seconds


def smallest_cosine(vectors: Array, reference: Array) -> float:
    """Between rows of the same text; `reference` is of unit length."""
    return float((np.einsum("td,td->t", vectors, reference) / np.linalg.norm(vectors, axis=1)).min())


def measure(texts: Sequence[str], threads: int, rounds: int) -> Result:
    """Time every way in turn. A first round, untimed, loads the models and gives the vectors to compare."""
    encodings = tokenise(texts)
    tokens = sum(map(len, encodings))
    ways = make_ways(texts, encodings, threads)
    vectors = {name: way() for name, way in ways.items()}
    seconds = time_rounds(ways, rounds)
    ratios = tuple(network / own for own, network in zip(seconds[_EMBEDDER], seconds[_NETWORK], strict=True))
    speeds = tuple(
        Speed(name, tokens / median(seconds[name]), smallest_cosine(vectors[name], vectors[_EMBEDDER])) for name in ways
    )
    return Result(len(texts), tokens, threads, median(ratios), ratios, speeds)


def as_table(result: Result) -> Table:
    """The figures as they are shown."""
    table = Table(title=f"{result.passages} passages, {result.tokens} tokens, {result.threads} threads")
    table.add_column("way")
    table.add_column("tokens/s", justify="right")
    table.add_column("smallest cosine", justify="right")
    for speed in result.speeds:
        table.add_row(speed.way, f"{speed.tokens_per_second:,.0f}", f"{speed.smallest_cosine:.4f}")
    return table


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the evaluation data")
    parser.add_argument("--passages", type=int, default=256, help="how many passages to embed")
    parser.add_argument("--rounds", type=int, default=9, help="how often each way is timed")
    parser.add_argument("--threads", type=int, default=2, help="runs side by side, or threads of a batched session")
    parser.add_argument("--json", type=Path, help="file for the figures")
    args, console = parser.parse_args(), Console()
    folder = args.eval / _COLLECTION
    if not folder.is_dir():
        console.print(f"skipped: no evaluation data in {folder}")
        return
    result = measure(sample_texts(folder, args.passages), args.threads, args.rounds)
    console.print(as_table(result))
    low, high = min(result.ratios), max(result.ratios)
    console.print(
        f"embedder / bare network: {result.ratio:.3f} ({low:.3f} to {high:.3f} over rounds; aim: at least {_AIM:.2f})"
    )
    if args.json:
        args.json.write_text(json.dumps(asdict(result), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
