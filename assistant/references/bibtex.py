"""Works as BibTeX, under the researcher's own keys, for BibTeX and for biber."""

from collections.abc import Iterator, Mapping, Sequence

from bibtexparser.library import Library
from bibtexparser.model import Block, Entry, Field, ImplicitComment
from bibtexparser.writer import BibtexFormat, write

from assistant.references.bibtex_keys import change_told, legal_keys
from assistant.references.bibtex_names import author_field
from assistant.references.entry_types import EntryType, arxiv_number, entry_type
from assistant.references.latex_text import escaped, title_field
from index.entries import WorkEntry

_VENUE_FIELD = {
    EntryType.ARTICLE: "journal",
    EntryType.PAPER: "booktitle",
    EntryType.CHAPTER: "booktitle",
    EntryType.OTHER: "howpublished",
}
_IN_AN_ADDRESS = str.maketrans({char: f"%{ord(char):02X}" for char in '%\\{}"'})


def as_bibtex(works: Sequence[WorkEntry], notes: Mapping[str, str] | None = None) -> str:
    """The entries in the order of `works`, as one UTF-8 text; empty where there are none.

    `notes` maps keys to plain text for the entry's `note`, which most styles print. A key that BibTeX or biber would
    refuse is written in the nearest form that they take, and a comment line above its entry says so.
    """
    by_key = {work.key: work for work in works}
    written = legal_keys(by_key)
    blocks: list[Block] = []
    for key, work in by_key.items():
        if written[key] != key:
            # BibTeX takes every at sign outside an entry for the beginning of one.
            blocks.append(ImplicitComment(f"% {change_told(key, written[key])}".replace("@", "(at)")))
        blocks.append(_entry(work, written[key], (notes or {}).get(key, "")))
    layout = BibtexFormat()  # type: ignore[no-untyped-call]  # the library leaves its return type out
    layout.indent, layout.block_separator, layout.trailing_comma = "  ", "\n", True
    return write(Library(blocks), layout)


def _entry(work: WorkEntry, key: str, note: str) -> Entry:
    of_type = entry_type(work.venue, work.doi)
    fields = [Field(name, f"{{{value}}}") for name, value in _fields(work, of_type, note) if value]
    return Entry(of_type, key, fields)


def _fields(work: WorkEntry, of_type: EntryType, note: str) -> Iterator[tuple[str, str]]:
    """Names of fields and what stands in their braces; empty for what is not known of the work."""
    yield "author", author_field(work.authors)
    yield "title", title_field(work.title or work.label)
    yield _VENUE_FIELD[of_type], escaped(work.venue or "")
    yield "year", str(work.year or "")
    # Styles print a DOI as an address, in which nothing is escaped as in text.
    yield "doi", "".join((work.doi or "").split()).translate(_IN_AN_ADDRESS)
    number = arxiv_number(work.venue, work.doi)
    yield "eprint", number or ""
    yield "archiveprefix", "arXiv" if number else ""
    yield "note", escaped(note)
