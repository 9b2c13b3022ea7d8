"""What a bibliographic question asks of the catalogue."""

from dataclasses import dataclass
from enum import StrEnum


class Aim(StrEnum):
    """What is wanted of the works that fit."""

    COUNT = "count"
    """How many there are."""
    WORKS = "works"
    """The works themselves."""
    AUTHORS = "authors"
    """Who wrote them."""
    YEARS = "years"
    """When they appeared."""
    VENUES = "venues"
    """Where they appeared."""


class Order(StrEnum):
    """What the works, or the groups they are gathered in, are sorted by."""

    YEAR = "year"
    TITLE = "title"
    CITED = "cited"
    """By how many works of the corpus cite them, most first."""
    FREQUENT = "frequent"
    """Groups by how many works are in them, most first."""


@dataclass(frozen=True, slots=True)
class Request:
    """Works of the catalogue that fit, what of them is told, and in which order.

    `grouped_by` splits a count ("how many papers by year"). `limit` keeps that many works, or groups, from the front
    ("the three newest"), `newest_first` turns the order of years round. `least` asks for groups of that many works
    ("authors of more than one paper"), or, beside `cited`, for works that so many cite.

    Conditions on the works: each of `title_words`, words or phrases, stands in the title (one of them will do where
    `any_word`); they cite one of the works in `cites`, are cited by one of those in `cited_by`; `denied` asks for the
    works of which these are not so. Where several works are named together, one of each set in `also` is cited (or
    cites) too; none of those in `but_not` does, and none of `but_words` is in the title. `named` are the works asked
    about ("who wrote X"). `citing` and `cited` ask for works that cite, are cited by, some work of the corpus, or none;
    `lacking` for those of which that is not known. All works are given by their keys. `naming` holds the words of the
    question that name works cited or citing: what stands in them is no condition on the works asked for.
    """

    aim: Aim
    grouped_by: Aim | None = None
    order: Order = Order.YEAR
    newest_first: bool = False
    limit: int | None = None
    least: int | None = None
    title_words: tuple[str, ...] = ()
    any_word: bool = False
    cites: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    but_not: tuple[str, ...] = ()
    but_words: tuple[str, ...] = ()
    denied: bool = False
    named: tuple[str, ...] = ()
    citing: bool | None = None
    cited: bool | None = None
    lacking: Aim | None = None
    naming: str = ""
