"""Marks that a reader made in a PDF: their words, notes and pages; what is not a mark; boxes that are broken."""

import pytest

from index.readers.pdf.reader import read
from index.sources import Evidence, Source
from index.text.normalise import compounds, normalise
from index.text.passages import make_passages
from tests.index.readers.hostile import damaged, outcome
from tests.index.readers.marked import Marking, printed
from tests.index.readers.wellformed import assert_well_formed

TEXT = """= Frost in orchards
== Introduction
The orchard was watched for forty nights. Blossoms froze at minus two degrees, and nobody had expected that so late
in the year after such a mild winter. Heaters helped on calm nights only.
#pagebreak()
== Results
Smoke did not help at all. Wind machines helped on every night with an inversion.
"""


@pytest.fixture
def marking() -> Marking:
    return Marking(printed(TEXT))


def marks(source: Source) -> list[tuple[int | None, str | None, str]]:
    """Page, section and text of each mark; its quotes stand in the source's text."""
    assert_well_formed(source)
    found = []
    for passage in make_passages(source, "a.pdf"):
        if passage.evidence is Evidence.YOUR_MARK:
            raw = source.texts[passage.page or 0][passage.start : passage.end]
            assert normalise(raw, compounds(passage.text)).text == " ".join(passage.text.split())
            found.append((passage.page, passage.section, " ".join(passage.text.split())))
    return found


def test_marked_words_and_the_note_on_them_have_their_page(marking: Marking) -> None:
    words = "Blossoms froze at minus two degrees, and nobody had expected that so late"
    marking.over(1, words, Contents="Is that\rthe air or the bud?")
    marking.over(2, "Wind machines helped", "Underline")
    source = read(marking.saved())
    assert marks(source) == [
        (1, "Highlight with the note “Is that the air or the bud?”", words),
        (1, f"Note on “{words}”", "Is that the air or the bud?"),
        (2, "Underline", "Wind machines helped"),
    ]
    assert source.warnings == ()
    plain = list(read(printed(TEXT)).blocks)
    assert [block for block in source.blocks if block.evidence is not Evidence.YOUR_MARK] == plain


def test_mark_over_several_lines_is_one_and_words_half_marked_count_whole(marking: Marking) -> None:
    words = "nobody had expected that so late in the year after such a mild winter"
    marking.over(1, words.replace("nobody", "body").replace("mild winter", "mild win"))
    assert marks(read(marking.saved())) == [(1, "Highlight", words)]


def test_notes_alone_and_typed_notes_are_marks(marking: Marking) -> None:
    marking.add(1, "Text", Contents="Ask Ana about the heaters.")
    marking.add(2, "FreeText", Contents="Cite this.")
    assert marks(read(marking.saved())) == [(1, "Note", "Ask Ana about the heaters."), (2, "Note", "Cite this.")]


def test_replies_and_popups_belong_to_their_mark(marking: Marking) -> None:
    first = marking.over(2, "Smoke did not help", Contents="Really?")
    reply = marking.add(2, "Text", Contents="See Table 3.", IRT=first, F=30)
    marking.add(2, "Text", Contents="Thanks!", IRT=reply)
    marking.add(2, "Text", Contents="Completed set by Ana", IRT=first, State="Completed", StateModel="Review")
    popup = marking.add(1, "Popup", Contents="Kept in the popup.")
    marking.add(1, "Text", Popup=popup)
    assert marks(read(marking.saved())) == [
        (1, "Note", "Kept in the popup."),
        (2, "Highlight with the note “Really? See Table 3. Thanks!”", "Smoke did not help"),
        *((2, "Note on “Smoke did not help”", note) for note in ("Really?", "See Table 3.", "Thanks!")),
    ]


def test_marked_words_copied_into_the_note_are_no_note(marking: Marking) -> None:
    marking.over(2, "Smoke did not help", Contents="Smoke  did not help")
    assert marks(read(marking.saved())) == [(2, "Highlight", "Smoke did not help")]


def test_annotations_of_publishers_and_programs_are_no_marks(marking: Marking) -> None:
    for page in (1, 2):
        marking.add(page, "Link", Contents="https://example.org")
        marking.add(page, "Watermark", Contents="Downloaded by a library")
        marking.add(page, "Stamp", Contents="Approved")
        marking.add(page, "Widget", Contents="Name")
        marking.add(page, "Text", Contents="Hidden by the program.", F=2)
        marking.add(page, "Text", Contents="  ")
        marking.add(page, "Square")
    source = read(marking.saved())
    assert marks(source) == []
    assert source.texts == read(printed(TEXT)).texts


def test_free_text_that_stands_on_page_after_page_is_a_watermark() -> None:
    marking = Marking(printed(TEXT + "#pagebreak()\nThe end of it."))
    for page in (1, 2, 3):
        marking.add(page, "FreeText", Contents="Licensed to one reader")
    assert marks(read(marking.saved())) == []


@pytest.mark.parametrize(
    "box",
    [
        {"QuadPoints": [0.0] * 8, "Rect": [0.0] * 4},
        {"QuadPoints": [9000.0, 9010.0, 9100.0, 9010.0, 9000.0, 9000.0, 9100.0, 9000.0]},
        {"QuadPoints": [50.0, 60.0]},
        {"QuadPoints": [], "Rect": []},
        {"QuadPoints": "nonsense", "Rect": "nonsense"},
    ],
)
def test_broken_box_is_a_warning_and_its_note_is_read(marking: Marking, box: dict[str, list[float]]) -> None:
    marking.add(2, "Highlight", Contents="Why?", **({"Rect": [0.0] * 4} | box))
    source = read(marking.saved())
    assert marks(source) == [(2, "Note", "Why?")]
    assert source.warnings == (
        "a mark on page 2 has a broken box, so its words are unknown, its note “Why?” was read: mark the words again",
    )


def test_damaged_annotations_harm_nothing(marking: Marking) -> None:
    first = marking.over(1, "Heaters helped", Contents="A note.")
    marking.add(1, "Text", Contents="Answers itself.", IRT=first)
    for data in damaged(marking.saved(), 60):
        outcome(read, data)
