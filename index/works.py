"""Works: records of several sources that tell of one publication, brought together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.fuzz import token_set_ratio

from index.keys import base_key, family_name, plain, settle, title_words
from index.sources import Record

RecordRef = tuple[str, int]
"""Path of a source and the position of a record in it."""

_MIN_FRAGMENT_WORDS = 4
_SIMILAR_TITLE = 60


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

    @property
    def label(self) -> str:
        """The title, or the first source's file name where no title is known."""
        return self.title or self.records[0][0].rsplit("/", 1)[-1]


def match_works(
    records: Mapping[RecordRef, Record],
    held_keys: Mapping[str, str] | None = None,
    held_by_record: Mapping[RecordRef, str] | None = None,
) -> list[Work]:
    """Bring records of the same work together and key each work; sorted by key.

    `held_keys` maps the identity of every work there ever was to its key, `held_by_record` a record to the key of its
    work in the last build (see `index.keys.settle`).
    """
    groups = _groups(records)
    merged = [_merge([(ref, records[ref]) for ref in refs]) for refs in groups]
    by_identity = _distinct_identities(merged)
    wanted = {
        identity: base_key(record.authors, record.year, record.title, _stem(refs[0][0]))
        for identity, (record, refs) in by_identity.items()
    }
    before = held_by_record or {}
    inherited = {identity: before[refs[0]] for identity, (_, refs) in by_identity.items() if refs[0] in before}
    keys = settle(wanted, held_keys or {}, inherited)
    works = [
        Work(keys[identity], r.title, r.authors, r.year, r.venue, r.doi, refs, identity)
        for identity, (r, refs) in by_identity.items()
    ]
    return sorted(works, key=lambda work: work.key)


def possible_duplicates(works: Sequence[Work]) -> list[tuple[Work, Work]]:
    """Pairs kept apart that a person should look at: an equal title, or the same authors, years at most one apart, and
    a like title or the same year."""
    by_authors: dict[frozenset[str], list[Work]] = defaultdict(list)
    for work in works:
        families = _families(work.authors)
        if len(families) > 1:
            by_authors[families].append(work)
    alike = [
        (one, other)
        for group in by_authors.values()
        for one, other in combinations(group, 2)
        if _years_agree(one.year, other.year)
        and (one.year == other.year or token_set_ratio(one.title or "", other.title or "") >= _SIMILAR_TITLE)
    ]
    by_title: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        by_title[" ".join(title_words(work.title or ""))].append(work)
    equal = [pair for title, group in by_title.items() if title for pair in combinations(group, 2)]
    return list(dict.fromkeys([*equal, *alike]))


def _groups(records: Mapping[RecordRef, Record]) -> list[tuple[RecordRef, ...]]:
    """Sets of records of one work, each sorted, in the order of their first record.

    Two sets are joined only where every record of one may be the same work as every record of the other: what is
    vetoed between two records must not come about through a third that says less.
    """
    group = {ref: [ref] for ref in records}
    for one, other in _same_work_pairs(records):
        first, second = group[one], group[other]
        if first is not second and all(_may_be_same(records[a], records[b]) for a in first for b in second):
            first += second
            for ref in second:
                group[ref] = first
    distinct = {id(members): tuple(sorted(members)) for members in group.values()}
    return sorted(distinct.values())


def _same_work_pairs(records: Mapping[RecordRef, Record]) -> Iterable[tuple[RecordRef, RecordRef]]:
    by_title: dict[str, list[RecordRef]] = defaultdict(list)
    by_author: dict[str, set[RecordRef]] = defaultdict(set)
    for ref, record in records.items():
        words = title_words(record.title or "")
        if words:
            by_title[" ".join(words)].append(ref)
        for family in _families(record.authors):
            by_author[family].add(ref)
    for refs in by_title.values():
        pairs = [(a, b) for a, b in combinations(sorted(refs), 2) if _is_same_title(records[a], records[b])]
        # Pairs that agree on something come first, so that a record that says little joins those it fits best.
        yield from sorted(pairs, key=lambda pair: not _agree(records[pair[0]], records[pair[1]]))
    # A broken title (a scraper's cut) is a run of words of the whole one.
    seen: set[tuple[RecordRef, RecordRef]] = set()
    for shared in by_author.values():
        for a, b in combinations(sorted(shared), 2):
            if (a, b) not in seen and _is_fragment(records[a], records[b]):
                seen.add((a, b))
                yield a, b


