"""How a build is seen while it runs: lines in a log, bars in a terminal."""

import io
import re

import pytest
from rich.console import Console

from ui.terminal import progress as progress_module
from ui.terminal.progress import patient_bar, progress_bar


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that progress goes by, to be set by hand."""
    now = [100.0]
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: now[0])
    return now


def test_a_log_gets_a_line_as_a_stage_begins_now_and_then_and_at_its_end(clock: list[float]) -> None:
    out = io.StringIO()
    with progress_bar(Console(file=out)) as progress:
        for done in range(0, 201, 10):  # 10 passages in half a second
            progress("embedding", done, 200)
            clock[0] += 0.5 if done < 100 else 2.0
    assert out.getvalue().splitlines() == [
        "embedding: 0 of 200 passages",
        "embedding: 130 of 200 passages, 11.8/s, 6 s left",
        "embedding: 180 of 200 passages, 8.57/s, 2 s left",
        "embedding: 200 of 200 passages, 8/s",
    ]


def test_the_rate_is_of_this_build_alone(clock: list[float]) -> None:
    """Files that a stopped build had read count as done, and not as read in no time."""
    out = io.StringIO()
    with progress_bar(Console(file=out)) as progress:
        progress("reading", 900, 1000)
        clock[0] += 20
        progress("reading", 910, 1000)
        clock[0] += 100
        progress("reading", 920, 1000)
    assert out.getvalue().splitlines() == [
        "reading: 900 of 1000 files",
        "reading: 910 of 1000 files, 0.5/s, 3 min 0 s left",
        "reading: 920 of 1000 files, 0.167/s, 8 min 0 s left",
    ]


def test_a_stage_without_anything_to_do_is_not_spoken_of(clock: list[float]) -> None:
    out = io.StringIO()
    with progress_bar(Console(file=out)) as progress:
        progress("reading", 0, 0)
        progress("embedding", 0, 0)
        progress("storing", 9, 9)
    assert out.getvalue() == "storing: 9 of 9 passages\n"


def test_a_log_is_not_broken_at_the_width_of_a_terminal(clock: list[float]) -> None:
    out = io.StringIO()
    with progress_bar(Console(file=out, width=20)) as progress:
        progress("embedding", 0, 1_000_000)
        clock[0] += 3600
        progress("embedding", 200_000, 1_000_000)
    assert out.getvalue().splitlines()[1:] == ["embedding: 200000 of 1000000 passages, 55.6/s, 240 min 0 s left"]


def test_a_terminal_gets_a_bar_for_each_stage_that_goes_away_at_the_end() -> None:
    out = io.StringIO()
    with progress_bar(Console(file=out, force_terminal=True, width=100)) as progress:
        progress("reading", 1, 3)
        progress("reading", 3, 3)
        progress("embedding", 0, 0)
        progress("storing", 1, 20)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", out.getvalue())
    assert re.search(r"reading .*3/3 +files", shown)
    assert re.search(r"storing .*1/20 +passages", shown)
    assert "embedding" not in shown
    assert out.getvalue().endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("seconds", "done", "shown"),
    [(0.0, 40, False), (0.9, 40, False), (1.1, 40, True), (1.1, 80, False)],
)
def test_a_sweep_is_seen_only_where_it_is_waited_for(
    clock: list[float], seconds: float, done: int, shown: bool
) -> None:
    out = io.StringIO()
    with patient_bar(Console(file=out, width=80), "deciding") as advance:
        clock[0] += seconds
        advance(done, 80)
    assert out.getvalue() == ("deciding: 40 of 80 works\n" if shown else "")
