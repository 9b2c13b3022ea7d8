"""The sides of a comparison, each with the citations that stand under its head in the answer's text."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answers import Answer, Citation

_HEAD = re.compile(r"On (?P<side>.+):")
_MARKER = re.compile(r"(?<!\\)\[(\d+)\]")
"""Brackets of documents are escaped in the text of an answer, so these are its own."""

_ESCAPED = re.compile(r"\\([\\`*_\[\]<>~|#])")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared, and what was found on it."""

    name: str
    citations: tuple["Citation", ...]


def sides_of(answer: "Answer") -> tuple[Side, ...]:
    """The sides in the answer's order; those on which nothing was found have none here."""
    by_number = {citation.number: citation for citation in answer.citations}
    sides: list[tuple[str, list[int]]] = []
    for paragraph in answer.text.split("\n\n"):
        if head := _HEAD.fullmatch(paragraph):
            sides.append((_ESCAPED.sub(r"\1", head["side"]), []))
        elif sides:
            sides[-1][1].extend(int(number) for number in _MARKER.findall(paragraph))
    return tuple(
        Side(name, tuple(by_number[number] for number in dict.fromkeys(numbers) if number in by_number))
        for name, numbers in sides
    )
