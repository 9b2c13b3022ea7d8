"""Captions of figures and tables, and the rows of tables between ruling lines.

A row is the stretch of the page's own text that it is printed in, so that a quote of it stands there word for word.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_high, median_low

import pypdfium2 as pdfium
from pypdfium2 import raw as pdfium_c

from index.readers.pdf.hidden import Box, drawn_objects, object_bounds
from index.readers.pdf.layout import Line
from index.sources import Block, Evidence, Figure
from index.text.normalise import normalise

Place = tuple[int, int]
"""(page, start) of a line."""

# "Table 3: Results", "Fig. 1. A request", "TABLE IV", "Table 1 Android tools", "Figure 2 — Overview"
_CAPTION = re.compile(
    r"(?P<kind>F(?:ig(?:ure)?|IG(?:URE)?)|T(?:ab(?:le)?|ABLE)|Algorithm|Listing|ALGORITHM|LISTING)\.?\s"
    r"(?P<number>\d{1,3}|[IVXL]{1,6})(?:(?P<sure>\s?[:|—–])|\s?\.(?=\s|$)|(?=\s+[A-Z(“\"])|\s*$)"
)
_JOINED = re.compile(r"[\ufffe\x02]")
"""What PDFium writes for a hyphen between two lines that it joins."""
_LEADERS = re.compile(r"(?:\s?\.){4,}")  # of a list of figures
_LONGEST = 15  # lines of a caption (a guess)
_SAME_SIZE = 0.6  # points by which the font size within a caption may differ (a guess)
_SMALL_CAPITALS = 3.0  # points, where the title is below "TABLE IV" in small capitals
_LEADING = 1.4  # of the font size, largest distance of lines without a gap between them; text has 1.1 to 1.3
_WIDER = 1.2  # of the distance of a caption's first two lines, from which on a line is below a gap (a guess)

_PROSE = 7  # spaces in a line of text; labels within a figure have fewer (a guess)
_BEYOND = 20_000.0
"""Points above every page: PDF's largest page has 14,400."""

# Tables. All limits are guesses, but the sizes of rules, which programs draw as thin lines or filled boxes.
_MAX_OBJECTS = 5_000
_THIN = 2.0  # points, the thickest rule
_LONG = 60.0  # points, the shortest rule of a whole table
_NEAR = 40.0  # points between a caption and its table
_APART = 4.0  # points by which the ends of rules of one table may differ
_INDENT = 12.0  # points from the table's edge within which a row begins
_RULED = 0.4  # least share of lines at the edge that begin a row in a grid, where names go over several lines
_MOST_WORDS = 25  # of an average row of a grid; more are lines of prose side by side
_PIECES = 0.3  # largest share of rows that neither begin at the edge nor end in a value: words go over several lines
_FEWEST = 2  # rows below the header
_VALUES = 0.5  # least share of rows that end in a value; others are boxes of prose, or words over several lines
# "0.91", "(3.1)", "12 %", "±3", "✓", "-", but not "2015)" or "2016;"
_VALUE = re.compile(r"(?:\(\S*\d\S*\)|[^\s(]*\d[^\s;,)]*|[-–—✓✗×✔✘]|%)\Z")
_SHOWN = 120  # characters of a caption, or of a header, that the section of a row has


