"""The entries of a bibliographic export as one `Source`, its text put together here.

An export has no running text of its own: a field is cut up by tags, braces or quotes. So each entry gets a stretch of
text (title, keywords, abstract, notes; a blank line between any two), and quotes are verbatim of that.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from index.errors import ReadError
from index.readers.blocks import paragraphs
from index.readers.records import latex
from index.sources import Block, Evidence, Kind, Record, Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an export: the work's facts, and what the export says of its content.

    `abstract` and `notes` are paragraphs; `notes` are the researcher's own words.
    """

    record: Record
    abstract: Sequence[str] = ()
    keywords: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass
class _Page:
    """The text as it grows, with the blocks in it."""

    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def put(self, text: str, evidence: Evidence, section: str | None, record: int) -> None:
        whole = [(0, len(text))]
        spans = whole if evidence is not Evidence.SUMMARY else list(paragraphs(text, 0, len(text)))
        self.blocks += (
            Block(self.length + a, self.length + b, evidence, section=section, record=record) for a, b in spans
        )
        self.pieces.append(text)
        self.length += len(text) + 2  # the blank line after it


def compose(entries: Sequence[Entry], warnings: Iterable[str] = ()) -> Source:
    """The source that tells of the entries, one record each, in their order.

    `warnings` of the reading itself come first, then what the entries lack. Raises ReadError where there is no entry.
    """
    warnings = tuple(warnings)
    if not entries and warnings:
        raise ReadError(f"holds no entry that can be read ({warnings[0]})")
    if not entries:
        raise ReadError("holds no entry: export it again with the entries chosen, or remove it")
    page = _Page()
    for i, entry in enumerate(entries):
        for text, evidence, section in _stretches(entry):
            page.put(text, evidence, section, i)
    records = tuple(entry.record for entry in entries)
    told = (*warnings, *gaps(records))
    return Source(Kind.RECORD, {0: "\n\n".join(page.pieces)}, tuple(page.blocks), records, told)


def _stretches(entry: Entry) -> Iterator[tuple[str, Evidence, str | None]]:
    if entry.record.title:
        yield entry.record.title, Evidence.TITLE, None
    if entry.keywords:
        yield "; ".join(entry.keywords), Evidence.ABSTRACT, "Keywords"
    for paragraph in entry.abstract:
        yield paragraph, Evidence.ABSTRACT, "Abstract"
    for paragraph in entry.notes:
        yield paragraph, Evidence.SUMMARY, "Notes"


# What the entries of an export lack, as warnings whose number stays bounded however large the export is.

_MOST = 20
_LONGEST = 120


def gaps(records: Sequence[Record]) -> Iterator[str]:
    """Entries without title, year or authors, and keys that stand more than once."""
    numbered = list(enumerate(records, 1))
    untitled = [f"no title: entry {shortened(r.key) if r.key else number}" for number, r in numbered if not r.title]
    yield from bounded(untitled, "without a title")
    titled = [(f'"{shortened(record.title)}"', record) for record in records if record.title]
    yield from bounded([f"no year: {title}" for title, r in titled if r.year is None], "without a year")
    yield from bounded([f"no authors: {title}" for title, r in titled if not r.authors], "without authors")
    counts = Counter(record.key for record in records if record.key)
    repeated = [f"the key {shortened(key)} stands {_times(n)}" for key, n in counts.items() if n > 1]
    yield from bounded(repeated, "that stand more than once")


def bounded(warnings: Sequence[str], sort: str) -> Iterator[str]:
    """The first 20 warnings of one sort and a line that counts the rest ("and 37 more without a year")."""
    yield from warnings[:_MOST]
    if len(warnings) > _MOST:
        yield f"and {len(warnings) - _MOST} more {sort}"


def shortened(text: str) -> str:
    """Text short enough to stand in a warning."""
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


# Which notes of an export are the researcher's own words, and which a database's or a publisher's.

