"""The entries of a BibTeX file with their fields: macros and inheritance resolved, what breaks off mended."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from index.readers.bibtex_values import Macros, fields
from index.readers.record_gaps import bounded, shortened

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
    entries = [_entry(block, macros) for block in blocks if isinstance(block, Entry)]
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


def _entry(block: Entry, macros: Macros) -> BibtexEntry:
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
        entries = [each for each in map(_unwrapped, _split(whole)) if isinstance(each, Entry)]
        if entries and entries[0].fields:
            return replace(_entry(entries[0], macros), line=(block.start_line or 0) + 1)
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
