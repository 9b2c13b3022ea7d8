"""Draw kept answers and their changes in a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from assistant.history.exporting import by_gravity
from assistant.history.staleness import MEANING, Change, Standing, standing
from assistant.history.store import KeptAnswer
from assistant.wording import counted
from ui.terminal import sheet
from ui.terminal.answer import show_answer
from ui.terminal.screen import visible
from ui.terminal.sheet import Rows, fixed

Checked = tuple[KeptAnswer, Sequence[Change] | None]
"""An answer and its changes since; None if there is no index to check it by."""

_STYLE = {Standing.CURRENT: "green", Standing.MOVED: "green", Standing.OLDER: "yellow", Standing.STALE: "bold red"}


def show_history(console: Console, lines: Sequence[Checked], *, everything: bool = False) -> None:
    """Print a line for each answer, the first ones or `everything`."""
    listed = Rows(len(lines), lambda shown: _table(lines[: shown.rows]), "answer")
    sheet.show(console, [listed], everything=everything)


def _table(lines: Sequence[Checked]) -> Table:
    with_model = any(record.answer.model for record, _ in lines)
    named = ["Model"] * with_model
    table = Table("No.", "Asked", "Kind", *named, "Standing", "Question", box=None, pad_edge=False)
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
            *[Text(visible(answer.model or ""))] * with_model,
            _stands(changes),
            Text(visible(answer.question)),
        )
    return table


def show_record(
    console: Console, record: KeptAnswer, changes: Sequence[Change] | None, *, everything: bool = False
) -> None:
    """Print an answer, with its standing and changes: in forty lines, or `everything`."""
    answer = record.answer
    head = [Text(visible(answer.question), style="bold")]
    head.append(Text(f"Answer {record.number}, asked {_when(record)}, generation {answer.generation}.", style="dim"))
    if answer.only:
        head.append(Text(visible(f"Filter: {answer.filter}"), style="dim"))
    if changes is None:
        head.append(Text("Not checked: there is no index to check it by.", style="dim"))
    else:
        head.append(Text.assemble("Standing: ", _stands(changes), f" ({MEANING[standing(changes)]})."))
    lines = [*([Text("Changed since:")] if changes else []), *_changes(changes or ())]
    changed = Rows(len(lines), lambda shown: Group(*lines[: shown.rows]), "change")
    show_answer(console, answer, answer.only, everything=everything, before=[*map(fixed, head), changed])


def show_checks(console: Console, lines: Iterable[Checked]) -> None:
    """Print the changes of each answer that has any, and the number of stale answers."""
    checked = stale = 0
    for record, changes in lines:
        checked += 1
        stale += standing(changes or ()) is Standing.STALE
        if changes:
            console.print(Text.assemble(f"{record.number}. ", _stands(changes), f"  {visible(record.answer.question)}"))
            console.print(*_changes(changes), sep="\n")
    console.print(Text(f"{counted(checked, 'answer')} checked; {stale or 'none'} stale."))


def _changes(changes: Sequence[Change]) -> list[Text]:
    return [
        Text.assemble("  ", (f"{stands} ", _STYLE[stands]), f"{markers} " if markers else "", visible(text))
        for stands, text, markers in by_gravity(changes)
    ]


def _stands(changes: Sequence[Change] | None) -> Text:
    if changes is None:
        return Text("?", style="dim")
    stands = standing(changes)
    return Text(stands, style=_STYLE[stands])


def _when(record: KeptAnswer) -> str:
    return f"{record.when.astimezone():%Y-%m-%d %H:%M}"
