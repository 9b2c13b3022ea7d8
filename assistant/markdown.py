"""An answer as Markdown, in which text of documents is shown as data: the `answer` of JSON, the body of an export."""

from collections.abc import Iterator, Sequence

from assistant.answers import Answer, Citation, Claim, Verdict
from assistant.view import (
    FoundWorks,
    Heading,
    MarkedParagraph,
    Result,
    SweptWorks,
    View,
    WorkQuotes,
    WrittenText,
    view_of,
)
from assistant.wording import label_of, markers, parted, plain_markdown, work_name

_LISTED = 200
"""Works of the catalogue that are named; JSON has all in `found`."""


def markdown_of(answer: Answer) -> str:
    """The notes and the body of an answer, each statement with the markers of its citations: "... [1][2]."."""
    return "\n\n".join(_blocks(view_of(answer)))


def _blocks(view: View) -> Iterator[str]:
    yield from map(plain_markdown, view.notes)
    for block in view.body:
        match block:
            case Result(text) | Heading(text):
                yield plain_markdown(text)
            case WorkQuotes(name, citations):
                yield _quotes(name, citations)
            case WrittenText(paragraphs):
                yield from _written(paragraphs)
            case SweptWorks():
                yield from _swept(block)
            case FoundWorks(works, groups):
                lines = [f"- {plain_markdown(group.name)}: {len(group.keys)}" for group in groups] or [
                    f"- {plain_markdown(f'{work_name(work.label, work.authors, work.year)} ({work.key})')}"
                    for work in works[:_LISTED]
                ]
                if not groups and len(works) > _LISTED:
                    lines.append(f"- and {len(works) - _LISTED} more")
                if lines:
                    yield "\n".join(lines)


def _quotes(name: str, citations: Sequence[Citation]) -> str:
    """A work and its quotes; its name alone where it has none."""
    quotes = " ".join(f"“{plain_markdown(citation.quote)}” [{citation.number}]" for citation in citations)
    return f"**{plain_markdown(name)}**{': ' if quotes else ''}{quotes}"


def _swept(swept: SweptWorks) -> Iterator[str]:
    for verdict, lead in ((Verdict.DISCUSSES, ""), (Verdict.MENTIONS, "In passing:")):
        lines = [f"- {_quotes(shown.name, shown.citations)}" for shown in swept.shown if shown.work.verdict is verdict]
        if lines and lead:
            yield lead
        if lines:
            yield "\n".join(lines)


def _written(paragraphs: Sequence[MarkedParagraph]) -> Iterator[str]:
    """Paragraphs, and items that follow each other as one list."""
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
    """A sentence with its markers before its full stop, and a label where they do not bear it out."""
    label = label_of(sentence.support)
    body, end = parted(sentence.text)
    text = plain_markdown(body) + markers(sentence.citations) + plain_markdown(end)
    return f"{text} *({label})*" if label else text
