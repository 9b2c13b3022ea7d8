"""Late interaction: words find their match, rare ones count more, and a score depends on query and text alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.models.late_interaction import LateInteraction, rarity

QUERY = "What is concept drift?"
ALIKE = {"what": 1.0, "is": 1.0, "concept": 1.0, "drift": 1.0}
TEXTS = [
    "Concept drift is a change in the relation between inputs and outcome.",
    "The canteen serves soup on Mondays.",
    "",
    "机器学习 и данные 😀 \ud83d",
    "<script>alert(1)</script> & <b>drift</b> [CLS] [SEP]",
    "long " * 3000,
]


def test_the_answering_text_comes_first(interaction: LateInteraction) -> None:
    scores = interaction.score(QUERY, ALIKE, TEXTS)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert ((scores >= -1) & (scores <= 1)).all()
    assert scores.argmax() == 0
    assert scores[0] > scores[1] + 0.2


@pytest.mark.parametrize(
    ("query", "right", "wrong"),
    [
        ("How are models rolled out step by step?", "A canary release serves few users first.", "Data are labelled."),
        ("automated machine learning", "AutoML searches for models by itself.", "Kubernetes schedules containers."),
        ("running on microcontrollers", "Inference happens on embedded edge devices.", "Papers were screened twice."),
        ("who labels the data?", "Annotators from the crowd tag each image.", "The gateway balances requests."),
    ],
)
def test_other_words_for_the_same_are_matched(interaction: LateInteraction, query: str, right: str, wrong: str) -> None:
    weights = dict.fromkeys(query.lower().strip("?").split(), 1.0)
    for texts in ([right, wrong], [wrong, right]):
        assert texts[interaction.score(query, weights, texts).argmax()] == right


def test_a_text_that_repeats_the_query_scores_near_the_top(interaction: LateInteraction) -> None:
    assert interaction.score(QUERY, ALIKE, [QUERY])[0] > 0.7


def test_a_score_does_not_depend_on_its_neighbours(interaction: LateInteraction) -> None:
    together = interaction.score(QUERY, ALIKE, TEXTS)
    assert np.array_equal(together, interaction.score(QUERY, ALIKE, TEXTS[::-1])[::-1])
    alone = [interaction.score(QUERY, ALIKE, [text]) for text in TEXTS]
    assert np.array_equal(together, np.concatenate(alone))


@pytest.mark.parametrize("query", ["", " ", "?!…", "🤖", "\x00"])
def test_a_query_without_a_word_that_counts_scores_nothing(interaction: LateInteraction, query: str) -> None:
    assert interaction.score(query, ALIKE, TEXTS).tolist() == [0.0] * len(TEXTS)


@pytest.mark.parametrize("weights", [{}, dict.fromkeys(ALIKE, 0.0), {"skew": 3.0}])
def test_words_without_weight_count_nothing(interaction: LateInteraction, weights: dict[str, float]) -> None:
    assert interaction.score(QUERY, weights, TEXTS).tolist() == [0.0] * len(TEXTS)


def test_no_texts_have_no_scores(interaction: LateInteraction) -> None:
    assert interaction.score(QUERY, ALIKE, []).shape == (0,)


def test_the_word_with_the_weight_decides(interaction: LateInteraction) -> None:
    texts = ["Earthquakes are recorded by seismometers.", "The model was trained again on new data."]
    query = "earthquake model"
    rare = interaction.score(query, {"earthquake": 5.0, "model": 0.5}, texts)
    turned = interaction.score(query, {"earthquake": 0.5, "model": 5.0}, texts)
    assert rare[0] > rare[1]
    assert turned[1] > turned[0]


def test_only_the_relation_of_the_weights_matters(interaction: LateInteraction) -> None:
    double = {word: 2 * weight for word, weight in ALIKE.items()}
    one, two = interaction.score(QUERY, ALIKE, TEXTS), interaction.score(QUERY, double, TEXTS)
    assert one == pytest.approx(two, abs=1e-6)


def test_capitals_and_marks_around_a_word_do_not_hide_its_weight(interaction: LateInteraction) -> None:
    weights = {"drift": 1.0}
    plain = interaction.score("drift", weights, TEXTS[:2])
    for query in ("DRIFT", "“Drift”?", "(drift)"):
        scores = interaction.score(query, weights, TEXTS[:2])
        assert scores[0] > scores[1]
        assert scores[0] == pytest.approx(plain[0], abs=0.15)


def test_the_pieces_of_a_long_word_share_its_weight(interaction: LateInteraction) -> None:
    """The tokenizer knows no such word: each of its pieces must count, not the first alone."""
    texts = ["Hyperparametertuning of gradient boosting.", "Soup is served."]
    scores = interaction.score("hyperparametertuning soup", {"hyperparametertuning": 1.0}, texts)
    assert scores[0] > scores[1]


def test_a_very_long_text_is_cut(interaction: LateInteraction) -> None:
    """What begins alike for longer than is read scores alike, whatever follows."""
    begun = "Concept drift was observed. " + "Nothing else happened there. " * 100
    one, other = interaction.score(QUERY, ALIKE, [begun + "End.", begun + QUERY * 50])
    assert one == other


@pytest.mark.parametrize("query", ["drift " * 5000, "w" * 20_000, "half a pair \ud83d of drift", "nul\x00byte drift"])
def test_any_query_is_scored(interaction: LateInteraction, query: str) -> None:
    scores = interaction.score(query, {"drift": 1.0, "w" * 20_000: 1.0}, TEXTS)
    assert np.isfinite(scores).all()
    assert ((scores >= -1) & (scores <= 1)).all()


@settings(max_examples=30)
@given(
    query=st.text(max_size=40),
    texts=st.lists(st.text(max_size=60), max_size=3),
    weight=st.floats(0.0, 20.0),
)
def test_scores_are_within_their_bounds(
    interaction: LateInteraction, query: str, texts: list[str], weight: float
) -> None:
    weights = dict.fromkeys(query.lower().split(), weight)
    scores = interaction.score(query, weights, texts)
    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
    assert ((scores >= -1) & (scores <= 1)).all()


def test_a_query_has_a_state_and_a_weight_for_each_of_its_tokens(interaction: LateInteraction) -> None:
    query = "What, exactly, is hyperparametertuning?"
    weights = interaction.token_weights(query, {"what": 1.0, "hyperparametertuning": 3.0})
    assert interaction.query_states(query).shape == (len(weights), 384)
    assert weights[:4].tolist() == [1.0, 0.0, 0.0, 0.0]
    assert weights[-1] == 0.0
    pieces = weights[weights == 3.0]
    assert len(pieces) > 1
    assert weights.sum() == 1.0 + pieces.sum()


def test_a_passage_has_states_for_its_marks_too(interaction: LateInteraction) -> None:
    one, none = interaction.passage_states(["concept drift", ""])
    assert (one.shape, none.shape) == ((5, 384), (3, 384))


@given(passages=st.integers(1, 10**7), data=st.data())
def test_rarer_words_count_more(passages: int, data: st.DataObject) -> None:
    common = data.draw(st.integers(0, passages))
    rare = data.draw(st.integers(0, common))
    assert rarity(rare, passages) >= rarity(common, passages) >= 0
    assert rarity(0, passages) > rarity(passages, passages)


def test_rarity_follows_its_formula() -> None:
    assert rarity(10, 999) == pytest.approx(4.556, abs=1e-3)  # log(1000 / 10.5)
    assert rarity(999, 999) == pytest.approx(0.0005, abs=1e-4)
    assert rarity(5, 0) == 0.0
