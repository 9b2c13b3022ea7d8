"""The Chroma collection of passage vectors: open, write, probe and replace it.

It can be rebuilt from the catalogue. Chroma's local store has one writer, and a client that is open while another
process writes keeps answering from old data. So a published collection is never written to: changes go into a copy of
its folder, which is probed and then published with the next generation. Readers of an earlier generation keep their
collection, and a stopped build leaves nothing unfinished. Copying takes a hundredth of the time that Chroma takes to
store the same vectors.

Importing Chroma takes two seconds; `index.store.seal` inspects the folder without it.
"""

import shutil
import sqlite3
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError

from index.errors import CatalogueError, CollectionError
from index.models.onnx import Array
from index.store.catalogue import Catalogue
from index.store.locks import READERS, hold
from index.store.schema import get_meta
from index.store.seal import check_files, collection_folder, collections, holds_collection, published_folder, seal

T = TypeVar("T")

_NAME = "passages"
_SAME = 1.0 - 1e-4
"""Smallest cosine of a vector to itself, given the graph's rounding (a guess)."""

_WIDE = 1000
"""Neighbours queried before a vector counts as lost (a guess)."""

_SAVES = 5
"""Times that the whole graph is saved while a large new collection is filled (a guess)."""

_SETTLED = 2
"""Writes after which a filled collection saves its graph. Chroma adds unsaved vectors again at each opening, and writes
a graph that was never saved into the folder while other readers have it open."""

_AT_ONCE = 1000
"""Vectors written at once: enough for speed, few enough for progress and little memory (a guess)."""

_EF_SEARCH = 200
"""Candidates of the graph during a search; with Chroma's default of 100, six of the hundred nearest are missed."""

_PROBED = 5
"""Passages that we query by their own vectors when opening a published collection (a guess, for speed)."""

_SAMPLED = 32
"""The same before publishing (a guess, a fraction of a second)."""

_PROVED = 0.5
"""Share of a sample that an unchanged collection must find (a guess): among thousands of equal vectors a graph loses
some, and a new graph would too."""

_FEW_DISCARDED = 2000
"""Removed vectors that never cause a rebuild (a guess); a larger collection allows half of its size."""


