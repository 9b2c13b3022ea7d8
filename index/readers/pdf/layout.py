"""Lines of a PDF page with position and font; and which of them are headings."""

import ctypes
import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from statistics import median

from pypdfium2 import PdfTextPage
from pypdfium2 import raw as pdfium_c

_LINE = re.compile(r"[^\s][^\r\n]*(?<!\s)")
# "3 Method", "3.1. Data", "IV. RESULTS", "A. Setup", "A.1 Proof"
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-H](?:\.|(?:\.\d{1,2}){1,3}\.?))\s+\S")
# "Abstract", "Acknowledgments", "Appendix B"
_KNOWN = re.compile(
    r"(?:abstract|introduction|background|related work|methods?|methodology|results|discussion|conclusions?|"
    r"acknowledge?ments?|references|bibliography|appendix(?: [A-Z])?)\W*$",
    re.IGNORECASE,
)
# "Figure 3", "Table 1", "https:"
_NO_HEADING = re.compile(r"(?:fig(?:ure)?|table|tab|algorithm|listing)\b\.?\s*\d|arXiv:|doi\b|https?:", re.IGNORECASE)
_IN_WORD = re.compile(r"[^\W\d_]{4}")
_BOLD = 600
"""Weight of a semi-bold font in OpenType."""
# "Times-Bold", "NimbusSanL-Bold", "CMBX10"
_NAMED_BOLD = re.compile(r"bold|black|heavy|cmb|sfb|bx\d", re.IGNORECASE)
_LIGHT = 300  # a smaller weight is no weight, or unknown
_BOLDER = 150
"""Smallest difference of weight between bold and regular print; that of italics is below 60 (measured)."""
_MAX_HEADING_WORDS = 12  # a guess
_MAX_HEADING_CHARS = 300  # a guess; letter-spaced headings are long
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_MAX_IDEOGRAPHS = 25  # a guess; Chinese and Japanese have no spaces between words
_MAX_FONT_NAME = 200  # bytes (a guess)
_MAX_HEADING_LINES = 4  # a guess
_NEXT_LINE = 1.7
"""Largest distance of a heading's lines in proportion to font size; they are set wider than text (a guess)."""
_SAME_PRINT = 0.3  # points, largest difference of font size within a heading (a guess)
# "Introduction . . . . 3", "The Design Process 15"
_LEADS_TO_PAGE = re.compile(r"[^\d][\s.]\d{1,4}\Z")
_MANY_LEADING = 4  # lines of the shortest table of contents (a guess)
_MOST_LEADING = 0.25  # share of a page's lines that end in a number if it has a table of contents (a guess)
_FEW_HEADINGS = 3
"""Sure headings; with fewer, headings are recognised by font size alone (a guess)."""
_BITMAP = 3.0
"""Points of nominal size below which the drawn letters are measured: bitmap fonts of TeX state 0.1 to 1 (Type 3)."""
_MEASURED = 200  # characters in which we look for letters of the same font (a guess)
_ENOUGH = 20  # letters that give a reliable size (a guess)
_SMALL = 0.45
# Heights of letters above the line in proportion to the font's size, in Computer Modern and Times.
_HEIGHTS = {
    **dict.fromkeys("acegmnopqrsuvwxyz", _SMALL),
    **dict.fromkeys("bdfhkl", 0.69),
    **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0.68),
}
_DESCENT = 0.22  # of the font's size below the line, in the same fonts


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its span in the page's raw text, its position and its font.

    Positions are in points from the lower left corner; `size` is in points as drawn. If PDFium joins two printed lines
    at a hyphenated word, `left` is the edge of the first and `right` that of the second.
    """

    start: int
    end: int
    text: str
    bottom: float
    top: float
    size: float
    weight: int
    left: float = 0.0
    right: float = 0.0
    upright: bool = True

    @property
    def looks(self) -> tuple[float, int]:
        """Size and weight, which are equal for headings of one rank."""
        return round(self.size, 1), self.weight


class Glyphs:
    """Size, weight and position of a page's characters, from PDFium."""

    def __init__(self, textpage: PdfTextPage, raw: str) -> None:
        self._textpage = textpage.raw
        self._raw = raw
        self._counted_alike = textpage.count_chars() == len(raw)
        self._surrogates = not raw.isascii() and max(raw) > "\uffff"
        self._last = (0, 0)
        self._left_out = [] if self._counted_alike or self._surrogates else self._left_out_of_text(textpage)
        self._box = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()
        self._point = ctypes.c_double(), ctypes.c_double()
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._drawn: dict[tuple[float, float], float] = {}
        """Sizes measured by font, which its nominal size and its height above the line identify."""

    def index(self, place: int) -> int:
        """PDFium's index of the character at `place` in the raw text.

        PDFium counts UTF-16 units and characters that it leaves out of the text.
        """
        if self._counted_alike:
            return place
        unit = self._unit(place) if self._surrogates else place + bisect_right(self._left_out, place)
        index: int = pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._textpage, unit)
        return index if index > 0 else 0

    def _left_out_of_text(self, textpage: PdfTextPage) -> list[int]:
        """Offsets in the text where PDFium left out letters beyond U+FFFF (mathematical), though it counts them."""
        codes = map(partial(pdfium_c.FPDFText_GetUnicode, self._textpage), range(textpage.count_chars()))
        beyond = (i for i, code in enumerate(codes) if code > 0xFFFF)
        places = (pdfium_c.FPDFText_GetTextIndexFromCharIndex(self._textpage, i) for i in beyond)
        return [place - before for before, place in enumerate(places)]

    def _unit(self, place: int) -> int:
        """The number of UTF-16 units before `place`, counted from the last query."""
        known, unit = self._last if self._last[0] <= place else (0, 0)
        unit += len(self._raw[known:place].encode("utf-16-le", "surrogatepass")) // 2
        self._last = (place, unit)
        return unit

    def size(self, index: int) -> tuple[float, bool]:
        """Size in points as drawn, and whether the character is upright."""
        size, upright = self._nominal(index)
        if size >= _BITMAP:
            return size, upright
        return (self._measured(index, size, upright) if 0 < size < _BITMAP else size), upright

    def _nominal(self, index: int) -> tuple[float, bool]:
        """Size in points that the font states, scaled as the text is, and whether the character is upright."""
        nominal = pdfium_c.FPDFText_GetFontSize(self._textpage, index)
        matrix = self._matrix
        if nominal <= 0 or not pdfium_c.FPDFText_GetMatrix(self._textpage, index, matrix):
            return 0.0, True
        across, up = matrix.c, matrix.d
        return nominal * math.hypot(across, up), abs(up) >= abs(across)

    def _measured(self, index: int, nominal: float, upright: bool) -> float:
        """Size in points by the letters as drawn, if they are more than twice as high as the font states.

        A font of bitmaps has its size in the bitmaps. We measure letters of known height, in steps of half a point.
        """
        font = self._font(index, nominal, upright)
        if font not in self._drawn:
            measured = self._measure(font, index)
            is_larger = measured > max(2 * nominal, 1.0)
            self._drawn[font] = round(2 * measured) / 2 if is_larger else nominal
        return self._drawn[font]

    def _measure(self, font: tuple[float, float], begin: int) -> float:
        """Size in points of a font by its letters from `begin` on; by its largest ink if it draws no known letter."""
        end = min(pdfium_c.FPDFText_CountChars(self._textpage), begin + _MEASURED)
        sizes: defaultdict[bool, list[float]] = defaultdict(list)  # by whether the letter is a small one
        largest = 0.0
        for index in range(begin, end):
            nominal, upright = self._nominal(index)
            if not 0 < nominal < _BITMAP or self._font(index, nominal, upright) != font:
                continue
            above, below = self._ink(index, upright)
            left, _, right, _ = self._loose(index)
            largest = max(largest, above + below, right - left)
            ratio = _HEIGHTS.get(chr(pdfium_c.FPDFText_GetUnicode(self._textpage, index)))
            if ratio and above > 0:
                sizes[ratio == _SMALL].append(above / ratio)
            if sum(map(len, sizes.values())) == _ENOUGH:
                break
        return min(map(median, sizes.values()), default=largest)  # small capitals are higher than small letters

    def _font(self, index: int, nominal: float, upright: bool) -> tuple[float, float]:
        """What tells a font from others: its nominal size, and the height of its box above the line, in points."""
        left, _, right, top = self._loose(index)
        across, up = self._origin(index)
        return round(nominal, 3), round(top - up if upright else max(across - left, right - across), 1)

    def _origin(self, index: int) -> tuple[float, float]:
        across, up = self._point
        pdfium_c.FPDFText_GetCharOrigin(self._textpage, index, across, up)
        return across.value, up.value

    def _ink(self, index: int, upright: bool) -> tuple[float, float]:
        """Points that the character is drawn above and below the line."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium_c.FPDFText_GetCharBox(self._textpage, index, left, right, bottom, top)
        across, up = self._origin(index)
        if upright:
            return top.value - up, up - bottom.value
        sides = right.value - across, across - left.value
        return max(sides), min(sides)

    def weight(self, index: int) -> int:
        """Weight of the font, 400 for regular, 0 if unknown."""
        weight: int = pdfium_c.FPDFText_GetFontWeight(self._textpage, index)
        return max(0, weight)

    def heights(self, index: int) -> tuple[float, float]:
        """Height of the character's baseline and of the foot of its drawn shape; both 0 if unknown."""
        _, up = self._point
        if not pdfium_c.FPDFText_GetCharOrigin(self._textpage, index, *self._point):
            return 0.0, 0.0
        if not pdfium_c.FPDFText_GetCharBox(self._textpage, index, *self._sides):
            return up.value, up.value
        return up.value, self._sides[2].value

    def font(self, index: int) -> str:
        """Name of the character's font without the prefix of a subset."""
        name, flags = ctypes.create_string_buffer(_MAX_FONT_NAME), ctypes.c_int()
        size = pdfium_c.FPDFText_GetFontInfo(self._textpage, index, name, _MAX_FONT_NAME, ctypes.byref(flags))
        if not 0 < size <= _MAX_FONT_NAME:
            return ""
        return name.value.decode("utf-8", "replace").rpartition("+")[2]

    def is_same(self, index: int, other: int) -> bool:
        """Whether two characters are one glyph, a ligature."""
        return self._loose(index) == self._loose(other) and self._origin(index) == self._origin(other)

    def is_generated(self, index: int) -> bool:
        """Whether PDFium added the character, as it adds spaces where it sees a gap."""
        return bool(pdfium_c.FPDFText_IsGenerated(self._textpage, index) == 1)

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the character's box; all 0 if it has none."""
        left, bottom, right, top = self._loose(index)
        if self._drawn:
            nominal, upright = self._nominal(index)
            size = self.size(index)[0] if upright else nominal
            if size > nominal:  # fonts of bitmaps state any box
                bottom = self._origin(index)[1] - _DESCENT * size
                top = bottom + size
        return left, bottom, right, top

    def _loose(self, index: int) -> tuple[float, float, float, float]:
        if not pdfium_c.FPDFText_GetLooseCharBox(self._textpage, index, self._box):
            return 0.0, 0.0, 0.0, 0.0
        return self._box.left, self._box.bottom, self._box.right, self._box.top


