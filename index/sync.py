"""Making the vector collection equal to the catalogue, and making it anew beside the old one where it is damaged."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from index.errors import CatalogueError, CollectionError
from index.onnx import Array
from index.passages import Passage
from index.publish import collection_folder, set_meta, transaction
from index.vectors import VectorStore, drop, unpack

Tick = Callable[[int], None]
"""Told how many vectors have gone into the collection so far."""

_SAMPLED = 32


def add_passages(index: Path, db: sqlite3.Connection, model: str, passages: Iterable[Passage], tick: Tick) -> None:
    """Put the vectors of passages that are not published yet into the collection.

    A reader of the old generation is not disturbed: it knows no passage by these identifiers.
    """
    wanted = {passage.id: passage.text_hash for passage in passages}
    for (identifier,) in db.execute("SELECT passage_id FROM stored").fetchall():
        wanted.pop(identifier, None)
    if not wanted and (collection_folder(index, db) / "chroma.sqlite3").exists():
        return
    store = VectorStore(collection_folder(index, db))
    done = 0
    for batch in store.add(_cached(db, model, wanted.items())):
        _note_stored(db, batch)
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
    """Make the collection from the cached vectors in a new folder, then let readers have that one."""
    old = collection_folder(index, db)
    number = int(old.name.rpartition("-")[2]) + 1
    folder = index / f"vectors-{number}"
    drop(folder)  # left behind by a build that was stopped here
    rows = db.execute("SELECT id, text_hash FROM passages").fetchall()
    store = VectorStore(folder)
    done = 0
    for batch in store.add(_cached(db, model, ((row[0], row[1]) for row in rows))):
        tick(done := done + len(batch))
    with transaction(db):
        set_meta(db, "collection", folder.name)
        db.execute("DELETE FROM stored")
        db.execute("INSERT INTO stored SELECT id FROM passages")
    for left in set(index.glob("vectors-*")) - {folder}:  # the old one, and any that a stopped build left behind
        drop(left)


def _cached(db: sqlite3.Connection, model: str, wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Array]]:
    for identifier, text_hash in wanted:
        row = db.execute("SELECT vector FROM vectors WHERE model = ? AND text_hash = ?", [model, text_hash]).fetchone()
        if row is None:
            raise CatalogueError("the catalogue lacks a vector it should have; run `refdesk index --rebuild`")
        yield identifier, unpack(row[0])


def _note_stored(db: sqlite3.Connection, identifiers: Iterable[str]) -> None:
    with transaction(db):
        db.executemany("INSERT OR IGNORE INTO stored VALUES (?)", [[identifier] for identifier in identifiers])
