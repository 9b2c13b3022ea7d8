"""Build: make the index equal to the corpus, with work in proportion to what changed.

The order keeps every reader on solid ground: vectors are cached as they are made; those of new passages enter the
collection first; then one transaction publishes the new generation; only then do dropped passages leave the collection.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import passages as chunking
from index import readers
from index.catalogue import Catalogue
from index.corpus import Changes, CorpusFile, compare, scan
from index.entries import SourceEntry
from index.errors import CatalogueError, CollectionError, ReadError
from index.locks import writing
from index.passages import Passage, make_passages
from index.publish import (
    ReadSource,
    cache_vectors,
    collection_folder,
    get_meta,
    held_by_record,
    held_keys,
    known_records,
    missing_vectors,
    publish,
    set_meta,
    touch,
)
from index.schema import FILE_NAME, connect, is_sound
from index.works import Work, match_works, possible_duplicates

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.onnx import Array

Progress = Callable[[str, int, int], None]
"""Told what is going on ("reading", "embedding", "storing"), how much of it is done, and how much there is."""

_CACHED_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did and what the index holds now; `read` and `removed` count files, `embedded` texts."""

    generation: int
    seconds: float
    read: int
    unchanged: int
    removed: int
    failed: tuple[tuple[str, str], ...]
    works: int
    passages: int
    embedded: int
    ignored: tuple[str, ...]


def pending(corpus: Path, index: Path) -> Changes | None:
    """How the corpus differs from the index, by content; None where there is no index that could be compared.

    Raises CorpusError where there is no corpus.
    """
    files, _ = scan(corpus)
    if not (index / FILE_NAME).exists():
        return None
    with closing(Catalogue(index)) as catalogue:
        return compare(files, catalogue.sources(), _built_with()) if catalogue.generation() else None


def build(
    corpus: Path, index: Path, embedder: "Embedder", *, rebuild: bool = False, progress: Progress = lambda *_: None
) -> Report:
    """Make the index in folder `index` equal to `corpus`; `rebuild` reads every file again and trusts nothing derived.

    Raises CorpusError, WriterBusyError or CatalogueError (damage that only `rebuild` mends).
    """
    begun = time.perf_counter()
    files, ignored = scan(corpus)
    with _usable(index), writing(index), closing(_open(index, rebuild)) as db, closing(Catalogue(index)) as catalogue:
        ledger = catalogue.sources()
        changes = compare(files, [] if rebuild else ledger, _built_with())
        touch(db, changes.touched, time.time_ns())
        embedded = 0
        if rebuild or changes or not _is_derived(index, db, embedder.fingerprint):
            stays = set(changes.unchanged)
            removed = [entry.path for entry in ledger if entry.path not in stays]
            embedded = _renew(index, db, embedder, changes, removed, rebuild, progress)
        gone = {entry.path for entry in ledger} - {file.path for file in files}
        return _report(catalogue, begun, changes, len(gone), embedded, ignored)


def is_current(corpus: Path, index: Path, model: str) -> bool:
    """Whether a build with the embedding model of that fingerprint would find nothing to do."""
    changes = pending(corpus, index)
    if changes is None or changes:
        return False
    with closing(connect(index)) as db:
        return _is_derived(index, db, model)


def repair(index: Path, model: str) -> None:
    """Make the vector collection anew where it is missing, or does not hold what the catalogue says."""
    from index.sync import is_whole, make_anew

    with _usable(index), writing(index), closing(connect(index)) as db:
        if not is_whole(index, db, model):
            make_anew(index, db, model, lambda _: None)


