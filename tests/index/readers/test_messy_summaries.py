"""Reading summaries as researchers keep them, which vary more than the template."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import summary
from index.sources import Evidence, Source
from tests.index.readers.wellformed import assert_well_formed, texts_under

FACTS = """# Summary Template for Systematic Mapping Study on MLOps

## Paper Title: Towards Things

## Authors: Ada Lovelace, Alan Turing and Grace Hopper

## Publication Year: 2022 (online first)

## Source/Conference/Journal: ICSE
"""


def read(notes: str) -> Source:
    assert summary.recognises(notes)
    source = summary.read(notes.encode())
    assert_well_formed(source)
    return source


def said(source: Source) -> list[tuple[str | None, str]]:
    """What stands in each section."""
    return [(b.section, source.raw(b)) for b in source.blocks if b.evidence is not Evidence.TITLE]


def test_a_template_with_every_field_still_a_hint_says_nothing() -> None:
    source = read(
        "# Summary Template for Systematic Mapping Study on MLOps\n\n## Paper Title: [Title of the Paper]\n\n"
        "## Authors: [Names of the Authors]\n\n## Publication Year: [Year of Publication]\n\n"
        "## Abstract/Introduction Summary:\n[Brief summary of the paper's abstract.]\n\n"
        "## Motivation:\n- [Key motivation 1 for using MLOps]\n- [Key motivation 2...]\n* [...]\n"
    )
    assert source.blocks == ()
    assert source.records[0].title is None
    assert source.warnings == (
        "unfilled: Paper Title, Authors, Publication Year, Abstract/Introduction Summary, Motivation",
    )


def test_facts_are_read_from_beside_their_names() -> None:
    (record,) = read(FACTS).records
    assert record.title == "Towards Things"
    assert record.authors == ("Ada Lovelace", "Alan Turing", "Grace Hopper")
    assert (record.year, record.venue) == (2022, "ICSE")


def test_facts_are_read_from_below_their_names() -> None:
    (record,) = read(
        "## Paper Title:\nTowards Things\nthat matter\n\n## Authors:\n- Ada Lovelace\n- Alan Turing et al.\n\n"
        "## Publication Year:\n\n2022\n\n## DOI: 10.1000/x.1\n"
    ).records
    assert record.title == "Towards Things that matter"
    assert record.authors == ("Ada Lovelace", "Alan Turing")
    assert (record.year, record.doi) == (2022, "10.1000/x.1")


def test_a_list_pasted_above_its_heading_is_kept_under_the_one_before() -> None:
    source = read(f"{FACTS}\n## Motivation:\n[Motivation 1]\n\n* cost\n* drift\n\n## Challenges:\n[Challenge 1]\n")
    assert said(source) == [("Motivation", "cost"), ("Motivation", "drift")]
    assert source.warnings == ("unfilled: Challenges",)


def test_a_list_pasted_below_a_bibliographic_fact_is_text_all_the_same() -> None:
    source = read(f"{FACTS}* cost of labelling\n\n* model drift\n\n## Challenges:\n[Challenge 1]\n")
    assert texts_under(source, "Source/Conference/Journal") == ["cost of labelling", "model drift"]
    assert source.records[0].venue == "ICSE"


def test_a_list_pasted_below_a_fact_that_is_still_a_hint_states_no_fact() -> None:
    source = read("## Paper Title: T\n## Source/Conference/Journal: [Source of the Paper]\n\n* cost\n* drift\n")
    assert source.records[0].venue is None
    assert texts_under(source, "Source/Conference/Journal") == ["cost", "drift"]


@pytest.mark.parametrize("label", ["Source:", "Title:", "Authors:", "## Year"])
def test_a_label_that_comes_again_in_a_pasted_paper_states_no_fact(label: str) -> None:
    source = read(f"{FACTS}\n## Notes\n\n{label}\nText of the paper.\n")
    assert source.records == read(FACTS).records
    assert texts_under(source, label.strip("#: ")) == ["Text of the paper."]


def test_text_below_a_list_of_authors_is_not_taken_for_authors() -> None:
    source = read("## Paper Title: T\n## Authors:\n- Ada Lovelace\n- Alan Turing\n\n* drift matters\n")
    assert source.records[0].authors == ("Ada Lovelace", "Alan Turing")
    assert texts_under(source, "Authors") == ["drift matters"]


def test_doubled_headings_lose_nothing() -> None:
    source = read(
        f"{FACTS}\n## Challenges:\n## Challenges:\n* drift\n\nChallenges:\nmore drift\n\n### Challenges\n* skew\n"
    )
    assert texts_under(source, "Challenges") == ["drift", "more drift", "skew"]


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("RQ2: Approaches and Tools:", "Approaches and Tools"),
        ("RQ2: Approaches and Tools", "Approaches and Tools"),
        ("## RQ2. Approaches and Tools:", "Approaches and Tools"),
        ("rq 2) Approaches and Tools", "Approaches and Tools"),
        ("RQ2:", "RQ2"),
    ],
)
def test_a_research_question_on_a_line_under_another_heading_opens_its_own(line: str, section: str) -> None:
    source = read(f"{FACTS}\n## Motivation:\nquick release\n{line}\n* CI/CD\n\n## Benefits\n* speed\n")
    assert said(source) == [("Motivation", "quick release"), (section, "CI/CD"), ("Benefits", "speed")]


@pytest.mark.parametrize(
    "hint",
    [
        "[Any subjective notes, comments, or observations you might\nhave after reading and summarizing the paper.]",
        "\n[Any subjective notes, comments, or observations\nyou might have after reading\nthe paper.]",
        "\n- [Any subjective notes, comments, or\n  observations you might have.]",
        "[Any subjective notes.] ",
        "\n[Any subjective notes.].",
    ],
)
def test_a_hint_wrapped_over_lines_is_still_a_hint(hint: str) -> None:
    source = read(f"{FACTS}\n## Reviewer's Comments: {hint}\n\nMine alone.\n")
    assert texts_under(source, "Reviewer's Comments") == ["Mine alone."]


def test_brackets_that_are_no_hint_are_text() -> None:
    notes = (
        "- [ ] check drift\n- [x] skew is named\n- [[a link]] to notes\n- [a page](https://example.org)\n- drift [3]\n"
    )
    source = read(f"{FACTS}\n## Challenges:\n{notes}")
    assert texts_under(source, "Challenges") == [
        "check drift",
        "skew is named",
        "[[a link]] to notes",
        "[a page](https://example.org)",
        "drift [3]",
    ]


PASTED = """Towards Things

