"""From a question to an answer, over the sample corpus with the real models."""

import re

import pytest

from assistant.answers import Answer, QuestionKind, Support, Verdict
from assistant.desk import Asking, ask, papers
from assistant.verification import stands
from index.errors import UsageError
from index.filters import Filter, Years
from index.search import Search
from index.sources import Evidence

FLAGSHIP = "which papers discuss training-serving skew?"
QUESTIONS = [
    FLAGSHIP,
    "What is continuous training?",
    "who works on backdoors?",
    "how many papers discuss digital twins?",
    "which papers discuss quantum chemistry?",
    "who won the world cup in 1998?",
    "what are the challenges of deploying models?",
]


def verdicts(answer: Answer, verdict: Verdict) -> set[str]:
    return {work.key for work in answer.works or () if work.verdict is verdict}


def test_flagship_question_is_answered_by_the_summary_alone(search: Search) -> None:
    answer = ask(search, FLAGSHIP)
    assert answer.kind is QuestionKind.LISTING
    assert verdicts(answer, Verdict.DISCUSSES) == {"john2021towards"}
    assert not verdicts(answer, Verdict.MENTIONS)
    (citation,) = answer.citations
    assert (citation.kind, citation.section) == (Evidence.SUMMARY, "Challenges")
    assert citation.quote.startswith("training-serving skew")
    assert "1 of 93 works discusses" in answer.text


def test_sweep_decides_every_work(search: Search) -> None:
    answer = ask(search, FLAGSHIP)
    assert answer.works is not None
    assert answer.counts is not None
    assert sorted(work.key for work in answer.works) == [work.key for work in search.catalogue.works()]
    assert sum(answer.counts.values()) == len(answer.works)


@pytest.mark.parametrize(
    ("topic", "keys"),
    [
        (
            "backdoors",
            {
                "refdesk2026short",
                "bagdasarian2023hyperparameter",
                "bagdasarian2023mithridates",
                "bagdasarian2023mithridatesb",
            },
        ),
        ("digital twins", {"bhatt2025architecting", "palotai2025surrogate"}),
        ("federated learning", {"refdesk2026short", "cheng2022federated"}),
        ("canary release", {"refdesk2026short"}),
        ("blockchain", {"petrovic2022model"}),
        ("GDPR", {"john2021towards"}),
    ],
)
def test_sweep_finds_titles_notes_and_full_text(search: Search, topic: str, keys: set[str]) -> None:
    assert verdicts(papers(search, topic), Verdict.DISCUSSES) == keys


def test_title_alone_is_unknown_and_full_text_without_the_topic_is_no(search: Search) -> None:
    answer = papers(search, "training-serving skew")
    assert "refdesk2026short" in verdicts(answer, Verdict.NO)
    assert "faubel2024mlops" in verdicts(answer, Verdict.UNKNOWN)


def test_lookup_quotes_the_sentence_that_answers(search: Search) -> None:
    answer = ask(search, "What is continuous training?")
    assert answer.kind is QuestionKind.LOOKUP
    assert answer.claims[0].text.startswith("Continuous training (CT) retrains the model automatically")
    assert answer.citations[0].page == 2
    assert (answer.works, answer.counts) == (None, None)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_stands_and_every_marker_has_one(search: Search, question: str) -> None:
    answer = ask(search, question)
    assert all(stands(citation, search.catalogue) for citation in answer.citations)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    markers = {int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", answer.text)}
    assert markers == {citation.number for citation in answer.citations}
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for claim in answer.claims:
        assert claim.support is Support.VERBATIM
        assert claim.text == quotes[claim.citations[0]]


@pytest.mark.parametrize("question", ["who won the world cup in 1998?", "how do I bake sourdough bread?", "天气怎么样"])
def test_question_that_the_corpus_does_not_answer_gets_none(search: Search, question: str) -> None:
    answer = ask(search, question)
    assert answer.abstained
    assert answer.claims == ()
    assert answer.reason is not None
    assert "known by title only" in answer.reason


def test_listing_without_a_finding_gives_the_denominator_and_the_nearest(search: Search) -> None:
    answer = ask(search, "which papers discuss quantum chemistry?")
    assert answer.abstained
    assert answer.reason == (
        "None of 93 works discusses “quantum chemistry”; 0 mention it, 3 do not, 90 are known by title only,"
        " 0 could not be read."
    )
    assert len(answer.citations) == 3
    assert answer.claims == ()


def test_filter_narrows_the_denominator(search: Search) -> None:
    answer = papers(search, "drift", Asking(only=Filter(years=Years(2023, 2024))))
    assert answer.works is not None
    assert {work.year for work in answer.works} == {2023, 2024}
    assert verdicts(answer, Verdict.DISCUSSES) == {"tan2023online", "delia2024concept"}


def test_condition_in_the_question_narrows_the_denominator_and_is_shown(search: Search) -> None:
    answer = ask(search, "which papers by Faubel from 2023 discuss MLOps?")
    assert answer.works is not None
    assert verdicts(answer, Verdict.DISCUSSES) == {"faubel2023mlops", "faubel2023towards"}
    assert answer.filter == "year 2023, author Faubel"
    assert "2 of 2 works (year 2023, author Faubel) discuss “MLOps”" in answer.text


def test_listing_over_a_filter_that_nothing_passes_says_so(search: Search) -> None:
    answer = ask(search, "which papers by Nobody discuss drift?")
    assert answer.reason == "No work passes the filter (author Nobody)."


@pytest.mark.parametrize("topic", ["MLOps in healthcare", "MLOps in banking", "MLOps and agriculture"])
def test_topic_joined_to_the_corpus_s_own_is_not_found_everywhere(search: Search, topic: str) -> None:
    assert verdicts(papers(search, topic), Verdict.DISCUSSES) == set()


def test_other_word_order_finds_the_same_work(search: Search) -> None:
    answer = ask(search, "which papers discuss skew between training and serving?")
    assert verdicts(answer, Verdict.DISCUSSES) == {"john2021towards"}


def test_filter_that_nothing_passes_is_named_in_the_reason(search: Search) -> None:
    answer = ask(search, "What is continuous training?", Asking(only=Filter(authors=("Nobody",))))
    assert answer.reason == "No work passes the filter (author Nobody)."
    assert answer.citations == ()


def test_kind_filter_looks_into_that_kind_alone(search: Search) -> None:
    answer = papers(search, "drift", Asking(only=Filter(kinds=("summary",))))
    assert verdicts(answer, Verdict.DISCUSSES) == {"john2021towards"}
    assert {citation.kind for citation in answer.citations} == {Evidence.SUMMARY}


def test_same_question_gets_the_same_answer(search: Search) -> None:
    one, other = ask(search, FLAGSHIP), ask(search, FLAGSHIP)
    assert (one.text, one.citations, one.works) == (other.text, other.citations, other.works)


@pytest.mark.parametrize("topic", ["", "  ", "of the", "?"])
def test_topic_without_a_word_to_look_for_is_refused(search: Search, topic: str) -> None:
    with pytest.raises(UsageError, match="has no word to look for"):
        papers(search, topic)


def test_answer_does_not_repeat_itself(search: Search) -> None:
    answer = ask(search, "what is a backdoor?")
    assert len({claim.text for claim in answer.claims}) == len(answer.claims)
