"""Works that a question names: by key, by title, by author and year ("the John et al. (2021) paper")."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from assistant.questions.authors import name_at
from assistant.questions.finding import FoundCondition, QuestionText
from assistant.questions.phrases import compiled
from assistant.questions.question import Condition, Facet
from index.entries import WorkEntry
from index.errors import UsageError
from index.text.words import plain, spelled_one_way, title_words
from index.works import names
from index.works.filters import Filter, is_author

_ONE = r"(?:paper|article|study|work|survey|review|report|chapter|thesis|preprint|book|publication)"
_YEAR = r"(?:,?\s*(?:(?:from|of|in)\s+)?[(\[]?\s*(?P<{0}>(?:19|20)\d\d)[a-z]?\s*[)\]]?)"
_LINK = r"(?:\b(?:in|from|of|according\s+to|based\s+on)\s+)?"
_THE = compiled(rf"{_LINK}\bthe\s+(?:{_YEAR.format('before')}\s+)?(?=[^\W\d_])")
_PAPER_BY = compiled(
    rf"{_LINK}\b(?:the|this|that)\s+(?:{_YEAR.format('before')}\s+)?{_ONE}\s+(?:by|of|from)\s+(?=[^\W\d_])"
)
_ET_AL = re.compile(r"\s+(?:et\.?\s+al\b\.?(?:['’]s)?|and\s+(?:others|colleagues)\b)", re.IGNORECASE)
_YEAR_AFTER = re.compile(_YEAR.format("after"))
_NOUN_AFTER = compiled(rf"(?:['’]s)?\s+(?:\d{{4}}\s+)?{_ONE}(?!\w)")
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]{4,300})[\"“”»]|(?<!\w)['‘]([^'‘’]{8,300})['’](?!\w)")
_TOKEN = re.compile(r"@?[^\W_][\w:./+-]*")
_CITING = compiled(
    r"\b(?:cit(?:e|es|ed|ing|ations?)|references?|referenced|build(?:s|ing)?\s+(?:up)?on|extend(?:s|ing)?)\b"
)
_NAMING = compiled(
    r"(?:\b(?:in|according\s+to|from|titled|entitled|called|named|paper|article|study|wrote|authors?\s+of|is|was|does|do)\s*[:,]?\s*"
    rf"|{_LINK})$"
)
_LEADING = compiled(
    rf"\b(?:in|from|according\s+to|based\s+on)\s+(?:the\s+)?(?:{_ONE}\s+)?(?:(?:titled|entitled|called|named)\s+)?$"
)
_MOST_SHOWN = 4


def named_works(reading: QuestionText) -> Iterator[FoundCondition]:
    """Each naming of works; what is cited by the works asked for is no condition on them."""
    if _CITING.search(reading.rest) or not reading.known.works:
        return
    for finder in (_by_key, _by_quoted_title, _by_title, _by_author):
        yield from finder(reading)


def _by_key(reading: QuestionText) -> Iterator[FoundCondition]:
    keys = {work.key.casefold(): work for work in reading.known.works}
    for match in _TOKEN.finditer(reading.rest):
        token = match.group().rstrip(".:/").lstrip("@")
        if any(c.isdigit() for c in token) and (work := keys.get(token.casefold())):
            start = match.start()
            yield _found(reading, start, start + len(match.group().rstrip(".:/")), [work])


def _by_quoted_title(reading: QuestionText) -> Iterator[FoundCondition]:
    for match in _QUOTED.finditer(reading.rest):
        asked = " ".join(title_words(match[1] or match[2]))
        if len(asked.split()) < 2:
            continue
        fitting = [work for work in reading.known.works if work.title and _is_title(asked, work.title)]
        if fitting:
            yield _found(reading, match.start(), match.end(), fitting)


def _is_title(asked: str, title: str) -> bool:
    """Whether what stands in quotes is a title, or the front of one, slips aside."""
    folded = " ".join(title_words(title))
    front = len(asked.split()) >= 3 and f"{folded} ".startswith(f"{asked} ")
    return front or asked in _fronts(title) or fuzz.ratio(asked, folded) >= 90


@lru_cache(16_384)
def _fronts(title: str) -> tuple[str, ...]:
    """The title, and what stands before its subtitle, folded."""
    main = re.split(r":\s|\s[-–—]+\s|[?.]\s", title)[0]
    return tuple(dict.fromkeys(" ".join(title_words(part)) for part in (title, main)))


def _by_title(reading: QuestionText) -> Iterator[FoundCondition]:
    words = [(word, match) for match in re.finditer(r"[^\W_]+", reading.rest) for word in title_words(match.group())]
    text = f" {' '.join(word for word, _ in words)} "
    spans: dict[tuple[int, int], list[WorkEntry]] = {}
    for work in reading.known.works:
        for front in _fronts(work.title or ""):
            if len(front.split()) >= 3 and (at := text.find(f" {front} ")) >= 0:
                first = text[:at].count(" ") if at else 0
                start, end = words[first][1].start(), words[first + len(front.split()) - 1][1].end()
                spans.setdefault((start, end), []).append(work)
                break
    for start, end in _widest(list(spans)):
        if _names_it(reading, start, end):
            yield _found(reading, start, end, spans[start, end])


def _widest(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    inside = {b for b in spans for a in spans if a != b and a[0] <= b[0] and b[1] <= a[1]}
    return [span for span in spans if span not in inside]


def _names_it(reading: QuestionText, start: int, end: int) -> bool:
    """Whether a title in the text stands for its work; in a listing it may as well be the topic."""
    capitals = sum(word[:1].isupper() for word in reading.rest[start:end].split())
    if reading.listing:
        return capitals > 1 and _LEADING.search(reading.rest[:start]) is not None
    return capitals > 1 or (reading.opens(start) and reading.closes(end))


def _by_author(reading: QuestionText) -> Iterator[FoundCondition]:
    for pattern in (_PAPER_BY, _THE):
        for match in pattern.finditer(reading.rest):
            if (found := _author_named(reading, match, pattern is _THE)) or (
                pattern is _THE and (found := _called(reading, match))
            ):
                yield found
    if not reading.listing:
        for match in re.finditer(rf"{_LINK}(?<!\w)(?P<at>)(?=[^\W\d_])", reading.rest, re.IGNORECASE):
            if reading.rest[match.end()].isupper() and (found := _author_and_year(reading, match)):
                yield found


def _people(reading: QuestionText, at: int) -> tuple[list[str], int, bool]:
    """Names from there on, where they end, and whether "et al." follows."""
    people: list[str] = []
    end = at
    while (span := name_at(reading, at)) and reading.rest[span[0]].isupper():
        people.append(reading.rest[slice(*span)])
        end = span[1]
        joined = _AND.match(reading.rest, end)
        if not joined:
            break
        at = joined.end()
    et_al = _ET_AL.match(reading.rest, end)
    return people, et_al.end() if et_al else end, et_al is not None


def _author_named(reading: QuestionText, match: re.Match[str], noun_follows: bool) -> FoundCondition | None:
    people, end, _ = _people(reading, match.end())
    if not people:
        return None
    after = _YEAR_AFTER.match(reading.rest, end)
    end = after.end() if after else end
    if noun_follows:
        noun = _NOUN_AFTER.match(reading.rest, end)
        if not noun:
            return None
        end = noun.end()
    year = match["before"] or (after["after"] if after else None)
    return _with_people(reading, match.start(), end, people, year)


def _author_and_year(reading: QuestionText, match: re.Match[str]) -> FoundCondition | None:
    """ "John et al. (2021)" and "John (2021)", wherever they stand."""
    people, end, et_al = _people(reading, match.end())
    after = _YEAR_AFTER.match(reading.rest, end) if people else None
    if not people or not (after or et_al):
        return None
    return _with_people(
        reading, match.start(), after.end() if after else end, people, after["after"] if after else None
    )


def _with_people(
    reading: QuestionText, start: int, end: int, people: list[str], year: str | None
) -> FoundCondition | None:
    """Works by these people of that year; of those the ones that the first of them leads, where there are such."""
    fitting = [
        work
        for work in reading.known.works
        if (year is None or str(work.year) == year)
        and all(any(is_author(name, author) for author in work.authors) for name in people)
    ]
    led = [work for work in fitting if is_author(people[0], work.authors[0])]
    if not fitting:
        asked = f"{' and '.join(people)}" + (f" of {year}" if year else "")
        return FoundCondition(start, start, (), (f"No work is by {asked}.",)) if year else None
    return _found(reading, start, end, led or fitting)


def _called(reading: QuestionText, match: re.Match[str]) -> FoundCondition | None:
    """ "the OceanBench paper": works whose title begins with that word and a colon."""
    word = re.compile(r"[^\W_][\w-]*").match(reading.rest, match.end())
    noun = _NOUN_AFTER.match(reading.rest, word.end()) if word else None
    if not word or not noun:
        return None
    name = " ".join(title_words(word.group()))
    fitting = [work for work in reading.known.works if ":" in (work.title or "") and name in _fronts(work.title or "")]
    return _found(reading, match.start(), noun.end(), fitting) if fitting else None


def _found(reading: QuestionText, start: int, end: int, works: Sequence[WorkEntry]) -> FoundCondition:
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


# Works named in passing: by key, by title, whole or in part, by authors and year.

_NOUN = r"(?:papers?|articles?|stud(?:y|ies)|works?|publications?|books?|reports?|chapters?|thes[ei]s|preprints?)"
_QUOTED_TITLE = re.compile(r"[\"“”„«»‘`]([^\"“”„«»`]+?)[\"“”«»’`](?!\w)|(?<!\w)'([^']+)'(?!\w)")
_OUTER = re.compile(
    rf"^(?:(?:the|a|an|any|my|this|that|these|those|of|both)\s+)+|^(?:{_NOUN}\s+)?(?:entitled|titled|called|named)\s+"
    rf"|^{_NOUN}\s+(?:(?:(?:written|authored)\s+)?by|of|with\s+the\s+(?:title|key))\s+|\s+(?:{_NOUN}|paper[’']s)$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"^(?P<author>.+?)(?:[’']s|(?<=s)[’'])\s+(?P<rest>.+)$")
_BY = re.compile(r"^(?P<title>.+)\s+(?:written\s+)?(?:by|from|of)\s+(?P<author>.+)$", re.IGNORECASE)
_YEAR_OF_WORK = re.compile(r"[(\[,]?\s*\b((?:19|20)\d\d)\b\s*[)\],]?")
_BETWEEN_AUTHORS = re.compile(r"\s*(?:,|;|&|\band\b|\bet\.?\s*al\b\.?)\s*", re.IGNORECASE)
_BARE_ET_AL = re.compile(r"\bet\.?\s*al\b", re.IGNORECASE)
_TITLE_PART = re.compile(r"\s*(?::|\?|\s[-–—]+\s)\s*")
_KEY_LIKE = re.compile(r"[a-z]+(?:19|20)\d\d[a-z]*", re.IGNORECASE)
_ALIKE = 88.0
"""Of 100: a title with a slip or two in it; other titles of a field come to 70 or 80."""
_LONG_ENOUGH = 8
"""Letters below which a title is not guessed at."""


def works_named(words: str, works: Sequence[WorkEntry], surely: bool = False) -> tuple[str, ...]:
    """Keys of all works that `words` may name, surest way of naming first and alone; empty where there is none.

    `surely`: not by some words of a title, nor by likeness to it.
    """
    quoted = _QUOTED_TITLE.search(words)
    bare = bare_name(quoted.group(1) or quoted.group(2) if quoted else words)
    if not bare:
        return ()
    ways = (_works_by_key, _works_by_title, _works_by_author, _by_both, *(() if surely else (_by_part, _by_likeness)))
    return next((found for way in ways if (found := tuple(work.key for work in way(bare, works)))), ())


def bare_name(words: str) -> str:
    """`words` without articles and words for a work around them; empty where nothing else is in them."""
    before, words = "", " ".join(words.split()).strip(" .,;:?!\"“”'")
    while before != words:
        before, words = words, _OUTER.sub("", words).strip(" .,;:")
    return "" if re.fullmatch(rf"{_NOUN}|the|it|them|one", words, re.IGNORECASE) else words


def names_a_work(words: str) -> bool:
    """Whether `words` have the look of a work's name, not of a thing: quoted, a key, "et al.", "the X paper"."""
    return bool(
        _QUOTED_TITLE.search(words)
        or _BARE_ET_AL.search(words)
        or _KEY_LIKE.fullmatch(words)
        or re.search(
            rf"\S\s+{_NOUN}$|^(?:the\s+|an?\s+)?{_NOUN}\s+(?:by|of|titled|entitled|called)\b", words, re.IGNORECASE
        )
    )


