"""How much a terminal shows: forty lines, of each part a fair share, unless all is asked for; and the pager."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.text import Text

from assistant.wording import counted

LINES = 40
"""Lines of a short form: about what a window shows at once. A guess."""

_FIRST = 2
"""Rows that are drawn in full before others are named. A guess."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows of a part are drawn, and how many of these, the first ones, in full."""

    rows: int = 0
    full: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """A `number` of rows that are drawn together, the most important first: quotes under a heading, works of a list.

    draw: the rows that are shown, such as a table; never called without a row. noun: what a row is ("work"), with its
    plural if irregular. cited: the numbers of the citations in what is shown. brief: rows that are not in full take
    less room; else `full` always equals `rows`. needed: the first row is shown whatever the room. apart: an empty line
    stands before it.
    """

    number: int
    draw: Callable[[Extent], RenderableType]
    noun: str = "line"
    many: str = ""
    cited: Callable[[Extent], Iterable[int]] = lambda _: ()
    brief: bool = False
    needed: bool = False
    apart: bool = False

    def next(self, shown: Extent) -> list[Extent]:
        """How more can be shown, the better way first."""
        if shown.rows == self.number:
            return [Extent(shown.rows, shown.full + 1)] if shown.full < shown.rows else []
        in_full, named = Extent(shown.rows + 1, shown.full + 1), Extent(shown.rows + 1, shown.full)
        if not self.brief:
            return [in_full]
        return [in_full, named] if shown.full == shown.rows < _FIRST else [named]

    @property
    def whole(self) -> Extent:
        """All rows in full."""
        return Extent(self.number, self.number)


def fixed(drawn: RenderableType, *, apart: bool = False) -> Rows:
    """A part of one row, which is always shown."""
    return Rows(1, lambda _: drawn, needed=True, apart=apart)


References = Callable[[frozenset[int]], Sequence[RenderableType]]
"""The references of citations with these numbers, each a line in the short form."""


def show(
    console: Console, parts: Sequence[Rows], references: References = lambda _: (), *, everything: bool = False
) -> None:
    """Print the parts, then the references of what they cite: `everything`, or forty lines and what was left out."""
    parts = [part for part in parts if part.number]
    shown = [part.whole for part in parts] if everything else _fitted(console, parts, references)
    for number, (part, drawn) in enumerate(zip(parts, shown, strict=True)):
        if drawn.rows:
            console.print(*[""] * (part.apart and number > 0), part.draw(drawn), sep="\n")
    if left := _left_out(parts, shown):
        console.print(Text(left, style="dim"))
    if referred := references(_cited(parts, shown)):
        console.print()
        for reference in referred:
            console.print(reference)


def _fitted(console: Console, parts: Sequence[Rows], references: References) -> list[Extent]:
    """How much of each part fits into forty lines; rows are added to the parts in turn, so that each gets its share."""
    heights: dict[tuple[int, Extent], int] = {}

    def lines(shown: Sequence[Extent]) -> int:
        for place in enumerate(shown):
            if place not in heights:
                number, drawn = place
                part = parts[number]
                heights[place] = part.apart + len(console.render_lines(part.draw(drawn))) if drawn.rows else 0
        referred = len(references(_cited(parts, shown)))
        around = bool(_left_out(parts, shown)) + bool(referred)
        return sum(heights[place] for place in enumerate(shown)) + around + referred

    shown = [Extent(1, 1 - part.brief) if part.needed else Extent() for part in parts]
    growing = list(range(len(parts)))
    while growing:
        for number in list(growing):
            larger = ([*shown[:number], more, *shown[number + 1 :]] for more in parts[number].next(shown[number]))
            fitting = next((one for one in larger if lines(one) <= LINES), None)
            if fitting is None:
                growing.remove(number)
            else:
                shown = fitting
    return shown


def _cited(parts: Sequence[Rows], shown: Sequence[Extent]) -> frozenset[int]:
    return frozenset(number for part, drawn in zip(parts, shown, strict=True) for number in part.cited(drawn))


def _left_out(parts: Sequence[Rows], shown: Sequence[Extent]) -> str:
    """What is not shown: "and 3 more quotes, 12 more works; --all shows all"; empty if all is."""
    numbers: dict[tuple[str, str], int] = {}
    for part, drawn in zip(parts, shown, strict=True):
        if left := part.number - drawn.rows:
            words = (f"more {part.noun}", f"more {part.many or part.noun + 's'}")
            numbers[words] = numbers.get(words, 0) + left
        elif left := drawn.rows - drawn.full:
            words = (f"{part.noun} in full", f"{part.many or part.noun + 's'} in full")
            numbers[words] = numbers.get(words, 0) + left
    listed = ", ".join(counted(number, *words) for words, number in numbers.items())
    return f"and {listed}; --all shows all" if listed else ""


# The pager, for what is longer than the terminal.

_LESS = "FRX"
"""Options of less if LESS is not set, as git has them: end at once if all fits, keep colours, leave the text there."""


@contextmanager
def paged(console: Console) -> Iterator[Console]:
    """Show what is printed inside through `$PAGER`, or less, if it is longer than the terminal."""
    if not (console.is_terminal and sys.stdout.isatty()) or console.legacy_windows:
        yield console
        return
    with console.capture() as capture:
        yield console
    text = capture.get()
    command = _pager() if text.count("\n") >= console.height else None
    if command is None or not _through(command, text):
        console.file.write(text)
        console.file.flush()


def _pager() -> list[str] | None:
    """The command of the pager, or None if there is none to use."""
    try:
        command = shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:  # an unclosed quotation mark
        return None
    return command if command and command[0] != "cat" and shutil.which(command[0]) else None


def _through(command: list[str], text: str) -> bool:
    """Show a text in a pager until its user leaves it; False if it cannot be started."""
    try:
        pager = subprocess.Popen(
            command, stdin=subprocess.PIPE, env=os.environ | {"LESS": os.environ.get("LESS", _LESS)}
        )
    except OSError:
        return False
    # Ctrl-C is for the pager, which stops a search by it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with suppress(BrokenPipeError):  # the user left before the end
            pager.communicate(text.encode("utf-8", "backslashreplace"))
        pager.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True
