"""The first lines of a PDF's pages by the position of their characters: rows, their pieces, raised marks, accents.

In PDFium's text, raised marks look like letters, accents stand away from their letters, and the columns of a block of
authors come in any order; only the position and size of characters tell. So we set the lines again.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from statistics import median

from index.readers.pdf.layout import Glyphs, Line
from index.text.words import is_right_to_left

BREAK = "\n"
"""Stands for a raised mark: a name may end there."""

_ABSTRACT = re.compile(
    r"abstract|summary\b|synopsis\b|zusammenfassung|kurzfassung|résumé|resumen|resumo|riassunto|samenvatting|"
    r"(?:\d|I)?\.?\s*introduction\W*$|(?:table of )?contents\W*$|inhalt(?:sverzeichnis)?\W*$|摘\s*要|"
    r"(?:ال)?(?:ملخص|مقدمة)\W*$|(?:תקציר|מבוא)\W*$",
    re.IGNORECASE,
)
"""How the line begins that ends the front matter: "Abstract", "1 Introduction"."""
_MAX_LINES = 90  # of a page that are set again (a guess); a title page or the front matter of a paper has up to 60
_MAX_LINE = 400  # characters of a line that are set again (a guess)
_MAX_FRONT = 4_000  # characters that are set again on a page (a guess), for speed
_RAISED = 0.15
"""Smallest height of a raised mark above the line, in proportion to size; letters have up to 0.03 (measured)."""
_SPACE = 0.18
"""Smallest gap between words in proportion to size; TeX's narrowest space has 0.22, letters of a word up to 0.05."""
_LIKELY_SPACE = 0.08
"""The same where PDFium sees a space; it also sees some after small capitals, whose gaps are under 0.05."""
_SURE_SPACE = -1.0
"""The same where the file has a space."""
_WIDE = 0.75
"""Smallest gap between pieces in proportion to size (a guess); a space has a quarter to a half."""
_SPACED_OUT = 0.6
"""Share of the gaps within a row that are spaces, from which on its letters are spaced out (a guess)."""
_SPACING_ACCENTS = dict(
    zip("´`¨ˇ˘˜ˆ¸˚˙˝", "\u0301\u0300\u0308\u030c\u0306\u0303\u0302\u0327\u030a\u0307\u030b", strict=True)
)
# "G¨odel", "Ren´e"
_ACCENT = re.compile(rf"([{''.join(_SPACING_ACCENTS)}])(\s?)([^\W\d_]?)")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a row without a wide gap; positions in points from the lower left corner, `base` of the baseline."""

    text: str
    """With BREAK for each raised mark."""
    whole: str
    """With the letters raised within a word, as in TeX's name, but without marks."""
    left: float
    right: float
    base: float
    size: float
    font: str
    places: tuple[int, ...]
    """Starts of the lines that it comes from."""

    @property
    def bold(self) -> bool:
        """Whether the name of the font says that it is bold."""
        return _BOLD.search(self.font) is not None

    @property
    def look(self) -> tuple[str, int]:
        """Font and size (half points), which are equal for text of one purpose."""
        return self.font, round(2 * self.size)


