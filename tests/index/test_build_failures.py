"""Build: one bad file never costs the others; a damaged index is told of, and mended."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import CatalogueError
from index.freshness import pending
from index.reading.corpus import Skipped
from index.store.catalogue import Catalogue
from index.store.schema import FILE_NAME
from index.store.vectors import VectorStore
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, collection, contents
from tests.index.readers.handmade import one_page, to_unicode

NOTE = "# On Drift\n\nDrift is a change in a model's inputs.\n"
BAD = {
    "empty.pdf": (b"", "is empty (0 bytes)"),
    "binary.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is not text in any known encoding"),
    "blank.html": (b" \n\n", "has no text in it"),
    "web.pdf": (b"<html>Sign in</html>", "is not a PDF"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n", "is damaged or cut short"),
}


def test_files_that_fail_leave_the_others_indexed_and_stay_in_the_ledger(bench: Bench) -> None:
    bench.write("good.md", NOTE)
    for name, (data, _) in BAD.items():
        bench.write(name, data)
    report = bench.build()
    reasons = dict(report.failed)
    assert reasons.keys() == BAD.keys()
    assert all(reasons[name].startswith(reason) for name, (_, reason) in BAD.items())
    assert (report.read, report.passages, report.works) == (6, 2, 5)
    with bench.catalogue() as catalogue:
        ledger = {entry.path: entry for entry in catalogue.sources()}
        assert ledger.keys() == {"good.md", *BAD}
        assert {entry.path for entry in ledger.values() if entry.reason is None} == {"good.md"}
        assert {catalogue.unreadable()[work] for work in ledger["cut.pdf"].works} == {reasons["cut.pdf"]}
    assert bench.find("drift")[0].passage.source == "good.md"


def test_a_file_that_failed_is_not_read_again_until_it_changes(bench: Bench) -> None:
    bench.write("note.md", b"\0\1")
    assert len(bench.build().failed) == 1
    report = bench.build()
    assert (report.read, report.unchanged, len(report.failed), report.generation) == (0, 1, 1, 1)
    bench.write("note.md", NOTE)
    report = bench.build()
    assert (report.read, report.failed, report.passages) == (1, (), 2)
    assert bench.find("drift")[0].passage.source == "note.md"


def test_a_good_file_that_goes_bad_loses_its_passages_and_is_told_of(bench: Bench) -> None:
    bench.write("note.md", NOTE)
    bench.build()
    bench.write("note.md", b"\x00\x01\x02")
    report = bench.build()
    assert ([path for path, _ in report.failed], report.passages) == (["note.md"], 0)
    assert bench.find("drift") == []


def test_text_that_is_half_a_surrogate_pair_ends_no_build(bench: Bench) -> None:
    font = to_unicode(b"41", b"D800")
    bench.write("odd.pdf", one_page(b"BT /F1 12 Tf 10 100 Td (AAA) Tj ET", b"/ToUnicode 6 0 R", font))
    bench.write("good.md", NOTE)
    assert bench.build().failed == ()


def test_a_link_that_leads_to_itself_ends_no_build(bench: Bench) -> None:
    bench.write("good.md", NOTE)
    (bench.corpus / "loop.md").symlink_to("loop.md")
    assert bench.build().skipped == (Skipped("loop.md", "is a link that leads nowhere"),)


def overwrite(at: float, data: bytes) -> Callable[[Path], None]:
    """Write over a part of the file, from a fraction of it on."""

    def damage(path: Path) -> None:
        whole = bytearray(path.read_bytes())
        start = int(len(whole) * at) // 4096 * 4096
        whole[start : start + len(data)] = data
        path.write_bytes(whole)

    return damage


def of_the_future(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


DAMAGES = {
    "no database": lambda path: path.write_bytes(b"not a database at all" * 400),
    "header": overwrite(0, b"\xff" * 100),
    "pages": overwrite(0.1, b"\xa5" * 4096 * 20),
    "cut in half": lambda path: os.truncate(path, path.stat().st_size // 8192 * 4096),
    "of another version": of_the_future,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_catalogue_is_told_of_and_mended_by_a_rebuild(bench: Bench, damage: str) -> None:
    bench.write("a.md", NOTE)
    bench.write("b.md", "# On Skew\n\nSkew is another thing.\n")
    bench.build()
    before = contents(bench.index)
    DAMAGES[damage](bench.index / FILE_NAME)
    with pytest.raises(CatalogueError, match="refdesk index --rebuild"):
        bench.build()
    with pytest.raises(CatalogueError, match="refdesk index --rebuild"):
        pending(bench.corpus, bench.index)
    assert bench.build(rebuild=True).read == 2
    assert contents(bench.index) == before
    assert_sound(bench.index)


def test_a_build_makes_a_garbled_collection_anew(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    (next(bench.index.glob("vectors-*")) / "chroma.sqlite3").write_bytes(b"not a database" * 500)
    bench.write("b.md", "# On Skew\n\nSkew is another thing.\n")
    assert bench.build().read == 1
    assert_sound(bench.index)


def test_a_build_makes_a_collection_anew_that_lost_vectors(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    folder = next(bench.index.glob("vectors-*"))
    lost = next(iter(collection(folder)))
    with closing(VectorStore(folder)) as store:
        store.remove([lost])
        assert len(store) == 1
    bench.write("b.md", "# On Skew\n\nSkew is another thing.\n")
    bench.build()
    assert_sound(bench.index)


def test_an_index_that_is_no_folder_is_told_of(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.index.write_text("in the way")
    with pytest.raises(CatalogueError, match="cannot be written"):
        bench.build()


def test_there_is_nothing_to_read_before_the_first_build(bench: Bench) -> None:
    assert pending(bench.corpus, bench.index) is None
    with pytest.raises(CatalogueError, match="there is no index yet; run `refdesk index`"):
        Catalogue(bench.index)
    assert not bench.index.exists()


def test_an_index_that_was_thrown_away_is_built_again(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    shutil.rmtree(bench.index)
    assert bench.build().generation == 1
    assert bench.find("drift")[0].passage.source == "a.md"
