"""Works for the tests of references, and how one is written."""

import bibtexparser

from assistant.references.bibtex import as_bibtex
from index.entries import WorkEntry


def work(
    key: str = "smith2020",
    title: str | None = "A Title",
    authors: tuple[str, ...] = ("Smith, Ann",),
    year: int | None = 2020,
    venue: str | None = None,
    doi: str | None = None,
) -> WorkEntry:
    return WorkEntry(key, title, title or "notes on drift.pdf", authors, year, venue, doi, ("a.pdf",), (), ())


def written(entry: WorkEntry) -> dict[str, str]:
    """The fields of the work's entry as a parser finds them, with its type."""
    library = bibtexparser.parse_string(as_bibtex([entry]))
    assert not library.failed_blocks
    (block,) = library.entries
    return {"type": block.entry_type, **{field.key: field.value for field in block.fields}}
