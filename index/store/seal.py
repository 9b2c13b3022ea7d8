"""The published vector collection's folder, and whether its files are unchanged since publishing.

A published collection is never written to, so the sizes and times of its files show, without importing Chroma, that
nothing is missing, truncated or replaced.
"""

import json
import re
import sqlite3
from pathlib import Path

from index.errors import CollectionError
from index.store.catalogue import Catalogue
from index.store.locks import remove_unheld
from index.store.schema import get_meta

CHROMA_FILE = "chroma.sqlite3"
"""Chroma's own database in the folder of a collection."""


def collection_folder(index: Path, db: sqlite3.Connection) -> Path:
    """The folder of the published vector collection; it does not exist before the first build."""
    return index / (get_meta(db, "collection") or "vectors-0")


def holds_collection(index: Path, db: sqlite3.Connection, model: str) -> bool:
    """Whether the published vector collection is unchanged and of this embedding model."""
    sealed = get_meta(db, "sealed")
    return get_meta(db, "model") == model and bool(sealed) and seal(collection_folder(index, db)) == sealed


def published_folder(catalogue: Catalogue, model: str) -> Path:
    """The folder of the collection of the catalogue's generation.

    Raises CollectionError if it was never published, or is of another embedding model.
    """
    index, name, built_by = catalogue.folder, catalogue.meta("collection"), catalogue.meta("model")
    if name is None:
        raise CollectionError(f"{index}: the vector collection is missing; run `refdesk index`")
    if built_by != model:
        raise CollectionError(f"{index}: was built with the model {built_by}, not {model}; run `refdesk index`")
    return index / name


def check_files(folder: Path, sealed: str | None) -> None:
    """Raise CollectionError if a collection is missing, or its files differ from the `sealed` state."""
    fault = "is missing" if not (folder / CHROMA_FILE).is_file() else ""
    if not fault and sealed is not None and seal(folder) != sealed:
        fault = "was changed from outside"
    if fault:
        raise CollectionError(f"{folder}: the vector collection {fault}; run `refdesk index`")


def seal(folder: Path) -> str:
    """Size and time of each file in the folder, as text to compare; empty if there is no collection.

    Opening a collection writes to Chroma's database and creates a journal: so only the database's size counts, and the
    journal is ignored.
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
    """The folders of all collections in `index`."""
    return {folder for folder in index.glob("vectors-*") if re.fullmatch(r"vectors-\d{1,18}", folder.name)}


def drop_others(index: Path, db: sqlite3.Connection) -> None:
    """Remove all collections except the published one and those that a process reads."""
    for folder in collections(index) - {collection_folder(index, db)}:
        remove_unheld(folder)
