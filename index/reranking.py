"""Cross-encoder scores: ms-marco-MiniLM-L-12, int8 ONNX (Reimers & Gurevych 2019; trained on MS MARCO)."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.onnx import Array, OnnxModel
from index.weights import MINILM, Weights


class Reranker(Protocol):
    """What search and the answerers need of a cross-encoder."""

    fingerprint: str
    """Names exactly this model: its scores are kept under it."""

    def score(self, query: str, texts: Sequence[str]) -> Array:
        """(n_texts,) float32 in 0..1, the probability that the text answers the query; higher is better."""


class CrossEncoder:
    """The default reranker: query and text read together, the logit through a sigmoid."""

    def __init__(self, threads: int = 2, weights: Weights = MINILM, max_tokens: int = 320) -> None:
        self._model = OnnxModel(weights, threads, max_tokens)
        self.fingerprint = weights.fingerprint

    def score(self, query: str, texts: Sequence[str]) -> Array:
        """(n_texts,) float32 in 0..1; a pair longer than the model's window loses the end of its longer part."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = self._model.encode([(query, text) for text in texts])
        logits = np.array([output.reshape(-1)[-1] for output in self._model.run(pairs)], dtype=np.float32)
        scores: Array = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
        return scores
