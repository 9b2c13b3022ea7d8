"""BibTeX and BibLaTeX: each entry a record under the researcher's own key, its abstract searchable text."""

import calendar
import codecs
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock, String
from bibtexparser.model import Entry as EntryBlock
from bibtexparser.splitter import Splitter

from index.errors import ReadError
from index.readers.files import decode
from index.readers.records.entry import (
    Entry,
    bounded,
    compose,
    entry,
    key_in,
    keyword_list,
    one_line,
    shortened,
    title_line,
)
from index.readers.records.latex import decode as from_latex
from index.readers.records.latex import verbatim
from index.readers.records.names import BEHIND_NAME, LONGEST_NAME, NOBODY, people_in, tidy
from index.sources import Source
from index.works.names import is_cut_list, may_be_organisation

# The value of a BibTeX field: braces, quotes, numbers and `@string` macros, joined by `#`.
#
# The library's middlewares expand a macro only if it is a whole value, not joined by `#` or inside another macro, and
# have no bound.

# The beginning of a part: `{`, `"`, or a bare word ("2020", "tosem").
_PART = re.compile(r'\s*(?:([{"])|([^\s#{}"]*))')
_DELIMITER = re.compile(r'(?<!\\)[{}"]')
_JOIN = re.compile(r"\s*#")
# " year ="
_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w:+.-]{0,60})\s*=")
_MONTHS = calendar.month_name[1:]
# "tosem", "AAAI-PRESS"
_MACRO = re.compile(r"[A-Za-z][\w:+/-]*")
_GROWTH = 20
_LEAST_BUDGET = 1_000_000
"""Characters; this and `_GROWTH` are guesses far above real files, whose macros are names of journals."""


class Macros:
    """The `@string` macros of one file and the months, by name in any case.

    The total length of expansions is bounded by the file's length, since nested macros grow exponentially.
    """

    def __init__(self, file_length: int) -> None:
        self._values = {month[:3].lower(): month for month in _MONTHS}
        self.undefined: dict[str, None] = {}
        """Names that were used and never defined."""
        self._left = max(_LEAST_BUDGET, _GROWTH * file_length)

    def define(self, name: str, raw: str) -> None:
        """Define a macro; `raw` may use macros defined before."""
        self._values[name.lower()] = next(fields(name, raw, self))[1]

    def expand(self, name: str) -> str:
        """A macro's value, or a number itself; empty if undefined, as in BibTeX. Raises ReadError beyond the bound."""
        value = self._values.get(name.lower())
        if value is None:
            # "2020", "12--34" and "n.d." are no names of macros.
            value = "" if _MACRO.fullmatch(name) else name
            if not value and name:
                self.undefined[name] = None
        self._left -= len(value)
        if self._left < 0:
            raise ReadError("has @string macros that grow without bound: remove those made of many others")
        return value


def fields(name: str, raw: str, macros: Macros) -> Iterator[tuple[str, str]]:
    """The field `name` and its value, then any fields that a forgotten comma left inside that value."""
    value, end = "", 0
    while True:
        part, end = _part(raw, end, macros)
        value += part
        if join := _JOIN.match(raw, end):
            end = join.end()
        elif following := _NEXT_FIELD.match(raw, end):
            yield name, value
            name, value, end = following.group(1), "", following.end()
        else:
            yield name, f"{value} {raw[end:].strip()}".strip() if raw[end:].strip() else value
            return


def _part(raw: str, start: int, macros: Macros) -> tuple[str, int]:
    """One part of a value, and its end; an unclosed part extends to the end of `raw`."""
    part = _PART.match(raw, start)
    if part is None or not part[1]:
        return (macros.expand(part[2]), part.end()) if part else ("", start)
    closing = "}" if part[1] == "{" else '"'
    depth = 0
    for mark in _DELIMITER.finditer(raw, part.end()):
        if mark.group() == closing and depth <= 0:
            return raw[part.end() : mark.start()], mark.end()
        depth += {"{": 1, "}": -1}.get(mark.group(), 0)
    return raw[part.end() :], len(raw)


