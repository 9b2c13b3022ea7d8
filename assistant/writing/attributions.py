"""Works that a model names in its sentences, "John et al. (2021) report that ...": told from what it says of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.entries import WorkEntry
from index.names import family_name

_PAGES = r"(?:\s*,\s*(?:pp?\.?|pages?)\s*\d+(?:\s*[-–]\s*\d+)?)?"
_LEAD = r"(?:(?:see|cf\.?|e\.\s?g\.,?|as\s+in)\s+)?"
_SAYS = (
    r"(?:say|state|report|find|found|show|argue|note|write|claim|conclude|describe|suggest|observe|explain|define|hold|add|stress"
    r"|emphasi[sz]e|point\s+out)(?:s|d|es|ed)?"
)
_BRACKETS = re.compile(r"\s*\(([^()]*\b\d{4}[a-z]?\b[^()]*)\)")
_SPACE_BEFORE = re.compile(r"\s+([,.;:!?])")
_LEFT_OVER = re.compile(r"^[\s,;:]+")


@dataclass(frozen=True, slots=True)
class Attributed:
    """A sentence without the names and years of the works it is attributed to, and their keys."""

    text: str
    works: frozenset[str] = frozenset()


def attributed(text: str, works: Iterable[WorkEntry]) -> Attributed:
    """What a sentence says apart from who says it; a name and year that are no given work's stay in it."""
    known = [work for work in works if work.authors and work.year]
    found: set[str] = set()

    def bracketed(match: re.Match[str]) -> str:
        named = [_named(part, known) for part in match[1].split(";")]
        if not all(named):
            return match[0]
        found.update(work for works in named for work in works)
        return ""

    rest = _BRACKETS.sub(bracketed, text)
    for work in known:
        rest, times = _narrated(work).subn(" ", rest)
        if times:
            found.add(work.key)
    if not found:
        return Attributed(text)
    tidy = _LEFT_OVER.sub("", _SPACE_BEFORE.sub(r"\1", " ".join(rest.split())))
    return Attributed(tidy or text, frozenset(found))


def _named(part: str, works: Sequence[WorkEntry]) -> list[str]:
    """Keys of the works that one part of a bracket names: "see John et al., 2021, p. 4"."""
    tail = rf"[a-z]?{_PAGES}\s*"
    return [work.key for work in works if re.fullmatch(rf"\s*{_LEAD}{_who(work)},?\s+{work.year}{tail}", part)]


def _narrated(work: WorkEntry) -> re.Pattern[str]:
    """The work as the one that speaks: "According to John et al. (2021)," and "John et al. (2021) report that"."""
    year = rf"\(\s*{work.year}[a-z]?{_PAGES}\s*\)"
    lead = r"(?:\b[Aa]ccording\s+to\s+|\b[Aa]s\s+)?\b"
    return re.compile(rf"{lead}{_who(work)}(?:['’]s?)?\s*{year}(?:\s*,|\s+(?:also\s+)?{_SAYS}\s+that\b)?")


def _who(work: WorkEntry) -> str:
    """The first author's family name, and whoever is named with it."""
    first = re.escape(family_name(work.authors[0]))
    others = "|".join(re.escape(family_name(author)) for author in work.authors[1:])
    also = rf"(?:(?:\s*,\s*|\s*,?\s+(?:and|&)\s+)(?:{others}))*" if others else ""
    return rf"{first}{also}(?:\s*,?\s+(?:et\s+al\.?|and\s+(?:colleagues|others)))?"
