"""Questions after one named work: who wrote it, when and where it appeared."""

import re

from assistant.bibliography.asking import part_named
from assistant.bibliography.naming import bare_name, names_a_work, unknown_work, works_named
from assistant.bibliography.reading import NOUN
from assistant.questions.known import Known
from assistant.questions.requests import Aim, Request

_PART = (
    r"(?P<part>authors?|writers?|publication\s+(?:year|date|venue)|year(?:\s+of\s+publication)?|date|venue|journal"
    r"|conference)"
)
_IS = r"(?:is|was|were|are|did|has|does|do|have)"
_OUT = r"(?:first\s+)?(?:been\s+)?(?:published|written|authored|released|presented|appear|come\s+out|from)"
_FORMS = tuple(
    re.compile(f"(?i)^{form}$")
    for form in (
        r"(?P<who>who)\s+(?:all\s+)?(?:wrote|has\s+written|authored|co-?authored|published|is\s+behind)\s+(?P<name>.+)",
        rf"(?P<who>by\s+(?:whom|which\s+authors?))\s+{_IS}\s+(?P<name>.+?)\s+{_OUT}",
        rf"(?P<name>.+?)\s+{_IS}\s+written\s+(?P<who>by\s+whom)",
        rf"(?P<who>how\s+many\s+authors)\s+(?:{_IS}\s+)?(?:wrote\s+)?(?P<name>.+?)(?:\s+have)?",
        rf"(?P<part>when|(?:in\s+)?(?:which|what)\s+year|where|(?:(?:in|at|by)\s+)?(?:which|what)\s+(?:venue|journal|conference))"
        rf"\s+{_IS}\s+(?P<name>.+?)\s+{_OUT}(?:\s+(?:in|at))?",
        r"(?:from\s+)?(?:which|what)\s+(?P<part>year)\s+(?:is|was)\s+(?P<name>.+?)",
        rf"(?:who\s+{_IS}\s+)?(?:(?:list|show|give|name|what\s+(?:is|are))\s+)?(?:(?:me|us|all)\s+)?(?:the\s+)?"
        rf"(?:names?\s+of\s+(?:the\s+)?)?{_PART}\s+of\s+(?P<name>.+)",
    )
)
_TOPIC = re.compile(
    rf"(?i)^(?:{NOUN}\s+)?(?:about|on|of|regarding|concerning)\b|^(?:the\s+|an?\s+)?{NOUN}\s+(?:about|on|that|which)\b"
)
_SURELY_A_WORK = re.compile(r"(?i)^(?:who\s+(?:wrote|authored|(?:is|are)\s+the\s+authors?)|by\s+wh)")


def told_of_work(text: str, known: Known) -> Request | None:
    """ "Who wrote X", "when did X appear", "the venue of X"; raises UsageError where X should be a work and is none."""
    for form in _FORMS:
        if not (match := form.match(text)):
            continue
        name, groups = match["name"], match.groupdict()
        # One word of a title is no name for it: "when was Kubernetes released?"
        surely = bool(_TOPIC.match(name)) or (len(bare_name(name).split()) < 2 and not names_a_work(name))
        if keys := works_named(name, known.works, surely):
            return Request((None if groups.get("who") else part_named(match["part"])) or Aim.AUTHORS, named=keys)
        if _TOPIC.match(name) or not bare_name(name) or not (names_a_work(name) or _SURELY_A_WORK.match(text)):
            return None
        raise unknown_work(name, known.works)
    return None
