"""The pages of a PDF: raw text and lines from PDFium (from pypdf if PDFium finds no text), and faults of the text."""

import io
import logging
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw as pdfium_c

from index.errors import ReadError
from index.readers.pdf.annotations import Mark, page_marks
from index.readers.pdf.covers import may_be_cover
from index.readers.pdf.front import Row, front_rows
from index.readers.pdf.hidden import Box, Ink, blanked, drawn_objects, object_bounds, unseen_spans
from index.readers.pdf.layout import Glyphs, Line, page_lines
from index.readers.pdf.ocr import ScannedGlyphs
from index.readers.pdf.tables import has_table, rules
from index.sources import NO_SCANS, Fault, PageFault, Scans
from index.text.normalise import with_whole_characters
from index.text.words import RIGHT_TO_LEFT

MAX_PAGES = 10_000  # a guess, far beyond any paper
MAX_CHARS = 20_000_000  # of a document; the longest books have a third of that
MAX_PAGE_CHARS = 1_000_000  # a guess; a full page has some 10,000
_FEW_CHARS = 40
"""Characters up to which we look for pictures on a page: about a running head and a page number (a guess)."""
_MAX_OBJECTS = 200  # of a page that are searched for a picture (a guess)
_LARGE = 0.4  # smallest share of the page that a scan covers (a guess); a publisher's logo is smaller
_DRAWN = frozenset({pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM})
_MAX_ASKED = 50
"""Pages without text on which we try pypdf in one document (a guess)."""


@dataclass(slots=True)
class Pages:
    """A document's raw text and lines by page number (from 1), filled page by page."""

    texts: dict[int, str] = field(default_factory=dict)
    lines: dict[int, list[Line]] = field(default_factory=dict)
    drawn: set[int] = field(default_factory=set)
    """Pages with hardly any text but a picture or drawing, and pages that could not be opened."""
    across: set[int] = field(default_factory=set)
    """Pages whose columns were read across."""
    labels: dict[int, str] = field(default_factory=dict)
    """The file's page labels, unchecked."""
    unseen: set[int] = field(default_factory=set)
    """Pages from which invisible text was left out."""
    fronts: dict[int, tuple[Row, ...]] = field(default_factory=dict)
    """The rows above the abstract on page one, and on page two where page one may be a cover."""
    hidden: int = 0
    """Characters of invisible text that were left out."""
    marks: list[Mark] = field(default_factory=list)
    """The reader's highlights and notes."""
    rules: dict[int, list[Box]] = field(default_factory=dict)
    """Horizontal rules of pages that may have a table, from the top down."""
    scanned: set[int] = field(default_factory=set)
    """Pages whose text was read by OCR."""


def extract(document: pdfium.PdfDocument, data: bytes, scans: Scans = NO_SCANS) -> Pages:
    """Every page of `document`, which was opened from `data`; raises ReadError if there are none, or too many.

    `scans` has the lines by OCR of pages without text.
    """
    count = len(document)
    if count == 0:
        raise ReadError("has no pages: it is damaged or was never finished; download it again")
    if count > MAX_PAGES:
        raise ReadError(f"has {count:,} pages, more than the {MAX_PAGES:,} that are read: split it")
    pages = Pages()
    chars = asked = 0
    for number in range(1, count + 1):
        raw, lines = _read_page(document, number, pages)
        if not raw.strip() and number not in pages.unseen and asked < _MAX_ASKED:
            asked += 1
            raw = _text_by_pypdf(data, number)
            lines = _placeless(raw)
        if scanned := scans.get(number):
            pages.scanned.add(number)
            glyphs = ScannedGlyphs(scanned)
            raw, lines = glyphs.raw, page_lines(glyphs, glyphs.raw)
            if _has_front(number, pages):
                pages.fronts[number] = front_rows(glyphs, raw, lines)
        pages.texts[number], pages.lines[number] = raw, lines
        if label := document.get_page_label(number - 1):
            pages.labels[number] = label
        chars += len(raw)
        if chars > MAX_CHARS:
            raise ReadError(f"has more than {MAX_CHARS:,} characters of text, the most that are read: split it")
    return pages


