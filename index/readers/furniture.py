"""What is printed on a page beside its text: running heads, page numbers, stamps in the margin, licences."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from index.readers.layout import Line

_PAGE_NUMBER = re.compile(
    r"\W*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[^\w.,;)\]]*$", re.IGNORECASE
)
_STAMP = re.compile(r"arXiv:\S{6,30}\s+\[[\w.-]{2,20}\]\s+\d{1,2}\s\w{3}\s\d{4}")
_DOWNLOADED = re.compile(r"Authorized licensed use limited to|Downloaded (?:from|on|by)\b|This content downloaded from")
_LICENCE = re.compile(
    r"Permission to make digital|Personal use of this material|Permission to (?:copy|reprint)|"
    r"(?:©|\(c\)|c|Copyright)\s?(?:©|\(c\))?\s?(?:19|20)\d\d\b|Copyright (?:©|is held|held by|for this paper)|©|"
    r"(?:\d+\s)?97[89][-\d]{10,14}[/\s]|\d{4}-\d{3}[\dX]/\d\d|ACM ISBN|ISBN:?\s97|ISSN:?\s\d{4}-|"
    r"Content from this work may be used|Published under licen[cs]e|Licensed under|All rights reserved|"
    r"This (?:work|article|paper|is an open access article).{0,40}(?:licen[cs]ed|distributed) under|"
    r"(?:ACM )?Reference format:|Noname manuscript No\.|\(will be inserted by the editor\)|"
    r"the date of receipt and acceptance should be inserted later",
    re.IGNORECASE,
)
_FOOT = re.compile(r"(?:In )?Proceedings of|Proc\. of|(?:Published|Accepted) (?:in|at)\b|To appear in", re.IGNORECASE)
_IN_FOOT = re.compile(r"©\s?(?:19|20)\d\d|\bdoi(?:\.org|:)|\bISSN\b|\bISBN\b", re.IGNORECASE)
_MARGIN_ROWS = 2
_MANY = 0.4
"""Share of the pages on which a running head returns that stands close to the text."""
_APART = 1.35
"""Distance from the next row in proportion to the print's size, at least; lines of text have 1.1 to 1.3."""
_SAME_ROW = 2.0
"""Points by which lines beside each other differ in height, at most."""
_LICENCE_LINES = 20
_FEW = 0.3
"""Share of a page's lines up to which turned ones are stamps in its margin, and not a page that lies on its side."""


def furniture(pages: Mapping[int, Sequence[Line]]) -> set[tuple[int, int]]:
    """(page, start) of every line that is no part of the text."""
    found = running_heads(pages)
    for page, lines in pages.items():
        found |= {(page, line.start) for line in _turned(lines)}
        found |= {(page, line.start) for line in lines if _STAMP.match(line.text) or _DOWNLOADED.match(line.text)}
    if first := min(pages, default=0):
        found |= {(first, line.start) for line in _licences(pages[first])}
        found |= {(first, line.start) for line in _outermost(pages[first]) if _is_imprint(line.text)}
    return found


def _is_imprint(text: str) -> bool:
    """Whether a line at the edge of the first page tells where the paper was published."""
    return _FOOT.match(text) is not None or _IN_FOOT.search(text[:200]) is not None


def running_heads(pages: Mapping[int, Sequence[Line]]) -> set[tuple[int, int]]:
    """(page, start) of running heads, feet and page numbers: outermost lines that return from page to page.

    A line of text at the edge of a column may return as well ("Linguistics." in a reference list): what stands no
    further from the next line than text does must return on many pages.
    """
    outer = {page: _outermost(lines) for page, lines in pages.items()}
    seen = Counter(text for lines in outer.values() for text in {_without_digits(line.text) for line in lines})
    few, many = max(2, min(3, len(pages) - 1)), max(3, _MANY * len(pages))
    return {
        (page, line.start)
        for page, lines in outer.items()
        for line, apart in lines.items()
        if _PAGE_NUMBER.match(line.text)
        or (len(pages) > 2 and seen[_without_digits(line.text)] >= (few if apart else many))
    }


def _outermost(lines: Sequence[Line]) -> dict[Line, bool]:
    """The highest and the lowest rows of a page, by their place; and whether each stands apart from the text."""
    rows: list[list[Line]] = []
    for line in sorted((line for line in lines if line.upright), key=lambda line: line.bottom):
        if rows and line.bottom - rows[-1][0].bottom < _SAME_ROW:
            rows[-1].append(line)
        else:
            rows.append([line])
    return {**_outer(rows), **_outer(rows[:_MARGIN_ROWS:-1][:_MARGIN_ROWS])}


def _outer(rows: Sequence[Sequence[Line]]) -> dict[Line, bool]:
    """The first rows, and whether some row up to each of them is followed by a gap."""
    outer: dict[Line, bool] = {}
    for row, inner in zip_longest(rows[:_MARGIN_ROWS], rows[1 : _MARGIN_ROWS + 1]):
        gap = abs(inner[0].bottom - row[0].bottom) if inner else _APART * row[0].size
        apart = gap >= _APART * max(row[0].size, 1.0)
        outer |= dict.fromkeys(row, apart)
    return outer


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text[:200]).strip().lower()


def _turned(lines: Sequence[Line]) -> list[Line]:
    turned = [line for line in lines if not line.upright]
    return turned if len(turned) <= _FEW * len(lines) else []


def _licences(lines: Sequence[Line]) -> Iterator[Line]:
    """Licence and copyright notices on the first page, with the lines of the same print below them."""
    left, above = 0, None
    for line in lines:
        begins = _LICENCE.match(line.text) is not None
        goes_on = left > 0 and above is not None and _continues(above, line)
        left = _LICENCE_LINES if begins else left - 1 if goes_on else 0
        if begins or goes_on:
            yield line
        above = line


def _continues(above: Line, line: Line) -> bool:
    near = 0 < above.bottom - line.bottom < 1.6 * max(line.size, 1.0)
    return near and abs(above.size - line.size) < 0.3 and abs(above.left - line.left) < 3 * max(line.size, 1.0)
