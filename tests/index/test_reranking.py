"""The cross-encoder, and its scores that are kept beside the index."""

import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.models.onnx import Array
from index.models.reranking import FILE_NAME, CrossEncoder, RememberingReranker

QUERY = "What is concept drift?"
TEXTS = [
    "Concept drift is a change in the relation between inputs and outcome.",
    "The canteen serves soup on Mondays.",
    "",
    "机器学习 и данные 😀 \ud83d",
    "long " * 3000,
]


def test_scores_are_probabilities_and_the_answer_scores_highest(reranker: CrossEncoder) -> None:
    scores = reranker.score(QUERY, TEXTS)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert ((scores >= 0) & (scores <= 1)).all()
    assert scores.argmax() == 0
    assert scores[0] > 0.9
    assert scores[1] < 0.1


def test_a_score_does_not_depend_on_its_neighbours(reranker: CrossEncoder) -> None:
    together = reranker.score(QUERY, TEXTS)
    assert np.array_equal(together, reranker.score(QUERY, TEXTS[::-1])[::-1])
    assert np.array_equal(together[:2], np.concatenate([reranker.score(QUERY, [text]) for text in TEXTS[:2]]))


@pytest.mark.parametrize("query", ["", "w " * 5000, "half a pair \ud83d", "机器学习", "nul\x00byte"])
def test_any_query_is_scored(reranker: CrossEncoder, query: str) -> None:
    (score,) = reranker.score(query, TEXTS[:1])
    assert 0 <= score <= 1


def test_no_texts_have_no_scores(reranker: CrossEncoder) -> None:
    assert reranker.score(QUERY, []).shape == (0,)


CACHED_TEXTS = ["Concept drift is a change.", "Soup is served.", "", "half a pair \ud83d", "nul\x00byte"]


class Counting:
    """A reranker whose scores follow from the texts, and which knows what it was asked."""

    def __init__(self, fingerprint: str = "counting", shift: float = 0.0) -> None:
        self.fingerprint = fingerprint
        self.asked: list[tuple[str, str]] = []
        self._shift = shift
        self._lock = threading.Lock()

    def score(self, query: str, texts: Sequence[str]) -> Array:
        with self._lock:
            self.asked += [(query, text) for text in texts]
        return np.array([self._score(query, text) for text in texts], dtype=np.float32)

    def _score(self, query: str, text: str) -> float:
        return (sum(map(ord, query + "|" + text)) % 997 + self._shift) / 1000


def test_scores_are_those_of_the_model_the_first_time_and_later(reranker: CrossEncoder, tmp_path: Path) -> None:
    own = reranker.score(QUERY, CACHED_TEXTS)
    remembering = RememberingReranker(reranker, tmp_path)
    for _ in range(2):
        scores = remembering.score(QUERY, CACHED_TEXTS)
        assert scores.dtype == np.float32
        assert np.array_equal(scores, own)
    assert remembering.fingerprint == reranker.fingerprint


def test_what_was_read_once_is_not_read_again(tmp_path: Path) -> None:
    model = Counting()
    RememberingReranker(model, tmp_path).score(QUERY, CACHED_TEXTS)
    again = Counting()
    RememberingReranker(again, tmp_path).score(QUERY, CACHED_TEXTS[::-1])
    assert len(model.asked) == len(CACHED_TEXTS)
    assert again.asked == []


def test_only_what_is_missing_is_read_and_each_text_once(tmp_path: Path) -> None:
    model = Counting()
    remembering = RememberingReranker(model, tmp_path)
    remembering.score(QUERY, ["a", "b"])
    scores = remembering.score(QUERY, ["c", "a", "c", "b", "c"])
    assert [text for _, text in model.asked] == ["a", "b", "c"]
    assert np.array_equal(scores, Counting().score(QUERY, ["c", "a", "c", "b", "c"]))


def test_no_texts_ask_nothing_and_write_nothing(tmp_path: Path) -> None:
    model = Counting()
    assert RememberingReranker(model, tmp_path / "none").score(QUERY, []).shape == (0,)
    assert model.asked == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["q", "Q", "q\0", "", "é"]), st.lists(st.text(max_size=3), max_size=4))))
def test_any_order_of_questions_gets_the_models_scores(tmp_path: Path, asked: list[tuple[str, list[str]]]) -> None:
    remembering = RememberingReranker(Counting(), tmp_path)
    for query, texts in asked:
        assert np.array_equal(remembering.score(query, texts), Counting().score(query, texts))


