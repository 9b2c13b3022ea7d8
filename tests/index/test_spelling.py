"""Words in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.words import in_one_spelling, read_rightly


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("operationalisation", "operationalization"),
        ("analysing", "analyzing"),
        ("behavioural", "behavioral"),
        ("centres", "centers"),
        ("c1assification", "classification"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert in_one_spelling(one) == in_one_spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("causal", "casual"), ("four", "for"), ("prise", "prize"), ("modern", "modem"), ("basis", "bases")],
)
def test_like_words_are_two(one: str, other: str) -> None:
    assert in_one_spelling(one) != in_one_spelling(other)


@given(st.text("abcdeiorsuyz015", max_size=20))
def test_what_is_in_one_spelling_stays_as_it_is(word: str) -> None:
    assert "rn" not in read_rightly(word)
    assert len(in_one_spelling(word)) <= len(word)
    if word.isalpha():
        assert in_one_spelling(in_one_spelling(word)) == in_one_spelling(word)
