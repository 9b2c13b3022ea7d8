"""The result of reading one file: raw text by page, blocks in it, and the works it describes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

KEYWORDS = "Keywords"
"""Section of a record's keywords."""
LEFT_OUT = "text that cannot be seen was left out"
ALL_HIDDEN = "has no text that can be seen: open it, and save it again once its text is shown"


class Kind(StrEnum):
    """Kind of source."""

    PAPER = "paper"
    SUMMARY = "summary"
    RECORD = "record"
    DRAFT = "draft"
    """The researcher's own manuscript: found by search, never evidence."""


class Evidence(StrEnum):
    """Kind of text as evidence of what a work says, strongest first."""

    PAPER = "paper"
    TABLE = "table"
    CAPTION = "caption"
    OCR = "ocr"
    YOUR_MARK = "your mark"
    SUMMARY = "summary"
    ABSTRACT = "abstract"
    TITLE = "title"

    @property
    def is_full_text(self) -> bool:
        """Whether it is the paper's own text, printed in prose, a table or a caption, or read from its picture."""
        return self in (Evidence.PAPER, Evidence.TABLE, Evidence.CAPTION, Evidence.OCR)


class WorkType(StrEnum):
    """Type of a work."""

    ARTICLE = "article"
    CONFERENCE = "conference"
    """A paper in proceedings."""
    CHAPTER = "chapter"
    BOOK = "book"
    THESIS = "thesis"
    REPORT = "report"
    PREPRINT = "preprint"
    DATASET = "dataset"
    SOFTWARE = "software"
    WEB = "web"
    PROCEEDINGS = "proceedings"
    """A whole volume."""
    EDITORIAL = "editorial"
    """An editorial, a preface, a table of contents: what frames studies."""
    ERRATUM = "erratum"
    OTHER = "other"

    @property
    def is_study(self) -> bool:
        """Whether sweeps and counts decide works of this type; the others are set aside with their own number."""
        return self not in _NO_STUDY


_NO_STUDY = frozenset(
    {WorkType.DATASET, WorkType.SOFTWARE, WorkType.WEB, WorkType.PROCEEDINGS, WorkType.EDITORIAL, WorkType.ERRATUM}
)


@dataclass(frozen=True, slots=True)
class Record:
    """Bibliographic facts of one work as one source states them; facts it does not state are empty."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    """Lower case (DOIs ignore case), without a resolver's address."""
    cites: tuple[int, ...] = ()
    """Positions in the same source's records of the works that it cites."""
    key: str | None = None
    """The researcher's citation key, from a reference manager's export."""
    references: tuple[str, ...] = ()
    """Entries of its reference list, one line each."""
    type: WorkType | None = None
    secondary: bool = False
    """Whether it reviews other studies."""
    retracted: bool = False
    times_cited: int | None = None
    first_page: str | None = None
    """The number printed on its first page, as is `last_page`: "1655", "S12"."""
    last_page: str | None = None
    volume: str | None = None
    number: str | None = None
    """Of an issue, or of a report."""
    files: tuple[str, ...] = ()
    """Paths of the work's files, as a reference manager states them (see `index.works.belonging`)."""
    authors_cut: bool = False
    """Whether the list of authors ends with "et al.", "and others" or "...": it may have more."""
    fields: tuple[tuple[str, str], ...] = ()
    """Name and value of what the researcher or a database filed it under, in order: "keyword", "tag", "group", "note",
    or an own field of the bibliography, "rating"."""


@dataclass(frozen=True, slots=True)
class Block:
    """A contiguous stretch of raw text that is one paragraph, list item, title or run of prose.

    `start` and `end` are character offsets in the raw text of `page` (of the whole source where `page` is None).
    `record` is the position of its work in the source's records.
    """

    start: int
    end: int
    evidence: Evidence
    page: int | None = None
    section: str | None = None
    record: int = 0


