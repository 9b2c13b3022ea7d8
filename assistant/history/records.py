"""What the history hands out: an answer as it was given, with the passages it was made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.answers import Answer
from index.sources import Evidence


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A passage as it was when the answer was given; `sha256` is of its source's content, empty where not known.

    `start` and `end` are raw offsets in the page (or the source without pages).
    """

    id: str
    work: str
    source: str
    sha256: str
    page: int | None
    section: str | None
    evidence: Evidence
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """An answer that was kept, under its number.

    `contents` are the SHA-256 hashes of all files of the corpus then, `works` how many works the filter admitted, each
    None where it was not given. `settings` are named facts on how it was asked, `version` the version of Refdesk.
    """

    number: int
    when: datetime
    answer: Answer
    passages: tuple[KeptPassage, ...] = ()
    contents: frozenset[str] | None = None
    works: int | None = None
    version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
