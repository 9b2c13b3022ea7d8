"""Progress of a build or a sweep: bars in a terminal, lines in a log."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

Advance = Callable[[str, int, int], None]

_COUNTED = {
    "reading": "files",
    "reading scans": "pages",
    "embedding": "passages",
    "storing": "passages",
    "searching": "queries",
    "asking": "questions",
    "deciding": "works",
}
_SECONDS_EACH = {"reading scans": 30}
"""Seconds that one takes (measured on two busy cores: 20 to 36), of stages whose time is told before they begin."""
_EVERY = 10.0
"""Seconds between two log lines. A guess."""


class _Rate(TextColumn):
    """A column with the unit and the rate: "files, 3.1/s"."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        """The text of the column for `task`."""
        counted = _COUNTED.get(task.description.partition(",")[0], "")
        return Text(f"{counted}, {task.speed:.3g}/s" if task.speed else counted)


_PATIENCE = 1.0
"""Seconds before a bar is shown. A guess at how long a user waits without wondering."""


@contextmanager
def patient_bar(console: Console, stage: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar for `stage` once it has taken a second; yields a function of (done, total)."""
    start = time.monotonic()
    with ExitStack() as shown:
        bars: list[Advance] = []

        def advance(done: int, total: int) -> None:
            if not bars and done < total and time.monotonic() - start >= _PATIENCE:
                bars.append(shown.enter_context(progress_bar(console)))
            for bar in bars:
                bar(stage, done, total)

        yield advance


@contextmanager
def progress_bar(console: Console) -> Iterator[Advance]:
    """Show a bar for each stage; yields a function of (stage, done, total). A console without a terminal gets lines."""
    if not console.is_terminal:
        yield _Lines(console).advance
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks and total:
                tasks[stage] = bars.add_task(f"{stage}{_expected(stage, total - done)}", total=total)
            if stage in tasks:
                bars.update(tasks[stage], completed=done, total=total)

        yield advance


class _Lines:
    """Print log lines: at the start of a stage, every ten seconds, and at its end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._starts: dict[str, tuple[float, int]] = {}
        self._last_line = 0.0

    def advance(self, stage: str, done: int, total: int) -> None:
        """Print a line for the stage if one is due."""
        now = time.monotonic()
        if not total:
            return
        first = stage not in self._starts
        since, before = self._starts.setdefault(stage, (now, done))
        if first or now - self._last_line >= _EVERY or done == total:
            self._last_line = now
            pace = _pace(now - since, done - before, total - done) or _expected(stage, total - done)
            line = f"{stage}: {done} of {total} {_COUNTED.get(stage, '')}{pace}"
            self._console.print(line, highlight=False, soft_wrap=True)


def _pace(seconds: float, done: int, left: int) -> str:
    """The rate and the time left: ", 3.1/s, 2 min 5 s left"; "" before anything is done."""
    if not done or seconds <= 0:
        return ""
    rate = done / seconds
    return f", {rate:.3g}/s" + (f", {_clock(left / rate)} left" if left else "")


def _expected(stage: str, left: int) -> str:
    """The time that a slow stage will take: ", about 6 min 30 s"; "" for any other."""
    return f", about {_clock(_SECONDS_EACH[stage] * left)}" if stage in _SECONDS_EACH and left else ""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
