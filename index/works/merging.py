"""Merging the records of one work; if they disagree, the most trusted source wins."""

from collections.abc import Mapping, Sequence

from index.entries import TimesCited
from index.sources import Record, WorkType
from index.text.words import plain
from index.works import titles, types
from index.works.dois import canonical_doi
from index.works.names import family_name
from index.works.types import is_preprint

RecordRef = tuple[str, int]
"""Path of a source and the position of a record in it."""

PRECEDENCE: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("bibtex", "csl", "zotero"),
        "the researcher's own manager: facts corrected by hand, keys used in drafts",
    ),
    (("ris", "endnote", "refer"), "exchange files of publishers and managers: a named field for each fact"),
    (
        ("export", "spreadsheet", "webofscience", "medline"),
        "a database's export: complete, but with cut names and titles",
    ),
    (("summary",), "the researcher's notes: typed by hand while reading, often in part"),
    (("pdf", "docx", "html", "epub", "org", "markdown", "plaintext"), "full text: facts guessed from the layout"),
    (("listing",), "a scraped page: titles truncated, years missing"),
)
"""Readers with the reason for their rank, the most trusted first."""

_RANKS = {reader: rank for rank, (readers, _) in enumerate(PRECEDENCE) for reader in readers}


_DATABASES = frozenset({"export", "spreadsheet", "webofscience", "medline"})
"""Readers of the exports of databases, which know an editorial from an article; a reference manager often does not."""


def rank(path: str, readers: Mapping[str, str]) -> int:
    """The rank of a source by its reader, 0 for the most trusted; unknown readers come last."""
    return _RANKS.get(readers.get(path, ""), len(PRECEDENCE))


def is_database(path: str, readers: Mapping[str, str]) -> bool:
    """Whether a source is the export of a database."""
    return readers.get(path, "") in _DATABASES


def in_precedence(
    refs: Sequence[RecordRef], records: Mapping[RecordRef, Record], readers: Mapping[str, str]
) -> list[RecordRef]:
    """The records of one work, the most trusted first: by source, then by completeness."""
    return sorted(refs, key=lambda ref: (rank(ref[0], readers), *_incompleteness(records[ref]), ref))


def merge(records: Sequence[Record], databases: Sequence[bool] = ()) -> Record:
    """Merge records in order of precedence: each fact comes from the first record that has it.

    Year, venue, DOI and type are those of the published work, if one record is a preprint's; the title is without the
    mark of a retraction. `databases` tells which records are a database's (see `index.works.types.one_type`).
    """
    published = [record for record in records if not is_preprint(record)] or records
    return Record(
        title=_title(records),
        authors=_authors(records),
        year=_year(published) or _year(records),
        venue=_venue(published) or _venue(records),
        doi=_doi(published) or _doi(records),
        type=_type(records, databases),
        secondary=any(r.secondary for r in records),
        retracted=any(r.retracted for r in records),
        first_page=next((r.first_page for r in published if r.first_page), None),
        last_page=next((r.last_page for r in published if r.first_page), None),
        volume=next((r.volume for r in published if r.volume), None),
        number=next((r.number for r in published if r.number), None),
    )


def preprint_year(records: Sequence[Record], year: int | None) -> int | None:
    """The year of a work's preprint, if it has another than the work."""
    stated = _year([record for record in records if is_preprint(record)])
    return None if stated == year else stated


def _authors(records: Sequence[Record]) -> tuple[str, ...]:
    """The first list of authors; if it is cut ("Liu, Peini and others"), a longer one that begins like it."""
    named = [r for r in records if r.authors]
    if not named or not named[0].authors_cut:
        return named[0].authors if named else ()
    first = named[0].authors
    families = [plain(family_name(author)) for author in first]
    longer = [
        r
        for r in named
        if len(r.authors) > len(first) and [plain(family_name(name)) for name in r.authors[: len(first)]] == families
    ]
    whole = next((r.authors for r in longer if not r.authors_cut), None)
    return whole or max((r.authors for r in longer), key=len, default=first)


def _year(records: Sequence[Record]) -> int | None:
    return next((r.year for r in records if r.year), None)


def _venue(records: Sequence[Record]) -> str | None:
    return next((r.venue for r in records if r.venue), None)


def _doi(records: Sequence[Record]) -> str | None:
    return next((doi for r in records if (doi := canonical_doi(r.doi))), None)


def _type(records: Sequence[Record], databases: Sequence[bool]) -> WorkType | None:
    known = [
        (WorkType.PREPRINT if is_preprint(r) and (r.type is None or r.type.is_study) else r.type, of_database)
        for r, of_database in zip(records, databases or [False] * len(records), strict=True)
    ]
    if any((r.doi or r.venue) and not is_preprint(r) for r in records):
        known = [(type_, of_database) for type_, of_database in known if type_ is not WorkType.PREPRINT]
    return types.one_type([(type_, of_database) for type_, of_database in known if type_])


def times_cited(records: Mapping[str, Record]) -> TimesCited | None:
    """The highest number of citations that a source states: databases see different parts of the literature.

    `records` are those of one work by the paths of their sources; of equal numbers the first counts.
    """
    stated = [TimesCited(r.times_cited, path) for path, r in records.items() if r.times_cited is not None]
    return max(stated, key=lambda cited: cited.number, default=None)


def _title(records: Sequence[Record]) -> str | None:
    """The first title, or if it is truncated, the first complete one."""
    written = [types.without_mark(record.title) for record in records if record.title]
    if len(written) < 2:
        return written[0] if written else None
    first = titles.compared(written[0])
    whole = (title for title in written[1:] if titles.is_cut_of(first, titles.compared(title)))
    return next(whole, written[0])


def _incompleteness(record: Record) -> tuple[bool, bool, bool, int, str]:
    title = record.title or ""
    return record.doi is None, record.year is None, not record.authors, -len(title), title
