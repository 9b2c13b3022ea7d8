"""Questions that go on from earlier ones, and whole questions left alone."""

import json
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.followups import understand_next
from assistant.questions.question import Aim, CatalogueQuery, Facet, Known, QuestionKind, Wanted
from assistant.questions.turns import NoEarlierQuestionError, Turn
from assistant.questions.understanding import understand
from index.errors import UsageError
from index.works.filters import Filter, Years
from tests.assistant.questions.known_works import work

KNOWN = Known(
    (
        work("adams2021", "Drift in Production", ("Ann Adams", "Bo Brand", "Cy Dale"), 2021, "IEEE Software"),
        work("baker2022", "Monitoring", ("Ben Baker", "Carl Cole"), 2022),
        work("faubel2023", "MLOps at the Edge", ("Leonhard Faubel",), 2023),
        work("dunn2023", "Feature Stores", ("Dora Dunn",), 2023),
    )
)
NAMED = {
    "adams2021": "Adams et al. (2021), Drift in Production",
    "baker2022": "Baker & Cole (2022), Monitoring",
    "faubel2023": "Faubel (2023), MLOps at the Edge",
    "dunn2023": "Dunn (2023), Feature Stores",
}
ALL = tuple(NAMED)
A, B, F, D = ALL
NO_KEYS: tuple[str, ...] = ()


def turn(text: str, works: tuple[str, ...], inherited: Filter = Filter()) -> Turn:
    question = replace(understand(text, KNOWN), inherited=inherited)
    return Turn(question, question.only, works, NAMED)


LISTING = turn("which papers discuss concept drift?", ALL)
LIMITED = turn("Which papers from 2021 by Faubel mention concept drift?", ALL)
COUNT = turn("how many papers discuss concept drift?", ALL)
LOOKUP = turn("What is concept drift?", (A, B))
PLURAL = turn("What are feature stores?", (D,))
BY_AUTHOR = turn("how many papers are by Faubel?", (F, D))
BY_YEAR = turn("how many papers by year?", ())
FROM_2019 = turn("which papers are from 2019?", ALL)
ON_ONE = turn("what does this paper say about concept drift?", (B,), Filter(keys=(B,)))
FROM_2022 = turn("how many papers are from 2022?", (B,))
CITING_ONE = turn("which papers cite adams2021?", (F, D))
DETECTED = turn("how do teams detect concept drift?", (A, B))
EMPTY = turn("which papers discuss quantum drift?", ())
IN_SUMMARIES = turn("which papers discuss drift in my summaries?", ALL, Filter(Years(2021, None)))

LIST, COUNTED, LOOK, SHORT = QuestionKind.LISTING, QuestionKind.COUNT, QuestionKind.LOOKUP, QuestionKind.OVERVIEW

