"""Works that a question names: by key, by title, by author and year ("the John et al. (2021) paper").

`works_named` finds the works that a name means; `named_works` finds the names in a question.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from assistant.questions.authors import name_at
from assistant.questions.finding import FoundCondition, QuestionText
from assistant.questions.phrases import PAPER_NOUNS, QUOTED, TEXT_NOUNS, compiled, either, nouns, number_forms
from assistant.questions.question import Condition, Facet
from index.entries import WorkEntry
from index.errors import UsageError
from index.text.words import spelled_one_way, title_words
from index.works import names
from index.works.filters import Filter, is_author

_WORK = nouns((*PAPER_NOUNS, *TEXT_NOUNS))
_ONE = either((*PAPER_NOUNS, *TEXT_NOUNS))
_YEAR = r"(?:19|20)\d\d"

# Which works a name means.

# "the paper titled", "that study by", "... paper"
_AROUND = compiled(
    rf"^(?:(?:the|a|an|any|my|this|that|these|those|of|both)\s+)+|^(?:{_WORK}\s+)?(?:entitled|titled|called|named)\s+"
    rf"|^{_WORK}\s+(?:(?:(?:written|authored)\s+)?by|of|with\s+the\s+(?:title|key))\s+|\s+(?:{_WORK}|paper[’']s)$"
)
_NO_NAMES = frozenset((*number_forms((*PAPER_NOUNS, *TEXT_NOUNS)), "the", "it", "them", "one"))
# "Faubel's Challenges", "Mithridates by Bagdasarian"
_OF_AUTHOR = compiled(
    r"(?P<author>.+?)(?:[’']s|(?<=s)[’'])\s+(?P<title>.+)|(?P<title2>.+)\s+(?:written\s+)?(?:by|from|of)\s+(?P<author2>.+)"
)
_YEAR_IN_NAME = re.compile(rf"[(\[,]?\s*\b(?P<year>{_YEAR})[a-z]?\b\s*[)\],]?")
_BETWEEN_AUTHORS = compiled(rf"\s*(?:,|;|&|{names.ET_AL}|\band\b)\s*")
# "Stone et al.", "the silts paper", "a study by", "stone2022review"
_LIKE_A_NAME = compiled(
    rf"{names.ET_AL}|\S\s+{_WORK}$|^(?:the\s+|an?\s+)?{_WORK}\s+(?:by|of|titled|entitled|called)\b|^[a-z]+{_YEAR}[a-z]*$"
)
_ALIKE = 88.0
"""Similarity (0..100) of a title with a typo or two; other titles of a field reach 70 or 80."""
_LONG_ENOUGH = 8
"""Letters of a title that may have typos; a guess."""


def works_named(words: str, works: Sequence[WorkEntry], surely: bool = False) -> tuple[str, ...]:
    """Keys of all works that `words` may name, by the most certain rule that finds any.

    `surely`: without the rules for parts of a title and for misspelt titles.
    """
    quoted = QUOTED.search(words)
    name = bare_name(quoted[1] if quoted else words)
    if not name:
        return ()
    ways = (_by_key, _by_title, _by_authors, _by_author_and_title, *(() if surely else (_by_part, _by_likeness)))
    return next((keys for way in ways if (keys := tuple(work.key for work in way(name, works)))), ())


def bare_name(words: str) -> str:
    """`words` without articles and nouns for works around them; empty if nothing is left."""
    before, words = "", " ".join(words.split()).strip(" .,;:?!\"“”'")
    while before != words:
        before, words = words, _AROUND.sub("", words).strip(" .,;:")
    return "" if words.lower() in _NO_NAMES else words


def names_a_work(words: str) -> bool:
    """True if `words` look like the name of a work: quoted, a key, "et al.", "the X paper"."""
    return bool(QUOTED.search(words) or _LIKE_A_NAME.search(words))


def unknown_work(words: str, works: Sequence[WorkEntry]) -> UsageError:
    """The error for an unknown work, with the nearest title."""
    name = bare_name(words)
    if not works:
        return UsageError(f"no work is called “{name}”: the corpus holds no work yet; add some and index it")
    labels = {work.key: _folded(work.label) for work in works}
    key = process.extractOne(_folded(name), labels, scorer=fuzz.token_set_ratio)[2]
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


def _by_title(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """By the whole title, otherwise by the part before a colon or a dash."""
    wanted = _folded(name)
    whole = [work for work in works if wanted and _folded(work.label) == wanted]
    return whole or [work for work in works if len(wanted) > 3 and wanted in _fronts(work.label)]


def _by_authors(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """ "Symeonidis", "John et al. (2021)", "Faubel 2023"; a year in it must be the work's."""
    year = _YEAR_IN_NAME.search(name)
    who = bare_name(re.sub(r"[’']s?$", "", bare_name(_YEAR_IN_NAME.sub(" ", name))))
    people = [part for part in _BETWEEN_AUTHORS.split(who) if part]
    return works_by(people, int(year["year"]) if year else None, works)


