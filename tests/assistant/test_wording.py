"""Names, quotes and counts in words."""

import pytest

from assistant.answers import Verdict
from assistant.wording import denominator, plain_markdown, short_authors, work_name

COUNTS = dict.fromkeys(Verdict, 0)


@pytest.mark.parametrize(
    ("authors", "short"),
    [
        ((), ""),
        (("Annemarie Jutte",), "Jutte"),
        (("S. Das", "P. Bala"), "Das & Bala"),
        (("Meenu Mary John", "Helena Holmström Olsson", "Jan Bosch"), "John et al."),
        (("Olsson, Helena Holmström",), "Olsson"),
    ],
)
def test_short_authors(authors: tuple[str, ...], short: str) -> None:
    assert short_authors(authors) == short


def test_work_name_leaves_out_what_is_not_known() -> None:
    assert work_name("MLOps", ("A. Bee",), 2021) == "Bee (2021), MLOps"
    assert work_name("MLOps", (), 2021) == "(2021), MLOps"
    assert work_name("MLOps", (), None) == "MLOps"


def test_markup_in_document_text_is_shown_literally() -> None:
    assert plain_markdown("see [12] <b>*now*</b>") == r"see \[12\] \<b\>\*now\*\</b\>"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "None of 0 works discusses “x”; 0 mention it, 0 do not, 0 are known by title only, 0 could not be read."),
        (
            {Verdict.DISCUSSES: 1, Verdict.UNKNOWN: 92},
            "1 of 93 works discusses “x”; 0 mention it, 0 do not, 92 are known by title only, 0 could not be read.",
        ),
        (
            {Verdict.DISCUSSES: 4, Verdict.MENTIONS: 1, Verdict.NO: 1, Verdict.UNKNOWN: 1, Verdict.UNREADABLE: 1},
            "4 of 8 works discuss “x”; 1 mentions it, 1 does not, 1 is known by title only, 1 could not be read.",
        ),
    ],
)
def test_denominator_counts_every_verdict(counts: dict[Verdict, int], words: str) -> None:
    assert denominator(COUNTS | counts, "x") == words
