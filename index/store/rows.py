"""Rows of the catalogue's tables as records, entries and passages."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from index.entries import Fact, FoundPassage, SourceEntry, SourcePassage, Stamp, TimesCited, WorkEntry
from index.sources import KEYWORDS, Evidence, Fault, Kind, PageFault, Record, Shares, WorkType
from index.text.passages import Sentence
from index.works.keys import BEGINNING, numbers_of

if TYPE_CHECKING:
    from index.works.merging import RecordRef

PASSAGES = """
    SELECT p.rowid, p.id, r.work_key, s.path, s.kind, p.evidence, p.page, p.section, p.start, p."end", p.text, p.header,
           p.sentences, coalesce(t.label, CAST(s.first_page + p.page - 1 AS TEXT)) AS page_label,
           (SELECT json_group_array(x.path) FROM (
               SELECT DISTINCT o.path FROM repeats e JOIN passages q ON q.rowid = e.passage
               JOIN sources o ON o.id = q.source_id WHERE e."first" = p.rowid AND o.id <> p.source_id ORDER BY o.path
           ) x) AS also
    FROM passages p JOIN sources s ON s.id = p.source_id
    LEFT JOIN texts t ON t.source_id = p.source_id AND t.page = p.page
    LEFT JOIN records r ON r.source_id = p.source_id AND r.position = p.position
"""
"""Selects the columns for `passage_in`; a condition follows."""


WITH_TEXT = """
    SELECT DISTINCT r.work_key FROM passages p JOIN sources s ON s.id = p.source_id
    JOIN records r ON r.source_id = p.source_id AND r.position = p.position WHERE r.work_key IS NOT NULL
"""
"""Selects the keys of works with a passage; one of `TEXTS` follows."""
TEXTS = {
    Fact.ABSTRACT: f"p.evidence = 'abstract' AND p.section IS NOT '{KEYWORDS}'",
    Fact.SUMMARY: "s.kind = 'summary' AND p.evidence = 'summary'",
    Fact.FULL_TEXT: "s.kind = 'paper' AND p.evidence IN ('paper', 'ocr')",
    Fact.TEXT: "p.evidence <> 'title'",
}
"""Conditions on a passage `p` of a source `s` that make it the text of a work."""


def read_records(db: sqlite3.Connection, path: str | None = None) -> dict["RecordRef", Record]:
    """(path, position) -> record, of all sources or one, in that order; without drafts."""
    condition, values = ("s.path = ?", [path]) if path is not None else ("1", [])
    of_source = f"JOIN sources s ON s.id = source_id WHERE s.kind <> 'draft' AND {condition}"
    references: dict[tuple[str, int], list[str]] = {}
    for source, position, text in db.execute(
        f"""SELECT s.path, f.position, f.text FROM refs f {of_source}
            ORDER BY f.source_id, f.position, f.entry""",
        values,
    ):
        references.setdefault((source, position), []).append(text)
    return {
        (row["path"], row["position"]): Record(
            title=row["title"],
            authors=tuple(json.loads(row["authors"])),
            year=row["year"],
            venue=row["venue"],
            doi=row["doi"],
            cites=tuple(json.loads(row["cites"])),
            key=row["own_key"],
            references=tuple(references.get((row["path"], row["position"]), ())),
            type=WorkType(row["type"]) if row["type"] else None,
            secondary=bool(row["secondary"]),
            retracted=bool(row["retracted"]),
            times_cited=row["times_cited"],
            first_page=row["first_page"],
            last_page=row["last_page"],
            volume=row["volume"],
            number=row["number"],
            files=tuple(json.loads(row["files"])),
            authors_cut=bool(row["authors_cut"]),
        )
        for row in db.execute(
            f"""SELECT s.path, r.* FROM records r {of_source}
                ORDER BY s.path, r.position""",
            values,
        )
    }


def read_filed(db: sqlite3.Connection, names: Sequence[str]) -> list[tuple[str, str]]:
    """(key of a work, value) of the fields with one of these names, sorted by key and then as stated."""
    rows = db.execute(
        f"""SELECT r.work_key, f.value FROM filed f
            JOIN records r ON r.source_id = f.source_id AND r.position = f.position
            JOIN sources s ON s.id = f.source_id
            WHERE f.name IN ({",".join("?" * len(names))}) AND r.work_key IS NOT NULL
            ORDER BY r.work_key, s.path, f.position, f.number""",
        names,
    )
    return [(row["work_key"], row["value"]) for row in rows]


def read_work_keys(db: sqlite3.Connection, *, matched: bool = False) -> dict["RecordRef", str]:
    """(path, position) of a record -> key of its work in the last build, or before corrections if `matched`; sorted."""
    key = "matched_key" if matched else "work_key"
    rows = db.execute(
        f"""SELECT s.path, r.position, r.{key} FROM records r JOIN sources s ON s.id = r.source_id
            WHERE r.{key} IS NOT NULL ORDER BY s.path, r.position"""
    )
    return {(row["path"], row["position"]): row[key] for row in rows}


def read_numbers(db: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Key of a work -> what the notes on it call it."""
    rows = db.execute(
        f"""SELECT r.work_key, s.path, substr(t.text, 1, {BEGINNING})
            FROM records r JOIN sources s ON s.id = r.source_id
            LEFT JOIN texts t ON t.source_id = s.id AND t.page = 0
            WHERE s.kind = 'summary' AND r.work_key IS NOT NULL ORDER BY s.path"""
    )
    numbers: dict[str, dict[str, None]] = {}
    for key, path, beginning in rows:
        numbers.setdefault(key, {}).update(dict.fromkeys(numbers_of(path, beginning or "")))
    return {key: tuple(stated) for key, stated in numbers.items() if stated}


