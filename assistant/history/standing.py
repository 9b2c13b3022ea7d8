"""How a kept answer and its citations stand, and what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.history.present import Place


class Standing(StrEnum):
    """How a citation or a whole answer stands, best first.

    What moved is still said, elsewhere or under another key; an older answer is true of the corpus as it was; of a
    stale one something that it cites is gone.
    """

    CURRENT = "current"
    MOVED = "moved"
    OLDER = "older"
    STALE = "stale"


MEANING = {
    Standing.CURRENT: "all that it cites stands as it did",
    Standing.MOVED: "all that it cites still stands, some of it elsewhere",
    Standing.OLDER: "all that it cites still stands, but the corpus has changed since",
    Standing.STALE: "something that it cites is gone",
}
"""What each says of an answer, in words."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed since: for one citation, by its number, or (None) for the answer as a whole.

    `place` is where a quote that moved stands now.
    """

    standing: Standing
    text: str
    citation: int | None = None
    place: Place | None = None


def standing(found: Sequence[Change], citation: int | None = None) -> Standing:
    """How the whole answer stands, by what was found to have changed; of one citation where its number is given."""
    ranks = list(Standing)
    told = [change.standing for change in found if citation in (None, change.citation)]
    return max(told, key=ranks.index, default=Standing.CURRENT)
