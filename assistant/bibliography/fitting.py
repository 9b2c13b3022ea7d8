"""Filter works by the conditions of a bibliographic request; group them by author, year or venue."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.answers import Group
from assistant.questions.question import Aim, CatalogueQuery
from index.entries import WorkEntry
from index.text.words import in_one_spelling, plain, singular, title_words
from index.works import names
from index.works.venues import one_name_each


def fits(work: WorkEntry, request: CatalogueQuery) -> bool:
    """True if the work meets all conditions of the request, or, for a negated one, does not."""
    if request.named and work.key not in request.named:
        return False
    if request.lacking and has(work, request.lacking):
        return False
    if request.citing is not None and bool(work.cites) != request.citing:
        return False
    if request.cited is not None and (len(work.cited_by) >= max(1, request.least or 1)) != request.cited:
        return False
    return _related(work, request)


def has(work: WorkEntry, part: Aim) -> bool:
    """True if the authors, the year or the venue of the work are known."""
    return bool({Aim.AUTHORS: work.authors, Aim.YEARS: work.year, Aim.VENUES: work.venue}[part])


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
