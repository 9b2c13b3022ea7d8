"""Tables: CSV and spreadsheets that databases export (Scopus, IEEE Xplore, Web of Science), and similar ones.

A column of titles is required; all other columns are optional.
"""

import ast
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Literal

from index.errors import ReadError
from index.readers.files import decode
from index.readers.records.entry import (
    Entry,
    bounded,
    compose,
    entry,
    key_in,
    key_like,
    keyword_list,
    one_line,
    shortened,
)
from index.readers.records.names import people_in, pubmed_name
from index.sources import Source
from index.works.names import is_cut_list

# Names of the columns for each fact, matched without case, spaces and punctuation.

Fact = Literal[
    "title",
    "authors",
    "year",
    "venue",
    "doi",
    "url",
    "abstract",
    "keywords",
    "references",
    "key",
    "notes",
    "extra",
    "type",
    "cited",
    "pages",
    "last page",
    "volume",
    "number",
]

# In order of preference; short names are the field tags of Web of Science.
_NAMES: Mapping[Fact, str] = {
    "title": "title document-title article-title item-title paper-title work-title ti",
    "authors": "author-full-names authors-full-names af authors author author-names author(s) au book-authors creators",
    "year": "publication-year year pub-year year-published py publication-date date cover-date issue-date online-date "
    "date-published original-paper-date early-access-date ea",
    "venue": "source-title publication-title journal-title journal journal/book book-title proceedings-title "
    "container-title conference-title conference-name conference venue so publication book-series-title series source",
    "doi": "doi item-doi doi-link digital-object-identifier di original-paper-doi",
    "url": "url link doi-url pdf-link article-url",
    "abstract": "abstract abstract-note abstracts ab abstract-text",
    "keywords": "author-keywords keywords keyword de author-supplied-keywords manual-tags tags index-keywords "
    "ieee-terms keywords-plus automatic-tags",
    "references": "references cited-references cr",
    "key": "citation-key citekey bibtex-key bibtexkey key identifier",
    "notes": "notes note my-notes comments comment annotation annotations",
    "extra": "extra",
    "type": "document-type dt retraction-nature content-type item-type publication-type document-identifier type pt",
    "cited": "cited-by times-cited-wos-core times-cited-all-databases times-cited z9 tc article-citation-count cites "
    "citing-works-count citation-count citations",
    "pages": "page-start start-page startpage beginning-page bp pages page",
    "last page": "page-end end-page endpage ending-page ep",
    "volume": "volume vl",
    "number": "issue issue-number number report-number is",
}
_NOT_LETTERS = re.compile(r"[\W_]+")


class Columns:
    """The columns named in a header row."""

    def __init__(self, header: Sequence[str]) -> None:
        self.names = [name.casefold().strip() for name in header]
        first = {_plain(name): i for i, name in reversed(list(enumerate(header)))}
        self._places = {
            fact: [first[name] for name in map(_plain, names.split()) if name in first]
            for fact, names in _NAMES.items()
        }

    def cells(self, row: Sequence[str], fact: Fact) -> list[str]:
        """The non-empty cells for a fact in a row, the preferred column first."""
        return [row[i] for i in self._places[fact] if i < len(row) and row[i]]

    def cell(self, row: Sequence[str], fact: Fact) -> str:
        """The first of `cells`, "" if there are none."""
        return next(iter(self.cells(row, fact)), "")

    def have(self, fact: Fact) -> bool:
        """Whether there is a column for the fact."""
        return bool(self._places[fact])

    def name_a_work(self, row: Sequence[str]) -> bool:
        """Whether the row states a title, authors or a DOI."""
        return any(self.cells(row, fact) for fact in ("title", "authors", "doi"))


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name).lower()


_SEPARATORS = ",;\t|"
# "sep=;", Excel's first line.
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_ROWS_ABOVE_HEADER = 10  # a guess, as are the next two
_COLUMNS_SHOWN = 12
_MOST_LINES = 100
"""Lines in one cell beyond which a quotation mark is probably not closed."""
# The beginnings of Excel's old form and of zip archives.
_SPREADSHEETS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04")
_DAMAGED = "is damaged or no spreadsheet: export it again, as CSV if need be"
_EMPTY = frozenset({"nan", "none", "null", "nat", "<na>"})
# How references end and begin in Scopus: "... pp. 1-9, (2020)", "Lovelace, A., Notes".
_REFERENCE_END = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)[.,]?$")
_REFERENCE_START = re.compile(r"[^\W\d_a-z][^\s,;]{0,40}(?:[ -][^\s,;]{1,40}){0,3}?,? (?:[^\W\d_a-z]\.[ -]?){1,4}")


def read(data: bytes) -> Source:
    """Read the rows; raises ReadError if there is no column of titles or no row."""
    return _source(list(_rows(decode(data))))


def read_spreadsheet(data: bytes) -> Source:
    """Read the first sheet of an Excel or OpenDocument file that has a column of titles; raises ReadError like `read`.

    Some databases give a text file the suffix `.xls`; it is read as such.
    """
    if not data.startswith(_SPREADSHEETS):
        return read(data)
    sheets = list(_sheets(data))
    return _source(next((rows for rows in sheets if _header(rows) is not None), sheets[0] if sheets else []))


