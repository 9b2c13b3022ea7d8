"""The reading summary: a researcher's notes on one paper in the template of the mapping study.

A field is a heading or a line ending in a colon; its value is beside it or below, as lines or a list. The template's
hints in square brackets are not text. Real notes have fields in any order, twice, or with text that belongs
elsewhere; every line stays under the nearest heading above it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, takewhile

from index.readers.blocks import heading, lines, paragraphs, title_blocks
from index.readers.files import decode
from index.readers.markdown import without_unseen
from index.readers.records.entry import year_of
from index.readers.records.names import people_in
from index.readers.stated import front_matter
from index.sources import LEFT_OUT, Block, Evidence, Kind, Record, Source
from index.works.dois import doi_of
from index.works.names import is_cut_list

_LABEL_WORDS = 12  # words of the longest label that is not a heading (a guess)
_LABEL_LEVEL = 7  # of a label that is not a heading: below every heading
_RESEARCH_QUESTION = re.compile(r"(RQ\s{0,3}\d{1,2})\b", re.IGNORECASE)
# "Main Focus and Purpose:".
_LABEL = re.compile(r"[A-Z][^.!?:;*\[\]]{2,60}:\s*$")
# "Publication Year: 2021".
_FACT_BESIDE = re.compile(r"[ \t]{0,9}([A-Za-z][A-Za-z/ ]{1,40}):[ \t]")
# "[...]" alone on its line, or wrapped over a few lines.
_BRACKETED = re.compile(
    r"^[ \t]*(?:[*+-][ \t]+)?\[(?!\[)([^\[\]\n]*(?:\n[^\[\]\n]+){0,5})\][ \t]*(?:\.[ \t]*)?$", re.MULTILINE
)
# "[...]" beside a field's name, perhaps wrapped over the lines below.
_BRACKETED_BESIDE = re.compile(r"[ \t]*\[(?!\[)([^\[\]\n]*(?:\n[^\[\]\n]+){0,4})\][ \t]*(?=\n|$)")
# "* speed [Key benefit 2 of using MLOps]", "<Add more challenges here>"
_BEHIND = re.compile(
    r"(?:^[ \t]*(?:[*+-]|\d{1,2}[.)])[ \t]+)?(?:(?<!\[)\[([^\[\]\n]{4,300})\](?![\[(\]])|<([^<>\n]{4,300})>)",
    re.MULTILINE,
)
# "_Describe the tools of the paper_", "(Fill in: which benefits does the paper name?)"
_ASKED = re.compile(r"^[ \t]*(?:[*+-][ \t]+)?(?:([_*])([^_*\n]{4,300})\1|\(([^()\n]{4,300})\))[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"[ \t]*(?:[*+\-•–]|\d{1,3}[.)])[ \t]")
_URL = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_RULE = re.compile(r"\s*(?:[-*_][ \t]*){3,}\s*")
# The template's own labels: "## Paper Title: ..."; "title:: ..." is a property of Logseq.
_TEMPLATE_MARK = re.compile(
    r"""^\#*[ \t]*(?:
        (?P<title>(?:Paper\ )?Title[ \t]*:(?!:))
      | (?P<authors>Authors?[ \t]*:(?!:))
      | (?P<year>(?:Publication\ )?Year[ \t]*:(?!:))
      | (?P<venue>Source/Conference/Journal)
      | (?P<abstract>Abstract/Introduction\ Summary)
      | (?P<template>Summary\ Template\b)
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


@dataclass
class _Field:
    """One heading or label of the notes, the spans of its text, and its number of hints."""

    name: str = ""
    level: int = 0
    value_at: int | None = None
    """Offset in the label's line of a value beside the name."""
    asks: bool = False
    """Whether it names a research question, which ends the fields above it."""
    spans: list[tuple[int, int]] = field(default_factory=list)
    hints: int = 0


def recognises(text: str) -> bool:
    """Whether the text follows the template: it has two or more of its labels, below any front matter."""
    _, start = front_matter(text)
    # Notes between two rules look like front matter but have headings.
    start = 0 if text.startswith("##") or "\n##" in text[:start] else start
    return len({mark.lastgroup for mark in _TEMPLATE_MARK.finditer(text, start)}) >= 2


