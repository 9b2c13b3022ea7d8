"""The vector collection of the next generation: made beside the current one, proved, and swapped in by publishing.

A published collection is never written to again: what changed goes into a copy of its folder. Readers of an earlier
generation keep an untouched collection under their hands, and a build that is stopped leaves nothing half done in
sight. Copying takes a hundredth of the time that Chroma takes to store the same vectors.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import CatalogueError, CollectionError
from index.store.schema import get_meta
from index.store.seal import PROVED, collection_folder, collections
from index.store.vectors import VectorStore, unpack

if TYPE_CHECKING:
    from index.models.onnx import Array

Tick = Callable[[int, int], None]
"""Told how many vectors have gone into the collection so far, and how many will."""

_SAMPLED = 32
_FEW_DISCARDED = 2000
"""Vectors taken out of a collection before half as many as it holds: then it is made anew, small and quick again."""

# Each distinct text has one vector in the collection, by its hash: among many equal vectors a graph loses its way.
# What is about to be published: all that is staged, and what is published of sources that are not dropped.
_ALL = """SELECT text_hash FROM staged_passages UNION
          SELECT p.text_hash FROM passages p JOIN sources s ON s.id = p.source_id
          WHERE s.path NOT IN (SELECT path FROM dropped)"""
_ADDED = """SELECT DISTINCT text_hash FROM staged_passages n
            WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.text_hash = n.text_hash)"""
_GONE = """SELECT DISTINCT p.text_hash FROM passages p JOIN sources s ON s.id = p.source_id
           WHERE s.path IN (SELECT path FROM dropped)
           AND p.text_hash NOT IN (SELECT text_hash FROM staged_passages)
           AND NOT EXISTS (
               SELECT 1 FROM passages o JOIN sources t ON t.id = o.source_id
               WHERE o.text_hash = p.text_hash AND t.path NOT IN (SELECT path FROM dropped))"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A collection that is ready to be published; `damaged` where it had to take the place of one that was.

    `vectors` counts those it holds, `discarded` those that were taken out since it was made anew: the graph keeps
    their places.
    """

    folder: Path
    vectors: int
    damaged: bool = False
    discarded: int = 0


def next_collection(
    index: Path, db: sqlite3.Connection, model: str, removed: Iterable[str], tick: Tick, *, anew: bool
) -> Prepared:
    """Make sure that a collection holds just what is about to be published, proved by a probe.

    `removed` are paths of sources that will be dropped. It is the current collection where that will do, else a changed
    copy of it; where that fails, or `anew` is asked for, one made from the cached vectors. Raises CollectionError where
    even that does not answer as it must.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS dropped (path TEXT PRIMARY KEY)")
    db.execute("DELETE FROM dropped")
    db.executemany("INSERT OR IGNORE INTO dropped VALUES (?)", ([path] for path in removed))
    db.execute("INSERT OR IGNORE INTO dropped SELECT path FROM staged")
    gone = [row[0] for row in db.execute(_GONE)]
    damaged = False
    discarded = int(get_meta(db, "discarded") or 0) + len(gone)
    if not anew and discarded <= max(_FEW_DISCARDED, _count(db, _ALL) // 2):
        try:
            return Prepared(_changed(index, db, model, gone, tick), _count(db, _ALL), discarded=discarded)
        except CollectionError:
            damaged = True
    with closing(VectorStore(_fresh_folder(index), create=True, expected=_count(db, _ALL))) as store:
        _add(store, db, model, _ALL, tick)
        store.settle()
        # Among thousands of equal vectors a graph loses some: there is no better one to be had, so most are enough.
        whole = _is_whole(store, db, model, PROVED)
    if not whole:
        raise CollectionError(f"{store.folder}: a new vector collection does not find what was put in; check the disk")
    return Prepared(store.folder, _count(db, _ALL), damaged)


def _changed(index: Path, db: sqlite3.Connection, model: str, gone: list[str], tick: Tick) -> Path:
    """The current collection, or a copy of it with what is added and without what is gone."""
    current = collection_folder(index, db)
    changes = bool(gone) or _count(db, _ADDED) > 0
    with closing(VectorStore(_copied(current, _fresh_folder(index)) if changes else current)) as store:
        _add(store, db, model, _ADDED, tick)
        store.remove(gone)
        if not _is_whole(store, db, model):
            raise CollectionError(f"{store.folder}: the vector collection is damaged")
    return store.folder


def _copied(current: Path, folder: Path) -> Path:
    try:
        shutil.copytree(current, folder)
    except OSError as exc:
        raise CollectionError(f"{current}: the vector collection cannot be copied ({exc})") from exc
    return folder


def _add(store: VectorStore, db: sqlite3.Connection, model: str, query: str, tick: Tick) -> None:
    total = _count(db, query)
    for done in store.add(_vectors(db, model, query)):
        tick(done, total)


def _vectors(db: sqlite3.Connection, model: str, query: str) -> Iterator[tuple[str, "Array"]]:
    """Hashes of texts with their cached vectors; raises CatalogueError where one is lacking."""
    rows = db.execute(
        f"""SELECT q.text_hash, v.vector FROM ({query}) q
            LEFT JOIN vectors v ON v.model = ? AND v.text_hash = q.text_hash ORDER BY q.text_hash""",
        [model],
    )
    for text_hash, vector in rows:
        if vector is None:
            raise CatalogueError("the catalogue lacks a vector it should have; run `refdesk index --rebuild`")
        yield text_hash, unpack(vector)


def _is_whole(store: VectorStore, db: sqlite3.Connection, model: str, share: float = 1.0) -> bool:
    """Probe a collection: it counts what it should, and finds that share of a sample by its own vectors."""
    total = _count(db, _ALL)
    # Every n-th of all hashes is a random sample.
    step = max(1, total // _SAMPLED)
    numbered = f"SELECT text_hash, row_number() OVER (ORDER BY text_hash) AS n FROM ({_ALL})"
    sample = f"SELECT text_hash FROM ({numbered}) WHERE n % {step} = 0 LIMIT {_SAMPLED}"
    return len(store) == total and store.share_found(list(_vectors(db, model, sample))) >= share


def _count(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM ({query})").fetchone()[0])


def _fresh_folder(index: Path) -> Path:
    """A folder that is not there yet."""
    numbers = [int(folder.name.rpartition("-")[2]) for folder in collections(index)]
    return index / f"vectors-{max(numbers, default=0) + 1}"
