"""Org: outlines with states and drawers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import org
from index.sources import Evidence, Kind, Source
from tests.index.readers.hostile import NOISE, outcome
from tests.index.readers.wellformed import assert_well_formed, texts_under

PAPER = """# -*- mode: org; coding: utf-8 -*-
#+TITLE: On Drift
#+AUTHOR: Ada Lovelace and Alan Turing
#+DATE: <2021-05-03 Mon>
#+FILETAGS: :ml:
#+SEQ_TODO: SKIM(s) | GROK(g!)
#+COLUMNS: %40ITEM %TODO
Above.

* GROK [#A] Method [1/2] :drift:ops:
  SCHEDULED: <2023-01-01 Sun> DEADLINE: <2023-02-01 Wed>
  :PROPERTIES:
  :ID: 1234
  :END:
  :LOGBOOK:
  CLOCK: [2023-01-01 Sun 10:00]--[2023-01-01 Sun 11:00] =>  1:00
  :END:
  Text with [[https://example.org][a link]] and [[https://example.org]].
  # a comment
  goes on.

  - [ ] an item
    of two lines
  - another
  [[file:drift.png]]
  #+CAPTION: A figure
** TODO Deep
   #+BEGIN_QUOTE
   Quoted.
   #+END_QUOTE
   #+begin_comment
   Unseen.
   #+end_comment
   #+BEGIN_SRC python
   # kept as it stands
   #+END_SRC
   :NOTES:
   Mine.
   :END:
   | a | b |
   |---+---|
   | 1 | 2 |
* References
  1. Lovelace, A.: Notes. 1843.
  2. Turing, A.: Numbers. 1936.
"""

NOTES = """#+TITLE: Another Paper Altogether
#+COLUMNS: %25ITEM
* Towards MLOps: A Framework
:PROPERTIES:
:Custom_ID: john2021towards
:AUTHOR: John, M. M. and Olsson, H. H.
:YEAR: 2021
:DOI: https://doi.org/10.1109/SEAA
:END:
** Challenges
   - drift
** TODO Benefit
   [Key benefit 1 of using MLOps as mentioned in the paper]
** TODO Responsible AI mentions
   None.
"""


def read(text: str) -> Source:
    source = org.read(text.encode())
    assert_well_formed(source)
    return source


def test_what_the_writer_wrote_is_text_and_what_org_keeps_is_not() -> None:
    source = read(PAPER)
    assert source.kind is Kind.PAPER
    assert [(b.section, source.raw(b)) for b in source.blocks if b.evidence is Evidence.PAPER] == [
        (None, "Above."),
        ("Method", "Text with a link and https://example.org.\n  goes on."),
        ("Method", "an item\n    of two lines"),
        ("Method", "another"),
        ("Method", "A figure"),
        ("Method > Deep", "Quoted."),
        ("Method > Deep", "# kept as it stands"),
        ("Method > Deep", "Mine."),
        ("Method > Deep", "| a | b |"),
        ("Method > Deep", "| 1 | 2 |"),
    ]


def test_keywords_state_the_facts_of_a_paper() -> None:
    (record,) = read(PAPER).records
    assert (record.title, record.authors, record.year) == ("On Drift", ("Ada Lovelace", "Alan Turing"), 2021)
    assert record.references == ("Lovelace, A.: Notes. 1843.", "Turing, A.: Numbers. 1936.")


def test_an_outline_of_the_templates_fields_is_a_summary() -> None:
    source = read(NOTES)
    assert source.kind is Kind.SUMMARY
    assert texts_under(source, "Challenges") == ["drift"]
    assert texts_under(source, "Responsible AI mentions") == ["None."]
    assert {b.evidence for b in source.blocks} == {Evidence.TITLE, Evidence.SUMMARY}


def test_the_outlines_title_comes_before_one_left_over_in_the_first_lines() -> None:
    source = read(NOTES)
    assert source.records[0].title == source.raw(source.blocks[0]) == "Towards MLOps: A Framework"
    assert source.warnings == (
        "unfilled: Benefit",
        'has #+TITLE "Another Paper Altogether", but its outline names "Towards MLOps: A Framework": '
        "the outline was taken",
    )


def test_a_title_field_comes_before_one_left_over_in_the_first_lines() -> None:
    source = read(
        "#+TITLE: Left Over\n* Paper Title: On Drift\n* Authors: Ada Lovelace\n* Challenges\n- skew\n* Motivation\n"
    )
    assert (source.records[0].title, source.records[0].authors) == ("On Drift", ("Ada Lovelace",))
    assert "Left Over" not in [source.raw(b) for b in source.blocks]
    assert any('"Left Over"' in warning and '"On Drift"' in warning for warning in source.warnings)


def test_drawers_state_the_facts_of_the_work() -> None:
    (record,) = read(NOTES).records
    assert record.authors == ("John, M. M.", "Olsson, H. H.")
    assert (record.year, record.doi, record.key) == (2021, "10.1109/seaa", "john2021towards")


@pytest.mark.parametrize(
    ("drawer", "key"),
    [
        (":ROAM_REFS: @lovelace1843", "lovelace1843"),
        (":ROAM_REFS: https://x.org cite:lovelace1843", "lovelace1843"),
        (":ROAM_REFS: [cite:@lovelace1843]", "lovelace1843"),
        (":ROAM_REFS: [[cite:&lovelace1843]]", "lovelace1843"),
        (":ROAM_KEY: cite:lovelace1843", "lovelace1843"),
        (":CITEKEY: lovelace1843", "lovelace1843"),
        (":Custom_ID: lovelace1843\n:YEAR: 1843", "lovelace1843"),
        (":CUSTOM_ID: a-page-anchor", None),
        (":ROAM_REFS: https://example.org/@someone", None),
    ],
)
def test_the_key_is_read_from_where_note_takers_keep_it(drawer: str, key: str | None) -> None:
    source = read(f":PROPERTIES:\n{drawer}\n:END:\n#+title: Notes on the Engine\n\nIt weaves.\n")
    (record,) = source.records
    assert (record.key, record.title) == (key, "Notes on the Engine")
    assert source.kind is (Kind.SUMMARY if key else Kind.PAPER)
    assert texts_under(source, None) == ["It weaves."]


def test_notes_on_several_works_are_told_apart() -> None:
    source = read(
        "#+TITLE: Reading\n* 2015 - Hidden Debt\n:PROPERTIES:\n:ROAM_REFS: @sculley2015\n:YEAR: 2015\n:END:\nGlue.\n"
        "** Sub\nMore.\n* DONE Drift\n:PROPERTIES:\n:ROAM_REFS: @other2020\n:END:\nSkew.\n"
    )
    assert [(r.title, r.key) for r in source.records] == [("Hidden Debt", "sculley2015"), ("Drift", "other2020")]
    assert [(b.record, b.section, source.raw(b)) for b in source.blocks if b.evidence is Evidence.SUMMARY] == [
        (0, None, "Glue."),
        (0, "Sub", "More."),
        (1, None, "Skew."),
    ]


def test_a_drawer_that_never_ends_is_text() -> None:
    assert texts_under(read("* A\n:NOTES:\nText.\n* B\n:END:\nMore.\n"), "A") == [":NOTES:\nText."]


LINES = ["text {}", "- item {}", "  1. item {}", "  :a {}", "| {} |", "[[x][w {}]]", "RQ1: {}", "{}:"]
MARKS = [
    "",
    "* Heading",
    "** TODO Deep :tag:",
    ":DRAWER:",
    ":END:",
    "#+BEGIN_QUOTE",
    "#+end_quote",
    "-----",
    "#+CAPTION:",
]


@given(st.lists(st.sampled_from(LINES) | st.sampled_from(MARKS), max_size=25))
def test_every_line_of_text_is_in_a_block(lines: list[str]) -> None:
    source = read("Above.\n" + "\n".join(line.replace("{}", f"w{i}w") for i, line in enumerate(lines)))
    said = "\n".join(source.raw(block) for block in source.blocks)
    assert [i for i, line in enumerate(lines) if "{}" in line and f"w{i}w" not in said] == []


NASTY = {
    "stars": b"*" * 1_000_000 + b" x",
    "ever deeper": b"".join(b"*" * level + b" h\ntext\n" for level in range(1, 1000)),
    "drawers that never end": b":a:\n" * 100_000,
    "drawers that end once": b":a:\n" * 50_000 + b":END:\n",
    "links": b"[[a][" * 100_000,
    "tags": b"* x " + b":a" * 300_000 + b":",
    "states": b"#+TODO: " + b"a " * 100_000 + b"\n* x\ny\n",
    "blocks": b"#+begin_src\n" * 100_000,
    "a heading of spaces": b"* x" + b" " * 500_000 + b"y",
    "keys": b"* x\n:PROPERTIES:\n:ROAM_REFS: " + b"cite" * 100_000 + b"\n:END:\ny",
}


@pytest.mark.parametrize("data", [*NASTY.values(), *NOISE.values()], ids=[*NASTY, *NOISE])
def test_hostile_files_are_read_or_refused_at_once(data: bytes) -> None:
    outcome(org.read, data)