def _by_author_and_title(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """ "Mithridates by Bagdasarian", "Faubel's Challenges"."""
    match = _OF_AUTHOR.fullmatch(name)
    if not match or not (theirs := _by_authors(match["author"] or match["author2"], works)):
        return []
    title = match["title"] or match["title2"]
    year, rest = _YEAR_IN_NAME.search(title), bare_name(_YEAR_IN_NAME.sub(" ", title))
    theirs = [work for work in theirs if not year or work.year == int(year["year"])]
    return theirs if not rest else _by_title(rest, theirs) or _by_part(rest, theirs)


def _by_part(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """By consecutive words of the title."""
    wanted = f" {_folded(name)} "
    return [work for work in works if len(wanted) > 4 and wanted in f" {_folded(work.label)} "]


def _by_likeness(name: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """By the title, or the part before its subtitle, with typos."""
    wanted = _folded(name)
    if len(wanted) < _LONG_ENOUGH or not works:
        return []
    scores = {work.key: max(fuzz.ratio(wanted, front) for front in _fronts(work.label)) for work in works}
    best = max(scores.values())
    return [work for work in works if best >= _ALIKE and scores[work.key] == best]


@lru_cache(16_384)
def _folded(text: str) -> str:
    return " ".join(title_words(text))


@lru_cache(16_384)
def _fronts(title: str) -> tuple[str, ...]:
    """The title, and the part before its subtitle, folded."""
    main = re.split(r"\s*:|\?|[.]\s|\s[-–—]+\s", title)[0]
    return tuple(dict.fromkeys(_folded(part) for part in (title, main)))


# In a question on citations, the cited work is not a condition on the works asked for.
_CITING_WORDS = """cite cites cited citing citation citations reference references referenced build builds building
    extend extends extending"""
_CITING = frozenset(_CITING_WORDS.split())
# "@john2021towards", "conf/icse/John21"
_TOKEN = re.compile(r"@?[^\W_][\w:./+-]*")
# "in", "according to the paper titled"
_LEADING = compiled(
    rf"\b(?:in|from|of|according\s+to|based\s+on)\s+(?:the\s+)?(?:{_ONE}\s+)?(?:(?:titled|entitled|called|named)\s+)?$"
)
# "the 2021 John paper", "the paper by John", "John et al. (2021)": names may follow
_BEFORE_NAMES = compiled(
    rf"\b(?:(?:the|this|that)\s+(?:(?P<year>{_YEAR})\s+)?{_ONE}\s+(?:by|of|from)\s+|(?P<the>the)\s+(?:(?P<year2>{_YEAR})\s+)?)"
    r"(?=[^\W\d_])|(?P<bare>(?<!\w)(?=(?-i:[A-Z])))"
)
# After names: "et al. (2021)", ", 2022"
_BEHIND_NAMES = compiled(
    rf"(?P<et_al>\s+{names.ET_AL}(?:['’]s)?)?(?:,?\s*(?:(?:from|of|in)\s+)?[(\[]?\s*(?P<year>{_YEAR})[a-z]?\s*[)\]]?)?"
)
# "'s 2021 paper"
_NOUN_AFTER = compiled(rf"(?:['’]s)?\s+(?:\d{{4}}\s+)?{_ONE}(?!\w)")
_MOST_SHOWN = 4
"""Keys in a note on an ambiguous name. A guess."""


def named_works(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find names of works; none in a question on citations."""
    if reading.known.works and _CITING.isdisjoint(re.findall(r"\w+", reading.rest.lower())):
        for finder in (_keys_in, _quoted_titles_in, _titles_in, _authors_in):
            yield from finder(reading)


def _keys_in(reading: QuestionText) -> Iterator[FoundCondition]:
    keys = {work.key.casefold(): work for work in reading.known.works}
    for match in _TOKEN.finditer(reading.rest):
        token = match.group().rstrip(".:/")
        if any(c.isdigit() for c in token) and (work := keys.get(token.casefold().lstrip("@"))):
            yield _condition(reading, match.start(), match.start() + len(token), [work])


def _quoted_titles_in(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find quoted titles or beginnings of titles, also with typos."""
    works = reading.known.works
    for match in QUOTED.finditer(reading.rest):
        name = _folded(match[1])
        if len(name.split()) < 2:
            continue
        begun = (w for w in works if len(name.split()) >= 3 and f"{_folded(w.label)} ".startswith(f"{name} "))
        if fitting := _by_title(name, works) or list(begun) or _by_likeness(name, works):
            yield _condition(reading, match.start(), match.end(), fitting)


def _titles_in(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find unquoted titles of three words or more."""
    words = [(word, match) for match in re.finditer(r"[^\W_]+", reading.rest) for word in title_words(match.group())]
    text = f" {' '.join(word for word, _ in words)} "
    spans: dict[tuple[int, int], list[WorkEntry]] = {}
    for work in reading.known.works:
        for front in _fronts(work.title or ""):
            if len(front.split()) >= 3 and (place := text.find(f" {front} ")) >= 0:
                first = text[:place].count(" ") if place else 0
                start, end = words[first][1].start(), words[first + len(front.split()) - 1][1].end()
                spans.setdefault((start, end), []).append(work)
                break
    for start, end in spans:
        widest = not any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans)
        if widest and _stands_for_its_work(reading, start, end):
            yield _condition(reading, start, end, spans[start, end])


def _stands_for_its_work(reading: QuestionText, start: int, end: int) -> bool:
    """True if a title in the text means its work; in a listing it may be the topic."""
    capitals = sum(word[:1].isupper() for word in reading.rest[start:end].split())
    if reading.listing:
        return capitals > 1 and _LEADING.search(reading.rest[:start]) is not None
    return capitals > 1 or (reading.opens(start) and reading.closes(end))


def _authors_in(reading: QuestionText) -> Iterator[FoundCondition]:
    """ "The 2021 John paper", "the paper by John", "the OceanBench paper"; outside listings "John et al.", too."""
    for match in _BEFORE_NAMES.finditer(reading.rest):
        bare = match["bare"] is not None
        people, end = _people_at(reading, match.end())
        behind = _BEHIND_NAMES.match(reading.rest, end) if people else None
        end = behind.end() if behind else end
        noun = _NOUN_AFTER.match(reading.rest, end) if people and match["the"] else None
        sure = not bare or (behind and (behind["year"] or behind["et_al"]) and not reading.listing)
        if behind and sure and (noun or not match["the"]):
            when = match["year"] or match["year2"] or behind["year"]
            condition = _by_people(reading, match.start(), noun.end() if noun else end, people, when)
        else:
            condition = _called(reading, match) if match["the"] else None
        if condition:
            yield condition


def _people_at(reading: QuestionText, start: int) -> tuple[list[str], int]:
    """The names of people from `start`, and their end."""
    people: list[str] = []
    end = start
    while (span := name_at(reading, start)) and reading.rest[span[0]].isupper():
        people.append(reading.rest[slice(*span)])
        end = span[1]
        joined = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE).match(reading.rest, end)
        if not joined:
            break
        start = joined.end()
    return people, end


def _by_people(
    reading: QuestionText, start: int, end: int, people: list[str], year: str | None
) -> FoundCondition | None:
    fitting = works_by(people, int(year) if year else None, reading.known.works)
    if fitting:
        return _condition(reading, start, end, fitting)
    asked = f"{' and '.join(people)}" + (f" of {year}" if year else "")
    return FoundCondition(start, start, (), (f"No work is by {asked}.",)) if year else None


def _called(reading: QuestionText, match: re.Match[str]) -> FoundCondition | None:
    """ "the OceanBench paper": works whose title begins with that word and a colon."""
    word = re.compile(r"[^\W_][\w-]*").match(reading.rest, match.end())
    noun = _NOUN_AFTER.match(reading.rest, word.end()) if word else None
    if not word or not noun:
        return None
    name = _folded(word.group())
    fitting = [work for work in reading.known.works if ":" in work.label and name in _fronts(work.label)]
    return _condition(reading, match.start(), noun.end(), fitting) if fitting else None


def _condition(reading: QuestionText, start: int, end: int, works: Sequence[WorkEntry]) -> FoundCondition:
    lead = _LEADING.search(reading.rest[:start])
    start = lead.start() if lead else start
    if reading.rest[start - 1 : start] == "(" and reading.rest[end - 1] == ")" and "(" not in reading.rest[start:end]:
        start -= 1
    words = reading.words(start, end)
    keys = tuple(work.key for work in works)
    notes: tuple[str, ...] = ()
    if len(keys) > 1:
        shown = ", ".join(keys[:_MOST_SHOWN]) + (" ..." if len(keys) > _MOST_SHOWN else "")
        notes = (f"“{words}” may be any of {len(keys)} works: {shown}.",)
    return FoundCondition(start, end, (Condition(Facet.WORK, words, Filter(keys=keys)),), notes)
