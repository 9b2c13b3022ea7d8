"""Org's lines: what each is, and the outline's headings with what stands in their drawers.

A scan of lines rather than a library's tree: the reader needs what a tree leaves out (drawers that hold text, blocks)
and must take any input in linear time, which the patterns of the library at hand do not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_STATES = frozenset(
    {"TODO", "DONE", "NEXT", "WAIT", "WAITING", "HOLD", "STARTED", "DOING", "INPROGRESS", "IN-PROGRESS"}
) | {
    "CANCELLED",
    "CANCELED",
    "TOREAD",
    "READING",
    "READ",
}
"""States that are in use without the file saying so: they are set in Emacs."""
_STARS = re.compile(r"(\*+)[ \t]+")
_KEYWORD = re.compile(r"[ \t]*#\+([\w-]{1,40}):")
_BLOCK = re.compile(r"[ \t]*#\+(begin|end)_([\w-]{1,40})", re.IGNORECASE)
_COMMENT = re.compile(r"[ \t]*#(?:[ \t]|$)")
_MODE = re.compile(r"[ \t]*#?[ \t]{0,9}-\*-.*-\*-[ \t]*$")
_DRAWER = re.compile(r"[ \t]*:([\w-]{1,60}):[ \t]*$")
_PROPERTY = re.compile(r"[ \t]*:([\w-]{1,60}?)\+?:(?:[ \t]+|$)")
_PLANNING = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):")
_CLOCK = re.compile(r"[ \t]*CLOCK:[ \t]*(?:\[|=>)")
_RULE = re.compile(r"[ \t]*(?:-{5,}[ \t]*$|\|[-+|: \t]*$)")
_TAGS = re.compile(r":[\w@#%:]+:")
_PRIORITY = re.compile(r"\[#[A-Za-z0-9]{1,2}\][ \t]*")
_COOKIE = re.compile(r"[ \t]*\[(?:\d{0,4}/\d{0,4}|\d{0,3}%)\]")
_UNSEEN_BLOCKS = frozenset({"comment", "export"})
_RECORDS = frozenset({"PROPERTIES", "LOGBOOK", "CLOCK"})
"""Drawers that Org keeps for itself; others hold the writer's text."""
_TEXT_KEYWORDS = frozenset({"CAPTION"})


@dataclass
class Section:
    """A heading (level 0, no name: what stands above the first) with its properties and the text below it."""

    level: int
    name: str
    properties: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """A file: its keywords (upper case, each with its values in order) and its sections in order."""

    keywords: Mapping[str, Sequence[str]]
    sections: tuple[Section, ...]


def outline(text: str) -> Outline:
    """The outline of a file; planning, clocks, comments, keywords and Org's own drawers are not among its lines."""
    lines = text.split("\n")
    keywords = _keywords(lines)
    states = _STATES | set(_stated_states(keywords))
    ends = _drawer_ends(lines)
    sections = [Section(0, "")]
    block = ""
    skip_to = 0
    for i, line in enumerate(lines):
        if i < skip_to:
            continue
        if stars := _STARS.match(line):
            sections.append(Section(len(stars.group(1)), _name(line[stars.end() :], states)))
            block = ""
        elif mark := _BLOCK.match(line):
            block = mark.group(2).lower() if mark.group(1).lower() == "begin" else ""
            sections[-1].lines.append("")
        elif block:
            if block not in _UNSEEN_BLOCKS:
                sections[-1].lines.append(line)
        elif (drawer := _DRAWER.match(line)) and i in ends:
            skip_to = _drawer(lines, i, ends[i], drawer.group(1).upper(), sections[-1])
        elif (said := _said(line, first=i < 2)) is not None:
            sections[-1].lines.append(said)
    return Outline(keywords, tuple(sections))


def _keywords(lines: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        if match := _KEYWORD.match(line):
            found.setdefault(match.group(1).upper(), []).append(line[match.end() :].strip())
    return found


def _stated_states(keywords: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """States that the file defines: "TODO(t) | DONE(d)"."""
    for name in ("TODO", "SEQ_TODO", "TYP_TODO"):
        for value in keywords.get(name, ()):
            yield from filter(None, (word.partition("(")[0] for word in value.replace("|", " ").split()))


def _drawer_ends(lines: Sequence[str]) -> dict[int, int]:
    """Line of a drawer's opening -> line of its end; one that is not ended before the next heading is no drawer."""
    ends: dict[int, int] = {}
    end = -1
    for i in range(len(lines) - 1, -1, -1):
        if _STARS.match(lines[i]):
            end = -1
        elif drawer := _DRAWER.match(lines[i]):
            if drawer.group(1).upper() == "END":
                end = i
            elif end > 0:
                ends[i] = end
    return ends


def _drawer(lines: Sequence[str], i: int, end: int, name: str, section: Section) -> int:
    """Take a drawer's properties; the line at which reading goes on: inside, where it holds the writer's text."""
    if name == "END" or name not in _RECORDS:
        return i + 1
    if name == "PROPERTIES":
        for line in lines[i + 1 : end]:
            if match := _PROPERTY.match(line):
                key, value = match.group(1).upper(), line[match.end() :].strip()
                section.properties[key] = f"{section.properties.get(key, '')} {value}".strip()
    return end + 1


def _said(line: str, *, first: bool) -> str | None:
    """What a line says, empty where something that is no text parts what stands around it, None for no line at all."""
    if keyword := _KEYWORD.match(line):
        return line[keyword.end() :].strip() if keyword.group(1).upper() in _TEXT_KEYWORDS else ""
    if _PLANNING.match(line) or _CLOCK.match(line) or _COMMENT.match(line) or (first and _MODE.match(line)):
        return None
    if line.strip().upper() == ":END:" or _RULE.match(line):
        return ""
    return line.removeprefix(",") if line.startswith((",*", ",#+")) else line


def _name(heading: str, states: frozenset[str]) -> str:
    """A heading without its state, priority, cookies and tags."""
    words = heading.strip()
    for _ in range(2):  # a state and COMMENT, say
        first, _, rest = words.partition(" ")
        words = rest.strip() if first in states or first == "COMMENT" else words
        if match := _PRIORITY.match(words):
            words = words[match.end() :]
    text, space, tags = words.rpartition(" ")
    if space and _TAGS.fullmatch(tags):
        words = text
    return _COOKIE.sub("", words).strip() if len(words) < 2_000 else words
