"""Which questions ask for named works in short, and which ask something else."""

import pytest

from assistant.questions.question import Known, QuestionKind
from assistant.questions.understanding import understand
from index.errors import UsageError
from tests.assistant.questions.known_works import KNOWN, work

JOHN, OCEAN, GEORGE = "john2021towards", "johnson2023oceanbench", "symeonidis2022mlops"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("summarise the OceanBench paper", OCEAN),
        ("Can you please summarize John et al. (2021) for me?", JOHN),
        (f"summarise {GEORGE}", GEORGE),
        ("What is OceanBench about?", OCEAN),
        ("what's the paper by Symeonidis about", GEORGE),
        ("Give me a short overview of Towards MLOps: A Framework and Maturity Model", JOHN),
        ("the OceanBench paper in a nutshell", OCEAN),
        ("tell me about John et al. (2021)", JOHN),
        ("what does the paper by Symeonidis do?", GEORGE),
        (GEORGE, GEORGE),
        ("John et al. (2021)", JOHN),
    ],
)
def test_a_named_work_is_asked_for_in_short(text: str, key: str) -> None:
    question = understand(text, KNOWN)
    assert (question.kind, question.works, question.only.keys) == (QuestionKind.OVERVIEW, (key,), (key,))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("summarise what is known about drift", QuestionKind.LOOKUP),
        ("overview of MLOps", QuestionKind.LOOKUP),
        ("tell me about data", QuestionKind.LOOKUP),
        ("what does a feature store do?", QuestionKind.LOOKUP),
        ("summarise the papers by Symeonidis", QuestionKind.LOOKUP),
        ("what does the OceanBench paper say about tides?", QuestionKind.LOOKUP),
        ("OceanBench", QuestionKind.LOOKUP),
        ("which papers are about OceanBench?", QuestionKind.LISTING),
        ("who wrote the OceanBench paper?", QuestionKind.BIBLIOGRAPHIC),
        ("compare drift and skew", QuestionKind.COMPARISON),
    ],
)
def test_without_a_named_work_it_stays_what_it_is(text: str, kind: QuestionKind) -> None:
    question = understand(text, KNOWN)
    assert (question.kind, question.works) == (kind, ())


def test_notes_on_a_work_are_the_notes_alone() -> None:
    question = understand("give me a summary of my notes on the OceanBench paper", KNOWN)
    assert (question.kind, question.works) == (QuestionKind.OVERVIEW, (OCEAN,))
    assert (question.only.kinds, question.only.keys) == (("summary",), (OCEAN,))


def test_a_name_of_several_works_says_which() -> None:
    question = understand("what is MLOps about?", KNOWN)
    assert question.kind is QuestionKind.OVERVIEW
    assert {JOHN, GEORGE} <= set(question.works)
    assert question.notes[0].startswith("5 works fit “MLOps”")


def test_an_unknown_work_is_said_to_be_unknown() -> None:
    with pytest.raises(UsageError, match="no work of the corpus is called “SliceTeller”"):
        understand("summarise the SliceTeller paper", KNOWN)
    with pytest.raises(UsageError, match="no work of the corpus is called “SliceTeller”"):
        understand("compare the SliceTeller paper and the OceanBench paper", KNOWN)


def test_a_name_that_two_titles_begin_with_says_which() -> None:
    tool = work("mariani2011tool", "AutoBlackTest: A Tool for Boxes", ("Mariani, L.",), 2011)
    later = work("mariani2012boxes", "AutoBlackTest: Boxes of Applications", ("Mariani, L.",), 2012)
    question = understand("summarise AutoBlackTest", Known((tool, later)))
    assert (question.kind, set(question.works)) == (QuestionKind.OVERVIEW, {tool.key, later.key})
    assert question.notes[0].startswith("2 works fit “AutoBlackTest”")


def test_works_are_compared_by_the_names_their_titles_begin_with() -> None:
    lakes = work("kim2024apollo", "APOLLO: Orchestration of Lakes", ("Kim, A.",), 2024)
    plans = work("zhou2023dataplan", "DataPLAN: Plans for Plants", ("Zhou, B.",), 2023)
    compared = understand("compare APOLLO and DataPLAN", Known((lakes, plans)))
    assert (compared.kind, compared.works) == (QuestionKind.COMPARISON, (lakes.key, plans.key))


def test_works_are_compared_in_short_and_on_an_aspect() -> None:
    plain = understand(f"compare {GEORGE} and the OceanBench paper", KNOWN)
    assert (plain.kind, plain.works, plain.aspect) == (QuestionKind.COMPARISON, (GEORGE, OCEAN), "")
    aspect = understand(f"compare {GEORGE} and the OceanBench paper in terms of cost", KNOWN)
    assert (aspect.works, aspect.aspect) == ((GEORGE, OCEAN), "cost")
