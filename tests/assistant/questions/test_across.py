"""Which lookups bring together what several works say."""

import pytest

from assistant.questions.understanding import understand


@pytest.mark.parametrize(
    "text",
    [
        "what do the papers say about drift?",
        "what does the literature say about monitoring?",
        "how do studies address data quality?",
        "what are the main challenges of MLOps according to the papers?",
        "what do my summaries say about challenges?",
        "what do researchers recommend for versioning data?",
        "summarise what is known about model registries",
        "which challenges do the authors name?",
        "why do models decay across the literature?",
        "give me an overview of deployment patterns",
    ],
)
def test_several_works_are_asked(text: str) -> None:
    assert understand(text).across


@pytest.mark.parametrize(
    "text",
    [
        "what is a model registry?",
        "why do models decay in production?",
        "what does the Symeonidis paper say about tools?",
        "how is a model rolled back?",
        "what does continuous training mean?",
        "what literature is a model trained on?",
        "what do sensors in cars report?",
        "which papers discuss drift?",
        "how many studies report on drift?",
    ],
)
def test_one_place_that_says_it_will_do(text: str) -> None:
    assert not understand(text).across
