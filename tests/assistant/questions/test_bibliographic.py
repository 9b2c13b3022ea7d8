"""Questions answered from the catalogue, told from questions about the texts."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.bibliographic import apart_from, request_in
from assistant.questions.question import Aim, CatalogueQuery, Condition, Facet, Known, Order
from index.entries import Fact
from index.errors import UsageError
from index.works.filters import Filter
from tests.assistant.bibliography.works import KNOWN

COUNT, WORKS, AUTHORS, YEARS, VENUES, *_ = map(CatalogueQuery, Aim)


def asked(question: str) -> CatalogueQuery | None:
    """`question` as asked; what stands in braces is a condition, cut out by those who read conditions."""
    rest = "".join(part.partition("}")[2] if at else part for at, part in enumerate(question.split("{")))
    return request_in(rest, question.replace("{", "").replace("}", ""), KNOWN)


@pytest.mark.parametrize(
    ("question", "request_"),
    [
        ("How many papers are there?", COUNT),
        ("how many works are in the corpus?", COUNT),
        ("how many papers {by Stone}?", COUNT),
        ("How many papers are {from 2023}", COUNT),
        ("how many papers does {Stone} have?", COUNT),
        ("how many papers did {Stone} write?", COUNT),
        ("number of publications {since 2022}", COUNT),
        ("Tell me how many papers there are", COUNT),
        ("list all papers", WORKS),
        ("Could you please list the papers {by Stone}?", WORKS),
        ("what papers are {from 2023}?", WORKS),
        ("which articles have been published {since 2023}?", WORKS),
        ("which papers are {by Stone}?", WORKS),
        ("papers {by Stone}", WORKS),
        ("{Stone}'s papers", WORKS),
        ("what has {Stone} published?", WORKS),
        ("what was published {in 2023}?", WORKS),
        ("is there a paper {by Nobody}?", WORKS),
        ("anything {by Stone}?", WORKS),
        ("which of those are {from 2023}?", WORKS),
        ("list all titles", CatalogueQuery(Aim.WORKS, order=Order.TITLE)),
        ("How many different authors are there?", AUTHORS),
        ("which authors appear?", AUTHORS),
        ("who wrote {the Stone paper}?", AUTHORS),
        ("which years?", YEARS),
        ("when was {the Stone paper} published?", YEARS),
        ("publication years", YEARS),
        ("which venues are there?", VENUES),
        ("which journals are the papers {by Stone} from?", VENUES),
        ("where was {the Stone paper} published?", VENUES),
        ("which papers have no year?", CatalogueQuery(Aim.WORKS, lacking=Fact.YEAR)),
        ("how many papers are without a venue", CatalogueQuery(Aim.COUNT, lacking=Fact.VENUE)),
    ],
)
def test_words_of_asking_alone_are_a_request(question: str, request_: CatalogueQuery) -> None:
    assert asked(question) == request_


@pytest.mark.parametrize(
    ("question", "aim", "key"),
    [
        ("who wrote Tides: A Review of Harbour Models?", Aim.AUTHORS, "stone2022review"),
        ("who wrote “Silt in Harbours”?", Aim.AUTHORS, "hill2023silt"),
        ("Who are the authors of stone2022review?", Aim.AUTHORS, "stone2022review"),
        ("by whom was Silt in Harbours written?", Aim.AUTHORS, "hill2023silt"),
        ("how many authors does Silt in Harbours have?", Aim.AUTHORS, "hill2023silt"),
        ("who wrote the silts paper?", Aim.AUTHORS, "reed2024silts"),
        ("who wrote silt in harbuors", Aim.AUTHORS, "hill2023silt"),
        ("when was Tides published?", Aim.YEARS, "stone2022review"),
        ("what year is Silt in Harbours from?", Aim.YEARS, "hill2023silt"),
        ("What's the publication year of Tides?", Aim.YEARS, "stone2022review"),
        ("where did Stone et al. (2022) appear?", Aim.VENUES, "stone2022review"),
        ("in which journal was Silt in Harbours published", Aim.VENUES, "hill2023silt"),
    ],
)
def test_named_work_is_asked_about(question: str, aim: Aim, key: str) -> None:
    assert asked(question) == CatalogueQuery(aim, named=(key,))


CITING = [
    ("which papers cite stone2022review?", "cites", "stone2022review"),
    ("which papers cite {the Stone paper}?", "cites", "stone2022review"),
    ("which papers {by Reed} cite {the Stone paper} {since 2023}?", "cites", "stone2022review"),
    ("papers citing Tides: A Review of Harbour Models", "cites", "stone2022review"),
    ("who cites Stone?", "cites", "stone2022review"),
    ("is there a paper citing Tides?", "cites", "stone2022review"),
    ("by whom is Stone et al. 2022 cited?", "cites", "stone2022review"),
    ("where is Tides cited?", "cites", "stone2022review"),
    ("which papers that cite Stone are {from 2023}?", "cites", "stone2022review"),
    ("which papers refer to the Stone paper?", "cites", "stone2022review"),
    ("what does reed2024silts cite?", "cited_by", "reed2024silts"),
    ("what does {the Reed paper} cite?", "cited_by", "reed2024silts"),
    ("which papers are cited by Reed?", "cited_by", "reed2024silts"),
    ("list the references of On Silts and Sands", "cited_by", "reed2024silts"),
]


@pytest.mark.parametrize(("question", "field", "key"), CITING)
def test_which_cites_which(question: str, field: str, key: str) -> None:
    request = asked(question)
    assert request
    assert (request.aim, getattr(request, field), request.denied) == (Aim.WORKS, (key,), False)
    assert request.naming in question.replace("{", "").replace("}", "")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "which papers do not cite Stone?",
            CatalogueQuery(Aim.WORKS, cites=("stone2022review",), denied=True, naming="Stone"),
        ),
        (
            "how often is Stone cited?",
            CatalogueQuery(Aim.COUNT, cites=("stone2022review",), further=(Aim.CITATIONS,), naming="Stone"),
        ),
        (
            "how many citations does Tides have?",
            CatalogueQuery(Aim.COUNT, cites=("stone2022review",), further=(Aim.CITATIONS,), naming="Tides"),
        ),
        (
            "how many papers cite Stone or Reed?",
            CatalogueQuery(Aim.COUNT, cites=("stone2022review", "reed2024silts"), naming="Stone or Reed"),
        ),
        ("which works do not cite anything?", CatalogueQuery(Aim.WORKS, citing=False)),
        ("which papers cite other papers?", CatalogueQuery(Aim.WORKS, citing=True)),
        ("which papers are never cited?", CatalogueQuery(Aim.WORKS, cited=False)),
        ("which papers are not cited by any other paper?", CatalogueQuery(Aim.WORKS, cited=False, here=True)),
        ("uncited papers", CatalogueQuery(Aim.WORKS, cited=False)),
        ("how many papers are cited?", CatalogueQuery(Aim.COUNT, cited=True)),
        ("which papers are cited more than 3 times?", CatalogueQuery(Aim.WORKS, cited=True, least=4)),
        ("which papers have been cited at least twice?", CatalogueQuery(Aim.WORKS, cited=True, least=2)),
        (
            "does the Reed paper cite Stone?",
            CatalogueQuery(
                Aim.WORKS, cites=("stone2022review",), named=("reed2024silts",), naming="the Reed paper cite Stone"
            ),
        ),
    ],
)
def test_citing_at_all_not_at_all_and_in_numbers(question: str, expected: CatalogueQuery) -> None:
    assert asked(question) == expected


STONE, HILL, REED = "stone2022review", "hill2023silt", "reed2024silts"


@pytest.mark.parametrize(
    ("question", "field", "also"),
    [
        ("which papers cite both Stone and hill2023silt?", "cites", [HILL]),
        ("which papers cite stone2022review and hill2023silt?", "cites", [HILL]),
        ("which papers cite “Tides” and “Silt in Harbours”?", "cites", [HILL]),
        ("which papers cite Stone, Reed and Hill 2023 {since 2020}?", "cites", [REED, HILL]),
        ("what do both Stone and Reed cite?", "cited_by", [REED]),
    ],
)
def test_several_works_cited(question: str, field: str, also: list[str]) -> None:
    request = asked(question)
    assert request
    assert (getattr(request, field), request.also) == ((STONE,), tuple((key,) for key in also))
    assert not request.denied


def test_words_of_a_title_that_take_away_are_quoted() -> None:
    expected = CatalogueQuery(Aim.WORKS, title_words=("but not",))
    assert asked("papers with “but not” in the title") == expected


@pytest.mark.parametrize(
    "question",
    [
        "which papers do not cite both Stone and Reed?",
        "which papers cite Stone but not Reed?",
        "which papers cite Stone, but do not cite Reed {since 2020}?",
        "which papers cite Stone without citing Reed or Hill 2023?",
        "which papers cite neither Stone nor Reed?",
        "which papers are cited by Stone but not by Reed?",
        "papers with silt but not sand in the title",
        "silt in the title but not sand",
        "titles that contain silt and do not contain sand or quay",
        "papers with neither silt nor sand in the title",
        "which papers do not cite Stone but cite Reed?",
        "which papers cite Stone except those {by Hill}?",
        "which papers cite Stone but not {by Hill}?",
        "which papers are cited by Reed but do not cite Stone?",
        "which papers cite “Tides” or “Foo”?",
        "papers without silt but with sand in the title",
        "papers with silt except sand in the title",
        "how often are Stone and Reed cited?",
    ],
)
def test_conditions_that_cannot_be_read_together_are_refused(question: str) -> None:
    with pytest.raises(UsageError, match=r"^“.*” is not understood: ask for one at a time$"):
        asked(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many works are known by title only?", CatalogueQuery(Aim.COUNT, lacking=Fact.TEXT)),
        ("which works are known only by their titles?", CatalogueQuery(Aim.WORKS, lacking=Fact.TEXT)),
        ("which papers have no abstract?", CatalogueQuery(Aim.WORKS, lacking=Fact.ABSTRACT)),
        ("how many papers {by Stone} do not have a DOI?", CatalogueQuery(Aim.COUNT, lacking=Fact.DOI)),
        ("how many abstracts are missing?", CatalogueQuery(Aim.COUNT, lacking=Fact.ABSTRACT)),
        ("which works lack a full text?", CatalogueQuery(Aim.WORKS, lacking=Fact.FULL_TEXT)),
        ("which papers have full text?", CatalogueQuery(Aim.WORKS, having=Fact.FULL_TEXT)),
        ("works without keywords", CatalogueQuery(Aim.WORKS, lacking=Fact.KEYWORDS)),
    ],
)
def test_facts_that_works_have_or_lack(question: str, expected: CatalogueQuery) -> None:
    assert asked(question) == expected


def test_works_are_not_ranked_by_how_many_they_cite() -> None:
    with pytest.raises(UsageError, match="works are not ranked by citing “the most papers”: ask"):
        asked("which paper cites the most papers?")


def test_conditions_in_the_name_of_a_cited_work_are_none_on_the_works_asked_for() -> None:
    request = asked("which papers {by Reed} cite {the Stone paper}?")
    by_reed = Condition(Facet.AUTHOR, "by Reed", Filter(authors=("Reed",)))
    named = Condition(Facet.WORK, "the Stone paper", Filter(keys=("stone2022review",)))
    assert request
    assert apart_from(request, (by_reed, named)) == (by_reed,)


@pytest.mark.parametrize(
    ("question", "words", "any_word", "denied"),
    [
        ("which titles contain silt?", ("silt",), False, False),
        ("papers with 'silt' in the title", ("silt",), False, False),
        ("papers with coastal silt in the title", ("coastal silt",), False, False),
        ("which papers {from 2023} mention silt in their title?", ("silt",), False, False),
        ("papers whose title contains silt", ("silt",), False, False),
        ("titles that mention either silt or sand", ("silt", "sand"), True, False),
        ("which titles contain silt and sand?", ("silt", "sand"), False, False),
        ("titles containing “silt and sand”", ("silt and sand",), False, False),
        ("which titles do not contain silt?", ("silt",), False, True),
        ("papers without silt in the title", ("silt",), False, True),
        ("list papers with the word silt in the title", ("silt",), False, False),
    ],
)
def test_words_of_titles(question: str, words: tuple[str, ...], any_word: bool, denied: bool) -> None:
    assert asked(question) == CatalogueQuery(Aim.WORKS, title_words=words, any_word=any_word, denied=denied)


@pytest.mark.parametrize(
    ("question", "order", "newest_first", "limit"),
    [
        ("the most cited papers", Order.CITED, False, 10),
        ("which paper is the most cited?", Order.CITED, False, 1),
        ("which paper is cited by the most papers?", Order.CITED, False, 1),
        ("which three papers are cited by the largest number of other works?", Order.CITED, False, 3),
        ("which 5 papers are cited most?", Order.CITED, False, 5),
        ("which paper has the most citations", Order.CITED, False, 1),
        ("newest papers", Order.YEAR, True, 10),
        ("what's the latest paper {by Stone}?", Order.YEAR, True, 1),
        ("most recent {by Stone}", Order.YEAR, True, 10),
        ("the three most recent papers", Order.YEAR, True, 3),
        ("list the oldest papers", Order.YEAR, False, 10),
    ],
)
def test_ranked_works(question: str, order: Order, newest_first: bool, limit: int) -> None:
    assert asked(question) == CatalogueQuery(Aim.WORKS, order=order, newest_first=newest_first, limit=limit)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many papers per year?", CatalogueQuery(Aim.COUNT, Aim.YEARS)),
        ("papers by year", CatalogueQuery(Aim.COUNT, Aim.YEARS)),
        ("how many papers were published each year?", CatalogueQuery(Aim.COUNT, Aim.YEARS)),
        ("distribution of papers over the years", CatalogueQuery(Aim.COUNT, Aim.YEARS)),
        ("number of publications by venue", CatalogueQuery(Aim.COUNT, Aim.VENUES)),
        ("how many papers did each author write?", CatalogueQuery(Aim.COUNT, Aim.AUTHORS)),
        ("who are the most frequent authors?", CatalogueQuery(Aim.AUTHORS, order=Order.FREQUENT, limit=10)),
        ("who wrote the most papers?", CatalogueQuery(Aim.AUTHORS, order=Order.FREQUENT, limit=10)),
        ("top 5 authors", CatalogueQuery(Aim.AUTHORS, order=Order.FREQUENT, limit=5)),
        ("which year has the most papers?", CatalogueQuery(Aim.YEARS, order=Order.FREQUENT, limit=10)),
        ("which authors wrote more than one paper?", CatalogueQuery(Aim.AUTHORS, least=2)),
        ("authors with at least 3 papers", CatalogueQuery(Aim.AUTHORS, least=3)),
    ],
)
def test_groups(question: str, expected: CatalogueQuery) -> None:
    assert asked(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "which papers discuss silt?",
        "papers on silt {by Stone}",
        "how many papers discuss silt?",
        "how many papers per year discuss silt?",
        "what is {Tides: A Review of Harbour Models}?",
        "what does {Stone} say?",
        "who works on harbours?",
        "who won the world cup in 1998?",
        "who is {Stone}?",
        "who wrote about silt?",
        "who wrote papers on silt?",
        "which authors discuss silt?",
        "what do the authors cite as reasons?",
        "which papers cite cost as a barrier?",
        "which papers refer to silt as sand?",
        "which papers reference GDPR?",
        "which papers cite each other?",
        "which papers cite Stone and discuss silt?",
        "which papers that discuss silt cite Stone?",
        "what does it cite?",
        "when was Kubernetes released?",
        "where was the dataset published?",
        "how many years of data are used?",
        "how many people were in the study?",
        "what are the most cited challenges?",
        "which tools are most often used?",
        "what are the latest methods?",
        "what do the newest papers say about silt?",
        "which papers are most relevant?",
        "how are papers published?",
        "who are the users of the platform?",
        "how is the title of a report chosen?",
        "papers without code",
        "what year is it?",
        "where does {Stone} work?",
        "where do the authors work?",
        "papers",
        "study",
        "titles",
        "",
        "?",
    ],
)
def test_question_about_the_texts_is_no_request(question: str) -> None:
    assert asked(question) is None


@pytest.mark.parametrize(
    "question",
    ["which papers cite Vaswani et al.?", "who wrote Silence of the Harbours?", "when was the Reid paper published?"],
)
def test_unknown_work_is_refused_with_the_nearest_title(question: str) -> None:
    with pytest.raises(UsageError, match=r"no work of the corpus is called .*; the nearest title is “.*” \(.*\): name"):
        asked(question)


def test_unknown_work_of_an_empty_corpus() -> None:
    with pytest.raises(UsageError, match="holds no work yet"):
        request_in("who wrote Silt in Harbours?", "who wrote Silt in Harbours?", Known())


def test_questions_asked_of_papers_are_no_requests(evaluation: Path) -> None:
    lines = (evaluation / "qasper-mini" / "queries.jsonl").read_text().splitlines()
    unanswerable = (evaluation / "unanswerable" / "questions.jsonl").read_text().splitlines()
    questions = [json.loads(line)["text"] for line in lines] + [json.loads(line)["question"] for line in unanswerable]
    assert [question for question in questions if request_in(question, question, KNOWN)] == []


WORDS = [
    *(
        "which",
        "papers",
        "cite",
        "who",
        "wrote",
        "the",
        "title",
        "most",
        "cited",
        "by",
        "Stone",
        "in",
        "year",
        "per",
        "how",
    ),
    *("many", "does", "not", "silt", "(2022)", "'", "“", "”", ",", "?", "*", "references", "of", "or", "and", "10"),
]


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=80))
def test_any_words_are_read_or_refused_in_one_line(text: str) -> None:
    try:
        request = request_in(text, text, KNOWN)
    except UsageError as error:
        request = None
        assert_one_line(str(error))
    assert request is None or set(request.cites + request.cited_by + request.named) <= {w.key for w in KNOWN.works}


def assert_one_line(message: str) -> None:
    assert re.search("no work|not understood|not ranked|cannot be asked for", message)
    assert len(message.splitlines()) == 1
