"""An answer with its claims, their citations and, for a listing, the verdict on every work."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.questions.question import Condition, Question, QuestionKind
from index.entries import TimesCited, WorkEntry
from index.sources import Evidence, WorkType
from index.works.filters import Filter
from index.works.venues import one_name_each


class Verdict(StrEnum):
    """The verdict of a sweep on one work and one topic."""

    DISCUSSES = "discusses"
    MENTIONS = "mentions"
    NO = "no"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


class Support(StrEnum):
    """How well the cited passages support a claim."""

    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"

    @property
    def holds(self) -> bool:
        """True if the passages support the claim."""
        return self in (Support.VERBATIM, Support.SUPPORTED)


@dataclass(frozen=True, slots=True)
class Citation:
    """A work, a locator and a quote. `start` and `end` are raw offsets in the page (or the source without pages).

    `page` is the file's page, `page_label` the number printed on it, None if unknown.
    """

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
    """Identifier of the passage that contains the quote."""
    sha256: str = ""
    """Hash of the source's content when it was cited; empty if unknown."""
    page_label: str | None = None
    also: tuple[str, ...] = ()
    """Other sources of the same text of the same work."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer and the numbers of its citations."""

    text: str
    support: Support
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JudgedWork:
    """A work with the sweep's verdict and the citations that show it.

    `probability`: that the work discusses the topic, by the judge; 0 if no text of it could be read.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    verdict: Verdict
    citations: tuple[int, ...]
    venue: str | None = None
    probability: float = 0.0
    type: WorkType | None = None
    secondary: bool = False
    retracted: bool = False
    times_cited: TimesCited | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Works of one year, venue or author, by their keys."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison, and the numbers of the citations on it."""

    name: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """An item under a field of the notes, by the number of its citation.

    `lead` is the line that introduces it, `details` is what stands nested below it.
    """

    citation: int
    lead: str | None = None
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Items of a field that say the same, or one item; `near`: it does not name the topic asked for, but is like it."""

    text: str
    items: tuple[FieldEntry, ...]
    near: bool = False


@dataclass(frozen=True, slots=True)
class FieldResult:
    """What the notes of `works` works have under a field, and the names that stand for it (`also`).

    `count` is the number of all its items, `groups` are those shown. `filled` are the keys of the works that have
    items, `empty` of those whose notes have the heading alone, `absent` of those without it. `sources` are the notes
    that have the heading.
    """

    name: str
    also: tuple[str, ...]
    works: int
    filled: tuple[str, ...]
    empty: tuple[str, ...]
    absent: tuple[str, ...]
    count: int
    groups: tuple[FieldGroup, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def shown(self) -> int:
        """The number of items in its groups."""
        return sum(len(group.items) for group in self.groups)

    @property
    def naming(self) -> int:
        """The number of items shown that name the topic, if there is one."""
        return sum(len(group.items) for group in self.groups if not group.near)


@dataclass(frozen=True, slots=True)
class OverviewPart:
    """What an overview or a comparison quotes of the work `key` under a heading, by the numbers of the citations.

    `of_notes`: the heading is a field of the researcher's notes; otherwise it is an aspect of the paper.
    """

    heading: str
    key: str
    citations: tuple[int, ...]
    of_notes: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that a language model wrote, or an `item` of a list; `claims` are indices into the answer's."""

    claims: tuple[int, ...]
    item: bool = False
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language model wrote the `paragraphs` of an answer.

    `prompt` is the version of the prompt, `passages` the identifiers of those in it, `draft` the raw reply. Tokens are
    the server's count, or `estimated`; `seconds` is the model's time, `first_word` that until its first. `dropped`
    counts citations of passages that were not in the prompt or do not support the claim, `left_out` claims that nothing
    supports, `removed` names kinds of content ("link"). `ended` says why the reply ended early.
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

    `only` is the filter, `conditions` are the parts of it that were read out of the question and can be left out.
    `summary` is the result of a listing or a bibliographic question in a line; if topics are combined (`combines`), the
    verdict `discusses` means that a work fits them. `understood` is the parsed question, `read_as` a follow-up in full
    words. `notes` are for the asker. `found` and `groups` are the works and groups that a bibliographic question asks
    for, and those that an overview or a comparison is of; `sides` are those of a comparison, `parts` what is quoted
    of works in short, `fields` what stands under fields of the notes, where `found` are the works that fill or lack
    one. The citations of an abstention are the nearest passages, and no claim refers to
    them. `writing` is None if no language model was asked.
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
    fields: tuple[FieldResult, ...] = ()
    parts: tuple[OverviewPart, ...] = ()
    writing: Writing | None = None
    set_aside: Mapping[WorkType, int] = field(default_factory=dict)
    """How many works that pass the filter are no studies, by type: neither decided nor counted."""

    @property
    def filter(self) -> str:
        """The filter in words ("year 2021..2023, author Faubel"); empty if there is none."""
        return str(self.only)


def named_in(answer: Answer) -> tuple[str, ...]:
    """The keys of the works that the question names."""
    request = answer.understood.request if answer.understood else None
    return request.named if request else ()


def numbers_by_type(works: Iterable[WorkEntry]) -> dict[WorkType, int]:
    """How many of the works are of each type, in the order of the types."""
    numbers = Counter(work.type for work in works)
    return {type_: numbers[type_] for type_ in WorkType if numbers[type_]}


# The results of a sweep counted by year or by venue.

NO_YEAR = "no year"
NO_VENUE = "no venue"
_DECIDED = frozenset({Verdict.DISCUSSES, Verdict.MENTIONS, Verdict.NO})


@dataclass(frozen=True, slots=True)
class Counted:
    """The works of one year or venue that discuss the topic, in the sweep's order.

    `decided` is the denominator: the works of the group with the verdict `discusses`, `mentions` or `no`.
    """

    name: str
    number: int
    decided: int
    keys: tuple[str, ...]


_LONGEST_GAP = 30
"""Years without a work that are listed one by one: a year in a typing error makes a gap of centuries. A guess."""


def years_between(first: str, last: str) -> list[str]:
    """The years between two, which a table lists though no work is from them; none if there are very many."""
    gap = range(int(first) + 1, int(last))
    return [str(year) for year in gap] if len(gap) <= _LONGEST_GAP else []


def by_year(works: Sequence[JudgedWork]) -> tuple[Counted, ...]:
    """A group for each year with a decided work, earliest first, works without a year last."""
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
