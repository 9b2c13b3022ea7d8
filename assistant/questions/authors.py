"""Authors as conditions on works: "by Faubel", "Faubel's papers", "what does Faubel say"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.questions.finding import FoundCondition, QuestionText
from assistant.questions.phrases import NEUTRAL, VERB, WORKS, compiled
from assistant.questions.question import Condition, Facet
from index.text.words import STOP_WORDS
from index.works import names
from index.works.filters import Filter, Years

_PART = r"[^\W\d_](?:(?!['’](?:s\b|\W|$))[\w.’'-])*"
# "Faubel, L.", "Leonhard van der Berg"
_NAME = re.compile(
    rf"(?P<family_first>{_PART}(?:\s+{_PART})?,\s+(?:[A-Z]\.?[\s-]?){{1,3}}(?=\s|$))|{_PART}(?:\s+{_PART}){{0,4}}"
)
# "J. van der Berg", or any word, which may be a misspelt name
_LIKE_A_NAME = re.compile(
    r"(?P<capitals>(?:[A-Z]\.\s*-?)*(?:(?:van|von|de|der|den|di|la|le)\s+)*(?!\d)[A-Z][\w’'-]*(?:\s+(?:[A-Z]\.|[A-Z][\w’'-]+))*)"
    r"|[^\W\d_][\w’'-]+"
)
_PEOPLE = "researcher author team group scientist engineer people women student institution"
_GROUPS_OF_PEOPLE = frozenset(_PEOPLE.split())
"""Nouns of people: "Chinese researchers" are not an author."""
_COMMON = "year years venue venues author authors topic topics date title industry"
_NOT_A_NAME = STOP_WORDS | frozenset(_COMMON.split())
# What joins two names: "et al.", then "and", a comma, or "or"
_JOINED = compiled(
    rf"(?P<et_al>\s+{names.ET_AL})?(?P<join>\s*,?\s+(?P<or>or)\s+(?:by\s+)?|\s*(?:,\s*and\s+|(?P<comma>,)\s*|\s+and\s+|&\s*))?"
)
# ", (2021a)"
_YEAR = re.compile(r"\s*,?\s*[(\[]?\s*(?P<year>(?:19|20)\d\d)[a-z]?\s*[)\]]?")
# "written by", "and are by either"
_BY = compiled(
    r"\b(?P<lead>(?:(?:and|but|that|which)\s+)*(?:(?:are|were|was|is|have\s+been)\s+)?"
    r"(?P<written>(?:co-?)?(?:written|authored|published)\s+|from\s+work\s+)?by\s+(?:either\s+)?)(?=[^\W\d_])"
)
# "Faubel's papers", "Faubel et al.'s recent work", "Faubel's or Müller's papers"
_OWNED = compiled(
    rf"\b(?:(?P<first>(?-i:[A-Z])[\w.-]*)(?:['’]s?)?\s+or\s+)?"
    r"(?P<owner>[^\W\d_][\w.’'-]*?(?:\s+et\s+al\.?|\s+and\s+(?-i:[A-Z])[\w-]*)?)(?:['’]s|(?<=s)['’])\s+"
    rf"(?P<works>(?:{NEUTRAL}\s+)?(?:{WORKS}|work|research)\b)"
)
# "according to Faubel", "what does Faubel say"
_SAYS = compiled(
    r"\b(?:(?P<according>according\s+to)|(?:what|how|why|where|when)\s+(?:do|does|did|have|has))\s+(?=[^\W\d_])"
)
# "(Faubel) and colleagues say"
_SPEAKS = compiled(rf"\s+(?:and\s+(?:colleagues|others)\s+)?(?:{VERB}|think|see|mean|call)\b")
# "did Faubel write", "has Leonhard Faubel ever published"
_WROTE = compiled(
    rf"\b(?:did|has|have|does|do)\s+(?P<name>{_PART}(?:\s+{_PART}){{0,3}}?)\s+(?:ever\s+)?(?:write|written|publish(?:ed)?|authored)\b"
)
# "the framework (by John)", "models proposed (by Chen)": not about the works
_OF_OTHERS = compiled(
    r"\b(?:\w+(?:ed|ing|own)|given|driven|led|use|(?:model|framework|method|approach|definition|taxonomy|term|tool|system"
    r"|architecture|algorithm|concept)(?:e?s)?|taxonomies|theory)\s*$"
)
_MOST_NAMES = 20
"""Names in one condition. A guess."""


@dataclass(frozen=True, slots=True)
class _Names:
    """Spans of the names that must all match, the end of the list of names, and spans of names left out."""

    spans: list[tuple[int, int]]
    end: int
    others: list[tuple[int, int]]


def authors(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find conditions on authors."""
    for match in _BY.finditer(reading.rest):
        attached = bool(match["written"]) or reading.follows_works(match.start())
        named = _names_at(reading, match.end(), attached)
        if not named:
            continue
        # A distant "by" is about the works if it ends a clause and does not follow a model or method.
        closes = reading.ends_clause(named.end) and not _OF_OTHERS.search(reading.rest[: match.start("lead")])
        if attached or (reading.listing and closes):
            yield _condition(reading, match.start(), named, match.end())
    for match in _OWNED.finditer(reading.rest):
        named = _names_at(reading, match.start("owner"), attached=False)
        if not named or named.end < match.end("owner") - len(" et al."):
            continue
        spans = [(begin, min(end, match.end("owner"))) for begin, end in named.spans]
        start, chosen, others = match.start("owner"), spans, named.others
        if match["first"] and reading.people.has(match["first"]):
            start, chosen, others = match.start("first"), [match.span("first")], spans
        notes = _left_out(reading, chosen, others)
        yield FoundCondition(start, match.start("works"), _conditions(reading, chosen), notes)
    for match in _WROTE.finditer(reading.rest):
        if reading.people.has(match["name"]) and match["name"][:1].isupper():
            # "Has Faubel written about XAI?" asks for works without a noun for them.
            instead = "" if reading.follows_works(match.start()) else "papers"
            yield FoundCondition(
                match.start(), match.end(), _conditions(reading, [match.span("name")]), instead=instead
            )
    for match in _SAYS.finditer(reading.rest) if not reading.listing else ():
        named = _names_at(reading, match.end(), attached=False)
        if named and (match["according"] or _SPEAKS.match(reading.rest, named.end)):
            yield _condition(reading, match.start() if match["according"] else match.end(), named, match.end())


