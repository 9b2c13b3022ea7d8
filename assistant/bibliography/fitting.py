"""Filter works by the conditions of a bibliographic request; group them by author, year, venue, type or keyword."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answers import NO_VENUE, NO_YEAR, Group, years_between
from assistant.questions.question import Aim, CatalogueQuery
from assistant.wording import type_name
from index.entries import WorkEntry
from index.sources import WorkType
from index.text.words import in_one_spelling, plain, plural, singular, title_words
from index.works import names
from index.works.filters import folded_value, lacking
from index.works.venues import one_name_each


@dataclass(frozen=True, slots=True)
class Citations:
    """How often works are cited: `by_exports`, or by works of the corpus; `asked` are the works of the question."""

    by_exports: bool
    asked: tuple[WorkEntry, ...] = ()

    @classmethod
    def of(cls, request: CatalogueQuery, works: Iterable[WorkEntry]) -> "Citations":
        """The numbers of the exports, where there are any and the question does not name the corpus as citing."""
        works = tuple(works)
        return cls(not request.here and any(work.times_cited for work in works), works)

    def number(self, work: WorkEntry) -> int | None:
        """How often the work is cited; None if no export says it."""
        if not self.by_exports:
            return len(work.cited_by)
        return work.times_cited.number if work.times_cited else None

    def in_words(self, work: WorkEntry) -> str:
        """ "120 times in scopus.csv, by 2 works of the corpus", or "cited by 2"."""
        if not self.by_exports or not work.times_cited:
            return f"cited by {len(work.cited_by)}"
        return f"{work.times_cited.number} in {work.times_cited.source}, by {len(work.cited_by)} of the corpus"

    def of_one(self, work: WorkEntry) -> str:
        """ "Cited 120 times according to scopus.csv, and by 2 works of the corpus"."""
        here = f"by {len(work.cited_by) or 'no'} {plural(len(work.cited_by), 'work', 'works')} of the corpus"
        here = here.replace("no works", "no work")
        if not work.times_cited:
            return f"cited {here}; no export states how often it is cited elsewhere"
        times = f"{work.times_cited.number} {plural(work.times_cited.number, 'time', 'times')}"
        return f"cited {times} according to {work.times_cited.source}, and {here}"

    def notes(self, works: Sequence[WorkEntry]) -> list[str]:
        """Which works have no number, and what counts where exports differ."""
        silent = sum(work.times_cited is None for work in works)
        sources = {work.times_cited.source for work in works if work.times_cited}
        notes = []
        if silent:
            have, are = plural(silent, "work has", "works have"), plural(silent, "is", "are")
            notes.append(f"{silent} {have} no number of citations in any export and {are} left out.")
        if len(sources) > 1:
            notes.append("Where exports differ, the highest number counts.")
        return notes


def fits(work: WorkEntry, request: CatalogueQuery, citations: Citations, having: Collection[str] = ()) -> bool:
    """True if the work meets all conditions of the request, or, for a negated one, does not."""
    if request.named and work.key not in request.named:
        return False
    if request.lacking and not lacking(request.lacking, [work], having):
        return False
    if request.having and lacking(request.having, [work], having):
        return False
    if request.citing is not None and bool(work.cites) != request.citing:
        return False
    if request.cited is not None and not _is_cited(citations.number(work), request):
        return False
    return _related(work, request)


def _is_cited(number: int | None, request: CatalogueQuery) -> bool:
    if number is None:
        return False
    least, most = 1 if request.least is None else request.least, request.most
    return (least <= number and (most is None or number <= most)) == request.cited


def in_title(phrase: str, title: str) -> bool:
    """True if the title contains the phrase, apart from plural forms and spelling."""
    wanted, words = _words(phrase), _words(title)
    return bool(wanted) and any(wanted == words[start : start + len(wanted)] for start in range(len(words)))


def _related(work: WorkEntry, request: CatalogueQuery) -> bool:
    has_conditions = bool(request.cites or request.cited_by or request.title_words)
    if request.denied and work.key in (*request.cites, *request.cited_by):
        return False  # "works that do not cite X" does not mean X itself
    match = any if request.any_word else all
    related = set(work.cites if request.cites else work.cited_by)
    holds = (
        not request.cites or not set(request.cites).isdisjoint(work.cites),
        not request.cited_by or not set(request.cited_by).isdisjoint(work.cited_by),
        all(not related.isdisjoint(keys) for keys in request.also),
        not request.title_words or match(in_title(phrase, work.title or "") for phrase in request.title_words),
    )
    return all(holds) != (has_conditions and request.denied)


def _words(text: str) -> list[str]:
    return [singular(in_one_spelling(word)) for word in title_words(text)]


def by_year(works: Iterable[WorkEntry]) -> list[Group]:
    """A group for each year, earliest first; leaves out works without a year."""
    keys_by_year: dict[int, list[str]] = {}
    for work in works:
        if work.year is not None:
            keys_by_year.setdefault(work.year, []).append(work.key)
    return [Group(str(year), tuple(keys_by_year[year])) for year in sorted(keys_by_year)]


def by_author(works: Sequence[WorkEntry], shown: Mapping[str, str]) -> list[Group]:
    """A group for each author, most works first, then by name; leaves out works without an author.

    Names of one person are one group: see `index.works.people`, which makes `shown`.
    """
    keys_by_person: dict[str, dict[str, None]] = {}
    for work in works:
        for author in work.authors:
            keys_by_person.setdefault(shown.get(author, author), {})[work.key] = None
    groups = [Group(name, tuple(keys)) for name, keys in keys_by_person.items()]
    return sorted(groups, key=lambda group: (-len(group.keys), plain(names.family_name(group.name)), plain(group.name)))


def by_venue(works: Sequence[WorkEntry]) -> list[Group]:
    """A group for each venue, most works first, then by name; leaves out works without a venue.

    Spellings of one venue are one group: see `index.works.venues.one_name_each`.
    """
    named = {work.key: work.venue for work in works if work.venue and work.venue.strip()}
    names_shown = one_name_each(named.values())
    keys_by_venue: dict[str, list[str]] = {}
    for key, venue in named.items():
        keys_by_venue.setdefault(names_shown[venue], []).append(key)
    groups = [Group(name, tuple(keys)) for name, keys in keys_by_venue.items()]
    return sorted(groups, key=lambda group: (-len(group.keys), plain(group.name)))


def by_type(works: Iterable[WorkEntry]) -> list[Group]:
    """A group for each type, most works first, then in the order of the types; leaves out works of unknown type."""
    keys_by_type: dict[WorkType, list[str]] = {}
    for work in works:
        if work.type is not None:
            keys_by_type.setdefault(work.type, []).append(work.key)
    order = list(WorkType)
    ordered = sorted(keys_by_type, key=lambda type_: (-len(keys_by_type[type_]), order.index(type_)))
    return [Group(type_name(type_), tuple(keys_by_type[type_])) for type_ in ordered]


def by_value(works: Iterable[WorkEntry], stated: Iterable[tuple[str, str]]) -> list[Group]:
    """A group for each value of a field, most works first, then by name, in its most frequent spelling.

    stated: keys of works and values.
    """
    asked = {work.key for work in works}
    keys_by_value: dict[str, dict[str, None]] = {}
    spellings: dict[str, Counter[str]] = {}
    for key, value in stated:
        if key in asked:
            keys_by_value.setdefault(folded_value(value), {})[key] = None
            spellings.setdefault(folded_value(value), Counter())[value] += 1
    groups = [Group(spellings[value].most_common(1)[0][0], tuple(keys)) for value, keys in keys_by_value.items()]
    return sorted(groups, key=lambda group: (-len(group.keys), folded_value(group.name), group.name))


_WITHOUT = {Aim.YEARS: NO_YEAR, Aim.VENUES: NO_VENUE, Aim.AUTHORS: "no author", Aim.TYPES: "unknown type"}


def completed(aim: Aim, groups: Sequence[Group], without: Sequence[WorkEntry]) -> list[Group]:
    """The groups of a table: with the years in between that have no work, and with the works that are of no group."""
    whole = list(groups)
    if aim is Aim.YEARS:
        whole = whole[:1]
        for before, group in pairwise(groups):
            whole += [Group(year, ()) for year in years_between(before.name, group.name)]
            whole.append(group)
    if without:
        whole.append(Group(_WITHOUT.get(aim, f"no {aim.removesuffix('s')}"), tuple(work.key for work in without)))
    return whole
