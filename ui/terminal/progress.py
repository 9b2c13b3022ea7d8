"""How a build is seen while it runs: bars in a terminal, a line now and then where there is none."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

Advance = Callable[[str, int, int], None]

_COUNTED = {
    "reading": "files",
    "embedding": "passages",
    "storing": "passages",
    "searching": "queries",
    "asking": "questions",
    "deciding": "works",
}
_EVERY = 10.0
"""Seconds between two lines of one stage where there is no terminal."""


class _Rate(TextColumn):
    """What is counted, and how much of it goes by in a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        """The column's text."""
        counted = _COUNTED.get(task.description, "")
        return Text(f"{counted}, {task.speed:.3g}/s" if task.speed else counted)


_PATIENCE = 1.0
"""Seconds that somebody waits for a sweep without wondering."""


@contextmanager
def patient_bar(console: Console, stage: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for one stage, which is shown only where the stage takes longer than a second."""
    begun = time.monotonic()
    with ExitStack() as shown:
        bars: list[Advance] = []

        def advance(done: int, total: int) -> None:
            if not bars and done < total and time.monotonic() - begun >= _PATIENCE:
                bars.append(shown.enter_context(progress_bar(console)))
            for bar in bars:
                bar(stage, done, total)

        yield advance


@contextmanager
def progress_bar(console: Console) -> Iterator[Advance]:
    """A bar for each stage of a build, with its rate and the time left."""
    if not console.is_terminal:
        yield _Lines(console).advance
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks and total:
                tasks[stage] = bars.add_task(stage, total=total)
            if stage in tasks:
                bars.update(tasks[stage], completed=done, total=total)

        yield advance


class _Lines:
    """Lines for a log: one when a stage begins, one every few seconds, one at its end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._begun: dict[str, tuple[float, int]] = {}
        self._said = 0.0

    def advance(self, stage: str, done: int, total: int) -> None:
        """Say how far a stage is, where it is time to."""
        now = time.monotonic()
        if not total:
            return
        first = stage not in self._begun
        since, before = self._begun.setdefault(stage, (now, done))
        if first or now - self._said >= _EVERY or done == total:
            self._said = now
            pace = _pace(now - since, done - before, total - done)
            line = f"{stage}: {done} of {total} {_COUNTED.get(stage, '')}{pace}"
            self._console.print(line, highlight=False, soft_wrap=True)


def _pace(seconds: float, done: int, left: int) -> str:
    """The rate so far and the time that the rest will take at that rate; nothing before there is one."""
    if not done or seconds <= 0:
        return ""
    rate = done / seconds
    return f", {rate:.3g}/s" + (f", {_clock(left / rate)} left" if left else "")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
