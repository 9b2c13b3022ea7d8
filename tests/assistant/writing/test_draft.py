"""A reply shown while it comes: nothing is shown that would have to be taken back."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.writing.reply import Draft


def shown(pieces: list[str]) -> str:
    draft = Draft()
    return "".join([*(draft.add(piece) for piece in pieces), draft.rest()])


def in_pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Drift is common [P2]. Next.[P3] And (see P4) more (so) x.", "Drift is common. Next. And more (so) x."),
        ("# Head\n\n**Drift** is *so* common [P1][P2].\n- item [P3, P4]", "Head\n\nDrift is so common.\n- item"),
        ("See [text](http://e.example/x y) and ![i](http://e) or http://e.com/a b", "See text and  or  b"),
        ("<think>hm [P1] hm</think>\n\nDrift <b>is</b> <script>alert(1)</script>so", "Drift is so"),
        ("\x1b[31mred\x1b[0m \x1b]0;tit le\x07ok \u202eyes", "red ok yes"),
        ("a\n```python\nprint(1) [x]\n```\nb", "a\n\nb"),
        ("Open [P", "Open"),
        ("It is ~~not at~~ so", "It is  so"),
        ("<<<9560cbba P2\nDrift is.\n9560cbba>>>\nSo.", "Drift is.\n\nSo."),
        ("Open <img src=x", "Open"),
        ("Accuracy in [0, 1] by [Smith 2020] with x < y", "Accuracy in [0, 1] by [Smith 2020] with x < y"),
    ],
)
def test_same_text_is_shown_in_whatever_pieces_it_comes(reply: str, expected: str, size: int) -> None:
    assert shown(in_pieces(reply, size)) == expected


def test_words_are_shown_as_soon_as_the_next_begins() -> None:
    draft = Draft()
    assert [draft.add(piece) for piece in ("Drift ", "is ", "common [", "P1", "]. ", "Next ")] == [
        "Drift",
        " is",
        " common",
        "",
        ".",
        " Next",
    ]


@settings(max_examples=600, deadline=None)
@example(["a ", "[1]", "://e.example"])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=5),
            st.sampled_from(
                [
                    "[P1]",
                    "[P",
                    "1]",
                    "<b",
                    ">",
                    "<think>",
                    "</think>",
                    "\x1b",
                    "[31m",
                    "http",
                    "://e.example",
                    "![",
                    "](",
                    "a ",
                    "\n",
                    "```\n",
                ]
            ),
        ),
        max_size=30,
    )
)
def test_nothing_that_steers_or_leads_away_is_ever_shown(pieces: list[str]) -> None:
    assert not re.search(r"[\x00-\x08\x1b\u202a-\u202e]|<(?:b|think|script)[\s>]|[a-z]://\w|\[P\d+\]", shown(pieces))


def test_following_a_long_reply_costs_no_more_at_its_end() -> None:
    draft = Draft()
    for _ in range(5_000):
        draft.add("[word ")
    assert len(draft._held) < 2_000
