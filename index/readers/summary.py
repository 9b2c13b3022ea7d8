"""The reading summary: a researcher's notes on one paper in the template of the mapping study.

A field is a heading or a line ending in a colon; its value stands beside it or below, as lines or a list. What the
template itself says in square brackets is a hint, never text. Notes are not tidy: fields come in any order, twice, or
with text that belongs elsewhere; every line is kept under the nearest heading above it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from index.readers.decoding import decode
from index.readers.paragraphs import heading, lines, paragraphs
from index.readers.titles import title_blocks
from index.sources import Block, Evidence, Kind, Record, Source, TemplateField

_LABEL_WORDS = 12
_RESEARCH_QUESTION = re.compile(r"(RQ\s{0,3}\d{1,2})\b", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z][^.!?:;*\[\]]{2,60}:\s*$")
# A pasted paper's citations can stand alone on a line: "[3]", "[4, 5]".
_HINT = re.compile(
    r"^[ \t]*(?:[*+-][ \t]+)?\[(?!\[)(?![ xX]\])(?!\d[\d,; –-]*\])[^\[\]\n]*\][ \t]*\.?[ \t]*$", re.MULTILINE
)
# Beside its field's name, perhaps wrapped over the lines below.
_HINT_BESIDE = re.compile(r"[ \t]*\[(?!\[)[^\[\]\n]*(?:\n[^\[\]\n]+){0,4}\][ \t]*(?=\n|$)")
_FACTS = re.compile(r"(?:paper )?title|authors?|(?:publication )?year|source(?:/.*)?|venue|doi", re.IGNORECASE)
_BULLET = re.compile(r"[ \t]*(?:[*+\-•–]|\d{1,3}[.)])[ \t]")
_TEMPLATE_MARKS = (
    re.compile(r"^#*[ \t]*(?:Paper )?Title[ \t]*:", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*Authors?[ \t]*:", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*(?:Publication )?Year[ \t]*:", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*Source/Conference/Journal", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*Abstract/Introduction Summary", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*Summary Template\b", re.IGNORECASE | re.MULTILINE),
)


@dataclass
class _Field:
    """One heading of the notes and the spans of what stands under it, gathered while reading."""

    name: str
    research_question: str | None
    spans: list[tuple[int, int]] = field(default_factory=list)
    hints: int = 0


def recognises(text: str) -> bool:
    """Whether the text is in the template: two or more of its own field labels stand in it."""
    return sum(1 for mark in _TEMPLATE_MARKS if mark.search(text)) >= 2


def read(data: bytes) -> Source:
    """Read a summary; unfilled fields are None and are named in the warnings."""
    text = decode(data)
    fields = list(_fields(text))
    stated = _stated(text, fields)
    facts = {span for spans in stated.values() for span in spans}
    record = _record(text, stated)
    blocks = tuple(
        Block(a, b, Evidence.SUMMARY, section=f.name or None) for f in fields for a, b in f.spans if (a, b) not in facts
    )
    blocks = (*title_blocks(text, record.title), *blocks)
    told = tuple(
        TemplateField(f.name, tuple(text[a:b] for a, b in f.spans) or None, f.research_question)
        for f in fields
        if f.name and (f.spans or f.hints)
    )
    unfilled = [f.name for f in told if f.values is None]
    warnings = (f"unfilled: {', '.join(unfilled)}",) if unfilled else ()
    return Source(Kind.SUMMARY, {0: text}, blocks, (record,), warnings, told)


def _fields(text: str) -> Iterator[_Field]:
    """The fields in order; text above the first heading has a field without a name."""
    hints = [match.span() for match in _HINT.finditer(text)] + list(_long_hints(text))
    current = _Field("", None)
    question: str | None = None
    begin = 0
    for first, last in lines(text):
        line = text[first:last]
        if any(a <= first < b for a, b in hints):
            continue
        label = _label(line)
        if label is None:
            continue
        _close(current, text, begin, first, hints)
        yield current
        question = label.research_question or (question if not line.lstrip().startswith("# ") else None)
        current = _Field(label.name, question)
        begin = first + label.value_at if label.value_at is not None else min(last + 1, len(text))
    _close(current, text, begin, len(text), hints)
    yield current


@dataclass(frozen=True, slots=True)
class _Label:
    """A line that names a field; `value_at` is the offset in the line of a value that stands beside the name."""

    name: str
    value_at: int | None = None
    research_question: str | None = None


def _label(line: str) -> _Label | None:
    """What a line names; None for a line of text."""
    found = heading(line, spaced=False)
    body = found[1] if found else line.strip()
    if asked := _RESEARCH_QUESTION.match(body):
        rest = body[asked.end() :]
        name = rest.strip(" \t:.)-")
        if found or not name or (rest.lstrip()[0] in ":.)-" and len(name.split()) <= _LABEL_WORDS):
            number = asked.group(1).upper().replace(" ", "")
            return _Label(name or number, None, number)
    if found:
        name, _, value = body.partition(":")
        return _Label(name.strip(), line.index(":") + 1 if value.strip() else None)
    if _LABEL.match(body) and len(body.split()) <= _LABEL_WORDS:
        return _Label(body.rstrip(":").strip())
    return None


def _close(current: _Field, text: str, start: int, end: int, hints: list[tuple[int, int]]) -> None:
    """Give the field the paragraphs of text[start:end], hints left out."""
    at = start
    inside = sorted((max(a, start), min(b, end)) for a, b in hints if a < end and b > start)
    if beside := _HINT_BESIDE.match(text, start, end):
        inside.insert(0, beside.span())
    for a, b in [*inside, (end, end)]:
        if at < a:
            current.spans += paragraphs(text, at, a)
        at = max(at, b)
    current.hints += len(inside)


def _long_hints(text: str) -> Iterator[tuple[int, int]]:
    """Hints that were wrapped over several lines: a line that opens a bracket, closed at the end of a later one."""
    for match in re.finditer(
        r"^[ \t]*(?:[*+-][ \t]+)?\[(?!\[)[^\[\]\n]{3,}\n(?:[^\[\]\n]+\n){0,4}[^\[\]\n]*\][ \t]*$", text, re.MULTILINE
    ):
        yield match.span()


def _stated(text: str, fields: list[_Field]) -> dict[str, list[tuple[int, int]]]:
    """The spans that state each bibliographic fact, by the record's name for it: of the first field that does."""
    stated: dict[str, list[tuple[int, int]]] = {}
    for f in fields:
        if _FACTS.fullmatch(f.name) and _fact(f.name) not in stated and (n := _fact_spans(text, f)):
            stated[_fact(f.name)] = f.spans[:n]
    return stated