# Turns, question; kind, topic and works of the question as it is understood.
ON_A_TOPIC = [
    ([LISTING], "which of these do not discuss privacy?", LIST, "not privacy", ALL),
    ([LISTING], "which of these four papers discuss privacy?", LIST, "privacy", ALL),
    ([LISTING], "among those, which use Kubernetes?", LIST, "Kubernetes", ALL),
    ([LISTING], "how many of them discuss privacy?", COUNTED, "privacy", ALL),
    ([LISTING], "do any of them mention Kubernetes?", LIST, "Kubernetes", ALL),
    ([LISTING], "only the ones discussing monitoring", LIST, "monitoring", ALL),
    ([LISTING], "those using Kubernetes", LIST, "Kubernetes", ALL),
    ([LISTING], "only those studying drift", LIST, "drift", ALL),
    ([LISTING], "those that mention privacy", LIST, "privacy", ALL),
    ([LISTING], "the ones about monitoring", LIST, "monitoring", ALL),
    ([LISTING], "is privacy mentioned in any of them?", LOOK, "is privacy mentioned in any of these papers?", ALL),
    ([LISTING], "is there a survey among them?", LOOK, "is there a survey among these papers?", ALL),
    ([LISTING], "tell me more about the second", SHORT, "tell me more about the second", (B,)),
    ([LISTING], "summarise the last one", SHORT, "summarise the last one", (D,)),
    ([LISTING, ON_ONE], "what is it about?", SHORT, "what is it about?", (B,)),
    ([LISTING], "the last one", LOOK, "concept drift", (D,)),
    ([LISTING], "And what about the third one?", LOOK, "concept drift", (F,)),
    ([LISTING], "paper 2", LOOK, "concept drift", (B,)),
    ([LISTING, ON_ONE], "and the third?", LOOK, "concept drift", (F,)),
    ([LISTING, ON_ONE], "tell me more about the first", SHORT, "tell me more about the first", (A,)),
    ([LISTING, ON_ONE], "and the last one?", LOOK, "concept drift", (D,)),
    ([LOOKUP], "and the second?", LOOK, "What is concept drift?", (B,)),
    ([LISTING], "does the second mention monitoring?", LOOK, "does this paper mention monitoring?", (B,)),
    ([LISTING], "what does the 3rd paper say on testing?", LOOK, "testing", (F,)),
    (
        [LISTING],
        "does the last one contradict the first?",
        LOOK,
        "does it contradict it about concept drift?",
        (D, A),
    ),
    ([LISTING], "do the last two mention monitoring?", LIST, "monitoring", (F, D)),
    ([LISTING], "which of the first two is newer?", LIST, "newer", (A, B)),
    ([LISTING], "what do they recommend?", LOOK, "what do the authors recommend about concept drift?", ALL),
    ([LOOKUP], "and what do they recommend?", LOOK, "what do the authors recommend about concept drift?", (A, B)),
    ([LISTING], "how do they handle schema changes?", LOOK, "how do the authors handle schema changes?", ALL),
    ([LISTING], "do they use Kubernetes?", LIST, "Kubernetes", ALL),
    ([LISTING], "what did the authors conclude on cost?", LOOK, "what did the authors conclude on cost?", ALL),
    ([LISTING], "what is their main contribution?", LOOK, "what is the authors’ main contribution?", ALL),
    ([LISTING], "What baselines do they compare to?", LOOK, "What baselines do the authors compare to?", ALL),
    ([LISTING], "what tools do these papers use?", LOOK, "what tools do these papers use?", ALL),
    ([LISTING], "what do those say about testing?", LOOK, "testing", ALL),
    ([LISTING, ON_ONE], "does it mention monitoring?", LOOK, "does this paper mention monitoring?", (B,)),
    ([LISTING, ON_ONE], "what are its limitations?", LOOK, "what are this paper’s limitations?", (B,)),
    ([ON_ONE], "what else does that paper say about cost?", LOOK, "what else does this paper say about cost?", (B,)),
    ([LISTING], "does it mention monitoring?", LIST, "monitoring", ALL),
    ([LOOKUP], "how is it detected?", LOOK, "how is concept drift detected?", NO_KEYS),
    ([LISTING], "which papers discuss it?", LIST, "concept drift", NO_KEYS),
    ([PLURAL], "why are they used?", LOOK, "why are feature stores used?", NO_KEYS),
    ([PLURAL], "what do they recommend?", LOOK, "what do the authors recommend about feature stores?", (D,)),
    ([LISTING], f"more on {A}", LOOK, "concept drift", (A,)),
    (
        [LISTING],
        "what does the Faubel paper recommend?",
        LOOK,
        "what does this paper recommend about concept drift?",
        (F,),
    ),
    ([LISTING], "what about edge deployment?", LIST, "edge deployment", NO_KEYS),
    ([COUNT], "and edge deployment?", COUNTED, "edge deployment", NO_KEYS),
    ([LOOKUP], "and data drift?", LOOK, "What is data drift?", NO_KEYS),
    ([PLURAL], "what about edge deployment?", LOOK, "What is edge deployment?", NO_KEYS),
    ([ON_ONE], "and monitoring?", LOOK, "monitoring", (B,)),
    ([LISTING], "and in production?", LIST, "concept drift in production", NO_KEYS),
    ([LISTING], "but not privacy?", LIST, "concept drift, but not privacy", NO_KEYS),
    ([LISTING], "why?", LOOK, "why do these papers discuss concept drift?", ALL),
    ([LOOKUP], "why?", LOOK, "What is concept drift, and why?", (A, B)),
    ([LISTING], "how many?", COUNTED, "concept drift", NO_KEYS),
    ([COUNT], "which ones?", LIST, "concept drift", NO_KEYS),
    ([LISTING], "what else?", LOOK, "what else is said about concept drift?", ALL),
]


@pytest.mark.parametrize(("turns", "asked", "kind", "topic", "keys"), ON_A_TOPIC)
def test_follow_up_on_a_topic(
    turns: list[Turn], asked: str, kind: QuestionKind, topic: str, keys: tuple[str, ...]
) -> None:
    question = understand_next(asked, turns, KNOWN)
    assert (question.kind, question.topic, question.only) == (kind, topic, Filter(keys=keys))
    assert question.text == asked
    assert question.read_as


def works(**asked: object) -> CatalogueQuery:
    return CatalogueQuery(**{"aim": Aim.WORKS, **asked})  # type: ignore[arg-type]


