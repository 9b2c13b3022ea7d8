"""Conversations as a researcher types them: the query that the last question of each is read as."""

from dataclasses import replace

import pytest

from assistant.questions.followups import understand_next
from assistant.questions.question import Known, Order, Question, QuestionKind
from assistant.questions.turns import Turn
from index.errors import UsageError
from tests.assistant.questions.known_works import work

A, B, C, D, E, F = (
    replace(work("adams2021", "Drift in Production", ("Ann Adams", "Bo Brand"), 2021, "IEEE Software"), numbers=("7",)),
    work("baker2022", "Monitoring for Everyone", ("Ben Baker",), 2022, "Computer"),
    work("cole2023", "OceanBench: A Benchmark of the Sea", ("Carl Cole", "Ann Adams"), 2023, "IEEE Software"),
    work("dunn2023", "Feature Stores at Scale", ("Dora Dunn",), 2023),
    replace(work("eley2020", "A Survey of Model Registries", ("Eve Eley",), 2020), secondary=True),
    work("faubel2024", "MLOps at the Edge", ("Leonhard Faubel",), 2024, "Computer"),
)
KNOWN = Known((A, B, C, D, E, F))
LETTERS = {each.key: letter for each, letter in zip(KNOWN.works, "ABCDEF", strict=True)}


def query(question: Question) -> str:
    """A parsed question as one line: what it asks for, of which works, and its other conditions."""
    only, request = question.only, question.request
    asked = f"{question.kind} “{question.topic}”"
    if request:
        order = "" if request.order is Order.YEAR else f" by {request.order}"
        order += " newest first" * request.newest_first
        grouped = f" per {request.grouped_by}" if request.grouped_by else ""
        asked = f"{request.aim}{grouped}{order}{f' first {request.limit}' if request.limit else ''}"
    works = f" of {''.join(LETTERS[key] for key in only.keys)}" if only.keys else ""
    rest = str(replace(only, keys=()))
    return f"{asked}{works}{f' ({rest})' if rest else ''}"


LISTED = "which papers discuss drift?"  # answered with ABCD, in this order
RECENT = "which papers discuss drift since 2021?"
LOOKED_UP = "what is concept drift?"  # quotes B, then A
BY_ADAMS = "which papers are by Adams?"
NEWEST = "what are the three newest papers?"
ON_ONE = "what does the OceanBench paper propose?"
ANSWERED = {
    LISTED: "ABCD", RECENT: "ABCD", LOOKED_UP: "BA", BY_ADAMS: "AC", NEWEST: "FCD", ON_ONE: "C",
    "how many papers are from 2023?": "CD", "how many papers by venue?": "ABCDEF", "who wrote the most papers?": "AC",
}  # fmt: skip

