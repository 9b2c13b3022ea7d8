"""A question as it was understood: its kind, what it asks for, and the conditions found in it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from assistant.questions.requests import Request
from index.filters import Filter


class QuestionKind(StrEnum):
    """What sort of answer a question wants."""

    LOOKUP = "lookup"
    LISTING = "listing"
    COUNT = "count"
    BIBLIOGRAPHIC = "bibliographic"
    COMPARISON = "comparison"


class Facet(StrEnum):
    """What a condition is about."""

    YEAR = "year"
    AUTHOR = "author"
    VENUE = "venue"
    KIND = "kind"
    EVIDENCE = "evidence"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter that was read out of a question, with the words of the question that say it."""

    facet: Facet
    words: str
    only: Filter


@dataclass(frozen=True, slots=True)
class Wanted:
    """Topics combined: each of `all_of`, at least one of `any_of` where it has any, and none of `none_of`."""

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic that has to be decided, each once, in order."""
        return tuple(dict.fromkeys((*self.all_of, *self.any_of, *self.none_of)))

    @property
    def combines(self) -> bool:
        """Whether there is more to decide than whether a work discusses one topic."""
        return bool(self.any_of or self.none_of or len(self.all_of) > 1)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `topic` is what it is about in words, without asking words and conditions. `wanted` says which topics a listing or a
    count combines; `request` is what a bibliographic question asks of the catalogue; `sides` are the two or more things
    that a comparison sets beside each other. `notes` are what the asker should know of how it was understood, a
    sentence each. `cut` tells that the end of it was not read, `across` that a lookup asks what several works say.
    """

    text: str
    kind: QuestionKind
    topic: str
    conditions: tuple[Condition, ...] = ()
    wanted: Wanted = Wanted()
    request: Request | None = None
    sides: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cut: bool = False
    across: bool = False

    @property
    def only(self) -> Filter:
        """All conditions as one filter; raises UsageError where they contradict each other."""
        return reduce(Filter.and_also, (condition.only for condition in self.conditions), Filter())