WORKS, AUTHORS, YEARS, VENUES = works(), works(aim=Aim.AUTHORS), works(aim=Aim.YEARS), works(aim=Aim.VENUES)
CITED = turn("what does adams2021 cite?", (F, D))
WROTE_FIRST = turn("who wrote this paper?", (A,), Filter(keys=(A,)))
WROTE_TITLE = turn("who wrote Drift in Production?", (A,))
BY_FAUBEL = turn("which papers are by Faubel?", (F, D))
NEWEST = turn("what are the three newest papers?", (F, D, B))
# Turns, question; the whole query of the catalogue, and the works and conditions it is limited to.
OF_THE_CATALOGUE = [
    ([LISTING], "and which of those are from 2023?", WORKS, Filter(Years(2023, 2023), (), keys=ALL)),
    ([LISTING], "which of the 4 are from 2023?", WORKS, Filter(Years(2023, 2023), (), keys=ALL)),
    ([LISTING], "which of them is the newest?", works(newest_first=True, limit=1), Filter(None, (), keys=ALL)),
    ([LISTING], "which ones are from 2023?", WORKS, Filter(Years(2023, 2023), (), keys=ALL)),
    ([LISTING], "how many of them?", works(aim=Aim.COUNT), Filter(None, (), keys=ALL)),
    ([LISTING], "are any of those by Faubel?", WORKS, Filter(None, ("Faubel",), keys=ALL)),
    ([LISTING], "the ones citing Faubel", works(cites=(F,), naming="Faubel"), Filter(None, (), keys=ALL)),
    ([LISTING], "only the ones by Faubel", WORKS, Filter(None, ("Faubel",), keys=ALL)),
    ([BY_AUTHOR], "list those from 2023", WORKS, Filter(Years(2023, 2023), (), keys=(F, D))),
    ([LISTING, ON_ONE], "which of those are from 2023?", WORKS, Filter(Years(2023, 2023), (), keys=ALL)),
    ([LISTING], "who wrote the first?", AUTHORS, Filter(None, (), keys=(A,))),
    ([LISTING], "when was the last one published?", YEARS, Filter(None, (), keys=(D,))),
    ([LISTING], "which papers cite the first?", works(cites=(A,), naming=A), Filter()),
    ([LISTING, ON_ONE], "what does it cite?", works(cited_by=(B,), naming=B), Filter()),
    ([LISTING, ON_ONE], "who wrote it?", AUTHORS, Filter(None, (), keys=(B,))),
    ([PLURAL], "who wrote them?", AUTHORS, Filter(None, (), keys=(D,))),
    ([LISTING], "who wrote it?", AUTHORS, Filter(None, (), keys=ALL)),
    ([LISTING, ON_ONE], "who are its authors?", AUTHORS, Filter(None, (), keys=(B,))),
    ([LISTING], "who are their authors?", AUTHORS, Filter(None, (), keys=ALL)),
    ([LISTING], "who are the authors?", AUTHORS, Filter(None, (), keys=ALL)),
    ([LISTING, WROTE_FIRST], "and the second?", AUTHORS, Filter(keys=(B,))),
    ([LISTING, WROTE_TITLE], "and the second?", AUTHORS, Filter(keys=(B,))),
    ([LISTING, CITED], "and baker2022?", works(cited_by=(B,), naming=B), Filter()),
    ([CITED], "how many?", works(aim=Aim.COUNT, cited_by=(A,), naming=A), Filter()),
    ([CITING_ONE], "and in 2022?", works(cites=(A,), naming=A), Filter(Years(2022, 2022))),
    ([WROTE_TITLE], "how many?", works(aim=Aim.COUNT), Filter(keys=(A,))),
    ([WROTE_TITLE], "which ones?", WORKS, Filter(keys=(A,))),
    ([NEWEST], "how many?", works(aim=Aim.COUNT), Filter(keys=(F, D, B))),
    ([BY_FAUBEL], "how many?", works(aim=Aim.COUNT), Filter(authors=("Faubel",))),
    ([turn("list the papers by Faubel", (F,))], "how many?", works(aim=Aim.COUNT), Filter(authors=("Faubel",))),
    ([BY_FAUBEL], "when?", YEARS, Filter(keys=(F, D))),
    ([BY_FAUBEL], "and where?", VENUES, Filter(keys=(F, D))),
    ([WROTE_TITLE], "and when?", YEARS, Filter(keys=(A,))),
    ([CITING_ONE], "by whom?", AUTHORS, Filter(keys=(F, D))),
    ([LISTING], "and by whom?", AUTHORS, Filter(keys=ALL)),
]

# Turns, question; what the works are grouped by, the conditions, and the question in full.
GROUPED = [
    ([BY_YEAR], "and by venue?", Aim.VENUES, Filter(), "how many papers, by venue?"),
    ([BY_YEAR], "what about per author?", Aim.AUTHORS, Filter(), "how many papers, per author?"),
    (
        [LISTING],
        "by year?",
        Aim.YEARS,
        Filter(keys=ALL),
        "how many papers by year? (among the 4 works of the last answer)",
    ),
    ([BY_AUTHOR], "by year", Aim.YEARS, Filter(authors=("Faubel",)), "how many papers are by Faubel, by year?"),
]


@pytest.mark.parametrize(("turns", "asked", "part", "only", "read_as"), GROUPED)
def test_follow_up_groups_the_works_by_another_part(
    turns: list[Turn], asked: str, part: Aim, only: Filter, read_as: str
) -> None:
    question = understand_next(asked, turns, KNOWN)
    assert question.request
    assert (question.request.aim, question.request.grouped_by, question.only) == (Aim.COUNT, part, only)
    assert question.read_as == read_as


def test_works_named_without_a_verb_are_counted() -> None:
    assert (
        understand_next("how many?", [turn("papers before 2022", (A,))], KNOWN).read_as == "how many papers before 2022"
    )


def test_works_that_were_grouped_are_counted_without_their_groups() -> None:
    assert understand_next("how many?", [BY_YEAR], KNOWN).read_as == "how many papers?"


