"""The length of a reply, counted while it grows."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language.generation import Length, fewest_tokens
from index.text.passages import count_tokens

WORDS = st.lists(st.sampled_from(["Drift", "of", "data,", "in", "37%", "plants", "[P1].", "Überwachung"]), max_size=400)


def passed_after(text: str, cut: int, length: Length) -> int | None:
    """Letters after which the limit is passed, where the text comes in pieces of so many."""
    for at in range(0, len(text), cut):
        length.add(text[at : at + cut])
        if length.is_passed:
            return at + cut
    return None


@settings(deadline=None)
@given(WORDS, st.integers(1, 30))
def test_text_within_the_limit_never_passes_it(words: list[str], cut: int) -> None:
    text = " ".join(words)
    assert passed_after(text, cut, Length(count_tokens(text), counted_by_server=False)) is None
    assert passed_after(text, cut, Length(math.ceil(fewest_tokens(text)), counted_by_server=True)) is None


@settings(deadline=None)
@given(WORDS, st.integers(1, 30), st.integers(1, 100))
def test_text_beyond_the_limit_is_noticed_soon(words: list[str], cut: int, most: int) -> None:
    text = " ".join(words)
    at = passed_after(text, cut, Length(most, counted_by_server=False))
    if count_tokens(text) > 1.2 * most + 60:
        assert at is not None
        assert most <= count_tokens(text[:at]) <= 1.2 * most + 60
