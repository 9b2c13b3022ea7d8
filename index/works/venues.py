"""Venues compared: whether two names may be of one journal, conference or book, however much either is abbreviated."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.text.words import title_words

_LONGEST = 300
_SMALL = frozenset({"the", "of", "on", "in", "for", "and", "to", "at"})
_SAYS_LITTLE = frozenset({"proceedings", "proc", "international", "intl", "int", "annual"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue's name as it is compared."""

    words: tuple[str, ...]
    initials: str
    numbers: frozenset[str]
    """Of a volume, a part or a meeting; no years."""
    preprint: bool
    """Whether it is a preprint server: what is there may be in any venue besides."""


def compared(text: str) -> Venue:
    """A venue's name, ready for comparison."""
    words = [word for word in title_words(text[:_LONGEST]) if word not in _SMALL]
    named = [word for word in words if word.isalpha()]
    telling = tuple(word for word in named if word not in _SAYS_LITTLE)
    numbers = (re.sub(r"\D", "", word).lstrip("0") for word in words if not word.isalpha() and not _YEAR.match(word))
    initials = "".join(word[0] for word in named)
    return Venue(telling or tuple(named), initials, frozenset(filter(None, numbers)), is_preprint_venue(text))


def differ(one: Venue, other: Venue) -> bool:
    """Whether the names are of two venues, as far as names tell."""
    if one.preprint or other.preprint or not one.words or not other.words:
        return False
    if one.numbers and other.numbers and one.numbers.isdisjoint(other.numbers):
        return True
    short, long = sorted((one.words, other.words), key=len)
    return not (_is_within(short, long) or _is_acronym(one, other) or _is_acronym(other, one))


def _is_within(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether each word of `short`, or what it is short for, is in `long`: "Softw. Eng.", "Software Engineering"."""
    return all(any(_same_word(word, another) for another in long) for word in short)


def _same_word(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST_STEM:
        return one == other
    return one.startswith(other) or other.startswith(one)


def _is_acronym(short: Venue, long: Venue) -> bool:
    """Whether `short` has a word of first letters of `long`: "ICSE", "International Conference on Software ..."."""
    return any(len(word) > 2 and word in long.initials for word in short.words)


# Digital object identifiers: written in one way, and those that stand for a preprint.

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]{1,200}")
_VERSION = re.compile(r"(?<=\d)/?v\d{1,2}$")
_PREPRINT = re.compile(
    r"10\.48550/arxiv|10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8}$|10\.2139/ssrn|10\.31234/|10\.31219/|10\.36227/techrxiv"
    r"|10\.21203/rs|10\.20944/preprints|10\.26434/chemrxiv"
)
_PREPRINT_VENUE = re.compile(r"(?:arxiv|corr\b|biorxiv|medrxiv|techrxiv|ssrn|preprint)", re.IGNORECASE)
_CLOSERS = ".,;:'’”)]}"


def dois_in(text: str) -> list[str]:
    """The DOIs that stand in `text`, lower case, in order."""
    return [_trimmed(match.group().lower()) for match in _DOI.finditer(text)]


def one_doi(text: str | None) -> str | None:
    """The DOI that a field holds, without a resolver's address or a preprint's version."""
    if not text:
        return None
    found = dois_in(text[:500])
    doi = found[0] if found else text.strip().lower()
    return (_VERSION.sub("", doi) if is_preprint_doi(doi) else doi) or None


def is_preprint_doi(doi: str) -> bool:
    """Whether a preprint server gave out the DOI: the published work has another."""
    return bool(_PREPRINT.match(_VERSION.sub("", doi)))


def is_preprint_venue(venue: str | None) -> bool:
    """Whether what stands for a venue is a preprint server ("arXiv preprint arXiv:2103.08942", "CoRR")."""
    return bool(venue and _PREPRINT_VENUE.match(venue.strip()))


def _trimmed(doi: str) -> str:
    """Without the punctuation of the sentence around it; a bracket that was opened inside stays closed."""
    while doi and doi[-1] in _CLOSERS:
        if doi[-1] == ")" and doi.count("(") >= doi.count(")"):
            break
        doi = doi[:-1]
    return doi


# One name for each venue, however the sources write it.

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

    Names are of one venue where `differ` finds no difference, as many words tell of it ("Proc. Intl. Conf. Softw.
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
    venue = compared(name)
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
    return differ(one.venue, other.venue)


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
