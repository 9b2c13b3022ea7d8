"""Answers by field: what is grouped, which items a topic leaves, and the denominators."""

import csv
from contextlib import closing
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer
from assistant.composing import stands
from assistant.desk import Asking, ask, ask_and_keep, field_and_keep, turn_of
from assistant.fields import list_fields, sameness
from assistant.history.staleness import Checker, Standing
from assistant.history.store import History
from assistant.markdown import markdown_of
from assistant.questions.question import QuestionKind
from assistant.sweeping.topics import Glossary, Term
from index.build import build
from index.doctor import FindingKind, examine
from index.errors import UsageError
from index.models import Models
from index.search import Search, open_search
from index.works.filters import Filter, Years
from tests.assistant.shelves import NOTED, keys, shelve
from ui.files import as_csv

PLAIN = Asking(glossary=Glossary())


def groups(answer: Answer, *, near: bool = False) -> list[list[str]]:
    """The items of each group by the keys of their works, without years and words of the title."""
    by_number = {citation.number: citation for citation in answer.citations}
    shown = [group for field in answer.fields for group in field.groups if group.near is near]
    return [[by_number[item.citation].quote for item in group.items] for group in shown]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Need for talents", "a need for talent."),
        ("training-serving skew", "Training/serving skew"),
        ("**Low** accuracy", "low accuracy"),
        ("labelling of the data!", "Labelling of data"),
        ("optimisation takes time", "optimization takes time"),
        ("5 %", "5%"),
        ("batches", "batches"),
    ],
)
def test_items_that_differ_only_in_form_say_the_same(left: str, right: str) -> None:
    assert sameness(left) == sameness(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("low accuracy", "no low accuracy"),
        ("5 %", "50 %"),
        ("5 %", "5"),
        ("0.5", "05"),
        ("-3 degrees", "3 degrees"),
        ("> 5 nodes", "< 5 nodes"),
        ("increases cost", "decreases cost"),
        ("monitors models", "monitoring models"),
        ("generality", "generalisation"),
        ("scales", "does not scale"),
        ("can scale", "can't scale"),
        ("data drift", "data drift?"),
        ("written in C", "written in C++"),
        ("lack of IT", "lack of it"),
        ("lack of vitamin A", "lack of vitamin"),
        ("lack of news data", "lack of new data"),
        ("speed", "speed of light"),
        ("supervised", "unsupervised"),
        ("数据", "模型"),
        ("…", "—"),
    ],
)
def test_items_that_may_differ_in_meaning_stay_apart(left: str, right: str) -> None:
    assert sameness(left) != sameness(right)


@given(st.text(max_size=40), st.integers(0, 10**6), st.integers(0, 10**6))
def test_sameness_is_stable_and_keeps_every_number(text: str, one: int, other: int) -> None:
    assert sameness(f" bolts {text} ") == sameness(f"- Bolts {text}!")
    assert (sameness(f"{one} {text}") == sameness(f"{other} {text}")) is (one == other)


def test_items_are_grouped_and_those_of_most_works_come_first(noted: Search) -> None:
    answer = ask(noted, "which challenges do my notes name?", PLAIN)
    assert answer.kind is QuestionKind.FIELDS
    assert groups(answer)[0] == ["Need for talents", "a need for talent", "Need for talents"]
    assert all(len(group) == 1 for group in groups(answer)[1:])
    assert answer.summary == "3 of 4 summaries fill Challenges, 9 items."
    assert any(note.startswith("Grouped: items that are equal apart from case") for note in answer.notes)
    (field,) = answer.fields
    assert (field.count, field.shown, len(field.groups)) == (9, 9, 7)


def test_grouping_can_be_turned_off(noted: Search) -> None:
    answer = ask(noted, "which challenges do my notes name?", replace(PLAIN, grouped=False))
    assert all(len(group) == 1 for group in groups(answer))
    assert len(groups(answer)) == 9
    assert not answer.notes


def test_every_item_is_a_citation_that_stands_in_its_note(noted: Search) -> None:
    for question in ("which challenges do my notes name?", "what results and findings do my notes give?"):
        answer = ask(noted, question, PLAIN)
        assert len(answer.citations) == sum(map(len, groups(answer))) > 0
        assert all(stands(citation, noted.catalogue) for citation in answer.citations)
        assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
        assert {claim.citations for claim in answer.claims} == {
            tuple(item.citation for item in group.items) for field in answer.fields for group in field.groups
        }
    assert {citation.section for citation in answer.citations} == {"Results", "Findings"}


