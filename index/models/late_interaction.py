"""Late interaction: each word of a query looks for its best match in a passage (Khattab & Zaharia 2020, SIGIR).

The token states are those of answerai-colbert-small-v1 (int8 ONNX). The installed weights end before the model's own
projection; ours replaces it, fitted by `tests/benchmarks/late.py` on SciFact's training claims. Rare words of the
corpus count more, which the model alone cannot know.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from io import BytesIO
from math import log
from typing import Protocol

import numpy as np
from tokenizers import Encoding

from index.models.onnx import Array, OnnxModel
from index.models.weights import COLBERT, Weights

PROJECTION = "late_interaction.npy"

_WORD = re.compile(r"\w+")
_QUERY_MARK, _PASSAGE_MARK, _MASK = 1, 2, 103
"""Token ids that the model expects after [CLS] of a query and of a passage, and the padding of short queries."""

_QUERY_TOKENS = 32  # as in training (Khattab & Zaharia 2020)


class Interaction(Protocol):
    """A late-interaction model."""

    def score(self, query: str, weights: Mapping[str, float], texts: Sequence[str]) -> Array:
        """(n_texts,) float32 in -1..1, higher is better; `weights` maps lower-case words to their weight."""


class LateInteraction:
    """The default model: MaxSim of projected token states, a mean over the query's words weighted by their rarity."""

    def __init__(self, threads: int = 2, weights: Weights = COLBERT, max_tokens: int = 320) -> None:
        self._model = OnnxModel(weights, threads, max_tokens)
        self.fingerprint = weights.fingerprint

    def score(self, query: str, weights: Mapping[str, float], texts: Sequence[str]) -> Array:
        """(n_texts,) float32 in -1..1; 0 if no word of the query has a weight. Text beyond 320 tokens is ignored."""
        counts = self.token_weights(query, weights)
        if not texts or not counts.any():
            return np.zeros(len(texts), dtype=np.float32)
        asked = _unit(self.query_states(query) @ self._projection)
        passages = (_unit(states @ self._projection) for states in self.passage_states(texts))
        best = np.array([(asked @ words.T).max(axis=1) @ counts for words in passages], dtype=np.float32)
        scores: Array = np.clip(best / counts.sum(), -1.0, 1.0)  # rounding can exceed the ends
        return scores

    def token_weights(self, query: str, weights: Mapping[str, float]) -> Array:
        """(n_tokens,) float32: for each token of a query, the weight of its word."""
        words = [(match.start(), match.end(), match.group().lower()) for match in _WORD.finditer(query)]
        spans = [(start, end, weights[word]) for start, end, word in words if word in weights]
        offsets = self._model.encode([query])[0].offsets[1:-1]
        counts = (next((weight for a, b, weight in spans if a <= start and end <= b), 0.0) for start, end in offsets)
        return np.fromiter(counts, dtype=np.float32, count=len(offsets))

    def query_states(self, query: str) -> Array:
        """(n_tokens, 384) float32: states of a query's tokens before the projection."""
        ids = _marked(self._model.encode([query])[0], _QUERY_MARK)
        own = len(ids) - 1
        ids.extend([_MASK] * (_QUERY_TOKENS - len(ids)))
        states: Array = next(self._model.run([(ids, [0] * len(ids))]))[0, 2:own]
        return states

    def passage_states(self, texts: Sequence[str]) -> Iterator[Array]:
        """(n_tokens, 384) float32 for each text: states of all its tokens, special ones included."""
        passages = [_marked(encoding, _PASSAGE_MARK) for encoding in self._model.encode(texts)]
        return (states[0] for states in self._model.run([(ids, [0] * len(ids)) for ids in passages]))

    @cached_property
    def _projection(self) -> Array:
        data = files("index.models").joinpath(PROJECTION).read_bytes()
        projection: Array = np.load(BytesIO(data), allow_pickle=False).astype(np.float32)
        return projection


def rarity(frequency: int, passages: int) -> float:
    """log((N + 1) / (n + 0.5)) of a word in `frequency` of `passages` passages (Spärck Jones 1972, smoothed)."""
    return max(0.0, log((passages + 1) / (frequency + 0.5)))


def _marked(encoding: Encoding, mark: int) -> list[int]:
    first, *others = encoding.ids
    return [first, mark, *others]


def _unit(rows: Array) -> Array:
    scaled: Array = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
    return scaled
