"""Build: bring the index up to date with the corpus, doing only the work that changes require.

A stopped build loses little: files are staged as they are read, vectors are cached as they are computed, and the next
generation's collection is written beside the current one. Readers see nothing until one transaction publishes it all.
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from index.corrections import FILE_NAME as CORRECTIONS
from index.corrections import Corrections, corrections_of
from index.entries import SourceEntry, Stamp
from index.errors import CatalogueError, DamageError
from index.freshness import LIBRARY, UNREAD, built_with, is_chunked_as_now, stamp_of
from index.reading.corpus import Changes, Corpus, CorpusFile, Skipped, compare, in_sight, scan
from index.reading.reading import Limits, ReadFile, read_files
from index.reading.scans import ScanLimits, may_scan, read_scans
from index.sources import Fault
from index.store.catalogue import Catalogue
from index.store.locks import writing
from index.store.publish import publish, touch
from index.store.schema import FILE_NAME, connect, explaining, is_corrected_by, is_sound, replace_damaged, set_meta
from index.store.seal import collection_folder, drop_others, holds_collection
from index.store.staging import StagedSource, embed_missing, forget_unused, keep, stage
from index.text.words import plural
from index.zotero.library import ROOT as ZOTERO

if TYPE_CHECKING:
    from index.models.embedding import Embedder

_MENDED = "the vector collection was damaged or missing: rebuilt from the catalogue, with nothing embedded again"

Progress = Callable[[str, int, int], None]
"""Called with the stage ("reading", "embedding", "storing"), the number of items done, and their total."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did and what the index now holds; `read` and `removed` count files, `embedded` counts texts.

    `set_aside` of the `works` are no studies.

    `notes` explain what was done again although no file changed.
    """

    generation: int
    seconds: float
    read: int
    unchanged: int
    removed: int
    failed: tuple[tuple[str, str], ...]
    works: int
    passages: int
    embedded: int
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...] = ()
    set_aside: int = 0
    newly_failed: frozenset[str] = frozenset()
    """Paths of the files that failed in this build; the others of `failed` were told by an earlier one."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """Options of a build.

    `rebuild` reads every file again, `retry` the files that failed; `check` probes the vector collection even if its
    files look intact. `limits` apply to each file; `processes` is how many read files side by side. `scans` limits OCR.
    """

    rebuild: bool = False
    retry: bool = False
    check: bool = False
    limits: Limits = field(default_factory=Limits)
    processes: int = 2
    scans: ScanLimits = field(default_factory=ScanLimits)


def build(
    corpus: Path | Corpus,
    index: Path,
    embedder: "Embedder",
    request: BuildRequest = BuildRequest(),
    progress: Progress = lambda *_: None,
) -> Report:
    """Bring the index in folder `index` up to date with `corpus`.

    Raises CorpusError, CorrectionError, WriterBusyError or CatalogueError (damage that only a rebuild repairs).
    """
    begun, begun_at = time.perf_counter(), time.time_ns()
    asked = Corpus.of(corpus)
    scan(asked)  # raises before an index folder is created for a corpus that does not exist
    corrections_of(asked.folder)  # raises before anything is changed
    with (
        _usable(index),
        writing(index),
        closing(_open(index, request.rebuild)) as db,
        closing(Catalogue(index)) as catalogue,
    ):
        files, skipped = scan(asked)  # under the lock: an older listing must not undo a newer build
        corrections = corrections_of(asked.folder)
        ledger = in_sight(catalogue.sources(), files, skipped)
        changes = compare(files, [] if request.rebuild else ledger, built_with(), retry=request.retry)
        changes = _with_scans(changes, files, ledger, request.scans)
        notes = list(_notes(catalogue, changes, ledger, embedder.fingerprint))
        removed = sorted({entry.path for entry in ledger} - {file.path for file in files})
        notes += _without_library(asked, removed)
        touch(db, changes.touched, begun_at)
        if asked.zotero:  # before its sources are there: a stopped build must not leave them alone
            set_meta(db, LIBRARY, str(asked.zotero.folder.absolute()))
        embedded = 0
        if request.rebuild or request.check or changes or not holds_collection(index, db, embedder.fingerprint):
            embedded, mended, left = _renew(index, db, embedder, changes, removed, corrections, request, progress)
            notes += [*left, *([_MENDED] if mended else [])]
        elif not is_corrected_by(db, corrections.digest):
            keep(db, (), ())  # only works are corrected: publish nothing that a stopped build left
            publish(db, (), {}, corrections)
        notes += [f"{CORRECTIONS}: {one.entry}: {one.text}" for one in catalogue.corrections() if one.work is None]
        drop_others(index, db)
        if db.execute("SELECT 1 FROM staged LIMIT 1").fetchone():  # left by a build that was stopped
            keep(db, (), ())
        if asked.zotero is None and asked.unread_library is None:
            set_meta(db, LIBRARY, "")
        sources = catalogue.sources()
        return Report(
            generation=catalogue.generation(),
            seconds=time.perf_counter() - begun,
            read=len(changes.to_read),
            unchanged=len(changes.unchanged),
            removed=len(removed),
            failed=tuple((entry.path, entry.reason) for entry in sources if entry.reason),
            works=catalogue.work_count(),
            set_aside=catalogue.set_aside_count(),
            passages=sum(entry.passages for entry in sources),
            embedded=embedded,
            skipped=tuple(skipped),
            notes=tuple(notes),
            newly_failed=frozenset(file.path for file in changes.to_read) & {e.path for e in sources if e.reason},
        )


@contextmanager
def _usable(index: Path) -> Iterator[None]:
    """Create the folder, and translate errors of writing to it (rights, a full disk, damage)."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        with explaining(index / FILE_NAME):
            yield
    except OSError as exc:
        advice = "check its rights and the free space, then run `refdesk index`"
        raise CatalogueError(f"{index}: the index cannot be written ({exc}); {advice}") from exc


