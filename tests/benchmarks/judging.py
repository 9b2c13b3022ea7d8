"""Fitting the judge of the sweep, and measuring it by leaving out one topic after the other.

The listing questions of the evaluation data are gathered and read as the sweep does; a logistic regression is fitted on
all topics but one and judges that one. Works that only mention a topic take no part. It is fitted without the glossary,
whose words were chosen by people who knew topics of the set.
Run with `python -m tests.benchmarks.judging [--eval DIR] [--glossary] [--write] [--json FILE]`.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.logistic import Logistic
from assistant.sweeping import sweep as judging
from assistant.sweeping.signals import Signals
from assistant.sweeping.sweep import sweep
from assistant.sweeping.topics import Glossary, standard_glossary, topic_of
from index.build import build
from index.models import standard_models
from index.search import Search, open_search
from tests.benchmarks.regression import regression

EVALUATION = Path(__file__).resolve().parents[3] / "shared" / "eval"

PRECISION_AIM = 0.9
_NEARLY = 0.01
_ANYTHING = judging.Judge(Logistic({}, 0.0), 0.5)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A work and a topic with what was found, the label (None: mentions), and whether one could label it otherwise."""

    topic: str
    paper: str
    signals: Signals
    discusses: bool | None
    doubtful: bool

    @property
    def certain(self) -> bool:
        """Whether the judge decides it without its model."""
        return self.signals.in_title or self.signals.in_notes or self.capped

    @property
    def capped(self) -> bool:
        """Whether it is no more than a mention, whatever the model makes of it."""
        return self.signals.only_in_passing or self.signals.lacking

    def likely(self, model: Logistic) -> float:
        """How probable the judge finds it."""
        if self.capped:
            return 0.0
        return 1.0 if self.certain else model.probability(self.signals.features())


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1 of `discusses`."""

    precision: float
    recall: float
    f1: float


def labelled(search: Search, folder: Path, glossary: Glossary) -> list[Labelled]:
    """Every work and topic of the listing data with the signals that the sweep finds."""
    doubtful = {(row["topic"], row["arxiv_id"]) for row in json.loads((folder / "doubtful.json").read_text("utf-8"))}
    rows: list[Labelled] = []
    for topic in json.loads((folder / "topics.json").read_text("utf-8")):
        for decision in sweep(search, topic_of(search.catalogue, topic["topic"], glossary), judge=_ANYTHING):
            paper = Path(decision.work.sources[0]).stem
            verdict = topic["verdicts"][paper]
            says = None if verdict == "mentions" else verdict == "discusses"
            name = topic["topic"]
            rows.append(Labelled(name, paper, decision.signals, says, (name, paper) in doubtful))
    return rows


def fit(rows: Sequence[Labelled]) -> tuple[dict[str, float], float]:
    """Coefficients by feature, and the constant."""
    return regression([row.signals.features() for row in rows], [bool(row.discusses) for row in rows])


def judged_apart(rows: Sequence[Labelled]) -> list[float]:
    """The probability of each row by a model that was fitted on the other topics."""
    likely = [0.0] * len(rows)
    for topic in {row.topic for row in rows}:
        learned = [row for row in rows if row.topic != topic and row.discusses is not None and not row.certain]
        model = Logistic(*fit(learned))
        for i, row in enumerate(rows):
            if row.topic == topic:
                likely[i] = row.likely(model)
    return likely


def score(rows: Sequence[Labelled], said: Sequence[bool]) -> Figures:
    """Mentions count neither way."""
    counted = [(row.discusses, one) for row, one in zip(rows, said, strict=True) if row.discusses is not None]
    right = sum(1 for true, one in counted if true and one)
    precision = right / max(1, sum(one for _, one in counted))
    recall = right / max(1, sum(bool(true) for true, _ in counted))
    return Figures(precision, recall, 2 * precision * recall / max(1e-9, precision + recall))


def threshold(rows: Sequence[Labelled], likely: Sequence[float]) -> float:
    """The lowest probability that keeps the precision aimed at and all but a hundredth of the best F1 that does.

    The lowest, since a highest one fits what few works lie at the border of this small set.
    """
    tried = [(score(rows, [p >= t for p in likely]), float(t)) for t in np.arange(0.2, 0.8, 0.01)]
    kept = [(figures.f1, t) for figures, t in tried if figures.precision >= PRECISION_AIM]
    best = max(f1 for f1, _ in kept or [(figures.f1, 0.0) for figures, _ in tried])
    return min(t for f1, t in kept or [(figures.f1, t) for figures, t in tried] if f1 >= best - _NEARLY)


def as_toml(coefficients: dict[str, float], constant: float, at: float, measured: dict[str, Figures]) -> str:
    """The judge's file."""
    lines = [
        "# The judge of the sweep: log-odds that a work discusses a topic = constant + sum of coefficient x feature.",
        "# Fitted by `python -m tests.benchmarks.judging --write`; features: assistant/sweeping/signals.py.",
        f"constant = {constant:.4f}",
        "",
        "[thresholds]",
        f"discusses = {at:.2f}",
        "",
        "[coefficients]",
        *(f'"{name}" = {value:.4f}' for name, value in coefficients.items()),
    ]
    for name, figures in measured.items():
        lines += ["", f'[measured."{name}"]']
        lines += [f"{part} = {getattr(figures, part):.3f}" for part in ("precision", "recall", "f1")]
    return "\n".join(lines) + "\n"