def _read_page(document: pdfium.PdfDocument, number: int, pages: Pages) -> tuple[str, list[Line]]:
    """Raw text and lines of a page from PDFium; adds the page to the sets of `pages`."""
    raw, lines = "", list[Line]()
    try:
        page = document[number - 1]
        textpage = page.get_textpage()
        if textpage.count_chars() > MAX_PAGE_CHARS:
            raise ReadError(
                f"has more than {MAX_PAGE_CHARS:,} characters on page {number}: it is damaged, or not a paper"
            )
        raw = with_ligatures(textpage.get_text_range())
        glyphs = Glyphs(textpage, raw)
        raw = from_right_to_left(raw, glyphs)
        lines = page_lines(glyphs, raw)
        hidden = unseen_spans(lines, glyphs, Ink(page, textpage, glyphs))
        if hidden and not is_garbled(raw):  # positions on a damaged page are as wrong as its letters
            pages.unseen.add(number)
            pages.hidden += sum(end - start for start, end in hidden)
            raw = blanked(raw, hidden)
            lines = page_lines(glyphs, raw)
        pages.marks += page_marks(page, number, glyphs, raw)
        if has_table(raw):
            pages.rules[number] = rules(page)
        if _has_front(number, pages):
            pages.fronts[number] = front_rows(glyphs, raw, lines)
        if reads_across(glyphs, raw, lines):
            pages.across.add(number)
        if len(raw) < _FEW_CHARS and _is_drawn_on(page, bool(raw.strip())):
            pages.drawn.add(number)
        textpage.close()
        page.close()
    except pdfium.PdfiumError:
        pages.drawn.add(number)
    return raw, lines


def _has_front(number: int, pages: Pages) -> bool:
    """Whether a page may have the paper's title: page one, or page two behind a cover."""
    return number == 1 or (number == 2 and may_be_cover(pages.texts[1]))


# Codes of ligatures in TeX's own encoding, which bitmap fonts leave as they are: ff, fi, fl, ffi, ffl.
_TEX_LIGATURES = dict(zip("\x0b\x0c\r\x0e\x0f", "\ufb00\ufb01\ufb02\ufb03\ufb04", strict=True))
# "de\x0cnition", "\x0crst", "o\x0b ", but not the end of a line
_TEX_LIGATURE = re.compile(r"(?<=[^\W\d_])[\x0b\x0c\x0e\x0f]|[\x0b\x0c\x0e\x0f](?=[a-z])|\r(?=[a-z])")


def with_ligatures(raw: str) -> str:
    """The text with ligatures for the control characters that TeX's encoding has in their place; as long as before."""
    # For speed: hardly a page has such codes, and breaks of lines are "\r\n".
    if raw.count("\r") == raw.count("\r\n") and not any(code in raw for code in "\x0b\x0c\x0e\x0f"):
        return raw
    return _TEX_LIGATURE.sub(lambda code: _TEX_LIGATURES[code.group()], raw)


_LETTERS_IN_ROW = re.compile(rf"[{RIGHT_TO_LEFT}]+")
# "2019-" behind a letter, which is printed as "-2019" to the left of it
_NUMBER_WITH_MARK = re.compile(rf"(?<=[{RIGHT_TO_LEFT}])(\d[\d.,:/]*)([-–\u05be])(?![{RIGHT_TO_LEFT}\d])")


def from_right_to_left(raw: str, glyphs: Glyphs) -> str:
    """The text with letters of one glyph, and a hyphen before a number, in the order in which they are read.

    PDFium turns lines from right to left letter by letter, so that the lam-alef of one glyph becomes alef-lam. The text
    is as long as before.
    """
    if raw.isascii() or not _LETTERS_IN_ROW.search(raw):
        return raw
    chars = list(raw)
    for word in _LETTERS_IN_ROW.finditer(raw):
        begin = word.start()
        for place in range(word.start() + 1, word.end() + 1):
            if place < word.end() and glyphs.is_same(glyphs.index(begin), glyphs.index(place)):
                continue
            chars[begin:place] = reversed(chars[begin:place])
            begin = place
    for number in _NUMBER_WITH_MARK.finditer(raw):
        digit, mark = (glyphs.box(glyphs.index(place)) for place in (number.start(1), number.start(2)))
        if mark[0] > digit[0]:
            chars[number.start() : number.end()] = number[2] + number[1]
    return "".join(chars)


def _is_drawn_on(page: pdfium.PdfPage, has_text: bool) -> bool:
    """Whether a picture may contain text: a large picture, or any drawing on a page without text."""
    drawn = drawn_objects(page, _MAX_OBJECTS)
    if not has_text:
        return any(pdfium_c.FPDFPageObj_GetType(item) in _DRAWN for item in drawn)
    width, height = page.get_size()
    pictures = (item for item in drawn if pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_IMAGE)
    bounds = filter(None, map(object_bounds, pictures))
    return any((right - left) * (top - bottom) >= _LARGE * width * height for left, bottom, right, top in bounds)