def times_cited_in(row: sqlite3.Row) -> TimesCited | None:
    """The number of citations in a row of `works`."""
    return None if row["times_cited"] is None else TimesCited(row["times_cited"], row["times_cited_in"])


def read_works(db: sqlite3.Connection) -> list[WorkEntry]:
    """The works that a source tells of, sorted by key."""

    def listed(query: str) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for key, value in db.execute(query):
            values.setdefault(key, []).append(value)
        return values

    sources = listed(
        "SELECT DISTINCT r.work_key, s.path FROM records r JOIN sources s ON s.id = r.source_id ORDER BY s.path"
    )
    cites = listed("SELECT citing, cited FROM cites ORDER BY citing, cited")
    cited_by = listed("SELECT cited, citing FROM cites ORDER BY citing, cited")
    corrected = listed("SELECT work_key, fact FROM corrections WHERE fact IS NOT NULL")
    numbers = read_numbers(db)
    return [
        WorkEntry(
            row["key"],
            row["title"],
            row["label"],
            tuple(json.loads(row["authors"])),
            row["year"],
            row["venue"],
            row["doi"],
            tuple(sources[row["key"]]),
            tuple(cites.get(row["key"], ())),
            tuple(cited_by.get(row["key"], ())),
            WorkType(row["type"]) if row["type"] else None,
            bool(row["secondary"]),
            bool(row["retracted"]),
            times_cited_in(row),
            row["preprint_year"],
            corrected=tuple(corrected.get(row["key"], ())),
            numbers=numbers.get(row["key"], ()),
        )
        for row in db.execute("SELECT * FROM works ORDER BY key")
        if row["key"] in sources
    ]


def stamp_in(row: sqlite3.Row) -> Stamp:
    """The stamp in a row of table `sources` or `staged`."""
    return Stamp(row["sha256"], row["size"], row["mtime_ns"], row["ctime_ns"], row["read_at_ns"])


def source_in(row: sqlite3.Row, works: Iterable[str]) -> SourceEntry:
    """The ledger entry in a row of `sources`, with the keys of its works."""
    is_draft = row["kind"] == Kind.DRAFT
    return SourceEntry(
        id=row["id"],
        path=row["path"],
        stamp=stamp_in(row),
        kind=Kind(row["kind"]),
        reason=row["reason"],
        built_with=row["built_with"],
        pages=row["pages"],
        warnings=(*json.loads(row["warnings"]), *filter(None, [row["draft_because"] if is_draft else None])),
        faults=tuple(PageFault(page, Fault(fault)) for page, fault in json.loads(row["faults"])),
        shares=Shares(**json.loads(row["shares"])) if row["shares"] else None,
        passages=row["passages"],
        works=tuple(dict.fromkeys(works)),
    )


def passage_in(row: sqlite3.Row) -> SourcePassage:
    """The passage in a row that `PASSAGES` selects: a `FoundPassage` if it is of a work."""
    return (SourcePassage if row["work_key"] is None else FoundPassage)(
        rowid=row["rowid"],
        id=row["id"],
        work=row["work_key"],
        source=row["path"],
        kind=Kind(row["kind"]),
        evidence=Evidence(row["evidence"]),
        page=row["page"],
        page_label=row["page_label"],
        section=row["section"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        header=row["header"],
        sentences=tuple(Sentence(*parts) for parts in json.loads(row["sentences"])),
        also=tuple(json.loads(row["also"])),
    )