def page_lines(glyphs: Glyphs, raw: str) -> list[Line]:
    """The stripped lines of `raw` (the page's text from PDFium), in its order."""
    return [_line(glyphs, match.start(), match.group()) for match in _LINE.finditer(raw)]


def _line(glyphs: Glyphs, start: int, text: str) -> Line:
    first = glyphs.index(start)
    size, upright = glyphs.size(first)
    # A raised mark before the first word must not determine the line's size.
    word = None if text[0].isupper() or text[:2].islower() else _IN_WORD.search(text)
    if word:
        inner, upright = glyphs.size(glyphs.index(start + word.start() + 1))
        size = max(size, inner)
    left, bottom, _, top = glyphs.box(first)
    end = start + len(text)
    right = glyphs.box(glyphs.index(end - 1))[2]
    weight = glyphs.weight(first)
    if weight == 0 and _NAMED_BOLD.search(glyphs.font(first)):
        weight = _BOLD
    if weight >= _BOLD:  # a paragraph may begin with a bold word
        weight = min(weight, glyphs.weight(glyphs.index(end - 1)) or weight)
    return Line(start, end, text, bottom, top, size, weight, left, right, upright)


def body_size(pages: Mapping[int, Sequence[Line]]) -> float:
    """The font size (points) of most characters in the document; 0 without text."""
    exact: defaultdict[float, int] = defaultdict(int)
    for lines in pages.values():
        for line in lines:
            exact[line.size] += len(line.text)
    sizes: Counter[float] = Counter()
    for size, chars in exact.items():
        sizes[round(size, 1)] += chars
    return sizes.most_common(1)[0][0] if sizes else 0.0


