"""Whether the index is equal to the corpus, told without building: by files, versions, model and seal."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from index import readers
from index.entries import SourceEntry, WorkEntry
from index.errors import MissingError
from index.reading.corpus import Changes, Skipped, compare, hidden_by, scan
from index.sources import Kind, PageFault
from index.store.catalogue import Catalogue
from index.store.schema import connect, is_begun
from index.store.seal import holds_collection
from index.text import passages as chunking

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


# The ledger as of now: every source with its state, every work, and what has changed since the last build.


class State(StrEnum):
    """How a source stands to the index."""

    INDEXED = "indexed"
    FAILED = "failed"
    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source's line; `kind` and `read_at` (local time) are None for a file that was not read yet."""

    path: str
    kind: Kind | None
    state: State
    reason: str | None
    works: tuple[str, ...]
    passages: int
    pages: int | None
    warnings: tuple[str, ...]
    faults: tuple[PageFault, ...] = ()
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The whole ledger; `stale` where a build would change something."""

    generation: int
    stale: bool
    sources: tuple[SourceStatus, ...]
    works: tuple[WorkEntry, ...]
    skipped: tuple[Skipped, ...]
    notices: tuple[str, ...]


def read_status(corpus: Path, index: Path, model: str) -> Status:
    """Compare corpus and catalogue without building; raises CorpusError or CatalogueError.

    `model` is the fingerprint of the embedding model that a build would use.
    """
    files, skipped = scan(corpus)
    changes = pending(corpus, index)
    if changes is None and not is_begun(index):
        return Status(0, True, tuple(_new(file.path) for file in files), (), tuple(skipped), ())
    with closing(Catalogue(index)) as catalogue:
        lines = _lines(catalogue, changes) if changes is not None else [_new(file.path) for file in files]
        return Status(
            generation=catalogue.generation(),
            stale=not is_current(corpus, index, model),
            sources=tuple(sorted(lines, key=lambda line: line.path)),
            works=tuple(catalogue.works()),
            skipped=tuple(skipped),
            notices=tuple(catalogue.notices()),
        )


def _lines(catalogue: Catalogue, changes: Changes) -> list[SourceStatus]:
    changed = {file.path for file in changes.changed}
    removed = set(changes.removed)
    lines = [_new(file.path) for file in changes.new]
    for entry in catalogue.sources():
        state = State.FAILED if entry.reason else State.INDEXED
        state = State.CHANGED if entry.path in changed else State.REMOVED if entry.path in removed else state
        lines.append(
            SourceStatus(
                entry.path,
                entry.kind,
                state,
                entry.reason,
                entry.works,
                entry.passages,
                entry.pages,
                entry.warnings,
                entry.faults,
                datetime.fromtimestamp(entry.stamp.read_at_ns // 1_000_000_000),
            )
        )
    return lines


def _new(path: str) -> SourceStatus:
    return SourceStatus(path, None, State.NEW, None, (), 0, None, ())
