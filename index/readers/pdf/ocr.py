"""OCR: the lines on the picture of a PDF page that has no text, in reading order, by the extra `ocr` (rapidocr)."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from index.readers.pdf.layout import Glyphs
from index.sources import ScannedLine
from index.text.normalise import on_one_line

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_ENGINE = "rapidocr"
_DOTS = 150
"""Dots per inch: of the words on three pages the engine reads 95 to 99 % right, with 200 dots 94 to 97 %."""
_LONGEST = 4_000
"""Pixels of the longer side of a picture; a larger sheet is read with fewer dots per inch (a guess)."""
_SURE = 0.5
"""Smallest score of a line that is kept, the engine's own default."""

_BOLD = 700  # in OpenType
# "2 Related Work", "3.1. Data"
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,2}\.?\s[A-Z][^.,;:]{3,60}")
_GAP = 1.3  # of the usual distance of lines, smallest above a heading (a guess)

# Reading order: all limits are guesses.
_FEWEST = 5  # lines on each side of a gutter
_CROSSING = 0.3  # largest share of lines across a gutter
_MIDDLE = (0.3, 0.7)  # of the width of the text, where a gutter is looked for
_SAME_ROW = 0.5  # of a line's height, by which the pieces of one printed line may differ
_SAME_SIZE = 0.25  # of a height, up to which another line is of the same size


def is_installed() -> bool:
    """Whether the extra `ocr` is installed."""
    return find_spec(_ENGINE) is not None


class Picture:
    """The picture of a page, as the engine reads it; marks of readers are not drawn."""

    def __init__(self, page: "pdfium.PdfPage") -> None:
        width, height = page.get_size()
        self._scale = min(_DOTS / 72, _LONGEST / max(width, height, 1.0))
        self._height = height
        self._pixels = page.render(
            scale=self._scale, grayscale=True, may_draw_forms=False, draw_annots=False
        ).to_numpy()

    def sha256(self) -> str:
        """Hash of the picture's size and pixels."""
        size = repr(self._pixels.shape).encode()
        return hashlib.sha256(size + self._pixels.tobytes()).hexdigest()

    def read(self, engine: Callable[..., Any]) -> list[ScannedLine]:
        """The lines on the picture, in reading order."""
        result = engine(self._pixels)
        if result.boxes is None:
            return []
        lines = []
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
            across = [float(x) / self._scale for x, _ in box]
            up = [self._height - float(y) / self._scale for _, y in box]
            line = ScannedLine(on_one_line(text), min(across), min(up), max(across), max(up))
            if score >= _SURE and line.text and not _is_turned(line):
                lines.append(line)
        return in_reading_order(lines)


def engine(threads: int) -> Callable[..., Any]:
    """The engine, which takes a picture (height, width) of bytes; loading it takes a second."""
    from rapidocr import RapidOCR

    loaded: Callable[..., Any] = RapidOCR(
        params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": threads}
    )
    return loaded


def _is_turned(line: ScannedLine) -> bool:
    """Whether a line runs up the page, as a stamp in the margin does."""
    return len(line.text) > 2 and line.top - line.bottom > line.right - line.left


def in_reading_order(lines: Iterable[ScannedLine]) -> list[ScannedLine]:
    """Lines by row; in two columns, the left one before the right one between lines across both."""
    rows = _by_row(lines)
    gutter = _gutter(rows)
    if gutter is None:
        return _joined(rows)
    ordered: list[ScannedLine] = []
    left: list[ScannedLine] = []
    right: list[ScannedLine] = []
    for line in rows:
        if line.right <= gutter:
            left.append(line)
        elif line.left >= gutter:
            right.append(line)
        else:
            ordered += *_joined(left), *_joined(right), line
            left, right = [], []
    return [*ordered, *_joined(left), *_joined(right)]


