"""Which works a name means, and names in questions."""

from dataclasses import replace

import pytest

from assistant.questions.named import NameOutcome, names_a_work, several_works, works_named
from assistant.questions.question import Known, QuestionKind
from assistant.questions.understanding import understand
from index.entries import WorkEntry
from index.works.filters import Filter
from tests.assistant.questions.known_works import work

ORAVIZIO = replace(
    work(
        "granlund2021towards",
        "Towards Regulatory-Compliant MLOps: Oravizio’s Journey from a Machine Learning Experiment to a Product",
        ("Tuomas Granlund", "Vlad Stirbu", "Tommi Mikkonen"),
        2021,
    ),
    numbers=("11",),
    doi="10.1007/s42979-021-00726-1",
    sources=("notes/11_Granlund.md", "exports/scopus.csv"),
)
CHALLENGES = work("granlund2021mlops", "MLOps Challenges in Multi-Organization Setup", ("Tuomas Granlund",), 2021)
SLICES = work("zhang2022sliceteller", "SliceTeller: A Data Slice-Driven Approach", ("Xiaoyu Zhang",), 2022)
ON_SLICES = work("fox2023slices", "Using SliceTeller on Medical Images", ("Eve Fox",), 2023)
JOHN = work(
    "john2021towards",
    "Towards MLOps: A Framework and Maturity Model",
    ("Meenu Mary John", "Helena Holmström Olsson", "Jan Bosch"),
    2021,
)
BOTS = replace(
    work("wessel2020bots", "Effects of Adopting Code Review Bots", ("Mairieli Wessel",), 2020), numbers=("S7",)
)
DRIFT = work("hay2019drift", "Drift: A Survey of Learning under Change", ("Gil Hay",), 2019)
DRIFTS = work("cole2020drift", "Learning from Drift in Harbours", ("Ann Cole",), 2020)
OTHERS = replace(work("jay2018silt", "Silt in Four Rivers", ("Ida Jay",), 2018), sources=("exports/scopus.csv",))
WORKS = (ORAVIZIO, CHALLENGES, SLICES, ON_SLICES, JOHN, BOTS, DRIFT, DRIFTS, OTHERS)
KNOWN = Known(WORKS)

ONE = [
    ("the SliceTeller paper", SLICES),
    ("SliceTeller", SLICES),
    ("Granlund's Oravizio paper", ORAVIZIO),
    ("the Oravizio paper by Granlund", ORAVIZIO),
    ("Granlund et al.’s 2021 paper on Oravizio", ORAVIZIO),
    ("the Oravzio paper", ORAVIZIO),
    ("(John et al., 2021)", JOHN),
    ("John and Bosch 2021", JOHN),
    ("the MLOps maturity paper", JOHN),
    ("the paper on bots", BOTS),
    ("the article about code review bots", BOTS),
    ("the silt paper", OTHERS),
    ("the drift survey", DRIFT),
    ("MLOps Challenges in Setup", CHALLENGES),
    ("Towards MLOps: A Framwork and Maturity Modell", JOHN),
    ("@john2021towards", JOHN),
    ("10.1007/S42979-021-00726-1", ORAVIZIO),
    ("https://doi.org/10.1007/s42979-021-00726-1", ORAVIZIO),
    ("11_Granlund.md", ORAVIZIO),
    ("notes/11_granlund.md", ORAVIZIO),
    ("paper 11", ORAVIZIO),
    ("study no. 11", ORAVIZIO),
    ("S7", BOTS),
    ("paper 7", BOTS),
]


@pytest.mark.parametrize(("words", "meant"), ONE)
def test_a_name_means_one_work(words: str, meant: WorkEntry) -> None:
    named = works_named(words, WORKS)
    assert (named.works, named.outcome, named.choices) == ((meant,), NameOutcome.ONE, "")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("the drift paper", (DRIFT, DRIFTS)),
        ("the slice teller paper", (SLICES, ON_SLICES)),
        ("the learning paper", (ORAVIZIO, DRIFT, DRIFTS)),
        ("Granlund et al. 2021", (ORAVIZIO, CHALLENGES)),
        ("Granlund's paper", (ORAVIZIO, CHALLENGES)),
        ("Granlund's MLOps paper", (ORAVIZIO, CHALLENGES)),
    ],
)
def test_a_name_that_fits_several_says_which(words: str, meant: tuple[WorkEntry, ...]) -> None:
    named = works_named(words, WORKS)
    assert (named.works, named.outcome) == (meant, NameOutcome.SEVERAL)
    assert named.choices.startswith(f"{len(meant)} works fit “{words}”: ")
    assert all(f"({key})" in named.choices for key in named.keys)
    assert str(several_works(named)) == named.choices


