"""Writing the catalogue: cached vectors as they are made, and a build's outcome in one transaction."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.corpus import CorpusFile
from index.passages import Passage, embedded_text
from index.sources import Kind, Record, Source
from index.works import RecordRef, Work

if TYPE_CHECKING:
    from index.onnx import Array


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A file as this build read it; `source` is None and `reason` given where that failed."""

    file: CorpusFile
    sha256: str
    read_at_ns: int
    built_with: str
    source: Source | None
    reason: str | None
    passages: tuple[Passage, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """The source's records; a file that cannot be read still stands for one work of which nothing is known."""
        return self.source.records if self.source else (Record(),)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def missing_vectors(db: sqlite3.Connection, model: str, passages: Iterable[Passage]) -> dict[str, str]:
    """Embedded text by hash, of these passages and of the published ones, where `model` has no cached vector."""
    missing = {
        row["text_hash"]: embedded_text(row["header"], row["text"])
        for row in db.execute(
            """SELECT text_hash, header, text FROM passages p
               WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.model = ? AND v.text_hash = p.text_hash)""",
            [model],
        )
    }
    for passage in passages:
        cached = "SELECT 1 FROM vectors WHERE model = ? AND text_hash = ?"
        if not db.execute(cached, [model, passage.text_hash]).fetchone():
            missing[passage.text_hash] = passage.embedded_text
    return missing


def cache_vectors(db: sqlite3.Connection, model: str, vectors: Sequence[tuple[str, "Array"]]) -> None:
    """Keep vectors by text hash, so that no text is embedded twice, even by a build that is stopped later."""
    with transaction(db):
        rows = [(model, text_hash, vector.tobytes()) for text_hash, vector in vectors]
        db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)


def known_records(db: sqlite3.Connection, without: Iterable[str]) -> dict[RecordRef, Record]:
    """Records of the sources that stay as they are."""
    gone = set(without)
    references: dict[tuple[int, int], list[str]] = {}
    for source_id, position, text in db.execute("SELECT source_id, position, text FROM refs ORDER BY entry"):
        references.setdefault((source_id, position), []).append(text)
    rows = db.execute("SELECT s.path, r.* FROM records r JOIN sources s ON s.id = r.source_id")
    return {
        (row["path"], row["position"]): Record(
            row["title"],
            tuple(json.loads(row["authors"])),
            row["year"],
            row["venue"],
            row["doi"],
            tuple(json.loads(row["cites"])),
            row["own_key"],
            tuple(references.get((row["source_id"], row["position"]), ())),
        )
        for row in rows
        if row["path"] not in gone
    }


def held_keys(db: sqlite3.Connection) -> dict[str, str]:
    """Every citation key ever given out, by the work's identity: a key is never passed on to another work."""
    return {row["identity"]: row["key"] for row in db.execute("SELECT identity, key FROM keys")}


def held_by_record(db: sqlite3.Connection) -> dict[RecordRef, str]:
    """Citation key by record, as of the last build: a work whose title was corrected in place is still that work."""
    rows = db.execute("SELECT s.path, r.position, r.work_key FROM records r JOIN sources s ON s.id = r.source_id")
    return {(row["path"], row["position"]): row["work_key"] for row in rows}


def publish(
    db: sqlite3.Connection,
    read: Sequence[ReadSource],
    removed: Iterable[str],
    works: Sequence[Work],
    records: Mapping[RecordRef, Record],
    notices: Sequence[str],
    collection: str,
) -> int:
    """Replace what was read anew and all that follows from it, in one transaction; returns the new generation.

    `collection` names the folder of the vector collection that holds all of it.
    """
    with transaction(db):
        gone = [*removed, *(item.file.path for item in read)]
        db.executemany("DELETE FROM sources WHERE path = ?", [[path] for path in gone])
        for item in read:
            _insert(db, item)
        _replace_works(db, works, records)
        db.execute("DELETE FROM notices")
        db.executemany("INSERT INTO notices VALUES (?)", [[notice] for notice in notices])
        if collection != get_meta(db, "collection"):
            swap_collection(db, collection)
        generation = int(get_meta(db, "generation") or 0) + 1
        set_meta(db, "generation", str(generation))
    return generation


