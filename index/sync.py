"""Making the vector collection equal to the catalogue, and making it anew beside the old one where it is damaged."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from index.errors import CatalogueError, CollectionError
from index.onnx import Array
from index.passages import Passage
from index.publish import collection_folder, swap_collection, transaction
from index.vectors import VectorStore, drop, unpack

Tick = Callable[[int], None]
"""Told how many vectors have gone into the collection so far."""

_SAMPLED = 32


def prepare(
    index: Path,
    db: sqlite3.Connection,
    model: str,
    gone: Iterable[str],
    passages: Iterable[Passage],
    tick: Tick,
    *,
    anew: bool,
) -> str:
    """Make sure that a collection holds all that is about to be published; returns its folder's name.

    `gone` are paths of sources whose published passages will be dropped. The vectors of new passages go into the
    current collection, where readers of the old generation know no passage by their identifiers; where that is to be
    made `anew`, or cannot be written, all go into one beside it, which publishing swaps in.
    """
    new = {passage.id: passage.text_hash for passage in passages}
    if not anew:
        try:
            _add(index, db, model, new, tick)
        except CollectionError:
            pass  # damaged: made anew below
        else:
            return collection_folder(index, db).name
    left = set(gone)
    rows = db.execute("SELECT p.id, p.text_hash, s.path FROM passages p JOIN sources s ON s.id = p.source_id")
    return _fill(index, db, model, {row[0]: row[1] for row in rows if row[2] not in left} | new, tick).name


def _add(index: Path, db: sqlite3.Connection, model: str, new: dict[str, str], tick: Tick) -> None:
    for (identifier,) in db.execute("SELECT passage_id FROM stored").fetchall():
        new.pop(identifier, None)
    if not new:
        return
    store = VectorStore(collection_folder(index, db))
    done = 0
    for batch in store.add(_cached(db, model, new.items())):
        with transaction(db):
            db.executemany("INSERT OR IGNORE INTO stored VALUES (?)", [[identifier] for identifier in batch])
        tick(done := done + len(batch))


def remove_passages(index: Path, db: sqlite3.Connection) -> None:
    """Take out of the collection what the published catalogue no longer has."""
    gone = db.execute("SELECT passage_id FROM stored WHERE passage_id NOT IN (SELECT id FROM passages)").fetchall()
    if not gone:
        return
    store = VectorStore(collection_folder(index, db))
    for batch in store.remove(row[0] for row in gone):
        with transaction(db):
            db.executemany("DELETE FROM stored WHERE passage_id = ?", [[identifier] for identifier in batch])


def is_whole(index: Path, db: sqlite3.Connection, model: str) -> bool:
    """Probe the collection: it opens, counts what it should, and finds a sample by its own vectors."""
    ids = [row[0] for row in db.execute("SELECT id FROM passages ORDER BY id")]
    step = max(1, len(ids) // _SAMPLED)
    sample = ids[::step][:_SAMPLED]  # identifiers are hashes, so every n-th of them is a random sample
    marks = ",".join("?" * len(sample))
    hashes = db.execute(f"SELECT id, text_hash FROM passages WHERE id IN ({marks})", sample).fetchall()
    try:
        store = VectorStore(collection_folder(index, db))
        return len(store) == len(ids) and store.finds(list(_cached(db, model, [(r[0], r[1]) for r in hashes])))
    except CollectionError:
        return False


def make_anew(index: Path, db: sqlite3.Connection, model: str, tick: Tick) -> None:
    """Make the collection of the published passages from the cached vectors, then let readers have that one."""
    rows = db.execute("SELECT id, text_hash FROM passages").fetchall()
    folder = _fill(index, db, model, {row[0]: row[1] for row in rows}, tick)
    with transaction(db):
        swap_collection(db, folder.name)
    drop_others(index, db)


def drop_others(index: Path, db: sqlite3.Connection) -> None:
    """Remove the folders of earlier collections, and of any that a stopped build left behind."""
    for left in set(index.glob("vectors-*")) - {collection_folder(index, db)}:
        drop(left)


def _fill(index: Path, db: sqlite3.Connection, model: str, wanted: dict[str, str], tick: Tick) -> Path:
    """A collection of these passages (text hash by identifier) in a new folder beside the current one."""
    number = int(collection_folder(index, db).name.rpartition("-")[2]) + 1
    folder = index / f"vectors-{number}"
    drop(folder)  # left behind by a build that was stopped here
    store = VectorStore(folder)
    done = 0
    for batch in store.add(_cached(db, model, wanted.items())):
        tick(done := done + len(batch))
    return folder


def _cached(db: sqlite3.Connection, model: str, wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Array]]:
    for identifier, text_hash in wanted:
        row = db.execute("SELECT vector FROM vectors WHERE model = ? AND text_hash = ?", [model, text_hash]).fetchone()
        if row is None:
            raise CatalogueError("the catalogue lacks a vector it should have; run `refdesk index --rebuild`")
        yield identifier, unpack(row[0])
