"""Markdown: headings make the section path, the first level-one heading is the title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.readers.decoding import decode
from index.readers.front_matter import front_matter
from index.readers.paragraphs import heading, is_list_item, lines, paragraphs
from index.readers.reference_sections import reference_list, under_references
from index.readers.sight import LEFT_OUT
from index.readers.titles import title_blocks
from index.readers.unseen_marks import without_unseen
from index.sources import Block, Evidence, Kind, Source

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_NO_PARAGRAPH = re.compile(r"\s*(?:$|>|\||(?: {4}|\t))")
_MAX_HEADING = 300
"""Characters of the longest line that an underline makes a heading."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text under one heading; `path` is that heading and those above it, `level` 1 to 6, 0 without one."""

    level: int
    path: tuple[str, ...]
    start: int
    end: int


def recognises(text: str) -> bool:
    """Whether a text without a telling suffix is Markdown: it has a heading marked by hashes."""
    return any((found := heading(text[a:b])) and found[1] for a, b in lines(text))


def read(data: bytes) -> Source:
    """Read Markdown; front matter is kept out of the text, reference lists are read as references."""
    text, hidden = without_unseen(decode(data))
    record, start = front_matter(text)
    found = list(sections(text, start))
    title = record.title or next((s.path[0] for s in found if s.level == 1 and s.path[0]), None)
    said: list[Block] = []
    references: list[str] = []
    for section in found:
        path = _below_title(section.path, title)
        spans = [span for span in paragraphs(text, section.start, section.end) if not _RULE.match(text[slice(*span)])]
        listed = _reference_list(text, spans) if under_references(path) else None
        if listed is None:
            said += (Block(a, b, Evidence.PAPER, section=" > ".join(path) or None) for a, b in spans)
        references += listed or ()
    record = replace(record, title=title, references=tuple(references))
    return Source(Kind.PAPER, {0: text}, (*title_blocks(text, title), *said), (record,), (LEFT_OUT,) if hidden else ())


def _reference_list(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...] | None:
    """The entries of a section under the heading of a reference list, None for prose."""
    listed = [is_list_item(text[text.rfind("\n", 0, a) + 1 : b]) for a, b in spans]
    return reference_list([text[a:b] for a, b in spans], whole=all(listed))


def sections(text: str, start: int = 0) -> Iterator[Section]:
    """The stretches between headings, in order; a `#` or an underline inside a code fence makes no heading."""
    path: list[tuple[int, str]] = []
    begin, fence = start, ""
    alone: tuple[int, int] | None = None
    goes_on = False
    for first, last in lines(text, start):
        line = text[first:last]
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence == mark.group(1) else fence or mark.group(1)
        found, opens = None if fence else heading(line), first
        if alone and not found and (underline := _UNDERLINE.match(line)):
            found, opens = (1 if underline.group(1)[0] == "=" else 2, text[slice(*alone)].strip()), alone[0]
        is_text = not (fence or mark or found or _RULE.match(line)) and bool(line.strip())
        # An underline makes a heading of a paragraph of one line; below more lines it is a rule.
        alone = (first, last) if is_text and not goes_on and _may_be_heading(line) else None
        goes_on = is_text
        if found:
            yield _section(path, begin, opens)
            path = [*((depth, name) for depth, name in path if depth < found[0]), found]
            begin = min(last + 1, len(text))
    yield _section(path, begin, len(text))


def _may_be_heading(line: str) -> bool:
    return len(line) <= _MAX_HEADING and not (_NO_PARAGRAPH.match(line) or is_list_item(line))


def _section(path: list[tuple[int, str]], start: int, end: int) -> Section:
    return Section(path[-1][0] if path else 0, tuple(name for _, name in path), start, end)


def _below_title(path: tuple[str, ...], title: str | None) -> tuple[str, ...]:
    """The section path without the document's own title at its top."""
    return path[1:] if path and path[0] == title else path
