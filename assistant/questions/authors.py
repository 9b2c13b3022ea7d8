"""Authors as conditions on works: "by Faubel", "Faubel's papers", "what does Faubel say"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.questions.finding import FoundCondition, QuestionText
from assistant.questions.phrases import NEUTRAL, VERB, WORKS, compiled
from assistant.questions.question import Condition, Facet
from index.text.words import STOP_WORDS
from index.works.filters import Filter, Years

_PART = r"[^\W\d_](?:(?!['’](?:s\b|\W|$))[\w.’'-])*"
_ET_AL = re.compile(r"\s+(?:et\.?\s+al\b\.?|and\s+(?:others|colleagues|co-?workers|co-?authors)\b)", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,\s*and\s+|,\s*|\s+and\s+|\s*&\s*)", re.IGNORECASE)
_OR = re.compile(r"\s*,?\s+or\s+(?:by\s+)?", re.IGNORECASE)
_FAMILY_FIRST = re.compile(rf"(?P<name>{_PART}(?:\s+{_PART})?,\s+(?:[A-Z]\.?[\s-]?){{1,3}})(?=\s|$)")
_YEAR = re.compile(r"\s*,?\s*[(\[]?\s*(?P<year>(?:19|20)\d\d)[a-z]?\s*[)\]]?")
_SAID = r"(?:(?:and|but|that|which)\s+)*(?:(?:are|were|was|is|have\s+been)\s+)?"
_BY = compiled(
    rf"\b(?P<lead>{_SAID}(?P<written>(?:co-?)?(?:written|authored|published)\s+|from\s+work\s+)?by\s+(?:either\s+)?)(?=[^\W\d_])"
)
_OWNED = re.compile(
    r"\b(?P<owner>[^\W\d_][\w.’'-]*?(?:\s+et\s+al\.?|\s+and\s+[A-Z][\w-]*)?)(?:['’]s|(?<=s)['’])\s+"
    rf"(?P<works>(?:{NEUTRAL}\s+)?(?:{WORKS}|work|research)\b)",
    re.IGNORECASE,
)
_OWNED_OR = re.compile(rf"\b(?P<owner>{_PART})(?:['’]s?)?\s+or\s+$")
_SAYS = compiled(r"\b(?:according\s+to|(?:what|how|why|where|when)\s+(?:do|does|did|have|has))\s+(?=[^\W\d_])")
_SPEAKS = compiled(
    rf"\s+(?:and\s+(?:colleagues|others)\s+)?(?:{VERB}|think|define|see|claim|conclude|find|found|mean|call)\b"
)
_WROTE = compiled(
    rf"\b(?:did|has|have|does|do)\s+(?P<name>{_PART}(?:\s+{_PART}){{0,3}}?)\s+(?:ever\s+)?(?:write|written"
    rf"|publish|published|authored)\b"
)
_NAMED_LIKE_THIS = {
    "year",
    "years",
    "venue",
    "venues",
    "author",
    "authors",
    "topic",
    "topics",
    "date",
    "title",
    "industry",
}
_PEOPLE = compiled(
    r"\s+(?:researchers?|authors?|teams?|groups?|scientists?|engineers?|people|women|students?|institutions?)\b"
)
_OF_OTHERS = compiled(
    r"\b(?:\w+ed|\w+ing|\w+own|given|models?|frameworks?|methods?|approach(?:es)?|definitions?|taxonom(?:y|ies)|terms?"
    r"|tools?|systems?|architectures?|algorithms?|theory|concepts?|driven|led|use|provided)\s*$"
)


@dataclass(frozen=True, slots=True)
class _Named:
    """Where the names stand that all must hold, where all that was said of names ends, and those left out."""

    spans: list[tuple[int, int]]
    end: int
    others: list[tuple[int, int]]


def authors(reading: QuestionText) -> Iterator[FoundCondition]:
    """Each condition on authors."""
    for match in _BY.finditer(reading.rest):
        attached = bool(match["written"]) or reading.follows_works(match.start())
        named = _names_at(reading, match.end(), attached)
        if named and (attached or (reading.listing and _may_close(reading, match.start("lead"), named.end))):
            yield _found(reading, match.start(), named, match.end())
    yield from _owners(reading)
    for match in _WROTE.finditer(reading.rest):
        if reading.people.has(match["name"]) and match["name"][:1].isupper():
            condition = Condition(Facet.AUTHOR, reading.words(*match.span("name")), Filter(authors=(match["name"],)))
            # "Has Faubel written about XAI?" asks for works, without a word for them.
            instead = "" if reading.follows_works(match.start()) else "papers"
            yield FoundCondition(match.start(), match.end(), (condition,), instead=instead)
    if not reading.listing:
        for match in _SAYS.finditer(reading.rest):
            named = _names_at(reading, match.end(), False)
            told = match.group().lower().startswith("according")
            if named and (told or _SPEAKS.match(reading.rest, named.end)):
                yield _found(reading, match.start() if told else match.end(), named, match.end())


def name_at(reading: QuestionText, start: int) -> tuple[int, int] | None:
    """The longest stretch from `start` on that names a known author; None where there is none."""
    match = _FAMILY_FIRST.match(reading.rest, start)
    if match and reading.people.has(match["name"]):
        return start, match.end("name")
    parts = re.compile(rf"{_PART}(?:\s+{_PART}){{0,4}}").match(reading.rest, start)
    if not parts:
        return None
    ends = [match.end() for match in re.finditer(_PART, reading.rest[: parts.end()]) if match.end() > start]
    for end in reversed(ends):
        words = reading.rest[start:end].split()
        if words[-1].lower() not in STOP_WORDS and reading.people.has(reading.rest[start:end]):
            return start, end
    return None


def _names_at(reading: QuestionText, start: int, attached: bool) -> _Named | None:
    """Names joined from `start` on; only after the word for works may they be in small letters or unknown.

    Where an "or" joins them, those before it that "and" joins are kept: works of theirs are what was asked for.
    """
    spans: list[tuple[int, int]] = []
    kept: int | None = None
    first_comma: int | None = None
    at: int | None = start
    end = start
    while at is not None and at < len(reading.rest) and len(spans) < 20 and (span := _name(reading, at, attached)):
        either = len(spans) > 0 and _OR.fullmatch(reading.rest, end, at) is not None
        if spans and reading.rest[end:at].strip() == "," and first_comma is None:
            first_comma = len(spans)
        if either and kept is None:
            kept = first_comma or len(spans)
        spans.append(span)
        et_al = _ET_AL.match(reading.rest, span[1])
        end = et_al.end() if et_al else span[1]
        joined = _OR.match(reading.rest, end) or _AND.match(reading.rest, span[1])
        at = joined.end() if joined else None
    return _Named(spans[:kept], end, spans[kept:] if kept else []) if spans else None


def _name(reading: QuestionText, start: int, attached: bool) -> tuple[int, int] | None:
    span = name_at(reading, start)
    if span and not attached and not any(word[:1].isupper() for word in reading.rest[slice(*span)].split()):
        span = None
    return span or (_unknown_at(reading, start) if attached else None)


def _unknown_at(reading: QuestionText, start: int) -> tuple[int, int] | None:
    """What is written like a name, or nearly like that of an author."""
    match = re.compile(
        r"(?:[A-Z]\.\s*-?)*(?:(?:van|von|de|der|den|di|la|le)\s+)*(?!\d)[A-Z][\w’'-]*(?:\s+(?:[A-Z]\.|[A-Z][\w’'-]+))*"
    ).match(reading.rest, start)
    if match and not _PEOPLE.match(reading.rest, match.end()):
        return match.span()
    one = re.compile(r"[^\W\d_][\w’'-]+").match(reading.rest, start)
    if not one or one.group().lower() in STOP_WORDS | _NAMED_LIKE_THIS:
        return None
    near = reading.people.closest(one.group())
    followed_by_et_al = _ET_AL.match(reading.rest, one.end()) is not None
    return one.span() if followed_by_et_al or (near and near[1] >= 85) else None


def _may_close(reading: QuestionText, start: int, end: int) -> bool:
    """Whether a "by" far from the word for works is said of them: it ends a clause, and is of no model or method."""
    return reading.ends_clause(end) and not _OF_OTHERS.search(reading.rest[:start])


def _owners(reading: QuestionText) -> Iterator[FoundCondition]:
    for match in _OWNED.finditer(reading.rest):
        start = match.start("owner")
        named = _names_at(reading, start, False)
        if not named or named.end < match.end("owner") - 8:
            continue
        spans, others = [(begin, min(end, match.end("owner"))) for begin, end in named.spans], named.others
        either = _OWNED_OR.search(reading.rest[:start])
        if either and either["owner"][:1].isupper() and reading.people.has(either["owner"]):
            start, spans, others = either.start(), [either.span("owner")], spans
        conditions = tuple(
            Condition(Facet.AUTHOR, reading.words(*span), Filter(authors=(_tidy(reading.rest[slice(*span)]),)))
            for span in spans
        )
        yield FoundCondition(start, match.start("works"), conditions, _left_out(reading, spans, others))


def _left_out(reading: QuestionText, kept: list[tuple[int, int]], others: list[tuple[int, int]]) -> tuple[str, ...]:
    """A note of authors behind an "or", which no filter can say."""
    if not others:
        return ()
    asked, left = (" and ".join(_tidy(reading.rest[slice(*span)]) for span in spans) for spans in (kept, others))
    return (f"One author at a time: works by {asked} were looked at, those by {left} have to be asked for again.",)


def _found(reading: QuestionText, start: int, named: _Named, first: int) -> FoundCondition:
    """The condition on all of these names; "by" and "et al." belong to the words that tell it."""
    end, spans = named.end, named.spans
    conditions, notes = [], []
    for begin, last in spans:
        name = _tidy(reading.rest[begin:last])
        words = reading.words(
            start if begin == first else begin, end if (begin, last) == spans[-1] and not named.others else last
        )
        conditions.append(Condition(Facet.AUTHOR, words, Filter(authors=(name,))))
        if reading.known.works and not reading.people.has(name):
            near = reading.people.closest(name)
            notes.append(f"No work is by {name}" + (f"; the closest name is {near[0]}." if near else "."))
    notes += _left_out(reading, spans, named.others)
    year = _YEAR.match(reading.rest, end)
    if year:
        told = Years(int(year["year"]), int(year["year"]))
        if not named.others:  # else the year is that of an author who was left out
            conditions.append(Condition(Facet.YEAR, year["year"], Filter(years=told)))
        end = year.end()
    return FoundCondition(start, end, tuple(conditions), tuple(notes))


def _tidy(name: str) -> str:
    name = " ".join(_ET_AL.sub("", name).split()).strip(" ,;’'")
    return name[:-1] if name.endswith(".") and len(name.split()[-1]) > 3 else name
