"""Text of documents among the page's own Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.normalise import on_one_line
from ui.page.text import literal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Drift, “quoted” 漂移 🦜", "Drift, “quoted” 漂移 🦜"),
        ("a *b* _c_ `d` [e](f) #g ~h~ |", "a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\#g \\~h\\~ \\|"),
        ("costs $5 & $6", "costs \\$5 \\& \\$6"),
        (":red[x] :smile:", "\\:red\\[x\\] \\:smile\\:"),
        ("<b>\n\ttwo  lines", "\\<b\\> two lines"),
    ],
)
def test_marks_are_shown_as_they_are(text: str, shown: str) -> None:
    assert literal(text) == shown


@pytest.mark.parametrize("text", ["http://a.example", "HTTPS://a.example", "WWW.a.example", "me@a.example"])
def test_addresses_are_parted_where_a_link_would_be_seen(text: str) -> None:
    shown = literal(text)
    assert "\u2060" in shown
    assert shown.replace("\u2060", "").replace("\\", "") == text


@given(text=st.text())
def test_nothing_is_lost_but_white_space_and_hidden_characters(text: str) -> None:
    shown = literal(text).replace("\u2060", "").replace("\\", "")
    assert shown == on_one_line(text).replace("\\", "")
