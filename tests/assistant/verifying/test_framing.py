"""Clauses that a sentence names to deny or doubt them, and conditions that a claim drops or makes up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.alterations import is_conditional, is_framed

CLAIM = "Frost warnings save apple blossoms."


@pytest.mark.parametrize(
    "sentence",
    [
        "Few studies found that frost warnings save apple blossoms in every valley.",
        "There is no evidence that frost warnings save apple blossoms.",
        "It is a myth that frost warnings save apple blossoms.",
        "We could not show that frost warnings save the blossoms of apple trees.",
        "The trial failed to confirm that frost warnings save apple blossoms.",
        "Contrary to the belief that frost warnings save apple blossoms, they did nothing.",
        "The hypothesis that frost warnings save apple blossoms was rejected.",
        "Evidence that frost warnings save apple blossoms was lacking.",
    ],
)
def test_a_clause_that_is_denied_is_seen(sentence: str) -> None:
    assert is_framed(CLAIM, sentence)
    assert not is_framed(sentence, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We found that frost warnings save apple blossoms.",
        "It is not surprising that frost warnings save apple blossoms.",
        "There is no doubt that frost warnings save apple blossoms.",
        "Frost warnings save apple blossoms that do not open early.",
        "No grower who was asked complained; frost warnings save apple blossoms.",
        "",
    ],
)
def test_a_clause_that_is_stated_is_not(sentence: str) -> None:
    assert not is_framed(CLAIM, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence", "dropped"),
    [
        ("The growers lose the harvest.", "If warnings come late, the growers lose the harvest.", True),
        ("The growers lose the harvest.", "The growers lose the harvest unless warnings come early.", True),
        ("Without frost warnings smoke does not help.", "Smoke does not help the growers who light it.", True),
        ("When warnings are late, growers lose the harvest.", "If warnings come late, growers lose it all.", False),
        ("The growers lose the harvest.", "The growers lose the harvest, even if warnings come early.", False),
        ("The growers lose the harvest.", "The growers lose the harvest in cold springs.", False),
        ("Without warnings blossoms die.", "Blossoms die without frost warnings.", False),
        ("", "If warnings come late, growers lose the harvest.", False),
    ],
)
def test_a_condition_that_only_one_has_is_seen(claim: str, sentence: str, dropped: bool) -> None:
    assert is_conditional(claim, sentence) is dropped


@given(st.text())
def test_no_text_denies_or_conditions_itself(text: str) -> None:
    assert not is_framed(text, text)
    assert not is_conditional(text, text)
