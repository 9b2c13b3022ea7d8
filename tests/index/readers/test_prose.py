"""A paper's lines as blocks under their headings, and the lines of its reference list."""

from dataclasses import replace

import pytest

from index.readers.pdf.layout import Line
from index.readers.pdf.prose import list_text, prose
from index.readers.references import entries
from index.sources import Block

Told = list[tuple[str | None, str]]


def page(*texts: str, size: float = 10.0) -> list[Line]:
    """Lines below each other; white space before a text is its indent in points."""
    made, start = [], 0
    for i, text in enumerate(texts):
        shown = text.lstrip()
        left = 50.0 + len(text) - len(shown)
        made.append(Line(start, start + len(shown), shown, 700 - 12.0 * i, 710 - 12.0 * i, size, 400, left, left + 200))
        start += len(shown) + 2
    return made


def places(pages: dict[int, list[Line]], *texts: str) -> set[tuple[int, int]]:
    return {(number, line.start) for number, lines in pages.items() for line in lines if line.text in texts}


def read(pages: dict[int, list[Line]], *headings: str, left_out: tuple[str, ...] = ()) -> tuple[Told, list[str]]:
    """Section and text of each block, and the lines of the reference list."""
    parts = prose(pages, places(pages, *left_out), places(pages, *headings))
    return [(block.section, shown(pages, block)) for block in parts.blocks], [
        line.text for listed in parts.lists for _, line in listed
    ]


def shown(pages: dict[int, list[Line]], block: Block) -> str:
    lines = pages[block.page or 0]
    raw = " ".join(line.text + " " for line in lines)
    assert all(raw[line.start : line.end] == line.text for line in lines)
    return " ".join(raw[block.start : block.end].split())


def test_prose_stands_under_its_headings() -> None:
    pages = {1: page("1 Models", "They drift.", "1.1 Why", "Worlds change.", "2 End", "All is shown.")}
    blocks, listed = read(pages, "1 Models", "1.1 Why", "2 End")
    assert blocks == [("Models", "They drift."), ("Models > Why", "Worlds change."), ("End", "All is shown.")]
    assert listed == []


@pytest.mark.parametrize("opening", ["Abstract—Models drift.", "Abstract. Models drift.", "Abstract Models drift."])
def test_an_abstract_that_begins_within_a_line_is_a_section(opening: str) -> None:
    pages = {1: page("A. Author", opening, "They do.", "Keywords: drift, models", "1 Models", "Prose.")}
    blocks, _ = read(pages, "1 Models")
    assert blocks == [
        (None, "A. Author"),
        ("Abstract", "Models drift. They do."),
        ("Keywords", "drift, models"),
        ("Models", "Prose."),
    ]


def test_an_abstract_under_a_heading_is_named_alike_whatever_its_case() -> None:
    assert read({1: page("ABSTRACT", "Models drift.")}, "ABSTRACT")[0] == [("Abstract", "Models drift.")]


def test_an_abstract_without_a_heading_ends_with_its_page() -> None:
    assert read({1: page("Abstract. Models drift."), 2: page("Prose begins.")})[0] == [
        ("Abstract", "Models drift."),
        (None, "Prose begins."),
    ]


def test_the_word_abstract_within_prose_is_prose() -> None:
    pages = {1: page("1 Models", "Abstract models are", "drawn first.")}
    assert read(pages, "1 Models")[0] == [("Models", "Abstract models are drawn first.")]


def test_a_reference_list_goes_over_pages_until_an_appendix() -> None:
    pages = {
        1: page("1 Models", "Prose.", "References", "[1] A. One."),
        2: page("[2] B. Two.", "9", "A Proofs", "More prose."),
    }
    blocks, listed = read(pages, "1 Models", "References", "A Proofs", left_out=("9",))
    assert blocks == [("Models", "Prose."), ("A Proofs", "More prose.")]
    assert listed == ["[1] A. One.", "[2] B. Two."]


def test_a_reference_list_without_a_heading_is_found() -> None:
    pages = {1: page("1 Models", "Prose [1].", "More of it.", "[1] A. One.", "[2] B. Two.", "[3] C. Three.")}
    blocks, listed = read(pages, "1 Models")
    assert blocks == [("Models", "Prose [1]. More of it.")]
    assert listed == ["[1] A. One.", "[2] B. Two.", "[3] C. Three."]


HANGING = (
    "Ada Lovelace, sketch of",
    "          an engine, 1843.",
    "The Royal Society, a",
    "          report of 1850.",
    "Babbage, on machines,",
    "          London.",
)


