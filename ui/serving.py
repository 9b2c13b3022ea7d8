"""Serving the Streamlit pages: on this machine alone, without telemetry, at an address that is printed."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import typer

from index.errors import SettingError
from ui.settings import Settings

_PAGE = Path(__file__).with_name("page.py")


def serve(settings: Settings, host: str, port: int, *, headless: bool) -> int:
    """Run the pages until they are stopped; returns the server's exit status.

    Raises SettingError where the address cannot be listened on.
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
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    environment = os.environ | {
        "REFDESK_CORPUS": str(settings.corpus.resolve()),
        "REFDESK_INDEX": str(settings.index_folder.resolve()),
        "REFDESK_THREADS": str(settings.threads),
    }
    typer.echo(f"Refdesk is at http://{host}:{port} (Ctrl-C stops it)")
    sys.stdout.flush()
    command = [sys.executable, "-m", "streamlit", "run", str(_PAGE), *flags]
    try:
        return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode
    except KeyboardInterrupt:
        return 0


def _check_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as exc:
        raise SettingError(
            f"--host {host} --port {port}: cannot listen there ({exc.strerror}); try another port"
        ) from exc
