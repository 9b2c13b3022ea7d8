"""Bibliographic results in a sentence of plain text, with the denominator, the conditions and what is not known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answers import Group
from assistant.bibliography.fitting import fits, has
from assistant.questions.question import Aim, CatalogueQuery, Known, Order
from index.entries import WorkEntry
from index.works.filters import Filter, Years

# Conditions on works as predicates: "is by Faubel, from 2023", "cite “Towards MLOps”", "has “drift” in the title".

_NAMED_BY_TITLE = 3
"""So many works are named by their titles; more are counted."""
_KINDS = {"paper": "held in full text", "summary": "told of in a summary", "record": "listed in a record"}
_PARTS = {Aim.AUTHORS: "author", Aim.YEARS: "year", Aim.VENUES: "venue"}


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is said of one work, and of several."""

    singular: str
    plural: str


def predicates(request: CatalogueQuery, only: Filter, labels: Mapping[str, str]) -> list[Predicate]:
    """All conditions of a filter and a request; `labels` are the titles to show for keys."""
    said = [_being(only, request)] if only or request.named else []
    if request.cites:
        said.append(_verb("cite", _together(request, request.cites, labels), request.denied))
    if request.cited_by:
        said.append(_be(f"cited by {_together(request, request.cited_by, labels)}", request.denied))
    if request.title_words:
        between = " or " if request.any_word else " and "
        phrases = between.join(f"“{phrase}”" for phrase in request.title_words)
        said.append(_have(f"{phrases} in the title", request.denied))
    if request.citing is not None:
        said.append(_verb("cite", "some work of the corpus" if request.citing else "no work of the corpus", False))
    if request.cited is not None:
        said.append(_be(_cited(request), False))
    if request.lacking:
        said.append(_have(f"no {_PARTS[request.lacking]}", False))
    return [predicate for predicate in said if predicate.singular]


def _being(only: Filter, request: CatalogueQuery) -> Predicate:
    """Conditions that one "is" or "are" can carry together."""
    parts = [f"by {_list(only.authors)}"] if only.authors else []
    parts += [_from(only.years)] if only.years else []
    parts += [f"published in {' or '.join(only.venues)}"] if only.venues else []
    parts += [" or ".join(_KINDS.get(kind, kind) for kind in only.kinds)] if only.kinds else []
    named = len(set(request.named or only.keys))
    parts += [f"{'the one' if named == 1 else f'among the {named}'} named"] if named else []
    return _be(_list(parts), False) if parts else Predicate("", "")


def _from(years: Years) -> str:
    if years.first == years.last:
        return f"from {years.first}"
    if years.first and years.last:
        return f"from {years.first} to {years.last}"
    return f"from {years.first} or later" if years.first else f"from {years.last} or earlier"


def _cited(request: CatalogueQuery) -> str:
    if not request.cited:
        return "cited by no work of the corpus"
    return f"cited by {f'at least {request.least} works' if (request.least or 1) > 1 else 'some work'} of the corpus"


def _together(request: CatalogueQuery, keys: Sequence[str], labels: Mapping[str, str]) -> str:
    """Works that are all to be cited."""
    sets = [_works(some, labels, request.denied) for some in (keys, *request.also)]
    return f"{'both ' * (len(sets) == 2)}{_list(sets)}"


def _works(keys: Sequence[str], labels: Mapping[str, str], denied: bool) -> str:
    one = "any" if denied else "one"
    titles = [f"“{labels.get(key, key)}”" for key in keys]
    if len(titles) == 1:
        return titles[0]
    return (
        f"{one} of {_list(titles)}" if len(titles) <= _NAMED_BY_TITLE else f"{one} of the {len(titles)} works so named"
    )


def _be(rest: str, denied: bool) -> Predicate:
    return Predicate(f"is {'not ' * denied}{rest}", f"are {'not ' * denied}{rest}")


def _have(rest: str, denied: bool) -> Predicate:
    return (
        Predicate(f"does not have {rest}", f"do not have {rest}")
        if denied
        else Predicate(f"has {rest}", f"have {rest}")
    )


def _verb(verb: str, rest: str, denied: bool) -> Predicate:
    if denied:
        return Predicate(f"does not {verb} {rest}", f"do not {verb} {rest}")
    return Predicate(f"{verb}s {rest}", f"{verb} {rest}")


_NAMED = 5
"""So many works, authors or venues are named in a sentence; more are counted."""
_NOUNS = {Aim.AUTHORS: "author", Aim.YEARS: "year", Aim.VENUES: "venue"}


@dataclass(frozen=True, slots=True)
class Fitting:
    """Works that fit a request, before any is left out for a limit."""

    request: CatalogueQuery
    works: Sequence[WorkEntry]
    known: Known
    only: Filter

    @property
    def total(self) -> int:
        """The denominator: all works of the corpus."""
        return len(self.known.works)


