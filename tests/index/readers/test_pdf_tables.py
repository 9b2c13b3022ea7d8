"""Captions and tables of PDFs: each caption a passage, rows with their header, and what is neither."""

from pathlib import Path

import pytest

from index.readers.pdf.reader import read
from index.sources import Evidence, Source
from index.text.passages import make_passages
from tests.index.readers.marked import printed
from tests.index.readers.wellformed import assert_well_formed

SCORES = """#table(columns: 3, stroke: none,
table.hline(), table.header([Model], [Precision], [Recall]), table.hline(),
[Perceptron], [0.71], [0.64], [Support vectors], [0.83], [0.79], [Forest], [0.90], [0.88], table.hline())"""
WORDS = """#table(columns: 2, stroke: none, table.hline(), [Name], [Meaning], table.hline(),
[Canary], [A release to few users], [Shadow], [A release that nobody sees], table.hline())"""
PARAGRAPH = "Frost was measured on forty nights, and the heaters were lit on nine of them, as Figure 1 shows in full. "


def paper(*parts: str) -> Source:
    source = read(printed("= Frost in orchards\n\n== Results\n\n" + "\n\n".join(parts)))
    assert_well_formed(source)
    return source


def of(source: Source, kind: Evidence) -> list[str]:
    return [" ".join(source.raw(block).split()) for block in source.blocks if block.evidence is kind]


@pytest.mark.parametrize("above", [True, False], ids=["caption above", "caption below"])
def test_rows_of_a_table_have_its_caption_and_header(above: bool) -> None:
    caption = "Table 1: Quality of three classifiers."
    parts = [caption, SCORES] if above else [SCORES, caption]
    source = paper(PARAGRAPH * 3, *parts, PARAGRAPH * 2)
    rows = ["Model Precision Recall", "Perceptron 0.71 0.64", "Support vectors 0.83 0.79", "Forest 0.90 0.88"]
    assert of(source, Evidence.TABLE) == rows
    assert of(source, Evidence.CAPTION) == [caption]
    (passage,) = [p for p in make_passages(source, "a.pdf") if p.evidence is Evidence.TABLE]
    assert passage.section == f"{caption} (Model Precision Recall)"
    assert passage.text.split("\n") == rows
    assert not any("0.71" in text for text in of(source, Evidence.PAPER))


def test_two_tables_on_a_page_keep_their_own_rows() -> None:
    second = SCORES.replace("Perceptron", "Oracle").replace("0.9", "0.5")
    source = paper("Table 1: First.", SCORES, PARAGRAPH * 2, "Table 2: Second.", second, PARAGRAPH)
    sections = {
        " ".join(source.raw(block).split()): block.section
        for block in source.blocks
        if block.evidence is Evidence.TABLE
    }
    assert sections["Perceptron 0.71 0.64"] == "Table 1: First. (Model Precision Recall)"
    assert sections["Oracle 0.71 0.64"] == "Table 2: Second. (Model Precision Recall)"


def test_cells_of_several_lines_between_rules_are_one_row() -> None:
    grid = (
        "#table(columns: (60pt, 60pt, 60pt), [Rule], [Cost of it], [Gain], "
        "[One rule], [0.1 at most, 0.2], [0.3], [Two], [4], [5], [Three], [6], [7])"
    )
    rows = of(paper("Table 1: Costs.", grid, PARAGRAPH), Evidence.TABLE)
    assert rows[1] == "One rule 0.1 at most, 0.2 0.3"
    assert rows[2:] == ["Two 4 5", "Three 6 7"]


def test_words_between_rules_stay_prose_under_their_caption() -> None:
    source = paper("Table 1: What the names mean.", WORDS, PARAGRAPH)
    assert of(source, Evidence.TABLE) == []
    assert of(source, Evidence.CAPTION) == ["Table 1: What the names mean."]
    assert any("A release to few users" in text for text in of(source, Evidence.PAPER))


@pytest.mark.parametrize(
    "caption",
    [
        "Figure 2: Frost by night, as the sensors of two orchards measured it from March to May.",
        "Fig. 3. A canary release.",
        "TABLE IV\\ NIGHTS WITH AND WITHOUT FROST",
        "Table 1 Nights and what was done in them",
        "Algorithm 1 Lighting of heaters",
    ],
)
def test_caption_is_a_passage_of_its_own_in_its_section(caption: str) -> None:
    source = paper(PARAGRAPH * 2, f"#v(20pt)\n{caption}\n#v(20pt)", PARAGRAPH * 2)
    assert of(source, Evidence.CAPTION) == [caption.replace("\\", "")]
    (passage,) = [p for p in make_passages(source, "a.pdf") if p.evidence is Evidence.CAPTION]
    assert (passage.page, passage.section) == (1, "Results")


@pytest.mark.parametrize(
    "text",
    [
        "Table 1 shows the nights.",
        "Figure 2 top left has them.",
        "Fig. 4 and Table II have all.",
        "All of it is explained in the drawing that is called\\ Figure 1. It has three parts.",
        "It is known to be slower and weaker than\\ Algorithm 2\\ in all of our runs.",
        "Figure 1: Frost .......... 12",
    ],
)
def test_mention_of_a_figure_is_no_caption(text: str) -> None:
    assert of(paper(text.replace("..", r"\.\."), PARAGRAPH), Evidence.CAPTION) == []


@pytest.mark.parametrize(
    ("name", "page", "row", "header"),
    [
        (
            "unstructured__multi-column",
            5,
            "None BM25 59.1 66.9 55.0 70.9 68.8 73.7 76.7 71.1 84.1 80.0",
            "NQ TriviaQA WQ",
        ),
        (
            "allenai_papermage__papermage",
            13,
            "Table 97.3 58.6 73.2 97.9 58.6 73.3 94.7 71.8 81.7 96.1 94.9 95.5",
            "I-VILA",
        ),
        ("FutureHouse_paper-qa__pasa", 8, "PaSa-7b 0.7071 0.5146 0.6111 0.6929 0.6563 0.5798", "Recall@100 Recall@50"),
        ("luiscruz_site__cruz2021prevelance", 4, "10 missing-module-docstring 2504", "# Smell Frequency"),
    ],
)
def test_rows_of_real_tables(samples: Path, name: str, page: int, row: str, header: str) -> None:
    source = read((samples / "pdf" / f"{name}.pdf").read_bytes())
    rows = {" ".join(source.raw(block).split()): block for block in source.blocks if block.evidence is Evidence.TABLE}
    found = [block for text, block in rows.items() if text.startswith(row)]
    assert [(block.page, header in (block.section or "")) for block in found] == [(page, True)]


def test_boxes_of_figures_and_tables_are_kept_with_the_spans_of_captions_and_rows() -> None:
    drawing = "#align(center, rect(width: 200pt, height: 60pt))"
    source = paper(PARAGRAPH * 2, drawing, "Figure 1: A field.", "#v(20pt)\nTable 1: Quality.", SCORES, PARAGRAPH)
    spans = {source.texts[f.page][f.start : f.end].split(".")[0]: f for f in source.figures}
    figure, table = spans["Figure 1: A field"], spans["Table 1: Quality"]
    rows = next(f for text, f in spans.items() if text.startswith("Model"))
    assert 60 <= figure.top - figure.bottom <= 150
    assert rows[3:] == table[3:]
    assert table.top < figure.bottom
    assert all(f.left < f.right and f.bottom < f.top for f in source.figures)
