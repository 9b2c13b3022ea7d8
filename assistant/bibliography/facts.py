"""Answer a bibliographic request from the catalogue: filter, group and sort works."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Group, numbers_by_type
from assistant.bibliography import fitting as gathering
from assistant.bibliography.fitting import Citations, fits
from assistant.bibliography.telling import FACTS, NOUNS, Fitting, of_groups, of_one, of_works
from assistant.composing import Composer
from assistant.questions.clauses import SOME
from assistant.questions.question import Aim, CatalogueQuery, Known, Order
from assistant.wording import as_one_author, set_aside_note
from index.entries import WorkEntry
from index.text.words import plain
from index.works.filters import Filter, lacking
from index.works.people import one_name_each

Passing = Callable[[Filter], Sequence[WorkEntry]]
"""A filter -> the known works that pass it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A result in a `sentence` of plain text, its `works` in order, and their `groups` by what was asked."""

    sentence: str
    works: tuple[WorkEntry, ...]
    groups: tuple[Group, ...] = ()


def find(
    request: CatalogueQuery,
    works: Sequence[WorkEntry],
    known: Known,
    only: Filter = Filter(),
    having: Collection[str] = (),
    passing: Passing | None = None,
) -> Facts:
    """Answer a request from `works`, the `known` ones that `only` admits.

    having: keys of the works with the text that the request asks for, or by which it groups.
    """
    citations = Citations.of(request, works)
    fitting = sorted((work for work in works if fits(work, request, citations, having)), key=_by_year)
    asked = Fitting(request, fitting, known, only, citations, having, passing or _passing(known))
    aim = request.grouped_by or request.aim
    if request.aim is Aim.TYPES and request.named and (only.types or only.marks):
        return _whether(asked, citations)
    if len(fitting) == 1 and _is_of_one(request):
        return Facts(of_one(fitting[0], (request.aim, *request.further), known, citations), tuple(fitting))
    if Aim.CITATIONS in request.further and len(request.cites) == 1:
        return _how_often_cited(asked, citations)
    if aim in NOUNS and not (request.further and not request.grouped_by):
        return _grouped(asked, aim)
    ordered = _ordered(fitting, request, citations)
    within_limit = _within_limit(ordered, request, citations)
    return Facts(of_works(asked, ordered, within_limit), tuple(within_limit))


def _passing(known: Known) -> Passing:
    """What passes a filter by the facts of the works alone."""
    return lambda only: [
        work
        for work in known.works
        if only.admits_work(work.key, work.authors, work.year, work.venue, work.type, marks=work.marks)
    ]


def _is_of_one(request: CatalogueQuery) -> bool:
    """True if facts of works are asked for, neither numbers nor ranks."""
    if request.further == (Aim.CITATIONS,) and request.aim is Aim.COUNT:
        return False
    ranked = request.grouped_by or request.order is Order.FREQUENT or request.least
    return not ranked and request.aim not in (Aim.WORKS, Aim.COUNT)


def _whether(asked: Fitting, citations: Citations) -> Facts:
    """Whether the works named are of a type, with the type that they are of."""
    named = [work for work in asked.known.works if work.key in asked.request.named]
    holding = {work.key for work in asked.works}
    sentences = (
        f"{'Yes' if work.key in holding else 'No'}: {of_one(work, (Aim.TYPES,), asked.known, citations)}"
        for work in named
    )
    return Facts(" ".join(sentences), tuple(named))


def _how_often_cited(asked: Fitting, citations: Citations) -> Facts:
    """How often exports say that one work is cited, and the works of the corpus that cite it."""
    cited = next(work for work in asked.known.works if work.key == asked.request.cites[0])
    limited = f" {of_works(asked, asked.works, asked.works)}" if asked.only else ""
    sentence = of_one(cited, (Aim.CITATIONS,), asked.known, citations) + limited
    return Facts(sentence, tuple(asked.works) or (cited,))


def _grouped(asked: Fitting, aim: Aim) -> Facts:
    request, fitting = asked.request, asked.works
    names = asked.known.author_names or one_name_each(work.authors for work in asked.known.works)
    groups = _groups(aim, asked, names)
    shown = _shown(groups, request)
    keys = {key for group in shown for key in group.keys}
    left = fitting if len(shown) == len(groups) else [work for work in fitting if work.key in keys]
    sentence = of_groups(asked, groups, shown)
    if aim is Aim.AUTHORS and len(fitting) > 1:
        people = {group.name for group in shown}
        printed = (author for work in left for author in work.authors if names.get(author, author) in people)
        sentence = " ".join([sentence, *as_one_author(names, printed)])
    if request.grouped_by:
        shown = gathering.completed(aim, shown, lacking(FACTS[aim], fitting, asked.having))
    return Facts(sentence, tuple(left), tuple(shown))


def _groups(aim: Aim, asked: Fitting, author_names: Mapping[str, str]) -> list[Group]:
    match aim:
        case Aim.AUTHORS:
            return gathering.by_author(asked.works, author_names)
        case Aim.YEARS:
            return gathering.by_year(asked.works)
        case Aim.TYPES:
            return gathering.by_type(asked.works)
        case Aim.KEYWORDS:
            return gathering.by_value(asked.works, asked.known.filed(("keyword", "tag")))
        case _:
            return gathering.by_venue(asked.works)


def _by_year(work: WorkEntry) -> tuple[bool, int, str, str]:
    return work.year is None, work.year or 0, plain(work.label), work.key


def _ordered(works: Sequence[WorkEntry], request: CatalogueQuery, citations: Citations) -> list[WorkEntry]:
    """Works in the requested order; ranks leave out works without a year, or without a number of citations."""
    if request.order is Order.CITED:
        sign = 1 if request.fewest_first else -1
        counted = {work.key: number for work in works if (number := citations.number(work)) is not None}
        if not request.fewest_first and not citations.by_exports:
            counted = {key: number for key, number in counted.items() if number}
        ranked = (work for work in works if work.key in counted)
        return sorted(ranked, key=lambda work: (sign * counted[work.key], -len(work.cited_by), _by_year(work)))
    if request.order is Order.TITLE:
        return sorted(works, key=lambda work: (plain(work.label), _by_year(work)))
    dated = [work for work in works if work.year is not None]
    if request.newest_first:
        dated.sort(key=lambda work: (-(work.year or 0), _by_year(work)))
    return dated if request.limit is not None else [*dated, *(work for work in works if work.year is None)]


def _within_limit(ordered: Sequence[WorkEntry], request: CatalogueQuery, citations: Citations) -> Sequence[WorkEntry]:
    """The works within the limit; of "the oldest paper" all that tie, as far as a list has room."""
    if request.limit != 1 or not ordered:
        return ordered if request.limit is None else ordered[: request.limit]

    def rank(work: WorkEntry) -> int | None:
        return citations.number(work) if request.order is Order.CITED else work.year

    return [work for work in ordered if rank(work) == rank(ordered[0])][:SOME]


def _shown(groups: Sequence[Group], request: CatalogueQuery) -> list[Group]:
    enough = [group for group in groups if len(group.keys) >= (request.least or 0)]
    if request.order is Order.FREQUENT:
        enough.sort(key=lambda group: -len(group.keys))
    return enough[: request.limit]


def from_catalogue(composer: Composer) -> Answer:
    """Answer a bibliographic question; one without a request asks for the works."""
    request, catalogue = composer.question.request or CatalogueQuery(Aim.WORKS), composer.search.catalogue
    text = request.lacking or request.having or FACTS.get(request.grouped_by or request.aim)
    having = catalogue.having(text) if text and text.is_text else ()
    known = composer.known
    facts = find(
        request, composer.admitted, known, composer.only, having, lambda only: catalogue.passing(known.works, only)
    )
    # Only those that the question would count: "and 2 proceedings volumes" of 2022.
    citations = Citations.of(request, composer.admitted)
    composer.set_aside = [work for work in composer.set_aside if fits(work, request, citations, having)]
    sentence = " ".join(filter(None, (facts.sentence, set_aside_note(numbers_by_type(composer.set_aside)))))
    composer.found, composer.groups, composer.summary = facts.works, facts.groups, sentence
    if not facts.works:
        composer.reason = sentence
    return composer.answer()
