"""The command line: parse, call, print. Everything heavy is imported by the command that needs it."""

import sys
from io import TextIOWrapper
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.asking import ask, fields, papers, search
from ui.commands.correcting import correct
from ui.commands.history import history
from ui.commands.model import model
from ui.exits import FAILED, INCOMPLETE, CommandGroup, complain
from ui.options import AllOption, JsonOption
from ui.session import console, glossary_of, print_json, settings_of

if TYPE_CHECKING:
    from index.build import Report

app = typer.Typer(
    cls=CommandGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: importing Rich takes three times as long as all the rest
    help="""A reference desk for your own literature.

Put papers (PDF, DOCX, HTML, EPUB, Markdown, Org, text), reading summaries and bibliographic exports (BibTeX, RIS,
CSL-JSON, EndNote, CSV) into corpus/, then ask. Every statement of an answer has a citation that the program has
checked, or a mark that no citation holds. Nothing leaves this machine unless you name a language model elsewhere.

\b
Examples:
  refdesk ask "which papers discuss training-serving skew?"
  refdesk ask "and which of those are since 2021?" --follow-up
  refdesk search "concept drift" --year 2022..2024
  refdesk papers "edge deployment" --csv edge.csv
  refdesk status
""",
)


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
    zotero: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Zotero's data folder, to read its library with the corpus.")
    ] = None,
    version: Annotated[  # noqa: ARG001  its callback has already acted
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Keep the common options for the command."""
    ctx.obj = (corpus, index, zotero)


@app.command()
def index(
    ctx: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read every file again; embed only what is new.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try again to read the files that failed before.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep running: index again a second after the last change, until Ctrl-C.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the index up to date with the corpus.

    \b
    Examples:
      refdesk index
      refdesk index --watch
      refdesk --corpus ~/thesis/papers index --rebuild
    """
    from ui.commands.indexing import follow, run
    from ui.settings import request_for

    settings = settings_of(ctx)
    request = request_for(settings, rebuild=rebuild, retry=retry, ocr=True)
    if watch:
        # The options hold for the first build only.
        requests = chain([request], repeat(request_for(settings, ocr=True)))
        follow(settings.whole_corpus, settings.index_folder, lambda: _show(run(settings, next(requests)), as_json))
        return
    report = run(settings, request)
    _show(report, as_json)
    if not report.read and not report.unchanged:
        complain(f"refdesk: {settings.corpus}: holds no file that can be read; put papers, notes or exports into it")
        raise typer.Exit(FAILED)
    if report.failed or any(file.blocked for file in report.skipped):
        raise typer.Exit(INCOMPLETE)


def _show(report: "Report", as_json: bool) -> None:
    from ui.json_shapes import report_document
    from ui.terminal.screen import show_report

    if as_json:
        print_json(report_document(report))
    else:
        show_report(console(), report)


@app.command()
def status(ctx: typer.Context, everything: AllOption = False, as_json: JsonOption = False) -> None:
    """Count files and works, and list what needs a look.

    \b
    Examples:
      refdesk status
      refdesk status --all
      refdesk status --json | jq .stale
    """
    from index.freshness import read_status
    from index.models.weights import BGE_SMALL
    from ui.json_shapes import status_document
    from ui.terminal.ledger import show_status
    from ui.terminal.sheet import paged

    settings = settings_of(ctx)
    ledger = read_status(settings.whole_corpus, settings.index_folder, BGE_SMALL.fingerprint)
    if as_json:
        print_json(status_document(ledger))
    else:
        with paged(console()) as screen:
            show_status(screen, ledger, everything=everything)


@app.command()
def doctor(ctx: typer.Context, everything: AllOption = False, as_json: JsonOption = False) -> None:
    """List what is wrong or missing in the corpus, as of the last build.

    \b
    Examples:
      refdesk doctor
      refdesk doctor --json | jq .counts
    """
    from index.doctor import examine
    from ui.json_shapes import diagnosis_document
    from ui.terminal.ledger import show_diagnosis
    from ui.terminal.sheet import paged

    diagnosis = examine(settings_of(ctx).index_folder, glossary_of(ctx).names)
    if as_json:
        print_json(diagnosis_document(diagnosis))
    else:
        with paged(console()) as screen:
            show_diagnosis(screen, diagnosis, everything=everything)
    if diagnosis.findings:
        raise typer.Exit(INCOMPLETE)


app.command()(search)
app.command()(ask)
app.command()(papers)
app.command()(fields)
app.command()(correct)
app.command()(history)
app.command()(model)


@app.command()
def evaluate(
    ctx: typer.Context,
    target: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER|FILE",
            help="A folder in BEIR form, or a file of saved questions; `questions.toml` beside the corpus by default.",
        ),
    ] = None,
    k: Annotated[
        int | None, typer.Option("-k", min=1, max=1000, help="Documents ranked for a query; 100 by default.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="DIR", help="Keep the collection's index here for the next run.")
    ] = None,
    citations: Annotated[
        bool,
        typer.Option("--citations", help="Measure citation recall and precision of the answers to saved questions."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure search on a collection, or answers on saved questions.

    Lists the works lost and gained since the last run. Exits with status 3 if a saved question is not met.

    \b
    Examples:
      refdesk evaluate
      refdesk evaluate --citations
      refdesk evaluate ~/beir/scifact --keep ~/.cache/scifact
    """
    from ui.commands.evaluating import evaluate as run

    if status_ := run(ctx, target, k, keep, citations, as_json):
        raise typer.Exit(status_)


@app.command()
def ui(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; only this machine by default.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser window.")] = False,
) -> None:
    """Open the page in a browser.

    \b
    Examples:
      refdesk ui
      refdesk ui --port 8600 --headless
    """
    from ui.page.serving import serve

    settings = settings_of(ctx)
    raise typer.Exit(serve(settings, host, port, headless=headless or not sys.stdout.isatty()))


def main() -> None:
    """Run the command line as a program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Files and pipes get UTF-8 whatever the locale; a terminal gets escapes for characters it cannot show.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
