"""One writer and several asking processes: nobody fails, nobody sees a mixed state, everybody notices what is new."""

import os
import re
import time
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.errors import CatalogueError, WriterBusyError
from index.freshness import read_status
from index.models import Models
from index.opening import open_current
from index.search import Search, open_search
from index.store.catalogue import Catalogue
from index.store.locks import writing
from tests.index.conftest import Bench
from tests.index.contents import assert_sound
from tests.index.processes import build_and_linger, start
from tests.index.wordhash import WordHash

MANNERS = ("long open", "opened anew", "with the ledger")


def write_editions(pipe: Connection, folder: Path) -> None:
    """Edit all files and build, over and over until the file `stop` appears; every file names its edition."""
    edition = 0
    while not (folder / "stop").exists():
        edition += 1
        for number in range(6):
            more = f"And more of edition {edition}." if edition % 2 else "No more."
            text = f"# Note {number}\n\nGauge {number} is of edition {edition}.\n\n## More\n\n{more}\n"
            (folder / "corpus" / f"note{number}.md").write_text(text)
        (folder / "corpus" / f"extra{edition}.md").write_text(f"# Extra\n\nGauge 9 is of edition {edition}.\n")
        (folder / "corpus" / f"extra{edition - 1}.md").unlink(missing_ok=True)
        report = build(folder / "corpus", folder / ".refdesk", WordHash())
        assert report.read == 7, report
    pipe.send(edition)


def ask_on(pipe: Connection, folder: Path, manner: str) -> None:
    """Ask over and over until the file `ended` appears, and once more; send what was seen."""
    index, seen = folder / ".refdesk", []
    with closing(open_search(index, Models(WordHash()))) as opened:
        files = _open_files()
        while True:
            last = (folder / "ended").exists()
            if manner == "long open":
                seen.append(_look(opened))
            elif manner == "opened anew":
                with closing(open_search(index, Models(WordHash()))) as search:
                    seen.append(_look(search))
            else:
                status = read_status(folder / "corpus", index, WordHash.fingerprint)
                with closing(open_current(folder / "corpus", index, Models(WordHash()), may_build=False)) as search:
                    generation, *rest = _look(search)
                seen.append([max(status.generation, generation), *rest])
            if len(seen) == 1:
                pipe.send("begun")
            if last:
                break
        pipe.send({"seen": seen, "files left open": _open_files() - files})


def _look(search: Search) -> list[Any]:
    with search.steady():
        generation = search.catalogue.generation()
        hits = search.hits("which gauge is of which edition", 50)
        held = search.catalogue.passage_count()
    editions = set(re.findall(r"edition (\d+)", " ".join(hit.passage.text for hit in hits)))
    sources = {hit.passage.source for hit in hits}
    return [generation, sorted(editions), len(sources), len(hits) == held, min(hit.dense for hit in hits) > 0]


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0


def run_together(folder: Path, editions: int) -> tuple[int, dict[str, Any]]:
    """How many editions the writer made, so many at least while all others asked, and what each of them saw."""
    (folder / "corpus").mkdir(exist_ok=True)
    writer, written = start(write_editions, folder)
    reach(folder / ".refdesk", 1)
    askers = {manner: start(ask_on, folder, manner) for manner in MANNERS}
    assert [pipe.recv() for _, pipe in askers.values()] == ["begun"] * 3
    with closing(Catalogue(folder / ".refdesk")) as catalogue:
        generation = catalogue.generation()
    reach(folder / ".refdesk", generation + editions)
    (folder / "stop").touch()
    made = written.recv()
    writer.join()
    (folder / "ended").touch()
    seen = {manner: pipe.recv() for manner, (_, pipe) in askers.items()}
    for asker, _ in askers.values():
        asker.join()  # until then it may hold a collection
    return made, seen


def reach(index: Path, generation: int) -> None:
    """Wait until the index is of that generation; the test's own time limit ends it where it never is."""
    while True:
        time.sleep(0.05)
        if (index / "catalogue.sqlite3").exists():
            try:
                with closing(Catalogue(index)) as catalogue:
                    if catalogue.generation() >= generation:
                        return
            except CatalogueError:  # being laid out
                continue


def assert_steady(editions: int, askers: dict[str, Any]) -> None:
    for manner, asker in askers.items():
        seen = asker["seen"]
        assert seen, manner
        for generation, marks, sources, whole, dense in seen:
            assert marks == [str(generation)], f"{manner}: a mixed state: generation {generation} tells of {marks}"
            assert (sources, whole, dense) == (7, True, True), f"{manner}: not all of generation {generation}"
        generations = [look[0] for look in seen]
        assert generations == sorted(generations), f"{manner}: went back"
        assert generations[-1] == editions, f"{manner}: the last was not reached"
        assert asker["files left open"] < 30, manner
    assert len({look[0] for look in askers["long open"]["seen"]}) > 1, "nothing changed under the open index"


def test_askers_see_whole_generations_while_a_writer_builds(tmp_path: Path) -> None:
    editions, seen = run_together(tmp_path, 4)
    assert_steady(editions, seen)
    build(tmp_path / "corpus", tmp_path / ".refdesk", WordHash())
    assert_sound(tmp_path / ".refdesk")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_askers_see_whole_generations_of_a_hundred(tmp_path: Path) -> None:
    editions, seen = run_together(tmp_path, 100)
    print(editions, {manner: len(asker["seen"]) for manner, asker in seen.items()})
    assert_steady(editions, seen)


def test_a_second_writer_is_refused_and_told_which_process_builds(bench: Bench) -> None:
    bench.embedder = WordHash()
    bench.write("a.md", "# A\n\nGauge 1.\n")
    first, pipe = start(build_and_linger, bench.corpus, bench.index)
    assert pipe.recv() == "building"
    with pytest.raises(WriterBusyError, match=re.escape(f"process {first.pid} ")):
        bench.build()
    first.kill()
    first.join()
    with writing(bench.index):
        pass  # the lock of a process that was killed is free
    assert bench.build().generation == 1