_OWN = frozenset({"annotation", "annote", "comment", "comments", "review", "research-notes"})
"""Fields made for the researcher's words; programs write into them all the same."""

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
"""Labels that programs write into such fields, at the beginning of a line."""

_LABELS = "|".join(label.strip() for label in _MACHINE.split(","))
_MACHINE_LINE = re.compile(rf"(?:{_LABELS})\s{{0,3}}(?:[:=]|\b(?=an\b|\d))|https?:|©|\(c\)|accessed\b", re.IGNORECASE)
_FEWEST_WORDS = 3
_FEWEST_WORDS_OF_PROSE = 10


def own_words(name: str, paragraphs: Sequence[str]) -> Iterator[str]:
    """The paragraphs of the field `name` that a person wrote about the work.

    Annotations are, unless a program's; a plain note ("303 pp.", "To appear") must be prose: a sentence of ten words.
    """
    for paragraph in paragraphs:
        lines = [line for line in paragraph.split("\n") if not _MACHINE_LINE.match(line)]
        words = len(_WORD.findall(" ".join(lines)))
        prose = words >= _FEWEST_WORDS_OF_PROSE and _SENTENCE.search(" ".join(lines))
        if prose or (name in _OWN and words >= _FEWEST_WORDS):
            yield "\n".join(lines)


# Bibliographic facts as the fields of an export write them: year, DOI, citation key.

# "2021", "2021-05-03", "2021/05", "May 2021", "c2021", "20210503".
_YEAR = re.compile(r"(?<!\d)((?:1\d|2[01])\d\d)(?=\D|$|(?:0[1-9]|1[0-2])[0-3]\d(?!\d))")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/[^\s\"]{1,300}")
_RESOLVER = re.compile(r"(?:(?:dx\.)?doi\.org/|\bdoi[:\s]\s?)(?=10\.)", re.IGNORECASE)
_CITATION_KEY = re.compile(
    r"^[ \t]*(?:citation key|citekey|bibtex)[ \t]*[:=][ \t]*([^\s,;]{1,200})", re.IGNORECASE | re.MULTILINE
)
_KEY = re.compile(r"[^\W\d_][^\s/\\,;{}%#~\"'()=@]{2,199}")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_NUMBERED = re.compile(
    r"(?:item|ref|reference|rec|record|citation|entry|zotero|mendeley|endnote|temp|work|doc|cit|source|rn|pmid|pmc|w|s)"
    r"[-_.:]?\d+",
    re.IGNORECASE,
)
_UNIVERSAL = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:https?|urn|doi|arxiv|isbn):.*", re.IGNORECASE)
_ZOTERO = re.compile(r"[2-9A-NP-Z]{8}")


def year_of(*dates: str) -> int | None:
    """The year of the first date that holds one, in whatever form."""
    return next((int(match.group(1)) for date in dates if (match := _YEAR.search(date))), None)


def doi_of(doi: str, *elsewhere: str) -> str | None:
    """The DOI that the field `doi` holds, lower case and bare; else one behind a resolver's address `elsewhere`."""
    if match := _DOI.search(unquote(doi)):
        return _bare(match.group())
    for text in elsewhere:
        readable = unquote(text)
        for resolver in _RESOLVER.finditer(readable):
            if match := _DOI.match(readable, resolver.end()):
                return _bare(match.group())
    return None


def key_in(note: str) -> str | None:
    """The key that Better BibTeX leaves in a note as a line "Citation Key: smith2020"."""
    match = _CITATION_KEY.search(note)
    return match.group(1) if match else None


def key_like(identifier: str) -> str | None:
    """An identifier that a person would cite by ("smith2020"); None for an address, a number or a database's code."""
    text = identifier.strip()
    if not _KEY.fullmatch(text) or not _LETTERS.search(text):
        return None
    return None if _NUMBERED.fullmatch(text) or _ZOTERO.fullmatch(text) or _UNIVERSAL.fullmatch(text) else text


