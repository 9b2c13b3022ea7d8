"""What the catalogue hands out: a source's line in the ledger, a work, a passage."""

from dataclasses import dataclass

from index.sources import Evidence, Kind, PageFault
from index.text.passages import Sentence


@dataclass(frozen=True, slots=True)
class Stamp:
    """What was known of a file when it was read: its content's hash (empty where it could not be opened), its size, its
    times of change, and when, by the clock, it was read.

    `ctime_ns` changes with the file's name and rights too, so that two files that change places are seen.
    """

    sha256: str
    size: int
    mtime_ns: int
    ctime_ns: int
    read_at_ns: int


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source's line in the ledger; `reason` says why it could not be read, None where it could."""

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

    @property
    def reader(self) -> str:
        """The name of the reader that it was built with."""
        return self.built_with.split(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """A work as the catalogue knows it; `label` is its title, or its file's name where it has none."""

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


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """Which work a passage belongs to and what it is worth as evidence."""

    rowid: int
    work: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with the work and the source it belongs to."""

    rowid: int
    id: str
    work: str
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