@dataclass(frozen=True, slots=True)
class Caption:
    """The lines of a caption on a page, in order, and whether it is a table's."""

    page: int
    lines: tuple[Line, ...]
    of_table: bool

    @property
    def box(self) -> Box:
        """Left, bottom, right and top, in points."""
        left, bottom, right, top = zip(*map(_box, self.lines), strict=True)
        return min(left), min(bottom), max(right), max(top)

    @property
    def text(self) -> str:
        """Its text on one line."""
        return normalise("\n".join(line.text for line in self.lines)).text


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, its box in points, the section of its rows, and their lines, the header first."""

    caption: Caption
    box: Box
    section: str
    rows: tuple[tuple[Line, ...], ...]


def blocks_apart(captions_: Sequence[Caption], tables_: Sequence[Table]) -> dict[Place, Block | None]:
    """The places of all lines of captions and tables; those that begin a caption or a row have its block."""
    apart: dict[Place, Block | None] = {}
    stretches: list[tuple[int, Sequence[Line], Evidence, str | None]] = [
        (caption.page, caption.lines, Evidence.CAPTION, None) for caption in captions_
    ]
    stretches += [(t.caption.page, row, Evidence.TABLE, t.section) for t in tables_ for row in t.rows]
    for page, lines, evidence, section in stretches:
        if any((page, line.start) in apart for line in lines):  # a caption within the rules of its table
            continue
        apart |= {(page, line.start): None for line in lines}
        first, last = lines[0], lines[-1]
        apart[page, first.start] = Block(first.start, last.end, evidence, page, section)
    return apart


def figures(
    captions_: Sequence[Caption], tables_: Sequence[Table], lines: Mapping[int, Sequence[Line]]
) -> tuple[Figure, ...]:
    """The boxes of tables, for their captions and rows, and of figures, which we take to be above their captions."""
    boxes = {table.caption: table.box for table in tables_}
    found: list[Figure] = []
    prose: dict[int, list[tuple[Line, Box]]] = {}
    for caption in captions_:
        page = caption.page
        if page not in prose:
            prose[page] = [(line, _box(line)) for line in lines[page] if line.text.count(" ") >= _PROSE]
        box = boxes.get(caption) or _above(caption, prose[page])
        found.append(Figure(caption.page, caption.lines[0].start, caption.lines[-1].end, *box))
    for table in tables_:
        starts = [line.start for row in table.rows for line in row]
        ends = [line.end for row in table.rows for line in row]
        found.append(Figure(table.caption.page, min(starts), max(ends), *table.box))
    return tuple(found)


def _above(caption: Caption, prose: Sequence[tuple[Line, Box]]) -> Box:
    """A caption with the space above it, up to the next line of text, as wide as the text; `prose` has its lines."""
    left, bottom, right, top = caption.box
    own = caption.box
    text = [(line, box) for line, box in prose if _overlap(box, own) and line not in caption.lines]
    end = min((line.bottom for line, _ in text if line.bottom >= top), default=_BEYOND)
    column = [box for _, box in text] or [own]
    left = min(left, median_high(box[0] for box in column))
    return left, bottom, max(right, median_low(box[2] for box in column)), end


def _box(line: Line) -> Box:
    """The box of a line, with those below it that PDFium joined to it at hyphens."""
    joined = len(_JOINED.findall(line.text))
    return line.left, line.bottom - joined * _LEADING * line.size, line.right, line.top


def has_table(raw: str) -> bool:
    """Whether a page's text may have the caption of a table: others are not searched for rules."""
    return re.search(r"\b(?:Table|TABLE)\s", raw) is not None


def captions(lines: Mapping[int, Sequence[Line]], left_out: Set[Place]) -> list[Caption]:
    """All captions; `left_out` has the places of lines that cannot begin one, such as headings."""
    found: list[Caption] = []
    for page, on_page in lines.items():
        last: Line | None = None  # of the caption before
        for i, line in enumerate(on_page):
            if (page, line.start) in left_out or (last and line.start <= last.start):
                continue
            match = _CAPTION.match(line.text)
            above = on_page[i - 1] if i else None
            if not match or _LEADERS.search(line.text) or not (match["sure"] or not _goes_on(above, line)):
                continue
            caption = tuple(_caption_lines(on_page[i : i + _LONGEST], page, left_out))
            if match.end() == len(line.text.rstrip()) and len(caption) == 1:  # "Table 2" alone ends a line of text
                continue
            last = caption[-1]
            found.append(Caption(page, caption, match["kind"][0] == "T"))
    return found


def _goes_on(above: Line | None, line: Line) -> bool:
    """Whether a line continues a paragraph: "... is shown in" above "Figure 1. It has three parts"."""
    if above is None or above.text.endswith((".", "!", "?", ":", ")")):
        return False
    return _is_below(above, line, _SAME_SIZE) and above.bottom - line.bottom < _LEADING * line.size


