"""The command line: parse, call, print. Everything heavy is imported by the command that needs it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from index.errors import RefdeskError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.answers import Answer
    from index.filters import Filter
    from index.search import Search
    from ui.settings import Settings

DONE, FAILED, WRONG_USAGE, INCOMPLETE, STOPPED = 0, 1, 2, 3, 130


class SourceKind(StrEnum):
    """What `--kind` takes."""

    PAPER = "paper"
    SUMMARY = "summary"
    RECORD = "record"


class Desk(TyperGroup):
    """The group of commands; an error meant for the user ends with its one line and its exit status."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; every RefdeskError becomes a line on standard error."""
        try:
            return super().invoke(ctx)
        except RefdeskError as exc:
            _complain(f"refdesk: {exc}")
            raise typer.Exit(WRONG_USAGE if isinstance(exc, UsageError) else FAILED) from exc
        except KeyboardInterrupt as exc:
            _complain("refdesk: stopped; what was done so far is kept")
            raise typer.Exit(STOPPED) from exc
        except BrokenPipeError:
            # Whoever read our output has closed it (`refdesk status | head`); nothing more can be said to them.
            _end(DONE)
        except OSError as exc:
            # What was not foreseen closer to its cause, such as output that goes to a full disk.
            _complain(f"refdesk: the system refused ({exc}); check the free space and the rights, then try again")
            raise typer.Exit(FAILED) from exc


app = typer.Typer(
    cls=Desk,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: Rich's takes three times as long to import as everything else
    help="""A reference desk for your own literature.

Put papers (PDF, Markdown, text), reading summaries and literature listings into corpus/, then ask. Every statement
of an answer carries a citation that was checked by program. Nothing leaves this machine.

\b
Examples:
  refdesk ask "which papers discuss training-serving skew?"
  refdesk search "concept drift" --year 2022..2024
  refdesk papers "edge deployment" --csv edge.csv
  refdesk status
""",
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
NoBuild = Annotated[bool, typer.Option("--no-build", help="Do not bring the index up to date first.")]
NoModel = Annotated[bool, typer.Option("--no-model", help="Answer by quotes alone; so far every answer is.")]
YearOption = Annotated[
    str | None, typer.Option("--year", metavar="YEARS", help="A year, or a range: 2021..2023, 2021.., ..2023.")
]
AuthorOption = Annotated[
    list[str] | None, typer.Option("--author", metavar="NAME", help="Only works by this author (repeatable).")
]
KindOption = Annotated[
    list[SourceKind] | None,
    typer.Option("--kind", metavar="KIND", help="Only paper, summary or record sources (repeatable)."),
]
WorkOption = Annotated[
    list[str] | None, typer.Option("--work", metavar="KEY", help="Only the work with this key (repeatable).")
]


def _decoded(text: str) -> str:
    """What a terminal of another encoding sent becomes "?": half a character is nothing to search or print."""
    return text.encode("utf-8", "replace").decode()


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"refdesk {version('refdesk')}")
        raise typer.Exit


