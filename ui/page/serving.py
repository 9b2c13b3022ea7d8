"""Serve the page with Streamlit, by default to this machine only, and without telemetry."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

from index.errors import SettingError
from ui.settings import Settings

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_PAGE = Path(__file__).with_name("app.py")


def serve(settings: Settings, host: str, port: int, *, headless: bool) -> int:
    """Run the server until it is stopped; returns its exit status.

    Raises SettingError if it cannot listen on the address.
    """
    _check_free(host, port)
    options = {
        "server.address": host,
        "server.port": port,
        "server.headless": str(headless).lower(),
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "logger.level": "warning",
        "logger.enableRich": "false",  # Rich would send errors to standard output, which is not shown
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    environment = os.environ | {
        "REFDESK_INDEX": str(settings.index_folder.absolute()),
        "REFDESK_THREADS": str(settings.threads),
    }
    if settings.corpus.exists() or not settings.whole_corpus.may_be_absent:
        environment["REFDESK_CORPUS"] = str(settings.corpus.absolute())
    if settings.zotero.path is not None:
        environment["REFDESK_ZOTERO"] = str(settings.zotero.path.expanduser().absolute())
    if host not in _THIS_MACHINE:
        typer.echo(f"refdesk: --host {host}: anyone who can reach that address can read the whole corpus", err=True)
    typer.echo(f"Refdesk is at http://{host}:{port} (Ctrl-C stops it)")
    sys.stdout.flush()
    # -P: do not import modules from the working directory, which holds the user's files.
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(_PAGE), *flags]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    with suppress(KeyboardInterrupt), _stopped_by_terminate():
        return server.wait()
    server.terminate()
    server.wait()
    return 0


@contextmanager
def _stopped_by_terminate() -> Iterator[None]:
    """Let SIGTERM end the wait as Ctrl-C does, so that the server does not stay behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _check_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as exc:
        cause = str(exc.strerror).partition(" (while")[0]  # Python adds the address, which is named already
        raise SettingError(f"--host {host} --port {port}: cannot listen there ({cause}); try another port") from exc
