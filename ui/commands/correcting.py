"""The `correct` command: what a person says of a work, written into `corrections.toml` and applied."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import CorrectionError, UsageError, WriterBusyError
from index.sources import WorkType
from ui.exits import INCOMPLETE, complain
from ui.options import JsonOption
from ui.session import console, print_json, settings_of

if TYPE_CHECKING:
    from index.corrections import CorrectionsFile
    from index.entries import CorrectionOutcome, WorkEntry
    from index.store.catalogue import Catalogue
    from ui.json_shapes import Document
    from ui.settings import Settings


class Correctable(StrEnum):
    """Values of `--unknown`: facts of a work."""

    TITLE = "title"
    AUTHORS = "authors"
    YEAR = "year"
    VENUE = "venue"
    DOI = "doi"
    TYPE = "type"


class Said(StrEnum):
    """Values of `--drop`: what an entry can say."""

    TITLE = "title"
    AUTHORS = "authors"
    YEAR = "year"
    VENUE = "venue"
    DOI = "doi"
    TYPE = "type"
    SAME_AS = "same-as"
    NOT_SAME_AS = "not-same-as"
    APART = "apart"
    PIN = "pin"


def correct(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(help="The work's citation key.")],
    title: Annotated[str | None, typer.Option(metavar="TITLE", help="Its title.")] = None,
    author: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="One of its authors (repeatable): all of them, in order.")
    ] = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="Its year.")] = None,
    venue: Annotated[str | None, typer.Option(metavar="NAME", help="Where it appeared.")] = None,
    doi: Annotated[str | None, typer.Option(metavar="DOI", help="Its DOI.")] = None,
    type_: Annotated[
        WorkType | None, typer.Option("--type", metavar="TYPE", help="Its type: article, thesis ...")
    ] = None,
    unknown: Annotated[
        list[Correctable] | None,
        typer.Option(
            metavar="FACT", help="What the sources say of this fact is wrong, and nobody knows it (repeatable)."
        ),
    ] = None,
    same_as: Annotated[
        list[str] | None, typer.Option(metavar="KEY", help="That work is this one; its key goes (repeatable).")
    ] = None,
    not_same_as: Annotated[
        list[str] | None, typer.Option(metavar="KEY", help="That work is another one, however alike (repeatable).")
    ] = None,
    apart: Annotated[
        list[str] | None,
        typer.Option(metavar="SOURCE", help="This source, DOI or title is of another work (repeatable)."),
    ] = None,
    pin: Annotated[str | None, typer.Option(metavar="KEY", help="Its citation key from now on.")] = None,
    drop: Annotated[
        list[Said] | None,
        typer.Option(metavar="WHAT", help="Take back one correction: year, same-as ... (repeatable)."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back all that was said of this work.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Correct what the sources say of a work.

    A correction stands in corrections.toml beside the corpus. It has the last word over every source and survives
    rebuilds; it changes no citation key. Without an option, shows what each source says of the work.

    \b
    Examples:
      refdesk correct john2021towards --year 2021 --venue SEAA
      refdesk correct john2021towards --author "Meenu John" --author "Jan Bosch"
      refdesk correct john2021towards --same-as john2020mlops
      refdesk correct john2021towards --apart notes/john-thesis.md
      refdesk correct john2021towards --pin John2021
      refdesk correct john2021towards --undo
    """
    from index.corrections import FILE_NAME, CorrectionsFile
    from index.files import beside

    facts = {"title": title, "authors": author, "year": year, "venue": venue, "doi": doi, "type": type_ and str(type_)}
    relations = {"same_as": same_as, "not_same_as": not_same_as, "apart": apart, "pin": pin}
    unknown_facts = list(map(str, unknown)) if unknown else None
    changes = {n: v for n, v in {**facts, "unknown": unknown_facts, **relations}.items() if v is not None and v != []}
    if undo and (changes or drop):
        raise UsageError("--undo takes back all that was said of a work; leave the other options out")
    settings = settings_of(ctx)
    file = CorrectionsFile(beside(settings.corpus) / FILE_NAME)
    with closing(_catalogue(settings.index_folder)) as catalogue:
        desk = _Desk(catalogue, file)
        entry = desk.head(key)
        if undo or drop:
            if file.corrections.entry(entry) is None:
                raise UsageError(f"nothing was said of {key}, so there is nothing to take back")
            file.drop(entry, [name.replace("-", "_") for name in drop or ()])
        if changes:
            desk.check(key, changes)
            try:
                file.amend(entry, desk.signs(key), changes)
                for named in (*(same_as or ()), *(not_same_as or ())):
                    file.amend(desk.head(named), desk.signs(named), {})
            except CorrectionError as exc:
                raise UsageError(exc.fault or str(exc)) from exc
    written = bool(undo or drop or changes)
    if written:
        file.save()
    applied = written and _apply(settings)
    with closing(_catalogue(settings.index_folder)) as catalogue:
        # A work that was united with another is shown as that one.
        entry = next((it.key for it in file.corrections.entries if entry in it.same_as), entry)
        outcomes = [it for it in catalogue.corrections() if entry in (it.entry, it.work)]
        now = next((it.work for it in outcomes if it.work), entry)
        work = next((work for work in catalogue.works() if work.key in (now, key)), None)
        stated = _stated(catalogue, work.key) if work else {}
    if as_json:
        print_json(_document(entry, file.path, written, applied, outcomes, work, stated))
    else:
        _show(file.path, written, applied, outcomes, work, {} if written else stated)
    if any(outcome.work is None for outcome in outcomes):
        raise typer.Exit(INCOMPLETE)


