"""What a build has read and not yet published: kept in the catalogue's file, out of every reader's sight.

A build that is stopped loses nothing: the next one finds the files that were read, and reads on. Nor does it hold
more than one file in memory, however many there are.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from index.corpus import CorpusFile, surely_same
from index.entries import Stamp
from index.outcome import Outcome, unpack
from index.rows import stamp_in
from index.transactions import transaction

_FAST = 1
"""Compression that costs a hundredth of what making the text did, and keeps the catalogue's file from doubling."""


@dataclass(frozen=True, slots=True)
class StagedSource:
    """A file as this build read it, `stamp` by stamp what its line in the ledger will say."""

    path: str
    stamp: Stamp
    built_with: str
    outcome: Outcome


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
