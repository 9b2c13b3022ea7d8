"""The pages of a PDF through PDFium: raw text, lines, and what tells a scanned page from a blank one.

pypdf is asked only where PDFium finds nothing on a page.
"""

import ctypes
import io
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.errors import ReadError
from index.readers.frontlines import FrontLine, front_lines
from index.readers.gutter import reads_across
from index.readers.layout import Glyphs, Line, page_lines
from index.readers.quality import is_garbled
from index.readers.unseen import Ink, blanked, unseen_spans

T = TypeVar("T")

MAX_PAGES = 10_000
MAX_CHARS = 20_000_000
"""Characters of a whole document that are read; the longest books have a third of that."""
MAX_PAGE_CHARS = 1_000_000
_FEW_CHARS = 40
"""Characters up to which a page is looked at for pictures; a page number and a running head have no more."""
_MAX_OBJECTS = 200
_LARGE = 0.4
"""Share of the page that a scan covers, at least; a publisher's mark is smaller."""
_DRAWN = frozenset({pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM})
_MAX_ASKED = 50
"""Pages without text on which pypdf is asked; where it found nothing on so many it finds nothing on the others."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What was extracted: raw text and lines by page number (from 1)."""

    texts: Mapping[int, str]
    lines: Mapping[int, list[Line]]
    drawn: frozenset[int]
    """Pages with hardly any text but with a picture or a drawing, and pages that could not be opened."""
    across: frozenset[int]
    """Pages whose columns were read across."""
    front: tuple[FrontLine, ...] = ()
    """The lines above the abstract on page one, with marks and wide gaps shown."""
    unseen: frozenset[int] = frozenset()
    """Pages from which text was left out that nobody can see."""


@dataclass(slots=True)
class _Extraction:
    """Pages as they come."""

    data: bytes
    texts: dict[int, str] = field(default_factory=dict)
    lines: dict[int, list[Line]] = field(default_factory=dict)
    drawn: set[int] = field(default_factory=set)
    across: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)
    front: tuple[FrontLine, ...] = ()
    chars: int = 0
    asked: int = 0


def extract(document: pdfium.PdfDocument, data: bytes) -> Pages:
    """Every page of `document`, which was opened from `data`.

    Raises ReadError where it has no pages, or more pages or characters than are read.
    """
    count = len(document)
    if count == 0:
        raise ReadError("has no pages: it is damaged or was never finished; download it again")
    if count > MAX_PAGES:
        raise ReadError(f"has {count:,} pages, more than the {MAX_PAGES:,} that are read: split it")
    so_far = _Extraction(data)
    for number in range(1, count + 1):
        _read_page(document, number, so_far)
        so_far.chars += len(so_far.texts[number])
        if so_far.chars > MAX_CHARS:
            raise ReadError(f"has more than {MAX_CHARS:,} characters of text, the most that are read: split it")
    return Pages(
        so_far.texts,
        so_far.lines,
        frozenset(so_far.drawn),
        frozenset(so_far.across),
        so_far.front,
        frozenset(so_far.unseen),
    )


def _read_page(document: pdfium.PdfDocument, number: int, so_far: _Extraction) -> None:
    raw, lines = "", list[Line]()
    try:
        page = document[number - 1]
        textpage = page.get_textpage()
        if textpage.count_chars() > MAX_PAGE_CHARS:
            raise ReadError(f"has more than {MAX_PAGE_CHARS:,} characters on page {number}: it is damaged or no paper")
        raw = textpage.get_text_range()
        glyphs = Glyphs(textpage, raw)
        lines = page_lines(glyphs, raw)
        hidden = unseen_spans(lines, glyphs, Ink(page, textpage, glyphs))
        if hidden and not is_garbled(raw):  # of damaged pages the places are as wrong as the letters
            so_far.unseen.add(number)
            raw = blanked(raw, hidden)
            lines = page_lines(glyphs, raw)
        if number == 1:
            so_far.front = front_lines(glyphs, raw, lines)
        if reads_across(glyphs, raw, lines):
            so_far.across.add(number)
        if len(raw) < _FEW_CHARS and _is_drawn_on(page, bool(raw.strip())):
            so_far.drawn.add(number)
        textpage.close()
        page.close()
    except pdfium.PdfiumError:
        so_far.drawn.add(number)
    if not raw.strip() and number not in so_far.unseen and so_far.asked < _MAX_ASKED:
        so_far.asked += 1
        raw = _text_by_pypdf(so_far.data, number)
        lines = _placeless(raw)
    so_far.texts[number], so_far.lines[number] = raw, lines


def _is_drawn_on(page: pdfium.PdfPage, has_text: bool) -> bool:
    """Whether there is something to be read in a picture: a large one beside a few words, anything drawn alone."""
    count = min(pdfium_c.FPDFPage_CountObjects(page), _MAX_OBJECTS)
    drawn = [pdfium_c.FPDFPage_GetObject(page, i) for i in range(count)]
    if not has_text:
        return any(pdfium_c.FPDFPageObj_GetType(one) in _DRAWN for one in drawn)
    width, height = page.get_size()
    pictures = (one for one in drawn if pdfium_c.FPDFPageObj_GetType(one) == pdfium_c.FPDF_PAGEOBJ_IMAGE)
    return any(_area(picture) >= _LARGE * width * height for picture in pictures)


def _area(drawn: object) -> float:
    """Square points that an object on a page covers."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(drawn, *(ctypes.byref(side) for side in sides)):
        return 0.0
    left, bottom, right, top = (side.value for side in sides)
    return (right - left) * (top - bottom)


def _placeless(raw: str) -> list[Line]:
    """Lines of a text of which no place and no font is known."""
    spans = ((match.start(), match.end()) for match in re.finditer(r"[^\n]+", raw) if not match.group().isspace())
    return [Line(a, b, raw[a:b].strip(), 0.0, 0.0, 0.0, 0) for a, b in spans]


def _text_by_pypdf(data: bytes, number: int) -> str:
    from pypdf import PdfReader  # read only where it is needed: few files need it

    # It tells its log of every small fault it works round; what matters to a user is in the ledger.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return whole(ask(lambda: PdfReader(io.BytesIO(data)).pages[number - 1].extract_text(), "")[:MAX_PAGE_CHARS])


def ask(question: Callable[[], T], otherwise: T) -> T:
    """What pypdf answers, or `otherwise` where it fails on the file."""
    try:
        return question()
    except Exception:  # noqa: BLE001  on damaged files pypdf lets any error of its parsing through; PDFium has the last word
        return otherwise


def whole(text: str) -> str:
    """`text` with a replacement mark for each half of a surrogate pair, which damaged fonts give and SQLite refuses."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
