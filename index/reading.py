"""Reading files in processes of their own, several side by side, each file within limits.

A file that hangs its reader, brings native code down or unpacks without end costs its process, which is replaced, and
becomes a line in the ledger with the reason; every other file is read.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from queue import SimpleQueue
from threading import Event, Timer

from index.corpus import CorpusFile
from index.outcome import Outcome, pack, unpack

HEADER = 8
"""Bytes before each answer of a reading process: its length, unsigned, most significant first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: seconds on the clock, bytes of memory, bytes of what was read."""

    seconds: float = 60.0
    memory: int = 2 << 30
    output: int = 128 << 20


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read; `packed` is its outcome once more, as it is kept (see `index.outcome`)."""

    file: CorpusFile
    outcome: Outcome
    packed: bytes


def read_files(files: Sequence[CorpusFile], limits: Limits = Limits(), processes: int = 2) -> Iterator[ReadFile]:
    """Each file with what reading it came to, in the order they end."""
    count = min(processes, len(files))
    idle: SimpleQueue[_ReadingProcess] = SimpleQueue()
    started = [_ReadingProcess(limits) for _ in range(count)]
    for process in started:
        idle.put(process)

    def read(file: CorpusFile) -> ReadFile:
        process = idle.get()
        try:
            return process.read(file)
        finally:
            idle.put(process)

    remaining = iter(files)
    pool = ThreadPoolExecutor(max(1, count))
    try:
        # No more are under way than can be worked on, so that what was read does not pile up here.
        under_way: set[Future[ReadFile]] = {pool.submit(read, file) for file in islice(remaining, 2 * count)}
        while under_way:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            under_way |= {pool.submit(read, file) for file in islice(remaining, len(done))}
            yield from (future.result() for future in done)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in started:
            process.kill()
        pool.shutdown()
        for process in started:
            process.close()


class _ReadingProcess:
    """A child that reads one file after the other; it is started when first needed, and again after it fell."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, file: CorpusFile) -> ReadFile:
        """Read one file; where the child gives no answer, the outcome is the reason why."""
        child = self._child = self._child or self._start()
        late = Event()

        def end() -> None:
            late.set()
            child.kill()

        timer = Timer(self._limits.seconds, end)
        timer.start()
        answer = _ask(child, file, self._limits.output)
        timer.cancel()
        timer.join()
        if answer is None or late.is_set():
            self.close()
        try:
            if answer is not None:
                return ReadFile(file, unpack(answer), answer)
            reason = self._reason(child, late=late.is_set())
        except ValueError:  # whoever took the child over by a crafted file may answer anything
            reason = "made its reading process answer nonsense: it is damaged or made to harm; save it anew"
        failed = Outcome(file.sha256(), None, None, reason)  # by which it is known until it changes
        return ReadFile(file, failed, pack(failed))

    def kill(self) -> None:
        """End the child, whatever it is doing; who waits for its answer gets none."""
        if child := self._child:
            child.kill()

    def close(self) -> None:
        """End the child and let go of its pipes; nobody may be waiting for its answer."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with suppress(OSError):  # what was not yet written to it cannot be
                    pipe.close()  # type: ignore[union-attr]  # both were asked for

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: a folder in the working directory must not stand in for one of our packages.
        command = [sys.executable, "-P", "-m", "index.reading_process", json.dumps(asdict(self._limits))]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for this process, which ends its children itself
        )

    def _reason(self, child: "subprocess.Popen[bytes]", *, late: bool) -> str:
        if late:
            return (
                f"took longer than {self._limits.seconds:g} s to read: split it, or allow more with the setting "
                "`read_seconds` and run `refdesk index --retry`"
            )
        status = child.returncode
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return f"brought its reading process down ({how}): it is damaged or unpacks without end; save it anew"


def _ask(child: "subprocess.Popen[bytes]", file: CorpusFile, output: int) -> bytes | None:
    """The child's answer; None where it ended without one, or gives more than `output` bytes."""
    if child.stdin is None or child.stdout is None:
        return None
    try:
        child.stdin.write(json.dumps([str(file.location), file.path]).encode() + b"\n")
        child.stdin.flush()
    except OSError:  # it ended before it was asked
        return None
    size = int.from_bytes(child.stdout.read(HEADER), "big")
    answer = child.stdout.read(size) if 0 < size <= output else b""
    return answer if answer and len(answer) == size else None