def test_topic_limits_the_items_to_those_that_name_it(noted: Search) -> None:
    answer = ask(noted, "what tools do my notes list for monitoring?", PLAIN)
    assert groups(answer) == [["Grafana, for monitoring"]]
    assert (answer.summary or "").startswith("3 of 4 summaries fill Tools, 6 items; 1 of them names “monitoring”")
    assert (answer.summary or "").endswith("left out.")


def test_topic_has_the_names_of_the_glossary(noted: Search) -> None:
    glossary = Glossary([Term("monitoring", ("observability",))])
    answer = ask(noted, "what tools do my notes list for monitoring?", replace(PLAIN, glossary=glossary))
    assert sorted(group[0].split()[0] for group in groups(answer)) == ["Grafana,", "`observability`"]


def test_glossary_has_other_names_of_a_field(noted: Search) -> None:
    glossary = Glossary([Term("results", ("findings", "outcomes"))])
    answer = ask(noted, "which outcomes do my notes give?", replace(PLAIN, glossary=glossary))
    assert answer.summary == "2 of 4 summaries fill Results, 3 items."
    assert ask(noted, "which outcomes do my notes give?", PLAIN).kind is QuestionKind.LOOKUP
    unfilled = examine(noted.catalogue.folder, glossary.names).of(FindingKind.UNFILLED_FIELD)
    assert [each.text.partition(" (")[0] for each in unfilled if each.subject == "Results"] == [
        "is unfilled in 1 of 3 summaries"
    ]


def test_topic_that_no_item_names_is_no_statement_about_the_works(noted: Search) -> None:
    answer = ask(noted, "what tools do my notes list for zeppelins?", PLAIN)
    assert answer.abstained
    assert "none of them names “zeppelins”" in (answer.reason or "")


def test_question_that_does_not_name_the_notes_is_looked_up_where_no_item_answers_it(noted: Search) -> None:
    assert ask(noted, "which tools are mentioned for monitoring?", PLAIN).kind is QuestionKind.FIELDS
    assert ask(noted, "which tools are mentioned for zeppelins?", PLAIN).kind is QuestionKind.LOOKUP


def test_summaries_without_a_field_lack_its_heading_or_leave_it_empty(noted: Search) -> None:
    answer = ask(noted, "which of my summaries have no results?", PLAIN)
    names = keys(noted)
    (field,) = answer.fields
    assert (field.empty, set(field.absent)) == ((names["ferries"],), {names["lifts"], names["ovens"]})
    assert {work.key for work in answer.found} == {names["ferries"], names["lifts"], names["ovens"]}
    assert answer.summary == ("3 of 4 summaries have nothing under Results: 1 leaves it empty, 2 have no such heading.")
    assert not answer.citations
    markdown = markdown_of(answer)
    assert "Results left empty (1):" in markdown
    assert "No heading Results (2):" in markdown


def test_summaries_that_fill_a_field_have_the_number_of_its_items(noted: Search) -> None:
    answer = ask(noted, "how many of my notes have tools?", PLAIN)
    assert len(answer.found) == 3
    assert "2 items under Tools" in markdown_of(answer)


@pytest.mark.parametrize(
    ("question", "only", "items"),
    [
        ("which tools do my notes from 2022 list?", Filter(), ["the Prometheus.", "MLflow"]),
        ("which tools do the papers by Fox name?", Filter(), ["the Prometheus.", "MLflow"]),
        ("which tools do my notes list?", Filter(years=Years(2022, 2022)), ["the Prometheus.", "MLflow"]),
        ("what was my verdict on Ferries that steer themselves?", Filter(), ["Include."]),
        ("what was my verdict on the paper on ills?", Filter(), ["Include, but read again."]),
        ("what was my verdict on the paper on lifts?", Filter(), ["Exclude: not on our topic."]),
    ],
)
def test_question_is_limited_by_its_conditions(noted: Search, question: str, only: Filter, items: list[str]) -> None:
    answer = ask(noted, question, replace(PLAIN, only=only))
    assert [text for group in groups(answer) for text in group] == items


def test_work_without_notes_is_in_no_denominator(noted: Search) -> None:
    answer = ask(noted, "which tools do my notes list?", replace(PLAIN, only=Filter(keys=(keys(noted)["cranes"],))))
    assert answer.abstained
    assert answer.reason == f"There is no summary (work {keys(noted)['cranes']})."


