"""Rows of the catalogue's tables as the entries that it hands out."""

import json
import sqlite3
from collections.abc import Iterable

from index.entries import FoundPassage, SourceEntry, Stamp
from index.passages import Sentence
from index.sources import Evidence, Fault, Kind, PageFault

PASSAGES = """
    SELECT p.rowid, p.id, r.work_key, s.path, s.kind, p.evidence, p.page, p.section, p.start, p."end", p.text, p.header,
           p.sentences
    FROM passages p JOIN sources s ON s.id = p.source_id
    JOIN records r ON r.source_id = p.source_id AND r.position = p.position
"""
"""What `passage_in` needs of a passage; a condition follows."""


def stamp_in(row: sqlite3.Row) -> Stamp:
    """The stamp in a row of the tables `sources` or `staged`."""
    return Stamp(row["sha256"], row["size"], row["mtime_ns"], row["ctime_ns"], row["read_at_ns"])


def source_in(row: sqlite3.Row, works: Iterable[str]) -> SourceEntry:
    """The line in the ledger in a row of `sources`, with the keys of its works."""
    return SourceEntry(
        id=row["id"],
        path=row["path"],
        stamp=stamp_in(row),
        kind=Kind(row["kind"]),
        reason=row["reason"],
        built_with=row["built_with"],
        pages=row["pages"],
        warnings=tuple(json.loads(row["warnings"])),
        faults=tuple(PageFault(page, Fault(fault)) for page, fault in json.loads(row["faults"])),
        passages=row["passages"],
        works=tuple(dict.fromkeys(works)),
    )


def passage_in(row: sqlite3.Row) -> FoundPassage:
    """The passage in a row that `PASSAGES` selects."""
    return FoundPassage(
        rowid=row["rowid"],
        id=row["id"],
        work=row["work_key"],
        source=row["path"],
        kind=Kind(row["kind"]),
        evidence=Evidence(row["evidence"]),
        page=row["page"],
        section=row["section"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        header=row["header"],
        sentences=tuple(Sentence(*parts) for parts in json.loads(row["sentences"])),
    )
