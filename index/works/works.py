"""Works: records of one publication from several sources, merged and given a key."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz.fuzz import token_set_ratio

from index.entries import TimesCited
from index.sources import Record, WorkType
from index.works.belonging import strangers
from index.works.facts import Comparison, RecordFacts, dois_exclude
from index.works.keys import (
    Identity,
    KeyClaim,
    allot,
    base_key,
    further_facts,
    held_as_own,
    inheritances,
    own_key,
    settle,
)
from index.works.matching import group_records, like_titles
from index.works.merging import (
    RecordRef,
    in_precedence,
    is_database,
    merge,
    preprint_year,
    rank,
    times_cited,
)

_SIMILAR_TITLE = 60  # percent (rapidfuzz), a guess, as are the next two
_VERY_SIMILAR_TITLE = 85
_MANY_BY_THE_SAME = 12
"""Works by the same authors above which only very similar titles suggest a duplicate."""


@dataclass(frozen=True, slots=True)
class Work:
    """One publication; `title` is None if no source states it."""

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
    type: WorkType | None = None
    secondary: bool = False
    retracted: bool = False
    times_cited: TimesCited | None = None
    preprint_year: int | None = None

    @property
    def held_as(self) -> str:
        """The identity under which its key is stored; the researcher's key is stored apart from the generated one."""
        return held_as_own(self.key, self.identity) if self.has_own_key else self.identity

    @property
    def label(self) -> str:
        """The title, or the first source's file name if no title is known; it says if the work is retracted."""
        return f"{'RETRACTED: ' * self.retracted}{self.title or self.records[0][0].rsplit('/', 1)[-1]}"


@dataclass(frozen=True, slots=True)
class Merged:
    """A work without a key: its facts, its records in order, and the same by precedence."""

    record: Record
    refs: tuple[RecordRef, ...]
    ranked: tuple[RecordRef, ...]
    times_cited: TimesCited | None = None
    preprint_year: int | None = None

    @classmethod
    def of(
        cls, refs: Collection[RecordRef], records: Mapping[RecordRef, Record], readers: Mapping[str, str]
    ) -> "Merged":
        """Merge the records `refs`; `readers` as in `match_works`."""
        ranked = tuple(in_precedence(sorted(refs), records, readers))
        aside = strangers({ref: records[ref] for ref in refs})
        telling = [ref for ref in ranked if ref not in aside]
        listed = [records[ref] for ref in telling]
        merged = merge(listed, [is_database(path, readers) for path, _ in telling])
        cited = times_cited({ref[0]: records[ref] for ref in ranked})
        return cls(merged, tuple(sorted(refs)), ranked, cited, preprint_year(listed, merged.year))

    def keyed(self, key: str, identity: str, *, has_own_key: bool = False) -> Work:
        """The work with this key."""
        return Work(
            key=key,
            title=self.record.title,
            authors=self.record.authors,
            year=self.record.year,
            venue=self.record.venue,
            doi=self.record.doi,
            records=self.refs,
            identity=identity,
            has_own_key=has_own_key,
            type=self.record.type,
            secondary=self.record.secondary,
            retracted=self.record.retracted,
            times_cited=self.times_cited,
            preprint_year=self.preprint_year,
        )


def match_works(
    records: Mapping[RecordRef, Record],
    readers: Mapping[str, str] | None = None,
    held_keys: Mapping[str, str] | None = None,
    held_by_record: Mapping[RecordRef, str] | None = None,
    notes: Collection[str] = frozenset(),
    unchanged: Collection[RecordRef] = frozenset(),
) -> list[Work]:
    """Group records by work and assign keys; sorted by key.

    readers: source path -> name of its reader, for precedence (see `index.works.merging.PRECEDENCE`). held_keys: every
    `Work.held_as` ever -> key. held_by_record: record -> key of its work in the last build. notes: paths of summaries.
    unchanged: records of files with the same bytes as in the last build.
    """
    trusted = readers or {}
    merged = [Merged.of(refs, records, trusted) for refs in group_records(records, notes)]
    works = _distinct_identities(merged, held_keys or {}, held_by_record or {})
    own = _own_keys(works, records, trusted)
    refs = {identity: work.refs for identity, work in works.items()}
    inherited = inheritances(refs, held_keys or {}, held_by_record or {}, unchanged)
    keys = _keys(works, records, own, held_keys or {}, inherited)
    keyed = [work.keyed(keys[identity], identity, has_own_key=identity in own) for identity, work in works.items()]
    return sorted(keyed, key=lambda work: work.key)


