"""Invisible text of a PDF page: white on white, smaller than a point, or outside the page.

Text in PDF's invisible mode stays, because OCR puts the words of a scan over its picture in this way.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.readers.pdf.layout import Glyphs, Line

_SMALLEST = 1.0
"""Points of the smallest readable text (a guess); footnotes and indices have five."""
_WHITE = 250
"""Of 255 in red, green and blue: from here on text does not show on white paper (a guess)."""
_COVERING = frozenset(
    {pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING}
    | {pdfium_c.FPDF_PAGEOBJ_FORM}
)
_MAX_OBJECTS = 5_000
"""Objects of a page that are examined; more than a page of charts has (a guess)."""
_WORD = re.compile(r"\S+")

Box = tuple[float, float, float, float]


class Ink:
    """Colours of a page's characters, and the objects behind them; indices of characters are PDFium's."""

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, glyphs: Glyphs) -> None:
        self._page = page
        self._textpage = textpage.raw
        self._glyphs = glyphs
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._by_reference = [ctypes.byref(part) for part in self._colour]
        self._edges = page.get_bbox()
        self._covers: list[Box] | None = None

    def may_hide(self, line: Line) -> bool:
        """Whether a line extends beyond the page, is tiny, or begins or ends in white."""
        left, bottom, right, top = self._edges
        if line.left < left or line.right > right or line.bottom < bottom or line.top > top:
            return True
        index = self._glyphs.index
        return 0 < line.size < _SMALLEST or self._is_white(index(line.start)) or self._is_white(index(line.end - 1))

    def is_unseen(self, index: int) -> bool:
        """Whether the character cannot be seen."""
        size, _ = self._glyphs.size(index)
        if 0 < size < _SMALLEST:
            return True
        box = self._glyphs.box(index)
        return _is_outside(box, self._edges) or (self._is_white(index) and not self._is_covered(box))

    def _is_white(self, index: int) -> bool:
        """Whether the character is white or fully transparent."""
        if not pdfium_c.FPDFText_GetFillColor(self._textpage, index, *self._by_reference):
            return False
        red, green, blue, opacity = self._colour
        is_white = red.value >= _WHITE and green.value >= _WHITE and blue.value >= _WHITE
        return is_white or opacity.value == 0

    def _is_covered(self, box: Box) -> bool:
        """Whether an object is drawn at the character's place, so that it may be visible against it."""
        if self._covers is None:
            self._covers = list(_covers(self._page))
        across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(left <= across <= right and bottom <= up <= top for left, bottom, right, top in self._covers)


def unseen_spans(lines: Sequence[Line], glyphs: Glyphs, ink: Ink) -> list[tuple[int, int]]:
    """Spans of invisible words in the page's raw text, in order.

    For speed, a line that begins and ends with visible characters is taken as visible.
    """
    spans: list[tuple[int, int]] = []
    for line in lines:
        if ink.may_hide(line):
            words = ((line.start + word.start(), line.start + word.end()) for word in _WORD.finditer(line.text))
            spans += [(start, end) for start, end in words if ink.is_unseen(glyphs.index(start))]
    return spans


def blanked(raw: str, spans: Sequence[tuple[int, int]]) -> str:
    """`raw` with spaces in these spans, so that offsets stay valid."""
    parts: list[str] = []
    last = 0
    for start, end in spans:
        parts += raw[last:start], " " * (end - start)
        last = end
    return "".join([*parts, raw[last:]])


def _is_outside(box: Box, edges: Box) -> bool:
    left, bottom, right, top = box
    if right <= left or top <= bottom:  # some fonts do not state their size
        return False
    return right <= edges[0] or left >= edges[2] or top <= edges[1] or bottom >= edges[3]


def _covers(page: pdfium.PdfPage) -> Iterator[Box]:
    """Bounds of drawings and pictures on a page."""
    for drawn in drawn_objects(page, _MAX_OBJECTS):
        if pdfium_c.FPDFPageObj_GetType(drawn) in _COVERING and (bounds := object_bounds(drawn)):
            yield bounds


def drawn_objects(page: pdfium.PdfPage, most: int) -> list[object]:
    """The first `most` objects (text, paths, pictures) of a page."""
    return [pdfium_c.FPDFPage_GetObject(page, i) for i in range(min(pdfium_c.FPDFPage_CountObjects(page), most))]


def object_bounds(drawn: object) -> Box | None:
    """Left, bottom, right and top of an object on a page, in points."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, sides)):
        return None
    return sides[0].value, sides[1].value, sides[2].value, sides[3].value