def read(data: bytes) -> Source:
    """Read a summary; a warning names the unfilled fields, whose values are None."""
    text, hidden = without_unseen(decode(data))
    source = read_text(text, _main_heading(text))
    return replace(source, warnings=(*source.warnings, LEFT_OUT)) if hidden else source


def read_text(text: str, title: str | None = None) -> Source:
    """Read a summary from its text; `title` is the paper's title if no field states one."""
    fields = _fields(text, title)
    stated = _stated(text, fields)
    facts = {span for spans in stated.values() for span in spans}
    record = _record(text, stated, title)
    blocks = tuple(
        Block(a, b, Evidence.SUMMARY, section=f.name or None) for f in fields for a, b in f.spans if (a, b) not in facts
    )
    unfilled = [f.name for i, f in enumerate(fields) if _is_unfilled(fields, i)]
    warnings = (f"unfilled: {', '.join(unfilled)}",) if unfilled else ()
    blocks = (*title_blocks(text, record.title), *blocks)
    return Source(Kind.SUMMARY, {0: text}, blocks, (record,), warnings)


def _is_unfilled(fields: Sequence[_Field], i: int) -> bool:
    """Whether a field has a hint and no text; a field of the template is filled by the labels below it."""
    f = fields[i]
    filled = f.spans or (is_template_field(f.name) and any(part.spans for part in _parts(fields, i)))
    return bool(f.name and f.hints and not filled)


def _parts(fields: Sequence[_Field], i: int) -> Iterator[_Field]:
    """The researcher's labels below a field of the template."""
    for f in islice(fields, i + 1, None):
        if f.asks or f.level <= fields[i].level or is_template_field(f.name) or fact(f.name):
            return
        yield f


def _fields(text: str, title: str | None) -> list[_Field]:
    """The fields in order; text above the first heading gets a field without a name."""
    hints: list[int] = []

    def blank(bracketed: re.Match[str]) -> str:
        inner = next(filter(None, reversed(bracketed.groups())), "")
        asks = bracketed.re is _ASKED and _INSTRUCTION.match(inner)
        before = shown[shown.rfind("\n", 0, bracketed.start()) + 1 : bracketed.start()]
        is_value = bracketed.re is _BEHIND and before.rstrip().endswith(":")  # of a label, see below
        if is_value or not (asks or is_hint(inner)):
            return bracketed.group()
        hints.append(bracketed.start())
        return re.sub(r"\S", " ", bracketed.group())

    shown = text
    for pattern in (_BRACKETED, _BEHIND, _ASKED):
        shown = pattern.sub(blank, shown)  # same length, so offsets stay valid
    hints.sort()
    fields = [_Field()]
    begins, ends = [0], []
    above_notes = True
    for first, last in lines(shown):
        label = _label(shown[first:last], title, facts=above_notes)
        if label is None:
            continue
        above_notes = above_notes and (fact(label.name) is not None or label.level == 1)
        fields.append(label)
        ends.append(first)
        begins.append(min(last + 1, len(text)) if label.value_at is None else first + label.value_at)
    for f, begin, end in zip(fields, begins, [*ends, len(text)], strict=True):
        f.hints = bisect_left(hints, end) - bisect_left(hints, begin)
        beside = _BRACKETED_BESIDE.match(shown, begin, end)
        if beside and (fact(f.name) or is_hint(beside.group(1))):
            f.hints += 1
            begin = beside.end()
        f.spans = [span for span in paragraphs(shown, begin, end) if not _RULE.fullmatch(shown, *span)]
    return fields


