"""The command line as a real process: pipes, signals, locales, terminals, and what it costs to start."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.ui.calling import only_line
from tests.ui.corpora import write_hostile, write_paper
from tests.ui.process import PROJECT, command, environment, run, start

HEAVY = ("chromadb", "llama_index", "numpy", "onnxruntime", "streamlit")
QUESTION = "which papers discuss widget calibration?"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its index."""
    folder = tmp_path_factory.mktemp("desk")
    write_paper(folder / "corpus", text="Widget calibration, said Přemysl, keeps “every” gauge in step. " * 3)
    write_hostile(folder / "corpus")
    assert run(folder, "index").returncode == 0
    return folder


def test_version_is_the_installed_one(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").stdout == f"refdesk {version('refdesk')}\n"


def test_no_command_shows_the_help(tmp_path: Path) -> None:
    helped, bare = run(tmp_path, "--help"), run(tmp_path)
    assert (helped.returncode, helped.stderr, bare.returncode) == (0, "", 2)
    assert bare.stdout + bare.stderr == helped.stdout


def test_answer_to_a_reader_who_leaves_is_no_failure(desk: Path) -> None:
    process = subprocess.Popen(
        command("ask", QUESTION), cwd=desk, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("variables", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}], ids=str)
def test_output_is_utf8_in_any_locale(desk: Path, variables: dict[str, str]) -> None:
    ran = run(desk, "ask", "what keeps gauges in step?", "--json", **variables)
    assert ran.returncode == 0
    assert "Přemysl, keeps “every” gauge" in json.loads(ran.stdout)["answer"]


def test_nothing_but_text_goes_into_a_pipe(desk: Path) -> None:
    ran = run(desk, "ask", QUESTION, CLICOLOR="1", TERM="xterm-256color")
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "\\x1b[31mred\\x1b[0m" in ran.stdout


def in_terminal(folder: Path, *arguments: str, **variables: str) -> str:
    """What a terminal gets from a command that succeeds."""
    import pty

    ours, theirs = pty.openpty()
    told = environment(TERM="xterm-256color", **variables)
    with subprocess.Popen(command(*arguments), cwd=folder, env=told, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        out = b""
        try:
            while more := os.read(ours, 65536):
                out += more
        except OSError:  # Linux's way to say that the other end is closed
            pass
        os.close(ours)
    assert process.returncode == 0
    return out.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_terminal_gets_colour_and_no_control_sequence_of_a_document(desk: Path) -> None:
    text = in_terminal(desk, "ask", QUESTION, PAGER="sed s/^/paged:/", LINES="100")
    assert "paged:" not in text
    assert "\x1b[1mCalibrating Widgets\x1b[0m" in text
    assert "\x1b[2J" not in text
    assert "\x1b]0;" not in text
    assert "\\x1b[2J" in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
@pytest.mark.parametrize(
    ("pager", "paged"), [("sed s/^/paged:/", True), ("sed q", False), ("cat", False), ("no-such-pager", False)]
)
def test_what_is_longer_than_the_terminal_goes_through_the_pager(desk: Path, pager: str, paged: bool) -> None:
    text = in_terminal(desk, "status", PAGER=pager, LINES="3")
    assert ("paged:Works" in text) == paged
    assert "Traceback" not in text
    assert not paged or "paged:" not in in_terminal(desk, "status", "--json", PAGER=pager, LINES="3")


def test_two_questions_at_once_on_a_fresh_corpus(tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    both = [start(tmp_path, "ask", QUESTION, "--json") for _ in range(2)]
    ended = [(*process.communicate(timeout=90), process.returncode) for process in both]
    assert 0 in {status for _, _, status in ended}
    for out, err, status in ended:
        if status == 0:
            assert json.loads(out)["counts"]["discusses"] == 1
        else:
            assert (out, status) == ("", 1)
            assert re.search(r"process \d+ .* is building this index; wait for it to end$", only_line(err))


def imported_by(code: str, folder: Path) -> set[str]:
    """The top-level modules that a fresh interpreter has after running `code`."""
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=environment(), capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in ran.stderr.split()}


def test_starting_imports_nothing_heavy() -> None:
    modules = imported_by("import ui.cli", PROJECT)
    assert "typer" in modules
    assert modules.isdisjoint({*HEAVY, "pydantic", "rich"})


def test_ledger_is_read_without_models_and_stores(desk: Path) -> None:
    modules = imported_by("from ui.cli import app\napp(['status'], standalone_mode=False)", desk)
    assert "rich" in modules
    assert modules.isdisjoint(HEAVY)
