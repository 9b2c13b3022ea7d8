"""Org: outlines with states and drawers; papers, reading summaries, and notes that name the work they are on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.readers.blocks import is_list_item, paragraphs
from index.readers.composing import Part, compose, compose_summary, filled, same_words
from index.readers.files import decode
from index.readers.records.entry import doi_of, year_of
from index.readers.records.names import people_in
from index.readers.summary import fact, is_fact, is_template_field
from index.sources import Kind, Record, Source

# Org's lines: what each is, and the outline's headings with what stands in their drawers.
#
# A scan of lines rather than a library's tree: the reader needs what a tree leaves out (drawers that hold text, blocks)
# and must take any input in linear time, which the patterns of the library at hand do not.

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


_LINK = re.compile(r"\[\[([^\[\]\n]{0,2000})\](?:\[([^\[\]]{0,2000})\])?\]")
_PICTURE = re.compile(r"(?:file:|\.{0,2}/)?[^\s]{0,500}\.(?:png|jpe?g|gif|svg|webp|tiff?)\Z", re.IGNORECASE)
_CITE = re.compile(r"[\"\[]{0,3}(?:cite[a-z/-]{0,20}:[@&]?|@)([^\s\"\[\],;@&]{1,120})", re.IGNORECASE)
_KEYS = ("CITEKEY", "CITE_KEY", "CITATION_KEY", "BIBTEX_KEY", "BIBTEXKEY", "KEY")
_TELLING = frozenset(
    {"AUTHOR", "AUTHORS", "YEAR", "DOI", "JOURNAL", "JOURNALTITLE", "BOOKTITLE", "BTYPE", "BIBTEX_TYPE"}
)
"""Properties beside which `CUSTOM_ID` is a citation key and no anchor of a page."""
_VENUES = ("JOURNAL", "JOURNALTITLE", "BOOKTITLE", "VENUE")
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d[ \t]*[-–—:][ \t]*")
_LEFT_OVER = 'has #+TITLE "{}", but its outline names "{}": the outline was taken'
_MIN_FIELDS = 2
"""Headings of the template that make an outline a summary, whether or not it states the facts."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A work that a drawer names, and the sections [first, last) that tell of it."""

    record: Record
    first: int
    last: int


def read(data: bytes) -> Source:
    """Read a file; the filled template, and notes on works that their drawers name, are summaries.

    Raises ReadError for bytes that are no text and for a file without any.
    """
    file = outline(decode(data))
    works = _works(file)
    if len(works) < 2 and _is_template(file):
        return _template(file, works[0].record if works else Record())
    if not works:
        return _document(file)
    if len(works) == 1:
        return _left_over(file, compose(_parts(file, works), [works[0].record], kind=Kind.SUMMARY))
    return _collection(file, works)


def _is_template(file: Outline) -> bool:
    return len({s.name.casefold() for s in file.sections if is_template_field(s.name)}) >= _MIN_FIELDS


def _template(file: Outline, record: Record) -> Source:
    """Notes in the template: the outline's own title comes before the one its first lines state."""
    named = record.title or _main_heading(file)
    source = compose_summary(_parts(file, ()), replace(record, title=named or _keyword(file, "TITLE")))
    return _left_over(file, source) if named else source


def _document(file: Outline) -> Source:
    """A paper, or notes that name no work."""
    title = _title_field(file) or _keyword(file, "TITLE") or _main_heading(file)
    authors = tuple(name for value in file.keywords.get("AUTHOR", ()) for name in people_in(value))
    record = Record(title=title, authors=authors, year=year_of(_keyword(file, "DATE") or ""))
    return _left_over(file, compose(_parts(file, ()), [record]))


def _collection(file: Outline, works: Sequence[_Work]) -> Source:
    """Notes on several works, each under its own heading; what stands outside them is the file's own."""
    parts = list(_parts(file, works))
    own = [part for part in parts if part.record == 0]
    if any(not part.level for part in own):
        return compose(parts, [Record(title=_keyword(file, "TITLE")), *(w.record for w in works)], kind=Kind.SUMMARY)
    told = (replace(part, record=part.record - 1) for part in parts if part.record)
    return compose(told, [work.record for work in works], kind=Kind.SUMMARY)


