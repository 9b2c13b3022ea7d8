"""The cache of vectors: each text is embedded once a model, and what was made is kept as it is made."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from index.models.onnx import Array
from index.store.schema import connect
from index.store.staging import embed_missing
from tests.index.conftest import Bench
from tests.index.test_staging import put, read
from tests.index.wordhash import WordHash


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path, create=True)) as opened:
        yield opened


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
