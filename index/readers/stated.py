"""Facts that a note states about its paper: front matter, labels, tables; and the marks of note programs."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.readers.blocks import lines
from index.readers.records.entry import year_of
from index.readers.records.names import people_in
from index.sources import Record
from index.works.dois import doi_of
from index.works.names import is_cut_list

# "{{title}}", "<% tp.file.title %>", "${authors}", "[Title of the paper]", "<year>", "TBD", "..."
_HOLE = re.compile(
    r"""(?:.*(?:\{\{.*\}\}|<%.*%>|\{%.*%\}|\$\{.*\}).*|\[(?!\[)[^\[\]]*\]|<[^<>]*>|\W*
      |tb[da]|todo|n/?a|none|unknown|xx+|untitled|(?:paper\ )?title(?:\ here)?|authors?(?:\ names?)?|yyyy|year
      |(?:cite)?key)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


_LONGEST = 500
"""Characters of a value that are looked at (a guess, beyond any title)."""


def is_hole(value: str) -> bool:
    """Whether a value still is what a template put there, to be filled in."""
    return _HOLE.fullmatch(value.strip()[:_LONGEST]) is not None


def _filled(value: str) -> str:
    return "" if is_hole(value) else value


# Bibliographic facts in the YAML block above a Markdown text.
#
# Read line by line: in practice it has plain fields and lists, and often what a YAML parser refuses
# ("title: On Drift: A Study").

# "---\ntitle: On Drift\n---"; the first line must name a field, unlike text between two rules.
_BLOCK = re.compile(r"---[ \t]*\n(?=[\w-]+[ \t]*:)(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
# "title: On Drift", "authors:"
_FIELD = re.compile(r"([\w-]{1,60})[ \t]{0,9}:(?:[ \t]+|$)")
_ITEM = re.compile(r"[ \t]*-(?:[ \t]+|$)")
_FOLDED = frozenset({"", ">", "|", ">-", "|-", ">+", "|+"})
_AUTHORS = ("author", "authors", "creator", "creators")
_YEARS = ("year", "issued", "publication-date", "published")
_WRITTEN_BY_APPS = frozenset({"tags", "aliases", "alias", "cssclass", "cssclasses", "created", "status", "category"})
"""Fields of note programs: beside them `date` is the day of the note, not of the paper."""
_VENUES = ("journal", "venue", "container-title", "booktitle", "publication", "conference")
_KEYS = ("citekey", "citation-key", "citation_key", "citationkey", "bibtexkey", "bibtex-key", "cite-key", "cite_key")


def front_matter(text: str) -> tuple[Record, int]:
    """The facts of the block, and the offset where the text below it begins (0 without a block)."""
    match = _BLOCK.match(text)
    if match is None:
        return Record(), 0
    fields = _fields(match.group(1).split("\n"))
    first = {name: next(iter(values), "") for name, values in fields.items()}
    people = next((named for name in _AUTHORS if (named := [*filter(_filled, fields.get(name, ()))])), [])
    record = Record(
        title=_filled(first.get("title", "")) or _filled(first.get("paper", "")) or None,
        # One string may name several authors; several strings name one each.
        authors=people_in(people[0]) if len(people) == 1 else tuple(people),
        authors_cut=any(map(is_cut_list, people)),
        year=year_of(
            *(first.get(name, "") for name in _YEARS), "" if _WRITTEN_BY_APPS & fields.keys() else first.get("date", "")
        ),
        venue=next(filter(None, map(first.get, _VENUES)), None),
        doi=doi_of(first.get("doi", "")) or doi_of(first.get("url", "")),
        key=next((key for name in _KEYS if (key := _filled(first.get(name, "").strip("@ ")))), None),
    )
    return record, match.end()


# "#+KIND: draft", Org's front matter
_KIND = re.compile(r"^#\+KIND:[ \t]*(\w+)", re.IGNORECASE | re.MULTILINE)


def stated_kind(text: str) -> str:
    """The kind that the writer states as `kind: draft` in front matter, or by `#+KIND:`; empty if none."""
    if match := _BLOCK.match(text):
        return next(iter(_fields(match.group(1).split("\n")).get("kind", ())), "").lower()
    stated = _KIND.search(text)
    return stated.group(1).lower() if stated else ""


def _fields(lines: Sequence[str]) -> Mapping[str, list[str]]:
    """Lower-case name of each top-level field -> its value or the values of its list."""
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in lines:
        if match := _FIELD.match(line):
            values = fields.setdefault(match.group(1).lower(), [])
            stated = line[match.end() :].strip()
            values += _inline(stated) if stated not in _FOLDED else ()
        elif item := _ITEM.match(line):
            # A value, or the first of several fields (of an author, say).
            member = line[item.end() :]
            inner = _FIELD.match(member)
            values += filter(None, [_unquoted(member[inner.end() :] if inner else member)])
        elif line.strip() and line[0].isspace():
            _continue(values, line.strip())
    return fields


def _continue(values: list[str], line: str) -> None:
    """Add an indented line: it continues the value above, or is another field of a list's item."""
    inner = _FIELD.match(line)
    if inner is None:
        values[-1:] = [" ".join(filter(None, (*values[-1:], line)))]
    elif values and inner.group(1).lower() in ("given", "first", "firstname", "given-names"):
        values[-1] = f"{values[-1]}, {_unquoted(line[inner.end() :])}"


def _inline(stated: str) -> Iterator[str]:
    """The values beside a field's name: a string, or a list in brackets."""
    members = [stated]
    if stated.startswith("[") and stated.endswith("]") and not stated.startswith("[["):
        quoted = re.findall(r'"([^"]*)"|\'([^\']*)\'', stated)
        members = [double or single for double, single in quoted] or stated[1:-1].split(",")
    yield from filter(None, map(_unquoted, members))


def _unquoted(value: str) -> str:
    """A value without quotes, a trailing comment, or the brackets of a wiki link."""
    value = value.strip()
    end = value.find(value[0], 1) if value[:1] in ("'", '"') else -1
    value = value[1:end] if end > 0 else value.partition(" #")[0].strip()
    return value.removeprefix("[[").removesuffix("]]").strip()


# What a note states in its text: "**Citekey**:: verne2021", "**Title:** On Drift", "| Year | 2021 |".

_MARKS = r"(?:[ \t]|>|[*+-][ \t])*"
_LABELLED = re.compile(
    rf"""{_MARKS}(?:
        (?:\*\*|__)(?P<bold>[^\n*_:|]{{2,40}}?)[ \t]*(?:(?P<inside>::?)(?:\*\*|__)|(?:\*\*|__)[ \t]*(?P<behind>::?))
      | (?P<inline>[A-Za-z][\w ()/-]{{1,38}}?)::(?=[ \t]|$)
    )[ \t]*(?P<value>[^\n]*)$""",
    re.VERBOSE,
)
# "| **Title** | On Drift |"
_ROW = re.compile(r"[ \t]*\|[ \t]*(?P<bold>[^|\n]{2,40}?)[ \t]*\|[ \t]*(?P<value>[^|\n]*?)[ \t]*\|?[ \t]*$")
# "|---|:--|" below a table's head, which names columns
_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*---[ \t:|-]*$", re.MULTILINE)
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]*)+", re.MULTILINE)
# "> [!Abstract]- Abstract"
_CALLOUT = re.compile(r"[ \t]*>[ \t]*\[!(\w{1,20})\][+-]?[^\n]*$")
_NAMES = re.compile(
    r"""(?P<title>(?:paper\ |full\ |original-)?title|paper)
      | (?P<authors>(?:first\ ?|all\ )?authors?|authors?\ ?\(s\)|author\(s\))
      | (?P<year>(?:publication\ )?year|(?:date\ )?published|publication\ date)
      | (?P<venue>journal|venue|conference|publication(?:\ title)?|book\ ?title|source)
      | (?P<doi>doi|url|link|doi\ ?/\ ?url) | (?P<key>cite\ ?-?key|(?:citation|bibtex|bib|cite)[ -]?key)
      | (?P<other>item\ ?type|type|volume|issue|number|pages?|publisher|zotero(?:\ ?link)?|pdf|tags?|keywords?|status
          |rating|read|date(?:\ ?read)?|import\ ?date|added|created|issn|isbn|collections?|local\ ?library|aliases)""",
    re.IGNORECASE | re.VERBOSE,
)
_ABSTRACTS, _CITES = frozenset({"abstract"}), frozenset({"cite", "citation", "reference", "bibliography"})
# "@verne2021", a title of Logseq's pages
_CITEKEY = re.compile(r"@[^\s@]{2,120}")
_LINKS = re.compile(r"@[\w:./-]{2,120}|\#[\w/-]+")
_TOP = 60
"""Lines below which bold labels and tables are text, not facts about the paper (a guess)."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A note's text with spaces in place of marks and facts, the facts, and the spans of the paper's abstract."""

    text: str
    record: Record
    abstracts: tuple[tuple[int, int], ...] = ()

    def is_abstract(self, start: int, end: int) -> bool:
        """Whether a span is in the paper's abstract."""
        return any(a <= start and end <= b for a, b in self.abstracts)


