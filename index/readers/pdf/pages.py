"""The pages of a PDF through PDFium: raw text, lines, and what tells a scanned page from a blank one.

pypdf is asked only where PDFium finds nothing on a page.
"""

import ctypes
import io
import logging
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TypeVar

import pypdfium2 as pdfium
from pypdfium2 import raw as pdfium_c

from index.errors import ReadError
from index.readers.pdf.first_page import FrontLine, front_lines
from index.readers.pdf.hidden import Ink, blanked, unseen_spans
from index.readers.pdf.layout import Glyphs, Line, page_lines
from index.sources import Fault, PageFault
from index.text.normalise import with_whole_characters

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
    return with_whole_characters(
        ask(lambda: PdfReader(io.BytesIO(data)).pages[number - 1].extract_text(), "")[:MAX_PAGE_CHARS]
    )


def ask(question: Callable[[], T], otherwise: T) -> T:
    """What pypdf answers, or `otherwise` where it fails on the file."""
    try:
        return question()
    except Exception:  # noqa: BLE001  on damaged files pypdf lets any error of its parsing through; PDFium has the last word
        return otherwise


# Whether the text of a page in two columns was read across the gutter between them.
#
# Two shapes of it: printed lines that run from one column into the other with a gap in their middle, and lines of one
# column each that come in turns. A table with a column on either side has words in its cells, not lines of prose.

_MANY_LINES = 12
_LOOKED_AT = 9
"""Lines of a page in which the gap is looked for."""
_SURE = 3
"""Lines after which a page without a gap needs no further look."""
_MOST = 0.7
_WIDE = 1.0
"""Width of a gap in proportion to the print's size, at least; justified lines stretch their spaces to half of that."""
_MAX_JUMPS = 0.4
_SAME_HEIGHT = 3.0
_PROSE = re.compile(r"(?:[^\W\d_]{2,}\W+){2}[^\W\d_]{2,}")

Gap = tuple[float, float, int]
"""Where a gap begins and ends (points), and its place in the raw text."""


