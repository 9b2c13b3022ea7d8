"""PDF: a paper's text, sections, facts and references, and the pages with faulty text."""

import ctypes
import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

import pypdfium2 as pdfium
from pypdfium2 import raw as pdfium_c

from index.errors import ReadError
from index.readers.blocks import is_default_author, is_default_title, title_blocks
from index.readers.pdf.annotations import with_marks
from index.readers.pdf.covers import cover_facts, is_cover
from index.readers.pdf.first_page import Front, agreed_title, common_words, read_front, with_plain_signs
from index.readers.pdf.front import is_abstract
from index.readers.pdf.imprint import own_doi, printed_venue, printed_year
from index.readers.pdf.layout import Line, body_size, heading_name, headings
from index.readers.pdf.margins import furniture, heads_and_feet, paragraphs_of, printed_pages, without_number
from index.readers.pdf.pages import Pages, extract, page_faults, unseen_warning, warnings
from index.readers.pdf.people import agreed_authors
from index.readers.pdf.prose import list_text, prose
from index.readers.pdf.tables import blocks_apart, captions, figures, tables
from index.readers.references import entries, latest_year
from index.sources import NO_SCANS, Block, Evidence, Kind, Record, Scans, Shares, Source
from index.text.normalise import compounds, on_one_line
from index.text.words import plain

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
_MUCH_TEXT = 200  # characters before the title that are text, not a running head or a stamp (a guess)
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


def read(data: bytes, scans: Scans = NO_SCANS) -> Source:
    """Read a PDF; raises ReadError if it needs a password, is damaged or too large, or is not a PDF.

    `scans` has the lines by OCR of its pages without text.
    """
    if b"%PDF-" not in data[:_MAGIC_WITHIN]:
        raise ReadError("is not a PDF (its first bytes lack %PDF): download it again or correct its suffix")
    document = _open(data)
    try:
        pages = extract(document, data, scans)
        information = _information(document, data)
    finally:
        document.close()
    return with_marks(_source(pages, information, scans), pages.marks)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        if "password" in str(exc).lower():
            raise ReadError("needs a password: save a copy without one") from exc
        raise ReadError("is damaged or cut short (no page can be opened): download it again") from exc


def _source(pages: Pages, information: _Information, scans: Scans) -> Source:
    """Make a source of the pages; lines are identified by (page, start)."""
    beside = furniture(pages.lines)
    body = body_size(pages.lines)
    page, front = _front(pages, beside, body)
    front_text = "\n".join(row.text for row in pages.fronts.get(page, ()))
    title = agreed_title(information.title, front.title, front_text if front.title else pages.texts[page])
    above = _above_text(pages, page, front)
    pages.lines[page] = _title_first(pages.lines[page], above | front.places, front.places)
    in_title = {(page, line.start) for line in pages.lines[page] if _is_part_of(line.text, title)}
    in_title |= {(page, place) for place in front.places}
    section_heads = headings(pages.lines, information.outline, body, {(page, place) for place in above})
    first = min((place for place in section_heads - in_title), default=(page + 1, 0))
    titles = {place for place in in_title if place < first or place[1] in front.places}
    found_captions = captions(pages.lines, beside | titles)
    found_tables = tables(found_captions, pages.lines, pages.rules)
    apart = blocks_apart(found_captions, found_tables)
    parts = prose(pages.lines, beside | titles, section_heads - beside - apart.keys(), apart)
    labels = printed_pages(pages.lines, pages.labels)
    record = _record(
        pages,
        information,
        title,
        page,
        front,
        body,
        beside,
        labels,
        tuple(entry for listed in parts.lists for entry in entries(list_text(listed))),
    )
    faults = page_faults(pages.texts, pages.drawn, pages.across, scans)
    blocks = (
        *_title_blocks(pages.texts, page, title, front.main),
        *map(partial(_as_evidence, pages.scanned), parts.blocks),
    )
    return Source(
        Kind.PAPER,
        pages.texts,
        blocks,
        (record,),
        (*warnings(faults, len(pages.texts)), *unseen_warning(pages.unseen)),
        faults=faults,
        labels={number: label for number, label in labels.items() if number >= page},
        figures=figures(found_captions, found_tables, pages.lines),
        shares=_shares(pages, blocks, beside, section_heads, record.references),
    )


def _as_evidence(scanned: Set[int], block: Block) -> Block:
    """The block, as evidence of the kind OCR if it is on one of these pages."""
    return replace(block, evidence=Evidence.OCR) if block.page in scanned else block


