"""Matching: group records of the same work by DOI, then by title, with author, year, venue and DOI as vetoes.

Two groups are joined only if every record of one may be the same work as every record of the other: a vague third
record must not join two that exclude each other. Records of one DOI are exempt from this, unless their titles are
clearly different. Pairs with the most agreement are joined first, and ties are broken by the records' content, so the
result does not depend on the order of reading or an earlier build.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from index.sources import Record
from index.works import titles
from index.works.belonging import owners
from index.works.dois import is_preprint_doi
from index.works.facts import Comparison, Printing, RecordFacts, Time
from index.works.merging import RecordRef
from index.works.names import Authors
from index.works.titles import SLIPS, TELLING_WORDS, Relation, Title, significant
from index.works.venues import Venue

_LARGEST_GROUP = 100
"""Wordings of one work (a guess); it bounds the cost of a hostile export."""
_CONTAINER = 50
"""Different titles with one DOI above which it is a whole volume's DOI (a guess)."""


class Strength(IntEnum):
    """Strength of the evidence that two records with similar titles are one work, strongest first."""

    TITLE_AUTHOR_YEAR = 0
    TITLE_AND_ONE = 1
    TITLE = 2
    NO_SUBTITLE = 3
    RESPELLED = 4
    SLIP = 5
    CUT = 6


@dataclass(slots=True)
class _Group:
    """Wordings of one work and their distinct facts, so that each fact is checked for a veto only once."""

    wordings: list[int]
    titles: dict[tuple[str, ...], Title] = field(default_factory=dict)
    authors: dict[tuple[str, ...], RecordFacts] = field(default_factory=dict)
    placed: dict[tuple[str | Venue, ...], RecordFacts] = field(default_factory=dict)
    printed: dict[tuple[Printing, Venue | None, int | None, bool, str | None], RecordFacts] = field(
        default_factory=dict
    )
    times: set[Time] = field(default_factory=set)
    preprints: set[str] = field(default_factory=set)
    published: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, number: int, facts: RecordFacts) -> "_Group":
        group = cls([number])
        if facts.title:
            group.titles[facts.title.joined, *facts.title.mains] = facts.title
        if facts.written_by:
            group.authors[facts.written_by] = facts
        if facts.title and facts.venue:
            group.placed[facts.venue, facts.title.joined, *facts.written_by] = facts
        group.printed[facts.printing, facts.venue, facts.year, facts.preprint, facts.doi] = facts
        if facts.time:
            group.times.add(facts.time)
        if facts.doi:
            (group.preprints if is_preprint_doi(facts.doi) else group.published).add(facts.doi)
        return group

    def admits(self, other: "_Group") -> bool:
        """Whether no fact of one group vetoes a fact of the other."""
        return (
            len(self.wordings) + len(other.wordings) <= _LARGEST_GROUP
            and len(self.published | other.published) <= 1
            and len(self.preprints | other.preprints) <= 1
            and all(a.agrees(b) for a in self.times for b in other.times)
            and all(titles.relation(a, b) for a in self.titles.values() for b in other.titles.values())
            and not any(a.is_elsewhere(b) for a in self.placed.values() for b in other.placed.values())
            and not self._is_printed_apart(other)
            and all(a.authors.may_be(b.authors) for a in self.authors.values() for b in other.authors.values())
        )

    def _is_printed_apart(self, other: "_Group") -> bool:
        pairs = [(a, b) for a in self.printed.values() for b in other.printed.values()]
        return any(a.is_printed_apart(b) for a, b in pairs) and not any(a.same_printing(b) for a, b in pairs)

    def absorb(self, other: "_Group") -> None:
        self.wordings += other.wordings
        self.titles |= other.titles
        self.authors |= other.authors
        self.placed |= other.placed
        self.printed |= other.printed
        self.times |= other.times
        self.preprints |= other.preprints
        self.published |= other.published


