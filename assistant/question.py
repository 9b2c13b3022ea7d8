"""Understanding a question without a language model: does it list, count or look up, of which works, on what topic."""

import re
from dataclasses import dataclass, replace

from assistant.answers import QuestionKind
from index.errors import UsageError
from index.filters import Filter, Years
from index.lexical import STOP_WORDS

MAX_LENGTH = 2_000
"""Characters of a question that are read; the rest is cut, and the answer says so."""

_YEAR = r"(?:19|20)\d\d"
# Years as conditions on the works: an alternative for each way of saying it, first and last year in groups of its own.
_YEARS = re.compile(
    rf"\b(?:(?:published\s+)?(?:between|from)\s+(?P<first>{_YEAR})\s+(?:and|to|until|till)\s+(?P<last>{_YEAR})"
    rf"|(?:published\s+)?(?:since|from)\s+(?P<since>{_YEAR})\s+on(?:wards?)?|(?:published\s+)?since\s+(?P<since2>{_YEAR})"
    rf"|(?:published\s+)?after\s+(?P<after>{_YEAR})|(?:published\s+)?before\s+(?P<before>{_YEAR})"
    rf"|(?:published\s+)?(?:until|up\s+to)\s+(?P<until>{_YEAR})"
    rf"|(?:published\s+in|from|of|in)\s+(?P<in>{_YEAR}))\b(?!\s*[-–]\s*\d)",
    re.IGNORECASE,
)
_YEAR_BEFORE_NOUN = re.compile(rf"\b(?P<in>{_YEAR})\s+(?=(?:papers?|stud(?:y|ies)|works?|articles?|publications?)\b)")
_NOUN = (
    r"(?:papers?|stud(?:y|ies)|works?|articles?|publications?|authors?|researchers?|sources?|literature|references?"
    r"|surveys?|reviews?)"
)
# After the word for works alone: "transfer learning by fine-tuning" names no author.
_AUTHOR = re.compile(
    rf"(?<=\s){_NOUN}\s+(?:(?:that\s+)?(?:are|were|was|is)\s+)?(?:(?:written|published|authored)\s+)?"
    r"(?P<by>by\s+(?P<name>[^\W\d_][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,2})(?:\s+et\s+al\.?)?)"
)
_AFTER_NOUN = re.compile(
    rf"{_NOUN}(?:\s+(?:that\s+)?(?:are|were|was|is))?(?:\s+by\s+\S+(?:\s+[A-Z]\S+)*)?\s*$", re.IGNORECASE
)
_ADJECTIVE = (
    r"(?:(?:other|recent|early|earlier|newer|older|new|empirical|relevant|listed|academic|scientific|primary|research"
    r"|review|survey|journal|conference)\s+)?"
)
_WORKS = (
    rf"(?:(?:of\s+)?(?:the|my|these|those|all|any|other)\s+)*{_ADJECTIVE}{_NOUN}"
    r"(?:\s+(?:in|of|from)\s+(?:the|this|my)\s+(?:corpus|collection|listing|library|sample|set|list))?"
)
_AUXILIARY = (
    r"(?:(?:do|does|did|have|has|had|is|are|was|were|can|could|would"
    r"|also|actually|explicitly|there|that|which|who)\s+)*"
)
_VERB = (
    r"(?:discuss|mention|address|cover|talk|speak|deal|report|describe|study|studi|examine|investigate|explore|consider|"
    r"treat|use|utili[sz]e|apply|appli|employ|propose|present|introduce|analy[sz]e|evaluate|focus|concern|name|identify|"
    r"identifi|argue|work|writ|wrote|say|said|tell|build|develop|rely|reli|contain|include|list|highlight|look|tackle|touch|"
    r"support|implement|compare|review|survey|show|test|measure|offer|give|provide|suggest|recommend|handle)"
    r"(?:e?s|e?d|ing|ten)?"
)
_PREPOSITION = r"(?:\s+(?:about|on|of|with|at|to|in|into|upon|for|over|against|regarding|concerning))?"
_ACTION = rf"{_AUXILIARY}(?:{_VERB}{_PREPOSITION}|about|on|with|regarding|concerning|dealing\s+with|related\s+to)\b"
_COUNT = re.compile(rf"^\s*(?:how\s+many|what\s+number\s+of|count)\s+{_WORKS}\s+{_ACTION}\s*", re.IGNORECASE)
_LISTING = re.compile(
    rf"^\s*(?:(?:please\s+)?(?:list|show|find|give|name|tell)\s+(?:me\s+)?(?:all\s+)?{_WORKS}|(?:which|what)\s+{_WORKS}"
    rf"|in\s+(?:which|what)\s+{_WORKS}|who(?:\s+else)?|are\s+there(?:\s+any)?\s+{_WORKS}|any\s+{_WORKS}|{_WORKS}"
    rf"(?=\s+(?:about|on|that|which|discussing|dealing)\b))\s+{_ACTION}\s*",
    re.IGNORECASE,
)
_OF_WORKS = re.compile(
    rf"^\s*(?:(?:which|what|how\s+many|list|show|find)\s+(?:me\s+)?(?:all\s+)?{_WORKS})\b", re.IGNORECASE
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, its kind, its topic (what remains without asking words and conditions), its conditions."""

    text: str
    kind: QuestionKind
    topic: str
    only: Filter = Filter()
    cut: bool = False


def understand(text: str) -> Question:
    """Read a question; raises UsageError where there is nothing in it to look for."""
    folded = " ".join(text.split())
    if not _WORD.search(folded):
        raise UsageError("the question is empty: ask in plain words, such as `which papers discuss concept drift?`")
    cut = len(folded) > MAX_LENGTH
    folded = folded[:MAX_LENGTH]
    rest, only = _conditions(folded) if _OF_WORKS.match(_YEAR_BEFORE_NOUN.sub("", folded)) else (folded, Filter())
    for kind, pattern in ((QuestionKind.COUNT, _COUNT), (QuestionKind.LISTING, _LISTING)):
        match = pattern.match(rest)
        topic = bare_topic(rest[match.end() :]) if match else ""
        if topic:
            return Question(folded, kind, topic, only, cut)
    if only:
        raise UsageError(
            f"the question asks for works by their {only} and names no topic; "
            "such questions are not answered yet: name a topic, or see `refdesk status --json`"
        )
    return Question(folded, QuestionKind.LOOKUP, folded, Filter(), cut)


def bare_topic(text: str) -> str:
    """A topic without closing punctuation and outer articles; empty where it is all stop words."""
    topic = re.sub(r"[\s?!.,;:]+$", "", text.strip())
    topic = re.sub(r"^(?:the|a|an|any|some|their|its)\s+", "", topic, flags=re.IGNORECASE)
    words = [word.lower() for word in _WORD.findall(topic)]
    return topic if any(word not in STOP_WORDS for word in words) else ""


def _conditions(text: str) -> tuple[str, Filter]:
    """Years and authors that a listing question asks for, and the question without them."""
    only = Filter()
    for pattern in (_YEAR_BEFORE_NOUN, _YEARS):
        match = pattern.search(text)
        if match and (pattern is _YEAR_BEFORE_NOUN or _is_condition(text, match)):
            only = replace(only, years=_years({name: int(year) for name, year in match.groupdict().items() if year}))
            text = text[: match.start()] + text[match.end() :]
            break
    if author := _AUTHOR.search(text):
        only = replace(only, authors=(author["name"].rstrip("."),))
        text = text[: author.start("by")] + text[author.end("by") :]
    return " ".join(text.split()), only


def _is_condition(text: str, years: re.Match[str]) -> bool:
    """Whether years tell of the works: they follow the word for them or end the question."""
    return not _WORD.search(text[years.end() :]) or _AFTER_NOUN.search(text[: years.start()]) is not None


def _years(told: dict[str, int]) -> Years:
    if "first" in told:
        return Years(min(told["first"], told["last"]), max(told["first"], told["last"]))
    if since := told.get("since") or told.get("since2"):
        return Years(since, None)
    if "after" in told:
        return Years(told["after"] + 1, None)
    if "before" in told:
        return Years(None, told["before"] - 1)
    if "until" in told:
        return Years(None, told["until"])
    return Years(told["in"], told["in"])
