"""PDF: a paper's text, sections, facts and references, and the pages whose text is not what is printed there."""

from collections.abc import Sequence

import pypdfium2 as pdfium

from index.errors import ReadError
from index.readers.authors import agreed_authors, printed_authors
from index.readers.firstpage import agreed_title, own_doi, printed_title, printed_venue, printed_year, title_text
from index.readers.furniture import furniture
from index.readers.information import Information, information
from index.readers.layout import Line, body_size, headings
from index.readers.pages import Pages, extract
from index.readers.prose import list_text, prose
from index.readers.quality import page_faults, unseen_warning, warnings
from index.readers.references import entries, latest_year
from index.readers.titles import title_blocks
from index.sources import Kind, Record, Source

_MAGIC_WITHIN = 1024
_LATEST_YEAR = 2100


def recognises(data: bytes) -> bool:
    """Whether the bytes are a PDF: its mark stands within the first kilobyte."""
    return b"%PDF-" in data[:_MAGIC_WITHIN]


def read(data: bytes) -> Source:
    """Read a PDF; raises ReadError where it needs a password, is damaged, too large, or is no PDF inside."""
    if not recognises(data):
        raise ReadError("is no PDF inside (its first bytes lack %PDF): download it again or mend its suffix")
    document = _open(data)
    try:
        pages = extract(document, data)
        told = information(document, data)
    finally:
        document.close()
    return _source(pages, told)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        if "password" in str(exc).lower():
            raise ReadError("needs a password: save a copy without one") from exc
        raise ReadError("is damaged or cut short (no page can be opened): download it again") from exc


def _source(pages: Pages, told: Information) -> Source:
    beside = furniture(pages.lines)
    body = body_size(pages.lines)
    above = printed_title(pages.front, body, {start for page, start in beside if page == 1})
    title = agreed_title(told.title, title_text(above), pages.texts[1])
    in_title = {(1, line.start) for line in pages.lines[1] if _is_part_of(line.text, title)}
    found = headings(pages.lines, told.outline, body)
    first = min((place for place in found - in_title), default=(2, 0))
    titles = {place for place in in_title if place < first}
    parts = prose(pages.lines, beside | titles, found - beside)
    record = _record(pages, told, title, above, beside, entries(list_text(parts.listed)))
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
    told: Information,
    title: str | None,
    above: Sequence[Line],
    beside: set[tuple[int, int]],
    references: tuple[str, ...],
) -> Record:
    """The work's facts, by page one and what the file says of itself."""
    margins = [line.text for line in pages.lines[1] if (1, line.start) in beside]
    stated = [*margins, *(said.line.text for said in pages.front if said.line not in above)]
    printed = printed_authors(pages.front, min((line.bottom for line in above), default=0.0)) if above else ()
    year = printed_year(stated, _LATEST_YEAR) or printed_year([told.subject], _LATEST_YEAR)
    return Record(
        title=title,
        authors=agreed_authors(printed, told.authors, pages.texts[1]),
        year=year or _year_made(told.made, references),
        venue=printed_venue([*stated, told.subject]),
        doi=own_doi(told.dois, [line.text for line in pages.lines[1]]),
        references=references,
    )


def _year_made(made: int | None, references: Sequence[str]) -> int | None:
    """The year in which the file was made, where its newest reference bears it out.

    A paper cites up to the year in which it was written; a file made long after that is a later copy.
    """
    newest = latest_year(references, until=made) if made else None
    return made if made and newest and made - newest <= 1 else None
