"""Whose work a text is: a paper's own text, a person's notes on a work, a draft, or a text without a work.

Papers come as PDF; a Markdown, Org or text file in a study's folder is mostly what a person wrote. So such a file is a
paper's own text only if it has a paper's form (see `has_form_of_paper`), else notes: to quote my own words as the
paper's would be false, the reverse only modest.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.readers.blocks import is_list_item, lines, title_blocks
from index.readers.stated import NOTE_MARKS, completed, is_hole, stated_kind
from index.readers.summary import asks_only
from index.sources import Block, EntryKind, Evidence, Kind, NoteEntry, Record, Source
from index.text.words import plain, words
from index.works import titles
from index.works.dois import dois_in

WRITTEN = frozenset({"markdown", "org", "plaintext", "summary", "docx", "tex"})
"""Readers of what people write themselves."""
_MANUSCRIPTS = (".tex", ".qmd", ".rmd")
"""Suffixes of what a researcher writes: papers do not come in them."""
_OF_OTHERS = frozenset({"docx"})
"""Of these, formats in which papers are often passed around."""

STUDY = "is about the study, not about a work: it tells of no work"
TEMPLATE = "is an unfilled template: it tells of no work"
README = "is a readme file or the like: it tells of no work"
INDEX = "is a list of links: it tells of no work"
DAILY = "is a note of a day: it tells of no work"
UNNAMED = "names no paper: it tells of no work"


# What a file's name says.

# "john2021towards", "verneCatalogue2021", "smith_2020a"
_KEY = re.compile(r"[^\W\d_][^\W\d]{2,30}[-_]?(?:19|20)\d\d[-_]?[A-Za-z]{0,30}")
_NO_KEY = re.compile(
    r"(?:notes?|report|draft|manuscript|chapter|article|proposal|meeting|todo|log|journal|diary|plan|week|talk|paper|thesis|review)s?[-_]?\d"
)
_SUFFIXES = re.compile(r"(?:\.(?:pdf|docx?|md|txt|org|html?|epub))+$", re.IGNORECASE)
# "✅ ", "- "
_SIGNS = re.compile(r"^[^\w(\[@{<]+")
# "20210901-verne", "202309011230 Testing", "2023-02-01 Meeting"
_STAMP = re.compile(r"(?:(?:19|20)\d\d[01]\d[0-3]\d(?:T?\d{4,6})?|(?:19|20)\d\d-[01]\d-[0-3]\d)(?=[\W_]|$)[\W_]*")
_DAY = re.compile(
    r"(?:\w+[ _-]+)?(?:(?:19|20)\d\d[-_. ]?(?:[01]\d[-_. ]?[0-3]\d|W\d\d|Q\d)|[0-3]?\d[-_. ][01]?\d[-_. ](?:19|20)\d\d)"
    r"(?:[ _-]+\w+)?",
    re.IGNORECASE,
)
_A_README = re.compile(r"(?:read[ _-]?me|licen[cs]e|changelog|contributing|copying|authors|todo)\b.*", re.IGNORECASE)
_AN_INDEX = re.compile(
    r"(?:_?index|moc|home|contents|toc|overview|dashboard|start(?: here)?|table of contents|map of content"
    r"|(?:.*\W)?moc(?:\W.*)?|reading[ _-]list|.*\b(?:literature|papers?|reading|notes?)[ _-](?:index|list|overview))",
    re.IGNORECASE,
)
_OF_THE_STUDY = re.compile(
    r"""(?:glossary|(?:papers\ )?to[ _-]read
      | (?:my\ |our\ )?(?:research[ _-])?(?:questions?|ideas|plan|protocol|timeline|agenda|minutes|contacts|budget)
      | (?:review|study|search|research)[ _-](?:protocol|string|strateg(?:y|ies)|terms|questions?|plan|log)s?
      | (?:inclusion|exclusion)(?:\ and\ exclusion)?[ _-]criteria
      | drafts?(?:[ ]*[-–—:][ ].*|\ of\ .*) | (?:response|reply|rebuttal)\ to\ (?:the\ |our\ )?reviewers?\b.*
      | cover\ letter | threats\ to\ validity\ (?:of|in|to)\ (?:my|our|this)\b.* | interview\ guide | claude | agents
      | meeting\b.* | supervision\b.* | call\ with\ .*)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Names of what a researcher writes about a study, not about a paper."""
# "draft", "Draft v2", "paper draft", "manuscript_final"
_A_DRAFT = re.compile(
    r"(?:(?:my|our|paper|article|thesis|chapter)[ _-])?(?:draft|manuscript)(?:[ _-](?:v?\d+|final|new|old))*",
    re.IGNORECASE,
)
_A_TEMPLATE = re.compile(r"(?:.*[\W_])?(?:template|vorlage|boilerplate|skeleton)s?(?:[\W_].*)?", re.IGNORECASE)
# "Verne et al. - 2021 - ", "Verne & Lind (2021) ", "2021 - Verne - ", "(2021) ", "Verne 2021 - "
_WHO = r"[^\W\d_][^\d()\[\]:;?!]{1,80}?"
_CITED = re.compile(
    rf"""(?:
        (?P<who>{_WHO})[ ,_-]{{1,3}}
        (?:[(\[](?P<year>(?:19|20)\d\d)[a-z]?[)\]][ ]?[-–—:_.]?|(?P<bare>(?:19|20)\d\d)[a-z]?[ ]?[-–—:_.])
      | (?:[(\[](?P<first>(?:19|20)\d\d)[)\]][ ]?[-–—:_]?|(?P<only>(?:19|20)\d\d)[ ]?[-–—:_])[ ]?(?:{_WHO}[ ][-–—])?
    )[ ]?(?=\S)""",
    re.VERBOSE,
)
_CITED_BEHIND = re.compile(rf"[ ][-–—(\[][ ]?(?P<who>{_WHO})?[ ,(\[-]{{0,3}}(?P<year>(?:19|20)\d\d)[)\]]?$")
# "Notes on ", "Summary: ", "Literature note - "
_OF_NOTES = re.compile(
    r"(?:(?:my |reading |literature |lit )?(?:notes?|summary|review|annotations?|excerpts?|comments?)"
    r"(?: (?:on|of|for|about) |[ ]?[:–—][ ]?|[ ]-[ ]))(?=\S)",
    re.IGNORECASE,
)
_NOTES_BEHIND = re.compile(
    r"[ ]?[-–—_(\[:,][ ]?(?:my |reading |literature )?(?:notes?|summary|annotat(?:ed|ions?)|highlights?|read)[)\]]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FileName:
    """A file's name without its suffix, and the facts in it."""

    stem: str
    record: Record
    is_citekey: bool = False
    """Whether the name says that it is a key: "@verne2021"."""

    @classmethod
    def of(cls, path: str) -> "FileName":
        """Read the name of a file."""
        stem = _SUFFIXES.sub("", path.rsplit("/", 1)[-1].replace("\\n", " "))
        stem = _SIGNS.sub("", " ".join(stem.split()))
        if stem.startswith("@") and " " not in stem:
            return cls(stem, Record(key=stem[1:]), is_citekey=True)
        if _KEY.fullmatch(stem) and not _NO_KEY.match(stem.lower()):
            return cls(stem, Record(key=stem))
        return cls(stem, _named(stem))

    @property
    def is_of_a_day(self) -> bool:
        """Whether it is a date, perhaps with a word beside it: "2023-02-01", "daily-2023-02-01"."""
        return _DAY.fullmatch(self.stem) is not None


