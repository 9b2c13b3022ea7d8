"""The result of a bibliographic request in words: its number, its denominator, and what is not known."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from assistant.answers import Group
from assistant.bibliography.fitting import Citations, fits
from assistant.questions.question import Aim, CatalogueQuery, Known, Order
from assistant.wording import authors_in_full, counted, counted_types, fact_name, listed
from index.entries import Fact, WorkEntry
from index.sources import WorkType
from index.text.words import plural
from index.works.filters import Filed, Filter, Years, lacking, studies

_NAMED = 5
"""Works, authors or venues that a sentence names; more are counted. A guess."""
_NAMED_BY_TITLE = 3
"""Cited works that a sentence names by title; more are counted. A guess."""
_KINDS = {"paper": "held in full text", "summary": "told of in a summary", "record": "listed in a record"}
NOUNS = {
    Aim.AUTHORS: "author", Aim.YEARS: "year", Aim.VENUES: "venue", Aim.TYPES: "type", Aim.KEYWORDS: "keyword",
}  # fmt: skip
"""The parts by which works are grouped."""
FACTS = {
    Aim.AUTHORS: Fact.AUTHORS, Aim.YEARS: Fact.YEAR, Aim.VENUES: Fact.VENUE, Aim.TYPES: Fact.TYPE,
    Aim.KEYWORDS: Fact.KEYWORDS,
}  # fmt: skip
_MARKS = {
    "secondary": ("a secondary study", "secondary studies"),
    "primary": ("not known to be a secondary study", "not known to be secondary studies"),
    "retracted": ("retracted", "retracted"),
}


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
    citations: Citations
    having: Collection[str] = ()
    """Keys of the works with the text that the request asks for, or by which it groups."""
    passing: Callable[[Filter], Sequence[WorkEntry]] = lambda _: ()
    """A filter -> the known works that pass it."""

    @property
    def total(self) -> int:
        """The denominator: the number of works in the corpus, without those set aside, or of the filter's types."""
        return len(studies(self.known.works, self.only, self.request.named)[0])

    def number_of(self, number: int) -> str:
        """A number of works of the filter's types: "93 works", "12 articles"."""
        return counted_types(number, self.only.types)

    @property
    def predicates(self) -> list[Predicate]:
        """All conditions of the filter and the request: "is by Faubel, from 2023", "cite “Towards MLOps”"."""
        request, only = self.request, self.only
        parts = [f"by {listed(only.authors)}"] if only.authors else []
        parts += [_from(only.years)] if only.years else []
        parts += [f"published in {' or '.join(only.venues)}"] if only.venues else []
        parts += [" or ".join(_KINDS.get(kind, kind) for kind in only.kinds)] if only.kinds else []
        named = len(set(request.named or only.keys))
        parts += [f"{'the one' if named == 1 else f'among the {named}'} named"] if named else []
        conditions = [_be(listed(parts))] if parts else []
        conditions += [Predicate(f"is {_MARKS[mark][0]}", f"are {_MARKS[mark][1]}") for mark in only.marks]
        conditions += map(_filed, only.filed)
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
            conditions.append(_be(_how_cited(request, self.citations)))
        if request.lacking is Fact.TEXT:
            conditions.append(_be("known by title only"))
        elif request.lacking:
            conditions.append(_do("have", "has", f"no {fact_name(request.lacking)}", denied=False))
        if request.having:
            conditions.append(_do("have", "has", fact_name(request.having, article=True), denied=False))
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
            return self.number_of(number)
        works = "only work" if number == 1 else f"{number} works"
        return f"the {works} (of {self.total if not self.only.types else self.number_of(self.total)}) that {conditions}"

    def _together(self, keys: Sequence[str]) -> str:
        """The titles of works that must all be cited."""
        sets = [self._any_of(alternatives) for alternatives in (keys, *self.request.also)]
        return f"{'both ' * (len(sets) == 2)}{listed(sets)}"

    def _any_of(self, keys: Sequence[str]) -> str:
        titles = [f"“{self.label(key)}”" for key in keys]
        if len(titles) == 1:
            return titles[0]
        named = listed(titles) if len(titles) <= _NAMED_BY_TITLE else f"the {len(titles)} works so named"
        return f"{'any' if self.request.denied else 'one'} of {named}"