def _sheets(data: bytes) -> Iterator[list[list[str]]]:
    """The rows of each sheet, with stripped cells."""
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield [[_cell(_text(value)) for value in row] for row in rows]
    except CalamineError as exc:
        trouble = "needs a password: save a copy without one" if "password" in str(exc).lower() else _DAMAGED
        raise ReadError(trouble) from exc


def _text(value: object) -> str:
    """The text of a cell: numbers without a fraction as whole numbers."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _cell(text: str) -> str:
    """A cell without the marks of programs: pandas writes "nan" for nothing, and lists as "['a', 'b']"."""
    text = text.strip()
    if text.casefold() in _EMPTY:
        return ""
    if text.startswith(("['", '["')) and text.endswith("]"):
        try:
            return "; ".join(map(str, ast.literal_eval(text)))
        except (ValueError, SyntaxError, MemoryError, RecursionError):  # it only looks like a list
            return text
    return text


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    """The position of the row of column names."""
    return next((i for i, row in enumerate(rows[:_ROWS_ABOVE_HEADER]) if Columns(row).have("title")), None)


def _source(rows: Sequence[Sequence[str]]) -> Source:
    head = _header(rows)
    if head is None:
        raise ReadError(_no_title(rows))
    columns = Columns(rows[head])
    numbered = [(i, row) for i, row in enumerate(rows[head + 1 :], head + 2) if any(row) and row != rows[head]]
    entries = [_entry(columns, row) for _, row in numbered if columns.name_a_work(row)]
    return compose(entries, _warnings(columns, numbered))


def _rows(text: str) -> Iterator[list[str]]:
    """The rows of the file with stripped cells; the separator is the most frequent one in the first line."""
    stated = _SEPARATOR_LINE.match(text)
    text = text[stated.end() :] if stated else text
    first = _QUOTED.sub("", text.lstrip().split("\n", 1)[0])
    separator = stated.group(1) if stated else max(_SEPARATORS, key=first.count)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a list of references can be longer than the default
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            yield [_cell(cell) for cell in row]
    except csv.Error as exc:
        raise ReadError(f"is not valid CSV ({exc}): export it again, the file may be cut off") from exc


def _no_title(rows: Sequence[Sequence[str]]) -> str:
    names = [shortened(name) for name in next((row for row in rows if any(row)), ()) if name]
    more = f" and {len(names) - _COLUMNS_SHOWN} more" if len(names) > _COLUMNS_SHOWN else ""
    shown = ", ".join(names[:_COLUMNS_SHOWN]) + more
    return f"has no column of titles (its columns: {shown}): name one Title, beside Authors and Year"


def _entry(columns: Columns, row: Sequence[str]) -> Entry:
    extra, key = columns.cell(row, "extra"), columns.cell(row, "key")
    return entry(
        columns.cell(row, "title"),
        authors=_authors(columns, row),
        authors_cut=is_cut_list(columns.cell(row, "authors")),
        dates=columns.cells(row, "year"),
        venues=columns.cells(row, "venue"),
        doi=columns.cell(row, "doi"),
        addresses=(columns.cell(row, "url"), extra),
        key=key_in(extra) or (key if key and "citation key" in columns.names else key_like(key)),
        references=_references(columns, row),
        abstract=columns.cell(row, "abstract"),
        keywords=keyword_list(columns.cell(row, "keywords"), commas=True),
        notes=[("comments", columns.cell(row, "notes"))],
        types=columns.cells(row, "type"),
        cited=(*columns.cells(row, "cited"), extra),
        pages=(columns.cell(row, "pages"), columns.cell(row, "last page")),
        volume=columns.cell(row, "volume"),
        number=columns.cell(row, "number"),
    )


def _authors(columns: Columns, row: Sequence[str]) -> tuple[str, ...]:
    cell = columns.cell(row, "authors")
    if "pmid" in columns.names and "journal/book" in columns.names:
        return tuple(name for each in cell.rstrip(".").split(",") if (name := pubmed_name(each)))
    return people_in(cell)


def _references(columns: Columns, row: Sequence[str]) -> Iterator[str]:
    """The cited references, separated by semicolons.

    Scopus also has semicolons inside a reference, which ends with a year in brackets or before a name with initials.
    """
    scopus = "references" in columns.names
    reference = ""
    for part in filter(None, map(one_line, columns.cell(row, "references").split(";"))):
        if reference and (not scopus or _REFERENCE_END.search(reference[-10:]) or _REFERENCE_START.match(part)):
            yield reference
            reference = part
        else:
            reference = f"{reference}; {part}" if reference else part
    yield reference


def _warnings(columns: Columns, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[str]:
    """Warnings about rows that name no work or do not fit the columns."""
    empty = [i for i, row in rows if not columns.name_a_work(row)]
    long = [i for i, row in rows if any(row[len(columns.names) :])]
    tall = [i for i, row in rows if any(cell.count("\n") > _MOST_LINES for cell in row)]
    for numbers, trouble, sort in (
        (empty, "has neither title nor authors nor DOI and was left out", "that were left out"),
        (long, "has more cells than there are columns: is a cell not in quotation marks?", "with too many cells"),
        (tall, f"runs over more than {_MOST_LINES} lines: is a quotation mark not closed?", "that run over many lines"),
    ):
        yield from bounded([f"row {i} {trouble}" for i in numbers], sort)
