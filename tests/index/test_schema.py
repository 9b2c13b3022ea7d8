"""The catalogue's file: laid out, opened, changed in transactions, and made anew where it is damaged."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import CatalogueError, DamageError
from index.freshness import pending
from index.models import Models
from index.search import open_search
from index.store import schema
from index.store.schema import FILE_NAME, connect, get_meta, is_sound, set_meta, transaction
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, contents


def test_the_tables_are_those_the_module_tells_of(tmp_path: Path) -> None:
    with closing(connect(tmp_path, create=True)) as db:
        made = {row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    told = set(re.findall(r"(?:^|`)([a-z_]+)(?:`|  +\w)", str(schema.__doc__), re.MULTILINE))
    assert told - {"passages_fts"} == {name for name in made if "_fts" not in name}


def test_a_catalogue_lasts_and_is_laid_out_once(tmp_path: Path) -> None:
    with closing(connect(tmp_path, create=True)) as db:
        set_meta(db, "generation", "7")
    for create in (True, False):
        with closing(connect(tmp_path, create=create)) as db:
            assert get_meta(db, "generation") == "7"
            assert is_sound(db)


def test_a_missing_catalogue_is_made_only_where_that_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no index yet; run `refdesk index`"):
        connect(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", [0, 99])
def test_a_catalogue_of_another_version_is_refused(tmp_path: Path, version: int) -> None:
    with closing(connect(tmp_path, create=True)) as db:
        db.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(CatalogueError, match="made by another version of refdesk; run `refdesk index --rebuild`"):
        connect(tmp_path)


def test_damage_behind_the_first_page_is_found(tmp_path: Path) -> None:
    with closing(connect(tmp_path, create=True)) as db:
        db.executemany("INSERT INTO notices VALUES (?)", [[f"notice {i} " * 50] for i in range(400)])
    path = tmp_path / FILE_NAME
    data = bytearray(path.read_bytes())
    data[-40 * 4096 : -20 * 4096] = b"\xa5" * 20 * 4096
    path.write_bytes(data)
    with closing(connect(tmp_path)) as db:
        assert not is_sound(db)


def test_a_source_takes_all_that_hangs_on_it_along(tmp_path: Path) -> None:
    with closing(connect(tmp_path, create=True)) as db:
        db.execute(
            """INSERT INTO sources
               VALUES (1, 'a.md', '', 0, 0, 0, 0, 'paper', NULL, NULL, '', NULL, NULL, NULL, '[]', '[]', 0)"""
        )
        db.execute("INSERT INTO texts VALUES (1, 0, NULL, 'text')")
        db.execute("DELETE FROM sources")
        assert db.execute("SELECT count(*) FROM texts").fetchone()[0] == 0


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    with closing(connect(tmp_path, create=True)) as db:
        with pytest.raises(sqlite3.OperationalError), transaction(db):
            _set_and_fail(db)
        assert get_meta(db, "one") is None
        with transaction(db):
            set_meta(db, "two", "2")
        assert not db.in_transaction
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert db.execute("SELECT * FROM meta").fetchall() == [("two", "2")]


def _set_and_fail(db: sqlite3.Connection) -> None:
    set_meta(db, "one", "1")
    db.execute("SELECT * FROM none")


NOTE = "# On Drift\n\nDrift is a change in a model's inputs.\n"
ENTRY = "TY  - JOUR\nTI  - {}\nAU  - Smith, Ada\nPY  - 2020\nER  - \n\n"


def keys(bench: Bench) -> dict[str | None, str]:
    with bench.catalogue() as catalogue:
        return {work.title: work.key for work in catalogue.works()}


def of_an_earlier_version(bench: Bench) -> None:
    with closing(sqlite3.connect(bench.index / FILE_NAME)) as db:
        db.execute("PRAGMA user_version = 1")


@pytest.mark.parametrize("how", ["emptied", "removed"])
def test_a_catalogue_that_is_lost_is_told_of_and_not_begun_in_silence(bench: Bench, how: str) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    for path in bench.index.glob(f"{FILE_NAME}*"):
        path.unlink()
    if how == "emptied":
        (bench.index / FILE_NAME).touch()
    for look in (bench.build, lambda: pending(bench.corpus, bench.index)):
        with pytest.raises(DamageError, match="--rebuild"):
            look()
    assert bench.build(rebuild=True).read == 1
    assert_sound(bench.index)


def test_a_rebuild_keeps_keys_and_vectors_of_an_earlier_version(bench: Bench) -> None:
    bench.write("a.ris", ENTRY.format("Deep learning of graphs") + ENTRY.format("Deep models of text"))
    bench.build()
    first, second = keys(bench)["Deep learning of graphs"], keys(bench)["Deep models of text"]
    bench.write("a.ris", ENTRY.format("Deep models of text"))
    bench.build()
    of_an_earlier_version(bench)
    with pytest.raises(DamageError, match="another version"):
        bench.build()
    report = bench.build(rebuild=True)
    assert (report.read, report.embedded) == (1, 0)
    assert keys(bench) == {"Deep models of text": second}
    assert first != second


def test_a_rebuild_over_damage_keeps_the_vectors_that_are_whole(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    before = contents(bench.index)
    with closing(sqlite3.connect(bench.index / FILE_NAME)) as db:
        db.execute("UPDATE vectors SET vector = zeroblob(16) WHERE number = 1")
        db.commit()
    of_an_earlier_version(bench)
    assert bench.build(rebuild=True).embedded == 1
    assert contents(bench.index) == before


def test_a_search_that_is_open_follows_a_catalogue_made_anew(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    with closing(open_search(bench.index, Models(bench.embedder))) as search:
        assert "inputs" in " ".join(hit.passage.text for hit in search.hits("drift"))
        of_an_earlier_version(bench)
        bench.write("a.md", NOTE.replace("inputs", "world"))
        bench.build(rebuild=True)
        assert "world" in " ".join(hit.passage.text for hit in search.hits("drift"))


def test_a_rebuild_keeps_the_key_of_a_file_that_is_read_otherwise_now(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.write("b.md", NOTE.replace("Drift", "Skew in the Looms of Leeds"))
    bench.build()
    before = keys(bench)
    with closing(sqlite3.connect(bench.index / FILE_NAME)) as db, db:  # as if neither had a title then
        for path, key in db.execute(
            "SELECT s.path, work_key FROM records JOIN sources s ON s.id = source_id"
        ).fetchall():
            db.execute("UPDATE keys SET identity = ?, key = ? WHERE key = ?", [f"| ||{path}", f"file{key}", key])
            db.execute("UPDATE records SET work_key = ?, matched_key = NULL WHERE work_key = ?", [f"file{key}", key])
    of_an_earlier_version(bench)
    bench.write("b.md", NOTE.replace("Drift", "Ports"))
    bench.build(rebuild=True)
    assert keys(bench) == {"On Drift": f"file{before['On Drift']}", "On Ports": "ports"}
    bench.build(rebuild=True)
    assert keys(bench)["On Drift"] == f"file{before['On Drift']}"
