"""BibTeX and BibLaTeX: each entry a record under the researcher's own key, its abstract searchable text."""

import calendar
import codecs
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock, String
from bibtexparser.model import Entry as EntryBlock
from bibtexparser.splitter import Splitter

from index.errors import ReadError
from index.readers.files import decode
from index.readers.records.entry import (
    Entry,
    abstract_paragraphs,
    bounded,
    compose,
    doi_of,
    key_in,
    note_paragraphs,
    one_line,
    own_words,
    shortened,
    title_line,
    year_of,
)
from index.readers.records.latex import decode as from_latex
from index.readers.records.latex import verbatim
from index.readers.records.names import LONGEST_NAME, NOBODY, SUFFIX, split_names, tidy
from index.sources import Record, Source

# The value of a BibTeX field: braces, quotes, numbers and `@string` macros, joined by `#`.

_SPACE = re.compile(r"\s*")
_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTE_OR_BRACE = re.compile(r'(?<!\\)[{}"]')
_BARE = re.compile(r'[^\s#{}"]+')
_NEXT_FIELD = re.compile(r"([A-Za-z][\w:+.-]{0,60})\s*=")
_MONTHS = calendar.month_name[1:]
_GROWTH = 20
_LEAST_BUDGET = 1_000_000


class Macros:
    """The `@string` macros of one file, months among them, by name in any case.

    What they may be expanded to is bounded by the file's length: macros made of macros grow without limit. Raises
    ReadError past that bound.
    """

    def __init__(self, file_length: int) -> None:
        self._values = {month[:3].lower(): month for month in _MONTHS}
        self._left = max(_LEAST_BUDGET, _GROWTH * file_length)

    def define(self, name: str, raw: str) -> None:
        """Give a macro the value that `raw` stands for; what is defined before may stand in it."""
        self._values[name.lower()] = next(fields(name, raw, self))[1]

    def expand(self, name: str) -> str:
        """What a bare word stands for: the macro's value, else itself (a number, a macro that is nowhere defined)."""
        value = self._values.get(name.lower(), name)
        self._left -= len(value)
        if self._left < 0:
            raise ReadError("has @string macros that grow without bound: remove those made of many others")
        return value


def fields(name: str, raw: str, macros: Macros) -> Iterator[tuple[str, str]]:
    """The field `name` with its value; and the fields that a forgotten comma left inside that value."""
    at = 0
    while True:
        value, at = _value(raw, at, macros)
        following = _NEXT_FIELD.match(raw, at)
        if following is None:
            yield name, (value + " " + raw[at:].strip()).strip() if raw[at:].strip() else value
            return
        yield name, value
        name, at = following.group(1), following.end()


def _value(raw: str, at: int, macros: Macros) -> tuple[str, int]:
    """The parts joined by `#` that begin at `at`, and the offset of what stands behind them."""
    pieces: list[str] = []
    while True:
        piece, at = _part(raw, _skip(raw, at), macros)
        pieces.append(piece)
        at = _skip(raw, at)
        if raw[at : at + 1] != "#":
            return "".join(pieces), at
        at += 1


def _part(raw: str, at: int, macros: Macros) -> tuple[str, int]:
    if raw[at : at + 1] == "{":
        end = _closing(raw, at, _BRACE, "}")
        return raw[at + 1 : end], end + 1
    if raw[at : at + 1] == '"':
        end = _closing(raw, at, _QUOTE_OR_BRACE, '"')
        return raw[at + 1 : end], end + 1
    bare = _BARE.match(raw, at)
    return (macros.expand(bare.group()), bare.end()) if bare else ("", at)


def _closing(raw: str, at: int, marks: re.Pattern[str], closing: str) -> int:
    """Where the delimiter opened at `at` is closed, braces inside it balanced; the end of the text where it is not."""
    depth = 0
    for mark in marks.finditer(raw, at + 1):
        if mark.group() == closing and depth <= 0:
            return mark.start()
        depth += {"{": 1, "}": -1}.get(mark.group(), 0)
    return len(raw)


def _skip(raw: str, at: int) -> int:
    space = _SPACE.match(raw, at)
    return space.end() if space else at


