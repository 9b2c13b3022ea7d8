"""Venues as conditions on works: "published in IEEE Software", "at ICSE", "in the Journal of Systems and Software"."""

import re
from collections.abc import Iterator

from assistant.questions.finding import Found, Reading
from assistant.questions.known import Known
from assistant.questions.phrases import MONTH, compiled
from assistant.questions.question import Condition, Facet
from index.filters import Filter, is_venue
from index.folding import plain
from index.lexical import STOP_WORDS

_SAID = (
    r"(?:(?:and|but|that|which)\s+)*(?:(?:are|were|was|is|have\s+been)\s+)?(?:published|presented|appeared"
    r"|appearing|printed)\s+"
)
_LEAD = compiled(rf"\b(?P<said>{_SAID})?(?P<link>in|at|from|by)\s+(?:the\s+)?(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_][\w.&/'’-]*")
_KIND_OF_VENUE = compiled(
    r"\b(?:journal|conference|proceedings|transactions|workshop|symposium|letters|magazine|ieee|acm|lncs|arxiv"
    r"|springer|elsevier)\b"
)
_ACRONYM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]{2,}[A-Za-z]*\b|\b[A-Z]{3,}\b")
_NO_VENUE = compiled(rf"(?:{MONTH}|english|german|chinese|french|spanish|\d+)\b")
_LONGEST = 14


def venues(reading: Reading) -> Iterator[Found]:
    """Each condition on venues."""
    for match in _LEAD.finditer(reading.rest):
        said = bool(match["said"])
        attached = said or reading.follows_works(match.start())
        if match["link"].lower() in ("by", "from") and not attached:
            continue
        span = _known_at(reading, match.end(), attached, match["link"].lower())
        if span is None and said and match["link"].lower() in ("in", "at"):
            span = _unknown_at(reading, match.end())
        if span is None and attached and _KIND_OF_VENUE.match(reading.rest, match.end()):
            span = _unknown_at(reading, match.end())
        if span and (attached or (reading.listing and reading.ends_clause(span))):
            yield _found(reading, match.start(), match.end(), span)


def _words_at(reading: Reading, start: int) -> list[re.Match[str]]:
    """The words of what may be a name, up to the next punctuation that ends it."""
    words: list[re.Match[str]] = []
    for match in _WORD.finditer(reading.rest, start):
        between = reading.rest[words[-1].end() if words else start : match.start()]
        if len(words) == _LONGEST or re.search(r"[^\s&:,()-]|\s{4,}", between):
            break
        words.append(match)
    return words


def _known_at(reading: Reading, start: int, attached: bool, link: str) -> int | None:
    """Where the longest name of a known venue ends that begins at `start`."""
    words = _words_at(reading, start)
    for n in range(len(words), 0, -1):
        last = words[n - 1]
        name = reading.rest[start : last.end()]
        if last.group().lower() in STOP_WORDS or not any(word.group()[:1].isupper() for word in words[:n]):
            continue
        told: object = attached or _KIND_OF_VENUE.search(name) or _is_whole(reading.known, name)
        told = told or (link == "at" and n == 1 and _ACRONYM.fullmatch(name))
        if told and any(_fits(name, work.venue) for work in reading.known.works):
            return last.end()
    return None


def _fits(name: str, venue: str | None) -> bool:
    """Whether each word of the name is the venue's: what follows it in a question must not be taken along."""
    if not is_venue(name, venue) or venue is None:
        return False
    long = [word for word in re.findall(r"[a-z0-9]+", name.lower()) if word not in STOP_WORDS]
    return len(long) == 1 or all(any(w[:3] == v[:3] for v in re.findall(r"[a-z0-9]+", venue.lower())) for w in long)


def _is_whole(known: Known, name: str) -> bool:
    folded = plain(name)
    return len(folded) > 3 and any(work.venue and plain(work.venue) == folded for work in known.works)


def _unknown_at(reading: Reading, start: int) -> int | None:
    """Where a name in capitals ends that follows "published in"."""
    words = _words_at(reading, start)
    if not words or not words[0].group()[:1].isupper() or _NO_VENUE.match(words[0].group()):
        return None
    end = words[0].end()
    for word in words[1:]:
        if word.group()[:1].isupper():
            end = word.end()
        elif word.group().lower() not in ("of", "on", "and", "for", "in", "the"):
            break
    return end


def _found(reading: Reading, start: int, named: int, end: int) -> Found:
    name = " ".join(reading.rest[named:end].split())
    notes: tuple[str, ...] = ()
    if reading.known.works and not any(is_venue(name, work.venue) for work in reading.known.works):
        notes = (f"No work is known to be published in {name}.",)
    return Found(start, end, (Condition(Facet.VENUE, reading.words(start, end), Filter(venues=(name,))),), notes)
