"""Which way claims and sentences point: sides of an axis, denials, and who does what to whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.alterations import is_swapped
from assistant.verifying.direction import compare, opposites, reversed_claims

HONEY, BUMBLE = "Honeybees", "Bumblebees"
BEES = f"{BUMBLE} fly at six degrees and pollinate apple blossoms before {HONEY} leave the hive."
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
    assert not is_swapped(claim, "")


@pytest.mark.parametrize(
    ("claim", "sentence", "swapped"),
    [
        ("Batch scoring is cheaper than streaming.", "Streaming was cheaper than batch scoring.", True),
        ("Forests outperform networks.", "Networks outperform forests on every table.", True),
        ("Drift causes outages.", "Outages cause drift.", True),
        ("Batch scoring is cheaper than streaming.", "We found batch scoring cheaper than streaming.", False),
        ("Forests outperform networks.", "Networks are outperformed by forests.", False),
        ("A feature store reduces skew.", "Skew is reduced by a feature store.", False),
        ("Drift is a change.", "A change is called drift.", False),
        (f"{HONEY} fly at six degrees before {BUMBLE} leave the hive.", BEES, True),
        (f"{HONEY} pollinate apple blossoms before {BUMBLE} leave the hive.", BEES, True),
        (f"{BUMBLE} leave the hive before {HONEY} fly.", BEES, True),
        (f"{BUMBLE} fly at six degrees before {HONEY} leave the hive.", BEES, False),
        (f"Before {HONEY} leave the hive, {BUMBLE} pollinate apple blossoms.", BEES, False),
        (f"Apple blossoms are pollinated by {BUMBLE} before {HONEY} leave the hive.", BEES, False),
        ("Frost kills bees.", "Bees kill frost.", True),
        ("Data were moved from Oracle to Postgres.", "Data were moved from Postgres to Oracle.", True),
        ("Data were moved to Postgres from Oracle.", "Data were moved from Oracle to Postgres.", False),
        ("Drift is associated with outages here.", "Outages are associated with drift here.", False),
        ("Stores keep training and serving alike.", "Stores keep serving and training alike.", False),
        ("Oracle is a database for records.", "Records are kept in a database, Oracle.", False),
    ],
)
def test_exchanged_sides_are_seen(claim: str, sentence: str, swapped: bool) -> None:
    assert is_swapped(claim, sentence) is swapped


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
