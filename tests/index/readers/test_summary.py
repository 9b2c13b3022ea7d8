"""Reading summaries in the template, as the seed and the sample corpus have them."""

import re
from pathlib import Path

import pytest

from index.sources import Evidence, Kind, Source
from index.text.passages import make_passages
from tests.index.readers.wellformed import assert_well_formed, read_file, texts_under

LABELS = [
    "Main Focus and Purpose:",
    "Key Highlights:",
    "Research Contributions:",
    "RQ1: Motivation and Benefits of Using MLOps:",
    "RQ2: Approaches and Tools for MLOps:",
    "Strategies/Methods:",
    "Challenges/Concerns:",
    "Conclusion and Future Directions:",
]


@pytest.fixture(scope="module")
def seed(seeds: Path) -> Source:
    reader, source = read_file(next(seeds.glob("001*")))
    assert reader.name == "summary"
    return source


@pytest.fixture(scope="module")
def sample(sample_corpus: Path) -> Source:
    reader, source = read_file(sample_corpus / "summaries" / "john2021towards.md")
    assert reader.name == "summary"
    return source


@pytest.fixture(scope="module", params=["seed", "sample"])
def summary(request: pytest.FixtureRequest) -> Source:
    source: Source = request.getfixturevalue(request.param)
    return source


def test_a_summary_is_one_works_and_well_formed(summary: Source) -> None:
    assert_well_formed(summary)
    assert summary.kind is Kind.SUMMARY
    assert len(summary.records) == 1
    assert summary.pages is None


def test_no_block_and_no_passage_holds_a_hint(summary: Source) -> None:
    hints = re.findall(r"\[[^\]]{3,}\]", summary.texts[0])
    assert len(hints) >= 12
    said = [summary.raw(block) for block in summary.blocks] + [p.text for p in make_passages(summary, "a.md")]
    assert not [text for text in said for hint in hints if hint in text or hint[1:20] in text]
    assert not [text for text in said if text.lstrip().startswith("[")]


def test_the_title_is_a_block_of_its_own_and_other_facts_are_none(summary: Source) -> None:
    title = summary.blocks[0]
    assert (title.evidence, summary.raw(title)) == (Evidence.TITLE, "Towards MLOps: A Framework and Maturity Model")
    assert {block.evidence for block in summary.blocks[1:]} == {Evidence.SUMMARY}
    assert not [block for block in summary.blocks if block.section in ("Authors", "Publication Year")]


def test_the_seeds_record_has_nothing_but_its_title(seed: Source) -> None:
    (record,) = seed.records
    assert record.title == "Towards MLOps: A Framework and Maturity Model"
    assert (record.authors, record.year, record.venue, record.doi) == ((), None, None, None)


def test_the_samples_record_is_whole(sample: Source) -> None:
    (record,) = sample.records
    assert record.authors == ("Meenu Mary John", "Helena Holmström Olsson", "Jan Bosch")
    assert record.year == 2021
    assert record.venue == "Euromicro Conference on Software Engineering and Advanced Applications (SEAA)"


def test_fields_with_a_hint_in_them_are_unfilled_and_named(seed: Source) -> None:
    unfilled = [
        "Authors",
        "Publication Year",
        "Source/Conference/Journal",
        "Motivation",
        "Benefits",
        "Strategies/Methods",
        "Challenges/Concerns",
        "Conclusion and Future Directions",
    ]
    assert seed.warnings == (f"unfilled: {', '.join(unfilled)}",)


def test_list_items_are_blocks_of_their_section(seed: Source) -> None:
    challenges = texts_under(seed, "Challenges")
    assert "training-serving skew" in challenges
    assert (challenges[0], challenges[-1]) == (
        "High AI costs and expectations.",
        "a challenging regulatory environment.",
    )
    assert len(challenges) == 28


def test_lines_without_a_marker_are_kept(seed: Source) -> None:
    assert texts_under(seed, "Research Contributions") == [
        "Conduct a SLR and GLR to present the current state-of-the-art on MLOps adoption.\n"
        "Propose a maturity model that highlights the evolutionary stages of MLOps adoption in companies.\n"
        "Validate the MLOps framework and maturity model using case studies of three companies."
    ]


def test_text_under_a_research_question_is_kept_under_it(seed: Source) -> None:
    assert texts_under(seed, "Motivation and Benefits of Using MLOps") == [
        "Support explainability (GDPR regulation and audit trails)"
    ]


def test_the_reviewers_broken_sentence_is_kept(seed: Source) -> None:
    (comment,) = texts_under(seed, "Reviewer's Comments")
    assert comment.startswith("successful AI/ML operationalization ensures a safe, traceable")
    assert comment.endswith("in different environments [")


def test_every_line_that_is_no_heading_label_or_hint_is_in_a_block(summary: Source) -> None:
    text = summary.texts[0]
    inside = {i for block in summary.blocks for i in range(block.start, block.end)}
    left = []
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        if not inside & set(range(*match.span())):
            left.append(match.group())
    assert [line for line in left if not line.startswith(("[", "#"))] == LABELS


def test_a_skew_question_finds_its_passage_by_section(sample: Source) -> None:
    passages = [p for p in make_passages(sample, "a.md") if "training-serving skew" in p.text]
    assert passages
    assert {p.section for p in passages} == {"Challenges"}
    assert {p.header for p in passages} == {"Towards MLOps: A Framework and Maturity Model — Challenges"}
