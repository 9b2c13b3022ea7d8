"""Filters: conditions on the works and passages that a search or sweep considers."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

from index.entries import Fact, TimesCited
from index.errors import UsageError
from index.sources import WorkType
from index.text.words import ascii_lower, plain, signed_words, spelled_one_way, words_spelled_one_way
from index.works import names, venues
from index.works.people import gives_in_full

_INITIALS = re.compile(r"\b[A-Z]{2,3}\b")
_REMEMBERED = 32_768
"""Prepared names and venues in the cache (a guess): a sweep compares all of them several times."""


@dataclass(frozen=True, slots=True)
class Years:
    """A closed range of publication years; an open end is None."""

    first: int | None = None
    last: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Years":
        """Read "2021", "2021..2023", "2021.." or "..2023"; raises UsageError for anything else."""
        first, dots, last = text.strip().partition("..")
        years = [int(year) if year.strip().isdecimal() else None for year in (first, last)]
        is_wrong = any(year is None and end.strip() for year, end in zip(years, (first, last), strict=True))
        if is_wrong or years == [None, None]:
            raise UsageError(f"--year {text!r} is not a year; use 2021, 2021..2023, 2021.. or ..2023")
        begin, end = years[0], years[1] if dots else years[0]
        if begin and end and begin > end:
            raise UsageError(f"--year {text!r} ends before it begins; use {end}..{begin}")
        return cls(begin, end)

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or ''}..{self.last or ''}"

    def shared_with(self, other: "Years") -> "Years":
        """The years in both ranges; raises UsageError if there are none."""
        begins = [year for year in (self.first, other.first) if year is not None]
        ends = [year for year in (self.last, other.last) if year is not None]
        first, last = max(begins, default=None), min(ends, default=None)
        if first is not None and last is not None and first > last:
            raise UsageError(f"the years {self} and {other} contradict each other: no work has both; leave one out")
        return Years(first, last)


MARKS = ("secondary", "primary", "retracted")
"""Marks of works beside their type; a primary study is one that is not known to review others."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A condition on what a work's records are filed under: that one of the fields `names` has the value.

    Without a value: that one of them has any. `denied`: that none has it. `within`: as words of the value.
    """

    names: tuple[str, ...]
    value: str | None = None
    denied: bool = False
    within: bool = False

    def holds(self, value: str) -> bool:
        """Whether a value, or one that it lists ("RQ1;RQ2"), is asked for, apart from case, accents and punctuation."""
        if self.value is None:
            return True
        wanted, stated = folded_value(self.value), folded_value(value)
        if self.within:
            return f" {wanted} " in f" {stated} "
        return wanted == stated or wanted in map(folded_value, listed_values(value))

    def __str__(self) -> str:
        name = self.names[0]
        if self.value is None:
            return f"{'no' if self.denied else 'any'} {name}"
        return f"{'not ' * self.denied}{name} {self.value}"


def listed_values(value: str) -> list[str]:
    """The values of a field that lists several: "RQ1" and "RQ2" of "RQ1; RQ2"; none of a field with one."""
    return [part for part in value.split(";") if part.strip()] if ";" in value else []


def folded_value(value: str) -> str:
    """A value as compared: its words in lower-case ASCII; "c", "c++" and "c#" differ."""
    return " ".join(signed_words(ascii_lower(value))) or " ".join(value.casefold().split())


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on works, of which all must hold; empty ones are ignored.

    A work must be by all `authors`, within `years` (so it must have a year), in one of `venues`, of one of `types`,
    have all `marks` and meet all of `filed`, and have one of `keys` and a source of one of `kinds`. `evidence` only
    selects passages of the works that pass.
    """

    years: Years | None = None
    authors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    filed: tuple[Filed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.is_on_works or self.kinds or self.evidence)

    @property
    def is_on_works(self) -> bool:
        """Whether it has a condition on works, which no source without a work passes."""
        return bool(self.years or self.authors or self.keys or self.venues or self.types or self.marks or self.filed)

    def and_also(self, other: "Filter") -> "Filter":
        """A filter for works that pass both; raises UsageError, naming both sides, if none can."""
        return Filter(
            self.years.shared_with(other.years) if self.years and other.years else self.years or other.years,
            tuple(dict.fromkeys((*self.authors, *other.authors))),
            _shared("kinds", self.kinds, other.kinds),
            _shared("works", self.keys, other.keys),
            _shared_venues(self.venues, other.venues),
            _shared("kinds of evidence", self.evidence, other.evidence),
            _shared("types", self.types, other.types),
            tuple(dict.fromkeys((*self.marks, *other.marks))),
            tuple(dict.fromkeys((*self.filed, *other.filed))),
        )

    def __str__(self) -> str:
        parts = [f"year {self.years}"] if self.years else []
        parts += [f"author {name}" for name in self.authors]
        parts += [f"type {name}" for name in (*self.types, *self.marks)]
        parts += map(str, self.filed)
        parts += [f"kind {kind}" for kind in self.kinds]
        parts += [f"work {key}" for key in self.keys]
        parts += [f"venue {name}" for name in self.venues]
        parts += [f"evidence {kind}" for kind in self.evidence]
        return ", ".join(parts)

    def admits_work(
        self,
        key: str,
        authors: tuple[str, ...],
        year: int | None,
        venue: str | None = None,
        type_: str | None = None,
        meant: Mapping[str, frozenset[str]] = {},
        marks: frozenset[str] = frozenset(),
    ) -> bool:
        """Whether a work passes the conditions on keys, years, authors, venues, types and marks.

        meant: each author of the filter -> printed names (see `names_meant`); without it a name stands for itself.
        """
        if self.keys and key not in self.keys:
            return False
        if (self.types and type_ not in self.types) or not marks.issuperset(self.marks):
            return False
        if self.years and not _within(year, self.years):
            return False
        if self.venues and not any(is_venue(wanted, venue) for wanted in self.venues):
            return False
        return all(
            not meant[wanted].isdisjoint(authors) if wanted in meant else any(is_author(wanted, a) for a in authors)
            for wanted in self.authors
        )


