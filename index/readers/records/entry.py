"""Compose a `Source` from the entries of a bibliographic export.

An export has no running text: tags, braces or quotes break up its fields. So we compose a text of each entry's title,
keywords, abstract and notes, separated by blank lines; quotes are verbatim from that text.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.errors import ReadError
from index.readers.blocks import paragraphs
from index.readers.records import latex
from index.sources import KEYWORDS, Block, Evidence, Kind, Record, Source
from index.text.normalise import without_hidden
from index.works.dois import doi_of
from index.works.types import of_entry, stated


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an export; `abstract` and `notes` (the researcher's own words) are paragraphs."""

    record: Record
    abstract: Sequence[str] = ()
    keywords: Sequence[str] = ()
    notes: Sequence[str] = ()
    further: Sequence[tuple[str, Evidence, str]] = ()
    """Other text about the work: the text, its evidence and its section."""


def entry(
    title: str,
    *,
    authors: Iterable[str] = (),
    authors_cut: bool = False,
    dates: Iterable[str] = (),
    venues: Iterable[str] = (),
    doi: str = "",
    addresses: Iterable[str] = (),
    key: str | None = None,
    references: Iterable[str] = (),
    abstract: str = "",
    keywords: Iterable[str] = (),
    notes: Iterable[tuple[str, str]] = (),
    types: Iterable[str] = (),
    cited: Iterable[str] = (),
    pages: Sequence[str] = (),
    volume: str = "",
    number: str = "",
    files: Iterable[str] = (),
    fields: Iterable[tuple[str, str]] = (),
) -> Entry:
    """Make an entry from the raw text of an export's fields.

    Of `dates`, `venues` and `addresses` (fields that may have a DOI), the first usable one counts; a venue that repeats
    the title is not usable. `notes` are pairs of a field's name and its text. `types` are names of its type, the most
    telling first, `cited` fields with the number of citations, `pages` its first page, or a range, and its last,
    `number` that of an issue or report. `fields` are what the record is filed under beside its keywords and notes.
    """
    title, authors, notes, keywords = title_line(title), tuple(authors), list(notes), tuple(keywords)
    paragraphs_of_abstract = _abstract_paragraphs(abstract)
    kind = of_entry(
        stated(*types),
        title,
        authors=bool(authors),
        abstract=" ".join(paragraphs_of_abstract),
        notes=(text for _, text in notes),
    )
    first_page, last_page = page_range(*pages)
    return Entry(
        Record(
            title=title or None,
            authors=authors,
            year=year_of(*dates),
            venue=next((line for venue in venues if (line := one_line(venue)) and line != title), None),
            doi=doi_of(doi, *addresses),
            key=key,
            references=tuple(line for reference in references if (line := one_line(reference))),
            type=kind.type,
            secondary=kind.secondary,
            retracted=kind.retracted,
            times_cited=times_cited(*cited, *(text for _, text in notes)),
            first_page=first_page,
            last_page=last_page,
            volume=one_line(volume)[:_LONGEST] or None,
            number=one_line(number)[:_LONGEST] or None,
            files=tuple(files),
            authors_cut=authors_cut,
            fields=_filed([*(("keyword", word) for word in keywords), *_noted(notes), *fields]),
        ),
        paragraphs_of_abstract,
        keywords,
        # Some databases repeat the abstract in a note.
        [note for name, text in notes for note in _own_words(name, text) if note not in abstract],
    )


