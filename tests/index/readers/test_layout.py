"""What the lines of a page are: heading, running head, body."""

import pytest

from index.readers.layout import (
    Line,
    body_size,
    heading_level,
    heading_name,
    headings,
    is_reference_heading,
    running_heads,
)

WORDS = ["", "alpha", "beta", "gamma", "delta"]


def page(*lines: tuple[str, float, int], first_top: float = 800.0) -> list[Line]:
    """Lines from the top of a page, each with its font's size and weight."""
    made, start = [], 0
    for i, (text, size, weight) in enumerate(lines):
        top = first_top - 14 * i
        made.append(Line(start, start + len(text), text, top - size, top, size, weight))
        start += len(text) + 2
    return made


def body(n: int, word: str = "prose") -> list[tuple[str, float, int]]:
    return [(f"{word} number {i} goes on and on in the body of the text", 10.0, 400) for i in range(n)]


def texts(pages: dict[int, list[Line]], places: set[tuple[int, int]]) -> list[str]:
    return [line.text for number, lines in pages.items() for line in lines if (number, line.start) in places]


def test_body_size_is_that_of_most_characters() -> None:
    assert body_size({1: page(("A Title in Large Print", 20.0, 700), *body(8))}) == 10.0
    assert body_size({}) == 0.0


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


def test_numbered_and_usual_headings_in_a_font_that_stands_out_are_headings() -> None:
    pages = {
        1: page(
            ("A Title in Large Print", 20, 700),
            ("Abstract", 12, 700),
            *body(4),
            ("1 Introduction", 12, 700),
            *body(3),
            ("2.1 Data and Labels", 11, 700),
            *body(3),
            ("Our Own Name", 12, 700),
            *body(3),
            ("References", 12, 700),
        )
    }
    assert texts(pages, headings(pages, frozenset())) == [
        "Abstract",
        "1 Introduction",
        "2.1 Data and Labels",
        "Our Own Name",
        "References",
    ]


@pytest.mark.parametrize(
    "line",
    [
        ("Figure 1: Overview of the System", 12, 700),
        ("Table 2. Results", 12, 700),
        ("1 2 3 4 5 6 7", 12, 700),
        ("a sentence that begins small", 12, 700),
        ("It ends like a sentence does.", 12, 700),
        ("arXiv:2103.04146v1 [cs.SE] 6 Mar 2021", 12, 700),
        ("It has so very many words that nobody would print it above a section of text", 12, 700),
    ],
)
def test_what_only_looks_like_a_heading_is_none(line: tuple[str, float, int]) -> None:
    sure = [("Abstract", 12.0, 700), ("1 Introduction", 12.0, 700), ("2 Methods", 12.0, 700)]
    pages = {1: page(*[part for heading in sure for part in (heading, *body(3))], line, *body(3))}
    assert texts(pages, headings(pages, frozenset())) == [text for text, _, _ in sure]


def test_a_line_in_the_outline_is_a_heading_in_any_font() -> None:
    pages = {1: page(*body(4), ("Plain Name", 10, 400), *body(4))}
    assert texts(pages, headings(pages, frozenset({"plain name"}))) == ["Plain Name"]
    assert texts(pages, headings(pages, frozenset())) == []


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("1 Introduction", "Introduction", 1),
        ("2.1 Data and Labels", "Data and Labels", 2),
        ("3.2.1. Deep", "Deep", 3),
        ("IV. RESULTS", "RESULTS", 1),
        ("A. Validity", "Validity", 2),
        ("Abstract", "Abstract", 1),
    ],
)
def test_a_heading_has_a_name_and_a_level(text: str, name: str, level: int) -> None:
    assert (heading_name(text), heading_level(text)) == (name, level)


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("References", True),
        ("REFERENCES AND NOTES", True),
        ("Bibliography:", True),
        ("Literature Cited", True),
        ("References to the World", False),
        ("Related Work", False),
    ],
)
def test_the_reference_lists_heading_is_known(name: str, opens: bool) -> None:
    assert is_reference_heading(name) is opens
