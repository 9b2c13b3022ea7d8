"""Matching: which records tell of the same work, by DOI, then by title, with author, year and DOI as a veto.

Two groups of records are joined only where every record of one may be the same work as every record of the other:
what is vetoed between two records must not come about through a third that says less. Pairs that agree on most are
joined first, ties are settled by what the records say, so neither the order of reading nor an earlier build matters.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from index import names, titles
from index.dois import is_preprint_doi, is_preprint_venue, one_doi
from index.folding import plain
from index.names import Authors
from index.sources import Record
from index.titles import TELLING_WORDS, Title

RecordRef = tuple[str, int]
"""Path of a source and the position of a record in it."""

_ALL_PAIRS = 40
"""A block of more records is not compared pair by pair but, sorted, each with its neighbours."""
_NEIGHBOURS = 8
_LARGEST_GROUP = 100
"""Wordings of one work; no work has more, and it bounds what a hostile export can cost."""
_CONTAINER = 50
"""Titles under one DOI from which on it is plainly that of a whole volume."""
_RAREST = titles.SLIPS + 1
"""Two titles with no more slips than that share one of as many rarest words (prefix filtering: Chaudhuri et al.
2006, "A primitive operator for similarity joins")."""
_PREPRINT_LEAD = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says, as it is compared."""

    title: Title | None
    authors: Authors
    year: int | None
    doi: str | None
    preprint: bool

    def shares_author(self, other: "Facts") -> bool:
        """Whether somebody wrote both."""
        return self.authors.share_one(other.authors)

    def same_year(self, other: "Facts") -> bool:
        """Whether both years are known, and equal."""
        return self.year is not None and self.year == other.year


class Strength(IntEnum):
    """How much two records of like title speak for one work, strongest first."""

    TITLE_AUTHOR_YEAR = 0
    TITLE_AND_ONE = 1
    TITLE = 2
    NO_SUBTITLE = 3
    SLIP = 4
    CUT = 5


@dataclass(slots=True)
class _Group:
    """Wordings of one work, and each distinct thing they say, so that a veto is asked of each but once."""

    facts: list[int]
    titles: dict[str, Title] = field(default_factory=dict)
    authors: list[Authors] = field(default_factory=list)
    times: set[tuple[int, bool]] = field(default_factory=set)
    dois: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})

    @classmethod
    def of(cls, number: int, facts: Facts) -> "_Group":
        group = cls([number])
        if facts.title:
            group.titles[facts.title.joined] = facts.title
        if facts.authors:
            group.authors.append(facts.authors)
        if facts.year is not None:
            group.times.add((facts.year, facts.preprint))
        if facts.doi:
            group.dois[is_preprint_doi(facts.doi)].add(facts.doi)
        return group

    def admits(self, other: "_Group") -> bool:
        """Whether no fact of one vetoes a fact of the other."""
        if len(self.facts) + len(other.facts) > _LARGEST_GROUP:
            return False
        return (
            all(len(self.dois[kind] | other.dois[kind]) <= 1 for kind in (True, False))
            and all(_times_agree(one, another) for one in self.times for another in other.times)
            and all(titles.related(a, b) for a in self.titles.values() for b in other.titles.values())
            and all(a.may_be(b) for a in self.authors for b in other.authors)
        )

    def absorb(self, other: "_Group") -> None:
        self.facts += other.facts
        self.titles |= other.titles
        self.authors += [authors for authors in other.authors if authors not in self.authors]
        self.times |= other.times
        for kind, dois in other.dois.items():
            self.dois[kind] |= dois


class Comparison:
    """Turns records into facts; each title and author is folded once, however many records repeat it."""

    def __init__(self) -> None:
        self._titles: dict[str, Title] = {}
        self._authors: dict[tuple[str, ...], Authors] = {}
        self._names = names.Folded()

    def facts(self, title: str | None, authors: tuple[str, ...], year: int | None, doi: str | None, venue: str | None = None) -> Facts:
        """The facts of a record or a work."""
        doi = one_doi(doi)
        if title and title not in self._titles:
            self._titles[title] = titles.compared(title)
        if authors not in self._authors:
            self._authors[authors] = self._names.compared(authors)
        found = self._titles[title] if title else None
        return Facts(
            found if found and found.words else None,
            self._authors[authors],
            year,
            doi,
            is_preprint_doi(doi) if doi else is_preprint_venue(venue),
        )


