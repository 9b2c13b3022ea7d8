"""PDF: a paper's text, sections, facts and references, and the pages with faulty text."""

import ctypes
import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pypdfium2 as pdfium
from pypdfium2 import raw as pdfium_c

from index.errors import ReadError
from index.readers.blocks import is_default_author, is_default_title, title_blocks
from index.readers.pdf.annotations import with_marks
from index.readers.pdf.first_page import (
    agreed_authors,
    agreed_title,
    own_doi,
    printed_authors,
    printed_title,
    printed_venue,
    printed_year,
    title_text,
)
from index.readers.pdf.layout import Line, body_size, furniture, heading_name, headings
from index.readers.pdf.pages import Pages, extract, page_faults, unseen_warning, warnings
from index.readers.pdf.prose import list_text, prose
from index.readers.references import entries, latest_year
from index.sources import Kind, Record, Source
from index.text.normalise import on_one_line

_MAGIC_WITHIN = 1024
"""Bytes in which "%PDF-" must begin, as in other readers."""
_LATEST_YEAR = 2100  # later ones are misprints

# Facts outside the pages: document information, outline, and the DOI in the publisher's metadata.

_BETWEEN_AUTHORS = re.compile(r"\s*(?:;|,|\band\b)\s*")
_XMP_MARKS = (b"prism:doi", b"pdfx:doi", b"crossmark:DOI")
# >10.1000/xyz<, ="doi:10.1000/xyz"
_XMP_DOI = re.compile(rb"(?:>|=[\"'])\s{0,9}(?:doi:)?(10\.\d{4,9}/[^\s<\"']{2,150})")
# D:20210304120000Z
_YEAR_MADE = re.compile(r"D?:?((?:19|20)\d\d)")
_MAX_VALUE = 8_000  # bytes of the longest value (a guess)
_MAX_ENTRIES = 5_000  # of an outline (a guess, more than any document has)
_MAX_DEPTH = 15  # levels of an outline (a guess)
_SHORTEST_TITLE = 8  # characters (a guess)


@dataclass(frozen=True, slots=True)
class _Information:
    """Facts outside the pages; programs write some of them, unchecked by anyone."""

    title: str | None
    authors: tuple[str, ...]
    subject: str
    dois: tuple[str, ...]
    """Texts in which the publisher states the DOI, the most reliable first."""
    year_made: int | None
    """Year in which the file was created, possibly as a later copy."""
    outline: frozenset[str]
    """Headings without their numbers, lower case."""


def _information(document: pdfium.PdfDocument, data: bytes) -> _Information:
    """The information of `document`, which was opened from `data`."""
    title, author, subject = (_value(document, key) for key in ("Title", "Author", "Subject"))
    created = _YEAR_MADE.match(_value(document, "CreationDate"))
    names = _BETWEEN_AUTHORS.split(author)
    return _Information(
        title=None if is_default_title(title) or len(title) < _SHORTEST_TITLE else title,
        authors=tuple(name for name in names if not is_default_author(name)),
        subject=subject,
        dois=(_doi_in_metadata(data), _value(document, "doi"), subject),
        year_made=int(created.group(1)) if created else None,
        outline=frozenset(_outline(document)),
    )


def _doi_in_metadata(data: bytes) -> str:
    """The DOI in an uncompressed metadata stream, as publishers write it; we search its bytes and do not parse XML."""
    for mark in _XMP_MARKS:
        place = data.find(mark)
        if place >= 0 and (match := _XMP_DOI.match(data, place + len(mark))):
            return match.group(1).decode("ascii", "replace")
    return ""


def _value(document: pdfium.PdfDocument, key: str) -> str:
    """An entry of the document information as one line."""
    text = _utf16(partial(pdfium_c.FPDF_GetMetaText, document, key.encode() + b"\0"))
    return on_one_line(html.unescape(text))


def _utf16(fill: Callable[[object, int], int]) -> str:
    """The text that `fill`, a function of PDFium, writes into a buffer; with None it returns the size in bytes."""
    size = min(fill(None, 0), _MAX_VALUE)
    buffer = ctypes.create_string_buffer(max(size, 2))
    # It writes nothing if the value does not fit; so long a value is neither a title nor a name.
    return buffer.raw[: size - 2].decode("utf-16-le", "replace") if fill(buffer, size) <= size else ""


