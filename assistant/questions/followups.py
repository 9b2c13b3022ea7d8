"""Follow-ups made whole from the conversation: "and which of those are from 2023?", "tell me more about the second".

A question that is whole by itself is left as it is. Where it is not sure that a question refers to the last answer, it
is taken as a new one: to search too much shows, to leave works out does not.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.questions.changing import changed, counted_or_listed, limited
from assistant.questions.question import QuestionKind
from assistant.questions.referring import (
    AUXILIARY,
    SAY,
    WORK,
    Reference,
    check_works_meant,
    is_plural,
    of_works,
    one_work,
    papers,
    people,
    place,
    set_of_works,
    subject,
    thing,
)
from assistant.questions.turns import FollowUp, Talk, Turn
from index.works.filters import Filter

__all__ = ["FollowUp", "Turn", "whole"]

_LONGEST = 500
"""Characters of a question that may be a follow-up; a longer one says itself what it means."""

_LEAD_IN = re.compile(
    r"^(?:(?:ok(?:ay)?|thanks|thank\s+you|great|good|right|well|hm+|yes|no|please)\s*[,.!:]+\s*)+", re.IGNORECASE
)
_CONJUNCTION = re.compile(r"^(?:(?:and|but|so|then|also|now|ok|okay)\b,?\s+)+", re.IGNORECASE)

_GIVES_YEARS = re.compile(r"\b(?:19|20)\d\d\b|\byears?\b|\bdecade\b", re.IGNORECASE)
_ASKS = re.compile(rf"(?:which|what|who|how|why|where|when|list|show|find|{AUXILIARY})\b", re.IGNORECASE)


def whole(text: str, turns: Sequence[Turn]) -> FollowUp:
    """A question that can be understood by itself, made from `text` and the turns before it, the newest last.

    Raises UsageError where it names works of an earlier answer, and there are none or not so many.
    """
    if len(text) > _LONGEST:
        return FollowUp(text, text)
    asked = _LEAD_IN.sub("", " ".join(text.split()))
    talk = Talk.of(turns)
    joined = _CONJUNCTION.sub("", asked)
    check_works_meant(joined, talk)
    for reading in (limited, counted_or_listed, prompt):
        if found := reading(joined, talk):
            return found
    for finding in (place, named_before):
        if reference := finding(asked, talk):
            return complete(asked, reference, talk)
    for reading in (_years_of_listing, changed, topic_alone):
        if found := reading(asked, talk):
            return found
    for finding in (set_of_works, one_work, people, thing):
        if reference := finding(joined, talk):
            return complete(joined, reference, talk)
    # "And which papers ...?" is whole, and "and" would be in the way of whoever reads it.
    bare = joined if _ASKS.match(joined) else text
    return FollowUp(bare, bare)


def _years_of_listing(text: str, talk: Talk) -> FollowUp | None:
    """After a question on one work out of a listing, other years are asked of the listing: a work has but one."""
    listing = talk.before_one_work
    found = changed(text, listing) if listing else None
    if not listing or not listing.last or not found or not _GIVES_YEARS.search(text):
        return None
    note = f"“{text}” was read as going on from “{listing.last.text}”."
    return replace(found, notes=(*found.notes, note))


# A question with a reference in it, put so that it needs no conversation.

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


# Questions that leave out what was said before: "and in 2022?", "what about edge deployment?", "why?".

_NOT_ELLIPTIC = re.compile(
    rf"^(?:what|which|who|whom|whose|how|why|where|when|if|{AUXILIARY}|list|show|find|give|tell|compare|summari[sz]e|explain"
    r"|describe|count|please|i|we|you|they|it|he|she|them|those|these|this|that|there|let)\b"
    rf"|\b(?:{AUXILIARY})\b|[?;:()]|\b(?:it|they|them|those|these)\b|\b{WORK}\b|^the\s+(?:authors?|others?|rest|years?)$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"(?:in|on|at|for|with|without|during|under|among|within|to)\s", re.IGNORECASE)
_MOST_WORDS = 7
_KEY = re.compile(r"[^\s?!,;]+")
_ABOUT_KEY = re.compile(
    r"(?:(?:tell\s+me\s+|show\s+me\s+|say\s+)?(?:more\s+)?(?:on|about)\s+|and\s+|what\s+about\s+|how\s+about\s+)(?P<key>\S+)",
    re.IGNORECASE,
)
_ABOUT_NAME = re.compile(r"\bthe\s+(?P<name>[A-Z][\w-]+|\d{4})(?:\s+et\s+al\.?)?\s+(?:one|paper|study|article)\b")
_MORE_PLEASE = re.compile(
    r"(?:(?:tell|show|give)\s+me\s+|say\s+)?(?:a\s+bit\s+|some\s+)?more(?:\s+details?)?(?:\s+please)?|go\s+on|continue|elaborate"
    r"|(?:what|anything)\s+else",
    re.IGNORECASE,
)
_WHY = re.compile(r"(?P<w>why|how|when|where)(?:\s+(?:so|not|exactly|is\s+that(?:\s+so)?))?|how\s+come", re.IGNORECASE)


def topic_alone(text: str, talk: Talk) -> FollowUp | None:
    """After "what about X?" or "and X?" the last question with X as its topic; its kind and conditions kept."""
    match = re.fullmatch(
        r"(?:(?:and|but|or)\s+)?(?:(?:what|how)\s+about|and|or|but(?=\s+not))\s+(?:(?:about|regarding|concerning)\s+)?(?:the\s+same\s+(?:thing\s+)?(?:for|with|about|on)\s+)?(?P<x>.+?)[\s?.!]*",
        text,
        re.I,
    )
    turn = talk.last
    if not match or not turn or len(match["x"].split()) > _MOST_WORDS or _NOT_ELLIPTIC.search(match["x"]):
        return None
    asked = _more_precise(turn, match["x"]) if _PREPOSITION.match(match["x"]) else _of_topic(turn, match["x"])
    return talk.made_whole(asked, turn.only)


def prompt(text: str, talk: Talk) -> FollowUp | None:
    """At "why?", "more" or "what else?" the last question taken further, of the works of its answer."""
    turn, asked = talk.last, text.strip(" ?.!")
    why = _WHY.fullmatch(asked)
    if not turn or not (why or _MORE_PLEASE.fullmatch(asked)):
        return None
    only = turn.within_works if turn.works else turn.only
    if not why:
        topic = subject(turn)
        more = f"what else is said about {topic}?" if topic else f"what else is said: {turn.text}"
        return talk.made_whole(more, only)
    word = (why["w"] or "why").lower()
    if turn.lists:
        only = talk.with_works(text).within_works
        do = "does" if len(turn.works) == 1 else "do"
        return talk.made_whole(f"{word} {do} {papers(turn.works)} discuss {turn.topic}?", only)
    before = turn.text.rstrip(" ?.!")
    if re.match(rf"{AUXILIARY}\s", before, re.IGNORECASE):
        return talk.made_whole(f"{word} {before[0].lower()}{before[1:]}?", only)
    return talk.made_whole(f"{before}, and {word}?", only)


def named_before(text: str, talk: Talk) -> Reference | None:
    """From "more on" a key of an earlier answer, or "the Faubel one", the one work that was shown before."""
    asked = text.rstrip(" ?.!")
    match = _ABOUT_KEY.fullmatch(asked) or _KEY.fullmatch(asked)
    if match:
        key = match["key"] if "key" in match.groupdict() else match.group()
        if any(key in turn.works or key in turn.named for turn in talk.turns):
            start = match.start("key") if "key" in match.groupdict() else match.start()
            return Reference(start, start + len(key), "this paper", (key,))
    if not talk.last or not (match := _ABOUT_NAME.search(text)):
        return None
    name = re.compile(rf"\b{re.escape(match['name'])}\b")
    fitting = tuple(key for key in talk.last.works if name.search(talk.last.named.get(key, "")))
    return Reference(*match.span(), "this paper", fitting) if len(fitting) == 1 else None


def _of_topic(turn: Turn, topic: str) -> str:
    """A turn's question asked of another topic."""
    asks = "how many" if turn.text.lower().startswith("how many") else "which"
    if turn.focus:
        return f"what does this paper say about {topic}?"
    if turn.lists and (added := re.match(r"(?P<how>not|also)\s+(?P<x>.+)", topic, re.IGNORECASE)):
        both = f"{turn.topic} {'but not' if added['how'].lower() == 'not' else 'and also'} {added['x']}"
        return _replaced(turn.text, turn.topic, both) or f"{asks} papers discuss {both}?"
    if turn.lists:
        return _replaced(turn.text, turn.topic, topic) or f"{asks} papers discuss {topic}?"
    if turn.kind is QuestionKind.BIBLIOGRAPHIC:
        return f"{asks} papers discuss {topic}?"
    if (before := subject(turn)) and (replaced := _replaced(turn.text, before, topic)):
        return re.sub(
            r"^(what\s+)(?:is|are)\b", rf"\1{'are' if is_plural(topic) else 'is'}", replaced, flags=re.IGNORECASE
        )
    return _same_head(turn.text, topic) or f"what is said about {topic}?"


def _replaced(text: str, old: str, new: str) -> str | None:
    """`text` with `old`, its last occurrence, replaced; None where it does not stand in it."""
    at = text.lower().rfind(old.lower()) if old else -1
    return None if at < 0 else f"{text[:at]}{new}{text[at + len(old) :]}"


def _same_head(text: str, topic: str) -> str | None:
    """From "how do teams detect concept drift?" to "data drift": replaced where as many words end alike."""
    words = topic.split()
    alike = re.search(rf"(?:\b[\w-]+\s+){{{len(words) - 1}}}{re.escape(words[-1])}\b", text, re.IGNORECASE)
    return text[: alike.start()] + topic + text[alike.end() :] if alike and len(words) > 1 else None


def _more_precise(turn: Turn, where: str) -> str:
    """A turn's question with "in production" added to it."""
    end = "?" if turn.text.rstrip().endswith("?") else ""
    if turn.lists and (replaced := _replaced(turn.text, turn.topic, f"{turn.topic} {where}")):
        return replaced
    return f"{turn.text.rstrip(' ?.!')} {where}{end}"
