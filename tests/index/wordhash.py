"""An embedder for tests that are not about the model: a text's words, counted in 64 numbers. Starts in no time."""

import re
import zlib
from collections.abc import Iterable, Iterator

import numpy as np

from index.models.onnx import Array


class WordHash:
    """Texts with words in common are near each other; nothing else is known of them."""

    fingerprint = "words-64"

    def __init__(self, fingerprint: str = fingerprint) -> None:
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    def embed_query(self, query: str) -> Array:
        return _vector(query)

    def embed_passages(self, texts: Iterable[str]) -> Iterator[Array]:
        for text in texts:
            self.embedded.append(text)
            yield _vector(text)


def _vector(text: str) -> Array:
    counts = np.full(64, 1e-3, dtype=np.float32)
    for word in re.findall(r"\w+", text.lower()):
        counts[zlib.crc32(word.encode()) % 64] += 1
    unit: Array = counts / np.linalg.norm(counts)
    return unit
