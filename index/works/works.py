"""Works: records of several sources that tell of one publication, brought together, merged and given a key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz.fuzz import token_set_ratio

from index.sources import Record
from index.works.facts import Comparison, Facts, dois_exclude
from index.works.keys import Claim, Identity, allot, base_key, held_as_own, inheritances, own_key, settle
from index.works.matching import group_records, like_titles
from index.works.merging import RecordRef, in_precedence, merge, rank

_SIMILAR_TITLE = 60
_VERY_SIMILAR_TITLE = 85
_MANY_BY_THE_SAME = 12
"""Works of the same authors beyond which the same year says nothing, and a few words in common little."""


@dataclass(frozen=True, slots=True)
class Work:
    """One publication; `title` is None while no source names it."""

    key: str
    title: str | None
    authors: tuple[str, ...]
    year: int | None
    venue: str | None
    doi: str | None
    records: tuple[RecordRef, ...]
    identity: str
    has_own_key: bool = False
    """Whether the key is the researcher's."""

    @property
    def held_as(self) -> str:
        """What its key is kept under among those ever given: its identity, as a rule.

        The researcher's own is kept apart, so that the key made before it is neither forgotten nor passed on.
        """
        return held_as_own(self.key, self.identity) if self.has_own_key else self.identity

    @property
    def label(self) -> str:
        """The title, or the first source's file name where no title is known."""
        return self.title or self.records[0][0].rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class _Merged:
    """A work before it has a key: its facts, its records in order, and the same with the leading one first."""

    record: Record
    refs: tuple[RecordRef, ...]
    ranked: tuple[RecordRef, ...]


def match_works(
    records: Mapping[RecordRef, Record],
    readers: Mapping[str, str] | None = None,
    held_keys: Mapping[str, str] | None = None,
    held_by_record: Mapping[RecordRef, str] | None = None,
) -> list[Work]:
    """Bring records of the same work together and key each work; sorted by key.

    `readers` maps a source's path to the name of the reader that read it, which decides whom to believe (see
    `index.works.merging.PRECEDENCE`). `held_keys` has every key ever given by what it is held as (see `Work.held_as`),
    `held_by_record` the key that a record's work had in the last build (see `index.works.keys.inheritances`).
    """
    trusted = readers or {}
    ranked = ((refs, tuple(in_precedence(refs, records, trusted))) for refs in group_records(records))
    merged = [_Merged(merge([records[ref] for ref in order]), refs, order) for refs, order in ranked]
    works = _distinct_identities(merged, held_keys or {}, held_by_record or {})
    own = _own_keys(works, records, trusted)
    keys = _keys(works, records, own, held_keys or {}, held_by_record or {})
    found = [
        Work(keys[identity], r.title, r.authors, r.year, r.venue, r.doi, work.refs, identity, identity in own)
        for identity, work in works.items()
        for r in [work.record]
    ]
    return sorted(found, key=lambda work: work.key)


def possible_duplicates(works: Sequence[Work]) -> list[tuple[Work, Work]]:
    """Pairs kept apart that a person should look at, sorted: like titles, or the same authors, years at most one
    apart, and a title with words in common or the same year."""
    compare = Comparison()
    facts = [compare.facts(Record(w.title, w.authors, w.year, w.venue, w.doi)) for w in works]
    found = {pair for pair in like_titles(facts) if _is_suspicious(facts[pair[0]], facts[pair[1]])}
    found.update(_of_same_authors(works, facts))
    return sorted(((works[one], works[other]) for one, other in found), key=lambda pair: (pair[0].key, pair[1].key))


def _is_suspicious(one: Facts, other: Facts) -> bool:
    """Of two works with like titles: whether more speaks for one work than the title, or nothing against it."""
    if one.title is None or other.title is None:
        return False
    if one.shares_author(other):
        return _years_near(one.year, other.year) or one.title.joined == other.title.joined
    if (one.doi and other.doi and dois_exclude(one.doi, other.doi)) or one.title.formal:
        return False
    if not one.title.telling:
        return one.title.joined == other.title.joined and one.same_year(other) and not one.is_elsewhere(other)
    unsigned = not one.written_by or not other.written_by
    return (unsigned or one.title.joined == other.title.joined) and (
        one.same_year(other) or None in (one.year, other.year)
    )


def _of_same_authors(works: Sequence[Work], facts: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    groups: dict[frozenset[str], list[int]] = defaultdict(list)
    for number, said in enumerate(facts):
        if len(said.authors.families) > 1 and said.title:
            groups[said.authors.families].append(number)
    for numbers in groups.values():
        few = len(numbers) <= _MANY_BY_THE_SAME
        ordered = sorted(numbers, key=lambda number: (facts[number].order, number))
        reach = len(ordered) if few else _MANY_BY_THE_SAME
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 : at + 1 + reach]:
                if _are_near(works[one], works[other], facts[one], facts[other], few):
                    yield min(one, other), max(one, other)


def _are_near(one: Work, other: Work, a: Facts, b: Facts, few: bool) -> bool:
    if not _years_near(one.year, other.year) or (a.doi and b.doi and dois_exclude(a.doi, b.doi)):
        return False
    if few and one.year == other.year:
        return True
    return bool(
        token_set_ratio((one.title or "")[:400], (other.title or "")[:400])
        >= (_SIMILAR_TITLE if few else _VERY_SIMILAR_TITLE)
    )


def _years_near(one: int | None, other: int | None) -> bool:
    return one is None or other is None or abs(one - other) <= 1


def _own_keys(
    works: Mapping[str, _Merged], records: Mapping[RecordRef, Record], readers: Mapping[str, str]
) -> dict[str, str]:
    """The researcher's keys by identity: of each work the one of its most trusted record that has any."""
    claims: dict[str, Claim] = {}
    for identity, work in works.items():
        keyed = ((ref, key) for ref in work.ranked if (key := own_key(records[ref].key)))
        for (path, _), key in islice(keyed, 1):
            claims[identity] = Claim(rank(path, readers), work.record.title or "", key)
    return allot(claims)


def _keys(
    works: Mapping[str, _Merged],
    records: Mapping[RecordRef, Record],
    own: Mapping[str, str],
    held: Mapping[str, str],
    before: Mapping[RecordRef, str],
) -> dict[str, str]:
    wanted = {
        identity: base_key(work.record.authors, work.record.year, work.record.title, _stem(work.refs[0][0]))
        for identity, work in works.items()
    }
    inherited = inheritances({identity: work.refs for identity, work in works.items()}, held, before)
    reserved = [key for record in records.values() if (key := own_key(record.key))]
    return settle(wanted, held, inherited, own, reserved)


def _distinct_identities(
    merged: Iterable[_Merged], held: Mapping[str, str], before: Mapping[RecordRef, str]
) -> dict[str, _Merged]:
    """Works by identity; of those that are the same in all that it is made of, all but one with their place."""
    alike: dict[str, list[_Merged]] = defaultdict(list)
    for work in merged:
        alike[str(Identity.of(work.record, work.refs[0][0]))].append(work)
    by_identity: dict[str, _Merged] = {}
    for identity, works in alike.items():
        placed = {f"{identity}|{path}|{position}": work for work in works for path, position in work.refs[:1]}
        had_it = (name for name, work in placed.items() if held.get(identity) in map(before.get, work.refs))
        bare = next(had_it, None) if identity in held else None
        bare = bare or next((name for name in placed if name not in held), None)
        by_identity.update({identity if name == bare else name: work for name, work in placed.items()})
    return by_identity


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]


__all__ = ["RecordRef", "Work", "match_works", "possible_duplicates"]
