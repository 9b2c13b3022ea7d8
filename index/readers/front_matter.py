"""The YAML block above a Markdown text, as far as it states bibliography.

Read line by line: it holds plain fields and lists in practice, and a full YAML reader would make objects of a
stranger's text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from index.readers.author_lists import people_in
from index.readers.record_facts import doi_of, year_of
from index.sources import Record

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
