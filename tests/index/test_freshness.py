"""Freshness: whether a build would find something to do, told without building."""

import os
from pathlib import Path

import pytest

from index import readers
from index.errors import CorpusError
from index.freshness import built_with, is_current, pending, stamp_of
from index.store.schema import FILE_NAME
from index.text import passages
from tests.index.conftest import Bench
from tests.index.wordhash import WordHash


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path, WordHash())
    made.write("a.md", "# On Drift\n\nDrift is a change.\n")
    made.write("bad.md", b"")
    return made


def current(bench: Bench, model: str = WordHash.fingerprint) -> bool:
    return is_current(bench.corpus, bench.index, model)


def test_an_index_is_current_from_its_build_to_the_next_change(bench: Bench) -> None:
    assert not current(bench)
    bench.build()
    assert current(bench)
    bench.write("b.md", "# B\n\nNew.\n")
    assert not current(bench)
    bench.build()
    assert current(bench)
    bench.remove("b.md")
    assert not current(bench)


def test_an_index_made_with_another_model_is_not_current(bench: Bench) -> None:
    bench.build()
    assert not current(bench, "another model")


@pytest.mark.parametrize("part", ["reader", "chunking"])
def test_an_index_made_by_an_earlier_version_is_not_current(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    bench.build()
    if part == "reader":
        monkeypatch.setitem(readers.VERSIONS, "markdown", 99)
    else:
        monkeypatch.setattr(passages, "VERSION", 99)
    assert not current(bench)
    changes = pending(bench.corpus, bench.index)
    assert changes
    assert changes.outdated == ("a.md", "bad.md")


def test_an_edit_that_neither_size_nor_time_shows_is_seen_within_the_clocks_resolution(bench: Bench) -> None:
    path = bench.corpus / "a.md"
    path.write_text("# On Drift\n\nDrift is a change.\n")
    bench.build()
    assert current(bench)
    stamp = path.stat()
    path.write_text("# On Drift\n\nDrift is a chance.\n")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert not current(bench)
    assert bench.build().read == 1
    assert bench.find("drift is a chance", 1)[0].passage.text == "Drift is a chance."


def test_telling_changes_nothing_on_disk(bench: Bench) -> None:
    bench.build()
    before = {path: path.stat().st_mtime_ns for path in bench.index.rglob("*") if "sqlite3-" not in path.name}
    assert current(bench)
    after = {path: path.stat().st_mtime_ns for path in bench.index.rglob("*") if "sqlite3-" not in path.name}
    assert after == before


def test_a_missing_corpus_is_an_error_and_a_missing_index_is_not(bench: Bench, tmp_path: Path) -> None:
    assert pending(bench.corpus, bench.index) is None
    assert not bench.index.exists()
    with pytest.raises(CorpusError, match="there is no such folder"):
        pending(tmp_path / "none", bench.index)


def test_a_catalogue_that_a_killed_first_build_did_not_lay_out_is_no_index_yet(bench: Bench) -> None:
    bench.index.mkdir()
    (bench.index / FILE_NAME).touch()
    assert pending(bench.corpus, bench.index) is None
    assert not current(bench)
    assert bench.build().generation == 1


def test_what_a_source_is_built_with_changes_with_either_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = built_with()
    monkeypatch.setitem(readers.VERSIONS, "markdown", readers.VERSIONS["markdown"] + 1)
    after = built_with()
    assert {name for name in before if before[name] != after[name]} == {"markdown", "unread"}
    assert after["markdown"] == stamp_of("markdown")
    monkeypatch.setattr(passages, "VERSION", passages.VERSION + 1)
    assert all(built_with()[name] != after[name] for name in after)
