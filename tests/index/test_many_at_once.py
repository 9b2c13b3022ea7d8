"""One writer and several asking processes: nobody fails, nobody sees a mixed state, everybody notices what is new."""

import json
import re
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.errors import WriterBusyError
from index.store.catalogue import Catalogue
from index.store.locks import writing
from tests.conftest import PROJECT
from tests.index.conftest import Bench
from tests.index.contents import assert_sound
from tests.index.wordhash import WordHash

# Edits all files and builds, over and over, until the file `stop` appears; every file tells which edition it is of.
WRITER = """
import sys
from pathlib import Path
from index.build import build
from tests.index.wordhash import WordHash

folder, edition = Path(sys.argv[1]), 0
while not (folder / "stop").exists():
    edition += 1
    for number in range(6):
        more = f"And more of edition {edition}." if edition % 2 else "No more."
        text = f"# Note {number}\\n\\nGauge {number} is of edition {edition}.\\n\\n## More\\n\\n{more}\\n"
        (folder / "corpus" / f"note{number}.md").write_text(text)
    (folder / "corpus" / f"extra{edition}.md").write_text(f"# Extra\\n\\nGauge 9 is of edition {edition}.\\n")
    (folder / "corpus" / f"extra{edition - 1}.md").unlink(missing_ok=True)
    report = build(folder / "corpus", folder / ".refdesk", WordHash())
    assert report.read == 7, report
print(edition)
"""

# Asks over and over until the file `stop` appears, and once more; tells what it saw as JSON.
ASKER = """
import json, os, re, sys, time
from contextlib import closing
from pathlib import Path
from index.models import Models
from index.opening import open_current
from index.search import open_search
from index.freshness import read_status
from tests.index.wordhash import WordHash

folder, manner = Path(sys.argv[1]), sys.argv[2]
index, seen = folder / ".refdesk", []

def look(search):
    with search.steady():
        generation = search.catalogue.generation()
        hits = search.hits("which gauge is of which edition", 50)
        held = search.catalogue.passage_count()
    told = set(re.findall(r"edition (\\d+)", " ".join(hit.passage.text for hit in hits)))
    sources = {hit.passage.source for hit in hits}
    seen.append([generation, sorted(told), len(sources), len(hits) == held, min(h.dense for h in hits) > 0])

def ask(opened):
    if manner == "long open":
        look(opened)
    elif manner == "opened anew":
        with closing(open_search(index, Models(WordHash()))) as search:
            look(search)
    else:
        status = read_status(folder / "corpus", index, WordHash.fingerprint)
        warned = []
        with closing(open_current(folder / "corpus", index, Models(WordHash()), may_build=False)) as search:
            look(search)
        seen[-1][0] = max(status.generation, seen[-1][0])

with closing(open_search(index, Models(WordHash()))) as opened:
    files = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    while True:
        last = (folder / "stop").exists()
        if last:
            time.sleep(float(sys.argv[3]))
        ask(opened)
        if last:
            break
    left = len(os.listdir("/proc/self/fd")) - files if files else 0
print(json.dumps({"seen": seen, "files left open": left}))
"""

# Builds, and does not get past embedding.
LINGERING = """
import sys, time
from pathlib import Path
import index.build
from tests.index.wordhash import WordHash

def linger(*_):
    print("building", flush=True)
    time.sleep(60)

index.build.embed_missing = linger
index.build.build(Path(sys.argv[1]), Path(sys.argv[2]), WordHash())
"""

MANNERS = ("long open", "opened anew", "with the ledger")
_GRACE = 4.0
"""Seconds that the writer may take to end its last build."""


def start(program: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=60)
    assert not err, err
    assert process.returncode == 0
    return out


def run_together(folder: Path, seconds: float) -> tuple[int, dict[str, Any]]:
    """How many editions the writer made in that time, and what each asker saw."""
    (folder / "corpus").mkdir(exist_ok=True)
    writer = start(WRITER, folder)
    while not list((folder / ".refdesk").glob("vectors-*/chroma.sqlite3")) or not _is_published(folder / ".refdesk"):
        assert writer.poll() is None, writer.communicate()[1]
        time.sleep(0.05)
    askers = {manner: start(ASKER, folder, manner, _GRACE) for manner in MANNERS}
    time.sleep(seconds)
    (folder / "stop").touch()
    editions = int(ended(writer))
    return editions, {manner: json.loads(ended(process)) for manner, process in askers.items()}


def _is_published(index: Path) -> bool:
    with closing(Catalogue(index)) as catalogue:
        return catalogue.generation() > 0


def assert_steady(editions: int, told: dict[str, Any]) -> None:
    for manner, asker in told.items():
        seen = asker["seen"]
        assert seen, manner
        for generation, marks, sources, whole, dense in seen:
            assert marks == [str(generation)], f"{manner}: a mixed state: generation {generation} tells of {marks}"
            assert (sources, whole, dense) == (7, True, True), f"{manner}: not all of generation {generation}"
        generations = [one[0] for one in seen]
        assert generations == sorted(generations), f"{manner}: went back"
        assert generations[-1] == editions, f"{manner}: the last was not reached"
        assert asker["files left open"] < 30, manner
    assert len({one[0] for one in told["long open"]["seen"]}) > 1, "nothing changed under the open index"


def test_askers_see_whole_generations_while_a_writer_builds(tmp_path: Path) -> None:
    editions, told = run_together(tmp_path, 8.0)
    assert_steady(editions, told)
    build(tmp_path / "corpus", tmp_path / ".refdesk", WordHash())
    assert_sound(tmp_path / ".refdesk")


@pytest.mark.slow
def test_askers_see_whole_generations_for_a_minute(tmp_path: Path) -> None:
    editions, told = run_together(tmp_path, 60.0)
    print(editions, {manner: len(asker["seen"]) for manner, asker in told.items()})
    assert_steady(editions, told)


def test_a_second_writer_is_refused_and_told_which_process_builds(bench: Bench) -> None:
    bench.embedder = WordHash()
    bench.write("a.md", "# A\n\nGauge 1.\n")
    with start(LINGERING, bench.corpus, bench.index) as first:
        assert first.stdout
        assert first.stdout.readline() == "building\n"
        with pytest.raises(WriterBusyError, match=re.escape(f"process {first.pid} ")):
            bench.build()
        first.kill()
        first.wait()
    with writing(bench.index):
        pass  # the lock of a process that was killed is free
    assert bench.build().generation == 1
