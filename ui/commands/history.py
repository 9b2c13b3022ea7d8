"""The `history` command: list, find, show, check, export and remove kept answers."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import CatalogueError, CorpusError, MissingError, UsageError
from index.text.normalise import on_one_line, with_whole_characters
from ui.exits import INCOMPLETE, complain
from ui.options import AllOption, JsonOption
from ui.session import console, print_json, settings_of

if TYPE_CHECKING:
    from assistant.history.staleness import Change, Checker
    from assistant.history.store import History, KeptAnswer
    from ui.settings import Settings

_LISTED = 20
"""Answers that `history` lists. A guess."""


def history(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="NUMBER", help="The number of the answer to show.")] = None,
    find: Annotated[
        str | None,
        typer.Option("--find", metavar="WORDS", help="List the answers with all of these words."),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="Write the answer to a file that ends in .md or .json."),
    ] = None,
    methods: Annotated[bool, typer.Option("--methods", help="Print how it was made, for a methods section.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the answer from the history.")] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Show what has changed since; status 3 if something it cites is gone."),
    ] = False,
    set_aside: Annotated[
        bool, typer.Option("--set-aside", help="Rename the file of all answers, and start a new one.")
    ] = False,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show kept answers, and whether they still stand.

    Without a number, list the latest. No model is asked and nothing is built.

    \b
    Examples:
      refdesk history
      refdesk history 12 --export answer.md
      refdesk history 12 --methods
      refdesk history --find "concept drift"
      refdesk history --check
    """
    from assistant.history.store import History
    from ui.files import check_destinations

    actions = {
        "--find": find is not None, "--export": export is not None, "--methods": methods, "--remove": remove,
        "--check": check, "--set-aside": set_aside,
    }  # fmt: skip
    _check_actions(actions, number)
    settings = settings_of(ctx)
    check_destinations(settings.corpus, {"--export": export})
    store = History(settings.index_folder)
    if set_aside:
        typer.echo(f"The answers kept so far are now in {store.set_aside()}.")
    elif number is not None and remove:
        store.remove(number)
        typer.echo(f"Answer {number} was removed.")
    elif check:
        _check(settings, store, number, as_json)
    elif number is None:
        _list(settings, store, None if find is None else on_one_line(find), everything=everything, as_json=as_json)
    else:
        with _checker(settings) as checker:
            record = store.record(number)
            changes = checker.changes(record) if checker else None
            _show(record, changes, export, methods, everything=everything, as_json=as_json)


def _check_actions(actions: dict[str, bool], number: int | None) -> None:
    """Raise UsageError for options that exclude each other, and for a missing or useless number."""
    wanted = [name for name, is_set in actions.items() if is_set]
    if len(wanted) > 1:
        raise UsageError(f"{' and '.join(wanted)} exclude each other: give one of them")
    if number is None and (alone := set(wanted) & {"--export", "--methods", "--remove"}):
        raise UsageError(f"{alone.pop()} needs the number of an answer: `refdesk history` lists them")
    if number is not None and (many := set(wanted) & {"--find", "--set-aside"}):
        raise UsageError(f"{many.pop()} is about all answers: leave the number {number} out")


def _show(
    record: "KeptAnswer",
    changes: "Sequence[Change] | None",
    export: Path | None,
    methods: bool,
    *,
    everything: bool,
    as_json: bool,
) -> None:
    """Print or export one answer."""
    from assistant.history.exporting import as_document, methods_paragraph
    from ui.terminal.history import show_record
    from ui.terminal.screen import visible
    from ui.terminal.sheet import paged

    if export is not None:
        _export(record, changes, export)
    elif methods:
        paragraph = methods_paragraph(record, changes)
        if as_json:
            print_json({"number": record.number, "methods": paragraph})
        else:
            typer.echo(visible(paragraph))
    elif as_json:
        print_json(as_document(record, changes))
    else:
        with paged(console()) as screen:
            show_record(screen, record, changes, everything=everything)


def _export(record: "KeptAnswer", changes: "Sequence[Change] | None", path: Path) -> None:
    from assistant.history.exporting import as_document, as_markdown
    from ui.files import write_output
    from ui.json_shapes import as_text

    match path.suffix.lower():
        case ".md" | ".markdown":
            text = as_markdown(record, changes)
        case ".json":
            text = as_text(as_document(record, changes)) + "\n"
        case _:
            raise UsageError(f"--export {path}: is neither Markdown nor JSON: give it a name that ends in .md or .json")
    write_output("--export", path, with_whole_characters(text).encode())


def _list(settings: "Settings", store: "History", find: str | None, *, everything: bool, as_json: bool) -> None:
    from ui.json_shapes import history_document
    from ui.terminal.history import show_history
    from ui.terminal.sheet import paged

    most = -1 if everything and not as_json else _LISTED
    records = store.latest(most, _warn) if find is None else store.find(find, warn=_warn)
    with _checker(settings) as checker:
        lines = [(record, checker.changes(record) if checker else None) for record in records]
    if as_json:
        print_json(history_document(lines))
    elif lines:
        with paged(console()) as screen:
            show_history(screen, lines, everything=everything)
    else:
        typer.echo(
            "No kept answer has all of these words." if find else "No answer is kept yet; `refdesk ask` keeps each."
        )


def _check(settings: "Settings", store: "History", number: int | None, as_json: bool) -> None:
    """Check one answer or all; exits with status 3 if one is stale."""
    from assistant.history.staleness import Standing, standing
    from ui.json_shapes import history_document
    from ui.terminal.history import show_checks

    standings: list[Standing] = []

    def checked(checker: "Checker") -> "Iterator[tuple[KeptAnswer, Sequence[Change]]]":
        for record in store.each(_warn) if number is None else [store.record(number)]:
            changes = checker.changes(record)
            standings.append(standing(changes))
            yield record, changes

    with _checker(settings, needed=True) as checker:
        lines = checked(checker) if checker else iter(())
        if as_json:
            print_json(history_document(lines))
        else:
            show_checks(console(), lines)
    if Standing.STALE in standings:
        raise typer.Exit(INCOMPLETE)


@contextmanager
def _checker(settings: "Settings", *, needed: bool = False) -> "Iterator[Checker | None]":
    """Yield a checker against the index; None if there is no usable index, unless it is `needed`."""
    from assistant.history.staleness import Checker
    from index.store.catalogue import Catalogue

    try:
        catalogue = Catalogue(settings.index_folder)
    except CatalogueError as exc:
        if needed:
            raise
        if not isinstance(exc, MissingError):
            complain(f"refdesk: {exc}")
        yield None
        return
    with closing(catalogue), catalogue.snapshot():
        _warn_of_changes(settings)
        yield Checker(catalogue)


def _warn_of_changes(settings: "Settings") -> None:
    """Warn if the corpus has changed since the last build, which the checker cannot see."""
    from index.freshness import pending

    try:
        if pending(settings.whole_corpus, settings.index_folder):
            complain("refdesk: the corpus has changed since the index was built; run `refdesk index` and try again")
    except CorpusError as exc:
        complain(f"refdesk: {exc}")


def _warn(text: str) -> None:
    complain(f"refdesk: {text}")