def _outline(document: pdfium.PdfDocument) -> Iterator[str]:
    """Titles in the outline, level by level, each entry once, because a damaged outline may have cycles."""
    seen: set[int] = set()
    level: list[object] = [None]
    for _ in range(_MAX_DEPTH):
        below: list[object] = []
        for parent in level:
            entry = pdfium_c.FPDFBookmark_GetFirstChild(document, parent)
            while entry and len(seen) < _MAX_ENTRIES:
                address = ctypes.addressof(entry.contents)
                if address in seen:
                    break
                seen.add(address)
                below.append(entry)
                yield heading_name(_utf16(partial(pdfium_c.FPDFBookmark_GetTitle, entry))).lower()
                entry = pdfium_c.FPDFBookmark_GetNextSibling(document, entry)
        level = below


def read(data: bytes) -> Source:
    """Read a PDF; raises ReadError if it needs a password, is damaged or too large, or is not a PDF."""
    if b"%PDF-" not in data[:_MAGIC_WITHIN]:
        raise ReadError("is not a PDF (its first bytes lack %PDF): download it again or correct its suffix")
    document = _open(data)
    try:
        pages = extract(document, data)
        information = _information(document, data)
    finally:
        document.close()
    return with_marks(_source(pages, information), pages.marks)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        if "password" in str(exc).lower():
            raise ReadError("needs a password: save a copy without one") from exc
        raise ReadError("is damaged or cut short (no page can be opened): download it again") from exc


def _source(pages: Pages, information: _Information) -> Source:
    """Make a source of the pages; lines are identified by (page, start)."""
    beside = furniture(pages.lines)
    body = body_size(pages.lines)
    title_lines = printed_title(pages.front, body, {start for page, start in beside if page == 1})
    title = agreed_title(information.title, title_text(title_lines), pages.texts[1])
    in_title = {(1, line.start) for line in pages.lines[1] if _is_part_of(line.text, title)}
    section_heads = headings(pages.lines, information.outline, body)
    first = min((place for place in section_heads - in_title), default=(2, 0))
    titles = {place for place in in_title if place < first}
    parts = prose(pages.lines, beside | titles, section_heads - beside)
    record = _record(
        pages,
        information,
        title,
        title_lines,
        beside,
        tuple(entry for listed in parts.lists for entry in entries(list_text(listed))),
    )
    faults = page_faults(pages.texts, pages.drawn, pages.across)
    return Source(
        Kind.PAPER,
        pages.texts,
        (*title_blocks(pages.texts[1], title, page=1), *parts.blocks),
        (record,),
        (*warnings(faults, len(pages.texts)), *unseen_warning(pages.unseen)),
        faults=faults,
    )


def _is_part_of(text: str, title: str | None) -> bool:
    return title is not None and " ".join(text.split()).lower() in title.lower()


def _record(
    pages: Pages,
    information: _Information,
    title: str | None,
    title_lines: Sequence[Line],
    beside: set[tuple[int, int]],
    references: tuple[str, ...],
) -> Record:
    """The work's facts, from page one and the document information."""
    margins = [line.text for line in pages.lines[1] if (1, line.start) in beside]
    stated = [*margins, *(front.line.text for front in pages.front if front.line not in title_lines)]
    authors = printed_authors(pages.front, min(line.bottom for line in title_lines)) if title_lines else ()
    year = printed_year(stated, _LATEST_YEAR) or printed_year([information.subject], _LATEST_YEAR)
    return Record(
        title=title,
        authors=agreed_authors(authors, information.authors, pages.texts[1]),
        year=year or _year_made(information.year_made, references),
        venue=printed_venue([*stated, information.subject]),
        doi=own_doi(information.dois, [line.text for line in pages.lines[1]]),
        references=references,
    )


def _year_made(year: int | None, references: Sequence[str]) -> int | None:
    """The year in which the file was created, unless its newest reference is more than a year older.

    A paper cites work up to the year it was written; a file created long after that is a later copy.
    """
    newest = latest_year(references, until=year) if year else None
    return year if year and newest and year - newest <= 1 else None