def _named(stem: str) -> Record:
    """The title in a name, and the year and author before or behind it."""
    name = _STAMP.sub("", stem)
    if " " not in name:
        name = name.replace("_", " ") if "_" in name else name.replace("-", " ")
    name = without_note_words(name.replace("_ ", ": ").replace("_", " "))
    before, behind = _CITED.match(name), _CITED_BEHIND.search(name)
    cited = before if before and _is_title(name[before.end() :]) else None
    if cited:
        year = cited["year"] or cited["bare"] or cited["first"] or cited["only"]
        return Record(title=name[cited.end() :].strip(), year=int(year))
    if behind and _is_title(name[: behind.start()]):
        return Record(title=name[: behind.start()].strip(), year=int(behind["year"]))
    return Record(title=name.strip() or None)


def without_note_words(title: str) -> str:
    """A title without "Notes on" before it or "(notes)" behind it."""
    bare = _NOTES_BEHIND.sub("", title)
    match = _OF_NOTES.match(bare)
    return bare[match.end() :] if match and _is_title(bare[match.end() :]) else bare


def _is_title(text: str) -> bool:
    """Whether a text identifies a work by itself."""
    return titles.is_telling(titles.words_of(text))


# What a text is.

_PAPERS_OWN = re.compile(
    r"(?:introduction|acknowledge?ments?|references|bibliography|materials and methods|appendix\b.*"
    r"|author contributions|competing interests)",
    re.IGNORECASE,
)
"""Headings that papers have and notes seldom."""
_OFTEN = re.compile(
    r"(?:abstract|background|related works?|background and related works?|methods?|methodology|approach|experiments?"
    r"|evaluation|results?|discussion|conclusions?|results and discussion|discussion and conclusions?|limitations"
    r"|threats to validity|future works?|implementation|case study)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\d+|[IVX]+)(?:\.\d+)*\.?\s+")
