"""The embedder: unit vectors that depend on their text alone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.models.embedding import BgeEmbedder
from index.models.weights import BGE_SMALL

TEXTS = [
    "Drift is a change in the inputs of a model.",
    "Canary releases reach a few users first.",
    "",
    "机器学习 и данные 😀",
    "half a pair \ud83d of drift",
    "long " * 3000,
    "Drift is a change in the inputs of a model.",
]


def test_vectors_are_of_unit_length_and_in_order(embedder: BgeEmbedder) -> None:
    vectors = np.stack(list(embedder.embed_passages(TEXTS)))
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.array_equal(vectors[0], vectors[-1])
    assert not np.allclose(vectors[0], vectors[1])


def test_a_vector_does_not_depend_on_its_neighbours(embedder: BgeEmbedder) -> None:
    """The weights are quantised for a whole input at a time; texts in one batch would change each other."""
    together = list(embedder.embed_passages(TEXTS))
    backwards = list(embedder.embed_passages(TEXTS[::-1]))[::-1]
    for text, one, other in zip(TEXTS, together, backwards, strict=True):
        (alone,) = embedder.embed_passages([text])
        assert np.array_equal(one, other)
        assert np.array_equal(one, alone)


def test_a_vector_does_not_depend_on_the_number_of_threads(embedder: BgeEmbedder) -> None:
    (one,) = BgeEmbedder(threads=1).embed_passages(TEXTS[:1])
    assert np.array_equal(one, next(iter(embedder.embed_passages(TEXTS[:3]))))


def test_queries_carry_the_models_prefix(embedder: BgeEmbedder) -> None:
    query = embedder.embed_query("concept drift")
    (same,) = embedder.embed_passages(["Represent this sentence for searching relevant passages: concept drift"])
    (bare,) = embedder.embed_passages(["concept drift"])
    assert np.array_equal(query, same)
    assert not np.allclose(query, bare)


def test_what_means_the_same_is_nearer(embedder: BgeEmbedder) -> None:
    query = embedder.embed_query("How do inputs change over time?")
    drift, canary = embedder.embed_passages(TEXTS[:2])
    assert float(query @ drift) > float(query @ canary) + 0.1


def test_no_texts_have_no_vectors_and_texts_are_taken_as_they_come(embedder: BgeEmbedder) -> None:
    assert list(embedder.embed_passages([])) == []
    taken: list[str] = []

    def texts() -> Iterator[str]:
        for text in ("a", "b"):
            taken.append(text)
            yield text

    vectors = embedder.embed_passages(texts())
    assert taken == []
    assert len(list(vectors)) == len(taken) == 2


def test_a_long_stream_is_embedded_in_order(embedder: BgeEmbedder) -> None:
    texts = [f"{i % 7}" for i in range(260)]  # more than are tokenised at once
    vectors = list(embedder.embed_passages(texts))
    assert len(vectors) == 260
    assert all(np.array_equal(vectors[i], vectors[i % 7]) for i in range(260))


def test_several_threads_may_ask_at_once() -> None:
    fresh = BgeEmbedder(threads=2)
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(fresh.embed_query, ["drift"] * 8))
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)


def test_the_fingerprint_names_these_weights(embedder: BgeEmbedder) -> None:
    assert embedder.fingerprint == BGE_SMALL.fingerprint == f"bge_small_en-{BGE_SMALL.network[:12]}"
