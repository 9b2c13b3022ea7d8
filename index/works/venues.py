"""Venues: whether two names, perhaps abbreviated, mean one journal, conference or book series.

`same_venue` answers yes, no, or "maybe", which is neither evidence nor a veto. `is_other_volume` compares two meetings
or volumes of one venue; `has_part` checks if a name contains another, as a person types it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.text.words import SMALL_WORDS, title_words

_LONGEST = 300
"""Characters of a name that are read; the longest in the sample exports has 230."""
_SMALL = SMALL_WORDS - {"a"}  # "Physical Review A"
_SAYS_LITTLE = frozenset({"proceedings", "proc", "international", "intl", "int", "annual"})
_ORGANISERS = frozenset({"acm", "ieee", "ifip", "usenix", "springer", "elsevier", "euromicro"})
_KINDS = {
    **dict.fromkeys(("conference", "conf"), "conference"),
    **dict.fromkeys(("symposium", "symp"), "symposium"),
    **dict.fromkeys(("workshop", "workshops"), "workshop"),
    **dict.fromkeys(("journal", "j"), "journal"),
    "advances": "advances",
}
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORTEST_STEM = 3
"""Letters of the shortest abbreviated word: "Eng.", "Int."."""
_ACRONYM_LENGTHS = range(3, 13)
# "ICML", "CAI"
_ALL_CAPITALS = re.compile(r"\b[A-Z]{3,12}\b")
# "Softw."
_DOTTED = re.compile(r"\b([^\W\d_]+)\.")
_CAPITALS = r"([A-Z][\w+-]{0,9}[A-Z]\w{0,9})"
# "... (ICSE)", "... (ICSE 2021)"; "ICSE '22: Proceedings of ..."; "..., WAIN 2021 - Proceedings", as Scopus writes
_DECLARED = re.compile(
    rf"\({_CAPITALS}(?:[ '’]+\d{{2,4}})?\)|^{_CAPITALS} ?['’]?\d{{2,4}}(?::| -) "
    rf"|, {_CAPITALS} ?['’]?\d{{2,4}}(?: - Proceedings)?$"
)
_REMARK = re.compile(r"\([^()]*\)")
_PART_END = re.compile(r"[:,]\s|\s[-–—]\s")
_PREPRINT = re.compile(r"\s*(arxiv|corr\b|biorxiv|medrxiv|techrxiv|ssrn|preprint)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue's name, prepared for comparison."""

    every_word: tuple[str, ...]
    """All words in order, lower case."""
    words: tuple[str, ...]
    """Distinctive words: without organiser, kind, numbers, its own acronym and common words."""
    main: tuple[str, ...]
    """`words` of the name without its subtitle."""
    organisers: frozenset[str]
    kinds: frozenset[str]
    acronyms: frozenset[str]
    """Those that the name itself gives: "... (ICSE)"."""
    numbers: frozenset[str]
    """Of a volume, part or meeting; years are left out."""
    capitals: frozenset[str]
    """Words written as acronyms are; none in a name of several words all in capitals."""
    dotted: frozenset[str]
    """Words with a dot, as an abbreviation has."""
    preprint: str
    """The preprint server, empty for a venue; a preprint may appear in any venue too."""


def compared(text: str) -> Venue:
    """A venue's name, prepared for comparison."""
    text = text[:_LONGEST]
    every_word = tuple(title_words(text))
    acronyms = {"".join(title_words("".join(groups))) for groups in _DECLARED.findall(text)}
    name = _REMARK.sub(" ", _DECLARED.sub(" ", text))
    named = title_words(name)
    acronyms |= {word for i, word in enumerate(named) if _spells(word, (*named[:i], *named[i + 1 :]))}
    spelled = [word for word in named if word not in acronyms]
    words = _telling(spelled) or _telling(named) or tuple(sorted(acronyms))
    mains = (_telling(word for word in title_words(part) if word not in acronyms) for part in _PART_END.split(name))
    server = _PREPRINT.match(text)
    capitals = _ALL_CAPITALS.findall(text) if len(_alphabetic(every_word)) == 1 or not text.isupper() else ()
    return Venue(
        every_word,
        words,
        next(filter(None, mains), words),
        _ORGANISERS.intersection(every_word),
        frozenset(_KINDS[word] for word in named if word in _KINDS),
        frozenset(acronyms),
        frozenset(filter(None, map(_number, every_word))),
        frozenset(map(str.lower, capitals)),
        frozenset(map(str.lower, _DOTTED.findall(text))),
        server[1].lower().replace("corr", "arxiv") if server else "",
    )


def is_preprint_venue(venue: str | None) -> bool:
    """Whether a venue is a preprint server ("arXiv preprint arXiv:2103.08942", "CoRR")."""
    return bool(venue and _PREPRINT.match(venue))