def group_records(records: Mapping[RecordRef, Record]) -> list[tuple[RecordRef, ...]]:
    """Sets of records of one work, each sorted, in the order of their first record."""
    compare = Comparison()
    told: dict[RecordRef, Facts] = {
        ref: compare.facts(r.title, r.authors, r.year, r.doi, r.venue) for ref, r in records.items()
    }
    wordings = _wordings(records, told)
    facts = [told[refs[0]] for refs in wordings]
    group = _by_doi(facts)
    for _, one, other in sorted(_links(facts)):
        first, second = group[one], group[other]
        if first is not second and first.admits(second):
            if len(first.facts) < len(second.facts):
                first, second = second, first
            first.absorb(second)
            for number in second.facts:
                group[number] = first
    distinct = {id(members): members for members in group}.values()
    return sorted(tuple(sorted(ref for n in members.facts for ref in wordings[n])) for members in distinct)


def like_titles(facts: Sequence[Facts]) -> set[tuple[int, int]]:
    """Pairs of positions, the lower one first, whose titles may be one work's, whatever else is said."""
    found: set[tuple[int, int]] = set()
    for one, other in _candidates(facts):
        a, b = facts[one].title, facts[other].title
        if a and b and titles.related(a, b):
            found.add((min(one, other), max(one, other)))
    return found


def _wordings(records: Mapping[RecordRef, Record], told: Mapping[RecordRef, Facts]) -> list[list[RecordRef]]:
    """Records that say the same in the same words, and enough for that to be proof; sorted by what they say."""
    same: dict[tuple[str, tuple[str, ...], int, str, bool, RecordRef | None], list[RecordRef]] = defaultdict(list)
    for ref in sorted(records):
        record, facts = records[ref], told[ref]
        proof = bool(facts.doi) or (facts.title and (facts.title.telling or facts.authors or facts.year is not None))
        said = (record.title or "", record.authors, record.year or 0, facts.doi or "", facts.preprint)
        same[(*said, None if proof else ref)].append(ref)
    return [same[said] for said in sorted(same, key=lambda said: (*said[:-1], said[-1] or ("", 0)))]


def _by_doi(facts: Sequence[Facts]) -> list[_Group]:
    """By position the group of each wording: those of equal DOI together, unless their titles are clearly different."""
    group = [_Group.of(number, said) for number, said in enumerate(facts)]
    same: dict[str, list[int]] = defaultdict(list)
    for number, said in enumerate(facts):
        if said.doi:
            same[said.doi].append(number)
    for numbers in same.values():
        distinct = {title.joined for number in numbers if (title := facts[number].title)}
        leaders: list[list[int]] = []
        for number in numbers:
            fitting = (members for members in leaders if _is_one_by_doi(facts, members, number, len(distinct)))
            members = next(fitting, None)
            if members is None:
                leaders.append([number])
            else:
                members.append(number)
                group[members[0]].absorb(group[number])
                group[number] = group[members[0]]
    return group


def _is_one_by_doi(facts: Sequence[Facts], members: Sequence[int], number: int, distinct: int) -> bool:
    title = facts[number].title
    for member in members:
        other = facts[member].title
        if not title or not other or title.joined == other.joined:
            continue
        authors = facts[number].authors
        same_authors = not authors or not facts[member].authors or authors.share_one(facts[member].authors)
        if distinct > _CONTAINER or titles.clearly_different(title, other, same_authors=same_authors):
            return False
    return True


def _links(facts: Sequence[Facts]) -> Iterator[tuple[Strength, int, int]]:
    for one, other in _candidates(facts):
        strength = _strength(facts[one], facts[other])
        if strength is not None:
            yield strength, one, other


def _candidates(facts: Sequence[Facts]) -> set[tuple[int, int]]:
    """Pairs of positions, the lower first, that share enough of their titles to be compared."""
    seen: set[tuple[int, int]] = set()
    for block in _blocks(facts):
        if len(block) > 1:
            seen.update(_pairs(facts, block))
    return seen


def _blocks(facts: Sequence[Facts]) -> Iterator[Sequence[int]]:
    """Positions of records that share a title, a title without its subtitle, a rare word, or a run of four words."""
    titled = [(number, said.title) for number, said in enumerate(facts) if said.title]
    whole: dict[str, list[int]] = defaultdict(list)
    main: dict[str, list[int]] = defaultdict(list)
    for number, title in titled:
        whole[title.joined].append(number)
        if title.main:
            main[title.main].append(number)
    yield from whole.values()
    for joined, numbers in main.items():
        if joined in whole:
            yield [*whole[joined], *numbers]
    # One wording of each title is enough to find other titles by; the rest of its block hangs on equal titles.
    few = [n for numbers in whole.values() for n in numbers[:_NEIGHBOURS] if not facts[n].title.long]  # type: ignore[union-attr]
    yield from _by_rarest_words(facts, few)
    yield from _by_runs(facts, few)


def _by_rarest_words(facts: Sequence[Facts], numbers: Iterable[int]) -> Iterator[Sequence[int]]:
    words = {n: titles.significant(title) for n in numbers if (title := facts[n].title)}
    count = Counter(word for found in words.values() for word in found)
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, found in words.items():
        for word in sorted(found, key=lambda word: (count[word], word))[:_RAREST]:
            blocks[word].append(number)
    yield from blocks.values()