def _may_be_same(one: Record, other: Record) -> bool:
    """Author and year as a veto: no author in common, or years more than one apart (preprint and publication)."""
    families, others = _families(one.authors), _families(other.authors)
    return _years_agree(one.year, other.year) and (not families or not others or bool(families & others))


def _is_same_title(one: Record, other: Record) -> bool:
    """For two records of equal title; a short one ("Introduction") is no proof unless authors or years agree."""
    telling = len(title_words(one.title or "")) >= _MIN_FRAGMENT_WORDS
    return _may_be_same(one, other) and (telling or _agree(one, other))


def _agree(one: Record, other: Record) -> bool:
    """Whether authors or years say outright that it is the same work."""
    same_year = one.year is not None and one.year == other.year
    return same_year or bool(_families(one.authors) & _families(other.authors))


def _is_fragment(one: Record, other: Record) -> bool:
    families, others = _families(one.authors), _families(other.authors)
    if not _years_agree(one.year, other.year) or len(families & others) < min(2, len(families), len(others)):
        return False
    if len(families & others) / min(len(families), len(others)) < 0.6:
        return False
    shorter, longer = sorted((title_words(one.title or ""), title_words(other.title or "")), key=len)
    if len(shorter) < _MIN_FRAGMENT_WORDS:
        return False
    return any(longer[i : i + len(shorter)] == shorter for i in range(len(longer) - len(shorter) + 1))


def _years_agree(one: int | None, other: int | None) -> bool:
    return one is None or other is None or abs(one - other) <= 1


def _families(authors: Iterable[str]) -> frozenset[str]:
    return frozenset(name for author in authors if (name := plain(family_name(author))))


def _merge(members: Sequence[tuple[RecordRef, Record]]) -> tuple[Record, tuple[RecordRef, ...]]:
    """One record of several: the most complete one leads, the others fill what it leaves empty."""
    ranked = sorted(members, key=lambda member: _completeness(member[1]), reverse=True)
    records = [record for _, record in ranked]
    return (
        Record(
            title=next((r.title for r in records if r.title), None),
            authors=next((r.authors for r in records if r.authors), ()),
            year=next((r.year for r in records if r.year), None),
            venue=next((r.venue for r in records if r.venue), None),
            doi=next((r.doi for r in records if r.doi), None),
        ),
        tuple(ref for ref, _ in members),
    )


def _completeness(record: Record) -> tuple[bool, bool, bool, int]:
    return record.doi is not None, record.year is not None, bool(record.authors), len(record.title or "")


def _distinct_identities(
    merged: Sequence[tuple[Record, tuple[RecordRef, ...]]],
) -> dict[str, tuple[Record, tuple[RecordRef, ...]]]:
    """Works by identity: title, first author and year, which hold however files are named; the file where untitled."""
    by_identity: dict[str, tuple[Record, tuple[RecordRef, ...]]] = {}
    for record, refs in merged:
        if record.title:
            first = plain(family_name(record.authors[0])) if record.authors else ""
            identity = f"{' '.join(title_words(record.title)) or record.title}|{first}|{record.year or ''}"
        else:
            identity = f"|{refs[0][0]}|{refs[0][1]}"
        if identity in by_identity:
            identity += f"|{refs[0][0]}|{refs[0][1]}"
        by_identity[identity] = (record, refs)
    return by_identity


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