LONG = 800
"""Words from which a text with headings that notes have too is a paper (a guess: two pages), and see the next."""
VERY_LONG = 3_000
"""Words that few notes have, without a mark of notes (a guess: seven pages)."""
_ENTRIES = 5
"""Entries of a reference list that make a paper (a guess)."""

# "# Notes", "## Key takeaways", "# 2023-02-01"
_GENERIC = re.compile(
    r"(?:(?:my |reading |literature |key |main |paper |personal )?(?:notes?|annotations?|highlights?|thoughts|comments?"
    r"|summary|takeaways|findings|quotes?|ideas|questions|abstract|metadata|info(?:rmation)?|overview|todo|tasks?"
    r"|references|bibliography|log|summary and notes|tl;?dr|extracted annotations.*)|introduction|untitled.*"
    r"|bibliographic notes)",
    re.IGNORECASE,
)


def settle(source: Source, path: str, reader: str, raw: str) -> Source:
    """Decide whose work a written file is; `raw` is its text before reading, empty for a packed format.

    A text without a work has no records, and a warning that says why; a person's text is a summary.
    """
    stated = stated_kind(raw)
    if len(source.records) > 1 or (stated == "paper" and source.kind is Kind.PAPER):
        return source
    name = FileName.of(path)
    record = source.records[0] if source.records else Record()
    if not any(words(source.raw(block)) for block in source.blocks):
        title = next(_titles(source, record, name), None)
        if not record.key and not name.is_citekey and not (record.title and title):
            return without_work(source, README if _A_README.fullmatch(name.stem) else TEMPLATE)
    if not stated and _is_unfilled(source, record, raw):
        source = replace(source, blocks=())
        if not name.record.key:
            return without_work(source, TEMPLATE)
    by_name = path.lower().endswith(_MANUSCRIPTS) or (reader not in _OF_OTHERS and _A_DRAFT.fullmatch(name.stem))
    if stated == "draft" or (by_name and not stated):
        return as_draft(source)
    if not stated and not name.record.key and (cited := _cited_in_draft(source, raw, record)):
        title = next(_titles(source, record, name), None) or name.record.title
        because = f"looks like a manuscript ({cited} works cited by key): `kind: note` in front matter makes it a note"
        return replace(as_draft(source), records=(Record(title=title),), draft_because=because)
    if reader not in _OF_OTHERS and (why := _why_without_work(record, name, raw)):
        return without_work(source, why)
    is_paper = not record.key and not stated and has_form_of_paper(source, raw)
    if reader in _OF_OTHERS:
        is_paper = is_paper or bool(record.authors) or _is_title(record.title or "")
    if source.kind is not Kind.SUMMARY and not is_paper:
        source = as_notes(source)
        if reader == "org":  # `#+AUTHOR:` and `#+DATE:` are the note's
            record = replace(record, authors=(), year=None)
        record = replace(record, doi=record.doi or _doi_above(raw))
    title = next(_titles(source, record, name), None)
    beside = replace(name.record, title=title)
    if name.record.title and title and not _agree(title, name.record.title):
        beside = replace(beside, year=None)
    record = completed(replace(record, title=title), beside)
    if source.kind is Kind.SUMMARY and not (record.key or record.doi or _names_a_work(record, reader, raw)):
        return without_work(source, UNNAMED)
    return _titled(replace(source, records=(record,)), record.title)


