"""Stems, and the beginnings that tell words of one stem apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.words import STOP_WORDS, beginning, is_english_script, stems


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("concept drift", True),
        ("Größe über alles", True),
        ("数据漂移", False),
        ("дрейф данных", False),
        ("MLOps 数据", True),
        ("42", True),
        ("", True),
    ],
)
def test_script_that_the_models_cannot_read_is_told(text: str, english: bool) -> None:
    assert is_english_script(text) is english


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("explainability", "explainabilit"),
        ("containers", "container"),
        ("containerization", "containeriz"),
        ("annotation", "annotat"),
        ("fairness", "fairness"),
        ("inference", "inferenc"),
        ("drift", ""),
        ("monitoring", ""),
        ("privacy", ""),
        ("nation", ""),
    ],
)
def test_beginning_keeps_derived_words_apart(word: str, begins: str) -> None:
    assert beginning(word) == begins


@given(st.from_regex(r"[a-z]{1,20}", fullmatch=True))
def test_every_word_begins_as_its_forms_do(word: str) -> None:
    assert word.startswith(beginning(word))


@given(st.text(max_size=60))
def test_stems_are_distinct_and_of_stop_words_only_where_there_is_nothing_else(text: str) -> None:
    found = stems(text)
    assert len(found) == len(set(found))
    assert stems(f"{text} drift {' '.join(sorted(STOP_WORDS))}")[-1] == "drift" or "drift" in found