def test_lines_that_others_hang_behind_begin_entries_on_each_page_and_column() -> None:
    second = [Line(a.start + 900, a.end + 900, *_moved(a)) for a in page(*HANGING)]
    listed = [(1, line) for line in [*page(*HANGING), *second]]
    assert len(entries(list_text(listed))) == 6


def _moved(line: Line) -> tuple[str, float, float, float, int, float, float]:
    return line.text, line.bottom, line.top, line.size, line.weight, line.left + 250, line.right + 250


def test_footnotes_and_captions_are_no_entries() -> None:
    listed = [(1, line) for line in page("[1] A. One.", "Figure 2: An engine,", "drawn large.", "[2] B. Two.")]
    note = [(1, line) for line in page("3 A note in small print.", size=7.0)]
    assert list_text([*listed, *note]) == "[1] A. One.\n[2] B. Two."
    assert list_text([]) == ""


ENTRIES = ("[1] A. Moss, Drift, Halden Press, 2001.", "[2] B. Lind, Decay of shelves, J. Cat. 3 (2004) 1-9.")
RUNNING = tuple(
    f"a catalogue decays where nobody merges the copies that it holds, so we count {word}." for word in "abcdefgh"
)


def test_a_reference_list_on_the_first_page_ends_where_prose_begins() -> None:
    pages = {1: page("Abstract", "A program.", "References:", *ENTRIES), 2: page(*RUNNING, "References", *ENTRIES)}
    blocks, listed = read(pages, "Abstract", "References:", "References")
    assert [section for section, _ in blocks] == ["Abstract", None]
    assert blocks[1][1] == " ".join(RUNNING)
    assert listed == [*ENTRIES, *ENTRIES]


def test_each_chapter_may_have_its_list_and_an_appendix_without_a_heading_is_text() -> None:
    chapter = ("References", *ENTRIES)
    pages = {1: page("1 Frost", "It bites.", *chapter), 2: page("2 Thaw", "It drips.", *chapter, *RUNNING)}
    parts = prose(pages, set(), places(pages, "1 Frost", "2 Thaw", "References"))
    assert [len(listed) for listed in parts.lists] == [2, 2]
    assert [block.section for block in parts.blocks] == ["Frost", "Thaw", None]


def test_a_review_of_the_literature_is_no_reference_list() -> None:
    pages = {1: page("2 Literature", *RUNNING, "3 Method", "We count.")}
    blocks, listed = read(pages, "2 Literature", "3 Method")
    assert blocks == [("Literature", " ".join(RUNNING)), ("Method", "We count.")]
    assert listed == []


def test_a_list_in_parts_is_read_whole_and_a_list_without_a_heading_may_follow_a_word_that_opens_none() -> None:
    pages = {1: page("References", *ENTRIES, "Journal articles", *ENTRIES, "A Proofs", "All is shown.")}
    assert read(pages, "References", "Journal articles", "A Proofs")[1] == [*ENTRIES, *ENTRIES]
    numbered = [*ENTRIES, "[3] C. Roe, Thaw, 2007."]
    pages = {1: page("3 References", *RUNNING, *RUNNING, *numbered)}
    assert read(pages, "3 References")[1] == numbered


def test_a_heading_of_several_lines_is_one_name_with_its_words_whole() -> None:
    lines = page(
        "2 A com\ufffeputationally efficient", "solution for hetero-", "geneous cata\xad", "logues", "They drift."
    )
    lines[1:4] = [replace(line, bottom=line.bottom - 12.0, top=line.top - 12.0) for line in lines[1:4]]
    pages = {1: lines}
    blocks, _ = read(pages, *(line.text for line in lines[:4]))
    assert blocks == [("A computationally efficient solution for heterogeneous catalogues", "They drift.")]


def test_a_hyphen_that_belongs_to_a_word_of_the_page_stays_in_its_heading() -> None:
    pages = {1: page("2 On context-", "aware models", "A context-aware model drifts.")}
    assert read(pages, "2 On context-", "aware models")[0][0][0] == "On context-aware models"


def test_lines_put_first_are_a_block_before_what_follows() -> None:
    lines = page("Abstract", "Models drift.", "On Drift by A. Moss")
    pages = {1: [lines[2], *lines[:2]]}
    parts = prose(pages, set(), places(pages, "Abstract"))
    assert [(block.section, block.start) for block in parts.blocks] == [
        (None, lines[2].start),
        ("Abstract", lines[1].start),
    ]
