"""Citation keys: the researcher's own, or family name, year and first word of the title (`john2021towards`)."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, product
from string import ascii_lowercase

from rapidfuzz.fuzz import ratio

from index.sources import Record
from index.text.normalise import without_hidden
from index.text.words import SMALL_WORDS, plain, title_words
from index.works import titles, venues
from index.works.dois import canonical_doi
from index.works.facts import dois_exclude
from index.works.merging import RecordRef
from index.works.names import family_name
from index.works.venues import same_venue

_INSIGNIFICANT = SMALL_WORDS | {"das", "der", "die", "ein", "eine", "le", "la", "les", "un", "une"}
_NOT_IN_KEYS = re.compile(r"[\s,{}\\]+")
_LONGEST_PART = 30
"""Letters of a name or word in a generated key (a guess); a title in a script without spaces is one word."""
_LONGEST_NEW = 40
"""Letters of a new key with its distinguishing letters; keys of earlier versions may be longer and stay."""
_LONGEST_OWN = 100  # letters of the researcher's key (a guess)


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """A work's claim to a key of the researcher; the claim with the lowest `rank`, then title, wins."""

    rank: int
    title: str
    key: str


def own_key(text: str | None) -> str | None:
    """The researcher's key without characters that BibTeX forbids; None if it becomes empty or is too long to type."""
    key = _NOT_IN_KEYS.sub("", without_hidden((text or "")[: 2 * _LONGEST_OWN]))
    return key if 0 < len(key) <= _LONGEST_OWN else None


def base_key(authors: Iterable[str], year: int | None, title: str | None, fallback: str) -> str:
    """The key before collisions are resolved; from `fallback` (a file name) without author and title."""
    family = next((plain(family_name(author)) for author in authors), "")[:_LONGEST_PART]
    words = title_words(title or "")
    significant = [word[:_LONGEST_PART] for word in [w for w in words if w not in _INSIGNIFICANT] or words]
    named = family + (str(year) if year else "")
    if not significant:
        return named if family else plain(fallback)[: 2 * _LONGEST_PART] or "untitled"
    return named + "".join(significant[: 1 if family else 2])


def allot(claims: Mapping[str, KeyClaim]) -> dict[str, str]:
    """Identity -> own key; of works that claim the same key, the first in order gets it."""
    allotted: dict[str, str] = {}
    for identity in sorted(claims, key=lambda identity: (claims[identity].rank, claims[identity].title, identity)):
        allotted.setdefault(claims[identity].key, identity)
    return {identity: key for key, identity in allotted.items()}


def settle(
    wanted: Mapping[str, str],
    held: Mapping[str, str],
    inherited: Mapping[str, str] | None = None,
    own: Mapping[str, str] | None = None,
    reserved: Iterable[str] = (),
) -> dict[str, str]:
    """Assign every work a key; a generated key never moves from one work to another.

    wanted: identity -> base key. held: every identity ever -> its key. inherited: identity -> key of its work in the
    last build (see `inheritances`). own: identity -> the researcher's key, which overrides all others; a work that had
    this as its generated key gets a new one. reserved: the researcher's other keys, which are not generated, in any
    case of letters. A work keeps its generated key even if its base changes, since drafts cite it; a key that was once
    the researcher's is kept only if the base is the same. New works get the base key or the next free
    letter, in the order of their identities, so that equal corpora give equal keys.
    """
    keys = {identity: key for identity, key in (own or {}).items() if identity in wanted}
    assigned = {key.lower() for key in (*keys.values(), *reserved)}
    inherited = inherited or {}
    generated = {key for identity, key in held.items() if not identity.startswith(_OWN)}
    # If two identities had one key in succession, the later one has priority.
    last = {identity: key for identity, key in inherited.items() if held.get(identity) == key}
    for before in (last, held, inherited):
        for identity, base in sorted(wanted.items()):
            key = before.get(identity, "")
            is_its_own = key in generated or _is_made_from(base, key) or _is_made_from(_shortened(base), key)
            if identity not in keys and key not in assigned and is_its_own:
                keys[identity] = key
                assigned.add(key)
    taken = {*assigned, *held.values()}
    free: dict[str, Iterable[str]] = {}
    for identity in sorted(wanted.keys() - keys.keys()):
        base = _shortened(wanted[identity])
        candidates = free.setdefault(base, _candidates(base))
        keys[identity] = next(key for key in candidates if key not in taken)
        taken.add(keys[identity])
    return keys


def _shortened(base: str) -> str:
    """The base of a new key, with room for two letters behind it."""
    return base[: _LONGEST_NEW - 2]


def _is_made_from(base: str, key: str) -> bool:
    suffix = key[len(base) :]
    return key.startswith(base) and (suffix == "" or (suffix.isalpha() and len(suffix) <= 2 and suffix != "a"))


