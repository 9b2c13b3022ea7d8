"""One name for each venue, however the sources write it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index import venues
from index.venues import Venue

_ORGANISERS = frozenset({"acm", "ieee", "ifip", "usenix", "springer", "elsevier"})
_LONG_FOR = {"j": "journal", "corr": "arxiv"}
_PREPRINT_NUMBER = re.compile(r"[\s,:]*\b(?:arxiv:|abs/)\S*\d\S*", re.IGNORECASE)
_EDITION = re.compile(
    r"\s*\((?:19|20)\d\d\)|(?:\b(?:19|20)\d\d\b|[’']\d\d\b|\b\d+(?:st|nd|rd|th)\b)(?:\s*,)?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Written:
    """A name as it stands in sources, how many works have it, and as it is compared: its telling words alone."""

    name: str
    works: int
    venue: Venue


def one_name_each(names: Iterable[str]) -> dict[str, str]:
    """Each name mapped to the one that its venue goes by: that of most works, of these the longest.

    Names are of one venue where `index.venues` finds no difference, as many words tell of it ("Proc. Intl. Conf. Softw.
    Eng." and "IEEE Conference on Software Engineering", but not "Software Engineering" and "Empirical Software
    Engineering"), or where one is the acronym of the other. The years of a meeting and the volumes of a series are one
    venue; where its names tell them apart, it goes by the name without them. So are all preprints of one server.
    """
    counted = Counter(names)
    tidy = {name: _PREPRINT_NUMBER.sub("", " ".join(name.split())) or "arXiv" for name in counted}
    works: Counter[str] = Counter()
    for name, number in counted.items():
        works[tidy[name]] += number
    groups = _with_acronyms(_alike([_Written(name, number, _told(name)) for name, number in works.items()]))
    shown = {one.name: _shown(group) for group in groups for one in group}
    return {name: shown[tidy[name]] for name in counted}


def _told(name: str) -> Venue:
    """The venue by its telling words, without organisers, numbers, and its own acronym ("... (ICSE)")."""
    venue = venues.compared(name)
    words = tuple(_LONG_FOR.get(word, word) for word in venue.words if word not in _ORGANISERS)
    if venue.preprint:
        return replace(venue, words=words[:1], numbers=frozenset(), preprint=False)
    spelled = tuple(word for word in words if not _is_acronym_of(word, venue)) if len(words) > 1 else words
    return replace(venue, words=spelled or words or venue.words, numbers=frozenset())


def _is_acronym_of(word: str, venue: Venue) -> bool:
    return len(word) > 2 and word in venue.initials


def _alike(names: Sequence[_Written]) -> list[list[_Written]]:
    """The names in groups of which no two differ, each group's most used name first."""
    groups: list[list[_Written]] = []
    likely: dict[tuple[int, frozenset[str]], list[list[_Written]]] = {}
    for one in sorted(names, key=lambda one: (-one.works, -len(one.name), one.name)):
        # Only names whose words begin with the same letters can be alike: not every pair is compared.
        words = one.venue.words
        near = likely.setdefault((len(words), frozenset(word[0] for word in words)), [])
        home = next((group for group in near if not any(_differ(one, other) for other in group)), None)
        if home is None:
            home = []
            near.append(home)
            groups.append(home)
        home.append(one)
    return groups


def _differ(one: _Written, other: _Written) -> bool:
    if not one.venue.words or not other.venue.words:
        return one.name.lower() != other.name.lower()
    return venues.differ(one.venue, other.venue)


def _with_acronyms(groups: list[list[_Written]]) -> list[list[_Written]]:
    """The groups, those named by an acronym joined to the group of the shortest name that it can stand for."""
    spelled = [group for group in groups if len(group[0].venue.words) > 1]
    joined: list[list[_Written]] = []
    for group in groups:
        words = group[0].venue.words
        long = [other for other in spelled if len(words) == 1 and _is_acronym_of(words[0], other[0].venue)]
        if long:
            min(long, key=lambda other: (len(other[0].venue.initials), other[0].name)).extend(group)
        else:
            joined.append(group)
    return joined


def _shown(group: Sequence[_Written]) -> str:
    """The name of a group, without year and number of a meeting where its names differ in them."""
    numbers = {one.name: _DIGITS.findall(one.name) for one in group}
    told_apart = any(found != numbers[group[0].name] for found in numbers.values())
    named = [one for one in group if not (told_apart and numbers[one.name])]
    best = max(named or group, key=lambda one: (one.works, len(one.name), one.name)).name
    if named:
        return best
    return " ".join(_EDITION.sub(" ", best).split()).strip(" ,:-–'’") or best
