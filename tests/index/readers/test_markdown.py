"""Markdown: headings make the section path, the first level-one heading is the title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import markdown
from index.sources import Evidence, Kind, Source
from tests.index.readers.wellformed import assert_well_formed, texts_under

PAPER = """---
title: "A Front Title"
author: X
---

Intro text.

# One

Text one
goes on.

- item
  continued
- [ ] to do
1. first
> quoted
> more

***

## Sub

```
# no heading
```

### Deep ###

x

# Two

y

## References

[1] A. B.

### Books

[2] C. D.

# Appendix

z
"""


def read(text: str) -> Source:
    source = markdown.read(text.encode())
    assert_well_formed(source)
    assert source.kind is Kind.PAPER
    return source


def test_sections_are_the_path_of_headings() -> None:
    source = read(PAPER)
    assert source.records[0].title == "A Front Title"
    assert [(b.section, source.raw(b)) for b in source.blocks if b.evidence is Evidence.PAPER] == [
        (None, "Intro text."),
        ("One", "Text one\ngoes on."),
        ("One", "item\n  continued"),
        ("One", "to do"),
        ("One", "first\n> quoted\n> more"),
        ("One > Sub", "```\n# no heading\n```"),
        ("One > Sub > Deep", "x"),
        ("Two", "y"),
        ("Appendix", "z"),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Title\n\n# Another\n\ntext", "Title"),
        ("text above\n\n# Title #\n\ntext", "Title"),
        ("\ufeff# Title\n\ntext", "Title"),
        ("## Introduction\n\ntext", None),
        ("text alone", None),
        ("#hashtag\n\ntext", None),
        ("```\n# comment\n```", None),
        ("---\ntitle: 'Front'\n---\n# Title\n\ntext", "Front"),
        ("---\ntags: [a]\n---\n# Title\n\ntext", "Title"),
        ("---\r\ntitle: Front\r\n---\r\ntext", "Front"),
        ("---\ntitle:\n---\n# Title\n\ntext", "Title"),
    ],
)
def test_the_title_is_from_the_front_matter_or_the_first_level_one_heading(text: str, title: str | None) -> None:
    assert read(text).records[0].title == title


def test_the_title_is_a_block_and_no_section() -> None:
    source = read("# On Drift\n\nText.\n\n## Method\n\nMore.\n")
    title = source.blocks[0]
    assert (title.evidence, source.raw(title), title.section) == (Evidence.TITLE, "On Drift", None)
    assert texts_under(source, None) == ["Text."]
    assert texts_under(source, "Method") == ["More."]


def test_front_matter_is_no_text() -> None:
    assert texts_under(read("---\ntitle: T\ntags: [drift]\n---\nText."), None) == ["Text."]


def test_text_between_two_rules_is_no_front_matter() -> None:
    assert texts_under(read("---\n\nSome text.\n\n---\n\nMore."), None) == ["Some text.", "More."]


@pytest.mark.parametrize("heading", ["References", "6. References", "BIBLIOGRAPHY", "Works Cited:", "Literature cited"])
def test_a_reference_list_is_left_out(heading: str) -> None:
    source = read(f"# T\n\nText.\n\n## {heading}\n\n[1] A. B.\n\n### Books\n\n[2] C.\n\n## Appendix\n\nMore.\n")
    assert [source.raw(b) for b in source.blocks] == ["T", "Text.", "More."]


def test_an_annotated_bibliography_is_text() -> None:
    source = read("# Bibliography\n\nWhat I read.\n\n## On drift\n\nGood.\n")
    assert texts_under(source, None) == ["What I read."]
    assert texts_under(source, "On drift") == ["Good."]


def test_a_text_that_speaks_of_references_keeps_them() -> None:
    assert texts_under(read("## References in practice\n\nText."), "References in practice") == ["Text."]


@given(st.text(st.sampled_from("#-=*`~>[]() \n\t1.abT:"), max_size=80).filter(str.strip))
def test_anything_reads_and_loses_no_word(text: str) -> None:
    source = read("# Doc\n\n" + text)
    inside = {i for block in source.blocks for i in range(block.start, block.end)}
    headings = {
        word
        for section in markdown.sections(source.texts[0], markdown.headings(source.texts[0]))
        for name in section.path
        for word in name.split()
    }
    raw = source.texts[0]
    words = [(i, w) for i, w in _words(raw) if not set(range(i, i + len(w))) & inside]
    assert not [word for _, word in words if word not in headings]


def _words(raw: str) -> list[tuple[int, str]]:
    """Runs of characters that are no white space and hold a letter, with their places."""
    found, start = [], 0
    for word in raw.split():
        start = raw.index(word, start)
        if any(char.isalpha() for char in word):
            found.append((start, word))
        start += len(word)
    return found


def test_underlined_lines_are_headings() -> None:
    source = read(
        "My Title\n========\n\nText.\n\nMethod\n------\nMore.\n\n"
        "Two lines\nof text\n---\n\n- item\n---\n\n    code\n---\n"
    )
    assert source.records[0].title == "My Title"
    assert texts_under(source, None) == ["Text."]
    assert texts_under(source, "Method") == ["More.", "Two lines\nof text\n---", "item\n---", "code\n---"]


def test_an_underline_in_a_code_fence_makes_no_heading() -> None:
    assert texts_under(read("```\nTable\n-----\n```"), None) == ["```\nTable\n-----\n```"]


def test_a_reference_list_becomes_references() -> None:
    source = read("# T\n\nText.\n\n## References\n\n- Lovelace, A. (1843). Notes.\n- Turing, A. (1936). Numbers.\n")
    assert source.records[0].references == ("Lovelace, A. (1843). Notes.", "Turing, A. (1936). Numbers.")
    assert [source.raw(b) for b in source.blocks] == ["T", "Text."]


def test_prose_under_such_a_heading_stays_text() -> None:
    source = read("# T\n\n## Sources\n\nWe asked three firms.\n\nEach told us much.\n")
    assert texts_under(source, "Sources") == ["We asked three firms.", "Each told us much."]
    assert source.records[0].references == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("author: Ada Lovelace and Alan Turing", {"authors": ("Ada Lovelace", "Alan Turing")}),
        ("authors: [Ada Lovelace, Alan Turing]", {"authors": ("Ada Lovelace", "Alan Turing")}),
        ('authors: ["Lovelace, Ada", "Turing, Alan"]', {"authors": ("Lovelace, Ada", "Turing, Alan")}),
        ("authors:\n  - Ada Lovelace\n  - 'Turing, Alan'", {"authors": ("Ada Lovelace", "Turing, Alan")}),
        (
            "author:\n- family: Lovelace\n  given: Ada\n- name: Alan Turing",
            {"authors": ("Lovelace, Ada", "Alan Turing")},
        ),
        ("date: 2021-05-03", {"year": 2021}),
        ("year: '2021' # online", {"year": 2021}),
        ("doi: https://doi.org/10.1000/X.1", {"doi": "10.1000/x.1"}),
        ("citekey: '@lovelace1843'", {"key": "lovelace1843"}),
        ("Citation-Key: lovelace1843", {"key": "lovelace1843"}),
        ("journal: '[[Annals]]'", {"venue": "Annals"}),
        ("title: >-\n  On the\n  Engine", {"title": "On the Engine"}),
        ("tags: [a, b]\ncssclass: wide", {}),
    ],
)
def test_front_matter_states_facts(fields: str, expected: dict[str, object]) -> None:
    (record,) = read(f"---\n{fields}\n---\n\nText.\n").records
    facts = {name: getattr(record, name) for name in ("title", "authors", "year", "venue", "doi", "key")}
    assert {name: value for name, value in facts.items() if value} == expected