def _candidates(base: str) -> Iterable[str]:
    """The base, then base + b, c, ... z, aa, ab, ..."""
    yield base
    for length in count(1):
        letters = product(ascii_lowercase, repeat=length)
        yield from (base + "".join(suffix) for suffix in letters if suffix != ("a",))


# Identities, which identify a work from build to build, whatever files its records are in.
#
# A citation key belongs to an identity. A corrected fact changes the identity; the key moves to the new one only if
# the record is clearly the same (see `inheritances`), so that no draft silently cites another work.

_SAME_DOI_LIKE = 60
"""Percent (rapidfuzz); titles with one DOI that are less similar are chapters of a volume (a guess)."""
_DOI, _VENUE = "doi:", "in:"
_OWN = "="
_SURELY = 1.0
"""Likeness of an identity whose records are those of the old one, whatever they were read as: below all measured."""
_MOST = 400  # characters of a title or venue that are compared (a guess)


@dataclass(frozen=True, slots=True)
class Identity:
    """Words of the title, family name and initial of the first author, year, and a distinction: the DOI, else the venue
    if the title says little, else the file if there are no authors either."""

    title: str
    family: str
    initial: str
    year: str
    apart: str

    @classmethod
    def of(cls, record: Record, path: str) -> "Identity":
        """The identity of a merged record; `path` is that of its first source."""
        words = titles.words_of(record.title or "")
        title = " ".join(words) or _safe(record.title or "").lstrip("=")
        first = record.authors[0] if record.authors else ""
        family = family_name(first)
        first_name = first.partition(",")[2] or first.replace(family, "", 1)
        year = str(record.year or "")
        return cls(title, plain(family), plain(first_name)[:1], year, _safe(_apart(record, words, path)))

    @classmethod
    def parse(cls, text: str) -> "Identity":
        """Reverse `str`; missing parts are empty."""
        title, first, year, apart, *_ = [*text.split("|"), "", "", ""]
        family, _, initial = first.partition(" ")
        return cls(title, family, initial, year, apart)

    def __str__(self) -> str:
        return f"{self.title}|{self.family} {self.initial}|{self.year}|{self.apart}"

    @property
    def doi(self) -> str:
        """The DOI, empty if unknown."""
        return self.apart.removeprefix(_DOI) if self.apart.startswith(_DOI) else ""

    @property
    def venue(self) -> str:
        """The venue, empty if it is not needed."""
        return self.apart.removeprefix(_VENUE) if self.apart.startswith(_VENUE) else ""


def further_facts(record: Record) -> str:
    """Facts of a work that its identity leaves out, as one part of a text: authors in full, venue, pages, numbers."""
    facts = (*record.authors, record.venue, record.first_page, record.last_page, record.volume, record.number)
    return " ".join(plain(fact) for fact in facts if fact)[:_MOST]


def likeness(old: Identity, new: Identity, *, same_file: bool = False) -> float:
    """How clearly a changed identity is still of the same work: percent, 0 if it is not.

    A year or author that one of them lacks does not part telling titles. same_file: both are of one record in a file
    that has not changed, so that it is only read differently.
    """
    if same_file and not old.title:
        return _SURELY
    if not old.title or not new.title or not (same_file or _may_be_of_one(old, new)):
        return 0.0
    # Older versions stored a DOI only up to its "<".
    same_doi = bool(old.doi) and (old.doi == new.doi or new.doi.startswith(f"{old.doi}<"))
    if old.doi and new.doi and not same_doi and dois_exclude(old.doi, new.doi):
        return 0.0
    if old.venue and new.venue and same_venue(venues.compared(old.venue), venues.compared(new.venue)) is False:
        return 0.0
    alike = float(ratio(old.title[:_MOST], new.title[:_MOST]))
    if alike == 100.0 or (same_doi and alike >= _SAME_DOI_LIKE):
        return alike
    # "Causal models" is no slip for "Casual models" if nothing but the year and author agree.
    same_word = same_file or base_key([old.family], None, old.title, "") == base_key([old.family], None, new.title, "")
    is_correction = titles.is_correction(titles.compared(old.title), titles.compared(new.title))
    return alike if same_word and is_correction else 0.0


def _may_be_of_one(old: Identity, new: Identity) -> bool:
    """Whether year and first author agree, as far as known."""
    if old.initial and new.initial and old.initial != new.initial:
        return False
    if old.year == new.year and old.family == new.family:
        return True
    agree = all(not a or not b or a == b for a, b in ((old.year, new.year), (old.family, new.family)))
    return agree and old.title == new.title and titles.is_telling(old.title.split())


