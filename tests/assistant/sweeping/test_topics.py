"""Whether a sentence names a topic."""

import pytest
from assistant.topic import is_english_script, make_topic, names


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        ("training-serving skew", "* training-serving skew"),
        ("training-serving skew", "Skew between training and serving is common."),
        ("training-serving skew", "We measured the train/serve skew of each feature."),
        ("concept drift", "Concept drifts were found."),
        ("backdoors", "A backdoor is planted."),
        ("digital twins", "Surrogate-based flowsheet model maintenance for Digital Twins"),
        ("数据", "数据"),
    ],
)
def test_sentence_with_all_words_close_together_names_the_topic(topic: str, sentence: str) -> None:
    assert names(make_topic(topic), sentence)


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
    ],
)
def test_words_that_lack_or_stand_far_apart_do_not(topic: str, sentence: str) -> None:
    assert not names(make_topic(topic), sentence)


def test_stop_words_of_a_topic_need_not_stand() -> None:
    assert names(make_topic("the security of pipelines"), "pipeline security")


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("concept drift", True),
        ("Größe über alles", True),
        ("数据漂移", False),
        ("дрейф данных", False),
        ("MLOps 数据", True),
        ("42", True),
    ],
)
def test_script_that_the_models_cannot_read_is_told(text: str, english: bool) -> None:
    assert is_english_script(text) is english