def group_records(
    records: Mapping[RecordRef, Record], notes: Collection[str] = frozenset()
) -> list[tuple[RecordRef, ...]]:
    """Sorted groups of records of one work, in the order of their first record; `notes` are paths of summaries.

    A file that a record states as its own is of that record's work, whatever title was read from it; if records of
    several works state it (a volume attached to its chapters), it is matched by its own facts.
    """
    followers = _followers(records)
    groups = _groups({ref: record for ref, record in records.items() if ref not in followers}, notes)
    place = {ref: number for number, group in enumerate(groups) for ref in group}
    disputed = {ref for ref, leaders in followers.items() if len({place[leader] for leader in leaders}) > 1}
    if disputed:
        followers = {ref: leaders for ref, leaders in followers.items() if ref not in disputed}
        groups = _groups({ref: record for ref, record in records.items() if ref not in followers}, notes)
        place = {ref: number for number, group in enumerate(groups) for ref in group}
    whole = [list(group) for group in groups]
    for ref, leaders in followers.items():
        whole[place[leaders[0]]].append(ref)
    return sorted(tuple(sorted(group)) for group in whole)


def _followers(records: Mapping[RecordRef, Record]) -> dict[RecordRef, list[RecordRef]]:
    """Record -> the records whose work it belongs to: of a file its owner, of an owner without a title its file."""
    followers: dict[RecordRef, list[RecordRef]] = {}
    for file, owning in owners(records).items():
        if titled := [ref for ref in owning if records[ref].title]:
            followers[file] = titled
        else:
            followers |= {ref: [file] for ref in owning}
    return {
        ref: leading
        for ref, leaders in followers.items()
        if (leading := [leader for leader in leaders if leader not in followers])
    }


def _groups(records: Mapping[RecordRef, Record], notes: Collection[str]) -> list[tuple[RecordRef, ...]]:
    compare = Comparison()
    facts_of = {ref: compare.facts(record) for ref, record in records.items()}
    wordings = _wordings(records, facts_of)
    facts = [facts_of[refs[0]] for refs in wordings]
    group = _by_doi(facts)
    for _, left, right in _links(facts):
        first, second = group[left], group[right]
        if first is not second and first.admits(second):
            if len(first.wordings) < len(second.wordings):
                first, second = second, first
            first.absorb(second)
            for number in second.wordings:
                group[number] = first
    if notes:
        _join_notes(group, facts, [[(ref, records[ref].key) for ref in refs] for refs in wordings], notes)
    distinct = {id(members): members for members in group}.values()
    return sorted(tuple(sorted(ref for n in members.wordings for ref in wordings[n])) for members in distinct)


# Notes that no title has joined to a work: what a person wrote names its work by a key, or by a file's name, which may
# be cut off.

_BEGINNING = 40
"""Letters of a note's title that identify the one work whose title they begin (a guess: file names are cut at 50 or
more characters)."""


_AFTER = "\N{LEFT CURLY BRACKET}"
"""Sorts after every letter and digit of a prepared title."""


def _join_notes(
    group: list[_Group],
    facts: Sequence[RecordFacts],
    keyed: Sequence[Sequence[tuple[RecordRef, str | None]]],
    notes: Collection[str],
) -> None:
    """Join groups of notes alone to the one work that has their key, else to the one whose title begins like theirs.

    keyed: the records of each wording, with the researcher's keys.
    """
    of_notes = [all(path in notes for (path, _), _ in refs) for refs in keyed]
    holders: dict[str, set[int]] = defaultdict(set)
    for number, refs in enumerate(keyed):
        for _, key in refs:
            if key:
                holders[key].add(number)

    def join(number: int, others: Iterable[int]) -> None:
        if not all(of_notes[each] for each in group[number].wordings):
            return
        works = {id(group[each]): group[each] for each in others if group[each] is not group[number]}
        known = [work for work in works.values() if not all(of_notes[each] for each in work.wordings)]
        chosen = known or list(works.values())
        if len(chosen) == 1 and len(chosen[0].published | group[number].published) <= 1:
            absorbed = group[number]
            chosen[0].absorb(absorbed)
            for each in absorbed.wordings:
                group[each] = chosen[0]

    noted = [number for number, is_note in enumerate(of_notes) if is_note]
    for number in noted:
        for key in {key for _, key in keyed[number] if key}:
            join(number, sorted(holders[key]))
    begun = sorted((title.joined, number) for number, each in enumerate(facts) if (title := each.title))
    by_run: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, each in enumerate(facts):
        if each.title and each.title.telling and not of_notes[number]:
            by_run[each.title.words[:TELLING_WORDS]].append(number)
    for number in noted:
        title = facts[number].title
        if not title or not title.telling:
            continue
        like: list[int] = []
        if len(title.joined) >= _BEGINNING:
            first = bisect_left(begun, (title.joined, 0))
            last = bisect_left(begun, (title.joined + _AFTER, 0))
            like = [each for _, each in begun[first:last]]
        inside = (each for run in _runs(title) for each in by_run.get(tuple(run), ()))
        like += [each for each in inside if _holds(facts[number], facts[each])]
        join(number, [each for each in like if not facts[number].forbids(facts[each])])