def unknown_work(words: str, works: Sequence[WorkEntry]) -> UsageError:
    """The error to raise where no work has that name; it tells the one that comes nearest."""
    step = "name a work by its title, by its authors and year, or by its key"
    if not works:
        return UsageError(
            f"no work is called “{bare_name(words)}”: the corpus holds no work yet; add some and index it"
        )
    labels = {work.key: _folded(work.label) for work in works}
    key = process.extractOne(_folded(bare_name(words)), labels, scorer=fuzz.token_set_ratio)[2]
    nearest = next(work for work in works if work.key == key)
    return UsageError(
        f"no work of the corpus is called “{bare_name(words)}”; the nearest title is “{nearest.label}” ({key}): {step}"
    )


def by_authors(words: str, works: Iterable[WorkEntry]) -> list[WorkEntry]:
    """Works of all the persons named ("John and Bosch", "John et al."); those that the first leads, if any."""
    wanted = [name for part in _BETWEEN_AUTHORS.split(words) if (name := names.compared(part))]
    if not wanted or any(len(name.family) < 2 for name in wanted):
        return []
    # Names are costly to compare: only where the letters of a wanted one occur.
    letters = ((work, spelled_one_way(" ".join(work.authors))) for work in works)
    near = [work for work, text in letters if all(any(r.family in text for r in name.readings) for name in wanted)]
    lists = [(work, [name for author in work.authors if (name := names.compared(author))]) for work in near]
    found = [(work, them) for work, them in lists if all(any(_is(one, other) for other in them) for one in wanted)]
    return [work for work, them in found if _is(wanted[0], them[0])] or [work for work, _ in found]