class VectorStore:
    """One collection in one folder: cosine space, explicit embeddings, only identifiers beside them."""

    def __init__(self, folder: Path, *, create: bool = False, expected: int = 0, sealed: str | None = None) -> None:
        """Open the collection, or `create` it for the `expected` number of vectors.

        Raises CollectionError if it cannot be opened, or its files differ from the `sealed` state.
        """
        self.folder = folder
        if create:
            folder.mkdir(parents=True)
            (folder / READERS).touch()
        self._client: Client | None = None
        self._held = hold(folder)
        try:
            if self._held is None:
                raise CollectionError(f"{folder}: the vector collection is missing; run `refdesk index`")
            if not create:
                check_files(folder, sealed)
        except CollectionError:
            self.close()
            raise
        try:
            with self._translated("opened"):
                self._open(expected if create else None)
        except CollectionError:
            self.close()
            SharedSystemClient.clear_system_cache()  # else the next client of this folder reuses the failed one
            raise

    def _open(self, expected: int | None = None) -> None:
        """Open the collection; with `expected` vectors, create it first."""
        settings = Settings(anonymized_telemetry=False)
        self._client = client = cast(Client, chromadb.PersistentClient(str(self.folder), settings=settings))
        if expected is not None:
            threshold = max(_AT_ONCE, expected // _SAVES)
            configuration: CreateCollectionConfiguration = {
                "hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, "sync_threshold": threshold}
            }
            client.create_collection(_NAME, embedding_function=None, configuration=configuration)
        self._batch = min(_AT_ONCE, client.get_max_batch_size())
        self._collection = client.get_collection(_NAME, embedding_function=None)

    def settle(self) -> None:
        """Save the graph now and after every later write."""
        with self._translated("written"):
            with warnings.catch_warnings():
                # Chroma warns that the collection has no embedding function, which is on purpose.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._collection.modify(configuration={"hnsw": {"sync_threshold": _SETTLED}})
            # The new threshold applies after reopening, and is checked at a write.
            if self._client is not None:
                self._client.close()
            self._open()
            first = self._collection.get(limit=1, include=["embeddings"])
            if first["ids"]:
                self._collection.upsert(ids=first["ids"], embeddings=first["embeddings"])

    def close(self) -> None:
        """Release the folder, so that it can be removed once it is out of date."""
        if self._client is not None:
            self._client.close()
            self._client = None
        if self._held is not None:
            self._held.close()

    def __len__(self) -> int:
        with self._translated("read"):
            return self._collection.count()

    def add(self, items: Iterable[tuple[str, Array]]) -> Iterator[int]:
        """Add vectors by identifier; yields the number done after each batch."""
        done = 0
        for batch in _batches(items, self._batch):
            ids = [identifier for identifier, _ in batch]
            with self._translated("written"):
                self._collection.upsert(ids=ids, embeddings=np.stack([vector for _, vector in batch]))
            done += len(batch)
            yield done

    def remove(self, ids: Iterable[str]) -> None:
        """Remove vectors; unknown identifiers are ignored."""
        for batch in _batches(ids, self._batch):
            with self._translated("written"):
                self._collection.delete(ids=batch)

    def nearest(self, vector: Array, n: int) -> list[tuple[str, float]]:
        """Identifiers of the `n` nearest vectors with their cosine, nearest first."""
        n = min(n, len(self))
        if n == 0:
            return []
        with self._translated("read"):
            result = self._collection.query(query_embeddings=vector[np.newaxis], n_results=n, include=["distances"])
        distances = (result["distances"] or [[]])[0]
        return [(name, 1.0 - distance) for name, distance in zip(result["ids"][0], distances, strict=True)]

    def share_retrieved(self, sample: Sequence[tuple[str, Array]]) -> float:
        """Share (0..1) of the sampled identifiers that a query by their own vector finds; 1 for an empty sample."""
        retrieved = [self._leads_to(identifier, vector) for identifier, vector in sample]
        return sum(retrieved) / len(retrieved) if retrieved else 1.0

    def _leads_to(self, identifier: str, vector: Array) -> bool:
        """Whether a query by the vector finds the identifier, or only vectors equal to it.

        A graph search sometimes misses a vector that a wider search finds; a lost one stays lost.
        """
        for n in (10, _WIDE):
            near = self.nearest(vector, n)
            if dict(near).get(identifier, 0.0) >= _SAME or (near and n < len(self) and near[-1][1] >= _SAME):
                return True
        return False

    @contextmanager
    def _translated(self, done: str) -> Iterator[None]:
        """Raise CollectionError for any error of a damaged collection, whose files Chroma only reads when needed."""
        try:
            yield
        except (ChromaError, ValueError, OSError, sqlite3.Error, RuntimeError, AttributeError) as exc:
            advice = "run `refdesk index --rebuild`"
            raise CollectionError(f"{self.folder}: the vector collection cannot be {done} ({exc}); {advice}") from exc


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def open_published(catalogue: Catalogue, model: str) -> VectorStore:
    """The probed collection of the catalogue's generation.

    Raises CollectionError if it is missing, incomplete, changed from outside, or of another embedding model.
    """
    store = VectorStore(published_folder(catalogue, model), sealed=catalogue.meta("sealed"))
    with ExitStack() as on_failure:
        on_failure.callback(store.close)
        counted = str(len(store)) == catalogue.meta("vectors")
        # Chroma's count does not test its graph; a query that must hit does.
        if counted and store.share_retrieved(catalogue.sample(model, _PROBED)) >= _PROVED:
            on_failure.pop_all()
            return store
    raise CollectionError(f"{catalogue.folder}: the vector collection is damaged; run `refdesk index`")


# The collection of the next generation.

Tick = Callable[[int, int], None]
"""Called with the number of vectors added so far, and their total."""

# Each distinct text has one vector, identified by its hash, because a graph fails among many equal vectors.
# To be published: all staged passages, and published passages of sources that are not dropped.
_ALL = """SELECT text_hash FROM staged_passages UNION
          SELECT p.text_hash FROM passages p JOIN sources s ON s.id = p.source_id
          WHERE s.path NOT IN (SELECT path FROM dropped)"""
_ADDED = """SELECT DISTINCT text_hash FROM staged_passages n
            WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.text_hash = n.text_hash)"""
_GONE = """SELECT DISTINCT p.text_hash FROM passages p JOIN sources s ON s.id = p.source_id
           WHERE s.path IN (SELECT path FROM dropped)
           AND p.text_hash NOT IN (SELECT text_hash FROM staged_passages)
           AND NOT EXISTS (
               SELECT 1 FROM passages o JOIN sources t ON t.id = o.source_id
               WHERE o.text_hash = p.text_hash AND t.path NOT IN (SELECT path FROM dropped))"""


@dataclass(frozen=True, slots=True)
class NextCollection:
    """A collection that is ready to be published, with the facts about it for the catalogue.

    `facts`: `model`, `collection` (the folder's name), `sealed`, the number of `vectors` and of those `discarded` since
    it was created (they still take space in the graph). `mended` if it replaces a damaged collection.
    """

    folder: Path
    facts: dict[str, str]
    mended: bool


def next_collection(
    index: Path, db: sqlite3.Connection, model: str, removed: Iterable[str], tick: Tick, *, rebuild: bool
) -> NextCollection:
    """A probed collection of exactly what is about to be published; `removed` are paths of sources to drop.

    It is the current collection if nothing changes, else a changed copy; if that fails, or on `rebuild`, a new one from
    the cached vectors. Raises CollectionError if even that fails the probe.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS dropped (path TEXT PRIMARY KEY)")
    db.execute("DELETE FROM dropped")
    db.executemany("INSERT OR IGNORE INTO dropped VALUES (?)", ([path] for path in removed))
    db.execute("INSERT OR IGNORE INTO dropped SELECT path FROM staged")
    total = _count(db, _ALL)
    gone = [row[0] for row in db.execute(_GONE)]
    discarded = int(get_meta(db, "discarded") or 0) + len(gone)
    # A collection changed from outside is not opened, since it may crash Chroma's native code.
    whole = holds_collection(index, db, model)
    damaged = not whole and get_meta(db, "model") == model
    folder: Path | None = None
    if whole and not rebuild and discarded <= max(_FEW_DISCARDED, total // 2):
        try:
            folder = _changed(index, db, model, gone, tick)
        except CollectionError:
            damaged = True
    if folder is None:
        folder, discarded = _rebuilt(index, db, model, tick), 0
    facts = {"model": model, "collection": folder.name, "sealed": seal(folder)}
    facts |= {"vectors": str(total), "discarded": str(discarded)}
    return NextCollection(folder, facts, damaged and not rebuild)


def _changed(index: Path, db: sqlite3.Connection, model: str, gone: list[str], tick: Tick) -> Path:
    """The current collection, or a copy of it with the added vectors and without those in `gone`."""
    folder = collection_folder(index, db)
    if gone or _count(db, _ADDED):
        folder = _copied(folder, _fresh_folder(index))
    with closing(VectorStore(folder)) as store:
        _add(store, db, model, _ADDED, tick)
        store.remove(gone)
        if not _is_whole(store, db, model):
            raise CollectionError(f"{folder}: the vector collection is damaged")
    return folder


def _rebuilt(index: Path, db: sqlite3.Connection, model: str, tick: Tick) -> Path:
    with closing(VectorStore(_fresh_folder(index), create=True, expected=_count(db, _ALL))) as store:
        _add(store, db, model, _ALL, tick)
        store.settle()
        if _is_whole(store, db, model, _PROVED):
            return store.folder
    raise CollectionError(f"{store.folder}: a new vector collection does not find what was put in; check the disk")


def _copied(current: Path, folder: Path) -> Path:
    try:
        return shutil.copytree(current, folder)
    except OSError as exc:
        raise CollectionError(f"{current}: the vector collection cannot be copied ({exc})") from exc


def _add(store: VectorStore, db: sqlite3.Connection, model: str, query: str, tick: Tick) -> None:
    total = _count(db, query)
    for done in store.add(_vectors(db, model, query)):
        tick(done, total)


def _vectors(db: sqlite3.Connection, model: str, query: str) -> Iterator[tuple[str, Array]]:
    """Hashes of texts with their cached vectors; raises CatalogueError if one is missing."""
    rows = db.execute(
        f"""SELECT q.text_hash, v.vector FROM ({query}) q
            LEFT JOIN vectors v ON v.model = ? AND v.text_hash = q.text_hash ORDER BY q.text_hash""",
        [model],
    )
    for text_hash, vector in rows:
        if vector is None:
            raise CatalogueError("the catalogue lacks a vector it should have; run `refdesk index --rebuild`")
        yield text_hash, np.frombuffer(vector, dtype=np.float32)


def _is_whole(store: VectorStore, db: sqlite3.Connection, model: str, share: float = 1.0) -> bool:
    """Whether a collection has the right count and finds `share` of a sample by its own vectors."""
    total = _count(db, _ALL)
    # Every n-th hash makes a random sample.
    step = max(1, total // _SAMPLED)
    numbered = f"SELECT text_hash, row_number() OVER (ORDER BY text_hash) AS n FROM ({_ALL})"
    sample = f"SELECT text_hash FROM ({numbered}) WHERE n % {step} = 0 LIMIT {_SAMPLED}"
    return len(store) == total and store.share_retrieved(list(_vectors(db, model, sample))) >= share


def _count(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM ({query})").fetchone()[0])


def _fresh_folder(index: Path) -> Path:
    """A folder that does not exist yet."""
    numbers = [int(folder.name.rpartition("-")[2]) for folder in collections(index)]
    return index / f"vectors-{max(numbers, default=0) + 1}"