def test_another_model_or_query_has_scores_of_its_own(tmp_path: Path) -> None:
    one, other = Counting("one"), Counting("other", shift=1.0)
    first = RememberingReranker(one, tmp_path).score(QUERY, CACHED_TEXTS)
    second = RememberingReranker(other, tmp_path).score(QUERY, CACHED_TEXTS)
    assert not np.isclose(first, second).any()
    assert len(other.asked) == len(CACHED_TEXTS)
    RememberingReranker(one, tmp_path).score(QUERY + "?", CACHED_TEXTS)
    assert len(one.asked) == 2 * len(CACHED_TEXTS)


def test_more_texts_than_one_look_takes(tmp_path: Path) -> None:
    texts = [f"text {n}" for n in range(1201)]
    model = Counting()
    for _ in range(2):
        scores = RememberingReranker(model, tmp_path).score(QUERY, texts)
        assert np.array_equal(scores, Counting().score(QUERY, texts))
    assert len(model.asked) == len(texts)


def overwrite(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be taken for one" * 100)


def garble(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    data = bytearray(path.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    path.write_bytes(data)


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [overwrite, garble, empty])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    RememberingReranker(Counting(), tmp_path).score(QUERY, CACHED_TEXTS)
    damage(tmp_path / FILE_NAME)
    for _ in range(2):  # the first meets the damage, the second keeps what it reads
        scores = RememberingReranker(Counting(), tmp_path).score(QUERY, CACHED_TEXTS)
        assert np.array_equal(scores, Counting().score(QUERY, CACHED_TEXTS))
    last = Counting()
    RememberingReranker(last, tmp_path).score(QUERY, CACHED_TEXTS)
    assert last.asked == []


def folder_is_a_file(folder: Path) -> Path:
    (folder / "index").write_text("a file")
    return folder / "index"


def cache_is_a_folder(folder: Path) -> Path:
    (folder / FILE_NAME).mkdir()
    return folder


def another_table(folder: Path) -> Path:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute("CREATE TABLE scores (other)")
    return folder


@pytest.mark.parametrize("spoil", [folder_is_a_file, cache_is_a_folder, another_table])
def test_where_nothing_can_be_kept_the_model_is_asked_each_time(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    model = Counting()
    for _ in range(2):
        scores = RememberingReranker(model, spoil_once(tmp_path, spoil)).score(QUERY, CACHED_TEXTS)
        assert np.array_equal(scores, Counting().score(QUERY, CACHED_TEXTS))
    assert len(model.asked) == 2 * len(CACHED_TEXTS)


def spoil_once(folder: Path, spoil) -> Path:  # type: ignore[no-untyped-def]
    marker = folder / "spoilt"
    if not marker.exists():
        marker.write_text(str(spoil(folder)))
    return Path(marker.read_text())


def test_a_cache_that_another_writes_to_is_not_waited_for_long(tmp_path: Path) -> None:
    remembering = RememberingReranker(Counting(), tmp_path)
    remembering.score(QUERY, ["a"])
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert np.array_equal(remembering.score(QUERY, ["b"]), Counting().score(QUERY, ["b"]))
        other.execute("ROLLBACK")


def test_the_oldest_scores_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.models.reranking._MOST", 10)
    remembering = RememberingReranker(Counting(), tmp_path)
    for n in range(25):
        remembering.score(QUERY, [f"text {n}"])
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert db.execute("SELECT count(*) FROM scores").fetchone() == (10,)
    model = Counting()
    RememberingReranker(model, tmp_path).score(QUERY, [f"text {n}" for n in range(25)])
    assert [text for _, text in model.asked] == [f"text {n}" for n in range(15)]


def asked_for(folder: Path, first: int) -> list[float]:
    """Ten questions of fifteen texts each; also what the other processes run."""
    remembering = RememberingReranker(Counting(), folder)
    return [
        float(score)
        for n in range(first, first + 10)
        for score in remembering.score(f"question {n}", [f"text {t}" for t in range(15)])
    ]


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_several_at_once_get_the_right_scores(tmp_path: Path, kind: str) -> None:
    firsts = [0, 5, 5, 10]
    if kind == "threads":
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda first: asked_for(tmp_path, first), firsts))
    else:
        with ProcessPoolExecutor(2, get_context("spawn")) as processes:
            found = list(processes.map(asked_for, [tmp_path] * 4, firsts))
    for first, scores in zip(firsts, found, strict=True):
        own = [
            float(Counting()._score(f"question {n}", f"text {t}")) for n in range(first, first + 10) for t in range(15)
        ]
        assert scores == pytest.approx(own, abs=1e-6)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM scores").fetchone() == (20 * 15,)
