"""Fitting what decides whether a question has an answer, and measuring it on questions it was not fitted on.

Asked of the papers of `listing`: the questions of `qasper-mini`, which have an answer, and those of `unanswerable`.
Asked of notes, abstracts, papers and the seeds together: the short questions of `short/questions.jsonl`, of which
`short/notes` has the notes, and the other texts are named by their place. One half of these, by source, is fitted on
with the questions of `listing`; the other half is only measured. The questions of `listing` are cross-validated.
Run with `python -m tests.benchmarks.answering [--shared DIR] [--work DIR] [--write] [--json FILE]`.
"""

import argparse
import csv
import hashlib
import json
import random
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rapidfuzz import fuzz
from rich.console import Console
from rich.progress import track

from assistant import lookups
from assistant.evidence import Quote
from assistant.logistic import Logistic
from assistant.lookups import read
from assistant.questions.question import Known, Question, QuestionKind
from assistant.questions.understanding import understand
from index.build import build
from index.models import standard_models
from index.search import Search, open_search
from tests.benchmarks.regression import regression

SHARED = Path(__file__).resolve().parents[3] / "shared"
EVALUATION = SHARED / "eval"
SHORT = Path(__file__).with_name("short")

ABSTAINED_AT_MOST = 0.10
"""Share of the answerable questions fitted on that may go without an answer: the aim."""

_FOLDS, _REPEATS = 10, 5
_NOTHING = {"best sentence": 0.0, "late interaction": 0.0, "words unseen": 1.0, "words covered": 0.0}
_EXPORTS = {"scopus.csv": "Title", "ieee.csv": "Document Title"}
"""Exports of databases, and the column of titles in each."""
_ALIKE = 85.0
"""Similarity (0..100) of a quote with the text at the place that answers: sentences are cut a little otherwise."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the set it is from, the texts that answer it, its features, and whether one of these texts is shown.

    `held`: the model is not fitted on it. `kind`: as what it is understood; only lookups can be refused.
    """

    text: str
    origin: str
    answered: bool
    held: bool
    kind: QuestionKind
    features: Mapping[str, float]
    shown: bool


def of_listing(folder: Path) -> list[tuple[str, str, bool]]:
    """Every question of both sets on the papers of `listing`, its set, and whether it has an answer."""
    sets = (("qasper-mini/queries.jsonl", "text", True), ("unanswerable/questions.jsonl", "question", False))
    return [
        (json.loads(line)[name], file.split("/")[0], answered)
        for file, name, answered in sets
        for line in (folder / file).read_text("utf-8").splitlines()
    ]


