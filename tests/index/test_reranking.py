"""The reranker: a probability for each text that depends on query and text alone."""

import numpy as np
import pytest

from index.models.reranking import CrossEncoder

QUERY = "What is concept drift?"
TEXTS = [
    "Concept drift is a change in the relation between inputs and outcome.",
    "The canteen serves soup on Mondays.",
    "",
    "机器学习 и данные 😀 \ud83d",
    "long " * 3000,
]


def test_scores_are_probabilities_and_the_answer_scores_highest(reranker: CrossEncoder) -> None:
    scores = reranker.score(QUERY, TEXTS)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert ((scores >= 0) & (scores <= 1)).all()
    assert scores.argmax() == 0
    assert scores[0] > 0.9
    assert scores[1] < 0.1


def test_a_score_does_not_depend_on_its_neighbours(reranker: CrossEncoder) -> None:
    together = reranker.score(QUERY, TEXTS)
    assert np.array_equal(together, reranker.score(QUERY, TEXTS[::-1])[::-1])
    assert np.array_equal(together[:2], np.concatenate([reranker.score(QUERY, [text]) for text in TEXTS[:2]]))


@pytest.mark.parametrize("query", ["", "w " * 5000, "half a pair \ud83d", "机器学习", "nul\x00byte"])
def test_any_query_is_scored(reranker: CrossEncoder, query: str) -> None:
    (score,) = reranker.score(query, TEXTS[:1])
    assert 0 <= score <= 1


def test_no_texts_have_no_scores(reranker: CrossEncoder) -> None:
    assert reranker.score(QUERY, []).shape == (0,)
