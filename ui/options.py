"""Options of several commands, and the filter that they make."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.sources import Evidence, Kind, WorkType

if TYPE_CHECKING:
    from index.works.filters import Filter


class ReadFilter(StrEnum):
    """Values of `--without`: the filters that a question may state in words."""

    YEAR = "year"
    AUTHOR = "author"
    VENUE = "venue"
    KIND = "kind"
    EVIDENCE = "evidence"
    WORK = "work"
    TYPE = "type"
    FIELD = "field"


_MARKS = {"SECONDARY": "secondary", "RETRACTED": "retracted"}
TypeFilter = StrEnum("TypeFilter", {type_.name: type_.value for type_ in WorkType} | _MARKS)  # type: ignore[misc]
"""Values of `--type`: the types of works, and the marks beside them."""


JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
AllOption = Annotated[bool, typer.Option("--all", help="List what the short form leaves out.")]
UngroupedOption = Annotated[
    bool, typer.Option("--ungrouped", help="List each item of a field by itself, also those that say the same.")
]
NoBuild = Annotated[bool, typer.Option("--no-build", help="Do not update the index first.")]
NoModel = Annotated[bool, typer.Option("--no-model", help="Answer with quotes only, without a language model.")]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Leave out sentences of a language model that the passages do not support.")
]
YearOption = Annotated[
    str | None, typer.Option("--year", metavar="YEARS", help="A year, or a range: 2021..2023, 2021.., ..2023.")
]
AuthorOption = Annotated[
    list[str] | None, typer.Option("--author", metavar="NAME", help="Only works by this author (repeatable).")
]
KindOption = Annotated[
    list[Kind] | None,
    typer.Option("--kind", metavar="KIND", help="Only paper, summary, record or draft sources (repeatable)."),
]
WorkOption = Annotated[
    list[str] | None, typer.Option("--work", metavar="KEY", help="Only the work with this key (repeatable).")
]

VenueOption = Annotated[
    list[str] | None,
    typer.Option("--venue", metavar="NAME", help="Only works that appeared in this journal or meeting (repeatable)."),
]
EvidenceOption = Annotated[
    list[Evidence] | None,
    typer.Option(
        "--evidence",
        metavar="KIND",
        help="Only evidence of this kind: paper, table, caption, ocr, 'your mark', summary, abstract or title"
        " (repeatable).",
    ),
]
TypeOption = Annotated[
    list[TypeFilter] | None,
    typer.Option(
        "--type",
        metavar="TYPE",
        help="Only works of this type, such as article, conference, preprint, thesis or proceedings (repeatable), or"
        " of these only those that are secondary (reviews) or retracted.",
    ),
]
WithoutOption = Annotated[
    list[ReadFilter] | None,
    typer.Option(
        "--without",
        metavar="FILTER",
        help="Leave out a filter that was read from the question: year, author, venue, kind, evidence, work, type"
        " or field (repeatable).",
    ),
]
FollowUpOption = Annotated[
    bool, typer.Option("--follow-up", help="Continue from the last question: “and which of those are from 2023?”.")
]
CsvOption = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write the works as a table for spreadsheets to this file.")
]
BibtexOption = Annotated[
    Path | None,
    typer.Option("--bibtex", metavar="FILE", help="Write the works found, or cited, as BibTeX to this file."),
]


def make_filter(
    year: str | None,
    authors: Sequence[str] | None,
    kinds: Sequence[Kind] | None,
    keys: Sequence[str] | None,
    venues: Sequence[str] | None = None,
    evidence: Sequence[Evidence] | None = None,
    types: Sequence[TypeFilter] | None = None,
) -> "Filter":
    """The filter of these options; raises UsageError for an invalid year and for an empty name or key."""
    from index.errors import UsageError
    from index.works.filters import Filter, Years

    for option, names, missing in (
        ("--author", authors, "an author's name, or the family name alone"),
        ("--work", keys, "the key of a work, such as john2021towards"),
        ("--venue", venues, "the name of a journal or meeting, or a part of it"),
    ):
        if not all(any(map(str.isalnum, name)) for name in names or ()):
            raise UsageError(f"{option} is empty; give {missing}")
    return Filter(
        years=Years.parse(year) if year is not None else None,
        authors=tuple(authors or ()),
        kinds=tuple(map(str, kinds or ())),
        keys=tuple(keys or ()),
        venues=tuple(venues or ()),
        evidence=tuple(map(str, evidence or ())),
        types=tuple(str(type_) for type_ in types or () if type_ not in _MARKS.values()),
        marks=tuple(str(type_) for type_ in types or () if type_ in _MARKS.values()),
    )