def reads_across(glyphs: Glyphs, raw: str, lines: Sequence[Line]) -> bool:
    """Whether sentences of two columns are mixed up in the text of a page."""
    placed = [line for line in lines if line.upright and line.right > line.left]
    if len(placed) < _MANY_LINES:
        return False
    left, right = min(line.left for line in placed), max(line.right for line in placed)
    middle, reach = (left + right) / 2, (right - left) / 6
    over = [line for line in placed if line.left < middle - reach and line.right > middle + reach]
    if len(over) < max(_MANY_LINES, 0.5 * len(placed)):
        return comes_in_turns(placed, middle)
    looked_at = over[:: max(1, len(over) // _LOOKED_AT)]
    if not any(_gap(glyphs, raw, line) for line in looked_at[:_SURE]):
        return False
    gaps = [gap for line in looked_at if (gap := _gap(glyphs, raw, line)) and _parts_prose(raw, line, gap[2])]
    if len(gaps) < _MOST * len(looked_at):
        return False
    gutter = median((begin + end) / 2 for begin, end, _ in gaps)
    return sum(1 for begin, end, _ in gaps if begin <= gutter <= end) >= _MOST * len(looked_at)


def _gap(glyphs: Glyphs, raw: str, line: Line) -> Gap | None:
    """The widest gap in the middle of a line that is wider than a space."""
    size = line.end - line.start
    spaces = [i for i in range(line.start + size // 4, line.end - size // 4) if raw[i] == " "][:40]
    gaps = ((glyphs.box(glyphs.index(i - 1))[2], glyphs.box(glyphs.index(i + 1))[0], i) for i in spaces)
    widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=None)
    return widest if widest and widest[1] - widest[0] >= _WIDE * line.size else None


def _parts_prose(raw: str, line: Line, place: int) -> bool:
    return all(_PROSE.search(side[:300]) for side in (raw[line.start : place], raw[place : line.end]))


def comes_in_turns(placed: Sequence[Line], middle: float) -> bool:
    """Whether line by line the text jumps from one side of `middle` to the other and back."""
    sides = [-1 if line.right <= middle else 1 if line.left >= middle else 0 for line in placed]
    fewer = min(sides.count(-1), sides.count(1))
    turns = sum(
        1
        for (above, side), (line, other) in pairwise(zip(placed, sides, strict=True))
        if side * other == -1 and abs(above.bottom - line.bottom) < _SAME_HEIGHT * max(above.size, line.size, 1.0)
    )
    return fewer >= _MANY_LINES and turns > _MAX_JUMPS * 2 * fewer


# Whether the text extracted from a page is what a person reads there.
#
# Each measure is a share, so that a page of formulas, a table or a line of code does not decide about a page; measures
# of words are taken for the scripts that have them, and say nothing of pages in others.

_ADVICE = {
    Fault.NO_TEXT: "no text on {} (scanned?): run OCR over it",
    Fault.GARBLED: "garbled text on {} (fonts that do not say which letters they draw?): run OCR over it",
    Fault.LOST_SPACES: "spaces lost on {}, words run together: get another copy or run OCR over it",
    Fault.INTERLEAVED: "columns read across on {}, sentences are mixed up: get another copy or run OCR over it",
}
_NAMED = 10

_CID = re.compile(r"\(cid:\d{1,6}\)")
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\x00\x01\x03-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MAX_UNREADABLE = 0.06
_WORD = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]+")
"""A run of letters of the scripts that part words by spaces and write vowels."""
_LATIN_WORD = re.compile(r"(?<![^\W_])[A-Za-zÀ-ɏ]{4,}(?![^\W_])")
_VOWELLESS = re.compile(r"(?<![^\W_])[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZßçñ]{4,}(?![^\W_])")
_VOWELS = b"aeiouyAEIOUY"
_CONSONANTS = bytes(c for c in range(128) if chr(c).isalpha() and c not in _VOWELS)
_USUAL_VOWELS = 0.34
"""Share of vowels among the letters of text in which few words have none; English has 0.40."""
_MANY_WORDS = 60
_MAX_VOWELLESS = 0.25
_SYMBOL = re.compile(r"([!-/:-@\[-`{-~])\1*")
_SYMBOLS = bytes(c for c in range(33, 127) if not chr(c).isalnum())
_MAX_SYMBOLS = 0.5
_MANY_CHARS = 200
_LONG_WORD = 32
_MAX_IN_LONG_WORDS = 0.15
_MEAN_WORD = 12.0


def page_faults(texts: Mapping[int, str], drawn: Set[int], across: Set[int]) -> tuple[PageFault, ...]:
    """The faults of each page, by page.

    drawn: pages with hardly any text on which something is drawn; across: pages whose columns were read across.
    """
    found: list[PageFault] = []
    blank = not any(text.strip() for text in texts.values())  # a paper without any text is none that was left blank
    for page, text in texts.items():
        if blank or page in drawn:
            found.append(PageFault(page, Fault.NO_TEXT))
        elif is_garbled(text):
            found.append(PageFault(page, Fault.GARBLED))
        else:
            found += [PageFault(page, Fault.LOST_SPACES)] if has_lost_spaces(text) else []
            found += [PageFault(page, Fault.INTERLEAVED)] if page in across else []
    return tuple(found)


def warnings(faults: Sequence[PageFault], pages: int) -> tuple[str, ...]:
    """A line for each kind of fault, with its pages and what to do; `pages` is how many the document has."""
    said: list[str] = []
    for fault, advice in _ADVICE.items():
        where = [found.page for found in faults if found.fault is fault]
        if fault is Fault.NO_TEXT and len(where) == pages:
            said.append(f"no text on any of its {pages} pages (scanned images?): run OCR over it")
        elif where:
            said.append(advice.format(_pages(where)))
    return tuple(said)


def unseen_warning(pages: Set[int]) -> tuple[str, ...]:
    """A line that tells from which pages text was left out."""
    if not pages:
        return ()
    return (f"text that cannot be seen was left out on {_pages(sorted(pages))}",)


def _pages(where: Sequence[int]) -> str:
    more = " and more" if len(where) > _NAMED else ""
    return f"page {', '.join(map(str, where[:_NAMED]))}{more}"


def is_garbled(text: str) -> bool:
    """Whether the characters are not those that are printed: unreadable ones, or letters that make no words."""
    size = len(text) - text.count(" ") - text.count("\n") - text.count("\r")
    if not size:
        return False
    unreadable = sum(len(mark) for mark in _CID.findall(text)) if "(cid:" in text else 0
    if not text.isascii() or not text.isprintable():
        unreadable += len(_UNREADABLE.findall(text))
    if unreadable > max(_MAX_UNREADABLE * size, 3):
        return True
    plain = text.encode("ascii", "ignore")  # counted in bytes: every page goes through this, few go further
    return size >= _MANY_CHARS and (_is_without_vowels(text, plain) or _is_of_symbols(text, plain, size))


def _is_without_vowels(text: str, plain: bytes) -> bool:
    consonants = len(plain) - len(plain.translate(None, _CONSONANTS))
    vowels = len(plain) - len(plain.translate(None, _VOWELS))
    if vowels > _USUAL_VOWELS * (vowels + consonants):
        return False
    without = len(_VOWELLESS.findall(text))
    if without < _MAX_VOWELLESS * _MANY_WORDS:
        return False
    words = len(_LATIN_WORD.findall(text))
    return words >= _MANY_WORDS and without > _MAX_VOWELLESS * words


def _is_of_symbols(text: str, plain: bytes, size: int) -> bool:
    """Leaders in a table of contents are one symbol many times over: they count once."""
    symbols = len(plain) - len(plain.translate(None, _SYMBOLS))
    return symbols > _MAX_SYMBOLS * size and len(_SYMBOL.findall(text)) > _MAX_SYMBOLS * size


def has_lost_spaces(text: str) -> bool:
    """Whether words run together: many letters stand in words longer than any language's."""
    stretches = text.split()
    if max(map(len, stretches), default=0) <= _LONG_WORD and len(text) <= _MEAN_WORD * len(stretches):
        return False
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if letters < _MANY_CHARS:
        return False
    in_long = sum(len(word) for word in words if len(word) > _LONG_WORD)
    return in_long > _MAX_IN_LONG_WORDS * letters or letters > _MEAN_WORD * len(words)
