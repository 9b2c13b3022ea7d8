"""The lines between a paper's top and its abstract, with what parts the names in them shown.

Raised marks (of footnotes, of affiliations) and gaps wider than a space are told by the place and size of single
characters; in the text alone they cannot be told from letters and spaces.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.readers.layout import Glyphs, Line

BREAK = "\n"
"""Stands where a raised mark or a wide gap was."""

_ABSTRACT = re.compile(
    r"abstract|summary\b|zusammenfassung|résumé|resumen|resumo|(?:\d|I)\.?\s+introduction", re.IGNORECASE
)
_MAX_LINES = 40
_MAX_LINE = 300
_RAISED = 0.82
"""A mark's size in proportion to its line's, at most."""
_WIDE = 0.75
"""A gap's width in proportion to the line's size, at least; a space has a quarter to a half."""
_SPACING_ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "¨": "\u0308",
    "ˇ": "\u030c",
    "˘": "\u0306",
    "˜": "\u0303",
    "ˆ": "\u0302",
    "¸": "\u0327",
    "˚": "\u030a",
    "˙": "\u0307",
    "˝": "\u030b",
}
_ACCENT = re.compile(rf"([{''.join(_SPACING_ACCENTS)}])(\s?)([^\W\d_]?)")


@dataclass(frozen=True, slots=True)
class FrontLine:
    """A line of the front matter and what is said in it, parted by BREAK."""

    line: Line
    parted: str


def front_lines(glyphs: Glyphs, raw: str, lines: Sequence[Line]) -> tuple[FrontLine, ...]:
    """The lines of page one above its abstract or introduction, the 40 highest of them, in the order of the text."""
    below = max((line.top for line in lines if _ABSTRACT.match(line.text)), default=0.0)
    above = [line for line in lines if line.upright and line.bottom >= below - 1.0]
    highest = sorted(above, key=lambda line: -line.top)[:_MAX_LINES]
    return tuple(FrontLine(line, _parted(glyphs, raw, line)) for line in sorted(highest, key=lambda line: line.start))


def _parted(glyphs: Glyphs, raw: str, line: Line) -> str:
    end = min(line.end, line.start + _MAX_LINE)
    return with_accents("".join(_pieces(glyphs, raw, line, end))).strip()


def _pieces(glyphs: Glyphs, raw: str, line: Line, end: int) -> Iterator[str]:
    right = line.left
    for place in range(line.start, end):
        char = raw[place]
        if char.isspace():
            yield " "
            continue
        index = glyphs.index(place)
        left, _, after, _ = glyphs.box(index)
        if left - right > _WIDE * line.size:
            yield BREAK
        right = max(right, after)
        yield BREAK if glyphs.size(index)[0] < _RAISED * line.size else char


def with_accents(text: str) -> str:
    """Text with the accents that were drawn as characters of their own put on their letters, or left out."""
    return unicodedata.normalize("NFC", _ACCENT.sub(_composed, text))


def _composed(match: re.Match[str]) -> str:
    accent, space, letter = match.groups()
    if space or not letter:
        return space + letter
    return {"ı": "i", "ȷ": "j"}.get(letter, letter) + _SPACING_ACCENTS[accent]
