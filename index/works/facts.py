"""The facts of a record, prepared for comparison with other records."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.sources import Record, WorkType
from index.works import names, titles, types, venues
from index.works.dois import canonical_doi, is_preprint_doi
from index.works.names import Authors, Name
from index.works.titles import Title
from index.works.venues import Venue, is_other_volume, same_venue

_PREPRINT_LEAD = 3  # years that a preprint may precede its publication (a guess)
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True, order=True)
class Printing:
    """Where a work is printed: its pages, volume and number (of an issue or report), and the key of its entry."""

    pages: tuple[str, str]
    volume: tuple[str, ...]
    number: tuple[str, ...]
    key: str
    report: bool

    @classmethod
    def of(cls, record: Record) -> "Printing":
        """The printing that a record states; pages count from 2 on, since page 1 begins many an article."""
        first, last = record.first_page or "", record.last_page or ""
        counts = first.isascii() and first.isdecimal() and int(first) > 1
        pages = (first, last) if counts else ("", "")
        is_report = record.type is WorkType.REPORT
        volume = _digits(record.volume)
        # Journals without volumes state the year for one, or nothing.
        volume = () if volume == (str(record.year),) else volume
        return cls(pages, volume, _digits(record.number), record.key or "", is_report)

    def shares_page(self, other: "Printing") -> bool:
        """Whether both begin or end on one page."""
        return any(a and a == b for a, b in zip(self.pages, other.pages, strict=True))

    def differs(self, other: "Printing") -> bool:
        """Whether pages, volume or number differ; a number within another does not ("1", "1-2")."""
        pages = bool(self.pages[0] and other.pages[0]) and not self.shares_page(other)
        return pages or _differ(self.volume, other.volume) or _differ(self.number, other.number)


def _digits(text: str | None) -> tuple[str, ...]:
    return tuple(number.lstrip("0") for number in _NUMBER.findall((text or "")[:100]))


def _differ(these: tuple[str, ...], those: tuple[str, ...]) -> bool:
    return not set(these) <= set(those) and not set(those) <= set(these)


@dataclass(frozen=True, slots=True)
class Time:
    """The year of a record, and whether it is a preprint's and names authors."""

    year: int
    preprint: bool
    authored: bool

    def agrees(self, other: "Time") -> bool:
        """Whether two years may be of one work: at most one apart, three for a preprint and its publication.

        Works without authors, such as the yearly proceedings of a conference, need the same year.
        """
        if not self.authored and not other.authored:
            return self.year == other.year
        return abs(self.year - other.year) <= (1 if self.preprint == other.preprint else _PREPRINT_LEAD)


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """The facts of a record for comparison; `doi` is without a preprint's version."""

    title: Title | None
    written_by: tuple[str, ...]
    year: int | None
    doi: str | None
    preprint: bool
    venue: Venue | None
    printing: Printing
    people: Callable[[tuple[str, ...]], Authors]

    @property
    def authors(self) -> Authors:
        """The authors, prepared lazily, since titles distinguish most records."""
        return self.people(self.written_by)

    @property
    def time(self) -> Time | None:
        """The time of publication; None if unknown."""
        return None if self.year is None else Time(self.year, self.preprint, bool(self.written_by))

    @property
    def order(self) -> tuple[str, str, int]:
        """Title, first author and year, a sort key that brings similar records together."""
        return self.title.joined if self.title else "", self.authors.first, self.year or 0

    def shares_author(self, other: "RecordFacts") -> bool:
        """Whether the records have an author in common."""
        return self.authors.share_one(other.authors)

    def same_year(self, other: "RecordFacts") -> bool:
        """Whether both years are known and equal."""
        return self.year is not None and self.year == other.year

    def same_venue(self, other: "RecordFacts") -> bool:
        """Whether both venues are known, the same, and not a preprint server."""
        if self.venue is None or other.venue is None or self.venue.preprint or is_other_volume(self.venue, other.venue):
            return False
        return same_venue(self.venue, other.venue) is True

    def is_elsewhere(self, other: "RecordFacts") -> bool:
        """Whether the venues differ and the titles are too common to outweigh that.

        Two common authors and a distinctive title ("Auto-WEKA") outweigh it; an "Introduction" does not.
        """
        if self.title is None or other.title is None or (self.title.telling and other.title.telling):
            return False
        if self.venue is None or other.venue is None:
            return False
        if not is_other_volume(self.venue, other.venue) and same_venue(self.venue, other.venue) is not False:
            return False
        formal = self.title.formal or other.title.formal
        return formal or len(self.authors.families & other.authors.families) < 2

    def same_printing(self, other: "RecordFacts") -> bool:
        """Whether DOI or pages show that both are one text, whatever their years: online first, then in an issue."""
        return bool(self.doi and self.doi == other.doi) or self.printing.shares_page(other.printing)

    def is_printed_apart(self, other: "RecordFacts") -> bool:
        """Whether both are published, in one venue, but at two places of it: a column of 2019 and its sequel of 2020.

        Years that differ by one show this only of a common title ("Editorial") and of entries with keys of their own.
        """
        if self.preprint or other.preprint or self.same_printing(other):
            return False
        apart = self.year is not None and other.year is not None and self.year != other.year
        formal = self.title is not None and self.title.formal and other.title is not None and other.title.formal
        if apart and formal:
            return True
        report = self.printing.report and other.printing.report
        unplaced = self.venue is None and other.venue is None and (report or formal)
        if not unplaced and not (self.venue and other.venue and same_venue(self.venue, other.venue) is True):
            return False
        keyed = self.printing.key and other.printing.key and self.printing.key != other.printing.key
        return self.printing.differs(other.printing) or bool(apart and keyed)

    def forbids(self, other: "RecordFacts") -> bool:
        """Whether DOI, year, authors or venue show that it is another work, despite similar titles."""
        if self.doi and other.doi and self.doi != other.doi and dois_exclude(self.doi, other.doi):
            return True
        if self.time and other.time and not self.time.agrees(other.time):
            return True
        return self.is_elsewhere(other) or self.is_printed_apart(other) or not self.authors.may_be(other.authors)


