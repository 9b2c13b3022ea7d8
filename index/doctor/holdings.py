"""What the catalogue holds of sources, records and works, read at one moment: all that a diagnosis is made from."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from index.sources import Kind, Record
from index.works.merging import RecordRef
from index.works.works import Work


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A source; `faults` has a page number (1-based) and what is wrong with its text."""

    path: str
    sha256: str
    kind: Kind
    reason: str | None
    reader: str
    faults: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class HeldField:
    """One field of a summary's template; not `filled` while the template's hint stands there."""

    path: str
    name: str
    filled: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """The catalogue without its texts; `with_text` has the keys of works of which more than a title was read."""

    generation: int
    sources: Mapping[str, HeldSource]
    records: Mapping[RecordRef, Record]
    works: Mapping[str, Work]
    with_text: frozenset[str]
    fields: tuple[HeldField, ...]

    @property
    def readers(self) -> Mapping[str, str]:
        """By path, the reader that read a source."""
        return {path: source.reader for path, source in self.sources.items()}

    def paths(self, work: Work) -> tuple[str, ...]:
        """The sources that tell of a work."""
        return tuple(dict.fromkeys(path for path, _ in work.records))


def read_holdings(db: sqlite3.Connection) -> Holdings:
    """Read them in one transaction, so that a build beside it is seen whole or not at all."""
    with _one_state(db):
        records, refs = _records(db)
        generation = db.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
        return Holdings(
            generation=int(generation["value"]) if generation else 0,
            sources={row["path"]: _source(row) for row in db.execute("SELECT * FROM sources ORDER BY path")},
            records=records,
            works=_works(db, refs),
            with_text=frozenset(row["work_key"] for row in db.execute(_WITH_TEXT)),
            fields=tuple(_field(row) for row in db.execute(_FIELDS)),
        )


_WITH_TEXT = """
    SELECT DISTINCT r.work_key FROM passages p
    JOIN records r ON r.source_id = p.source_id AND r.position = p.position WHERE p.evidence <> 'title'
"""
_FIELDS = """
    SELECT s.path, f.name, f.research_question, f.said IS NOT NULL AS filled
    FROM fields f JOIN sources s ON s.id = f.source_id ORDER BY s.path, f.number
"""


@contextmanager
def _one_state(db: sqlite3.Connection) -> Iterator[None]:
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("COMMIT")


def _source(row: sqlite3.Row) -> HeldSource:
    faults = tuple((int(page), str(fault)) for page, fault in json.loads(row["faults"]))
    reader = row["built_with"].split(" ", 1)[0]
    return HeldSource(row["path"], row["sha256"], Kind(row["kind"]), row["reason"], reader, faults)


def _records(db: sqlite3.Connection) -> tuple[dict[RecordRef, Record], dict[str, list[RecordRef]]]:
    """The records, and those of each work by its key."""
    rows = db.execute("SELECT s.path, r.* FROM records r JOIN sources s ON s.id = r.source_id ORDER BY 1, r.position")
    records: dict[RecordRef, Record] = {}
    refs: dict[str, list[RecordRef]] = {}
    for row in rows:
        ref = (row["path"], row["position"])
        authors = tuple(json.loads(row["authors"]))
        records[ref] = Record(row["title"], authors, row["year"], row["venue"], row["doi"], key=row["own_key"])
        if row["work_key"] is not None:
            refs.setdefault(row["work_key"], []).append(ref)
    return records, refs


def _works(db: sqlite3.Connection, refs: Mapping[str, list[RecordRef]]) -> dict[str, Work]:
    return {
        row["key"]: Work(
            key=row["key"],
            title=row["title"],
            authors=tuple(json.loads(row["authors"])),
            year=row["year"],
            venue=row["venue"],
            doi=row["doi"],
            records=tuple(refs.get(row["key"], ())),
            identity=row["identity"],
        )
        for row in db.execute("SELECT * FROM works ORDER BY key")
    }


def _field(row: sqlite3.Row) -> HeldField:
    question = row["research_question"]
    named = row["name"] if not question or question in row["name"] else f"{question} {row['name']}"
    return HeldField(row["path"], named, bool(row["filled"]))
