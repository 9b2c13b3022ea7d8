"""The Chroma collection: what goes in is found, and the next generation's is proved before it is published."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.errors import CollectionError
from index.models import Models
from index.models.onnx import Array
from index.search import open_search
from index.store.locks import READERS, remove_unheld
from index.store.schema import connect
from index.store.seal import collection_folder
from index.store.vectors import VectorStore
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, collection, contents
from tests.index.processes import add_and_remove, build_and_report, run, start
from tests.index.wordhash import WordHash


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


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Three notes, indexed."""
    made = Bench(tmp_path, WordHash())
    for name in ("drift", "skew", "lineage"):
        made.write(f"{name}.md", f"# On {name}\n\nIt is a note on {name}.\n")
    made.build()
    return made


def published(bench: Bench) -> Path:
    with closing(connect(bench.index)) as db:
        return collection_folder(bench.index, db)


def test_whoever_has_an_index_open_keeps_its_collection_until_it_lets_go(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.search._EXACT_UP_TO", 0)  # the collection of a small index is not opened
    first = published(bench)
    held = collection(first)
    with closing(open_search(bench.index, Models(bench.embedder))) as search:
        for edit in ("one", "another"):
            bench.write("drift.md", f"# On drift\n\nIt is {edit} note.\n")
            bench.build()
        assert first.exists()
        assert collection(first) == held
        assert search.hits("another note", 1)[0].passage.text == "It is another note."  # and takes up the newest
        assert search._store.folder == published(bench)
    bench.write("drift.md", "# On drift\n\nIt is the last note.\n")
    bench.build()
    assert_sound(bench.index)


def test_a_build_that_changes_no_passage_makes_no_collection(bench: Bench) -> None:
    before = published(bench)
    bench.write("empty.md", b"")  # goes into the ledger alone
    assert bench.build().generation == 2
    assert published(bench) == before
    assert_sound(bench.index)


def test_a_collection_that_lost_a_vector_unseen_is_made_anew_when_it_is_checked(bench: Bench) -> None:
    before = contents(bench.index)
    (identifier,), *_ = before["collection"]
    with closing(VectorStore(published(bench))) as store:
        store.remove([str(identifier)])
    report = bench.build(check=True)
    assert (report.read, report.embedded, report.generation, len(report.notes)) == (0, 0, 2, 1)
    assert contents(bench.index) == before
    assert_sound(bench.index)


def test_a_collection_whose_vectors_lead_elsewhere_is_made_anew(bench: Bench) -> None:
    """The count is right, and the probe does not find what it must."""
    before = contents(bench.index)
    with closing(VectorStore(published(bench))) as store:
        vectors = {
            str(name): bench.embedder.embed_query(f"something else {n}")
            for n, (name,) in enumerate(before["collection"])
        }
        assert list(store.add(vectors.items())) == [len(vectors)]
    with pytest.raises(CollectionError, match="the vector collection was changed from outside"):
        open_search(bench.index, Models(bench.embedder))
    assert len(bench.build(check=True).notes) == 1
    assert contents(bench.index) == before
    assert_sound(bench.index)


def test_a_check_that_finds_nothing_wrong_changes_nothing(bench: Bench) -> None:
    before, folder = contents(bench.index), published(bench)
    report = bench.build(check=True)
    assert (report.generation, report.notes) == (1, ())
    assert (contents(bench.index), published(bench)) == (before, folder)


def test_a_rebuild_makes_the_collection_anew_without_a_word_of_damage(bench: Bench) -> None:
    folder = published(bench)
    assert bench.build(rebuild=True).notes == ()
    assert published(bench) != folder


def test_folders_of_other_names_are_let_be(bench: Bench) -> None:
    (bench.index / "vectors-kept by hand").mkdir()
    bench.write("drift.md", "# On drift\n\nIt is another note.\n")
    bench.build()
    assert bench.find("another note", 1)[0].passage.source == "drift.md"
    assert (bench.index / "vectors-kept by hand").is_dir()


def strange_words(number: int) -> str:
    """Words that no other number has."""
    return " ".join(f"w{number}x{i}" for i in range(8))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of more than a thousand passages, from which on Chroma writes its graph to files; indexed."""
    folder = tmp_path_factory.mktemp("large")
    bench = Bench(folder, WordHash())
    for number in range(60):
        rows = (f"{strange_words(number * 20 + i)} | A. Wu | 2021 | x |\n" for i in range(20))
        table = "Title | Authors | Year | Actions |\n---|---|---|---|\n" + "".join(rows)
        bench.write(f"{number}.txt", f"# {strange_words(9000 + number)}\n\nOn it.\n\n{table}")
    bench.build()
    return folder


@pytest.mark.parametrize(
    ("name", "byte"),
    [("link_lists.bin", b"\0"), ("data_level0.bin", b"\xa5"), ("header.bin", b"\0"), ("chroma.sqlite3", b"\xa5")],
    ids=str,
)
def test_a_build_survives_any_garbled_file_of_a_large_collection(
    tmp_path: Path, large: Path, name: str, byte: bytes
) -> None:
    bench = Bench(tmp_path, WordHash())
    for folder in ("corpus", ".refdesk"):
        shutil.copytree(large / folder, tmp_path / folder, dirs_exist_ok=True)
    (garbled,) = published(bench).rglob(name)
    garbled.write_bytes(byte * garbled.stat().st_size)
    bench.write("more.md", "# More\n\nMore of it.\n")
    # In a process of its own: Chroma's native code ends the process that opens a garbled graph.
    process, pipe = start(build_and_report, bench.corpus, bench.index)
    assert (pipe.recv(), len(pipe.recv())) == ("begun", 1)
    process.join()
    assert process.exitcode == 0
    assert_sound(bench.index)
