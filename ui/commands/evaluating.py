"""The `evaluate` command: measure search on a collection in BEIR form, or ask the saved questions."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index.errors import UsageError
from index.files import beside
from index.works.filters import Filter
from ui.commands.indexing import stopped_by_term
from ui.exits import DONE, INCOMPLETE, WRONG_USAGE, complain
from ui.json_shapes import Document, facts_of
from ui.session import console, glossary_of, opened, print_json, settings_of
from ui.settings import request_for
from ui.terminal.progress import progress_bar
from ui.terminal.screen import visible
from ui.writing import pen_of

if TYPE_CHECKING:
    from assistant.evaluation.citations import CitationQuality
    from assistant.evaluation.saved import Difference, Outcome, RunComparison
    from assistant.evaluation.trial import Trial

_K = 100
"""Ranked documents for a query: recall@100 needs them."""


def evaluate(
    ctx: typer.Context, target: Path | None, k: int | None, keep: Path | None, citations: bool, as_json: bool
) -> int:
    """Measure a folder in BEIR form, or ask the saved questions; returns the exit status.

    Raises UsageError for a target that is neither, and for options of the other kind.
    """
    if target is None or target.suffix.lower() == ".toml" or target.is_file():
        if keep or k:
            name = "--keep" if keep else "-k"
            raise UsageError(f"{name} is for a folder in BEIR form, not for saved questions; leave it out")
        return _ask_saved(ctx, target, citations, as_json)
    if citations:
        raise UsageError("--citations is for saved questions, not for a folder in BEIR form; leave it out")
    return _try_out(ctx, target, k or _K, keep, as_json)


def _try_out(ctx: typer.Context, folder: Path, k: int, keep: Path | None, as_json: bool) -> int:
    from assistant.evaluation.collections import read_collection
    from assistant.evaluation.trial import try_out
    from index.models import standard_models

    settings = settings_of(ctx)
    collection = read_collection(folder)
    for note in collection.notes:
        complain(f"refdesk: {note}")
    models = standard_models(settings.threads)
    with stopped_by_term(), _place(keep) as place, progress_bar(console(stderr=True)) as progress:
        trial = try_out(collection, place, models, k, request_for(settings), progress)
    if trial.unread:
        name, reason = trial.unread[0]
        complain(f"refdesk: documents that could not be read: {len(trial.unread)} (such as {name!r}: {reason})")
    if as_json:
        print_json(trial_document(trial, collection.notes))
    else:
        show_trial(console(), trial)
    return DONE


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    """Yield the folder for a collection's index: `keep`, or a temporary one."""
    if keep is None:
        with TemporaryDirectory(prefix="refdesk-") as folder:
            yield Path(folder)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise UsageError(f"--keep {keep}: cannot be created ({exc.strerror}); name another folder") from exc
    yield keep


def _ask_saved(ctx: typer.Context, named: Path | None, citations: bool, as_json: bool) -> int:
    from assistant.desk import Asking
    from assistant.evaluation.saved import EXAMPLE, FILE_NAME, ask_all, read_questions, unknown_keys

    settings = settings_of(ctx)
    file = named or beside(settings.corpus) / FILE_NAME
    try:
        questions = read_questions(file)
    except UsageError as exc:
        complain(f"refdesk: {exc}")
        typer.echo(f"A saved question looks like this:\n{EXAMPLE}", err=True)
        return WRONG_USAGE
    # Without --citations no model is needed: the works found are the same, and cost nothing.
    pen = pen_of(settings, strict=False) if citations else None
    asking = Asking(glossary=glossary_of(ctx), pen=pen)
    with opened(ctx, Filter(), may_build=True) as desk, progress_bar(console(stderr=True)) as progress:
        outcomes = ask_all(desk, questions, asking, progress, citations=citations)
        unknown = list(unknown_keys(questions, (work.key for work in desk.catalogue.works())))
    for missing in unknown:
        hint = f"did you mean {missing.nearest}?" if missing.nearest else "`refdesk status --json` lists the keys"
        complain(f"refdesk: {file}: no work has the key {missing.key!r} ({missing.question}); {hint}")
    comparison = _compared(settings.index_folder, file, outcomes)
    if as_json:
        print_json(outcomes_document(file, outcomes, comparison, [missing.key for missing in unknown]))
    else:
        show_outcomes(console(), outcomes, comparison)
    return DONE if all(outcome.met for outcome in outcomes) else INCOMPLETE


