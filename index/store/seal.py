"""The published vector collection from outside: where it lies, and whether its files are as publishing left them.

A published collection is never written to, so its files' sizes and times tell, without importing Chroma or opening
anything, that nothing is missing, cut short or replaced.
"""

import json
import re
import sqlite3
from pathlib import Path

from index.store.locks import remove_unheld
from index.store.schema import get_meta

CHROMA_FILE = "chroma.sqlite3"
"""Chroma's own database in the folder of a collection."""


def collection_folder(index: Path, db: sqlite3.Connection) -> Path:
    """Where the published vector collection lies; a name that does not exist before the first build."""
    return index / (get_meta(db, "collection") or "vectors-0")


def holds_collection(index: Path, db: sqlite3.Connection, model: str) -> bool:
    """Whether the published vector collection is there as it was left, and of this embedding model."""
    sealed = get_meta(db, "sealed")
    return get_meta(db, "model") == model and bool(sealed) and seal(collection_folder(index, db)) == sealed


def seal(folder: Path) -> str:
    """Size and time of each file in the folder, as text to compare; empty where there is no collection.

    Opening a collection writes to Chroma's own database, and puts a journal beside it meanwhile: of the database only
    the size counts, and the journal is ignored.
    """
    if not (folder / CHROMA_FILE).is_file():
        return ""
    sizes_and_times: dict[str, tuple[int, int | None]] = {}
    try:
        for path in folder.rglob("*"):
            if path.is_file() and not path.name.startswith(f"{CHROMA_FILE}-"):
                stat = path.stat()
                name = path.relative_to(folder).as_posix()
                sizes_and_times[name] = stat.st_size, None if name == CHROMA_FILE else stat.st_mtime_ns
    except OSError:  # it is being removed
        return ""
    return json.dumps(sizes_and_times, sort_keys=True)


def collections(index: Path) -> set[Path]:
    """The folders of all collections in `index`, the published one and others."""
    return {folder for folder in index.glob("vectors-*") if re.fullmatch(r"vectors-\d{1,18}", folder.name)}


def drop_others(index: Path, db: sqlite3.Connection) -> None:
    """Remove the folders of earlier collections that nobody reads, and of any that a stopped build left behind."""
    for folder in collections(index) - {collection_folder(index, db)}:
        remove_unheld(folder)
