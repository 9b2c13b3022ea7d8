"""A question as it was understood: its kind, what it asks for, and the conditions found in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import reduce

from index.entries import WorkEntry
from index.store.catalogue import Catalogue
from index.works.filters import Filter

# What a bibliographic question asks of the catalogue.


class Aim(StrEnum):
    """What is wanted of the works that fit."""

    COUNT = "count"
    """How many there are."""
    WORKS = "works"
    """The works themselves."""
    AUTHORS = "authors"
    """Who wrote them."""
    YEARS = "years"
    """When they appeared."""
    VENUES = "venues"
    """Where they appeared."""


class Order(StrEnum):
    """What the works, or the groups they are gathered in, are sorted by."""

    YEAR = "year"
    TITLE = "title"
    CITED = "cited"
    """By how many works of the corpus cite them, most first."""
    FREQUENT = "frequent"
    """Groups by how many works are in them, most first."""


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """Works of the catalogue that fit, what of them is told, and in which order.

    `grouped_by` splits a count ("how many papers by year"). `limit` keeps that many works, or groups, from the front
    ("the three newest"), `newest_first` turns the order of years round. `least` asks for groups of that many works
    ("authors of more than one paper"), or, beside `cited`, for works that so many cite.

    Conditions on the works: each of `title_words`, words or phrases, stands in the title (one of them will do where
    `any_word`); they cite one of the works in `cites`, are cited by one of those in `cited_by`; `denied` asks for the
    works of which these are not so. Where several works are named together, one of each set in `also` is cited (or
    cites) too. `named` are the works asked about ("who wrote X"). `citing` and `cited` ask for works that cite, are
    cited by, some work of the corpus, or none; `lacking` for those of which that is not known. All works are given by
    their keys. `naming` holds the words of the question that name works cited or citing: what stands in them is no
    condition on the works asked for.
    """

    aim: Aim
    grouped_by: Aim | None = None
    order: Order = Order.YEAR
    newest_first: bool = False
    limit: int | None = None
    least: int | None = None
    title_words: tuple[str, ...] = ()
    any_word: bool = False
    cites: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    denied: bool = False
    named: tuple[str, ...] = ()
    citing: bool | None = None
    cited: bool | None = None
    lacking: Aim | None = None
    naming: str = ""


MAX_LENGTH = 2_000
"""Characters of a question that are read; the rest is cut, and the answer says so."""


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

    A question that goes on from earlier ones has `inherited` conditions, and is worded `in_full` for whoever has not
    seen these; `read_as` adds the inherited conditions in words.
    """

    text: str
    kind: QuestionKind
    topic: str
    conditions: tuple[Condition, ...] = ()
    wanted: Wanted = Wanted()
    request: CatalogueQuery | None = None
    sides: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cut: bool = False
    across: bool = False
    inherited: Filter = Filter()
    in_full: str = ""
    read_as: str | None = None

    @property
    def only(self) -> Filter:
        """All conditions as one filter; raises UsageError where they contradict each other."""
        return reduce(Filter.and_also, (condition.only for condition in self.conditions), self.inherited)

    @property
    def whole(self) -> str:
        """The question in words that need no conversation."""
        return self.in_full or self.text


def without_facets(only: Filter, facets: Collection[Facet]) -> Filter:
    """A filter without its conditions of these facets."""
    return Filter(
        years=None if Facet.YEAR in facets else only.years,
        authors=() if Facet.AUTHOR in facets else only.authors,
        kinds=() if Facet.KIND in facets else only.kinds,
        keys=() if Facet.WORK in facets else only.keys,
        venues=() if Facet.VENUE in facets else only.venues,
        evidence=() if Facet.EVIDENCE in facets else only.evidence,
    )


# What the catalogue knows that a question may name: works with their authors, venues, titles and keys.


@dataclass(frozen=True, slots=True)
class Known:
    """The works of one state of the catalogue, and the day on which a question is asked ("last three years")."""

    works: tuple[WorkEntry, ...] = ()
    today: date = date(1, 1, 1)

    @classmethod
    def of(cls, catalogue: Catalogue, today: date | None = None) -> "Known":
        """Read it from a catalogue."""
        return cls(tuple(catalogue.works()), today or datetime.now().date())