def test_bare_year_takes_the_place_of_another_with_its_preposition() -> None:
    assert understand_next("what about 2018?", [FROM_2019], KNOWN).read_as == "which papers are from 2018?"


@pytest.mark.parametrize(("turns", "asked", "request_made", "only"), OF_THE_CATALOGUE)
def test_follow_up_asked_of_the_catalogue(
    turns: list[Turn], asked: str, request_made: CatalogueQuery, only: Filter
) -> None:
    question = understand_next(asked, turns, KNOWN)
    assert (question.kind, question.request, question.only) == (QuestionKind.BIBLIOGRAPHIC, request_made, only)
    assert question.read_as


def after(turns: list[Turn], asked: str, found: tuple[str, ...]) -> list[Turn]:
    question = understand_next(asked, turns, KNOWN)
    return [*turns, Turn(question, question.only, found, NAMED)]


@pytest.mark.parametrize(
    ("first", "then", "request_made", "read_as"),
    [
        ("what does the first cite?", "and the second?", works(cited_by=(B,), naming=B), f"what does {B} cite?"),
        ("which papers cite the first?", "and the second?", works(cites=(B,), naming=B), f"which papers cite {B}?"),
        (
            "how many papers cite the first?",
            "and the third?",
            works(aim=Aim.COUNT, cites=(F,), naming=F),
            f"how many papers cite {F}?",
        ),
        (
            "does the first cite the second?",
            "and the third?",
            works(named=(F,), cites=(B,), naming=f"{F} cite {B}"),
            f"does {F} cite {B}?",
        ),
        (
            "which papers cite the first and the second?",
            "and the third?",
            works(cites=(F,), also=((B,),), naming=f"{F} and {B}"),
            f"which papers cite {F} and {B}?",
        ),
    ],
)
@pytest.mark.parametrize("found", [(), (B,), (F, D)], ids=len)
def test_a_place_after_a_question_on_citing_is_put_where_the_first_stood(
    found: tuple[str, ...], first: str, then: str, request_made: CatalogueQuery, read_as: str
) -> None:
    question = understand_next(then, after([LISTING], first, found), KNOWN)
    assert (question.request, question.only, question.read_as) == (request_made, Filter(), read_as)
    assert "was counted in the answer to" in " ".join(question.notes)


def test_a_key_that_begins_another_key_stays_in_it() -> None:
    known = replace(KNOWN, works=(*KNOWN.works, work("baker2022b", "Monitoring Again", ("Ben Baker",), 2022)))
    question = understand("does baker2022 cite baker2022b?", known)
    after_it = understand_next("and adams2021?", [LISTING, Turn(question, question.only, (B,), NAMED)], known)
    assert after_it.request == works(named=(A,), cites=("baker2022b",), naming=f"{A} cite baker2022b")
    assert after_it.in_full == "does adams2021 cite baker2022b?"


def test_after_what_a_work_cites_another_work_of_the_listing_is_told_of() -> None:
    first = after([LISTING], "what does the first cite?", (F, D))
    for turns in (first, after(first, "and the third?", (A,))):
        question = understand_next("tell me more about the second", turns, KNOWN)
        assert (question.kind, question.only) == (SHORT, Filter(keys=(B,)))


@pytest.mark.parametrize(
    ("asked", "read_as"),
    [
        ("summarise the literature on drift", "how is drift detected?"),
        ("please review the work on concept drift", "how is concept drift detected?"),
        ("give me an overview of data drift", "how is data drift detected?"),
        ("explain concept drift", "how is concept drift detected?"),
        ("describe the drift", "how is drift detected?"),
        ("list what is known about drift", "how is drift detected?"),
        ("what is known about drift?", "how is drift detected?"),
        ("concept drift", "how is concept drift detected?"),
    ],
)
def test_the_verb_of_a_request_is_no_part_of_its_topic(asked: str, read_as: str) -> None:
    assert understand_next("how is it detected?", [turn(asked, (A, B))], KNOWN).in_full == read_as


@pytest.mark.parametrize(
    ("asked", "sides"),
    [
        ("compare the first two", (A, B)),
        ("compare the second paper and the last one", (B, D)),
        ("how does the first compare to the second?", (A, B)),
        ("How do they differ?", ALL),
    ],
)
def test_works_of_an_answer_are_compared_on_its_topic(asked: str, sides: tuple[str, ...]) -> None:
    question = understand_next(asked, [LISTING], KNOWN)
    assert (question.kind, question.sides, question.only) == (QuestionKind.COMPARISON, sides, Filter(keys=sides))
    assert question.topic.endswith(" on concept drift")


