"""How much of the bare network's speed the embedder keeps, and what padded batches would gain and cost."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table
from tokenizers import Encoding

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that it also runs as a file

from index.embedding import BgeEmbedder
from index.onnx import Array
from index.passages import make_passages
from index.readers import markdown
from tests.benchmarks.beir import EVAL, as_markdown, read_collection
from tests.benchmarks.network import cls_outputs, open_session, padded, tokenise

_COLLECTION = "scifact-train"
_BATCH_SIZES = (4, 8)
_AIM = 0.90


@dataclass(frozen=True, slots=True)
class Batched:
    """Padded batches of one size: their speed, and the cosine of the text that its neighbours changed most."""

    size: int
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
    embedder_tokens_per_second: float
    network_tokens_per_second: float
    batched: tuple[Batched, ...]


def sample_texts(folder: Path, count: int) -> list[str]:
    """What the embedder sees of the first `count` passages of a collection, made by the real reader and chunker."""
    texts: list[str] = []
    for document in read_collection(folder).documents:
        source = markdown.read(as_markdown(document).encode())
        texts += [passage.embedded_text for passage in make_passages(source, document.id)]
        if len(texts) >= count:
            break
    return texts[:count]


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def compare(
    texts: Sequence[str], encodings: Sequence[Encoding], threads: int, rounds: int
) -> list[tuple[float, float]]:
    """Seconds of the embedder and of the bare network, a pair a round; which goes first alternates."""
    embedder, session = BgeEmbedder(threads), open_session(1)
    feeds = [padded([encoding]) for encoding in encodings]
    ways: list[Callable[[], object]] = [
        lambda: list(embedder.embed_passages(texts)),
        lambda: list(cls_outputs(session, feeds, threads)),
    ]
    for way in ways:
        way()
    pairs: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            network, own = seconds(ways[1]), seconds(ways[0])
        else:
            own, network = seconds(ways[0]), seconds(ways[1])
        pairs.append((own, network))
    return pairs


def measure_batches(encodings: Sequence[Encoding], alone: Sequence[Array], size: int, threads: int) -> Batched:
    """Length-sorted padded batches, one after the other, on a session with `threads` threads."""
    session = open_session(threads)
    order = sorted(range(len(encodings)), key=lambda i: len(encodings[i]))
    feeds = [padded([encodings[i] for i in order[at : at + size]]) for at in range(0, len(order), size)]
    list(cls_outputs(session, feeds[:1], 1))
    begun = perf_counter()
    vectors = np.concatenate(list(cls_outputs(session, feeds, 1)))
    elapsed = perf_counter() - begun
    cosines = np.einsum("td,td->t", vectors, np.array([alone[i] for i in order])) / np.linalg.norm(vectors, axis=1)
    return Batched(size, sum(map(len, encodings)) / elapsed, float(cosines.min()))


def measure(texts: Sequence[str], threads: int, rounds: int) -> Result:
    """Everything this benchmark tells of."""
    encodings = tokenise(texts)
    tokens = sum(map(len, encodings))
    pairs = compare(texts, encodings, threads, rounds)
    ratios = tuple(network / own for own, network in pairs)
    alone = list(BgeEmbedder(threads).embed_passages(texts))
    return Result(
        passages=len(texts),
        tokens=tokens,
        threads=threads,
        ratio=median(ratios),
        ratios=ratios,
        embedder_tokens_per_second=tokens / median(own for own, _ in pairs),
        network_tokens_per_second=tokens / median(network for _, network in pairs),
        batched=tuple(measure_batches(encodings, alone, size, threads) for size in _BATCH_SIZES),
    )


def as_table(result: Result) -> Table:
    """The figures as they are shown."""
    table = Table(title=f"{result.passages} passages, {result.tokens} tokens, {result.threads} threads")
    table.add_column("what")
    table.add_column("tokens/s", justify="right")
    table.add_column("smallest cosine", justify="right")
    table.add_row("embedder", f"{result.embedder_tokens_per_second:,.0f}", "")
    table.add_row("bare network, the same runs", f"{result.network_tokens_per_second:,.0f}", "")
    for batch in result.batched:
        name = f"bare network, padded batches of {batch.size}"
        table.add_row(name, f"{batch.tokens_per_second:,.0f}", f"{batch.smallest_cosine:.4f}")
    return table


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the evaluation data")
    parser.add_argument("--passages", type=int, default=256, help="how many passages to embed")
    parser.add_argument("--rounds", type=int, default=9, help="pairs of runs")
    parser.add_argument("--threads", type=int, default=2, help="runs side by side, or threads of a batched session")
    parser.add_argument("--json", type=Path, help="file for the figures")
    args, console = parser.parse_args(), Console()
    folder = args.eval / _COLLECTION
    if not folder.is_dir():
        console.print(f"skipped: no evaluation data in {folder}")
        return
    result = measure(sample_texts(folder, args.passages), args.threads, args.rounds)
    console.print(as_table(result))
    console.print(f"embedder / bare network: {result.ratio:.3f} (aim: at least {_AIM:.2f})")
    if args.json:
        args.json.write_text(json.dumps(asdict(result), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
