"""What the catalogue knows that a question may name: works with their authors, venues, titles and keys."""

from dataclasses import dataclass
from datetime import date, datetime

from index.catalogue import Catalogue
from index.entries import WorkEntry


@dataclass(frozen=True, slots=True)
class Known:
    """The works of one state of the catalogue, and the day on which a question is asked ("last three years")."""

    works: tuple[WorkEntry, ...] = ()
    today: date = date(1, 1, 1)

    @classmethod
    def of(cls, catalogue: Catalogue, today: date | None = None) -> "Known":
        """Read it from a catalogue."""
        return cls(tuple(catalogue.works()), today or datetime.now().date())
