"""What the assistant hands out: an answer with its claims, their citations and, for a listing, every work's verdict."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.questions.question import Condition, Question, QuestionKind
from index.entries import WorkEntry
from index.sources import Evidence
from index.works.filters import Filter
from index.works.venues import one_name_each


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

    @property
    def holds(self) -> bool:
        """Whether the claim is borne out."""
        return self in (Support.VERBATIM, Support.SUPPORTED)


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
    sha256: str = ""
    """Hash of the source's content when it was cited; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer and the numbers of the citations that bear it out."""

    text: str
    support: Support
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JudgedWork:
    """A work with the sweep's verdict and the citations that show it.

    `probability` is the judge's that the work discusses what was asked for, 0 where nothing of it could be read.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    verdict: Verdict
    citations: tuple[int, ...]
    venue: str | None = None
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Works of one year, venue or author, by their keys."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared, and the numbers of the citations on it; none where nothing was found."""

    name: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that a language model wrote, or an `item` of a list: its claims, by their places in the answer's."""

    claims: tuple[int, ...]
    item: bool = False
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language model wrote an answer, or the part of it in `paragraphs`.

    `prompt` is the version of the prompt, `passages` the identifiers of those given to the model, `draft` its reply as
    it came. Tokens are the server's count, or an estimate (`estimated`); `seconds` are the model's own, `first_word`
    those until its first. `dropped` counts citations that were taken out, as they named no passage that was given or
    none that stands; `left_out` the claims that were, as nothing supports them. `ended` says why the reply ended early.
    """

    model: str
    prompt: str
    paragraphs: tuple[Paragraph, ...]
    passages: tuple[str, ...]
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    first_word: float | None
    estimated: bool
    dropped: int = 0
    left_out: int = 0
    removed: tuple[str, ...] = ()
    ended: str | None = None
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an abstention with its reason; `works` and `counts` are None unless it comes from a sweep.

    `only` admits the works that were looked at; `conditions` are those of its parts that were read out of the question,
    and can be taken away. `summary` states the result of a listing or a bibliographic question in a line; where
    topics are combined (`combines`), the verdict `discusses` says that a work fits them. `understood` is the
    question as it was understood, `read_as` how one that followed others was read, in words. `notes` are what the asker
    should know of how the question was understood. `found` and `groups` are the works and the groups of works that a
    bibliographic question asked for, `sides` what a comparison sets beside each other. After an abstention the
    citations are what came nearest, and no claim refers to them. `writing` tells how a language model wrote it, None
    where none did.
    """

    question: str
    kind: QuestionKind
    topic: str
    only: Filter
    abstained: bool
    reason: str | None
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    works: tuple[JudgedWork, ...] | None
    counts: Mapping[Verdict, int] | None
    generation: int
    model: str | None
    seconds: float
    summary: str | None = None
    read_as: str | None = None
    understood: Question | None = None
    combines: bool = False
    conditions: tuple[Condition, ...] = ()
    notes: tuple[str, ...] = ()
    found: tuple[WorkEntry, ...] = ()
    groups: tuple[Group, ...] = ()
    sides: tuple[Side, ...] = ()
    writing: Writing | None = None

    @property
    def filter(self) -> str:
        """Which works were looked at, in words ("year 2021..2023, author Faubel"); empty where all were."""
        return str(self.only)


# What a sweep found, counted by year or by venue, with how many works of each were decided.

NO_YEAR = "no year"
NO_VENUE = "no venue"
_DECIDED = frozenset({Verdict.DISCUSSES, Verdict.MENTIONS, Verdict.NO})


@dataclass(frozen=True, slots=True)
class Counted:
    """The works of one year or venue that discuss the topic: their `number`, and their `keys` in the sweep's order.

    `decided` is the denominator: works of the group with the verdict `discusses`, `mentions` or `no`.
    """

    name: str
    number: int
    decided: int
    keys: tuple[str, ...]


def by_year(works: Sequence[JudgedWork]) -> tuple[Counted, ...]:
    """A group for each year of which a work was decided, earliest first, works without a year last."""
    groups = _grouped(works, {work.key: str(work.year) if work.year else NO_YEAR for work in works})
    dated = sorted((group for group in groups if group.name != NO_YEAR), key=lambda group: int(group.name))
    return (*dated, *(group for group in groups if group.name == NO_YEAR))


def by_venue(works: Sequence[JudgedWork]) -> tuple[Counted, ...]:
    """A group for each venue in which a work discusses the topic, most works first, works without a venue last.

    Ways to write one venue are one group: see `index.works.venues.one_name_each`.
    """
    names = one_name_each(work.venue for work in works if work.venue and work.venue.strip())
    named = {work.key: names.get(work.venue or "", NO_VENUE) for work in works}
    groups = [group for group in _grouped(works, named) if group.number]
    return tuple(sorted(groups, key=lambda group: (group.name == NO_VENUE, -group.number, group.name.lower())))


def _grouped(works: Iterable[JudgedWork], names: Mapping[str, str]) -> list[Counted]:
    discussing: dict[str, list[str]] = {}
    decided: Counter[str] = Counter()
    for work in works:
        if work.verdict not in _DECIDED:
            continue
        name = names[work.key]
        decided[name] += 1
        keys = discussing.setdefault(name, [])
        if work.verdict is Verdict.DISCUSSES:
            keys.append(work.key)
    return [Counted(name, len(keys), decided[name], tuple(keys)) for name, keys in discussing.items()]
