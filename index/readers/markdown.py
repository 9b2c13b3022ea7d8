"""Markdown: headings make the section path, the first heading of level one is the title."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree
from lxml.html import fragment_fromstring

from index.readers.blocks import heading, is_list_item, lines, paragraphs, title_blocks
from index.readers.elements import has_words, is_hidden
from index.readers.files import decode
from index.readers.references import reference_list, under_references
from index.readers.stated import completed, front_matter, noted
from index.sources import LEFT_OUT, Block, Evidence, Kind, Source

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
# "---", "* * *".
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_MAX_HEADING = 300
"""Characters of the longest line that can be an underlined heading (a guess, beyond any title)."""


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """The heading in text[start:below]; level 1 is the highest."""

    level: int
    name: str
    start: int
    below: int


@dataclass(frozen=True, slots=True)
class Section:
    """The text under one heading; `path` is that heading and those above it, `level` its own (0: none)."""

    level: int
    path: tuple[str, ...]
    start: int
    end: int


def sections(text: str, headings: Iterable[HeadingLine], start: int = 0) -> Iterator[Section]:
    """The sections of a text, in order; the first is above all headings."""
    open_: list[HeadingLine] = []
    for opened in (*headings, None):
        path = tuple(each.name for each in open_)
        yield Section(open_[-1].level if open_ else 0, path, start, opened.start if opened else len(text))
        if opened:
            open_ = [*(each for each in open_ if each.level < opened.level), opened]
            start = min(opened.below, len(text))


def recognises(text: str) -> bool:
    """Whether a text is Markdown by its content: it has a heading with hashes."""
    return any((marked := heading(text[a:b])) and marked[1] for a, b in lines(text))


def read(data: bytes) -> Source:
    """Read Markdown; front matter, labelled facts and reference lists become facts of the record, not blocks."""
    text, hidden = without_unseen(decode(data))
    record, start = front_matter(text)
    note = noted(text, start)
    text, record = note.text, completed(record, note.record)
    all_sections = list(sections(text, headings(text, start), start))
    title = record.title or next((s.path[0] for s in all_sections if s.level == 1 and s.path[0]), None)
    blocks = list(title_blocks(text, title))
    references: list[str] = []
    for section in all_sections:
        path = section.path[1:] if section.path[:1] == (title,) else section.path
        spans = [span for span in paragraphs(text, section.start, section.end) if not _RULE.match(text[slice(*span)])]
        entries = _reference_list(text, spans) if under_references(path) else None
        if entries is None:
            under = " > ".join(path) or None
            kinds = (Evidence.ABSTRACT if note.is_abstract(a, b) else Evidence.PAPER for a, b in spans)
            blocks += (Block(a, b, kind, section=under) for kind, (a, b) in zip(kinds, spans, strict=True))
        references += entries or ()
    record = replace(record, title=title, references=tuple(references))
    return Source(Kind.PAPER, {0: text}, tuple(blocks), (record,), (LEFT_OUT,) if hidden else ())


def _reference_list(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...] | None:
    """The entries in the section of a reference list, None if it is prose."""
    listed = [is_list_item(text[text.rfind("\n", 0, a) + 1 : b]) for a, b in spans]
    return reference_list([text[a:b] for a, b in spans], whole=all(listed))


def headings(text: str, start: int = 0, *, spaced: bool = True) -> Iterator[HeadingLine]:
    """Lines with hashes and underlined one-line paragraphs, outside code fences; `spaced` as for `blocks.heading`."""
    fence = ""  # the mark of the code block that is open
    paragraph: list[tuple[int, int]] = []  # the lines straight above
    for first, last in lines(text, start):
        line = text[first:last]
        if mark := _FENCE.match(line):
            fence = "" if fence == mark.group(1) else fence or mark.group(1)
        underline = _UNDERLINE.match(line) if len(paragraph) == 1 else None
        if fence or mark:
            paragraph = []
        elif marked := heading(line, spaced=spaced):
            yield HeadingLine(*marked, first, last + 1)
            paragraph = []
        elif underline and _may_be_heading(above := text[slice(*paragraph[0])]):
            yield HeadingLine(1 if "=" in underline.group(1) else 2, above.strip(), paragraph[0][0], last + 1)
            paragraph = []
        elif not line.strip() or _RULE.match(line):
            paragraph = []
        else:
            paragraph.append((first, last))


def fences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of code between fences."""
    fence, begin = "", 0
    for first, last in lines(text):
        if not (mark := _FENCE.match(text, first, last)):
            continue
        if not fence:
            fence, begin = mark.group(1), first
        elif fence == mark.group(1):
            yield begin, last
            fence = ""
    if fence:
        yield begin, len(text)