def noted(text: str, start: int) -> Noted:
    """What a note states below its front matter, which ends at `start`; a fact stated twice is taken from the first."""
    shown = without_note_marks(text)
    stated: dict[str, list[str]] = defaultdict(list)
    abstracts: list[tuple[int, int]] = []
    blank: list[tuple[int, int]] = []
    callout = ""
    for number, (first, last) in enumerate(lines(shown, start)):
        line = shown[first:last]
        if opened := _CALLOUT.match(line):
            callout = opened.group(1).lower()
            blank.append((first, last))
            continue
        callout = callout if line.lstrip().startswith(">") else ""
        label = _LABELLED.match(line)
        row = _ROW.match(line) if number < _TOP and not _RULE.match(shown, last + 1) else None
        if callout in _CITES:
            stated["cited"].append(line)
            blank.append((first, last))
        elif callout in _ABSTRACTS and not label:
            abstracts.append((first, last))
        elif match := label or row:
            blank += _take(match, stated, first, number < _TOP)
    shown = _blanked(shown, blank)
    if any(mark in text for mark in ("[!", "%%", "zotero://")):  # a program wrote its quotations
        shown = _blanked(shown, [mark.span() for mark in _QUOTED.finditer(shown)])
    return Noted(shown, _record(stated), tuple(abstracts))


