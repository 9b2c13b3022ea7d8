"""Whether the text of a page in two columns was read across the gutter between them.

Two shapes of it: printed lines that run from one column into the other with a gap in their middle, and lines of one
column each that come in turns. A table with a column on either side has words in its cells, not lines of prose.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.readers.layout import Glyphs, Line

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
