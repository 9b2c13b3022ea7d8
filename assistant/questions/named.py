"""Works that a question names: by key, by title, by author and year ("the John et al. (2021) paper")."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from assistant.questions.authors import name_at
from assistant.questions.finding import Found, Reading
from assistant.questions.phrases import compiled
from assistant.questions.question import Condition, Facet
from index.entries import WorkEntry
from index.filters import Filter, is_author
from index.folding import title_words

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


def named_works(reading: Reading) -> Iterator[Found]:
    """Each naming of works; what is cited by the works asked for is no condition on them."""
    if _CITING.search(reading.rest) or not reading.known.works:
        return
    for finder in (_by_key, _by_quoted_title, _by_title, _by_author):
        yield from finder(reading)


def _by_key(reading: Reading) -> Iterator[Found]:
    keys = {work.key.casefold(): work for work in reading.known.works}
    for match in _TOKEN.finditer(reading.rest):
        token = match.group().rstrip(".:/").lstrip("@")
        if any(c.isdigit() for c in token) and (work := keys.get(token.casefold())):
            start = match.start()
            yield _found(reading, start, start + len(match.group().rstrip(".:/")), [work])


def _by_quoted_title(reading: Reading) -> Iterator[Found]:
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


def _by_title(reading: Reading) -> Iterator[Found]:
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


def _names_it(reading: Reading, start: int, end: int) -> bool:
    """Whether a title in the text stands for its work; in a listing it may as well be the topic."""
    capitals = sum(word[:1].isupper() for word in reading.rest[start:end].split())
    if reading.listing:
        return capitals > 1 and _LEADING.search(reading.rest[:start]) is not None
    return capitals > 1 or (reading.opens(start) and reading.closes(end))


def _by_author(reading: Reading) -> Iterator[Found]:
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


def _people(reading: Reading, at: int) -> tuple[list[str], int, bool]:
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


def _author_named(reading: Reading, match: re.Match[str], noun_follows: bool) -> Found | None:
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


def _author_and_year(reading: Reading, match: re.Match[str]) -> Found | None:
    """ "John et al. (2021)" and "John (2021)", wherever they stand."""
    people, end, et_al = _people(reading, match.end())
    after = _YEAR_AFTER.match(reading.rest, end) if people else None
    if not people or not (after or et_al):
        return None
    return _with_people(
        reading, match.start(), after.end() if after else end, people, after["after"] if after else None
    )


def _with_people(reading: Reading, start: int, end: int, people: list[str], year: str | None) -> Found | None:
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
        return Found(start, start, (), (f"No work is by {asked}.",)) if year else None
    return _found(reading, start, end, led or fitting)


def _called(reading: Reading, match: re.Match[str]) -> Found | None:
    """ "the OceanBench paper": works whose title begins with that word and a colon."""
    word = re.compile(r"[^\W_][\w-]*").match(reading.rest, match.end())
    noun = _NOUN_AFTER.match(reading.rest, word.end()) if word else None
    if not word or not noun:
        return None
    name = " ".join(title_words(word.group()))
    fitting = [work for work in reading.known.works if ":" in (work.title or "") and name in _fronts(work.title or "")]
    return _found(reading, match.start(), noun.end(), fitting) if fitting else None


def _found(reading: Reading, start: int, end: int, works: Sequence[WorkEntry]) -> Found:
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
    return Found(start, end, (Condition(Facet.WORK, words, Filter(keys=keys)),), notes)