def _take(match: re.Match[str], stated: dict[str, list[str]], first: int, above: bool) -> Iterator[tuple[int, int]]:
    """Note the fact of a labelled line; yields what of it is no text: all of a fact, the label of other fields."""
    groups = match.groupdict()
    name = (groups["bold"] or groups.get("inline") or "").strip(" *_:")
    inline = "::" in (groups.get("inside"), groups.get("behind")) or bool(groups.get("inline"))
    named = _NAMES.fullmatch(name) if inline or above else None
    if named and (fact := named.lastgroup):
        value = match["value"].strip(' \t*_`"')
        value = value.removeprefix("[[").removesuffix("]]")
        if fact == "title" and _CITEKEY.fullmatch(value):
            fact = "key"
        if not is_hole(value) and (fact == "authors" or fact not in stated):
            stated[fact].append(value)
        yield first, first + match.end()
    elif inline:
        only_links = not _LINKS.sub("", match["value"]).strip(" ,;")
        yield first, first + (match.end() if only_links else match.start("value"))


def names_fact(name: str) -> bool:
    """Whether a name is that of a bibliographic fact: "Journal", "Published", "DOI / URL"."""
    named = _NAMES.fullmatch(name.strip())
    return named is not None and named.lastgroup != "other"


def inline_name(line: str) -> str:
    """The name of the field in a line such as "**Challenges**:: drift", empty for other lines."""
    label = _LABELLED.match(line.split("\n", 1)[0])
    if label is None or "::" not in (label["inside"], label["behind"], "::" if label["inline"] else ""):
        return ""
    return (label["bold"] or label["inline"]).strip(" *_:")


def _record(stated: Mapping[str, Sequence[str]]) -> Record:
    first = {fact: next(iter(values), "") for fact, values in stated.items()}
    people = [
        person
        for value in stated.get("authors", ())
        for person in people_in(" ".join(value.split()).replace(" ,", ","))
    ]
    return Record(
        title=first.get("title") or None,
        authors=tuple(dict.fromkeys(people)),
        authors_cut=any(map(is_cut_list, stated.get("authors", ()))),
        year=year_of(first.get("year", "")),
        venue=None if "://" in first.get("venue", "") else first.get("venue") or None,
        doi=doi_of(first.get("doi", "")) or doi_of("", first.get("venue", ""), *stated.get("cited", ())),
        key=first.get("key", "").strip("@[] ") or None,
    )


