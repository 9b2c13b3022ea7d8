"""The reading summary: a researcher's notes on one paper in the template of the mapping study.

A field is a heading or a line ending in a colon; its value stands beside it or below, as lines or a list. What the
template itself says in square brackets is a hint, never text. Notes are not tidy: fields come in any order, twice, or
with text that belongs elsewhere; every line is kept under the nearest heading above it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, takewhile

from index.readers.blocks import heading, lines, paragraphs, title_blocks
from index.readers.files import decode
from index.readers.markdown import front_matter, without_unseen
from index.readers.records.entry import doi_of, year_of
from index.readers.records.names import people_in
from index.sources import LEFT_OUT, Block, Evidence, Kind, Record, Source, TemplateField

_LABEL_WORDS = 12
_LABEL_LEVEL = 7
"""Of a label that is no heading: it stands below any."""
_RESEARCH_QUESTION = re.compile(r"(RQ\s{0,3}\d{1,2})\b", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z][^.!?:;*\[\]]{2,60}:\s*$")
_FACT_BESIDE = re.compile(r"[ \t]{0,9}([A-Za-z][A-Za-z/ ]{1,40}):[ \t]")
# Alone on its lines; what was wrapped goes on over a few.
_BRACKETED = re.compile(
    r"^[ \t]*(?:[*+-][ \t]+)?\[(?!\[)([^\[\]\n]*(?:\n[^\[\]\n]+){0,5})\][ \t]*(?:\.[ \t]*)?$", re.MULTILINE
)
# Beside its field's name, perhaps wrapped over the lines below.
_BRACKETED_BESIDE = re.compile(r"[ \t]*\[(?!\[)([^\[\]\n]*(?:\n[^\[\]\n]+){0,4})\][ \t]*(?=\n|$)")
_BULLET = re.compile(r"[ \t]*(?:[*+\-•–]|\d{1,3}[.)])[ \t]")
_URL = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_TEMPLATE_MARKS = (
    re.compile(r"^#*[ \t]*(?:Paper )?Title[ \t]*:", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*Authors?[ \t]*:", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*(?:Publication )?Year[ \t]*:", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*Source/Conference/Journal", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*Abstract/Introduction Summary", re.IGNORECASE | re.MULTILINE),
    re.compile(r"^#*[ \t]*Summary Template\b", re.IGNORECASE | re.MULTILINE),
)


_RULE = re.compile(r"\s*(?:[-*_][ \t]*){3,}\s*")
_MARKED = re.compile(r"^##", re.MULTILINE)


@dataclass
class _Field:
    """One heading of the notes and the spans of what stands under it, gathered while reading."""

    name: str
    level: int = 0
    research_question: str | None = None
    asks: bool = False
    """Whether it names the research question itself, which ends what stands above it."""
    spans: list[tuple[int, int]] = field(default_factory=list)
    hints: int = 0


def recognises(text: str) -> bool:
    """Whether the text is in the template: two or more of its own field labels stand in it, below any front matter."""
    _, start = front_matter(text)
    # Notes between two rules look like front matter, but have headings.
    start = 0 if _MARKED.search(text, 0, start) else start
    return sum(1 for mark in _TEMPLATE_MARKS if mark.search(text, start)) >= 2


def read(data: bytes) -> Source:
    """Read a summary; unfilled fields are None and are named in the warnings."""
    text, hidden = without_unseen(decode(data))
    source = read_text(text, _main_heading(text))
    return replace(source, warnings=(*source.warnings, LEFT_OUT)) if hidden else source


def read_text(text: str, title: str | None = None) -> Source:
    """Read a summary from its text, which its offsets refer to; `title` is the paper's where no field states it."""
    fields = list(_fields(text, title))
    stated = _stated(text, fields)
    facts = {span for spans in stated.values() for span in spans}
    record = _record(text, stated, title)
    blocks = tuple(
        Block(a, b, Evidence.SUMMARY, section=f.name or None) for f in fields for a, b in f.spans if (a, b) not in facts
    )
    blocks = (*title_blocks(text, record.title), *blocks)
    told = tuple(_told(text, fields))
    unfilled = [f.name for f in told if f.values is None]
    warnings = (f"unfilled: {', '.join(unfilled)}",) if unfilled else ()
    return Source(Kind.SUMMARY, {0: text}, blocks, (record,), warnings, told)


def _told(text: str, fields: Sequence[_Field]) -> Iterator[TemplateField]:
    """The fields with their values; one of the template's that holds none itself has those of the labels below it."""
    for i, f in enumerate(fields):
        if not f.name:
            continue
        spans = f.spans
        if not spans and is_template_field(f.name):
            spans = [span for part in _parts(fields, i) for span in part.spans]
        if spans or f.hints:
            yield TemplateField(f.name, tuple(text[a:b] for a, b in spans) or None, f.research_question)


