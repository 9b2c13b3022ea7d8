"""The next generation's collection: a changed copy, proved before it is published; readers keep theirs."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import CollectionError
from index.models import Models
from index.search import open_search
from index.store.schema import connect
from index.store.seal import collection_folder
from index.store.vectors import VectorStore
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, collection, contents
from tests.index.processes import build_and_report, start
from tests.index.wordhash import WordHash


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


def test_whoever_has_an_index_open_keeps_its_collection_until_it_lets_go(bench: Bench) -> None:
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