def completed(record: Record, second: Record) -> Record:
    """`record`, with the facts that it lacks from `second`."""
    return replace(
        record,
        title=record.title or second.title,
        authors=record.authors or second.authors,
        authors_cut=(record if record.authors else second).authors_cut,
        year=record.year or second.year,
        venue=record.venue or second.venue,
        doi=record.doi or second.doi,
        key=record.key or second.key,
    )


# Marks of Obsidian, Logseq and Zotero's plugins, which are no text: "%% comment %%", "![[figure.png]]", "==marked==",
# "[[@key|words]]", "<mark style=...>Quote</mark>", "[p. 3](zotero://open-pdf/...)", "^a4", "#drift #todo".
_NO_TEXT = (
    re.compile(
        r"^[ \t]*```[ \t]*(?:dataview|dataviewjs|query|tasks|button)\b.*?^[ \t]*```[ \t]*$", re.DOTALL | re.MULTILINE
    ),
    re.compile(r"%%.{0,2000}?%%", re.DOTALL),
    re.compile(r"!\[\[[^\[\]\n]{0,300}\]\]"),
    re.compile(r"^[ \t>]*<mark\b[^<>]{0,300}>\w*</mark>[ \t]*$", re.IGNORECASE | re.MULTILINE),
    re.compile(r"</?mark\b[^<>]{0,300}>", re.IGNORECASE),
    re.compile(r"(?<=\s)\^[\w-]{1,20}[ \t]*$", re.MULTILINE),
    re.compile(r"^[ \t]*(?:\#[A-Za-z][\w/-]{0,60}[ \t]*)+$", re.MULTILINE),
    re.compile(r"(?<=\S)[ \t](?:\#[A-Za-z][\w/-]{0,60}[ \t]*)+$", re.MULTILINE),
)
_AROUND = (
    re.compile(r"(?<![\w=])(==)(?=[^\s=])[^=\n]{1,1000}?(?<=[^\s=])(==)(?![\w=])"),
    re.compile(r"(\[\[(?:[^\[\]|\n]{1,300}\|)?)[^\[\]|\n]{1,300}(\]\])"),
    re.compile(
        r"(?<!!)(\[)[^\[\]\n]{1,300}(\]\((?:zotero|obsidian|file|marginnote3app|highlights)://[^()\s]{0,500}\))"
    ),
)
NOTE_MARKS = re.compile(
    r"""\[\[[^\[\]\n]{1,200}\]\]
      | ^[ \t]*>[ \t]*\[!\w{1,20}\]
      | %%[^%]{0,2000}%%
      | zotero://
      | ^(?:[ \t]|>|[*-][ \t])*\*{0,2}[A-Za-z]\w{1,30}\*{0,2}::[ \t]
      | ^[ \t]*[-*][ \t]\[[ xX]\][ \t]
      | (?<![\w=])==[^\s=][^=\n]{1,300}==
      | ^[ \t]*(?:\#[A-Za-z][\w/-]{1,60}[ \t]*)+$
      | ^```dataview""",
    re.MULTILINE | re.VERBOSE,
)
"""What only a person's notes have: wiki links, callouts, comments, inline fields, tasks, marked words, tags."""


def without_note_marks(text: str) -> str:
    """The text with spaces in place of the marks of note programs; offsets stay valid."""
    if not any(mark in text for mark in ("[[", "%%", "==", "<mark", "#", "^", "zotero://", "```")):
        return text
    for pattern in _NO_TEXT:
        text = pattern.sub(lambda match: re.sub(r"\S", " ", match.group()), text)
    for pattern in _AROUND:
        spans = [match.span(group) for match in pattern.finditer(text) for group in (1, 2)]
        text = _blanked(text, spans)
    return text


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces in place of what is shown in the spans, which are in order."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += text[done:start], re.sub(r"\S", " ", text[start:end])
        done = end
    return "".join([*parts, text[done:]])