def same_venue(left: Venue, right: Venue) -> bool | None:
    """Whether two names mean one venue: True, False, or None for maybe.

    True for the same words, whole or abbreviated, and for an acronym and its words; all meetings and volumes are one
    venue. None if only one name has a subtitle, an organiser before a single word ("IEEE Software", "Software") or a
    kind ("conference"), and for preprint servers and names without distinctive words.
    """
    if left.every_word == right.every_word:
        return True
    if left.preprint or right.preprint:
        return True if left.preprint == right.preprint else None
    if not left.words or not right.words:
        return None
    if left.acronyms & right.acronyms and _are_much_alike(left.words, right.words):
        return True
    if _are_of_other_kinds(left.kinds, right.kinds):
        return False
    capitals = left.capitals | right.capitals
    if _are_one(left.words, right.words, capitals):
        shared_organiser = left.organisers == right.organisers or not left.organisers.isdisjoint(right.organisers)
        says_enough = len(left.words) > 1 or left.kinds - {"journal"}
        certain = shared_organiser or (says_enough and not (left.organisers and right.organisers))
        certain = certain and (len(left.words) > 1 or _is_sure_word(left, right))
        return True if certain and left.kinds == right.kinds else None
    if _is_short_for(left, right) or _is_short_for(right, left):
        return True
    if left.acronyms & right.acronyms:
        return None
    mains = ((left.main, right.words), (left.words, right.main), (left.main, right.main))
    if any(_are_one(these, those, capitals) for these, those in mains):
        return None
    return None if _may_be_short_for(left, right) or _may_be_short_for(right, left) else False


def is_other_volume(left: Venue, right: Venue) -> bool:
    """Whether both names have numbers of a volume or meeting, and these differ."""
    return bool(left.numbers and right.numbers and left.numbers.isdisjoint(right.numbers))


def has_part(name: Venue, part: Venue) -> bool:
    """Whether the name contains the words of `part`, whole or abbreviated, in a row."""
    words, wanted = ([word for word in venue.every_word if word not in _SMALL] for venue in (name, part))
    runs = (words[i : i + len(wanted)] for i in range(len(words) - len(wanted) + 1))
    return bool(wanted) and any(_are_one(run, wanted, name.capitals | part.capitals) for run in runs)


def _alphabetic(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word.isalpha() and word not in _SMALL)


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    """The words that distinguish venues; an organiser's name if there are no others."""
    named = [word for word in _alphabetic(words) if word not in _SAYS_LITTLE and word not in _KINDS]
    return tuple([word for word in named if word not in _ORGANISERS] or named)


def _number(word: str) -> str:
    return "" if word.isalpha() or _YEAR.match(word) else re.sub(r"\D", "", word).lstrip("0")


def _are_one(these: Sequence[str], those: Sequence[str], capitals: frozenset[str]) -> bool:
    """Whether the words are the same one by one, or one abbreviates the other: "Softw. Eng."; not "ICML", "ICMLA"."""
    return len(these) == len(those) and all(
        left == right or (_same_word(left, right) and capitals.isdisjoint((left, right)))
        for left, right in zip(these, those, strict=True)
    )


def _is_sure_word(left: Venue, right: Venue) -> bool:
    """Whether two names of one word are the same, or the shorter has a dot: "Commun. ACM", not "Data", "Database"."""
    short, long = sorted((left.words[0], right.words[0]), key=len)
    return short == long or short in left.dotted | right.dotted


def _are_much_alike(these: Sequence[str], those: Sequence[str]) -> bool:
    """Whether half of the shorter name's words are in the other, since an acronym may mean several venues."""
    short, long = sorted((these, those), key=len)
    return 2 * sum(any(_same_word(word, another) for another in long) for word in short) >= len(short)


def _are_of_other_kinds(these: frozenset[str], those: frozenset[str]) -> bool:
    """Whether both names state different kinds; "Advances in ..." may be a conference's papers."""
    these, those = these - {"advances"}, those - {"advances"}
    return bool(these and those) and (these.isdisjoint(those) or "workshop" in these ^ those)


def _same_word(left: str, right: str) -> bool:
    if min(len(left), len(right)) < _SHORTEST_STEM:
        return left == right
    return left.startswith(right) or right.startswith(left)


def _is_short_for(short: Venue, long: Venue) -> bool:
    """Whether one name is only the acronym of the other."""
    if len(short.words) != 1:
        return False
    acronym = short.words[0]
    # This runs for many pairs, so the cheap checks come first.
    return acronym in long.acronyms or (_has_initials(acronym, long.words) and _spells(acronym, long.every_word))


def _may_be_short_for(short: Venue, long: Venue) -> bool:
    """Whether a name's only word consists of successive initials of the other: "KDD" and "... Knowledge Discovery and
    Data Mining"."""
    if len(short.words) > 1 or len(short.words[0]) not in _ACRONYM_LENGTHS:
        return False
    return short.words[0] in "".join(word[0] for word in _alphabetic(long.every_word))


