"""The number printed on each page of a PDF, from its margins and its labels."""

from collections.abc import Sequence

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from index.readers.pdf.layout import Line
from index.readers.pdf.margins import printed_pages
from index.readers.pdf.reader import read
from tests.index.readers.test_layout import WORDS, body, page


def pages(*feet: str | None, heads: Sequence[str | None] = ()) -> dict[int, list[Line]]:
    """Pages of prose, each with its foot and its head."""
    made: dict[int, list[Line]] = {}
    for number, foot in enumerate(feet, 1):
        head = heads[number - 1] if heads else None
        lines = [(text, 8, 400) for text in (head,) if text] + list(body(9, WORDS[number % len(WORDS)]))
        made[number] = page(*lines, *([(foot, 8, 400)] if foot else []))
    return made


@pytest.mark.parametrize(
    ("feet", "printed"),
    [
        (["2506", "2507", "2508"], ["2506", "2507", "2508"]),
        ([None, "2507", "2508"], ["2506", "2507", "2508"]),
        (["1", None, "3", "- 4 -"], ["1", "2", "3", "4"]),
        (["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"], ["1", "2", "3"]),
        (["Risks 2019, 7, 29 2 of 22", "Risks 2019, 7, 29 3 of 22"], ["2", "3"]),
        (["S12", "S13", "S14"], ["S12", "S13", "S14"]),
        (["111:1", "111:2", "111:3"], ["111:1", "111:2", "111:3"]),
        (["iii", "iv", "v"], ["iii", "iv", "v"]),
        (["III", "IV", "V"], ["III", "IV", "V"]),
        (["DAFX-3", "DAFX-4", "DAFX-5"], ["DAFX-3", "DAFX-4", "DAFX-5"]),
        (["111:2 A. Moss", "The Drift of Catalogues 111:3", "111:4 A. Moss"], ["111:2", "111:3", "111:4"]),
        (["Halden 12 (2011) 40–42", None, None], ["40", "41", "42"]),
        (["Halden 12 (2011) 2506-08", None, None], ["2506", "2507", "2508"]),
    ],
)
def test_a_number_that_counts_on_is_the_page(feet: list[str | None], printed: list[str]) -> None:
    assert list(printed_pages(pages(*feet), {}).values()) == printed


@pytest.mark.parametrize(
    "feet",
    [
        ["2011", "2011", "2011"],
        ["7", "31", "12"],
        ["Halden 12 (2011) 40–49", None, None],
        [None, None, None],
        ["Table 3", "2 Method", "9 Results"],
    ],
)
def test_numbers_that_do_not_count_on_are_no_pages(feet: list[str | None]) -> None:
    assert printed_pages(pages(*feet), {}) == {}


def test_a_range_in_a_reference_at_the_foot_of_page_one_is_not_that_of_the_file() -> None:
    entry = "3. M. Folk, Drift: an update, in: Proc. Halden, 1999, 40-42."
    shown = pages(None, None, None)
    shown[1] = page(*body(9), (entry, 10, 400))
    assert printed_pages(shown, {}) == {}


def test_running_heads_on_left_and_right_pages_give_the_number() -> None:
    heads = ["12 HALDEN TRANSACTIONS ON DRIFT", "MOSS: CATALOGUE DRIFT 13"] * 2
    heads = [
        head.replace("12", str(12 + 2 * (i // 2))).replace("13", str(13 + 2 * (i // 2))) for i, head in enumerate(heads)
    ]
    assert list(printed_pages(pages(None, None, None, None, heads=heads), {}).values()) == ["12", "13", "14", "15"]


def test_the_publisher_s_numbers_win_over_the_manuscript_s() -> None:
    read_off = printed_pages(pages("1", "2", "3", heads=["2506", "2507", "2508"]), {})
    assert list(read_off.values()) == ["2506", "2507", "2508"]


def test_roman_pages_come_before_arabic_ones() -> None:
    feet = ["i", "ii", "iii", "iv", "1", "2", "3", "4"]
    assert list(printed_pages(pages(*feet), {}).values()) == feet


def labels(*stated: str) -> dict[int, str]:
    return dict(enumerate(stated, 1))


def test_labels_count_where_the_margins_are_silent() -> None:
    silent = pages(None, None, None)
    assert printed_pages(silent, labels("2506", "2507", "2508")) == labels("2506", "2507", "2508")
    assert printed_pages(silent, labels("1", "2", "3")) == {}  # written by default
    assert printed_pages(silent, labels("12", "12", "13")) == {}  # two pages cannot have one number
    assert printed_pages(silent, labels("Cover", "41", "42")) == {2: "41", 3: "42"}


def test_labels_that_the_margins_contradict_are_lies() -> None:
    shown = pages("2506", "2507", "2508", None, None, None)
    assert printed_pages(shown, labels("1", "2", "3", "4", "5", "6")) == labels("2506", "2507", "2508", "2509")
    agreed = labels("2506", "2507", "2508", "2509", "A-1", "A-2")
    assert printed_pages(shown, agreed) == agreed


def test_a_page_before_the_first_is_no_page() -> None:
    assert printed_pages(pages(None, None, "1", "2", "3"), {}) == {3: "1", 4: "2", 5: "3"}


@given(st.integers(1, 89), st.integers(3, 8))
def test_roman_numbers_are_read_as_they_are_written(first: int, count: int) -> None:
    tens = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"]
    ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
    feet = [tens[n // 10] + ones[n % 10] for n in range(first, first + count)]
    assert list(printed_pages(pages(*feet), {}).values()) == feet


def test_a_real_file_says_its_pages() -> None:
    source = '#set page(width: 300pt, height: 200pt, numbering: "1")\n#counter(page).update(2506)\n= Drift\n'
    text = "#lorem(30)\n#pagebreak()\n#lorem(30)\n#pagebreak()\n#lorem(30)\n"
    found = read(typst.compile((source + text).encode(), format="pdf"))
    assert found.labels == labels("2506", "2507", "2508")


@pytest.mark.parametrize("number", ["", "Journal of Drift "])
def test_the_number_of_a_page_is_no_year(number: str) -> None:
    source = (
        f"#set page(width: 300pt, height: 200pt, footer: context align(center)[{number}#counter(page).display()])\n"
    )
    text = (
        "#counter(page).update(1997)\n= Drift of Catalogues\nAda Verne\n\n"
        + "#lorem(30)\n#pagebreak()\n" * 3
        + "#lorem(9)\n"
    )
    found = read(typst.compile((source + text).encode(), format="pdf"))
    assert (found.labels[1], found.records[0].year) == ("1997", None)


def test_a_year_beside_the_number_of_the_page_counts() -> None:
    source = '#set page(width: 300pt, height: 200pt, header: [Proceedings of Halden 2011], numbering: "1")\n'
    text = "#counter(page).update(1997)\n= Drift of Catalogues\n" + "#lorem(30)\n#pagebreak()\n" * 3 + "#lorem(9)\n"
    found = read(typst.compile((source + text).encode(), format="pdf"))
    assert (found.labels[1], found.records[0].year) == ("1997", 2011)
