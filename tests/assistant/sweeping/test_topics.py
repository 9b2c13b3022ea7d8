"""Whether a sentence names a topic."""

import pytest

from assistant.sweeping.topics import NameKind, TopicName, make_name, make_topic, named_by


def names(topic: str, sentence: str, *same: str) -> bool:
    return named_by(make_topic(topic, [make_name(other, NameKind.SAME) for other in same]), sentence) is not None


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        ("training-serving skew", "* training-serving skew"),
        ("training-serving skew", "Skew between training and serving is common."),
        ("training-serving skew", "We measured the training/serving skew of each feature."),
        ("concept drift", "Concept drifts were found."),
        ("backdoors", "A backdoor is planted."),
        ("digital twins", "Surrogate-based flowsheet model maintenance for Digital Twins"),
        ("the security of pipelines", "pipeline security"),
        ("monitoring", "The service is monitored."),
        ("annotation", "Two people annotated the letters."),
        ("optimisation", "We optimise the weights."),
        ("policies", "A policy is kept."),
        ("数据", "数据"),
    ],
)
def test_sentence_with_all_words_close_together_names_the_topic(topic: str, sentence: str) -> None:
    assert names(topic, sentence)


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        ("training-serving skew", "Training takes long and serving is fast."),
        (
            "training-serving skew",
            "The skew of a distribution has nothing to do with what we say of training or serving.",
        ),
        ("concept drift", "The concept is simple."),
        ("edge", "Knowledge is acknowledged."),
        ("AutoML", ""),
        # One Porter stem, two words:
        ("explainability", "We explain the method in Section 3."),
        ("observability", "We observe that it rains."),
        ("containers", "The table contains all results."),
        ("accountability", "This takes noise into account."),
        ("documentation", "Each document was read twice."),
        ("limitations", "The number of pages is limited."),
        ("fairness", "For a fair comparison all were tuned."),
        ("governance", "The government paid for it."),
        ("transformers", "The data are transformed."),
        ("servers", "Meals were served."),
    ],
)
def test_words_that_lack_or_stand_far_apart_or_are_others_do_not(topic: str, sentence: str) -> None:
    assert not names(topic, sentence)


@pytest.mark.parametrize(
    ("acronym", "sentence", "named"),
    [
        ("CT", "CT retrains the model.", True),
        ("CT", "Two CTs were built.", True),
        ("CT", "The ct file is read.", False),
        ("LIME", "A lime tree stands there.", False),
        ("LIME", "LIME explains one prediction.", True),
        ("IOT", "IoT devices send data.", True),
        ("CT", "CTX is another.", False),
    ],
)
def test_acronym_must_stand_in_capitals(acronym: str, sentence: str, named: bool) -> None:
    assert names(acronym, sentence) is named
    assert names("something else", sentence, acronym) is named


def test_asker_need_not_mind_capitals() -> None:
    assert names("ct", "CT retrains the model.")
    assert names("mlops", "MLOps is young.")


def test_surest_name_is_told() -> None:
    narrower = make_name("drift detection", NameKind.NARROWER)
    topic = make_topic("data drift", [narrower, make_name("covariate shift", NameKind.SAME)])
    found = [named_by(topic, text) for text in ("drift detection and covariate shift", "drift detection", "data drift")]
    assert [name.kind for name in found if name] == [NameKind.SAME, NameKind.NARROWER, NameKind.ASKED]


def test_name_of_the_same_stems_adds_nothing() -> None:
    topic = make_topic("models deployed", [make_name("Deploying Models", NameKind.SAME)])
    assert [name.text for name in topic.names] == ["models deployed"]


@pytest.mark.parametrize("text", ["", "?", "  ", "()"])
def test_topic_without_a_word_has_no_name_and_is_named_by_nothing(text: str) -> None:
    topic = make_topic(text)
    assert topic.names == ()
    assert named_by(topic, "anything at all") is None


def test_long_words_in_capitals_are_no_acronyms() -> None:
    assert make_name("OBSERVABILITY", NameKind.SAME).acronym is None
    assert make_name("CI/CD", NameKind.SAME) == TopicName("CI/CD", NameKind.SAME, ("ci", "cd"))
