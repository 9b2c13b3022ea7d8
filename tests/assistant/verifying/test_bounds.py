"""The side of a number that a claim is on, and its sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.numbers import has_other_side


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("in >100 ms", "in <100 ms"),
        ("It took more than 100 ms.", "It took < 100 ms."),
        ("at least 5 runs", "at most 5 runs"),
        ("over 1,200 papers", "fewer than 1200 papers"),
        ("+3.2 points", "\u22123.2 points"),
        ("a change of -3.2 points", "a change of + 3.2 points"),
    ],
)
def test_the_other_side_is_seen(claim: str, text: str) -> None:
    assert has_other_side(claim, text)
    assert has_other_side(text, claim)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("under 100 ms", "in <100 ms"),
        ("It took 100 ms.", "It took < 100 ms."),
        ("It fell by 3.2 points.", "a change of \u22123.2 points"),
        ("more than 5 runs", "more than 5 runs, and less than 5 in winter"),
        ("more than 5 runs", "less than 6 runs"),
        ("2019-2021", "+2021"),
        ("", "< 5"),
    ],
)
def test_the_same_side_or_none_is_not(claim: str, text: str) -> None:
    assert not has_other_side(claim, text)


@given(st.text())
def test_no_text_is_on_the_other_side_of_its_own_numbers(text: str) -> None:
    assert not has_other_side(text, text)
