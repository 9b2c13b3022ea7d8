"""Files that a build has read but not published, stored in the catalogue's file where readers do not see them.

A stopped build loses nothing, since the next one continues with the staged files. Only one file at a time is in memory.
"""

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from index.entries import Stamp
from index.reading.corpus import CorpusFile, surely_same
from index.reading.reading import FileOutcome, unpack
from index.store.rows import stamp_in
from index.store.schema import transaction
from index.text.passages import embedded_text

if TYPE_CHECKING:
    from index.models.embedding import Embedder
    from index.models.onnx import Array

_FAST = 1
"""zlib level: costs a hundredth of extracting the text, and keeps the catalogue's file from doubling (measured)."""


@dataclass(frozen=True, slots=True)
class StagedSource:
    """A file as this build read it; `stamp` and `built_with` go into its ledger entry."""

    path: str
    stamp: Stamp
    built_with: str
    outcome: FileOutcome


def keep(db: sqlite3.Connection, files: Iterable[CorpusFile], versions: Iterable[str]) -> set[str]:
    """Drop staged files unless they are among `files`, unchanged, and read by one of `versions`; returns the others."""
    wanted = {file.path: file for file in files}
    current = set(versions)
    usable, dropped = set(), []
    query = "SELECT path, sha256, size, mtime_ns, ctime_ns, read_at_ns, built_with FROM staged"
    for row in db.execute(query):
        path = row["path"]
        if path in wanted and row["built_with"] in current and surely_same(wanted[path], stamp_in(row)):
            usable.add(path)
        else:
            dropped.append([path])
    with transaction(db):
        db.executemany("DELETE FROM staged WHERE path = ?", dropped)
    return usable


def stage(db: sqlite3.Connection, source: StagedSource, packed: bytes) -> None:
    """Store one file with its `packed` outcome until it is published."""
    stamp = source.stamp
    row = [source.path, *astuple(stamp), source.built_with]
    ids = [(passage.id, source.path, passage.text_hash) for passage in source.outcome.passages]
    with transaction(db):
        db.execute(
            "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*row, zlib.compress(packed, _FAST)]
        )
        db.executemany("INSERT INTO staged_passages VALUES (?, ?, ?)", ids)


def staged(db: sqlite3.Connection, paths: Iterable[str] | None = None) -> Iterator[StagedSource]:
    """The staged sources, of `paths` or all, sorted by path, one in memory at a time."""
    if paths is None:
        paths = [row[0] for row in db.execute("SELECT path FROM staged")]
    for path in sorted(paths):
        row = db.execute("SELECT * FROM staged WHERE path = ?", [path]).fetchone()
        yield StagedSource(path, stamp_in(row), row["built_with"], unpack(zlib.decompress(row["outcome"])))


# Vectors cached by model and text, so that no text is embedded twice. The numbers are guesses.

_AT_ONCE = 256  # texts given to the embedder
_KEPT_AT_LEAST = 20_000
_KEPT_TIMES = 3
"""The cache may have `_KEPT_AT_LEAST` vectors, and this many more for each passage."""

_CACHED_AT_ONCE = 64  # vectors in one transaction

_NO_VECTOR = "NOT EXISTS (SELECT 1 FROM vectors v WHERE v.model = ? AND v.text_hash = p.text_hash)"


def embed_missing(db: sqlite3.Connection, embedder: "Embedder", progress: Callable[[int, int], None]) -> int:
    """Compute and cache missing vectors of staged and published passages; returns their number."""
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
    """Delete the oldest vectors of unused texts if the cache is too large.

    The rest stay, since a removed file may be restored and another model chosen again.
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
    """Collect the texts without a vector in a temporary table; returns their number."""
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
