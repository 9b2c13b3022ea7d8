"""Markdown: headings make the section path, the first level-one heading is the title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.readers.decoding import decode
from index.readers.paragraphs import heading, lines, paragraphs
from index.readers.titles import title_blocks
from index.sources import Block, Evidence, Kind, Record, Source

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
# The first line names a field; text between two rules does not.
_FRONT_MATTER = re.compile(r"---\n(?=[\w-]+[ \t]*:)(.*?)\n(?:---|\.\.\.)(?:\n|$)", re.DOTALL)
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}$")
_REFERENCES = re.compile(r"(?:\W|\d)*(?:references|bibliography|literature cited|works cited)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text under one heading; `path` is that heading and those above it, `level` 1 to 6, 0 without one."""

    level: int
    path: tuple[str, ...]
    start: int
    end: int


def recognises(text: str) -> bool:
    """Whether a text without a telling suffix is Markdown: it has a heading."""
    return any((found := heading(text[a:b])) and found[1] for a, b in lines(text))


def read(data: bytes) -> Source:
    """Read Markdown; front matter is kept out of the text, reference lists too."""
    text = decode(data)
    title, start = _front_matter_title(text)
    found = list(sections(text, start))
    title = title or next((s.path[0] for s in found if s.level == 1 and s.path[0]), None)
    blocks = tuple(
        Block(a, b, Evidence.PAPER, section=" > ".join(path) or None)
        for s in found
        if not any(map(_REFERENCES.match, path := _below_title(s.path, title)))
        for a, b in paragraphs(text, s.start, s.end)
        if not _RULE.match(text[a:b])
    )
    return Source(Kind.PAPER, {0: text}, (*title_blocks(text, title), *blocks), (Record(title=title),))


def sections(text: str, start: int = 0) -> Iterator[Section]:
    """The stretches between headings, in order; a `#` inside a code fence is no heading."""
    path: list[tuple[int, str]] = []
    begin, fence = start, ""
    for first, last in lines(text, start):
        line = text[first:last]
        if mark := _FENCE.match(line):
            fence = "" if fence == mark.group(1) else fence or mark.group(1)
        found = None if fence else heading(line)
        if found is None:
            continue
        yield _section(path, begin, first)
        path = [*((depth, name) for depth, name in path if depth < found[0]), found]
        begin = min(last + 1, len(text))
    yield _section(path, begin, len(text))


def _section(path: list[tuple[int, str]], start: int, end: int) -> Section:
    return Section(path[-1][0] if path else 0, tuple(name for _, name in path), start, end)


def _below_title(path: tuple[str, ...], title: str | None) -> tuple[str, ...]:
    """The section path without the document's own title at its top."""
    return path[1:] if path and path[0] == title else path


def _front_matter_title(text: str) -> tuple[str | None, int]:
    """The `title` of YAML front matter, if any, and the offset where the text proper begins."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return None, 0
    title = re.search(r"^title:\s*(.+?)\s*$", match.group(1), re.MULTILINE)
    return (title.group(1).strip("\"'") or None) if title else None, match.end()
