"""What the lines of a page are: heading, running head, body."""

import pytest

from index.readers.pdf.layout import Line, body_size, heading_level, heading_name, headings

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
    assert texts(pages, headings(pages, frozenset(), body_size(pages))) == [
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
    assert texts(pages, headings(pages, frozenset(), body_size(pages))) == [text for text, _, _ in sure]


def test_a_line_in_the_outline_is_a_heading_in_any_font() -> None:
    pages = {1: page(*body(4), ("Plain Name", 10, 400), *body(4))}
    assert texts(pages, headings(pages, frozenset({"plain name"}), body_size(pages))) == ["Plain Name"]
    assert texts(pages, headings(pages, frozenset(), body_size(pages))) == []


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


def test_a_heading_goes_on_in_the_lines_of_the_same_print_below_it() -> None:
    lines = [
        *body(3), ("2 A new solution for", 12, 700), ("heterogeneous catalogues", 12, 700), *body(3),
        ("2.1 What the libraries of Halden", 12, 700), ("keep", 12, 700), ("3 Results", 12, 700), *body(3),
    ]  # fmt: skip
    pages = {1: page(*lines)}
    assert texts(pages, headings(pages, frozenset(), 10.0)) == [
        "2 A new solution for", "heterogeneous catalogues", "2.1 What the libraries of Halden", "keep", "3 Results",
    ]  # fmt: skip


def test_a_paragraph_in_the_print_of_headings_is_none() -> None:
    pages = {
        1: page(
            ("1 Introduction", 12, 700), *body(2), ("2 Method", 12, 700), *body(2), ("3 Results", 12, 700), *body(2),
            *[(f"Findings number {i} stand in bold print", 12, 700) for i in range(6)], *body(2),
        )
    }  # fmt: skip
    assert texts(pages, headings(pages, frozenset(), 10.0)) == ["1 Introduction", "2 Method", "3 Results"]


def test_entries_of_a_table_of_contents_are_no_headings() -> None:
    contents = [
        (f"{n} {name} {3 * n}", 12, 700) for n, name in enumerate(("Drift", "Decay", "Thaw", "Frost", "Fog"), 1)
    ]
    pages = {1: page(*contents, *body(2)), 2: page(("1 Drift", 12, 700), *body(4))}
    assert texts(pages, headings(pages, frozenset(), 10.0)) == ["1 Drift"]


def test_what_stands_above_the_abstract_is_no_heading() -> None:
    author = ("A. Moss", 12, 700)
    pages = {1: page(author, ("Abstract", 12, 700), *body(3), ("1 Introduction", 12, 700), *body(3))}
    front = {(1, pages[1][0].start), (1, pages[1][1].start)}
    assert texts(pages, headings(pages, frozenset(), 10.0, front)) == ["Abstract", "1 Introduction"]


def test_a_paper_shown_in_a_picture_does_not_begin_again() -> None:
    pages = {
        1: page(("Abstract", 12, 700), *body(2), ("1 Introduction", 12, 700), *body(4)),
        2: page(("ABSTRACT", 12, 700), *body(2), ("INTRODUCTION", 12, 700), *body(2), ("2 Method", 12, 700), *body(3)),
    }
    assert texts(pages, headings(pages, frozenset(), 10.0)) == ["Abstract", "1 Introduction", "2 Method"]


@pytest.mark.parametrize(
    ("text", "level", "name"),
    [
        ("A.1 Proof of it", 2, "Proof of it"),
        ("B.2.1. More", 3, "More"),
        ("A. Setup", 2, "Setup"),
        ("4 Data", 1, "Data"),
    ],
)
def test_an_appendix_is_numbered_too(text: str, level: int, name: str) -> None:
    assert (heading_level(text), heading_name(text)) == (level, name)


def test_headings_in_scripts_without_capitals_are_found_and_their_prose_is_none() -> None:
    said = "本模板基于文档类构建，模板文件夹中有关学校校徽和校名的插图，其版权归学校所有。"
    pages = {
        1: page(("摘要", 12, 700), (said, 10, 400), ("مقدمة", 12, 700), *body(3), ("תקציר", 12, 700), *body(3)),
        2: page((said[:-1], 12, 700), *body(3)),
    }
    assert texts(pages, headings(pages, frozenset(), 10.0)) == ["摘要", "مقدمة", "תקציר"]
