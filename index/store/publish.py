"""Writing the catalogue: the outcome of a build in one transaction, so that every reader sees all of it or nothing."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

from index.reading.corpus import CorpusFile
from index.sources import Record
from index.store.catalogue import read_records, read_work_keys
from index.store.schema import get_meta, set_meta, transaction
from index.store.staging import StagedSource, staged
from index.works.cited import links
from index.works.works import RecordRef, Work, match_works, possible_duplicates


def publish(db: sqlite3.Connection, removed: Iterable[str], facts: Mapping[str, str]) -> int:
    """Let what is staged replace what was published of the same files, drop `removed`, and make anew all that follows
    from the records; returns the new generation.

    `facts` are kept as facts about the index: which vector collection holds all of it, and how it was left.
    """
    with transaction(db):
        before = read_work_keys(db)
        gone = [*removed, *(row[0] for row in db.execute("SELECT path FROM staged"))]
        told = _told(db, gone)
        db.executemany("DELETE FROM sources WHERE path = ?", [[path] for path in gone])
        for source in staged(db):
            _insert(db, source)
        db.execute("DELETE FROM staged")
        if told and told == _told(db, gone):
            _name_works(db, {ref: before[ref] for ref in before if ref[0] in set(gone)})
        else:
            _replace_works(db, before)
        generation = int(get_meta(db, "generation") or 0) + 1
        for name, value in {**facts, "generation": str(generation)}.items():
            set_meta(db, name, value)
    return generation


def touch(db: sqlite3.Connection, files: Iterable[CorpusFile], read_at_ns: int) -> None:
    """Note new time stamps of files whose content is the same."""
    if rows := [(*file.times, read_at_ns, file.path) for file in files]:
        with transaction(db):
            db.executemany(
                "UPDATE sources SET size = ?, mtime_ns = ?, ctime_ns = ?, read_at_ns = ? WHERE path = ?", rows
            )


def _told(db: sqlite3.Connection, paths: Iterable[str]) -> dict[str, list[tuple[object, ...]]]:
    """All that sources say of works, and which reader says it, by path: where that stays, so do the works."""
    told: dict[str, list[tuple[object, ...]]] = {}
    for path in paths:
        source = db.execute("SELECT id, built_with FROM sources WHERE path = ?", [path]).fetchone()
        if source is not None:
            records = db.execute(
                """SELECT position, title, authors, year, venue, doi, cites, own_key FROM records WHERE source_id = ?
                   ORDER BY position""",
                [source["id"]],
            )
            entries = db.execute(
                "SELECT position, entry, text FROM refs WHERE source_id = ? ORDER BY position, entry", [source["id"]]
            )
            told[path] = [(source["built_with"].split(" ", 1)[0],), *map(tuple, records), *map(tuple, entries)]
    return told


def _name_works(db: sqlite3.Connection, key_of: Mapping[RecordRef, str]) -> None:
    """Tell each record the key of its work."""
    ids = {row["path"]: row["id"] for row in db.execute("SELECT id, path FROM sources")}
    db.executemany(
        "UPDATE records SET work_key = ? WHERE source_id = ? AND position = ?",
        [(key, ids[path], position) for (path, position), key in key_of.items()],
    )


def _held_keys(db: sqlite3.Connection) -> dict[str, str]:
    """Every citation key ever given out, by the work's identity: a key is never passed on to another work."""
    return {row["identity"]: row["key"] for row in db.execute("SELECT identity, key FROM keys")}


def _insert(db: sqlite3.Connection, item: StagedSource) -> None:
    source, stamp = item.outcome.source, item.stamp
    cursor = db.execute(
        """INSERT INTO sources (path, sha256, size, mtime_ns, ctime_ns, read_at_ns, kind, reason, built_with, pages,
           warnings, faults, passages) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            item.path,
            *astuple(stamp),
            item.outcome.kind,
            item.outcome.reason,
            item.built_with,
            source.pages if source else None,
            _json(source.warnings if source else ()),
            _json([(found.page, found.fault) for found in source.faults] if source else ()),
            len(item.outcome.passages),
        ],
    )
    source_id = cursor.lastrowid or 0
    _insert_facts(db, source_id, item)
    _insert_passages(db, source_id, item)


def _insert_facts(db: sqlite3.Connection, source_id: int, item: StagedSource) -> None:
    source, records = item.outcome.source, item.outcome.records
    texts = source.texts if source else {}
    db.executemany("INSERT INTO texts VALUES (?, ?, ?)", [(source_id, page, text) for page, text in texts.items()])
    db.executemany(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        [
            (source_id, i, r.title, _json(r.authors), r.year, r.venue, r.doi, _json(r.cites), r.key)
            for i, r in enumerate(records)
        ],
    )
    db.executemany(
        "INSERT INTO refs VALUES (?, ?, ?, ?)",
        [(source_id, i, n, text) for i, r in enumerate(records) for n, text in enumerate(r.references)],
    )
    db.executemany(
        "INSERT INTO fields VALUES (?, ?, ?, ?, ?)",
        [
            (source_id, i, f.name, f.research_question, None if f.values is None else _json(f.values))
            for i, f in enumerate(source.fields if source else ())
        ],
    )


def _insert_passages(db: sqlite3.Connection, source_id: int, item: StagedSource) -> None:
    db.executemany(
        """INSERT INTO passages (id, source_id, position, evidence, page, section, start, "end", text, header,
           sentences, text_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (p.id, source_id, p.record, p.evidence, p.page, p.section, p.start, p.end, p.text, p.header,
             _json([(s.text, s.start, s.end) for s in p.sentences]), p.text_hash)
            for p in item.outcome.passages
        ],
    )  # fmt: skip


def _replace_works(db: sqlite3.Connection, before: Mapping[RecordRef, str]) -> None:
    """Match the records anew; `before` has the key of each record's work in the last build."""
    records = read_records(db)
    readers = {
        row["path"]: row["built_with"].split(" ", 1)[0] for row in db.execute("SELECT path, built_with FROM sources")
    }
    works = match_works(records, readers, _held_keys(db), before)
    for table in ("works", "cites", "notices"):
        db.execute(f"DELETE FROM {table}")
    db.executemany(
        "INSERT INTO works VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(w.key, w.identity, w.title, w.label, _json(w.authors), w.year, w.venue, w.doi) for w in works],
    )
    db.executemany("INSERT OR REPLACE INTO keys VALUES (?, ?)", [(w.held_as, w.key) for w in works])
    key_of = {ref: work.key for work in works for ref in work.records}
    _name_works(db, key_of)
    db.executemany("INSERT INTO cites VALUES (?, ?)", sorted(_links(works, records, key_of)))
    notices = [f"possible duplicates: {one.key} and {other.key}" for one, other in possible_duplicates(works)]
    db.executemany("INSERT INTO notices VALUES (?)", [[notice] for notice in notices])


def _links(
    works: Sequence[Work], records: Mapping[RecordRef, Record], key_of: Mapping[RecordRef, str]
) -> set[tuple[str, str]]:
    """Which work cites which: as a source says outright, and by the entries of reference lists."""
    told = {(key_of[ref], key_of[ref[0], cited]) for ref, record in records.items() for cited in record.cites}
    entries = ((key_of[ref], entry) for ref, record in records.items() for entry in record.references)
    return {(citing, cited) for citing, cited in told if citing != cited} | links(works, entries)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
