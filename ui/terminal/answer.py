"""Draw an answer in a terminal: short, or in full."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answers import Citation, Claim, Counted, Support
from assistant.labelled import LabelledQuotes, PlacedQuote
from assistant.view import (
    Block,
    DecidedWork,
    FieldRows,
    FoundWorks,
    Heading,
    Limit,
    MarkedParagraph,
    NotedWorks,
    Reference,
    Result,
    SweptWorks,
    View,
    WorkQuotes,
    WrittenText,
    view_of,
)
from assistant.wording import (
    MARKS,
    SUPPORT_MEANING,
    evidence_name,
    markers,
    page_name,
    short_authors,
    shortened,
    split_end,
    work_name,
)
from index.works.filters import Filter
from ui.terminal import sheet
from ui.terminal.fields import items, noted_works
from ui.terminal.screen import cut, visible
from ui.terminal.sheet import Extent, Rows, fixed

if TYPE_CHECKING:
    from assistant.answers import Answer
    from assistant.answers import Group as Counts
    from index.entries import WorkEntry

_VENUES = 3
"""Venues that are counted under a sweep. A guess."""

_TITLE = 50
"""Columns that a title needs in a table. A guess."""
_GAP = 2
"""Columns between those of a table."""

_VERDICT_STYLE = {"discusses": "bold green", "mentions": "yellow"}
_STYLE = {Support.VERBATIM: "green", Support.SUPPORTED: "green", Support.WEAK: "yellow", Support.UNSUPPORTED: "red"}


def show_answer(
    console: Console,
    answer: "Answer",
    given: Filter = Filter(),
    number: int | None = None,
    *,
    everything: bool = False,
    before: Sequence[Rows] = (),
) -> None:
    """Print an answer after the parts `before` it, all of it in forty lines, or `everything`.

    `given` is the filter of the options, `number` that of the answer in the history.
    """
    view = view_of(answer if everything else _with_short_quotes(answer), given)
    head = [Text(f"Read as: {visible(view.read_as)}", style="italic")] if view.read_as else []
    head += [Text(visible(text), style="dim") for text in (*map(_limit, view.limits), *view.notes)]
    parts = [*before, *map(fixed, head), *_parts(console, view, everything=everything)]
    if view.cost:
        hint = f" Kept: `refdesk history {number}` shows this answer again." if number else ""
        parts.append(fixed(Text(visible(view.cost) + hint, style="dim")))

    def references(numbers: frozenset[int]) -> list[RenderableType]:
        if everything:
            return [_reference(reference, with_quote=_is_news(view, reference)) for reference in view.references]
        cited = [reference for reference in view.references if reference.citation.number in numbers]
        places = groupby(cited, lambda reference: (reference.citation.key, reference.place))
        return [_line(console.width, view, list(same)) for _, same in places]

    sheet.show(console, parts, references, everything=everything)


def _with_short_quotes(answer: "Answer") -> "Answer":
    citations = (replace(citation, quote=shortened(citation.quote)) for citation in answer.citations)
    return replace(answer, citations=tuple(citations))


def _limit(limit: Limit) -> str:
    """The limit in words, and the option that leaves it out."""
    origin = f"question: “{limit.words}” ({limit.meaning})" if limit.words else f"conversation: {limit.meaning}"
    return f"From the {origin}; --without {limit.facet} leaves it out."


def _parts(console: Console, view: View, *, everything: bool) -> Iterator[Rows]:
    """The body of an answer; the quotes under one heading are one part."""
    heading: Text | None = None
    for kind, run in groupby(view.body, type):
        blocks: list[Block] = list(run)
        if kind is WorkQuotes:
            yield _quoted(heading, [block for block in blocks if isinstance(block, WorkQuotes)])
            heading = None
            continue
        if heading:
            yield fixed(heading, apart=True)
            heading = None
        for block in blocks:
            match block:
                case Heading(text):
                    heading = Text(visible(text), style="bold underline")
                case Result(text, abstains):
                    yield fixed(Text(visible(text), style="yellow" if abstains else "bold"))
                case LabelledQuotes():
                    yield from _labelled(console, block)
                case WrittenText():
                    yield from _written(block)
                case SweptWorks():
                    yield from _swept(block)
                case FoundWorks():
                    yield _found(console, block)
                case FieldRows():
                    yield items(block, console.width, everything=everything)
                case NotedWorks():
                    yield noted_works(block, console.width)


def _quoted(heading: Text | None, works: Sequence[WorkQuotes]) -> Rows:
    """Quotes under the names of their works."""
    quotes = [(work.name, citation) for work in works for citation in work.citations]

    def draw(shown: Extent) -> RenderableType:
        lines: list[RenderableType] = [heading] if heading else []
        for name, of_work in groupby(quotes[: shown.rows], key=lambda quote: quote[0]):
            lines.append(Text(visible(name), style="bold"))
            lines.append(Padding.indent(_quotes(citation for _, citation in of_work), 2))
        return Group(*lines)

    def cited(shown: Extent) -> list[int]:
        return [citation.number for _, citation in quotes[: shown.rows]]

    return Rows(len(quotes), draw, "quote", cited=cited, apart=heading is not None)


def _quotes(citations: Iterable[Citation]) -> Text:
    """A line for each quote, with its marker and its kind of evidence."""
    return Text("\n").join(
        Text.assemble(f"“{visible(citation.quote)}” [{citation.number}] ", (f"({evidence_name(citation.kind)})", "dim"))
        for citation in citations
    )


_LABEL = 24
"""Columns that a label gets at most beside its quotes. A guess."""


def _labelled(console: Console, labelled: LabelledQuotes) -> Iterator[Rows]:
    """Each label with its quotes and their places beside it, the first below the title; they need no references."""
    title = Text(visible(labelled.title), style="bold underline")
    room = min(_LABEL, console.width // 4, max((cell_len(visible(label)) for label, _ in labelled.rows), default=0))
    for number, (label, quotes) in enumerate(labelled.rows):
        yield _row(room, label, quotes, title if number == 0 else None)
    if not labelled.rows:
        yield fixed(title, apart=True)
    if labelled.note:
        yield fixed(Text(visible(labelled.note), style="dim"))


def _row(room: int, label: str, quotes: Sequence[PlacedQuote], title: Text | None) -> Rows:
    def draw(extent: Extent) -> RenderableType:
        table = Table.grid(padding=(0, _GAP, 0, 0), expand=True)
        table.add_column(width=room)
        table.add_column(ratio=1)
        table.add_row(Text(visible(label), style="bold"), Text("\n").join(map(_placed, quotes[: extent.rows])))
        return Group(title, table) if title else table

    return Rows(len(quotes), draw, "quote", apart=title is not None)


def _placed(quote: PlacedQuote) -> Text:
    text = f"“{visible(quote.citation.quote)}” [{quote.citation.number}]"
    return Text.assemble(text, (f" {visible(quote.place)}", "dim") if quote.place else "")


def _written(written: WrittenText) -> Iterator[Rows]:
    """What a language model wrote, with a mark after each sentence, and the meaning of the marks."""
    paragraphs = written.paragraphs

    def cited(shown: Extent) -> Iterator[int]:
        for paragraph in paragraphs[: shown.rows]:
            for sentence in paragraph.sentences:
                yield from sentence.citations

    yield Rows(
        len(paragraphs),
        lambda shown: Group(*map(_paragraph, paragraphs[: shown.rows])),
        "paragraph",
        cited=cited,
        needed=True,
    )
    legend = ", ".join(f"{MARKS[support]} {SUPPORT_MEANING[support]}" for support in written.supports)
    yield fixed(Text(f"Checked by program: {legend}.", style="dim"), apart=True)


def _paragraph(paragraph: MarkedParagraph) -> RenderableType:
    text = Text(" ").join(map(_sentence, paragraph.sentences))
    heading = [Text(f"\n{visible(paragraph.heading)}", style="bold")] if paragraph.heading else []
    return Group(*heading, Text("• ") + text if paragraph.item else Padding(text, (1, 0, 0, 0)))


def _sentence(sentence: Claim) -> Text:
    body, end = split_end(sentence.text)
    return Text.assemble(
        visible(body),
        (markers(sentence.citations), "bold"),
        visible(end),
        (f" {MARKS[sentence.support]}", _STYLE[sentence.support]),
    )


def _swept(swept: SweptWorks) -> Iterator[Rows]:
    """The works that discuss or mention the topic, the first ones with quotes, then counts."""
    works = swept.shown
    yield Rows(
        len(works),
        lambda shown: _verdicts(works[: shown.rows], shown.full),
        "work",
        cited=lambda shown: [citation.number for work in works[: shown.full] for citation in work.citations],
        brief=True,
    )
    if len(works) < 2:
        return
    if swept.by_year:
        yield fixed(Text(f"By year: {_counts(swept.by_year)}."))
    if swept.by_venue:
        left = len(swept.by_venue) - _VENUES
        more = f"; and {left} more" if left > 0 else ""
        yield fixed(Text(f"By venue: {_counts(swept.by_venue[:_VENUES])}{more}."))


def _counts(groups: Iterable[Counted]) -> str:
    return "; ".join(f"{visible(group.name)}: {group.number} of {group.decided}" for group in groups)


def _verdicts(works: Sequence[DecidedWork], in_full: int) -> Table:
    """Each work with its key, the first ones with their quotes; beside them the verdicts, if they differ."""
    differ = len({decided.verdict for decided in works}) > 1
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    if differ:
        table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")  # a shortened citation key is useless
    for number, decided in enumerate(works):
        verdict = [Text(decided.verdict, style=_VERDICT_STYLE.get(decided.work.verdict, ""))] * differ
        name = Text.assemble((visible(decided.name), "bold"), (f"  {visible(decided.work.key)}", "dim"))
        if number < in_full:
            table.add_row(*verdict, Group(name, Padding.indent(_quotes(decided.citations), 2)))
        else:
            kinds = ", ".join(dict.fromkeys(evidence_name(citation.kind) for citation in decided.citations))
            table.add_row(*verdict, name + Text(f"  ({kinds})" if kinds else "", style="dim"))
    return table


def _found(console: Console, found: FoundWorks) -> Rows:
    """Groups with counts, or works."""
    if found.groups:
        return Rows(len(found.groups), lambda shown: _groups(found.groups[: shown.rows]), "line")
    works = found.works
    return Rows(len(works), lambda shown: _works(works[: shown.rows], console.width, found.columns), "work")


def _groups(groups: Iterable["Counts"]) -> Table:
    table = Table("Name", "Works", box=None, pad_edge=False, show_header=False)
    table.columns[0].overflow = "fold"
    table.columns[1].justify = "right"
    for group in groups:
        table.add_row(Text(visible(group.name)), str(len(group.keys)))
    return table


def _works(works: Sequence["WorkEntry"], width: int, columns: Mapping[str, Sequence[str]]) -> RenderableType:
    """A table whose room is the titles', with a list of whole names where it leaves them none.

    columns: further facts of the works, which keep their room.
    """
    authors = [short_authors(work.authors) for work in works]
    further = {name: [visible(cell) for cell, _ in zip(cells, works, strict=False)] for name, cells in columns.items()}
    keys = max(len(work.key) for work in works)
    taken = sum(max(map(len, (name, *cells))) + _GAP for name, cells in further.items())
    room = width - len("2021") - max(map(len, authors)) - 3 * _GAP - taken
    if room < _TITLE:
        facts = [
            ", ".join(f"{name} {cells[i]}" for name, cells in further.items() if cells[i]) for i in range(len(works))
        ]
        return Group(*map(_listed, works, facts))
    with_key = room - keys >= _TITLE
    with_venue = room - keys >= 2 * _TITLE and any(work.venue for work in works)
    named = ("Year", "Authors", "Title", *["Venue"] * with_venue, *further, *["Key"] * with_key)
    table = Table(*named, box=None, pad_edge=False, padding=(0, _GAP, 0, 0), expand=True)
    for column in table.columns:
        column.no_wrap = column.header not in ("Title", "Venue")
        column.overflow = "fold"
        column.ratio = {"Title": 3, "Venue": 2}.get(str(column.header))
    for i, (work, names) in enumerate(zip(works, authors, strict=True)):
        title = Text.assemble(visible(work.label), ("" if with_key else f"  {visible(work.key)}", "dim"))
        row = {"Year": str(work.year or ""), "Authors": names, "Venue": work.venue or "", "Key": work.key}
        row |= {name: cells[i] for name, cells in further.items()}
        cells = {name: Text(visible(cell)) for name, cell in row.items()} | {"Title": title}
        table.add_row(*(cells[name] for name in named))
    return table


def _listed(work: "WorkEntry", facts: str) -> Text:
    name = work_name(work.label, work.authors, work.year)
    return Text.assemble(visible(name), f": {facts}" if facts else "", (f"  {visible(work.key)}", "dim"))


# References: a line each in the short form, else with the whole place, and the quotes that are not in the answer.

_LEAST = 20
"""Columns that a title and the name of a file each get at least in a line. A guess."""
_LOCATOR = 35
"""Columns that a page with its section gets at most in a line. A guess."""


def _is_news(view: View, reference: Reference) -> bool:
    """True for a quote under a model's text that is not shown above."""
    return view.is_written and not reference.quoted