def _open(index: Path, rebuild: bool) -> sqlite3.Connection:
    try:
        db = connect(index, create=True)
        if not rebuild or is_sound(db):
            return db
        db.close()
    except DamageError:
        if not rebuild:
            raise
    return replace_damaged(index)


def _renew(
    index: Path,
    db: sqlite3.Connection,
    embedder: "Embedder",
    changes: Changes,
    removed: list[str],
    corrections: Corrections,
    request: BuildRequest,
    progress: Progress,
) -> tuple[int, bool, list[str]]:
    """Read, embed, store and publish changes.

    Returns the number of embedded texts, whether a collection was repaired, and notes on what OCR left unread.
    """
    with _importing("index.store.vectors"):
        gone, notes = _read(index, db, changes.to_read, request, progress)
        removed = [*removed, *gone]
    embedded = embed_missing(db, embedder, partial(progress, "embedding"))
    from index.store.vectors import next_collection

    stored = partial(progress, "storing")
    collection = next_collection(index, db, embedder.fingerprint, removed, stored, rebuild=request.rebuild)
    published = collection.folder == collection_folder(index, db) and is_corrected_by(db, corrections.digest)
    if changes or removed or not published:
        publish(db, removed, collection.facts, corrections)
    else:
        set_meta(db, "sealed", collection.facts["sealed"])
    forget_unused(db)
    return embedded, collection.mended, notes


