"""Plain text: paragraphs, with underlined or numbered lines as section headings."""

import pytest

from index.readers import plaintext
from index.sources import Evidence, Kind, Source
from tests.index.readers.wellformed import assert_well_formed

PAPER = """My Title
========

First paragraph
goes on.

1 Introduction

Text.

2.1 Deeper thing
Text right below.

Methods
-------
More.

* one
* two
"""


def read(text: str) -> Source:
    source = plaintext.read(text.encode())
    assert_well_formed(source)
    assert source.kind is Kind.PAPER
    return source


def test_headings_are_sections_and_the_first_underlined_line_is_the_title() -> None:
    source = read(PAPER)
    assert source.records[0].title == "My Title"
    assert [(b.section, source.raw(b)) for b in source.blocks if b.evidence is Evidence.PAPER] == [
        (None, "First paragraph\ngoes on."),
        ("1 Introduction", "Text."),
        ("2.1 Deeper thing", "Text right below."),
        ("Methods", "More."),
        ("Methods", "one"),
        ("Methods", "two"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Just a line.",
        "First.\n\nSecond\n------\n\nThird.",
        "3 apples were eaten\n\nText.",
        "1. It ends with a full stop.\n\nText.",
        "Line above\n1 Introduction\nLine below",
        "----\n\nText.\n\n----",
    ],
)
def test_a_text_without_an_underlined_first_line_has_no_title(text: str) -> None:
    source = read(text)
    assert source.records[0].title is None
    assert not [block for block in source.blocks if block.evidence is Evidence.TITLE]


def test_a_title_alone_is_a_title() -> None:
    source = read("Title only\n=====\n")
    assert [(b.evidence, source.raw(b)) for b in source.blocks] == [(Evidence.TITLE, "Title only")]


def test_windows_line_ends_read_the_same() -> None:
    assert plaintext.read(PAPER.replace("\n", "\r\n").encode()) == plaintext.read(PAPER.encode())


REFERENCES = "[1] A. Lovelace. Notes. 1843.\n[2] A. Turing. On Numbers,\n    with an Application. 1936.\n"


@pytest.mark.parametrize(
    "heading", ["References", "REFERENCES", "References\n----------", "7 References", "Bibliography:"]
)
def test_a_reference_list_becomes_references(heading: str) -> None:
    source = read(f"Text.\n\n{heading}\n\n{REFERENCES}\n\nAppendix A\n\nMore.\n")
    assert source.records[0].references == (
        "A. Lovelace. Notes. 1843.",
        "A. Turing. On Numbers, with an Application. 1936.",
    )
    assert [source.raw(b) for b in source.blocks] == ["Text.", "More."]


def test_numbered_entries_are_no_headings() -> None:
    source = read("Text.\n\nReferences\n\n1. Lovelace A, Notes on the Engine, 1843\n\n2. Turing A, Numbers, 1936\n")
    assert len(source.records[0].references) == 2
    assert [source.raw(b) for b in source.blocks] == ["Text."]


def test_prose_that_speaks_of_references_stays_text() -> None:
    source = read("References\n\nThis text has none of them.\n\nIt never had.\n")
    assert [source.raw(b) for b in source.blocks] == ["This text has none of them.", "It never had."]
