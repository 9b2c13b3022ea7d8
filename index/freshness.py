"""Freshness: compare the index with the corpus without building, by files, versions, model and seal."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from index import readers
from index.corrections import corrections_of
from index.entries import CorrectionOutcome, Fact, SourceEntry, WorkEntry
from index.errors import DamageError, MissingError
from index.reading.corpus import Changes, Corpus, Skipped, compare, in_sight, scan
from index.sources import Kind, PageFault, Shares
from index.store.catalogue import Catalogue
from index.store.schema import connect, is_corrected_by
from index.store.seal import holds_collection
from index.text import passages as chunking

UNREAD = "unread"
"""Stands for the reader's name when no reader could read the file."""
LIBRARY = "zotero"
"""Name of the fact that holds the folder of the Zotero library that the index has read."""


def with_unread_library(corpus: Path | Corpus, index: Path) -> Corpus:
    """The corpus, with the Zotero library that the index has read if none is named now: its sources stand.

    Only `refdesk index` takes them out, since whoever asks a question may have forgotten to name it.
    """
    asked = Corpus.of(corpus)
    if asked.zotero is not None:
        return asked
    try:
        with closing(Catalogue(index)) as catalogue:
            return replace(asked, unread_library=catalogue.meta(LIBRARY) or None)
    except (MissingError, DamageError):  # whoever opens the index next says so, after a corpus that is missing
        return asked


def pending(corpus: Path | Corpus, index: Path) -> Changes | None:
    """How the corpus differs from the index by content; None without an index. Raises CorpusError without a corpus."""
    files, skipped = scan(with_unread_library(corpus, index))
    try:
        with closing(Catalogue(index)) as catalogue:
            ledger = in_sight(catalogue.sources(), files, skipped)
            return compare(files, ledger, built_with()) if catalogue.generation() else None
    except MissingError:
        return None


def is_current(corpus: Path | Corpus, index: Path, model: str) -> bool:
    """Whether a build would find nothing to do; `model` is the fingerprint of its embedding model.

    Raises CorpusError, CatalogueError or CorrectionError.
    """
    changes = pending(corpus, index)
    if changes is None or changes:
        return False
    digest = corrections_of(Corpus.of(corpus).folder).digest
    with closing(connect(index)) as db:
        return is_corrected_by(db, digest) and holds_collection(index, db, model)


def built_with() -> dict[str, str]:
    """Reader name -> stamp of today's reader and chunking; a source with another stamp is read again."""
    return {name: stamp_of(name) for name in readers.VERSIONS} | {UNREAD: stamp_of(None)}


def stamp_of(reader: str | None) -> str:
    """ "markdown 4, passages 2"; for an unread file (None) the sum of versions, so that any change tries it again."""
    version = sum(readers.VERSIONS.values()) if reader is None else readers.VERSIONS[reader]
    return f"{reader or UNREAD} {version}, passages {chunking.VERSION}"


def is_chunked_as_now(entry: SourceEntry) -> bool:
    """Whether a source was cut by the current version of chunking."""
    return entry.built_with.endswith(f", passages {chunking.VERSION}")


# Status: every source with its state, every work, and what changed since the last build.


class State(StrEnum):
    """State of a source in the index."""

    INDEXED = "indexed"
    FAILED = "failed"
    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source's state; `kind` and `read_at` (local time) are None for a file that was not read yet."""

    path: str
    state: State
    kind: Kind | None = None
    reason: str | None = None
    works: tuple[str, ...] = ()
    passages: int = 0
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    faults: tuple[PageFault, ...] = ()
    read_at: datetime | None = None
    shares: Shares | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The whole ledger; `stale` if a build would change something."""

    generation: int
    stale: bool
    sources: tuple[SourceStatus, ...]
    works: tuple[WorkEntry, ...]
    skipped: tuple[Skipped, ...]
    notices: tuple[str, ...]
    corrections: tuple[CorrectionOutcome, ...] = ()
    author_names: Mapping[str, str] = field(default_factory=dict)
    """Every author's name as printed -> the name shown for that person."""
    lacking: tuple[tuple[Fact, int], ...] = ()
    """How many studies lack a fact."""


def read_status(corpus: Path | Corpus, index: Path, model: str) -> Status:
    """Compare corpus and catalogue; `model` as in `is_current`. Raises as it does."""
    files, skipped = scan(with_unread_library(corpus, index))
    changes = pending(corpus, index)
    new = [SourceStatus(file.path, State.NEW) for file in (files if changes is None else changes.new)]
    try:
        opened = Catalogue(index)
    except MissingError:
        sources = sorted([*new, *_ignored(skipped)], key=lambda line: line.path)
        return Status(0, True, tuple(sources), (), tuple(skipped), ())
    with closing(opened) as catalogue:
        lines = [] if changes is None else _lines(catalogue.sources(), changes)
        lines += _ignored(skipped, {line.path for line in lines})
        works = catalogue.works()
        return Status(
            generation=catalogue.generation(),
            stale=not is_current(corpus, index, model),
            sources=tuple(sorted(new + lines, key=lambda line: line.path)),
            works=tuple(works),
            skipped=tuple(skipped),
            notices=tuple(catalogue.notices()),
            corrections=tuple(catalogue.corrections()),
            author_names=catalogue.author_names(),
            lacking=tuple(catalogue.lacking(works).items()),
        )


def _ignored(skipped: Iterable[Skipped], known: Collection[str] = ()) -> Iterator[SourceStatus]:
    """The files that are passed over, each with the rule or reason; not those that the index still has."""
    for file in skipped:
        if not file.blocked and file.path not in known:
            yield SourceStatus(file.path, State.IGNORED, reason=file.reason)


def _lines(ledger: list[SourceEntry], changes: Changes) -> list[SourceStatus]:
    states = {entry.path: State.FAILED if entry.reason else State.INDEXED for entry in ledger}
    states |= {file.path: State.CHANGED for file in changes.changed}
    states |= dict.fromkeys(changes.removed, State.REMOVED)
    return [
        SourceStatus(
            path=entry.path,
            state=states[entry.path],
            kind=entry.kind,
            reason=entry.reason,
            works=entry.works,
            passages=entry.passages,
            pages=entry.pages,
            warnings=entry.warnings,
            faults=entry.faults,
            read_at=datetime.fromtimestamp(entry.stamp.read_at_ns // 1_000_000_000),
            shares=entry.shares,
        )
        for entry in ledger
    ]
