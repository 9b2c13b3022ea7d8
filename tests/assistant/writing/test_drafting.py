"""When a draft goes round in circles."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.writer import repeats


@pytest.mark.parametrize(
    "text",
    [
        "Drift is common. " * 4,
        "It began well. " + "The model is trained continuously [P1]. " * 5,
        "One thing is so. And another is not. " * 4,
        "." * 48,
    ],
)
def test_same_stretch_four_times_over_is_a_circle(text: str) -> None:
    assert repeats(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Drift is common. " * 3,
        "Drift is common in the first study. Drift is common in the second study. Drift is common in the third. " * 2,
        "| a | b | c | d | e |",
    ],
)
def test_what_only_sounds_alike_is_none(text: str) -> None:
    assert not repeats(text)


@given(st.text(min_size=12, max_size=300), st.text(max_size=200))
def test_any_stretch_is_seen(stretch: str, before: str) -> None:
    assert repeats(before + stretch * 4)


def test_looking_takes_no_time() -> None:
    begun = time.process_time()
    for _ in range(50):
        assert not repeats("a b" * 400 + "".join(map(chr, range(300, 700))))
    assert time.process_time() - begun < 20  # it takes less than one; a search of the whole draft would take minutes
