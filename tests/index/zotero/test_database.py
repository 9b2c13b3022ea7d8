"""The database is read while Zotero runs and writes, and what cannot be read is said in one line and costs nothing."""

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import ReadError
from index.reading.corpus import Skipped, scan
from index.zotero import database
from index.zotero.library import Zotero, read_library
from tests.index.zotero.libraries import ZoteroLibrary
from tests.index.zotero.test_items import Study

HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA locking_mode = EXCLUSIVE")
db.execute("PRAGMA journal_mode = " + sys.argv[2])
db.execute("PRAGMA wal_autocheckpoint = 0")
db.execute("PRAGMA cache_size = 1")
for statement in sys.argv[3:]:
    db.execute(statement)
print("ready", flush=True)
sys.stdin.read()
"""
NEW_TITLE = "UPDATE itemDataValues SET value = 'New Title' WHERE value = 'Old Title'"


@contextmanager
def held(path: Path, journal: str, *statements: str) -> Iterator[None]:
    """Another process has the database open as Zotero does, with an exclusive lock, and has run the statements."""
    arguments = [sys.executable, "-c", HOLD, str(path), journal, *statements]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = Study(tmp_path)
    made.library.add("ITEM2222", "book", title="Old Title")
    return made


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PAUSES", (0.01, 0.01))


def titles_of(library: ZoteroLibrary) -> str:
    (document,) = read_library(Zotero(library.folder)).documents.values()
    return document


def test_what_stands_only_in_the_log_is_read_and_nothing_is_written(study: Study) -> None:
    with held(study.library.path, "WAL", NEW_TITLE):
        before = {path.name: path.read_bytes() for path in study.library.folder.iterdir()}
        assert b"New Title" not in before["zotero.sqlite"]
        assert "New Title" in titles_of(study.library)
        assert {path.name: path.read_bytes() for path in study.library.folder.iterdir()} == before


def test_a_transaction_that_is_not_finished_is_rolled_back(study: Study) -> None:
    spill = (
        "CREATE TABLE spilled AS WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n"
    )
    with held(study.library.path, "DELETE", "BEGIN", NEW_TITLE, spill):
        assert (study.library.folder / "zotero.sqlite-journal").stat().st_size
        assert "Old Title" in titles_of(study.library)


def test_a_copy_is_taken_again_until_nothing_changes_meanwhile(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[str] = []
    copy = shutil.copyfile

    def copy_while_zotero_writes(source: Path, target: Path) -> object:
        done = copy(source, target)
        copies.append(source.name)
        if len(copies) == 1:
            time.sleep(0.01)
            study.library.edit(1, title="New Title")
        return done

    monkeypatch.setattr(shutil, "copyfile", copy_while_zotero_writes)
    monkeypatch.setattr(database, "_PAUSES", (0.01, 0.01))
    assert "New Title" in titles_of(study.library)
    assert copies == ["zotero.sqlite"] * 2


@pytest.mark.usefixtures("no_pauses")
def test_a_library_that_is_written_all_the_time_is_said(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copyfile

    def copy_while_zotero_writes(source: Path, target: Path) -> object:
        time.sleep(0.01)
        study.library.edit(1, pages=str(time.time_ns()))
        return copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", copy_while_zotero_writes)
    with pytest.raises(ReadError, match=r"^zotero\.sqlite: it changed while it was copied, each time: wait until"):
        read_library(Zotero(study.library.folder))


def tear(library: ZoteroLibrary) -> None:
    """Put the second half of a later state behind the first half of an earlier one."""
    for number in range(200):
        library.add(f"ITEM{number:04}", "book", title=f"Title of the book {number} " * 20)
    before = library.path.read_bytes()
    with library.db() as db:
        db.execute("DELETE FROM itemDataValues WHERE valueID % 3")
        db.commit()
        db.execute("VACUUM")
    half = 4096 * (len(before) // 8192)
    library.path.write_bytes(before[:half] + library.path.read_bytes()[half:])


def truncate(library: ZoteroLibrary) -> None:
    library.path.write_bytes(library.path.read_bytes()[: 3 * 4096 + 100])


def overwrite(library: ZoteroLibrary) -> None:
    library.path.write_bytes(b"no database " * 1000)


def forget_a_column(library: ZoteroLibrary) -> None:
    with library.db() as db:
        db.execute("ALTER TABLE itemAnnotations RENAME COLUMN pageLabel TO page")
        db.execute("UPDATE version SET version = 190")


def compute_without_end(library: ZoteroLibrary) -> None:
    with library.db() as db:
        db.execute("DROP TABLE tags")
        db.execute(
            """CREATE VIEW tags AS WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
               SELECT i AS tagID, i AS name FROM n"""
        )


def grow_old(library: ZoteroLibrary) -> None:
    with library.db() as db:
        db.execute("UPDATE version SET version = 112")


def be_another(library: ZoteroLibrary) -> None:
    with library.db() as db:
        db.execute("DROP TABLE version")


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (tear, "zotero.sqlite is damaged ("),
        (truncate, "zotero.sqlite is damaged ("),
        (overwrite, "zotero.sqlite is damaged (file is not a database)"),
        (
            forget_a_column,
            "of a version of Zotero that refdesk does not know (schema 190: `itemAnnotations` lacks pageLabel)",
        ),
        (
            compute_without_end,
            "of a version of Zotero that refdesk does not know (schema 125: `tags` lacks name, tagID)",
        ),
        (grow_old, "zotero.sqlite is of an old version of Zotero (schema 112;"),
        (be_another, "zotero.sqlite is not a database of Zotero"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_cannot_be_read_is_one_line_and_costs_nothing(
    study: Study, harm: Callable[[ZoteroLibrary], None], reason: str
) -> None:
    study.library.attach("FILE2222", "storage:a.md", 1, content=b"# Old Title\n\nOf drift.\n")
    (study.folder / "note.md").write_text("# A Note\n\nOf skew.\n")
    study.build()
    held_before = study.works().keys()
    harm(study.library)
    report = study.build()
    (skipped,) = report.skipped
    assert (skipped.path, skipped.blocked) == ("zotero", True)
    assert reason in skipped.reason
    assert "\n" not in skipped.reason
    assert (report.removed, study.works().keys()) == (0, held_before)


def test_a_newer_schema_with_the_tables_we_need_is_read(study: Study) -> None:
    with study.library.db() as db:
        db.execute("UPDATE version SET version = 999")
        db.execute("ALTER TABLE items ADD COLUMN shine TEXT")
    assert "Old Title" in titles_of(study.library)


def test_a_check_that_only_zotero_can_make_is_no_damage(study: Study) -> None:
    with study.library.db() as db:
        db.create_collation("locale", lambda left, right: (left > right) - (left < right))
        db.execute("CREATE TABLE sorted (name TEXT COLLATE locale)")
        db.execute("CREATE INDEX sorted_names ON sorted (name)")
        db.execute("INSERT INTO sorted VALUES ('a'), ('b')")
    assert "Old Title" in titles_of(study.library)


def test_better_bibtex_in_json_is_read_and_damage_of_it_costs_only_its_keys(study: Study) -> None:
    path = study.library.folder / "better-bibtex.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE `better-bibtex` (name TEXT, data TEXT)")
        data = '{"data": [{"itemID": 1, "libraryID": 1, "itemKey": "ITEM2222", "citekey": "old1999"}]}'
        db.execute("INSERT INTO `better-bibtex` VALUES ('better-bibtex.citekey', ?)", [data])
    db.close()
    assert '"key": "old1999"' in titles_of(study.library)
    path.write_bytes(b"no database " * 1000)
    assert '"key": null' in titles_of(study.library)


def test_text_that_is_not_unicode_is_read_as_far_as_it_goes(study: Study) -> None:
    with study.library.db() as db:
        db.execute("UPDATE itemDataValues SET value = CAST(x'4f6c64ff' AS TEXT) WHERE value = 'Old Title'")
    assert "Old\N{REPLACEMENT CHARACTER}" in titles_of(study.library)


def test_a_library_that_may_not_be_read_is_said(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "copyfile", refuse)
    with pytest.raises(ReadError, match=r"zotero\.sqlite cannot be copied \(Permission denied\): check its rights"):
        read_library(Zotero(study.library.folder))
    assert scan(study.corpus())[1] == [
        Skipped(
            "zotero", "zotero.sqlite cannot be copied (Permission denied): check its rights and the space for it", True
        )
    ]
