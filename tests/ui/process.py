"""The command line as a real process."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def command(*arguments: str) -> list[str]:
    """The installed console script, or its module where it is not installed beside this interpreter."""
    script = Path(sys.executable).with_name("refdesk")
    return [*([str(script)] if script.exists() else [sys.executable, "-m", "ui.cli"]), *arguments]


def environment(**more: str) -> dict[str, str]:
    """This environment without what would change the outcome of a test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REFDESK_", "FORCE_", "PYTHON"))}
    return kept | {"COLUMNS": "80", "PYTHONPATH": str(PROJECT)} | more


def run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run to the end in `folder`."""
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=90,
        check=False,
    )


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start in `folder` and return at once; the process can be interrupted even where this one ignores that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            command(*arguments),
            cwd=folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def serving(corpus: Path, index: Path, folder: Path = PROJECT) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`refdesk ui`, started in `folder`, on a free port, ready to answer; it and its server are gone afterwards."""
    port = free_port()
    place = ("--corpus", str(corpus), "--index", str(index))
    process = start(folder, *place, "ui", "--headless", "--port", str(port))
    try:
        _wait_until_ready(process, port)
        yield process, port
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        with suppress(ProcessLookupError, AttributeError):  # Windows has no process groups
            os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody listens there."""
    try:
        with socket.create_connection((host, port), timeout=5):
            return True
    except OSError:
        return False


def _wait_until_ready(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"refdesk ui does not answer (status {process.poll()})")
