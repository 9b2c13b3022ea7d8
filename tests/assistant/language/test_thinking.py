"""Thoughts are taken out however the reply is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.generation import without_thinking

REPLIES = [
    ("Plain text.", "Plain text."),
    ("  \n Plain text. ", "Plain text. "),
    ("<think>hm</think>Text.", "Text."),
    ("<think>\nhm\n</think>\n\nText.", "Text."),
    ("<THINK>hm</Think>Text.", "Text."),
    ("<thinking>hm</thinking> Text.", "Text."),
    ("<think></think>\n<think>again</think>Text.", "Text."),
    ("<think>the tag <think> nests not</think>Text.", "Text."),
    ("<think>never closed", ""),
    ("<thin ice> is text", "<thin ice> is text"),
    ("<", "<"),
    ("", ""),
    ("Models write <think>so</think> in their replies.", "Models write <think>so</think> in their replies."),
    ("Text. </think> More.", "Text. </think> More."),
]


@pytest.mark.parametrize(("reply", "text"), REPLIES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_only_thoughts_at_the_beginning_are_left_out(reply: str, text: str, size: int) -> None:
    pieces = [reply[at : at + size] for at in range(0, len(reply), size)]
    assert "".join(without_thinking(pieces)) == text


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "think", ">", " ", "a", "\n", "</", "<thinking>"])))
def test_cutting_changes_nothing(pieces: list[str]) -> None:
    assert "".join(without_thinking(pieces)) == "".join(without_thinking(["".join(pieces)]))


def test_each_piece_of_a_thought_is_a_sign_of_life() -> None:
    assert list(without_thinking(["<think>", "a", "b", "</think>", "Text."])) == ["", "", "", "", "Text."]