def name_at(reading: QuestionText, start: int) -> tuple[int, int] | None:
    """The longest span from `start` that names a known author, or None."""
    match = _NAME.match(reading.rest, start)
    if not match:
        return None
    if match["family_first"]:
        if reading.people.has(match.group()):
            return match.span()
        match = re.compile(rf"{_PART}(?:\s+{_PART})?").match(reading.rest, start)
    ends = [
        part.end() for part in re.finditer(_PART, reading.rest[: match.end() if match else start]) if part.end() > start
    ]
    for end in reversed(ends):
        words = reading.rest[start:end].split()
        if words[-1].lower() not in STOP_WORDS and reading.people.has(reading.rest[start:end]):
            return start, end
    return None


def _names_at(reading: QuestionText, start: int, attached: bool) -> _Names | None:
    """Names in a row from `start`; lower-case and unknown names count only directly after the noun for works.

    A filter cannot express "or": it keeps the first name and those that "and" joins to it.
    """
    spans: list[tuple[int, int]] = []
    first_or: int | None = None
    either, end, place = False, start, start
    while len(spans) < _MOST_NAMES and (span := _name(reading, place, attached)):
        spans.append(span)
        joined = _JOINED.match(reading.rest, span[1])
        end = joined.end("et_al") if joined and joined["et_al"] else span[1]
        if not joined or not joined["join"]:
            break
        place = joined.end()
        if first_or is None and (joined["or"] or joined["comma"]):
            first_or = len(spans)
        either = either or bool(joined["or"] and _name(reading, place, attached))
    if not spans:
        return None
    return _Names(spans[:first_or], end, spans[first_or:]) if either and first_or else _Names(spans, end, [])


def _name(reading: QuestionText, start: int, attached: bool) -> tuple[int, int] | None:
    span = name_at(reading, start)
    if span and (attached or any(word[:1].isupper() for word in reading.rest[slice(*span)].split())):
        return span
    match = _LIKE_A_NAME.match(reading.rest, start) if attached else None
    if not match:
        return None
    if match["capitals"]:
        following = (reading.rest[match.end() :].split() or [""])[0].lower().rstrip(",;.?!").removesuffix("s")
        return None if following in _GROUPS_OF_PEOPLE else match.span()
    near = reading.people.closest(match.group())
    joined = _JOINED.match(reading.rest, match.end())
    alike = (near and near[1] >= 85) or (joined and joined["et_al"])
    return match.span() if alike and match.group().lower() not in _NOT_A_NAME else None


def _conditions(reading: QuestionText, spans: list[tuple[int, int]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(Facet.AUTHOR, reading.words(*span), Filter(authors=(_tidy(reading.rest[slice(*span)]),)))
        for span in spans
    )


def _left_out(reading: QuestionText, chosen: list[tuple[int, int]], others: list[tuple[int, int]]) -> tuple[str, ...]:
    """A note on authors after an "or", which a filter cannot express."""
    if not others:
        return ()
    asked, left = (" and ".join(_tidy(reading.rest[slice(*span)]) for span in spans) for spans in (chosen, others))
    return (f"One author at a time: works by {asked} were looked at, those by {left} have to be asked for again.",)


def _condition(reading: QuestionText, start: int, named: _Names, first: int) -> FoundCondition:
    """The condition on all of these names; its words include "by" and "et al."."""
    end, last = named.end, named.spans[-1]
    conditions, notes = [], []
    for span in named.spans:
        name = _tidy(reading.rest[slice(*span)])
        begin = start if span[0] == first else span[0]
        words = reading.words(begin, end if span == last and not named.others else span[1])
        conditions.append(Condition(Facet.AUTHOR, words, Filter(authors=(name,))))
        if reading.known.works and not reading.people.has(name):
            near = reading.people.closest(name)
            notes.append(f"No work is by {name}" + (f"; the closest name is {near[0]}." if near else "."))
    notes += _left_out(reading, named.spans, named.others)
    if year := _YEAR.match(reading.rest, end):
        only = Filter(years=Years(int(year["year"]), int(year["year"])))
        if not named.others:  # otherwise the year may belong to an author who was left out
            conditions.append(Condition(Facet.YEAR, year["year"], only))
        end = year.end()
    return FoundCondition(start, end, tuple(conditions), tuple(notes))


def _tidy(name: str) -> str:
    name = " ".join(names.without_et_al(name).split()).strip(" ,;’'")
    return name[:-1] if name.endswith(".") and len(name.split()[-1]) > 3 else name
