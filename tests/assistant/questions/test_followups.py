"""Follow-ups made whole from a conversation, and whole questions left alone."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.followups import FollowUp, Turn, whole
from assistant.questions.question import QuestionKind
from index.errors import UsageError
from index.works.filters import Filter, Years

NAMED = {
    "adams2021": "Adams et al. (2021), Drift in Production",
    "baker2022": "Baker & Cole (2022), Monitoring",
    "faubel2023": "Faubel (2023), MLOps at the Edge",
    "dunn2023": "Dunn (2023), Feature Stores",
}
ALL = tuple(NAMED)
A, B, F, D = ALL

LISTING = Turn("which papers discuss concept drift?", QuestionKind.LISTING, "concept drift", Filter(), ALL, NAMED)
LIMITED = Turn(
    "Which papers from 2021 by Faubel mention concept drift?",
    QuestionKind.LISTING,
    "concept drift",
    Filter(Years(2021, 2021), ("Faubel",)),
    ALL,
    NAMED,
)
COUNT = Turn("how many papers discuss concept drift?", QuestionKind.COUNT, "concept drift", Filter(), ALL, NAMED)
LOOKUP = Turn(
    "What is concept drift?",
    QuestionKind.LOOKUP,
    "What is concept drift?",
    Filter(),
    (A, B),
    {A: NAMED[A], B: NAMED[B]},
)
PLURAL = Turn("What are feature stores?", QuestionKind.LOOKUP, "What are feature stores?", Filter(), (D,), NAMED)
BY_AUTHOR = Turn(
    "how many papers are by Faubel?", QuestionKind.BIBLIOGRAPHIC, "", Filter(authors=("Faubel",)), (F, D), NAMED
)
ON_ONE = Turn(
    "what does this paper say about concept drift?", QuestionKind.LOOKUP, "drift", Filter(keys=(B,)), (B,), NAMED
)
EMPTY = Turn("which papers discuss quantum drift?", QuestionKind.LISTING, "quantum drift")
SAID_NOTHING = Turn("who wrote it?", QuestionKind.BIBLIOGRAPHIC, "")
IN_SUMMARIES = Turn(
    "which papers discuss drift in my summaries?",
    QuestionKind.LISTING,
    "drift",
    Filter(Years(2021, None), kinds=("summary",)),
    ALL,
    NAMED,
)

NO_KEYS: tuple[str, ...] = ()

MADE_WHOLE = [
    # Of those.
    ([LISTING], "and which of those are from 2023?", "which papers are from 2023?", ALL),
    ([LISTING], "which of these do not discuss privacy?", "which papers do not discuss privacy?", ALL),
    ([LISTING], "which of these four papers discuss privacy?", "which papers discuss privacy?", ALL),
    ([LISTING], "which of the 4 are from 2023?", "which papers are from 2023?", ALL),
    ([LISTING], "which of them is the newest?", "which paper is the newest?", ALL),
    ([LISTING], "which ones are from 2023?", "which papers are from 2023?", ALL),
    ([LISTING], "among those, which use Kubernetes?", "which papers use Kubernetes?", ALL),
    ([LISTING], "how many of them?", "how many papers are there?", ALL),
    ([LISTING], "how many of them discuss privacy?", "how many papers discuss privacy?", ALL),
    ([LISTING], "do any of them mention Kubernetes?", "which papers mention Kubernetes?", ALL),
    ([LISTING], "are any of those by Faubel?", "which papers are by Faubel?", ALL),
    ([LISTING], "only the ones discussing monitoring", "which papers discuss monitoring?", ALL),
    ([LISTING], "the ones citing Faubel", "which papers cite Faubel?", ALL),
    ([LISTING], "those using Kubernetes", "which papers use Kubernetes?", ALL),
    ([LISTING], "only those studying drift", "which papers study drift?", ALL),
    ([LISTING], "only the ones by Faubel", "which papers are by Faubel?", ALL),
    ([BY_AUTHOR], "list those from 2023", "which papers are from 2023?", (F, D)),
    ([LISTING], "those that mention privacy", "which papers mention privacy?", ALL),
    ([LISTING], "the ones about monitoring", "which papers discuss monitoring?", ALL),
    ([LISTING], "is privacy mentioned in any of them?", "is privacy mentioned in any of these papers?", ALL),
    ([LISTING], "is there a survey among them?", "is there a survey among these papers?", ALL),
    ([LISTING, ON_ONE], "which of those are from 2023?", "which papers are from 2023?", ALL),
    # Places.
    ([LISTING], "tell me more about the second", "what does this paper say about concept drift?", (B,)),
    ([LISTING], "the last one", "what does this paper say about concept drift?", (D,)),
    ([LISTING], "And what about the third one?", "what does this paper say about concept drift?", (F,)),
    ([LISTING], "paper 2", "what does this paper say about concept drift?", (B,)),
    ([LISTING, ON_ONE], "and the third?", "what does this paper say about concept drift?", (F,)),
    ([LOOKUP], "and the second?", "What is concept drift?", (B,)),
    ([LISTING], "does the second mention monitoring?", "does this paper mention monitoring?", (B,)),
    ([LISTING], "what does the 3rd paper say on testing?", "what does this paper say on testing?", (F,)),
    ([LISTING], "who wrote the first?", f"who wrote {A}?", (A,)),
    ([LISTING], "when was the last one published?", f"when was {D} published?", (D,)),
    ([LISTING], "compare the first two", f"compare {A} and {B} on concept drift", (A, B)),
    ([LISTING], "compare the second paper and the last one", f"compare {B} and {D} on concept drift", (B, D)),
    ([LISTING], "how does the first compare to the second?", f"how does {A} compare to {B} on concept drift?", (A, B)),
    ([LISTING], "does the last one contradict the first?", f"does {D} contradict {A} about concept drift?", (D, A)),
    ([LISTING], "do the last two mention monitoring?", "which papers mention monitoring?", (F, D)),
    ([LISTING], "which of the first two is newer?", "which paper is newer?", (A, B)),
    # What cites a work is not looked for in that work.
    ([LISTING], "which papers cite the first?", f"which papers cite {A}?", NO_KEYS),
    ([LISTING, ON_ONE], "what does it cite?", f"what does {B} cite?", NO_KEYS),
    # Pronouns.
    ([LISTING, ON_ONE], "who wrote it?", f"who wrote {B}?", (B,)),
    ([PLURAL], "who wrote them?", f"who wrote {D}?", (D,)),
    ([LISTING], "who wrote it?", f"who wrote {A}, {B}, {F} and {D}?", ALL),
    ([LISTING, ON_ONE], "who are its authors?", "who are the authors of this paper?", (B,)),
    ([LISTING], "who are their authors?", "who are the authors of these papers?", ALL),
    ([LISTING], "what do they recommend?", "what do the authors recommend about concept drift?", ALL),
    ([LOOKUP], "and what do they recommend?", "what do the authors recommend about concept drift?", (A, B)),
    ([LISTING], "how do they handle schema changes?", "how do the authors handle schema changes?", ALL),
    ([LISTING], "do they use Kubernetes?", "which papers use Kubernetes?", ALL),
    ([LISTING], "what did the authors conclude on cost?", "what did the authors conclude on cost?", ALL),
    ([LISTING], "what is their main contribution?", "what is the authors’ main contribution?", ALL),
    ([LISTING], "What baselines do they compare to?", "What baselines do the authors compare to?", ALL),
    ([LISTING], "who are the authors?", f"who wrote {A}, {B}, {F} and {D}?", ALL),
    ([LISTING], "what tools do these papers use?", "what tools do these papers use?", ALL),
    ([LISTING], "what do those say about testing?", "what do these papers say about testing?", ALL),
    ([LISTING], "How do they differ?", f"How do {A}, {B}, {F} and {D} differ on concept drift?", ALL),
    ([LISTING, ON_ONE], "does it mention monitoring?", "does this paper mention monitoring?", (B,)),
    ([LISTING, ON_ONE], "what are its limitations?", "what are this paper’s limitations?", (B,)),
    ([ON_ONE], "what else does that paper say about cost?", "what else does this paper say about cost?", (B,)),
    ([LISTING], "does it mention monitoring?", "which papers mention monitoring?", ALL),
    ([LOOKUP], "how is it detected?", "how is concept drift detected?", NO_KEYS),
    ([LISTING], "which papers discuss it?", "which papers discuss concept drift?", NO_KEYS),
    ([PLURAL], "why are they used?", "why are feature stores used?", NO_KEYS),
    ([PLURAL], "what do they recommend?", "what do the authors recommend about feature stores?", (D,)),
    # Works by name.
    ([LISTING], f"more on {A}", "what does this paper say about concept drift?", (A,)),
    ([LISTING], "what does the Faubel paper recommend?", "what does this paper recommend about concept drift?", (F,)),
    # Another topic.
    ([LISTING], "what about edge deployment?", "which papers discuss edge deployment?", NO_KEYS),
    ([COUNT], "and edge deployment?", "how many papers discuss edge deployment?", NO_KEYS),
    ([LOOKUP], "and data drift?", "What is data drift?", NO_KEYS),
    ([PLURAL], "what about edge deployment?", "What is edge deployment?", NO_KEYS),
    ([ON_ONE], "and monitoring?", "what does this paper say about monitoring?", (B,)),
    ([LISTING], "and in production?", "which papers discuss concept drift in production?", NO_KEYS),
    ([LISTING], "but not privacy?", "which papers discuss concept drift but not privacy?", NO_KEYS),
    # Short ones.
    ([LISTING], "why?", "why do these papers discuss concept drift?", ALL),
    ([LOOKUP], "why?", "What is concept drift, and why?", (A, B)),
    ([LISTING], "how many?", "how many papers discuss concept drift?", NO_KEYS),
    ([COUNT], "which ones?", "which papers discuss concept drift?", NO_KEYS),
    ([LISTING], "what else?", "what else is said about concept drift?", ALL),
    # The last turn that named something.
    ([LISTING, SAID_NOTHING], "what do they recommend?", "what do the authors recommend about concept drift?", ALL),
]


@pytest.mark.parametrize(("turns", "asked", "text", "keys"), MADE_WHOLE)
def test_follow_up_is_made_whole(turns: list[Turn], asked: str, text: str, keys: tuple[str, ...]) -> None:
    found = whole(asked, turns)
    assert (found.text, found.only.keys, found.rewritten) == (text, keys, True)


@pytest.mark.parametrize(
    ("turn", "asked", "text", "years", "authors"),
    [
        (LISTING, "and in 2022?", "which papers in 2022 discuss concept drift?", Years(2022, 2022), ()),
        (
            LIMITED,
            "and in 2022?",
            "Which papers in 2022 by Faubel mention concept drift?",
            Years(2022, 2022),
            ("Faubel",),
        ),
        (
            LIMITED,
            "and since 2020?",
            "Which papers since 2020 by Faubel mention concept drift?",
            Years(2020),
            ("Faubel",),
        ),
        (LISTING, "and before 2020?", "which papers before 2020 discuss concept drift?", Years(None, 2019), ()),
        (LISTING, "after 2021", "which papers after 2021 discuss concept drift?", Years(2022, None), ()),
        (LISTING, "only 2023", "which papers from 2023 discuss concept drift?", Years(2023, 2023), ()),
        (
            LISTING,
            "what about papers from 2022?",
            "which papers from 2022 discuss concept drift?",
            Years(2022, 2022),
            (),
        ),
        (LISTING, "and 2022 to 2023?", "which papers from 2022 to 2023 discuss concept drift?", Years(2022, 2023), ()),
        (LISTING, "are there any from 2023?", "which papers from 2023 discuss concept drift?", Years(2023, 2023), ()),
        (LISTING, "in the last three years?", "which papers in the last three years discuss concept drift?", None, ()),
        (LOOKUP, "and in 2022?", "What is concept drift?", Years(2022, 2022), ()),
        (LOOKUP, "and by Dunn?", "What is concept drift?", None, ("Dunn",)),
        (BY_AUTHOR, "and in 2022?", "how many papers in 2022 are by Faubel?", Years(2022, 2022), ("Faubel",)),
        (BY_AUTHOR, "and Baker?", "how many papers are by Baker?", None, ()),
        (LIMITED, "and by Dunn?", "Which papers from 2021 by Dunn mention concept drift?", Years(2021, 2021), ()),
        (
            LIMITED,
            "what about costs?",
            "Which papers from 2021 by Faubel mention costs?",
            Years(2021, 2021),
            ("Faubel",),
        ),
        (
            LISTING,
            "and from IEEE Software?",
            "which papers published in IEEE Software discuss concept drift?",
            None,
            (),
        ),
        (LISTING, "and in my summaries?", "which papers discuss concept drift in my summaries?", None, ()),
    ],
)
def test_changed_condition_replaces_its_like_and_keeps_the_others(
    turn: Turn, asked: str, text: str, years: Years | None, authors: tuple[str, ...]
) -> None:
    found = whole(asked, [turn])
    assert (found.text, found.only.years, found.only.authors, found.only.keys) == (text, years, authors, ())


def test_works_meant_are_still_looked_at_in_the_same_kind_of_source() -> None:
    assert whole("what do they recommend?", [IN_SUMMARIES]).only == Filter(keys=ALL, kinds=("summary",))


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
]


@pytest.mark.parametrize("asked", WHOLE_ALREADY)
@pytest.mark.parametrize("turns", [[LISTING], [LOOKUP]], ids=["listing", "lookup"])
def test_whole_question_is_left_as_it_is(asked: str, turns: list[Turn]) -> None:
    assert whole(asked, turns) == FollowUp(asked, asked)


def test_conjunction_before_a_whole_question_is_taken_off() -> None:
    found = whole("And which papers discuss privacy?", [LISTING])
    assert (found.text, found.only, found.rewritten) == ("which papers discuss privacy?", Filter(), False)


REFERRING_WORDS = re.compile(r"\b(?:they|their|them|it|its|authors?|this|that|these|those|the paper)\b", re.IGNORECASE)


def test_questions_of_readers_without_referring_words_are_left_as_they_are(evaluation: Path) -> None:
    asked = [
        json.loads(line)[field]
        for file, field in (("qasper-mini/queries.jsonl", "text"), ("unanswerable/questions.jsonl", "question"))
        for line in (evaluation / file).read_text(encoding="utf-8").splitlines()
    ]
    plain = [text for text in asked if not REFERRING_WORDS.search(text)]
    rewritten = [(text, turn) for text in plain for turn in (LISTING, LOOKUP, ON_ONE) if whole(text, [turn]).rewritten]
    assert len(plain) > 80
    assert len(rewritten) <= 0.03 * 3 * len(plain), rewritten


def test_listing_questions_are_left_as_they_are(evaluation: Path) -> None:
    asked = [
        item["question"]
        for file in ("topics.json", "set_questions.json")
        for item in json.loads((evaluation / "listing" / file).read_text(encoding="utf-8"))
    ]
    assert [text for text in asked for turn in (LISTING, LOOKUP, ON_ONE) if whole(text, [turn]).rewritten] == []


@pytest.mark.parametrize(
    ("turns", "asked", "told"),
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
def test_reference_to_nothing_is_told_in_one_line(turns: list[Turn], asked: str, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        whole(asked, turns)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "asked", ["What baselines do they compare to?", "does it scale?", "which of these papers discuss drift?", "why?"]
)
def test_first_question_is_whole_where_it_may_speak_of_the_corpus(asked: str) -> None:
    assert whole(asked, []) == FollowUp(asked, asked)


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
        ([LISTING, ON_ONE], "which of those use Go?", "which papers use Go? (among the 4 works of an earlier answer)"),
    ],
)
def test_rewritten_question_is_shown_with_its_limits(turns: list[Turn], asked: str, shown: str) -> None:
    assert whole(asked, turns).shown == shown


def test_place_in_an_earlier_list_is_noted() -> None:
    assert whole("and the third?", [LISTING, ON_ONE]).notes == (
        "“the third” was counted in the answer to “which papers discuss concept drift?”.",
    )


FRAGMENTS = st.sampled_from(
    [
        "and",
        "which",
        "of",
        "those",
        "these",
        "them",
        "the",
        "first",
        "second",
        "last",
        "two",
        "three",
        "papers",
        "one",
        "it",
        "they",
        "their",
        "this",
        "that",
        "paper",
        "in",
        "2022",
        "by",
        "Faubel",
        "since",
        "only",
        "what",
        "about",
        "why",
        "more",
        "compare",
        "?",
        ",",
        ".",
        "who",
        "wrote",
        "cite",
        "drift",
        "ones",
        "from",
        "not",
        "5",
        "#",
        "number",
    ]
)


@given(
    st.one_of(st.text(max_size=80), st.lists(FRAGMENTS, max_size=9).map(" ".join)),
    st.lists(st.sampled_from([LISTING, LOOKUP, COUNT, BY_AUTHOR, ON_ONE, EMPTY, SAID_NOTHING, LIMITED]), max_size=3),
)
def test_any_text_is_made_whole_left_alone_or_refused(text: str, turns: list[Turn]) -> None:
    try:
        found = whole(text, turns)
    except UsageError:
        return
    assert set(found.only.keys) <= {key for turn in turns for key in (*turn.works, *turn.only.keys)}
    assert found.rewritten or (found.only == Filter() and not found.notes)
    assert not found.only.keys or found.shown != found.text, "a limit to earlier works must be seen"


@pytest.mark.parametrize("unit", ["the first and ", "a ", "which of those ", "also ", "by X ", "any ", "it "])
def test_long_text_takes_no_long_time(unit: str) -> None:
    started = time.perf_counter()
    for text in (unit * 5_000, unit * (480 // len(unit))):
        try:
            whole(text, [LISTING])
        except UsageError:
            continue
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("turns", [[], [EMPTY], [SAID_NOTHING]])
@pytest.mark.parametrize(
    ("text", "said"),
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
def test_a_pronoun_without_a_work_before_it_is_told(turns: list[Turn], text: str, said: str) -> None:
    with pytest.raises(UsageError, match=f"“{said}” means a work, and .* names? (?:none|one): name the work"):
        whole(text, turns)


@pytest.mark.parametrize(
    "text",
    [
        "who wrote Drift Everywhere and when was it published?",
        "which papers are about drift and when were they published?",
        "is it possible to detect drift?",
        "who wrote that drift is harmless?",
    ],
)
def test_a_question_with_its_antecedent_inside_stays_whole(text: str) -> None:
    assert whole(text, []) == FollowUp(text, text)


@pytest.mark.parametrize("text", ["why?", "and in 2022?", "in my summaries", "tell me more about the first", "more"])
@pytest.mark.parametrize("before", [LISTING, LIMITED, ON_ONE, IN_SUMMARIES])
def test_limits_shown_in_a_turn_are_not_repeated(before: Turn, text: str) -> None:
    asked = whole("does the last one mention privacy?", [before])
    kept, shown = (
        Turn(words, QuestionKind.LOOKUP, asked.text, asked.only, asked.only.keys, NAMED)
        for words in (asked.text, asked.shown)
    )
    assert asked.shown != asked.text
    assert whole(text, [before, shown]) == whole(text, [before, kept])


@pytest.mark.parametrize("asked", ["which of those are from 2023?", "only the ones since 2021"])
def test_limits_to_several_works_are_not_repeated(asked: str) -> None:
    first = whole(asked, [LISTING])
    turn = Turn(first.shown, QuestionKind.BIBLIOGRAPHIC, "", first.only, (A, B), NAMED)
    for _ in range(3):
        again = whole("in my summaries", [LISTING, turn])
        assert again.shown.count("(") == 1
        assert "(" not in again.text
        turn = Turn(again.shown, QuestionKind.BIBLIOGRAPHIC, "", again.only, (A, B), NAMED)


def test_brackets_of_the_asker_stay() -> None:
    turn = Turn("what is drift (in production)?", QuestionKind.LOOKUP, "drift", Filter(), (A,), NAMED)
    assert whole("why?", [turn]).text == "what is drift (in production), and why?"


@pytest.mark.parametrize(
    ("turns", "text", "question", "years"),
    [
        ([LISTING, ON_ONE], "what about 2024?", "which papers from 2024 discuss concept drift?", Years(2024, 2024)),
        ([COUNT, ON_ONE], "and since 2022?", "how many papers since 2022 discuss concept drift?", Years(2022, None)),
        ([LISTING, ON_ONE, ON_ONE], "in 2024", "which papers in 2024 discuss concept drift?", Years(2024, 2024)),
    ],
)
def test_years_after_a_question_on_one_work_are_asked_of_its_listing(
    turns: list[Turn], text: str, question: str, years: Years
) -> None:
    found = whole(text, turns)
    assert (found.text, found.only) == (question, Filter(years))
    assert found.notes == (f"“{text}” was read as going on from “{turns[0].text}”.",)


@pytest.mark.parametrize(
    ("turn", "text", "question"),
    [
        (LISTING, "and about blockchain?", "which papers discuss blockchain?"),
        (LOOKUP, "and about blockchain?", "What is blockchain?"),
        (ON_ONE, "and about blockchain?", "what does this paper say about blockchain?"),
        (LISTING, "what about about blockchain?", "which papers discuss blockchain?"),
    ],
)
def test_about_is_no_part_of_a_new_topic(turn: Turn, text: str, question: str) -> None:
    assert whole(text, [turn]).text == question


def test_limits_are_known_by_the_name_that_an_earlier_turn_gave() -> None:
    asked = whole("does the second mention privacy?", [LISTING])
    kept, shown = (Turn(words, QuestionKind.LOOKUP, asked.text, asked.only) for words in (asked.text, asked.shown))
    assert whole("why?", [LISTING, shown]) == whole("why?", [LISTING, kept])


def test_years_after_a_work_of_no_listing_are_asked_of_that_work() -> None:
    other = replace(LISTING, works=(A, F))
    assert whole("what about 2024?", [other, ON_ONE]).only == Filter(Years(2024, 2024), keys=(B,))
