"""Answer a bibliographic request from the catalogue: filter, group and sort works."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answers import Answer, Group, numbers_by_type
from assistant.bibliography import fitting as gathering
from assistant.bibliography.fitting import fits, has
from assistant.composing import Composer
from assistant.questions.question import Aim, CatalogueQuery, Known, Order
from assistant.wording import as_one_author, counted, set_aside_note
from index.entries import WorkEntry
from index.text.words import plain, plural
from index.works.filters import Filter, Years, studies
from index.works.people import one_name_each

_NAMED = 5
"""Works, authors or venues that a sentence names; more are counted. A guess."""
_NAMED_BY_TITLE = 3
"""Cited works that a sentence names by title; more are counted. A guess."""
_KINDS = {"paper": "held in full text", "summary": "told of in a summary", "record": "listed in a record"}
_NOUNS = {Aim.AUTHORS: "author", Aim.YEARS: "year", Aim.VENUES: "venue"}


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate for one work and for several: "is by Faubel", "are by Faubel"."""

    singular: str
    plural: str


def _be(rest: str, denied: bool = False) -> Predicate:
    negated = "not " * denied
    return Predicate(f"is {negated}{rest}", f"are {negated}{rest}")


def _do(verb: str, third: str, rest: str, denied: bool) -> Predicate:
    if denied:
        return Predicate(f"does not {verb} {rest}", f"do not {verb} {rest}")
    return Predicate(f"{third} {rest}", f"{verb} {rest}")


@dataclass(frozen=True, slots=True)
class Fitting:
    """Works that fit a request before its limit; `known` are all works, `only` the filter."""

    request: CatalogueQuery
    works: Sequence[WorkEntry]
    known: Known
    only: Filter

    @property
    def total(self) -> int:
        """The denominator: the number of works in the corpus, without those set aside, or of the filter's types."""
        return len(studies(self.known.works, self.only, self.request.named)[0])

    @property
    def of_types(self) -> str:
        """What the denominator is limited to: " of the type article or book", or ""."""
        return f" of the type {' or '.join(self.only.types)}" if self.only.types else ""

    @property
    def predicates(self) -> list[Predicate]:
        """All conditions of the filter and the request: "is by Faubel, from 2023", "cite “Towards MLOps”"."""
        request, only = self.request, self.only
        parts = [f"by {_list(only.authors)}"] if only.authors else []
        parts += [_from(only.years)] if only.years else []
        parts += [f"published in {' or '.join(only.venues)}"] if only.venues else []
        parts += [" or ".join(_KINDS.get(kind, kind) for kind in only.kinds)] if only.kinds else []
        named = len(set(request.named or only.keys))
        parts += [f"{'the one' if named == 1 else f'among the {named}'} named"] if named else []
        conditions = [_be(_list(parts))] if parts else []
        if request.cites:
            conditions.append(_do("cite", "cites", self._together(request.cites), request.denied))
        if request.cited_by:
            conditions.append(_be(f"cited by {self._together(request.cited_by)}", request.denied))
        if request.title_words:
            phrases = (" or " if request.any_word else " and ").join(f"“{phrase}”" for phrase in request.title_words)
            conditions.append(_do("have", "has", f"{phrases} in the title", request.denied))
        if request.citing is not None:
            conditions.append(
                _do("cite", "cites", f"{'some' if request.citing else 'no'} work of the corpus", denied=False)
            )
        if request.cited is not None:
            least = f"at least {request.least} works" if (request.least or 1) > 1 else "some work"
            conditions.append(_be(f"cited by {least if request.cited else 'no work'} of the corpus"))
        if request.lacking:
            conditions.append(_do("have", "has", f"no {_NOUNS[request.lacking]}", denied=False))
        return conditions

    def label(self, key: str) -> str:
        """The title of a work, or its key."""
        return next((work.label for work in self.known.works if work.key == key), key)

    def conditions_of(self, number: int) -> str:
        """The conditions as a predicate of `number` works: "is by Faubel and cites “Towards MLOps”", or ""."""
        return " and ".join(predicate.singular if number == 1 else predicate.plural for predicate in self.predicates)

    @property
    def pool(self) -> str:
        """The works that fit, as a noun phrase: "93 works", "the 4 works (of 93) that are by Faubel"."""
        number = len(self.works)
        if self.request.named:
            return f"the {counted(number, 'work')} so named"
        if not (conditions := self.conditions_of(number)):
            return f"{counted(number, 'work')}{self.of_types}"
        works = "only work" if number == 1 else f"{number} works"
        return f"the {works} (of {self.total}{self.of_types}) that {conditions}"

    def _together(self, keys: Sequence[str]) -> str:
        """The titles of works that must all be cited."""
        sets = [self._any_of(alternatives) for alternatives in (keys, *self.request.also)]
        return f"{'both ' * (len(sets) == 2)}{_list(sets)}"

    def _any_of(self, keys: Sequence[str]) -> str:
        titles = [f"“{self.label(key)}”" for key in keys]
        if len(titles) == 1:
            return titles[0]
        named = _list(titles) if len(titles) <= _NAMED_BY_TITLE else f"the {len(titles)} works so named"
        return f"{'any' if self.request.denied else 'one'} of {named}"


