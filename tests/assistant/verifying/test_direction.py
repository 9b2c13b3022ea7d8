"""Which way claims and sentences point: sides of an axis, denials, and clauses that are denied as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.direction import compare, is_denied_by_frame, opposites, reversed_claims

SENTENCE = "Monitoring was associated with a lower risk of silent failure in production."


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Monitoring raises the risk of silent failure.", SENTENCE),
        ("Caching accelerates and improves training.", "Caching worsens training."),
        ("The effect is positive.", "The effect was negative."),
        ("Labels arrive before the predictions.", "Labels arrive after the predictions."),
        ("Retraining is automatic.", "Retraining is manual."),
    ],
)
def test_opposite_sides_are_seen(claim: str, sentence: str) -> None:
    assert compare(claim, sentence).opposed
    assert compare(sentence, claim).opposed


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Monitoring reduces the risk of silent failure.", SENTENCE),
        ("Caching improves training.", "With caching, training got better."),
        ("Drift is a change.", SENTENCE),
        ("", SENTENCE),
        (SENTENCE, ""),
    ],
)
def test_one_side_is_not_opposed(claim: str, sentence: str) -> None:
    found = compare(claim, sentence)
    assert not found.opposed
    assert not found.denied
    assert found.against == 0.0


def test_the_direction_of_the_same_thing_counts() -> None:
    sentence = "Caching increases memory use and reduces the training time."
    assert compare("Caching reduces memory use.", sentence).against < 0
    assert compare("Caching reduces the training time.", sentence).against == 0


@pytest.mark.parametrize(
    ("claim", "sentence", "denied"),
    [
        ("Drift cannot be detected without labels.", "Drift can be detected without labels.", True),
        ("Drift can be detected without labels.", "Drift can't be detected without labels.", True),
        ("The models never reach production.", "The models reach production.", True),
        ("The pipeline failed to scale.", "The pipeline scales.", True),
        ("Drift cannot generally be confirmed.", "Drift in general cannot be confirmed.", False),
        ("Drift cannot be detected.", "The drift was not detected.", False),
        ("Drift did not harm the model.", "Drift need not be harmful; the model was retrained.", False),
        ("Drift harms the model.", "Drift harms the model.", False),
        ("Growers are not helped by smoke.", "Smoke does not help the growers.", False),
        ("Smoke does not help pickers.", "Smoke helps pickers.", True),
        ("The models do not drift without data.", "The models drift without data.", True),
    ],
)
def test_what_only_one_denies_is_seen(claim: str, sentence: str, denied: bool) -> None:
    assert compare(claim, sentence).denied is denied


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(claim: str, sentence: str) -> None:
    assert compare(claim, sentence).against <= 0
    assert not compare(claim, claim).opposed
    assert not compare(claim, claim).denied


@pytest.mark.parametrize(
    ("claim", "opposite"),
    [
        ("Caching increases cost.", "Caching decreases cost."),
        ("Higher load was seen.", "Lower load was seen."),
        ("Drift is not harmless.", "Drift is harmless."),
        ("Drift cannot be seen.", "Drift can be seen."),
        ("Models don't degrade.", "Models degrade."),
        ("Nothing is said here.", None),
        ("", None),
    ],
)
def test_a_claim_is_turned_into_its_opposite(claim: str, opposite: str | None) -> None:
    assert (opposite in reversed_claims(claim)) if opposite else not reversed_claims(claim)


def test_no_word_is_on_both_sides_or_its_own_opposite() -> None:
    table = opposites()
    assert all(word != other for word, other in table.instead.items())
    assert all(side in (1, -1) for on in table.sides.values() for side in on.values())
    assert table.signs["increas"] == 1
    assert table.signs["decreas"] == -1


WARNINGS = "Frost warnings save apple blossoms."


@pytest.mark.parametrize(
    "sentence",
    [
        "Few studies found that frost warnings save apple blossoms in every valley.",
        "There is no evidence that frost warnings save apple blossoms.",
        "It is a myth that frost warnings save apple blossoms.",
        "We could not show that frost warnings save the blossoms of apple trees.",
        "The trial failed to confirm that frost warnings save apple blossoms.",
        "Contrary to the belief that frost warnings save apple blossoms, they did nothing.",
        "The hypothesis that frost warnings save apple blossoms was rejected.",
        "Evidence that frost warnings save apple blossoms was lacking.",
    ],
)
def test_a_clause_that_is_denied_is_seen(sentence: str) -> None:
    assert is_denied_by_frame(WARNINGS, sentence)
    assert not is_denied_by_frame(sentence, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We found that frost warnings save apple blossoms.",
        "It is not surprising that frost warnings save apple blossoms.",
        "There is no doubt that frost warnings save apple blossoms.",
        "Frost warnings save apple blossoms that do not open early.",
        "No grower who was asked complained; frost warnings save apple blossoms.",
        "",
    ],
)
def test_a_clause_that_is_stated_is_not(sentence: str) -> None:
    assert not is_denied_by_frame(WARNINGS, sentence)
