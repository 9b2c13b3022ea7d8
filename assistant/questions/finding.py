"""What the finders of conditions share: a question, parts of it understood already, and where a condition stands."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from assistant.questions.known import Known
from assistant.questions.people import People
from assistant.questions.phrases import IN_CORPUS, NOUN
from assistant.questions.question import Condition

_WORD = re.compile(r"\w")
_AFTER_NOUN = re.compile(
    rf"\b{NOUN}{IN_CORPUS}(?:,?\s+(?:(?:that|which)\s+)?(?:are|were|was|is|ha(?:ve|s)\s+been))?"
    r"(?:\s+(?:published|written|authored|presented|from))?\s*[,(]?\s*$",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:\b(?:not|never|except(?:\s+for)?|excluding|other\s+than|apart\s+from)|n['’]t)"
    rf"(?:\s+(?:be|been|the|those|ones|{NOUN}|published|written|authored|that|are|were))*\s*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\s*(?:[,;:?.!)]|$|(?:but|and|without|that|which|by|in\s+my|discuss|mention|use|report)\b)")


@dataclass(frozen=True, slots=True)
class Found:
    """Conditions told by the characters from `start` to `end`; `instead` is what stays in the place of these words.

    Without conditions the words are only taken out, and the notes say why.
    """

    start: int
    end: int
    conditions: tuple[Condition, ...] = ()
    notes: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question on its way to be understood: `rest` is `text` with blanks for what was taken out, of equal length."""

    text: str
    rest: str
    known: Known
    listing: bool
    """Whether works are asked for, rather than what they say."""

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

    def without(self, found: Found) -> "Reading":
        """The same question, with these words taken out."""
        gap = found.instead.ljust(found.end - found.start)[: found.end - found.start]
        return Reading(self.text, self.rest[: found.start] + gap + self.rest[found.end :], self.known, self.listing)

    def follows_works(self, start: int) -> bool:
        """Whether what begins there is said of the works: "papers ...", "studies that were ..."."""
        return _AFTER_NOUN.search(self.rest[:start]) is not None

    def opens(self, start: int) -> bool:
        """Whether no word stands before."""
        return not _WORD.search(self.rest[:start])

    def closes(self, end: int) -> bool:
        """Whether no word stands after."""
        return not _WORD.search(self.rest[end:])

    def ends_clause(self, end: int) -> bool:
        """Whether a new clause, or nothing, begins there."""
        return _CLAUSE.match(self.rest[end:]) is not None

    def negated(self, start: int) -> int | None:
        """Where a "not" begins that is said of what follows; None where there is none."""
        match = _NEGATED.search(self.rest[:start])
        return match.start() if match else None
