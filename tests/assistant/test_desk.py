"""From a question to an answer, over the sample corpus with the real models."""

import json
import re
from dataclasses import asdict

import pytest

from assistant.answers import Answer, Support, Verdict
from assistant.composing import stands
from assistant.desk import Asking, ask, papers, turn_of
from assistant.markdown import markdown_of
from assistant.questions.question import Facet, QuestionKind
from assistant.sweeping.topics import Glossary, Term
from index.errors import UsageError
from index.search import Search
from index.sources import Evidence
from index.works.filters import Filter, Years
from tests.assistant.shelves import keys

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
    markers = {int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", markdown_of(answer))}
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
    assert answer.reason == ("None of 93 works discusses “quantum chemistry”; 3 do not, 90 are known by title only.")
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
    assert "2 of 2 works (year 2023, author Faubel) discuss “MLOps”" in (answer.summary or "")


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
    assert (one.claims, one.citations, one.works) == (other.claims, other.citations, other.works)


@pytest.mark.parametrize("topic", ["", "  ", "of the", "?"])
def test_topic_without_a_word_to_look_for_is_refused(search: Search, topic: str) -> None:
    with pytest.raises(UsageError, match="has no word to look for"):
        papers(search, topic)


def test_answer_does_not_repeat_itself(search: Search) -> None:
    answer = ask(search, "what is a backdoor?")
    assert len({claim.text for claim in answer.claims}) == len(answer.claims)


ASKED = [
    *QUESTIONS,
    "which papers discuss both MLOps and drift?",
    "which papers discuss security but not backdoors?",
    "which papers do not discuss MLOps?",
    "which papers discuss neither drift nor blockchain?",
    "which papers discuss drift since 2023?",
    "what do my summaries say about drift?",
    "which papers discuss drift in my summaries?",
    "how many papers are from 2023?",
    "who wrote about MLOps in 2022?",
    "list the papers by Faubel",
    "which papers cite each other?",
    "what is the difference between continuous training and continuous integration?",
    "which papers discuss drift in 2099?",
    "which papers discuss [1] or *bold* <b>drift</b>?",
    "which papers discuss 数据漂移?",
]


@pytest.mark.parametrize("question", ASKED)
def test_every_answer_holds_together(search: Search, question: str) -> None:
    answer = ask(search, question)
    known = {work.key for work in search.catalogue.works()}
    numbers = {citation.number for citation in answer.citations}
    assert {int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", markdown_of(answer))} == numbers
    assert all(stands(citation, search.catalogue) and citation.key in known for citation in answer.citations)
    assert {number for claim in answer.claims for number in claim.citations} <= numbers
    assert answer.abstained == (answer.reason is not None)
    assert not (answer.abstained and answer.claims)
    assert (answer.works is None) == (answer.counts is None)
    json.dumps(asdict(answer), default=str)
    works = answer.works or ()
    assert len({work.key for work in works}) == len(works)
    assert {work.key for work in works} <= known
    assert {number for work in works for number in work.citations} <= numbers
    if answer.counts is not None:
        assert answer.counts == {verdict: sum(work.verdict is verdict for work in works) for verdict in Verdict}
    for work in works:
        assert all(answer.citations[number - 1].key == work.key for number in work.citations)
        assert 0.0 <= work.probability <= 1.0
        assert work.probability == 0.0 or work.verdict not in (Verdict.UNKNOWN, Verdict.UNREADABLE)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which papers discuss both concept drift and federated learning?", {"both"}),
        ("Which papers discuss concept drift but not federated learning?", {"drift"}),
        ("Which papers discuss federated learning but not concept drift?", {"federated"}),
        ("Which papers discuss neither concept drift nor federated learning?", {"neither"}),
        ("Which papers do not discuss concept drift?", {"federated", "neither"}),
        (
            "Which papers discuss either concept drift or federated learning?",
            {"both", "drift", "federated", "hospitals"},
        ),
        ("How many papers discuss federated learning?", {"both", "federated", "hospitals"}),
    ],
)
def test_set_questions_have_their_known_answers(seven: Search, question: str, expected: set[str]) -> None:
    answer = ask(seven, question)
    of = keys(seven)
    assert verdicts(answer, Verdict.DISCUSSES) == {of[file] for file in expected}
    assert of["cranes"] in verdicts(answer, Verdict.UNKNOWN)
    assert of["broken"] in verdicts(answer, Verdict.UNREADABLE)
    assert f"{len(expected)} of 7 works" in (answer.summary or "")


def test_what_a_title_does_not_tell_leaves_the_combination_unknown(seven: Search) -> None:
    hospitals = keys(seven)["hospitals"]
    both = ask(seven, "Which papers discuss both concept drift and federated learning?")
    assert hospitals in verdicts(both, Verdict.UNKNOWN)
    without = ask(seven, "Which papers discuss concept drift but not federated learning?")
    assert hospitals in verdicts(without, Verdict.NO)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("which papers discuss concept drift?", QuestionKind.LISTING),
        ("how many papers discuss concept drift?", QuestionKind.COUNT),
        ("what is continuous training?", QuestionKind.LOOKUP),
        ("how many papers are from 2023?", QuestionKind.BIBLIOGRAPHIC),
        ("what is the difference between continuous training and data drift?", QuestionKind.COMPARISON),
    ],
)
def test_each_kind_is_answered_in_its_way(search: Search, question: str, kind: QuestionKind) -> None:
    answer = ask(search, question)
    assert answer.kind is kind
    assert (answer.works is not None) == (kind in (QuestionKind.LISTING, QuestionKind.COUNT))
    assert bool(answer.found) == (kind is QuestionKind.BIBLIOGRAPHIC)
    assert not answer.abstained


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("which papers discuss machine learning operations?", "which papers discuss MLOps?"),
        ("which papers discuss training-serving skew?", "which papers discuss train/serve skew?"),
        ("which papers discuss automated machine learning?", "which papers discuss AutoML?"),
    ],
)
def test_long_form_and_short_form_find_the_same_works(search: Search, one: str, other: str) -> None:
    assert verdicts(ask(search, one), Verdict.DISCUSSES) == verdicts(ask(search, other), Verdict.DISCUSSES) != set()


