"""Conflicts: facts on which the sources of one work disagree, with the source of each value."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz.fuzz import token_set_ratio

from index.sources import Record
from index.text.words import title_words
from index.works import names, titles, venues
from index.works.dois import canonical_doi
from index.works.facts import dois_exclude
from index.works.merging import RecordRef, in_precedence
from index.works.titles import Relation
from index.works.works import Work

V = TypeVar("V", bound=Hashable)

_LIKE_VENUES = 80
"""Percent (rapidfuzz) from which two venues count as one here: a guess."""
_SERIES = re.compile(
    r"(?:lecture notes|communications in computer|advances in intelligent|ifip advances|procedia|ceur workshop"
    r"|acm international conference proceeding)",
    re.IGNORECASE,
)
"""Names of series: one source names the series where another names the volume."""


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One value of a fact, and the sources that give it."""

    value: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact of the work `key` on which sources disagree; `values` has the value that was taken first."""

    key: str
    fact: str
    values: tuple[StatedValue, ...]

    @property
    def taken(self) -> str:
        """The value that the work has."""
        return self.values[0].value


def conflicts(
    works: Sequence[Work], records: Mapping[RecordRef, Record], readers: Mapping[str, str] | None = None
) -> list[Conflict]:
    """Every fact on which sources of one work disagree, in the order of `works`.

    Wording is not a conflict: case, punctuation, a missing subtitle, an abbreviated venue, a preprint's DOI.
    """
    return [conflict for work in works if len(work.records) > 1 for conflict in _of_work(work, records, readers or {})]


def _of_work(work: Work, records: Mapping[RecordRef, Record], readers: Mapping[str, str]) -> Iterator[Conflict]:
    by_source = [(ref[0], records[ref]) for ref in in_precedence(work.records, records, readers)]
    first = work.authors[0] if work.authors else None
    yield from _on(work.key, "title", work.title, [(path, r.title) for path, r in by_source], _titles_agree)
    yield from _on(
        work.key, "year", work.year, [(path, r.year) for path, r in by_source], lambda left, right: left == right
    )
    yield from _on(work.key, "venue", work.venue, [(path, r.venue) for path, r in by_source], _venues_agree)
    yield from _on(work.key, "doi", work.doi, [(path, canonical_doi(r.doi)) for path, r in by_source], _dois_agree)
    firsts = [(path, r.authors[0] if r.authors else None) for path, r in by_source]
    yield from _on(work.key, "first author", first, firsts, _authors_agree)


def _on(
    key: str, fact: str, taken: V | None, by_source: Sequence[tuple[str, V | None]], agree: Callable[[V, V], bool]
) -> Iterator[Conflict]:
    """The conflict on one fact, if any; of values that agree, the first represents all."""
    if taken is None:
        return
    sources: dict[V, list[str]] = {taken: []}
    for path, value in by_source:
        if value is not None and value != "":
            same = next((known for known in sources if known == value or agree(known, value)), value)
            sources.setdefault(same, []).append(path)
    if len(sources) > 1:
        yield Conflict(key, fact, tuple(StatedValue(str(v), tuple(dict.fromkeys(who))) for v, who in sources.items()))


def _titles_agree(left: str, right: str) -> bool:
    relation = titles.relation(titles.compared(left), titles.compared(right))
    return relation in (Relation.EQUAL, Relation.NO_SUBTITLE, Relation.CUT)


def _dois_agree(left: str, right: str) -> bool:
    return left == right or not dois_exclude(left, right)


def _authors_agree(left: str, right: str) -> bool:
    return _alone(left).may_be(_alone(right))


def _alone(author: str) -> names.Authors:
    name = names.compared(author)
    return names.listed([name] if name else [])


def _venues_agree(left: str, right: str) -> bool:
    """Lenient, since a person must look at each conflict: a series or similar words also agree."""
    if _SERIES.match(left) or _SERIES.match(right):
        return True
    if venues.same_venue(venues.compared(left), venues.compared(right)) is not False:
        return True
    return token_set_ratio(" ".join(title_words(left[:300])), " ".join(title_words(right[:300]))) >= _LIKE_VENUES