def _placeless(raw: str) -> list[Line]:
    """Lines of a text without known position and font."""
    spans = ((match.start(), match.end()) for match in re.finditer(r"[^\n]+", raw) if not match.group().isspace())
    return [Line(a, b, raw[a:b].strip(), 0.0, 0.0, 0.0, 0) for a, b in spans]


def _text_by_pypdf(data: bytes, number: int) -> str:
    from pypdf import PdfReader  # imported here because few files need it

    # It logs every small fault that it works around.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        text = PdfReader(io.BytesIO(data)).pages[number - 1].extract_text()
    except Exception:  # noqa: BLE001  its parser raises any error on damaged files; then PDFium's result stands
        return ""
    return with_whole_characters(text[:MAX_PAGE_CHARS])


# Whether the text of a page in two columns was read across the gutter.
#
# Then lines run from one column into the other with a gap in the middle, or lines of the two columns alternate. A table
# of two columns has words in its cells, not prose. All limits are guesses.

_MANY_LINES = 12  # fewer on a page do not show its columns
_LOOKED_AT = 9  # lines in which we look for the gap
_SURE = 3  # lines without a gap that settle a page as sound; most pages have no gap
_MOST = 0.7  # smallest share of those lines that have a gap, and in the same place
_WIDE = 1.0
"""Smallest gap in proportion to font size; justified lines stretch spaces to half of that."""
_MAX_JUMPS = 0.4  # largest share of the shorter column's lines at which sound text jumps across and back
_SAME_HEIGHT = 3.0  # largest distance of two such lines in proportion to font size
# "models drift in"
_PROSE = re.compile(r"(?:[^\W\d_]{2,}\W+){2}[^\W\d_]{2,}")

Gap = tuple[float, float, int]
"""Left and right edge (points) of a gap, and its place in the raw text."""


def reads_across(glyphs: Glyphs, raw: str, lines: Sequence[Line]) -> bool:
    """Whether a page's text mixes the sentences of two columns."""
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
    """The widest gap in the middle half of a line; None if it is no wider than a space."""
    size = line.end - line.start
    spaces = [i for i in range(line.start + size // 4, line.end - size // 4) if raw[i] == " "][:40]
    gaps = ((glyphs.box(glyphs.index(i - 1))[2], glyphs.box(glyphs.index(i + 1))[0], i) for i in spaces)
    widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=None)
    return widest if widest and widest[1] - widest[0] >= _WIDE * line.size else None


def _parts_prose(raw: str, line: Line, place: int) -> bool:
    return all(_PROSE.search(side[:300]) for side in (raw[line.start : place], raw[place : line.end]))


def comes_in_turns(placed: Sequence[Line], middle: float) -> bool:
    """Whether successive lines often alternate between the sides of `middle` (points)."""
    sides = [-1 if line.right <= middle else 1 if line.left >= middle else 0 for line in placed]
    fewer = min(sides.count(-1), sides.count(1))
    turns = sum(
        1
        for (above, side_above), (line, side) in pairwise(zip(placed, sides, strict=True))
        if side_above * side == -1 and abs(above.bottom - line.bottom) < _SAME_HEIGHT * max(above.size, line.size, 1.0)
    )
    return fewer >= _MANY_LINES and turns > _MAX_JUMPS * 2 * fewer


# Whether the text extracted from a page is what a person reads there.
#
# Each measure is a share, so that one formula, table or line of code does not condemn a page. Measures of words apply
# only to scripts that separate words.

_ADVICE = {
    Fault.NO_TEXT: "no text on {} (scanned?): run OCR over it",
    Fault.OCR_EMPTY: "no text found by OCR on {}: see whether it has any",
    Fault.OCR_LATE: "OCR took too long on {}: allow more time with `refdesk index --retry`",
    Fault.GARBLED: "garbled text on {} (fonts that do not say which letters they draw?): run OCR over it",
    Fault.LOST_SPACES: "spaces lost on {}, words run together: get another copy or run OCR over it",
    Fault.INTERLEAVED: "columns read across on {}, sentences are mixed up: get another copy or run OCR over it",
}
_MAX_NAMED = 10
"""Pages that a warning lists (a guess)."""

# (cid:123), which pypdf writes for a letter it does not know
_CID = re.compile(r"\(cid:\d{1,6}\)")
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\x00\x01\x03-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MAX_UNREADABLE = 0.06
"""Largest share of unreadable characters on a sound page, which may have formulas (a guess)."""
_WORD = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]+")
"""A run of letters in scripts that separate words by spaces and write vowels."""
# If fonts lost their letters, more than a quarter of the long words are like "bcdfg".
_LATIN_WORD = re.compile(r"(?<![^\W_])[A-Za-zÀ-ɏ]{4,}(?![^\W_])")
_VOWELLESS = re.compile(r"(?<![^\W_])[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZßçñ]{4,}(?![^\W_])")
_VOWELS = b"aeiouyAEIOUY"
_CONSONANTS = bytes(c for c in range(128) if chr(c).isalpha() and c not in _VOWELS)
_USUAL_VOWELS = 0.34
"""Share of vowels among letters that proves text sound without counting words; English has 0.40."""
_MANY_WORDS = 60  # fewer do not give a reliable share (a guess)
_MAX_VOWELLESS = 0.25  # of the words (a guess)
# "....", "%"
_SYMBOL = re.compile(r"([!-/:-@\[-`{-~])\1*")
_SYMBOLS = bytes(c for c in range(33, 127) if not chr(c).isalnum())
_MAX_SYMBOLS = 0.5  # of the characters (a guess)
_MANY_CHARS = 200  # fewer do not give a reliable share (a guess)
_LONG_WORD = 32  # letters (a guess)
_MAX_IN_LONG_WORDS = 0.15  # of the letters (a guess)
_MEAN_WORD = 12.0  # letters of an average word, at most (a guess)