def of_works(fitting: Fitting, ordered: Sequence[WorkEntry], kept: Sequence[WorkEntry]) -> str:
    """The number of works that fit, or the first ones; `ordered` have a rank, `kept` are within the limit."""
    if fitting.request.limit is None or not fitting.works:
        return " ".join([_statement(fitting), *_not_known(fitting, ranked=False)])
    return " ".join([_ranked(fitting, kept), *_ties(fitting.request, ordered, kept), *_not_known(fitting, ranked=True)])


def of_groups(fitting: Fitting, groups: Sequence[Group], shown: Sequence[Group]) -> str:
    """Authors, years or venues: of one work in full, of several in numbers."""
    request = fitting.request
    aim = request.grouped_by or request.aim
    if not fitting.works:
        return " ".join([_statement(fitting), *_not_known(fitting, ranked=False)])
    if len(fitting.works) == 1 and not request.grouped_by and request.order is not Order.FREQUENT and not request.least:
        return _of_one(fitting.works[0], aim)
    if request.order is Order.FREQUENT and shown:
        lead = _frequent(fitting, aim, groups, shown)
    elif request.least:
        have = "have" if len(shown) > 1 else "has"
        noun, least = counted(len(groups), _NOUNS[aim]), counted(request.least, "work")
        lead = f"{len(shown) or 'None'} of {noun} of {fitting.pool} {have} at least {least}."
    else:
        lead = _gathered(fitting, aim, groups)
    notes = []
    if lacking := sum(not has(work, aim) for work in fitting.works):
        is_counted = f"{plural(lacking, 'is', 'are')} counted under none"
        notes.append(f"{counted(lacking, 'work')} {plural(lacking, 'has', 'have')} no {_NOUNS[aim]} and {is_counted}.")
    if aim is Aim.AUTHORS:
        notes.append("Authors are told apart by their names alone.")
    return " ".join([lead, *notes])


def _statement(fitting: Fitting) -> str:
    number, total = len(fitting.works), fitting.total
    if not total:
        return f"The corpus holds no work{fitting.of_types or ' yet'}."
    if fitting.request.named and fitting.request.aim in (Aim.WORKS, Aim.COUNT):
        return _of_named(fitting)
    if not fitting.predicates:
        return f"There {plural(total, 'is', 'are')} {counted(total, 'work')}{fitting.of_types}."
    if not number:
        return f"No work of {total}{fitting.of_types} {fitting.conditions_of(1)}."
    return f"{number} of {counted(total, 'work')}{fitting.of_types} {fitting.conditions_of(number)}."


def _of_named(fitting: Fitting) -> str:
    """Yes or no for the works that the question names."""
    request, number, named = fitting.request, len(fitting.works), len(fitting.request.named)
    asked = replace(fitting, request=replace(request, named=()))
    if named == 1:
        against = replace(asked, request=replace(asked.request, denied=not request.denied))
        words = (asked if number else against).conditions_of(1) or "is in the corpus"
        return f"“{fitting.label(request.named[0])}” {words}."
    words = asked.conditions_of(number or 1) or ("is in the corpus" if number < 2 else "are in the corpus")
    return f"{number or 'None'} of the {named} works so named {words}."


