"""The ledger as of now: every source with its state, every work, and what has changed since the last build."""

from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from index.build import is_current, pending
from index.catalogue import Catalogue
from index.corpus import Changes, scan
from index.entries import WorkEntry
from index.schema import FILE_NAME
from index.sources import Kind


class State(StrEnum):
    """How a source stands to the index."""

    INDEXED = "indexed"
    FAILED = "failed"
    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source's line; `kind` is None for a file that was not read yet."""

    path: str
    kind: Kind | None
    state: State
    reason: str | None
    works: tuple[str, ...]
    passages: int
    pages: int | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The whole ledger; `stale` where a build would change something."""

    generation: int
    stale: bool
    sources: tuple[SourceStatus, ...]
    works: tuple[WorkEntry, ...]
    ignored: tuple[str, ...]
    notices: tuple[str, ...]


def read_status(corpus: Path, index: Path, model: str) -> Status:
    """Compare corpus and catalogue without building; raises CorpusError or CatalogueError.

    `model` is the fingerprint of the embedding model that a build would use.
    """
    files, ignored = scan(corpus)
    if not (index / FILE_NAME).exists():
        new = tuple(_new(file.path) for file in files)
        return Status(0, True, new, (), tuple(ignored), ())
    changes = pending(corpus, index)
    with closing(Catalogue(index)) as catalogue:
        lines = _lines(catalogue, changes) if changes is not None else [_new(file.path) for file in files]
        return Status(
            generation=catalogue.generation(),
            stale=not is_current(corpus, index, model),
            sources=tuple(sorted(lines, key=lambda line: line.path)),
            works=tuple(catalogue.works()),
            ignored=tuple(ignored),
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
            )
        )
    return lines


def _new(path: str) -> SourceStatus:
    return SourceStatus(path, None, State.NEW, None, (), 0, None, ())