_BOLD = re.compile(r"bold|black|heavy|semib|medi\b|cmb|-b\b|sfb|bx\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """The pieces on one baseline, from left to right."""

    pieces: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """Its pieces, without marks."""
        return " ".join(" ".join(piece.whole.split()) for piece in self.pieces)

    @property
    def size(self) -> float:
        """The size (points) of its longest piece."""
        pieces = self.pieces
        return pieces[0].size if len(pieces) == 1 else max(pieces, key=lambda piece: len(piece.text)).size

    @property
    def base(self) -> float:
        """Height of its baseline in points."""
        return self.pieces[0].base

    @property
    def left(self) -> float:
        """Left edge in points."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Right edge in points."""
        return max(piece.right for piece in self.pieces)

    @property
    def places(self) -> set[int]:
        """Starts of the lines that it comes from."""
        return {place for piece in self.pieces for place in piece.places}


@dataclass(slots=True)
class _Glyph:
    char: str
    left: float
    right: float
    base: float
    size: float
    index: int
    place: int
    spaced: float
    """Smallest gap before it, in proportion to size, that is a space."""
    raised: bool = False


def front_rows(glyphs: Glyphs, raw: str, lines: Sequence[Line]) -> tuple[Row, ...]:
    """The rows of a page above its abstract or introduction, from the top down."""
    upright = [line for line in lines if line.upright and line.size > 0]
    below = max((line.top for line in upright if is_abstract(line.text)), default=0.0)
    above = [line for line in upright if line.bottom >= below - 1.0]
    highest = sorted(above, key=lambda line: -line.top)[:_MAX_LINES]
    found: list[list[_Glyph]] = []
    leftward: list[Row] = []
    chars = 0
    for line in highest:
        chars += line.end - line.start
        if chars > _MAX_FRONT:
            break
        if is_right_to_left(line.text):
            leftward.append(_as_in_text(glyphs, line))
        else:
            found.append(_glyphs(glyphs, raw, line))
    rows = [*leftward, *(_row(glyphs, row) for row in _on_baselines(filter(None, found)))]
    return tuple(sorted(filter(None, rows), key=lambda row: -row.base))


def _as_in_text(glyphs: Glyphs, line: Line) -> Row:
    """A line from right to left, which PDFium has put in the order of reading."""
    text = " ".join(line.text.split())
    index = glyphs.index(line.start)
    sides = line.left, line.right
    base = glyphs.heights(index)[0]
    return Row((Segment(text, text, min(sides), max(sides), base, line.size, glyphs.font(index), (line.start,)),))


def is_abstract(text: str) -> bool:
    """Whether a line begins an abstract or an introduction; its letters may be spaced out."""
    return bool(_ABSTRACT.match(text) or (len(text) < 60 and _ABSTRACT.match("".join(text.split()))))


def _glyphs(glyphs: Glyphs, raw: str, line: Line) -> list[_Glyph]:
    """The visible characters of a line."""
    found: list[_Glyph] = []
    spaced = _SPACE
    for place in range(line.start, min(line.end, line.start + _MAX_LINE)):
        char = raw[place]
        if char.isspace():
            spaced = _SURE_SPACE if not glyphs.is_generated(glyphs.index(place)) else min(spaced, _LIKELY_SPACE)
            continue
        if char in "\ufffe\x02":  # PDFium's marks of a hyphen at the end of a line
            char = "-"
        if not char.isprintable():
            continue
        index = glyphs.index(place)
        left, _, right, _ = glyphs.box(index)
        base, foot = glyphs.heights(index)
        size = glyphs.size(index)[0]
        glyph = _Glyph(char, left, right, base, size, index, line.start, spaced)
        # Some fonts have raised letters of their own, at the usual size and place.
        glyph.raised = char.isalnum() and foot - base > _RAISED * size
        found.append(glyph)
        spaced = _SPACE
    return found


def _on_baselines(lines: Iterable[list[_Glyph]]) -> list[list[_Glyph]]:
    """The characters row by row; a line that consists of marks goes to the row that it is raised above."""
    rows: list[tuple[float, float, list[_Glyph]]] = []
    marks: list[list[_Glyph]] = []
    for line in lines:
        # PDFium sometimes joins two printed lines at a hyphen.
        by_base: defaultdict[float, list[_Glyph]] = defaultdict(list)
        for glyph in line:
            fitting = (base for base, part in by_base.items() if _is_near(base, glyph, part[0]))
            by_base[next(fitting, glyph.base)].append(glyph)
        for part in by_base.values():
            size = _size(part)
            base = median(glyph.base for glyph in part if glyph.size >= 0.85 * size)
            row = next(
                (row for row in rows if abs(row[0] - base) < 0.12 * min(size, row[1]) and _alike(row[1], size)), None
            )
            if row:
                row[2].extend(part)
            elif len(part) <= 3:
                marks.append(part)
            else:
                rows.append((base, size, list(part)))
    for part in marks:
        base, size = part[0].base, part[0].size
        row = next(
            (
                row
                for row in rows
                if -0.2 < (base - row[0]) / row[1] < 0.6 and size <= 1.2 * row[1] and _touches(part, row[2])
            ),
            None,
        )
        if row:
            row[2].extend(part)
        else:
            rows.append((base, size, list(part)))
    return [row for _, _, row in rows]


def _is_near(base: float, glyph: _Glyph, other: _Glyph) -> bool:
    return abs(base - glyph.base) < 0.8 * min(glyph.size, other.size)


def _alike(one: float, two: float) -> bool:
    return min(one, two) > 0.55 * max(one, two)


def _touches(part: Sequence[_Glyph], row: Sequence[_Glyph]) -> bool:
    reach = 1.5 * max(part[0].size, 1.0)
    left, right = part[0].left - reach, part[-1].right + reach
    return any(left <= glyph.right and glyph.left <= right for glyph in row)


def _size(row: Sequence[_Glyph]) -> float:
    """The largest size that a sixth of the characters have; small capitals are smaller."""
    sizes = Counter(round(glyph.size, 1) for glyph in row)
    return max(size for size, count in sizes.items() if count >= len(row) / 6)


def _row(glyphs: Glyphs, row: list[_Glyph]) -> Row | None:
    size = max(_size(row), 0.1)
    base = median(glyph.base for glyph in row if glyph.size >= 0.9 * size)
    for glyph in row:
        glyph.raised |= glyph.base - base > _RAISED * size and glyph.char not in _SPACING_ACCENTS
    row.sort(key=lambda glyph: glyph.left)
    row = _with_accents(row)
    spaces = _word_gap(row, size)
    pieces: list[list[_Glyph]] = []
    right = -1e9
    for glyph in row:
        if not pieces or glyph.left - right > max(_WIDE, 2.2 * spaces / size if spaces > _SPACE * size else 0.0) * size:
            pieces.append([])
        pieces[-1].append(glyph)
        right = max(right, glyph.right)
    made = [piece for part in pieces if (piece := _piece(glyphs, part, base, size, spaces))]
    return Row(tuple(made)) if made else None


def _word_gap(row: Sequence[_Glyph], size: float) -> float:
    """The smallest gap (points) that is a space between words; more in a row whose letters are spaced out."""
    gaps = [b.left - a.right for a, b in pairwise(row) if not (a.raised or b.raised)]
    inner = sorted(gap for gap in gaps if gap < 2 * size)
    if len(inner) < 5 or sum(gap > _SPACE * size for gap in inner) < _SPACED_OUT * len(inner):
        return _SPACE * size
    return 1.4 * inner[len(inner) // 2]


def _piece(glyphs: Glyphs, part: Sequence[_Glyph], base: float, size: float, spaces: float) -> Segment | None:
    text: list[str] = []
    whole: list[str] = []
    right = part[0].left
    spaced_out = spaces > _SPACE * size
    for glyph, after in zip_longest(part, part[1:]):
        gap = glyph.left - right
        if text and gap > (spaces if spaced_out else glyph.spaced * size):
            text.append(" ")
            whole.append(" ")
        right = max(right, glyph.right)
        text.append(BREAK if glyph.raised else glyph.char)
        within = whole and whole[-1].isalpha() and after and after.char.isalpha() and not after.raised
        if not glyph.raised or (within and after.left - glyph.right < 0):
            whole.append(glyph.char)
    joined = "".join(text).strip()
    letter = next((glyph for glyph in part if glyph.char.isalpha() and not glyph.raised), part[0])
    if not joined.strip(BREAK + " "):
        return None
    own = [glyph.size for glyph in part if not glyph.raised]
    return Segment(
        with_accents(joined),
        with_accents("".join(whole).strip()),
        part[0].left,
        max(glyph.right for glyph in part),
        base,
        max(own, default=size) if len(own) < 6 else _size([glyph for glyph in part if not glyph.raised]),
        glyphs.font(letter.index),
        tuple(dict.fromkeys(glyph.place for glyph in part)),
    )


def _with_accents(row: list[_Glyph]) -> list[_Glyph]:
    """The row with each separately drawn accent put on the letter below or above it."""
    if not any(glyph.char in _SPACING_ACCENTS for glyph in row):
        return row
    letters = [glyph for glyph in row if glyph.char not in _SPACING_ACCENTS]
    for accent in (glyph for glyph in row if glyph.char in _SPACING_ACCENTS):
        middle = (accent.left + accent.right) / 2
        near = min(letters, key=lambda glyph: abs((glyph.left + glyph.right) / 2 - middle), default=None)
        if near and near.left - 0.5 <= middle <= near.right + 0.5:
            near.char = composed(near.char, accent.char)
    return letters


def composed(letter: str, accent: str) -> str:
    """The letter with the accent, or the letter alone if there is no such letter."""
    both = unicodedata.normalize("NFC", {"ı": "i", "ȷ": "j"}.get(letter, letter) + _SPACING_ACCENTS[accent])
    return both if len(both) == 1 else letter


def with_accents(text: str) -> str:
    """The text with separately drawn accents combined with the letters behind them, or dropped without one."""
    return unicodedata.normalize("NFC", _ACCENT.sub(_composed, text))


def _composed(match: re.Match[str]) -> str:
    accent, space, letter = match.groups()
    return space + letter if space or not letter else composed(letter, accent)
