"""The authors of the known works, ready to be asked for by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from assistant.questions.known import Known
from index import names
from index.filters import is_author
from index.folding import spelled_one_way

_NEAR = 70
"""Per cent of likeness below which a name is no slip for another."""


@dataclass(frozen=True, slots=True)
class People:
    """Authors by each way to read their family name, and by their whole name."""

    by_name: dict[str, tuple[str, ...]]
    families: dict[str, str]
    """One author of each family name, as compared."""

    @classmethod
    def of(cls, known: Known) -> "People":
        """The authors of all works; made once for a state of the catalogue."""
        return _people(tuple(author for work in known.works for author in work.authors))

    def has(self, name: str) -> bool:
        """Whether some author may be called so."""
        candidates = (author for way in _ways(name) for author in self.by_name.get(way, ()))
        return any(is_author(name, author) for author in candidates)

    def closest(self, name: str) -> tuple[str, float] | None:
        """The author whose family name is written most like this one, and how much; None if there is none."""
        asked = spelled_one_way(names.family_name(name))
        best = process.extractOne(asked, self.families.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return (self.families[best[0]], best[1]) if best else None


@lru_cache(4)
def _people(authors: tuple[str, ...]) -> People:
    by_name: dict[str, dict[str, None]] = {}
    families: dict[str, str] = {}
    for author in dict.fromkeys(authors):
        for way in _ways(author):
            by_name.setdefault(way, {})[author] = None
        families.setdefault(spelled_one_way(names.family_name(author)), author)
    families.pop("", None)
    return People({way: tuple(found) for way, found in by_name.items()}, families)


def _ways(name: str) -> Iterable[str]:
    compared = names.compared(name)
    ways = {spelled_one_way(name), spelled_one_way(names.family_name(name))}
    if compared:
        ways |= {compared.whole, *(reading.family for reading in compared.readings)}
    return ways
