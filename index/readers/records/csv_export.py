"""CSV exports of literature databases (Scopus, IEEE Xplore, ACM, Springer, Web of Science), and any like them.

An export is known by its columns: one of titles is needed, all others are taken where they are.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from index.errors import ReadError
from index.readers.files import decode
from index.readers.records.entry import (
    Entry,
    abstract_paragraphs,
    bounded,
    compose,
    doi_of,
    key_in,
    key_like,
    note_paragraphs,
    one_line,
    own_words,
    shortened,
    title_line,
    year_of,
)
from index.readers.records.names import pubmed_name, split_names
from index.sources import Record, Source

# Which column of a database's CSV export says what: names matched without case, spaces and punctuation.

Fact = Literal[
    "title", "authors", "year", "venue", "doi", "url", "abstract", "keywords", "references", "key", "notes", "extra"
]

# In the order of preference; short names are the field tags of Web of Science.
_NAMES: Mapping[Fact, str] = {
    "title": "title document-title article-title item-title paper-title work-title ti",
    "authors": "author-full-names authors-full-names af authors author author-names author(s) au book-authors creators",
    "year": "publication-year year pub-year year-published py publication-date date cover-date issue-date online-date",
    "venue": "source-title publication-title journal-title journal journal/book book-title proceedings-title "
    "container-title conference-title conference-name conference venue so publication book-series-title series source",
    "doi": "doi item-doi doi-link digital-object-identifier di",
    "url": "url link doi-url pdf-link article-url",
    "abstract": "abstract abstract-note abstracts ab abstract-text",
    "keywords": "author-keywords keywords keyword de author-supplied-keywords manual-tags tags index-keywords "
    "ieee-terms keywords-plus automatic-tags",
    "references": "references cited-references cr",
    "key": "citation-key citekey bibtex-key bibtexkey key identifier",
    "notes": "notes note my-notes comments comment annotation annotations",
    "extra": "extra",
}
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one export; `places` has, for each fact, the positions that may hold it, the best first."""

    names: tuple[str, ...]
    places: Mapping[Fact, tuple[int, ...]]

    def cell(self, row: Sequence[str], fact: Fact) -> str:
        """What the first of the fact's columns says that says anything in this row."""
        return next((text for i in self.places[fact] if i < len(row) and (text := row[i].strip())), "")

    def has(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return any(name.casefold() == other.casefold() for other in self.names)


def columns(header: Sequence[str]) -> Columns:
    """The columns that a header row names."""
    at: dict[str, int] = {}
    for i, name in enumerate(header):
        at.setdefault(_plain(name), i)
    places: dict[Fact, tuple[int, ...]] = {
        fact: tuple(at[name] for name in map(_plain, names.split()) if name in at) for fact, names in _NAMES.items()
    }
    return Columns(tuple(name.strip() for name in header), places)


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name).lower()


_SEPARATORS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_ROWS_ABOVE_HEADER = 10
_COLUMNS_SHOWN = 12
_MOST_LINES = 100
_REFERENCE_END = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)[.,]?$")
_REFERENCE_START = re.compile(r"[^\W\d_a-z][^\s,;]{0,40}(?:[ -][^\s,;]{1,40}){0,3}?,? (?:[^\W\d_a-z]\.[ -]?){1,4}")


def read(data: bytes) -> Source:
    """Read the rows; raises ReadError where no column holds titles, or there is no row."""
    text = decode(data)
    rows = list(_rows(text))
    head = next((i for i, row in enumerate(rows[:_ROWS_ABOVE_HEADER]) if columns(row).places["title"]), None)
    if head is None:
        raise ReadError(_no_title(rows))
    found = columns(rows[head])
    numbered = [(i, row) for i, row in enumerate(rows[head + 1 :], head + 2) if any(row) and row != rows[head]]
    told = [(i, row) for i, row in numbered if any(found.cell(row, fact) for fact in ("title", "authors", "doi"))]
    return compose([_entry(found, row) for _, row in told], _warnings(found, numbered))