@pytest.mark.parametrize(
    ("turn", "asked", "only", "topic"),
    [
        (LISTING, "and in 2022?", Filter(Years(2022, 2022)), "concept drift"),
        (LIMITED, "and in 2022?", Filter(Years(2022, 2022), ("Faubel",)), "concept drift"),
        (LIMITED, "and since 2020?", Filter(Years(2020), ("Faubel",)), "concept drift"),
        (LISTING, "and before 2020?", Filter(Years(None, 2019)), "concept drift"),
        (LISTING, "after 2021", Filter(Years(2022, None)), "concept drift"),
        (LISTING, "only 2023", Filter(Years(2023, 2023)), "concept drift"),
        (LISTING, "what about papers from 2022?", Filter(Years(2022, 2022)), "concept drift"),
        (LISTING, "and 2022 to 2023?", Filter(Years(2022, 2023)), "concept drift"),
        (LISTING, "are there any from 2023?", Filter(Years(2023, 2023)), "concept drift"),
        (LOOKUP, "and in 2022?", Filter(Years(2022, 2022)), "What is concept drift?"),
        (LOOKUP, "and by Dunn?", Filter(authors=("Dunn",)), "What is concept drift?"),
        (BY_AUTHOR, "and in 2022?", Filter(Years(2022, 2022), ("Faubel",)), "how many papers are by Faubel?"),
        (BY_AUTHOR, "and Baker?", Filter(authors=("Baker",)), "how many papers are by Baker?"),
        (LIMITED, "and by Dunn?", Filter(Years(2021, 2021), ("Dunn",)), "concept drift"),
        (LIMITED, "what about costs?", Filter(Years(2021, 2021), ("Faubel",)), "costs"),
        (LISTING, "and from IEEE Software?", Filter(venues=("IEEE Software",)), "concept drift"),
        (LISTING, "and in my summaries?", Filter(kinds=("summary",)), "concept drift"),
        (IN_SUMMARIES, "and in the abstracts?", Filter(Years(2021), evidence=("abstract",)), "drift"),
    ],
)
def test_changed_condition_replaces_its_like_and_keeps_the_rest(
    turn: Turn, asked: str, only: Filter, topic: str
) -> None:
    question = understand_next(asked, [turn], KNOWN)
    assert (question.kind, question.only, question.topic) == (turn.kind, only, topic)
    assert question.request == turn.question.request


@pytest.mark.parametrize(
    ("turn", "asked", "only", "wanted"),
    [
        (LISTING, "what about privacy in 2022?", Filter(Years(2022, 2022)), Wanted(("privacy",))),
        (LISTING, "and privacy by Faubel?", Filter(authors=("Faubel",)), Wanted(("privacy",))),
        (LISTING, "what about drift in my summaries?", Filter(kinds=("summary",)), Wanted(("drift",))),
        (LISTING, "and edge deployment since 2021", Filter(Years(2021)), Wanted(("edge deployment",))),
        (LISTING, "and testing in IEEE Software?", Filter(venues=("IEEE Software",)), Wanted(("testing",))),
        (LISTING, "and in production since 2021?", Filter(Years(2021)), Wanted(("concept drift in production",))),
        (LISTING, "but not cost in 2022?", Filter(Years(2022, 2022)), Wanted(("concept drift",), (), ("cost",))),
        (LIMITED, "what about cost in 2022?", Filter(Years(2022, 2022), ("Faubel",)), Wanted(("cost",))),
        (IN_SUMMARIES, "and cost in the abstracts?", Filter(Years(2021), evidence=("abstract",)), Wanted(("cost",))),
        (FROM_2022, "what about privacy?", Filter(Years(2022, 2022)), Wanted(("privacy",))),
        (FROM_2022, "what about privacy in 2023?", Filter(Years(2023, 2023)), Wanted(("privacy",))),
        (FROM_2022, "and testing strategies?", Filter(Years(2022, 2022)), Wanted(("testing strategies",))),
        (FROM_2022, "but not privacy?", Filter(Years(2022, 2022)), Wanted(none_of=("privacy",))),
        (FROM_2022, "and both drift and skew?", Filter(Years(2022, 2022)), Wanted(("drift", "skew"))),
        (CITING_ONE, "and privacy by Faubel?", Filter(authors=("Faubel",)), Wanted(("privacy",))),
        (CITING_ONE, "and in production?", Filter(), Wanted(("production",))),
    ],
)
def test_new_topic_is_read_with_its_conditions(turn: Turn, asked: str, only: Filter, wanted: Wanted) -> None:
    question = understand_next(asked, [turn], KNOWN)
    kind = COUNTED if turn is FROM_2022 else LIST
    assert (question.kind, question.only, question.wanted, question.request) == (kind, only, wanted, None)


@pytest.mark.parametrize(
    ("asked", "topic", "only"),
    [
        ("and data drift in my summaries?", "how do teams detect data drift?", Filter(kinds=("summary",))),
        ("what about cost since 2021?", "cost", Filter(Years(2021))),
    ],
)
def test_new_topic_of_a_lookup_is_read_with_its_conditions(asked: str, topic: str, only: Filter) -> None:
    question = understand_next(asked, [DETECTED], KNOWN)
    assert (question.kind, question.topic, question.only) == (LOOK, topic, only)


