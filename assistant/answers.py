"""What the assistant hands out: an answer with its claims, their citations and, for a listing, every work's verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.questions.question import QuestionKind as QuestionKind
from index.sources import Evidence


class Verdict(StrEnum):
    """What the sweep decided of one work and one topic."""

    DISCUSSES = "discusses"
    MENTIONS = "mentions"
    NO = "no"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


class Support(StrEnum):
    """How well the cited passages bear out a claim."""

    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Citation:
    """A work, a locator and a quote. `start` and `end` are raw offsets in the page (or the source without pages)."""

    number: int
    key: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    source: str
    kind: Evidence
    page: int | None
    section: str | None
    quote: str
    start: int
    end: int
    passage: str
    """Identifier of the passage the quote stands in."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer and the numbers of the citations that bear it out."""

    text: str
    support: Support
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JudgedWork:
    """A work with the sweep's verdict and the citations that show it."""

    key: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    verdict: Verdict
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an abstention with its reason; `works` and `counts` are None unless it comes from a sweep.

    `filter` says which works were looked at ("year 2021..2023, author Faubel"), empty where all were.
    After an abstention the citations are what came nearest, and no claim refers to them.
    """

    question: str
    kind: QuestionKind
    topic: str
    filter: str
    text: str
    abstained: bool
    reason: str | None
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    works: tuple[JudgedWork, ...] | None
    counts: Mapping[Verdict, int] | None
    generation: int
    model: str | None
    seconds: float