def _parts(fields: Sequence[_Field], i: int) -> Iterator[_Field]:
    """The researcher's own labels below a field of the template."""
    for other in islice(fields, i + 1, None):
        if other.asks or other.level <= fields[i].level or is_template_field(other.name) or is_fact(other.name):
            return
        yield other


def _fields(text: str, title: str | None) -> Iterator[_Field]:
    """The fields in order; text above the first heading has a field without a name."""
    hints = _Spans([match.span() for match in _BRACKETED.finditer(text) if is_hint(match.group(1))])
    current = _Field("")
    question: str | None = None
    begin, above_notes = 0, True
    for first, last in lines(text):
        label = None if hints.within(first, first + 1) else _label(text[first:last], title, facts=above_notes)
        if label is None:
            continue
        _close(current, text, begin, first, hints)
        yield current
        question = label.research_question or (question if not text[first:last].lstrip().startswith("# ") else None)
        question = None if is_beside_questions(label.name) and not label.research_question else question
        above_notes = above_notes and (is_fact(label.name) or label.level == 1)
        current = _Field(label.name, label.level, question, asks=label.research_question is not None)
        begin = first + label.value_at if label.value_at is not None else min(last + 1, len(text))
    _close(current, text, begin, len(text), hints)
    yield current


class _Spans:
    """Spans in order that do not overlap."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans
        self._ends = [end for _, end in spans]

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """What of them lies in [start, end)."""
        first = bisect_right(self._ends, start)
        inside = takewhile(lambda span: span[0] < end, islice(self._spans, first, None))
        return [(max(a, start), min(b, end)) for a, b in inside]


@dataclass(frozen=True, slots=True)
class _Label:
    """A line that names a field; `value_at` is the offset in the line of a value that stands beside the name."""

    name: str
    level: int
    value_at: int | None = None
    research_question: str | None = None


def _label(line: str, title: str | None, *, facts: bool) -> _Label | None:
    """What a line names; None for a line of text. `facts`: whether "Title: ..." without a heading's mark names one."""
    found = heading(line, spaced=False)
    body = found[1] if found else line.strip()
    level = found[0] if found else _LABEL_LEVEL
    if asked := _RESEARCH_QUESTION.match(body):
        rest = body[asked.end() :]
        name = rest.strip(" \t:.)-")
        if found or not name or (rest.lstrip()[0] in ":.)-" and len(name.split()) <= _LABEL_WORDS):
            number = asked.group(1).upper().replace(" ", "")
            return _Label(name or number, level, None, number)
    if found and body == title:
        return _Label(body, level)
    if found:
        name, _, value = body.partition(":")
        return _Label(name.strip(), level, line.index(":") + 1 if value.strip() else None)
    if _LABEL.match(body) and len(body.split()) <= _LABEL_WORDS:
        return _Label(body.rstrip(":").strip(), level)
    if facts and (beside := _FACT_BESIDE.match(line)) and is_fact(beside.group(1).strip()):
        return _Label(beside.group(1).strip(), level, beside.end())
    return None


def _close(current: _Field, text: str, start: int, end: int, hints: _Spans) -> None:
    """Give the field the paragraphs of text[start:end], hints left out."""
    at = start
    inside = hints.within(start, end)
    beside = _BRACKETED_BESIDE.match(text, start, end)
    if beside and (is_fact(current.name) or is_hint(beside.group(1))):
        inside.insert(0, beside.span())
    for a, b in [*inside, (end, end)]:
        if at < a:
            current.spans += (span for span in paragraphs(text, at, a) if not _RULE.fullmatch(text, *span))
        at = max(at, b)
    current.hints += len(inside)


def _stated(text: str, fields: Sequence[_Field]) -> dict[str, list[tuple[int, int]]]:
    """The spans that state each bibliographic fact, by the record's name for it: of the first field that does."""
    stated: dict[str, list[tuple[int, int]]] = {}
    for f in fields:
        if is_fact(f.name) and fact(f.name) not in stated and (n := _fact_spans(text, f)):
            stated[fact(f.name)] = f.spans[:n]
    return stated


def _fact_spans(text: str, f: _Field) -> int:
    """How many of a field's spans state its bibliographic fact: one, or a list of authors; the rest is text that was
    pasted there, above the heading it belongs to."""
    if not f.spans:
        return 0
    if fact(f.name) != "authors":
        return 0 if _BULLET.match(text, text.rfind("\n", 0, f.spans[0][0]) + 1) else 1
    gaps = (text[a:b].count("\n") for (_, a), (b, _) in pairwise(f.spans))
    return 1 + sum(1 for _ in takewhile(lambda lines: lines < 2, gaps))


