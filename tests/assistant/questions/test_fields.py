"""Which questions ask by field of the study's own template, and which do not."""

from dataclasses import replace

import pytest

from assistant.questions.fields import fields_named
from assistant.questions.question import FieldAim, FieldNames, QuestionKind
from assistant.questions.understanding import understand
from tests.assistant.questions.known_works import KNOWN

FIELDS = (
    FieldNames("Challenges", ("Challenge", "Challenges/Concerns", "obstacles")),
    FieldNames("Benefits"),
    FieldNames("Motivation"),
    FieldNames("Tools", ("Associated Tools",)),
    FieldNames("Approaches"),
    FieldNames("Method"),
    FieldNames("Results", ("Findings",)),
    FieldNames("Limitations"),
    FieldNames("Conclusion and Future Directions"),
    FieldNames("My verdict"),
    FieldNames("Summary"),
    FieldNames("Notes to self"),
    FieldNames("References"),
)
NOTED = replace(KNOWN, fields=FIELDS)

BY_FIELD = [
    ("which challenges do my notes name?", "Challenges", ""),
    ("Which obstacles do my notes name?", "Challenges", ""),
    ("what concerns do our summaries list?", "Challenges", ""),
    ("what tools do my summaries mention for monitoring?", "Tools", "monitoring"),
    ("which monitoring tools do my summaries mention?", "Tools", "monitoring"),
    ("which tools for monitoring do my notes list?", "Tools", "monitoring"),
    ("what are the tools in my notes?", "Tools", ""),
    ("what are the challenges of drift in my notes?", "Challenges", "drift"),
    ("which benefits are reported?", "Benefits", ""),
    ("which benefits are reported for small companies?", "Benefits", "small companies"),
    ("which benefits of continuous training are mentioned in my summaries?", "Benefits", "continuous training"),
    ("which challenges are named most often?", "Challenges", ""),
    ("what are the most common challenges?", "Challenges", ""),
    ("what are the main benefits in the papers?", "Benefits", ""),
    ("which is the most frequent challenge?", "Challenges", ""),
    ("list the limitations in my notes", "Limitations", ""),
    ("please list all limitations", "Limitations", ""),
    ("show me the tools for monitoring", "Tools", "monitoring"),
    ("list the limitations of federated learning in my notes", "Limitations", "federated learning"),
    ("limitations in my notes", "Limitations", ""),
    ("in my notes: challenges of data management", "Challenges", "data management"),
    ("which limitations do the papers state?", "Limitations", ""),
    ("which tools do the papers use for monitoring?", "Tools", "monitoring"),
    ("what results do these studies report on accuracy?", "Results", "accuracy"),
    ("what findings are described?", "Results", ""),
    ("which approaches have been proposed for testing?", "Approaches", "testing"),
    ("how many challenges do my notes name?", "Challenges", ""),
    ("what challenges did I note for deployment?", "Challenges", "deployment"),
    ("what are my verdicts?", "My verdict", ""),
    ("what conclusions do my summaries draw?", "Conclusion and Future Directions", ""),
    ("what future directions do my summaries give?", "Conclusion and Future Directions", ""),
    ("which challenges and benefits do my notes name?", "Challenges, Benefits", ""),
    ("can you tell me which challenges my notes name?", "Challenges", ""),
    ("what do my notes say under Results?", "Results", ""),
    ("which of my summaries have challenges of drift?", "Challenges", "drift"),
    ("What methods do my notes describe?", "Method", ""),
    ("what challenges come up most often in my notes?", "Challenges", ""),
    ("what do my notes list as challenges?", "Challenges", ""),
    ("summarise the challenges in my notes", "Challenges", ""),
    ("give me an overview of the limitations in my notes", "Limitations", ""),
    ("any challenges about privacy in my notes?", "Challenges", "privacy"),
    ("do my notes name any challenges about energy?", "Challenges", "energy"),
    ("which findings concern energy?", "Results", "energy"),
    ("my verdicts", "My verdict", ""),
    ("which challenges do my notes mention when models are deployed?", "Challenges", "models are deployed"),
]  # fmt: skip