def test_a_new_topic_of_what_several_works_say_still_asks_what_they_say() -> None:
    question = understand_next("and privacy?", [turn("what do my summaries say about drift?", ALL)], KNOWN)
    assert (question.topic, question.only, question.across) == ("privacy", Filter(kinds=("summary",)), True)
    assert question.in_full == "what do my summaries say about privacy?"


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("but not from 2021?", (B, F, D)),
        ("and not by Faubel?", (A, B, D)),
        ("but not in IEEE Software?", (B, F, D)),
        ("without the ones from 2023", (A, B)),
        ("remove those by Faubel", (A, B, D)),
    ],
)
def test_condition_that_leaves_works_out_is_applied_to_the_works_of_the_answer(
    asked: str, left: tuple[str, ...]
) -> None:
    question = understand_next(asked, [LISTING], KNOWN)
    assert (question.topic, question.wanted, question.only) == (
        "concept drift",
        LISTING.question.wanted,
        Filter(keys=left),
    )


def test_a_new_topic_after_the_authors_of_a_work_is_looked_for_in_that_work() -> None:
    question = understand_next("and privacy?", [turn("who wrote Drift in Production?", (A,))], KNOWN)
    assert (question.kind, question.topic, question.only) == (LOOK, "privacy", Filter(keys=(A,)))


def test_the_last_years_are_counted_from_the_day_of_asking() -> None:
    known = replace(KNOWN, today=date(2026, 3, 1))
    assert understand_next("in the last three years?", [LISTING], known).only == Filter(Years(2023, None))


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("but not privacy?", Wanted(("concept drift",), (), ("privacy",))),
        ("what about testing strategies?", Wanted(("testing strategies",))),
        ("but not testing strategies?", Wanted(("concept drift",), (), ("testing strategies",))),
        ("but not about the privacy?", Wanted(("concept drift",), (), ("privacy",))),
        ("and also privacy?", Wanted(("concept drift", "privacy"))),
        ("and also about privacy?", Wanted(("concept drift", "privacy"))),
        ("and not only privacy but also cost?", Wanted(("privacy", "cost"))),
        ("and in production?", Wanted(("concept drift in production",))),
        ("what about privacy but not cost?", Wanted(("privacy",), (), ("cost",))),
    ],
)
def test_topics_are_added_to_those_of_the_last_question(asked: str, wanted: Wanted) -> None:
    assert understand_next(asked, [LISTING], KNOWN).wanted == wanted


def test_combined_topics_and_conditions_can_be_changed_one_after_the_other() -> None:
    turns, found = [LISTING], []
    for asked in (
        "but not privacy",
        "only since 2022",
        "and by Dunn?",
        "how many?",
        "what about cost?",
        "and in 2023?",
    ):
        question = understand_next(asked, turns, KNOWN)
        turns.append(Turn(question, question.only, ALL, NAMED))
        found.append((question.kind, question.topic, str(question.only)))
    assert found == [
        (LIST, "concept drift, but not privacy", ""),
        (LIST, "concept drift, but not privacy", "year 2022.."),
        (LIST, "concept drift, but not privacy", "year 2022.., author Dunn"),
        (COUNTED, "concept drift, but not privacy", "year 2022.., author Dunn"),
        (COUNTED, "cost", "year 2022.., author Dunn"),
        (COUNTED, "cost", "year 2023, author Dunn"),
    ]


def test_works_meant_are_still_looked_at_in_the_same_kind_of_source() -> None:
    only = understand_next("what do they recommend?", [IN_SUMMARIES], KNOWN).only
    assert only == Filter(keys=ALL, kinds=("summary",))


def test_what_a_follow_up_takes_over_can_be_taken_away() -> None:
    without = frozenset({Facet.YEAR, Facet.WORK})
    assert understand_next("what about costs?", [LIMITED], KNOWN, without).only == Filter(authors=("Faubel",))
    assert understand_next("which of those are from 2023?", [LISTING], KNOWN, without).only == Filter()


WHOLE_ALREADY = [
    "When teams adopt MLOps, what do they gain?",
    "What is concept drift and how is it detected?",
    "What is MLOps? How does it differ from DevOps?",
    "Which papers evaluate their approach on real data?",
    "Which studies say their models drift?",
    "Which papers discuss models that monitor themselves?",
    "Do teams that adopt MLOps deploy their models faster?",
    "How do data scientists share their features?",
    "What do practitioners say about their tools?",
    "How are models versioned once they are deployed?",
    "Why do models degrade once they are in production?",
    "Which companies share their pipelines?",
    "What do Kreuzberger et al. say about roles, and how do they define them?",
    "How do the authors of symeonidis2022mlops define MLOps?",
    "Which tools support both training and serving, and which of them are open source?",
    "Which of the social media studies do not report agreement?",
    "Which papers except those that use GPUs report cost?",
    "which of these models use attention?",
    "which ones are better, BERT or GPT?",
    "which of the papers discuss privacy?",
    "Is it possible to detect drift without labels?",
    "Is it true that models drift?",
    "How long does it take to retrain a model?",
    "What does it mean to operationalise a model?",
    "Which papers say that this is hard?",
    "Which papers discuss edge deployment these days?",
    "What is meant by that term?",
    "What was the first paper to use deep learning?",
    "What is the first layer of the network?",
    "What are the first three steps of CRISP-DM?",
    "What is the difference between the first and second stage of the pipeline?",
    "Which papers cite the first paper on MLOps?",
    "who was the first author to define MLOps?",
    "How did the second world war change science?",
    "what is the last step?",
    "From Table 1, sensitivity is the best metric, so why is it not in focus?",
    "which papers from the last three years discuss drift?",
    "in 2022, which papers discuss drift?",
    "What happened in 2022?",
    "papers from 2023",
    "papers by Faubel",
    "papers about AutoML",
    "how many papers are from 2022?",
    "how many papers are there?",
    "drift?",
    "concept drift",
    "who are the most frequent authors?",
    "which authors wrote more than one paper?",
    "what else should teams monitor?",
    "What about learning parallel tasks?(i.e., learning similarities, contexts and useful representations)",
    "So far, what is known about drift?",
    "what does the BERT paper say about pre-training?",
    "which papers cite it?",
    "who wrote Drift Everywhere and when was it published?",
    "which papers are about drift and when were they published?",
    "is it possible to detect drift?",
    "who wrote that drift is harmless?",
]


