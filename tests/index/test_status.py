"""The ledger as of now: every source with its state, and what a build would change."""

from datetime import datetime

import pytest

from index.errors import CatalogueError, CorpusError
from index.freshness import State, Status, read_status
from index.reading.corpus import Skipped
from index.sources import Kind
from index.store.schema import FILE_NAME
from tests.index.conftest import Bench

NOTE = "# On Drift\n\nDrift is a change in a model's inputs.\n"


def status(bench: Bench) -> Status:
    return read_status(bench.corpus, bench.index, bench.embedder.fingerprint)


def states(told: Status) -> dict[str, State]:
    return {source.path: source.state for source in told.sources}


def test_before_the_first_build_every_file_is_new(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.write("b.pptx", b"x")
    told = status(bench)
    assert (told.generation, told.stale, told.works) == (0, True, ())
    assert told.skipped == (Skipped("b.pptx", "no reader for .pptx"),)
    assert [(source.path, source.state, source.kind) for source in told.sources] == [
        ("a.md", State.NEW, None),
        ("b.pptx", State.IGNORED, None),
    ]
    assert not bench.index.exists()


def test_after_a_build_every_file_has_its_state(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.write("bad.pdf", b"")
    bench.write(".hidden.md", NOTE)
    before = datetime.now().replace(microsecond=0)
    bench.build()
    told = status(bench)
    assert (told.generation, told.stale) == (1, False)
    hidden, good, bad = told.sources
    assert (hidden.state, hidden.reason) == (State.IGNORED, "is hidden")
    assert (good.kind, good.state, good.reason, good.passages) == (Kind.SUMMARY, State.INDEXED, None, 2)
    assert (bad.state, bad.passages) == (State.FAILED, 0)
    assert bad.reason
    assert bad.reason.startswith("is empty")
    assert [work.key for work in told.works] == list(good.works)
    assert told.skipped == (Skipped(".hidden.md", "is hidden"),)
    assert [before <= line.read_at <= datetime.now() for line in told.sources if line.read_at] == [True, True]


def test_what_changed_since_is_told_without_building(bench: Bench) -> None:
    for name in ("same.md", "edited.md", "gone.md"):
        bench.write(name, f"{NOTE}\nIt is {name}.")
    bench.build()
    bench.write("edited.md", NOTE)
    bench.write("new.md", NOTE)
    bench.remove("gone.md")
    told = status(bench)
    assert states(told) == {
        "edited.md": State.CHANGED,
        "gone.md": State.REMOVED,
        "new.md": State.NEW,
        "same.md": State.INDEXED,
    }
    assert (told.generation, told.stale) == (1, True)
    assert status(bench) == told


def test_likely_duplicates_are_told(bench: Bench) -> None:
    for name, title in {"a.md": "Auditing Pipelines", "b.md": "Boosting Resistance"}.items():
        bench.write(
            name, f"## Paper Title: {title}\n## Authors: Ada Lovelace, Alan Turing\n## Publication Year: 2023\n"
        )
    bench.build()
    assert status(bench).notices == ("possible duplicates: lovelace2023auditing and lovelace2023boosting",)


def test_a_missing_corpus_and_a_damaged_catalogue_are_errors(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    (bench.index / FILE_NAME).write_bytes(b"not a database" * 500)
    with pytest.raises(CatalogueError, match="--rebuild"):
        status(bench)
    bench.remove("a.md")
    bench.corpus.rmdir()
    with pytest.raises(CorpusError, match="there is no such folder"):
        status(bench)
