"""Citation keys that every program takes, each its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.references.bibtex import key_change, legal_keys


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        (["john2021towards", "DBLP:conf/icse/Smith20", "müller_2020-a.b+c"], None),
        (["smith 2020"], ["smith2020"]),
        (["smith 2020", "smith2020"], ["smith2020-2", "smith2020"]),
        (["Smith2020", "smith2020"], ["Smith2020", "smith2020-2"]),
        (["a,b", "a{b", "ab"], ["ab-2", "ab-3", "ab"]),
        (["@"], ["untitled"]),
        ([], []),
    ],
)
def test_a_key_changes_only_where_it_must(keys: list[str], written: list[str] | None) -> None:
    assert legal_keys(keys) == dict(zip(keys, written if written is not None else keys, strict=True))


@given(st.lists(st.text()))
def test_no_two_keys_are_written_alike(keys: list[str]) -> None:
    written = list(legal_keys(keys).values())
    assert len(written) == len(set(keys)) == len({key.lower() for key in written})
    assert all(re.fullmatch(r"[^\s,{}()\"'#%=~\\@]+", key) for key in written)


def test_the_reason_of_a_change_is_told() -> None:
    assert key_change("a b", "ab") == (
        'the key "a b" is written ab: BibTeX takes no spaces, quotes, braces or commas in a key'
    )
    assert "differs in capitals" in key_change("smith2020", "smith2020-2")