def of_works(fitting: Fitting, ordered: Sequence[WorkEntry], kept: Sequence[WorkEntry]) -> str:
    """The number of works that fit, or the first ones; `ordered` have a rank, `kept` are within the limit."""
    if fitting.request.limit is None or not fitting.works:
        return " ".join([_statement(fitting), *_not_known(fitting, ranked=False)])
    return " ".join([_ranked(fitting, kept), *_ties(fitting, ordered, kept), *_not_known(fitting, ranked=True)])


def of_groups(fitting: Fitting, groups: Sequence[Group], shown: Sequence[Group]) -> str:
    """Authors, years, venues, types or keywords of several works, in numbers."""
    request = fitting.request
    aim = request.grouped_by or request.aim
    if not fitting.works:
        return " ".join([_statement(fitting), *_not_known(fitting, ranked=False)])
    if request.order is Order.FREQUENT and shown:
        lead = _frequent(fitting, aim, groups, shown)
    elif request.least:
        have = "have" if len(shown) > 1 else "has"
        noun, least = counted(len(groups), NOUNS[aim]), counted(request.least, "work")
        lead = f"{len(shown) or 'None'} of {noun} of {fitting.pool} {have} at least {least}."
    else:
        lead = _gathered(fitting, aim, groups)
    notes = []
    if number := len(lacking(FACTS[aim], fitting.works, fitting.having)):
        is_counted = f"{plural(number, 'is', 'are')} counted under none"
        notes.append(f"{counted(number, 'work')} {plural(number, 'has', 'have')} no {NOUNS[aim]} and {is_counted}.")
    if aim is Aim.AUTHORS:
        notes.append("Authors are told apart by their names alone.")
    if aim is Aim.TYPES:
        notes += _marked(fitting.works)
    return " ".join([lead, *notes, *_not_known(fitting, ranked=False)])


def _marked(works: Sequence[WorkEntry]) -> list[str]:
    """A note on marks beside the type."""
    secondary, retracted = sum(work.secondary for work in works), sum(work.retracted for work in works)
    parts = [counted(secondary, "secondary study", "secondary studies")] if secondary else []
    parts += [counted(retracted, "retracted work")] if retracted else []
    return [f"Among them {plural(secondary or retracted, 'is', 'are')} {listed(parts)}."] if parts else []


def _statement(fitting: Fitting) -> str:
    number, total, all_works = len(fitting.works), fitting.total, len(studies(fitting.known.works)[0])
    if not total:
        if fitting.only.types and all_works:
            a_type = counted_types(1, fitting.only.types, article=True)
            return f"None of {counted(all_works, 'work')} is known to be {a_type}."
        return "The corpus holds no work yet."
    if fitting.request.named and fitting.request.aim in (Aim.WORKS, Aim.COUNT):
        return _of_named(fitting)
    if not fitting.predicates:
        if fitting.only.types and all(WorkType(type_).is_study for type_ in fitting.only.types):
            are = plural(total, "is", "are")
            what = (
                counted_types(total, fitting.only.types, article=True)
                if total == 1
                else counted_types(total, fitting.only.types, bare=True)
            )
            return f"{total} of {counted(all_works, 'work')} {are} {what}."
        return f"There {plural(total, 'is', 'are')} {fitting.number_of(total)}."
    if not number:
        return f"No work of {fitting.number_of(total) if fitting.only.types else total} {fitting.conditions_of(1)}."
    return f"{number} of {fitting.number_of(total)} {fitting.conditions_of(number)}."


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
    citations, alone = fitting.citations, len(fitting.works) == 1
    unranked = "has a known number of citations" if citations.by_exports else "is cited by a work of the corpus"
    if not kept and alone:
        none = unranked.replace("a known", "no known").replace("by a work", "by no work")
        return f"{_capital(pool)} {none if by_citations else 'has no known year'}."
    if not kept:
        return f"None of {pool} {unranked if by_citations else 'has a known year'}."
    by = ", by the numbers that the exports state," if by_citations and citations.by_exports else ""
    if by_citations:
        rank = "least cited" if fitting.request.fewest_first else "most cited"
        facts = [citations.in_words(work) for work in kept]
    else:
        rank, facts = "newest" if fitting.request.newest_first else "oldest", [str(work.year) for work in kept]
    named = listed(f"“{work.label}” ({fact})" for work, fact in zip(kept, facts, strict=True))
    if len(kept) == 1:
        return f"{_capital(pool) if alone else f'The {rank} of {pool}{by}'} is {named}."
    if len(kept) > _NAMED:
        numbers = [(citations.number(work) if by_citations else work.year) or 0 for work in kept]
        if by_citations:
            named = (
                f"cited {_range(numbers)} times" if citations.by_exports else f"cited by {_range(numbers)} works each"
            )
        else:
            named = f"from {_range(numbers)}"
    return f"The {len(kept)} {rank} of {pool}{by} are {named}."


