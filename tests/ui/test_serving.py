"""Serving the page: on this machine alone, at an address that is free, and not longer than the command runs."""

import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from tests.ui.calling import CommandLine, only_line
from tests.ui.process import answers, serving


def test_port_in_use_is_one_line(refdesk: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = refdesk("ui", "--headless", "--port", str(port))
    assert (ran.status, ran.out) == (1, "")
    assert only_line(ran.err) == (
        f"refdesk: --host 127.0.0.1 --port {port}: cannot listen there (Address already in use); try another port"
    )


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid"])
def test_host_that_is_not_this_machine_is_one_line(refdesk: CommandLine, host: str) -> None:
    ran = refdesk("ui", "--headless", "--host", host, "--port", "8999")
    assert (ran.status, ran.out) == (1, "")
    assert only_line(ran.err).startswith(f"refdesk: --host {host} --port 8999: cannot listen there (")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send these signals to one process")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_server_listens_on_loopback_and_ends_with_its_command(
    sample_corpus: Path, sample_index: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "click.py").write_text("raise SystemExit('a file of the user passed for a module')\n")
    with serving(sample_corpus, sample_index, tmp_path) as (process, port):
        with socket.create_server(("0.0.0.0", 0)) as everywhere:  # noqa: S104  what the server must not do
            if not answers(everywhere.getsockname()[1], "127.0.0.2"):
                pytest.skip("this system has no second loopback address to tell one from all")
        assert not answers(port, "127.0.0.2")
        process.send_signal(signal.Signals[name])
        out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
        assert out == f"Refdesk is at http://127.0.0.1:{port} (Ctrl-C stops it)\n"
        deadline = time.monotonic() + 10
        while answers(port) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not answers(port)
