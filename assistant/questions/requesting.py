"""Bibliographic questions: told from questions about what the texts say, and read as a request to the catalogue.

Every word of such a question has to be accounted for: what cites what, what is in a title, how the works are sorted,
and then nothing but words of asking. One word more is a topic, and the question is about the texts.
"""

import re
from collections.abc import Sequence

from assistant.questions.citing import read_citing
from assistant.questions.clauses import asked, is_asking, part_named, read_clauses, read_most_cited
from assistant.questions.named import bare_name, names_a_work, unknown_work, works_named
from assistant.questions.parts import NOUN, HalfRead, excepts, not_understood
from assistant.questions.question import Aim, Condition, Known, Request
from index.errors import UsageError

_POLITE = re.compile(
    r"(?i)^(?:(?:please|and|so|ok|okay|now|hi|hello)[\s,]+"
    r"|(?:can|could|would|will)\s+you\s+(?:please\s+)?(?=(?:tell|list|show|give|find|count|name)\b)"
    r"|(?:tell|show|give)\s+(?:me|us)\s+(?=who|when|where|which|what|how|by\b)"
    r"|(?:i\s+(?:want|need|would\s+like)|i[’']d\s+like)\s+(?:to\s+(?:know|see)|an?\s+list\s+of)\s+|do\s+you\s+know\s+)+"
)
_LONGEST = 400
"""Characters beyond which a question is prose, even one with a title in it."""
_SHORT_IS = re.compile(r"(?i)^(wh(?:at|o|ere|en))[’']s\b")
_LOOSE_MARKS = re.compile(r"(?<!\S)[\s?!.,;:…]+|[\s?!.,;:…]+$")


_NO_FACT = re.compile(
    r"(?i)\b(?:(?:only|just|merely|solely)\s+(?:by|from|through|as)\s+(?:(?:the|their|its|an?)\s+)?titles?"
    r"|(?:by|from|as)\s+(?:(?:the|their|its|an?)\s+)?titles?\s+(?:only|alone)|(?:have|has|with)\s+only\s+(?:an?\s+)?titles?"
    r"|titles?[\s-]only"
    r"|(?:(?:that|which)\s+)?(?:(?:do|does)\s*(?:not|n[’']t)\s+)?(?:have|has|with|without|lack(?:s|ing)?|miss(?:es|ing)?)"
    r"\s+(?:(?:no|an?|any|their|the)\s+)?(?:abstracts?|dois?|pdfs?|full[\s-]?texts?))$"
)
"""What is known of a work, but is no fact of the catalogue's that works are asked for by."""
_TAKING_AWAY = re.compile(r"(?i)\b(?:but|not|except(?:ing)?|apart|other|than|neither|nor|never|without)\b")
_NOT_ASKED_HERE = re.compile(
    r"(?i)^(?:(?:what|which)\s+(?:year|date)\s+is\s+(?:it|this)|when\s+is\s+(?:it|this))(?:\s+(?:now|today))?$"
    r"|^(?:where|for\s+whom|(?:at|in)\s+(?:which|what)\s+\w+)\s+(?:do|does|did)\b.*\bwork$"
)
"""The calendar's year, and where somebody is employed."""


def request_in(rest: str, whole: str, known: Known) -> Request | None:
    """What a question asks of the catalogue; None where it has a topic, or wants prose.

    `rest` is the question without its conditions on years, authors, venues, kinds and works, `whole` the question as
    asked. Raises UsageError where the question names a work to be cited, or told of, that `known` does not hold.
    """
    if len(whole) > _LONGEST:
        return None
    rest, whole = _tidy(rest), _tidy(whole)
    if _NOT_ASKED_HERE.match(rest):
        return None
    if (lacks := _NO_FACT.search(rest)) and is_asking(
        re.sub(r"(?i)\b(?:known|listed|held)\s*$", "", rest[: lacks.start()])
    ):
        raise UsageError(
            f"works cannot be asked for by “{lacks.group()}”: `refdesk status` tells what is known of them"
        )
    begun = read_citing(read_most_cited(HalfRead(rest, Request(Aim.WORKS))), whole, known)
    if not begun:
        return None
    reading = read_clauses(begun)
    if is_asking(reading.text):
        return asked(reading, bare=reading.text == whole)
    if begun.request != Request(Aim.WORKS) and excepts(reading.text) and is_asking(_TAKING_AWAY.sub(" ", reading.text)):
        raise not_understood(reading.text)
    return told_of_work(rest, known) if begun.request == Request(Aim.WORKS) else None


def apart_from(request: Request, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """The conditions on the works asked for: not those that only say which work is cited, or cites."""
    naming = request.naming.casefold()
    return tuple(condition for condition in conditions if not naming or condition.words.casefold() not in naming)


def _tidy(text: str) -> str:
    """The question without marks around it and without courtesies."""
    text = _LOOSE_MARKS.sub(" ", " ".join(text.split())).strip().removeprefix("'s ").removeprefix("’s ")
    return " ".join(_POLITE.sub("", _SHORT_IS.sub(r"\1 is", text)).split())


# Questions after one named work: who wrote it, when and where it appeared.

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
