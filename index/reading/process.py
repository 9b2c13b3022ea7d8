"""The process that reads files for a build: paths on standard input, packed outcomes on standard output.

It parses hostile input with native code. So before the first file it limits its memory, processor time and writing,
and it ends with its parent.
"""

import ctypes
import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from index import readers
from index.errors import NoTextError, ReadError
from index.readers import notes
from index.readers.files import decode
from index.readers.note_entries import entries_of
from index.reading.reading import HEADER, FileOutcome, Limits, pack
from index.sources import NO_SCANS, ScannedLine, Scans, Source
from index.text.passages import make_passages

try:
    import resource
except ImportError:  # Windows has neither these limits nor alarms
    resource = None  # type: ignore[assignment]

_SPARE = 5
"""Seconds beyond the limit on the clock after which the system ends a hanging orphan (a guess)."""

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""


def read(location: Path, path: str, document: str | None = None, scans: Scans = NO_SCANS) -> FileOutcome:
    """Read one file, or the `document` of a Zotero item, and cut it into passages.

    Any exception becomes the outcome's reason. `scans` has the lines by OCR of a PDF's pages without text.
    """
    outcome = FileOutcome("", None, None, None)
    try:
        data = readers.read_bytes(location) if document is None else document.encode()
        outcome = replace(outcome, sha256=hashlib.sha256(data).hexdigest())
        of_item = document is not None
        reader = readers.named("zotero") if of_item else readers.reader_for(data, location.suffix.lower())
        outcome = replace(outcome, reader=reader.name)
        source = reader.read(data, scans) if scans else reader.read(data)
        source = _settled(source, path, reader.name, data)
        return replace(outcome, source=source, passages=tuple(make_passages(source, path)))
    except NoTextError as exc:
        if outcome.reader in notes.WRITTEN:
            return replace(outcome, source=notes.empty(str(exc)))
        return replace(outcome, reason=str(exc))
    except ReadError as exc:
        return replace(outcome, reason=str(exc))
    except MemoryError:
        return replace(outcome, reason="needs more memory to read than one file may have: split it or save it again")
    except RecursionError:
        return replace(outcome, reason="is nested too deeply to be read: save it again in a simpler form")
    except Exception as exc:  # noqa: BLE001  the process's edge: a reader's bug must only cost this file
        fault = f"{type(exc).__name__}: {exc}".split("\n", 1)[0][:200]
        return replace(outcome, reason=f"the {outcome.reader or 'right'} reader failed on it ({fault}): save it again")


def _settled(source: Source, path: str, reader: str, data: bytes) -> Source:
    """The source with its work decided if a person may have written it, and the entries of notes."""
    raw = "" if data.startswith(b"PK") or reader not in notes.WRITTEN else decode(data)
    if reader in notes.WRITTEN:
        source = notes.settle(source, path, reader, raw)
    entries = entries_of(source, reader, raw)
    return replace(source, entries=entries, blocks=notes.cut_at_labels(source, entries))


def answer(location: Path, path: str, output: int, document: str | None = None, scans: Scans = NO_SCANS) -> bytes:
    """The packed outcome of reading a file, at most `output` bytes."""
    outcome = read(location, path, document, scans)
    try:
        packed = pack(outcome)
    except ValueError:  # pydantic refuses half a surrogate pair
        return pack(
            FileOutcome(outcome.sha256, outcome.reader, None, "holds characters that are not Unicode: save it again")
        )
    if len(packed) <= output:
        return packed
    reason = f"gives more than {output >> 20} MB of text: split it"
    return pack(FileOutcome(outcome.sha256, outcome.reader, None, reason))


def lines_by_page(packed: Mapping[str, list[list[Any]] | None]) -> Scans:
    """Lines by OCR, as JSON has them."""
    return {
        int(page): None if lines is None else [ScannedLine(*line) for line in lines] for page, lines in packed.items()
    }


def confine(limits: Limits) -> None:
    """Limit memory and writing; on a system without such limits (Windows), only the parent's clock limits reading."""
    if resource is not None:
        _lower(resource.RLIMIT_AS, limits.memory)
        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_FSIZE, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def allow_time(limits: Limits) -> None:
    """Extend the limits on time for one more file."""
    if resource is not None:
        signal.alarm(int(limits.seconds) + _SPARE)
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.seconds) + _SPARE)


def _lower(kind: int, limit: int) -> None:
    """Set a limit, or keep a lower one that the system or user has set."""
    _, hardest = resource.getrlimit(kind)
    allowed = limit if hardest == resource.RLIM_INFINITY else min(limit, hardest)
    with suppress(ValueError, OSError):  # some systems define a limit but refuse to set it
        resource.setrlimit(kind, (allowed, hardest))


def serve(requests: BinaryIO, answers: BinaryIO, limits: Limits, respond: Callable[[list[Any]], bytes]) -> None:
    """Send an empty answer when ready; then respond to each request, a list as a JSON line."""
    answers.write(bytes(HEADER))
    answers.flush()
    for line in requests:
        allow_time(limits)
        packed = respond(json.loads(line))
        if resource is not None:
            signal.alarm(0)  # waiting for the next file takes no time from the limit
        answers.write(len(packed).to_bytes(HEADER, "big") + packed)
        answers.flush()


def serve_confined(limits: Limits, respond: Callable[[list[Any]], bytes]) -> None:
    """Serve on standard input and output; output of native code is discarded, since it would corrupt the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    confine(limits)
    serve(sys.stdin.buffer, answers, limits, respond)


def main() -> None:
    """Answer requests to read a file: [location, path in the corpus, document], and its pages by OCR if it has any."""
    limits = Limits(**json.loads(sys.argv[1]))

    def respond(request: list[Any]) -> bytes:
        location, path, document, *scans = request
        return answer(Path(location), path, limits.output, document, lines_by_page(scans[0]) if scans else NO_SCANS)

    serve_confined(limits, respond)


if __name__ == "__main__":
    main()
