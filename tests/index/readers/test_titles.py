"""Where a title stands in the text that names it."""

import pytest

from index.readers.blocks import title_blocks


@pytest.mark.parametrize(
    ("raw", "title", "found"),
    [
        ("# On Drift\n\ntext", "On Drift", "On Drift"),
        ("ON DRIFT AND\r\n SKEW by me", "On drift and skew", "ON DRIFT AND\r\n SKEW"),
        ("On pipe-\nlines", "On pipelines", "On pipe-\nlines"),
        ("Eﬃcient Nets", "Efficient Nets", "Eﬃcient Nets"),
    ],
)
def test_a_title_is_found_case_line_breaks_and_ligatures_aside(raw: str, title: str, found: str) -> None:
    (block,) = title_blocks(raw, title, page=3, record=2)
    assert raw[block.start : block.end] == found
    assert (block.page, block.record, block.section) == (3, 2, None)


@pytest.mark.parametrize("title", [None, "", "Another title", "On Drift and more"])
def test_a_title_that_does_not_stand_there_has_no_block(title: str | None) -> None:
    assert list(title_blocks("# On Drift\n", title)) == []


def test_letters_whose_lower_case_is_longer_upset_nothing() -> None:
    assert list(title_blocks("İİİ On Drift", "On Drift")) == []