def headings(
    pages: Mapping[int, Sequence[Line]],
    outline: frozenset[str],
    body: float,
    front: Set[tuple[int, int]] = frozenset(),
) -> set[tuple[int, int]]:
    """(page, start) of the lines of section headings; `body` is the document's `body_size`.

    front: lines above the abstract (title, authors), which are no headings.

    Sure headings are in the outline (lower case, without numbers), or have a number or a usual name and a font that
    stands out. Later lines with the looks of a sure heading in a larger font count too. In a document with few sure
    headings, a clearly larger font is enough.
    """
    bold = _bold(pages)
    possible = {
        (page, line.start): line
        for page, lines in pages.items()
        for line in _without_contents(lines)
        if _could_be_heading(line) and ((page, line.start) not in front or is_usual_name(line.text))
    }
    sure = {place for place, line in possible.items() if _is_sure_heading(line, body, bold, outline)}
    if len(sure) < _FEW_HEADINGS:
        likely = {place for place, line in possible.items() if line.size >= body * 1.15}
    else:
        looks = {possible[place].looks for place in sure if possible[place].size >= body * 1.05}
        first = min(sure)  # title and authors are above it
        likely = {place for place, line in possible.items() if line.looks in looks and place > first}
    words = {place: possible[place].text for place in sorted(likely | sure)}
    return _with_further_lines(pages, words.keys() - set(_beginnings_in_figures(words)), body, bold)


