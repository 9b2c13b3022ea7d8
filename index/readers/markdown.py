"""Markdown: headings make the section path, the first level-one heading is the title."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree
from lxml.html import fragment_fromstring

from index.readers.blocks import heading, is_list_item, lines, paragraphs, title_blocks
from index.readers.files import decode
from index.readers.hidden import is_hidden
from index.readers.records.entry import doi_of, year_of
from index.readers.records.names import people_in
from index.readers.references import reference_list, under_references
from index.sources import LEFT_OUT, Block, Evidence, Kind, Record, Source

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_NO_PARAGRAPH = re.compile(r"\s*(?:$|>|\||(?: {4}|\t))")
_MAX_HEADING = 300
"""Characters of the longest line that an underline makes a heading."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text under one heading; `path` is that heading and those above it, `level` 1 to 6, 0 without one."""

    level: int
    path: tuple[str, ...]
    start: int
    end: int


def recognises(text: str) -> bool:
    """Whether a text without a telling suffix is Markdown: it has a heading marked by hashes."""
    return any((found := heading(text[a:b])) and found[1] for a, b in lines(text))


def read(data: bytes) -> Source:
    """Read Markdown; front matter is kept out of the text, reference lists are read as references."""
    text, hidden = without_unseen(decode(data))
    record, start = front_matter(text)
    found = list(sections(text, start))
    title = record.title or next((s.path[0] for s in found if s.level == 1 and s.path[0]), None)
    said: list[Block] = []
    references: list[str] = []
    for section in found:
        path = _below_title(section.path, title)
        spans = [span for span in paragraphs(text, section.start, section.end) if not _RULE.match(text[slice(*span)])]
        listed = _reference_list(text, spans) if under_references(path) else None
        if listed is None:
            said += (Block(a, b, Evidence.PAPER, section=" > ".join(path) or None) for a, b in spans)
        references += listed or ()
    record = replace(record, title=title, references=tuple(references))
    return Source(Kind.PAPER, {0: text}, (*title_blocks(text, title), *said), (record,), (LEFT_OUT,) if hidden else ())


def _reference_list(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...] | None:
    """The entries of a section under the heading of a reference list, None for prose."""
    listed = [is_list_item(text[text.rfind("\n", 0, a) + 1 : b]) for a, b in spans]
    return reference_list([text[a:b] for a, b in spans], whole=all(listed))


def sections(text: str, start: int = 0) -> Iterator[Section]:
    """The stretches between headings, in order; a `#` or an underline inside a code fence makes no heading."""
    path: list[tuple[int, str]] = []
    begin, fence = start, ""
    alone: tuple[int, int] | None = None
    goes_on = False
    for first, last in lines(text, start):
        line = text[first:last]
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence == mark.group(1) else fence or mark.group(1)
        found, opens = None if fence else heading(line), first
        if alone and not found and (underline := _UNDERLINE.match(line)):
            found, opens = (1 if underline.group(1)[0] == "=" else 2, text[slice(*alone)].strip()), alone[0]
        is_text = not (fence or mark or found or _RULE.match(line)) and bool(line.strip())
        # An underline makes a heading of a paragraph of one line; below more lines it is a rule.
        alone = (first, last) if is_text and not goes_on and _may_be_heading(line) else None
        goes_on = is_text
        if found:
            yield _section(path, begin, opens)
            path = [*((depth, name) for depth, name in path if depth < found[0]), found]
            begin = min(last + 1, len(text))
    yield _section(path, begin, len(text))


def _may_be_heading(line: str) -> bool:
    return len(line) <= _MAX_HEADING and not (_NO_PARAGRAPH.match(line) or is_list_item(line))


def _section(path: list[tuple[int, str]], start: int, end: int) -> Section:
    return Section(path[-1][0] if path else 0, tuple(name for _, name in path), start, end)


def _below_title(path: tuple[str, ...], title: str | None) -> tuple[str, ...]:
    """The section path without the document's own title at its top."""
    return path[1:] if path and path[0] == title else path


# The YAML block above a Markdown text, as far as it states bibliography.
#
# Read line by line: it holds plain fields and lists in practice, and a full YAML reader would make objects of a
# stranger's text.

