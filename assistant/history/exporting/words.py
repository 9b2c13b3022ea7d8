"""Words that several formats share: dates, places, how an answer was made; text of documents as data on one line."""

import re
from collections.abc import Mapping

from assistant.answers import Citation, Support
from assistant.history.records import Record
from assistant.wording import plain_markdown
from index.sources import Evidence

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

EVIDENCE: Mapping[Evidence, str] = {
    Evidence.PAPER: "the paper itself",
    Evidence.SUMMARY: "a summary of it",
    Evidence.ABSTRACT: "its abstract",
    Evidence.TITLE: "its title",
}

LABELS: Mapping[Support, str] = {
    Support.VERBATIM: "the statement is a quote, found word for word in the source",
    Support.SUPPORTED: "a program found that the cited passages say so",
    Support.WEAK: "a program found that the cited passages may say so; read them",
    Support.UNSUPPORTED: "a program found no cited passage that says so",
}


def one_line(text: str) -> str:
    """Text on one line, without characters that steer a terminal or turn the reading direction."""
    return _CONTROL.sub("", " ".join(text.split()))


def data(text: str) -> str:
    """Text of a document, a name or a question as Markdown that shows it literally, on one line."""
    return plain_markdown(one_line(text))


def lines_of(markdown: str) -> str:
    """Markdown of our own making, which may hold text of documents, without characters that steer a terminal."""
    return "\n".join(_CONTROL.sub("", line) for line in markdown.splitlines())


def day(record: Record) -> str:
    """The day of asking where the reader is: "22 November 2026"."""
    when = record.when.astimezone()
    return f"{when.day} {when:%B %Y}"


def place(citation: Citation) -> str:
    """Where a quote stands: "notes/x.md, page 3, Results"."""
    parts = [citation.source]
    parts += [f"page {citation.page}"] if citation.page else []
    parts += [citation.section] if citation.section else []
    return ", ".join(parts)


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"
