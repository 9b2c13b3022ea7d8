"""Citation recall and precision, by the definitions of ALCE."""

from collections.abc import Sequence

import pytest

from assistant.evaluation.citations import CitationQuality, average, quality_of
from index.entries import FoundPassage
from tests.assistant.writing.test_prompting import passage

NEEDED = {"one": {"a"}, "two": {"a", "b"}, "none": {"z"}}


def supports(claim: str, passages: Sequence[FoundPassage]) -> bool:
    return NEEDED[claim] <= {p.text for p in passages}


@pytest.mark.parametrize(
    ("claim", "cited", "borne_out", "relevant"),
    [
        ("one", "a", 1, 1),
        ("one", "ab", 1, 1),  # what is beside the point counts against precision
        ("two", "ab", 1, 2),  # neither does it alone, both are needed
        ("two", "a", 0, 0),
        ("two", "abc", 1, 2),
        ("none", "ab", 0, 0),
        ("one", "", 0, 0),
    ],
)
def test_claim_and_its_citations_are_counted(claim: str, cited: str, borne_out: int, relevant: int) -> None:
    quality = quality_of([(claim, [passage(text) for text in cited])], supports)
    assert quality == CitationQuality(1, borne_out, len(cited), relevant)


def test_run_is_the_mean_of_its_answers() -> None:
    assert average([CitationQuality(2, 1, 4, 3), CitationQuality(1, 1, 1, 1), CitationQuality(0, 0, 0, 0)]) == (
        0.75,
        0.875,
    )


def test_run_without_a_claim_has_no_figure() -> None:
    assert average([CitationQuality(0, 0, 0, 0)]) == (None, None)
