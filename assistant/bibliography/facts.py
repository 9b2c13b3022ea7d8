"""Answer a bibliographic request from the catalogue: filter, group and sort works."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Group
from assistant.bibliography import fitting as gathering
from assistant.bibliography import wording
from assistant.bibliography.fitting import fits
from assistant.bibliography.wording import Fitting
from assistant.composing import Composer
from assistant.questions.question import Aim, CatalogueQuery, Known, Order
from index.entries import WorkEntry
from index.text.words import plain
from index.works.filters import Filter

_GATHER: dict[Aim, Callable[[Sequence[WorkEntry]], list[Group]]] = {
    Aim.AUTHORS: gathering.by_author,
    Aim.YEARS: gathering.by_year,
    Aim.VENUES: gathering.by_venue,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """A result in a `sentence` of plain text, its `works` in order, and their `groups` by author, year or venue."""

    sentence: str
    works: tuple[WorkEntry, ...]
    groups: tuple[Group, ...]


def find(request: CatalogueQuery, works: Sequence[WorkEntry], known: Known, only: Filter = Filter()) -> Facts:
    """Answer a request from `works`, the `known` ones that `only` admits."""
    fitting = sorted((work for work in works if fits(work, request)), key=_by_year)
    gather = _GATHER.get(request.grouped_by or request.aim)
    if gather:
        groups = gather(fitting)
        shown = _shown(groups, request)
        keys = {key for group in shown for key in group.keys}
        left = fitting if len(shown) == len(groups) else [work for work in fitting if work.key in keys]
        return Facts(
            wording.of_groups(Fitting(request, fitting, known, only), groups, shown), tuple(left), tuple(shown)
        )
    ordered = _ordered(fitting, request)
    within_limit = ordered if request.limit is None else ordered[: request.limit]
    sentence = wording.of_works(Fitting(request, fitting, known, only), ordered, within_limit)
    return Facts(sentence, tuple(within_limit), ())


def _by_year(work: WorkEntry) -> tuple[bool, int, str, str]:
    return work.year is None, work.year or 0, plain(work.label), work.key


def _ordered(works: Sequence[WorkEntry], request: CatalogueQuery) -> list[WorkEntry]:
    """Works in the requested order; "the newest" leaves out works without a year, "the most cited" uncited ones."""
    if request.order is Order.CITED:
        return sorted((work for work in works if work.cited_by), key=lambda work: (-len(work.cited_by), _by_year(work)))
    if request.order is Order.TITLE:
        return sorted(works, key=lambda work: (plain(work.label), _by_year(work)))
    dated = [work for work in works if work.year is not None]
    if request.newest_first:
        dated.sort(key=lambda work: (-(work.year or 0), _by_year(work)))
    return dated if request.limit is not None else [*dated, *(work for work in works if work.year is None)]


def _shown(groups: Sequence[Group], request: CatalogueQuery) -> list[Group]:
    enough = [group for group in groups if len(group.keys) >= (request.least or 0)]
    if request.order is Order.FREQUENT:
        enough.sort(key=lambda group: -len(group.keys))
    return enough[: request.limit]


def from_catalogue(composer: Composer) -> Answer:
    """Answer a bibliographic question; one without a request asks for the works."""
    facts = find(
        composer.question.request or CatalogueQuery(Aim.WORKS), composer.admitted, composer.known, composer.only
    )
    composer.found, composer.groups, composer.summary = facts.works, facts.groups, facts.sentence
    if not facts.works:
        composer.reason = facts.sentence
    return composer.answer()