def of_works(found: Fitting, ordered: Sequence[WorkEntry], kept: Sequence[WorkEntry]) -> str:
    """How many works fit, or which stand first; `ordered` are those with a rank, `kept` those within the limit."""
    request = found.request
    ranked = request.limit is not None and bool(found.works)
    lead = _ranked(found, kept) if ranked else _statement(found)
    return " ".join([lead, *_ties(found.request, ordered, kept), *_unknown(found, ranked)])


def of_groups(found: Fitting, groups: Sequence[Group], shown: Sequence[Group]) -> str:
    """Who, when or where: of one work in full, of several in numbers."""
    request = found.request
    aim = request.grouped_by or request.aim
    if not found.works:
        return " ".join([_statement(found), *_unknown(found, False)])
    if len(found.works) == 1 and not request.grouped_by and request.order is not Order.FREQUENT and not request.least:
        return _of_one(found, aim, groups)
    if request.order is Order.FREQUENT and shown:
        lead = _frequent(found, aim, groups, shown)
    elif request.least:
        noun = _counted(len(groups), _NOUNS[aim])
        verb = "has" if len(shown) == 1 else "have"
        least = _counted(request.least, "work")
        lead = f"{len(shown) or 'None'} of {noun} of {_pool(found)} {verb if shown else 'has'} at least {least}."
    else:
        lead = _gathered(found, aim, groups)
    return " ".join([lead, *_without(found, aim), *_told_apart(aim)])


def _statement(found: Fitting) -> str:
    number, total, told = len(found.works), found.total, _predicates(found)
    if not total:
        return "The corpus holds no work yet."
    if found.request.named and found.request.aim in (Aim.WORKS, Aim.COUNT):
        return _of_named(found)
    if not told:
        return f"There is {total} work." if total == 1 else f"There are {total} works."
    if not number:
        nothing = " and ".join(predicate.singular for predicate in told)
        return f"No work of {total} {nothing}."
    return f"{number} of {_counted(total, 'work')} {_said(told, number)}."


def _of_named(found: Fitting) -> str:
    """Yes or no, of the works that were asked about."""
    request, number = found.request, len(found.works)
    told = predicates(replace(request, named=()), found.only, _labels(found))
    against = predicates(replace(request, named=(), denied=not request.denied), found.only, _labels(found))
    if len(request.named) == 1:
        title = f"“{_labels(found).get(request.named[0], request.named[0])}”"
        return f"{title} {_said(told if number else against, 1) or 'is in the corpus'}."
    verb = _said(told, number or 1) or ("is in the corpus" if number < 2 else "are in the corpus")
    return f"{number or 'None'} of the {len(request.named)} works so named {verb}."


def _ranked(found: Fitting, kept: Sequence[WorkEntry]) -> str:
    if not kept:
        cited = found.request.order is Order.CITED
        if len(found.works) == 1:
            return f"{_capital(_pool(found))} {'is cited by no work of the corpus' if cited else 'has no known year'}."
        return f"None of {_pool(found)} {'is cited by a work of the corpus' if cited else 'has a known year'}."
    if found.request.order is Order.CITED:
        rank, facts = "most cited", [f"cited by {len(work.cited_by)}" for work in kept]
    else:
        rank, facts = "newest" if found.request.newest_first else "oldest", [str(work.year) for work in kept]
    named = _list(f"“{work.label}” ({fact})" for work, fact in zip(kept, facts, strict=True))
    if len(kept) == 1:
        return f"{_capital(_pool(found)) if len(found.works) == 1 else f'The {rank} of {_pool(found)}'} is {named}."
    if len(kept) <= _NAMED:
        return f"The {len(kept)} {rank} of {_pool(found)} are {named}."
    if found.request.order is Order.CITED:
        told = f"cited by {_range([len(work.cited_by) for work in kept])} works each"
    else:
        told = f"from {_range([work.year or 0 for work in kept])}"
    return f"The {len(kept)} {rank} of {_pool(found)} are {told}."


def _ties(request: CatalogueQuery, ordered: Sequence[WorkEntry], kept: Sequence[WorkEntry]) -> list[str]:
    """Works that were left out though they rank with the last that is shown."""
    if request.limit is None or not kept:
        return []
    cited = request.order is Order.CITED
    last = kept[-1]
    equal = [
        w for w in ordered[len(kept) :] if (len(w.cited_by) == len(last.cited_by) if cited else w.year == last.year)
    ]
    if not equal:
        return []
    like = f"cited by {len(last.cited_by)} too" if cited else f"from {last.year} too"
    return [f"{len(equal)} more {_is(len(equal))} {like}."]


