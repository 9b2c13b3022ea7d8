"""Blocking: which titles are worth comparing, so that the time grows with the number of records and not its square.

Titles meet that are equal, equal but for a subtitle, share one of their rarest words (those that differ by a slip
must), or share a run of words (one of them cut). A title or word that thousands share does not make all of them meet.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.facts import Facts
from index.titles import SLIPS, TELLING_WORDS, Title, significant

_ALL_PAIRS = 24
"""A block of more records is not compared pair by pair but, sorted, each with its neighbours."""
_NEIGHBOURS = 6
_RAREST = SLIPS + 1
"""Two titles with no more slips than that share one of as many rarest words (prefix filtering: Chaudhuri et al.
2006, "A primitive operator for similarity joins")."""


def candidates(facts: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Pairs of positions, the lower first, whose titles may be alike; a pair may come more than once."""
    titled = {number: said.title for number, said in enumerate(facts) if said.title}
    whole: dict[str, list[int]] = defaultdict(list)
    for number, title in titled.items():
        whole[title.joined].append(number)
    for equal in whole.values():
        yield from _pairs(facts, equal)
    # Some wordings of each title are enough to find other titles by; the rest hang on equal titles.
    few = {number: titled[number] for equal in whole.values() for number in _spread(facts, equal)}
    for block in (*_by_main_title(few, whole), *_by_rarest_words(few)):
        yield from _pairs(facts, block)
    yield from _by_runs(few)


def _spread(facts: Sequence[Facts], block: Sequence[int]) -> Sequence[int]:
    """All of a small block; of a large one a few with different authors and years."""
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
    count = Counter(word for found in words.values() for word in found)
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, found in words.items():
        for word in sorted(found, key=lambda word: (count[word], word))[:_RAREST]:
            blocks[word].append(number)
    yield from blocks.values()


def _by_runs(titled: Mapping[int, Title]) -> Iterator[tuple[int, int]]:
    """Each title that shows where it was cut, with titles that hold its rarest run of words."""
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
            yield from (_ordered(number, other) for other in holders[rarest][:_ALL_PAIRS] if other != number)


def _runs(title: Title) -> list[tuple[str, ...]]:
    words = title.words[:60]
    return [words[at : at + TELLING_WORDS] for at in range(len(words) - TELLING_WORDS + 1)]


def _pairs(facts: Sequence[Facts], block: Iterable[int]) -> Iterator[tuple[int, int]]:
    """All pairs of a block; of a large one each record with its next neighbours in two orders (the sorted
    neighbourhood of Hernández and Stolfo 1995, "The merge/purge problem for large databases")."""
    block = sorted(set(block))
    if len(block) <= _ALL_PAIRS:
        yield from ((one, other) for at, one in enumerate(block) for other in block[at + 1 :])
        return
    by_title = sorted(block, key=lambda number: (facts[number].order, number))
    by_author = sorted(block, key=lambda number: (facts[number].order[1:], number))
    for order in (by_title, by_author):
        for at, one in enumerate(order):
            yield from (_ordered(one, other) for other in order[at + 1 : at + 1 + _NEIGHBOURS])


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
