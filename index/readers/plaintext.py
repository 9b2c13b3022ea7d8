"""Plain text: paragraphs, with underlined or numbered lines as section headings."""

import re
from collections.abc import Iterator

from index.readers.blocks import lines, paragraphs, title_blocks
from index.readers.files import decode
from index.readers.markdown import HeadingLine, sections
from index.readers.references import entries, is_list, is_reference_heading
from index.sources import Block, Evidence, Kind, Record, Source

_UNDERLINE = re.compile(r"\s*(={3,}|-{3,})\s*$")
# "2.1 Deeper thing".
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z][^.!?]{2,70}$")
_BACK_MATTER = re.compile(r"(?:appendi(?:x|ces)|annex|acknowledge?ments?|supplementary material)\b", re.IGNORECASE)
_MAX_HEADING = 80
"""Characters of the longest heading of back matter (a guess)."""


def read(data: bytes) -> Source:
    """Read plain text; its title is the first line if underlined, else unknown."""
    text = decode(data)
    above, *below = sections(text, headings(text))
    titled = below and below[0].level == 1 and not text[: above.end].strip()
    title = below[0].path[0] if titled else None
    blocks = list(title_blocks(text, title))
    references: list[str] = []
    for i, section in enumerate((above, *below)):
        name = section.path[-1] if section.path and not (titled and i == 1) else None
        spans = list(paragraphs(text, section.start, section.end))
        if name and is_reference_heading(name) and is_list([text[a:b] for a, b in spans]):
            references += entries(text[section.start : section.end])
        else:
            blocks += (Block(a, b, Evidence.PAPER, section=name) for a, b in spans)
    record = Record(title=title, references=tuple(references))
    return Source(Kind.PAPER, {0: text}, tuple(blocks), (record,))


def headings(text: str) -> Iterator[HeadingLine]:
    """Underlined lines (level 1), and numbered lines and names of back matter (level 2), each below a blank line or
    another heading."""
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
            yield HeadingLine(1 if underlined else 2, line, first, (spans[i + 1][1] if underlined else last) + 1)
        else:
            free = not line


def _names_back_matter(line: str) -> bool:
    """Whether a line is the heading of the reference list or of a section after it."""
    if not 0 < len(line) <= _MAX_HEADING or line[0].islower():
        return False
    return is_reference_heading(line) or (_BACK_MATTER.match(line) is not None and line[-1] not in ".,;")