def _has_initials(acronym: str, words: Iterable[str]) -> bool:
    """Whether an acronym contains the words' first letters in order."""
    letters = iter(acronym)
    return all(word[0] in letters for word in words)


def _spells(acronym: str, words: Sequence[str]) -> bool:
    """Whether an acronym consists of beginnings of the words in order, with all distinctive words.

    "NeurIPS": Neural Information Processing Systems; "PACMPL": Proceedings of the ACM on Programming Languages.
    """
    if len(acronym) not in _ACRONYM_LENGTHS or not acronym.isalpha() or acronym in _ORGANISERS | _SMALL:
        return False
    telling = _telling(words)
    if len(telling) < 2 or not _has_initials(acronym, telling):
        return False
    if any(_same_word(acronym, word) for word in telling):  # "Test" does not stand for "Test Title"
        return False
    reached = {0}
    for word in words:
        if word.isalpha():
            lengths = range(1, len(word) + 1)
            further = {i + n for i in reached for n in lengths if acronym[i : i + n] == word[:n]}
            reached = further if word in telling else further | reached
    return len(acronym) in reached


# One name for each venue, for lists by venue.

_PREPRINT_NUMBER = re.compile(r"[\s,:]*\b(?:arxiv:|abs/)\S*\d\S*", re.IGNORECASE)
# " (2021)", "2021, ", "'21", "44th"
_EDITION = re.compile(
    r"\s*\((?:19|20)\d\d\)|(?:\b(?:19|20)\d\d\b|[’']\d\d\b|\b\d+(?:st|nd|rd|th)\b)(?:\s*,)?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Written:
    """A name in the sources, its number of works, and the name prepared for comparison."""

    name: str
    works: int
    venue: Venue


def one_name_each(names: Iterable[str]) -> dict[str, str]:
    """Name -> the venue's main name: the one with most works, then the longest.

    Names are grouped if `same_venue` is True. If they differ in years or numbers, the main name has none. An acronym of
    several venues goes to the one with the shortest name.
    """
    counted = Counter(names)
    tidy = {name: _PREPRINT_NUMBER.sub("", " ".join(name.split())) or "arXiv" for name in counted}
    works: Counter[str] = Counter()
    for name, number in counted.items():
        works[tidy[name]] += number
    groups = _with_acronyms(_alike([_Written(name, number, compared(name)) for name, number in works.items()]))
    shown = {written.name: _shown(group) for group in groups for written in group}
    return {name: shown[tidy[name]] for name in counted}


def _alike(names: Iterable[_Written]) -> list[list[_Written]]:
    """Groups of names of one venue, the most used name first."""
    groups: list[list[_Written]] = []
    likely: dict[object, list[list[_Written]]] = {}
    for written in sorted(names, key=lambda written: (-written.works, -len(written.name), written.name)):
        venue = written.venue
        # For speed, only compare names with the same first letters or an acronym in common.
        letters = venue.preprint or (len(venue.words), frozenset(word[0] for word in venue.words))
        near = [group for key in (letters, *sorted(venue.acronyms)) for group in likely.get(key, ())]
        fitting = (group for group in near if all(same_venue(venue, member.venue) for member in group))
        home = next(fitting, None)
        if home is None:
            groups.append(home := [])
        home.append(written)
        for key in (letters, *venue.acronyms):
            if not any(group is home for group in likely.setdefault(key, [])):
                likely[key].append(home)
    return groups


def _with_acronyms(groups: list[list[_Written]]) -> list[list[_Written]]:
    """The groups, with a group named by an acronym joined to that of the shortest matching name."""
    spelled = [group for group in groups if len(group[0].venue.words) > 1]
    joined: list[list[_Written]] = []
    for group in groups:
        short = group[0].venue
        candidates = spelled if len(short.words) == 1 else ()
        homes = [
            home for home in candidates if _is_short_for(short, home[0].venue) and same_venue(short, home[0].venue)
        ]
        if homes:
            min(homes, key=lambda home: (len(home[0].venue.every_word), home[0].name)).extend(group)
        else:
            joined.append(group)
    return joined


def _shown(group: Sequence[_Written]) -> str:
    """The main name of a group, without year and number of a meeting if its names differ in them."""
    numbers = {written.name: _DIGITS.findall(written.name) for written in group}
    differ = any(digits != numbers[group[0].name] for digits in numbers.values())
    named = [written for written in group if not (differ and numbers[written.name])]
    best = max(named or group, key=lambda written: (written.works, len(written.name), written.name)).name
    if named:
        return best
    return " ".join(_EDITION.sub(" ", best).split()).strip(" ,:-–'’") or best