# First question; then its follow-ups, each with the works of its answer; the query that the last is read as.
CONVERSATIONS = [
    (LISTED, "and from those, only the ones since 2023", "works of ABCD (year 2023..)"),
    (LISTED, "only those since 2023", "works of ABCD (year 2023..)"),
    (LISTED, "and of these, the ones by Adams", "works of ABCD (author Adams)"),
    (LISTED, "which of the same papers mention privacy?", "listing “privacy” of ABCD"),
    (LISTED, "take these and find the ones about Kubernetes", "listing “Kubernetes” of ABCD"),
    (LISTED, "do these also discuss cost?", "listing “cost” of ABCD"),
    (LISTED, "how many of those discuss both cost and latency?", "count “cost and latency” of ABCD"),
    (LISTED, "in those papers, which tools are used?", "lookup “which tools are used” of ABCD"),
    (LISTED, "what about them in 2023?", "works of ABCD (year 2023)"),
    (LISTED, "which is the most cited of them?", "works by cited first 1 of ABCD"),
    (LISTED, "which of them is the oldest?", "works first 1 of ABCD"),
    (LISTED, "who wrote these papers?", "authors of ABCD"),
    (LISTED, "when were they published?", "years of ABCD"),
    (LISTED, "and the oldest?", "works first 1 of ABCD"),
    (LISTED, "the newest one?", "works newest first first 1 of ABCD"),
    (LISTED, "and the two newest ones?", "works newest first first 2 of ABCD"),
    (LISTED, "sort them by year", "works of ABCD"),
    (LISTED, "sort these by title, please", "works by title of ABCD"),
    (LISTED, "newest first", "works newest first of ABCD"),
    (LISTED, "and by venue?", "count per venues of ABCD"),
    (LISTED, "per year, please", "count per years of ABCD"),
    (LISTED, "export these as bibtex", "works of ABCD"),
    (LISTED, "save them to a file", "works of ABCD"),
    (LISTED, "export as csv", "works of ABCD"),
    (LISTED, "export the first two as bibtex", "works of AB"),
    (LISTED, "list the first three", "works of ABC"),
    (LISTED, "and of them only the last", "lookup “drift” of D"),
    (LISTED, "what did the second report?", "lookup “what did this paper report about drift?” of B"),
    (LISTED, "what does the OceanBench one propose?", "lookup “what does this paper propose about drift?” of C"),
    (LISTED, "and the paper by Faubel?", "lookup “drift” of F"),
    (LISTED, "what about paper 7?", "lookup “drift” of A"),
    (LISTED, "paper 2", "lookup “drift” of B"),
    (LISTED, "compare the first and the second", "comparison “adams2021 and baker2022 on drift” of AB"),
    (LISTED, "summarise them", "lookup “summarise these papers: the problem, the approach and the findings” of ABCD"),
    (LISTED, "and the rest?", "listing “not drift”"),
    (LISTED, "what about the ones that do not?", "listing “not drift”"),
    (LISTED, "do the others mention privacy?", "listing “privacy” of EF"),
    (LISTED, "but neither privacy nor cost", "listing “drift, but not privacy or cost”"),
    (LISTED, "without the ones on privacy", "listing “drift, but not privacy”"),
    (LISTED, "without the ones from 2022", "listing “drift” of ACD"),
    (LISTED, "remove those by Adams", "listing “drift” of BD"),
    (LISTED, "limit to IEEE venues", "listing “drift” (venue IEEE)"),
    (LISTED, "only in my notes", "listing “drift” (kind summary)"),
    (LISTED, "how many of those are journal articles?", "count of ABCD (type article)"),
    (LISTED, "only the conference papers", "listing “drift” (type conference)"),
    (LISTED, "and the preprints?", "listing “drift” (type preprint)"),
    ("how many papers by venue?", "which of them are surveys?", "works of ABCDEF (type secondary)"),
    ("how many papers by venue?", "without the surveys", "count per venues of ABCDF"),
    (LISTED, "give me the list again", "listing “drift”"),
    (LISTED, "show me those", "listing “drift”"),
    (LISTED, "is the second one a review?", "works of B (type secondary)"),
    (LISTED, "in which venues did they appear?", "venues of ABCD"),
    (LISTED, "show only journal articles", "listing “drift” (type article)"),
    (LISTED, "can you group them by venue?", "count per venues of ABCD"),
    (LISTED, "give me the bibtex of the first", "works of A"),
    (LISTED, "what do the first three have in common?", "lookup “what do these papers have in common?” of ABC"),
    (LISTED, "I meant data skew", "listing “data skew”"),
    (RECENT, "without the year", "listing “drift”"),
    (RECENT, "drop the filters", "listing “drift”"),
    (RECENT, "and before that?", "listing “drift” (year ..2020)"),
    (RECENT, "which papers are from 2019?", "works (year 2019)"),
    (RECENT, "what is a model registry?", "lookup “what is a model registry?”"),
    (LOOKED_UP, "tell me more about the first", "overview “tell me more about the first” of B"),
    (LOOKED_UP, "what do the others say?", "lookup “what do these papers say about concept drift?” of CDEF"),
    (LOOKED_UP, "which of these papers are from 2021?", "works of BA (year 2021)"),
    (BY_ADAMS, "and by Faubel?", "works (author Faubel)"),
    (BY_ADAMS, "what does the first say about energy?", "lookup “energy” of A"),
    (BY_ADAMS, "and the others?", "works of BDEF (author Adams)"),
    (NEWEST, "tell me more about the third", "overview “tell me more about the third” of D"),
    (NEWEST, "and the three oldest?", "works first 3"),
    (ON_ONE, "and the paper on feature stores?", "lookup “what does this paper propose?” of D"),
    (ON_ONE, "who wrote it?", "authors of C"),
    ("how many papers are from 2023?", "list them", "works (year 2023)"),
    ("how many papers by venue?", "and by year?", "count per years"),
    ("who wrote the most papers?", "list his papers", "works of AC"),
    (LISTED, "only those since 2022", "BCD", "how many are left?", "count of ABCD (year 2022..)"),
    (LISTED, "only those since 2022", "BCD", "which of them mention cost?", "listing “cost” of BCD"),
    (LISTED, "only those since 2022", "BCD", "which papers are from 2019?", "works (year 2019)"),
    (LISTED, "which of them use Go?", "BC", "and which do not?", "listing “not Go” of ABCD"),
    (LISTED, "what did the second report?", "B", "and the others?", "works of ACD"),
    (LISTED, "what does the third say on cost?", "C", "and the first?", "lookup “cost” of A"),
    (LISTED, "and by venue?", "ABCD", "and the oldest?", "works first 1 of ABCD"),
    (LISTED, "but not privacy", "AB", "export these as bibtex", "works of AB"),
    (LOOKED_UP, "how is it measured?", "DB", "what do the last two say about cost?", "lookup “cost” of DB"),
    (LISTED, "tell me more about the first", "A", "and the second?", "overview “and the second?” of B"),
    (LISTED, "tell me more about the first", "A", "does it use Go?", "lookup “does this paper use Go?” of A"),
    (LISTED, "tell me more about the first", "A", "and the others?", "works of BCD"),
    (LISTED, "summarise the last one", "D", "and the OceanBench paper?", "overview “and the OceanBench paper?” of C"),
    (LISTED, "the first two", "AB", "do they mention cost?", "listing “cost” of AB"),
]  # fmt: skip


