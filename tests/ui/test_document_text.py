"""The text of a JSON document: the same document to a program, and harmless on a terminal."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.json_shapes import as_text

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.text('a\\"\u202e\u2066\u200b\ufeff\x9b\x85\U000e0041é', max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=5))
def test_a_program_reads_the_same_document(document: dict[str, object]) -> None:
    assert json.loads(as_text(document)) == document
    assert not UNSEEN.search(as_text(document))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Müller, 学习, naïve – “so”", "Müller, 学习, naïve – “so”"),
        ("\u202egnp.exe\u202c", r"\u202egnp.exe\u202c"),
        ("\u2066a\u2069\u200b\u200f\ufeff", r"\u2066a\u2069\u200b\u200f\ufeff"),
        ("\x1b[31m\x9b31m\x7f", r"\u001b[31m\u009b31m\u007f"),
        (r"\u202e", r"\\u202e"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_cannot_be_seen_is_escaped_and_all_else_stays_readable(text: str, written: str) -> None:
    assert as_text({"a": text}) == f'{{\n  "a": "{written}"\n}}'