def short_questions(shared: Path) -> list[tuple[str, list[str], bool]]:
    """The short questions, the texts that answer each (none: nothing does), and whether it is held back.

    Raises ValueError if a text is not the one that the place was written down for.
    """
    abstracts = _abstracts(shared)
    asked = []
    for line in (SHORT / "questions.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        texts = []
        for place in entry["places"]:
            text = _whole_text(shared, abstracts, place)[place["start"] : place["end"]]
            if hashlib.sha256(text.encode()).hexdigest()[:12] != place["sha256"]:
                raise ValueError(f"{entry['question']}: another text stands at {place}")
            texts.append(text)
        first = entry["places"][0] if entry["places"] else {}
        source = first.get("work") or first.get("note") or first.get("paper") or entry["question"]
        asked.append((entry["question"], texts, hashlib.sha256(source.encode()).digest()[0] % 2 == 0))
    return asked


def _abstracts(shared: Path) -> dict[tuple[str, str], str]:
    """(Export, DOI or title) -> abstract."""
    abstracts: dict[tuple[str, str], str] = {}
    for name, title in _EXPORTS.items():
        with (shared / "samples" / "exports" / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                abstracts.setdefault((name, row["DOI"] or row[title]), row["Abstract"])
    return abstracts


def _whole_text(shared: Path, abstracts: Mapping[tuple[str, str], str], place: Mapping[str, str]) -> str:
    if "export" in place:
        return abstracts[place["export"], place["work"]]
    if "note" in place:
        return (SHORT / "notes" / place["note"]).read_text("utf-8")
    if "paper" in place:
        return (shared / "eval" / "listing" / "corpus" / place["paper"]).read_text("utf-8")
    return (shared / "seeds" / place["seed"]).read_text("utf-8")


def gather_corpus(shared: Path, folder: Path) -> None:
    """Put the texts that the short questions are asked of into a folder."""
    shutil.copytree(SHORT / "notes", folder / "notes")
    shutil.copytree(shared / "eval" / "listing" / "corpus", folder / "papers")
    for file in (*(shared / "seeds").iterdir(), *(shared / "samples" / "exports" / name for name in _EXPORTS)):
        shutil.copy(file, folder / file.name)


def _asked(search: Search, known: Known, text: str, origin: str, texts: Sequence[str] | None, held: bool) -> Asked:
    """Ask a question; `texts` is None if it has an answer, and its place is not measured."""
    question: Question = understand(text, known)
    asked = question.topic or question.text
    reading = read(search, asked, question.only)
    features = reading.features(search) if reading.ranked else _NOTHING
    shown = any(_answers(quote, text) for quote in reading.chosen() for text in texts or ())
    return Asked(text, origin, texts is None or bool(texts), held, question.kind, features, shown)


def _answers(quote: Quote, text: str) -> bool:
    """True if a quote is the text that answers, or the most of it."""
    one, other = (" ".join(re.findall(r"\w+", part.lower())) for part in (quote.sentence.text, text))
    return other in one or (one in other and 2 * len(one) > len(other)) or fuzz.ratio(one, other) >= _ALIKE


def gathered(search: Search, asked: Iterable[tuple[str, str, Sequence[str] | None, bool]]) -> list[Asked]:
    """Ask questions: each with its set, the texts that answer it, and whether it is held back."""
    known = Known.of(search.catalogue)
    return [_asked(search, known, *each) for each in track(list(asked), "reading", console=Console(stderr=True))]


def judged_apart(rows: Sequence[Asked]) -> list[float]:
    """Probability of an answer by models fitted on other questions: a mean over several ways to part them; of those
    held back, by a model fitted on all others."""
    likely = [0.0] * len(rows)
    fitted_on = [i for i, row in enumerate(rows) if not row.held]
    whole = fitted([rows[i] for i in fitted_on])
    for i, row in enumerate(rows):
        if row.held:
            likely[i] = whole.probability(row.features)
    for repeat in range(_REPEATS):
        order = list(fitted_on)
        random.Random(repeat).shuffle(order)
        for fold in range(_FOLDS):
            left = set(order[fold::_FOLDS])
            model = fitted([rows[i] for i in fitted_on if i not in left])
            for i in left:
                likely[i] += model.probability(rows[i].features) / _REPEATS
    return likely


def fitted(rows: Sequence[Asked]) -> Logistic:
    """The model fitted on the lookups among these questions."""
    lookups_only = [row for row in rows if row.kind is QuestionKind.LOOKUP]
    return Logistic(*regression([row.features for row in lookups_only], [row.answered for row in lookups_only]))


def threshold(rows: Sequence[Asked], likely: Sequence[float]) -> float:
    """The highest probability to ask for that leaves few enough answerable questions without an answer."""
    pairs = zip(rows, likely, strict=True)
    answerable = sorted(p for row, p in pairs if row.answered and not row.held and row.kind is QuestionKind.LOOKUP)
    return round(answerable[int(ABSTAINED_AT_MOST * len(answerable))] - 0.005, 2)


def measured(rows: Sequence[Asked], likely: Sequence[float], at: float) -> dict[str, dict[str, float]]:
    """Of each set: the share of questions with and without an answer that get none, of those with one that are shown
    the text that answers, and the numbers of both. What is no lookup is never refused."""
    figures: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(_set(row) for row in rows):
        of_set = [(row, p < at and row.kind is QuestionKind.LOOKUP) for row, p in zip(rows, likely, strict=True)]
        of_set = [(row, refused) for row, refused in of_set if _set(row) == name]
        having = [(row, refused) for row, refused in of_set if row.answered]
        lacking = [refused for row, refused in of_set if not row.answered]
        figures[name] = {"answerable": len(having), "unanswerable": len(lacking)}
        if having:
            figures[name]["falsely refused"] = fmean(refused for _, refused in having)
        if lacking:
            figures[name]["rightly refused"] = fmean(lacking)
        if having and name.startswith("short"):
            figures[name]["shown"] = fmean(row.shown and not refused for row, refused in having)
    return figures


def _set(row: Asked) -> str:
    return f"{row.origin}, {'held back' if row.held else 'fitted on'}" if row.origin == "short" else row.origin


def as_toml(model: Logistic, at: float, figures: Mapping[str, Mapping[str, float]]) -> str:
    """The model's file."""
    lines = [
        "# Whether a question is answered: log-odds = constant + sum of coefficient x feature.",
        "# Fitted by `python -m tests.benchmarks.answering --write`; features: assistant/lookups.py.",
        f"constant = {model.constant:.4f}",
        "",
        "[thresholds]",
        f"answers = {at:.2f}",
        "",
        "[coefficients]",
        *(f'"{name}" = {value:.4f}' for name, value in model.coefficients.items()),
    ]
    for name, of_set in figures.items():
        lines += ["", f'[measured."{name}"]', *(f'"{figure}" = {value:.3g}' for figure, value in of_set.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--work", type=Path, help="folder to keep the indexes in; a temporary one unless given")
    parser.add_argument("--write", action="store_true", help="write the fitted model into the package")
    parser.add_argument("--json", type=Path)
    given, console = parser.parse_args(), Console()
    if not (given.shared / "eval" / "listing").is_dir():
        console.print(f"{given.shared}: no evaluation data there, nothing measured")
        return
    rows: list[Asked] = []
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)
        gather_corpus(given.shared, Path(temporary) / "corpus")
        listing = [(text, name, None if has else (), False) for text, name, has in of_listing(given.shared / "eval")]
        short = [(text, "short", texts, held) for text, texts, held in short_questions(given.shared)]
        for corpus, name, asked in (
            (given.shared / "eval" / "listing" / "corpus", "listing", listing),
            (Path(temporary) / "corpus", "short", short),
        ):
            models = standard_models(2, work / name)
            build(corpus, work / name, models.embedder)
            with closing(open_search(work / name, models)) as search, search.steady():
                rows += gathered(search, asked)
    likely = judged_apart(rows)
    at = threshold(rows, likely)
    figures = measured(rows, likely, at)
    text = as_toml(fitted([row for row in rows if not row.held]), at, figures)
    console.print(text, highlight=False, markup=False)
    if given.write:
        Path(lookups.__file__).with_name(lookups.FILE_NAME).write_text(text, encoding="utf-8")
    if given.json:
        told = [
            {"question": row.text, "set": _set(row), "answered": row.answered, "likely": p, "shown": row.shown}
            for row, p in zip(rows, likely, strict=True)
        ]
        given.json.write_text(json.dumps({"threshold": at, "figures": figures, "questions": told}, indent=2), "utf-8")


if __name__ == "__main__":
    main()
