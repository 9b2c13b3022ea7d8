"""What a build has read and not yet published, and the vectors that it has cached."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from index.entries import Stamp
from index.models.onnx import Array
from index.readers import plaintext
from index.reading.corpus import CorpusFile
from index.reading.reading import FileOutcome, pack
from index.store.catalogue import Catalogue
from index.store.schema import connect
from index.store.staging import StagedSource, embed_missing, keep, stage, staged
from index.text.passages import make_passages
from tests.index.conftest import Bench
from tests.index.wordhash import WordHash

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


def cached(db: sqlite3.Connection, model: str = WordHash.fingerprint) -> dict[str, list[float]]:
    rows = db.execute("SELECT text_hash, vector FROM vectors WHERE model = ?", [model])
    return {row[0]: np.frombuffer(row[1], dtype=np.float32).tolist() for row in rows}


def told(db: sqlite3.Connection, model: WordHash) -> list[tuple[int, int]]:
    steps: list[tuple[int, int]] = []
    count = embed_missing(db, model, lambda *step: steps.append(step))
    assert count == steps[-1][1] == steps[-1][0]
    return steps


def test_each_staged_text_is_embedded_once_and_found_under_its_hash(db: sqlite3.Connection) -> None:
    sources = [read(f"{number}.txt") for number in range(700)]
    put(db, *sources)
    model = WordHash()
    steps = told(db, model)
    assert steps[0] == (0, 700)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert max(b[0] - a[0] for a, b in pairwise(steps)) <= 64
    found = cached(db)
    for source in sources[::50]:
        for passage in source.outcome.passages:
            assert found[passage.text_hash] == model.embed_query(passage.embedded_text).tolist()
    assert told(db, model) == [(0, 0)]
    assert len(model.embedded) == len(set(model.embedded)) == 700


def test_texts_that_are_equal_are_embedded_once(db: sqlite3.Connection) -> None:
    put(db, read("a.txt"))
    db.execute("INSERT INTO staged_passages SELECT id || 'x', path, text_hash FROM staged_passages")
    assert embed_missing(db, WordHash(), lambda *_: None) == 1


def test_another_model_has_vectors_of_its_own(db: sqlite3.Connection) -> None:
    put(db, read("a.txt"))
    assert embed_missing(db, WordHash(), lambda *_: None) == 1
    assert embed_missing(db, WordHash("other"), lambda *_: None) == 1
    assert cached(db).keys() == cached(db, "other").keys()
    assert len(cached(db)) == 1


class Failing(WordHash):
    """A model that goes away in the middle."""

    def embed_passages(self, texts: Iterable[str]) -> Iterator[Array]:
        yield from islice(super().embed_passages(texts), 150)
        raise RuntimeError("gone away")


def test_what_was_embedded_before_a_model_failed_is_kept(db: sqlite3.Connection) -> None:
    put(db, *(read(f"{number}.txt") for number in range(200)))
    with pytest.raises(RuntimeError, match="gone away"):
        embed_missing(db, Failing(), lambda *_: None)
    assert len(cached(db)) == 128  # two lots of 64
    assert embed_missing(db, WordHash(), lambda *_: None) == 72


def test_published_passages_without_a_vector_are_embedded_too(tmp_path: Path) -> None:
    bench = Bench(tmp_path, WordHash())
    bench.write("a.md", "# On Drift\n\nDrift is a change.\n")
    bench.build()
    with closing(connect(bench.index)) as db:
        before = cached(db)
        db.execute("DELETE FROM vectors")
        assert embed_missing(db, WordHash(), lambda *_: None) == 2
        assert cached(db) == before