def _is(one: names.Name, other: names.Name) -> bool:
    return names.listed([one]).share_one(names.listed([other]))


def _works_by_key(words: str, works: Sequence[WorkEntry]) -> Iterator[WorkEntry]:
    return (work for work in works if work.key.casefold() == words.casefold().lstrip("@"))


def _works_by_title(words: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """The whole title, or else the part of it before a colon or a dash."""
    wanted = plain(words)
    whole = [work for work in works if wanted and plain(work.label) == wanted]
    return whole or _where(works, lambda label: len(wanted) > 3 and plain(_TITLE_PART.split(label)[0]) == wanted)


def _works_by_author(words: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """ "Symeonidis", "John et al. (2021)", "Faubel 2023"; a year in it must be the work's."""
    year = _YEAR_OF_WORK.search(words)
    who = bare_name(re.sub(r"[’']s?$", "", bare_name(_YEAR_OF_WORK.sub(" ", words))))
    return [work for work in by_authors(who, works) if not year or work.year == int(year[1])] if who else []


def _by_both(words: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """ "Mithridates by Bagdasarian", "Faubel's Challenges"."""
    for match, title in ((_POSSESSIVE.match(words), "rest"), (_BY.match(words), "title")):
        if match and (theirs := _works_by_author(match["author"], works)):
            rest = bare_name(_YEAR_OF_WORK.sub(" ", match[title]))
            year = _YEAR_OF_WORK.search(match[title])
            theirs = [work for work in theirs if not year or work.year == int(year[1])]
            return theirs if not rest else [*_works_by_title(rest, theirs)] or _by_part(rest, theirs)
    return []


def _by_part(words: str, works: Sequence[WorkEntry]) -> list[WorkEntry]:
    """Words that stand together in the title."""
    wanted = f" {_folded(words)} "
    return _where(works, lambda label: len(wanted) > 4 and wanted in f" {_folded(label)} ")


def _by_likeness(words: str, works: Sequence[WorkEntry]) -> Iterator[WorkEntry]:
    """The title, or its front part, with slips."""
    wanted = _folded(words)
    if len(wanted) < _LONG_ENOUGH:
        return iter(())
    scores = {
        work.key: max(fuzz.ratio(wanted, _folded(part)) for part in (work.label, _TITLE_PART.split(work.label)[0]))
        for work in works
    }
    best = max(scores.values(), default=0)
    return (work for work in works if best >= _ALIKE and scores[work.key] == best)


def _where(works: Iterable[WorkEntry], fits: Callable[[str], bool]) -> list[WorkEntry]:
    return [work for work in works if fits(work.label)]


def _folded(text: str) -> str:
    return " ".join(title_words(text))
