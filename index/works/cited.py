"""Citations: which works of the corpus an entry of a reference list refers to.

An entry cites a work if it contains the work's DOI, or its title word for word and no other year or authors. Time is
linear in the number of entries: each run of three words is looked up once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.text.words import ascii_lower, title_words, unspelled, words_spelled_one_way
from index.works import names
from index.works.dois import canonical_doi, dois_in, is_preprint_doi
from index.works.titles import TELLING_WORDS

_LONGEST_ENTRY = 3000  # characters (a guess)
_RUN = 3  # words (a guess)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_WORD = re.compile(r"[a-z0-9]+")
_ACCENTED = re.compile(r"[\u00c0-\u024f]")
# The hyphen in "opera- tions"
_BROKEN = re.compile(r"(?<=[a-z])- (?=[a-z])")
_CLOSED = r"(?:^|[.,:;\"'?!)\]])\s*"
_OPENED = r"\s*(?:$|[.,:;\"'?!(\[])"

Run = tuple[str, ...]


class Cited(Protocol):
    """The facts of a work for finding it in a reference list."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str | None: ...  # noqa: D102
    @property
    def authors(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def year(self) -> int | None: ...  # noqa: D102
    @property
    def doi(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class _Sought:
    """A work to search for: its title's words in one spelling, and forms of its authors' family names."""

    key: str
    title: str
    words: tuple[str, ...]
    families: frozenset[str]
    first: frozenset[str]
    year: int | None
    doi: str | None


def links(works: Iterable[Cited], references: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs of keys (citing, cited); a work does not cite itself.

    `references` are pairs of the citing work's key and an entry of its reference list on one line.
    """
    finder = _Finder([_sought(work) for work in works])
    return {(citing, cited) for citing, entry in references for cited in finder.cited(entry) if cited != citing}


def _sought(work: Cited) -> _Sought:
    people = [name for author in work.authors if (name := names.compared(author))]
    forms = [frozenset(reading.family for reading in name.readings) for name in people]
    words = tuple(words_spelled_one_way(work.title or ""))
    doi = canonical_doi(work.doi)
    return _Sought(
        work.key, work.title or "", words, frozenset().union(*forms), forms[0] if forms else frozenset(), work.year, doi
    )


class _Runs:
    """Works by the two rarest runs of words of their title: two, so that one broken word does not hide the work."""

    def __init__(self, worded: Sequence[tuple[_Sought, Sequence[str]]]) -> None:
        self._works: dict[Run, list[_Sought]] = defaultdict(list)
        count = Counter(run for _, words in worded for run in _runs(words))
        for work, words in worded:
            for run in sorted(set(_runs(words)), key=lambda run: (count[run], run))[:2]:
                self._works[run].append(work)
        self._known = frozenset(self._works)
        self._lengths = sorted({len(run) for run in self._known})

    def __bool__(self) -> bool:
        return bool(self._known)

    def near(self, words: Sequence[str]) -> Iterator[_Sought]:
        """The works with a run in these words."""
        for length in self._lengths:
            runs = zip(*(words[start:] for start in range(length)), strict=False)
            for run in self._known.intersection(runs):
                yield from self._works[run]


class _Finder:
    """Works by DOI, and by runs of words of their titles."""

    def __init__(self, works: Sequence[_Sought]) -> None:
        self._by_doi: dict[str, list[str]] = defaultdict(list)
        for work in works:
            if work.doi:
                self._by_doi[work.doi].append(work.key)
        # Only titles with accents have a second spelling, so only they need a second lookup.
        self._plain = _Runs([(work, title_words(work.title)) for work in works if not _ACCENTED.search(work.title)])
        self._accented = _Runs([(work, work.words) for work in works if _ACCENTED.search(work.title)])

    def cited(self, entry: str) -> set[str]:
        """Keys of the works that an entry refers to, usually one."""
        entry = entry[:_LONGEST_ENTRY]
        dois = [canonical_doi(doi) or doi for doi in dois_in(entry)] if "10." in entry else []
        by_doi = {key for doi in dois for key in self._by_doi.get(doi, ())}
        return by_doi or self._by_title(entry, dois)

    def _by_title(self, entry: str, dois: Sequence[str]) -> set[str]:
        text = ascii_lower(entry)
        if "- " in text:
            text = _BROKEN.sub("", text)
        near = {work.key: work for work in self._plain.near(_WORD.findall(text))}
        if self._accented:
            near |= {work.key: work for work in self._accented.near(_WORD.findall(unspelled(text)))}
        if not near:
            return set()
        compared_entry = _Entry(unspelled(text), dois)
        places = {work.key: place for work in near.values() if (place := compared_entry.place(work))}
        return {key for key, place in places.items() if not any(_inside(place, outer) for outer in places.values())}


class _Entry:
    """An entry, prepared for comparison with several works."""

    def __init__(self, text: str, dois: Sequence[str]) -> None:
        words = _WORD.findall(text)
        self._text = text
        self._joined = "".join(words)
        self._starts = _starts(words)
        self._years = {int(match.group()) for match in _YEAR.finditer(text)}
        self._published = {doi for doi in dois if not is_preprint_doi(doi)}

    def place(self, work: _Sought) -> tuple[int, int] | None:
        """The span of the work's title in the joined letters; None if it is missing or another work is meant."""
        span = self._find("".join(work.words))
        if span is None or self._contradicts(work, span):
            return None
        if len(work.words) >= TELLING_WORDS:
            return span
        named = self._names(work.first) and work.year is not None and self._near_year(work.year)
        return span if named and self._stands_alone(work.words) else None

    def _find(self, title: str) -> tuple[int, int] | None:
        """The span of the title's letters from word to word; word breaks inside may differ."""
        start = self._joined.find(title)
        while start >= 0:
            if start in self._starts and start + len(title) in self._starts:
                return start, start + len(title)
            start = self._joined.find(title, start + 1)
        return None

    def _contradicts(self, work: _Sought, span: tuple[int, int]) -> bool:
        if work.doi and not is_preprint_doi(work.doi) and self._published and work.doi not in self._published:
            return True
        if work.year is not None and self._years and not self._near_year(work.year):
            return True
        # An entry that begins with the title may name no authors.
        return span[0] > 0 and bool(work.first) and not self._names(work.families)

    def _near_year(self, year: int) -> bool:
        return not self._years.isdisjoint(range(year - 1, year + 2))

    def _names(self, families: frozenset[str]) -> bool:
        return any(self._find(family) for family in families)

    def _stands_alone(self, words: Run) -> bool:
        """Whether punctuation surrounds a short title, as it does not surround "Drift" in "Drift in streams"."""
        title = r"[^a-z0-9]+".join(map(re.escape, words))
        return re.search(f"{_CLOSED}{title}{_OPENED}", self._text) is not None


def _runs(words: Sequence[str]) -> list[Run]:
    """Runs of three words, or all of a shorter title."""
    if len(words) <= _RUN:
        return [tuple(words)] if words else []
    return [tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)]


def _starts(words: Iterable[str]) -> frozenset[int]:
    """Offsets of the words in the joined letters, and the end."""
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return frozenset(starts)


def _inside(place: tuple[int, int], outer: tuple[int, int]) -> bool:
    """Whether a title is inside a longer one, whose work is then meant."""
    return place != outer and outer[0] <= place[0] and place[1] <= outer[1]
