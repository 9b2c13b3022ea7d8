"""A question with a reference in it, put so that it needs no conversation."""

import re

from assistant.questions.question import QuestionKind
from assistant.questions.referring import AUXILIARY, SAY, Reference, is_plural, of_works, papers, subject
from assistant.questions.turns import FollowUp, Talk
from index.filters import Filter

_CITING = re.compile(r"\b(?:cit(?:e|es|ed|ing)|references?)\b", re.IGNORECASE)
_CATALOGUED = re.compile(
    r"\b(?:who\s+(?:wrote|published|(?:is|are|was|were)\s+the\s+authors?)|(?:when|where)\s+(?:was|were|did)\b.*"
    r"\b(?:published|appear(?:ed)?|written|come\s+out))\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"(?:who\s+(?:is|are|was|were)\s+|what\s+about\s+)?the\s+authors?\s*\??", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:compare(?!\s+(?:to|with|against)\s*[?.!]*$)|contrast|differ(?:s|ences?)?|disagree|in\s+common)\b",
    re.IGNORECASE,
)
_SUMMED_UP = re.compile(r"\b(?:summari[sz]e|summary|sum\s+up|outline)\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:more|tell|explain|describe|elaborate|details?|expand)\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"\b(?:and|but|so|then|what|how|about|is|are|please|list|tell|show|give|explain|describe|elaborate|expand|details?|me|more"
    r"|on|of|for|only|just|the|in|a|an|bit|some|can|could|you|i|want|look|at|now|to)\b|[^\w\s]",
    re.IGNORECASE,
)
_NO_OBJECT = re.compile(rf"(?:{AUXILIARY}|{SAY}|what|how|else|exactly|about|and|on)\b|\W", re.IGNORECASE)
_OF_EACH = re.compile(
    r"^(?:do|does|did)\s+(?:the\s+authors|these\s+papers|each\s+paper)\s+(?:also\s+)?"
    r"(?=(?:mention|discuss|cover|address|describe|propose|use|consider|evaluate|report|provide|contain|include)\s+\w)",
    re.IGNORECASE,
)
_OF_THESE = re.compile(r"^(which|what|how\s+many)\s+of\s+these\s+papers\s+(.*)", re.IGNORECASE)
_FEW = 4
"""Works that are compared by their keys; more of them are not told apart in one sentence."""


def complete(text: str, found: Reference, talk: Talk) -> FollowUp:
    """The question of `text` with what the reference means in its place, limited to the works that it means."""
    turn = talk.last
    if not turn or not found.keys:
        return talk.made_whole(_of_several(found, text), turn.only if turn else Filter(), found.notes)
    only = Filter(keys=found.keys, kinds=turn.only.kinds, evidence=turn.only.evidence)
    by_key = found.by_keys
    topic = subject(turn)
    if _WHO.fullmatch(text):
        return talk.made_whole(f"who wrote {by_key.words}?", Filter(keys=found.keys), found.notes)
    if _CATALOGUED.search(text):
        return talk.made_whole(by_key.put_into(text), Filter(keys=found.keys), found.notes)
    if _CITING.search(text):  # what cites a work is looked for in all the others
        return talk.made_whole(by_key.put_into(text), Filter(), found.notes)
    if _COMPARED.search(text) and 1 < len(found.keys) <= _FEW:
        return talk.made_whole(_with_topic(by_key, text, "on", topic), only, found.notes)
    rest = f"{text[: found.start]} {text[found.end :]}"
    if not _SAYS_NOTHING.sub("", rest).strip():
        return talk.made_whole(_asked_again(text, found, talk), only, found.notes)
    if _SUMMED_UP.search(rest):
        asked = f"{found.put_into(text).rstrip(' ?.!')}: the problem, the approach and the findings"
        return talk.made_whole(asked, only, found.notes)
    asked = _agreeing(_with_topic(found, text, "about", topic))
    asked = _OF_THESE.sub(lambda match: of_works(match[1], match[2]), asked)
    if len(found.keys) > 1:  # "do they mention X" is asked of each
        asked = _OF_EACH.sub("which papers ", asked)
    return talk.made_whole(asked, only, found.notes)


def _asked_again(text: str, found: Reference, talk: Talk) -> str:
    """What "and the second?" asks: the last question again, or what the work says on its topic."""
    turn, does = talk.last, "does" if len(found.keys) == 1 else "do"
    if turn and turn.kind is QuestionKind.LOOKUP and not _MORE.search(text):
        return turn.text
    if turn and turn.focus and turn.works[0] in turn.text:
        return turn.text.replace(turn.works[0], " and ".join(found.keys))
    if turn and (topic := subject(turn)):
        return f"what {does} {papers(found.keys)} say about {topic}?"
    return f"what {'is' if does == 'does' else 'are'} {papers(found.keys)} about?"


def _with_topic(found: Reference, text: str, joined: str, topic: str) -> str:
    """The topic is added where the question has no object of its own: "what do the authors recommend"."""
    put = found.put_into(text)
    rest = re.sub(
        r"\b(?:compare(?!\s+(?:to|with|against)\s*[?.!]*$)|contrast|differ|please)\b",
        "",
        f"{text[: found.start]} {text[found.end :]}",
    )
    if not topic or _NO_OBJECT.sub("", rest).strip():
        return put
    return f"{put.rstrip(' ?.!')} {joined} {topic}{'?' if put.rstrip().endswith('?') else ''}"


def _of_several(found: Reference, text: str) -> str:
    """The topic in place of "it", with the verb of a topic that is plural."""
    before, put = text[: found.start], found.put_into(text)
    if is_plural(found.words) and (verb := re.search(r"\b(is|was|does|has)\s+$", before, re.IGNORECASE)):
        several = {"is": "are", "was": "were", "does": "do", "has": "have"}[verb[1].lower()]
        return f"{before[: verb.start()]}{several} {put[found.start :]}"
    return put


def _agreeing(text: str) -> str:
    for several, one in (("do", "does"), ("are", "is"), ("have", "has"), ("were", "was")):
        text = re.sub(rf"\b{several}(?=\s+(?:this|each)\s+paper\b(?![’']))", one, text, flags=re.IGNORECASE)
    return text