def _fact_spans(text: str, f: _Field) -> int:
    """How many of a field's spans state its bibliographic fact: one, or a list of authors; the rest is text that was
    pasted there, above the heading it belongs to."""
    if not f.spans:
        return 0
    if _fact(f.name) != "authors":
        return 0 if _BULLET.match(text, text.rfind("\n", 0, f.spans[0][0]) + 1) else 1
    gaps = (text[a:b].count("\n") for (_, a), (b, _) in pairwise(f.spans))
    return 1 + sum(1 for _ in takewhile(lambda lines: lines < 2, gaps))


def _record(text: str, stated: dict[str, list[tuple[int, int]]]) -> Record:
    facts = {name: "; ".join(" ".join(text[a:b].split()) for a, b in spans) for name, spans in stated.items()}
    year = re.search(r"\b(?:19|20)\d\d\b", facts.get("year", ""))
    names = re.split(r"\s*(?:;|,|\band\b|&)\s*", facts.get("authors", ""))
    return Record(
        title=facts.get("title"),
        authors=tuple(name for name in names if name and name.lower().rstrip(".") != "et al"),
        year=int(year.group()) if year else None,
        venue=facts.get("venue"),
        doi=facts.get("doi"),
    )


def _fact(name: str) -> str:
    """The record's name for a field that states a bibliographic fact."""
    name = name.lower()
    for fact in ("title", "author", "year", "doi"):
        if fact in name:
            return "authors" if fact == "author" else fact
    return "venue"
