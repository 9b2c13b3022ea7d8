"""What an index holds, in a form that two indexes can be compared by: no row numbers, no times of reading."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from index.store.schema import FILE_NAME
from index.store.vectors import VectorStore

Rows = list[tuple[object, ...]]

_TABLES = {
    "sources": """SELECT path, sha256, size, mtime_ns, kind, reason, built_with, pages, warnings, faults, passages
                  FROM sources""",
    "texts": "SELECT s.path, t.page, t.text FROM texts t JOIN sources s ON s.id = t.source_id",
    "records": """SELECT s.path, r.position, r.title, r.authors, r.year, r.venue, r.doi, r.cites, r.own_key, r.work_key,
                  r.matched_key
                  FROM records r JOIN sources s ON s.id = r.source_id""",
    "refs": "SELECT s.path, r.position, r.entry, r.text FROM refs r JOIN sources s ON s.id = r.source_id",
    "entries": """SELECT s.path, e.number, e.kind, e.level, e.text, e.start, e."end", e.position
                  FROM entries e JOIN sources s ON s.id = e.source_id""",
    "filed": "SELECT s.path, f.position, f.number, f.name, f.value FROM filed f JOIN sources s ON s.id = f.source_id",
    "works": "SELECT * FROM works",
    "authors": "SELECT * FROM authors",
    "corrections": "SELECT * FROM corrections",
    "apart": "SELECT * FROM apart",
    "cites": "SELECT * FROM cites",
    "passages": """SELECT p.id, s.path, p.position, p.evidence, p.page, p.section, p.start, p."end", p.text, p.header,
                   p.sentences, p.text_hash FROM passages p JOIN sources s ON s.id = p.source_id""",
    "vectors": """SELECT DISTINCT v.model, v.text_hash, v.vector FROM vectors v JOIN passages p USING (text_hash)""",
    "notices": "SELECT * FROM notices",
    "repeats": """SELECT p.id, o.id FROM repeats e JOIN passages p ON p.rowid = e.passage
                  JOIN passages o ON o.rowid = e."first" """,
    "words": """SELECT p.id, round(bm25(passages_fts), 9)
                FROM passages_fts JOIN passages p ON p.rowid = passages_fts.rowid
                WHERE passages_fts MATCH '"drift" OR "model" OR "skew" OR "a"'""",
}


def contents(index: Path) -> dict[str, Rows]:
    """Every table's rows, sorted, and which texts are in the vector collection, each with its cached vector.

    Chroma scales a vector to unit length once more whenever it is written, so its last bits tell nothing.
    """
    with closing(sqlite3.connect(index / FILE_NAME)) as db:
        found = {name: sorted(db.execute(query).fetchall(), key=repr) for name, query in _TABLES.items()}
        facts = dict(db.execute("SELECT name, value FROM meta").fetchall())
        query = (
            "SELECT p.text_hash, v.vector FROM passages p JOIN vectors v ON v.model = ? AND v.text_hash = p.text_hash"
        )
        cached = dict(db.execute(query, [facts["model"]]).fetchall())
    held = collection(index / facts["collection"])
    assert held.keys() == cached.keys()
    for identifier, vector in cached.items():
        assert np.allclose(held[identifier], np.frombuffer(vector, dtype=np.float32), atol=1e-6), identifier
    return found | {"collection": [(identifier,) for identifier in sorted(held)]}


def collection(folder: Path) -> dict[str, list[float]]:
    """The vectors of a collection, by the hash of the embedded text."""
    with closing(VectorStore(folder)) as store:
        held = store._collection.get(include=["embeddings"])
    vectors = np.asarray(held["embeddings"], dtype=np.float32)
    return dict(zip(held["ids"], vectors.tolist(), strict=True))


def assert_sound(index: Path) -> None:
    """The full-text index fits its passages, the one collection has the text of each and nothing else."""
    with closing(sqlite3.connect(index / FILE_NAME)) as db:
        db.execute("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        hashes = {row[0] for row in db.execute("SELECT text_hash FROM passages")}
        assert db.execute("SELECT path FROM staged UNION ALL SELECT path FROM staged_passages").fetchall() == []
        folder = db.execute("SELECT value FROM meta WHERE name = 'collection'").fetchone()[0]
    assert hashes == collection(index / folder).keys()
    assert [path.name for path in index.glob("vectors-*")] == [folder]
