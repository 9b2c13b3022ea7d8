"""An answer as a person sees it in a terminal: how it was understood, the result, its evidence, its references."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answers import NO_VENUE, NO_YEAR, Counted, Support, by_venue, by_year
from assistant.questions.question import QuestionKind
from assistant.wording import (
    MARKS,
    SUPPORT_MEANING,
    TOGETHER,
    evidence_name,
    markers,
    parted,
    place_of,
    short_authors,
    verdict_name,
    work_name,
)
from index.works.filters import Filter
from ui.shown import cost_of, limits_of, quoted_by, written_in
from ui.terminal.screen import visible

if TYPE_CHECKING:
    from assistant.answers import Answer, Citation, Claim, Group, JudgedWork
    from index.entries import WorkEntry

_NAMED = 5
_ROWS = 50
"""Works of a bibliographic answer that are shown; files and documents have all."""

_NARROW = 72
"""Characters a line below which keys and authors would leave no room for titles."""

_VERDICT_STYLE = {"discusses": "bold green", "mentions": "yellow"}
_LISTED = ("discusses", "mentions")


def show_answer(console: Console, answer: "Answer", given: Filter = Filter(), number: int | None = None) -> None:
    """An answer with all that is to be told of it.

    `given` is the filter that was asked for by options, `number` that under which the answer is kept.
    """
    _show_reading(console, answer, given)
    if answer.reason:
        console.print(Text(visible(answer.reason), style="yellow"))
        if answer.citations:
            console.print("What came nearest:")
            _show_quotes(console, answer.citations)
    elif answer.works is not None:
        console.print(Text(visible(answer.summary or ""), style="bold"))
        show_written(console, answer)
        _show_sweep(console, answer, answer.works)
    elif answer.kind is QuestionKind.BIBLIOGRAPHIC:
        _show_catalogue(console, answer)
    elif answer.sides:
        by_number = {citation.number: citation for citation in answer.citations}
        for side in answer.sides:
            console.print(Text(f"\nOn {visible(side.name)}:", style="bold underline"))
            _show_quotes(console, [by_number[number] for number in side.citations])
        show_written(console, answer, TOGETHER)
    else:
        evidence = quoted_by(answer)
        _show_quotes(console, evidence)
        show_written(console, answer, TOGETHER if evidence else "")
    if answer.citations:
        quoted = {citation.number for citation in quoted_by(answer)} if written_in(answer) else None
        _show_references(console, answer.citations, quoted)
    if answer.writing:
        kept = f" Kept: `refdesk history {number}` shows this answer again." if number else ""
        console.print(Text(visible(cost_of(answer.writing)) + kept, style="dim"))


def _show_reading(console: Console, answer: "Answer", given: Filter) -> None:
    """How the question was understood, so that what was taken wrongly is seen."""
    if answer.read_as:
        console.print(Text(f"Read as: {visible(answer.read_as)}", style="italic"))
    for limit in limits_of(answer, given):
        from_where = (
            f"From the question: “{limit.words}” ({limit.meaning})"
            if limit.words
            else (f"From the conversation: {limit.meaning}")
        )
        console.print(Text(f"{visible(from_where)}; --without {limit.facet} leaves it out.", style="dim"))
    for note in answer.notes:
        console.print(Text(visible(note), style="dim"))


def _show_sweep(console: Console, answer: "Answer", works: Sequence["JudgedWork"]) -> None:
    console.print(_verdicts(answer, works))
    years = by_year(works)
    if sum(group.name != NO_YEAR for group in years) > 1:
        console.print(Text(f"By year: {_counts(years)}."))
    venues = by_venue(works)
    if any(group.name != NO_VENUE for group in venues):
        console.print(Text(f"By venue: {_counts(venues[:_NAMED])}{_more(len(venues) - _NAMED)}."))
    unread = [work.key for work in works if work.verdict == "unreadable"]
    if unread:
        shown = ", ".join(unread[:_NAMED]) + (" and others" if len(unread) > _NAMED else "")
        console.print(Text(visible(f"Not read, so not decided: {shown}; `refdesk status` says why."), style="red"))


def _counts(groups: Iterable[Counted]) -> str:
    return "; ".join(f"{visible(group.name)}: {group.number} of {group.decided}" for group in groups)


def _more(number: int) -> str:
    return f"; and {number} more" if number > 0 else ""


def _verdicts(answer: "Answer", works: Iterable["JudgedWork"]) -> Table:
    citations = {citation.number: citation for citation in answer.citations}
    table = Table("Verdict", "Work", "Evidence", box=None, pad_edge=False, show_lines=False, padding=(0, 2, 1, 0))
    table.columns[1].ratio, table.columns[2].ratio = 2, 3
    table.columns[1].overflow = "fold"  # a citation key cut short is none
    table.expand = True
    for work in works:
        if work.verdict not in _LISTED:
            continue
        evidence = Text()
        for number in work.citations:
            _add_quote(evidence, citations[number])
        name = Text(visible(work_name(work.title, work.authors, work.year)))
        name.append(f"\n{visible(work.key)}", style="dim")
        said = verdict_name(work.verdict, combines=answer.combines)
        table.add_row(Text(said, style=_VERDICT_STYLE.get(work.verdict, "")), name, evidence)
    return table


def _add_quote(line: Text, citation: "Citation") -> None:
    if line:
        line.append("\n")
    line.append(f"“{visible(citation.quote)}” [{citation.number}] ")
    line.append(f"({evidence_name(citation.kind)})", style="dim")


def _show_catalogue(console: Console, answer: "Answer") -> None:
    """Facts of the catalogue: groups with counts, or the works."""
    console.print(Text(visible(answer.summary or ""), style="bold"))
    if answer.groups:
        console.print(_groups(answer.groups))
    elif answer.found:
        console.print(_works(answer.found[:_ROWS], console.width))
    if len(answer.groups or answer.found) > _ROWS:
        left = len(answer.groups or answer.found) - _ROWS
        console.print(f"and {left} more; --csv FILE and --json have all", highlight=False)


def _groups(groups: Sequence["Group"]) -> Table:
    table = Table("Name", "Works", box=None, pad_edge=False, show_header=False)
    table.columns[0].overflow = "fold"
    table.columns[1].justify = "right"
    for group in groups[:_ROWS]:
        table.add_row(Text(visible(group.name)), str(len(group.keys)))
    return table


def _works(works: Sequence["WorkEntry"], width: int) -> Table:
    with_venue = any(work.venue for work in works)
    table = Table("Key", "Authors", "Year", "Title", *(["Venue"] if with_venue else []), box=None, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"  # a citation key cut short is none
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


def _show_quotes(console: Console, citations: Iterable["Citation"]) -> None:
    last = ""
    for citation in citations:
        if citation.key != last:
            name = work_name(citation.title, citation.authors, citation.year)
            console.print(Text(f"\n{visible(name)}", style="bold"))
        last = citation.key
        line = Text()
        _add_quote(line, citation)
        console.print(Padding.indent(line, 2))


def _show_references(console: Console, citations: Iterable["Citation"], quoted: Collection[int] | None) -> None:
    """Where each quote stands, and the quote itself unless it was shown above: `quoted` are those, None for all."""
    console.print()
    for citation in citations:
        name = visible(work_name(citation.title, citation.authors, citation.year))
        place = visible(place_of(citation.source, citation.page, citation.section))
        console.print(Text.assemble((f"[{citation.number}] ", "bold"), name))
        console.print(Padding.indent(Text(f"{evidence_name(citation.kind)}: {place}", style="dim"), 4))
        if quoted is not None and citation.number not in quoted:
            console.print(Padding.indent(Text(f"“{visible(citation.quote)}”"), 4))


# What a language model wrote, as a person sees it in a terminal: each sentence with its citations and its mark.

_STYLE = {Support.VERBATIM: "green", Support.SUPPORTED: "green", Support.WEAK: "yellow", Support.UNSUPPORTED: "red"}


def show_written(console: Console, answer: "Answer", lead: str = "") -> None:
    """The paragraphs under a line that leads to them, with a mark behind each sentence, and what the marks mean."""
    paragraphs = written_in(answer)
    if paragraphs and lead:
        console.print(Text(f"\n{lead}", style="bold underline"))
    for paragraph in paragraphs:
        if paragraph.heading:
            console.print(Text(f"\n{visible(paragraph.heading)}", style="bold"))
        text = Text(" ").join(_sentence(answer.claims[number]) for number in paragraph.claims)
        console.print(Padding(Text("• ") + text if paragraph.item else text, (0 if paragraph.item else 1, 0, 0, 0)))
    if paragraphs:
        used = {answer.claims[number].support for paragraph in paragraphs for number in paragraph.claims}
        legend = ", ".join(f"{MARKS[support]} {SUPPORT_MEANING[support]}" for support in Support if support in used)
        console.print(Padding(Text(f"Checked by program: {legend}.", style="dim"), (1, 0, 1, 0)))


def _sentence(claim: "Claim") -> Text:
    body, end = parted(claim.text)
    line = Text(visible(body))
    line.append(markers(claim.citations), style="bold")
    line.append(visible(end))
    return line.append(f" {MARKS[claim.support]}", style=_STYLE[claim.support])
