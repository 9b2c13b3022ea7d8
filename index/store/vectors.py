"""The Chroma collection of passage vectors. Derived: it can be dropped and made anew from the catalogue.

Chroma's local store has one writer, and a client that was open while another process wrote goes on answering from
what it knew; so a collection is only written to before it is published, and each generation has a folder of its own.
"""

import sqlite3
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
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

from index.errors import CollectionError
from index.models.onnx import Array
from index.store.locks import READERS, hold
from index.store.seal import CHROMA_FILE

T = TypeVar("T")

_NAME = "passages"
_SAME = 1.0 - 1e-4
"""Cosine of a vector to itself, as far as the graph computes it."""

_WIDE = 1000
"""Neighbours asked for before a vector counts as lost."""

_SAVES = 5
"""Times that the graph is saved whole while a large new collection is filled."""

_SETTLED = 2
"""Writes after which the graph of a filled collection is saved: what is not saved is put in anew at each opening, and
a graph that never was is begun anew in the folder, under the eyes of other readers."""

_AT_ONCE = 1000
"""Vectors written at once: enough for speed, few enough that progress is seen and memory stays small."""
_EF_SEARCH = 200
"""Candidates the graph keeps while it searches: with Chroma's own 100, six of the hundred nearest are missed."""


class VectorStore:
    """One collection in one folder: cosine space, explicit embeddings, identifiers and nothing else."""

    def __init__(self, folder: Path, *, create: bool = False, expected: int = 0) -> None:
        """Open the collection, or `create` it for as many vectors as are `expected`; raises CollectionError where what
        is there cannot be opened."""
        self.folder = folder
        if create:
            folder.mkdir(parents=True)
            (folder / READERS).touch()
        self._client: Client | None = None
        self._held = hold(folder)
        if self._held is None or not (create or (folder / CHROMA_FILE).is_file()):
            self.close()
            raise CollectionError(f"{folder}: the vector collection is missing; run `refdesk index`")
        try:
            with self._translated("opened"):
                self._open(expected if create else None)
        except CollectionError:
            self.close()
            SharedSystemClient.clear_system_cache()  # or the next client of this folder gets the one that failed
            raise

    def _open(self, expected: int | None = None) -> None:
        """Open the collection; where vectors are `expected`, make it first."""
        settings = Settings(anonymized_telemetry=False)
        self._client = client = cast(Client, chromadb.PersistentClient(str(self.folder), settings=settings))
        if expected is not None:
            configuration: CreateCollectionConfiguration = {
                "hnsw": {
                    "space": "cosine",
                    "ef_search": _EF_SEARCH,
                    "sync_threshold": max(_AT_ONCE, expected // _SAVES),
                }
            }
            client.create_collection(_NAME, embedding_function=None, configuration=configuration)
        self._batch = min(_AT_ONCE, client.get_max_batch_size())
        self._collection = client.get_collection(_NAME, embedding_function=None)

    def settle(self) -> None:
        """Have the graph saved, now and after every later write."""
        with self._translated("written"):
            with warnings.catch_warnings():
                # Of having no embedding function of Chroma's own, which the collection was made without on purpose.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._collection.modify(configuration={"hnsw": {"sync_threshold": _SETTLED}})
            # The new threshold counts when the collection is opened next, and is looked at when something is written.
            if self._client is not None:
                self._client.close()
            self._open()
            any_one = self._collection.get(limit=1, include=["embeddings"])
            if any_one["ids"]:
                self._collection.upsert(ids=any_one["ids"], embeddings=any_one["embeddings"])

    def close(self) -> None:
        """Let the folder go, so that it can be removed once it is out of date."""
        if self._client is not None:
            self._client.close()
            self._client = None
        if self._held is not None:
            self._held.close()

    def __len__(self) -> int:
        with self._translated("read"):
            return self._collection.count()

    def add(self, items: Iterable[tuple[str, Array]]) -> Iterator[int]:
        """Put in vectors by passage identifier, yielding after each batch how many are in."""
        done = 0
        for batch in _batches(items, self._batch):
            ids = [identifier for identifier, _ in batch]
            with self._translated("written"):
                self._collection.upsert(ids=ids, embeddings=np.stack([vector for _, vector in batch]))
            done += len(batch)
            yield done

    def remove(self, ids: Iterable[str]) -> None:
        """Take vectors out; identifiers that are not there are no error."""
        for batch in _batches(ids, self._batch):
            with self._translated("written"):
                self._collection.delete(ids=batch)

    def nearest(self, vector: Array, n: int) -> list[tuple[str, float]]:
        """Identifiers of the `n` nearest passages with their cosine, nearest first."""
        n = min(n, len(self))
        if n == 0:
            return []
        with self._translated("read"):
            found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=n, include=["distances"])
        distances = found["distances"] or [[]]
        return [
            (identifier, 1.0 - distance) for identifier, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def share_found(self, sample: Sequence[tuple[str, Array]]) -> float:
        """How many of the sampled passages, in 0..1, are what their own vectors lead to; 1 for an empty sample."""
        found = [self._leads_to(identifier, vector) for identifier, vector in sample]
        return sum(found) / len(found) if found else 1.0

    def _leads_to(self, identifier: str, vector: Array) -> bool:
        """Whether the passage has this vector and is found by it, or so many equal ones are that it need not be.

        The search of a graph misses a vector now and then that a wider search finds; a lost one stays lost.
        """
        for n in (10, _WIDE):
            near = self.nearest(vector, n)
            if dict(near).get(identifier, 0.0) >= _SAME or (near and n < len(self) and near[-1][1] >= _SAME):
                return True
        return False

    @contextmanager
    def _translated(self, done: str) -> Iterator[None]:
        """Damage shows in whatever Chroma is asked first: its files are read when they are needed."""
        try:
            yield
        except (ChromaError, ValueError, OSError, sqlite3.Error, RuntimeError, AttributeError) as exc:
            advice = "run `refdesk index --rebuild`"
            raise CollectionError(f"{self.folder}: the vector collection cannot be {done} ({exc}); {advice}") from exc


def unpack(blob: bytes) -> Array:
    """A vector from the bytes the catalogue keeps."""
    return np.frombuffer(blob, dtype=np.float32)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
