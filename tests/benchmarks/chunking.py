"""How much of the excerpts that answer a question its best passages hold, and how much else they hold.

Recall, precision and intersection over union as in Smith & Troynikov 2024, "Evaluating Chunking Strategies for
Retrieval", counted in characters, as their own program does: what several passages repeat is held once but retrieved
each time. Their figures are over all texts; `own text` asks only the one that the question is about.
Run with `python -m tests.benchmarks.chunking [--queries N] [--by-text] [--work DIR] [--set NAME=VALUE] [--json FILE]`.
"""

import argparse
import csv
import json
import random
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from index.build import build
from index.entries import FoundPassage
from index.models import Models
from index.models.embedding import BgeEmbedder
from index.models.late_interaction import LateInteraction
from index.search import Recipe, Search, open_search
from index.store.catalogue import Catalogue
from index.text.passages import count_tokens
from index.works.filters import Filter
from tests.benchmarks.beir import EVAL

KS = (5, 10)
"""Numbers of passages that are looked at."""

_SEED = 20
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A verbatim stretch of a text, with the offset it is said to begin at."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the excerpts of one text (the name of its file) that answer it together."""

    text: str
    source: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Of retrieved and wanted characters, each figure in 0..1."""

    recall: float
    precision: float
    iou: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Means over the questions about one text, or about all."""

    about: str
    over: str
    reranked: bool
    k: int
    overlap: Overlap


def read_questions(folder: Path) -> list[Question]:
    """The questions in the order of the file."""
    with (folder / "questions_df.csv").open(encoding="utf-8", newline="") as file:
        return [_question(row) for row in csv.DictReader(file)]


def _question(row: Mapping[str, str]) -> Question:
    excerpts = (Excerpt(given["content"], given["start_index"]) for given in json.loads(row["references"]))
    return Question(row["question"], f"{row['corpus_id']}.md", tuple(excerpts))


def sampled(questions: Sequence[Question], count: int | None) -> list[Question]:
    """As many of the questions as asked for, always the same ones; all of them for None."""
    if count is None or count >= len(questions):
        return list(questions)
    return random.Random(_SEED).sample(questions, count)


def wanted(question: Question, raw: str) -> frozenset[int]:
    """Offsets, in the text as the reader has it, of the characters of all excerpts.

    Raises ValueError for an excerpt that does not stand there.
    """
    offsets: set[int] = set()
    for excerpt in question.excerpts:
        is_there = raw.startswith(excerpt.text, excerpt.start)
        start = excerpt.start if is_there else raw.find(excerpt.text)
        if start < 0:
            raise ValueError(f"{question.source}: no such excerpt: {excerpt.text[:60]!r}")
        offsets.update(range(start, start + len(excerpt.text)))
    return frozenset(offsets)


def overlap(want: frozenset[int], source: str, found: Sequence[FoundPassage]) -> Overlap:
    """What the passages found hold of the wanted characters of a source; those of other sources hold none."""
    retrieved = sum(passage.end - passage.start for passage in found)
    held = len(_held(want, source, found))
    return Overlap(held / len(want), held / max(1, retrieved), held / (retrieved + len(want) - held))


def _held(want: frozenset[int], source: str, passages: Iterable[FoundPassage]) -> frozenset[int]:
    there = (range(passage.start, passage.end) for passage in passages if passage.source == source)
    return want & {offset for span in there for offset in span}


def mean(overlaps: Sequence[Overlap]) -> Overlap:
    """The mean of each figure over questions."""
    return Overlap(*(fmean(getattr(o, name) for o in overlaps) for name in ("recall", "precision", "iou")))