def _compared(index: Path, file: Path, outcomes: Sequence["Outcome"]) -> "RunComparison | None":
    """Compare with the last run and keep this one in its place; None if there is no last run."""
    from assistant.evaluation.saved import RUNS_FILE_NAME, compare, keep_run, last_run

    last = None
    try:
        last = last_run(index, file)
    except ValueError as exc:
        complain(f"refdesk: {index / RUNS_FILE_NAME}: {exc}, so there is no comparison; this run replaces it")
    try:
        keep_run(index, file, outcomes)
    except OSError as exc:
        complain(
            f"refdesk: {index / RUNS_FILE_NAME}: this run cannot be kept ({exc.strerror or exc}); check its permissions"
        )
    return compare(outcomes, last) if last else None


def trial_document(trial: "Trial", notes: Sequence[str]) -> Document:
    """The document of `evaluate FOLDER --json`."""
    return {
        **facts_of(trial, "queries documents"),
        "ndcg@10": round(trial.scores.ndcg_10, 4),
        "recall@10": round(trial.scores.recall_10, 4),
        "recall@100": round(trial.scores.recall_100, 4),
        "mrr@10": round(trial.scores.mrr_10, 4),
        "seconds_index": round(trial.seconds_index, 2),
        "seconds_query_p50": round(trial.p50, 4),
        "seconds_query_p95": round(trial.p95, 4),
        **facts_of(trial, "passages embedded"),
        "unread": [{"document": name, "reason": reason} for name, reason in trial.unread],
        "notes": notes,
    }


def show_trial(screen: Console, trial: "Trial") -> None:
    """Print the measures of a collection."""
    scores = trial.scores
    table = Table(box=None, pad_edge=False, show_header=False)
    measured = {"nDCG@10": scores.ndcg_10, "recall@10": scores.recall_10, "recall@100": scores.recall_100}
    for name, value in {**measured, "MRR@10": scores.mrr_10}.items():
        table.add_row(name, f"{value:.4f}")
    screen.print(table)
    screen.print(
        f"{trial.queries} queries over {trial.documents} documents ({trial.passages} passages). Indexed in "
        f"{trial.seconds_index:.1f} s ({trial.embedded} texts embedded); a query takes {trial.p50 * 1000:.0f} ms "
        f"(median), {trial.p95 * 1000:.0f} ms (95th percentile).",
        highlight=False,
    )


def outcomes_document(
    file: Path, outcomes: Sequence["Outcome"], comparison: "RunComparison | None", unknown: Sequence[str]
) -> Document:
    """The document of `evaluate --json`; `gained`, `lost` and `previous` are null without an earlier answer."""
    differences = comparison.differences if comparison else {}
    return {
        "file": str(file),
        "generation": outcomes[0].generation,
        "previous": comparison.before if comparison else None,
        "counts": {"questions": len(outcomes), "met": sum(outcome.met for outcome in outcomes)},
        "questions": [_outcome(outcome, differences.get(outcome.question.ask)) for outcome in outcomes],
        "changed": comparison.changed if comparison else None,
        "new": list(comparison.new) if comparison else [],
        "gone": list(comparison.gone) if comparison else [],
        "unknown": list(unknown),
        "citations": _run_quality(outcomes),
    }


def _quality(quality: "CitationQuality") -> Document:
    shares = {"recall": _rounded(quality.recall), "precision": _rounded(quality.precision)}
    return facts_of(quality, "claims borne_out citations relevant") | shares


