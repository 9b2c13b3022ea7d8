"""Follow-ups made whole from the conversation: "and which of those are from 2023?", "tell me more about the second".

A question that is whole by itself is left as it is. Where it is not sure that a question refers to the last answer, it
is taken as a new one: to search too much shows, to leave works out does not.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.questions.changing import changed
from assistant.questions.completing import complete
from assistant.questions.ellipsis import named_before, prompt, topic_alone
from assistant.questions.limiting import counted_or_listed, limited
from assistant.questions.ordinals import place
from assistant.questions.pronouns import check_works_meant, one_work, people, set_of_works, thing
from assistant.questions.referring import AUXILIARY
from assistant.questions.turns import FollowUp, Talk, Turn

__all__ = ["FollowUp", "Turn", "whole"]

_LONGEST = 500
"""Characters of a question that may be a follow-up; a longer one says itself what it means."""

_LEAD_IN = re.compile(
    r"^(?:(?:ok(?:ay)?|thanks|thank\s+you|great|good|right|well|hm+|yes|no|please)\s*[,.!:]+\s*)+", re.IGNORECASE
)
_CONJUNCTION = re.compile(r"^(?:(?:and|but|so|then|also|now|ok|okay)\b,?\s+)+", re.IGNORECASE)

_GIVES_YEARS = re.compile(r"\b(?:19|20)\d\d\b|\byears?\b|\bdecade\b", re.IGNORECASE)
_ASKS = re.compile(rf"(?:which|what|who|how|why|where|when|list|show|find|{AUXILIARY})\b", re.IGNORECASE)


def whole(text: str, turns: Sequence[Turn]) -> FollowUp:
    """A question that can be understood by itself, made from `text` and the turns before it, the newest last.

    Raises UsageError where it names works of an earlier answer, and there are none or not so many.
    """
    if len(text) > _LONGEST:
        return FollowUp(text, text)
    asked = _LEAD_IN.sub("", " ".join(text.split()))
    talk = Talk.of(turns)
    joined = _CONJUNCTION.sub("", asked)
    check_works_meant(joined, talk)
    for reading in (limited, counted_or_listed, prompt):
        if found := reading(joined, talk):
            return found
    for finding in (place, named_before):
        if reference := finding(asked, talk):
            return complete(asked, reference, talk)
    for reading in (_years_of_listing, changed, topic_alone):
        if found := reading(asked, talk):
            return found
    for finding in (set_of_works, one_work, people, thing):
        if reference := finding(joined, talk):
            return complete(joined, reference, talk)
    # "And which papers ...?" is whole, and "and" would be in the way of whoever reads it.
    bare = joined if _ASKS.match(joined) else text
    return FollowUp(bare, bare)


def _years_of_listing(text: str, talk: Talk) -> FollowUp | None:
    """After a question on one work out of a listing, other years are asked of the listing: a work has but one."""
    listing = talk.before_one_work
    found = changed(text, listing) if listing else None
    if not listing or not listing.last or not found or not _GIVES_YEARS.search(text):
        return None
    note = f"“{text}” was read as going on from “{listing.last.text}”."
    return replace(found, notes=(*found.notes, note))