NOT_BY_FIELD = [
    ("which papers discuss challenges of drift?", QuestionKind.LISTING),
    ("which papers discuss challenges?", QuestionKind.LISTING),
    ("which papers report results on accuracy?", QuestionKind.LISTING),
    ("which papers have no limitations?", QuestionKind.LISTING),
    ("which of my summaries mention challenges of drift?", QuestionKind.LISTING),
    ("which of my notes discuss tools for monitoring?", QuestionKind.LISTING),
    ("which of my summaries have no results on accuracy?", QuestionKind.LISTING),
    ("how many papers discuss benefits of MLOps?", QuestionKind.COUNT),
    ("how many of my notes mention tools?", QuestionKind.COUNT),
    ("list all papers on limitations of edge AI", QuestionKind.LISTING),
    ("which papers use tools for monitoring?", QuestionKind.LISTING),
    ("which studies propose approaches to testing?", QuestionKind.LISTING),
    ("papers about tools", QuestionKind.LISTING),
    ("who has written about challenges?", QuestionKind.LISTING),
    ("how many papers by year?", QuestionKind.BIBLIOGRAPHIC),
    ("which papers have challenges in the title?", QuestionKind.BIBLIOGRAPHIC),
    ("which papers cite Symeonidis?", QuestionKind.BIBLIOGRAPHIC),
    ("which references do the papers have?", None),
    ("what is the difference between results and findings?", QuestionKind.COMPARISON),
    ("compare the benefits of canary release and shadow deployment", QuestionKind.COMPARISON),
    ("what are the challenges of MLOps?", QuestionKind.LOOKUP),
    ("what is a method?", QuestionKind.LOOKUP),
    ("what are the benefits of continuous training?", QuestionKind.LOOKUP),
    ("which tools are used for monitoring?", QuestionKind.LOOKUP),
    ("what tools are there for monitoring?", QuestionKind.LOOKUP),
    ("which challenges do companies face when they adopt MLOps?", QuestionKind.LOOKUP),
    ("what challenges do data scientists report?", QuestionKind.LOOKUP),
    ("why do models have limitations?", QuestionKind.LOOKUP),
    ("how do the papers report results?", QuestionKind.LOOKUP),
    ("what causes challenges in deployment?", QuestionKind.LOOKUP),
    ("which method is best for drift detection?", QuestionKind.LOOKUP),
    ("do tools help with monitoring?", QuestionKind.LOOKUP),
    ("what do my notes say about challenges?", QuestionKind.LOOKUP),
    ("what do my summaries say about drift?", QuestionKind.LOOKUP),
    ("what did the authors conclude?", QuestionKind.LOOKUP),
    ("which summaries do I have on drift?", None),
    ("results of concept drift detection", QuestionKind.LOOKUP),
    ("challenges", QuestionKind.LOOKUP),
    ("which challenges in the abstracts concern drift?", None),
    ("which of my summaries have neither tools nor results?", None),
    ("compare challenges and benefits in my notes", QuestionKind.COMPARISON),
    ("which papers lack a summary?", None),
    ("what is meant by a challenge in my notes?", QuestionKind.LOOKUP),
    ("what challenges do the abstracts name?", QuestionKind.LOOKUP),
    ("is there a tool that monitors models?", QuestionKind.LOOKUP),
    ("how are benefits measured?", QuestionKind.LOOKUP),
]


@pytest.mark.parametrize(("text", "names", "topic"), BY_FIELD)
def test_question_that_asks_for_what_stands_under_a_field_is_by_field(text: str, names: str, topic: str) -> None:
    question = understand(text, NOTED)
    assert question.kind is QuestionKind.FIELDS, question
    assert question.field
    assert question.field.aim is FieldAim.ITEMS
    assert (", ".join(" + ".join(names) for names in question.field.names), question.field.topic) == (names, topic)
    assert str(question.only) == ""


@pytest.mark.parametrize(("text", "kind"), NOT_BY_FIELD)
def test_question_that_only_contains_the_name_of_a_field_is_not_by_field(text: str, kind: QuestionKind | None) -> None:
    assert understand(text, NOTED).kind is (kind or understand(text, KNOWN).kind)
    assert understand(text, NOTED).kind is understand(text, KNOWN).kind


