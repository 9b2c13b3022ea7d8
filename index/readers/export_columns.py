"""Which column of a database's CSV export says what: names matched without case, spaces and punctuation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Fact = Literal[
    "title", "authors", "year", "venue", "doi", "url", "abstract", "keywords", "references", "key", "notes", "extra"
]

# In the order of preference; short names are the field tags of Web of Science.
_NAMES: Mapping[Fact, str] = {
    "title": "title document-title article-title item-title paper-title work-title ti",
    "authors": "author-full-names authors-full-names af authors author author-names author(s) au book-authors creators",
    "year": "publication-year year pub-year year-published py publication-date date cover-date issue-date online-date",
    "venue": "source-title publication-title journal-title journal journal/book book-title proceedings-title "
    "container-title conference-title conference-name conference venue so publication book-series-title series source",
    "doi": "doi item-doi doi-link digital-object-identifier di",
    "url": "url link doi-url pdf-link article-url",
    "abstract": "abstract abstract-note abstracts ab abstract-text",
    "keywords": "author-keywords keywords keyword de author-supplied-keywords manual-tags tags index-keywords "
    "ieee-terms keywords-plus automatic-tags",
    "references": "references cited-references cr",
    "key": "citation-key citekey bibtex-key bibtexkey key identifier",
    "notes": "notes note my-notes comments comment annotation annotations",
    "extra": "extra",
}
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one export; `places` has, for each fact, the positions that may hold it, the best first."""

    names: tuple[str, ...]
    places: Mapping[Fact, tuple[int, ...]]

    def cell(self, row: Sequence[str], fact: Fact) -> str:
        """What the first of the fact's columns says that says anything in this row."""
        return next((text for i in self.places[fact] if i < len(row) and (text := row[i].strip())), "")

    def has(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return any(name.casefold() == other.casefold() for other in self.names)


def columns(header: Sequence[str]) -> Columns:
    """The columns that a header row names."""
    at: dict[str, int] = {}
    for i, name in enumerate(header):
        at.setdefault(_plain(name), i)
    places: dict[Fact, tuple[int, ...]] = {
        fact: tuple(at[name] for name in map(_plain, names.split()) if name in at) for fact, names in _NAMES.items()
    }
    return Columns(tuple(name.strip() for name in header), places)


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name).lower()
