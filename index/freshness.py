"""Whether the index is equal to the corpus, told without building: by files, versions, model and seal."""

import sqlite3
from contextlib import closing
from pathlib import Path

from index import passages as chunking
from index import readers
from index.catalogue import Catalogue
from index.corpus import Changes, compare, hidden_by, scan
from index.entries import SourceEntry
from index.errors import MissingError
from index.publish import get_meta
from index.schema import connect
from index.seal import collection_folder, seal

UNREAD = "unread"
"""In place of a reader's name where none could read the file."""


def pending(corpus: Path, index: Path) -> Changes | None:
    """How the corpus differs from the index, by content; None where there is no index that could be compared.

    Raises CorpusError where there is no corpus.
    """
    files, skipped = scan(corpus)
    try:
        with closing(Catalogue(index)) as catalogue:
            ledger = [entry for entry in catalogue.sources() if not hidden_by(entry.path, skipped)]
            return compare(files, ledger, built_with()) if catalogue.generation() else None
    except MissingError:
        return None


def is_current(corpus: Path, index: Path, model: str) -> bool:
    """Whether a build with the embedding model of that fingerprint would find nothing to do."""
    changes = pending(corpus, index)
    if changes is None or changes:
        return False
    with closing(connect(index)) as db:
        return holds_collection(index, db, model)


def holds_collection(index: Path, db: sqlite3.Connection, model: str) -> bool:
    """Whether the published vector collection is there as it was left, and of this model."""
    sealed = get_meta(db, "sealed")
    return get_meta(db, "model") == model and bool(sealed) and seal(collection_folder(index, db)) == sealed


def built_with() -> dict[str, str]:
    """By reader, what a source is built with today: a change of either version makes it anew."""
    return {name: stamp_of(name) for name in readers.VERSIONS} | {UNREAD: stamp_of(None)}


def stamp_of(reader: str | None) -> str:
    """What a source is built with; one that could not be read (None) is tried again when any reader changes."""
    version = sum(readers.VERSIONS.values()) if reader is None else readers.VERSIONS[reader]
    return f"{reader or UNREAD} {version}, passages {chunking.VERSION}"


def is_chunked_as_now(entry: SourceEntry) -> bool:
    """Whether a source was cut into passages by today's chunking."""
    return entry.built_with.endswith(f", passages {chunking.VERSION}")
