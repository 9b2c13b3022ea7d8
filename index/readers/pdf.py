"""PDF: text page by page through PDFium; pypdf for document information, outline and a second opinion."""

import html
import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import dropwhile, takewhile
from typing import TypeVar

import pypdfium2 as pdfium
from pypdf import PdfReader

from index.errors import ReadError
from index.keys import plain
from index.normalise import normalise
from index.readers.layout import (
    Line,
    body_size,
    heading_level,
    heading_name,
    headings,
    is_reference_heading,
    page_lines,
    running_heads,
)
from index.readers.titles import title_blocks
from index.sources import Block, Evidence, Kind, Record, Source

T = TypeVar("T")

_MAGIC_WITHIN = 1024
_OTHER_SIZE = 0.5
"""Points by which a line's font differs from the one above it where another part of the title page begins."""

_MARGINAL = re.compile(r"arXiv:|doi\b", re.IGNORECASE)
_NOT_A_TITLE = re.compile(r"(?:untitled|microsoft word\b.*|.*\.(?:docx?|tex|pdf|dvi|indd|qxd)|\W*)$", re.IGNORECASE)
_NOT_AN_AUTHOR = re.compile(r"(?:unknown|anonymous|author|admin(?:istrator)?|user|\W*)$", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether the bytes are a PDF: its mark stands within the first kilobyte."""
    return b"%PDF-" in data[:_MAGIC_WITHIN]


def read(data: bytes) -> Source:
    """Read a PDF; raises ReadError where it needs a password, is damaged, or is no PDF inside."""
    if not recognises(data):
        raise ReadError("is no PDF inside (its first bytes lack %PDF): download it again or mend its suffix")
    second = _pypdf(data)
    texts, lines, warnings = _pages(data, second)
    outline, info = _outline(second), _information(second)
    body = body_size(lines)
    heads = running_heads(lines)
    title = _title(info.title, lines.get(1, ()), body, heads)
    titles = tuple(title_blocks(texts.get(1, ""), title, page=1))
    blocks = titles + tuple(_blocks(lines, heads, headings(lines, outline), title))
    empty = [page for page, text in texts.items() if not text.strip()]
    if empty and len(empty) < len(texts):
        warnings.append(f"no text on page {', '.join(map(str, empty[:10]))}{' and more' if len(empty) > 10 else ''}")
    elif empty:
        warnings.append(f"no text on any of its {len(texts)} pages (scanned images?): run OCR over it")
    return Source(Kind.PAPER, texts, blocks, (Record(title=title, authors=info.authors),), tuple(warnings))


def _pypdf(data: bytes) -> PdfReader | None:
    """pypdf's view of the file, None where it cannot open it; ReadError where a password is needed."""
    # It tells its log of every small fault it works round; what matters to a user is in the ledger.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = _ask(lambda: PdfReader(io.BytesIO(data)), None)
    if reader is not None and _ask(lambda: reader.is_encrypted and not reader.decrypt(""), False):
        raise ReadError("needs a password: save a copy without one")
    return reader


def _ask(question: Callable[[], T], otherwise: T) -> T:
    """What pypdf answers, or `otherwise` where it fails on the file."""
    try:
        return question()
    except Exception:  # noqa: BLE001  on damaged files pypdf lets any error of its parsing through; PDFium has the last word
        return otherwise


def _pages(data: bytes, second: PdfReader | None) -> tuple[dict[int, str], dict[int, list[Line]], list[str]]:
    """Raw text and lines of every page; a page where PDFium finds nothing is asked of pypdf."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        if "password" in str(exc).lower():
            raise ReadError("needs a password: save a copy without one") from exc
        raise ReadError("is damaged or cut short (no page can be opened): download it again") from exc
    texts: dict[int, str] = {}
    lines: dict[int, list[Line]] = {}
    warnings: list[str] = []
    try:
        if len(document) == 0:
            raise ReadError("has no pages: it is damaged or was never finished; download it again")
        for number in range(1, len(document) + 1):
            texts[number], lines[number] = _page(document, number, second)
    finally:
        document.close()
    return texts, lines, warnings


def _page(document: pdfium.PdfDocument, number: int, second: PdfReader | None) -> tuple[str, list[Line]]:
    try:
        page = document[number - 1]
        textpage = page.get_textpage()
        raw = textpage.get_text_range()
        lines = page_lines(textpage, raw)
        textpage.close()
        page.close()
    except pdfium.PdfiumError:
        raw, lines = "", []
    if raw.strip() or second is None:
        return raw, lines
    raw = _text_by_pypdf(second, number)
    spans = ((match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", raw))
    return raw, [Line(a, b, raw[a:b].strip(), 0.0, 0.0, 0.0, 0) for a, b in spans]


def _text_by_pypdf(reader: PdfReader, number: int) -> str:
    return _whole(_ask(lambda: reader.pages[number - 1].extract_text(), ""))


def _whole(text: str) -> str:
    """`text` with a replacement mark for each half of a surrogate pair, which damaged fonts give and SQLite refuses."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _blocks(
    lines: Mapping[int, Sequence[Line]],
    heads: set[tuple[int, int]],
    found: set[tuple[int, int]],
    title: str | None,
) -> Iterator[Block]:
    """Stretches of prose between headings, page by page; the title and the reference list are left out."""
    path: list[tuple[int, str]] = []
    for page, page_lines_ in lines.items():
        run: list[Line] = []
        for line in page_lines_:
            above = page == 1 and not path  # title, authors and affiliations, one below the other without a full stop
            titled = above and _is_part_of(line.text, title)
            head = titled or (page, line.start) in heads
            heading = not head and (page, line.start) in found
            if head or heading or (above and run and abs(line.size - run[-1].size) > _OTHER_SIZE):
                yield from _prose(run, page, path)
                run = []
            if not (head or heading):
                run.append(line)
            if heading:
                level = heading_level(line.text)
                path = [*(p for p in path if p[0] < level), (level, heading_name(line.text))]
        yield from _prose(run, page, path)


