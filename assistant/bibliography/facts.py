"""What the catalogue says to a bibliographic request: the works that fit, gathered and sorted as asked."""

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
    """`sentence` states the result in plain text, with its denominator, its conditions and what is not known.

    `works` are those found, in the order asked for; `groups` gather them by author, year or venue where that was asked.
    """

    sentence: str
    works: tuple[WorkEntry, ...]
    groups: tuple[Group, ...]


def find(request: CatalogueQuery, works: Sequence[WorkEntry], known: Known, only: Filter = Filter()) -> Facts:
    """Answer a request from `works`, those of the `known` ones that `only` admits."""
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
    kept = ordered if request.limit is None else ordered[: request.limit]
    sentence = wording.of_works(Fitting(request, fitting, known, only), ordered, kept)
    return Facts(sentence, tuple(kept), ())


def _by_year(work: WorkEntry) -> tuple[bool, int, str, str]:
    return work.year is None, work.year or 0, plain(work.label), work.key


def _ordered(works: Sequence[WorkEntry], request: CatalogueQuery) -> list[WorkEntry]:
    """As asked; of "the newest" and "the most cited" only works that have a year, or are cited, are among them."""
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


# Bibliographic questions: answered from the catalogue alone, exactly.


def from_catalogue(made: Composer) -> Answer:
    """Answer from the facts of the works that `only` admits; a question without a request asks for the works."""
    facts = find(made.question.request or CatalogueQuery(Aim.WORKS), made.admitted, made.known, made.only)
    made.found, made.groups, made.summary = facts.works, facts.groups, facts.sentence
    if not facts.works:
        made.reason = facts.sentence
    return made.answer()
