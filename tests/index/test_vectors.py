"""The Chroma collection: what goes in is found, also by a reader that opened it after another process wrote."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.errors import CollectionError
from index.models.onnx import Array
from index.store.locks import READERS, remove_unheld
from index.store.vectors import VectorStore
from tests.index.processes import add_and_remove, run


def units(n: int, dimension: int = 8) -> list[tuple[str, Array]]:
    """Vectors along the axes, which are nobody else's neighbours."""
    return [(f"p{i}", axis) for i, axis in enumerate(np.eye(dimension, dtype=np.float32)[:n])]


def fill(store: VectorStore, items: Sequence[tuple[str, Array]]) -> None:
    assert list(store.add(items))[-1:] == [len(items)][: len(items)]


def first(store: VectorStore, vector: Array) -> str:
    """Whose vector this is."""
    ((name, cosine),) = store.nearest(vector, 1)
    assert cosine == pytest.approx(1.0)
    return name


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    with closing(VectorStore(tmp_path / "vectors", create=True)) as opened:
        fill(opened, units(4))
        yield opened


def test_the_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    vector = np.array([0.8, 0.6, 0, 0, 0, 0, 0, 0], dtype=np.float32)
    near = store.nearest(vector, 3)
    assert [name for name, _ in near][:2] == ["p0", "p1"]
    assert [cosine for _, cosine in near] == pytest.approx([0.8, 0.6, 0.0], abs=1e-6)


def test_no_more_are_found_than_there_are(store: VectorStore, tmp_path: Path) -> None:
    assert len(store) == len(store.nearest(units(1)[0][1], 50)) == 4
    with closing(VectorStore(tmp_path / "empty", create=True)) as empty:
        assert empty.nearest(units(1)[0][1], 5) == []


def test_a_vector_put_in_twice_is_there_once(store: VectorStore) -> None:
    fill(store, [("p0", units(8)[7][1])])
    assert len(store) == 4
    assert first(store, units(8)[7][1]) == "p0"


def test_what_was_taken_out_is_not_found(store: VectorStore) -> None:
    store.remove(["p0", "p2", "never there"])
    assert sorted(name for name, _ in store.nearest(units(1)[0][1], 9)) == ["p1", "p3"]


def test_a_collection_lasts(store: VectorStore, tmp_path: Path) -> None:
    with closing(VectorStore(tmp_path / "vectors")) as again:
        assert first(again, units(4)[3][1]) == "p3"


def test_how_many_are_in_is_told_batch_by_batch(tmp_path: Path) -> None:
    numbers = np.random.default_rng(3).normal(size=(2100, 8)).astype(np.float32)
    with closing(VectorStore(tmp_path / "vectors", create=True)) as made:
        assert list(made.add((f"r{i}", vector) for i, vector in enumerate(numbers))) == [1000, 2000, 2100]
        assert len(made) == 2100
        assert list(made.add([])) == []


def test_what_is_not_there_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="none: the vector collection is missing; run `refdesk index`"):
        VectorStore(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_a_collection_opened_again_sees_what_another_process_wrote(store: VectorStore, tmp_path: Path) -> None:
    added = np.eye(8, dtype=np.float32)[5]
    assert "new" not in {name for name, _ in store.nearest(added, 9)}
    store.close()
    assert run(add_and_remove, tmp_path / "vectors") == (0, None)
    with closing(VectorStore(tmp_path / "vectors")) as reopened:
        assert first(reopened, added) == "new"
        assert "p0" not in {name for name, _ in reopened.nearest(units(1)[0][1], 9)}


def test_the_probe_tells_whether_each_vector_leads_to_its_passage(store: VectorStore) -> None:
    assert store.share_retrieved(units(4)) == 1
    assert store.share_retrieved([]) == 1
    assert store.share_retrieved(units(5)) == 4 / 5  # the fifth was never put in
    fill(store, [("p3", units(6)[5][1])])
    assert store.share_retrieved([("gone", units(4)[3][1])]) == 0


def test_the_probe_is_not_content_with_a_passage_that_has_another_vector(store: VectorStore) -> None:
    fill(store, [("p3", units(6)[5][1])])
    assert store.share_retrieved([units(4)[3]]) == 0


def test_the_probe_forgives_more_equal_vectors_than_it_asks_for(store: VectorStore) -> None:
    same = units(8)[6][1]
    fill(store, [(f"same{i}", same) for i in range(30)])
    assert store.share_retrieved([(f"same{i}", same) for i in range(30)]) == 1


def test_a_folder_that_cannot_be_opened_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / READERS).touch()
    (tmp_path / "vectors" / "chroma.sqlite3").write_bytes(b"not a database" * 500)
    with pytest.raises(CollectionError, match=r"vectors: the vector collection cannot be opened .*--rebuild"):
        VectorStore(tmp_path / "vectors")


@pytest.mark.parametrize("name", ["data_level0.bin", "header.bin", "index_metadata.pickle"])
def test_damaged_files_of_a_large_collection_are_found_out(tmp_path: Path, name: str) -> None:
    """Chroma writes its graph to files from a thousand vectors on, and opens them at the first question."""
    numbers = np.random.default_rng(7).normal(size=(1200, 8)).astype(np.float32)
    with closing(VectorStore(tmp_path / "vectors", create=True)) as made:
        fill(made, [(f"r{i}", vector / np.linalg.norm(vector)) for i, vector in enumerate(numbers)])
    (damaged,) = (tmp_path / "vectors").rglob(name)
    damaged.write_bytes(b"\0" * damaged.stat().st_size)
    with closing(VectorStore(tmp_path / "vectors")) as opened:
        sample = [("r5", numbers[5] / np.linalg.norm(numbers[5]))]
        try:
            assert opened.share_retrieved(sample) == 0
        except CollectionError as exc:
            assert re.search(r"vectors: the vector collection cannot be read .*--rebuild", str(exc))  # noqa: PT017


def test_a_collection_is_removed_only_once_nobody_holds_it(store: VectorStore) -> None:
    remove_unheld(store.folder)
    assert first(store, units(4)[3][1]) == "p3"
    with closing(VectorStore(store.folder)):
        store.close()
        remove_unheld(store.folder)
        assert store.folder.exists()
    remove_unheld(store.folder)
    assert not store.folder.exists()
    remove_unheld(store.folder)  # gone already


def test_what_never_became_a_whole_collection_is_removed(tmp_path: Path) -> None:
    (tmp_path / "vectors" / "part").mkdir(parents=True)
    remove_unheld(tmp_path / "vectors")
    assert list(tmp_path.iterdir()) == []


def test_a_collection_that_could_not_be_opened_is_not_held(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    VectorStore(folder, create=True).close()
    (folder / "chroma.sqlite3").write_bytes(b"not a database" * 500)
    try:
        VectorStore(folder)
    except CollectionError:  # while it is handled, its traceback keeps all that was opened
        remove_unheld(folder)
    assert not folder.exists()