class _Typed(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def type(self) -> WorkType | None: ...


W = TypeVar("W", bound=_Typed)


def studies(works: Iterable[W], only: Filter = Filter(), named: Collection[str] = ()) -> tuple[list[W], list[W]]:
    """The works that sweeps decide and counts count, and those set aside as no studies.

    A work counts whatever its type if the filter or the question (`named`) has its key. Where the filter has types,
    only works of these count, and none is set aside. A work of unknown type is a study.
    """
    if only.types:
        return [work for work in works if work.type in only.types], []
    counting: list[W] = []
    aside: list[W] = []
    for work in works:
        is_study = work.type is None or work.type.is_study
        (counting if is_study or work.key in only.keys or work.key in named else aside).append(work)
    return counting, aside


class _Described(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def authors(self) -> tuple[str, ...]: ...

    @property
    def year(self) -> int | None: ...

    @property
    def venue(self) -> str | None: ...

    @property
    def doi(self) -> str | None: ...

    @property
    def type(self) -> WorkType | None: ...

    @property
    def times_cited(self) -> TimesCited | None: ...


D = TypeVar("D", bound=_Described)


def lacking(fact: Fact, works: Iterable[D], having: Collection[str] = ()) -> list[D]:
    """The works of which a fact is not known; of a fact that is text, `having` has the keys of those that have it.

    Questions, `status` and `doctor` all ask this, so that a number of works without something is one number.
    """
    return [work for work in works if not (work.key in having if fact.is_text else _states(work, fact))]


def _states(work: _Described, fact: Fact) -> bool:
    match fact:
        case Fact.AUTHORS:
            return bool(work.authors)
        case Fact.YEAR:
            return work.year is not None
        case Fact.VENUE:
            return bool(work.venue and work.venue.strip())
        case Fact.DOI:
            return bool(work.doi)
        case Fact.TYPE:
            return work.type is not None
        case _:
            return work.times_cited is not None


def is_author(wanted: str, author: str) -> bool:
    """Whether a typed name may be this author's: the same family name, and given names that agree if typed.

    Differences in accents, umlauts, punctuation, order of parts, particles and initials are ignored.
    """
    typed, known = _name(wanted), _name(author)
    if typed is None or known is None:
        return False
    if typed.whole == known.whole or plain(wanted) == plain(names.family_name(author)):
        return True
    if _is_of_two_parts(wanted, author):
        return True
    families = {reading.family for reading in known.readings if not reading.turned}
    if spelled_one_way(wanted) in families:
        return True
    return not families.isdisjoint(r.family for r in typed.readings if not r.turned) and _given_agree(wanted, author)


def names_meant(wanted: str, shown: Mapping[str, str]) -> frozenset[str]:
    """The printed names of the persons that a typed name may be; `shown` as by `index.works.people.one_name_each`.

    A given name in full means those who have it, if there are any: "John Smith" is not the "J. Smith" who may be Jane.
    """
    fitting = {name for name in shown if is_author(wanted, name)}
    by_name = {shown[name] for name in fitting if gives_in_full(wanted, name)}
    people = by_name or {shown[name] for name in fitting}
    return frozenset(name for name, best in shown.items() if best in people)


def is_venue(wanted: str, venue: str | None) -> bool:
    """Whether a typed venue may be this one: part of its name, an abbreviation, or an acronym."""
    if not venue or not plain(wanted):
        return False
    typed, known = _venue(wanted), _venue(venue)
    if typed.preprint or known.preprint:
        return bool(venues.same_venue(typed, known)) or plain(wanted) in plain(venue)
    if typed.numbers and known.numbers.isdisjoint(typed.numbers):
        return False
    return venues.has_part(known, typed) or (bool(typed.words) and venues.same_venue(typed, known) is not False)


def _is_of_two_parts(wanted: str, author: str) -> bool:
    """Whether a name typed without comma or hyphen ends with a family name of several parts, and the given names before
    it agree place by place: "A. Silva Costa" and "Silva-Costa, A. M."."""
    family, typed = words_spelled_one_way(names.family_name(author)), words_spelled_one_way(wanted)
    if len(family) < 2 or "," in wanted or typed[-len(family) :] != family:
        return False
    pairs = zip(typed[: -len(family)], _given_names(author), strict=False)
    return all(left.startswith(right) or right.startswith(left) for left, right in pairs)


def _given_agree(wanted: str, author: str) -> bool:
    """Whether each typed given name or initial may be one of the author's."""
    typed, known = _given_names(wanted), _given_names(author)
    agree = (any(left.startswith(right) or right.startswith(left) for right in known) for left in typed)
    return not known or all(agree)


@lru_cache(_REMEMBERED)
def _given_names(author: str) -> tuple[str, ...]:
    family = set(words_spelled_one_way(names.family_name(author)))
    parted = _INITIALS.sub(lambda match: " ".join(match.group()), author)  # "Smith, JA"
    return tuple(word for word in words_spelled_one_way(parted) if word not in family | {"et", "al"})


@lru_cache(_REMEMBERED)
def _name(author: str) -> names.Name | None:
    return names.compared(author)


@lru_cache(_REMEMBERED)
def _venue(name: str) -> venues.Venue:
    return venues.compared(name)


def _shared(what: str, left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """The values in both; if one side is empty, those of the other."""
    if not left or not right:
        return left or right
    if both := tuple(value for value in left if value in right):
        return both
    raise _contradiction(what, left, right)


def _shared_venues(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """Venues that both sides may mean, by the longer of two names: "Software", "IEEE Software"."""
    if not left or not right:
        return left or right
    pairs = ((a, b) for a in left for b in right if is_venue(a, b) or is_venue(b, a))
    if both := tuple(dict.fromkeys(max(pair, key=len) for pair in pairs)):
        return both
    raise _contradiction("venues", left, right)


def _contradiction(what: str, left: tuple[str, ...], right: tuple[str, ...]) -> UsageError:
    sides = f"{', '.join(left)} and {', '.join(right)}"
    return UsageError(f"the {what} {sides} contradict each other: nothing is of both; leave one out")


def _within(year: int | None, years: Years) -> bool:
    return year is not None and (years.first or year) <= year <= (years.last or year)
