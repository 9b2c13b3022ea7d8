"""Tables on the page: a citation of a row shows the table as it is printed, drawn outside the page's own process."""

from pathlib import Path

import pytest

from index.reading.pictures import picture
from index.sources import Figure
from tests.index.readers.marked import printed
from tests.index.readers.test_pdf_tables import PARAGRAPH, SCORES
from tests.index.zotero.libraries import ZoteroLibrary
from tests.ui import drawing
from tests.ui.drawing import Page, ask

page = drawing.page

PNG = b"\x89PNG\r\n\x1a\n"
PAPER = f"""= Frost in orchards

== Results

{PARAGRAPH * 3}

Table 1: Quality of three classifiers.

{SCORES}

{PARAGRAPH}
"""


def test_cited_row_shows_its_table_as_printed(page: Page, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "frost.pdf").write_bytes(printed(PAPER))
    drawn = ask(page(tmp_path / "corpus", tmp_path / "index"), "Support vectors")
    assert not drawn.exception
    (button,) = [b for b in drawn.main.button if b.label == "Show as printed"]
    assert not drawn.main.get("image")
    drawn = button.click().run()
    assert not drawn.exception
    assert len(drawn.main.get("image")) == 1


def test_table_of_an_attachment_in_zotero_is_shown_too(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = ZoteroLibrary(tmp_path / "Zotero")
    item = library.add("ITEM2222", "journalArticle", [("Verne", "Ada", "author")], title="Frost in orchards")
    library.attach("FILE2222", "storage:frost.pdf", item, content=printed(PAPER))
    (tmp_path / "corpus").mkdir()
    monkeypatch.setenv("REFDESK_ZOTERO", str(library.folder))
    drawn = ask(page(tmp_path / "corpus", tmp_path / "index"), "Support vectors")
    (button,) = [b for b in drawn.main.button if b.label == "Show as printed"]
    assert len(button.click().run().main.get("image")) == 1


def test_picture_is_of_the_box_and_of_what_can_be_drawn(tmp_path: Path) -> None:
    paper = tmp_path / "frost.pdf"
    paper.write_bytes(printed(PAPER))
    drawn = picture(paper, Figure(1, 0, 10, 40.0, 100.0, 140.0, 150.0))
    assert drawn is not None
    assert drawn.startswith(PNG)
    assert int.from_bytes(drawn[16:20], "big") == pytest.approx(2 * 112, abs=4)  # its width, in pixels
    assert picture(tmp_path / "gone.pdf", Figure(1, 0, 10, 40.0, 100.0, 140.0, 150.0)) is None
    assert picture(paper, Figure(7, 0, 10, 40.0, 100.0, 140.0, 150.0)) is None
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert picture(tmp_path / "broken.pdf", Figure(1, 0, 10, 40.0, 100.0, 140.0, 150.0)) is None