def _by_runs(facts: Sequence[Facts], numbers: Iterable[int]) -> Iterator[Sequence[int]]:
    """Each title that shows where it was cut, with the titles that hold its rarest run of words."""
    runs: dict[tuple[str, ...], list[int]] = defaultdict(list)
    cut: list[int] = []
    for number in numbers:
        title = facts[number].title
        if title and len(title.words) >= TELLING_WORDS:
            if title.cut_in_front or title.cut_behind:
                cut.append(number)
            for run in _runs(title):
                runs[run].append(number)
    for number in cut:
        title = facts[number].title
        if title:
            rarest = min(_runs(title), key=lambda run: (len(runs[run]), run))
            yield from ([number, other] for other in runs[rarest][:_ALL_PAIRS] if other != number)


def _runs(title: Title) -> list[tuple[str, ...]]:
    words = title.words[:60]
    return list(zip(*(words[i:] for i in range(TELLING_WORDS)), strict=False))


def _pairs(facts: Sequence[Facts], block: Sequence[int]) -> Iterator[tuple[int, int]]:
    """All pairs of a block; of a large one each record with its next neighbours in two orders (the sorted
    neighbourhood of Hernández and Stolfo 1995, "The merge/purge problem for large databases")."""
    block = sorted(set(block))
    if len(block) <= _ALL_PAIRS:
        yield from ((one, other) for at, one in enumerate(block) for other in block[at + 1 :])
        return
    by_title = sorted(block, key=lambda n: (facts[n].title.joined, n))  # type: ignore[union-attr]
    by_author = sorted(block, key=lambda n: (facts[n].authors.first, facts[n].year or 0, n))
    for order in (by_title, by_author):
        for at, one in enumerate(order):
            yield from ((min(one, other), max(one, other)) for other in order[at + 1 : at + 1 + _NEIGHBOURS])


def _strength(one: Facts, other: Facts) -> Strength | None:
    """How much speaks for two records being of one work; None where it is not enough or something forbids it."""
    a, b = one.title, other.title
    if a is None or b is None or _forbidden(one, other):
        return None
    agreed = one.shares_author(other) + one.same_year(other)
    if a.joined == b.joined:
        if agreed == 2:
            return Strength.TITLE_AUTHOR_YEAR
        return Strength.TITLE_AND_ONE if agreed else Strength.TITLE if a.telling and b.telling else None
    if titles.is_without_subtitle(a, b) or titles.is_without_subtitle(b, a):
        return Strength.NO_SUBTITLE if _tells_without_subtitle(one, other) else None
    if titles.alike(a, b):
        return Strength.SLIP if _tells_with_slips(one, other) else None
    cut = titles.is_cut_of(a, b) or titles.is_cut_of(b, a)
    return Strength.CUT if cut and _same_people(one.authors, other.authors) else None


def _forbidden(one: Facts, other: Facts) -> bool:
    if one.doi and other.doi and one.doi != other.doi and is_preprint_doi(one.doi) == is_preprint_doi(other.doi):
        return True
    if one.year is not None and other.year is not None:
        if not _times_agree((one.year, one.preprint), (other.year, other.preprint)):
            return True
    return not one.authors.may_be(other.authors)


def _times_agree(one: tuple[int, bool], other: tuple[int, bool]) -> bool:
    """Years at most one apart; a preprint, which is told apart from its publication, may be out some years before."""
    (year, preprint), (another, published_not) = one, other
    return abs(year - another) <= (1 if preprint == published_not else _PREPRINT_LEAD)


def _tells_without_subtitle(one: Facts, other: Facts) -> bool:
    """A short title without its subtitle needs an author to vouch for it, and a year that agrees or is not known."""
    shorter = min((t for t in (one.title, other.title) if t), key=lambda title: len(title.words))
    if one.shares_author(other):
        return shorter.telling or one.same_year(other) or one.year is None or other.year is None
    return shorter.telling and (one.same_year(other) or len(shorter.words) > TELLING_WORDS)


def _tells_with_slips(one: Facts, other: Facts) -> bool:
    shorter = min(len(t.words) for t in (one.title, other.title) if t)
    if one.shares_author(other):
        return shorter >= TELLING_WORDS or one.same_year(other)
    return shorter > TELLING_WORDS + (0 if one.same_year(other) else 1)


def _same_people(one: Authors, other: Authors) -> bool:
    """Most authors of the shorter list are in the other, and two where there are two."""
    shared, least = len(one.families & other.families), min(len(one.families), len(other.families))
    return least > 0 and shared >= min(2, least) and shared / least >= 0.6


__all__ = ["Comparison", "Facts", "RecordRef", "Strength", "group_records", "like_titles", "plain"]