def _may_be_heading(line: str) -> bool:
    """Whether an underlined line can be a heading: not a list item, quotation, table row or code."""
    marked = line.startswith(("    ", "\t")) or line.lstrip()[:1] in (">", "|") or is_list_item(line)
    return len(line) <= _MAX_HEADING and not marked


# Text that rendered Markdown does not show: comments, and elements that HTML hides.

# "```python", "`", "<!--", "<span hidden>", and the comment "[//]: # (not shown)".
_MARK = re.compile(
    r"""^\ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*$
      | (?P<code>`+)
      | (?P<comment>(?P<alone>^\ {0,3})?<!--)
      | <(?P<name>[a-z][\w-]{0,30})(?:\s[^<>]{0,2000})?>
      | (?P<note>^\ {0,3}\[[^\]\n]{1,200}\]:[ \t]+(?:\#|<\#?>)[ \t]*(?:\([^\n]*\)|"[^\n]*"|'[^\n]*')[ \t]*$)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_NEVER_SHOWN = frozenset({"noscript", "script", "style", "template", "title"})
# Unlike `lower`, this table keeps the length of every text.
_LOWERED = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
_ENDED_BY_OTHERS = frozenset({"dd", "dt", "li", "p", "td", "th", "tr"})
# Characters in which we look for an end: guesses that keep the time linear.
_MAX_CODE = 2_000
_MAX_SCRIPT = 20_000
_TAGS = re.compile(r"<[^<>]{0,2000}>")


def without_unseen(text: str) -> tuple[str, bool]:
    """The text with spaces in place of unseen text (offsets stay valid), and whether HTML hid words.

    Comments are blanked too but do not count as hidden: the writer knows them.
    """
    if "<" not in text and "]:" not in text:
        return text, False
    parts: list[str] = []
    done, hides_words = 0, False
    for start, end, is_secret in _unseen(text):
        parts += text[done:start], re.sub(r"\S", " ", text[start:end])
        hides_words = hides_words or (is_secret and has_words(_TAGS.sub("", text[start:end])))
        done = end
    return "".join([*parts, text[done:]]), hides_words


def _unseen(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans of unseen text, in order, each with whether an element hides it (rather than a comment)."""
    last_comment_end, lowered = text.rfind("-->"), text.translate(_LOWERED)
    end = 0
    while mark := _MARK.search(text, end):
        start, end = mark.span()
        if fence := mark["fence"]:
            closing = re.compile(rf"^ {{0,3}}{fence}{fence[0]}*[ \t]*$", re.MULTILINE).search(text, end)
            end = closing.end() if closing else len(text)
        elif code := mark["code"]:
            closed = text.find(code, end, end + _MAX_CODE)
            end = closed + len(code) if closed >= 0 else end
        elif mark["note"]:
            yield start, end, False
        elif mark["comment"] and (end <= last_comment_end or mark["alone"] is not None):
            end = text.find("-->", end) + 3 if end <= last_comment_end else len(text)
            yield start, end, False
        elif name := mark["name"]:
            never = name.lower() in _NEVER_SHOWN
            if never:
                end = _end_of_script(text, lowered, mark)
            elif any(word in mark.group().lower() for word in ("hidden", "style")) and is_hidden(
                _element(mark.group())
            ):
                end = _end_of_element(text, mark)
            if end > mark.end():
                yield start, end, not never


def _end_of_element(text: str, mark: re.Match[str]) -> int:
    """Where an element ends, counting nested elements of its name; without an end tag, as in a browser."""
    name, begin = mark["name"].lower(), mark.end()
    if name in _EMPTY or mark.group().endswith("/>"):
        return begin
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b[^<>]{{0,2000}}>", re.IGNORECASE).finditer(text, begin):
        depth += -1 if tag.group(1) else 1
        if not depth:
            return tag.end()
    paragraph = text.find("\n\n", begin) if name in _ENDED_BY_OTHERS else -1
    return paragraph if paragraph >= 0 else len(text)


def _end_of_script(text: str, lowered: str, mark: re.Match[str]) -> int:
    """Where an element that is never shown ends; without an end tag, the tag is only mentioned in the text."""
    closing = lowered.find(f"</{mark['name'].lower()}", mark.end(), mark.end() + _MAX_SCRIPT)
    return mark.end() if closing < 0 else text.find(">", closing) + 1 or len(text)


def _element(tag: str) -> etree._Element:
    """The element of a start tag; an empty `span` if the parser refuses it."""
    try:
        return fragment_fromstring(tag)
    except (etree.LxmlError, ValueError):
        return etree.Element("span")