def _label(line: str, title: str | None, *, facts: bool) -> _Field | None:
    """The field that a line names; None for a line of text.

    facts: whether "Title: ..." without hashes counts as a field.
    """
    marked = heading(line, spaced=False)
    level, body = marked or (_LABEL_LEVEL, line.strip())
    if asked := _RESEARCH_QUESTION.match(body):
        rest = body[asked.end() :]
        name = rest.strip(" \t:.)-")
        if marked or not name or (rest.lstrip()[0] in ":.)-" and len(name.split()) <= _LABEL_WORDS):
            return _Field(name or asked.group(1).upper().replace(" ", ""), level, asks=True)
    if marked and body == title:
        return _Field(body, level)
    if marked:
        name, _, value = body.partition(":")
        return _Field(name.strip(), level, line.index(":") + 1 if value.strip() else None)
    if _LABEL.match(body) and len(body.split()) <= _LABEL_WORDS:
        return _Field(body.rstrip(":").strip(), level)
    if facts and (beside := _FACT_BESIDE.match(line)) and fact(beside.group(1)):
        return _Field(beside.group(1).strip(), level, beside.end())
    return None


def _stated(text: str, fields: Sequence[_Field]) -> dict[str, list[tuple[int, int]]]:
    """Fact -> the spans that state it, from the first field that does."""
    stated: dict[str, list[tuple[int, int]]] = {}
    for f in fields:
        name = fact(f.name)
        if name and name not in stated and (n := _fact_spans(text, f, name)):
            stated[name] = f.spans[:n]
    return stated


def _fact_spans(text: str, f: _Field, name: str) -> int:
    """The number of a field's spans that state its fact: one, or several authors; the rest is other text."""
    if not f.spans:
        return 0
    if name != "authors":
        return 0 if _BULLET.match(text, text.rfind("\n", 0, f.spans[0][0]) + 1) else 1
    gaps = (text[a:b].count("\n") for (_, a), (b, _) in pairwise(f.spans))
    return 1 + sum(1 for _ in takewhile(lambda line_ends: line_ends < 2, gaps))


def _main_heading(text: str) -> str | None:
    """The paper's title: the first heading, if it is the only one of level 1 and not a field."""
    headings = [marked for a, b in lines(text) if (marked := heading(text[a:b]))]
    if not headings or headings[0][0] != 1 or any(level == 1 for level, _ in headings[1:]):
        return None
    return None if is_templates_own(headings[0][1]) else headings[0][1] or None


def _record(text: str, stated: dict[str, list[tuple[int, int]]], title: str | None) -> Record:
    facts = {name: "; ".join(" ".join(text[a:b].split()) for a, b in spans) for name, spans in stated.items()}
    venue = facts.get("venue", "")
    return Record(
        title=facts.get("title") or title,
        authors=people_in(facts.get("authors", "")),
        authors_cut=is_cut_list(facts.get("authors", "")),
        year=year_of(facts.get("year", "")),
        venue=None if _URL.match(venue) else venue or None,
        doi=doi_of(facts.get("doi", "")) or doi_of(venue),
        key=facts.get("key", "").strip("@ ") or None,
    )


# The template: names of its fields, and the hints that stand in unfilled fields.

# "Paper Title", "Source/Conference/Journal", "Cite key".
_FACT = re.compile(
    r"""(?P<title>(?:paper\ )?title) | (?P<authors>authors?) | (?P<year>(?:publication\ )?year)
      | (?P<venue>source(?:/.*)?|venue) | (?P<doi>doi) | (?P<key>cite\ ?key|(?:citation|bibtex)\ key)""",
    re.IGNORECASE | re.VERBOSE,
)
_FIELDS = (
    "|abstract/introduction summary|abstract summary|introduction summary|motivation|benefit|approache|approach"
    "|associated tool|challenge|strategie/method|challenge/concern|conclusion and future direction|reviewer comment|"
)
"""In lower case, without the plural's s."""
_PLURAL = re.compile(r"['’]?s\b")