class Texts:
    """The texts as an open index, with what is wanted of them."""

    def __init__(self, search: Search, questions: Sequence[Question]) -> None:
        self.search, self.questions = search, questions
        self._works = {entry.path: entry.works for entry in search.catalogue.sources()}
        raw = {question.source: search.catalogue.raw_text(question.source, None) for question in questions}
        self._wanted = {question: wanted(question, raw[question.source]) for question in questions}

    def measure(self, over: str, rerank: bool) -> Iterator[Measured]:
        """Ask every question once; the means for each k, about all texts and about each of them."""
        found = {question: self._found(question, over, rerank) for question in self.questions}
        for k in KS:
            overlaps = {q: overlap(self._wanted[q], q.source, passages[:k]) for q, passages in found.items()}
            yield Measured(_ALL, over, rerank, k, mean(list(overlaps.values())))
            for source in sorted({question.source for question in self.questions}):
                about = [figures for question, figures in overlaps.items() if question.source == source]
                yield Measured(source, over, rerank, k, mean(about))

    def _found(self, question: Question, over: str, rerank: bool) -> list[FoundPassage]:
        only = Filter(keys=self._works[question.source]) if over == "own text" else Filter()
        return [hit.passage for hit in self.search.hits(question.text, max(KS), only, rerank=rerank)]

    def within_reach(self, passages: Sequence[FoundPassage]) -> float:
        """Mean recall if every passage were retrieved: what no passage holds (headings, references) stays out."""
        return fmean(len(_held(want, question.source, passages)) / len(want) for question, want in self._wanted.items())


def every_passage(catalogue: Catalogue) -> list[FoundPassage]:
    """All passages of the index, titles among them."""
    return list(catalogue.passages(place.rowid for place in catalogue.places()).values())


def recipe_with(settings: Iterable[str]) -> Recipe:
    """The recipe with some settings changed, each given as NAME=VALUE; raises ValueError where one is not like that."""
    recipe, kinds = Recipe(), asdict(Recipe())
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in kinds:
            raise ValueError(f"{setting!r} sets nothing: write NAME=VALUE with one of {', '.join(kinds)}")
        recipe = replace(recipe, **{name: type(kinds[name])(value)})
    return recipe


def as_table(title: str, measured: Iterable[Measured]) -> Table:
    """The figures as they are shown."""
    table = Table(title=title)
    for column in ("about", "asked of", "reranked", "k", "recall", "precision", "IoU"):
        table.add_column(column, justify="right" if column in ("k", "recall", "precision", "IoU") else "left")
    for m in measured:
        figures = (f"{figure:.4f}" for figure in (m.overlap.recall, m.overlap.precision, m.overlap.iou))
        table.add_row(m.about, m.over, "yes" if m.reranked else "no", str(m.k), *figures)
    return table


def compare(args: argparse.Namespace, work: Path, console: Console) -> None:
    """Index the texts in `work`, measure, print, write."""
    folder = args.eval / "chunking"
    shutil.copytree(folder / "corpora", work / "corpus", dirs_exist_ok=True)
    embedder = BgeEmbedder()
    build(work / "corpus", work / "index", embedder)
    questions = sampled(read_questions(folder), args.queries)
    with closing(open_search(work / "index", Models(embedder, LateInteraction()), args.recipe)) as search:
        texts, passages = Texts(search, questions), every_passage(search.catalogue)
        ways = [(over, rerank) for over in ("own text", "all texts") for rerank in (False, True)]
        measured = [figures for over, rerank in ways for figures in texts.measure(over, rerank)]
        reach = texts.within_reach(passages)
    tokens = fmean(count_tokens(passage.text) for passage in passages)
    size = f"{len(passages):,} passages of {tokens:.0f} tokens on average; all of them together recall {reach:.4f}"
    shown = [m for m in measured if args.by_text or m.about == _ALL]
    console.print(as_table(f"{len(questions)} questions", shown))
    console.print(size, highlight=False, soft_wrap=True)
    console.print(str(args.recipe), highlight=False, soft_wrap=True)
    if args.json:
        facts = {"questions": len(questions), "passages": len(passages), "mean_tokens": tokens, "within_reach": reach}
        figures = facts | {"recipe": asdict(args.recipe), "runs": [asdict(m) for m in measured]}
        args.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def main() -> None:
    """Parse, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the evaluation data")
    parser.add_argument("--queries", type=int, help="how many questions to sample; all unless given")
    parser.add_argument("--by-text", action="store_true", help="also show the figures of each text")
    parser.add_argument("--work", type=Path, help="folder to keep the index in; a temporary one unless given")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="change a part of the recipe")
    parser.add_argument("--json", type=Path, help="file for the figures")
    args, console = parser.parse_args(), Console()
    try:
        args.recipe = recipe_with(args.set)
    except ValueError as exc:
        parser.error(str(exc))
    if not (args.eval / "chunking").is_dir():
        console.print(f"{args.eval / 'chunking'}: no evaluation data there, nothing measured")
        return
    with TemporaryDirectory() as temporary:
        compare(args, args.work or Path(temporary), console)


if __name__ == "__main__":
    main()
