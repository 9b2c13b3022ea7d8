"""Questions that leave out what was said before: "and in 2022?", "what about edge deployment?", "why?"."""

import re

from assistant.questions.question import QuestionKind
from assistant.questions.referring import AUXILIARY, WORK, Reference, is_plural, papers, subject
from assistant.questions.turns import FollowUp, Talk, Turn

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
_MORE = re.compile(
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
    if not turn or not (why or _MORE.fullmatch(asked)):
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
