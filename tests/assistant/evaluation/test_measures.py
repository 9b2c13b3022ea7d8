"""Measures of a ranking, against worked examples and what must hold of each."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.measures import Scores, evaluate, ndcg, recall, reciprocal_rank

RANKING = ("a", "b", "c", "d")
GAINS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 3), min_size=1)
RANKINGS = st.lists(st.sampled_from("abcdefgh"), unique=True)


@pytest.mark.parametrize(
    ("gains", "k", "expected"),
    [
        ({"a": 1}, 10, 1.0),
        ({"b": 1}, 10, 1 / log2(3)),
        ({"b": 1}, 1, 0.0),
        ({"z": 1}, 10, 0.0),
        # The graded one by hand: (3 / log2(3) + 1 / log2(4)) over the ideal 3 / log2(2) + 1 / log2(3).
        ({"b": 3, "c": 1}, 10, (3 / log2(3) + 0.5) / (3 + 1 / log2(3))),
        # More relevant documents than places: the ideal has no more places than the ranking.
        ({"a": 1, "b": 1, "c": 1}, 2, 1.0),
    ],
)
def test_ndcg(gains: dict[str, int], k: int, expected: float) -> None:
    assert ndcg(RANKING, gains, k) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("gains", "k", "found", "reciprocal"),
    [
        ({"a": 1, "d": 1}, 2, 0.5, 1.0),
        ({"c": 1}, 2, 0.0, 0.0),
        ({"c": 2, "z": 1}, 3, 0.5, 1 / 3),
        ({"z": 1}, 10, 0.0, 0.0),
    ],
)
def test_recall_and_reciprocal_rank(gains: dict[str, int], k: int, found: float, reciprocal: float) -> None:
    assert recall(RANKING, gains, k) == pytest.approx(found)
    assert reciprocal_rank(RANKING, gains, k) == pytest.approx(reciprocal)


def test_scores_are_means_over_queries_and_a_query_without_documents_counts() -> None:
    scores = evaluate({"q1": ["a"], "q2": []}, {"q1": {"a": 1}, "q2": {"a": 1}})
    assert scores == Scores(0.5, 0.5, 0.5, 0.5)


@given(RANKINGS, GAINS, st.integers(1, 10))
def test_measures_stay_between_0_and_1_and_the_ideal_order_has_1(
    ranking: list[str], gains: dict[str, int], k: int
) -> None:
    for measure in (ndcg, recall, reciprocal_rank):
        assert 0 <= measure(ranking, gains, k) <= 1 + 1e-12
    ideal = sorted(gains, key=lambda document: -gains[document])
    assert ndcg(ideal, gains, k) == pytest.approx(1)
    assert recall(ideal, gains, len(gains)) == 1


@given(RANKINGS, GAINS)
def test_a_longer_look_finds_no_less(ranking: list[str], gains: dict[str, int]) -> None:
    found = [recall(ranking, gains, k) for k in range(1, 10)]
    assert found == sorted(found)