def _of_one(found: Fitting, aim: Aim, groups: Sequence[Group]) -> str:
    work = found.works[0]
    title = f"“{work.label}”"
    if aim is Aim.AUTHORS:
        year = f" ({work.year})" if work.year else ""
        return (
            f"{title}{year} is by {_list(work.authors).removesuffix('.')}."
            if work.authors
            else f"No author of {title} is known."
        )
    if not groups:
        return f"The {_NOUNS[aim]} of {title} is not known."
    return f"{title} is from {work.year}." if aim is Aim.YEARS else f"{title} appeared in {work.venue}."


def _frequent(found: Fitting, aim: Aim, groups: Sequence[Group], shown: Sequence[Group]) -> str:
    noun, sizes = _counted(len(groups), _NOUNS[aim]), [len(group.keys) for group in shown]
    ties = sum(len(group.keys) == sizes[-1] for group in groups) - sizes.count(sizes[-1])
    more = f" {ties} more {'has' if ties == 1 else 'have'} as many as the last." if ties else ""
    if len(shown) == 1:
        size = _counted(sizes[0], "work")
        return f"The most frequent of {noun} of {_pool(found)} is {shown[0].name}, with {size}.{more}"
    if len(shown) <= _NAMED:
        told = f"are {_list(_sized(group) for group in shown)}"
    else:
        told = f"have {_range(sizes)} {'work' if sizes[0] == 1 else 'works'} each"
    return f"The {len(shown)} most frequent of {noun} of {_pool(found)} {told}.{more}"


def _gathered(found: Fitting, aim: Aim, groups: Sequence[Group]) -> str:
    pool, noun = _pool(found), _counted(len(groups), _NOUNS[aim])
    if not groups:
        return f"Of {pool} no {_NOUNS[aim]} is known."
    if aim is Aim.YEARS or len(groups) <= _NAMED:
        return f"{_capital(pool)}, by {_NOUNS[aim]}: {_list(_sized(group) for group in groups)}."
    return f"{_capital(pool)}, by {_NOUNS[aim]}: {noun}, of at most {_counted(len(groups[0].keys), 'work')} each."


def _without(found: Fitting, aim: Aim) -> list[str]:
    """Of how many works what they are gathered by is not known."""
    number = sum(not has(work, aim) for work in found.works)
    return (
        [f"{_counted(number, 'work')} {_has(number)} no {_NOUNS[aim]} and {_is(number)} counted under none."]
        if number
        else []
    )


def _told_apart(aim: Aim) -> list[str]:
    return ["Authors are told apart by their names alone."] if aim is Aim.AUTHORS else []


def _unknown(found: Fitting, ranked: bool) -> list[str]:
    """What cannot be known of works that are, or are not, among those found."""
    notes, request = [], found.request
    undated = sum(work.year is None for work in found.works)
    if found.only.years:
        at_any_time = replace(found.only, years=None)
        dark = sum(
            at_any_time.admits_work(work.key, work.authors, work.year, work.venue) and fits(work, request)
            for work in found.known.works
            if work.year is None
        )
        if dark:
            whose = "that might fit " if _predicates(replace(found, only=at_any_time)) else ""
            notes.append(f"{_counted(dark, 'work')} {whose}{_has(dark)} no year and {_is(dark)} not counted.")
    elif undated and request.lacking is not Aim.YEARS and request.aim is Aim.WORKS and request.order is Order.YEAR:
        place = f"{_is(undated)} left out" if ranked else f"{_stands(undated)} last"
        if undated < len(found.works) or ranked:
            notes.append(f"{_counted(undated, 'work')} {_has(undated)} no year and {place}.")
    if request.cites or request.cited_by or request.citing is not None or request.cited is not None:
        notes.append("Only citations between works of the corpus are known.")
    return notes


def _predicates(found: Fitting) -> list[Predicate]:
    return predicates(found.request, found.only, _labels(found))


def _labels(found: Fitting) -> dict[str, str]:
    return {work.key: work.label for work in found.known.works}


def _said(told: Sequence[Predicate], number: int) -> str:
    return " and ".join(predicate.singular if number == 1 else predicate.plural for predicate in told)


def _pool(found: Fitting) -> str:
    """The works that fit as the thing told of: "93 works", "the 4 works (of 93) that are by Faubel"."""
    number = len(found.works)
    if found.request.named:
        return f"the {_counted(number, 'work')} so named"
    told = _predicates(found)
    if not told:
        return _counted(number, "work")
    if number == 1:
        return f"the only work (of {found.total}) that {_said(told, 1)}"
    return f"the {number} works (of {found.total}) that {_said(told, number)}"


def _list(names: Iterable[str]) -> str:
    *before, last = list(names) or [""]
    return f"{', '.join(before)} and {last}" if before else last


def _sized(group: Group) -> str:
    return f"{group.name} ({len(group.keys)})"


def _range(sizes: Sequence[int]) -> str:
    return " to ".join(dict.fromkeys((str(min(sizes)), str(max(sizes)))))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def _stands(number: int) -> str:
    return "stands" if number == 1 else "stand"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
