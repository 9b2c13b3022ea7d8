"""Paragraphs and list items of plain lines, as spans: what Markdown, text and summary files have in common."""

import re
from collections.abc import Iterator

from index.sources import Block, Evidence
from index.text.normalise import normalise

_LIST_ITEM = re.compile(r"\s*(?:[*+\-•–]|\d{1,3}[.)])\s+\S")
_MARKER = re.compile(r"\s*(?:(?:[*+\-•–]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?|>\s?)*")


_HASHES = re.compile(r"[ \t]{0,3}(#{1,6})")


def heading(line: str, *, spaced: bool = True) -> tuple[int, str] | None:
    """Level and text of a `#` heading, None for another line; `spaced` wants a space after the hashes, as in Markdown.

    In code, not in one pattern: with optional space and hashes at its end that takes cubic time on a run of spaces.
    """
    hashes = _HASHES.match(line)
    if hashes is None or (spaced and line[hashes.end() : hashes.end() + 1] not in (" ", "\t")):
        return None
    text = line[hashes.end() :].strip()
    without = text.rstrip("#")
    closed = without == "" or without[-1].isspace()
    return len(hashes.group(1)), without.rstrip() if closed else text


def is_list_item(line: str) -> bool:
    """Whether a line begins an item of a list."""
    return _LIST_ITEM.match(line) is not None


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the lines of text[start:end], without their line ends."""
    end = len(text) if end is None else end
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1


def paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of paragraphs and list items in text[start:end], markers and outer white space left out.

    A blank line ends a paragraph, a list marker begins an item; a line that goes on belongs to what it follows.
    """
    open_: tuple[int, int] | None = None
    for first, last in lines(text, start, end):
        line = text[first:last]
        if open_ and (not line.strip() or _LIST_ITEM.match(line)):
            yield open_
            open_ = None
        if line.strip():
            marker = _MARKER.match(line)
            begin = last - len(line[marker.end() if marker else 0 :].lstrip())
            if open_ is None and begin < first + len(line.rstrip()):
                open_ = (begin, begin)
            if open_:
                open_ = (open_[0], first + len(line.rstrip()))
    if open_:
        yield open_


# Where a work's title stands in the text that names it, so that a title can be cited like any other passage.


def title_blocks(raw: str, title: str | None, page: int | None = None, record: int = 0) -> Iterator[Block]:
    """The block of `title` in `raw`, case and white space aside; none where it does not stand there whole."""
    if not title:
        return
    normal = normalise(raw)
    at = normal.text.lower().find(normalise(title).text.lower())
    # Lower-casing can change the length of a few letters; then the offsets would not fit.
    if at >= 0 and len(normal.text.lower()) == len(normal.text):
        start, end = normal.raw_span(at, at + len(normalise(title).text))
        yield Block(start, end, Evidence.TITLE, page, None, record)