def works_of(letters: str) -> tuple[str, ...]:
    return tuple(KNOWN.works["ABCDEF".index(letter)].key for letter in letters)


def last_question(conversation: tuple[str, ...]) -> Question:
    """The last question, understood after those before it and the works of their answers."""
    first, *others = conversation
    turns: list[Turn] = []
    for text, letters in [(first, ANSWERED[first]), *zip(others[:-1:2], others[1::2], strict=False)]:
        question = understand_next(text, turns, KNOWN)
        turns.append(Turn(question, question.only, works_of(letters)))
    return understand_next(others[-1], turns, KNOWN)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: " | ".join(conversation[:-1]))
def test_last_question_of_a_conversation(conversation: tuple[str, ...]) -> None:
    assert query(last_question(conversation[:-1])) == conversation[-1]


@pytest.mark.parametrize(
    ("conversation", "message"),
    [
        ((LISTED, "and the SliceTeller paper?"), "no work of the corpus is called “SliceTeller”"),
        ((LISTED, "limit to the good ones"), "is not understood as going on from “which papers discuss drift?”"),
        ((LISTED, "drop the year"), "“drop the year” changes nothing: the last question has no condition on the year"),
        ((LISTED, "without those since 2020"), "leaves none of the works of the last answer"),
        (("how many papers by venue?", "and the others?"), "the last answer names all 6"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_asked_of_the_whole_corpus(
    conversation: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UsageError) as raised:
        last_question(conversation)
    assert message in str(raised.value)


@pytest.mark.parametrize(("asked", "option"), [("export these as bibtex", "bibtex"), ("save them as csv", "csv")])
def test_an_export_names_the_command_that_does_it(asked: str, option: str) -> None:
    question = last_question((LISTED, asked))
    assert question.kind is QuestionKind.BIBLIOGRAPHIC
    (note,) = question.notes
    assert f'`refdesk ask "{asked}" --follow-up --{option} works.' in note


def test_a_number_of_the_notes_gives_way_to_a_place_in_the_answer_and_is_noted() -> None:
    numbered = Known((A, replace(B, numbers=("3",)), C, D))
    turns = [Turn(understand_next(LISTED, [], numbered), works=works_of("ABCD"))]
    question = understand_next("what does paper 3 say about cost?", turns, numbered)
    assert (question.only.keys, question.topic) == ((C.key,), "cost")
    assert question.notes == ("“paper 3” was read as a place in an answer; the notes call baker2022 so.",)
    assert understand_next("what does paper 3 say about cost?", [], numbered).only.keys == (B.key,)


def test_which_works_the_others_are_is_said() -> None:
    assert last_question((LOOKED_UP, "what do the others say?")).notes == (
        "“the others” was read as the 4 works that the last answer does not name.",
    )
