"""A paper's lines as blocks of prose under their headings, and the lines of its reference list."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from statistics import median

from index.readers.pdf.layout import Line, heading_level, heading_name
from index.readers.references import is_reference_heading, unheaded_list
from index.sources import Block, Evidence

_RUN_IN = re.compile(
    r"(?P<name>Abstract|Summary|Zusammenfassung|Résumé|Resumen|Resumo|Key\s?words(?: and phrases)?|Index Terms)"
    r"(?P<mark>\s*[—–:.-]+\s*|\s+(?=[A-Z]))(?=\S)",
    re.IGNORECASE,
)
"""A heading on the same line as the text under it."""
_OTHER_SIZE = 0.5
"""Points by which a line's font differs from the one above it where another part of the title page begins."""
_MAX_ABSTRACT = 5_000
_NOTE = 0.9
"""Size of a footnote in proportion to the reference list's that it stands below, at most."""
_CAPTION = re.compile(r"(?:fig(?:ure)?|table)\.?\s\d{1,3}[.:]", re.IGNORECASE)
_INDENT = (4.0, 60.0)
"""Points by which the lines of an entry hang behind its first, from and to."""

Path = list[tuple[int, str]]
"""Headings above a line, the section's first, each with its level."""


@dataclass(slots=True)
class _Reading:
    """Where one stands while the lines pass by."""

    path: Path = field(default_factory=list)
    run: list[Line] = field(default_factory=list)
    skip: int = 0
    """Characters of the run's first line that are a run-in heading."""
    abstract_from: tuple[int, int] | None = None
    """Page and place where an abstract began that has no heading of its own."""
    in_references: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """What the lines of a paper are."""

    blocks: tuple[Block, ...]
    listed: tuple[tuple[int, Line], ...]
    """(page, line) of the reference list."""


def prose(
    lines: Mapping[int, Sequence[Line]],
    left_out: Set[tuple[int, int]],
    headings: Set[tuple[int, int]],
) -> Prose:
    """Stretches between headings, page by page; `left_out` has (page, start) of the lines that are no prose."""
    blocks: list[Block] = []
    listed: list[tuple[int, Line]] = []
    reading = _Reading()
    opens = _list_without_heading(lines, left_out, headings)
    for page, on_page in lines.items():
        for line in on_page:
            place = (page, line.start)
            if place in left_out or place in headings or place == opens:
                blocks += _block(reading, page)
            if place in left_out:
                continue
            if place == opens:
                reading.path, reading.in_references = [(1, "References")], True
            if place in headings:
                _descend(reading, line)
            elif reading.in_references:
                listed.append((page, line))
            else:
                blocks += _take(reading, page, line)
        blocks += _block(reading, page)
        _leave_abstract(reading, page + 1, 0)
    return Prose(tuple(blocks), tuple(listed))


def _list_without_heading(
    lines: Mapping[int, Sequence[Line]], left_out: Set[tuple[int, int]], headings: Set[tuple[int, int]]
) -> tuple[int, int] | None:
    kept = [(page, line) for page, on_page in lines.items() for line in on_page if (page, line.start) not in left_out]
    named = (line.text for page, line in kept if (page, line.start) in headings)
    if any(is_reference_heading(name) for name in named):
        return None
    first = unheaded_list([line.text for _, line in kept])
    return None if first is None else (kept[first][0], kept[first][1].start)


def _descend(reading: _Reading, line: Line) -> None:
    level = 1 if reading.in_references else heading_level(line.text)
    name = heading_name(line.text)
    name = "Abstract" if name.strip(" .:").lower() == "abstract" else name
    reading.path = [*(above for above in reading.path if above[0] < level), (level, name)]
    reading.in_references = is_reference_heading(reading.path[0][1])
    reading.abstract_from = None


def _take(reading: _Reading, page: int, line: Line) -> Iterator[Block]:
    """Add a line to the run, after ending the one before where something else begins."""
    titles = page == 1 and not reading.path  # title, authors, affiliations, one below the other without a full stop
    run_in = (
        _RUN_IN.match(line.text) if page <= 2 and (titles or reading.abstract_from or _in_abstract(reading)) else None
    )
    other = titles and bool(reading.run) and abs(line.size - reading.run[-1].size) > _OTHER_SIZE
    if run_in or other:
        yield from _block(reading, page)
    _leave_abstract(reading, page, line.start)
    if _in_abstract(reading) and reading.run and line.size < _NOTE * reading.run[0].size:
        yield from _block(reading, page)
        reading.path, reading.abstract_from = [], None
    if run_in:
        reading.path = [(1, " ".join(run_in["name"].split()).capitalize())]
        reading.abstract_from = (page, line.start)
        reading.skip = run_in.end()
    reading.run.append(line)


def _in_abstract(reading: _Reading) -> bool:
    return len(reading.path) == 1 and reading.path[0][1].lower() == "abstract"


def _leave_abstract(reading: _Reading, page: int, place: int) -> None:
    """An abstract without a heading of its own ends with its page, if no heading ends it before."""
    if reading.abstract_from and (page, place) > (reading.abstract_from[0], reading.abstract_from[1] + _MAX_ABSTRACT):
        reading.path, reading.abstract_from = [], None


def _block(reading: _Reading, page: int) -> Iterator[Block]:
    run, skip = reading.run, reading.skip
    reading.run, reading.skip = [], 0
    if run:
        section = " > ".join(name for _, name in reading.path) or None
        yield Block(run[0].start + skip, run[-1].end, Evidence.PAPER, page, section)


def list_text(listed: Sequence[tuple[int, Line]]) -> str:
    """The raw text of a reference list, an empty line before each line that others hang behind.

    Footnotes, which are in smaller print, are left out, and captions between the entries.
    """
    if not listed:
        return ""
    usual = median(line.size for _, line in listed)
    kept = [(page, line) for page, line in listed if line.size >= _NOTE * usual]
    first = _hung_behind(kept)
    said: list[str] = []
    in_caption = False
    for page, line in kept:
        opens = (page, line.start) in first
        in_caption = _CAPTION.match(line.text) is not None or (in_caption and not opens and line.text[0] not in "[(")
        said += [f"\n{line.text}" if opens else line.text] if not in_caption else []
    return "\n".join(said)


def _hung_behind(listed: Sequence[tuple[int, Line]]) -> set[tuple[int, int]]:
    """(page, start) of the lines at the edge of columns most of whose lines are indented."""
    by_page: dict[int, list[Line]] = {}
    for page, line in listed:
        by_page.setdefault(page, []).append(line)
    return {(page, line.start) for page, lines in by_page.items() for c in _columns(lines) for line in _outdented(c)}


def _columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    middle = (min(line.left for line in lines) + max(line.right for line in lines)) / 2
    for right in (False, True):
        column = [line for line in lines if (line.left > middle) is right]
        if column:
            yield column


def _outdented(column: Sequence[Line]) -> list[Line]:
    """Lines at the edge, where the others are indented alike and are no fewer than lists have."""
    edge = min(line.left for line in column)
    least, most = _INDENT
    at_edge = [line for line in column if line.left - edge < least]
    indents = [line.left for line in column if least <= line.left - edge <= most]
    if len(indents) < 0.4 * len(at_edge) or not indents:
        return []
    usual = median(indents)
    alike = sum(1 for indent in indents if abs(indent - usual) < least)
    return at_edge if alike >= 0.8 * (len(column) - len(at_edge)) else []