@contextmanager
def _usable(index: Path) -> Iterator[None]:
    """Make the folder; explain what the system says against writing to it (rights, a full disk, damage)."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        yield
    except (OSError, sqlite3.Error) as exc:
        advice = "check its rights and the free space, then run `refdesk index` (or `refdesk index --rebuild`)"
        raise CatalogueError(f"{index}: the index cannot be written ({exc}); {advice}") from exc


def _is_derived(index: Path, db: sqlite3.Connection, model: str) -> bool:
    """Whether the vector collection is there, of this model and generation, told without opening it."""
    in_step = get_meta(db, "synced") == _step(db, model)
    return in_step and (collection_folder(index, db) / "chroma.sqlite3").exists()


def _step(db: sqlite3.Connection, model: str) -> str:
    return f"{get_meta(db, 'generation')} {model}"


def _renew(
    index: Path,
    db: sqlite3.Connection,
    embedder: "Embedder",
    changes: Changes,
    removed: list[str],
    rebuild: bool,
    progress: Progress,
) -> int:
    """Read, embed, store and publish what changed; returns how many texts were embedded."""
    from index.sync import prepare  # Chroma takes two seconds to import

    model = embedder.fingerprint
    read = _read(changes, progress)
    passages = [passage for item in read for passage in item.passages]
    embedded = _embed(db, embedder, passages, progress)

    def stored(done: int) -> None:
        progress("storing", done, len(passages))

    gone = [*removed, *(item.file.path for item in read)]
    collection = prepare(index, db, model, gone, passages, stored, anew=rebuild or not _is_derived(index, db, model))
    records = known_records(db, without=gone)
    records |= {(item.file.path, i): record for item in read for i, record in enumerate(item.records)}
    works = match_works(records, held_keys(db), held_by_record(db))
    publish(db, read, removed, works, records, _notices(works), collection)
    _tidy(index, db, model, stored)
    set_meta(db, "synced", _step(db, model))  # last of all: a build stopped before here is taken up again
    return embedded


def _tidy(index: Path, db: sqlite3.Connection, model: str, stored: Callable[[int], None]) -> None:
    """Take out of the collection what was dropped, and make it anew where it does not answer as it must."""
    from index.sync import drop_others, is_whole, make_anew, remove_passages

    try:
        remove_passages(index, db)
        whole = is_whole(index, db, model)
    except CollectionError:
        whole = False
    if not whole:
        make_anew(index, db, model, stored)
    drop_others(index, db)


def _open(index: Path, rebuild: bool) -> sqlite3.Connection:
    try:
        db = connect(index, create=True)
        if not rebuild or is_sound(db):
            return db
        db.close()
    except CatalogueError:
        if not rebuild:
            raise
    for path in index.glob(f"{FILE_NAME}*"):
        path.unlink()
    return connect(index, create=True)


def _built_with() -> dict[str, str]:
    """By reader, what a source is built with: a change of either version makes it anew."""
    return {name: _stamp(name) for name in (*readers.VERSIONS, _UNREAD)}


_UNREAD = "unread"


def _stamp(reader: str) -> str:
    """What a source was built with; one that could not be read is tried again when any reader changes."""
    version = readers.VERSIONS.get(reader) or sum(readers.VERSIONS.values())
    return f"{reader} {version}, passages {chunking.VERSION}"


def _read(changes: Changes, progress: Progress) -> list[ReadSource]:
    read: list[ReadSource] = []
    for done, file in enumerate(changes.to_read):
        progress("reading", done, len(changes.to_read))
        read.append(_read_one(file, changes.hashes.get(file.path) or file.sha256()))
    progress("reading", len(read), len(read))
    return read


def _read_one(file: CorpusFile, sha256: str) -> ReadSource:
    now = time.time_ns()
    try:
        reader, source = readers.read_file(file.location)
    except ReadError as exc:
        return ReadSource(file, sha256, now, _stamp(_UNREAD), None, str(exc))
    return ReadSource(file, sha256, now, _stamp(reader.name), source, None, tuple(make_passages(source, file.path)))


def _embed(db: sqlite3.Connection, embedder: "Embedder", passages: Iterable[Passage], progress: Progress) -> int:
    """Make the vectors that no earlier build made; returns how many."""
    texts = missing_vectors(db, embedder.fingerprint, passages)
    fresh: list[tuple[str, Array]] = []
    for done, (text_hash, vector) in enumerate(zip(texts, embedder.embed_passages(texts.values()), strict=True), 1):
        fresh.append((text_hash, vector))
        if len(fresh) == _CACHED_AT_ONCE or done == len(texts):
            cache_vectors(db, embedder.fingerprint, fresh)
            fresh.clear()
            progress("embedding", done, len(texts))
    return len(texts)


def _notices(works: list[Work]) -> list[str]:
    return [f"possible duplicates: {one.key} and {other.key}" for one, other in possible_duplicates(works)]


def _report(
    catalogue: Catalogue, begun: float, changes: Changes, removed: int, embedded: int, ignored: list[str]
) -> Report:
    sources: list[SourceEntry] = catalogue.sources()
    return Report(
        generation=catalogue.generation(),
        seconds=time.perf_counter() - begun,
        read=len(changes.to_read),
        unchanged=len(changes.unchanged),
        removed=removed,
        failed=tuple((entry.path, entry.reason) for entry in sources if entry.reason),
        works=len(catalogue.works()),
        passages=sum(entry.passages for entry in sources),
        embedded=embedded,
        ignored=tuple(ignored),
    )