def inheritances(
    works: Mapping[str, Sequence[RecordRef]],
    held: Mapping[str, str],
    before: Mapping[RecordRef, str],
    unchanged: Collection[RecordRef] = frozenset(),
) -> dict[str, str]:
    """Identity -> the key that its work had in the last build, under this identity or one that no longer exists.

    works: present identity -> its records. held: every identity ever -> its key, the researcher's keys under
    `held_as_own`. before: record -> key of its work in the last build. unchanged: records of files with the same bytes
    as then. Only a new identity inherits, only keys of vanished identities are inherited, and the most similar identity
    gets the key.
    """
    keys_before = {identity: {before[ref] for ref in refs if ref in before} for identity, refs in works.items()}
    inherited = {identity: held[identity] for identity in works if held.get(identity) in keys_before[identity]}
    unseen = [identity for identity in works if identity not in held]
    if not unseen or not held:
        return inherited
    taken = set(inherited.values())
    for _, identity, key in sorted(_inheritable(unseen, works, held, before, unchanged)):
        if identity not in inherited and key not in taken:
            inherited[identity] = key
            taken.add(key)
    return inherited


def held_as_own(key: str, identity: str) -> str:
    """The identity under which the researcher's key is stored, apart from the generated key of the same work."""
    return f"{_OWN}{key}|{identity}"


def _inheritable(
    unseen: Iterable[str],
    works: Mapping[str, Sequence[RecordRef]],
    held: Mapping[str, str],
    before: Mapping[RecordRef, str],
    unchanged: Collection[RecordRef],
) -> Iterator[tuple[tuple[bool, float], str, str]]:
    """(order, identity, key) of keys that an identity may inherit, those of its own records first."""
    holders: dict[str, list[Identity]] = defaultdict(list)
    present: dict[str, set[str]] = defaultdict(set)
    entitled: dict[str, list[tuple[Identity, str]]] = defaultdict(list)
    for written, key in held.items():
        name = written.removeprefix(f"{_OWN}{key}|")
        holder = Identity.parse(name)
        holders[key].append(holder)
        entitled[holder.title].append((holder, key))
        if name in works:
            present[key].add(name)
    records: dict[str, set[RecordRef]] = defaultdict(set)
    for ref, key in before.items():
        records[key].add(ref)
    for identity in unseen:
        new = Identity.parse(identity)
        telling = titles.is_telling(new.title.split())
        elsewhere = {key for holder, key in entitled[new.title] if telling and _may_be_of_one(holder, new)}
        of_records = {before[ref] for ref in works[identity] if ref in before}
        for key in {*of_records, *elsewhere}:
            if present.get(key, set()) - {identity}:
                continue
            kept = {ref for ref in works[identity] if ref in unchanged and before.get(ref) == key}
            alike = max((likeness(holder, new, same_file=bool(kept)) for holder in holders[key]), default=0.0)
            if kept == records[key] != set():
                alike = max(alike, _SURELY)
            moved = key not in of_records
            if alike and not (moved and len(elsewhere) > 1):
                yield (moved, -alike), identity, key


def _apart(record: Record, words: Sequence[str], path: str) -> str:
    if doi := canonical_doi(record.doi):
        return _DOI + doi
    if record.title and titles.is_telling(words):
        return ""
    place = " ".join(title_words(record.venue or ""))[:_MOST]
    if not record.title:
        return f"{path} {' '.join(map(plain, record.authors))} {place}"
    if titles.is_formal(words) and not record.authors and not place:
        return path
    return _VENUE + place if place else ""


def _safe(text: str) -> str:
    return " ".join(text.replace("|", " ").split())


# The numbers by which notes call papers.

# "Paper 22 Unveiling", "11_Granlund", "[S11] Oravizio", "011 - Oravizio"; not "5G networks", "10 lessons of"
_NUMBER_IN_NAME = re.compile(
    r"(?i:(?:paper|study|article)[ _-]?(?:no\.?|nr\.?|#)?[ _]?)0*(?P<a>\d{1,4})(?=[ _.)\]-]|$)"
    r"|[\[(#]?(?P<b>[PS]\d{1,4}|0*[1-9]\d{0,2})(?=[\])]|_| ?[-–—.:] ?\D)"
)
# "Paper 11 of the study.", "**Paper No.:** 11", "ID: S11"
_NUMBER_STATED = re.compile(
    r"^[\W_]*(?:(?:paper|study|article)[ ]?(?:no\.?|nr\.?|number|id|#)?|id|no\.|nr\.)[*_ ]{0,3}(?::{1,2}|#|[ ])"
    r"[*_ #]{0,4}0*(?P<n>[PS]?\d{1,4})(?:[ ](?:of|in)[ ][^\n]{1,40})?[\W_]*$",
    re.IGNORECASE | re.MULTILINE,
)
BEGINNING = 600
"""Characters of a note in which its paper's number may be stated (a guess)."""


def numbers_of(path: str, beginning: str) -> tuple[str, ...]:
    """What the notes in a file call their paper, by the file's name and their first lines: "11", "S11"."""
    named = _NUMBER_IN_NAME.match(path.rsplit("/", 1)[-1])
    stated = _NUMBER_STATED.search(beginning)
    numbers = (named and (named["a"] or named["b"].lstrip("0")), stated and stated["n"].upper())
    return tuple(dict.fromkeys(number for number in numbers if number))