def dois_exclude(left: str, right: str) -> bool:
    """Whether two different DOIs are of two works, not of a preprint and its publication."""
    return is_preprint_doi(left) == is_preprint_doi(right)


class Comparison:
    """Turns records into facts, with a cache of prepared titles, venues and authors."""

    def __init__(self) -> None:
        self._titles: dict[str, Title] = {}
        self._venues: dict[str, Venue] = {}
        self._names: dict[str, Name | None] = {}
        self._authors: dict[tuple[str, ...], Authors] = {}

    def facts(self, record: Record) -> RecordFacts:
        """The facts of a record; a title without a letter or digit counts as missing."""
        doi = canonical_doi(record.doi)
        title = self._title(record.title) if record.title else None
        preprint = types.is_preprint(record)
        title = title if title and title.words else None
        venue = self._venue(record.venue) if record.venue else None
        printing = Printing.of(record)
        return RecordFacts(title, record.authors, record.year, doi, preprint, venue, printing, self.authors)

    def authors(self, authors: tuple[str, ...]) -> Authors:
        """A list of authors, prepared for comparison."""
        if authors not in self._authors:
            known = (self._name(author) for author in authors)
            self._authors[authors] = names.listed(name for name in known if name)
        return self._authors[authors]

    def _title(self, text: str) -> Title:
        if text not in self._titles:
            self._titles[text] = titles.compared(types.without_mark(text))
        return self._titles[text]

    def _venue(self, text: str) -> Venue:
        if text not in self._venues:
            self._venues[text] = venues.compared(text)
        return self._venues[text]

    def _name(self, author: str) -> Name | None:
        if author not in self._names:
            self._names[author] = names.compared(author)
        return self._names[author]
