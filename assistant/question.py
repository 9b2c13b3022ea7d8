"""Understanding a question without a language model: does it list, count or look up, and what is its topic."""

import re
from dataclasses import dataclass

from assistant.answers import QuestionKind
from index.errors import UsageError
from index.lexical import STOP_WORDS

MAX_LENGTH = 2_000
"""Characters of a question that are read; the rest is cut, and the answer says so."""

_WORKS = (
    r"(?:(?:of\s+)?(?:the|my|these|those|all|any|other)\s+)*(?:[\w-]+\s+){0,2}?"
    r"(?:papers?|stud(?:y|ies)|works?|articles?|publications?|authors?|researchers?|sources?|literature|references?"
    r"|surveys?|reviews?)"
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
    rf"|in\s+(?:which|what)\s+{_WORKS}|who(?:\s+else)?|are\s+there(?:\s+any)?\s+{_WORKS}|any\s+{_WORKS})\s+{_ACTION}\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, its kind, and its topic: what remains when the asking words are taken off."""

    text: str
    kind: QuestionKind
    topic: str
    cut: bool = False


def understand(text: str) -> Question:
    """Read a question; raises UsageError where there is nothing in it to look for."""
    folded = " ".join(text.split())
    if not _WORD.search(folded):
        raise UsageError("the question is empty: ask in plain words, such as `which papers discuss concept drift?`")
    cut = len(folded) > MAX_LENGTH
    folded = folded[:MAX_LENGTH]
    for kind, pattern in ((QuestionKind.COUNT, _COUNT), (QuestionKind.LISTING, _LISTING)):
        match = pattern.match(folded)
        topic = bare_topic(folded[match.end() :]) if match else ""
        if topic:
            return Question(folded, kind, topic, cut)
    return Question(folded, QuestionKind.LOOKUP, folded, cut)


def bare_topic(text: str) -> str:
    """A topic without closing punctuation and outer articles; empty where it is all stop words."""
    topic = re.sub(r"[\s?!.,;:]+$", "", text.strip())
    topic = re.sub(r"^(?:the|a|an|any|some|their|its)\s+", "", topic, flags=re.IGNORECASE)
    words = [word.lower() for word in _WORD.findall(topic)]
    return topic if any(word not in STOP_WORDS for word in words) else ""