def _line(width: int, view: View, same: Sequence[Reference]) -> Text:
    """References to one place in a line: authors, year, title, place; title and file are cut where it is too short."""
    reference, citation = same[0], same[0].citation
    numbers = "".join(f"[{each.citation.number}]" for each in same)
    lead, _, _ = work_name("\0", citation.authors, citation.year).partition("\0")
    locator = [page_name(citation.page, citation.page_label)] if citation.page else []
    locator += [citation.section] if citation.section else []
    kind = f"{reference.evidence}: " if _is_news(view, reference) else ""
    lead, title, file, place = map(
        visible, (lead, citation.title, f"; {kind}{citation.source}", "".join(f", {part}" for part in locator))
    )
    place = cut(place, _LOCATOR)
    room = width - sum(map(cell_len, (numbers, " ", lead, place)))
    title = cut(title, max(room - cell_len(file), room - max(_LEAST, room // 3)))
    file = cut(file, room - cell_len(title))
    return Text.assemble(
        (numbers, "bold"), " ", lead, title, (f"{file}{place}", "dim"), no_wrap=True, overflow="ellipsis"
    )


def _reference(reference: Reference, *, with_quote: bool) -> RenderableType:
    citation = reference.citation
    lines: list[RenderableType] = [Text.assemble((f"[{citation.number}] ", "bold"), visible(reference.name))]
    lines.append(Padding.indent(Text(f"{reference.evidence}: {visible(reference.place)}", style="dim"), 4))
    if with_quote:
        lines.append(Padding.indent(Text(f"“{visible(citation.quote)}”"), 4))
    return Group(*lines)
