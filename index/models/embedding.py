"""Dense embeddings: bge-small-en-v1.5, 384 dimensions, int8 ONNX (Xiao et al. 2023, "C-Pack")."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

import numpy as np

from index.models.onnx import Array, OnnxModel
from index.models.weights import BGE_SMALL, Weights

_QUERY_PREFIX = "Represent this sentence for searching relevant passages: "  # by the model's card
_TOKENISED_AT_ONCE = 256  # texts; a guess


class Embedder(Protocol):
    """An embedding model; all vectors have unit length."""

    fingerprint: str
    """Identifies exactly this model, so that its vectors are never mixed with another's."""

    def embed_query(self, query: str) -> Array:
        """(dimension,) float32."""

    def embed_passages(self, texts: Iterable[str]) -> Iterator[Array]:
        """(dimension,) float32 for each text, in order, computed lazily."""


class BgeEmbedder:
    """The default embedder: the [CLS] output scaled to unit length; queries get the model's own prefix."""

    def __init__(self, threads: int = 2, weights: Weights = BGE_SMALL) -> None:
        self._model = OnnxModel(weights, threads)
        self.fingerprint = weights.fingerprint

    def embed_query(self, query: str) -> Array:
        """(384,) float32; text beyond 512 tokens is ignored."""
        return next(self._embed([_QUERY_PREFIX + query]))

    def embed_passages(self, texts: Iterable[str]) -> Iterator[Array]:
        """(384,) float32 for each text; text beyond 512 tokens is ignored."""
        remaining = iter(texts)
        while batch := list(islice(remaining, _TOKENISED_AT_ONCE)):
            yield from self._embed(batch)

    def _embed(self, texts: Sequence[str]) -> Iterator[Array]:
        for output in self._model.outputs(texts):
            vector = output[0, 0]
            yield vector / np.linalg.norm(vector)
