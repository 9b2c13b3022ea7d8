"""A parsed question: its kind, what it asks for, and its conditions."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import reduce

from index.entries import Fact, WorkEntry
from index.fields import StudyFields
from index.store.catalogue import Catalogue
from index.works.filters import Filter


class Aim(StrEnum):
    """What a bibliographic question asks about the works that fit."""

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
    TYPES = "types"
    """What kinds of publication they are."""
    KEYWORDS = "keywords"
    """What keywords and tags their records have."""
    DOIS = "DOIs"
    CITATIONS = "citations"
    """How often they are cited."""


class Order(StrEnum):
    """The order of works or groups."""

    YEAR = "year"
    TITLE = "title"
    CITED = "cited"
    """By how often they are cited, most first."""
    FREQUENT = "frequent"
    """Groups by how many works are in them, most first."""


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """A query of the catalogue: aim, order and conditions. Works are given by their keys.

    `grouped_by` splits a count ("how many papers by year"). `limit` is the number of works or groups ("the three
    newest"), `newest_first` reverses the order by year, `fewest_first` that by citations. `least` is the minimum number
    of works of a group ("authors of more than one paper"), or, with `cited`, of citations, and `most` their maximum.
    Citations are those that exports state, where any does; with `here`, those by works of the corpus.

    Conditions: the title has all `title_words` (or one, with `any_word`); the work cites one of `cites`, is cited by
    one of `cited_by`, and also by (or cites) one of each set in `also`; `denied` negates these. `named` are the works
    asked about ("who wrote X"), and `further` what is asked of them beside the aim ("and when"). `citing` asks for
    works that cite some work of the corpus, or none; `cited` for works that are cited, or are not; `lacking` for works
    without a fact, `having` for those with it. `naming` has the words of the question that name cited or citing works:
    they contain no further conditions.
    """

    aim: Aim
    grouped_by: Aim | None = None
    order: Order = Order.YEAR
    newest_first: bool = False
    limit: int | None = None
    fewest_first: bool = False
    least: int | None = None
    most: int | None = None
    here: bool = False
    title_words: tuple[str, ...] = ()
    any_word: bool = False
    cites: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    denied: bool = False
    named: tuple[str, ...] = ()
    further: tuple[Aim, ...] = ()
    citing: bool | None = None
    cited: bool | None = None
    lacking: Fact | None = None
    having: Fact | None = None
    naming: str = ""


MAX_LENGTH = 2_000
"""Characters of a question that are read; the answer says if the rest is cut. A guess."""


class QuestionKind(StrEnum):
    """The kind of answer that a question asks for."""

    LOOKUP = "lookup"
    LISTING = "listing"
    COUNT = "count"
    BIBLIOGRAPHIC = "bibliographic"
    COMPARISON = "comparison"
    FIELDS = "fields"
    OVERVIEW = "overview"
    """A work in short."""


class Facet(StrEnum):
    """The subject of a condition."""

    YEAR = "year"
    AUTHOR = "author"
    VENUE = "venue"
    KIND = "kind"
    EVIDENCE = "evidence"
    WORK = "work"
    TYPE = "type"
    FIELD = "field"
    """Keywords, tags, groups, notes and own fields of records."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter from a question, with the words that express it."""

    facet: Facet
    words: str
    only: Filter


@dataclass(frozen=True, slots=True)
class Wanted:
    """A combination of topics: all of `all_of`, one of `any_of` (if not empty), and none of `none_of`."""

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        """The distinct topics in order."""
        return tuple(dict.fromkeys((*self.all_of, *self.any_of, *self.none_of)))

    @property
    def combines(self) -> bool:
        """True for more than a single topic."""
        return bool(self.any_of or self.none_of or len(self.all_of) > 1)


class FieldAim(StrEnum):
    """What is asked of a field of the notes."""

    ITEMS = "items"
    FILLED = "filled"
    """The works whose notes fill it."""
    LACKING = "lacking"
    """The works whose notes lack it, or leave it empty."""


@dataclass(frozen=True, slots=True)
class FieldQuery:
    """A query of fields by their names, several where one word fits several; `words` are those of the question.

    `topic` limits their items, `of_works` the works to those whose title names it. `own`: the question names the notes,
    so that nothing else can answer it. `counted`: it asks how many.
    """

    aim: FieldAim
    names: tuple[tuple[str, ...], ...]
    words: str
    topic: str = ""
    of_works: str = ""
    own: bool = True
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question.

    `topic` is its subject without asking words and conditions. `wanted` are the topics of a listing or a count, which
    `grouped_by` splits ("per year"), `request` is the query of a bibliographic question, `field` that of a question by
    field, `sides` are those of a comparison, `works` the keys of the works that an overview tells of, or that a
    comparison sets side by side. `notes` explain the parse to the user. `cut`: the end was not read; `across`: a lookup
    asks what several works say.

    A follow-up has `inherited` conditions, and is worded `in_full` without references to earlier questions; `read_as`
    adds the inherited conditions in words.
    """

    text: str
    kind: QuestionKind
    topic: str
    conditions: tuple[Condition, ...] = ()
    wanted: Wanted = Wanted()
    request: CatalogueQuery | None = None
    field: FieldQuery | None = None
    sides: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cut: bool = False
    across: bool = False
    inherited: Filter = Filter()
    in_full: str = ""
    read_as: str | None = None
    grouped_by: Aim | None = None

    @property
    def only(self) -> Filter:
        """All conditions as one filter; raises UsageError if they contradict each other."""
        return reduce(Filter.and_also, (condition.only for condition in self.conditions), self.inherited)

    @property
    def aspect(self) -> str:
        """What a comparison of its sides is about: "on drift" of "A and B on drift"; empty if it is about all."""
        return self.topic.removeprefix(" and ".join(self.sides)).strip() if self.sides else ""

    @property
    def whole(self) -> str:
        """The question in words that need no conversation."""
        return self.in_full or self.text


def overview_of(text: str, works: tuple[str, ...], only: Filter = Filter(), in_full: str = "") -> Question:
    """The question for these works in short, limited to `only`; of several works the answer asks which is meant."""
    limits = replace(only, keys=works)
    return Question(text, QuestionKind.OVERVIEW, text, works=works, inherited=limits, in_full=in_full)


def without_facets(only: Filter, facets: Collection[Facet]) -> Filter:
    """A filter without its conditions of these facets."""
    return Filter(
        years=None if Facet.YEAR in facets else only.years,
        authors=() if Facet.AUTHOR in facets else only.authors,
        kinds=() if Facet.KIND in facets else only.kinds,
        keys=() if Facet.WORK in facets else only.keys,
        venues=() if Facet.VENUE in facets else only.venues,
        evidence=() if Facet.EVIDENCE in facets else only.evidence,
        types=() if Facet.TYPE in facets else only.types,
        marks=() if Facet.TYPE in facets else only.marks,
        filed=() if Facet.FIELD in facets else only.filed,
    )


@dataclass(frozen=True, slots=True)
class FieldNames:
    """A field of the study's own template: its name, and the others that stand for it."""

    name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The works of one state of the catalogue, and the day on which a question is asked ("last three years")."""

    works: tuple[WorkEntry, ...] = ()
    today: date = date(1, 1, 1)
    author_names: Mapping[str, str] = field(default_factory=dict)
    """Every author's name as printed -> the name shown for that person."""
    study: StudyFields | None = None
    """The fields of the notes with their items, if they were read."""
    fields: tuple[FieldNames, ...] = ()
    """The names of these fields, and those that the glossary has for them."""
    field_names: frozenset[str] = frozenset()
    """Names of the fields that records are filed under."""
    filed: Callable[[Sequence[str]], Sequence[tuple[str, str]]] = lambda _: ()
    """Names of fields -> (key of a work, value) of all that have one."""

    @classmethod
    def of(cls, catalogue: Catalogue, today: date | None = None) -> "Known":
        """Read the works of a catalogue; `today` defaults to the current day."""
        return cls(
            works=tuple(catalogue.works()),
            today=today or datetime.now().date(),
            author_names=catalogue.author_names(),
            field_names=catalogue.field_names(),
            filed=catalogue.filed,
        )
