"""The listing page: a subject paper with its overview, and a table of works that cite it.

Each row is a title, the authors and usually the year, in cells between `|`, and ends with `View Paper`. Rows come from
a scraper: some have no year, some a truncated title. We keep them as they are.
"""

import re
from collections.abc import Iterator

from index.readers.blocks import lines, title_blocks
from index.readers.files import decode
from index.sources import Block, Evidence, Kind, Record, Source
from index.works.names import is_cut_list, without_et_al

# "| Title | Authors | Year | Actions |", and the rule below it: "|---|:---:|".
_TABLE_HEAD = re.compile(
    r"^[ \t]*(?:\|[ \t]*)?Title[ \t]*\|[ \t]*Authors?[ \t]*\|[ \t]*Year\b[^\n]*$", re.MULTILINE | re.IGNORECASE
)
_RULE = re.compile(r"\s*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|?)+[ \t]*\n?")
_ROW_END = re.compile(r"View Paper[ \t|]*\n?", re.IGNORECASE)
_CELL = re.compile(r"[^|\s](?:[^|]*[^|\s])?")
# An empty first cell: "||", or "|" on a line of its own as in scraped tables.
_NO_TITLE = re.compile(r"\s*\|[ \t]*[|\n]")
# "Comments (0)", "Get AI-generated insights ...", "Current paper (2022), citations (2)".
_FURNITURE = re.compile(
    r"(?:Comments \(\d+\)|Get AI-generated insights.*|Current paper \(.*\), citations \(.*)$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?][\"')\]”’]*$")
_YEAR = re.compile(r"(?:19|20)\d\d")


_Row = tuple[Record, tuple[int, int]]
"""A work (without a title if that cell is empty), and the span of its title."""


def recognises(text: str) -> bool:
    """Whether the text has a table with the columns Title, Authors and Year whose rows end with `View Paper`."""
    head = _TABLE_HEAD.search(text)
    return head is not None and _ROW_END.search(text, head.end()) is not None


def read(data: bytes) -> Source:
    """Read the subject (record 0) and every row; each row's work cites the subject."""
    text = decode(data)
    head = _TABLE_HEAD.search(text)
    if head is None:
        raise ValueError("not a listing page")
    subject, overview, stray = _subject(text, head.start())
    rows = list(_rows(text, head.end()))
    titled = [(record, span) for record, span in rows if record.title]
    titles = (Block(*span, Evidence.TITLE, record=i) for i, (_, span) in enumerate(titled, 1))
    about = (Block(a, b, Evidence.ABSTRACT, section="Overview") for a, b in overview)
    blocks = (*title_blocks(text[: head.start()], subject.title), *about, *titles)
    warnings = (*_warnings(subject, [record for record, _ in rows], stray), *_below(text, head.end()))
    return Source(Kind.RECORD, {0: text}, blocks, (subject, *(record for record, _ in titled)), warnings)


def _subject(text: str, end: int) -> tuple[Record, list[tuple[int, int]], int]:
    """The subject's facts (a heading, then lines with authors and year), the spans of its overview, and the number of
    lines that are neither (for example names beside the citation graph)."""
    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    overview: list[tuple[int, int]] = []
    stray = 0
    for first, last in lines(text, 0, end):
        line = text[first:last].strip(" \t\ufeff")
        if not line or _FURNITURE.match(line):
            continue
        if title is None and not overview and line.startswith("# "):
            title = line[2:].strip()
        elif title and not overview and not authors and not _SENTENCE_END.search(line) and not _YEAR.fullmatch(line):
            authors = _authors(line)
        elif title and not overview and year is None and _YEAR.fullmatch(line):
            year = int(line)
        elif _SENTENCE_END.search(line) and " et al." not in line[-8:]:
            overview.append((first, first + len(text[first:last].rstrip())))
        else:
            stray += 1
    return Record(title=title, authors=authors, year=year), overview, stray


def _rows(text: str, start: int) -> Iterator[_Row]:
    if rule := _RULE.match(text, start):
        start = rule.end()
    while end := _ROW_END.search(text, start):
        cells = list(_CELL.finditer(text, start, end.start()))
        row, start = start, end.end()
        if not cells:
            continue
        title = cells[0]
        untitled = _NO_TITLE.match(text, row, end.start()) or (len(cells) == 1 and _YEAR.fullmatch(title.group()))
        rest = [" ".join(cell.group().split()) for cell in (cells if untitled else cells[1:])]
        year = int(rest.pop()) if rest and _YEAR.fullmatch(rest[-1]) else None
        name = None if untitled else " ".join(title.group().split())
        cut = is_cut_list(", ".join(rest))
        yield Record(name, _authors(", ".join(rest)), year, cites=(0,), authors_cut=cut), title.span()


def _below(text: str, start: int) -> Iterator[str]:
    """A warning about text below the last row other than the page's furniture."""
    for match in _ROW_END.finditer(text, start):
        start = match.end()
    left = [line for a, b in lines(text, start) if (line := text[a:b].strip(" \t|")) and not _FURNITURE.match(line)]
    if left:
        yield f"{len(left)} lines below the last row were left out; a row ends with `View Paper`"


def _authors(cell: str) -> tuple[str, ...]:
    names = (name.strip() for name in without_et_al(cell.strip()).split(","))
    return tuple(name for name in names if name)


def _warnings(subject: Record, works: list[Record], stray: int) -> Iterator[str]:
    if subject.title is None:
        yield "the subject paper's title is not on the page: put it on the first line as `# Title`"
    if not any(work.title for work in works):
        yield "the table's rows are empty"
    if stray:
        yield f"{stray} lines above the table are neither overview nor title and were left out"
    for work in works:
        if not work.title:
            yield f"a row without a title was left out: {', '.join((*work.authors, str(work.year or 'no year')))}"
            continue
        if not work.year:
            yield f'no year: "{work.title}"'
        if not work.authors:
            yield f'no authors: "{work.title}"'
        if work.title[0].islower() or not work.title[0].isalnum():
            yield f'the title looks cut: "{work.title}"'
