"""Find all conditions of a question, and remove their words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.questions.asking import asks_for_works
from assistant.questions.authors import authors
from assistant.questions.filed import filed
from assistant.questions.finding import FoundCondition, QuestionText
from assistant.questions.phrases import MONTHS, compiled
from assistant.questions.question import Condition, Facet, Known
from assistant.questions.types import types
from assistant.questions.worknames import named_works
from assistant.questions.years import years
from index.sources import Evidence, Kind
from index.text.words import STOP_WORDS, plain
from index.works.filters import Filter, is_venue

OWN_TEXTS = r"(?:summar(?:y|ies)|(?:reading\s+)?notes?|annotations)"
"""Words for what the researcher wrote on works."""
_TEXT = (
    r"(?:full[\s-]?texts?(?:\s+of\s+(?:the\s+)?papers)?|pdfs?(?:\s+files)?|papers?\s+themselves"
    r"|text\s+of\s+the\s+papers)"
)
# "in only my own notes", "according to the full texts", "across the abstracts"
_WHERE = compiled(
    r"(?:,?\s*\b(?:in|from|according\s+to|based\s+on|within|across|using|going\s+by|only\s+in)\s+)(?:only\s+|all\s+(?:of\s+)?)?"
    rf"(?:(?P<summary>(?:my|our|the|these)\s+(?:own\s+)?{OWN_TEXTS})|(?P<paper>(?:the\s+|their\s+)?{_TEXT})"
    r"|(?P<mark>(?:my|our)\s+(?:own\s+)?(?:highlights?|marks|annotations|margin\s+notes))"
    r"|(?P<abstract>(?:the\s+|their\s+|its\s+)?abstracts?))\b(?:\s+(?:only|alone)\b)?(?!\s*-)"
)
# "which of my summaries" asks for works; "what do my notes say about" is removed as a whole
_NOTES = compiled(
    rf"\b(?:which|what|list|show|find|how\s+many|any|do)\s+(?:me\s+)?(?:of\s+|in\s+|all\s+)*(?P<asked>(?:my\s+|our\s+|the\s+)?(?:own\s+)?{OWN_TEXTS})\b"
    rf"|\b(?:what|where|how|why)\s+(?:do|does|did)\s+(?P<say>(?:my|our)\s+(?:own\s+)?{OWN_TEXTS})\s+"
    r"(?:say|tell|report|mention|state|note|have)\b(?:\s+(?:me\s+)?(?:about|on|of))?"
    # "what did I note about"
    r"|\b(?:what|where|how|why)\s+(?:did|have)\s+(?P<wrote>(?:I|we)\s+(?:note|noted|write|written|wr[io]te\s+down|remark(?:ed)?|jot(?:ted)?"
    r"\s+down|record(?:ed)?|say))\b(?:\s+down)?(?:\s+(?:about|on|of|regarding))?"
)
# "what did I highlight about drift", "where have I marked"
_MARKED = compiled(
    r"\b(?:what|where)\s+(?:did|have)\s+(?P<marked>(?:I|we)\s+(?:highlight(?:ed)?|mark(?:ed)?|underlined?|annotated?))\b"
    r"(?:\s+(?:about|on))?"
)
_LOOKING_IN = {
    "summary": (Facet.KIND, Filter(kinds=(Kind.SUMMARY.value,))),
    "paper": (Facet.KIND, Filter(kinds=(Kind.PAPER.value,))),
    "mark": (Facet.EVIDENCE, Filter(evidence=(Evidence.YOUR_MARK.value,))),
    "abstract": (Facet.EVIDENCE, Filter(evidence=(Evidence.ABSTRACT.value,))),
}


def kinds(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find conditions on kinds of sources or evidence."""
    for match in _NOTES.finditer(reading.rest):
        start, end = match.span("say" if match["say"] else "wrote" if match["wrote"] else "asked")
        facet, only = _LOOKING_IN["summary"]
        condition = Condition(facet, reading.words(start, end), only)
        if match["say"] or match["wrote"]:
            yield FoundCondition(match.start(), match.end(), (condition,))
        else:
            yield FoundCondition(start, end, (condition,), instead="works")
    for match in _MARKED.finditer(reading.rest):
        facet, only = _LOOKING_IN["mark"]
        yield FoundCondition(*match.span(), (Condition(facet, reading.words(*match.span("marked")), only),))
    for match in _WHERE.finditer(reading.rest):
        if _is_place(reading, match):
            facet, only = _LOOKING_IN[match.lastgroup or "summary"]
            yield FoundCondition(*match.span(), (Condition(facet, reading.words(*match.span()), only),))