# "**Title:** ", "Authors::"
_EMPTY_LABEL = re.compile(
    r"^[ \t>*_#|-]*(?:paper )?(title|authors?|year|publication year|doi|venue)[*_ \t]*::?[*_ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


def _is_unfilled(source: Source, record: Record, raw: str) -> bool:
    """Whether a text is a template of sentences: its labels are empty, and the rest tells what to write."""
    if record.key or record.doi or record.authors or record.year:
        return False
    body = [source.raw(block) for block in source.blocks if block.evidence is not Evidence.TITLE]
    return len(set(_EMPTY_LABEL.findall(raw))) >= 2 and all(asks_only(text) for text in body)


def _names_a_work(record: Record, reader: str, raw: str) -> bool:
    """Whether notes name a work: by its title with an author or year, or by a title that is no note's own ("Drift")."""
    if not record.title:
        return False
    if record.authors or record.year or _is_title(record.title):
        return True
    return reader not in _OF_OTHERS and not NOTE_MARKS.search(raw)


_ABOVE = 600
"""Characters above a note in which a DOI is its paper's, if there is one alone (a guess)."""


def _doi_above(raw: str) -> str | None:
    """The one DOI in a note's first lines."""
    dois = set(dois_in(raw[:_ABOVE]))
    return dois.pop().rstrip(")]") if len(dois) == 1 else None


def has_form_of_paper(source: Source, raw: str) -> bool:
    """Whether a text has a paper's form: its headings, its references or its length."""
    if len(source.records) == 1 and len(source.records[0].references) >= _ENTRIES:
        return True
    if NOTE_MARKS.search(raw):
        return False
    names = {_NUMBERED.sub("", part) for block in source.blocks for part in (block.section or "").split(" > ")}
    length = sum(len(source.raw(block).split()) for block in source.blocks)
    if any(map(_PAPERS_OWN.fullmatch, names)) or length >= VERY_LONG:
        return True
    return length >= LONG and sum(1 for each in names if _OFTEN.fullmatch(each)) >= 2


def paper_headings(names: Iterable[str]) -> tuple[int, int]:
    """How many distinct headings are such as papers have and notes seldom, and as both have."""
    distinct = {_NUMBERED.sub("", name).casefold() for name in names}
    return sum(map(bool, map(_PAPERS_OWN.fullmatch, distinct))), sum(map(bool, map(_OFTEN.fullmatch, distinct)))


def as_notes(source: Source) -> Source:
    """The source as a person's notes; a section "Abstract" stays the paper's."""
    return replace(source, kind=Kind.SUMMARY, blocks=tuple(map(_of_notes, source.blocks)))


def cut_at_labels(source: Source, entries: Sequence[NoteEntry]) -> tuple[Block, ...]:
    """The blocks of a note, parted where a name on a line of its own stands inside, whose section is then that name.

    "Core idea:", "evolves sequences", "Weak points:", "none named" are four lines of one paragraph.
    """
    labels = [entry for entry in entries if entry.kind is EntryKind.LABEL]
    blocks: list[Block] = []
    for block in source.blocks:
        stop = block.start + len(source.raw(block).rstrip(" \t\r\n:"))  # a label at the end introduces what follows
        inside = [e for e in labels if block.page is None and block.start <= e.start and e.end < stop]
        begin, section = block.start, block.section
        for end, below in ((label.start, label) for label in inside):
            blocks += _filled(source, replace(block, start=begin, end=end, section=section))
            begin, section = below.end, below.text.strip(" :")
        blocks += _filled(source, replace(block, start=begin, section=section)) if inside else [block]
    return tuple(blocks)


def _filled(source: Source, block: Block) -> list[Block]:
    """The block without white space and colons around it, if anything is left."""
    raw = source.raw(block)
    start = block.start + len(raw) - len(raw.lstrip(" \t\r\n:"))
    end = block.start + len(raw.rstrip())
    return [replace(block, start=start, end=end)] if start < end else []


def _of_notes(block: Block) -> Block:
    if block.evidence is not Evidence.PAPER:
        return block
    is_abstract = (block.section or "").rpartition(" > ")[2].strip(" :").casefold() == "abstract"
    return replace(block, evidence=Evidence.ABSTRACT if is_abstract else Evidence.SUMMARY)


def without_work(source: Source, why: str) -> Source:
    """The source as text that tells of no work; the ledger says why."""
    return replace(_own_text(source), kind=Kind.SUMMARY, warnings=(*source.warnings, why))


def empty(why: str) -> Source:
    """A written file without text, which tells of no work."""
    return Source(Kind.SUMMARY, {0: ""}, (), (), (why,))


def as_draft(source: Source) -> Source:
    """The source as the researcher's own manuscript."""
    return replace(_own_text(source), kind=Kind.DRAFT)


def _own_text(source: Source) -> Source:
    blocks = (b if b.evidence is Evidence.TITLE else replace(b, evidence=Evidence.SUMMARY) for b in source.blocks)
    return replace(source, blocks=tuple(replace(b, record=0) for b in blocks), records=())


# "[@verne2021, p. 3; @moss2019]", "\\parencite[33]{verne2021,moss2019}", "[cite:@verne2021]", "cite:verne2021"
_CITES = re.compile(
    r"\[[^\[\]\n]{0,200}@[^\[\]\n]{1,400}\]|\\[A-Za-z]*cite[A-Za-z]*\*?(?:\[[^\[\]]{0,200}\]){0,2}\{([^{}]{1,400})\}"
    r"|\[cite[^:\[\]]{0,20}:([^\[\]]{1,400})\]|\bcite[pt]?:([\w:&,-]{2,200})"
)
_CITED_KEY = re.compile(r"@\{?([^\s\[\](){},;@]{2,120})")
_CITED_IN_DRAFTS = 3
"""Works that a text cites by their keys to be a draft (a guess); a note cites another work once or twice."""
_CITED_IN_CHAPTERS = 2
"""The same of a text with a paper's form (a guess): one that is printed does not cite by keys."""


def _cited_in_draft(source: Source, raw: str, record: Record) -> int:
    """The works that a text cites by their keys, 0 if they do not make it a manuscript: it is about one, or few."""
    if record.key or source.kind is Kind.SUMMARY:
        return 0
    is_listed = [is_list_item(raw[a:b]) for a, b in lines(raw) if _CITES.search(raw[a:b])]
    cited = len(set(_cited(raw)))
    least = _CITED_IN_CHAPTERS if has_form_of_paper(source, raw) else _CITED_IN_DRAFTS
    return cited if cited >= least and sum(is_listed) <= len(is_listed) / 2 else 0


def _cited(raw: str) -> Iterator[str]:
    for match in _CITES.finditer(raw):
        listed = next(filter(None, match.groups()), None)
        if listed is None or "@" in listed:
            yield from (key.rstrip(".") for key in _CITED_KEY.findall(match.group()))
        else:
            yield from (key.strip(" &") for key in re.split(r"[,;]", listed))


# "- [[verne2021]]", "* [Catalogue drift](verne.md) the best", "[[id:aaaa][drift]]"
_LINK_LINE = re.compile(r"\s*(?:[*+-]|\d{1,3}[.)])?\s*(?:\[[ xX]\]\s*)?!?(?:\[\[|\[[^\]\n]{1,300}\]\(|@\w)")
_MANY_LINKS = 0.6
"""Share of the lines that are links in a list of links (a guess)."""


def _why_without_work(record: Record, name: FileName, raw: str) -> str | None:
    """Why a text tells of no work, None if it may tell of one."""
    if record.key or record.doi or name.is_citekey:
        return None
    if _A_README.fullmatch(name.stem):
        return README
    if _AN_INDEX.fullmatch(name.stem) or _is_list_of_links(raw):
        return INDEX
    if _A_TEMPLATE.fullmatch(name.stem) and (
        not (title := _usable(record.title, None)) or _A_TEMPLATE.fullmatch(title)
    ):
        return TEMPLATE
    if any(each and _OF_THE_STUDY.fullmatch(each) for each in (name.stem, record.title)):
        return STUDY
    if name.is_of_a_day and not (record.authors or record.year):
        return DAILY
    return None


def _is_list_of_links(raw: str) -> bool:
    shown = [raw[a:b] for a, b in lines(raw) if raw[a:b].strip() and not raw[a:b].startswith(("#", "---", "*"))]
    linked = sum(1 for line in shown if _LINK_LINE.match(line))
    return linked >= _CITED_IN_DRAFTS and linked >= _MANY_LINKS * len(shown)


def _titles(source: Source, record: Record, name: FileName) -> Iterator[str]:
    """The titles that a text may have, the best first."""
    stated = _usable(record.title, record.key)
    first = next((line for block in source.blocks[:1] if (line := _usable(_first_line(source, block), None))), None)
    named = _usable(name.record.title, None)
    candidates = [title for title in (stated, first, named) if title]
    if named:
        # Two that agree confirm each other; the longer one has the subtitle.
        agreed = [title for title in (stated, first) if title and _agree(title, named)]
        if agreed and _is_title(named):
            yield max(agreed[0], named, key=lambda title: (len(plain(title)), title is not named))
    yield from (title for title in candidates if title is not first and _is_title(title))
    yield from (title for title in (first, stated) if title and (title is stated or _is_title(title)))
    if named and (record.authors or record.year or name.record.year):
        yield named


# "[On Drift](https://doi.org/10.1/x)", "**On Drift**"
_LINKED = re.compile(r"\[([^\[\]]{1,400})\]\([^()\s]{0,500}\)")
_STRESSED = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)(.{1,400}?)(?<=\S)\1(?!\w)")