def page_faults(
    texts: Mapping[int, str], drawn: Set[int], across: Set[int], scans: Scans = NO_SCANS
) -> tuple[PageFault, ...]:
    """The faults of each page, in page order; `drawn` and `across` as in `Pages`, `scans` as in `extract`."""
    faults: list[PageFault] = []
    # A page may be blank on purpose, but not every page of a paper.
    blank = not any(text.strip() for text in texts.values())
    for page, text in texts.items():
        if page in scans:
            fault = Fault.OCR_LATE if scans[page] is None else Fault.OCR_EMPTY
            faults += [] if scans[page] else [PageFault(page, fault)]
        elif blank or page in drawn:
            faults.append(PageFault(page, Fault.NO_TEXT))
        elif is_garbled(text):
            faults.append(PageFault(page, Fault.GARBLED))
        else:
            faults += [PageFault(page, Fault.LOST_SPACES)] if has_lost_spaces(text) else []
            faults += [PageFault(page, Fault.INTERLEAVED)] if page in across else []
    return tuple(faults)


def warnings(faults: Sequence[PageFault], pages: int) -> tuple[str, ...]:
    """One warning for each kind of fault, with its pages and advice; `pages` is the document's number of pages."""
    lines: list[str] = []
    for fault, advice in _ADVICE.items():
        where = [page_fault.page for page_fault in faults if page_fault.fault is fault]
        if fault is Fault.NO_TEXT and len(where) == pages:
            lines.append(f"no text on any of its {pages} pages (scanned images?): run OCR over it")
        elif where:
            lines.append(advice.format(_pages(where)))
    return tuple(lines)


def unseen_warning(pages: Set[int]) -> tuple[str, ...]:
    """The warning that names the pages with invisible text, if there are any."""
    return (f"text that cannot be seen was left out on {_pages(sorted(pages))}",) if pages else ()


def _pages(where: Sequence[int]) -> str:
    more = " and more" if len(where) > _MAX_NAMED else ""
    return f"page {', '.join(map(str, where[:_MAX_NAMED]))}{more}"


def is_garbled(text: str) -> bool:
    """Whether the characters differ from the printed ones: many are unreadable, or the letters do not form words."""
    size = len(text) - text.count(" ") - text.count("\n") - text.count("\r")
    if not size:
        return False
    unreadable = sum(len(mark) for mark in _CID.findall(text)) if "(cid:" in text else 0
    if not text.isascii() or not text.isprintable():
        unreadable += len(_UNREADABLE.findall(text))
    if unreadable > max(_MAX_UNREADABLE * size, 3):
        return True
    plain = text.encode("ascii", "ignore")  # counting bytes is fast, and few pages need more
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
    """Whether text is mostly symbols; a run of one symbol counts once, as leaders in a table of contents."""
    symbols = len(plain) - len(plain.translate(None, _SYMBOLS))
    return symbols > _MAX_SYMBOLS * size and len(_SYMBOL.findall(text)) > _MAX_SYMBOLS * size


def has_lost_spaces(text: str) -> bool:
    """Whether words run together: many letters are in words that are too long."""
    stretches = text.split()
    if max(map(len, stretches), default=0) <= _LONG_WORD and len(text) <= _MEAN_WORD * len(stretches):
        return False
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if letters < _MANY_CHARS:
        return False
    in_long = sum(len(word) for word in words if len(word) > _LONG_WORD)
    return in_long > _MAX_IN_LONG_WORDS * letters or letters > _MEAN_WORD * len(words)
