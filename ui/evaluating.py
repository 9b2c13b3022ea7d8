"""The `evaluate` command's work: a collection in BEIR form is tried out, or the saved questions are asked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typer

from index.errors import UsageError
from index.filters import Filter
from ui.documents import as_text
from ui.group import DONE, INCOMPLETE, WRONG_USAGE, complain
from ui.indexing import request_for, stopped_by_term
from ui.measured import outcomes_document, show_outcomes, show_trial, trial_document
from ui.progress import progress_bar
from ui.session import console, glossary_of, opened, settings_of
from ui.settings import beside
from ui.writing import pen_of

if TYPE_CHECKING:
    from assistant.evaluation.history import Comparison
    from assistant.evaluation.outcomes import Outcome

_K = 100


def evaluate(
    ctx: typer.Context, target: Path | None, k: int | None, keep: Path | None, citations: bool, as_json: bool
) -> int:
    """Measure a folder in BEIR form, or ask the saved questions and judge their `citations`; returns the exit status.

    Raises UsageError for a target that is neither, and for options that belong to the other.
    """
    if target is None or target.suffix.lower() == ".toml" or target.is_file():
        if keep or k:
            name = "--keep" if keep else "-k"
            raise UsageError(f"{name} goes with a folder in BEIR form, not with saved questions; take it away")
        return _ask_saved(ctx, target, citations, as_json)
    if citations:
        raise UsageError("--citations goes with saved questions, not with a folder in BEIR form; take it away")
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
        typer.echo(as_text(trial_document(trial, collection.notes)))
    else:
        show_trial(console(), trial)
    return DONE


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    """Where a collection and its index lie: in a folder that goes away, unless one is named."""
    if keep is None:
        with TemporaryDirectory(prefix="refdesk-") as folder:
            yield Path(folder)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise UsageError(f"--keep {keep}: cannot be made ({exc.strerror}); name another folder") from exc
    yield keep


def _ask_saved(ctx: typer.Context, named: Path | None, citations: bool, as_json: bool) -> int:
    from assistant.desk import Asking
    from assistant.evaluation.outcomes import ask_all, unknown_keys
    from assistant.evaluation.saved import EXAMPLE, FILE_NAME, read_questions

    settings = settings_of(ctx)
    file = named or beside(settings.corpus) / FILE_NAME
    try:
        questions = read_questions(file)
    except UsageError as exc:
        complain(f"refdesk: {exc}")
        typer.echo(f"A saved question looks like this:\n{EXAMPLE}", err=True)
        return WRONG_USAGE
    # A model is asked only where its citations are measured: works found are the same without it, and cost nothing.
    pen = pen_of(settings, strict=False) if citations else None
    asking = Asking(glossary=glossary_of(ctx), pen=pen)
    with opened(ctx, Filter(), may_build=True) as desk, progress_bar(console(stderr=True)) as progress:
        outcomes = ask_all(desk, questions, asking, progress, citations=citations)
        unknown = list(unknown_keys(questions, (work.key for work in desk.catalogue.works())))
    for one in unknown:
        hint = f"did you mean {one.nearest}?" if one.nearest else "`refdesk status --json` lists the keys"
        complain(f"refdesk: {file}: no work has the key {one.key!r} ({one.question}); {hint}")
    comparison = _compared(settings.index_folder, file, outcomes)
    if as_json:
        typer.echo(as_text(outcomes_document(file, outcomes, comparison, [one.key for one in unknown])))
    else:
        show_outcomes(console(), outcomes, comparison)
    return DONE if all(outcome.met for outcome in outcomes) else INCOMPLETE


def _compared(index: Path, file: Path, outcomes: Sequence["Outcome"]) -> "Comparison | None":
    """The last run beside this one, which is kept in its place; None where there was none."""
    from assistant.evaluation.history import FILE_NAME, compare, keep_run, last_run

    last = None
    try:
        last = last_run(index, file)
    except ValueError as exc:
        complain(f"refdesk: {index / FILE_NAME}: {exc}, so nothing is compared; this run takes its place")
    try:
        keep_run(index, file, outcomes)
    except OSError as exc:
        complain(f"refdesk: {index / FILE_NAME}: this run cannot be kept ({exc.strerror or exc}); check its rights")
    return compare(outcomes, last) if last else None
