"""A word of a claim in the place of one of its sentence, and what is only another way to say it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.alterations import Replaced, has_replaced, replaced
from index.models import Models
from index.search import Search, open_search

FROST = "Late frost killed 37% of the apple blossoms in the valley."
BEES = "Bumblebees fly at six degrees and pollinate apple blossoms before honeybees leave the hive."


@pytest.fixture(scope="module")
def search(sample_index: Path, models: Models) -> Iterator[Search]:
    with closing(open_search(sample_index, models)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("claim", "sentence", "pair"),
    [
        ("Late frost saved 37% of the apple blossoms.", FROST, ("saved", "killed")),
        ("Late frost killed 37% of the apple trees.", FROST, ("trees", "blossoms")),
        (
            "Continuous delivery retrains the model when a trigger fires.",
            "Continuous training (CT) retrains the model when a trigger fires.",
            ("delivery", "training"),
        ),
        ("Late frost killed 52% of the apple blossoms.", FROST, ("52%", "37%")),
        ("Late frost killed 37% of the apple blossoms in the city.", FROST, ("city", "valley")),
        ("Early frost killed 37% of the apple blossoms.", FROST, ("early", "late")),
        ("Honeybees fly at six degrees.", BEES, ("honeybees", "bumblebees")),
        ("Bumblebees fly at nine degrees.", BEES, ("nine", "six")),
        ("Few teams retrain their models weekly.", "Most teams retrain their models weekly.", ("few", "most")),
        ("Teams retrain their models monthly.", "Teams retrain their models weekly.", ("monthly", "weekly")),
    ],
)
def test_another_word_in_a_place_is_seen(search: Search, claim: str, sentence: str, pair: tuple[str, str]) -> None:
    assert replaced(claim, sentence) == [Replaced(*pair)]
    assert has_replaced(search, claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Late frosts kill 37 percent of apple blossoms in valleys.", FROST),
        ("Late frost killed 37% of the apple flowers.", FROST),
        ("In the valley late frost killed 37% of the apple blossoms.", FROST),
        ("Late frost recently killed 37% of the apple blossoms.", FROST),
        ("Bumblebees fly at 6 degrees.", BEES),
        ("Bumblebees pollinate apple blossoms before honeybees leave the hive.", BEES),
        ("The randomised trial ended early.", "The randomized trial ended early."),
        ("Drift causes outages in production.", "Drift leads to outages in production."),
        ("Frost is common.", "The hive is warm in winter, and the valley cold."),
        ("", FROST),
        (FROST, ""),
    ],
)
def test_the_same_in_other_words_is_not(search: Search, claim: str, sentence: str) -> None:
    assert not has_replaced(search, claim, sentence)


@given(st.text())
def test_a_text_has_nothing_in_place_of_its_own_words(text: str) -> None:
    assert not replaced(text, text)
