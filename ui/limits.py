"""What an answer was limited to besides what its asker chose by hand, and how each limit is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.questions.question import Condition, Facet
from index.filters import Filter

if TYPE_CHECKING:
    from assistant.answers import Answer

_FEW = 3


@dataclass(frozen=True, slots=True)
class Limit:
    """All that limits one facet, with its `meaning` in words.

    `words` are those of the question that say it; empty where it was taken over from the conversation.
    """

    facet: Facet
    words: str
    meaning: str

    @property
    def name(self) -> str:
        """How it is called where there is room for a few words alone."""
        return self.words or self.meaning


def limits_of(answer: "Answer", given: Filter = Filter()) -> tuple[Limit, ...]:
    """The limits that were read from the question or taken over from earlier ones; those `given` by hand are none."""
    found = []
    for facet in Facet:
        read = [condition for condition in answer.conditions if condition.facet is facet]
        whole, chosen = _part(answer.only, facet), _part(given, facet)
        if read:
            found.append(Limit(facet, ", ".join(dict.fromkeys(one.words for one in read)), _meaning(facet, read)))
        elif whole and whole != chosen:
            found.append(Limit(facet, "", _in_words(facet, whole)))
    return tuple(found)


def _meaning(facet: Facet, read: Sequence[Condition]) -> str:
    return ", ".join(dict.fromkeys(_in_words(facet, condition.only) for condition in read))


def _in_words(facet: Facet, only: Filter) -> str:
    if facet is Facet.WORK and len(only.keys) > _FEW:
        return f"{len(only.keys)} works"
    return str(only)


def _part(only: Filter, facet: Facet) -> Filter:
    """The conditions of one facet."""
    match facet:
        case Facet.YEAR:
            return Filter(years=only.years)
        case Facet.AUTHOR:
            return Filter(authors=only.authors)
        case Facet.VENUE:
            return Filter(venues=only.venues)
        case Facet.KIND:
            return Filter(kinds=only.kinds)
        case Facet.EVIDENCE:
            return Filter(evidence=only.evidence)
        case Facet.WORK:
            return Filter(keys=only.keys)