# The entries of a BibTeX file, with macros and inheritance resolved and truncated entries repaired.

_NO_WORK = frozenset({"xdata", "set", "control", "ieeetranbstctl", "bibnote", "comment"})
_CONTAINERS = frozenset({"proceedings", "collection", "mvproceedings", "mvcollection", "mvbook", "periodical"})
_PART_OF_BOOK = frozenset({"inbook", "bookinbook", "suppbook"})
_PERIODICAL = frozenset({"article", "suppperiodical"})
_INHERITED = ("year", "date", "journal", "journaltitle", "booktitle", "series", "eventtitle", "editor")
# Bounds on entries that inherit from each other without end: guesses far above real files.
_LONGEST_INHERITED = 1_000
_GENERATIONS = 8
_MOST_ANCESTORS = 50
_NEVER_LENT = frozenset({"abstract", "keywords", "annotation", "annote", "note", "ids"})
_COMMENT = re.compile(r"\s*@(?:comment|preamble)\b", re.IGNORECASE)
# "@article{smith2020".
_KEY = re.compile(r"@\s*\w*\s*[{(]\s*([^\s,{}()=\"]{1,200})")
# Some programs leave the key out, and the comma after it.
_KEYLESS = re.compile(
    r"^[ \t]{0,40}@(?!string|preamble|comment)\w{1,40}[ \t]{0,40}[{(](?=\s{0,200}[A-Za-z][\w-]{0,40}[ \t]{0,40}=)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class BibtexEntry:
    """One entry; `fields` maps lower-case names to values in LaTeX, `type` is lower case."""

    type: str
    key: str
    fields: Mapping[str, str]


def bibtex_entries(text: str) -> tuple[list[BibtexEntry], list[str]]:
    """The entries that describe a work, in order, and warnings.

    Entries that only lend fields are left out: `@xdata`, and a volume that another entry names as its `crossref`.
    Raises ReadError if macros grow without bound.
    """
    blocks = [_unwrapped(block) for block in _split(_KEYLESS.sub(r"\g<0>,", text))]
    macros = Macros(len(text))
    for block in blocks:
        if isinstance(block, String):
            macros.define(block.key, block.value)
    entries: list[BibtexEntry] = []
    warnings: list[str] = []
    for block in blocks:
        if isinstance(block, EntryBlock):
            entries.append(_entry_of_block(block, macros))
        elif isinstance(block, ParsingFailedBlock) and not _COMMENT.match(block.raw or ""):
            mended = _mended(block, macros)
            entries += [mended] if mended else []
            warnings.append(_warning(block, mended))
    undefined = [
        f"the @string macro {shortened(name)} is not defined: define it, or write it out" for name in macros.undefined
    ]
    warnings += bounded(undefined, "that are not defined")
    by_key = {entry.key.lower(): entry for entry in reversed(entries) if entry.key}
    named = {entry.fields.get("crossref", "").strip().lower() for entry in entries}
    works = [_heir(entry, by_key) for entry in entries if not _lends_only(entry, named)]
    return works, list(bounded(warnings, "that could not be read whole"))


def _split(text: str) -> list[Block]:
    # The splitter's log on standard error only repeats the failed blocks.
    logger = logging.getLogger("bibtexparser.splitter")
    before, logger.disabled = logger.disabled, True
    try:
        return Splitter(text).split().blocks
    finally:
        logger.disabled = before


def _unwrapped(block: Block) -> Block:
    """The entry inside a block that bibtexparser rejects because its key or a field is repeated."""
    while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and block.ignore_error_block:
        block = block.ignore_error_block
    return block


def _entry_of_block(block: EntryBlock, macros: Macros) -> BibtexEntry:
    """Parse a block; the first of repeated fields counts, as in BibTeX."""
    values: dict[str, str] = {}
    for each in block.fields:
        for name, value in fields(each.key, str(each.value), macros):
            if value.strip():
                values.setdefault(name.lower(), value)
    return BibtexEntry(block.entry_type.lower(), block.key, values)


def _mended(block: ParsingFailedBlock, macros: Macros) -> BibtexEntry | None:
    """A truncated entry, parsed again with closing marks added; None if that fails."""
    raw = (block.raw or "").rstrip().rstrip(",")
    if "=" not in raw:
        return None
    for whole in (raw + "}", raw + "}}", raw + '"}', raw[: raw.rfind(",")] + "}"):
        entries = [each for each in map(_unwrapped, _split(whole)) if isinstance(each, EntryBlock)]
        if entries and entries[0].fields:
            return _entry_of_block(entries[0], macros)
    return None


def _warning(block: ParsingFailedBlock, mended: BibtexEntry | None) -> str:
    raw = (block.raw or "").strip()
    key = _KEY.match(raw)
    name = f"entry {shortened(key.group(1))}" if key else f"entry beginning `{shortened(raw[:40].split(chr(10))[0])}`"
    trouble = "breaks off; what stands before that was read" if mended else "cannot be read and was left out"
    return f"line {(block.start_line or 0) + 1}: the {name} {trouble}: check its braces and commas"


def _lends_only(entry: BibtexEntry, named: Iterable[str]) -> bool:
    volume = entry.type in _CONTAINERS and entry.key.lower() in named and "abstract" not in entry.fields
    return entry.type in _NO_WORK or volume


def _heir(entry: BibtexEntry, by_key: Mapping[str, BibtexEntry]) -> BibtexEntry:
    """The entry with fields inherited from `xdata` and `crossref`; nearer ancestors win."""
    own = dict(entry.fields)
    for parent, lent in _ancestors(entry, by_key):
        for name, value in lent:
            if len(value) <= _LONGEST_INHERITED:
                own.setdefault(name, value)
        if entry.type in _PART_OF_BOOK and "author" in parent.fields:
            own.setdefault("author", parent.fields["author"])
    return replace(entry, fields=own)


def _ancestors(
    entry: BibtexEntry, by_key: Mapping[str, BibtexEntry]
) -> Iterator[tuple[BibtexEntry, list[tuple[str, str]]]]:
    """Ancestors, nearest first, each with the fields it lends; cycles end."""
    heirs, seen = [entry], {entry.key.lower()}
    for _ in range(_GENERATIONS):
        parents: list[BibtexEntry] = []
        for heir in heirs:
            container = heir.fields.get("crossref", "").strip().lower()
            for key in (*map(str.strip, heir.fields.get("xdata", "").lower().split(",")), container):
                parent = by_key.get(key)
                if parent is None or key in seen or len(seen) > _MOST_ANCESTORS:
                    continue
                seen.add(key)
                parents.append(parent)
                shared = [(name, value) for name, value in parent.fields.items() if name not in _NEVER_LENT]
                yield parent, _of_volume(parent, entry.type) if key == container else shared
        heirs = parents


def _of_volume(volume: BibtexEntry, heir_type: str) -> list[tuple[str, str]]:
    """The fields that a volume lends to a work in it; its title becomes the work's book or journal title."""
    lent = [(name, volume.fields[name]) for name in _INHERITED if name in volume.fields]
    place = "journaltitle" if heir_type in _PERIODICAL else "booktitle"
    title = volume.fields.get("title") or volume.fields.get("booktitle")
    return [*lent, *([(place, title)] if title else [])]


# JabRef's first lines: "% Encoding: UTF-8".
_ENCODING = re.compile(rb"%[ \t]*Encoding:[ \t]*([\w.:-]{2,30})", re.IGNORECASE)
_VENUES = ("journaltitle", "journal", "booktitle", "eventtitle", "conference", "maintitle", "issuetitle", "series")
_WHOLE_VOLUMES = frozenset(
    {"book", "collection", "mvbook", "mvcollection", "mvproceedings", "periodical", "proceedings"}
)
_CITED = ("citation-count", "citations", "timescited", "times-cited", "cited-by", "citedby", "note")
_NOTES = ("annotation", "annote", "comment", "comments", "review", "note", "notes")
_GROUPS = ("groups", "group")
_STYLED = """
    abstract address afterword annotator arxivid author author_keywords author+an authortype bookauthor bookpagination
    booksubtitle booktitle booktitleaddon chapter commentator crossref copyright date day doi edition editor editora
    editorb editorc editortype eid entryset entrysubtype eprint eprintclass eprinttype archiveprefix primaryclass
    eventdate eventtitle eventtitleaddon execute file foreword gender hyphenation howpublished ids indexsorttitle
    indextitle institution introduction isan isbn ismn isrn issn issue issue_date issuesubtitle issuetitle iswc journal
    journalsubtitle journaltitle key keyword keywords label langid langidopts language lccn library link location
    mainsubtitle maintitle maintitleaddon month monthnumeric mrnumber nameaddon number numpages organization origdate
    origlanguage origlocation origpublisher origtitle pages pagetotal pagination part pmid pmcid presort publisher
    pubstate related relatedoptions relatedstring relatedtype reprinttitle school series shortauthor shorteditor
    shorthand shorthandintro shortjournal shortseries shorttitle sortkey sortname sortshorthand sorttitle sortyear
    source subtitle timestamp title titleaddon translator type document_type unique-id urldate url venue version volume
    volumes web-of-science-categories xdata xref year affiliation affiliations funding_text references
    researcherid-numbers orcid-numbers creationdate modificationdate coden abbrev_source_title art_number page_count
    publication_stage
    biburl bibsource timestamp ee articleno citation-count citations timescited times-cited cited-by citedby conference
    keywords-plus research-areas cited-references number-of-cited-references usage-count-last-180-days
    usage-count-since-2013 journal-iso doc-delivery-number web-of-science-index oa da
"""
_OF_STYLES = frozenset(_STYLED.split()) | frozenset(_NOTES)
"""Fields of bibliography styles, and of the exports of databases: facts, or of no use to a question."""
_ADDRESSES = ("url", "note", "howpublished", "ee", "bdsk-url-1")


def read(data: bytes) -> Source:
    """Read the entries of a bibliography; raises ReadError if there are none."""
    entries, warnings = bibtex_entries(decode(data, _declared_encoding(data)))
    return compose([_entry(entry) for entry in entries], warnings)


def _declared_encoding(data: bytes) -> str | None:
    """The encoding that JabRef states, if Python knows it."""
    match = _ENCODING.search(data[:2000])
    try:
        return codecs.lookup(match.group(1).decode("ascii", "replace")).name if match else None
    except LookupError:
        return None


def _entry(bibtex: BibtexEntry) -> Entry:
    raw = bibtex.fields

    def text(name: str) -> str:
        return title_line(from_latex(raw.get(name, "")))

    # A whole volume may have its title in `booktitle` and editors as authors; a paper's editors are not its authors.
    whole = bibtex.type in _WHOLE_VOLUMES
    title, subtitle = text("title") or (text("booktitle") if whole else ""), text("subtitle")
    colon = "" if not (title and subtitle) else " " if title[-1] in ":?!.–—" else ": "
    keywords = raw.get("keywords") or raw.get("keyword") or raw.get("author_keywords") or ""
    return entry(
        f"{title}{colon}{subtitle}",
        authors_cut=is_cut_list(from_latex(raw.get("author", ""))),
        authors=bibtex_names(raw.get("author", "")) or bibtex_names(raw.get("editor", "") if whole else ""),
        dates=(one_line(raw.get(name, "")) for name in ("date", "year", "issue_date", "eventdate")),
        venues=map(text, _VENUES),
        doi=verbatim(raw.get("doi", "")),
        addresses=(verbatim(raw.get(name, "")) for name in _ADDRESSES),
        key=bibtex.key or key_in(raw.get("note", "")),
        abstract=from_latex(raw.get("abstract", "")),
        keywords=keyword_list(" ".join(from_latex(keywords).split()), commas=True),
        notes=[(name, from_latex(raw.get(name, ""))) for name in _NOTES],
        types=(text("document_type"), text("type"), "preprint" if _is_preprint(raw) else bibtex.type),
        cited=(raw.get(name, "") for name in _CITED),
        pages=(from_latex(raw.get("pages", "")),),
        volume=text("volume"),
        number=text("number") or text("issue"),
        files=stated_files(raw.get("file", "")),
        fields=_filed(raw),
    )


def _filed(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The groups of an entry, and its fields that no bibliography style knows: "rating", "decision"."""
    for name, value in fields.items():
        if name in _GROUPS:
            yield from (("group", from_latex(group)) for group in value.split(","))
        elif name not in _OF_STYLES and not name.startswith(("bdsk-", "date-", "owner")):
            yield name, from_latex(value)


def _is_preprint(fields: Mapping[str, str]) -> bool:
    """Whether an entry has the number of a preprint and no place where it was published: `@misc`, `@online`."""
    published = ("journal", "journaltitle", "booktitle", "publisher", "school", "institution")
    return any(fields.get(name) for name in ("eprint", "archiveprefix")) and not any(map(fields.get, published))


# The files of an entry: "/home/ada/a.pdf" (Better BibTeX), "files/12/a.pdf;files/13/b.html", "Full Text:a.pdf:PDF"
# (JabRef, Zotero's own export), ":C\\:\\\\papers\\\\a.pdf:PDF". A backslash escapes `:`, `;` and itself.
_FILE_BREAK = re.compile(r"(?<!\\);")
_PART_BREAK = re.compile(r"(?<!\\):")
_SUFFIX = re.compile(r"\.\w{2,5}\s*$")
_ESCAPED = re.compile(r"\\([\\:;{}_&%#$ ])")


def stated_files(value: str) -> tuple[str, ...]:
    """The paths in a `file` field of BibTeX, as stated."""
    return tuple(path for each in _FILE_BREAK.split(value) if (path := _stated_file(each.strip())))


def _stated_file(text: str) -> str:
    """The path in "description:path:type"; a path may also stand alone, or with one of the others."""
    parts = _PART_BREAK.split(text)
    number = len(parts) - 2 if len(parts) > 2 else next((i for i, part in enumerate(parts) if _SUFFIX.search(part)), 0)
    path = parts[number]
    if number and len(parts[number - 1]) == 1:  # a drive that is not escaped: "C:/papers/a.pdf"
        path = f"{parts[number - 1]}:{path}"
    return _ESCAPED.sub(r"\1", path.replace("{\\_}", "_")).strip(" {}")


# The names of a BibTeX author field: "First von Last", "von Last, First" or "von Last, Jr, First", joined by `and`.


def bibtex_names(value: str) -> tuple[str, ...]:
    """The names in an author field in LaTeX; a name in its own braces (an organisation) stays whole."""
    if " and " not in f" {' '.join(value.split())} " and ";" in value and "{" not in value:
        return people_in(from_latex(value))
    names = (_bibtex_name(name) for name in split_multiple_persons_names(value))
    return tuple(name for name in names if not NOBODY.fullmatch(name) and not BEHIND_NAME.fullmatch(name))


def _bibtex_name(name: str) -> str:
    """ "von Last, First, Jr", split by BibTeX's rules."""
    if len(name) > LONGEST_NAME:
        return tidy(from_latex(name))
    parts = parse_single_name_into_parts(name, strict=False)
    if may_be_organisation(name) and "," not in name:
        return tidy(from_latex(name))
    first, suffix = parts.first, parts.jr
    if suffix and BEHIND_NAME.fullmatch(" ".join(first)):  # "Sherry, John F., Jr." in the usual order
        first, suffix = suffix, first
    ordered = (" ".join(words) for words in ([*parts.von, *parts.last], first, suffix))
    return ", ".join(part for words in ordered if (part := tidy(from_latex(words))))
