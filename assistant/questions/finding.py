"""What the finders of conditions share: a question, parts of it understood already, and where a condition stands."""

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

# The authors of the known works, ready to be asked for by name.

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
    """Conditions told by the characters from `start` to `end`; `instead` is what stays in the place of these words.

    Without conditions the words are only taken out, and the notes say why.
    """

    start: int
    end: int
    conditions: tuple[Condition, ...] = ()
    notes: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question on its way to be understood: `rest` is `text` with blanks for what was taken out, of equal length."""

    text: str
    rest: str
    known: Known
    listing: bool
    """Whether works are asked for, rather than what they say."""
    of_works: bool = False
    """Whether a condition with which it begins is said of works that were named before."""

    @property
    def people(self) -> People:
        """The authors of the known works."""
        return People.of(self.known)

    @property
    def today(self) -> date:
        """The day of asking; the clock's where nobody told it."""
        return self.known.today if self.known.today > date.min else datetime.now().date()

    def words(self, start: int, end: int) -> str:
        """The words of the question that stand there."""
        return self.text[start:end].strip(" ,;")

    def without(self, condition: FoundCondition) -> "QuestionText":
        """The same question, with these words taken out."""
        gap = condition.instead.ljust(condition.end - condition.start)[: condition.end - condition.start]
        return replace(self, rest=self.rest[: condition.start] + gap + self.rest[condition.end :])

    def follows_works(self, start: int) -> bool:
        """Whether what begins there is said of the works: "papers ...", "studies that were ..."."""
        return _AFTER_NOUN.search(self.rest[:start]) is not None or (self.of_works and self.opens(start))

    def opens(self, start: int) -> bool:
        """Whether no word stands before."""
        return not re.search(r"\w", self.rest[:start])

    def closes(self, end: int) -> bool:
        """Whether no word stands after."""
        return not re.search(r"\w", self.rest[end:])

    def ends_clause(self, end: int) -> bool:
        """Whether a new clause, or nothing, begins there."""
        return _CLAUSE.match(self.rest[end:]) is not None

    def negated(self, start: int) -> int | None:
        """Where a "not" begins that is said of what follows; None where there is none."""
        match = _NEGATED.search(self.rest[:start])
        return match.start() if match else None