_BESIDE_TITLES = frozenset(
    """paper papers article review summary notes note reading literature on of the a an my title copy final draft
    version pdf doi https http org www et al in and by vol no arxiv ieee acm springer elsevier com document
    abs""".split()  # noqa: SIM905
)
"""Words that people write around a title in a note's first line or a file's name."""
_LONGEST_WORD_OF_TITLES = 24  # letters; a longer one is an identifier (Notion's have 32)


def _holds(note: RecordFacts, work: RecordFacts) -> bool:
    """Whether a note's title is a work's with nothing around it but numbers, its authors, and words such as "Notes"."""
    held, wanted = (note.title.words, work.title.words) if note.title and work.title else ((), ())
    starts = (i for i in range(len(held) - len(wanted) + 1) if held[i : i + len(wanted)] == wanted)
    start = next(starts, None)
    if start is None or held == wanted:
        return False
    families = {word for author in work.written_by for word in titles.words_of(author)}
    return all(
        word in _BESIDE_TITLES or word in families or word.isdigit() or not 1 < len(word) <= _LONGEST_WORD_OF_TITLES
        for word in (*held[:start], *held[start + len(wanted) :])
    )


def like_titles(facts: Sequence[RecordFacts]) -> list[tuple[int, int]]:
    """Sorted pairs of positions (lower, higher) whose titles may be of one work, whatever the other facts."""
    pairs = set()
    for left, right in candidates(facts):
        a, b = facts[left].title, facts[right].title
        if a and b and titles.relation(a, b):
            pairs.add((left, right))
    return sorted(pairs)


def _wordings(records: Mapping[RecordRef, Record], facts_of: Mapping[RecordRef, RecordFacts]) -> list[list[RecordRef]]:
    """Groups of records with the same facts in the same words, enough to prove one work; sorted by these."""
    same: dict[tuple[str, tuple[str, ...], int, str, bool, Printing, str, RecordRef], list[RecordRef]] = defaultdict(
        list
    )
    for ref in sorted(records):
        record, facts = records[ref], facts_of[ref]
        telling = facts.title is not None and facts.title.telling
        placed = facts.year is not None and facts.venue is not None
        proof = facts.doi or telling or (facts.title and (facts.written_by or placed))
        printing = replace(facts.printing, key="keyed" if facts.printing.key else "")
        wording = (record.title or "", record.authors, record.year or 0, facts.doi or "", facts.preprint, printing)
        same[(*wording, "" if telling else record.venue or "", ("", 0) if proof else ref)].append(ref)
    return [same[wording] for wording in sorted(same)]


def _by_doi(facts: Sequence[RecordFacts]) -> list[_Group]:
    """The group of each wording; those with one DOI share a group, unless their titles are clearly different."""
    group = [_Group.of(number, record_facts) for number, record_facts in enumerate(facts)]
    same: dict[str, list[int]] = defaultdict(list)
    for number, record_facts in enumerate(facts):
        if record_facts.doi:
            same[record_facts.doi].append(number)
    for numbers in same.values():
        for members in _one_title_each(facts, numbers):
            for number in members[1:]:
                group[members[0]].absorb(group[number])
                group[number] = group[members[0]]
    return group


