"""Reading processes: one bad file costs itself alone, within its limits; nothing is left of them afterwards."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import BuildRequest, Report, build
from index.reading import reading
from index.reading.corpus import CorpusFile, scan
from index.reading.reading import Limits, ReadFile, read_files
from tests.conftest import PROJECT
from tests.index.acting import let_readers_act
from tests.index.conftest import Bench
from tests.index.contents import assert_sound, contents
from tests.index.processes import build_and_name_readers, start
from tests.index.wordhash import WordHash

SECONDS = 5.0
"""Long enough for a reading process to answer on a busy machine."""
LIMITS = Limits(seconds=SECONDS, output=1 << 20)

DOWN = "brought its reading process down ({}): it is damaged or unpacks without end; save it again"
ACTS = {
    "hang": "took longer than 5 s to read: split it, or allow more with the setting `read_seconds` and run",
    "spin": "took longer than 5 s to read: split it, or allow more with the setting `read_seconds` and run",
    "abort": DOWN.format("SIGABRT"),
    "segfault": DOWN.format("SIGSEGV"),
    "exit": DOWN.format("status 7"),
    "allocate": "needs more memory to read than one file may have: split it or save it again",
    "recurse": "is nested too deeply to be read: save it again in a simpler form",
    "raise": "the plaintext reader failed on it (KeyError: 'a fault of ours'): save it again",
    "flood": "gives more than 1 MB of text: split it",
    "surrogate": "holds characters that are not Unicode: save it again",
    "lie": "made its reading process answer nonsense: it is damaged or made to harm; save it again",
}
HARMLESS = ("print", "nap 0.1")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench whose readers act, with the quick embedder."""
    let_readers_act(tmp_path, monkeypatch)
    return Bench(tmp_path, WordHash())


def built(bench: Bench, *, retry: bool = False, processes: int = 2) -> Report:
    request = BuildRequest(retry=retry, limits=LIMITS, processes=processes)
    return build(bench.corpus, bench.index, bench.embedder, request)


def note(name: str) -> str:
    return f"# About {name}\n\nIt is the note on {name} alone.\n"


def test_each_misbehaving_file_ends_in_the_ledger_with_its_reason_and_the_others_are_indexed(bench: Bench) -> None:
    for number, act in enumerate([*ACTS, *HARMLESS]):
        bench.write(f"{number:02} {act}.txt", f"ACT {act}\n\nIt is there.\n")
        bench.write(f"{number:02} note.md", note(act))
    report = built(bench)
    reasons = {path.split()[1].removesuffix(".txt"): reason for path, reason in report.failed}
    assert reasons.keys() == ACTS.keys()
    for act, reason in ACTS.items():
        assert reasons[act].startswith(reason), act
        assert "\n" not in reasons[act]
    for act in (*ACTS, *HARMLESS):  # whoever answered nonsense must not answer for the file after it
        best = bench.find(f"the note on {act} alone", 1)[0].passage
        assert (best.source.split()[1], best.text) == ("note.md", f"It is the note on {act} alone.")
    assert_sound(bench.index)


def test_a_failed_file_is_tried_again_when_it_changes_or_that_is_asked_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("a.txt", "ACT abort\n\nIt is the first.\n")
    bench.write("b.txt", "ACT exit\n\nIt is the second.\n")
    assert len(built(bench).failed) == 2
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))  # whatever ailed the reader is mended
    assert (built(bench).read, len(built(bench).failed)) == (0, 2)
    bench.write("a.txt", "ACT abort\n\nIt is the first, edited.\n")
    report = built(bench)
    assert (report.read, [path for path, _ in report.failed]) == (1, ["b.txt"])
    report = built(bench, retry=True)
    assert (report.read, report.unchanged, report.failed) == (1, 1, ())
    assert bench.find("the second", 1)[0].passage.source == "b.txt"


