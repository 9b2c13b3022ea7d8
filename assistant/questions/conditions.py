"""All conditions of a question, found one after the other, and the question without their words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.questions.asking import asks_for_works
from assistant.questions.authors import authors
from assistant.questions.finding import Found, Reading
from assistant.questions.kinds import kinds
from assistant.questions.named import named_works
from assistant.questions.question import Condition, Facet
from assistant.questions.venues import venues
from assistant.questions.years import years
from index.filters import Filter

_FINDERS = (named_works, kinds, authors, venues, years)
_MOST = 12
"""Conditions that are looked for: more are no question."""
_STAYING = frozenset({Facet.AUTHOR, Facet.WORK, Facet.VENUE})
"""Facets whose words still say something of what is looked up, when their condition is taken away."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What was found, in the order of the question; `rest` has blanks for its words, and the length of the question."""

    rest: str
    found: tuple[Condition, ...]
    notes: tuple[str, ...]


def conditions_in(reading: Reading, without: frozenset[Facet] = frozenset()) -> Conditions:
    """Find all conditions but those `without`; the words of those stay in a lookup, where they say something of it."""
    told: list[Found] = []
    original = reading.rest
    for _ in range(_MOST):
        found = next(_all(reading), None)
        if found is None:
            break
        told.append(found)
        reading = reading.without(found)
    told.sort(key=lambda found: found.start)
    kept = [found for found in told if not _taken_away(found, without)]
    rest = reading
    if not (reading.listing or asks_for_works(reading.rest)):  # "Faubel's papers" ask for works without "Faubel's"
        rest = Reading(reading.text, original, reading.known, reading.listing)
        for found in told:
            if found in kept or not {condition.facet for condition in found.conditions} <= _STAYING:
                rest = rest.without(found)
    notes = tuple(dict.fromkeys(note for found in kept for note in found.notes))
    conditions = [c for found in told for c in found.conditions if c.facet not in without]
    return Conditions(rest.rest, tuple(_admitting_any_named(conditions)), notes)


def _all(reading: Reading) -> Iterator[Found]:
    """What can be found in what is left; a "not" before a condition is told and taken out: a filter cannot say it."""
    for finder in _FINDERS:
        for found in finder(reading):
            if found.start == found.end:
                continue
            negation = reading.negated(found.start)
            if negation is None:
                yield found
                continue
            words = reading.words(negation, found.end)
            note = f"“{words}” was left aside: a condition can say which works to look at, not which to leave out."
            yield Found(negation, found.end, (), (note,))


def _taken_away(found: Found, without: frozenset[Facet]) -> bool:
    return bool(found.conditions) and {condition.facet for condition in found.conditions} <= without


def _admitting_any_named(conditions: list[Condition]) -> list[Condition]:
    """Where works are named in several places, all of them are meant: "how do the John and the Kim paper differ"."""
    keys = tuple(dict.fromkeys(key for condition in conditions for key in condition.only.keys))
    return [
        replace(condition, only=Filter(keys=keys)) if condition.facet is Facet.WORK else condition
        for condition in conditions
    ]
