"""What came of saved questions, over the sample corpus with the real models."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk import Asking, ask
from assistant.evaluation import saved as outcomes
from assistant.evaluation.saved import Outcome, SavedQuestion, UnknownKey, ask_all, unknown_keys, works_named
from assistant.sweeping.topics import standard_glossary
from index.search import Search

SKEW = "which papers discuss training-serving skew?"
REGISTRY = "what is a model registry?"
NONSENSE = "who won the world cup in 1998?"
KEYS = st.lists(st.sampled_from("abcdef"), unique=True).map(tuple)


def outcome(found: tuple[str, ...], **fields: list[str]) -> Outcome:
    question = SavedQuestion.model_validate({"ask": "x?", **fields})
    return Outcome(question, found, "listing", bool(found), None, 1)


def test_every_question_is_asked_and_its_works_named(search: Search) -> None:
    told: list[tuple[str, int, int]] = []
    questions = [
        SavedQuestion(ask=SKEW, expected=("john2021towards",)),
        SavedQuestion(ask=REGISTRY, expected=("refdesk2026short",)),
        SavedQuestion(ask=NONSENSE, answered=False),
    ]
    asked = ask_all(search, questions, progress=lambda *step: told.append(step))
    assert [one.found for one in asked] == [("john2021towards",), ("refdesk2026short",), ()]
    assert [one.kind for one in asked] == ["listing", "lookup", "lookup"]
    assert [one.answered for one in asked] == [True, True, False]
    assert all(one.met for one in asked)
    assert {one.generation for one in asked} == {search.catalogue.generation()}
    assert told == [("asking", 1, 3), ("asking", 2, 3), ("asking", 3, 3)]


def test_what_an_abstention_cites_as_nearest_is_not_named(search: Search) -> None:
    answer = ask(search, NONSENSE)
    assert answer.citations
    assert works_named(answer) == ()


def test_works_of_the_catalogue_are_named_by_a_bibliographic_answer(search: Search) -> None:
    keys = tuple(work.key for work in search.catalogue.works())
    saved = SavedQuestion(ask="list all papers", expected=keys)
    (one,) = ask_all(search, [saved])
    assert (one.kind, one.answered, set(one.found), one.met) == ("bibliographic", True, set(keys), True)


def test_every_question_is_asked_with_the_glossary_given(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[object] = []
    monkeypatch.setattr(outcomes, "ask", lambda *told: used.append(told[2].glossary) or ask(*told))
    own = standard_glossary()
    ask_all(
        search,
        [SavedQuestion(ask=SKEW, answered=True), SavedQuestion(ask=REGISTRY, answered=True)],
        Asking(glossary=own),
    )
    assert [one is own for one in used] == [True, True]


def test_a_question_that_cannot_be_asked_does_not_stop_the_others(search: Search) -> None:
    questions = [SavedQuestion(ask="?!", answered=True), SavedQuestion(ask=SKEW, expected=("john2021towards",))]
    first, second = ask_all(search, questions)
    assert (first.met, first.kind, first.found) == (False, None, ())
    assert first.reason is not None
    assert first.reason.startswith("the question is empty")
    assert second.met


@pytest.mark.parametrize(
    ("one", "precision", "recall", "met"),
    [
        (outcome(("a", "b"), expected=["a"]), 0.5, 1.0, True),
        (outcome(("a",), expected=["a", "b"]), 1.0, 0.5, False),
        (outcome((), expected=["a"]), None, 0.0, False),
        (outcome(("a",), expected=["a", "a"]), 1.0, 1.0, True),
        (outcome(("a", "b"), expected=["a"], not_expected=["b"]), 0.5, 1.0, False),
        (outcome(("a",), not_expected=["b"]), None, None, True),
        (outcome(("a",), expected=["a"], not_expected=["c"]), 1.0, 1.0, True),
    ],
)
def test_measures_of_an_answer(one: Outcome, precision: float | None, recall: float | None, met: bool) -> None:
    assert (one.precision, one.recall, one.met) == (precision, recall, met)


@pytest.mark.parametrize(("wanted", "given_", "met"), [(True, True, True), (True, False, False), (False, True, False)])
def test_an_answer_is_there_as_asked_for(wanted: bool, given_: bool, met: bool) -> None:
    question = SavedQuestion(ask="x?", answered=wanted)
    assert Outcome(question, (), "lookup", given_, None, 1).met is met


@given(KEYS, KEYS)
def test_missing_and_found_make_up_what_was_expected(found: tuple[str, ...], expected: tuple[str, ...]) -> None:
    one = Outcome(SavedQuestion(ask="x?", expected=expected, answered=True), found, "listing", True, None, 1)
    assert set(one.missing) | (set(found) & set(expected)) == set(expected)
    assert not set(one.missing) & set(found)
    assert one.met == (one.recall in (None, 1.0))


def test_unknown_keys_are_told_once_with_the_nearest_that_is_like_them() -> None:
    questions = [
        SavedQuestion(ask="a?", expected=("john2021toward", "zzz")),
        SavedQuestion(ask="b?", not_expected=("zzz", "john2021towards")),
    ]
    assert list(unknown_keys(questions, ["john2021towards", "faubel2024mlops"])) == [
        UnknownKey("a?", "john2021toward", "john2021towards"),
        UnknownKey("a?", "zzz", None),
    ]