def _usable(title: str | None, key: str | None) -> str | None:
    """A title without its key and words such as "Notes on"; None for a heading of notes, a date, a hole."""
    text = _STRESSED.sub(r"\2", _LINKED.sub(r"\1", " ".join((title or "").split())))
    if key and text.casefold().startswith(key.casefold()):
        text = text[len(key) :].lstrip(" :–—-") or text
    text = without_note_words(text)
    if not text or _GENERIC.fullmatch(text) or is_hole(text) or _DAY.fullmatch(text) or text.casefold() == key:
        return None
    return text


def _first_line(source: Source, block: Block) -> str | None:
    """The first line or heading of a text if it may be a title: a few words, no sentence."""
    if block.evidence is Evidence.TITLE:
        return None
    line = (block.section or "").split(" > ")[0] or source.raw(block).split("\n", 1)[0].strip(' *_#"“”')
    is_short = 2 < len(line.split()) <= _LONGEST_TITLE
    return line if is_short and line[-1:] not in ".,;:" and not is_list_item(line) else None


_LONGEST_TITLE = 40
"""Words of the longest title (a guess)."""
_BEGINNING = 15
"""Letters that a title and a file's name must have in common to confirm each other (a guess)."""


def _agree(title: str, named: str) -> bool:
    """Whether one of two titles, folded, begins the other."""
    short, long = sorted((plain(title), plain(named)), key=len)
    return long.startswith(short) and (len(short) >= _BEGINNING or short == long)


def _titled(source: Source, title: str | None) -> Source:
    """The source with the place of its title as a block of its own."""
    text = source.texts.get(0, "")
    if not title or any(block.evidence is Evidence.TITLE for block in source.blocks):
        return source
    found = list(title_blocks(text, title))
    blocks = [replace(block, section=_below(title, block.section)) for block in source.blocks]
    cut = [_behind(block, found[0], text) for block in blocks] if found else blocks
    return replace(source, blocks=(*found, *(block for block in cut if block)))


def _below(title: str, section: str | None) -> str | None:
    """A section's path without the title at its beginning."""
    names = (section or "").split(" > ")
    return " > ".join(names[1:] if plain(names[0]) == plain(title) else names) or None


def _behind(block: Block, title: Block, text: str) -> Block | None:
    """A block without the title at its beginning, None if nothing is left."""
    if not block.start <= title.start < block.end or text[block.start : title.start].strip(' *_#"“”'):
        return block
    rest = text[title.end : block.end]
    left = rest.lstrip(' \t\n*_"”:.')
    return replace(block, start=block.end - len(left)) if left else None
