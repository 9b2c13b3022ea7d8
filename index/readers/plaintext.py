"""Plain text: paragraphs, with underlined or numbered lines as section headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.readers.blocks import lines, paragraphs, title_blocks
from index.readers.files import decode
from index.readers.references import entries, is_list, is_reference_heading
from index.sources import Block, Evidence, Kind, Record, Source

_UNDERLINE = re.compile(r"\s*(={3,}|-{3,})\s*$")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z][^.!?]{2,70}$")
_BACK_MATTER = re.compile(r"(?:appendi(?:x|ces)|annex|acknowledge?ments?|supplementary material)\b", re.IGNORECASE)
_MAX_HEADING = 80


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading's line [start, end), and where the text below it begins."""

    name: str
    start: int
    end: int
    below: int
    underlined: bool


def read(data: bytes) -> Source:
    """Read plain text; its title is the first line where that is underlined, else unknown."""
    text = decode(data)
    blocks: list[Block] = []
    references: list[str] = []
    title: str | None = None
    section: str | None = None
    begin = 0
    for found in [*_headings(text), None]:
        end = found.start if found else len(text)
        listed = _reference_list(text[begin:end]) if section and is_reference_heading(section) else None
        if listed is None:
            blocks += _blocks(text, begin, end, section)
        references += listed or ()
        if found is None:
            break
        if found.underlined and title is None and not blocks and section is None:
            title = found.name
        else:
            section = found.name
        begin = found.below
    record = Record(title=title, references=tuple(references))
    return Source(Kind.PAPER, {0: text}, (*title_blocks(text, title), *blocks), (record,))


def _headings(text: str) -> Iterator[_Heading]:
    """Lines that are underlined, numbered, or that name the back matter, each below a blank line or another heading."""
    spans = list(lines(text))
    free, in_references = True, False
    for i, (first, last) in enumerate(spans):
        line = text[first:last].strip()
        below = text[slice(*spans[i + 1])] if i + 1 < len(spans) else ""
        underlined = bool(line) and bool(_UNDERLINE.match(below)) and not _UNDERLINE.match(line)
        # A numbered line among references is an entry.
        numbered = _NUMBERED.match(line) is not None and not in_references
        if free and (underlined or numbered or _names_back_matter(line)):
            in_references = is_reference_heading(line)
            yield _Heading(line, first, last, min(len(text), (spans[i + 1][1] if underlined else last) + 1), underlined)
            continue
        free = not line


def _names_back_matter(line: str) -> bool:
    """Whether a line stands alone as the heading of the reference list or of what comes behind it."""
    if not 0 < len(line) <= _MAX_HEADING or line[0].islower():
        return False
    return is_reference_heading(line) or (_BACK_MATTER.match(line) is not None and line[-1] not in ".,;")


def _reference_list(text: str) -> tuple[str, ...] | None:
    """The entries below the heading of a reference list, None for prose."""
    said = [text[a:b] for a, b in paragraphs(text, 0, len(text))]
    return entries(text) if is_list(said) else None


def _blocks(text: str, start: int, end: int, section: str | None) -> list[Block]:
    return [Block(a, b, Evidence.PAPER, section=section) for a, b in paragraphs(text, start, end)]
