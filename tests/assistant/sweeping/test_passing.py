"""Naming a topic without dealing with it."""

import pytest

from assistant.sweeping.signals import is_aside, puts_off
from index.text.words import stems

DRIFT = stems("concept drift")


@pytest.mark.parametrize(
    "sentence",
    [
        "We do not consider concept drift.",
        "We don’t address concept drift here.",
        "The system cannot handle concept drift.",
        "Concept drift is not addressed.",
        "Concept drift is beyond the scope of this paper.",
        "Concept drift is left for future work.",
        "We leave concept drift to future research.",
        "Future work will look at concept drift.",
        "The model runs without any concept drift monitoring.",
        "The evaluation ignores concept drift.",
    ],
)
def test_denial_and_future_work_put_off(sentence: str) -> None:
    assert puts_off(sentence, DRIFT)


@pytest.mark.parametrize(
    "sentence",
    [
        "Concept drift is found within an hour.",
        "Concept drift is found without a person in the loop.",
        "Concept drift is not only found but explained.",
        "Our detector of concept drift ignores the weekday.",
        "Without labels, and that is new, concept drift is found.",
    ],
)
def test_denial_of_something_else_does_not(sentence: str) -> None:
    assert not puts_off(sentence, DRIFT)


@pytest.mark.parametrize(
    ("section", "aside"),
    [
        ("2 Related Work", True),
        ("Introduction > Background", True),
        ("State-of-the-art", True),
        ("Conclusion and Future Work", True),
        ("Method", False),
        ("Results > Drift", False),
        (None, False),
    ],
)
def test_sections_on_others_work_and_work_to_come_are_aside(section: str | None, aside: bool) -> None:
    assert is_aside(section) is aside