def _main_heading(text: str) -> str | None:
    """The first heading, where it alone is of the first level and no field: then it is the paper's title."""
    found = [opened for a, b in lines(text) if (opened := heading(text[a:b]))]
    if not found or found[0][0] != 1 or any(level == 1 for level, _ in found[1:]):
        return None
    title = found[0][1]
    return None if is_templates_own(title) else title or None


def _record(text: str, stated: dict[str, list[tuple[int, int]]], title: str | None) -> Record:
    facts = {name: "; ".join(" ".join(text[a:b].split()) for a, b in spans) for name, spans in stated.items()}
    venue = facts.get("venue", "")
    return Record(
        title=facts.get("title") or title,
        authors=people_in(facts.get("authors", "")),
        year=year_of(facts.get("year", "")),
        venue=None if _URL.match(venue) else venue or None,
        doi=doi_of(facts.get("doi", "")) or doi_of(venue),
        key=facts.get("key", "").strip("@ ") or None,
    )


# The reading summary's template: its fields' names, and the hints it holds until they are filled.

_FACTS = re.compile(
    r"(?:paper )?title|authors?|(?:publication )?year|source(?:/.*)?|venue|doi|cite ?key|(?:citation|bibtex) key",
    re.IGNORECASE,
)
_FIELDS = frozenset(
    {
        "abstract/introduction summary",
        "abstract summary",
        "introduction summary",
        "motivation",
        "benefit",
        "approache",
        "approach",
        "associated tool",
        "challenge",
        "strategie/method",
        "challenge/concern",
        "conclusion and future direction",
        "reviewer comment",
    }
)
"""Without the plural's s."""
_QUESTION = re.compile(r"RQ\s{0,3}\d{1,2}\b", re.IGNORECASE)
_BESIDE_QUESTIONS = re.compile(r"abstract|introduction|summary|conclusion|reviewer|comment|notes?\b", re.IGNORECASE)
_PLURAL = re.compile(r"['’]?s\b")

_THING = r"(?:motivation|benefit|approache?|tool|challenge|concern|strateg(?:y|ie)|method)s?"
_HINT = re.compile(
    rf"""(?:
        \W*                                                              # [...]
      | [\w/ ]{{1,40}}\s\d{{1,2}}\s?(?:\.\.\.|…)                         # [Key motivation 2...]
      | (?:(?:main|key)\s)?{_THING}(?:\s?/\s?{_THING})*\s\d{{1,2}}       # [Tool 1 that facilitates MLOps]
        (?:\s(?:for|of|to|that|in|as|by|discussed|mentioned|identified|highlighted)\b.*)?
      | (?:the\s)?(?:names?|titles?|year|source|date|venue|doi)\sof\s(?:the\s)?
        (?:authors?|papers?|publication|study|article)                   # [Names of the Authors]
      | (?:an?\s)?(?:brief|concise|short)\ssummary\sof\sthe\s(?:paper|study|article)\b.*
      | any\ssubjective\s(?:notes|comments|observations)\b.*
      | (?:insert|enter|fill\sin|to\sbe\sfilled)\b.*
    )\W?""",
    re.IGNORECASE | re.VERBOSE,
)


def is_hint(bracketed: str) -> bool:
    """Whether what stands between square brackets is the template's own and no note; white space is folded first."""
    return _HINT.fullmatch(" ".join(bracketed.split())) is not None


def is_fact(name: str) -> bool:
    """Whether a field states a bibliographic fact."""
    return _FACTS.fullmatch(name) is not None


def fact(name: str) -> str:
    """The record's name for a field that states a bibliographic fact."""
    name = name.lower()
    for known, stated in (("title", "title"), ("author", "authors"), ("year", "year"), ("doi", "doi"), ("key", "key")):
        if known in name:
            return stated
    return "venue"


def is_template_field(name: str) -> bool:
    """Whether a heading is one of the template's fields besides the facts: plural, colon and case do not matter."""
    name = name.strip()
    bare = _PLURAL.sub("", " ".join(name.rstrip(" :").casefold().split()[:6]))
    return bare in _FIELDS or _QUESTION.match(name) is not None


def is_templates_own(heading: str) -> bool:
    """Whether a main heading is the template's and not a paper's title."""
    name = heading.partition(":")[0].strip()
    return is_fact(name) or is_template_field(name) or heading.casefold().startswith("summary template")


def is_beside_questions(name: str) -> bool:
    """Whether a field belongs to no research question, though it stands below one."""
    return is_fact(name) or _BESIDE_QUESTIONS.search(name) is not None