@pytest.mark.parametrize("asked", WHOLE_ALREADY)
@pytest.mark.parametrize("turns", [[LISTING], [LOOKUP]], ids=["listing", "lookup"])
def test_whole_question_is_left_as_it_is(asked: str, turns: list[Turn]) -> None:
    try:
        alone = understand(asked, KNOWN)
    except UsageError as refused:
        with pytest.raises(UsageError, match=re.escape(str(refused))):
            understand_next(asked, turns, KNOWN)
        return
    assert understand_next(asked, turns, KNOWN) == alone


def test_conjunction_before_a_whole_question_is_taken_off() -> None:
    question = understand_next("And which papers discuss privacy?", [LISTING], KNOWN)
    assert (question.topic, question.only, question.read_as) == ("privacy", Filter(), None)


REFERRING_WORDS = re.compile(r"\b(?:they|their|them|it|its|authors?|this|that|these|those|the paper)\b", re.IGNORECASE)


def follows(text: str, turn: Turn) -> bool:
    return understand_next(text, [turn], KNOWN).read_as is not None


def test_questions_of_readers_without_referring_words_are_left_as_they_are(evaluation: Path) -> None:
    asked = [
        json.loads(line)[field]
        for file, field in (("qasper-mini/queries.jsonl", "text"), ("unanswerable/questions.jsonl", "question"))
        for line in (evaluation / file).read_text(encoding="utf-8").splitlines()
    ]
    plain = [text for text in asked if not REFERRING_WORDS.search(text)]
    taken = [(text, turn) for text in plain for turn in (LISTING, LOOKUP, ON_ONE) if follows(text, turn)]
    assert len(plain) > 80
    assert len(taken) <= 0.03 * 3 * len(plain), taken


def test_listing_questions_are_left_as_they_are(evaluation: Path) -> None:
    asked = [
        item["question"]
        for file in ("topics.json", "set_questions.json")
        for item in json.loads((evaluation / "listing" / file).read_text(encoding="utf-8"))
    ]
    assert [text for text in asked for turn in (LISTING, LOOKUP, ON_ONE) if follows(text, turn)] == []


