"""Plain text: paragraphs, with underlined or numbered lines as section headings."""

import re

from index.readers.decoding import decode
from index.readers.paragraphs import lines, paragraphs
from index.readers.titles import title_blocks
from index.sources import Block, Evidence, Kind, Record, Source

_UNDERLINE = re.compile(r"\s*(={3,}|-{3,})\s*$")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z][^.!?]{2,70}$")


def read(data: bytes) -> Source:
    """Read plain text; its title is the first line where that is underlined, else unknown."""
    text = decode(data)
    blocks: list[Block] = []
    title: str | None = None
    section: str | None = None
    begin = 0
    spans = list(lines(text))
    for i, (first, last) in enumerate(spans):
        below = text[slice(*spans[i + 1])] if i + 1 < len(spans) else ""
        line = text[first:last].strip()
        underlined = bool(line) and bool(_UNDERLINE.match(below)) and not _UNDERLINE.match(line)
        if not (underlined or _NUMBERED.match(line)) or (i and text[slice(*spans[i - 1])].strip()):
            continue
        blocks += _blocks(text, begin, first, section)
        if underlined and title is None and not blocks:
            title = line
        else:
            section = line
        begin = min(len(text), (spans[i + 1][1] if underlined else last) + 1)
    blocks += _blocks(text, begin, len(text), section)
    return Source(Kind.PAPER, {0: text}, (*title_blocks(text, title), *blocks), (Record(title=title),))


def _blocks(text: str, start: int, end: int, section: str | None) -> list[Block]:
    return [Block(a, b, Evidence.PAPER, section=section) for a, b in paragraphs(text, start, end)]