def _rows(text: str) -> Iterator[list[str]]:
    """The rows of the file, cells stripped; the separator is the one most frequent in the first line."""
    said = _SEPARATOR_LINE.match(text)
    text = text[said.end() :] if said else text
    first = _QUOTED.sub("", text.lstrip().split("\n", 1)[0])
    separator = said.group(1) if said else max(_SEPARATORS, key=first.count)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a list of references can be longer than the default
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            yield [cell.strip() for cell in row]
    except csv.Error as exc:
        raise ReadError(f"is no valid CSV ({exc}): export it again, the file may be cut off") from exc


def _no_title(rows: Sequence[Sequence[str]]) -> str:
    names = [shortened(name) for name in next((row for row in rows if any(row)), ()) if name]
    more = f" and {len(names) - _COLUMNS_SHOWN} more" if len(names) > _COLUMNS_SHOWN else ""
    seen = ", ".join(names[:_COLUMNS_SHOWN]) + more
    return f"has no column of titles (its columns: {seen}): name one Title, beside Authors and Year"


def _entry(found: Columns, row: Sequence[str]) -> Entry:
    title = title_line(found.cell(row, "title"))
    extra = found.cell(row, "extra")
    return Entry(
        Record(
            title=title or None,
            authors=_authors(found, row),
            year=year_of(*(row[i] for i in found.places["year"] if i < len(row))),
            venue=one_line(found.cell(row, "venue")) or None,
            doi=doi_of(found.cell(row, "doi"), found.cell(row, "url"), extra),
            key=key_in(extra) or _key(found, row),
            references=tuple(_references(found, row)),
        ),
        abstract=abstract_paragraphs(found.cell(row, "abstract")),
        keywords=_keywords(found.cell(row, "keywords")),
        notes=list(own_words("comments", note_paragraphs(found.cell(row, "notes")))),
    )


def _authors(found: Columns, row: Sequence[str]) -> tuple[str, ...]:
    cell = found.cell(row, "authors")
    if found.has("PMID"):
        return tuple(name for each in cell.rstrip(".").split(",") if (name := pubmed_name(each)))
    return split_names(cell)


def _key(found: Columns, row: Sequence[str]) -> str | None:
    key = found.cell(row, "key")
    return key if key and found.has("Citation Key") else key_like(key)


def _keywords(cell: str) -> list[str]:
    """Parted by semicolons or line ends where there are any, else by commas."""
    text = cell.replace("\n", ";")
    return [word for part in text.split(";" if ";" in text else ",") if (word := one_line(part))]


def _references(found: Columns, row: Sequence[str]) -> Iterator[str]:
    """The cited references, parted by semicolons; Scopus has semicolons inside them too.

    There a reference ends with its year in brackets, and the next begins with a name and its initials.
    """
    parts = [text for part in found.cell(row, "references").split(";") if (text := one_line(part))]
    scopus = found.has("References")
    reference = ""
    for part in parts:
        if reference and (not scopus or _REFERENCE_END.search(reference[-10:]) or _REFERENCE_START.match(part)):
            yield reference
            reference = part
        else:
            reference = f"{reference}; {part}" if reference else part
    if reference:
        yield reference


def _warnings(found: Columns, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[str]:
    """Rows that tell of no work, or do not fit the columns."""
    empty = [i for i, row in rows if not any(found.cell(row, fact) for fact in ("title", "authors", "doi"))]
    told = [f"row {i} has neither title nor authors nor DOI and was left out" for i in empty]
    yield from bounded(told, "that were left out")
    long = [i for i, row in rows if any(row[len(found.names) :])]
    told = [f"row {i} has more cells than there are columns: is a cell not in quotation marks?" for i in long]
    yield from bounded(told, "with too many cells")
    tall = [i for i, row in rows if any(cell.count("\n") > _MOST_LINES for cell in row)]
    told = [f"row {i} runs over more than {_MOST_LINES} lines: is a quotation mark not closed?" for i in tall]
    yield from bounded(told, "that run over many lines")