def _is_below(above: Line, line: Line, same_size: float) -> bool:
    """Whether a line is under another in one column, in a font of about the same size."""
    beside = min(above.right, line.right) - max(above.left, line.left) > 0
    return above.bottom > line.bottom and abs(above.size - line.size) < same_size and beside


def _caption_lines(lines: Sequence[Line], page: int, left_out: Set[Place]) -> Iterator[Line]:
    """The first line, and those that continue it without a gap."""
    yield lines[0]
    match = _CAPTION.match(lines[0].text)
    alone = match is not None and match.end() == len(lines[0].text.rstrip())
    first_gap = 0.0
    for i, (above, line) in enumerate(pairwise(lines)):
        gap = above.bottom - line.bottom
        is_title = alone and i == 0  # below "TABLE IV"
        same_size = _SMALL_CAPITALS if alone and i < 2 else _SAME_SIZE
        if (page, line.start) in left_out or not _is_below(above, line, same_size) or _CAPTION.match(line.text):
            return
        if gap > (2 * line.size if is_title else _LEADING * line.size) or (first_gap and gap > _WIDER * first_gap):
            return
        first_gap = first_gap or gap
        yield line


def rules(page: pdfium.PdfPage) -> list[Box]:
    """The rules of a page: the horizontal ones, pieces in one row joined, from the top down; then the vertical ones."""
    pieces: list[Box] = []
    upright: list[Box] = []
    for item in drawn_objects(page, _MAX_OBJECTS):
        bounds = object_bounds(item) if pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_PATH else None
        if bounds and bounds[3] - bounds[1] <= _THIN < bounds[2] - bounds[0]:
            pieces.append(bounds)
        elif bounds and bounds[2] - bounds[0] <= _THIN < bounds[3] - bounds[1]:
            upright.append(bounds)
    joined: list[Box] = []
    for left, bottom, right, top in sorted(pieces, key=lambda box: (-round(box[1]), box[0])):
        last = joined[-1] if joined else None
        if last and abs(last[1] - bottom) <= _THIN and left <= last[2] + _APART:
            joined[-1] = last[0], min(last[1], bottom), max(last[2], right), max(last[3], top)
        else:
            joined.append((left, bottom, right, top))
    return [*(rule for rule in joined if rule[2] - rule[0] >= _LONG), *upright]


def tables(
    captions_: Sequence[Caption], lines: Mapping[int, Sequence[Line]], drawn: Mapping[int, Sequence[Box]]
) -> list[Table]:
    """The tables beside captions, between rules of one width; `drawn` has the rules of pages.

    A document has all its captions above or all below its tables, so that none takes the table of another.
    """
    sides: list[tuple[Caption, list[Box], list[Box]]] = []
    votes = 0
    for caption in captions_:
        flat = [rule for rule in drawn.get(caption.page, ()) if rule[3] - rule[1] <= _THIN]
        if caption.of_table and flat:
            others = [other.box for other in captions_ if other.page == caption.page and other is not caption]
            (to_below, below), (to_above, above) = (
                _beside(caption.box, flat, others, is_below=is_below) for is_below in (True, False)
            )
            sides.append((caption, below, above))
            votes += (to_below > to_above) - (to_above > to_below)
    found = []
    for caption, below, above in sides:
        group = above if votes > 0 else below
        table = _table(caption, group, lines[caption.page], drawn[caption.page]) if group else None
        found += [table] if table else []
    return found


