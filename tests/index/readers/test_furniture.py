"""What is printed beside the text: running heads, page numbers, stamps, licences."""

from dataclasses import replace

import pytest

from index.readers.pdf.layout import Line
from index.readers.pdf.margins import furniture, running_heads
from tests.index.readers.test_layout import WORDS, body, page, texts


def test_lines_that_return_at_the_edge_of_pages_are_running_heads() -> None:
    pages = {n: page((f"A. Author et al. {n}", 8, 400), *body(9, WORDS[n]), (str(n), 8, 400)) for n in range(1, 5)}
    assert texts(pages, running_heads(pages)) == [
        line for n in range(1, 5) for line in (f"A. Author et al. {n}", str(n))
    ]


def test_page_numbers_are_furniture_even_on_a_single_page() -> None:
    pages = {1: page(*body(9), ("Page 3 of 10", 8, 400))}
    assert texts(pages, running_heads(pages)) == ["Page 3 of 10"]


def test_a_line_that_returns_in_the_middle_of_pages_is_text() -> None:
    pages = {n: page(*body(4, WORDS[n]), ("The same line", 10, 400), *body(4, WORDS[n].upper())) for n in range(1, 5)}
    assert running_heads(pages) == set()


def test_edges_go_by_place_and_not_by_order_in_the_text() -> None:
    """PDFium gives a text box where the producer drew it: a foot may come first."""
    pages = {n: page(*body(9, WORDS[n]))[::-1] for n in range(1, 5)}
    foot = [Line(900 + n, 910 + n, "Proceedings of X", 20.0, 28.0, 8.0, 400) for n in range(1, 5)]
    pages = {n: [foot[n - 1], *lines] for n, lines in pages.items()}
    assert texts(pages, running_heads(pages)) == ["Proceedings of X"] * 4


def test_lines_beside_each_other_are_one_row_at_the_edge() -> None:
    """A foot in three pieces on two rows: the upper row is at the page's edge still."""
    lines = page(*body(9), ("Proceedings of the First Workshop on Drift, pages 1-9", 8, 400), ("June 2023.", 8, 400))
    beside = replace(lines[-1], start=5000, end=5020, text="Association of Things")
    assert texts({1: [*lines, beside]}, furniture({1: [*lines, beside]})) == [
        "Proceedings of the First Workshop on Drift, pages 1-9"
    ]


@pytest.mark.parametrize(
    "stamp",
    [
        "arXiv:2103.04146v1 [cs.SE] 6 Mar 2021",
        "arXiv:hep-th/9901001v2 [hep-th] 1 Jan 1999",
        "Authorized licensed use limited to: TU Delft. Downloaded on May 1,2020 from IEEE Xplore.",
        "© 2020 Association for Computing Machinery.",
        "(c) 2021 IEEE",
        "978-1-5386-2669-6/17 $31.00 © 2017 IEEE",
        "Permission to make digital or hard copies of all or part of this work",
        "Content from this work may be used under the terms of the licence",
        "This work is licensed under a Creative Commons licence",
    ],
)
def test_stamps_and_licences_on_the_first_page_are_no_text(stamp: str) -> None:
    pages = {1: page(*body(5), (stamp, 8, 400), *body(5))}
    assert texts(pages, furniture(pages)) == [stamp]


@pytest.mark.parametrize(
    "line",
    [
        "arXiv:2103.04146.",
        "arXiv preprint arXiv:2103.04146, 2021.",
        "Copyright law is what this section is about",
        "Permission is what the user grants",
        "Published results differ from ours in three ways",
    ],
)
def test_text_that_speaks_of_such_things_is_text(line: str) -> None:
    pages = {1: page(*body(5), (line, 10, 400), *body(5))}
    assert furniture(pages) == set()


def test_a_licence_goes_on_in_the_lines_of_the_same_print_below_it() -> None:
    notice = [
        ("Permission to make digital or hard copies", 8, 400),
        ("of this work for personal use is granted", 8, 400),
    ]
    pages = {1: [replace(line, bottom=800 - 10.0 * i) for i, line in enumerate(page(*body(5), *notice, *body(5)))]}
    assert texts(pages, furniture(pages)) == [text for text, _, _ in notice]


def test_a_line_turned_in_the_margin_is_no_text_but_a_page_on_its_side_is() -> None:
    lines = page(*body(9))
    stamp = Line(9000, 9010, "a stamp of the library", 300, 500, 10, 400, upright=False)
    assert furniture({1: [*lines, stamp]}) == {(1, 9000)}
    assert furniture({1: [replace(line, upright=False) for line in lines]}) == set()


def test_the_numbers_of_a_manuscript_s_lines_are_no_text_but_numbers_in_a_table_are() -> None:
    numbers = [(str(n), 6, 400) for n in range(371, 383)]
    pages = {1: page(*body(5), *numbers, *body(5))}
    assert texts(pages, furniture(pages)) == [text for text, _, _ in numbers]
    cells = [(str(n * n), 10, 400) for n in range(5, 20)]
    pages = {1: page(*body(5), *cells, *body(5))}
    assert furniture(pages) == set()