def test_of_many_works_that_fit_a_few_are_shown() -> None:
    many = tuple(work(f"key{n}", f"Learning {n}", (), 2020) for n in range(9))
    choices = works_named("the learning paper", many).choices
    assert choices.startswith("9 works fit “the learning paper”, such as: Learning 0 (key0);")
    assert choices.endswith("ask by key or with more words")


@pytest.mark.parametrize(
    "words",
    [
        "the BERT paper",
        "paper 12",
        "S11",
        "scopus.csv",
        "the paper",
        "Granlund 2019",
        "10.1/none",
        "the silk paper",
        "",
    ],
)
def test_a_name_of_no_work(words: str) -> None:
    assert works_named(words, WORKS).outcome is NameOutcome.NONE


@pytest.mark.parametrize("words", ["learning", "Oravizio", "the maturity model", "machine learning experiments"])
def test_a_topic_surely_names_no_work(words: str) -> None:
    assert not names_a_work(words)
    assert works_named(words, WORKS, surely=True).works == ()
    assert works_named(words, WORKS).works


def test_the_name_that_one_title_begins_with_surely_names_it() -> None:
    assert works_named("SliceTeller", WORKS, surely=True).works == (SLICES,)


@pytest.mark.parametrize(
    "words", ["the drift paper", "paper 11", "the paper on bots", "Fox et al.", "fox2020silts", "Fox, 2020", "“Drift”"]
)
def test_words_that_look_like_a_name(words: str) -> None:
    assert names_a_work(words)


@pytest.mark.parametrize(
    ("text", "meant", "topic"),
    [
        ("what does SliceTeller propose?", (SLICES,), "what does this paper propose?"),
        ("what does the SliceTeller paper propose?", (SLICES,), "what does this paper propose?"),
        ("what did Granlund's Oravizio paper report on audits?", (ORAVIZIO,), "audits"),
        ("what was my verdict on the paper on bots?", (BOTS,), "what was my verdict on this paper?"),
        ("what does the paper on code review bots say about trust?", (BOTS,), "trust"),
        (
            "what does the paper on bots, and how, say about trust?",
            (BOTS,),
            "what does this paper, and how, say about trust?",
        ),
        ("what does paper 11 say about audits?", (ORAVIZIO,), "audits"),
        ("what does the drift paper say about tides?", (DRIFT, DRIFTS), "tides"),
        ("what does 11_Granlund.md say about audits?", (ORAVIZIO,), "audits"),
        ("what does 10.1007/s42979-021-00726-1 say about audits?", (ORAVIZIO,), "audits"),
        (
            "how do the SliceTeller paper and the maturity paper see testing?",
            (SLICES, JOHN),
            "how do this paper and this paper see testing?",
        ),
    ],
)
def test_names_in_a_lookup_limit_it(text: str, meant: tuple[WorkEntry, ...], topic: str) -> None:
    question = understand(text, KNOWN)
    assert question.kind is QuestionKind.LOOKUP
    assert question.only == Filter(keys=tuple(each.key for each in meant))
    assert question.topic == topic


@pytest.mark.parametrize(
    "text",
    [
        "what did the user study show?",
        "which is the best paper on drift?",
        "what does the research paper format look like?",
        "what does this paper say about drift?",
        "how is the drift in the paper industry measured?",
        "what do the authors of the papers say on learning?",
        "how many papers are on learning?",
        "which papers discuss learning?",
        "what is the 2020 review of learning?",
        "how do teams learn from drift?",
    ],
)
def test_words_that_name_no_work_are_left_alone(text: str) -> None:
    assert understand(text, KNOWN).only.keys == ()
