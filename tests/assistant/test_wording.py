"""Names, quotes and counts in words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Support, Verdict
from assistant.wording import (
    MARKS,
    SUPPORT_MEANING,
    counted,
    denominator,
    evidence_for_others,
    evidence_name,
    label_of,
    place_of,
    plain_markdown,
    plural,
    set_aside_note,
    short_authors,
    shortened,
    work_name,
)
from index.sources import Evidence, WorkType


def test_each_kind_of_evidence_and_of_support_has_its_words() -> None:
    assert [evidence_name(kind) for kind in Evidence] == [
        "paper", "table", "caption", "read by OCR", "your mark", "your summary", "abstract", "title"
    ]  # fmt: skip
    assert all("your" not in evidence_for_others(kind) for kind in Evidence)
    assert SUPPORT_MEANING.keys() == MARKS.keys() == set(Support)
    assert [label_of(support) for support in Support] == ["", "", "weakly supported", "not supported"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (counted(1, "work"), "1 work"),
        (counted(0, "work"), "0 works"),
        (counted(3, "work was", "works were"), "3 works were"),
        (plural(1, "is", "are"), "is"),
        (plural(2, "is", "are"), "are"),
        (place_of("x.pdf", 3, "Results"), "x.pdf, page 3 of the file, Results"),
        (place_of("x.pdf", 3, None, "3"), "x.pdf, p. 3"),
        (place_of("x.pdf", 3, "Results", "2508"), "x.pdf, p. 2508 (3rd page of the file), Results"),
        (place_of("x.pdf", 12, None, "iv"), "x.pdf, p. iv (12th page of the file)"),
        (place_of("x.bib", None, None), "x.bib"),
    ],
)
def test_numbers_and_places_in_words(words: str, expected: str) -> None:
    assert words == expected


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
        ({}, "None of 0 works discusses “x”."),
        (
            {Verdict.DISCUSSES: 1, Verdict.UNKNOWN: 92},
            "1 of 93 works discusses “x”; 92 are known by title only.",
        ),
        (
            {Verdict.DISCUSSES: 4, Verdict.MENTIONS: 1, Verdict.NO: 1, Verdict.UNKNOWN: 1, Verdict.UNREADABLE: 1},
            "4 of 8 works discuss “x”; 1 mentions it, 1 does not, 1 is known by title only, 1 could not be read"
            " (see `refdesk status`).",
        ),
    ],
)
def test_denominator_counts_every_verdict(counts: dict[Verdict, int], words: str) -> None:
    assert denominator(COUNTS | counts, "x") == words


def test_denominator_names_the_filter_and_what_lacks_the_evidence_asked_for() -> None:
    counts = COUNTS | {Verdict.DISCUSSES: 2, Verdict.UNKNOWN: 1}
    assert denominator(counts, "x", "evidence summary", evidence=("summary",)) == (
        "2 of 3 works (evidence summary) discuss “x”; 1 has no summary."
    )
    assert "1 has no mark of yours" in denominator(counts, "x", evidence=("your mark",))
    both = COUNTS | {Verdict.UNKNOWN: 2}
    assert "2 have no summary or abstract" in denominator(both, "x", evidence=("summary", "abstract"))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({}, ""),
        ({WorkType.ERRATUM: 1}, "And 1 erratum, set aside as no study."),
        (
            {WorkType.WEB: 1, WorkType.PROCEEDINGS: 9, WorkType.EDITORIAL: 2},
            "And 1 web page, 9 proceedings volumes and 2 editorials, set aside as no studies.",
        ),
    ],
)
def test_what_is_no_study_has_its_own_number(numbers: dict[WorkType, int], words: str) -> None:
    assert set_aside_note(numbers) == words
    sentence = denominator(COUNTS, "x", set_aside=numbers)
    assert sentence.endswith(f"“x”.{' ' * bool(words)}{words}")


def test_each_type_that_is_no_study_has_its_words() -> None:
    assert all(set_aside_note({type_: 2}) for type_ in WorkType if not type_.is_study)


def test_works_fit_a_combination() -> None:
    counts = COUNTS | {Verdict.DISCUSSES: 1, Verdict.MENTIONS: 2, Verdict.NO: 1}
    assert denominator(counts, "x, but not y", combines=True) == (
        "1 of 4 works fits “x, but not y”; 2 fit in part, 1 does not."
    )


@given(st.text())
def test_no_text_keeps_its_markup(text: str) -> None:
    shown = plain_markdown(text)
    assert re.sub(r"\\(.)", r"\1", shown) == text
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>~|#]", shown)


def test_long_quote_is_cut_after_sixty_words_and_marked() -> None:
    words = [f"w{number}" for number in range(70)]
    assert shortened(" ".join(words)) == f"{' '.join(words[:60])} […]"
    assert shortened(" ".join(words[:60])) == " ".join(words[:60])
