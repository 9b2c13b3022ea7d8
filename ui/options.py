"""Options that several commands take, and the filter they make together."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.filters import Filter


class SourceKind(StrEnum):
    """What `--kind` takes."""

    PAPER = "paper"
    SUMMARY = "summary"
    RECORD = "record"


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


def decoded(text: str) -> str:
    """What a terminal of another encoding sent becomes "?": half a character is nothing to search or print."""
    return text.encode("utf-8", "replace").decode()


def make_filter(
    year: str | None, authors: list[str] | None, kinds: list[SourceKind] | None, keys: list[str] | None
) -> "Filter":
    """The filter of these options; raises UsageError for a year that cannot be read."""
    from index.filters import Filter, Years

    years = Years.parse(year) if year is not None else None
    return Filter(years, tuple(authors or ()), tuple(str(kind) for kind in kinds or ()), tuple(keys or ()))
