"""Read files in several child processes, each file within limits.

A file that hangs its reader, crashes native code or unpacks without end costs one process, which is replaced, and gets
a line in the ledger with the reason.
"""

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import islice
from queue import SimpleQueue
from threading import Event, Timer
from types import MappingProxyType

from pydantic import TypeAdapter

from index.errors import ReadingError
from index.readers import RECORD_READERS
from index.reading.corpus import CorpusFile
from index.sources import Kind, Record, Scans, Source
from index.text.passages import Passage

# The outcome of reading one file, and its packed form, which passes between processes and waits for publication.


_OF_NOTHING = hashlib.sha256().hexdigest()


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """The outcome of reading one file: its source and passages, or the reason why there are none.

    `sha256` is of the bytes that were read, empty if the file could not be opened; `reader` is None if none was chosen.
    """

    sha256: str
    reader: str | None
    source: Source | None
    reason: str | None
    passages: tuple[Passage, ...] = ()

    @property
    def kind(self) -> Kind:
        """The source's kind, or its likely kind if it could not be read."""
        if self.source is not None:
            return self.source.kind
        return Kind.RECORD if self.reader in RECORD_READERS else Kind.PAPER

    @property
    def records(self) -> tuple[Record, ...]:
        """The source's records; an unreadable paper counts as one work without facts, an empty file as none."""
        if self.source is not None:
            return self.source.records
        return () if self.sha256 == _OF_NOTHING or self.kind is Kind.RECORD else (Record(),)


@cache
def _adapter() -> TypeAdapter[FileOutcome]:
    return TypeAdapter(FileOutcome)


def pack(outcome: FileOutcome) -> bytes:
    """The outcome as JSON; raises ValueError for text that is not Unicode (half a surrogate pair)."""
    return _adapter().dump_json(outcome)


def unpack(packed: bytes) -> FileOutcome:
    """Reverse `pack`; raises ValueError (pydantic's) for anything else."""
    return _adapter().validate_json(packed)


_ATTEMPTS = 2
"""Children that a file may crash before it is to blame: an earlier file may have damaged the first (a guess)."""

_BY_OTHERS = frozenset(
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGKILL") if hasattr(signal, name)
)
"""Signals that a file cannot cause: they come from people, or from a system short of memory."""

_LAST_WORDS = 1.0
"""Seconds to wait for a child that closed its pipe, so that its exit status gives the reason (a guess)."""

_ADVICE = "check the limits on memory, processes and time (`ulimit -a`), then run `refdesk index`"

HEADER = 8
"""Bytes of the length before each answer: unsigned, big-endian."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on reading one file: seconds on the clock, bytes of memory, bytes of the packed outcome (guesses)."""

    seconds: float = 60.0
    memory: int = 2 << 30
    output: int = 128 << 20


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file and its outcome, also packed (see `pack`)."""

    file: CorpusFile
    outcome: FileOutcome
    packed: bytes


def read_files(
    files: Sequence[CorpusFile],
    limits: Limits = Limits(),
    processes: int = 2,
    scans: Mapping[str, Scans] = MappingProxyType({}),
) -> Iterator[ReadFile]:
    """Read files in `processes` children; yields outcomes as they are done. Raises ReadingError.

    scans: by path in the corpus, the lines by OCR of a PDF's pages without text.
    """
    count = min(processes, len(files))
    idle: SimpleQueue[_ReadingProcess] = SimpleQueue()
    started = [_ReadingProcess(limits) for _ in range(count)]
    for process in started:
        idle.put(process)

    def read(file: CorpusFile) -> ReadFile:
        process = idle.get()
        try:
            return process.read(file, scans.get(file.path))
        finally:
            idle.put(process)

    remaining = iter(files)
    pool = ThreadPoolExecutor(max(1, count))
    try:
        # Two files for each process, so that outcomes do not pile up in memory.
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
    """A child that reads one file after another; started when first needed, and again after a crash."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def read(self, file: CorpusFile, scans: Scans | None) -> ReadFile:
        """Read one file; if neither child answers, the outcome has the reason. Raises ReadingError."""
        reason, to_blame = "", True
        for _ in range(_ATTEMPTS):
            child = self._child = self._child or start_child("index.reading.process", json.dumps(asdict(self._limits)))
            request = [str(file.location), file.path, file.document, *([scans] if scans else [])]
            late, answer = ask_within(child, request, self._limits.seconds, self._limits.output)
            if answer is not None and not late:
                try:
                    return _known(file, unpack(answer), answer)
                except ValueError:  # a crafted file may have taken the child over
                    self.close()
                    reason = "made its reading process answer nonsense: it is damaged or made to harm; save it again"
                    break
            self.close()
            reason, to_blame = self._reason(child, late=late), late or -child.returncode not in _BY_OTHERS
            if late or self._stopped:
                break
        # With a hash, the file is not tried again until it changes; without one, the next build tries it again.
        sha256 = file.sha256() if to_blame and file.is_as_listed() else ""
        failed = FileOutcome(sha256, None, None, reason)
        return ReadFile(file, failed, pack(failed))

    def kill(self) -> None:
        """Kill the child; a thread that waits for its answer gets None."""
        self._stopped = True
        if child := self._child:
            child.kill()

    def close(self) -> None:
        """End the child and close its pipes; no thread may wait for its answer."""
        child, self._child = self._child, None
        if child is not None:
            end_child(child, 0.0 if self._stopped else _LAST_WORDS)

    def _reason(self, child: "subprocess.Popen[bytes]", *, late: bool) -> str:
        if late:
            return (
                f"took longer than {self._limits.seconds:g} s to read: split it, or allow more with the setting "
                "`read_seconds` and run `refdesk index --retry`"
            )
        return (
            f"brought its reading process down ({_status(child)}): it is damaged or unpacks without end; save it "
            "again, or run `refdesk index --retry`"
        )


