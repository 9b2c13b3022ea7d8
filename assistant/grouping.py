"""What a sweep found, counted by year or by venue, with how many works of each were decided."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers import JudgedWork, Verdict
from assistant.venue_names import one_name_each

NO_YEAR = "no year"
NO_VENUE = "no venue"
_DECIDED = frozenset({Verdict.DISCUSSES, Verdict.MENTIONS, Verdict.NO})


@dataclass(frozen=True, slots=True)
class Counted:
    """The works of one year or venue that discuss the topic: their `number`, and their `keys` in the sweep's order.

    `decided` is the denominator: works of the group with the verdict `discusses`, `mentions` or `no`.
    """

    name: str
    number: int
    decided: int
    keys: tuple[str, ...]


def by_year(works: Sequence[JudgedWork]) -> tuple[Counted, ...]:
    """A group for each year of which a work was decided, earliest first, works without a year last."""
    groups = _grouped(works, {work.key: str(work.year) if work.year else NO_YEAR for work in works})
    dated = sorted((group for group in groups if group.name != NO_YEAR), key=lambda group: int(group.name))
    return (*dated, *(group for group in groups if group.name == NO_YEAR))


def by_venue(works: Sequence[JudgedWork]) -> tuple[Counted, ...]:
    """A group for each venue in which a work discusses the topic, most works first, works without a venue last.

    Ways to write one venue are one group: see `assistant.venue_names.one_name_each`.
    """
    names = one_name_each(work.venue for work in works if work.venue and work.venue.strip())
    named = {work.key: names.get(work.venue or "", NO_VENUE) for work in works}
    groups = [group for group in _grouped(works, named) if group.number]
    return tuple(sorted(groups, key=lambda group: (group.name == NO_VENUE, -group.number, group.name.lower())))


def _grouped(works: Iterable[JudgedWork], names: Mapping[str, str]) -> list[Counted]:
    found: dict[str, list[str]] = {}
    decided: Counter[str] = Counter()
    for work in works:
        if work.verdict not in _DECIDED:
            continue
        name = names[work.key]
        decided[name] += 1
        keys = found.setdefault(name, [])
        if work.verdict is Verdict.DISCUSSES:
            keys.append(work.key)
    return [Counted(name, len(keys), decided[name], tuple(keys)) for name, keys in found.items()]