def _catalogue(index: Path) -> "Catalogue":
    from index.store.catalogue import Catalogue

    return Catalogue(index)


class _Desk:
    """The works of the index and the entries of the file, to find what a key names."""

    def __init__(self, catalogue: "Catalogue", file: "CorrectionsFile") -> None:
        self._catalogue, self._file = catalogue, file
        self._works = {work.key: work for work in catalogue.matched()}
        self._records = catalogue.records()
        self._outcomes = catalogue.corrections()

    def head(self, key: str) -> str:
        """The key that heads the entry of a work, or would. Raises UsageError for a key that nothing has."""
        if entry := self._file.corrections.entry(key):
            return entry.key
        if key not in self._works:
            from index.works.filters import Filter

            self._catalogue.check(Filter(keys=(key,)))
        heads = (outcome.entry for outcome in self._outcomes if outcome.work == key)
        return next((head for head in heads if self._file.corrections.entry(head)), key)

    def signs(self, key: str) -> list[str]:
        """How to recognise a work should its key change: DOI and title as its sources have them, else a file."""
        from index.works.works import Merged

        work = self._works.get(key)
        if work is None:
            return []
        readers = {source.path: source.reader for source in self._catalogue.sources()}
        merged = Merged.of(work.records, self._records, readers).record
        return [sign for sign in (merged.doi, merged.title) if sign] or [work.records[0][0]]

    def check(self, key: str, changes: Mapping[str, object]) -> None:
        """Raise UsageError for a part that the work does not have, and for a key of another work."""
        from index.text.words import quoted
        from index.works.correcting import is_named

        work = self._works.get(key)
        for value in _texts(changes.get("apart")):
            if work and not any(is_named(value, ref, self._records[ref]) for ref in work.records):
                sources = ", ".join(dict.fromkeys(path for path, _ in work.records))
                raise UsageError(f"--apart {value!r}: no source, DOI or title of {key}; its sources are {sources}")
        pin = changes.get("pin")
        if pin != key and (other := self._works.get(str(pin))):
            raise UsageError(
                f"--pin {pin}: is the key of {quoted(other.label)}; choose another, or pin that work first"
            )


def _texts(value: object) -> Sequence[str]:
    return value if isinstance(value, list) else []


def _apply(settings: "Settings") -> bool:
    """Match the works again, unless files have changed: reading them may take long, and was not asked for."""
    from index.freshness import pending, with_unread_library
    from ui.commands.indexing import run
    from ui.settings import request_for

    corpus = with_unread_library(settings.whole_corpus, settings.index_folder)
    if pending(corpus, settings.index_folder):
        return False
    try:
        run(settings, request_for(settings), corpus)
    except WriterBusyError:
        return False
    return True


def _stated(catalogue: "Catalogue", key: str) -> dict[str, list[tuple[str, list[str]]]]:
    """Fact -> what sources say of it, each value with its sources."""
    records = catalogue.records()
    stated: dict[str, list[tuple[str, list[str]]]] = {}
    for ref in next((work.records for work in catalogue.matched() if work.key == key), ()):
        for fact in Correctable:
            value = getattr(records[ref], fact)
            text = "; ".join(value) if isinstance(value, tuple) else str(value or "")
            if text:
                sources = next((s for known, s in stated.setdefault(fact, []) if known == text), None)
                if sources is None:
                    stated[fact].append((text, sources := []))
                sources += [ref[0]] if ref[0] not in sources else []
    return stated


def _document(
    entry: str,
    path: Path,
    written: bool,
    applied: bool,
    outcomes: "Sequence[CorrectionOutcome]",
    work: "WorkEntry | None",
    stated: Mapping[str, Sequence[tuple[str, Sequence[str]]]],
) -> "Document":
    from ui.json_shapes import facts_of, work_document

    return {
        "entry": entry,
        "file": str(path),
        "written": written,
        "applied": applied,
        "corrections": [facts_of(outcome, "entry work fact text") for outcome in outcomes],
        "work": work_document(work) if work else None,
        "stated": {
            fact: [{"value": value, "sources": list(sources)} for value, sources in values]
            for fact, values in stated.items()
        },
    }


def _show(
    path: Path,
    written: bool,
    applied: bool,
    outcomes: "Sequence[CorrectionOutcome]",
    work: "WorkEntry | None",
    stated: Mapping[str, Sequence[tuple[str, Sequence[str]]]],
) -> None:
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from index.text.words import quoted
    from ui.terminal.screen import visible

    screen = console()
    if work:
        screen.print(Text.assemble((work.key, "bold"), f"  {visible(quoted(work.label))}"))
    if stated:
        table = Table.grid(padding=(0, 2))
        for fact, values in stated.items():
            for number, (value, sources) in enumerate(values):
                lines = Text(visible(value)), Text(visible(", ".join(sources)), style="dim", overflow="fold")
                table.add_row("" if number else fact, Group(*lines))
        screen.print(Padding.indent(table, 2))
    if applied or not written:
        for outcome in outcomes:
            if outcome.work:
                screen.print(Padding.indent(Text(visible(outcome.text)), 2))
            else:
                complain(f"refdesk: {path.name}: {outcome.entry}: {outcome.text}")
    if written:
        when = "applied" if applied else "files have changed, so run `refdesk index` to apply it"
        screen.print(Text(f"{visible(str(path))}: written; {when}."), soft_wrap=True)
