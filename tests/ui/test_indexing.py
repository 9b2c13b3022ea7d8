"""The `index` command as a real process: followed, stopped, retried."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from tests.ui.calling import only_line
from tests.ui.corpora import write_many, write_paper, write_unreadable
from tests.ui.process import run, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send SIGINT to one process")

STOPPED = "refdesk: stopped; what was done so far is kept"
PATIENCE = 30.0


class Watch:
    """`refdesk index --watch` under way; its lines can be waited for."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.reports: Queue[str] = Queue()
        self.err: list[str] = []
        self._threads = [Thread(target=self._follow_out), Thread(target=self._follow_err)]
        for thread in self._threads:
            thread.start()

    def _follow_out(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("Index of generation"):
                self.reports.put(line)

    def _follow_err(self) -> None:
        assert self.process.stderr
        self.err += self.process.stderr

    def report(self) -> str:
        try:
            return self.reports.get(timeout=PATIENCE)
        except Empty:
            raise AssertionError(f"no build within {PATIENCE} s; {self.err}") from None

    def settled(self) -> None:
        """Wait for the first build, and the one for what changed while the watch was being set up."""
        self.report()
        assert "(0 files read" in self.report()

    def stop(self, number: int) -> tuple[int, list[str]]:
        """How it ended, and what it said last on standard error."""
        self.process.send_signal(number)
        self.process.wait(timeout=PATIENCE)
        for thread in self._threads:
            thread.join()
        return self.process.returncode, [line.rstrip() for line in self.err]


@contextmanager
def watching(folder: Path) -> Iterator[Watch]:
    process = start(folder, "index", "--watch")
    try:
        yield Watch(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


def children(process: "subprocess.Popen[str]") -> list[int]:
    """The processes that a process has started and that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if state != "Z" and int(parent) == process.pid:
                found.append(int(path.parent.name))
    return found


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_burst_of_changes_is_built_once(tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    with watching(tmp_path) as watch:
        watch.settled()
        for number in range(5):
            time.sleep(0.2)
            write_paper(tmp_path / "corpus", f"paper{number}.md", f"Gauge Number {number}")
        assert "(5 files read, 1 unchanged," in watch.report()
        (tmp_path / "corpus" / "paper3.md").unlink()
        assert "(0 files read, 5 unchanged," in watch.report()
        assert watch.reports.empty()


def test_a_correction_written_by_hand_is_followed(tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    with watching(tmp_path) as watch:
        watch.settled()
        (tmp_path / "corrections.toml").write_text("[gone]\nyear = 2021\n", encoding="utf-8")
        assert "(0 files read, 1 unchanged," in watch.report()
        assert watch.reports.empty()


def test_an_error_of_one_build_is_told_and_the_next_change_is_built(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / ".refdesk"
    write_paper(corpus)
    with watching(tmp_path) as watch:
        watch.settled()
        held = (index / "catalogue.sqlite3").read_bytes()
        for path in index.glob("catalogue.sqlite3-*"):
            path.unlink()
        (index / "catalogue.sqlite3").write_bytes(b"not a database" * 500)
        write_paper(corpus, "more.md", "More on Widgets")
        deadline = time.monotonic() + PATIENCE
        while not any("--rebuild" in line for line in watch.err):
            assert time.monotonic() < deadline, watch.err
            time.sleep(0.1)
        (index / "catalogue.sqlite3").write_bytes(held)
        write_paper(corpus, "last.md", "The Last of Widgets")
        assert "(2 files read, 1 unchanged" in watch.report()
        assert not any("Traceback" in line for line in watch.err)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_watch_that_is_stopped_while_it_waits_ends_with_one_line(tmp_path: Path, number: signal.Signals) -> None:
    write_paper(tmp_path / "corpus")
    with watching(tmp_path) as watch:
        watch.settled()
        status, err = watch.stop(number)
        assert (status, err[-1:]) == (130, [STOPPED])
        assert not any("Traceback" in line for line in err)


def rows(index: Path, table: str) -> int:
    """How much a build that is under way has in a table so far."""
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"file:{index / 'catalogue.sqlite3'}?mode=ro", uri=True)) as db,
    ):
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  no text from outside
    return 0


@pytest.mark.parametrize(
    ("number", "stage"),
    [(signal.SIGINT, "staged"), (signal.SIGINT, "vectors"), (signal.SIGTERM, "vectors")],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_build_stopped_while_it_reads_or_embeds_ends_with_one_line_and_the_next_takes_up_its_work(
    tmp_path: Path, number: signal.Signals, stage: str
) -> None:
    write_many(tmp_path / "corpus", 150)
    process = start(tmp_path, "index")
    try:
        deadline = time.monotonic() + PATIENCE
        while not rows(tmp_path / ".refdesk", stage):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        readers = children(process)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    told = err.splitlines()
    assert told[-1] == STOPPED
    assert all(re.match(r"(reading|embedding): \d+ of \d+ (files|passages)", line) for line in told[:-1]), err
    assert bool(readers) is (stage == "staged")
    assert not any(runs(pid) for pid in readers)
    for paper in sorted((tmp_path / "corpus").iterdir())[20:]:
        paper.unlink()
    again = run(tmp_path, "index", "--json")
    assert again.returncode == 0
    built = json.loads(again.stdout)
    assert built["works"] == 20
    assert (built["embedded"] < built["passages"]) is (stage == "vectors")
    assert "refdesk: " not in again.stderr


def test_retry_reads_again_what_could_not_be_read_and_nothing_else(tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    write_unreadable(tmp_path / "corpus")
    assert run(tmp_path, "index").returncode == 3
    told = [json.loads(run(tmp_path, "index", *more, "--json").stdout)["sources"] for more in ([], ["--retry"])]
    assert told[0] == {"read": 0, "unchanged": 2, "removed": 0, "failed": 1}
    assert told[1] == {"read": 1, "unchanged": 1, "removed": 0, "failed": 1}


def test_a_missing_corpus_ends_a_watch_at_once(tmp_path: Path) -> None:
    ran = run(tmp_path, "index", "--watch")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "there is no such folder" in only_line(ran.stderr)
