"""Fusing ranked lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import convex, min_max

SCORES = st.dictionaries(st.integers(0, 30), st.floats(-1e6, 1e6), max_size=12)


def test_min_max_moves_scores_to_nought_and_one() -> None:
    assert min_max({"a": 2.0, "b": 4.0, "c": 3.0}) == {"a": 0.0, "b": 1.0, "c": 0.5}


def test_min_max_of_equal_scores_is_one() -> None:
    assert min_max({"a": -2.0, "b": -2.0}) == {"a": 1.0, "b": 1.0}
    assert min_max({}) == {}


def test_convex_weighs_both_lists_and_counts_what_one_lacks_as_nought() -> None:
    fused = convex({"a": 1.0, "b": 3.0}, {"b": 0.5, "c": 0.9, "d": 0.7}, 0.25)
    assert fused == pytest.approx({"c": 0.75, "d": 0.375, "b": 0.25, "a": 0.0})
    assert list(fused) == ["c", "d", "b", "a"]


@given(SCORES)
def test_min_max_stays_within_bounds_and_keeps_the_order(scores: dict[int, float]) -> None:
    moved = min_max(scores)
    assert all(0.0 <= score <= 1.0 for score in moved.values())
    ranked = sorted(scores, key=lambda key: scores[key])
    assert [moved[key] for key in ranked] == sorted(moved.values())


@given(SCORES, SCORES, st.floats(0.0, 1.0))
def test_convex_stays_within_bounds_has_every_key_and_is_sorted(
    lexical: dict[int, float], dense: dict[int, float], weight: float
) -> None:
    fused = convex(lexical, dense, weight)
    assert fused.keys() == lexical.keys() | dense.keys()
    assert all(0.0 <= score <= 1.0 + 1e-12 for score in fused.values())
    assert list(fused.values()) == sorted(fused.values(), reverse=True)


@given(SCORES, SCORES, st.floats(0.0, 1.0))
def test_convex_ranks_ties_the_same_whatever_the_order_of_the_lists(
    lexical: dict[int, float], dense: dict[int, float], weight: float
) -> None:
    backwards = convex(dict(reversed(lexical.items())), dict(reversed(dense.items())), weight)
    assert list(backwards.items()) == list(convex(lexical, dense, weight).items())
