"""Cross-encoder scores: ms-marco-MiniLM-L-12, int8 ONNX (Reimers & Gurevych 2019; trained on MS MARCO)."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

import numpy as np

from index.models.onnx import Array, OnnxModel
from index.models.weights import MINILM, Weights


class Reranker(Protocol):
    """A cross-encoder."""

    fingerprint: str
    """Identifies exactly this model; part of the key of cached scores."""

    def score(self, query: str, texts: Sequence[str]) -> Array:
        """(n_texts,) float32 in 0..1, the probability that the text answers the query; higher is better."""


class CrossEncoder:
    """The default reranker: one pass over query and text together, then a sigmoid of the logit."""

    def __init__(self, threads: int = 2, weights: Weights = MINILM, max_tokens: int = 320) -> None:
        self._model = OnnxModel(weights, threads, max_tokens)
        self.fingerprint = weights.fingerprint

    def score(self, query: str, texts: Sequence[str]) -> Array:
        """(n_texts,) float32 in 0..1; of a pair longer than the window, the longer part loses its end."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        outputs = self._model.outputs([(query, text) for text in texts])
        logits = np.array([output.reshape(-1)[-1] for output in outputs], dtype=np.float32)
        scores: Array = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
        return scores


# A cache of scores beside the index, by (model, query, text).

FILE_NAME = "scores.sqlite3"

_AT_ONCE = 500  # values in one SQL list, below SQLite's limit on variables
_MOST = 2_000_000
"""Scores kept, some hundred megabytes (a guess); the oldest are deleted."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS scores (number INTEGER PRIMARY KEY, asked BLOB NOT NULL UNIQUE, score REAL NOT NULL)"
)


class RememberingReranker:
    """A reranker with a cache. A cache that cannot be read or written only costs time."""

    def __init__(self, reranker: Reranker, folder: Path) -> None:
        """The cache is a file in `folder`, which is created if missing; a damaged file is replaced."""
        self._reranker = reranker
        self._path = folder / FILE_NAME
        self.fingerprint = reranker.fingerprint

    def score(self, query: str, texts: Sequence[str]) -> Array:
        """(n_texts,) float32 in 0..1, as the reranker itself gives them."""
        keys = [self._key(query, text) for text in texts]
        known = self._known(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            scores = self._reranker.score(query, list(missing.values()))
            fresh = dict(zip(missing, map(float, scores), strict=True))
            self._keep(fresh)
            known |= fresh
        return np.array([known[key] for key in keys], dtype=np.float32)

    def _key(self, query: str, text: str) -> bytes:
        asked = "\0".join((self.fingerprint, query, text)).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(asked, digest_size=16).digest()

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, float]:
        known: dict[bytes, float] = {}
        with suppress(sqlite3.Error), self._opened() as cache:
            for i in range(0, len(keys), _AT_ONCE):
                chunk = keys[i : i + _AT_ONCE]
                marks = ",".join("?" * len(chunk))
                known |= dict(cache.execute(f"SELECT asked, score FROM scores WHERE asked IN ({marks})", chunk))
        return known

    def _keep(self, fresh: dict[bytes, float]) -> None:
        with suppress(sqlite3.Error), self._opened() as cache, cache:
            cache.executemany("INSERT OR IGNORE INTO scores (asked, score) VALUES (?, ?)", fresh.items())
            cache.execute("DELETE FROM scores WHERE number <= (SELECT max(number) FROM scores) - ?", [_MOST])

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=2.0)) as cache:
                cache.execute("PRAGMA journal_mode = WAL")
                cache.execute("PRAGMA synchronous = OFF")  # a score lost in a power cut is computed again
                cache.execute(_TABLE)
                yield cache
        except sqlite3.DatabaseError as exc:
            # The low byte is the primary error code; Python's own errors have none.
            if getattr(exc, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                self._remove()
            raise
        except OSError as exc:  # a folder that cannot be made or written to
            raise sqlite3.OperationalError(str(exc)) from exc

    def _remove(self) -> None:
        """Remove the file and its journals; processes that have it open keep using the removed file."""
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(FILE_NAME + suffix).unlink()
