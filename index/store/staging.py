"""What a build has read and not yet published: kept in the catalogue's file, out of every reader's sight.

A build that is stopped loses nothing: the next one finds the files that were read, and reads on. Nor does it hold
more than one file in memory, however many there are.
"""

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from index.entries import Stamp
from index.reading.corpus import CorpusFile, surely_same
from index.reading.reading import FileOutcome, unpack
from index.store.catalogue import stamp_in
from index.store.schema import transaction
from index.text.passages import embedded_text

if TYPE_CHECKING:
    from index.models.embedding import Embedder
    from index.models.onnx import Array

_FAST = 1
"""Compression that costs a hundredth of what making the text did, and keeps the catalogue's file from doubling."""


@dataclass(frozen=True, slots=True)
class StagedSource:
    """A file as this build read it, `stamp` by stamp what its line in the ledger will say."""

    path: str
    stamp: Stamp
    built_with: str
    outcome: FileOutcome


def keep(db: sqlite3.Connection, files: Iterable[CorpusFile], versions: Iterable[str]) -> set[str]:
    """Drop what was staged of files other than `files` or of an earlier content of theirs, or by readers other than
    those of `versions`; returns the paths that need no reading."""
    wanted = {file.path: file for file in files}
    current = set(versions)
    kept, gone = set(), []
    query = "SELECT path, sha256, size, mtime_ns, ctime_ns, read_at_ns, built_with FROM staged"
    for row in db.execute(query):
        path = row["path"]
        if path in wanted and row["built_with"] in current and surely_same(wanted[path], stamp_in(row)):
            kept.add(path)
        else:
            gone.append([path])
    with transaction(db):
        db.executemany("DELETE FROM staged WHERE path = ?", gone)
    return kept


def stage(db: sqlite3.Connection, source: StagedSource, packed: bytes) -> None:
    """Keep what was read of one file, and its `packed` outcome, until it is published."""
    stamp = source.stamp
    row = [source.path, *astuple(stamp), source.built_with]
    ids = [(passage.id, source.path, passage.text_hash) for passage in source.outcome.passages]
    with transaction(db):
        db.execute(
            "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*row, zlib.compress(packed, _FAST)]
        )
        db.executemany("INSERT INTO staged_passages VALUES (?, ?, ?)", ids)


def staged(db: sqlite3.Connection, paths: Iterable[str] | None = None) -> Iterator[StagedSource]:
    """The staged sources, of `paths` or all, in the order of their paths, one in memory at a time."""
    if paths is None:
        paths = [row[0] for row in db.execute("SELECT path FROM staged")]
    for path in sorted(paths):
        row = db.execute("SELECT * FROM staged WHERE path = ?", [path]).fetchone()
        yield StagedSource(path, stamp_in(row), row["built_with"], unpack(zlib.decompress(row["outcome"])))


# Vectors cached by model and text: no text is embedded twice, whatever becomes of its file or of a build.

_AT_ONCE = 256
_KEPT_AT_LEAST = 20_000
_KEPT_TIMES = 3
"""Vectors are forgotten beyond this many, and this many times the passages there are."""

_CACHED_AT_ONCE = 64

_NO_VECTOR = "NOT EXISTS (SELECT 1 FROM vectors v WHERE v.model = ? AND v.text_hash = p.text_hash)"


def embed_missing(db: sqlite3.Connection, embedder: "Embedder", progress: Callable[[int, int], None]) -> int:
    """Make the vectors that staged and published passages lack, and cache them as they are made; returns how many."""
    total = _list_missing(db, embedder.fingerprint)
    done = 0
    progress(0, total)
    for rows in _batches(db):
        vectors = embedder.embed_passages(text for _, text in rows)
        fresh: list[tuple[str, Array]] = []
        for (text_hash, _), vector in zip(rows, vectors, strict=True):
            fresh.append((text_hash, vector))
            if len(fresh) == _CACHED_AT_ONCE:
                _cache(db, embedder.fingerprint, fresh)
                progress(done := done + len(fresh), total)
                fresh.clear()
        _cache(db, embedder.fingerprint, fresh)
        progress(done := done + len(fresh), total)
    return total


def forget_unused(db: sqlite3.Connection) -> None:
    """Forget the oldest vectors of texts that are nowhere any more, where they have become many times the others.

    The rest are kept: what was removed may be restored, and another model chosen again.
    """
    live = int(db.execute("SELECT coalesce(sum(passages), 0) FROM sources").fetchone()[0])
    held = int(db.execute("SELECT count(*) FROM vectors").fetchone()[0])
    if held <= _KEPT_AT_LEAST + _KEPT_TIMES * live:
        return
    with transaction(db):
        db.execute(
            """DELETE FROM vectors WHERE number IN (
                   SELECT number FROM vectors v
                   WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.text_hash = v.text_hash)
                   ORDER BY number LIMIT ?)""",
            [held - live],
        )


def _list_missing(db: sqlite3.Connection, model: str) -> int:
    """Gather the texts in a table of this connection's own, on disk where they are many; returns how many there are."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS missing (number INTEGER PRIMARY KEY, text_hash TEXT UNIQUE, text TEXT)")
    db.execute("DELETE FROM missing")
    insert = "INSERT OR IGNORE INTO missing (text_hash, text) VALUES (?, ?)"
    published = db.execute(f"SELECT header, text, text_hash FROM passages p WHERE {_NO_VECTOR}", [model])
    db.executemany(insert, ((row["text_hash"], embedded_text(row["header"], row["text"])) for row in published))
    paths = db.execute(f"SELECT DISTINCT path FROM staged_passages p WHERE {_NO_VECTOR}", [model]).fetchall()
    known = "SELECT 1 FROM vectors WHERE model = ? AND text_hash = ?"
    for source in staged(db, (row[0] for row in paths)):
        passages = {p.text_hash: p.embedded_text for p in source.outcome.passages}
        db.executemany(
            insert, [item for item in passages.items() if not db.execute(known, [model, item[0]]).fetchone()]
        )
    return int(db.execute("SELECT count(*) FROM missing").fetchone()[0])


def _batches(db: sqlite3.Connection) -> Iterator[list[tuple[str, str]]]:
    after = 0
    query = "SELECT number, text_hash, text FROM missing WHERE number > ? ORDER BY number LIMIT ?"
    while rows := db.execute(query, [after, _AT_ONCE]).fetchall():
        after = rows[-1]["number"]
        yield [(row["text_hash"], row["text"]) for row in rows]


def _cache(db: sqlite3.Connection, model: str, vectors: "Sequence[tuple[str, Array]]") -> None:
    with transaction(db):
        rows = [(model, text_hash, vector.tobytes()) for text_hash, vector in vectors]
        db.executemany("INSERT OR REPLACE INTO vectors (model, text_hash, vector) VALUES (?, ?, ?)", rows)
