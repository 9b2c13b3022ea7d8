"""The entries of a bibliographic export as one `Source`, its text put together here.

An export has no running text of its own: a field is cut up by tags, braces or quotes. So each entry gets a stretch of
text (title, keywords, abstract, notes; a blank line between any two), and quotes are verbatim of that.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.errors import ReadError
from index.readers.paragraphs import paragraphs
from index.readers.record_gaps import gaps
from index.sources import Block, Evidence, Kind, Record, Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an export: the work's facts, and what the export says of its content.

    `abstract` and `notes` are paragraphs; `notes` are the researcher's own words.
    """

    record: Record
    abstract: Sequence[str] = ()
    keywords: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass
class _Page:
    """The text as it grows, with the blocks in it."""

    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def put(self, text: str, evidence: Evidence, section: str | None, record: int) -> None:
        whole = [(0, len(text))]
        spans = whole if evidence is not Evidence.SUMMARY else list(paragraphs(text, 0, len(text)))
        self.blocks += (
            Block(self.length + a, self.length + b, evidence, section=section, record=record) for a, b in spans
        )
        self.pieces.append(text)
        self.length += len(text) + 2  # the blank line after it


def compose(entries: Sequence[Entry], warnings: Iterable[str] = ()) -> Source:
    """The source that tells of the entries, one record each, in their order.

    `warnings` of the reading itself come first, then what the entries lack. Raises ReadError where there is no entry.
    """
    warnings = tuple(warnings)
    if not entries and warnings:
        raise ReadError(f"holds no entry that can be read ({warnings[0]})")
    if not entries:
        raise ReadError("holds no entry: export it again with the entries chosen, or remove it")
    page = _Page()
    for i, entry in enumerate(entries):
        for text, evidence, section in _stretches(entry):
            page.put(text, evidence, section, i)
    records = tuple(entry.record for entry in entries)
    told = (*warnings, *gaps(records))
    return Source(Kind.RECORD, {0: "\n\n".join(page.pieces)}, tuple(page.blocks), records, told)


def _stretches(entry: Entry) -> Iterator[tuple[str, Evidence, str | None]]:
    if entry.record.title:
        yield entry.record.title, Evidence.TITLE, None
    if entry.keywords:
        yield "; ".join(entry.keywords), Evidence.ABSTRACT, "Keywords"
    for paragraph in entry.abstract:
        yield paragraph, Evidence.ABSTRACT, "Abstract"
    for paragraph in entry.notes:
        yield paragraph, Evidence.SUMMARY, "Notes"
