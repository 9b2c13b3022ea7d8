"""A build that is killed costs nothing: the next one completes it, reads no file and embeds no text twice."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.build import build
from index.freshness import is_current
from index.store.schema import FILE_NAME
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, contents
from tests.index.processes import build_and_count, build_until, run
from tests.index.wordhash import WordHash

NOTE = "# On Drift\n\nDrift is a change in a model's inputs.\n\n## Detection\n\nA test compares two windows.\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, WordHash())


def kill_at(bench: Bench, module: str, name: str, times: int = 1) -> None:
    status, _ = run(build_until, bench.corpus, bench.index, module, name, times)
    assert status == -signal.SIGKILL


def assert_as_fresh(bench: Bench, folder: Path) -> None:
    fresh = folder / "fresh"
    build(bench.corpus, fresh, bench.embedder)
    assert contents(bench.index) == contents(fresh)
    assert_sound(bench.index)


def staged(bench: Bench) -> list[str]:
    with closing(sqlite3.connect(bench.index / FILE_NAME)) as db:
        return [row[0] for row in db.execute("SELECT path FROM staged ORDER BY path")]


def test_a_first_build_killed_before_publishing_is_completed_without_embedding_again(
    bench: Bench, tmp_path: Path
) -> None:
    bench.write("a.md", NOTE)
    kill_at(bench, "index.build", "publish")
    with bench.catalogue() as catalogue:
        assert (catalogue.generation(), catalogue.sources()) == (0, [])
    report = bench.build()
    assert (report.read, report.embedded, report.passages) == (1, 0, 3)
    assert_as_fresh(bench, tmp_path)


# Where a build dies: the function it was about to call (for the n-th time), whether its changes were published by
# then, and whether all that it had to embed was embedded.
MOMENTS = [
    ("index.build", "stage", 2, False, False),
    ("index.build", "embed_missing", 1, False, False),
    ("index.store.vectors", "_copied", 1, False, True),
    ("index.store.vectors", "_is_whole", 1, False, True),
    ("index.build", "publish", 1, False, True),
    ("index.store.publish", "_replace_works", 1, False, True),
    ("index.build", "drop_others", 1, True, True),
    ("index.store.seal", "remove_unheld", 1, True, True),
]


@pytest.mark.parametrize(("module", "name", "times", "published", "embedded"), MOMENTS, ids=lambda value: str(value))
def test_a_later_build_killed_anywhere_is_completed_without_embedding_again(
    bench: Bench, tmp_path: Path, module: str, name: str, times: int, published: bool, embedded: bool
) -> None:
    bench.write("a.md", NOTE)
    bench.write("gone.md", "# Gone\n\nIt goes away.\n")
    bench.build()
    bench.write("b.md", "# On Skew\n\nSkew is a difference between two code paths.\n")
    bench.write("a.md", NOTE.replace("change", "shift"))
    bench.remove("gone.md")
    before = contents(bench.index)
    kill_at(bench, module, name, times)
    with bench.catalogue() as catalogue:
        assert ("b.md" in [entry.path for entry in catalogue.sources()]) is published
        assert catalogue.generation() == (2 if published else 1)
    assert (contents(bench.index) == before) is not published
    assert is_current(bench.corpus, bench.index, bench.embedder.fingerprint) is published
    assert (bench.build().embedded == 0) is embedded
    assert is_current(bench.corpus, bench.index, bench.embedder.fingerprint)
    assert bench.find("difference between code paths")[0].passage.source == "b.md"
    assert_as_fresh(bench, tmp_path)


def test_a_build_killed_before_embedding_has_read_for_the_next_one(bench: Bench, tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        bench.write(name, NOTE.replace("Drift", name))
    kill_at(bench, "index.build", "embed_missing")
    assert staged(bench) == ["a.md", "b.md", "c.md"]
    _, counts = run(build_and_count, bench.corpus, bench.index)
    assert counts == (0, 3, 9)  # started, read, embedded
    assert_as_fresh(bench, tmp_path)


def test_what_a_killed_build_read_is_read_again_where_it_changed_since(bench: Bench, tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        bench.write(name, NOTE.replace("Drift", name))
    kill_at(bench, "index.build", "stage", 3)
    assert len(staged(bench)) == 2
    bench.write("a.md", NOTE.replace("Drift", "Something else"))
    bench.remove("b.md")
    assert bench.build().failed == ()
    assert bench.find("something else")[0].passage.source == "a.md"
    assert_as_fresh(bench, tmp_path)


def test_a_change_that_was_taken_back_leaves_nothing_of_a_killed_build(bench: Bench, tmp_path: Path) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    bench.write("b.md", NOTE)
    kill_at(bench, "index.build", "publish")
    bench.remove("b.md")
    assert bench.build().generation == 1
    assert_as_fresh(bench, tmp_path)


def test_a_build_killed_while_it_makes_the_collection_anew_leaves_no_folder_behind(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    (next(bench.index.glob("vectors-*")) / "chroma.sqlite3").unlink()
    kill_at(bench, "index.build", "publish")
    assert len(list(bench.index.glob("vectors-*"))) == 2
    assert bench.build().embedded == 0
    assert_sound(bench.index)
