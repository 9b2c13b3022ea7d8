"""Opening an index: built first where it is missing or stale, mended where its vectors are."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from index.errors import CatalogueError, CollectionError, CorpusError, WriterBusyError
from index.models import Models
from index.opening import open_current
from index.search import Search
from index.store.locks import writing
from index.store.vectors import VectorStore
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, collection
from tests.index.wordhash import WordHash

NOTE = "# On Drift\n\nDrift is a change in a model's inputs.\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, WordHash())


@contextmanager
def opened(bench: Bench, *, may_build: bool = True) -> Iterator[tuple[Search, list[str]]]:
    """The search, and the warnings that opening it gave."""
    warnings: list[str] = []
    search = open_current(bench.corpus, bench.index, Models(bench.embedder), may_build=may_build, warn=warnings.append)
    try:
        yield search, warnings
    finally:
        search.close()


def vectors(bench: Bench) -> Path:
    (folder,) = bench.index.glob("vectors-*")
    return folder


def test_a_missing_index_is_built_and_a_stale_one_brought_up_to_date(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    with opened(bench) as (search, warnings):
        assert (search.catalogue.generation(), warnings) == (1, [])
    bench.write("b.md", "# On Skew\n\nSkew is another thing.\n")
    with opened(bench) as (search, warnings):
        assert search.hits("skew")[0].passage.source == "b.md"
        assert (search.catalogue.generation(), warnings) == (2, [])


def test_a_current_index_is_only_opened(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    steps: list[str] = []
    search = open_current(
        bench.corpus, bench.index, Models(bench.embedder), progress=lambda step, *_: steps.append(step)
    )
    search.close()
    assert steps == []


def without_files(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()


def empty(folder: Path) -> None:
    names = list(collection(folder))
    with closing(VectorStore(folder)) as store:
        store.remove(names)
        assert len(store) == 0


def garble(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"not a database" * 500)


def overwrite(folder: Path) -> None:
    """Damage that neither a size nor the time of a file that opening writes to gives away."""
    path = folder / "chroma.sqlite3"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:100] + b"\xa5" * (size - 100))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "removed": shutil.rmtree,
    "emptied of its files": without_files,
    "without its database": lambda folder: (folder / "chroma.sqlite3").unlink(),
    "emptied of its vectors": empty,
    "garbled": garble,
    "overwritten": overwrite,
}


SEEN_BY_ITS_FILES = (
    "the vector collection was damaged or missing: rebuilt from the catalogue, with nothing embedded again"
)
SEEN_BY_OPENING = "the vector collection was damaged and is rebuilt from the catalogue"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_collection_is_made_anew_whether_its_files_or_opening_show_it(
    bench: Bench, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    DAMAGES[damage](vectors(bench))
    if damage == "overwritten":
        monkeypatch.setattr("index.search._EXACT_UP_TO", 0)  # the collection of a small index is not opened
    with opened(bench) as (search, warnings):
        assert warnings == [SEEN_BY_OPENING if damage == "overwritten" else SEEN_BY_ITS_FILES]
        (hit,) = search.hits("a change in a model's inputs", 1)
    assert hit.passage.text == "Drift is a change in a model's inputs."
    assert hit.dense > 0.5
    assert_sound(bench.index)
    with opened(bench) as (_, warnings):
        assert warnings == []


def test_a_small_index_is_searched_without_chroma(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    overwrite(vectors(bench))
    with opened(bench) as (search, warnings):
        assert warnings == []
        assert search.hits("a change in a model's inputs", 1)[0].dense > 0.5
    program = (
        "import sys; from pathlib import Path; from index.search import open_search; from index.models import Models;"
        "from tests.index.wordhash import WordHash; search = open_search(Path(sys.argv[1]), Models(WordHash()));"
        "assert search.hits('drift'); sys.exit('chromadb' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program, str(bench.index)], check=True)


def test_without_leave_to_build_a_damaged_collection_is_an_error(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    shutil.rmtree(vectors(bench))
    with pytest.raises(CollectionError, match="run `refdesk index`"), opened(bench, may_build=False):
        pass


def test_without_leave_to_build_the_index_is_taken_as_it_is(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    with pytest.raises(CatalogueError, match="there is no index yet"), opened(bench, may_build=False):
        pass
    bench.build()
    with opened(bench, may_build=False) as (_, warnings):
        assert warnings == []
    bench.write("b.md", NOTE)
    with opened(bench, may_build=False) as (search, warnings):
        assert search.catalogue.generation() == 1
        assert warnings == ["the corpus has changed since the index was built; run `refdesk index`"]


def test_while_another_builds_the_old_index_answers(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.build()
    bench.write("b.md", NOTE)
    with writing(bench.index), opened(bench) as (search, warnings):
        assert search.hits("drift")[0].passage.source == "a.md"
        assert len(warnings) == 1
        assert warnings[0].endswith("answering from the index as it was")


def test_while_another_makes_the_first_index_there_is_nothing_to_open(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.index.mkdir()
    with pytest.raises(WriterBusyError), writing(bench.index), opened(bench):
        pass


def test_files_that_could_not_be_read_are_counted(bench: Bench) -> None:
    bench.write("a.md", NOTE)
    bench.write("b.pdf", b"")
    with opened(bench) as (_, warnings):
        assert warnings == ["1 of 2 files could not be read; see `refdesk status`"]


def test_a_corpus_without_a_file_to_read_is_an_error(bench: Bench) -> None:
    bench.write("a.pptx", b"x")
    with pytest.raises(CorpusError, match="holds no file that can be read"), opened(bench):
        pass