def _is_place(reading: QuestionText, match: re.Match[str]) -> bool:
    """True if the words say where to look; false for a topic ("in the summaries that models write")."""
    ends = reading.closes(match.end()) or reading.rest[match.end() :].lstrip().startswith(",")
    if re.search(r"\b(?:my|our|themselves)\b", match.group(), re.IGNORECASE) or ends:
        return not re.match(r"\s+of\b", reading.rest[match.end() :]) and (reading.listing or match["abstract"] is None)
    return (reading.follows_works(match.start()) and not reading.rest[match.end() :].startswith(" that")) or (
        reading.opens(match.start()) and reading.listing
    )


# "and were published "
_PUBLISHED = (
    r"(?:(?:and|but|that|which)\s+)*(?:(?:are|were|was|is|have\s+been)\s+)?(?:published|presented|appeared"
    r"|appearing|printed)\s+"
)
# "published in", "at the", "from"
_LEAD = compiled(rf"\b(?P<published>{_PUBLISHED})?(?P<link>in|at|from|by)\s+(?:the\s+)?(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_][\w.&/'’-]*")
_VENUES = """journal conference proceedings transactions workshop symposium letters magazine ieee acm lncs arxiv
    springer elsevier"""
_KINDS_OF_VENUES = frozenset(_VENUES.split())
_NOT_A_VENUE = frozenset(
    (*MONTHS, *(month[:3] for month in MONTHS), "english", "german", "chinese", "french", "spanish")
)
_LONGEST = 14
"""Words of a venue's name. A guess."""


