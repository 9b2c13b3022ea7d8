"""Text folded for comparison."""

import pytest
from anyascii import anyascii
from hypothesis import given
from hypothesis import strategies as st

from index.text.words import (
    SMALL_WORDS,
    ascii_lower,
    plain,
    signed_words,
    spelled_one_way,
    terms,
    title_words,
    words_spelled_one_way,
)
from index.works import venues
from index.works.keys import base_key
from index.works.titles import compared, significant
from index.works.venues import same_venue


def test_plain_text_and_title_words_are_ascii() -> None:
    assert plain("Bång, Élise-Anne!") == "bangeliseanne"
    assert title_words("MLOps – Définitions, Tools") == ["mlops", "definitions", "tools"]


@given(st.text())
def test_text_is_transliterated_letter_by_letter(text: str) -> None:
    assert ascii_lower(text) == anyascii(text).lower()
    assert plain(text) == "".join(title_words(text))
    assert spelled_one_way(text) == "".join(words_spelled_one_way(text))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Müller", "Mueller", True), ("Bång", "Baang", True), ("für", "fuer", True), ("Doe", "Do", False)],
)
def test_umlauts_and_rings_are_spelled_one_way(one: str, other: str, same: bool) -> None:
    assert (spelled_one_way(one) == spelled_one_way(other)) is same


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("c++ and c#, f#.", ["c++", "and", "c#", "f#"]),
        ("c++17 beside c", ["c++", "17", "beside", "c"]),
        ("a+b, 2+2, lstm + cnn, issue #4", ["a", "b", "2", "2", "lstm", "cnn", "issue", "4"]),
    ],
)
def test_a_sign_at_the_end_of_a_word_is_part_of_it(text: str, words: list[str]) -> None:
    assert signed_words(text) == words


@pytest.mark.parametrize("word", sorted(SMALL_WORDS))
def test_small_words_tell_nothing_apart_anywhere(word: str) -> None:
    assert terms(f"{word} drift") == ["drift"]
    assert significant(compared(f"{word} drift")) == ["drift"]
    assert base_key((), None, f"{word} drift", "") == "drift"
    assert word == "a" or same_venue(venues.compared(f"Letters {word} Drift"), venues.compared("Letters Drift"))


def test_ordinals_number_editions_of_titles() -> None:
    assert compared("Drift, Ninth Edition").numbers == compared("Drift, 9th Edition").numbers == ("9",)