# The first line names a field; text between two rules does not.
_BLOCK = re.compile(r"---[ \t]*\n(?=[\w-]+[ \t]*:)(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"([\w-]{1,60})[ \t]{0,9}:(?:[ \t]+|$)")
_ITEM = re.compile(r"[ \t]*-(?:[ \t]+|$)")
_INNER = re.compile(r"[ \t]*([\w-]{1,60})[ \t]{0,9}:(?:[ \t]+|$)")
_FOLDED = frozenset({"", ">", "|", ">-", "|-", ">+", "|+"})
_AUTHORS = ("author", "authors", "creator", "creators")
_YEARS = ("year", "date", "issued", "publication-date", "published")
_VENUES = ("journal", "venue", "container-title", "booktitle", "publication", "conference")
_KEYS = ("citekey", "citation-key", "citation_key", "citationkey", "bibtexkey", "bibtex-key", "cite-key", "cite_key")


def front_matter(text: str) -> tuple[Record, int]:
    """What the block states, and the offset where the text proper begins (0 without a block)."""
    match = _BLOCK.match(text)
    if match is None:
        return Record(), 0
    fields = _fields(match.group(1).split("\n"))
    first = {name: next(iter(values), "") for name, values in fields.items()}
    record = Record(
        title=first.get("title") or None,
        authors=_people(next((fields[name] for name in _AUTHORS if fields.get(name)), ())),
        year=next((year for name in _YEARS if (year := year_of(first.get(name, "")))), None),
        venue=next(filter(None, map(first.get, _VENUES)), None),
        doi=doi_of(first.get("doi", "")) or doi_of(first.get("url", "")),
        key=next((key for name in _KEYS if (key := first.get(name, "").strip("@ "))), None),
    )
    return record, match.end()


def _people(values: Sequence[str]) -> tuple[str, ...]:
    """One string may name several authors; of several strings each is one."""
    return people_in(values[0]) if len(values) == 1 else tuple(values)


def _fields(lines: Sequence[str]) -> Mapping[str, list[str]]:
    """The top fields, lower case, each with its values: one, or those of a list."""
    found: dict[str, list[str]] = {}
    values: list[str] = []
    for line in lines:
        if match := _FIELD.match(line):
            values = found.setdefault(match.group(1).lower(), [])
            stated = line[match.end() :].strip()
            values += _inline(stated) if stated not in _FOLDED else ()
        elif item := _ITEM.match(line):
            values += _item(line[item.end() :])
        elif line.startswith((" ", "\t")) and line.strip():
            _continue(values, line)
    return found


def _item(text: str) -> list[str]:
    """One member of a list: a value, or the first field of several, of which a name is taken."""
    inner = _INNER.match(text)
    return [plain] if (plain := _unquoted(text[inner.end() :] if inner else text)) else []


def _continue(values: list[str], line: str) -> None:
    """An indented line: more of the value above, or another field of a list's member."""
    inner = _INNER.match(line)
    if inner is None:
        values[-1:] = [" ".join(filter(None, (*values[-1:], line.strip())))]
    elif values and inner.group(1).lower() in ("given", "first", "firstname", "given-names"):
        values[-1] = f"{values[-1]}, {_unquoted(line[inner.end() :])}"


def _inline(stated: str) -> Iterator[str]:
    """The value beside a field's name: a string, or a list in brackets."""
    if stated.startswith("[") and stated.endswith("]") and not stated.startswith("[["):
        quoted = re.findall(r'"([^"]*)"|\'([^\']*)\'', stated)
        members = [one or other for one, other in quoted] or stated[1:-1].split(",")
        yield from filter(None, (_unquoted(member) for member in members))
    elif plain := _unquoted(stated):
        yield plain


def _unquoted(value: str) -> str:
    """A value without its quotes, a comment behind it, or a wiki link's brackets."""
    value = value.strip()
    for quote in "\"'":
        if value.startswith(quote) and (end := value.find(quote, 1)) > 0:
            value = value[1:end]
            break
    else:
        value = value.partition(" #")[0].strip()
    return value.removeprefix("[[").removesuffix("]]").strip()


# Text of Markdown that nobody sees where it is shown as a page: comments, and HTML that hides what stands in it.

_MARK = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*$|(?P<code>`+)|(?P<comment>(?P<alone>^ {0,3})?<!--)"
    r"|<(?P<name>[a-z][\w-]{0,30})(?:\s[^<>]{0,2000})?>"
    r"|(?P<note>^ {0,3}\[[^\]\n]{1,200}\]:[ \t]+(?:#|<#?>)[ \t]*(?:\([^\n]*\)|\"[^\n]*\"|'[^\n]*')[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_NEVER_SHOWN = frozenset({"noscript", "script", "style", "template", "title"})
_TELLING = re.compile("hidden|style", re.IGNORECASE)
_SMALL = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_ENDED_BY_OTHERS = frozenset({"dd", "dt", "li", "p", "td", "th", "tr"})
_MAX_CODE = 2_000
_MAX_SCRIPT = 20_000
_INK = re.compile(r"[^\s]")
_WORDS = re.compile(r"[^\W_]")
_TAGS = re.compile(r"<[^<>]{0,2000}>")


def without_unseen(text: str) -> tuple[str, bool]:
    """The text with spaces for what cannot be seen, so that all else keeps its place; and whether HTML hid words.

    Comments are left out too, but not counted: they are the writer's, and no secret.
    """
    if "<" not in text and "]:" not in text:
        return text, False
    parts: list[str] = []
    at, hid = 0, False
    for start, end, is_secret in _unseen(text):
        parts += text[at:start], _INK.sub(" ", text[start:end])
        hid = hid or (is_secret and bool(_WORDS.search(_TAGS.sub("", text[start:end]))))
        at = end
    return "".join([*parts, text[at:]]), hid


def _unseen(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans, in order, of what cannot be seen, each with whether it is hidden by more than a comment's marks."""
    last = text.rfind("-->")
    at, folded = 0, text.translate(_SMALL)
    while mark := _MARK.search(text, at):
        at = mark.end()
        if mark["fence"]:
            at = _end_of_fence(text, at, mark["fence"])
        elif mark["code"]:
            closed = text.find(mark["code"], at, at + _MAX_CODE)
            at = closed + len(mark["code"]) if closed >= 0 else at
        elif mark["name"]:
            end, never = at, mark["name"].lower() in _NEVER_SHOWN
            if never:
                end = _end_of_script(text, folded, mark)
            elif _TELLING.search(mark.group()) and is_hidden(_element(mark.group())):
                end = _end_of_element(text, mark)
            if end > at:
                yield mark.start(), end, not never
            at = end
        elif mark["note"] or at <= last or mark["alone"] is not None:
            at = at if mark["note"] else text.find("-->", at) + 3 if at <= last else len(text)
            yield mark.start(), at, False


def _end_of_fence(text: str, at: int, fence: str) -> int:
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence)}{re.escape(fence[0])}*[ \t]*$", re.MULTILINE)
    closed = closing.search(text, at)
    return closed.end() if closed else len(text)


def _end_of_element(text: str, mark: re.Match[str]) -> int:
    """Where an element ends, elements of its name in it passed over; one without an end goes on as in a browser."""
    name, at = mark["name"].lower(), mark.end()
    if name in _EMPTY or mark.group().endswith("/>"):
        return at
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b[^<>]{{0,2000}}>", re.IGNORECASE).finditer(text, at):
        depth += -1 if tag.group(1) else 1
        if not depth:
            return tag.end()
    paragraph = text.find("\n\n", at) if name in _ENDED_BY_OTHERS else -1
    return paragraph if paragraph >= 0 else len(text)


def _end_of_script(text: str, folded: str, mark: re.Match[str]) -> int:
    """Where an element ends that is never shown; without an end tag it is a word about one."""
    closing = folded.find(f"</{mark['name'].lower()}", mark.end(), mark.end() + _MAX_SCRIPT)
    return text.find(">", closing) + 1 if closing >= 0 else mark.end()


def _element(tag: str) -> etree._Element:
    """The element that a tag opens; one that says nothing where the parser makes none of it."""
    try:
        return fragment_fromstring(tag)
    except (etree.LxmlError, ValueError):
        return etree.Element("span")
