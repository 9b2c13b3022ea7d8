"""Abbreviations that a text defines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sweeping.topics import Abbreviation, abbreviations_in


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We use continuous training (CT) daily.", "CT", "continuous training"),
        ("CT (continuous training) retrains.", "CT", "continuous training"),
        ("Large language models (LLMs) are used.", "LLMs", "Large language models"),
        ("of automated machine learning (AutoML)", "AutoML", "automated machine learning"),
        ("machine learning operations (MLOps)", "MLOps", "machine learning operations"),
        ("continuous integration (CI; Fowler 2006)", "CI", "continuous integration"),
        ("the out-of-distribution (OOD) case", "OOD", "out-of-distribution"),
        ("the area under the curve (AUC)", "AUC", "area under the curve"),
    ],
)
def test_definition_is_found(text: str, short: str, long: str) -> None:
    assert list(abbreviations_in(text)) == [Abbreviation(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(CT)",
        "CT",
        "We did it (see Table 2).",
        "shown by Smith (2020)",
        "an increase (p < 0.05)",
        "the model (XYZ)",
        "the first result [CT] (of two)",
        "retraining (however slow)",
        "Germany (DE)",
        "continuous training. (CT)",
    ],
)
def test_what_is_no_definition_is_left(text: str) -> None:
    assert list(abbreviations_in(text)) == []


def test_several_definitions_are_found_in_order() -> None:
    found = abbreviations_in("Continuous integration (CI) and continuous delivery (CD) and continuous training (CT).")
    assert [each.short for each in found] == ["CI", "CD", "CT"]


_SOUP = st.lists(st.sampled_from(["CT", "continuous", "training", "(", ")", " ", "s", ";", ",", "A", "İ", "AB-C"]))


@given(st.one_of(st.text(max_size=200), _SOUP.map("".join)))
def test_letters_of_the_short_form_stand_in_order_in_the_long_one_of_the_text(text: str) -> None:
    for found in abbreviations_in(text):
        assert found.short in text
        assert all(word in text for word in found.long.split())
        rest = iter(found.long.lower())
        assert all(letter in rest for letter in found.short.removesuffix("s").lower() if letter.isalnum())
        assert found.long[0].lower() == found.short[0].lower()
