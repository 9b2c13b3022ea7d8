"""Filters: which works and sources a search or a sweep may look at."""

from dataclasses import dataclass

from index import names
from index.errors import UsageError
from index.folding import plain, spelled_one_way


@dataclass(frozen=True, slots=True)
class Years:
    """A closed range of publication years; an open end is None."""

    first: int | None = None
    last: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Years":
        """Read "2021", "2021..2023", "2021.." or "..2023"; raises UsageError for anything else."""
        first, dots, last = text.strip().partition("..")
        years = [int(year) if year.strip().isdecimal() else None for year in (first, last)]
        understood = all(
            year is not None or not given.strip() for year, given in zip(years, (first, last), strict=True)
        )
        if not understood or years == [None, None]:
            raise UsageError(f"--year {text!r} is no year: write 2021, 2021..2023, 2021.. or ..2023")
        begin, end = years[0], years[1] if dots else years[0]
        if begin and end and begin > end:
            raise UsageError(f"--year {text!r} ends before it begins: write {end}..{begin}")
        return cls(begin, end)

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or ''}..{self.last or ''}"


@dataclass(frozen=True, slots=True)
class Filter:
    """All given conditions must hold; a work without a year passes no condition on years."""

    years: Years | None = None
    authors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.years or self.authors or self.kinds or self.keys)

    def and_also(self, other: "Filter") -> "Filter":
        """Both filters' conditions; where both name years, those of this one hold."""
        return Filter(
            self.years or other.years,
            (*self.authors, *other.authors),
            (*self.kinds, *other.kinds),
            (*self.keys, *other.keys),
        )

    def __str__(self) -> str:
        parts = [f"year {self.years}"] if self.years else []
        parts += [f"author {name}" for name in self.authors]
        parts += [f"kind {kind}" for kind in self.kinds]
        parts += [f"work {key}" for key in self.keys]
        return ", ".join(parts)

    def admits_work(self, key: str, authors: tuple[str, ...], year: int | None) -> bool:
        """Whether a work passes the conditions on keys, years and authors."""
        if self.keys and key not in self.keys:
            return False
        if self.years and not _within(year, self.years):
            return False
        return all(any(_is_author(wanted, author) for author in authors) for wanted in self.authors)


def _within(year: int | None, years: Years) -> bool:
    return year is not None and (years.first or year) <= year <= (years.last or year)


def _is_author(wanted: str, author: str) -> bool:
    """The family name, with its particles or without, or the whole name; accents, spelling of umlauts and punctuation
    aside."""
    name = names.compared(author)
    families = {reading.family for reading in name.readings if not reading.turned} if name else set()
    return spelled_one_way(wanted) in families or plain(wanted) in (plain(names.family_name(author)), plain(author))