def venues(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find conditions on venues: "published in IEEE Software", "at ICSE"."""
    for match in _LEAD.finditer(reading.rest):
        stated = bool(match["published"])
        attached = stated or reading.follows_works(match.start())
        if match["link"].lower() in ("by", "from") and not attached:
            continue
        span = _known_at(reading, match.end(), attached, match["link"].lower())
        if span is None and stated and match["link"].lower() in ("in", "at"):
            span = _unknown_at(reading, match.end())
        if span is None and attached and _is_kind(reading.rest[match.end() :]):
            span = _unknown_at(reading, match.end())
        if span and (attached or (reading.listing and reading.ends_clause(span))):
            yield _condition(reading, match.start(), match.end(), span)


def _is_kind(text: str) -> bool:
    """True if the text starts with a word such as "journal"."""
    word = _WORD.match(text)
    return word is not None and word.group().lower().rstrip(".") in _KINDS_OF_VENUES


def _words_at(reading: QuestionText, start: int) -> list[re.Match[str]]:
    """The words of a possible name, up to the next punctuation."""
    words: list[re.Match[str]] = []
    for match in _WORD.finditer(reading.rest, start):
        between = reading.rest[words[-1].end() if words else start : match.start()]
        if len(words) == _LONGEST or re.search(r"[^\s&:,()-]|\s{4,}", between):
            break
        words.append(match)
    return words


def _known_at(reading: QuestionText, start: int, attached: bool, link: str) -> int | None:
    """The end of the longest name of a known venue from `start`, or None."""
    words = _words_at(reading, start)
    for n in range(len(words), 0, -1):
        last = words[n - 1]
        name = reading.rest[start : last.end()]
        if last.group().lower() in STOP_WORDS or not any(word.group()[:1].isupper() for word in words[:n]):
            continue
        names_a_venue: object = attached or any(map(_is_kind, name.split())) or _is_whole(reading.known, name)
        names_a_venue = names_a_venue or (
            link == "at" and n == 1 and name.isalnum() and sum(letter.isupper() for letter in name) > 2
        )
        if names_a_venue and any(_fits(name, work.venue) for work in reading.known.works):
            return last.end()
    return None


def _fits(name: str, venue: str | None) -> bool:
    """True if each word of the name is one of the venue, so that the name has no further words of the question."""
    if not is_venue(name, venue) or venue is None:
        return False
    long = [word for word in re.findall(r"[a-z0-9]+", name.lower()) if word not in STOP_WORDS]
    return len(long) == 1 or all(any(w[:3] == v[:3] for v in re.findall(r"[a-z0-9]+", venue.lower())) for w in long)


def _is_whole(known: Known, name: str) -> bool:
    folded = plain(name)
    return len(folded) > 3 and any(work.venue and plain(work.venue) == folded for work in known.works)


def _unknown_at(reading: QuestionText, start: int) -> int | None:
    """The end of a capitalised name after "published in", or None."""
    words = _words_at(reading, start)
    if not words or not words[0].group()[:1].isupper() or words[0].group().lower().rstrip(".") in _NOT_A_VENUE:
        return None
    end = words[0].end()
    for word in words[1:]:
        if word.group()[:1].isupper():
            end = word.end()
        elif word.group().lower() not in ("of", "on", "and", "for", "in", "the"):
            break
    return end


def _condition(reading: QuestionText, start: int, named: int, end: int) -> FoundCondition:
    name = " ".join(reading.rest[named:end].split())
    notes: tuple[str, ...] = ()
    if reading.known.works and not any(is_venue(name, work.venue) for work in reading.known.works):
        notes = (f"No work is known to be published in {name}.",)
    return FoundCondition(
        start, end, (Condition(Facet.VENUE, reading.words(start, end), Filter(venues=(name,))),), notes
    )


_FINDERS = (named_works, kinds, types, authors, venues, years, filed)
_MOST = 12
"""Conditions in a question; a text with more is not a question. A guess."""
_STAYING = frozenset({Facet.AUTHOR, Facet.WORK, Facet.VENUE})
"""Facets whose words stay in a lookup after `--without`: the name of an author is still a useful term."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions in order; `rest` is the question with their words replaced by blanks, of equal length.

    `left_out` are the words of negated conditions, which were removed.
    """

    rest: str
    conditions: tuple[Condition, ...]
    notes: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def conditions_in(reading: QuestionText, without: frozenset[Facet] = frozenset()) -> Conditions:
    """Find all conditions except those of the facets `without`; a lookup keeps their useful words."""
    pieces: list[FoundCondition] = []
    original = reading
    while len(pieces) < _MOST and (condition := next(_all(reading), None)):
        pieces.append(condition)
        reading = reading.without(condition)
    pieces.sort(key=lambda condition: condition.start)
    active = [f for f in pieces if not (f.conditions and {c.facet for c in f.conditions} <= without)]
    rest = reading
    if not (reading.listing or asks_for_works(reading.rest)):  # "Faubel's papers" ask for works without "Faubel's"
        rest = original
        for condition in pieces:
            if condition in active or not {c.facet for c in condition.conditions} <= _STAYING:
                rest = rest.without(condition)
    notes = tuple(dict.fromkeys(note for condition in active for note in condition.notes))
    conditions = [c for condition in pieces for c in condition.conditions if c.facet not in without]
    # Works named in several places are alternatives: "how do the John and the Kim paper differ".
    keys = tuple(dict.fromkeys(key for condition in conditions for key in condition.only.keys))
    named = [replace(c, only=Filter(keys=keys)) if c.facet is Facet.WORK else c for c in conditions]
    return Conditions(rest.rest, tuple(named), notes, tuple(each.left_out for each in active if each.left_out))


def _all(reading: QuestionText) -> Iterator[FoundCondition]:
    """Find conditions in the rest; removes a negated one with a note, as a filter cannot express it."""
    for finder in _FINDERS:
        for piece in finder(reading):
            if piece.start == piece.end:
                continue
            negation = reading.negated(piece.start)
            if negation is None:
                yield piece
                continue
            words = reading.words(negation, piece.end)
            note = f"“{words}” was left aside: a condition can say which works to look at, not which to leave out."
            yield FoundCondition(negation, piece.end, (), (note,), left_out=words)
