"""BibTeX and BibLaTeX: each entry a record under the researcher's own key, its abstract searchable text."""

import codecs
import re

from index.readers.bibtex_entries import BibtexEntry, bibtex_entries
from index.readers.bibtex_names import bibtex_names
from index.readers.decoding import decode
from index.readers.latex import decode as from_latex
from index.readers.latex import verbatim
from index.readers.record_entries import Entry, compose
from index.readers.record_facts import doi_of, key_in, year_of
from index.readers.record_notes import own_words
from index.readers.record_text import abstract_paragraphs, note_paragraphs, one_line, title_line
from index.sources import Record, Source

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