def _known(file: CorpusFile, outcome: FileOutcome, packed: bytes) -> ReadFile:
    """The outcome; a file that was too large to hash in the child is hashed here."""
    if outcome.sha256 or not file.is_as_listed():
        return ReadFile(file, outcome, packed)
    outcome = replace(outcome, sha256=file.sha256())
    return ReadFile(file, outcome, pack(outcome))


def _status(child: "subprocess.Popen[bytes]") -> str:
    """A child's exit status or the signal that ended it."""
    status = child.returncode
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def start_child(module: str, argument: str) -> "subprocess.Popen[bytes]":
    """A process of ours that answers requests (see `ask_within`); raises ReadingError if none can be started."""
    # -P: a folder in the working directory must not shadow our packages.
    command = [sys.executable, "-P", "-m", module, argument]
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C goes to this process, which ends its children
        )
    except OSError as exc:
        raise ReadingError(f"no process can be started to read files ({exc}); {_ADVICE}") from exc
    if child.stdout is None or len(child.stdout.read(HEADER)) < HEADER:
        end_child(child, _LAST_WORDS)
        raise ReadingError(f"no process can run to read files (it ended with {_status(child)}); {_ADVICE}")
    return child


def end_child(child: "subprocess.Popen[bytes]", patience: float = 0.0) -> None:
    """End a process that answers requests, and close its pipes; no thread may wait for its answer.

    patience: seconds to wait for one that may end by itself, which leaves a status.
    """
    with suppress(subprocess.TimeoutExpired):
        child.wait(patience)
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        with suppress(OSError):  # unwritten data is lost
            pipe.close()  # type: ignore[union-attr]  # both were asked for


def ask_within(
    child: "subprocess.Popen[bytes]", request: Sequence[object], seconds: float, output: int
) -> tuple[bool, bytes | None]:
    """Whether time ran out, which kills the child, and its answer of at most `output` bytes, None if it has none."""
    late = Event()

    def end() -> None:
        late.set()
        child.kill()

    timer = Timer(seconds, end)
    timer.start()
    answer = _ask(child, request, output)
    timer.cancel()
    timer.join()
    return late.is_set(), answer


def _ask(child: "subprocess.Popen[bytes]", request: Sequence[object], output: int) -> bytes | None:
    """The child's answer; None if it ended without one or sends more than `output` bytes."""
    if child.stdin is None or child.stdout is None:
        return None
    try:
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
    except OSError:  # it ended before it was asked
        return None
    size = int.from_bytes(child.stdout.read(HEADER), "big")
    answer = child.stdout.read(size) if 0 < size <= output else b""
    return answer if answer and len(answer) == size else None