@contextmanager
def _importing(module: str) -> Iterator[None]:
    """Import a module in a thread: Chroma takes a second, in which other processes can read the first files."""

    def load() -> None:
        with suppress(Exception):  # the import that needs it will raise it
            import_module(module)

    thread = Thread(target=load)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _read(
    index: Path, db: sqlite3.Connection, files: Sequence[CorpusFile], request: BuildRequest, progress: Progress
) -> tuple[list[str], list[str]]:
    """Read and stage the files, except those that a stopped build staged.

    Files with pages without text wait for OCR. Returns the paths of files now gone, and notes on what OCR left.
    """
    versions = built_with()
    if request.retry:
        versions.pop(UNREAD)  # files that failed in a stopped build are tried again, too
    already_staged = keep(db, () if request.rebuild else files, versions.values())
    waiting = [file for file in files if file.path not in already_staged]
    done = len(already_staged)
    progress("reading", done, len(files))
    gone: list[str] = []
    begun = time.time_ns()  # before any is opened, so that later edits have a later time stamp
    scanned: dict[CorpusFile, list[int]] = {}
    may_read_scans = may_scan(index, request.scans)
    for read in read_files(waiting, request.limits, request.processes):
        progress("reading", done := done + 1, len(files))
        without_text = (
            [f.page for f in read.outcome.source.faults if f.fault is Fault.NO_TEXT] if read.outcome.source else []
        )
        if without_text and may_read_scans:
            scanned[read.file] = without_text
        else:
            gone += _stage(db, read, begun)
    scans, notes = (
        read_scans(scanned, index, request.scans, partial(progress, "reading scans")) if scanned else ({}, [])
    )
    for read in read_files(list(scanned), request.limits, request.processes, scans):
        gone += _stage(db, read, begun)
    return gone, notes


def _stage(db: sqlite3.Connection, read: ReadFile, begun: int) -> list[str]:
    """Stage a file that was read after `begun` (ns); returns its path if it is gone."""
    file, outcome = read.file, read.outcome
    if outcome.reason and not file.location.exists():
        return [file.path]
    stamp = Stamp(outcome.sha256, *file.times, begun)
    built = stamp_of(None if outcome.reason else outcome.reader)
    stage(db, StagedSource(file.path, stamp, built, outcome), read.packed)
    return []


def _with_scans(
    changes: Changes, files: Sequence[CorpusFile], ledger: Sequence[SourceEntry], limits: ScanLimits
) -> Changes:
    """The changes, with the unchanged files that OCR can read now and could not before."""
    if not limits.may_read:
        return changes
    wanted = {Fault.NO_TEXT, *([Fault.OCR_LATE] if limits.retry else [])}
    paths = {entry.path for entry in ledger if any(page_fault.fault in wanted for page_fault in entry.faults)}
    scanned = paths & set(changes.unchanged)
    return replace(
        changes,
        unchanged=tuple(path for path in changes.unchanged if path not in scanned),
        changed=(*changes.changed, *(file for file in files if file.path in scanned)),
    )


def _without_library(corpus: Corpus, removed: Sequence[str]) -> Iterator[str]:
    count = sum(path.startswith(f"{ZOTERO}/") for path in removed)
    if count and corpus.zotero is None:
        left = f"{count} {plural(count, 'source', 'sources')} of a Zotero library left out, as none is named now"
        yield f"{left}: name it with --zotero, or under [zotero] in refdesk.toml"


def _notes(catalogue: Catalogue, changes: Changes, ledger: list[SourceEntry], model: str) -> Iterator[str]:
    def files(count: int) -> str:
        return f"{count} {plural(count, 'file is', 'files are')}"

    outdated = [entry for entry in ledger if entry.path in set(changes.outdated)]
    if chunked := [entry for entry in outdated if not is_chunked_as_now(entry)]:
        yield f"the chunking has changed: {files(len(chunked))} read and cut again"
    readers = Counter(entry.reader for entry in outdated if is_chunked_as_now(entry))
    for reader, count in sorted(readers.items()):
        changed = f"the {reader} reader has changed" if reader != UNREAD else "a reader has changed since they failed"
        yield f"{changed}: {files(count)} read again"
    before = catalogue.meta("model")
    if before is not None and before != model:
        yield f"the embedding model has changed (from {before} to {model}): every passage is embedded again"
