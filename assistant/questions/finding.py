"""The text of a question while conditions are found in it, and the authors whom it may name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from rapidfuzz import fuzz, process

from assistant.questions.phrases import IN_CORPUS, NOUN
from assistant.questions.question import Condition, Known
from index.text.words import spelled_one_way
from index.works import names
from index.works.filters import is_author

_NEAR = 70
"""Similarity (0..100) from which a name may be a misspelling of another. A guess."""


@dataclass(frozen=True, slots=True)
class People:
    """Authors by the possible forms of their family name, and by their whole name."""

    by_name: dict[str, tuple[str, ...]]
    families: dict[str, str]
    """One author of each family name, in one spelling."""

    @classmethod
    def of(cls, known: Known) -> "People":
        """The authors of all works; cached for a state of the catalogue."""
        return _people(tuple(author for work in known.works for author in work.authors))

    def has(self, name: str) -> bool:
        """True if an author may have this name."""
        candidates = (author for way in _ways(name) for author in self.by_name.get(way, ()))
        return any(is_author(name, author) for author in candidates)

    def closest(self, name: str) -> tuple[str, float] | None:
        """The author with the most similar family name, and the similarity (0..100); None if none is similar."""
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
    return People({way: tuple(holders) for way, holders in by_name.items()}, families)


def _ways(name: str) -> Iterable[str]:
    compared = names.compared(name)
    ways = {spelled_one_way(name), spelled_one_way(names.family_name(name))}
    if compared:
        ways |= {compared.whole, *(reading.family for reading in compared.readings)}
    return ways


# "papers in my corpus that were published"
_AFTER_NOUN = re.compile(
    rf"\b{NOUN}{IN_CORPUS}(?:,?\s+(?:(?:that|which)\s+)?(?:are|were|was|is|ha(?:ve|s)\s+been))?"
    r"(?:\s+(?:published|written|authored|presented|from))?\s*[,(]?\s*$",
    re.IGNORECASE,
)
# "not written", "except for those that are"
_NEGATED = re.compile(
    r"(?:\b(?:not|never|except(?:\s+for)?|excluding|other\s+than|apart\s+from)|n['’]t)"
    rf"(?:\s+(?:be|been|the|those|ones|{NOUN}|published|written|authored|that|are|were))*\s*$",
    re.IGNORECASE,
)
# ", and", "?"
_CLAUSE = re.compile(r"\s*(?:[,;:?.!)]|$|(?:but|and|without|that|which|by|in\s+my|discuss|mention|use|report)\b)")


@dataclass(frozen=True, slots=True)
class FoundCondition:
    """Conditions in the characters from `start` to `end`, which `instead` replaces.

    Without conditions the words are only removed, and the notes say why; `left_out` are those of a negated condition.
    """

    start: int
    end: int
    conditions: tuple[Condition, ...] = ()
    notes: tuple[str, ...] = ()
    instead: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question while it is parsed: `rest` is `text` with blanks for the conditions found, of equal length."""

    text: str
    rest: str
    known: Known
    listing: bool
    """The question asks for works, not for their content."""
    of_works: bool = False
    """A condition at its start is about works that were named before."""

    @property
    def people(self) -> People:
        """The authors of the known works."""
        return People.of(self.known)

    @property
    def today(self) -> date:
        """The day of asking; by the clock if unknown."""
        return self.known.today if self.known.today > date.min else datetime.now().date()

    def words(self, start: int, end: int) -> str:
        """The words of the question in this span."""
        return self.text[start:end].strip(" ,;")

    def without(self, condition: FoundCondition) -> "QuestionText":
        """The question without the words of a condition."""
        gap = condition.instead.ljust(condition.end - condition.start)[: condition.end - condition.start]
        return replace(self, rest=self.rest[: condition.start] + gap + self.rest[condition.end :])

    def follows_works(self, start: int) -> bool:
        """True if the noun for works is right before `start`: "papers ...", "studies that were ..."."""
        return _AFTER_NOUN.search(self.rest[:start]) is not None or (self.of_works and self.opens(start))

    def opens(self, start: int) -> bool:
        """True if no word is before `start`."""
        return not re.search(r"\w", self.rest[:start])

    def closes(self, end: int) -> bool:
        """True if no word is after `end`."""
        return not re.search(r"\w", self.rest[end:])

    def ends_clause(self, end: int) -> bool:
        """True if a new clause, or nothing, follows `end`."""
        return _CLAUSE.match(self.rest[end:]) is not None

    def negated(self, start: int) -> int | None:
        """The start of a "not" right before `start`, or None."""
        match = _NEGATED.search(self.rest[:start])
        return match.start() if match else None
