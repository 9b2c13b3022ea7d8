"""Paragraphs, list items and titles as spans of plain lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.blocks import lines, paragraphs, title_blocks


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("one\ntwo\n\nthree", ["one\ntwo", "three"]),
        ("* one\n* two\n  goes on\n\n- three", ["one", "two\n  goes on", "three"]),
        ("1. one\n12) two\n(3) three", ["one", "two\n(3) three"]),
        ("• one\n– two", ["one", "two"]),
        ("- [ ] to do\n- [x] done", ["to do", "done"]),
        ("> quoted\n> more\n\n> - item", ["quoted\n> more", "item"]),
        ("-5 degrees\n*emphasis* here", ["-5 degrees\n*emphasis* here"]),
        (">  one\n\n>  \n", ["one"]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_blank_lines_and_markers_part_what_belongs_apart(text: str, items: list[str]) -> None:
    assert [text[a:b] for a, b in paragraphs(text, 0, len(text))] == items


def test_only_the_given_stretch_is_looked_at() -> None:
    text = "above\n\nin here\n\nbelow"
    assert [text[a:b] for a, b in paragraphs(text, 7, 14)] == ["in here"]
    assert [text[a:b] for a, b in lines(text, 3, 9)] == ["ve", "", "in"]


@given(st.text(st.sampled_from("ab1 .\n\t*-+>)[]x•–"), max_size=80))
def test_every_letter_is_in_exactly_one_paragraph(text: str) -> None:
    spans = list(paragraphs(text, 0, len(text)))
    covered = [i for start, end in spans for i in range(start, end)]
    assert covered == sorted(set(covered))
    assert {i for i, char in enumerate(text) if char in "ab"} <= set(covered)
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)


@given(st.text(st.sampled_from("ab \n"), max_size=40))
def test_lines_are_those_that_python_splits_at_line_feeds(text: str) -> None:
    assert [text[a:b] for a, b in lines(text)] == text.split("\n")[: -1 if text.endswith("\n") or not text else None]


@pytest.mark.parametrize(
    ("raw", "title", "found"),
    [
        ("# On Drift\n\ntext", "On Drift", "On Drift"),
        ("ON DRIFT AND\r\n SKEW by me", "On drift and skew", "ON DRIFT AND\r\n SKEW"),
        ("On pipe-\nlines", "On pipelines", "On pipe-\nlines"),
        ("Eﬃcient Nets", "Efficient Nets", "Eﬃcient Nets"),
    ],
)
def test_a_title_is_found_case_line_breaks_and_ligatures_aside(raw: str, title: str, found: str) -> None:
    (block,) = title_blocks(raw, title, page=3, record=2)
    assert raw[block.start : block.end] == found
    assert (block.page, block.record, block.section) == (3, 2, None)


@pytest.mark.parametrize("title", [None, "", "Another title", "On Drift and more"])
def test_a_title_that_does_not_stand_there_has_no_block(title: str | None) -> None:
    assert list(title_blocks("# On Drift\n", title)) == []


def test_letters_whose_lower_case_is_longer_upset_nothing() -> None:
    assert list(title_blocks("İİİ On Drift", "On Drift")) == []