def _ties(fitting: Fitting, ordered: Sequence[WorkEntry], kept: Sequence[WorkEntry]) -> list[str]:
    """A note on works beyond the limit that rank equal to the last one shown."""
    if not kept:
        return []
    by_citations, last = fitting.request.order is Order.CITED, kept[-1]
    rank = fitting.citations.number if by_citations else _year
    equal = sum(rank(work) == rank(last) for work in ordered[len(kept) :])
    if not by_citations:
        like = f"from {last.year} too"
    elif fitting.citations.by_exports:
        like = f"cited {rank(last)} times too"
    else:
        like = f"cited by {len(last.cited_by)} too"
    return [f"{equal} more {plural(equal, 'is', 'are')} {like}."] if equal else []


def _year(work: WorkEntry) -> int | None:
    return work.year


def of_one(work: WorkEntry, aims: Sequence[Aim], known: Known, citations: Citations) -> str:
    """All that is asked of one work: "“Drift” (2020) is by Ada Stone. It appeared in Software."."""
    dated = Aim.AUTHORS in aims and work.year and not work.preprint_year  # "“Drift” (2020) is by Ada Stone." says when
    lead, *others = [_fact_of_one(work, aim, known, citations) for aim in aims if not (dated and aim is Aim.YEARS)]
    return " ".join([lead, *(_about_it(work, sentence) for sentence in others)])


def _about_it(work: WorkEntry, sentence: str) -> str:
    """The sentence with "it" for the work's title."""
    title = f"“{work.label}”"
    sentence = sentence.replace(f" of {title} is not known", " of it is not known")
    return re.sub(rf"^{re.escape(title)}(?: \({work.year}\))?", "It", sentence)


def _fact_of_one(work: WorkEntry, aim: Aim, known: Known, citations: Citations) -> str:
    title = f"“{work.label}”"
    fact = FACTS.get(aim)
    if fact and not fact.is_text and lacking(fact, [work]):
        name = fact_name(fact).removeprefix("known ")
        return f"No author of {title} is known." if aim is Aim.AUTHORS else f"The {name} of {title} is not known."
    match aim:
        case Aim.AUTHORS:
            authors = authors_in_full(work.authors).removesuffix(".")
            return f"{title}{f' ({work.year})' if work.year else ''} is by {authors}."
        case Aim.VENUES:
            return f"{title} appeared in {work.venue}."
        case Aim.TYPES:
            marks = " and a secondary study" * work.secondary + ", which was retracted" * work.retracted
            return f"{title} is {counted_types(1, [work.type or ''], article=True)}{marks}."
        case Aim.DOIS:
            return f"{title} has the DOI {work.doi}." if work.doi else f"{title} has no known DOI."
        case Aim.CITATIONS:
            return f"{title} is {citations.of_one(work)}."
        case Aim.KEYWORDS:
            values = list(dict.fromkeys(value for key, value in known.filed(("keyword", "tag")) if key == work.key))
            return (
                f"{title} has the keywords {listed(f'“{value}”' for value in values)}."
                if values
                else f"{title} has no keywords."
            )
        case _:
            preprint = f" (its preprint from {work.preprint_year})" if work.preprint_year else ""
            return f"{title} is from {work.year}{preprint}."


def _frequent(fitting: Fitting, aim: Aim, groups: Sequence[Group], shown: Sequence[Group]) -> str:
    """Who or what has most works, with all that tie for it; then what is listed, and what ties with the last."""
    noun, most = counted(len(groups), NOUNS[aim]), len(shown[0].keys)
    first = [group for group in shown if len(group.keys) == most]
    number = counted(most, "work")
    if len(first) == 1:
        lead = f"The most frequent of {noun} of {fitting.pool} is {first[0].name}, with {number}."
    elif len(first) <= _NAMED:
        names = listed(group.name for group in first)
        lead = f"The most frequent of {noun} of {fitting.pool} are {names}, with {number} each."
    else:
        first = [group for group in groups if len(group.keys) == most]
        lead = f"The most frequent of {noun} of {fitting.pool} are {len(first)} with {number} each."
    last = len(shown[-1].keys)
    ties = sum(len(group.keys) == last for group in groups) - sum(len(group.keys) == last for group in shown)
    more = f" {ties} more {plural(ties, 'has', 'have')} as many as the last that is listed." if ties else ""
    return f"{lead}{more}"