_THING = r"(?:motivation|benefit|approache?|tool|challenge|concern|strateg(?:y|ie)|method)s?"
_HINT = re.compile(
    rf"""(?:
        \W*                                                              # [...]
      | [\w/ ]{{1,40}}\s\d{{1,2}}\s?(?:\.\.\.|…)                         # [Key motivation 2...]
      | (?:(?:main|key)\s)?{_THING}(?:\s?/\s?{_THING})*\s\d{{1,2}}       # [Tool 1 that facilitates MLOps]
        (?:\s(?:for|of|to|that|in|as|by|when|faced|discussed|mentioned|identified|highlighted)\b.*
          |[,:]?\s\(?(?:such\sas|e\.?\s?g\.?|for\s(?:example|instance))(?!\w).*|:\s[^?]*\?)?
      | add\s(?:more|other|further|additional)\s(?:\w+\s)?{_THING}\b.*
      | (?:the\s)?(?:names?|titles?|year|source|date|venue|doi)\sof\s(?:the\s)?
        (?:authors?|papers?|publication|study|article)                   # [Names of the Authors]
      | (?:an?\s)?(?:brief|concise|short)\ssummary\sof\sthe\s(?:paper|study|article)\b.*
      | any\ssubjective\s(?:notes|comments|observations)\b.*
      | (?:insert|enter|fill\sin|to\sbe\sfilled)\b.*
    )\W?""",
    re.IGNORECASE | re.VERBOSE,
)


_INSTRUCTION = re.compile(
    r"""(?:fill\ in|insert|add|describe|list|summari[sz]e|explain|write|state|name|identify|outline|mention)
    (?:\ (?:the|this|which|what|how|why|whether|in|any|your|all|each|here|briefly|at|up|one|two|three|four|five|\d+)\b
      | :)""",
    re.IGNORECASE | re.VERBOSE,
)
"""How a sentence begins that tells what to write: "Describe in two sentences why"."""


def asks_only(text: str) -> bool:
    """Whether every sentence of a text tells what to write, or asks: "What did they do? List the three findings."."""
    sentences = [each for each in re.split(r"(?<=[.?!])\s+", " ".join(text.split())) if each]
    return bool(sentences) and all(each.endswith("?") or _INSTRUCTION.match(each) for each in sentences)


def is_hint(bracketed: str) -> bool:
    """Whether text in square brackets is a hint of the template, not a note."""
    return _HINT.fullmatch(" ".join(bracketed.split())) is not None


# "[Which tools?]", "_Describe the tools_", "<add a tool>", "(list the tools)"
_WRAPPED = re.compile(r"(?:\[(.+)\]|<(.+)>|\((.+)\)|([*_]{1,3})(.+)\4)\W?", re.DOTALL)
# "[threat 1]", "[question]", "[your verdict]": a few small words in brackets and nothing else
_PLACE = re.compile(r"\[[a-z]{3,20}(?: [a-z]{2,20}){0,2}(?: \d{1,2})?\]\W?")
_LONGEST_PROMPT = 400
"""Characters of the longest hint (a guess)."""
_NOTHING = re.compile(r"\W*(?:tb[da]|todo|n/?a|none|nil|xx+)?\W*", re.IGNORECASE)


def is_prompt(text: str) -> bool:
    """Whether an item of a note is what the template asks, or says that there is nothing: "[...]", "TBD", "n/a"."""
    if len(text) > _LONGEST_PROMPT:
        return False
    if _NOTHING.fullmatch(text) or _PLACE.fullmatch(text):
        return True
    wrapped = _WRAPPED.fullmatch(text)
    inner = next(filter(None, (wrapped[1], wrapped[2], wrapped[3], wrapped[5])), "") if wrapped else ""
    return bool(inner) and (is_hint(inner) or asks_only(inner))


def fact(name: str) -> str | None:
    """The fact that a field states ("title", "authors", "year", "venue", "doi", "key"), None for other fields."""
    match = _FACT.fullmatch(name.strip())
    return match.lastgroup if match else None


def is_template_field(name: str) -> bool:
    """Whether a heading is a field of the template other than a fact, ignoring plural, colon and case."""
    name = name.strip()
    bare = _PLURAL.sub("", " ".join(name.rstrip(" :").casefold().split()[:6]))
    return (bool(bare) and f"|{bare}|" in _FIELDS) or _RESEARCH_QUESTION.match(name) is not None


def is_templates_own(heading: str) -> bool:
    """Whether a main heading belongs to the template and is not a paper's title."""
    name = heading.partition(":")[0]
    return bool(fact(name)) or is_template_field(name) or heading.casefold().startswith("summary template")