def _bare(doi: str) -> str:
    """Without the punctuation of the sentence it stood in; brackets that are its own stay."""
    text = doi
    while text:
        opening = {")": "(", ">": "<", "]": "["}.get(text[-1])
        unbalanced = opening is not None and text.count(opening) < text.count(text[-1])
        if text[-1] not in ".,;:'”’}*" and not unbalanced:
            break
        text = text[:-1]
    return text.lower()


# Field text without what databases leave in it: inline HTML and JATS tags, character references, broken lines.

# Known names alone: "p < 0.05 and q > 0.1" holds no tag.
_NAMES = (
    "abstract|a|article-title|bold|b|br|caption|cite|code|div|emphasis|emph|em|font|h[1-6]|hr|inf|inline-formula|italic|i|li|list-item|"
    "list|mark|math|mi|mn|mo|mrow|msub|msup|msubsup|mtext|nlm|ol|p|pre|scp|sc|section|sec|small|span|strike|strong|sub|sup|"
    "tex-math|title|tt|underline|ul|u"
)
_TAG = re.compile(rf"<(/?)(?:\w{{1,8}}:)?({_NAMES})(?:\s[^<>]{{0,400}})?/?>", re.IGNORECASE)
_BREAKS = frozenset(
    {"br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "list-item", "p", "sec", "section", "title"}
)
_MATHJAX = re.compile(r"\\\(((?:[^\n\\]|\\[^()\n]){1,300})\\\)")
# Half of a surrogate pair (JSON can write one) and control characters have no place in text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SENTENCE_END = re.compile(r"[.!?:;][\"')\]”’]*$")
_BLANK_LINE = re.compile(r"\n\s*\n")
_ABSTRACT_LABEL = re.compile(r"(?i:abstract)(?:\s{0,3}[:.–—-]\s*|\s+(?=[A-Z]))")
_NOTHING = re.compile(r"\W*(?:abstract|no abstract(?: (?:is )?available)?|n/?a|null|none|nan)?\W*", re.IGNORECASE)


def one_line(text: str) -> str:
    """Field text as one line: markup and unprintable characters gone, white space folded."""
    return " ".join(_unmarked(text).split())


def title_line(text: str) -> str:
    """A title as one line, without the comma that IEEE Xplore puts behind it."""
    return one_line(text).rstrip(" ,;")


def abstract_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of an abstract, a line each; none where a database only says that there is none."""
    parts = [part for each in _BLANK_LINE.split(_unmarked(text)) if (part := " ".join(each.split()))]
    ended = [bool(_SENTENCE_END.search(part[-8:])) for part in parts[:-1]]
    # Reference managers wrap lines with blank ones between: then most lines end amid a sentence.
    if 2 * sum(ended) <= len(ended):
        parts = [" ".join(parts)]
    label = _ABSTRACT_LABEL.match(parts[0])
    parts[0] = parts[0][label.end() :] if label else parts[0]
    return tuple(part for part in parts if not _NOTHING.fullmatch(part))


def note_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a note, lines kept; a line of `#` signs is a heading and stands alone."""
    lines = [line.strip() for line in _unmarked(text).split("\n")]
    spaced = "\n".join(f"\n{line.lstrip('#').strip()}\n" if line.startswith("#") else line for line in lines)
    return tuple(part.strip() for part in _BLANK_LINE.split(spaced) if part.strip())


def _unmarked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<" in text:
        text = _TAG.sub(_instead, text)
    if "&" in text:
        # Twice, for databases that escape what is escaped already; tags may come to light.
        text = _TAG.sub(_instead, html.unescape(html.unescape(text)))
    if "\\(" in text:
        text = _MATHJAX.sub(lambda match: latex.decode(f"${match.group(1)}$"), text)
    return _UNPRINTABLE.sub(" ", text)


def _instead(tag: re.Match[str]) -> str:
    return "\n\n" if tag.group(2).lower() in _BREAKS else ""
