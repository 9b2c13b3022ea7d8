"""Spans of paragraphs, list items and titles in plain lines, for Markdown, text and summary files."""

import re
from collections.abc import Iterator

from index.sources import Block, Evidence
from index.text.normalise import normalise

# "* drift", "12) skew"
_LIST_ITEM = re.compile(r"\s*(?:[*+\-•–]|\d{1,3}[.)])\s+\S")
# "> ", "* ", "- [x] "
_MARKER = re.compile(r"\s*(?:(?:[*+\-•–]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?|>\s?)*")
_HASHES = re.compile(r"[ \t]{0,3}(#{1,6})")


def heading(line: str, *, spaced: bool = True) -> tuple[int, str] | None:
    """Level and text of a `#` heading, None for any other line; `spaced`: require a space after the hashes.

    Not one pattern, because optional space and hashes at its end take cubic time on a run of spaces.
    """
    hashes = _HASHES.match(line)
    if hashes is None or (spaced and line[hashes.end() : hashes.end() + 1] not in (" ", "\t")):
        return None
    text = line[hashes.end() :].strip()
    without = text.rstrip("#")
    closed = without == "" or without[-1].isspace()
    return len(hashes.group(1)), without.rstrip() if closed else text


def is_list_item(line: str) -> bool:
    """Whether a line begins with a bullet or a number."""
    return _LIST_ITEM.match(line) is not None


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the lines of text[start:end], without line ends."""
    end = len(text) if end is None else end
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1


def paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of paragraphs and list items in text[start:end], without markers and outer white space.

    A blank line ends a paragraph, a list marker begins an item; any other line continues the one above.
    """
    begin: int | None = None
    stop = start
    for first, last in lines(text, start, end):
        line = text[first:last]
        if begin is not None and (not line.strip() or _LIST_ITEM.match(line)):
            yield begin, stop
            begin = None
        if not line.strip():
            continue
        stop = first + len(line.rstrip())
        marker = _MARKER.match(line)
        content = last - len(line[marker.end() if marker else 0 :].lstrip())
        if begin is None and content < stop:
            begin = content
    if begin is not None:
        yield begin, stop


# Titles: where a work's title is in the text, so that it can be cited like any passage, and programs' default titles.


def title_blocks(raw: str, title: str | None, page: int | None = None, record: int = 0) -> Iterator[Block]:
    """The block of `title` in `raw`, ignoring case and white space; nothing if `raw` does not contain all of it."""
    if not title:
        return
    normal, wanted = normalise(raw), normalise(title).text
    place = normal.text.lower().find(wanted.lower())
    # Lower-casing changes the length of a few letters, and then the offsets are wrong.
    if place >= 0 and len(normal.text.lower()) == len(normal.text):
        start, end = normal.raw_span(place, place + len(wanted))
        yield Block(start, end, Evidence.TITLE, page, None, record)


# "Microsoft Word - draft3.docx", "Untitled", "Document1", "paper.dvi"
_DEFAULT_TITLE = re.compile(
    r"(?:untitled|title|(?:word )?document\s?\d*|microsoft word\b.*|powerpoint.*|\W*"
    r"|.*\.(?:docx?|dotx?|odt|rtf|tex|pdf|dvi|indd|qxd|e?ps|jpe?g|png|gif|tiff?|bmp|svg|html?|txt|md|pptx?|xlsx?|epub))$",
    re.IGNORECASE,
)
# "python-docx", "Windows User", "Administrator"
_DEFAULT_AUTHOR = re.compile(
    r"(?:python-docx|apache poi|microsoft.*|.*\buser\b.*|admin(?:istrator)?|root|owner|author|anonymous|unknown"
    r"|un-named|\W*)$",
    re.IGNORECASE,
)


def is_default_title(text: str) -> bool:
    """Whether a program wrote this title into a file's properties by itself."""
    return _DEFAULT_TITLE.match(text) is not None


def is_default_author(text: str) -> bool:
    """Whether a program wrote this author into a file's properties by itself."""
    return _DEFAULT_AUTHOR.match(text) is not None