def test_reading_processes_killed_from_outside_cost_nothing(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another takes the place of each, and reads the same file again."""
    children = recorded(monkeypatch)
    for number in range(8):
        bench.write(f"{number}.txt", f"ACT nap 0.1\n\nIt is number {number}.\n")

    def kill(step: str, done: int, _: int) -> None:
        if step == "reading" and done in (2, 5):  # it reads the next one by now
            children[-1].kill()

    report = build(bench.corpus, bench.index, bench.embedder, BuildRequest(processes=1), kill)
    assert len(children) == 3
    assert (report.read, report.failed) == (8, ())
    build(bench.corpus, tmp_path / "fresh", bench.embedder)
    assert contents(bench.index) == contents(tmp_path / "fresh")


def recorded(monkeypatch: pytest.MonkeyPatch) -> "list[subprocess.Popen[bytes]]":
    """The reading processes as they are started."""
    children: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def start(*given: object, **named: object) -> "subprocess.Popen[bytes]":
        children.append(real(*given, **named))  # type: ignore[call-overload]
        return children[-1]

    monkeypatch.setattr(reading.subprocess, "Popen", start)
    return children


def files(bench: Bench) -> list[CorpusFile]:
    return scan(bench.corpus)[0]


def texts(read: ReadFile) -> str:
    return read.outcome.source.texts[0] if read.outcome.source else ""


def test_files_are_read_side_by_side_by_no_more_processes_than_asked_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = recorded(monkeypatch)
    for number in range(8):
        bench.write(f"{number}.txt", f"ACT nap 0.1\n\nIt is number {number}.\n")
    told = {read.file.path: texts(read) for read in read_files(files(bench), LIMITS, 3)}
    assert len(children) == 3
    assert {path: f"It is number {path[0]}." in text for path, text in told.items()} == {
        f"{number}.txt": True for number in range(8)
    }
    assert [child.poll() for child in children] == [-signal.SIGKILL] * 3


def test_nothing_to_read_starts_no_process(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    children = recorded(monkeypatch)
    assert list(read_files([], LIMITS, 2)) == []
    assert children == []


def test_whoever_stops_listening_ends_the_processes(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    children = recorded(monkeypatch)
    bench.write("0.md", note("one"))
    bench.write("1.txt", "ACT hang\n")
    for number in range(2, 9):
        bench.write(f"{number}.txt", "ACT hang\n")
    going: Iterator[ReadFile] = read_files(files(bench), Limits(seconds=60), 2)
    assert next(going).file.path == "0.md"
    going.close()  # type: ignore[attr-defined]  # it is a generator
    # None was left to read its file to the end, or to the limit of a minute.
    assert {child.poll() for child in children} == {-signal.SIGKILL}


def test_a_file_that_goes_away_before_it_is_read_is_told_of(bench: Bench) -> None:
    bench.write("a.md", note("a"))
    found = files(bench)
    bench.remove("a.md")
    (read,) = read_files(found, LIMITS)
    assert read.outcome.sha256 == ""
    assert read.outcome.reason
    assert read.outcome.reason.startswith("cannot be opened (No such file or directory)")


@pytest.mark.parametrize("act", ["nap 0.2", "spin", "hang"])
def test_reading_processes_end_with_a_build_that_is_killed(bench: Bench, act: str) -> None:
    for number in range(40):
        bench.write(f"{number:02}.txt", f"ACT {act}\n\nIt is number {number}.\n")
    process, pipe = start(build_and_name_readers, bench.corpus, bench.index, os.environ["PYTHONPATH"])
    pids = [pipe.recv() for _ in range(2)]
    time.sleep(1)  # into the first files
    process.kill()
    try:
        assert until_gone(pids, 30.0), f"{pids}: an orphan goes on reading"
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def until_gone(pids: list[int], seconds: float) -> bool:
    """Whether none of the processes is left after that time."""
    deadline = time.monotonic() + seconds
    while any(_runs(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _runs(pid: int) -> bool:
    """Whether a process is there that has not ended; one that nobody has asked after has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