class Fault(StrEnum):
    """A fault of the text extracted from a page."""

    NO_TEXT = "no text"
    OCR_EMPTY = "no text by OCR"
    OCR_LATE = "OCR took too long"
    GARBLED = "garbled"
    LOST_SPACES = "lost spaces"
    INTERLEAVED = "interleaved columns"


@dataclass(frozen=True, slots=True)
class PageFault:
    """A page (1-based) whose text differs from what is printed there."""

    page: int
    fault: Fault


class Figure(NamedTuple):
    """A figure or table: a span of its page's raw text (its caption, or its rows), and its box with the caption.

    Sides are in points from the page's lower left corner; a figure's top is the text above it, or beyond the page.
    """

    page: int
    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float


class ScannedLine(NamedTuple):
    """A line that OCR reads on the picture of a page; sides are in points from the page's lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


Scans = Mapping[int, Sequence[ScannedLine] | None]
"""Page -> its lines by OCR, in reading order; empty if OCR finds no text, None if it took too long."""
NO_SCANS: Scans = {}


@dataclass(frozen=True, slots=True)
class Shares:
    """What became of a file's characters without white space: shares from 0 to 1; the rest was lost."""

    passages: float
    references: float
    running_heads: float
    tables: float
    hidden: float

    @property
    def lost(self) -> float:
        """The share that no part of the file accounts for; hidden text counts as lost."""
        return max(0.0, 1.0 - self.passages - self.references - self.running_heads - self.tables)


class EntryKind(StrEnum):
    """What an entry of a note is."""

    TITLE = "title"
    """The note's own heading, which is no field."""
    HEADING = "heading"
    """A heading, or a line in bold that stands for one."""
    PROGRAM = "program"
    """A reference manager's heading: what stands below it is its own ("Collections")."""
    LABEL = "label"
    """A line that ends with a colon: a field's name, or the introduction of what follows."""
    BOLD = "bold"
    """A name in bold, or of a program's field, with its text beside it: "**Tools:** MLflow"."""
    BESIDE = "beside"
    """A plain name with its text beside it, in a line, a list item or a table: "Tools: MLflow"."""
    BULLET = "bullet"
    """A list item."""
    TEXT = "text"
    """A line, a sentence or a table's row."""


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """One entry of a person's note, in reading order: a name that may be a field's, or an item (BULLET, TEXT).

    `text` is normalised: that of the raw text of page 0 from `start` to `end`, both 0 for what is not in the text. The
    level of a heading is 1 to 6, 0 if it stands alone above all others, and 7 for a line in its stead; that of an item
    is how deep it is nested, from 0. Behind BOLD and BESIDE come the items beside the name.
    """

    kind: EntryKind
    level: int
    text: str
    start: int
    end: int
    record: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read; `texts` maps a page number (1-based; 0 for text without a page) to raw extracted text.

    Without records it tells of no work (a draft, a daily note): search finds its passages, answers never use them.
    """

    kind: Kind
    texts: Mapping[int, str]
    blocks: tuple[Block, ...]
    records: tuple[Record, ...]
    warnings: tuple[str, ...] = ()
    entries: tuple[NoteEntry, ...] = ()
    """Of a person's notes: names and items (see `index.readers.note_entries`)."""
    faults: tuple[PageFault, ...] = ()
    labels: Mapping[int, str] = field(default_factory=dict)
    """Page -> the number printed on it, where the file shows it."""
    shares: Shares | None = None
    """Of a PDF with text; None for other files."""
    figures: tuple[Figure, ...] = ()
    """Of a PDF."""
    draft_because: str | None = None
    """Of a text that is taken for a draft although nobody says so: why. It has one record, which has its title alone:
    if a work of the corpus has this title, the text is notes on it (see `index.store.publish`)."""

    @property
    def pages(self) -> int | None:
        """Number of pages, None for a file without pages (which may quote pages of another file)."""
        return None if 0 in self.texts else len(self.texts)

    def raw(self, block: Block) -> str:
        """The raw text of a block."""
        return self.texts[block.page or 0][block.start : block.end]
