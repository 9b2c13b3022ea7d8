"""Draw kept answers and their changes in a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.history.exporting import by_gravity
from assistant.history.staleness import MEANING, Change, Standing, standing
from assistant.history.store import KeptAnswer
from assistant.wording import counted
from ui.terminal.answer import show_answer
from ui.terminal.screen import visible

Checked = tuple[KeptAnswer, Sequence[Change] | None]
"""An answer and its changes since; None if there is no index to check it by."""

_STYLE = {Standing.CURRENT: "green", Standing.MOVED: "green", Standing.OLDER: "yellow", Standing.STALE: "bold red"}


def show_history(console: Console, lines: Iterable[Checked]) -> None:
    """Print a line for each answer."""
    table = Table("No.", "Asked", "Kind", "Model", "Standing", "Question", box=None, pad_edge=False)
    table.columns[0].justify = "right"
    for column in table.columns[:2]:
        column.no_wrap = True
    for column in table.columns[2:]:
        column.overflow = "fold"
    for record, changes in lines:
        answer = record.answer
        table.add_row(
            str(record.number),
            _when(record),
            str(answer.kind),
            Text(visible(answer.model or "")),
            _stands(changes),
            Text(visible(answer.question)),
        )
    console.print(table)


def show_record(console: Console, record: KeptAnswer, changes: Sequence[Change] | None) -> None:
    """Print an answer in full, with its standing and changes."""
    answer = record.answer
    console.print(Text(visible(answer.question), style="bold"))
    console.print(Text(f"Answer {record.number}, asked {_when(record)}, generation {answer.generation}.", style="dim"))
    if answer.only:
        console.print(Text(visible(f"Filter: {answer.filter}"), style="dim"))
    if changes is None:
        console.print(Text("Not checked: there is no index to check it by.", style="dim"))
    else:
        console.print(Text.assemble("Standing: ", _stands(changes), f" ({MEANING[standing(changes)]})."))
    show_answer(console, answer, answer.only)
    if changes:
        console.print("\nChanged since:")
        _show_changes(console, changes)


def show_checks(console: Console, lines: Iterable[Checked]) -> None:
    """Print the changes of each answer that has any, and the number of stale answers."""
    checked = stale = 0
    for record, changes in lines:
        checked += 1
        stale += standing(changes or ()) is Standing.STALE
        if changes:
            console.print(Text.assemble(f"{record.number}. ", _stands(changes), f"  {visible(record.answer.question)}"))
            _show_changes(console, changes)
    console.print(Text(f"{counted(checked, 'answer')} checked; {stale or 'none'} stale."))


def _show_changes(console: Console, changes: Sequence[Change]) -> None:
    for stands, text, markers in by_gravity(changes):
        console.print(
            Text.assemble("  ", (f"{stands} ", _STYLE[stands]), f"{markers} " if markers else "", visible(text))
        )


def _stands(changes: Sequence[Change] | None) -> Text:
    if changes is None:
        return Text("?", style="dim")
    stands = standing(changes)
    return Text(stands, style=_STYLE[stands])


def _when(record: KeptAnswer) -> str:
    return f"{record.when.astimezone():%Y-%m-%d %H:%M}"