def _beside(box: Box, drawn: Sequence[Box], others: Sequence[Box], *, is_below: bool) -> tuple[float, list[Box]]:
    """The rules of the table below or above a caption's box, from the top down, and their distance in points.

    `others` are the boxes of other captions, which end a table. Without a table the distance is infinite.
    """

    def distance(second: Box) -> float:
        return box[1] - second[3] if is_below else second[1] - box[3]

    end = min(
        (distance(other) for other in others if distance(other) > 0 and _overlap(other, box)), default=float("inf")
    )
    beside = sorted((distance(rule), rule) for rule in drawn if -_THIN <= distance(rule) < end and _overlap(rule, box))
    group = [r for _, r in beside if abs(r[0] - beside[0][1][0]) <= _APART and abs(r[2] - beside[0][1][2]) <= _APART]
    if len(group) < 2 or beside[0][0] > _NEAR:
        return float("inf"), []
    return beside[0][0], sorted(group, key=lambda rule: -rule[1])


def _overlap(first: Box, second: Box) -> bool:
    return min(first[2], second[2]) - max(first[0], second[0]) > 0


def _table(caption: Caption, group: Sequence[Box], lines: Sequence[Line], drawn: Sequence[Box]) -> Table | None:
    """The table between the first and the last of its rules, None if its text is not in rows."""
    box = group[0][0], group[-1][1], group[0][2], group[0][3]
    inside = [line for line in lines if _is_in(line, box)]
    is_grid = any(
        rule[3] - rule[1] > _THIN and box[0] + _APART < rule[0] < box[2] - _APART and box[1] - 1 < rule[1] < box[3]
        for rule in drawn
    )
    rows = _rows(inside, group, is_grid=is_grid)
    values = sum(_VALUE.search(row[-1].text) is not None for row in rows[1:])
    words = sum(len(line.text.split()) for line in inside)
    is_short = is_grid and words <= _MOST_WORDS * len(rows)
    if len(rows) <= _FEWEST or not (is_short or values >= _VALUES * (len(rows) - 1)):
        return None
    edge = min(line.left for line in inside) + _INDENT
    if sum(row[0].left > edge and not _VALUE.search(row[-1].text) for row in rows[1:]) > _PIECES * len(rows):
        return None
    if [line for row in rows for line in row] != inside or _has_gap(inside, lines):
        return None
    header = " · ".join(" ".join(line.text.split()) for line in rows[0])
    # One word with a full stop goes on from another page or column.
    is_header = " " in header or not header.endswith(".")
    section = f"{_shortened(caption.text)} ({_shortened(header)})" if is_header else _shortened(caption.text)
    whole = (
        min(box[0], caption.box[0]),
        min(box[1], caption.box[1]),
        max(box[2], caption.box[2]),
        max(box[3], caption.box[3]),
    )
    return Table(caption, whole, section, tuple(map(tuple, rows)))


def _rows(inside: Sequence[Line], group: Sequence[Box], *, is_grid: bool) -> list[list[Line]]:
    """The lines of each row, those above the second rule as the header; in a grid all lines between two rules."""
    edge = min((line.left for line in inside), default=0.0) + _INDENT
    bands = [
        [line for line in inside if low[1] < (line.bottom + line.top) / 2 < high[1]] for high, low in pairwise(group)
    ]
    bands = [band for band in bands if band]
    beginnings = [sum(line.left < edge for line in band) for band in bands[1:]]
    is_ruled = len(beginnings) >= _RULED * sum(beginnings) if is_grid else max(beginnings, default=2) <= 1
    if len(bands) > _FEWEST and is_ruled:
        return bands
    rows: list[list[Line]] = []
    head_ends = group[1][1] if len(group) > 2 else float("inf")
    for line in inside:
        if rows and (_in_row(rows[-1][0], line) or (line.bottom + line.top) / 2 > head_ends):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _is_in(line: Line, box: Box) -> bool:
    up = (line.bottom + line.top) / 2
    return box[1] < up < box[3] and box[0] - _APART <= line.left and line.right <= box[2] + _APART


def _in_row(first: Line, line: Line) -> bool:
    return abs(first.bottom - line.bottom) < max(first.size, line.size, 1.0) / 2


def _has_gap(inside: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether other text stands between the lines of a table in the file, so that it cannot be quoted in rows."""
    starts = {line.start for line in inside}
    first, last = min(starts), max(starts)
    return any(first < line.start < last and line.start not in starts for line in lines)


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"
