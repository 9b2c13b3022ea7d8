"""How long a sweep over many works takes, the first time and the second, and which of its steps take how much of it.

Run with `python -m tests.benchmarks.sweeping [--works N] [--passages N] [--work DIR] [--json FILE]`. The works are made
as those of `tests.benchmarks.latency` are, and so are their vectors, each near to one phrase of the field; topics are
embedded and sentences read by the real models. Scores are remembered between the two sweeps, as they are between two
runs of Refdesk. The topics: one that most works name once or twice, one that every work names many times, and one that
none names. The whole answer is timed: verdicts, and citations that were checked.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from types import ModuleType
from unittest.mock import patch

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant import answering, desk
from assistant.sweeping import signals, sweep
from index.build import build
from index.models import Models
from index.models.onnx import Array
from index.models.reranking import CrossEncoder, RememberingReranker
from index.search import Search, open_search
from tests.benchmarks.latency import PHRASES, Language, MadeVectors

AIM = 5.0
"""Seconds aimed at for the second sweep of a topic over 1,000 works, on two cores."""

TOPICS = ("concept drift", "government", "tulip gardening")

_STEPS: dict[str, tuple[ModuleType, str]] = {
    "naming": (answering, "topic_of"),
    "gather near": (signals, "_gather_near"),
    "gather names": (signals, "_note_names"),
    "close reading": (sweep, "read_closely"),
    "choosing quotes": (sweep, "_scores"),
    "citing": (answering, "_judged"),
}
_NEAR = 0.65
"""Cosine of a made passage to its phrase, so that there is much to read closely."""


class NearVectors(MadeVectors):
    """The real embedder for queries; passages get made vectors, each near to the one of a phrase."""

    def __init__(self) -> None:
        super().__init__()
        self._phrases = [self.embed_query(phrase) for phrase in PHRASES]

    def embed_passages(self, texts: Iterable[str]) -> Iterator[Array]:
        """(384,) float32 for each text: its phrase's vector, or one chosen by the text, with noise of its own."""
        listed = list(texts)
        for text, noise in zip(listed, super().embed_passages(listed), strict=True):
            held = [i for i, phrase in enumerate(PHRASES) if phrase in text]
            chosen = held[0] if held else int(abs(noise[0]) * 1e6) % len(PHRASES)
            vector = _NEAR * self._phrases[chosen] + np.sqrt(1 - _NEAR**2) * noise
            yield (vector / np.linalg.norm(vector)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Swept:
    """Seconds of one sweep, by the clock and of the processors; of its steps, by the clock; with what it found."""

    topic: str
    time: str
    seconds: float
    processor: float
    steps: dict[str, float]
    counts: dict[str, int]


def write_files(folder: Path, works: int, passages: int) -> None:
    """Papers of so many sections each; those that are there are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(works):
        file = folder / f"{number:06}.md"
        if file.exists():
            continue
        head = f"---\nauthor: Author{number % 97} Name{number % 97}\nyear: {2000 + number % 30}\n---\n\n"
        paragraphs = enumerate(Language(number).paragraphs(passages - 1), 1)
        sections = (f"## Part {part}\n\n{text}\n" for part, text in paragraphs)
        file.write_text(f"{head}# Study number {number}\n\n" + "\n".join(sections), "utf-8")


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Seconds spent inside each step."""
    spent = dict.fromkeys(_STEPS, 0.0)
    with ExitStack() as patches:
        for step, (module, name) in _STEPS.items():
            patches.enter_context(patch.object(module, name, _watched(getattr(module, name), step, spent)))
        yield spent


def _watched(function, step, spent):  # type: ignore[no-untyped-def]
    @wraps(function)
    def call(*args, **named):  # type: ignore[no-untyped-def]
        begun = perf_counter()
        try:
            return function(*args, **named)
        finally:
            spent[step] += perf_counter() - begun

    return call


def measure(search: Search, topics: Sequence[str]) -> list[Swept]:
    """Each topic swept twice in a row."""
    runs = []
    for topic in topics:
        for time in ("first", "second"):
            with timed() as steps:
                begun, worked = perf_counter(), process_time()
                answer = desk.papers(search, topic)
                seconds, worked = perf_counter() - begun, process_time() - worked
            counts = {str(verdict): number for verdict, number in (answer.counts or {}).items()}
            steps["the rest"] = seconds - sum(steps.values())
            runs.append(Swept(topic, time, seconds, worked, dict(steps), counts))
    return runs


def as_table(title: str, runs: Sequence[Swept]) -> Table:
    """Seconds of each sweep and of each of its steps."""
    table = Table(title=title)
    for column in ("topic", "sweep", "seconds", "processor", *runs[0].steps, "discuss", "mention"):
        table.add_column(column, justify="left" if column in ("topic", "sweep") else "right")
    for run in runs:
        steps = (f"{seconds:.2f}" for seconds in run.steps.values())
        counts = (str(run.counts.get(verdict, 0)) for verdict in ("discusses", "mentions"))
        table.add_row(run.topic, run.time, f"{run.seconds:.2f}", f"{run.processor:.2f}", *steps, *counts)
    return table


def main() -> None:
    """Make the corpus and its index where they are missing, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=1_000)
    parser.add_argument("--passages", type=int, default=40, help="passages of each work")
    parser.add_argument("--topics", nargs="+", default=list(TOPICS))
    parser.add_argument("--work", type=Path, help="folder to keep corpus and index in; a temporary one unless given")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given, console = parser.parse_args(), Console(width=160)
    with TemporaryDirectory() as temporary:
        folder = (given.work or Path(temporary)) / f"{given.works}x{given.passages}"
        write_files(folder / "corpus", given.works, given.passages)
        models = Models(NearVectors(), None, RememberingReranker(CrossEncoder(), folder / "index"))
        report = build(folder / "corpus", folder / "index", models.embedder)
        with closing(open_search(folder / "index", models)) as search:
            runs = measure(search, given.topics)
    title = f"{report.passages:,} passages in {report.works:,} works; aim of the second sweep {AIM:.0f} s"
    console.print(as_table(title, runs))
    if given.json:
        given.json.write_text(json.dumps([asdict(run) for run in runs], indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