def _shares(
    pages: Pages,
    blocks: Sequence[Block],
    beside: Set[tuple[int, int]],
    section_heads: Set[tuple[int, int]],
    references: Sequence[str],
) -> Shares | None:
    """What became of the characters of the pages; None without text. Headings go into the passages below them."""
    total = sum(map(_ink, pages.texts.values())) + pages.hidden
    if not total:
        return None
    heads = Counter[bool]()
    for page, lines in pages.lines.items():
        for line in lines:
            place = (page, line.start)
            if place in beside or place in section_heads:
                heads[place in beside] += _ink(line.text)
    in_blocks = Counter[bool]()
    for block in blocks:
        in_blocks[block.evidence is Evidence.TABLE] += _ink(pages.texts[block.page or 0][block.start : block.end])
    parts = (in_blocks[False] + heads[False], sum(map(_ink, references)), heads[True], in_blocks[True], pages.hidden)
    return Shares(*(round(min(1.0, part / total), 3) for part in parts))


def _ink(text: str) -> int:
    """The number of characters that are not white space."""
    return sum(map(len, text.split()))


def _above_text(pages: Pages, page: int, front: Front) -> frozenset[int]:
    """Starts of the lines above the abstract or introduction of the title page; without either, of its authors."""
    if any(is_abstract(line.text) for line in pages.lines[page]):
        return frozenset(place for row in front.rows for place in row.places)
    authors = plain(" ".join(front.authors))
    return frozenset(line.start for line in pages.lines[page] if (name := plain(line.text)) and name in authors)


def _title_first(lines: Sequence[Line], above: Set[int], title: Set[int]) -> list[Line]:
    """The lines of the title page; those `above` the text come first if the file has the title behind the text."""
    before = sum(len(line.text) for line in lines if line.start not in above and line.start < min(title, default=0))
    return sorted(lines, key=lambda line: line.start not in above) if before > _MUCH_TEXT else list(lines)


def _is_part_of(text: str, title: str | None) -> bool:
    return title is not None and " ".join(text.split()).lower() in title.lower()


def _front(pages: Pages, beside: set[tuple[int, int]], body: float) -> tuple[int, Front]:
    """The page with the title, and what it says: page one, or page two behind a cover."""
    common = common_words(pages.texts)
    fronts = {
        page: read_front(
            rows, body, {start for number, start in beside if number == page}, common, compounds(pages.texts[page])
        )
        for page, rows in pages.fronts.items()
    }
    first, second = fronts.get(1, Front()), fronts.get(2)
    if second and second.title and (not first.title or is_cover(pages.texts[1])):
        return 2, second
    return 1, first


def _title_blocks(texts: Mapping[int, str], page: int, title: str | None, main: str | None) -> Iterator[Block]:
    """The title's place, or that of the title without its subtitle, which may stand elsewhere."""
    blocks = tuple(title_blocks(texts[page], title, page=page))
    yield from blocks or title_blocks(texts[page], main, page=page)


def _record(
    pages: Pages,
    information: _Information,
    title: str | None,
    page: int,
    front: Front,
    body: float,
    beside: set[tuple[int, int]],
    labels: Mapping[int, str],
    references: tuple[str, ...],
) -> Record:
    """The work's facts, from its first page, a cover and the document information.

    labels: the numbers printed on the pages, none of which is a year.
    """
    # A name of one word is an owner of a computer, unless someone filled in the title too.
    informed = [name for name in information.authors if " " in name or information.title == title]
    cover = cover_facts([row.text for row in pages.fronts.get(1, ())]) if is_cover(pages.texts[1]) else Record()
    margins = [line for line in pages.lines[page] if (page, line.start) in beside and line.start not in front.places]
    margins = _unnumbered(margins, labels.get(page))
    rows = [without_number(row.text, labels.get(page)) for row in front.rows if not row.places & front.places]
    stated = [*paragraphs_of(margins), *(line.text for line in margins), *rows]
    edges = [line for line in heads_and_feet(pages.lines[page], body) if line.start not in front.places]
    small = paragraphs_of(_unnumbered(edges, labels.get(page)))
    below = heads_and_feet(pages.lines.get(page + 1, ()), 0.0)
    heads = [line.text for line in _unnumbered(below, labels.get(page + 1))]
    year = next(
        (
            year
            for lines in (stated, small, heads, [information.subject])
            if (year := printed_year(lines, _LATEST_YEAR))
        ),
        None,
    )
    return Record(
        title=with_plain_signs(title) if title else cover.title,
        authors=agreed_authors(front.authors or cover.authors, informed, pages.texts[page]),
        year=cover.year or year or _year_made(information.year_made, references),
        venue=printed_venue([*stated, information.subject, *small]) or cover.venue,
        doi=own_doi(information.dois, [line.text for line in pages.lines[page]]) or cover.doi,
        references=references,
    )


def _unnumbered(lines: Iterable[Line], label: str | None) -> list[Line]:
    """Lines of a page without its printed number."""
    shown = (replace(line, text=without_number(line.text, label)) for line in lines)
    return [line for line in shown if line.text]


def _year_made(year: int | None, references: Sequence[str]) -> int | None:
    """The year in which the file was created, unless its newest reference is more than a year older.

    A paper cites work up to the year it was written; a file created long after that is a later copy.
    """
    newest = latest_year(references, until=year) if year else None
    return year if year and newest and year - newest <= 1 else None
