"""How long one search takes in a large index, beside what one run of each model takes on the same machine.

Run with `python -m tests.benchmarks.latency [--passages N] [--queries N] [--work DIR] [--json FILE]`. The passages are
made: words of the embedder's own vocabulary, as frequent as their rank says (Zipf 1949), with a phrase of the field
here and there. Their vectors are made, too; queries are embedded and hits reranked by the real models. Every query is
put to each kind of search in turn, so that whatever else the machine does slows all of them alike: the ratios hold
where the milliseconds do not.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table
from tokenizers import Tokenizer

from index.build import build
from index.models import Models
from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.models.onnx import Array
from index.models.weights import BGE_SMALL
from index.search import Search, open_search
from index.text.passages import TARGET_TOKENS, count_tokens
from index.text.words import STOP_WORDS
from index.works.filters import Filter, Years

AIMS = {"search": 0.060, "search, reranked": 0.450}
"""Seconds aimed at for the median, with 100,000 passages on two cores."""

YEARS = (Years(2000, 2009), Years(2000, 2000))
"""Ranges that a third and a thirtieth of the works are of."""

PHRASES = (
    "training-serving skew",
    "concept drift",
    "feature store",
    "continuous training",
    "model registry",
    "data validation",
    "technical debt",
    "edge deployment",
    "automated machine learning",
    "experiment tracking",
    "reproducibility of experiments",
    "monitoring in production",
)
_ASKED = (
    "which papers discuss {phrase}?",
    "how does {0} {1} affect {phrase}?",
    "what is known of {0} and {1} in {2} {3}?",
    "{0} {1} {2}",
    "can {phrase} be found by {0} {1} before the {2} of a {3}?",
)
_DIMENSION = 384
_SECTIONS = 200
"""Sections of a file, each of which becomes one passage."""

_SENTENCES, _WORDS = 8, 20
_WITH_PHRASE = 0.05
_WARM = 10
"""Queries put to each kind of search before the first one counts."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one kind of call: median and 95th percentile over the queries."""

    what: str
    p50: float
    p95: float


@cache
def vocabulary() -> npt.NDArray[np.str_]:
    """The whole words that the embedder knows, the most frequent ones first."""
    identifiers = Tokenizer.from_file(str(BGE_SMALL.path("tokenizer.json"))).get_vocab()
    whole = (word for word in identifiers if word.isascii() and word.isalpha() and len(word) > 1)
    return np.array(sorted(whole, key=identifiers.__getitem__))  # they were numbered in order of frequency


class Language:
    """Made sentences and questions: words of a real vocabulary, the n-th of them with a frequency in 1 / n."""

    def __init__(self, seed: int) -> None:
        self._words = vocabulary()
        weights = 1.0 / np.arange(1, len(self._words) + 1)
        self._shares = weights / weights.sum()
        self._rng = np.random.default_rng(seed)

    def words(self, count: int) -> list[str]:
        """As many words as asked for, drawn one by one."""
        return [str(word) for word in self._rng.choice(self._words, count, p=self._shares)]

    def paragraphs(self, count: int) -> Iterator[str]:
        """Paragraphs that are a little shorter than a passage may be."""
        words = iter(self.words(count * _SENTENCES * _WORDS))
        for _ in range(count):
            yield " ".join(self._sentence([next(words) for _ in range(_WORDS)]) for _ in range(_SENTENCES))

    def _sentence(self, words: list[str]) -> str:
        if self._rng.random() < _WITH_PHRASE:
            words[5:8] = [PHRASES[int(self._rng.integers(len(PHRASES)))]]
        return " ".join(words).capitalize() + "."

    def questions(self, count: int) -> list[str]:
        """Questions and strings of search words, whose own words are none that say nothing."""
        telling = iter([word for word in self.words(40 * count) if word not in STOP_WORDS])
        return [
            _ASKED[i % len(_ASKED)].format(*(next(telling) for _ in range(4)), phrase=PHRASES[i % len(PHRASES)])
            for i in range(count)
        ]


class MadeVectors:
    """The real embedder for queries; passages get a unit vector drawn by the hash of their text."""

    def __init__(self) -> None:
        self._real = BgeEmbedder()
        self.fingerprint = self._real.fingerprint

    def embed_query(self, query: str) -> Array:
        """(384,) float32."""
        return self._real.embed_query(query)

    def embed_passages(self, texts: Iterable[str]) -> Iterator[Array]:
        """(384,) float32 for each text; equal texts have equal vectors."""
        for text in texts:
            number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
            vector = np.random.default_rng(number).normal(size=_DIMENSION).astype(np.float32)
            yield vector / np.linalg.norm(vector)