def _prose(run: Sequence[Line], page: int, path: Sequence[tuple[int, str]]) -> Iterator[Block]:
    names = [name for _, name in path]
    if run and not (names and is_reference_heading(names[0])):
        yield Block(run[0].start, run[-1].end, Evidence.PAPER, page, " > ".join(names) or None)


def _is_part_of(text: str, title: str | None) -> bool:
    return title is not None and " ".join(text.split()).lower() in title.lower()


def _title(informed: str | None, first_page: Sequence[Line], body: float, heads: set[tuple[int, int]]) -> str | None:
    """The document information's title where page one bears it out, else the title as printed.

    Programs leave the template's or the file's name in the document information, so its word alone is not taken
    where something else is printed large.
    """
    printed = _largest_print([line for line in first_page if (1, line.start) not in heads], body)
    if informed is None or (
        printed is not None and plain(informed) != plain(printed) and plain(informed) in plain(printed)
    ):
        return printed
    on_page = plain(informed) in plain("".join(line.text for line in first_page))
    return informed if on_page or not first_page else printed


def _largest_print(lines: Sequence[Line], body: float) -> str | None:
    """The first run of lines in the largest font, where that stands out."""
    candidates = [line for line in lines if re.search(r"[^\W\d_]{3}", line.text) and not _MARGINAL.match(line.text)]
    largest = max((line.size for line in candidates), default=0.0)
    if not candidates or largest < body * 1.15:
        return None
    from_first = dropwhile(lambda line: line.size < largest, candidates)
    run = takewhile(lambda line: abs(line.size - largest) <= 0.2, from_first)
    title = normalise("\n".join(line.text for line in run)).text
    return title if 8 <= len(title) <= 300 else None


def _outline(reader: PdfReader | None) -> frozenset[str]:
    """Titles of the document's outline, without numbers, lower case."""
    nothing: list[str] = []
    titles = _ask(lambda: list(_titles(reader.outline)), nothing) if reader else nothing
    return frozenset(heading_name(title).lower() for title in titles)


def _titles(outline: object) -> Iterator[str]:
    if isinstance(outline, list):
        for entry in outline:
            yield from _titles(entry)
    elif isinstance(title := getattr(outline, "title", None), str):
        yield title


def _information(reader: PdfReader | None) -> Record:
    """Title and authors from the document information, where they look meant."""
    info = _ask(lambda: reader.metadata, None) if reader else None
    title = _ask(lambda: html.unescape(_whole(" ".join(str(info.title or "").split()))), "") if info else ""
    author = _ask(lambda: _whole(" ".join(str(info.author or "").split())), "") if info else ""
    names = re.split(r"\s*(?:;|,|\band\b)\s*", author)
    return Record(
        title=None if _NOT_A_TITLE.match(title) or len(title) < 8 else title,
        authors=tuple(name for name in names if not _NOT_AN_AUTHOR.match(name)),
    )