Abstract. We study things [1], [2].

1 Introduction
Machine learning is used widely
[3]
and scores lie in
[0, 1) or so, as this paper says in many words that go on.

Others say more; it was
(0, 1]
before.
"""


def test_a_whole_paper_pasted_below_the_template_is_kept() -> None:
    source = read(f"{FACTS}\n## Reviewer's Comments: [Any subjective notes]\n\n{PASTED}")
    said = "\n\n".join(texts_under(source, "Reviewer's Comments"))
    assert said == PASTED.strip()
    assert [source.raw(b) for b in source.blocks if b.evidence is Evidence.TITLE] == ["Towards Things"]


def test_a_long_paper_with_stray_brackets_is_read_at_once() -> None:
    begun = time.process_time()
    source = read(FACTS + "\n## Notes\n" + "[a line that opens\nand goes on: and on\n\n" * 2000)
    assert time.process_time() - begun < 50
    assert len(texts_under(source, "Notes")) == 2000


LINES = ["text {}", "text {} cites [3]", "* item {}", "  - item {} below", "1. item {}", "> quote {}", "- [ ] task {}"]
MARKS = [
    "",
    "## Heading",
    "## Challenges:",
    "Label of it:",
    "RQ1: Why:",
    "[Main approach 1 to MLOps discussed in the paper]",
    "* [Tool 2...]",
    "Year:",
]


@given(st.lists(st.sampled_from(LINES) | st.sampled_from(MARKS), max_size=25))
def test_every_line_of_text_is_in_a_block_in_whatever_order_notes_come(lines: list[str]) -> None:
    source = read(FACTS + "\n" + "\n".join(line.format(f"w{i}w") for i, line in enumerate(lines)))
    said = "\n".join(source.raw(block) for block in source.blocks)
    assert [i for i, line in enumerate(lines) if "{}" in line and f"w{i}w" not in said] == []
    assert "Main approach" not in said
    assert "Tool 2" not in said


def test_notes_in_windows_line_ends_with_a_mark_read_the_same() -> None:
    notes = f"{FACTS}\n## Challenges:\n* drift\n"
    windows = summary.read(b"\xef\xbb\xbf" + notes.replace("\n", "\r\n").encode())
    assert windows == summary.read(notes.encode())


@pytest.mark.parametrize(
    "hint",
    [
        "[Key benefit 2 of using MLOps as mentioned in the paper]",
        "[Challenge 2 faced when using MLOps as mentioned in the paper]",
        "[Challenge 2 (e.g., concept drift, label delay)]",
        "[Approach 3, such as shadow deployment]",
        "[Challenge 3: what else is hard?]",
        "<Add more challenges here: data silos, drift>",
    ],
)
@pytest.mark.parametrize("layout", ["* gauges drift {}", "* gauges drift\n{}", "* gauges drift\n* {}"])
def test_a_hint_beside_filled_text_is_no_text(hint: str, layout: str) -> None:
    source = read(f"{FACTS}\n## Challenges:\n{layout.format(hint)}\n")
    assert texts_under(source, "Challenges") == ["gauges drift"]


@pytest.mark.parametrize(
    "hint",
    [
        "_Describe the tools that the paper evaluates for drift_",
        "(Fill in: which benefits of stores does the paper name?)",
    ],
)
def test_an_instruction_on_its_own_line_is_no_text(hint: str) -> None:
    source = read(f"{FACTS}\n## Challenges:\n* gauges drift\n\n{hint}\n")
    assert texts_under(source, "Challenges") == ["gauges drift"]


@pytest.mark.parametrize(
    "words", ["gauges drift [12]", "gauges drift [sic] often", "less than <5 or >7", "see [...] it"]
)
def test_brackets_within_a_line_of_notes_are_text(words: str) -> None:
    assert texts_under(read(f"{FACTS}\n## Challenges:\n* {words}\n"), "Challenges") == [words]


@pytest.mark.parametrize(
    "note",
    [
        "[compare with Bosch 2020]",
        "- [section 4 is missing here]",
        "[Challenge 1 is the one that Bosch names]",
        "[this is odd ...]",
        "_Describe it better than they do_",
        "(List of tools in the appendix)",
        "[short summary of Figure 2 to come]",
        "[why is it so?\n nobody says]",
    ],
)
def test_a_researchers_own_brackets_are_text(note: str) -> None:
    source = read(f"{FACTS}\n## Challenges:\n{note}\n")
    assert texts_under(source, "Challenges") == [note.removeprefix("- ")]


def test_a_bracket_beside_a_field_is_a_note_and_beside_a_fact_a_gap() -> None:
    source = read("## Paper Title: T\n## Authors: [to look up]\n## Reviewer's Comments: [read again]\n")
    assert source.records[0].authors == ()
    assert texts_under(source, "Reviewer's Comments") == ["[read again]"]
    assert source.warnings == ("unfilled: Authors",)


def test_authors_with_initials_are_not_parted_at_their_commas() -> None:
    source = read("## Paper Title: T\n## Authors: John, M. M., Olsson, H. H., & Bosch, J.\n")
    assert source.records[0].authors == ("John, M. M.", "Olsson, H. H.", "Bosch, J.")


def test_facts_without_a_headings_mark_are_read_above_the_notes_alone() -> None:
    source = read("Paper Title: Towards Things\nAuthors: Ada Lovelace\n\n## Challenges\nYear: 1999 was early.\n")
    assert (source.records[0].title, source.records[0].authors) == ("Towards Things", ("Ada Lovelace",))
    assert source.records[0].year is None
    assert texts_under(source, "Challenges") == ["Year: 1999 was early."]


def test_the_only_main_heading_is_the_title_where_no_field_states_it() -> None:
    source = read("# Towards MLOps: A Framework\n\n## Authors: Ada Lovelace\n## Year: 2021\n## Challenges\n* drift\n")
    assert source.records[0].title == "Towards MLOps: A Framework"
    assert texts_under(source, "Challenges") == ["drift"]
    assert source.blocks[0].evidence is Evidence.TITLE


def test_an_address_is_no_venue_and_a_key_is_the_works() -> None:
    source = read("## Paper Title: T\n## Year: 2021\n## Source: https://doi.org/10.1000/X1\n## Citation key: @t2021\n")
    (record,) = source.records
    assert (record.venue, record.doi, record.key) == (None, "10.1000/x1", "t2021")