def write_files(folder: Path, passages: int) -> None:
    """Works of `_SECTIONS` sections each, by 97 authors and of thirty years; those that are there are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(-(-passages // _SECTIONS)):
        file = folder / f"{number:06}.md"
        if file.exists():
            continue
        language, rest = Language(number), min(_SECTIONS, passages - number * _SECTIONS)
        head = f"---\nauthor: Author{number % 97} Name{number % 97}\nyear: {2000 + number % 30}\n---\n\n"
        sections = (f"## Part {part}\n\n{text}\n" for part, text in enumerate(language.paragraphs(rest - 1), 1))
        file.write_text(f"{head}# Study number {number}\n\n" + "\n".join(sections), "utf-8")


def calls(search: Search, text: str) -> dict[str, Callable[[str], object]]:
    """What is timed, by name, the yardsticks first; searches by year say among how many passages."""
    interaction = LateInteraction()
    timed: dict[str, Callable[[str], object]] = {
        "embedding, one query": search.embedder.embed_query,
        "late interaction, one passage": lambda query: interaction.score(query, search.word_weights(query), [text]),
        "search": partial(search.hits, rerank=False),
        "search, reranked": search.hits,
    }
    for years in YEARS:
        only = Filter(years=years)
        admitted = len(search.catalogue.admitted(only) or ())
        timed[f"search, {years} ({admitted:,})"] = partial(search.hits, only=only, rerank=False)
    return timed


def measure(timed: Mapping[str, Callable[[str], object]], questions: Sequence[str]) -> list[Timing]:
    """Put every question to each call in turn; the first `_WARM` do not count."""
    seconds: dict[str, list[float]] = {what: [] for what in timed}
    for question in questions:
        for what, call in timed.items():
            begun = perf_counter()
            call(question)
            seconds[what].append(perf_counter() - begun)
    return [
        Timing(what, *(float(np.percentile(spent[_WARM:], share)) for share in (50, 95)))
        for what, spent in seconds.items()
    ]


def text_of_a_passage() -> str:
    """A made text that is as long as a passage may be."""
    words = Language(0).words(2 * TARGET_TOKENS)
    while count_tokens(" ".join(words)) > TARGET_TOKENS:
        words.pop()
    return " ".join(words)


def as_table(title: str, timings: Sequence[Timing]) -> Table:
    """Milliseconds, and how many embeddings of a query or passages of late interaction the median is worth."""
    embedding, passage = timings[0].p50, timings[1].p50
    table = Table(title=title)
    table.add_column("call", no_wrap=True)
    for column in ("p50 ms", "p95 ms", "aim ms", "× embed", "× passage"):
        table.add_column(column, justify="right")
    for timing in timings:
        aim = f"{1000 * AIMS[timing.what]:.0f}" if timing.what in AIMS else ""
        milliseconds = (f"{1000 * seconds:.1f}" for seconds in (timing.p50, timing.p95))
        table.add_row(timing.what, *milliseconds, aim, f"{timing.p50 / embedding:.1f}", f"{timing.p50 / passage:.1f}")
    return table


def compare(args: argparse.Namespace, work: Path, console: Console) -> None:
    """Make the corpus and its index where they are missing, measure, print, write."""
    write_files(work / "corpus", args.passages)
    embedder = MadeVectors()
    report = build(work / "corpus", work / "index", embedder)
    if report.embedded:
        console.print(f"built in {report.seconds:.0f} s")
    with closing(open_search(work / "index", Models(embedder, LateInteraction()))) as search:
        timings = measure(calls(search, text_of_a_passage()), Language(1).questions(_WARM + args.queries))
    title = f"{report.passages:,} passages in {report.works:,} works, {args.queries} queries"
    console.print(as_table(title, timings))
    if args.json:
        figures = {"passages": report.passages, "queries": args.queries, "timings": [asdict(t) for t in timings]}
        args.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def main() -> None:
    """Parse, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=60, help="how many queries are timed")
    parser.add_argument("--work", type=Path, help="folder to keep corpus and index in; a temporary one unless given")
    parser.add_argument("--json", type=Path, help="file for the figures")
    args = parser.parse_args()
    with TemporaryDirectory() as temporary:
        compare(args, (args.work or Path(temporary)) / f"{args.passages}", Console())


if __name__ == "__main__":
    main()
