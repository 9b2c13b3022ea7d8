"""Which works a name means: a key, a number, a title, an author and year ("Granlund's Oravizio paper", "paper 11").

`assistant.questions.worknames` finds the names in a question.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from assistant.questions.phrases import PAPER_NOUNS, QUOTED, TEXT_NOUNS, compiled, either, nouns, number_forms
from assistant.wording import counted
from index.entries import WorkEntry
from index.errors import UsageError
from index.text.words import STOP_WORDS, plain, spelled_one_way, stem, title_words
from index.works import names
from index.works.dois import canonical_doi
from index.works.filters import is_author

_WORK = nouns((*PAPER_NOUNS, *TEXT_NOUNS))
ONE = either((*PAPER_NOUNS, *TEXT_NOUNS))
"""A pattern of the nouns for one work, as `YEAR` is of a year."""
YEAR = r"(?:19|20)\d\d"


class NameOutcome(StrEnum):
    """Whether a name means one work, may mean several, or means none."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


_MOST_SHOWN = 4
"""Works that a message on an ambiguous name lists. A guess."""


@dataclass(frozen=True, slots=True)
class Named:
    """The works that a name may mean; `words` are those of the question, `name` is without articles and nouns."""

    words: str
    name: str
    works: tuple[WorkEntry, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the works."""
        return tuple(work.key for work in self.works)

    @property
    def outcome(self) -> NameOutcome:
        """How many works it may mean."""
        return (NameOutcome.NONE, NameOutcome.ONE, NameOutcome.SEVERAL)[min(len(self.works), 2)]

    @property
    def choices(self) -> str:
        """ "2 works fit “the drift paper”: Drift (fox2020); Drift Everywhere (hay2021); ask by key"; "" for one."""
        if self.outcome is not NameOutcome.SEVERAL:
            return ""
        shown = "; ".join(f"{work.label} ({work.key})" for work in self.works[:_MOST_SHOWN])
        more = len(self.works) - _MOST_SHOWN
        fit = f"{counted(len(self.works), 'work')} fit “{self.words}”"
        return f"{fit}{', such as' * (more > 0)}: {shown}; ask by key{' or with more words' * (more > 0)}"


# "the paper titled", "that study by", "the paper on", "... paper"
_AROUND = compiled(
    rf"^(?:(?:the|a|an|any|my|this|that|these|those|of|both)\s+)+|^(?:{_WORK}\s+)?(?:entitled|titled|called|named)\s+"
    rf"|^{_WORK}\s+(?:(?:(?:written|authored)\s+)?by|of|with\s+the\s+(?:title|key))\s+|^{ONE}\s+(?:on|about)\s+"
    rf"|\s+(?:{_WORK}|paper[’']s)$"
)
_NO_NAMES = frozenset((*number_forms((*PAPER_NOUNS, *TEXT_NOUNS)), "the", "it", "them", "one"))
# "Faubel's Challenges", "Mithridates by Bagdasarian"
_OF_AUTHOR = compiled(
    r"(?P<author>.+?)(?:[’']s|(?<=s)[’'])\s+(?P<title>.+)|(?P<title2>.+)\s+(?:written\s+)?(?:by|from|of)\s+(?P<author2>.+)"
)
_YEAR_IN_NAME = re.compile(rf"[(\[,]?\s*\b(?P<year>{YEAR})[a-z]?\b\s*[)\],]?")
_BETWEEN_AUTHORS = compiled(rf"\s*(?:,|;|&|{names.ET_AL}|\band\b)\s*")
# "paper 11", "study no. 3", "#11", "S11"
_NUMBERED = compiled(rf"(?:{ONE}\s+)?(?:number\s+|n[or]\.?\s*)?#?(?P<n>[a-z]?\d{{1,4}})")
# "Stone et al.", "the silts paper", "a study by", "paper 11", "stone2022review", "Stone, 2022"
_LIKE_A_NAME = compiled(
    rf"{names.ET_AL}|\S\s+{ONE}$|^(?:the\s+|an?\s+)?{ONE}\s+(?:by|of|titled|entitled|called)\b|^the\s+{ONE}\s+(?:on|about)\b"
    rf"|^(?:{ONE}|n[or]\.?)\s*(?:number\s+|n[or]\.?\s*)?#?\d{{1,4}}$|^@?[a-z]+{YEAR}[a-z]*$|^10\.\d{{4,9}}/|{YEAR}\)?$"
)
_KIND = compiled(r"\b(?:survey|review|mapping)\b")
_ALIKE = 88.0
"""Similarity (0..100) of a title with a typo or two; other titles of a field reach 70 or 80."""
_LONG_ENOUGH = 8
"""Letters of a title that may have typos; a guess."""
_LONG_WORD = 5
"""Letters of a word that may have a typo: shorter ones are a letter away from many others. A guess."""

_RARE = 3
"""Titles with a name that one of them has before its colon, as the work that introduces it. A guess."""


def works_named(words: str, works: Sequence[WorkEntry], surely: bool = False) -> Named:
    """The works that `words` may name, by the most certain rule that finds any.

    `surely`: without the rules for some words of a title and for misspelt ones, as `words` may also be a topic.
    """
    quoted = QUOTED.search(words)
    asked, name = words.strip(" .,;:?!"), bare_name(quoted[1] if quoted else words)
    if not name:
        return Named(asked, name)
    ways = (_by_key, _by_doi, _by_file, by_number, by_title, _by_head, _by_authors, _by_author_and_title)
    guesses = () if surely else _BY_TITLE_WORDS
    found = next((found for way in (*ways, *guesses) if (found := tuple(way(name, works)))), ())
    if len(found) > 1 and (kind := _KIND.search(words)):  # "the drift survey"
        found = tuple(w for w in found if w.secondary or kind[0].lower() in folded(w.label).split()) or found
    return Named(asked, name, found)


def bare_name(words: str) -> str:
    """`words` without articles and nouns for works around them; empty if nothing is left."""
    before, words = "", " ".join(words.split()).strip(" .,;:?!\"“”'()[]")
    while before != words:
        before, words = words, _AROUND.sub("", words).strip(" .,;:")
    return "" if words.lower() in _NO_NAMES else words


def names_a_work(words: str) -> bool:
    """True if `words` look like the name of a work: quoted, a key, "et al.", "the X paper", "the paper on X"."""
    return bool(QUOTED.search(words) or _LIKE_A_NAME.search(words.strip(" ?.!")))


def several_works(named: Named) -> UsageError:
    """The error for a name that fits several works, where one is needed."""
    return UsageError(named.choices)


def unknown_work(words: str, works: Sequence[WorkEntry]) -> UsageError:
    """The error for an unknown work, with the nearest title."""
    name = bare_name(words)
    if not works:
        return UsageError(f"no work is called “{name}”: the corpus holds no work yet; add some and index it")
    labels = {work.key: folded(work.label) for work in works}
    key = process.extractOne(folded(name), labels, scorer=fuzz.token_set_ratio)[2]
    nearest = next(work for work in works if work.key == key)
    return UsageError(
        f"no work of the corpus is called “{name}”; the nearest title is “{nearest.label}” ({key}): "
        "name a work by its title, by its authors and year, or by its key"
    )


def works_by(people: Sequence[str], year: int | None, works: Iterable[WorkEntry]) -> list[WorkEntry]:
    """Works by all of these people, from the year if given; only those with the first as first author, if any."""
    families = [spelled_one_way(names.family_name(name)) for name in people]
    if not people or any(len(family) < 2 for family in families):
        return []
    fitting = []
    for work in works:
        if year is not None and work.year != year:
            continue
        # Comparing names is slow, so first check that the letters of the family names occur.
        letters = spelled_one_way(" ".join(work.authors))
        near = all(family in letters for family in families)
        if near and all(any(is_author(name, author) for author in work.authors) for name in people):
            fitting.append(work)
    return [work for work in fitting if is_author(people[0], work.authors[0])] or fitting


def _by_key(name: str, works: Sequence[WorkEntry]) -> Iterable[WorkEntry]:
    return (work for work in works if work.key.casefold() == name.casefold().lstrip("@"))


def _by_doi(name: str, works: Sequence[WorkEntry]) -> Iterable[WorkEntry]:
    doi = canonical_doi(name) if "10." in name else None
    return (work for work in works if doi and canonical_doi(work.doi) == doi)


def _by_file(name: str, works: Sequence[WorkEntry]) -> Iterable[WorkEntry]:
    """By a file that tells of one work: "11_Granlund.md"."""
    wanted = name.casefold()
    found = [work for work in works if any(wanted == file.casefold() for file in files_of(work))] if "." in name else []
    return found if len(found) == 1 else ()


def by_number(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """By the number that a note gives its paper: "paper 11" is also the one called "S11"."""
    if not (match := _NUMBERED.fullmatch(name)) or name.isdecimal():
        return []
    number = match["n"].upper()
    exact = [work for work in works if number in work.numbers]
    return exact or [work for work in works if any(number == stated.lstrip("SP") for stated in work.numbers)]


def by_title(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """By the whole title, otherwise by the part before a colon or a dash.

    If that is one word ("MLflow: ..."), it has to be a rare name, else other titles with the word fit as well.
    """
    wanted = folded(name)
    whole = [work for work in works if wanted and folded(work.label) == wanted]
    fronts = [work for work in works if len(wanted) > 3 and wanted in fronts_of(work.label)]
    if whole or not fronts or " " in wanted:
        return whole or fronts
    holding = [work for work in works if f" {wanted} " in f" {folded(work.label)} "]
    is_name = all(re.search(r"[A-Z\d]", work.label.split()[0][1:]) for work in fronts)
    return fronts if is_name and len(holding) <= _RARE else holding


def _by_authors(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """ "Symeonidis", "John et al. (2021)", "Faubel 2023"; a year in it must be the work's."""
    year = _YEAR_IN_NAME.search(name)
    who = bare_name(re.sub(r"[’']s?$", "", bare_name(_YEAR_IN_NAME.sub(" ", name))))
    people = [part for part in _BETWEEN_AUTHORS.split(who) if part]
    return works_by(people, int(year["year"]) if year else None, works)


def _by_author_and_title(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """ "Mithridates by Bagdasarian", "Faubel's Challenges", "Granlund's 2021 paper on Oravizio"."""
    match = _OF_AUTHOR.fullmatch(name)
    if not match or not (theirs := _by_authors(match["author"] or match["author2"], works)):
        return []
    title = match["title"] or match["title2"]
    year, rest = _YEAR_IN_NAME.search(title), bare_name(_YEAR_IN_NAME.sub(" ", title))
    theirs = [work for work in theirs if not year or work.year == int(year["year"])]
    ways = (by_title, *_BY_TITLE_WORDS)
    return theirs if not rest else next((found for way in ways if (found := way(rest, theirs))), [])


# "APOLLO", "SliceTeller", "RCM2": no common word
_OWN_NAME = re.compile(r"\w*[A-Z]\w*[A-Z\d]\w*")


def _by_head(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    return [work for work in works if begins_title(name, work)]


def begins_title(name: str, work: WorkEntry) -> bool:
    """True for the name that a title begins with, as written: "APOLLO" for "APOLLO: orchestration in the mist"."""
    return bool(_OWN_NAME.fullmatch(name) and re.match(rf"{name}\s*[:–—]", work.label))


def _by_part(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """By consecutive words of the title, or one that is written in two: "slice teller" for "SliceTeller"."""
    if len(folded(name)) < 3:
        return []
    for form in (folded, _stemmed):
        if parts := [work for work in works if f" {form(name)} " in f" {form(work.label)} "]:
            return parts
    joined = plain(name)
    return [work for work in works if len(joined) >= _LONG_ENOUGH and joined in folded(work.label).split()]


def _by_words(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """By some words of the title, in any order, perhaps with a wrong, missing or doubled letter: "Oravzio journey"."""
    wanted = [word for word in title_words(name) if word not in STOP_WORDS]
    rightly = [work for work in works if wanted and all(stem(word) in _stemmed(work.label).split() for word in wanted)]
    if rightly or not wanted:
        return rightly
    known = {word for work in works for word in folded(work.label).split()}
    near = {word: {other for other in known if word == other or _is_misspelt(word, other, known)} for word in wanted}

    def holds(title: str, word: str) -> bool:
        return stem(word) in _stemmed(title).split() or not near[word].isdisjoint(folded(title).split())

    return [work for work in works if all(holds(work.label, word) for word in wanted)]


def _is_misspelt(word: str, other: str, known: Collection[str]) -> bool:
    """True if a word of no title is a letter away from `other`."""
    if word in known or len(word) < _LONG_WORD or abs(len(word) - len(other)) > 1:
        return False
    return OSA.distance(word, other, score_cutoff=1) == 1


def by_likeness(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """By the title, or the part before its subtitle, with typos."""
    wanted = folded(name)
    if len(wanted) < _LONG_ENOUGH or not works:
        return []
    scores = {work.key: max(fuzz.ratio(wanted, front) for front in fronts_of(work.label)) for work in works}
    best = max(scores.values())
    return [work for work in works if best >= _ALIKE and scores[work.key] == best]


_BY_TITLE_WORDS = (_by_part, _by_words, by_likeness)


@lru_cache(16_384)
def folded(text: str) -> str:
    """The words of a title as they are compared."""
    return " ".join(title_words(text))


@lru_cache(16_384)
def _stemmed(text: str) -> str:
    return " ".join(map(stem, title_words(text)))


@lru_cache(16_384)
def fronts_of(title: str) -> tuple[str, ...]:
    """The title, and the part before its subtitle, folded."""
    main = re.split(r"\s*:|\?|[.]\s|\s[-–—]+\s", title)[0]
    return tuple(dict.fromkeys(folded(part) for part in (title, main)))


def files_of(work: WorkEntry) -> Iterator[str]:
    """The paths and names of the work's files."""
    for path in work.sources:
        yield from {path, path.rsplit("/", 1)[-1]}