def _by_row(lines: Iterable[ScannedLine]) -> list[ScannedLine]:
    """Lines from top to bottom, those of one row from left to right."""
    rows: list[list[ScannedLine]] = []
    for line in sorted(lines, key=lambda line: -(line.bottom + line.top)):
        if rows and _is_beside(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _is_beside(first: ScannedLine, second: ScannedLine) -> bool:
    height = min(first.top - first.bottom, second.top - second.bottom)
    return abs(first.bottom + first.top - second.bottom - second.top) / 2 < _SAME_ROW * height


def _joined(rows: Sequence[ScannedLine]) -> list[ScannedLine]:
    """Lines of a column; the engine may find one printed line in several pieces."""
    joined: list[ScannedLine] = []
    for line in rows:
        if joined and _is_beside(joined[-1], line) and line.left >= joined[-1].right - (line.top - line.bottom):
            first = joined[-1]
            low, high = min(first.bottom, line.bottom), max(first.top, line.top)
            joined[-1] = ScannedLine(f"{first.text} {line.text}", first.left, low, line.right, high)
        else:
            joined.append(line)
    return joined


def _gutter(rows: Sequence[ScannedLine]) -> float | None:
    """The place between two columns that the fewest lines cross, in points; None for text in one column."""
    if len(rows) < 2 * _FEWEST:
        return None
    first, last = min(line.left for line in rows), max(line.right for line in rows)
    least, most = (first + share * (last - first) for share in _MIDDLE)
    edges = sorted({side for line in rows for side in (line.left, line.right) if least <= side <= most})
    best: tuple[int, float, float] | None = None
    for left, right in pairwise(edges):
        place = (left + right) / 2
        before = sum(line.right <= place for line in rows)
        after = sum(line.left >= place for line in rows)
        crossing = len(rows) - before - after
        if min(before, after) >= _FEWEST and crossing <= _CROSSING * len(rows):
            best = min(best or (crossing, left - right, place), (crossing, left - right, place))
    return best[2] if best else None


class ScannedGlyphs(Glyphs):
    """Places and sizes of the characters of lines by OCR, as of a page's text in fonts; `raw` is their text.

    Heights depend on the letters in a line, so lines of about one height have one size.
    """

    def __init__(self, lines: Sequence[ScannedLine]) -> None:
        self.raw = "\n".join(line.text for line in lines)
        self._lines = lines
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line.text) + 1)
        self._sizes = _sizes([line.top - line.bottom for line in lines])
        self._headings = frozenset(_headings(lines))

    def index(self, place: int) -> int:
        """The place itself."""
        return place

    def size(self, index: int) -> tuple[float, bool]:
        """Size in points, and whether the character is upright, as all are."""
        return self._sizes[self._number(index)], True

    def weight(self, index: int) -> int:
        """Bold for numbered headings below a gap, as pictures show no weight; 0 for the rest: unknown."""
        return _BOLD if self._number(index) in self._headings else 0

    def is_generated(self, index: int) -> bool:  # noqa: ARG002  none is
        """False: the engine reads spaces as they are printed."""
        return False

    def font(self, index: int) -> str:  # noqa: ARG002  none is known
        """Empty: unknown."""
        return ""

    def heights(self, index: int) -> tuple[float, float]:
        """The line's foot, twice: the engine finds no base line."""
        foot = self._lines[self._number(index)].bottom
        return foot, foot

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top, as if all characters of a line were of one width."""
        number = self._number(index)
        line = self._lines[number]
        width = (line.right - line.left) / max(len(line.text), 1)
        left = line.left + width * (index - self._starts[number])
        return left, line.bottom, left + width, line.top

    def _number(self, index: int) -> int:
        return bisect_right(self._starts, index) - 1


def _headings(lines: Sequence[ScannedLine]) -> Iterator[int]:
    """The positions of lines like "2 Related Work" that have a larger gap above them than lines of text have."""
    gaps = [above.bottom - line.bottom for above, line in pairwise(lines)]
    usual = median([gap for gap in gaps if gap > 0] or [0.0])
    for i, gap in enumerate(gaps, 1):
        if _NUMBERED.fullmatch(lines[i].text) and not 0 <= gap < _GAP * usual:
            yield i


def _sizes(heights: Sequence[float]) -> list[float]:
    """The size of each line by the heights of all: the usual one, or that of the larger or smaller ones like it."""
    usual = median(heights) if heights else 0.0
    sizes: dict[float, float] = {}
    for height in sorted(set(heights)):
        like = next(iter(reversed(sizes.values())), 0.0)
        if abs(height - usual) <= _SAME_SIZE * usual:
            sizes[height] = usual
        else:
            sizes[height] = like if like != usual and height <= (1 + _SAME_SIZE) * like else height
    return [round(sizes[height], 1) for height in heights]