def _filed(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Distinct names and values, each on one line."""
    return tuple(dict.fromkeys((name, line) for name, value in fields if (line := one_line(value))))


def _noted(notes: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Notes without the lines that programs write: "Export Date: 4 May"."""
    for _, text in notes:
        lines = (line.strip() for line in _unmarked(text).split("\n"))
        yield "note", " ".join(line for line in lines if not _MACHINE_LINE.match(line))


def compose(entries: Sequence[Entry], warnings: Iterable[str] = ()) -> Source:
    """Make a source with one record for each entry; its warnings are `warnings`, then those about missing facts.

    Raises ReadError if there is no entry.
    """
    warnings = tuple(warnings)
    if not entries and warnings:
        raise ReadError(f"holds no entry that can be read ({warnings[0]})")
    if not entries:
        raise ReadError("holds no entry: export it again with the entries chosen, or remove it")
    pieces: list[str] = []
    blocks: list[Block] = []
    length = 0
    for i, each in enumerate(entries):
        for text, evidence, section in _stretches(each):
            whole = [(0, len(text))]
            spans = paragraphs(text, 0, len(text)) if evidence is Evidence.SUMMARY else whole
            blocks += (Block(length + a, length + b, evidence, section=section, record=i) for a, b in spans)
            pieces.append(text)
            length += len(text) + len("\n\n")
    records = tuple(each.record for each in entries)
    return Source(Kind.RECORD, {0: "\n\n".join(pieces)}, tuple(blocks), records, (*warnings, *_gaps(records)))


def _stretches(entry: Entry) -> Iterator[tuple[str, Evidence, str | None]]:
    if entry.record.title:
        yield entry.record.title, Evidence.TITLE, None
    if entry.keywords:
        yield "; ".join(entry.keywords), Evidence.ABSTRACT, KEYWORDS
    for paragraph in entry.abstract:
        yield paragraph, Evidence.ABSTRACT, "Abstract"
    for paragraph in entry.notes:
        yield paragraph, Evidence.SUMMARY, "Notes"
    yield from entry.further


def keyword_list(*texts: str, commas: bool = False) -> tuple[str, ...]:
    """Distinct keywords between semicolons, line ends or middle dots; `commas`: or between commas if there are none."""
    parts: list[str] = []
    for text in texts:
        text = text.replace("\n", ";").replace(" · ", ";")
        parts += text.split("," if commas and ";" not in text else ";")
    return tuple(dict.fromkeys(word for part in parts if (word := one_line(part))))


# Warnings about missing facts, bounded however large the export is.

_MOST = 20  # warnings of one kind (a guess)
_LONGEST = 120  # characters of a quoted title or name (a guess)


def _gaps(records: Sequence[Record]) -> Iterator[str]:
    """Warnings about entries without title, year or authors, and about repeated keys."""
    numbered = list(enumerate(records, 1))
    untitled = [f"no title: entry {shortened(r.key) if r.key else number}" for number, r in numbered if not r.title]
    yield from bounded(untitled, "without a title")
    titled = [(f'"{shortened(record.title)}"', record) for record in records if record.title]
    yield from bounded([f"no year: {title}" for title, r in titled if r.year is None], "without a year")
    yield from bounded([f"no authors: {title}" for title, r in titled if not r.authors], "without authors")
    counts = Counter(record.key for record in records if record.key)
    times = {2: "twice"}
    repeated = [f"the key {shortened(key)} stands {times.get(n, f'{n} times')}" for key, n in counts.items() if n > 1]
    yield from bounded(repeated, "that stand more than once")


def bounded(warnings: Sequence[str], sort: str) -> Iterator[str]:
    """The first 20 warnings of one kind, then the number of the rest: "and 37 more without a year"."""
    yield from warnings[:_MOST]
    if len(warnings) > _MOST:
        yield f"and {len(warnings) - _MOST} more {sort}"


def shortened(text: str) -> str:
    """Text cut to at most 120 characters, for a warning."""
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"


# Notes: the researcher's own words, or those of a database or publisher.

_OWN = frozenset({"annotation", "annote", "comment", "comments", "review", "research-notes"})
"""Fields for the researcher's own words, although programs write into them too."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[^\W\d_]{2}[)\"'”’]?[.!?](?:\s|$)")
_MACHINE = """
    abbreviated source title,ads bibcode,arxiv,available,bibtex,caplus,citation key,cited by,cited references?,coden,
    comment (?:in|on),conference (?:name|date|paper),correspondence,custom ?[0-9],date,doi,embase,erratum,event,
    event-place,export date,funding,inspec,isbn,issn,journal abbreviation,keywords?,language,last accessed,lccn,medium,
    medline,meeting,mr,num(?:ber of)? pages,oclc,place,pmcid,pmid,ppn,publication type,publisher,quotation type,record,
    references?,reprint,research support,retrieved,scopus,section,source,subject,times cited,tldr,type,version,visited,
    volume,wos,zbmath,_?eprint,(?:secondary|tertiary|quaternary) (?:title|authors?)
"""
"""Labels that programs write into such fields at the beginning of a line."""

_LABELS = "|".join(label.strip() for label in _MACHINE.split(","))
# "Cited by: 12", "Export Date 4 May", "https:"
_MACHINE_LINE = re.compile(rf"(?:{_LABELS})\s{{0,3}}(?:[:=]|\b(?=an\b|\d))|https?:|©|\(c\)|accessed\b", re.IGNORECASE)
_FEWEST_WORDS = 3  # of an annotation (a guess)
_FEWEST_WORDS_OF_PROSE = 10  # of any other note (a guess)


def _own_words(name: str, text: str) -> Iterator[str]:
    """The paragraphs in field `name` that a person wrote about the work, with their lines.

    A plain note ("303 pp.", "To appear") must be prose, a sentence of ten words; an annotation needs only three words,
    EndNote's research notes, into which no program writes, one.
    """
    for paragraph in _note_paragraphs(text):
        lines = [line for line in paragraph.split("\n") if not _MACHINE_LINE.match(line)]
        words = len(_WORD.findall(" ".join(lines)))
        prose = words >= _FEWEST_WORDS_OF_PROSE and _SENTENCE.search(" ".join(lines))
        if prose or (name in _OWN and words >= (1 if name == "research-notes" else _FEWEST_WORDS)):
            yield "\n".join(lines)


# Year and citation key in the fields of an export.

# "2021", "2021-05-03", "2021/05", "May 2021", "c2021", "20210503".
_YEAR = re.compile(r"(?<!\d)((?:1\d|2[01])\d\d)(?=\D|$|(?:0[1-9]|1[0-2])[0-3]\d(?!\d))")
# "Citation Key: smith2020" on a line of its own.
_CITATION_KEY = re.compile(
    r"^[ \t]*(?:citation key|citekey|bibtex)[ \t]*[:=][ \t]*([^\s,;]{1,200})", re.IGNORECASE | re.MULTILINE
)
# "smith2020": it begins with a letter and has three letters in a row.
_KEY = re.compile(r"(?=\S{0,200}[^\W\d_]{3})[^\W\d_][^\s/\\,;{}%#~\"'()=@]{2,199}")
# Identifiers that programs and databases assign.
_NO_KEY = re.compile(
    r"""(?:item|ref|reference|rec|record|citation|entry|zotero|mendeley|endnote|temp|work|doc|cit|source|rn|pmid|pmc|w|s)
        [-_.:]?\d+                                                    # "item-12", "PMC123"
    |   (?-i:[2-9A-NP-Z]{8})                                          # Zotero's "ABCD2345"
    |   [0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}                    # a UUID
    |   (?:https?|urn|doi|arxiv|isbn):.*""",
    re.IGNORECASE | re.VERBOSE,
)


def year_of(*dates: str) -> int | None:
    """The first year in any of the dates, in any notation."""
    return next((int(match.group(1)) for date in dates if (match := _YEAR.search(date))), None)


# "12"; "Cited by: 12", "Cited By (since 1996):2", "Times Cited in Web of Science Core Collection: 11", "Citations: 3".
_NUMBER = re.compile(r"\s*(\d{1,6})(?:\.0)?\s*")
_CITED = re.compile(
    r"(?:\bcited[- ]by(?:\s?\([^()]{0,40}\))?|\btimes cited(?:[ ,]+[\w ]{1,50})?|^\s{0,9}citations)\s{0,3}:?\s{0,3}"
    r"(\d{1,6})\b",
    re.IGNORECASE | re.MULTILINE,
)
# "S12", "e1655", "1655", "xii"
_PAGE = re.compile(r"(?!0+$)[A-Za-z]{0,3}\.?\d{1,6}[A-Za-z]?|[ivxlc]{1,8}")
_DASH = re.compile(r"\s*(?:-{1,3}|[‐‑‒–—−])\s*")


def times_cited(*fields: str) -> int | None:
    """The number of citations in the first of the fields that states one, alone or after "Cited by"."""
    for text in fields:
        if match := _NUMBER.fullmatch(text[:20]) or _CITED.search(text):
            return int(match.group(1))
    return None


def page_range(first: str = "", last: str = "") -> tuple[str | None, str | None]:
    """First and last page from two fields, or from the first alone: "1123-5" is 1123 to 1125; None if unknown."""
    begin, *rest = _DASH.split(first.strip().removeprefix("pp.").removeprefix("p.").strip().split(",")[0], maxsplit=1)
    end = last.strip() or (rest[0] if rest else "")
    if not _PAGE.fullmatch(begin):
        return None, None
    if begin.isdecimal() and end.isdecimal() and len(end) < len(begin):
        end = begin[: -len(end)] + end
    return begin, end if _PAGE.fullmatch(end) else None


def key_in(note: str) -> str | None:
    """The key in Better BibTeX's line "Citation Key: smith2020"."""
    match = _CITATION_KEY.search(note)
    return match.group(1) if match else None


def key_like(identifier: str) -> str | None:
    """The identifier if a person would cite by it ("smith2020"); None for an address, number or database code."""
    text = identifier.strip()
    return text if _KEY.fullmatch(text) and not _NO_KEY.fullmatch(text) else None


# Cleaning field text: inline HTML and JATS tags, character references, broken lines.

# Only known names of tags: "p < 0.05 and q > 0.1" has no tag.
_NAMES = (
    "abstract|a|article-title|bold|b|br|caption|cite|code|div|emphasis|emph|em|font|h[1-6]|hr|inf|inline-formula|italic|i|li|list-item|"
    "list|mark|math|mi|mn|mo|mrow|msub|msup|msubsup|mtext|nlm|ol|p|pre|scp|sc|section|sec|small|span|strike|strong|sub|sup|"
    "tex-math|title|tt|underline|ul|u"
)
_TAG = re.compile(rf"<(/?)(?:\w{{1,8}}:)?({_NAMES})(?:\s[^<>]{{0,400}})?/?>", re.IGNORECASE)
_BREAKS = frozenset(
    {"br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "list-item", "p", "sec", "section", "title"}
)
# "\(\alpha\)"
_MATHJAX = re.compile(r"\\\(((?:[^\n\\]|\\[^()\n]){1,300})\\\)")
_SENTENCE_END = re.compile(r"[.!?:;][\"')\]”’]*$")
# "... of drift. © 2020 IEEE.", "(c) 2022 Elsevier B.V. All rights reserved.", "Copyright © 2019 ACM." at the end.
_COPYRIGHT = re.compile(
    r"(?<=[.!?)\]\s])(?:©|\(c\)\s*(?=(?:19|20)\d\d)|copyright\s*(?:©|\(c\)|(?=(?:19|20)\d\d)))[^©]{0,250}$",
    re.IGNORECASE,
)
# "[BOOK][B] Refactoring", "[PDF] ..."
_SCHOLAR = re.compile(r"(?:\[(?:BOOK|B|PDF|HTML|CITATION|C|DOC)\]\s?)+(?=\S)")
# "... Smart Systems**This research is in part supported by ...", as Scopus has it.
_FOOTNOTE = re.compile(
    r"\s*[*†‡§]{1,3}\s*(?:this|the|our|research|work|partially|supported)\b.{0,80}\b(?:support|fund|grant).*",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n\s*\n")
# "Abstract: ", "ABSTRACT We"
_ABSTRACT_LABEL = re.compile(r"(?i:abstract)(?:\s{0,3}[:.–—-]\s*|\s+(?=[A-Z]))")
# "No abstract available", "n/a"
_NOTHING = re.compile(r"\W*(?:abstract|no abstract(?: (?:is )?available)?|n/?a|null|none|nan)?\W*", re.IGNORECASE)


def one_line(text: str) -> str:
    """Field text on one line, without markup and hidden characters."""
    return " ".join(_unmarked(text).split())


def title_line(text: str) -> str:
    """A title on one line, without IEEE Xplore's trailing comma, a footnote on funding and Google Scholar's marks."""
    return _FOOTNOTE.sub("", _SCHOLAR.sub("", one_line(text), count=1)).rstrip(" ,;")


def _abstract_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of an abstract, one line each; empty for "No abstract available"."""
    text = _COPYRIGHT.sub("", _unmarked(text).rstrip()).rstrip()
    parts = [part for each in _BLANK_LINE.split(text) if (part := " ".join(each.split()))]
    ended = [bool(_SENTENCE_END.search(part[-8:])) for part in parts[:-1]]
    # Some reference managers wrap lines with blank lines between them: then most lines end within a sentence.
    if 2 * sum(ended) <= len(ended):
        parts = [" ".join(parts)]
    label = _ABSTRACT_LABEL.match(parts[0])
    parts[0] = parts[0][label.end() :] if label else parts[0]
    return tuple(part for part in parts if not _NOTHING.fullmatch(part))


def _note_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a note; a line that begins with `#` is a heading and a paragraph of its own."""
    lines = [line.strip() for line in _unmarked(text).split("\n")]
    spaced = "\n".join(f"\n{line.lstrip('#').strip()}\n" if line.startswith("#") else line for line in lines)
    return tuple(part.strip() for part in _BLANK_LINE.split(spaced) if part.strip())


def _unmarked(text: str) -> str:
    """Text without tags, character references and hidden characters, with `\\n` as line end."""
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        # Twice, for databases that escape twice; this can reveal tags.
        text = _without_tags(html.unescape(html.unescape(text)))
    if "\\(" in text:
        text = _MATHJAX.sub(lambda match: latex.decode(f"${match.group(1)}$"), text)
    return without_hidden(text)


def _without_tags(text: str) -> str:
    return _TAG.sub(lambda tag: "\n\n" if tag.group(2).lower() in _BREAKS else "", text)
