"""Lines of a PDF page with their place and font, and which of them are headings."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium_c
from pypdfium2 import PdfTextPage

_LINE = re.compile(r"[^\s][^\r\n]*(?<!\s)")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-H]\.)\s+\S")
_KNOWN = re.compile(
    r"(?:abstract|introduction|background|related work|methods?|methodology|results|discussion|conclusions?|"
    r"acknowledge?ments?|references|bibliography|appendix(?: [A-Z])?)\W*$",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(r"(?:fig(?:ure)?|table|tab|algorithm|listing)\b\.?\s*\d|arXiv:|doi\b|https?:", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_IN_WORD = re.compile(r"[^\W\d_]{4}")
_BOLD = 600
_MAX_HEADING_WORDS = 12
_MAX_HEADING_CHARS = 300
_FEW_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its span in the page's raw text, its place and its font.

    Places are in points from the lower left corner. `size` is in points as drawn, whatever the font itself says.
    Where PDFium joins a hyphenated word across two printed lines, both are one line; `left` is the first one's edge,
    `right` the second one's.
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
        """Size and weight, by which headings of one rank are alike."""
        return round(self.size, 1), self.weight


class Glyphs:
    """What PDFium tells of the single characters of a page, by their position in the page's raw text."""

    def __init__(self, textpage: PdfTextPage, raw: str) -> None:
        self._textpage = textpage.raw
        self._raw = raw
        self._counted_alike = textpage.count_chars() == len(raw)
        self._surrogates = not raw.isascii() and max(raw) > "\uffff"
        self._at = (0, 0)
        self._box = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()

    def index(self, place: int) -> int:
        """PDFium's own number of the character: it counts UTF-16 units, and characters it left out of the text."""
        if self._counted_alike:
            return place
        unit = self._unit(place) if self._surrogates else place
        index: int = pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._textpage, unit)
        return max(0, index)

    def _unit(self, place: int) -> int:
        """Counted on from the last place asked for, as those before it need not be counted again."""
        known, unit = self._at if self._at[0] <= place else (0, 0)
        unit += len(self._raw[known:place].encode("utf-16-le", "surrogatepass")) // 2
        self._at = (place, unit)
        return unit

    def size(self, index: int) -> tuple[float, bool]:
        """Size in points as drawn, and whether the character stands upright."""
        nominal = pdfium_c.FPDFText_GetFontSize(self._textpage, index)
        matrix = self._matrix
        if nominal <= 0 or not pdfium_c.FPDFText_GetMatrix(self._textpage, index, matrix):
            return 0.0, True
        across, up = matrix.c, matrix.d
        return nominal * math.hypot(across, up), abs(up) >= abs(across)

    def weight(self, index: int) -> int:
        """Weight of the font, 400 for a regular one; 0 where it is not known."""
        weight: int = pdfium_c.FPDFText_GetFontWeight(self._textpage, index)
        return max(0, weight)

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the character's place in its line; all 0 where it has none."""
        if not pdfium_c.FPDFText_GetLooseCharBox(self._textpage, index, self._box):
            return 0.0, 0.0, 0.0, 0.0
        return self._box.left, self._box.bottom, self._box.right, self._box.top


def page_lines(glyphs: Glyphs, raw: str) -> list[Line]:
    """The lines of `raw`, the page's text as PDFium gives it, in its order; white space around them left out."""
    return [_line(glyphs, match.start(), match.group()) for match in _LINE.finditer(raw)]


def _line(glyphs: Glyphs, start: int, text: str) -> Line:
    first = glyphs.index(start)
    size, upright = glyphs.size(first)
    # A raised mark before the first word would pass for the line's size.
    word = None if text[0].isupper() or text[:2].islower() else _IN_WORD.search(text)
    if word:
        inner, upright = glyphs.size(glyphs.index(start + word.start() + 1))
        size = max(size, inner)
    left, bottom, _, top = glyphs.box(first)
    end = start + len(text)
    right = glyphs.box(glyphs.index(end - 1))[2]
    return Line(start, end, text, bottom, top, size, glyphs.weight(first), left, right, upright)


def body_size(pages: Mapping[int, Sequence[Line]]) -> float:
    """The font size, in points, that most characters of the document have; 0 without text."""
    exact: defaultdict[float, int] = defaultdict(int)
    for lines in pages.values():
        for line in lines:
            exact[line.size] += len(line.text)
    sizes: Counter[float] = Counter()
    for size, chars in exact.items():
        sizes[round(size, 1)] += chars
    return sizes.most_common(1)[0][0] if sizes else 0.0


def headings(pages: Mapping[int, Sequence[Line]], outline: frozenset[str], body: float) -> set[tuple[int, int]]:
    """(page, start) of the section headings, by the `body_size` of the document.

    Sure ones are in the document's outline (lower case, without numbers), or have a number or a usual name and a
    font that stands out. Others count when they follow and look like one in a larger font; where a document
    has hardly any sure ones, a clearly larger font is enough.
    """
    bold = max(_BOLD, _body_weight(pages) + 1)
    could_be = [(page, line) for page, lines in pages.items() for line in lines if _could_be_heading(line)]
    sure = [(page, line) for page, line in could_be if _is_sure_heading(line, body, bold, outline)]
    if len(sure) < _FEW_HEADINGS:
        return {(page, line.start) for page, line in could_be if line.size >= body * 1.15} | _places(sure)
    looks = {line.looks for _, line in sure if line.size >= body * 1.05}
    first = min(_places(sure))  # above it stand title and authors
    return {place for place in _places([c for c in could_be if c[1].looks in looks]) if place > first} | _places(sure)


def _places(lines: Sequence[tuple[int, Line]]) -> set[tuple[int, int]]:
    return {(page, line.start) for page, line in lines}


def _could_be_heading(line: Line) -> bool:
    text = line.text
    if len(text) > _MAX_HEADING_CHARS or text.count(" ") >= _MAX_HEADING_WORDS or not line.upright:
        return False
    name = heading_name(text)
    return (
        (name[0].isupper() or name[0].isdigit())
        and (not name.endswith((".", ",", ";", ":", "-")) or _KNOWN.match(name) is not None)
        and len(_LETTER.findall(name)) >= max(4, len(name) // 2)
        and not _NO_HEADING.match(text)
    )


def _body_weight(pages: Mapping[int, Sequence[Line]]) -> int:
    """The weight of most lines: some fonts say of their regular cut that it is bold."""
    weights = Counter(line.weight for lines in pages.values() for line in lines)
    return weights.most_common(1)[0][0] if weights else 0


def _is_sure_heading(line: Line, body: float, bold: int, outline: frozenset[str]) -> bool:
    stands_out = line.size >= body * 1.08 or line.weight >= bold or line.text.isupper()
    name = heading_name(line.text)
    if name.lower() in outline:
        return True
    if _KNOWN.match(name):
        return stands_out or " " not in line.text
    return _NUMBERED.match(line.text) is not None and stands_out and line.size >= body * 0.9


def heading_name(text: str) -> str:
    """A heading without its number."""
    match = _NUMBERED.match(text)
    return text[match.end() - 1 :].strip() if match else text.strip()


def heading_level(text: str) -> int:
    """1 for a section, 2 for a subsection, by the dots in its number; 1 without a number."""
    number = re.match(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s", text)
    if number:
        return number.group(1).count(".") + 1
    return 2 if re.match(r"[A-H]\.\s", text) else 1
