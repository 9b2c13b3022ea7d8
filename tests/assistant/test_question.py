"""Understanding a question: its kind and its topic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import QuestionKind
from assistant.question import MAX_LENGTH, bare_topic, understand
from index.errors import UsageError
from index.filters import Filter, Years

LISTINGS = [
    ("which papers discuss training-serving skew?", "training-serving skew"),
    ("Which papers discuss concept drift?", "concept drift"),
    ("what studies mention federated learning", "federated learning"),
    ("what other papers talk about the edge?", "edge"),
    ("who works on backdoors?", "backdoors"),
    ("Who has written about data validation?", "data validation"),
    ("which of the papers use Kubernetes?", "Kubernetes"),
    ("Which works are about AutoML", "AutoML"),
    ("list all papers on edge deployment", "edge deployment"),
    ("show me papers about model registries.", "model registries"),
    ("are there any studies that address GDPR?", "GDPR"),
]


@pytest.mark.parametrize(("text", "topic"), LISTINGS)
def test_listing_question_gives_up_its_asking_words(text: str, topic: str) -> None:
    question = understand(text)
    assert (question.kind, question.topic) == (QuestionKind.LISTING, topic)


@pytest.mark.parametrize(
    ("text", "topic", "only"),
    [
        ("Which 2023 papers discuss AutoML?", "AutoML", Filter(years=Years(2023, 2023))),
        ("which papers from 2023 discuss AutoML?", "AutoML", Filter(years=Years(2023, 2023))),
        ("which papers published in 2022 discuss drift?", "drift", Filter(years=Years(2022, 2022))),
        ("which papers discuss drift since 2022?", "drift", Filter(years=Years(2022, None))),
        ("which papers between 2021 and 2023 mention drift?", "drift", Filter(years=Years(2021, 2023))),
        ("what studies before 2023 address security", "security", Filter(years=Years(None, 2022))),
        ("which papers after 2023 discuss edge?", "edge", Filter(years=Years(2024, None))),
        ("which papers by Faubel discuss MLOps?", "MLOps", Filter(authors=("Faubel",))),
        (
            "how many papers by Leonhard Faubel from 2023 discuss XAI?",
            "XAI",
            Filter(Years(2023, 2023), ("Leonhard Faubel",)),
        ),
        ("Which works in the corpus discuss AutoML?", "AutoML", Filter()),
        ("papers about AutoML", "AutoML", Filter()),
        ("which papers discuss the 2008 crisis?", "2008 crisis", Filter()),
        ("which papers discuss Industry 4.0?", "Industry 4.0", Filter()),
        ("which papers discuss transfer learning by fine-tuning?", "transfer learning by fine-tuning", Filter()),
        ("which papers discuss drift in 2020 data?", "drift in 2020 data", Filter()),
        ("which papers by Faubel et al. discuss MLOps", "MLOps", Filter(authors=("Faubel",))),
    ],
)
def test_conditions_in_a_listing_question_become_its_filter(text: str, topic: str, only: Filter) -> None:
    question = understand(text)
    assert (question.topic, question.only) == (topic, only)
    assert question.kind in (QuestionKind.LISTING, QuestionKind.COUNT)


@pytest.mark.parametrize("text", ["which papers were published in 2022?", "which papers are by Faubel?"])
def test_listing_question_with_conditions_alone_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError, match="names no topic"):
        understand(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("how many papers discuss digital twins?", "digital twins"),
        ("How many of the studies use Kubernetes", "Kubernetes"),
    ],
)
def test_count_question_has_the_topic_of_its_listing(text: str, topic: str) -> None:
    question = understand(text)
    assert (question.kind, question.topic) == (QuestionKind.COUNT, topic)


@pytest.mark.parametrize(
    "text",
    [
        "What is continuous training?",
        "who won the world cup in 1998?",
        "Can drift be detected without labels?",
        "skew",
        "which papers discuss the?",
        "数据漂移是什么",
    ],
)
def test_other_questions_are_looked_up_whole(text: str) -> None:
    question = understand(text)
    assert (question.kind, question.topic) == (QuestionKind.LOOKUP, text)


@pytest.mark.parametrize("text", ["", "   ", "?!", "…", "\n\t"])
def test_question_without_words_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="question is empty: ask in plain words"):
        understand(text)


def test_long_question_is_cut_and_says_so() -> None:
    question = understand("drift " * 2000)
    assert question.cut
    assert len(question.text) == MAX_LENGTH


@given(st.text(max_size=300))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        question = understand(text)
    except UsageError:
        return
    assert question.topic.strip()
    assert "\n" not in question.text


@pytest.mark.parametrize(
    ("text", "topic"), [("the concept drift?", "concept drift"), ("of the", ""), ("A/B tests.", "A/B tests")]
)
def test_bare_topic(text: str, topic: str) -> None:
    assert bare_topic(text) == topic
