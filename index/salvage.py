"""Making a damaged catalogue anew: what cost most, or can be had from nowhere else, is carried over where it is whole.

Everything else is read from the corpus again. Carried over are the citation keys ever given, by which no key is passed
on to another work, and the vectors.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from index.schema import FILE_NAME, connect
from index.transactions import transaction

_RENEWED = "renewed"
_OF_UNIT_LENGTH = 1e-3


def start_anew(index: Path) -> sqlite3.Connection:
    """Put a new catalogue in the place of the one in `index`, in one step: a build that is stopped leaves either."""
    renewed = index / _RENEWED
    shutil.rmtree(renewed, ignore_errors=True)
    renewed.mkdir()
    with closing(connect(renewed, create=True)) as db:
        if (index / FILE_NAME).exists():
            _carry_over(index / FILE_NAME, db)
    for left in ("-wal", "-shm"):
        (index / f"{FILE_NAME}{left}").unlink(missing_ok=True)
    os.replace(renewed / FILE_NAME, index / FILE_NAME)
    shutil.rmtree(renewed, ignore_errors=True)
    return connect(index)


def _carry_over(old: Path, db: sqlite3.Connection) -> None:
    keys = "INSERT OR IGNORE INTO keys (identity, key) VALUES (?, ?)"
    vectors = "INSERT OR IGNORE INTO vectors (model, text_hash, vector) VALUES (?, ?, ?)"
    with transaction(db):
        db.executemany(keys, _readable(old, "SELECT identity, key FROM keys"))
        rows = _readable(old, "SELECT model, text_hash, vector FROM vectors")
        db.executemany(vectors, (row for row in rows if _is_vector(row[2])))


def _readable(old: Path, query: str) -> Iterator[tuple[object, ...]]:
    """The rows of a damaged file up to the first that cannot be read."""
    try:
        with closing(sqlite3.connect(f"{old.resolve().as_uri()}?mode=ro", uri=True)) as db:
            yield from (row for row in db.execute(query) if None not in row)
    except (sqlite3.Error, ValueError):
        return


def _is_vector(blob: object) -> bool:
    """Whether bytes from a damaged file are still a vector of unit length."""
    if not isinstance(blob, bytes) or not blob or len(blob) % 4:
        return False
    length = float(np.linalg.norm(np.frombuffer(blob, dtype=np.float32)))
    return abs(length - 1.0) < _OF_UNIT_LENGTH
