"""Draw an answer as Markdown, with text of documents escaped: the `answer` of JSON, the body of an export."""

from collections.abc import Iterator, Mapping, Sequence

from assistant.answers import Answer, Citation, Claim, Verdict
from assistant.labelled import LabelledQuotes, PlacedQuote
from assistant.view import (
    FieldRow,
    FieldRows,
    FoundWorks,
    Heading,
    MarkedParagraph,
    NotedWorks,
    Result,
    SweptWorks,
    View,
    WorkQuotes,
    WrittenText,
    view_of,
)
from assistant.wording import label_of, markers, plain_markdown, split_end, work_name
from index.entries import WorkEntry

_LISTED = 200
"""Works of a bibliographic answer that are listed; JSON has all in `found`. A guess."""


def markdown_of(answer: Answer) -> str:
    """The notes and the body of an answer, each statement with its citation markers: "... [1][2]."."""
    return "\n\n".join(_blocks(view_of(answer)))


def _blocks(view: View) -> Iterator[str]:
    yield from map(plain_markdown, view.notes)
    for block in view.body:
        match block:
            case Result(text) | Heading(text):
                yield plain_markdown(text)
            case WorkQuotes(name, citations):
                yield _quotes(name, citations)
            case LabelledQuotes():
                yield from _labelled(block)
            case WrittenText(paragraphs):
                yield from _written(paragraphs)
            case SweptWorks():
                yield from _swept(block)
            case FieldRows(rows, heading):
                if heading:
                    yield plain_markdown(heading)
                yield "\n".join(f"- {_items(row)}" for row in rows)
            case NotedWorks(noted_works, heading):
                if heading:
                    yield plain_markdown(heading)
                yield "\n".join(
                    f"- {plain_markdown(f'{work_name(work.label, work.authors, work.year)} ({work.key})')}"
                    + (f": {plain_markdown(noted)}" if not heading else "")
                    for work, noted in noted_works
                )
            case FoundWorks(works, groups, columns):
                lines = [f"- {plain_markdown(group.name)}: {len(group.keys)}" for group in groups] or [
                    f"- {plain_markdown(_found(work, columns, i))}" for i, work in enumerate(works[:_LISTED])
                ]
                if not groups and len(works) > _LISTED:
                    lines.append(f"- and {len(works) - _LISTED} more")
                if lines:
                    yield "\n".join(lines)


def _found(work: WorkEntry, columns: Mapping[str, Sequence[str]], number: int) -> str:
    """A work with its further facts: "Cole (2019), Cranes (cranes): Cited 120 (scopus.csv), Here 2"."""
    cells = [f"{name} {cells[number]}" for name, cells in columns.items() if cells[number]]
    named = f"{work_name(work.label, work.authors, work.year)} ({work.key})"
    return f"{named}: {', '.join(cells)}" if cells else named


def _quotes(name: str, citations: Sequence[Citation]) -> str:
    """A work and its quotes: "**John et al. (2021), Towards MLOps**: “...” [1]"."""
    quotes = " ".join(f"“{plain_markdown(citation.quote)}” [{citation.number}]" for citation in citations)
    return f"**{plain_markdown(name)}**{': ' if quotes else ''}{quotes}"


def _items(row: FieldRow) -> str:
    """Items of a field that say the same, with their works: "need for talents: John et al. (2021) [3]; ..."."""
    works = "; ".join(f"{plain_markdown(name)}{markers(numbers)}" for name, numbers in row.works)
    return f"{plain_markdown(row.text)} — {works}"


def _labelled(quotes: LabelledQuotes) -> Iterator[str]:
    """A title, and a list item for each label: "- results: “...” [3] (p. 4, Conclusion)"."""
    yield f"**{plain_markdown(quotes.title)}**"
    lines = [f"- {plain_markdown(label)}: {' '.join(map(_placed, placed))}" for label, placed in quotes.rows]
    if lines:
        yield "\n".join(lines)
    if quotes.note:
        yield plain_markdown(quotes.note)


def _placed(quote: PlacedQuote) -> str:
    place = f" ({plain_markdown(quote.place)})" if quote.place else ""
    return f"“{plain_markdown(quote.citation.quote)}” [{quote.citation.number}]{place}"


def _swept(swept: SweptWorks) -> Iterator[str]:
    for verdict, lead in ((Verdict.DISCUSSES, ""), (Verdict.MENTIONS, "In passing:")):
        lines = [f"- {_quotes(shown.name, shown.citations)}" for shown in swept.shown if shown.work.verdict is verdict]
        if lines and lead:
            yield lead
        if lines:
            yield "\n".join(lines)


def _written(paragraphs: Sequence[MarkedParagraph]) -> Iterator[str]:
    """Paragraphs; consecutive items form one list."""
    items: list[str] = []
    for paragraph in paragraphs:
        if items and (paragraph.heading or not paragraph.item):
            yield "\n".join(items)
            items = []
        if paragraph.heading:
            yield f"**{plain_markdown(paragraph.heading)}**"
        text = " ".join(map(_marked, paragraph.sentences))
        if paragraph.item:
            items.append(f"- {text}")
        else:
            yield text
    if items:
        yield "\n".join(items)


def _marked(sentence: Claim) -> str:
    """A sentence with markers before its full stop, and a label if they do not support it."""
    label = label_of(sentence.support)
    body, end = split_end(sentence.text)
    text = plain_markdown(body) + markers(sentence.citations) + plain_markdown(end)
    return f"{text} *({label})*" if label else text
