"""What a record says of its work, as it is compared with what other records say."""

from collections.abc import Callable
from dataclasses import dataclass

from index.sources import Record
from index.works import names, titles, venues
from index.works.dois import canonical_doi, is_preprint_doi
from index.works.names import Authors, Name
from index.works.titles import Title
from index.works.venues import Venue, is_other_volume, is_preprint_venue, same_venue

_PREPRINT_LEAD = 3


@dataclass(frozen=True, slots=True)
class Time:
    """When a work came out, as a record says that is of a preprint or not, and names authors or not."""

    year: int
    preprint: bool
    authored: bool

    def agrees(self, other: "Time") -> bool:
        """Whether two years may be one work's: at most one apart.

        A preprint that is known as one may be out some years before the publication. What has no author, such as
        each year's proceedings of a conference, comes out in one year.
        """
        if not self.authored and not other.authored:
            return self.year == other.year
        return abs(self.year - other.year) <= (1 if self.preprint == other.preprint else _PREPRINT_LEAD)


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What a record says, as it is compared; `doi` without a preprint's version."""

    title: Title | None
    written_by: tuple[str, ...]
    year: int | None
    doi: str | None
    preprint: bool
    venue: Venue | None
    people: Callable[[tuple[str, ...]], Authors]

    @property
    def authors(self) -> Authors:
        """The authors, folded when they are first asked for: most records are told apart by their titles."""
        return self.people(self.written_by)

    @property
    def time(self) -> Time | None:
        """When the work came out; None where the record does not say."""
        return None if self.year is None else Time(self.year, self.preprint, bool(self.written_by))

    @property
    def order(self) -> tuple[str, str, int]:
        """Title, first author and year, so that like records stand near each other when they are sorted."""
        return self.title.joined if self.title else "", self.authors.first, self.year or 0

    def shares_author(self, other: "RecordFacts") -> bool:
        """Whether somebody wrote both."""
        return self.authors.share_one(other.authors)

    def same_year(self, other: "RecordFacts") -> bool:
        """Whether both years are known, and equal."""
        return self.year is not None and self.year == other.year

    def same_venue(self, other: "RecordFacts") -> bool:
        """Whether both came out in a venue that is known, and in one; a preprint server is none."""
        if self.venue is None or other.venue is None or self.venue.preprint or is_other_volume(self.venue, other.venue):
            return False
        return same_venue(self.venue, other.venue) is True

    def is_elsewhere(self, other: "RecordFacts") -> bool:
        """Whether the venues differ, and the titles say too little for that to be a matter of wording.

        Two authors and a title of their own ("Auto-WEKA") say enough; every book of theirs has an "Introduction".
        """
        if self.title is None or other.title is None or (self.title.telling and other.title.telling):
            return False
        if self.venue is None or other.venue is None:
            return False
        if not is_other_volume(self.venue, other.venue) and same_venue(self.venue, other.venue) is not False:
            return False
        formal = self.title.formal or other.title.formal
        return formal or len(self.authors.families & other.authors.families) < 2

    def forbids(self, other: "RecordFacts") -> bool:
        """Whether DOI, year, authors or venue say that it is another work, like though the titles are."""
        if self.doi and other.doi and self.doi != other.doi and dois_exclude(self.doi, other.doi):
            return True
        if self.time and other.time and not self.time.agrees(other.time):
            return True
        return self.is_elsewhere(other) or not self.authors.may_be(other.authors)


def dois_exclude(left: str, right: str) -> bool:
    """Whether two different DOIs are two works': a preprint beside its publication is one."""
    return is_preprint_doi(left) == is_preprint_doi(right)


class Comparison:
    """Turns records into facts; each title, name and list of authors is folded once, however often it is repeated."""

    def __init__(self) -> None:
        self._titles: dict[str, Title] = {}
        self._venues: dict[str, Venue] = {}
        self._names: dict[str, Name | None] = {}
        self._authors: dict[tuple[str, ...], Authors] = {}

    def facts(self, record: Record) -> RecordFacts:
        """The facts of a record; a title without a letter or digit is none."""
        doi = canonical_doi(record.doi)
        title = self._title(record.title) if record.title else None
        preprint = is_preprint_doi(doi) if doi else is_preprint_venue(record.venue)
        title = title if title and title.words else None
        venue = self._venue(record.venue) if record.venue else None
        return RecordFacts(title, record.authors, record.year, doi, preprint, venue, self.authors)

    def authors(self, authors: tuple[str, ...]) -> Authors:
        """A list of authors, ready for comparison."""
        if authors not in self._authors:
            known = (self._name(author) for author in authors)
            self._authors[authors] = names.listed(name for name in known if name)
        return self._authors[authors]

    def _title(self, text: str) -> Title:
        if text not in self._titles:
            self._titles[text] = titles.compared(text)
        return self._titles[text]

    def _venue(self, text: str) -> Venue:
        if text not in self._venues:
            self._venues[text] = venues.compared(text)
        return self._venues[text]

    def _name(self, author: str) -> Name | None:
        if author not in self._names:
            self._names[author] = names.compared(author)
        return self._names[author]
