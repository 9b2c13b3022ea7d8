"""Org: outlines with states and drawers; papers, reading summaries, and notes that name the work they are on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.readers.author_lists import people_in
from index.readers.composing import Part, compose, compose_summary, filled, same_words
from index.readers.decoding import decode
from index.readers.org_lines import Outline, Section, outline
from index.readers.paragraphs import is_list_item, paragraphs
from index.readers.record_facts import doi_of, year_of
from index.readers.template import fact, is_fact, is_template_field
from index.sources import Kind, Record, Source

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
