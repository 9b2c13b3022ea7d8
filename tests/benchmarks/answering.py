"""Fitting what decides whether a question has an answer, and measuring it by cross-validation.

Answerable questions are those of `qasper-mini`, unanswerable ones those of `unanswerable`, both asked of the papers of
`listing`. Run with `python -m tests.benchmarks.answering [--eval DIR] [--work DIR] [--write] [--json FILE]`.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.progress import track

from assistant import answering
from assistant.answering import read
from assistant.logistic import Logistic
from index.build import build
from index.models import standard_models
from index.search import Search, open_search
from tests.benchmarks.regression import regression

EVALUATION = Path(__file__).resolve().parents[3] / "shared" / "eval"

ABSTAINED_AT_MOST = 0.06
"""Share of answerable questions that may go without an answer here; the aim for others is a tenth."""

_FOLDS, _REPEATS = 10, 5
_NOTHING = {"best sentence": 0.0, "late interaction": 0.0, "words unseen": 1.0, "words covered": 0.0}

Asked = tuple[str, bool, dict[str, float]]
"""A question, whether it has an answer, and its features."""


def questions(folder: Path) -> list[tuple[str, bool]]:
    """Every question of both sets, and whether it has an answer."""
    sets = (("qasper-mini/queries.jsonl", "text", True), ("unanswerable/questions.jsonl", "question", False))
    return [
        (json.loads(line)[name], answered)
        for file, name, answered in sets
        for line in (folder / file).read_text("utf-8").splitlines()
    ]


def gathered(search: Search, asked: Sequence[tuple[str, bool]]) -> list[Asked]:
    """The features of each question."""
    rows: list[Asked] = []
    for text, answered in track(asked, "reading", console=Console(stderr=True)):
        reading = read(search, text)
        rows.append((text, answered, reading.features(search) if reading.ranked else _NOTHING))
    return rows


def judged_apart(rows: Sequence[Asked]) -> list[float]:
    """Probability of an answer by models fitted on other questions, a mean over several ways to part them."""
    likely = [0.0] * len(rows)
    for repeat in range(_REPEATS):
        order = list(range(len(rows)))
        random.Random(repeat).shuffle(order)
        for fold in range(_FOLDS):
            left = set(order[fold::_FOLDS])
            model = _fitted([row for i, row in enumerate(rows) if i not in left])
            for i in left:
                likely[i] += model.probability(rows[i][2]) / _REPEATS
    return likely


def _fitted(rows: Sequence[Asked]) -> Logistic:
    return Logistic(*regression([features for *_, features in rows], [answered for _, answered, _ in rows]))


def threshold(rows: Sequence[Asked], likely: Sequence[float]) -> float:
    """The highest probability to ask for that leaves few enough answerable questions without an answer."""
    answerable = sorted(p for (_, answered, _), p in zip(rows, likely, strict=True) if answered)
    return round(answerable[int(ABSTAINED_AT_MOST * len(answerable))] - 0.005, 2)


def abstained(rows: Sequence[Asked], likely: Sequence[float], at: float) -> dict[str, float]:
    """Share of the questions of each sort that get no answer."""
    sorts = {"answerable": True, "unanswerable": False}
    return {
        name: fmean(p < at for (_, answered, _), p in zip(rows, likely, strict=True) if answered is sort)
        for name, sort in sorts.items()
    }


def as_toml(model: Logistic, at: float, measured: dict[str, float]) -> str:
    """The model's file."""
    lines = [
        "# Whether a question is answered: log-odds = constant + sum of coefficient x feature.",
        "# Fitted by `python -m tests.benchmarks.answering --write`; features: assistant/answering.py.",
        f"constant = {model.constant:.4f}",
        "",
        "[thresholds]",
        f"answers = {at:.2f}",
        "",
        "[coefficients]",
        *(f'"{name}" = {value:.4f}' for name, value in model.coefficients.items()),
        "",
        "[measured.abstained]",
        *(f"{name} = {share:.3f}" for name, share in measured.items()),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVALUATION)
    parser.add_argument("--work", type=Path, help="folder to keep the index in; a temporary one unless given")
    parser.add_argument("--write", action="store_true", help="write the fitted model into the package")
    parser.add_argument("--json", type=Path)
    given, console = parser.parse_args(), Console()
    if not (given.eval / "listing").is_dir():
        console.print(f"{given.eval}: no evaluation data there, nothing measured")
        return
    with tempfile.TemporaryDirectory() as temporary:
        index = given.work or Path(temporary)
        models = standard_models(2, index)
        build(given.eval / "listing" / "corpus", index, models.embedder)
        with closing(open_search(index, models)) as search:
            rows = gathered(search, questions(given.eval))
    likely = judged_apart(rows)
    at = threshold(rows, likely)
    measured = abstained(rows, likely, at)
    text = as_toml(_fitted(rows), at, measured)
    console.print(text, highlight=False, markup=False)
    if given.write:
        Path(answering.__file__).with_name(answering.FILE_NAME).write_text(text, encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps({"threshold": at, "abstained": measured}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
