"""The process that reads files for a build: takes paths on standard input, gives packed outcomes on standard output.

It runs hostile input through native code, so it has nothing to lose: limits on memory, on processor time and on what
it may write are set before the first file, and it ends with its parent.
"""

import ctypes
import hashlib
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from index import readers
from index.errors import ReadError
from index.reading.reading import HEADER, FileOutcome, Limits, pack
from index.text.passages import make_passages

try:
    import resource
except ImportError:  # Windows has neither these limits nor alarms
    resource = None  # type: ignore[assignment]

_SPARE = 5
"""Seconds beyond the limit on the clock, after which an orphan that hangs is ended by the system."""

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""


def read(location: Path, path: str) -> FileOutcome:
    """Read one file and cut it into passages; every failure that Python can catch becomes the outcome's reason."""
    outcome = FileOutcome("", None, None, None)
    try:
        data = readers.read_bytes(location)
        outcome = replace(outcome, sha256=hashlib.sha256(data).hexdigest())
        reader = readers.reader_for(data, location.suffix.lower())
        outcome = replace(outcome, reader=reader.name)
        source = reader.read(data)
        return replace(outcome, source=source, passages=tuple(make_passages(source, path)))
    except ReadError as exc:
        return replace(outcome, reason=str(exc))
    except MemoryError:
        return replace(outcome, reason="needs more memory to read than one file may have: split it or save it again")
    except RecursionError:
        return replace(outcome, reason="is nested too deeply to be read: save it again in a simpler form")
    except Exception as exc:  # noqa: BLE001  the process's boundary: a fault of a reader costs this file alone
        fault = f"{type(exc).__name__}: {exc}".split("\n", 1)[0][:200]
        return replace(outcome, reason=f"the {outcome.reader or 'right'} reader failed on it ({fault}): save it again")


def answer(location: Path, path: str, output: int) -> bytes:
    """The packed outcome, within `output` bytes."""
    outcome = read(location, path)
    try:
        packed = pack(outcome)
    except ValueError:  # pydantic refuses half a surrogate pair, as SQLite would
        return pack(
            FileOutcome(outcome.sha256, outcome.reader, None, "holds characters that are not Unicode: save it again")
        )
    if len(packed) <= output:
        return packed
    reason = f"gives more than {output >> 20} MB of text: split it"
    return pack(FileOutcome(outcome.sha256, outcome.reader, None, reason))


def confine(limits: Limits) -> None:
    """Limit the memory of this process; where the system has no such limits (Windows), only the clock holds it."""
    if resource is not None:
        _lower(resource.RLIMIT_AS, limits.memory)
        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_FSIZE, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def allow_time(limits: Limits) -> None:
    """Renew the limit on processor time for one more file."""
    if resource is not None:
        signal.alarm(int(limits.seconds) + _SPARE)
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.seconds) + _SPARE)


def _lower(kind: int, limit: int) -> None:
    """Set a limit, or leave the lower one that the system or the user has set already."""
    _, hardest = resource.getrlimit(kind)
    allowed = limit if hardest == resource.RLIM_INFINITY else min(limit, hardest)
    with suppress(ValueError, OSError):  # some systems know a limit and refuse to set it
        resource.setrlimit(kind, (allowed, hardest))


def serve(requests: BinaryIO, answers: BinaryIO, limits: Limits) -> None:
    """Say that this process is ready, by an empty answer; then answer each request, a JSON line of where a file is and
    what its path in the corpus is, until there are none."""
    answers.write(bytes(HEADER))
    answers.flush()
    for line in requests:
        location, path = json.loads(line)
        allow_time(limits)
        packed = answer(Path(location), path, limits.output)
        if resource is not None:
            signal.alarm(0)  # no time is counted between two files
        answers.write(len(packed).to_bytes(HEADER, "big") + packed)
        answers.flush()


def main() -> None:
    """Serve on standard input and output; what native code prints goes nowhere, for it would break the answers."""
    limits = Limits(**json.loads(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    confine(limits)
    serve(sys.stdin.buffer, answers, limits)


if __name__ == "__main__":
    main()