def touch(db: sqlite3.Connection, files: Iterable[CorpusFile], read_at_ns: int) -> None:
    """Note new time stamps of files whose content is the same."""
    rows = [(file.size, file.mtime_ns, read_at_ns, file.path) for file in files]
    with transaction(db):
        db.executemany("UPDATE sources SET size = ?, mtime_ns = ?, read_at_ns = ? WHERE path = ?", rows)


def get_meta(db: sqlite3.Connection, name: str) -> str | None:
    """A named fact about the index."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
    return row[0] if row else None


def set_meta(db: sqlite3.Connection, name: str, value: str) -> None:
    """Set a named fact about the index."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [name, value])


def collection_folder(index: Path, db: sqlite3.Connection) -> Path:
    """Where the current vector collection lives; its name changes when it is made anew."""
    return index / (get_meta(db, "collection") or "vectors-0")


def swap_collection(db: sqlite3.Connection, name: str) -> None:
    """Let readers have the vector collection in the folder of that name, which holds every published passage."""
    set_meta(db, "collection", name)
    db.execute("DELETE FROM stored")
    db.execute("INSERT INTO stored SELECT id FROM passages")


def _insert(db: sqlite3.Connection, item: ReadSource) -> None:
    source, file = item.source, item.file
    cursor = db.execute(
        """INSERT INTO sources (path, sha256, size, mtime_ns, read_at_ns, kind, reason, built_with, pages, warnings,
           faults)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            file.path,
            item.sha256,
            file.size,
            file.mtime_ns,
            item.read_at_ns,
            source.kind if source else Kind.PAPER,
            item.reason,
            item.built_with,
            source.pages if source else None,
            _json(source.warnings if source else ()),
            _json([(found.page, found.fault) for found in source.faults] if source else ()),
        ],
    )
    source_id = cursor.lastrowid
    texts = source.texts if source else {}
    db.executemany("INSERT INTO texts VALUES (?, ?, ?)", [(source_id, page, text) for page, text in texts.items()])
    db.executemany(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        [
            (source_id, i, r.title, _json(r.authors), r.year, r.venue, r.doi, _json(r.cites), r.key)
            for i, r in enumerate(item.records)
        ],
    )
    db.executemany(
        "INSERT INTO refs VALUES (?, ?, ?, ?)",
        [(source_id, i, n, text) for i, r in enumerate(item.records) for n, text in enumerate(r.references)],
    )
    db.executemany(
        "INSERT INTO fields VALUES (?, ?, ?, ?, ?)",
        [
            (source_id, i, f.name, f.research_question, None if f.values is None else _json(f.values))
            for i, f in enumerate(source.fields if source else ())
        ],
    )
    db.executemany(
        """INSERT INTO passages (id, source_id, position, evidence, page, section, start, "end", text, header,
           sentences, text_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (p.id, source_id, p.record, p.evidence, p.page, p.section, p.start, p.end, p.text, p.header,
             _json([(s.text, s.start, s.end) for s in p.sentences]), p.text_hash)
            for p in item.passages
        ],
    )  # fmt: skip


def _replace_works(db: sqlite3.Connection, works: Sequence[Work], records: Mapping[RecordRef, Record]) -> None:
    db.execute("DELETE FROM works")
    db.execute("DELETE FROM cites")
    db.executemany(
        "INSERT INTO works VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(w.key, w.identity, w.title, w.label, _json(w.authors), w.year, w.venue, w.doi) for w in works],
    )
    db.executemany("INSERT OR REPLACE INTO keys VALUES (?, ?)", [(w.identity, w.key) for w in works])
    ids = {row["path"]: row["id"] for row in db.execute("SELECT id, path FROM sources")}
    key_of = {ref: work.key for work in works for ref in work.records}
    db.executemany(
        "UPDATE records SET work_key = ? WHERE source_id = ? AND position = ?",
        [(key, ids[path], position) for (path, position), key in key_of.items()],
    )
    links = {
        (key_of[ref], key_of[ref[0], cited])
        for ref, record in records.items()
        for cited in record.cites
        if key_of[ref] != key_of[ref[0], cited]
    }
    db.executemany("INSERT INTO cites VALUES (?, ?)", sorted(links))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