def test_follow_ups_ask_of_another_field_another_year_and_another_topic(noted: Search) -> None:
    first = ask(noted, "which challenges do my notes name?", PLAIN)
    turns = (turn_of(first),)
    summaries = []
    for text in ("and the tools?", "only since 2022", "and for dashboards?", "and which of my notes have none?"):
        answer = ask(noted, text, replace(PLAIN, turns=turns))
        turns = (*turns, turn_of(answer))
        summaries.append(answer.summary)
        assert answer.read_as
    assert summaries == [
        "3 of 4 summaries fill Tools, 6 items.",
        "2 of 2 summaries (year 2022..) fill Tools, 4 items.",
        "2 of 2 summaries (year 2022..) fill Tools, 4 items; 1 of them names “dashboards”, 3 are left out.",
        "2 of 2 summaries (year 2022..) fill Tools, 4 items.",
    ]


def test_fields_are_listed_with_how_often_they_are_filled(noted: Search) -> None:
    listed = {field.name: field for field in list_fields(noted.catalogue, Glossary())}
    assert {"Challenges", "Tools", "Results"} <= listed.keys()
    challenges = listed["Challenges"]
    assert (challenges.works, len(challenges.filled), challenges.count) == (4, 3, 9)
    assert len(challenges.sources) == 4
    assert not challenges.groups
    narrowed = list_fields(noted.catalogue, Glossary(), Filter(years=Years(2023, 2023)))
    assert {field.works for field in narrowed} == {1}


def test_field_that_no_note_has_names_those_there_are(noted: Search) -> None:
    with pytest.raises(UsageError, match=r"no note has a field “hypotheses”; the fields are: .*Challenges"):
        field_and_keep(noted, "hypotheses", asking=PLAIN)
    with pytest.raises(UsageError, match="the topic 'of the' has no word"):
        field_and_keep(noted, "tools", "of the", PLAIN)


@pytest.mark.parametrize(
    "question", ["which hypotheses do my notes name?", "which of my summaries have no hypotheses?"]
)
def test_answer_says_that_the_notes_have_no_such_field(noted: Search, question: str) -> None:
    answer = ask(noted, question, PLAIN)
    assert answer.kind is not QuestionKind.FIELDS
    said = "No heading of your notes is called “hypotheses”; there are "
    (note,) = (note for note in answer.notes if note.startswith(said))
    assert "Challenges" in note


@pytest.mark.parametrize("question", ["which papers do my notes mention?", "which skills do data scientists have?"])
def test_answer_to_another_question_does_not_speak_of_fields(noted: Search, question: str) -> None:
    assert not any("heading" in note for note in ask(noted, question, PLAIN).notes)


def test_text_of_notes_is_neither_markup_nor_a_formula(noted: Search) -> None:
    answer = ask(noted, "which tools do my notes list?", PLAIN)
    assert r"\[link\](http" in markdown_of(answer)
    rows = list(csv.DictReader(StringIO(as_csv(answer).decode("utf-8-sig"), newline="")))
    assert {row["item"][:11] for row in rows if "HYPERLINK" in row["item"]} == {"'=HYPERLINK"}


def test_kept_answer_says_what_became_of_its_items(tmp_path: Path, models: Models) -> None:
    with closing(shelve(tmp_path, NOTED, models)) as search:
        number = ask_and_keep(search, "which challenges do my notes name?", PLAIN).number
        assert number is not None
        kept = History(search.catalogue.folder).record(number)
        assert not Checker(search.catalogue).changes(kept)
    lifts, ovens = (tmp_path / "corpus" / name for name in ("notes/lifts.md", "org/ovens.org"))
    lifts.write_text(
        lifts.read_text().replace("- a need for talent\n", "").replace("## Tools", "Read twice.\n\n## Tools")
    )
    ovens.write_text(ovens.read_text().replace("** Findings", "** Findings\n2. Nobody was burnt."))
    build(tmp_path / "corpus", tmp_path / ".refdesk", models.embedder)
    with closing(open_search(tmp_path / ".refdesk", models)) as search:
        changes = Checker(search.catalogue).changes(kept)
    lost = [change for change in changes if change.standing is Standing.STALE]
    assert [kept.answer.citations[change.citation - 1].quote for change in lost if change.citation] == [
        "a need for talent"
    ]
    assert any(change.standing is Standing.OLDER and "new or edited" in change.text for change in changes)