def _one_title_each(facts: Sequence[RecordFacts], numbers: Iterable[int]) -> Iterable[list[int]]:
    """Wordings of one DOI, split by clearly different titles; those without a title go with the first."""
    by_title: dict[str, list[int]] = defaultdict(list)
    untitled: list[int] = []
    for number in numbers:
        title = facts[number].title
        (by_title[title.joined] if title else untitled).append(number)
    if len(by_title) > _CONTAINER:
        parted = list(by_title.values())
    else:
        parted = []
        for alike in by_title.values():
            fitting = (
                members
                for members in parted
                if all(_may_share_doi(facts[alike[0]], facts[number]) for number in members)
            )
            members = next(fitting, None)
            if members is None:
                parted.append(alike)
            else:
                members += alike
    if not parted:
        return [untitled]
    parted[0] += untitled
    return parted


def _may_share_doi(left: RecordFacts, right: RecordFacts) -> bool:
    if not left.title or not right.title:
        return True
    same_authors = not left.authors or not right.authors or left.shares_author(right)
    return not titles.clearly_different(left.title, right.title, same_authors=same_authors)


def _links(facts: Sequence[RecordFacts]) -> list[tuple[Strength, int, int]]:
    links = set()
    for left, right in candidates(facts):
        strength = _strength(facts[left], facts[right])
        if strength is not None:
            links.add((strength, left, right))
    return sorted(links)


def _strength(left: RecordFacts, right: RecordFacts) -> Strength | None:
    """The evidence that two records are one work; None if it is insufficient or a fact forbids it."""
    if left.title is None or right.title is None:
        return None
    relation = titles.relation(left.title, right.title)
    if relation is None or left.forbids(right):
        return None
    short = min(left.title, right.title, key=_length)
    agreed = left.shares_author(right) + left.same_year(right)
    match relation:
        case Relation.EQUAL if agreed == 2:
            return Strength.TITLE_AUTHOR_YEAR
        case Relation.EQUAL if agreed == 1 and (short.telling or not left.same_year(right) or left.same_venue(right)):
            return Strength.TITLE_AND_ONE
        case Relation.EQUAL if short.telling:
            return Strength.TITLE
        case Relation.NO_SUBTITLE if _tells_without_subtitle(left, right, short):
            return Strength.NO_SUBTITLE
        case Relation.RESPELLED if _tells_respelled(left, right, short):
            return Strength.RESPELLED
        case Relation.SLIP if _bear_out_slips(left, right):
            return Strength.SLIP
        case Relation.CUT if _same_people(left.authors, right.authors):
            return Strength.CUT
    return None


def _length(title: Title) -> int:
    return len(title.words)


def _tells_without_subtitle(left: RecordFacts, right: RecordFacts, short: Title) -> bool:
    """A short title also needs a common author, and a year that agrees or is unknown."""
    if left.shares_author(right):
        return short.telling or left.same_year(right) or left.year is None or right.year is None
    return short.telling and (left.same_year(right) or len(short.words) > TELLING_WORDS)


def _tells_respelled(left: RecordFacts, right: RecordFacts, short: Title) -> bool:
    """Without a common author a title must be longer, and longer still if the year does not agree."""
    if left.shares_author(right):
        return short.telling or left.same_year(right)
    return len(short.words) > (TELLING_WORDS if left.same_year(right) else TELLING_WORDS + 1)


def _bear_out_slips(left: RecordFacts, right: RecordFacts) -> bool:
    """Whether venue or several authors agree too: "casual" may be a misprint of "causal" or not, and one author
    may write about both in one year."""
    if not left.same_year(right):
        return False
    several = len(left.authors.families) > 1 and left.authors.families == right.authors.families
    return left.shares_author(right) and (several or left.same_venue(right))


def _same_people(left: Authors, right: Authors) -> bool:
    """Whether at least 60 % of the shorter list's authors are in the other, two if there are two."""
    shared, least = len(left.families & right.families), min(len(left.families), len(right.families))
    return least > 0 and shared >= min(2, least) and shared / least >= 0.6


# Blocking: choose the pairs of titles to compare, so that time grows linearly with the number of records.
#
# We compare titles that are equal, equal without a subtitle, share one of their rarest words (as titles that differ by
# slips must), or share a run of words (if one is truncated). Large blocks are not compared in full.

