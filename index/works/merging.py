"""Merging the records of one work; if they disagree, the most trusted source wins."""

from collections.abc import Mapping, Sequence

from index.entries import TimesCited
from index.sources import Record
from index.works import titles
from index.works.dois import canonical_doi

RecordRef = tuple[str, int]
"""Path of a source and the position of a record in it."""

PRECEDENCE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("bibtex", "csl"), "the researcher's own reference manager: facts corrected by hand, keys used in drafts"),
    (("ris", "endnote", "refer"), "exchange files of publishers and managers: a named field for each fact"),
    (("export", "webofscience", "medline"), "a database's export: complete, but with truncated names and titles"),
    (("summary",), "the researcher's notes: typed by hand while reading, often in part"),
    (("pdf", "docx", "html", "epub", "org", "markdown", "plaintext"), "full text: facts guessed from the layout"),
    (("listing",), "a scraped page: titles truncated, years missing"),
)
"""Readers with the reason for their rank, the most trusted first."""

_RANKS = {reader: rank for rank, (readers, _) in enumerate(PRECEDENCE) for reader in readers}


def rank(path: str, readers: Mapping[str, str]) -> int:
    """The rank of a source by its reader, 0 for the most trusted; unknown readers come last."""
    return _RANKS.get(readers.get(path, ""), len(PRECEDENCE))


def in_precedence(
    refs: Sequence[RecordRef], records: Mapping[RecordRef, Record], readers: Mapping[str, str]
) -> list[RecordRef]:
    """The records of one work, the most trusted first: by source, then by completeness."""
    return sorted(refs, key=lambda ref: (rank(ref[0], readers), *_incompleteness(records[ref]), ref))


def merge(records: Sequence[Record]) -> Record:
    """Merge records in order of precedence: each fact comes from the first record that has it."""
    return Record(
        title=_title(records),
        authors=next((r.authors for r in records if r.authors), ()),
        year=next((r.year for r in records if r.year), None),
        venue=next((r.venue for r in records if r.venue), None),
        doi=next((doi for r in records if (doi := canonical_doi(r.doi))), None),
        type=next((r.type for r in records if r.type), None),
        secondary=any(r.secondary for r in records),
        retracted=any(r.retracted for r in records),
    )


def times_cited(records: Mapping[str, Record]) -> TimesCited | None:
    """The highest number of citations that a source states: databases see different parts of the literature.

    `records` are those of one work by the paths of their sources; of equal numbers the first counts.
    """
    stated = [TimesCited(r.times_cited, path) for path, r in records.items() if r.times_cited is not None]
    return max(stated, key=lambda cited: cited.number, default=None)


def _title(records: Sequence[Record]) -> str | None:
    """The first title, or if it is truncated, the first complete one."""
    written = [record.title for record in records if record.title]
    if len(written) < 2:
        return written[0] if written else None
    first = titles.compared(written[0])
    whole = (title for title in written[1:] if titles.is_cut_of(first, titles.compared(title)))
    return next(whole, written[0])


def _incompleteness(record: Record) -> tuple[bool, bool, bool, int, str]:
    title = record.title or ""
    return record.doi is None, record.year is None, not record.authors, -len(title), title
