"""The seal: damage to a collection's files is seen from outside, and being read leaves it whole."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.freshness import is_current
from index.models import Models
from index.search import open_search
from index.store.schema import connect
from index.store.seal import collection_folder, seal
from tests.index.conftest import Bench
from tests.index.wordhash import WordHash


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, WordHash())


def note(number: int) -> str:
    return f"Gauge{number} drifts by {number * 37} microns in week{number * number}, as gauge{number + 1000} never did."


def sealed(bench: Bench) -> str:
    with closing(connect(bench.index)) as db:
        return seal(collection_folder(bench.index, db))


def search(bench: Bench) -> None:
    with closing(open_search(bench.index, Models(bench.embedder))) as opened:
        assert opened.source_hits("gauge")


def current(bench: Bench) -> bool:
    return is_current(bench.corpus, bench.index, bench.embedder.fingerprint)


@pytest.mark.parametrize("passages", [1, 2, 3, 40])
def test_being_searched_leaves_the_seal_whole(bench: Bench, passages: int) -> None:
    for number in range(passages):
        bench.write(f"{number}.txt", note(number))
    bench.build()
    before = sealed(bench)
    assert before
    for _ in range(2):
        search(bench)
        assert sealed(bench) == before
        assert current(bench)


def test_being_searched_leaves_the_seal_of_an_edited_collection_whole(bench: Bench) -> None:
    for number in range(5):
        bench.write(f"{number}.txt", note(number))
    bench.build()
    edits: list[Callable[[], object]] = [
        lambda: bench.write("0.txt", note(50)),
        lambda: bench.remove("1.txt"),
        lambda: bench.write("6.txt", note(6)),
        lambda: [bench.remove(f"{number}.txt") for number in (2, 3, 4, 6)],
        lambda: bench.remove("0.txt"),
    ]
    for number, edit in enumerate(edits):
        edit()
        assert bench.build().notes == ()
        with closing(open_search(bench.index, Models(bench.embedder))) as opened:
            opened.hits("gauge")
        assert current(bench), f"edit {number}"


def damages(folder: Path) -> dict[str, Callable[[], object]]:
    database = folder / "chroma.sqlite3"
    (graph,) = folder.rglob("data_level0.bin")
    return {
        "the folder is gone": lambda: shutil.rmtree(folder),
        "the database is gone": database.unlink,
        "the database is cut short": lambda: os.truncate(database, database.stat().st_size // 2),
        "the graph is gone": graph.unlink,
        "the graph is cut short": lambda: os.truncate(graph, 100),
    }


@pytest.mark.parametrize("damage", range(5))
def test_damage_breaks_the_seal_and_the_next_build_mends_it(bench: Bench, damage: int) -> None:
    for number in range(3):
        bench.write(f"{number}.txt", note(number))
    bench.build()
    with closing(connect(bench.index)) as db:
        name, act = list(damages(collection_folder(bench.index, db)).items())[damage]
    act()
    assert not current(bench), name
    report = bench.build()
    assert (report.read, report.embedded, len(report.notes)) == (0, 0, 1), name
    assert current(bench)
    search(bench)
    assert bench.build().notes == ()


def test_there_is_no_seal_where_there_is_no_collection(tmp_path: Path) -> None:
    assert seal(tmp_path) == seal(tmp_path / "none") == ""
