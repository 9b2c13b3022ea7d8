"""Draw an answer in a terminal."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answers import Citation, Claim, Counted, Support
from assistant.view import (
    DecidedWork,
    FoundWorks,
    Heading,
    Limit,
    Reference,
    Result,
    SweptWorks,
    View,
    WorkQuotes,
    WrittenText,
    view_of,
)
from assistant.wording import MARKS, SUPPORT_MEANING, evidence_name, markers, short_authors, split_end
from index.works.filters import Filter
from ui.terminal.screen import visible

if TYPE_CHECKING:
    from assistant.answers import Answer, Group
    from index.entries import WorkEntry

_NAMED = 5
"""Venues, and works that were not read, that are named under a sweep. A guess."""

_ROWS = 50
"""Works of a bibliographic answer that are shown; --csv and --json have all. A guess."""

_NARROW = 72
"""Columns of a terminal in which keys and authors leave no room for titles. A guess."""

_VERDICT_STYLE = {"discusses": "bold green", "mentions": "yellow"}
_STYLE = {Support.VERBATIM: "green", Support.SUPPORTED: "green", Support.WEAK: "yellow", Support.UNSUPPORTED: "red"}


def show_answer(console: Console, answer: "Answer", given: Filter = Filter(), number: int | None = None) -> None:
    """Print an answer in full.

    `given` is the filter of the options, `number` that of the answer in the history.
    """
    view = view_of(answer, given)
    if view.read_as:
        console.print(Text(f"Read as: {visible(view.read_as)}", style="italic"))
    for text in (*map(_limit, view.limits), *view.notes):
        console.print(Text(visible(text), style="dim"))
    for block in view.body:
        match block:
            case Result(text, abstains):
                console.print(Text(visible(text), style="yellow" if abstains else "bold"))
            case Heading(text):
                console.print(Text(f"\n{visible(text)}", style="bold underline"))
            case WorkQuotes(name, citations):
                console.print(Text(f"\n{visible(name)}", style="bold"))
                for citation in citations:
                    console.print(Padding.indent(_quotes([citation]), 2))
            case WrittenText():
                _show_written(console, block)
            case SweptWorks():
                _show_sweep(console, block)
            case FoundWorks():
                _show_found(console, block)
    if view.cost:
        hint = f" Kept: `refdesk history {number}` shows this answer again." if number else ""
        console.print(Text(visible(view.cost) + hint, style="dim"))
    if view.references:
        _show_references(console, view)


def _limit(limit: Limit) -> str:
    """The limit in words, and the option that leaves it out."""
    origin = f"question: “{limit.words}” ({limit.meaning})" if limit.words else f"conversation: {limit.meaning}"
    return f"From the {origin}; --without {limit.facet} leaves it out."


def _quotes(citations: Iterable[Citation]) -> Text:
    """A line for each quote, with its marker and its kind of evidence."""
    return Text("\n").join(
        Text.assemble(f"“{visible(citation.quote)}” [{citation.number}] ", (f"({evidence_name(citation.kind)})", "dim"))
        for citation in citations
    )


def _show_written(console: Console, written: WrittenText) -> None:
    """Print what a language model wrote, with a mark after each sentence, and the meaning of the marks."""
    for paragraph in written.paragraphs:
        if paragraph.heading:
            console.print(Text(f"\n{visible(paragraph.heading)}", style="bold"))
        text = Text(" ").join(map(_sentence, paragraph.sentences))
        console.print(Padding(Text("• ") + text if paragraph.item else text, (0 if paragraph.item else 1, 0, 0, 0)))
    legend = ", ".join(f"{MARKS[support]} {SUPPORT_MEANING[support]}" for support in written.supports)
    console.print(Padding(Text(f"Checked by program: {legend}.", style="dim"), (1, 0, 1, 0)))


def _sentence(sentence: Claim) -> Text:
    body, end = split_end(sentence.text)
    return Text.assemble(
        visible(body),
        (markers(sentence.citations), "bold"),
        visible(end),
        (f" {MARKS[sentence.support]}", _STYLE[sentence.support]),
    )


def _show_sweep(console: Console, swept: SweptWorks) -> None:
    console.print(_verdicts(swept.shown))
    if swept.by_year:
        console.print(Text(f"By year: {_counts(swept.by_year)}."))
    if swept.by_venue:
        left = len(swept.by_venue) - _NAMED
        more = f"; and {left} more" if left > 0 else ""
        console.print(Text(f"By venue: {_counts(swept.by_venue[:_NAMED])}{more}."))
    unread = [decided.work.key for decided in swept.decided if decided.work.verdict == "unreadable"]
    if unread:
        shown = ", ".join(unread[:_NAMED]) + (" and others" if len(unread) > _NAMED else "")
        console.print(Text(visible(f"Not read, so not decided: {shown}; `refdesk status` says why."), style="red"))


def _counts(groups: Iterable[Counted]) -> str:
    return "; ".join(f"{visible(group.name)}: {group.number} of {group.decided}" for group in groups)


def _verdicts(shown: Iterable[DecidedWork]) -> Table:
    table = Table("Verdict", "Work", "Evidence", box=None, pad_edge=False, show_lines=False, padding=(0, 2, 1, 0))
    table.columns[1].ratio, table.columns[2].ratio = 2, 3
    table.columns[1].overflow = "fold"  # a shortened citation key is useless
    table.expand = True
    for decided in shown:
        verdict = Text(decided.verdict, style=_VERDICT_STYLE.get(decided.work.verdict, ""))
        name = Text.assemble(visible(decided.name), (f"\n{visible(decided.work.key)}", "dim"))
        table.add_row(verdict, name, _quotes(decided.citations))
    return table


def _show_found(console: Console, found: FoundWorks) -> None:
    """Print groups with counts, or works."""
    if found.groups:
        console.print(_groups(found.groups[:_ROWS]))
    elif found.works:
        console.print(_works(found.works[:_ROWS], console.width))
    left = len(found.groups or found.works) - _ROWS
    if left > 0:
        console.print(f"and {left} more; --csv FILE and --json have all", highlight=False)


def _groups(groups: Iterable["Group"]) -> Table:
    table = Table("Name", "Works", box=None, pad_edge=False, show_header=False)
    table.columns[0].overflow = "fold"
    table.columns[1].justify = "right"
    for group in groups:
        table.add_row(Text(visible(group.name)), str(len(group.keys)))
    return table


def _works(works: Sequence["WorkEntry"], width: int) -> Table:
    with_venue = any(work.venue for work in works)
    table = Table("Key", "Authors", "Year", "Title", *(["Venue"] if with_venue else []), box=None, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"  # a shortened citation key is useless
    table.columns[2].no_wrap = True
    for column in table.columns[3:]:
        column.ratio = 3
    if width < _NARROW:
        table.columns[0].ratio = table.columns[1].ratio = 2
    table.expand = True
    for work in works:
        facts = [work.key, short_authors(work.authors), str(work.year or ""), work.label]
        facts += [work.venue or ""] if with_venue else []
        table.add_row(*(Text(visible(fact)) for fact in facts))
    return table


def _show_references(console: Console, view: View) -> None:
    """Print the place of each quote; under a model's text also the quotes that are not shown above."""
    console.print()
    for reference in view.references:
        _show_reference(console, reference, with_quote=view.is_written and not reference.quoted)


def _show_reference(console: Console, reference: Reference, *, with_quote: bool) -> None:
    citation = reference.citation
    console.print(Text.assemble((f"[{citation.number}] ", "bold"), visible(reference.name)))
    console.print(Padding.indent(Text(f"{reference.evidence}: {visible(reference.place)}", style="dim"), 4))
    if with_quote:
        console.print(Padding.indent(Text(f"“{visible(citation.quote)}”"), 4))
