"""Shared by commands: the settings of a call, its index, and the console for results."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from ui.exits import complain

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.sweeping.topics import Glossary
    from index.search import Search
    from index.works.filters import Filter
    from ui.json_shapes import Document
    from ui.settings import Settings


def settings_of(ctx: typer.Context) -> "Settings":
    """The settings of this call, with the options before the command."""
    from ui.settings import load_settings

    return load_settings(*ctx.obj)


def glossary_of(ctx: typer.Context) -> "Glossary":
    """The standard glossary, with that of the researcher beside the corpus."""
    from assistant.sweeping.topics import glossary_beside
    from index.files import beside

    return glossary_beside(beside(settings_of(ctx).corpus))


@contextmanager
def opened(ctx: typer.Context, only: "Filter", *, may_build: bool) -> "Iterator[Search]":
    """Yield the index of this call, brought up to date; raises UsageError for a filter on unknown works."""
    from index.models import standard_models
    from index.opening import open_current
    from ui.settings import request_for
    from ui.terminal.progress import progress_bar

    settings = settings_of(ctx)
    models = standard_models(settings.threads, settings.index_folder)
    with progress_bar(console(stderr=True)) as progress:
        search = open_current(
            settings.whole_corpus,
            settings.index_folder,
            models,
            may_build=may_build,
            request=request_for(settings),
            progress=progress,
            warn=lambda text: complain(f"refdesk: {text}"),
        )
    try:
        search.catalogue.check(only)
        yield search
    finally:
        search.close()


def print_json(document: "Document") -> None:
    """Print one JSON document on standard output."""
    from ui.json_shapes import as_text

    typer.echo(as_text(document))


def console(*, stderr: bool = False) -> "Console":
    """The console for results, or that for progress and warnings on standard error."""
    from ui.terminal.screen import Screen

    return Screen(stderr=stderr, soft_wrap=False)
