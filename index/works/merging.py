"""Merging: one record of several that tell of the same work. Where they disagree, the most trusted source is heard."""

from collections.abc import Mapping, Sequence

from index.sources import Record
from index.works import titles
from index.works.dois import canonical_doi

RecordRef = tuple[str, int]
"""Path of a source and the position of a record in it."""

PRECEDENCE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("bibtex", "csl"), "the researcher's own reference manager: facts put right by hand, keys used in drafts"),
    (("ris", "endnote", "refer"), "exchange files of publishers and managers: a named field for each fact"),
    (
        ("export", "webofscience", "medline"),
        "a database's export: complete, but made by machine, with cut names and titles",
    ),
    (("summary",), "the researcher's notes: typed by hand while reading, often in part"),
    (
        ("pdf", "docx", "html", "epub", "org", "markdown", "plaintext"),
        "full text: facts told from the layout by program",
    ),
    (("listing",), "a scraped page: titles cut, years missing"),
)
"""Readers and why they stand where they do, the most trusted first."""

_RANKS = {reader: rank for rank, (readers, _) in enumerate(PRECEDENCE) for reader in readers}


def rank(path: str, readers: Mapping[str, str]) -> int:
    """How much a source is trusted, 0 the most, by the reader that read it; one that is not named, the least."""
    return _RANKS.get(readers.get(path, ""), len(PRECEDENCE))


def in_precedence(
    refs: Sequence[RecordRef], records: Mapping[RecordRef, Record], readers: Mapping[str, str]
) -> list[RecordRef]:
    """Records of one work, the leading one first: by its source, then a DOI, then by how much it says."""
    return sorted(refs, key=lambda ref: (rank(ref[0], readers), *_incompleteness(records[ref]), ref))


def merge(records: Sequence[Record]) -> Record:
    """One record of several in order of precedence: the first leads, the others fill what it leaves empty."""
    return Record(
        title=_title(records),
        authors=next((r.authors for r in records if r.authors), ()),
        year=next((r.year for r in records if r.year), None),
        venue=next((r.venue for r in records if r.venue), None),
        doi=next((doi for r in records if (doi := canonical_doi(r.doi))), None),
    )


def _title(records: Sequence[Record]) -> str | None:
    """The leading title; where that is cut, the first that is whole."""
    written = [record.title for record in records if record.title]
    if len(written) < 2:
        return written[0] if written else None
    first = titles.compared(written[0])
    whole = (title for title in written[1:] if titles.is_cut_of(first, titles.compared(title)))
    return next(whole, written[0])


def _incompleteness(record: Record) -> tuple[bool, bool, bool, int, str]:
    title = record.title or ""
    return record.doi is None, record.year is None, not record.authors, -len(title), title