def _left_over(file: Outline, source: Source) -> Source:
    """The source, with a warning where `#+TITLE:` is not what the work is called: it was left over from another."""
    keyword, title = _keyword(file, "TITLE"), source.records[0].title
    if not keyword or not title or same_words(keyword, title):
        return source
    return replace(source, warnings=(*source.warnings, _LEFT_OVER.format(keyword, title)))


def _keyword(file: Outline, name: str) -> str | None:
    return " ".join(filter(None, file.keywords.get(name, ()))) or None


def _title_field(file: Outline) -> str | None:
    """The title by a heading that is its label: "Paper Title: ..."."""
    for section in file.sections:
        name, colon, value = section.name.partition(":")
        if colon and value.strip() and is_fact(name.strip()) and fact(name) == "title":
            return value.strip()
    return None


def _main_heading(file: Outline) -> str | None:
    """The one heading of the first level, unless it is a field of the template or the template's own."""
    found = [section.name for section in file.sections if section.level == 1]
    if len(found) != 1 or is_template_field(found[0]) or is_fact(found[0].partition(":")[0].strip()):
        return None
    return None if found[0].casefold().startswith("summary template") else found[0] or None


def _works(file: Outline) -> list[_Work]:
    """The works that drawers name; one that is named again in its own notes is one work."""
    found: list[_Work] = []
    for i, section in enumerate(file.sections):
        record = _of_drawer(section, _keyword(file, "TITLE"))
        if record is None:
            continue
        work = _Work(record, i, _end(file.sections, i))
        above = found[-1] if found else None
        if above and i < above.last and record.key in (above.record.key, None):
            found[-1] = replace(above, record=filled(record, above.record))
        else:
            found.append(work)
    return found


def _end(sections: Sequence[Section], i: int) -> int:
    """The section behind the subtree of section i."""
    level = sections[i].level
    return next((j for j in range(i + 1, len(sections)) if sections[j].level <= level), len(sections))


def _of_drawer(section: Section, keyword: str | None) -> Record | None:
    """What a section's properties state of a work; None where they name none by key or DOI."""
    stated = section.properties
    doi = doi_of(stated.get("DOI", "")) or doi_of(stated.get("ROAM_REFS", ""))
    key = _key(stated)
    if not key and not doi:
        return None
    year = year_of(stated.get("YEAR", "") or stated.get("DATE", ""))
    heading = section.name if section.level else keyword
    return Record(
        title=stated.get("TITLE") or _without_year(heading or "") or None,
        authors=people_in(stated.get("AUTHOR", "") or stated.get("AUTHORS", "")),
        year=year,
        venue=next((stated[name] for name in _VENUES if stated.get(name)), None),
        doi=doi,
        key=key,
    )


def _key(stated: Mapping[str, str]) -> str | None:
    """The citation key, by the properties that Org-roam, org-ref and Ebib keep it in."""
    cited = (_CITE.match(word) for name in ("ROAM_REFS", "ROAM_KEY") for word in stated.get(name, "").split())
    named = next((match.group(1) for match in cited if match), None) or next(filter(None, map(stated.get, _KEYS)), None)
    if named is None and not _TELLING.isdisjoint(stated):
        named = stated.get("CUSTOM_ID")
    return named.strip("@ ") or None if named else None


def _without_year(heading: str) -> str:
    """A heading as org-ref writes it, "2015 - Title", without the year."""
    match = _YEAR_FIRST.match(heading)
    return heading[match.end() :] if match else heading


def _parts(file: Outline, works: Sequence[_Work]) -> Iterator[Part]:
    """Headings and paragraphs; of several works, each part has the position of its own from 1, others 0."""
    owner = [0] * len(file.sections)
    heads = {}
    for position, work in enumerate(works, 1):
        owner[work.first : work.last] = [position if len(works) > 1 else 0] * (work.last - work.first)
        heads[work.first] = work.record.title
    item = 0
    for i, section in enumerate(file.sections):
        if section.name:
            yield Part(heads.get(i) or section.name, section.level, record=owner[i])
        text = _LINK.sub(_words, "\n".join(section.lines))
        for start, end in paragraphs(text, 0, len(text)):
            item += 1
            listed = is_list_item(text[text.rfind("\n", 0, start) + 1 : end])
            yield Part(text[start:end], 0, item if listed else 0, owner[i])


def _words(link: re.Match[str]) -> str:
    """What a link shows: its words, or where it leads; nothing for a picture."""
    target, words = link.groups()
    return words if words else "" if _PICTURE.match(target) else target.removeprefix("file:")