def _run_quality(outcomes: Sequence["Outcome"]) -> Document | None:
    """Mean recall and precision of citations over a run; None if they were not judged."""
    from assistant.evaluation.citations import average

    judged = [outcome.quality for outcome in outcomes if outcome.quality]
    recall, precision = average(judged)
    return {"answers": len(judged), "recall": _rounded(recall), "precision": _rounded(precision)} if judged else None


def _outcome(outcome: "Outcome", difference: "Difference | None") -> Document:
    return {
        "question": outcome.question.ask,
        **facts_of(outcome, "kind met answered reason"),
        "expected": outcome.question.expected,
        **facts_of(outcome, "found missing unwanted"),
        "precision": _rounded(outcome.precision),
        "recall": _rounded(outcome.recall),
        "citations": _quality(outcome.quality) if outcome.quality else None,
        "gained": difference.gained if difference is not None else None,
        "lost": difference.lost if difference is not None else None,
    }


def show_outcomes(screen: Console, outcomes: Sequence["Outcome"], comparison: "RunComparison | None") -> None:
    """Print each question with the works that its answer names and misses, then the changes since the last run."""
    differences = comparison.differences if comparison else {}
    for outcome in outcomes:
        state = Text("met      ", "green") if outcome.met else Text("not met  ", "bold red")
        screen.print(Text.assemble(state, (visible(outcome.question.ask), "bold")))
        for line in _lines(outcome, differences.get(outcome.question.ask)):
            screen.print(Padding.indent(Text(visible(line)), 9))
    met = sum(outcome.met for outcome in outcomes)
    screen.print(f"\n{met} of {len(outcomes)} questions met, generation {outcomes[0].generation}.", highlight=False)
    if quality := _run_quality(outcomes):
        shares = ", ".join(f"{name} {_share(quality[name])}" for name in ("recall", "precision"))
        screen.print(f"Citations (ALCE), mean of {quality['answers']} answers: {shares}.", highlight=False)
    screen.print(Text(visible(_since(comparison))))


def _lines(outcome: "Outcome", difference: "Difference | None") -> Iterator[str]:
    """The lines below a question."""
    shares = {"precision": outcome.precision, "recall": outcome.recall}
    parts = [f"{name} {share:.2f}" for name, share in shares.items() if share is not None]
    yield f"{', '.join([outcome.kind or 'not asked', *parts])}; found: {', '.join(outcome.found) or 'no work'}"
    if (quality := outcome.quality) and quality.claims:
        yield (
            f"{quality.borne_out} of {quality.claims} claims borne out, "
            f"{quality.relevant} of {quality.citations} citations to the point"
        )
    if outcome.missing:
        yield f"missing: {', '.join(outcome.missing)}"
    if outcome.unwanted:
        yield f"not wanted: {', '.join(outcome.unwanted)}"
    if outcome.question.answered is False and outcome.answered:
        yield "answered, where no answer was expected"
    if outcome.reason and not outcome.met:
        yield f"no answer: {outcome.reason}"
    if difference:
        yield from _changes(difference)


def _changes(difference: "Difference") -> Iterator[str]:
    if difference.gained:
        yield f"gained since the last run: {', '.join(difference.gained)}"
    if difference.lost:
        yield f"lost since the last run: {', '.join(difference.lost)}"
    if difference.answered is not None:
        yield (
            "answered now, and not in the last run" if difference.answered else "answered in the last run, and not now"
        )


def _since(comparison: "RunComparison | None") -> str:
    """The changes since the last run, in a line."""
    if comparison is None:
        return "Nothing to compare with yet: the next run is compared with this one."
    changes = [difference for difference in comparison.differences.values() if difference]
    parts = []
    if changes:
        gained = sum(len(difference.gained) for difference in changes)
        lost = sum(len(difference.lost) for difference in changes)
        parts.append(
            f"{len(changes)} of {len(comparison.differences)} answers changed, {gained} works gained, {lost} lost"
        )
    elif comparison.differences:
        parts.append("nothing changed")
    for name, questions in (("new", comparison.new), ("gone", comparison.gone)):
        if questions:
            parts.append(f"{name}: {'; '.join(questions)}")
    return f"Since the last run (generation {comparison.before}): {'. '.join(parts)}."


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