def possible_duplicates(works: Sequence[Work], apart: Collection[tuple[str, str]] = ()) -> list[tuple[Work, Work]]:
    """Sorted pairs of works for a person to check: similar titles, or the same authors, years at most one apart, and
    titles with words in common or the same year.

    apart: pairs of keys, each in order, of works that a person says are different; they are left out.
    """
    compare = Comparison()
    facts = [compare.facts(Record(w.title, w.authors, w.year, w.venue, w.doi)) for w in works]
    pairs = {pair for pair in like_titles(facts) if _is_suspicious(facts[pair[0]], facts[pair[1]])}
    pairs.update(_of_same_authors(works, facts))
    named = ((works[left], works[right]) for left, right in pairs)
    unsettled = (pair for pair in named if (*sorted((pair[0].key, pair[1].key)),) not in apart)
    return sorted(unsettled, key=lambda pair: (pair[0].key, pair[1].key))


def _is_suspicious(left: RecordFacts, right: RecordFacts) -> bool:
    """Whether two works with similar titles may be duplicates, by their other facts."""
    if left.title is None or right.title is None:
        return False
    if left.shares_author(right):
        return _years_near(left.year, right.year) or left.title.joined == right.title.joined
    if (left.doi and right.doi and dois_exclude(left.doi, right.doi)) or left.title.formal:
        return False
    if not left.title.telling:
        return left.title.joined == right.title.joined and left.same_year(right) and not left.is_elsewhere(right)
    unsigned = not left.written_by or not right.written_by
    return (unsigned or left.title.joined == right.title.joined) and (
        left.same_year(right) or None in (left.year, right.year)
    )


def _of_same_authors(works: Sequence[Work], facts: Sequence[RecordFacts]) -> Iterator[tuple[int, int]]:
    groups: dict[frozenset[str], list[int]] = defaultdict(list)
    for number, work_facts in enumerate(facts):
        if len(work_facts.authors.families) > 1 and work_facts.title:
            groups[work_facts.authors.families].append(number)
    for numbers in groups.values():
        few = len(numbers) <= _MANY_BY_THE_SAME
        ordered = sorted(numbers, key=lambda number: (facts[number].order, number))
        reach = len(ordered) if few else _MANY_BY_THE_SAME
        for i, left in enumerate(ordered):
            for right in ordered[i + 1 : i + 1 + reach]:
                if _are_near(works[left], works[right], facts[left], facts[right], few):
                    yield min(left, right), max(left, right)


def _are_near(left: Work, right: Work, a: RecordFacts, b: RecordFacts, few: bool) -> bool:
    if not _years_near(left.year, right.year) or (a.doi and b.doi and dois_exclude(a.doi, b.doi)):
        return False
    if few and left.year == right.year:
        return True
    return bool(
        token_set_ratio((left.title or "")[:400], (right.title or "")[:400])
        >= (_SIMILAR_TITLE if few else _VERY_SIMILAR_TITLE)
    )


def _years_near(left: int | None, right: int | None) -> bool:
    return left is None or right is None or abs(left - right) <= 1


def _own_keys(
    works: Mapping[str, Merged], records: Mapping[RecordRef, Record], readers: Mapping[str, str]
) -> dict[str, str]:
    """Identity -> the researcher's key in the work's most trusted record that has one."""
    claims: dict[str, KeyClaim] = {}
    for identity, work in works.items():
        keyed = ((ref, key) for ref in work.ranked if (key := own_key(records[ref].key)))
        for (path, _), key in islice(keyed, 1):
            claims[identity] = KeyClaim(rank(path, readers), work.record.title or "", key)
    return allot(claims)


def _keys(
    works: Mapping[str, Merged],
    records: Mapping[RecordRef, Record],
    own: Mapping[str, str],
    held: Mapping[str, str],
    inherited: Mapping[str, str],
) -> dict[str, str]:
    wanted = {
        identity: base_key(work.record.authors, work.record.year, work.record.title, _stem(work.refs[0][0]))
        for identity, work in works.items()
    }
    reserved = [key for record in records.values() if (key := own_key(record.key))]
    return settle(wanted, held, inherited, own, reserved)


def _distinct_identities(
    merged: Iterable[Merged], held: Mapping[str, str], before: Mapping[RecordRef, str]
) -> dict[str, Merged]:
    """Works by identity; of works with equal identities, all but one get further facts, path and position added.

    The facts come first, so that a new build letters keys alike whatever the files are called.
    """
    alike: dict[str, list[Merged]] = defaultdict(list)
    for work in merged:
        alike[str(Identity.of(work.record, work.refs[0][0]))].append(work)
    by_identity: dict[str, Merged] = {}
    for identity, works in alike.items():
        named = {
            f"{identity}|{further_facts(work.record)}|{path}|{position}": work
            for work in works
            for path, position in work.refs[:1]
        }
        placed = {name: named[name] for name in sorted(named)}
        had_it = (name for name, work in placed.items() if held.get(identity) in map(before.get, work.refs))
        bare = next(had_it, None) if identity in held else None
        bare = bare or next((name for name in placed if name not in held), None)
        by_identity.update({identity if name == bare else name: work for name, work in placed.items()})
    return by_identity


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