def _beginnings_in_figures(headings: Mapping[tuple[int, int], str]) -> Iterator[tuple[int, int]]:
    """Places of "Abstract" and "Introduction" behind the numbered introduction, as in pictures of other papers."""
    begun = False
    for place, text in headings.items():
        name, numbered = heading_name(text).lower(), _NUMBERED.match(text) is not None
        if begun and not numbered and name in ("abstract", "introduction"):
            yield place
        begun = begun or (numbered and name == "introduction")


def _bold(pages: Mapping[int, Sequence[Line]]) -> int:
    """The weight from which on a font is bold beside the document's text; fonts state weights of their own."""
    weights = Counter[int]()
    for lines in pages.values():
        for line in lines:
            weights[line.weight] += len(line.text)
    usual = weights.most_common(1)[0][0] if weights else 0
    return _BOLD if usual < _LIGHT else min(_BOLD, usual + _BOLDER) if usual < _BOLD else usual + 1


def _without_contents(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of a page without those of a table of contents."""
    ends = [line for line in lines if line.text[-1].isdigit() and _LEADS_TO_PAGE.search(line.text[-6:])]
    listed = set(ends) if len(ends) >= max(_MANY_LEADING, _MOST_LEADING * len(lines)) else set()
    return (line for line in lines if line not in listed)


def _with_further_lines(
    pages: Mapping[int, Sequence[Line]], places: Set[tuple[int, int]], body: float, bold: int
) -> set[tuple[int, int]]:
    """The lines of headings with those that continue them; a paragraph in the print of headings is none."""
    whole: set[tuple[int, int]] = set()
    for page, lines in pages.items():
        run: list[Line] = []
        for line in lines:
            stands_out = bool(run) and (
                run[0].size >= body * 1.05 or run[0].weight >= bold or (run[0].text.isupper() and line.text.isupper())
            )
            if run and continues_heading(run[-1], line) and (stands_out or (page, line.start) in places):
                run.append(line)
                continue
            whole |= _if_heading(page, run)
            run = [line] if (page, line.start) in places else []
        whole |= _if_heading(page, run)
    return whole


def _if_heading(page: int, run: Sequence[Line]) -> set[tuple[int, int]]:
    if len(run) > _MAX_HEADING_LINES:
        run = run[:1] if is_usual_heading(run[0].text) else []
    return {(page, line.start) for line in run}


def continues_heading(above: Line, line: Line) -> bool:
    """Whether a line continues the heading above it: the same print close below, without a number of its own."""
    rows = 1 + above.text.count("\ufffe")  # PDFium joins printed lines at a hyphen
    near = 0 < above.bottom - line.bottom < rows * _NEXT_LINE * max(line.size, 1.0)
    is_alike = abs(above.size - line.size) < _SAME_PRINT and abs(above.weight - line.weight) < _BOLDER
    return near and is_alike and line.upright and not is_usual_heading(line.text) and not is_usual_name(above.text)


def is_usual_name(text: str) -> bool:
    """Whether a heading is complete, as "1 Introduction"."""
    return _KNOWN.match(heading_name(text)) is not None


def _could_be_heading(line: Line) -> bool:
    text = line.text
    if len(text) > _MAX_HEADING_CHARS or text.count(" ") >= _MAX_HEADING_WORDS or not line.upright:
        return False
    if not text.isascii() and (len(_IDEOGRAPH.findall(text)) > _MAX_IDEOGRAPHS or "。" in text):
        return False
    name = heading_name(text)
    has_case = name[0].isupper() or name[0].islower()
    return (
        (name[0].isupper() or name[0].isdigit() or (name[0].isalpha() and not has_case))
        and (not name.endswith((".", ",", ";", ":", "。", "，", "；", "：", "、")) or _KNOWN.match(name) is not None)
        and (not name.endswith("-") or _NUMBERED.match(text) is not None)
        and sum(map(str.isalpha, name)) >= max(4 if has_case else 2, len(name) // 2)
        and not _NO_HEADING.match(text)
    )


def is_usual_heading(text: str) -> bool:
    """Whether a heading has a number or a usual name, as "Appendix B"."""
    return _NUMBERED.match(text) is not None or _KNOWN.match(text) is not None


def _is_sure_heading(line: Line, body: float, bold: int, outline: frozenset[str]) -> bool:
    stands_out = line.size >= body * 1.08 or line.weight >= bold or line.text.isupper()
    name = heading_name(line.text)
    if name.lower() in outline:
        return True
    if _KNOWN.match(name):
        return stands_out or " " not in line.text or name != line.text
    return _NUMBERED.match(line.text) is not None and stands_out and line.size >= body * 0.9


def heading_name(text: str) -> str:
    """A heading without its number."""
    match = _NUMBERED.match(text)
    return text[match.end() - 1 :].strip() if match else text.strip()


def heading_level(text: str) -> int:
    """1 for a section, 2 for a subsection, by the dots in the heading's number; 1 without a number."""
    number = re.match(r"(\d{1,2}(?:\.\d{1,2})*|[A-H](?:\.\d{1,2})+)\.?\s", text)
    if number:
        return number.group(1).count(".") + 1
    return 2 if re.match(r"[A-H]\.\s", text) else 1
