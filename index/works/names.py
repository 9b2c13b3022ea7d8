"""Names of authors: their parts, organisations, and whether two lists may name one person.

Only this module knows "et al." (`ET_AL`, `without_et_al`), suffixes (`SUFFIX`) and particles (`PARTICLES`) of family
names, and the words of organisations (`is_organisation`, `may_be_organisation`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import OSA

from index.text.words import plain, spelled_one_way

_CAPITAL_PARTICLES = frozenset({"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du"})
"""Those that are also particles with a capital; "Le" and "La" are names elsewhere."""
PARTICLES = _CAPITAL_PARTICLES | frozenset(
    {"do", "das", "la", "le", "los", "ter", "ten", "te", "af", "av", "zu", "zum", "zur", "'t", "el", "al", "bin", "ibn"}
)
"""Small words that belong to a family name: "van der Aalst"."""
SUFFIX = r"(?:Jr|Sr|2nd|3rd|II|III|IV)"
"""Part of a pattern, ignoring case: "Jr", "III" after a family name."""
_SUFFIX = re.compile(rf"{SUFFIX}\.?", re.IGNORECASE)
ET_AL = r"(?:\bet\.?\s{0,2}al\b\.?|\band\s{1,3}(?:others|colleagues|co-?workers|co-?authors)\b)"
"""Part of a pattern, ignoring case: "et al.", "and colleagues"."""
_AT_END = re.compile(rf"(?:^|[\s,;&]){{0,3}}(?:{ET_AL}|\bothers\b)\.?$", re.IGNORECASE)
_LONGEST_ET_AL = 24
# "ATLAS Collaboration", "Mozilla Foundation", "Acme Inc."
_ORGANISATION = re.compile(
    r"\b(?:collaborations?|consorti(?:um|a)|group|team|project|committee|council|institut(?:e|ion)|association|society"
    r"|foundation|organi[sz]ation|university|network|initiative|alliance|agency|ministry|department|task force|inc|ltd"
    r"|llc|gmbh|corp|corporation)\b",
    re.IGNORECASE,
)
# "Google Research", "Bureau of Standards", "Ernst & Young"
_MAYBE_ORGANISATION = re.compile(
    r"\b(?:of|for|the|und|and|Company|Research|Laborator(?:y|ies)|Labs?|Cent(?:er|re)|Commission|Federation|Academy"
    r"|Technologies|Hospital)\b|[&;:|]"
)
# "(Eds.)", "*", "1"
_BESIDE_NAME = re.compile(r"\([^()]*\)|[{}*†‡§¶]|\d(?!nd\b|rd\b)")
# "J.-P.", "A"
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.-?){1,4}(?:[^\W\d_]\.?)?|[A-Z]")
_CAPITALS = re.compile(r"[A-Z]{2,3}")
# "DA", "WMP", but not "COX" or "DAS", which may be family names
_RUN = re.compile(r"[A-Z]{2}|[B-DF-HJ-NP-TV-XZ]{3}")
_SHORT_FAMILY = re.compile(
    r"au|bo|di|ip|ji|ke|mu|ng|ou|pu|qu|ru|si|xi|yi|an|ba|bai|bu|cai|cao|che|chu|dai|do|du|fan|fei|fu|gao|ge|gu|guo|ha|han|hao|he|hou|hu|hua|jia|ju|kim|ko|le|lee|li"
    r"|lim|lin|liu|lo|lu|luo|lv|ly|ma|mai|mao|mo|ngo|ni|oh|pan|qi|qin|qiu|rao|ren|roh|sha|shi|su|sun|tan|to|tu|van|vo"
    r"|wan|wei|wu|xia|xie|xu|ya|yan|yao|ye|yin|yu|yue|zha|zhu|zou",
    re.IGNORECASE,
)
"""Common family names of two or three letters in East Asia, which are no initials: "Wei LI"."""
_PARTED = re.compile(r"[\s.\-‐]+")
_HAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]+")
_LONGEST = 200
"""Characters of a name that are read (a guess, longer than any person's name)."""
_MIN_SLIPPED = 6  # letters of the shortest family name in which one wrong letter is a slip (a guess)
_FEW = 30
"""Authors up to which we tolerate slips (a guess): of more, at least one name is correct."""


def without_et_al(authors: str) -> str:
    """One or several authors without a trailing "et al.", "and others" or "and colleagues"."""
    authors = authors.rstrip(" ,;&")
    # We only search the end, because searching everywhere takes quadratic time on many commas.
    match = _AT_END.search(authors, max(0, len(authors) - _LONGEST_ET_AL))
    return authors[: match.start()].rstrip(" ,;&") if match else authors


def is_cut_list(authors: str) -> bool:
    """Whether a list of authors ends with "et al.", "and others" or "..."."""
    authors = authors.rstrip(" ,;&\n")
    return authors.endswith(("...", "…")) or without_et_al(authors) != authors


def is_organisation(author: str) -> bool:
    """Whether a name has a word that only organisations have."""
    return _ORGANISATION.search(author) is not None


def may_be_organisation(author: str) -> bool:
    """Whether a name has a word that is rare in a person's name, so that it should not be split."""
    return is_organisation(author) or _MAYBE_ORGANISATION.search(author) is not None


def family_name(author: str) -> str:
    """The family name of one author as written, with particles.

    "van der Aalst, Wil", "Aalst, Wil van der" and "Wil van der Aalst" give "van der Aalst", "Tahoori M." gives
    "Tahoori"; an organisation gives its whole name, a name in Chinese or Korean script its first part.
    """
    return parted(author).family


class PartedName(NamedTuple):
    """The parts of one author's name, as written; `suffix` is "Jr." or empty."""

    family: str
    given: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class NameReading:
    """A folded family name and the initials of the given names; `turned` if their order is a guess."""

    family: str
    initials: frozenset[str]
    turned: bool = False

    def fits(self, other: "NameReading") -> bool:
        """Whether two readings with one family name may be one person."""
        if self.turned and other.turned:
            return False
        if self.turned or other.turned:
            return bool(self.initials & other.initials)
        return not self.initials or not other.initials or bool(self.initials & other.initials)


@dataclass(frozen=True, slots=True)
class Authors:
    """A list of authors, prepared for comparison."""

    readings: dict[str, frozenset[NameReading]]
    """By family name."""
    wholes: frozenset[str]
    """Whole names with sorted words, so that their order does not matter."""
    families: frozenset[str]
    """One family name an author."""
    first: str
    collective: bool
    """Whether all authors are organisations."""

    def __bool__(self) -> bool:
        return bool(self.wholes)

    def share_one(self, other: "Authors") -> bool:
        """Whether the lists have an author in common, by name."""
        if not self.wholes.isdisjoint(other.wholes):
            return True
        shared = self.readings.keys() & other.readings.keys()
        return any(a.fits(b) for family in shared for a in self.readings[family] for b in other.readings[family])

    def may_be(self, other: "Authors") -> bool:
        """Whether both lists may be of one work: an author in common, or not comparable, such as an organisation and
        persons."""
        if not self or not other or self.collective != other.collective or self.share_one(other):
            return True
        if any(len(family) == 1 for family in self.families | other.families):  # "V. B S": which part is the family's?
            return True
        if max(len(self.wholes), len(other.wholes)) > _FEW:
            return False
        return any(_is_slip(left, right) for left in self._primary() for right in other._primary())

    def _primary(self) -> Iterator[NameReading]:
        return (r for readings in self.readings.values() for r in readings if not r.turned and len(r.family) > 5)


@dataclass(frozen=True, slots=True)
class Name:
    """One author's name, prepared for comparison."""

    family: str
    whole: str
    readings: tuple[NameReading, ...]
    collective: bool


def compared(author: str) -> Name | None:
    """A name, prepared for comparison; None if it has no letters."""
    family, given, _ = parted(author)
    whole = spelled_one_way(family)
    if not whole:
        return None
    if is_organisation(family):
        return Name(whole, whole, (NameReading(whole, frozenset()),), True)
    core = _core(family)
    words = sorted(map(spelled_one_way, (*given.split(), *family.split())))
    folded = whole if core == family else spelled_one_way(core)
    return Name(folded, " ".join(words), tuple(_readings(core, folded, whole, given)), False)


def listed(names: Iterable[Name]) -> Authors:
    """The authors of a record, prepared for comparison."""
    names = tuple(names)
    readings: dict[str, set[NameReading]] = {}
    for name in names:
        for reading in name.readings:
            readings.setdefault(reading.family, set()).add(reading)
    return Authors(
        {family: frozenset(all_of_family) for family, all_of_family in readings.items()},
        frozenset(name.whole for name in names),
        frozenset(name.family for name in names),
        names[0].family if names else "",
        bool(names) and all(name.collective for name in names),
    )


def parted(author: str) -> PartedName:
    """The parts of an author's name, without marks and remarks; an organisation is all `family`."""
    author = " ".join(_BESIDE_NAME.sub(" ", without_et_al(author[:_LONGEST])).split()).strip(" ;,")
    if is_organisation(author):
        return PartedName(re.sub(r"(?i)^the\s+", "", author))
    if "," in author:
        return _around_comma(author)
    words, suffix = _without_suffix(author.split())
    if not words:
        return PartedName("")
    family, given = _in_han(words) if _HAN.fullmatch(words[0]) else _without_comma(words)
    return PartedName(family, given, suffix)


def _around_comma(author: str) -> PartedName:
    head, *parts = (part.split() for part in author.split(","))
    family, suffix = _without_suffix(head)
    given: list[str] = []
    for words in reversed(parts):
        if _without_suffix(words, least=0)[0]:
            given = words
        elif words:
            suffix = " ".join(words)
    split = len(given)
    while split > 0 and given[split - 1] in PARTICLES:
        split -= 1
    return PartedName(" ".join([*given[split:], *family]), " ".join(given[:split]), suffix)


def _without_comma(words: list[str]) -> tuple[str, str]:
    last = len(words)
    if _is_run_of_initials(words):
        return " ".join(words[:-1]), words[-1]
    while last > 1 and _DOTTED.fullmatch(words[last - 1]):
        last -= 1
    if last < len(words) and not _DOTTED.fullmatch(words[0]):  # "Tahoori M.", as some databases write
        return " ".join(words[:last]), " ".join(words[last:])
    split = len(words) - 1
    while split > 1 and (words[split - 1] in PARTICLES or words[split - 1].lower() in _CAPITAL_PARTICLES):
        split -= 1
    if split == 1 and words[0] in PARTICLES:
        split = 0
    return " ".join(words[split:]), " ".join(words[:split])


def _is_run_of_initials(words: list[str]) -> bool:
    """Whether the last word is initials without dots, as PubMed and Web of Science write: "Tamburri DA"."""
    *before, last = words
    if not before or not _RUN.fullmatch(last) or _SHORT_FAMILY.fullmatch(last):
        return False
    return not _DOTTED.fullmatch(words[0]) and not any(len(word) > 1 and word.isupper() for word in before)


def _in_han(words: list[str]) -> tuple[str, str]:
    """(family, given); of a name without a space, the family name is the first sign, or the first two of four."""
    if len(words) > 1 or not 2 <= len(words[0]) <= 4:
        return words[0], " ".join(words[1:])
    split = 2 if len(words[0]) == 4 else 1
    return words[0][:split], words[0][split:]


def _without_suffix(words: list[str], least: int = 1) -> tuple[list[str], str]:
    """The words of a name, at least `least`, and the suffix after them."""
    end = len(words)
    while end > least and _SUFFIX.fullmatch(words[end - 1]):
        end -= 1
    return words[:end], " ".join(words[end:])


def _readings(core: str, folded: str, whole: str, given: str) -> Iterator[NameReading]:
    """Readings of a name; `core` is the family name without particles, `folded` the same folded, `whole` with them."""
    letters = frozenset(given.lower()) if _CAPITALS.fullmatch(given) else _initials(given)  # "Smith, JA"
    yield NameReading(folded, letters)
    if whole != folded:
        yield NameReading(whole, letters)
    parts = _PARTED.split(core)
    if len(parts) > 1:  # a name of two parts may be known by either: "Burgueño-Romero", "Burgueño"
        yield from (NameReading(part, letters) for part in map(spelled_one_way, parts) if len(part) > 2)
    *before, last = given.split() or [""]
    if len(last) > 1 and not _DOTTED.fullmatch(last):
        # "Zhang Wei", or "Susana Alcorta Lozano" beside "S. Alcorta": its initials must bear it out.
        yield NameReading(spelled_one_way(last), _initials(" ".join(before) or core), turned=True)


def _initials(names: str) -> frozenset[str]:
    return frozenset(part[:1] for part in map(plain, _PARTED.split(names)) if part)


def _core(family: str) -> str:
    """The family name without its particles."""
    words = family.split()
    split = next((i for i, word in enumerate(words[:-1]) if word.lower() not in PARTICLES), len(words) - 1)
    return " ".join(words[split:])


def _is_slip(left: NameReading, right: NameReading) -> bool:
    """Whether two long family names differ by one wrong letter, with an initial in common."""
    if min(len(left.family), len(right.family)) < _MIN_SLIPPED or not left.initials & right.initials:
        return False
    return left.family[0] == right.family[0] and OSA.distance(left.family, right.family, score_cutoff=1) <= 1
