"""What the doctor finds: a kind of fault, what has it, and a line that tells of it and of the next step."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What can be wrong or missing in a corpus, the gravest first."""

    UNREADABLE_FILE = "unreadable file"
    UNREADABLE_PAGES = "unreadable pages"
    FILE_WITHOUT_WORK = "file without a work"
    COPY = "file kept twice"
    KEY_TWICE = "key used twice"
    TWO_KEYS = "work with two keys"
    DOI_TWICE = "DOI used twice"
    POSSIBLE_DUPLICATE = "possible duplicate"
    CONFLICT = "conflict between sources"
    PAPER_ABSENT = "summary without its paper"
    UNFILLED_FIELD = "unfilled summary field"
    NO_AUTHORS = "work without authors"
    NO_YEAR = "work without a year"
    NO_TEXT = "work without text"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `subject` is a source's path, a citation key or a field, `text` ends with the next step."""

    kind: FindingKind
    subject: str
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything found in one state of the catalogue, by kind and then by subject."""

    generation: int
    sources: int
    works: int
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Mapping[FindingKind, int]:
        """How many findings there are of each kind that was found, the gravest kind first."""
        found = Counter(finding.kind for finding in self.findings)
        return {kind: found[kind] for kind in FindingKind if found[kind]}

    def of(self, kind: FindingKind) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(finding for finding in self.findings if finding.kind is kind)