# The entries of a BibTeX file with their fields: macros and inheritance resolved, what breaks off mended.

_NO_WORK = frozenset({"xdata", "set", "control", "ieeetranbstctl", "bibnote", "comment"})
_CONTAINERS = frozenset({"proceedings", "collection", "mvproceedings", "mvcollection", "mvbook", "periodical"})
_PART_OF_BOOK = frozenset({"inbook", "bookinbook", "suppbook"})
_PERIODICAL = frozenset({"article", "suppperiodical"})
_INHERITED = ("year", "date", "journal", "journaltitle", "booktitle", "series", "eventtitle", "editor")
_LONGEST_INHERITED = 1_000
_GENERATIONS = 8
_MOST_ANCESTORS = 50
_NEVER_LENT = frozenset({"abstract", "keywords", "annotation", "annote", "note", "ids"})
_KEY = re.compile(r"@\s*\w*\s*[{(]\s*([^\s,{}()=\"]{1,200})")
# Some programs leave the key out, and the comma after it.
_KEYLESS = re.compile(
    r"^[ \t]{0,40}@(?!string|preamble|comment)\w{1,40}[ \t]{0,40}[{(](?=\s{0,200}[A-Za-z][\w-]{0,40}[ \t]{0,40}=)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class BibtexEntry:
    """One entry; `fields` maps lower-case names to values with their LaTeX, `type` is lower case."""

    type: str
    key: str
    line: int
    fields: Mapping[str, str] = field(default_factory=dict)


def bibtex_entries(text: str) -> tuple[list[BibtexEntry], list[str]]:
    """The entries that tell of a work, in order, and what to warn of.

    Left out are entries that only lend fields to others: `@xdata`, and a collection or proceedings volume that another
    entry names as its `crossref`. One that nobody names is a work in its own right.
    Raises ReadError where macros grow without bound.
    """
    blocks = [_unwrapped(block) for block in _split(_KEYLESS.sub(r"\g<0>,", text))]
    macros = Macros(len(text))
    for block in blocks:
        if isinstance(block, String):
            macros.define(block.key, block.value)
    entries = [_entry_of_block(block, macros) for block in blocks if isinstance(block, EntryBlock)]
    mended = [(block, _mended(block, macros)) for block in blocks if isinstance(block, ParsingFailedBlock)]
    entries = sorted([*entries, *(entry for _, entry in mended if entry)], key=lambda entry: entry.line)
    by_key = {entry.key.lower(): entry for entry in reversed(entries) if entry.key}
    named = {entry.fields.get("crossref", "").strip().lower() for entry in entries}
    told = [_heir(entry, by_key) for entry in entries if not _lends_only(entry, named)]
    broken = [_broken(block, entry) for block, entry in mended]
    return told, list(bounded([warning for warning in broken if warning], "that could not be read whole"))


def _split(text: str) -> list[Block]:
    # Its log repeats, on standard error, what the failed blocks say.
    logger = logging.getLogger("bibtexparser.splitter")
    before, logger.disabled = logger.disabled, True
    try:
        return Splitter(text).split().blocks
    finally:
        logger.disabled = before


def _unwrapped(block: Block) -> Block:
    """The entry inside a block that is set aside because its key, or one of its fields, stands twice."""
    while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and block.ignore_error_block:
        block = block.ignore_error_block
    return block


def _entry_of_block(block: EntryBlock, macros: Macros) -> BibtexEntry:
    """Of fields that stand twice the first counts, as in BibTeX."""
    found: dict[str, str] = {}
    for each in block.fields:
        for name, value in fields(each.key, str(each.value), macros):
            if value.strip():
                found.setdefault(name.lower(), value)
    return BibtexEntry(block.entry_type.lower(), block.key, (block.start_line or 0) + 1, found)


def _mended(block: ParsingFailedBlock, macros: Macros) -> BibtexEntry | None:
    """What an entry that breaks off says before that: read again with what it lacks at its end."""
    raw = (block.raw or "").rstrip().rstrip(",")
    if "=" not in raw:
        return None
    for whole in (raw + "}", raw + "}}", raw + '"}', raw[: raw.rfind(",")] + "}"):
        entries = [each for each in map(_unwrapped, _split(whole)) if isinstance(each, EntryBlock)]
        if entries and entries[0].fields:
            return replace(_entry_of_block(entries[0], macros), line=(block.start_line or 0) + 1)
    return None


def _broken(block: ParsingFailedBlock, entry: BibtexEntry | None) -> str | None:
    """The warning of a block that broke off; None for a comment or preamble, which say nothing of a work."""
    raw = (block.raw or "").strip()
    kind = re.match(r"@\w*", raw)
    if kind and kind.group().lower() in ("@comment", "@preamble"):
        return None
    key = _KEY.match(raw)
    name = f"entry {shortened(key.group(1))}" if key else f"entry beginning `{shortened(raw[:40].split(chr(10))[0])}`"
    line = (block.start_line or 0) + 1
    if entry is None:
        return f"line {line}: the {name} cannot be read and was left out: check its braces and commas"
    return f"line {line}: the {name} breaks off; what stands before that was read: check its braces and commas"


def _lends_only(entry: BibtexEntry, named: Iterable[str]) -> bool:
    volume = entry.type in _CONTAINERS and entry.key.lower() in named and "abstract" not in entry.fields
    return entry.type in _NO_WORK or volume


def _heir(entry: BibtexEntry, by_key: Mapping[str, BibtexEntry]) -> BibtexEntry:
    """The entry with what it leaves to `xdata` and `crossref`; nearer fields win over those farther up."""
    own = dict(entry.fields)
    for parent, lends in _ancestors(entry, by_key, {entry.key.lower()}):
        for name, value in lends:
            if len(value) <= _LONGEST_INHERITED:
                own.setdefault(name, value)
        if entry.type in _PART_OF_BOOK and "author" in parent.fields:
            own.setdefault("author", parent.fields["author"])
    return replace(entry, fields=own)


def _ancestors(
    entry: BibtexEntry, by_key: Mapping[str, BibtexEntry], seen: set[str]
) -> Iterator[tuple[BibtexEntry, list[tuple[str, str]]]]:
    """Parents, nearest first, each with the fields it lends; a circle ends where it closes."""
    heirs = [entry]
    for _ in range(_GENERATIONS):
        parents: list[BibtexEntry] = []
        for heir in heirs:
            container = heir.fields.get("crossref", "").strip().lower()
            for key in (*(key.strip() for key in heir.fields.get("xdata", "").lower().split(",")), container):
                parent = by_key.get(key)
                if parent is None or key in seen or len(seen) > _MOST_ANCESTORS:
                    continue
                seen.add(key)
                parents.append(parent)
                yield parent, _lent(parent, entry.type) if key == container else _shared(parent)
        heirs = parents


def _shared(data: BibtexEntry) -> list[tuple[str, str]]:
    """What an `@xdata` entry says of all works that name it."""
    return [(name, value) for name, value in data.fields.items() if name not in _NEVER_LENT]


def _lent(parent: BibtexEntry, heir_type: str) -> list[tuple[str, str]]:
    """What a container says of the works in it: its title is their book's or journal's title."""
    lent = [(name, parent.fields[name]) for name in _INHERITED if name in parent.fields]
    place = "journaltitle" if heir_type in _PERIODICAL else "booktitle"
    title = parent.fields.get("title") or parent.fields.get("booktitle")
    return [*lent, *([(place, title)] if title else [])]


_ENCODING = re.compile(rb"%[ \t]*Encoding:[ \t]*([\w.:-]{2,30})", re.IGNORECASE)
_VENUES = ("journaltitle", "journal", "booktitle", "eventtitle", "conference", "maintitle", "issuetitle", "series")
_WHOLE_VOLUMES = frozenset(
    {"book", "collection", "mvbook", "mvcollection", "mvproceedings", "periodical", "proceedings"}
)
_NOTES = ("annotation", "annote", "comment", "comments", "review", "note", "notes")


def read(data: bytes) -> Source:
    """Read the entries of a bibliography; raises ReadError where it holds none."""
    entries, warnings = bibtex_entries(decode(data, _declared(data)))
    return compose([_entry(entry) for entry in entries], warnings)


def _declared(data: bytes) -> str | None:
    """The encoding that JabRef writes into the first lines, where Python knows it."""
    match = _ENCODING.search(data[:2000])
    name = match.group(1).decode("ascii", "replace") if match else ""
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def _entry(entry: BibtexEntry) -> Entry:
    raw = entry.fields
    return Entry(
        Record(
            title=_title(entry) or None,
            authors=bibtex_names(raw.get("author", "")) or bibtex_names(_editors(entry)),
            year=year_of(*(one_line(raw.get(name, "")) for name in ("date", "year", "issue_date", "eventdate"))),
            venue=_venue(entry),
            doi=doi_of(
                *(verbatim(raw.get(name, "")) for name in ("doi", "url", "note", "howpublished", "ee", "bdsk-url-1"))
            ),
            key=entry.key or key_in(raw.get("note", "")),
        ),
        abstract=abstract_paragraphs(from_latex(raw.get("abstract", ""))),
        keywords=_keywords(raw.get("keywords") or raw.get("keyword") or raw.get("author_keywords") or ""),
        notes=[part for name in _NOTES for part in own_words(name, note_paragraphs(from_latex(raw.get(name, ""))))],
    )


def _title(entry: BibtexEntry) -> str:
    """Title and subtitle; a volume without a title of its own goes by that of its book."""
    title = _text(entry, "title") or (_text(entry, "booktitle") if entry.type in _WHOLE_VOLUMES else "")
    subtitle = _text(entry, "subtitle")
    if not (title and subtitle):
        return title or subtitle
    return f"{title}{' ' if title[-1] in ':?!.–—' else ': '}{subtitle}"


def _venue(entry: BibtexEntry) -> str | None:
    venues = (_text(entry, name) for name in _VENUES)
    title = _title(entry)
    return next((venue for venue in venues if venue and venue != title), None)


def _editors(entry: BibtexEntry) -> str:
    """Those who made a volume that has no author; a paper's editors are not its authors."""
    return entry.fields.get("editor", "") if entry.type in _WHOLE_VOLUMES else ""


def _text(entry: BibtexEntry, name: str) -> str:
    return title_line(from_latex(entry.fields.get(name, "")))


def _keywords(raw: str) -> list[str]:
    """Parted by semicolons where there is one, else by commas."""
    text = from_latex(raw)
    parts = " ".join(text.split()).replace(" · ", ";").split(";") if ";" in text or " · " in text else text.split(",")
    return [keyword for part in parts if (keyword := one_line(part))]


# The names of a BibTeX author field: "First von Last", "von Last, First" or "von Last, Jr, First", joined by `and`.

_ORGANISATION = re.compile(
    r"\b(?:of|for|and|University|Institute|Association|Organi[sz]ation|Committee|Consortium|Foundation|GmbH|Inc|Ltd|Group)\b"
)


def bibtex_names(value: str) -> tuple[str, ...]:
    """The names of an author field with its LaTeX; one in braces of its own (an organisation) stays whole."""
    if " and " not in f" {' '.join(value.split())} " and ";" in value and "{" not in value:
        return split_names(from_latex(value))
    names = (_bibtex_name(name) for name in split_multiple_persons_names(value))
    return tuple(name for name in names if not NOBODY.fullmatch(name) and not SUFFIX.fullmatch(name))


def _bibtex_name(name: str) -> str:
    """ "von Last, First, Jr"; TeX's rules say which part of the name is which."""
    if len(name) > LONGEST_NAME:
        return tidy(from_latex(name))
    parts = parse_single_name_into_parts(name, strict=False)
    if _ORGANISATION.search(name) and "," not in name:
        return tidy(from_latex(name))
    given, suffix = parts.first, parts.jr
    if suffix and SUFFIX.fullmatch(" ".join(given)):  # "Sherry, John F., Jr." as others write it
        given, suffix = suffix, given
    told = (" ".join(words) for words in ([*parts.von, *parts.last], given, suffix))
    return ", ".join(part for words in told if (part := tidy(from_latex(words))))
