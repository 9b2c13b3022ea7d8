"""Draw what notes have under a field, and the fields themselves, in a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answers import FieldResult
from assistant.view import FieldRow, FieldRows, NotedWorks
from assistant.wording import counted, markers, work_name
from ui.terminal import sheet
from ui.terminal.screen import cut, visible
from ui.terminal.sheet import Extent, Rows, fixed

_NARROW = 72
"""Columns below which works stand under their item, not beside it. A guess."""
_NAMED = 3
"""Works that are named beside an item in the short form. A guess."""
_GAP = 2
"""Columns between those of a table."""


def items(block: FieldRows, width: int, *, everything: bool) -> Rows:
    """Items with their works; with `everything`, all works of each, and the numbers of its citations."""
    rows = block.rows
    of_one_work = len({name for row in rows for name, _ in row.works}) == 1

    def draw(shown: Extent) -> RenderableType:
        heading = [Text(visible(block.heading), style="bold underline")] if block.heading else []
        drawn = rows[: shown.rows]
        if of_one_work:
            return Group(*heading, *(_bulleted(row.text + _numbers(row) * everything) for row in drawn))
        works = [Text(_works(row, everything=everything), style="dim") for row in drawn]
        if width < _NARROW:
            pairs = zip((_bulleted(row.text) for row in drawn), works, strict=True)
            return Group(*heading, *(Group(item, Padding.indent(below, 4)) for item, below in pairs))
        table = Table.grid(padding=(0, _GAP, 0, 0), expand=True)
        several = any(len(row.works) > 1 for row in drawn)
        table.add_column(ratio=1 if several else 5)
        table.add_column(ratio=1 if several else 2)
        for row, beside in zip(drawn, works, strict=True):
            table.add_row(_bulleted(row.text), beside)
        return Group(*heading, table)

    return Rows(len(rows), draw, "item", apart=bool(block.heading))


def _bulleted(text: str) -> RenderableType:
    """A bullet with its text, whose further lines are indented like the first."""
    item = Table.grid(padding=(0, 1, 0, 0))
    item.add_row("•", Text(visible(text)))
    return item


def _numbers(row: FieldRow) -> str:
    return markers([number for _, numbers in row.works for number in numbers])


def _works(row: FieldRow, *, everything: bool) -> str:
    """The works of an item: "John et al. (2021)", "5 works: John et al. (2021), ... and 2 more"."""
    named = [name + markers(numbers) * everything for name, numbers in row.works]
    shown = named if everything else named[:_NAMED]
    left = len(named) - len(shown)
    lead = f"{len(named)} works: " if len(named) > 1 else ""
    return visible(f"{lead}{', '.join(shown)}{f' and {left} more' if left else ''}")


def noted_works(block: NotedWorks, width: int) -> Rows:
    """Works under the heading that says what their notes have, or each with that; a line for each."""

    def lines(shown: Extent) -> Iterator[Text]:
        if block.heading:
            yield Text(visible(block.heading), style="bold underline")
        for work, noted in block.works[: shown.rows]:
            end = visible(f"  {work.key}" if block.heading else f"  {work.key}: {noted}")
            name = visible(work_name(work.label, work.authors, work.year))
            yield Text.assemble(cut(name, max(width - len(end), width // 2)), (end, "dim"))

    return Rows(len(block.works), lambda shown: Group(*lines(shown)), "work", apart=bool(block.heading))


def show_fields(console: Console, fields: Sequence[FieldResult], *, everything: bool = False) -> None:
    """Print each field, how many summaries fill it, with how many items, and the folders of the notes that have it."""
    if not fields:
        console.print("No note on a work that can be asked shares a heading with another.", highlight=False)
        return
    lead = f"{counted(len(fields), 'field')} in the notes on {counted(fields[0].works, 'work')}:"

    def draw(shown: Extent) -> RenderableType:
        drawn = fields[: shown.rows]
        return Group(*map(_field, drawn)) if console.width < _NARROW else _table(drawn)

    parts = [fixed(Text(lead, style="bold")), Rows(len(fields), draw, "field")]
    sheet.show(console, parts, everything=everything)


def _field(field: FieldResult) -> Text:
    filled = f"{len(field.filled)} of {field.works} fill it, {counted(field.count, 'item')}"
    return Text.assemble(visible(field.name), (f"\n  {filled}; {visible(_where(field))}", "dim"))


def _table(fields: Sequence[FieldResult]) -> Table:
    table = Table("Field", "Filled", "Items", "Where", box=None, pad_edge=False, padding=(0, _GAP, 0, 0))
    table.columns[1].justify = table.columns[2].justify = "right"
    table.columns[0].overflow = table.columns[3].overflow = "fold"
    for field in fields:
        also = f"  ({', '.join(field.also)})" if field.also else ""
        name = Text.assemble(visible(field.name), (visible(also), "dim"))
        table.add_row(name, str(len(field.filled)), str(field.count), Text(visible(_where(field)), style="dim"))
    return table


def _where(field: FieldResult) -> str:
    """The folders of its notes, those with most notes first: "notes (16), org (15)"; of one note, its path."""
    if len(field.sources) == 1:
        return field.sources[0]
    folders = Counter(str(PurePosixPath(path).parent) for path in field.sources)
    return ", ".join(f"{'the corpus' if folder == '.' else folder} ({n})" for folder, n in folders.most_common())