def _gathered(fitting: Fitting, aim: Aim, groups: Sequence[Group]) -> str:
    pool, noun = fitting.pool, NOUNS[aim]
    if not groups:
        return f"Of {pool} no {noun} is known."
    if len(groups) <= _NAMED:
        return f"{_capital(pool)}, by {noun}: {listed(_sized(group) for group in groups)}."
    sizes = [len(group.keys) for group in groups]
    if aim is Aim.YEARS:
        most = max(groups, key=lambda group: len(group.keys))
        return f"{_capital(pool)}, by {noun}: {groups[0].name} to {groups[-1].name}, most in {_sized(most)}."
    return f"{_capital(pool)}, by {noun}: {counted(len(groups), noun)}, of at most {counted(max(sizes), 'work')} each."


def _not_known(fitting: Fitting, *, ranked: bool) -> list[str]:
    """Notes on works that might fit but for a fact that is not known, and on which citations are counted."""
    notes, request = [], fitting.request
    undated = len(lacking(Fact.YEAR, fitting.works))
    if fitting.only.years:
        notes += _left_out(fitting, Fact.YEAR, replace(fitting.only, years=None))
    elif undated and request.lacking is not Fact.YEAR and request.aim is Aim.WORKS and request.order is Order.YEAR:
        place = f"{plural(undated, 'is', 'are')} left out" if ranked else f"{plural(undated, 'stands', 'stand')} last"
        if undated < len(fitting.works) or ranked:
            notes.append(f"{counted(undated, 'work')} {plural(undated, 'has', 'have')} no year and {place}.")
    if fitting.only.types:
        notes += _left_out(fitting, Fact.TYPE, replace(fitting.only, types=()))
    by_citations = request.order is Order.CITED or request.cited is not None
    if by_citations and fitting.citations.by_exports:
        notes += fitting.citations.notes(fitting.works if request.cited is None else fitting.citations.asked)
    elif request.cited is not None or request.cites or request.cited_by or request.citing is not None:
        notes.append("Only citations between works of the corpus are known.")
    return notes


def _left_out(fitting: Fitting, fact: Fact, without: Filter) -> list[str]:
    """A note on the works that meet all conditions but one, on a fact that they lack."""
    asked = replace(fitting, only=without)
    dark = lacking(
        fact,
        (
            work
            for work in studies(fitting.passing(without), without, fitting.request.named)[0]
            if fits(work, fitting.request, fitting.citations, fitting.having)
        ),
    )
    if not dark:
        return []
    whose = "that might fit " if asked.predicates else ""
    have, are = plural(len(dark), "has", "have"), plural(len(dark), "is", "are")
    return [f"{counted(len(dark), 'work')} {whose}{have} no {fact_name(fact)} and {are} not counted."]


def _how_cited(request: CatalogueQuery, citations: Citations) -> str:
    """ "Cited by at least 3 works of the corpus", "cited 101 times or more, by the numbers of the exports"."""
    least, most = request.least or 1, request.most
    if not citations.by_exports:
        some = f"at least {least} works" if least > 1 else "some work"
        if most is not None:
            some = f"{least} to {most} works" if least != most else counted(least, "work")
        return f"cited by {some if request.cited else 'no work'} of the corpus"
    if not request.cited:
        times = "cited 0 times"
    elif most is not None:
        times = f"cited {least} to {most} times" if least != most else f"cited {least} times"
        times = f"cited at most {most} times" if request.least == 0 else times
    else:
        times = f"cited {least} times or more" if least > 1 else "cited at least once"
    return f"{times}, by the numbers of the exports"


def _filed(condition: Filed) -> Predicate:
    name = condition.names[0]
    if condition.value is None:
        return _do("have", "has", f"{'no' if condition.denied else 'a'} {name}", denied=False)
    if name == "group":
        return _be(f"in the group “{condition.value}”", condition.denied)
    return _do("have", "has", f"the {name} “{condition.value}”", condition.denied)


def _from(years: Years) -> str:
    if years.first == years.last:
        return f"from {years.first}"
    if years.first and years.last:
        return f"from {years.first} to {years.last}"
    return f"from {years.first} or later" if years.first else f"from {years.last} or earlier"


def _sized(group: Group) -> str:
    return f"{group.name} ({len(group.keys)})"


def _range(sizes: Sequence[int]) -> str:
    return " to ".join(dict.fromkeys((str(min(sizes)), str(max(sizes)))))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
