"""Pages without text are read by OCR: what becomes of them, the cache, the limits of time, and no OCR installed.

An engine made for these tests stands for the real one, under its name; the real one reads a page where it is installed.
"""

import io
import json
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import BuildRequest, Report, build
from index.doctor import FindingKind, examine
from index.readers.pdf import ocr
from index.readers.pdf.reader import read
from index.reading.scans import FOLDER, ScanLimits
from index.sources import Evidence, Fault, ScannedLine
from index.store.catalogue import Catalogue
from index.text.normalise import compounds, normalise
from tests.index.conftest import Bench
from tests.index.readers.marked import printed

ENGINE = """
import json, pathlib, time
class Result:
    def __init__(self, lines):
        self.txts, self.scores = [line[0] for line in lines], [0.9] * len(lines)
        self.boxes = [[[l, t], [r, t], [r, b], [l, b]] for _, l, t, r, b in lines] or None
class RapidOCR:
    def __init__(self, params):
        pass
    def __call__(self, picture):
        lines = json.loads(pathlib.Path(__file__).with_name("lines.json").read_text())
        if lines == "hang":
            time.sleep(1000)
        if lines == "crash":
            import os; os.abort()
        if lines == "fault":
            raise ImportError("no models")
        return Result(lines)
"""
UNPICTURED = """
import os, sys, time
if "index.reading.scans" in sys.orig_argv:
    import pypdfium2
    from pathlib import Path
    how = Path(__file__).with_name("how").read_text()
    with Path(__file__).with_name("begun").open("a") as log:
        log.write("begun ")
    def render(page, **_):
        if how == "hang":
            time.sleep(1000)
        if how == "crash":
            os.abort()
        raise ValueError("no picture")
    if how != "well":
        pypdfium2.PdfPage.render = render
"""
"""Makes pictures of pages impossible, in the process that takes them."""
LINES = [
    ["Letters sorted by hand", 100, 60, 700, 100],
    ["Ada Cole", 100, 130, 300, 155],
    ["1 Introduction", 100, 200, 300, 225],
    ["Sorters of letters tire after two hours, and mis-", 100, 240, 700, 265],
    ["takes double by noon.", 100, 270, 400, 295],
]
TIRED = "Sorters of letters tire after two hours, and mistakes double by noon."


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the engine, which finds the lines in `lines.json` on every page."""
    folder = tmp_path / "engine"
    folder.mkdir()
    (folder / "rapidocr.py").write_text(ENGINE)
    (folder / "lines.json").write_text(json.dumps(LINES))
    monkeypatch.setattr(ocr, "find_spec", lambda _: object())
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=":")
    return folder


def scan(*texts: str) -> bytes:
    """A PDF whose pages are pictures of these texts."""
    document = pdfium.PdfDocument(printed("#pagebreak()\n".join(texts)))
    first, *others = (page.render(scale=100 / 72).to_pil() for page in document)
    file = io.BytesIO()
    first.save(file, "pdf", save_all=True, append_images=others)
    return file.getvalue()


def built(bench: Bench, seconds: float = 60.0, *, retry: bool = False, rebuild: bool = False) -> Report:
    request = BuildRequest(rebuild, retry, scans=ScanLimits(seconds, 1, retry))
    return build(bench.corpus, bench.index, bench.embedder, request)


def faults(bench: Bench) -> list[tuple[int, Fault]]:
    with closing(Catalogue(bench.index)) as catalogue:
        (entry,) = catalogue.sources()
        return [(page_fault.page, page_fault.fault) for page_fault in entry.faults]


def texts(bench: Bench) -> list[tuple[Evidence, int | None, str]]:
    with closing(Catalogue(bench.index)) as catalogue:
        return [(p.evidence, p.page, " ".join(p.text.split())) for p in catalogue.of_source("scan.pdf")]


def test_text_by_ocr_is_evidence_of_its_own_kind_and_stands_in_the_page(bench: Bench, engine: Path) -> None:
    bench.write("scan.pdf", scan("Page one."))
    built(bench)
    with closing(Catalogue(bench.index)) as catalogue:
        (work,) = catalogue.works()
        passages = {
            p.evidence: p for p in catalogue.of_source("scan.pdf") if TIRED in p.text or p.evidence is Evidence.TITLE
        }
        raw = catalogue.raw_text("scan.pdf", 1)
        assert catalogue.unreadable() == {}
    assert work.title == "Letters sorted by hand"
    passage = passages[Evidence.OCR]
    assert (passage.page, passage.section) == (1, "Introduction")
    sentence = passage.sentences[-1]
    assert normalise(raw[sentence.start : sentence.end], compounds(sentence.text)).text == TIRED == sentence.text
    assert faults(bench) == []


def test_page_is_read_once_whatever_becomes_of_the_engine(
    bench: Bench, engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("scan.pdf", scan("Page one."))
    built(bench)
    (engine / "lines.json").write_text('"crash"')
    before = texts(bench)
    assert built(bench).read == 0
    built(bench, rebuild=True)
    assert texts(bench) == before
    monkeypatch.setattr(ocr, "find_spec", lambda _: None)
    built(bench, 0.0, rebuild=True)
    assert texts(bench) == before
    assert len(list((bench.index / FOLDER).iterdir())) == 1


def test_only_new_pages_of_a_changed_file_are_read(bench: Bench, engine: Path) -> None:
    bench.write("scan.pdf", scan("Page one."))
    built(bench)
    (engine / "lines.json").write_text(json.dumps([["Another page it is.", 100, 200, 300, 225]]))
    bench.write("scan.pdf", scan("Page one.", "Page two."))
    built(bench)
    found = texts(bench)
    assert (Evidence.OCR, 2, "Another page it is.") in found
    assert any(TIRED in text and page == 1 for _, page, text in found)


def test_pages_found_without_ocr_are_read_by_the_next_index_and_by_no_other_command(bench: Bench, engine: Path) -> None:
    bench.write("scan.pdf", scan("Page one."))
    assert built(bench, 0.0).read == 1
    assert faults(bench) == [(1, Fault.NO_TEXT)]
    assert built(bench, 0.0).read == 0
    assert built(bench).read == 1
    assert faults(bench) == []


def test_pages_without_any_text_are_told_and_not_tried_again(bench: Bench, engine: Path) -> None:
    (engine / "lines.json").write_text("[]")
    bench.write("scan.pdf", scan("Page one."))
    built(bench)
    assert faults(bench) == [(1, Fault.OCR_EMPTY)]
    assert built(bench).read == 0


@pytest.mark.parametrize("fault", ["hang", "crash"])
def test_page_that_hangs_or_crashes_the_engine_is_given_up_until_a_retry(
    bench: Bench, engine: Path, fault: str
) -> None:
    (engine / "lines.json").write_text(json.dumps(fault))
    bench.write("scan.pdf", scan("Page one."))
    bench.write("note.md", "# A note\n\nIt is read all the same.\n")
    assert built(bench, 2.0).failed == ()
    with closing(Catalogue(bench.index)) as catalogue:
        assert [e.passages > 0 for e in catalogue.sources()] == [True, False]
    (bench.corpus / "note.md").unlink()
    assert built(bench).read == 0
    assert faults(bench) == [(1, Fault.OCR_LATE)]
    (finding,) = examine(bench.index).of(FindingKind.UNREADABLE_PAGES)
    assert finding.text.startswith("page 1: OCR took too long: run `refdesk index --retry`")
    (engine / "lines.json").write_text(json.dumps(LINES))
    assert built(bench, retry=True).read == 1
    assert faults(bench) == []


@pytest.mark.parametrize("how", ["hang", "crash", "fail"])
def test_page_whose_picture_cannot_be_made_is_given_up_until_a_retry(bench: Bench, engine: Path, how: str) -> None:
    (engine / "sitecustomize.py").write_text(UNPICTURED)
    (engine / "how").write_text(how)
    bench.write("scan.pdf", scan("Page one."))
    first = built(bench, 1.0)
    assert faults(bench) == [(1, Fault.OCR_LATE)]
    second = built(bench)
    assert (second.read, second.generation, second.notes) == (0, first.generation, ())
    tries = (engine / "begun").read_text()
    built(bench, rebuild=True)
    assert (faults(bench), (engine / "begun").read_text()) == ([(1, Fault.OCR_LATE)], tries)
    (engine / "how").write_text("well")
    assert built(bench, retry=True).read == 1
    assert faults(bench) == []
    built(bench, rebuild=True)
    assert faults(bench) == []


def test_time_for_pictures_counts_in_the_limit_of_a_file(bench: Bench, engine: Path) -> None:
    (engine / "sitecustomize.py").write_text(UNPICTURED)
    (engine / "how").write_text("hang")
    bench.write("scan.pdf", scan("Page one.", "Page two."))
    (note,) = built(bench, 1.0).notes
    assert note.startswith("scan.pdf: OCR of 1 page is left for the next `refdesk index`")
    assert faults(bench) == [(1, Fault.OCR_LATE), (2, Fault.NO_TEXT)]
    assert built(bench, 1.0).notes == ()
    assert faults(bench) == [(1, Fault.OCR_LATE), (2, Fault.OCR_LATE)]
    assert built(bench, 1.0).read == 0


def test_pages_beyond_the_limit_of_time_are_left_for_the_next_index(bench: Bench, engine: Path) -> None:
    bench.write("scan.pdf", scan("Page one.", "Page two."))
    (note,) = built(bench, 1e-9).notes
    assert note.startswith("scan.pdf: OCR of 2 pages is left for the next `refdesk index` (the setting `ocr_seconds`")
    assert faults(bench) == [(1, Fault.NO_TEXT), (2, Fault.NO_TEXT)]
    assert built(bench).notes == ()
    assert faults(bench) == []


def test_engine_that_cannot_be_loaded_is_told_in_one_line(bench: Bench, engine: Path) -> None:
    (engine / "lines.json").write_text('"fault"')
    bench.write("scan.pdf", scan("Page one."))
    assert built(bench).notes == ("OCR failed (no models): install the extra again with `pip install 'refdesk[ocr]'`",)
    assert faults(bench) == [(1, Fault.NO_TEXT)]


def test_without_ocr_the_doctor_names_pages_and_what_to_install(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda _: None)
    bench.write("scan.pdf", scan("Page one.", "Page two."))
    built(bench)
    (finding,) = examine(bench.index).of(FindingKind.UNREADABLE_PAGES)
    assert finding.text.startswith(
        "pages 1-2: no text: install OCR (`pip install 'refdesk[ocr]'`) and run `refdesk index`"
    )
    assert not (bench.index / FOLDER).exists()


def line(text: str, left: float, row: int, width: float = 200.0, height: float = 10.0) -> ScannedLine:
    return ScannedLine(text, left, 700.0 - 14 * row, left + width, 700.0 - 14 * row + height)


def test_columns_are_read_one_after_the_other_between_lines_across_both() -> None:
    columns = [line(f"{side}{row}", left, row) for row in range(2, 9) for side, left in (("l", 50), ("r", 300))]
    lines = [line("title", 50, 0, 450), *columns, line("foot", 50, 12, 450)]
    order = [each.text for each in ocr.in_reading_order(reversed(lines))]
    assert order == ["title", *(f"l{i}" for i in range(2, 9)), *(f"r{i}" for i in range(2, 9)), "foot"]


def test_pieces_of_one_printed_line_are_joined() -> None:
    pieces = [line("two hours", 160, 0, 100), line("tire after", 50, 0, 100), line("next", 50, 1)]
    assert [each.text for each in ocr.in_reading_order(pieces)] == ["tire after two hours", "next"]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 700), st.floats(1, 300), st.floats(1, 20)), max_size=40))
def test_reading_order_keeps_every_word(boxes: list[tuple[float, float, float, float]]) -> None:
    lines = [ScannedLine(f"w{i}", x, b, x + w, b + h) for i, (x, b, w, h) in enumerate(boxes)]
    ordered = " ".join(each.text for each in ocr.in_reading_order(lines)).split()
    assert sorted(ordered) == sorted(each.text for each in lines)


@pytest.mark.slow
def test_the_real_engine_reads_a_printed_page() -> None:
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    document = pdfium.PdfDocument(scan("= Frost\n\nBlossoms froze at minus two degrees in the orchard."))
    lines = ocr.Picture(document[0]).read(ocr.engine(2))
    source = read(scan("= Frost\n\nBlossoms froze at minus two degrees in the orchard."), {1: lines})
    assert "Blossoms froze at minus two degrees in the orchard." in " ".join(source.texts[1].split())
