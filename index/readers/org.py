"""Org: outlines with states and drawers; papers, reading summaries, and notes on works that drawers name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.readers.blocks import is_list_item, paragraphs
from index.readers.composing import Part, compose, compose_summary, filled, same_words
from index.readers.files import decode
from index.readers.records.entry import year_of
from index.readers.records.names import people_in
from index.readers.summary import fact, is_template_field, is_templates_own
from index.sources import Kind, Record, Source
from index.works.dois import doi_of

# Org's lines, and the outline's headlines with the properties in their drawers.
#
# We scan lines and use no library: a library's tree leaves out drawers with text and blocks, and orgparse 0.5 takes
# minutes for a headline with 10,000 spaces.

STATES = frozenset(
    """TODO DONE NEXT WAIT WAITING HOLD STARTED DOING INPROGRESS IN-PROGRESS CANCELLED CANCELED TOREAD READING
    READ""".split()  # noqa: SIM905
)
"""Common states that files need not define, since Emacs does."""
# "** Results"
_STARS = re.compile(r"(\*+)[ \t]+")
# "#+TITLE:"
_KEYWORD = re.compile(r"[ \t]*#\+([\w-]{1,40}):")
# "#+begin_src"
_BLOCK = re.compile(r"[ \t]*#\+(begin|end)_([\w-]{1,40})", re.IGNORECASE)
_DRAWER = re.compile(r"[ \t]*:([\w-]{1,60}):[ \t]*$")
# ":YEAR: 2021", and ":AUTHOR+: Doe, Jane", which adds to a property.
_PROPERTY = re.compile(r"[ \t]*:([\w-]{1,60}?)\+?:(?:[ \t]+|$)")
_NO_TEXT = re.compile(
    r"""[ \t]*(?:
        \#(?:[ \t]|$)                              # a comment
      | -\*-.*-\*-[ \t]*$                          # Emacs's modes: "-*- mode: org -*-"
      | (?:SCHEDULED|DEADLINE|CLOSED):
      | CLOCK:[ \t]*(?:\[|=>)
    )""",
    re.VERBOSE,
)
# "-----", "|---+---|", and an end without a drawer.
_RULE = re.compile(r"[ \t]*(?:-{5,}[ \t]*$|\|[-+|: \t]*$|:END:[ \t]*$)", re.IGNORECASE)
_TAGS = re.compile(r":[\w@#%:]+:")
# A priority "[#A]", or the progress of tasks "[1/2]", "[50%]".
_COOKIE = re.compile(r"[ \t]?\[(?:#[A-Za-z0-9]{1,2}|\d{0,4}/\d{0,4}|\d{0,3}%)\]")
_UNSEEN_BLOCKS = frozenset({"comment", "export"})
_ORGS_DRAWERS = frozenset({"PROPERTIES", "LOGBOOK", "CLOCK"})
"""Org's own drawers; others have the writer's text."""


@dataclass
class Headline:
    """A headline with its properties and lines of text; level 0 without a name is the text above the first headline."""

    level: int
    name: str
    properties: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """A file: its upper-case keywords with their values, and its headlines, in order."""

    keywords: Mapping[str, Sequence[str]]
    headlines: tuple[Headline, ...]

    def keyword(self, name: str) -> str | None:
        """All values of a keyword, joined."""
        return " ".join(filter(None, self.keywords.get(name, ()))) or None


def outline(text: str) -> Outline:
    """The outline of a file, without planning, clocks, comments, keywords and Org's own drawers."""
    lines = text.split("\n")
    keywords: dict[str, list[str]] = {}
    for line in lines:
        if match := _KEYWORD.match(line):
            keywords.setdefault(match.group(1).upper(), []).append(line[match.end() :].strip())
    states = STATES | set(_stated_states(keywords))
    ends = _drawer_ends(lines)
    headlines = [Headline(0, "")]
    block = ""
    skip_to = 0
    for i, line in enumerate(lines):
        if i < skip_to:
            continue
        if stars := _STARS.match(line):
            headlines.append(Headline(len(stars.group(1)), _name(line[stars.end() :], states)))
            block = ""
        elif mark := _BLOCK.match(line):
            block = mark.group(2).lower() if mark.group(1).lower() == "begin" else ""
            headlines[-1].lines.append("")
        elif block:
            headlines[-1].lines += [line] if block not in _UNSEEN_BLOCKS else []
        elif (drawer := _DRAWER.match(line)) and i in ends:
            name = drawer.group(1).upper()
            if name == "PROPERTIES":
                _add_properties(headlines[-1].properties, lines[i + 1 : ends[i]])
            skip_to = ends[i] + 1 if name in _ORGS_DRAWERS else i + 1
        elif not _NO_TEXT.match(line):
            headlines[-1].lines.append(_shown(line))
    return Outline(keywords, tuple(headlines))


def _stated_states(keywords: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """States that the file defines: "TODO(t) | DONE(d)"."""
    for name in ("TODO", "SEQ_TODO", "TYP_TODO"):
        for value in keywords.get(name, ()):
            yield from filter(None, (word.partition("(")[0] for word in value.replace("|", " ").split()))


def _drawer_ends(lines: Sequence[str]) -> dict[int, int]:
    """Line that opens a drawer -> line that ends it; a drawer must end before the next headline."""
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


def _add_properties(properties: dict[str, str], lines: Sequence[str]) -> None:
    for line in lines:
        if match := _PROPERTY.match(line):
            key, value = match.group(1).upper(), line[match.end() :].strip()
            properties[key] = f"{properties.get(key, '')} {value}".strip()


def _shown(line: str) -> str:
    """The text of a line; empty for a rule or a keyword other than a caption."""
    if keyword := _KEYWORD.match(line):
        return line[keyword.end() :].strip() if keyword.group(1).upper() == "CAPTION" else ""
    if _RULE.match(line):
        return ""
    return line.removeprefix(",") if line.startswith((",*", ",#+")) else line


def _name(headline: str, states: frozenset[str]) -> str:
    """A headline without its state, priority, cookies and tags."""
    words = _COOKIE.sub("", headline).strip()
    for _ in range(2):  # a state and COMMENT, say
        first, _, rest = words.partition(" ")
        words = rest.strip() if first in states or first == "COMMENT" else words
    text, space, tags = words.rpartition(" ")
    return text.strip() if space and _TAGS.fullmatch(tags) else words


# "[[https://example.org][words]]".
_LINK = re.compile(r"\[\[([^\[\]\n]{0,2000})\](?:\[([^\[\]]{0,2000})\])?\]")
_PICTURE = re.compile(r"(?:file:|\.{0,2}/)?[^\s]{0,500}\.(?:png|jpe?g|gif|svg|webp|tiff?)\Z", re.IGNORECASE)
# "@lovelace1843", "cite:lovelace1843", "[cite:@lovelace1843]".
_CITE = re.compile(r"[\"\[]{0,3}(?:cite[a-z/-]{0,20}:[@&]?|@)([^\s\"\[\],;@&]{1,120})", re.IGNORECASE)
_KEYS = ("CITEKEY", "CITE_KEY", "CITATION_KEY", "BIBTEX_KEY", "BIBTEXKEY", "KEY")
_TELLING = frozenset(
    {"AUTHOR", "AUTHORS", "YEAR", "DOI", "JOURNAL", "JOURNALTITLE", "BOOKTITLE", "BTYPE", "BIBTEX_TYPE"}
)
"""Properties that show that `CUSTOM_ID` is a citation key, not an anchor."""
_VENUES = ("JOURNAL", "JOURNALTITLE", "BOOKTITLE", "VENUE")
# org-ref's headlines: "2015 - Title".
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d[ \t]*[-–—:][ \t]*")
_MIN_FIELDS = 2
"""Headlines of the template that make an outline a summary (a guess)."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A work named in a drawer, and the headlines [first, last) of the notes on it."""

    record: Record
    first: int
    last: int


def read(data: bytes) -> Source:
    """Read a file; the filled template and notes on works become summaries. Raises ReadError if there is no text."""
    file = outline(decode(data))
    works = _works(file)
    fields = {headline.name.casefold() for headline in file.headlines if is_template_field(headline.name)}
    if len(works) < 2 and len(fields) >= _MIN_FIELDS:
        return _template(file, works[0].record if works else Record())
    if not works:
        return _document(file)
    if len(works) == 1:
        return _left_over(file, compose(_parts(file, works), [works[0].record], kind=Kind.SUMMARY))
    return _collection(file, works)


def _template(file: Outline, record: Record) -> Source:
    """Notes in the template; the outline's title wins over the one in its first lines."""
    title = record.title or _main_heading(file)
    source = compose_summary(_parts(file, ()), replace(record, title=title or file.keyword("TITLE")))
    return _left_over(file, source) if title else source


def _document(file: Outline) -> Source:
    """A paper, or notes that do not name a work."""
    title = _title_field(file) or file.keyword("TITLE") or _main_heading(file)
    authors = tuple(name for value in file.keywords.get("AUTHOR", ()) for name in people_in(value))
    record = Record(title=title, authors=authors, year=year_of(file.keyword("DATE") or ""))
    return _left_over(file, compose(_parts(file, ()), [record]))


def _collection(file: Outline, works: Sequence[_Work]) -> Source:
    """Notes on several works, each under its own headline; other text belongs to the file itself."""
    parts = list(_parts(file, works))
    records = [work.record for work in works]
    if any(part.record == 0 and not part.level for part in parts):
        return compose(parts, [Record(title=file.keyword("TITLE")), *records], kind=Kind.SUMMARY)
    of_works = (replace(part, record=part.record - 1) for part in parts if part.record)
    return compose(of_works, records, kind=Kind.SUMMARY)


def _left_over(file: Outline, source: Source) -> Source:
    """The source, with a warning if `#+TITLE:` differs from the work's title: it may be left over from another file."""
    keyword, title = file.keyword("TITLE"), source.records[0].title
    if not keyword or not title or same_words(keyword, title):
        return source
    warning = f'has #+TITLE "{keyword}", but its outline names "{title}": the outline was taken'
    return replace(source, warnings=(*source.warnings, warning))


def _title_field(file: Outline) -> str | None:
    """The title in a headline like "Paper Title: ..."."""
    for headline in file.headlines:
        label, _, value = headline.name.partition(":")
        if value.strip() and fact(label) == "title":
            return value.strip()
    return None


def _main_heading(file: Outline) -> str | None:
    """The only headline of level 1, unless it belongs to the template."""
    first_level = [headline.name for headline in file.headlines if headline.level == 1]
    return first_level[0] or None if len(first_level) == 1 and not is_templates_own(first_level[0]) else None


def _works(file: Outline) -> list[_Work]:
    """The works that drawers name; naming a work again in its own notes adds facts."""
    works: list[_Work] = []
    levels = [headline.level for headline in file.headlines]
    for i, headline in enumerate(file.headlines):
        record = _record(headline, file.keyword("TITLE"))
        if record is None:
            continue
        above = works[-1] if works else None
        if above and i < above.last and record.key in (above.record.key, None):
            works[-1] = replace(above, record=filled(record, above.record))
        else:
            last = next((j for j in range(i + 1, len(levels)) if levels[j] <= levels[i]), len(levels))
            works.append(_Work(record, i, last))
    return works


def _record(headline: Headline, keyword: str | None) -> Record | None:
    """The work that a headline's properties name by key or DOI; `keyword` is the file's title, for level 0."""
    stated = headline.properties
    doi = doi_of(stated.get("DOI", "")) or doi_of(stated.get("ROAM_REFS", ""))
    key = _key(stated)
    if not key and not doi:
        return None
    name = (headline.name if headline.level else keyword) or ""
    year_first = _YEAR_FIRST.match(name)
    return Record(
        title=stated.get("TITLE") or (name[year_first.end() :] if year_first else name) or None,
        authors=people_in(stated.get("AUTHOR", "") or stated.get("AUTHORS", "")),
        year=year_of(stated.get("YEAR", "") or stated.get("DATE", "")),
        venue=next(filter(None, map(stated.get, _VENUES)), None),
        doi=doi,
        key=key,
    )


def _key(stated: Mapping[str, str]) -> str | None:
    """The citation key in the properties that Org-roam, org-ref and Ebib use."""
    cited = (_CITE.match(word) for name in ("ROAM_REFS", "ROAM_KEY") for word in stated.get(name, "").split())
    named = next((match.group(1) for match in cited if match), None) or next(filter(None, map(stated.get, _KEYS)), None)
    if named is None and not _TELLING.isdisjoint(stated):
        named = stated.get("CUSTOM_ID")
    return (named or "").strip("@ ") or None


def _parts(file: Outline, works: Sequence[_Work]) -> Iterator[Part]:
    """Headlines and paragraphs; with several works, `record` is the work's position from 1, 0 outside them."""
    owner = [0] * len(file.headlines)
    titles = {work.first: work.record.title for work in works}
    for position, work in enumerate(works if len(works) > 1 else (), 1):
        owner[work.first : work.last] = [position] * (work.last - work.first)
    item = 0
    for i, headline in enumerate(file.headlines):
        if headline.name:
            yield Part(titles.get(i) or headline.name, headline.level, record=owner[i])
        text = _LINK.sub(_words, "\n".join(headline.lines))
        for start, end in paragraphs(text, 0, len(text)):
            item += 1
            line = text[text.rfind("\n", 0, start) + 1 : end].expandtabs()
            listed = is_list_item(line)
            indent = len(line) - len(line.lstrip(" ")) if listed else 0
            yield Part(text[start:end], 0, item if listed else 0, owner[i], indent)


def _words(link: re.Match[str]) -> str:
    """The text a link shows: its words or its target, nothing for a picture."""
    target, words = link.groups()
    return words if words else "" if _PICTURE.match(target) else target.removeprefix("file:")