def _ranked(fitting: Fitting, kept: Sequence[WorkEntry]) -> str:
    by_citations, pool = fitting.request.order is Order.CITED, fitting.pool
    alone = len(fitting.works) == 1
    if not kept and alone:
        return f"{_capital(pool)} {'is cited by no work of the corpus' if by_citations else 'has no known year'}."
    if not kept:
        return f"None of {pool} {'is cited by a work of the corpus' if by_citations else 'has a known year'}."
    if by_citations:
        rank, facts = "most cited", [f"cited by {len(work.cited_by)}" for work in kept]
    else:
        rank, facts = "newest" if fitting.request.newest_first else "oldest", [str(work.year) for work in kept]
    named = _list(f"“{work.label}” ({fact})" for work, fact in zip(kept, facts, strict=True))
    if len(kept) == 1:
        return f"{_capital(pool) if alone else f'The {rank} of {pool}'} is {named}."
    if len(kept) > _NAMED:
        if by_citations:
            named = f"cited by {_range([len(work.cited_by) for work in kept])} works each"
        else:
            named = f"from {_range([work.year or 0 for work in kept])}"
    return f"The {len(kept)} {rank} of {pool} are {named}."


def _ties(request: CatalogueQuery, ordered: Sequence[WorkEntry], kept: Sequence[WorkEntry]) -> list[str]:
    """A note on works beyond the limit that rank equal to the last one shown."""
    if not kept:
        return []
    by_citations, last = request.order is Order.CITED, kept[-1]
    left = ordered[len(kept) :]
    equal = sum(len(w.cited_by) == len(last.cited_by) if by_citations else w.year == last.year for w in left)
    like = f"cited by {len(last.cited_by)} too" if by_citations else f"from {last.year} too"
    return [f"{equal} more {plural(equal, 'is', 'are')} {like}."] if equal else []


def _of_one(work: WorkEntry, aim: Aim) -> str:
    title = f"“{work.label}”"
    if not has(work, aim):
        return (
            f"No author of {title} is known." if aim is Aim.AUTHORS else f"The {_NOUNS[aim]} of {title} is not known."
        )
    if aim is Aim.AUTHORS:
        return f"{title}{f' ({work.year})' if work.year else ''} is by {_list(work.authors).removesuffix('.')}."
    if aim is Aim.VENUES:
        return f"{title} appeared in {work.venue}."
    preprint = f" (its preprint from {work.preprint_year})" if work.preprint_year else ""
    return f"{title} is from {work.year}{preprint}."


def _frequent(fitting: Fitting, aim: Aim, groups: Sequence[Group], shown: Sequence[Group]) -> str:
    noun, sizes = counted(len(groups), _NOUNS[aim]), [len(group.keys) for group in shown]
    ties = sum(len(group.keys) == sizes[-1] for group in groups) - sizes.count(sizes[-1])
    more = f" {ties} more {plural(ties, 'has', 'have')} as many as the last." if ties else ""
    if len(shown) == 1:
        return (
            f"The most frequent of {noun} of {fitting.pool} is {shown[0].name}, with {counted(sizes[0], 'work')}.{more}"
        )
    if len(shown) <= _NAMED:
        words = f"are {_list(_sized(group) for group in shown)}"
    else:
        words = f"have {_range(sizes)} {plural(sizes[0], 'work', 'works')} each"
    return f"The {len(shown)} most frequent of {noun} of {fitting.pool} {words}.{more}"


def _gathered(fitting: Fitting, aim: Aim, groups: Sequence[Group]) -> str:
    pool, noun = fitting.pool, _NOUNS[aim]
    if not groups:
        return f"Of {pool} no {noun} is known."
    if aim is Aim.YEARS or len(groups) <= _NAMED:
        return f"{_capital(pool)}, by {noun}: {_list(_sized(group) for group in groups)}."
    most = counted(len(groups[0].keys), "work")
    return f"{_capital(pool)}, by {noun}: {counted(len(groups), noun)}, of at most {most} each."