_ALL_PAIRS = 24
"""Largest block that is compared in full (a guess); in a larger one, sorted, each record meets its neighbours."""
_NEIGHBOURS = 6  # a guess
_RAREST = SLIPS + 1
"""Two titles with at most `SLIPS` slips share one of this many rarest words (prefix filtering: Chaudhuri et al. 2006,
"A primitive operator for similarity joins")."""


def candidates(facts: Sequence[RecordFacts]) -> Iterator[tuple[int, int]]:
    """Pairs of positions (lower, higher) whose titles may be similar; pairs may repeat."""
    titled = {number: record_facts.title for number, record_facts in enumerate(facts) if record_facts.title}
    whole: dict[str, list[int]] = defaultdict(list)
    for number, title in titled.items():
        whole[title.joined].append(number)
    for equal in whole.values():
        yield from _pairs(facts, equal)
    # A few wordings of each title suffice to find other titles.
    few = {number: titled[number] for equal in whole.values() for number in _spread(facts, equal)}
    for block in (*_by_main_title(few, whole), *_by_rarest_words(few)):
        yield from _pairs(facts, block)
    yield from _by_runs(few)


def _spread(facts: Sequence[RecordFacts], block: Sequence[int]) -> Sequence[int]:
    """All of a small block, or a few of a large one with different authors and years."""
    if len(block) <= _NEIGHBOURS:
        return block
    ordered = sorted(block, key=lambda number: (facts[number].order, number))
    return ordered[:: -(-len(ordered) // _NEIGHBOURS)]


def _by_main_title(titled: Mapping[int, Title], whole: Mapping[str, list[int]]) -> Iterator[Sequence[int]]:
    longer: dict[str, list[int]] = defaultdict(list)
    for number, title in titled.items():
        for main in title.mains:
            if main in whole:
                longer[main].append(number)
    for main, numbers in longer.items():
        yield [*(number for number in whole[main] if number in titled), *numbers]


def _by_rarest_words(titled: Mapping[int, Title]) -> Iterator[Sequence[int]]:
    words = {number: significant(title) for number, title in titled.items() if not title.long}
    count = Counter(word for distinct in words.values() for word in distinct)
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, distinct in words.items():
        for word in sorted(distinct, key=lambda word: (count[word], word))[:_RAREST]:
            blocks[word].append(number)
    yield from blocks.values()


def _by_runs(titled: Mapping[int, Title]) -> Iterator[tuple[int, int]]:
    """Pairs of a truncated title and titles that contain its rarest run of words."""
    cut = [number for number, title in titled.items() if title.cut_in_front or title.cut_behind]
    wanted = {run for number in cut for run in _runs(titled[number])}
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, title in titled.items():
        for run in wanted.intersection(_runs(title)):
            holders[run].append(number)
    for number in cut:
        runs = _runs(titled[number])
        if runs:
            rarest = min(runs, key=lambda run: (len(holders[run]), run))
            yield from (_ordered(number, right) for right in holders[rarest][:_ALL_PAIRS] if right != number)


def _runs(title: Title) -> list[tuple[str, ...]]:
    words = title.words[:60]
    return [words[i : i + TELLING_WORDS] for i in range(len(words) - TELLING_WORDS + 1)]


def _pairs(facts: Sequence[RecordFacts], block: Iterable[int]) -> Iterator[tuple[int, int]]:
    """All pairs of a block; in a large block each record with its next neighbours in two orders (sorted neighbourhood:
    Hernández and Stolfo 1995, "The merge/purge problem for large databases")."""
    block = sorted(set(block))
    if len(block) <= _ALL_PAIRS:
        yield from ((left, right) for i, left in enumerate(block) for right in block[i + 1 :])
        return
    by_title = sorted(block, key=lambda number: (facts[number].order, number))
    by_author = sorted(block, key=lambda number: (facts[number].order[1:], number))
    for order in (by_title, by_author):
        for i, left in enumerate(order):
            yield from (_ordered(left, right) for right in order[i + 1 : i + 1 + _NEIGHBOURS])


def _ordered(left: int, right: int) -> tuple[int, int]:
    return (left, right) if left < right else (right, left)
