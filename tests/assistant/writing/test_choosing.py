"""Passages within the model's context: whole ones, the best first and last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.prompting import best_at_the_ends, choose, make_prompt, reply_length
from index.errors import ContextError
from index.text.passages import count_tokens
from tests.assistant.writing.test_prompting import LOOKUP, WORK, passage

WORKS = {WORK.key: WORK}
LONG = [passage(f"Passage {n} tells of drift at some length. " * 20, n) for n in range(1, 31)]


@pytest.mark.parametrize("context", [2000, 4096, 8192, 32_000])
def test_prompt_and_reply_fit_into_the_context(context: int) -> None:
    chosen = choose(LONG, LOOKUP, context, WORKS)
    prompt = make_prompt(LOOKUP, chosen, WORKS)
    assert chosen
    assert count_tokens(prompt.system) + count_tokens(prompt.user) + reply_length(context) <= context


def test_larger_context_holds_more_up_to_what_is_useful() -> None:
    numbers = [len(choose(LONG, LOOKUP, context, WORKS)) for context in (2000, 4096, 8192, 1_000_000)]
    assert numbers == sorted(numbers)
    assert numbers[0] < numbers[2]
    assert numbers[-1] == 12


def test_best_stand_first_and_last() -> None:
    assert [p.rowid for p in best_at_the_ends(LONG[:5])] == [1, 3, 5, 4, 2]


@given(st.integers(min_value=0, max_value=30))
def test_no_passage_is_lost_in_the_order(number: int) -> None:
    assert sorted(p.rowid for p in best_at_the_ends(LONG[:number])) == [p.rowid for p in LONG[:number]]


def test_long_passage_makes_room_for_a_shorter_one_and_is_never_cut() -> None:
    huge = passage("drift " * 5000, 99)
    chosen = choose([LONG[0], huge, LONG[1]], LOOKUP, 4096, WORKS)
    assert [p.rowid for p in chosen] == [1, 2]


def test_context_without_room_is_told_with_the_setting() -> None:
    with pytest.raises(ContextError, match=r"`model.context` leaves no room .*600 tokens in all") as told:
        choose(LONG, LOOKUP, 600, WORKS)
    assert "\n" not in str(told.value)


def test_same_passage_is_given_once() -> None:
    assert [p.rowid for p in choose([LONG[0], LONG[0], LONG[1]], LOOKUP, 8192, WORKS)] == [1, 2]