def _not_known(fitting: Fitting, *, ranked: bool) -> list[str]:
    """Notes on works without a year, and on citations, of which only those in the corpus are known."""
    notes, request = [], fitting.request
    undated = sum(work.year is None for work in fitting.works)
    if fitting.only.years:
        at_any_time = replace(fitting, only=replace(fitting.only, years=None))
        dark = sum(
            at_any_time.only.admits_work(work.key, work.authors, work.year, work.venue, work.type)
            and fits(work, request)
            for work in studies(fitting.known.works, at_any_time.only, request.named)[0]
            if work.year is None
        )
        if dark:
            whose = "that might fit " if at_any_time.predicates else ""
            have, are = plural(dark, "has", "have"), plural(dark, "is", "are")
            notes.append(f"{counted(dark, 'work')} {whose}{have} no year and {are} not counted.")
    elif undated and request.lacking is not Aim.YEARS and request.aim is Aim.WORKS and request.order is Order.YEAR:
        place = f"{plural(undated, 'is', 'are')} left out" if ranked else f"{plural(undated, 'stands', 'stand')} last"
        if undated < len(fitting.works) or ranked:
            notes.append(f"{counted(undated, 'work')} {plural(undated, 'has', 'have')} no year and {place}.")
    if request.cites or request.cited_by or request.citing is not None or request.cited is not None:
        notes.append("Only citations between works of the corpus are known.")
    return notes


def _from(years: Years) -> str:
    if years.first == years.last:
        return f"from {years.first}"
    if years.first and years.last:
        return f"from {years.first} to {years.last}"
    return f"from {years.first} or later" if years.first else f"from {years.last} or earlier"


def _list(names: Iterable[str]) -> str:
    *before, last = list(names) or [""]
    return f"{', '.join(before)} and {last}" if before else last


def _sized(group: Group) -> str:
    return f"{group.name} ({len(group.keys)})"


def _range(sizes: Sequence[int]) -> str:
    return " to ".join(dict.fromkeys((str(min(sizes)), str(max(sizes)))))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _gathered_by(aim: Aim, works: Sequence[WorkEntry], author_names: Mapping[str, str]) -> list[Group]:
    if aim is Aim.AUTHORS:
        return gathering.by_author(works, author_names)
    return gathering.by_year(works) if aim is Aim.YEARS else gathering.by_venue(works)


@dataclass(frozen=True, slots=True)
class Facts:
    """A result in a `sentence` of plain text, its `works` in order, and their `groups` by author, year or venue."""

    sentence: str
    works: tuple[WorkEntry, ...]
    groups: tuple[Group, ...]


def find(request: CatalogueQuery, works: Sequence[WorkEntry], known: Known, only: Filter = Filter()) -> Facts:
    """Answer a request from `works`, the `known` ones that `only` admits."""
    fitting = sorted((work for work in works if fits(work, request)), key=_by_year)
    aim = request.grouped_by or request.aim
    if aim in _NOUNS:
        names = known.author_names or one_name_each(work.authors for work in known.works)
        groups = _gathered_by(aim, fitting, names)
        shown = _shown(groups, request)
        keys = {key for group in shown for key in group.keys}
        left = fitting if len(shown) == len(groups) else [work for work in fitting if work.key in keys]
        sentence = of_groups(Fitting(request, fitting, known, only), groups, shown)
        if aim is Aim.AUTHORS and len(fitting) > 1:
            people = {group.name for group in shown}
            printed = (author for work in left for author in work.authors if names.get(author, author) in people)
            sentence = " ".join([sentence, *as_one_author(names, printed)])
        return Facts(sentence, tuple(left), tuple(shown))
    ordered = _ordered(fitting, request)
    within_limit = ordered if request.limit is None else ordered[: request.limit]
    sentence = of_works(Fitting(request, fitting, known, only), ordered, within_limit)
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
    request = composer.question.request or CatalogueQuery(Aim.WORKS)
    facts = find(request, composer.admitted, composer.known, composer.only)
    # Only those that the question would count: "and 2 proceedings volumes" of 2022.
    composer.set_aside = [work for work in composer.set_aside if fits(work, request)]
    sentence = " ".join(filter(None, (facts.sentence, set_aside_note(numbers_by_type(composer.set_aside)))))
    composer.found, composer.groups, composer.summary = facts.works, facts.groups, sentence
    if not facts.works:
        composer.reason = sentence
    return composer.answer()
