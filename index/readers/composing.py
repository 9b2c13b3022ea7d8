"""Compose a source from headings and paragraphs in reading order.

The raw characters of Org, HTML, DOCX and EPUB files are not what a person reads. This module writes their text much
like Markdown; offsets and quotes refer to that text.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby

from index.errors import NoTextError
from index.readers import summary
from index.readers.references import reference_list, under_references
from index.readers.summary import is_template_field
from index.sources import Block, Evidence, Kind, Record, Source

MAX_ROW = 3_000
"""Characters of the longest table row of data; a longer row lays out a page (a guess)."""
_DEEPEST = 6  # levels of headings in Markdown
_NO_TEXT = "has no text in it: write something or remove the file"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (level from 1) or a paragraph (level 0).

    `item` is the number of its list item, 0 outside lists, and `indent` the columns before its bullet; `record` is the
    position of its work.
    """

    text: str
    level: int = 0
    item: int = 0
    record: int = 0
    indent: int = 0


@dataclass(frozen=True, slots=True)
class _Placed:
    """A part, its span in the text, and its section path: the headings above it and its own, without the title."""

    part: Part
    path: tuple[str, ...]
    listed: bool
    """Whether it is under the heading of a reference list."""
    start: int
    end: int


def compose(
    parts: Iterable[Part],
    records: Sequence[Record],
    warnings: tuple[str, ...] = (),
    *,
    kind: Kind = Kind.PAPER,
) -> Source:
    """Make a source of the parts; a filled summary template becomes a summary, whatever its format.

    kind: PAPER or SUMMARY, the evidence of the parts. Raises ReadError if there is no text.
    """
    parts = [part for part in parts if part.text.strip()]
    if not parts:
        raise NoTextError(_NO_TEXT)
    if len(records) == 1 and _is_template(parts):
        return compose_summary(parts, records[0], warnings)
    text, placed = _written(_with_title(parts, records), records)
    lists = dict(_reference_lists(placed))
    listed = {i for span, entries in lists.items() if entries is not None for i in range(*span)}
    evidence = Evidence.SUMMARY if kind is Kind.SUMMARY else Evidence.PAPER
    titles = _titles(placed, records)
    blocks = tuple(
        titles.get(i) or Block(p.start, p.end, evidence, section=" > ".join(p.path) or None, record=p.part.record)
        for i, p in enumerate(placed)
        if i in titles or (not p.part.level and i not in listed)
    )
    titles_first = sorted(blocks, key=lambda block: block.evidence is not Evidence.TITLE)
    return Source(kind, {0: text}, tuple(titles_first), _with_references(placed, lists, records), warnings)


def _is_template(parts: Sequence[Part]) -> bool:
    """Whether the parts are a reading summary: labelled facts, and another field of the template."""
    has_field = any(is_template_field(part.text) for part in parts if part.level or len(part.text) < 80)
    return has_field and summary.recognises(_written(parts, ())[0])


def compose_summary(parts: Iterable[Part], record: Record, warnings: tuple[str, ...] = ()) -> Source:
    """Make a reading summary of the parts; missing facts come from `record`. Raises ReadError if there is no text."""
    parts = [part for part in parts if part.text.strip()]
    if not parts:
        raise NoTextError(_NO_TEXT)
    source = summary.read_text(_written(parts, ())[0])
    if record.title and not source.records[0].title:
        source = summary.read_text(_written(_with_title(parts, [record]), ())[0], record.title)
    stated = source.records[0]
    if record.title and stated.title and not same_words(record.title, stated.title):
        warnings = (*warnings, f'is titled "{record.title}", but its notes name "{stated.title}": the notes were taken')
    return replace(source, records=(filled(stated, record),), warnings=(*source.warnings, *warnings))


def filled(record: Record, second: Record) -> Record:
    """`record`, with its missing facts taken from `second`."""
    whole = Record(*(getattr(record, fact.name) or getattr(second, fact.name) for fact in fields(Record)))
    return replace(whole, authors_cut=(record if record.authors else second).authors_cut)