def by_topic(rows: Sequence[Labelled], said: Sequence[bool]) -> Table:
    """How it does on each topic left out."""
    table = Table("topic", "discuss it", "precision", "recall", "F1", "missed", "wrong")
    for topic in dict.fromkeys(row.topic for row in rows):
        own = [(row, one) for row, one in zip(rows, said, strict=True) if row.topic == topic]
        figures = score([row for row, _ in own], [one for _, one in own])
        missed = ", ".join(row.paper for row, one in own if row.discusses and not one)
        wrong = ", ".join(row.paper for row, one in own if row.discusses is False and one)
        true = sum(bool(row.discusses) for row, _ in own)
        cells = (f"{value:.2f}" for value in (figures.precision, figures.recall, figures.f1))
        table.add_row(topic, str(true), *cells, missed, wrong)
    return table


def main() -> None:
    """Fit, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVALUATION)
    parser.add_argument("--work", type=Path, help="folder to keep the index in; a temporary one unless given")
    parser.add_argument("--glossary", action="store_true", help="know the words of the glossary, too")
    parser.add_argument("--write", action="store_true", help="write the fitted judge into the package")
    parser.add_argument("--json", type=Path)
    given, console = parser.parse_args(), Console()
    folder = given.eval / "listing"
    if not folder.is_dir():
        console.print(f"{folder}: no evaluation data there, nothing measured")
        return
    with tempfile.TemporaryDirectory() as temporary:
        index = given.work or Path(temporary)
        models = standard_models(2, index)
        build(folder / "corpus", index, models.embedder)
        with closing(open_search(index, models)) as search:
            rows = labelled(search, folder, standard_glossary() if given.glossary else Glossary())
    likely = judged_apart(rows)
    at = threshold(rows, likely)
    said = [p >= at for p in likely]
    clear = [i for i, row in enumerate(rows) if not row.doubtful]
    measured = {
        "all": score(rows, said),
        "without doubtful labels": score([rows[i] for i in clear], [said[i] for i in clear]),
    }
    console.print(by_topic(rows, said))
    for name, figures in measured.items():
        console.print(f"{name}: P {figures.precision:.3f} R {figures.recall:.3f} F1 {figures.f1:.3f} at {at:.2f}")
    learned = [row for row in rows if row.discusses is not None and not row.certain]
    text = as_toml(*fit(learned), at, measured)
    console.print(text, highlight=False)
    if given.write:
        Path(judging.__file__).with_name(judging.FILE_NAME).write_text(text, encoding="utf-8")
    if given.json:
        told = {name: [f.precision, f.recall, f.f1] for name, f in measured.items()}
        given.json.write_text(json.dumps(told, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