@pytest.mark.parametrize(
    ("turns", "asked", "message"),
    [
        ([], "which of those are from 2023?", "“those” refers to an earlier answer, and this is the first question"),
        ([], "tell me more about the second", "“the second” refers to an earlier answer"),
        ([], "and in 2022?", "“and in 2022?” changes a condition of an earlier question"),
        ([EMPTY], "which of those are from 2023?", "“those” refers to works of the last answer, and it names none"),
        ([LISTING, EMPTY], "who wrote the first?", "“the first” refers to works of the last answer, and it names none"),
        ([LISTING], "what does the fifth say?", "the last answer names 4 works; there is no fifth"),
        ([LOOKUP], "compare the first three", "the last answer names 2 works; there is no third"),
        ([BY_AUTHOR], "which of those three are from 2023?", "the last answer names 2 works, not three"),
        ([LISTING], "what else does that paper say?", "“that paper” may be any of the 4 works of the last answer"),
    ],
)
def test_reference_to_nothing_is_refused_in_one_line(turns: list[Turn], asked: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        understand_next(asked, turns, KNOWN)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert isinstance(raised.value, NoEarlierQuestionError) == (not turns)


@pytest.mark.parametrize(
    "asked", ["What baselines do they compare to?", "does it scale?", "which of these papers discuss drift?", "why?"]
)
def test_first_question_is_whole_where_it_may_speak_of_the_corpus(asked: str) -> None:
    assert understand_next(asked, [], KNOWN) == understand(asked, KNOWN)


@pytest.mark.parametrize(
    ("turns", "asked", "shown"),
    [
        (
            [LISTING],
            "which of those are from 2023?",
            "which papers are from 2023? (among the 4 works of the last answer)",
        ),
        ([LISTING], "is the last one about drift?", f"is this paper about drift? (in {NAMED[D]})"),
        ([LOOKUP], "and in 2022?", "What is concept drift? (limited to year 2022)"),
        ([LIMITED], "and in 2022?", "Which papers in 2022 by Faubel mention concept drift?"),
        ([LISTING], "what about edge deployment?", "which papers discuss edge deployment?"),
        ([LISTING], "and privacy by Faubel?", "which papers discuss privacy by Faubel?"),
        ([LIMITED], "and cost in 2022?", "which papers discuss cost in 2022? (limited to author Faubel)"),
        ([LISTING, ON_ONE], "which of those use Go?", "which papers use Go? (among the 4 works of an earlier answer)"),
    ],
)
def test_follow_up_is_shown_with_its_limits(turns: list[Turn], asked: str, shown: str) -> None:
    assert understand_next(asked, turns, KNOWN).read_as == shown


def test_place_in_an_earlier_list_is_noted() -> None:
    assert understand_next("and the third?", [LISTING, ON_ONE], KNOWN).notes == (
        "“the third” was counted in the answer to “which papers discuss concept drift?”.",
    )


FRAGMENTS = st.sampled_from(
    [
        *("and", "which", "of", "those", "these", "them", "the", "first", "second", "last", "two", "three", "papers"),
        *("one", "it", "they", "their", "this", "that", "paper", "in", "2022", "by", "Faubel", "since", "only", "what"),
        *("about", "why", "more", "compare", "?", ",", ".", "who", "wrote", "cite", "drift", "ones", "from", "not"),
        *("5", "#", "number"),
    ]
)


@given(
    st.one_of(st.text(max_size=80), st.lists(FRAGMENTS, max_size=9).map(" ".join)),
    st.lists(st.sampled_from([LISTING, LOOKUP, COUNT, BY_AUTHOR, ON_ONE, EMPTY, LIMITED]), max_size=3),
)
def test_any_text_is_understood_or_refused(text: str, turns: list[Turn]) -> None:
    try:
        question = understand_next(text, turns, KNOWN)
    except UsageError:
        return
    assert set(question.only.keys) <= set(ALL)
    assert question.topic.strip()
    assert question.read_as or question.inherited == Filter()
    assert not question.inherited.keys or question.read_as != question.in_full or question.conditions


@pytest.mark.parametrize("unit", ["the first and ", "a ", "which of those ", "also ", "by X ", "any ", "it "])
def test_long_text_takes_no_long_time(unit: str) -> None:
    started = time.process_time()
    for text in (unit * 5_000, unit * (480 // len(unit))):
        try:
            understand_next(text, [LISTING], KNOWN)
        except UsageError:
            continue
    assert time.process_time() - started < 20, "seconds; a pattern that runs wild takes minutes"


@pytest.mark.parametrize("turns", [[], [EMPTY]])
@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("who wrote it?", "it"),
        ("and who wrote it and when?", "it"),
        ("when was it published?", "it"),
        ("where was this published?", "this"),
        ("who wrote them?", "them"),
        ("when were they published?", "they"),
        ("who are its authors?", "its"),
    ],
)
def test_a_pronoun_without_a_work_before_it_is_refused(turns: list[Turn], text: str, pronoun: str) -> None:
    with pytest.raises(UsageError, match=f"“{pronoun}” means a work, and .* names? (?:none|one): name the work"):
        understand_next(text, turns, KNOWN)


@pytest.mark.parametrize(
    ("turns", "text", "only"),
    [
        ([LISTING, ON_ONE], "what about 2024?", Filter(Years(2024, 2024))),
        ([COUNT, ON_ONE], "and since 2022?", Filter(Years(2022, None))),
        ([LISTING, ON_ONE, ON_ONE], "in 2024", Filter(Years(2024, 2024))),
    ],
)
def test_years_after_a_question_on_one_work_are_asked_of_its_listing(
    turns: list[Turn], text: str, only: Filter
) -> None:
    question = understand_next(text, turns, KNOWN)
    assert (question.kind, question.topic, question.only) == (turns[0].kind, "concept drift", only)
    assert question.notes == (f"“{text}” was read as going on from “{turns[0].question.text}”.",)


def test_years_after_a_work_of_no_listing_are_asked_of_that_work() -> None:
    other = replace(LISTING, works=(A, F))
    assert understand_next("what about 2024?", [other, ON_ONE], KNOWN).only == Filter(Years(2024, 2024), keys=(B,))


@pytest.mark.parametrize(
    ("turn", "text", "topic"),
    [
        (LISTING, "and about blockchain?", "blockchain"),
        (LOOKUP, "and about blockchain?", "What is blockchain?"),
        (ON_ONE, "and about blockchain?", "blockchain"),
        (LISTING, "what about about blockchain?", "blockchain"),
    ],
)
def test_about_is_no_part_of_a_new_topic(turn: Turn, text: str, topic: str) -> None:
    assert understand_next(text, [turn], KNOWN).topic == topic


def test_verb_agrees_with_the_topic_that_it_takes_in_place_of_it() -> None:
    question = understand_next("is it common?", [turn("what are feature stores?", ALL)], KNOWN)
    assert question.in_full == "are feature stores common?"
