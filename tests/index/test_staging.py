"""Staged sources: kept while they are what would be read, in the order of their paths, out of every reader's sight."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.entries import Stamp
from index.readers import plaintext
from index.reading.corpus import CorpusFile
from index.reading.reading import FileOutcome, pack
from index.store.catalogue import Catalogue
from index.store.schema import connect
from index.store.staging import StagedSource, keep, stage, staged
from index.text.passages import make_passages

SECOND = 1_000_000_000
VERSIONS = ["plaintext 1"]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path, create=True)) as opened:
        yield opened


def read(path: str, text: str = "Drift is a change.", built_with: str = VERSIONS[0]) -> StagedSource:
    """A file of ten bytes, changed at 5 s and read at 60 s."""
    source = plaintext.read(f"{text} It is in {path}.".encode())
    outcome = FileOutcome("hash", "plaintext", source, None, tuple(make_passages(source, path)))
    return StagedSource(path, Stamp("hash", 10, 5 * SECOND, 6 * SECOND, 60 * SECOND), built_with, outcome)


def put(db: sqlite3.Connection, *sources: StagedSource) -> None:
    for source in sources:
        stage(db, source, pack(source.outcome))


def file(path: str, size: int = 10, mtime_ns: int = 5 * SECOND) -> CorpusFile:
    return CorpusFile(path, Path("/nowhere") / path, size, mtime_ns, 6 * SECOND)


def ids(db: sqlite3.Connection) -> list[str]:
    return [row[0] for row in db.execute("SELECT path FROM staged_passages ORDER BY path")]


def test_what_was_staged_comes_back_in_the_order_of_paths(db: sqlite3.Connection) -> None:
    sources = [read(path) for path in ("b.txt", "a/c.txt", "ä.txt")]
    put(db, *sources)
    assert list(staged(db)) == sorted(sources, key=lambda source: source.path)
    assert list(staged(db, ["b.txt"])) == sources[:1]


def test_a_file_staged_twice_is_there_once_as_it_was_last_read(db: sqlite3.Connection) -> None:
    put(db, read("a.txt"), read("a.txt", "Skew is another thing."))
    (only,) = staged(db)
    assert only == read("a.txt", "Skew is another thing.")
    assert ids(db) == ["a.txt"]


def test_what_is_still_to_be_read_is_kept_and_the_rest_dropped(db: sqlite3.Connection) -> None:
    put(db, read("same.txt"), read("gone.txt"))
    assert keep(db, [file("same.txt"), file("new.txt")], VERSIONS) == {"same.txt"}
    assert [source.path for source in staged(db)] == ids(db) == ["same.txt"]


@pytest.mark.parametrize(
    "change",
    [
        {"size": 11},
        {"mtime_ns": 6 * SECOND},
    ],
    ids=str,
)
def test_an_edited_file_is_not_kept(db: sqlite3.Connection, change: dict[str, int]) -> None:
    put(db, read("a.txt"))
    assert keep(db, [file("a.txt", **change)], VERSIONS) == set()
    assert (list(staged(db)), ids(db)) == ([], [])


def test_a_file_read_as_it_was_written_is_not_kept(db: sqlite3.Connection) -> None:
    just = read("a.txt")
    put(db, replace(just, stamp=replace(just.stamp, read_at_ns=6 * SECOND)))
    assert keep(db, [file("a.txt")], VERSIONS) == set()


def test_what_another_version_of_its_reader_read_is_not_kept(db: sqlite3.Connection) -> None:
    put(db, read("a.txt", built_with="plaintext 0"))
    assert keep(db, [file("a.txt")], VERSIONS) == set()


def test_no_reader_sees_what_is_staged(db: sqlite3.Connection, tmp_path: Path) -> None:
    put(db, read("a.txt"))
    with closing(Catalogue(tmp_path)) as catalogue:
        assert (catalogue.sources(), catalogue.works(), catalogue.passage_count()) == ([], [], 0)
        assert catalogue.matches("drift") == {}
