"""Where to look as a condition: "in my summaries", "according to my notes", "in the abstracts", "in the full texts"."""

import re
from collections.abc import Iterator

from assistant.questions.finding import Found, Reading
from assistant.questions.phrases import compiled
from assistant.questions.question import Condition, Facet
from index.filters import Filter
from index.sources import Evidence, Kind

_OWN = r"(?:summar(?:y|ies)|(?:reading\s+)?notes?|annotations)"
_TEXT = (
    r"(?:full[\s-]?texts?(?:\s+of\s+(?:the\s+)?papers)?|pdfs?(?:\s+files)?|papers?\s+themselves"
    r"|text\s+of\s+the\s+papers)"
)
_LINK = (
    r"(?:,?\s*\b(?:in|from|according\s+to|based\s+on|within|across|using|going\s+by|only\s+in)\s+)(?:only\s+"
    r"|all\s+(?:of\s+)?)?"
)
_WHERE = compiled(
    rf"{_LINK}(?:(?P<summary>(?:my|our|the|these)\s+(?:own\s+)?{_OWN})|(?P<paper>(?:the\s+|their\s+)?{_TEXT})"
    r"|(?P<abstract>(?:the\s+|their\s+|its\s+)?abstracts?))\b(?:\s+(?:only|alone)\b)?(?!\s*-)"
)
_WHICH = compiled(
    rf"\b(?:which|what|list|show|find|how\s+many|any|do)\s+(?:me\s+)?(?:of\s+|in\s+|all\s+)*"
    rf"(?P<summary>(?:my\s+|our\s+|the\s+)?(?:own\s+)?{_OWN})\b"
)
_SAY = compiled(
    rf"\b(?:what|where|how|why)\s+(?:do|does|did)\s+(?P<summary>(?:my|our)\s+(?:own\s+)?{_OWN})\s+"
    r"(?:say|tell|report|mention|state|note|have)\b(?:\s+(?:me\s+)?(?:about|on|of))?"
)


def kinds(reading: Reading) -> Iterator[Found]:
    """Each condition on kinds of sources, or of evidence."""
    for pattern in (_SAY, _WHICH, _WHERE):
        for match in pattern.finditer(reading.rest):
            if pattern is _WHERE and not _is_place(reading, match):
                continue
            name = next(name for name, value in match.groupdict().items() if value)
            told = match.start() if pattern is _WHERE else match.start(name)
            end = match.end() if pattern is _WHERE else match.end(name)
            condition = Condition(_facet(name), reading.words(told, end), _only(name))
            if pattern is _SAY:
                yield Found(match.start(), match.end(), (condition,))
            else:
                yield Found(told, end, (condition,), instead="works" if pattern is _WHICH else "")


def _is_place(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the words tell where to look, rather than what is looked for: "in the summaries that models write"."""
    ends = reading.closes(match.end()) or reading.rest[match.end() :].lstrip().startswith(",")
    if re.search(r"\b(?:my|our|themselves)\b", match.group(), re.IGNORECASE) or ends:
        return not re.match(r"\s+of\b", reading.rest[match.end() :]) and (reading.listing or match["abstract"] is None)
    return (reading.follows_works(match.start()) and not reading.rest[match.end() :].startswith(" that")) or (
        reading.opens(match.start()) and reading.listing
    )


def _facet(name: str) -> Facet:
    return Facet.EVIDENCE if name == "abstract" else Facet.KIND


def _only(name: str) -> Filter:
    if name == "abstract":
        return Filter(evidence=(Evidence.ABSTRACT.value,))
    return Filter(kinds=((Kind.SUMMARY if name == "summary" else Kind.PAPER).value,))
