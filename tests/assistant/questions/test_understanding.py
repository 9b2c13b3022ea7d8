"""Understanding a question: its kind and its topic."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.questions.asking import bare_topic
from assistant.questions.question import MAX_LENGTH, Aim, Question, QuestionKind, Wanted
from assistant.questions.understanding import understand
from index.errors import UsageError
from index.store.catalogue import Catalogue
from index.store.fulltext import all_of, any_of
from tests.assistant.questions.known_works import KNOWN

LISTINGS = [
    ("what has been written since 2021 about drift?", "drift"),
    ("which papers discuss training-serving skew?", "training-serving skew"),
    ("which of the papers on digital twins are journal articles?", "digital twins"),
    ("what studies mention federated learning", "federated learning"),
    ("what other papers talk about the edge?", "edge"),
    ("who works on backdoors?", "backdoors"),
    ("Who has written about data validation?", "data validation"),
    ("Has anyone studied feature stores?", "feature stores"),
    ("which of the papers use Kubernetes?", "Kubernetes"),
    ("Which works are about AutoML", "AutoML"),
    ("Which works in the corpus discuss AutoML?", "AutoML"),
    ("list all papers on edge deployment", "edge deployment"),
    ("show me papers about model registries.", "model registries"),
    ("Can you list all papers that deal with model registries, please?", "model registries"),
    ("I'm looking for papers on edge AI", "edge AI"),
    ("Give me a list of papers on drift", "drift"),
    ("papers about AutoML", "AutoML"),
    ("what are the latest papers on drift?", "drift"),
    ("are there any studies that address GDPR?", "GDPR"),
    ("Is there a survey on drift?", "drift"),
    ("Do any papers discuss LLMOps?", "LLMOps"),
    ("what work has been done on continuous training?", "continuous training"),
    ("Is there any research on green AI?", "green AI"),
    ("In which papers is concept drift discussed?", "concept drift"),
    ("Which papers should I read about AutoML?", "AutoML"),
    ("Which models use an attention mechanism?", "attention mechanism"),
    ("Do we have anything on green AI?", "green AI"),
    ("Which papers rely on pruning, that is, removing weights?", "pruning"),
    ("Which papers deal with bias, e.g. racial bias, in datasets?", "bias in datasets"),
    ("Which papers discuss Industry 4.0?", "Industry 4.0"),
    ("I am writing a survey. Which papers discuss drift?", "drift"),
    ("which papers are about drift and when were they published?", "drift"),
    ("which papers discuss drift and who wrote them?", "drift"),
    ("which papers mention retraining every year?", "retraining every year"),
]


@pytest.mark.parametrize(("text", "topic"), LISTINGS)
def test_listing_question_gives_up_its_asking_words(text: str, topic: str) -> None:
    question = understand(text, KNOWN)
    assert (question.kind, question.topic, question.wanted) == (QuestionKind.LISTING, topic, Wanted((topic,)))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("how many papers discuss digital twins?", "digital twins"),
        ("How many of the studies use Kubernetes", "Kubernetes"),
        ("What percentage of the papers use Kubernetes?", "Kubernetes"),
        ("In how many papers is drift mentioned?", "drift"),
        ("how many papers by year discuss MLOps?", "MLOps"),
        ("how many papers per year discuss drift?", "drift"),
        ("how many studies in each year mention drift?", "drift"),
        ("how many papers were published every year about drift?", "drift"),
        ("how many papers about drift were published each year?", "drift"),
        ("how many papers discuss drift each year?", "drift"),
        ("how many papers on drift are there per year?", "drift"),
    ],
)
def test_count_question_has_the_topic_of_its_listing(text: str, topic: str) -> None:
    question = understand(text)
    assert (question.kind, question.topic) == (QuestionKind.COUNT, topic)


@pytest.mark.parametrize(
    "text",
    [
        "which papers were published in 2022?",
        "which papers are by Faubel?",
        "how many papers are there?",
        "list all papers",
    ],
)
def test_conditions_alone_ask_the_catalogue(text: str) -> None:
    question = understand(text, KNOWN)
    assert question.kind is QuestionKind.BIBLIOGRAPHIC
    assert question.request is not None


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("compare Kubeflow and MLflow", ("Kubeflow", "MLflow")),
        ("How do batch and online serving differ in handling drift?", ("batch", "online serving")),
        ("what is the difference between data drift and concept drift?", ("data drift", "concept drift")),
        ("MLflow versus Kubeflow", ("MLflow", "Kubeflow")),
        ("How does MLOps differ from DevOps?", ("MLOps", "DevOps")),
        ("How does MLflow compare to DVC in tracking?", ("MLflow", "DVC")),
        ("Compare concept drift, data drift and label shift", ("concept drift", "data drift", "label shift")),
    ],
)
def test_comparison_has_its_sides(text: str, sides: tuple[str, ...]) -> None:
    question = understand(text, KNOWN)
    assert (question.kind, question.sides) == (QuestionKind.COMPARISON, sides)


@pytest.mark.parametrize(
    "text",
    [
        "What is continuous training?",
        "who won the world cup in 1998?",
        "Can drift be detected without labels?",
        "skew",
        "数据漂移是什么",
        "What baselines were used in this work?",
        "What data sources are used?",
        "Which languages do they use?",
        "What is drift? Why does it matter?",
    ],
)
def test_other_questions_are_looked_up_whole(text: str) -> None:
    question = understand(text, KNOWN)
    assert (question.kind, question.topic, question.conditions) == (QuestionKind.LOOKUP, text, ())


@pytest.mark.parametrize("text", ["", "   ", "?!", "…", "\n\t"])
def test_question_without_words_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="question is empty: ask in plain words"):
        understand(text)


@pytest.mark.parametrize("text", ["which papers discuss the of and?", "which papers discuss?", "papers about the"])
def test_listing_of_stop_words_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="names no topic"):
        understand(text)


@pytest.mark.parametrize("text", ["which works did I include?", "how many papers have we excluded so far?"])
def test_what_the_researcher_decided_is_no_topic(text: str) -> None:
    with pytest.raises(UsageError, match="no record tells what you decided"):
        understand(text)


def test_of_several_questions_the_first_is_answered_and_the_rest_named() -> None:
    question = understand("How many papers are there? Which papers discuss drift?", KNOWN)
    assert question.kind is QuestionKind.BIBLIOGRAPHIC
    assert question.notes == ("One question is answered at a time; not answered: “Which papers discuss drift?”",)


def test_long_question_is_cut_and_says_so() -> None:
    question = understand("drift " * 2000)
    assert question.cut
    assert len(question.text) == MAX_LENGTH


_PIECES = st.sampled_from(
    [
        "which",
        "papers",
        "discuss",
        "use",
        "drift",
        "since",
        "2022",
        "before",
        "by",
        "Faubel",
        "the",
        "John",
        "paper",
        "et",
        "al.",
        "(2021)",
        "in",
        "my",
        "notes",
        "but",
        "not",
        "and",
        "or",
        "both",
        "either",
        "neither",
        "nor",
        "without",
        "?",
        ".",
        ",",
        "(",
        ")",
        '"',
        "'",
        "“",
        "”",
        ":",
        "*",
        "-",
        "NEAR",
        "OR",
        "how",
        "many",
        "list",
        "compare",
        "versus",
        "john2021towards",
        "who",
        "published",
        "IEEE",
        "Software",
        "at",
        "SEAA",
        "last",
        "three",
        "years",
        "what",
        "does",
        "say",
        "that",
        "is",
        "e.g.",
        "Müller's",
        "2019-2021",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=25).map(" ".join)))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        question = understand(text, KNOWN)
    except UsageError:
        return
    assert question.topic.strip()
    assert "\n" not in question.text
    assert all(condition.words and condition.words in question.text for condition in question.conditions)
    assert all(topic.strip() for topic in question.wanted.topics)


@pytest.mark.parametrize(
    "text",
    [
        'which papers discuss "drift" OR skew*?',
        "which papers discuss NEAR(drift skew, 2)?",
        "which papers discuss text: drift ^first -second {title}: x?",
        "which papers discuss (((drift?",
        "which papers discuss drift'; DROP TABLE works; --?",
    ],
)
def test_operators_are_plain_words_to_the_search(sample_index: Path, text: str) -> None:
    catalogue = Catalogue(sample_index)
    question = understand(text, KNOWN)
    assert question.kind is QuestionKind.LISTING
    for topic in (question.topic, *question.wanted.topics):
        for expression in (any_of(topic), all_of(topic)):
            assert len(catalogue.matches(expression)) >= 0
    assert catalogue.work_count() > 0
    catalogue.close()


@pytest.mark.parametrize(
    ("text", "topic"), [("the concept drift?", "concept drift"), ("of the", ""), ("A/B tests.", "A/B tests")]
)
def test_bare_topic(text: str, topic: str) -> None:
    assert bare_topic(text) == topic


def _asked(path: Path, field: str) -> list[Question]:
    lines = path.read_text("utf-8")
    rows = json.loads(lines) if path.suffix == ".json" else [json.loads(line) for line in lines.splitlines() if line]
    return [understand(row[field], KNOWN) for row in rows]


def test_listing_questions_of_the_evaluation_are_listings(evaluation: Path) -> None:
    for question in _asked(evaluation / "listing" / "topics.json", "question"):
        assert (question.kind, question.conditions) == (QuestionKind.LISTING, ())
        assert len(question.wanted.topics) == 1


def test_set_questions_of_the_evaluation_are_divided(evaluation: Path) -> None:
    path = evaluation / "listing" / "set_questions.json"
    expected = json.loads(path.read_text("utf-8"))
    for question, row in zip(_asked(path, "question"), expected, strict=True):
        assert len(question.wanted.all_of) == len(row["all_of"])
        assert len(question.wanted.none_of) == len(row["none_of"])


@pytest.mark.parametrize(
    ("path", "field"), [("unanswerable/questions.jsonl", "question"), ("qasper-mini/queries.jsonl", "text")]
)
def test_questions_of_readers_are_looked_up_without_conditions(evaluation: Path, path: str, field: str) -> None:
    questions = _asked(evaluation / path, field)
    plain = [q for q in questions if q.kind in (QuestionKind.LOOKUP, QuestionKind.COMPARISON) and not q.conditions]
    assert len(plain) > 0.95 * len(questions)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("What do the papers say about drift?", "drift"),
        ("what does this paper say about concept drift?", "concept drift"),
        ("What do these studies report on data quality?", "data quality"),
        ("what do my notes say about monitoring?", "monitoring"),
    ],
)
def test_what_is_said_of_a_topic_is_looked_up_by_the_topic_alone(text: str, topic: str) -> None:
    question = understand(text)
    assert (question.kind, question.topic) == (QuestionKind.LOOKUP, topic)


@pytest.mark.parametrize("text", ["which papers discuss drift OR skew?", "what is drift NEAR/3 skew", "concept* drift"])
def test_operators_of_a_search_engine_are_told_to_be_plain_words(text: str) -> None:
    assert any(note.startswith("Operators such as OR") for note in understand(text).notes)


@pytest.mark.parametrize(
    "text", ["which papers discuss drift or skew?", "WHICH PAPERS DISCUSS DRIFT AND SKEW?", "what is NOTEARS?"]
)
def test_common_words_are_no_operators(text: str) -> None:
    assert not understand(text).notes


def test_what_a_named_work_found_is_looked_up() -> None:
    assert understand("what did this paper find?", KNOWN).kind is QuestionKind.LOOKUP


@pytest.mark.parametrize(
    "text", ["which papers are retracted?", "how many retracted papers are there?", "list the withdrawn papers"]
)
def test_retracted_works_are_asked_for(text: str) -> None:
    assert understand(text, KNOWN).only.marks == ("retracted",)


def test_articles_beside_a_type_are_journal_articles() -> None:
    question = understand("how many articles and conference papers are there?", KNOWN)
    assert question.only.types == ("article", "conference")
    assert question.request
    assert question.request.grouped_by is Aim.TYPES
