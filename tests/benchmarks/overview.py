"""Which aspect of its paper a sentence tells of: fitting the models of `assistant.insights`, and measuring the choice.

`overview.tsv` has sentences of 28 works by place, each with the aspects under which it may be quoted. The choice is
made among them as for an answer. A work is measured by models fitted on the others. Run with
`python -m tests.benchmarks.overview [--shared DIR] [--write] [--wrong] [--json FILE]`.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from unittest.mock import patch

from rich.console import Console

from assistant import insights
from assistant.evidence import log_odds
from assistant.insights import Aspect, Told, chosen, likely, told_in
from assistant.logistic import Fitted, Logistic
from index.models import standard_models
from index.models.reranking import Reranker
from index.readers import read_bytes, reader_for
from index.text.passages import Passage, make_passages
from tests.benchmarks.regression import regression

SHARED = Path(__file__).resolve().parents[3] / "shared"
LABELS = Path(__file__).with_suffix(".tsv")

_SHOWN = 0.45
"""Least probability of a quote: at 0.35 more aspects get quotes and fewer of these are right, at 0.55 the reverse."""
_PENALTY = 10.0
"""Of the regression: at 3 and 30 the choice is no better."""
_QUOTES = 2

Place = tuple[int, int]
"""Page (0 without pages) and first character."""


@dataclass(frozen=True, slots=True)
class LabelledWork:
    """The sentences of a work that may be quoted, and the aspects that fit each, empty if none does."""

    name: str
    told: Sequence[Told]
    fitting: Sequence[frozenset[Aspect]]
    features: Sequence[Mapping[str, float]]


def labels(path: Path = LABELS) -> dict[str, dict[Place, frozenset[Aspect]]]:
    """The labels by file and place."""
    read: dict[str, dict[Place, frozenset[Aspect]]] = {}
    names = {aspect.name.lower(): aspect for aspect in Aspect}
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            file, page, span, aspects = line.split("\t")
            fitting = frozenset(names[name] for name in aspects.split() if name != "none")
            read.setdefault(file, {})[int(page), int(span.split("-")[0])] = fitting
    return read


def labelled(shared: Path, reranker: Reranker | None) -> list[LabelledWork]:
    """The labelled works; sentences without a label are left out of sections, as if the work had the others alone."""
    works = []
    for file, places in labels().items():
        path = shared / file
        source = reader_for(data := read_bytes(path), path.suffix.lower()).read(data)
        passages = make_passages(source, file)
        for record, of_work in groupby(sorted(passages, key=lambda p: p.record), key=lambda p: p.record):
            told = [(told, place) for told, place in _told(list(of_work)) if place in places]
            if told:
                works.append(_work(f"{file} {record}", told, places, reranker))
    return works


def _told(passages: Sequence[Passage]) -> Iterable[tuple[Told, Place]]:
    return ((told, (passages[told.stretch].page or 0, told.sentence.start)) for told in told_in(passages))


def _work(
    name: str,
    told: Sequence[tuple[Told, Place]],
    places: Mapping[Place, frozenset[Aspect]],
    reranker: Reranker | None,
) -> LabelledWork:
    sentences = [each for each, _ in told]
    scores = reranker.score(insights.MATTERS, [each.sentence.text for each in sentences]) if reranker else ()
    matters = [log_odds(float(score)) for score in scores]
    features = [{**each.features, "matters": score} for each, score in zip(sentences, matters, strict=True)]
    return LabelledWork(name, sentences, [places[place] for _, place in told], features)


def fitted(works: Iterable[LabelledWork]) -> dict[str, Fitted]:
    """A model for each aspect."""
    rows = [(f, fits) for work in works for f, fits in zip(work.features, work.fitting, strict=True)]
    return {
        aspect: Fitted(
            Logistic(*regression([f for f, _ in rows], [aspect in fits for _, fits in rows], _PENALTY)),
            {"shown": _SHOWN},
        )
        for aspect in Aspect
    }


def measure(works: Sequence[LabelledWork], reranker: Reranker | None) -> tuple[dict[str, float], list[str]]:
    """Quotes, the share under a right heading, the share of headings with a quote that could have one; wrong quotes."""
    right = quotes = filled = fillable = 0
    wrong: list[str] = []
    for work in works:
        models = fitted(other for other in works if other is not work)
        with patch.object(insights, "_fitted", lambda models=models: models):
            under = chosen(work.told, likely(work.told, reranker), _QUOTES)
        fitting = {told.sentence: fits for told, fits in zip(work.told, work.fitting, strict=True)}
        for aspect, told in under.items():
            for each in told:
                fits = aspect in fitting[each.sentence]
                right, quotes = right + fits, quotes + 1
                if not fits:
                    wrong.append(f"{work.name}: {aspect} (not {set(fitting[each.sentence])}): {each.sentence.text}")
        possible = {aspect for fits in work.fitting for aspect in fits}
        filled, fillable = filled + len(possible & under.keys()), fillable + len(possible)
    return {
        "works": len(works),
        "sentences": sum(len(work.told) for work in works),
        "quotes": quotes,
        "right": right / quotes,
        "filled": filled / fillable,
    }, wrong


def as_toml(models: Mapping[str, Fitted], measured: Mapping[str, float]) -> str:
    """The file of the models."""
    lines = [
        "# Whether a sentence tells of an aspect of its paper: log-odds = constant + sum of coefficient x feature.",
        "# Fitted by `python -m tests.benchmarks.overview --write`; features: assistant/insights.py.",
        f"# Of {measured['quotes']:.0f} quotes, by models fitted on other works, {measured['right']:.2f} are right.",
    ]
    for name, model in models.items():
        lines += ["", f'["{name}"]', f"constant = {model.model.constant:.4f}", "", f'["{name}".thresholds]']
        lines += [f"{threshold} = {value:.2f}" for threshold, value in model.thresholds.items()]
        lines += ["", f'["{name}".coefficients]']
        lines += [f'"{feature}" = {value:.4f}' for feature, value in model.model.coefficients.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--write", action="store_true", help="write the fitted models into the package")
    parser.add_argument("--wrong", action="store_true", help="print the quotes under a wrong heading")
    parser.add_argument("--json", type=Path)
    given, console = parser.parse_args(), Console()
    if not all((given.shared / file).is_file() for file in labels()):
        console.print(f"{given.shared}: the labelled files are not there, nothing measured")
        return
    reranker = standard_models(2).reranker
    works = labelled(given.shared, reranker)
    measured, wrong = measure(works, reranker)
    console.print({name: round(value, 3) for name, value in measured.items()})
    if given.wrong:
        console.print("\n".join(wrong), highlight=False, markup=False)
    if given.write:
        target = Path(insights.__file__).with_name(insights.FILE_NAME)
        target.write_text(as_toml(fitted(works), measured), encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps(measured, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
