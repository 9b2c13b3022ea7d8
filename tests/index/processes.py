"""Builds in processes of their own, forked from one that has imported Chroma already: they start in no time."""

import importlib
import multiprocessing
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import index.build
import index.store.vectors
from index.build import BuildRequest, build
from index.errors import CatalogueError
from index.reading import reading
from tests.index.wordhash import WordHash

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.index.processes"])
_LONGEST = 120.0
"""Seconds after which a child counts as stuck."""


def start(work: Callable[..., object], *given: object) -> tuple[BaseProcess, Connection]:
    """A process that does the work, and the end of a pipe: the other is the first thing that the work is given."""
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=work, args=(there, *given), daemon=True)
    process.start()
    there.close()
    return process, here


def run(work: Callable[..., object], *given: object) -> tuple[int | None, object]:
    """How a process ended that did the work, and what it sent, if anything."""
    process, pipe = start(work, *given)
    try:
        sent = pipe.recv() if pipe.poll(_LONGEST) else None
    except EOFError:
        sent = None
    process.join(_LONGEST)
    return process.exitcode, sent


def build_until(_: Connection, corpus: Path, folder: Path, module: str, name: str, times: int) -> None:
    """Build, and die without a word when the named function is called for the n-th time."""
    place = importlib.import_module(module)
    real, calls = getattr(place, name), []

    def fatal(*given: object, **named: object) -> object:
        calls.append(name)
        if len(calls) == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(place, name, fatal)
    build(corpus, folder, WordHash(), BuildRequest(processes=1))


def build_and_count(pipe: Connection, corpus: Path, folder: Path) -> None:
    """Build, and send how many reading processes were started, files read and texts embedded."""
    started, real = [], reading.subprocess.Popen

    def counted(*given: object, **named: object) -> "subprocess.Popen[bytes]":
        started.append(given)
        return real(*given, **named)  # type: ignore[call-overload, no-any-return]

    setattr(reading.subprocess, "Popen", counted)  # noqa: B010
    report = build(corpus, folder, WordHash())
    pipe.send((len(started), report.read, report.embedded))


def build_and_name_readers(pipe: Connection, corpus: Path, folder: Path, path: str) -> None:
    """Build with that PYTHONPATH, and send the process number of each reading process as it is started."""
    os.environ["PYTHONPATH"] = path
    real = reading.subprocess.Popen

    def named(*given: object, **named: object) -> "subprocess.Popen[bytes]":
        child: subprocess.Popen[bytes] = real(*given, **named)  # type: ignore[call-overload]
        pipe.send(child.pid)
        return child

    setattr(reading.subprocess, "Popen", named)  # noqa: B010
    build(corpus, folder, WordHash())


def build_within(pipe: Connection, corpus: Path, folder: Path, size: int) -> None:
    """Build where no file may grow past so many bytes, which SQLite and Chroma take as they take a full disk.

    Sends the error's message, empty where that was enough.
    """
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        build(corpus, folder, WordHash())
    except CatalogueError as exc:
        pipe.send(str(exc))
    else:
        pipe.send("")


def build_and_report(pipe: Connection, corpus: Path, folder: Path) -> None:
    """Send that the build begins; build, and send its notes."""
    pipe.send("begun")
    pipe.send(build(corpus, folder, WordHash()).notes)


def build_and_linger(pipe: Connection, corpus: Path, folder: Path) -> None:
    """Build, and do not get past embedding."""

    def linger(*_: object) -> int:
        pipe.send("building")
        time.sleep(60)
        return 0

    setattr(index.build, "embed_missing", linger)  # noqa: B010
    build(corpus, folder, WordHash())


def add_and_remove(_: Connection, folder: Path) -> None:
    """Put one vector into a collection and take another out."""
    from contextlib import closing

    import numpy as np

    with closing(index.store.vectors.VectorStore(folder)) as store:
        store.remove(["p0"])
        list(store.add([("new", np.eye(8, dtype=np.float32)[5])]))
