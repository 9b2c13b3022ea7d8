"""The ledger as of now: every source with its state, every work, and what has changed since the last build."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from index.catalogue import Catalogue
from index.corpus import Changes, Skipped, scan
from index.entries import WorkEntry
from index.freshness import is_current, pending
from index.schema import is_begun
from index.sources import Kind, PageFault


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