@app.callback()
def common(
    ctx: typer.Context,
    corpus: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder with the documents; `corpus/` by default.")
    ] = None,
    index: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the index; `.refdesk/` beside the corpus.")
    ] = None,
    version: Annotated[  # noqa: ARG001  its callback has already acted
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Keep the common options for the command."""
    ctx.obj = (corpus, index)


@app.command()
def index(
    ctx: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read every file again; embed only what is new.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the index equal to the corpus.

    \b
    Examples:
      refdesk index
      refdesk --corpus ~/thesis/papers index --rebuild
    """
    from index.build import build
    from index.embedding import BgeEmbedder
    from ui import documents
    from ui.terminal import progress_bar, show_report

    settings = _settings(ctx)
    with progress_bar(_console(stderr=True)) as progress:
        embedder = BgeEmbedder(settings.threads)
        report = build(settings.corpus, settings.index_folder, embedder, rebuild=rebuild, progress=progress)
    if as_json:
        typer.echo(documents.as_text(documents.report_document(report)))
    else:
        show_report(_console(), report)
    if not report.read and not report.unchanged:
        _complain(f"refdesk: {settings.corpus}: holds no file that can be read (.pdf, .md, .txt); put papers into it")
        raise typer.Exit(FAILED)
    if report.failed:
        raise typer.Exit(INCOMPLETE)


@app.command()
def status(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Show the ledger: every source, its state, and what has changed.

    \b
    Examples:
      refdesk status
      refdesk status --json | jq .stale
    """
    from index.status import read_status
    from index.weights import BGE_SMALL
    from ui import documents
    from ui.terminal import show_status

    settings = _settings(ctx)
    found = read_status(settings.corpus, settings.index_folder, BGE_SMALL.fingerprint)
    if as_json:
        typer.echo(documents.as_text(documents.status_document(found)))
    else:
        show_status(_console(), found)


@app.command()
def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="Words or a question.", callback=_decoded)],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    year: YearOption = None,
    author: AuthorOption = None,
    kind: KindOption = None,
    work: WorkOption = None,
    no_build: NoBuild = False,
    as_json: JsonOption = False,
) -> None:
    """Rank the passages of the corpus for a query.

    \b
    Examples:
      refdesk search "concept drift"
      refdesk search "canary release" -k 3 --kind paper
    """
    from ui import documents
    from ui.terminal import show_hits, visible

    if not query.strip():
        raise UsageError("the query is empty: give some words, such as `concept drift`")
    only = _filter(year, author, kind, work)
    with _opened(ctx, only, may_build=not no_build) as opened:
        hits = opened.hits(query, k, only)
        works = {entry.key: entry for entry in opened.catalogue.works()}
    if as_json:
        typer.echo(documents.as_text(documents.hits_document(query, hits, works)))
    elif hits:
        show_hits(_console(), hits, works)
    else:
        typer.echo(visible(f"No passage passes the filter ({only})." if only else "Nothing was found."))


@app.command()
def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="A question in plain language.", callback=_decoded)],
    year: YearOption = None,
    author: AuthorOption = None,
    kind: KindOption = None,
    work: WorkOption = None,
    no_build: NoBuild = False,
    no_model: NoModel = False,  # noqa: ARG001  no answer is made by a model yet
    as_json: JsonOption = False,
) -> None:
    """Answer a question with citations that were checked.

    \b
    Examples:
      refdesk ask "which papers discuss training-serving skew?"
      refdesk ask "what is a model registry?"
    """
    from assistant.desk import ask as answer

    only = _filter(year, author, kind, work)
    with _opened(ctx, only, may_build=not no_build) as opened:
        _print_answer(answer(opened, question, only), as_json)


@app.command()
def papers(
    ctx: typer.Context,
    topic: Annotated[str, typer.Argument(help="What the works should be about.", callback=_decoded)],
    year: YearOption = None,
    author: AuthorOption = None,
    kind: KindOption = None,
    work: WorkOption = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write every work with its verdict to this file.")
    ] = None,
    no_build: NoBuild = False,
    as_json: JsonOption = False,
) -> None:
    """Decide for every work whether it discusses a topic.

    \b
    Examples:
      refdesk papers "concept drift"
      refdesk papers "federated learning" --csv federated.csv
    """
    from assistant.desk import papers as answer
    from ui.tables import write_csv

    only = _filter(year, author, kind, work)
    with _opened(ctx, only, may_build=not no_build) as opened:
        found = answer(opened, topic, only)
    if csv is not None:
        write_csv(found, csv)
    _print_answer(found, as_json)


@app.command()
def ui(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; this machine alone by default.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser window.")] = False,
) -> None:
    """Open the pages in a browser.

    \b
    Examples:
      refdesk ui
      refdesk ui --port 8600 --headless
    """
    from ui.serving import serve

    settings = _settings(ctx)
    raise typer.Exit(serve(settings, host, port, headless=headless or not sys.stdout.isatty()))


def main() -> None:
    """Run the command line as a program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Files and pipes get UTF-8 whatever the locale; a terminal shows what it has no sign for as an escape.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    app()


def _end(status_: int) -> NoReturn:
    import os

    os._exit(status_)


def _settings(ctx: typer.Context) -> "Settings":
    from ui.settings import load_settings

    corpus, index_folder = ctx.obj
    return load_settings(corpus, index_folder)


def _filter(
    year: str | None, authors: list[str] | None, kinds: list[SourceKind] | None, keys: list[str] | None
) -> "Filter":
    from index.filters import Filter, Years

    years = Years.parse(year) if year is not None else None
    return Filter(years, tuple(authors or ()), tuple(str(kind) for kind in kinds or ()), tuple(keys or ()))


@contextmanager
def _opened(ctx: typer.Context, only: "Filter", *, may_build: bool) -> "Iterator[Search]":
    """The index of this call, brought up to date, closed afterwards."""
    from index.embedding import BgeEmbedder
    from index.opening import open_current
    from index.reranking import CrossEncoder
    from ui.terminal import progress_bar

    settings = _settings(ctx)
    embedder, reranker = BgeEmbedder(settings.threads), CrossEncoder(settings.threads)
    with progress_bar(_console(stderr=True)) as progress:
        opened = open_current(
            settings.corpus,
            settings.index_folder,
            embedder,
            reranker,
            may_build=may_build,
            progress=progress,
            warn=lambda text: _complain(f"refdesk: {text}"),
        )
    try:
        opened.catalogue.check(only)
        yield opened
    finally:
        opened.close()


def _print_answer(answer: "Answer", as_json: bool) -> None:
    from ui import documents
    from ui.terminal import show_answer

    if as_json:
        typer.echo(documents.as_text(documents.answer_document(answer)))
    else:
        show_answer(_console(), answer)


def _console(*, stderr: bool = False) -> "Console":
    from ui.terminal import Screen

    return Screen(stderr=stderr, soft_wrap=False)


def _complain(text: str) -> None:
    from ui.terminal import visible

    typer.echo(visible(text), err=True)


if __name__ == "__main__":
    main()