def same_words(title: str, second: str) -> bool:
    """Whether two titles are equal, ignoring case and white space."""
    return _folded(title) == _folded(second)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _with_title(parts: list[Part], records: Sequence[Record]) -> list[Part]:
    """The parts, with the first work's title on top if none of them is the title."""
    title = records[0].title
    if not title or any(part.record == 0 and same_words(part.text, title) for part in parts):
        return parts
    return [Part(title), *parts]


def _titles(placed: Sequence[_Placed], records: Sequence[Record]) -> dict[int, Block]:
    """Position of the part that is each work's title -> the title's block."""
    blocks: dict[int, Block] = {}
    missing = {i: _folded(record.title) for i, record in enumerate(records) if record.title}
    for i, p in enumerate(placed):
        if missing.get(p.part.record) == _folded(p.part.text):
            del missing[p.part.record]
            blocks[i] = Block(p.start, p.end, Evidence.TITLE, record=p.part.record)
    return blocks


def _written(parts: Sequence[Part], records: Sequence[Record]) -> tuple[str, list[_Placed]]:
    """The text, and the place of each part in it."""
    pieces: list[str] = []
    placed: list[_Placed] = []
    end, item, path = 0, 0, _Path(records)
    for part in parts:
        gap = "" if not pieces else "\n" if part.item and item else "\n\n"
        bullet = " " * part.indent + "* " if part.item and part.item != item else ""
        mark = "#" * min(part.level, _DEEPEST) + " " if part.level else bullet
        text = part.text.strip()
        start = end + len(gap) + len(mark)
        end = start + len(text)
        pieces += (gap, mark, text)
        path.follow(part)
        placed.append(_Placed(part, path.names, path.listed, start, end))
        item = part.item
    return "".join(pieces), placed


class _Path:
    """The section path of the last part: the open headings below its work's title."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._titles = {i: _folded(record.title) for i, record in enumerate(records) if record.title}
        self._open: list[Part] = []
        self._record = 0
        self.names: tuple[str, ...] = ()
        self.listed = False

    def follow(self, part: Part) -> None:
        """Advance to a part; a heading closes the open headings of its level and deeper."""
        if not part.level and part.record == self._record:
            return
        if part.level:
            while self._open and self._open[-1].level >= part.level:
                self._open.pop()
            self._open.append(part)
        self._record = part.record
        names = [" ".join(heading.text.split()) for heading in self._open]
        title = self._titles.get(part.record)
        below = next((i + 1 for i in reversed(range(len(names))) if names[i].casefold() == title), 0)
        self.names = tuple(names[below:])
        self.listed = under_references(self.names)


def _reference_lists(placed: Sequence[_Placed]) -> Iterator[tuple[tuple[int, int], tuple[str, ...] | None]]:
    """Spans of parts under a heading of references, with their entries, None for prose."""
    for listed, group in groupby(range(len(placed)), key=lambda i: placed[i].listed):
        if listed:
            span = list(group)
            parts = [placed[i].part for i in span if not placed[i].part.level]
            yield (span[0], span[-1] + 1), reference_list(_lines(parts), whole=all(part.item for part in parts))


def _lines(parts: Sequence[Part]) -> list[str]:
    """The texts of parts, joined within a list item."""
    lines: list[str] = []
    for item, group in groupby(parts, key=lambda part: part.item):
        texts = [part.text for part in group]
        lines += [" ".join(texts)] if item else texts
    return lines


def _with_references(
    placed: Sequence[_Placed],
    lists: dict[tuple[int, int], tuple[str, ...] | None],
    records: Sequence[Record],
) -> tuple[Record, ...]:
    """The records with the entries of the text's lists; a record without a list keeps its own."""
    listed: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for (begin, _), entries in lists.items():
        listed[placed[begin].part.record] += entries or ()
    return tuple(replace(record, references=listed[i] or record.references) for i, record in enumerate(records))