def test_follow_up_is_limited_to_the_works_before_and_says_how_it_was_read(search: Search) -> None:
    first = ask(search, "which papers discuss MLOps?")
    second = ask(search, "and which of those are from 2023?", Asking(turns=(turn_of(first),)))
    shown = verdicts(first, Verdict.DISCUSSES) | verdicts(first, Verdict.MENTIONS)
    expected = {work.key for work in first.works or () if work.key in shown and work.year == 2023}
    assert expected
    told = verdicts(second, Verdict.DISCUSSES) if second.works is not None else {work.key for work in second.found}
    assert told == expected
    assert second.question == "and which of those are from 2023?"
    assert second.read_as


def test_question_that_follows_nothing_is_not_rewritten(search: Search) -> None:
    assert ask(search, FLAGSHIP).read_as is None


def test_condition_taken_away_widens_the_denominator(search: Search) -> None:
    question = "which papers by Faubel from 2023 discuss MLOps?"
    narrow, wide = ask(search, question), ask(search, question, Asking(without=frozenset({Facet.YEAR})))
    assert {condition.facet for condition in narrow.conditions} == {Facet.YEAR, Facet.AUTHOR}
    assert {condition.facet for condition in wide.conditions} == {Facet.AUTHOR}
    assert {work.key for work in narrow.works or ()} < {work.key for work in wide.works or ()}


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("which papers from 2020 discuss drift?", Filter(years=Years(2022, 2023))),
        ("which papers since 2023 and before 2021 discuss drift?", Filter()),
    ],
)
def test_conditions_that_contradict_each_other_are_refused_in_one_line(
    search: Search, question: str, only: Filter
) -> None:
    with pytest.raises(UsageError, match="contradict") as refused:
        ask(search, question, Asking(only=only))
    assert "\n" not in str(refused.value)


def test_years_to_come_and_unknown_authors_pass_no_work_and_say_so(search: Search) -> None:
    later = ask(search, "which papers discuss drift in 2099?")
    assert later.works == ()
    assert later.reason == "No work passes the filter (year 2099)."
    nobody = ask(search, "which papers by Zzyzx discuss drift?")
    assert nobody.reason is not None
    assert "Zzyzx" in nobody.reason


def test_only_one_of_several_questions_is_answered_and_the_note_says_which_is_not(search: Search) -> None:
    answer = ask(search, "Which papers discuss drift? Which papers are by Faubel?")
    assert answer.topic == "drift"
    assert any("Which papers are by Faubel?" in note for note in answer.notes)
    assert "not answered" in markdown_of(answer)


def test_end_of_a_very_long_question_is_not_read_and_the_answer_says_so(search: Search) -> None:
    answer = ask(search, "which papers discuss drift " + "and more of it " * 300)
    assert "the rest was not read" in markdown_of(answer)


@pytest.mark.parametrize("question", ["", "   ", "?", "which papers discuss the?", "which papers discuss OR?"])
def test_question_without_a_word_to_look_for_is_refused_in_one_line(search: Search, question: str) -> None:
    with pytest.raises(UsageError) as refused:
        ask(search, question)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("sign", ['"', "*", "NEAR(", "text:", "^", "-", "{", ")", "\0", "'; DROP TABLE works;--"])
def test_signs_of_the_full_text_engine_do_no_harm(seven: Search, sign: str) -> None:
    answer = ask(seven, f"which papers discuss {sign} concept drift {sign}?")
    assert answer.works is not None
    assert len(answer.works) == 7


def test_evidence_filter_tells_of_works_without_such_text(search: Search) -> None:
    answer = papers(search, "drift", Asking(only=Filter(evidence=("summary",))))
    assert verdicts(answer, Verdict.DISCUSSES) == {"john2021towards"}
    assert "92 have no summary" in markdown_of(answer)
    lookup = ask(search, "who won the world cup in 1998?", Asking(only=Filter(evidence=("summary",))))
    assert lookup.reason is not None
    assert "92 have no summary" in lookup.reason


def test_own_glossary_is_asked(seven: Search) -> None:
    glossary = Glossary([Term("gradual change", same=("concept drift",))])
    answer = ask(seven, "which papers discuss gradual change?", Asking(glossary=glossary))
    assert verdicts(answer, Verdict.DISCUSSES) == {keys(seven)[file] for file in ("both", "drift")}
    plain = ask(seven, "which papers discuss gradual change?", Asking(glossary=Glossary()))
    assert verdicts(plain, Verdict.DISCUSSES) == set()