@pytest.mark.parametrize(
    ("text", "names", "aim"),
    [
        ("which of my summaries have no results?", "Results", FieldAim.LACKING),
        ("in which of my notes is the verdict missing?", "My verdict", FieldAim.LACKING),
        ("which of my notes lack a verdict?", "My verdict", FieldAim.LACKING),
        ("which of my notes leave Challenges empty?", "Challenges", FieldAim.LACKING),
        ("which of my summaries do not name any tools?", "Tools", FieldAim.LACKING),
        ("which of my summaries don't have limitations?", "Limitations", FieldAim.LACKING),
        ("how many of my summaries are without results?", "Results", FieldAim.LACKING),
        ("which of my notes still lack a verdict?", "My verdict", FieldAim.LACKING),
        ("which notes have no verdict yet?", "My verdict", FieldAim.LACKING),
        ("list my notes without a verdict", "My verdict", FieldAim.LACKING),
        ("which of my notes report no results?", "Results", FieldAim.LACKING),
        ("which of my summaries have results?", "Results", FieldAim.FILLED),
        ("how many of my notes fill in Benefits?", "Benefits", FieldAim.FILLED),
        ("which of my notes have my verdict filled in?", "My verdict", FieldAim.FILLED),
    ],
)
def test_question_for_summaries_by_what_they_fill(text: str, names: str, aim: FieldAim) -> None:
    question = understand(text, NOTED)
    assert question.field
    assert (", ".join(" + ".join(names) for names in question.field.names), question.field.aim) == (names, aim)


@pytest.mark.parametrize(
    ("text", "only", "topic"),
    [
        ("what motivations do the summaries of 2021 give?", "year 2021", ""),
        ("which challenges do my notes from 2023 name?", "year 2023", ""),
        ("which benefits are reported since 2021?", "year 2021..", ""),
        ("which challenges of drift are named in 2023?", "year 2023", "drift"),
        ("which challenges do the papers by Faubel name?", "author Faubel", ""),
        ("which challenges does Faubel name?", "author Faubel", ""),
        ("which challenges does Towards MLOps name?", "work john2021towards", ""),
        ("which limitations does john2021towards have?", "work john2021towards", ""),
        ("what was my verdict on the OceanBench paper?", "work johnson2023oceanbench", ""),
        ("what results does the John et al. (2021) paper report on accuracy?", "work john2021towards", "accuracy"),
    ],
)
def test_conditions_of_a_question_by_field(text: str, only: str, topic: str) -> None:
    question = understand(text, NOTED)
    assert question.field
    assert (str(question.only), question.field.topic) == (only, topic)


def test_works_may_be_named_by_their_topic() -> None:
    question = understand("what was my verdict on the paper on bots?", NOTED)
    assert question.field
    assert (question.field.names, question.field.of_works, question.field.own) == ((("My verdict",),), "bots", True)


def test_question_that_does_not_name_the_notes_may_be_answered_otherwise() -> None:
    asked = [understand(text, NOTED).field for text in ("which benefits are reported?", "which benefits do I list?")]
    assert [field and field.own for field in asked] == [False, True]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("verdict", ("My verdict",)),
        ("challenge", ("Challenges",)),
        ("Concerns", ("Challenges",)),
        ("TOOLS:", ("Tools",)),
        ("conclusions", ("Conclusion and Future Directions",)),
        ("self", ("Notes to self",)),
        ("drift", ()),
        ("", ()),
    ],
)
def test_name_of_a_field(words: str, names: tuple[str, ...]) -> None:
    assert fields_named(words, FIELDS) == names


def test_name_that_fits_several_fields_names_all_of_them() -> None:
    several = (FieldNames("Personal verdict"), FieldNames("Final verdict"), FieldNames("Tools"))
    assert fields_named("verdict", several) == ("Personal verdict", "Final verdict")
    assert fields_named("final verdicts", several) == ("Final verdict",)
