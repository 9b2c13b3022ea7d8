"""Entries of the catalogue: a source's line in the ledger, a work, a passage."""

from dataclasses import dataclass
from enum import StrEnum

from index.sources import Evidence, Kind, PageFault, Shares, WorkType
from index.text.passages import Sentence


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file's state when it was read; `sha256` is empty if it could not be opened, `read_at_ns` is the wall clock.

    `ctime_ns` also changes with the file's name and rights, which reveals two files that swapped names.
    """

    sha256: str
    size: int
    mtime_ns: int
    ctime_ns: int
    read_at_ns: int


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source's line in the ledger; `reason` says why it could not be read, None if it could."""

    id: int
    path: str
    stamp: Stamp
    kind: Kind
    reason: str | None
    built_with: str
    pages: int | None
    warnings: tuple[str, ...]
    faults: tuple[PageFault, ...]
    passages: int
    works: tuple[str, ...]
    shares: Shares | None = None

    @property
    def reader(self) -> str:
        """The name of its reader: the first word of `built_with`."""
        return self.built_with.split(" ", 1)[0]


class Fact(StrEnum):
    """What can be known of a work, and be missing: see `index.works.filters.lacking`."""

    AUTHORS = "authors"
    YEAR = "years"  # kept answers have the plural
    VENUE = "venues"
    DOI = "DOI"
    TYPE = "type"
    TIMES_CITED = "times cited"
    KEYWORDS = "keywords"
    ABSTRACT = "abstract"
    SUMMARY = "summary"
    FULL_TEXT = "full text"
    TEXT = "text"
    """Any text beside its title."""

    @property
    def is_text(self) -> bool:
        """Whether the catalogue's passages and records have it, not the work itself."""
        return self in (Fact.KEYWORDS, Fact.ABSTRACT, Fact.SUMMARY, Fact.FULL_TEXT, Fact.TEXT)


@dataclass(frozen=True, slots=True)
class TimesCited:
    """How often a work is cited, as the source with this path states it."""

    number: int
    source: str


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """A work in the catalogue.

    `label` is its title, or its file's name if it has none; that of a retracted work begins with "RETRACTED: ".
    `preprint_year` is the year of its preprint, if that is another than `year`.
    """

    key: str
    title: str | None
    label: str
    authors: tuple[str, ...]
    year: int | None
    venue: str | None
    doi: str | None
    sources: tuple[str, ...]
    cites: tuple[str, ...]
    cited_by: tuple[str, ...]
    type: WorkType | None = None
    secondary: bool = False
    retracted: bool = False
    times_cited: TimesCited | None = None
    preprint_year: int | None = None
    corrected: tuple[str, ...] = ()
    """Names of the facts that a person corrected."""
    numbers: tuple[str, ...] = ()
    """What its notes call it: "11" for "Paper 11 of the study", "S11" for a note called "S11_Verne.md"."""

    @property
    def marks(self) -> frozenset[str]:
        """Its marks beside the type: see `index.works.filters.MARKS`."""
        return marks_of(secondary=self.secondary, retracted=self.retracted)


def marks_of(*, secondary: bool, retracted: bool) -> frozenset[str]:
    """The marks of a work: "secondary" or "primary", and "retracted"."""
    return frozenset({"secondary" if secondary else "primary", *(["retracted"] if retracted else [])})


@dataclass(frozen=True, slots=True)
class CorrectionOutcome:
    """What an entry of `corrections.toml` did to the work with the key `work`, or to one `fact` of it.

    With `work` None it fits nothing, and `text` says why, with the next step.
    """

    entry: str
    work: str | None
    fact: str | None
    text: str


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """A passage's work key and kind of evidence, without its text."""

    rowid: int
    work: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A passage of any source; `work` is None if its source tells of no work (a draft, a daily note).

    `page` is the file's page, `page_label` the number printed on it, None if unknown.
    """

    rowid: int
    id: str
    work: str | None
    source: str
    kind: Kind
    evidence: Evidence
    page: int | None
    section: str | None
    start: int
    end: int
    text: str
    header: str
    sentences: tuple[Sentence, ...]
    page_label: str | None = None
    also: tuple[str, ...] = ()
    """Other sources of the same text of the same work, for which this passage stands."""


@dataclass(frozen=True, slots=True)
class FoundPassage(SourcePassage):
    """A passage of a work, which an answer may cite."""

    work: str
