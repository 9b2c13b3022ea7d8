"""A topic in words: without verbs that only lead to it, outer articles, closing punctuation and explanations."""

import re

from assistant.questions.phrases import ACTION, AUXILIARY, NOUN, compiled
from index.lexical import STOP_WORDS

_WORD = re.compile(r"\w+")
_OUTER = compiled(r"^(?:(?:the|a|an|any|some|their|its|his|her|whether|that|what\s+is)\s+)+")
_EXPLAINED = compiled(
    r"(?:,\s*|\(\s*)(?:that\s+is(?:\s+to\s+say)?|i\.\s?e\.|e\.\s?g\.|for\s+(?:example|instance)|namely|in\s+other\s+words|viz\.)"
    r"[,:]?\s[^,()?]*(?:\)|,(?=\s+(?:in|on|of|for|with|to|by|when|at|from)\b))?"
)
_GROUP = r"(?:(?:publication\s+)?year|venue|journal|conference)\b"
_BY_GROUP = (
    r"(?:(?:grouped|counted|broken\s+down|split|sorted)\s+)?"
    rf"(?:(?:by|per|(?:for|in)\s+(?:each|every))\s+{_GROUP}|over\s+the\s+years\b)"
)
_PUBLISHED = r"(?:(?:(?:were|was|are|is|have\s+been)\s+)?(?:published|written|there)|appear(?:ed)?|came\s+out)\s+"
# "Retrained every year" is a topic, "published every year" is none.
_GROUPED = compiled(
    rf"(?:^|[\s,]+)(?:{_PUBLISHED}every\s+{_GROUP}|(?:{_PUBLISHED})?(?:{_BY_GROUP}|each\s+{_GROUP}))\s*\W*$"
)
_GROUPED_FIRST = compiled(rf"^(?:{_PUBLISHED})?(?:{_BY_GROUP}|(?:each|every)\s+{_GROUP}),?\s+")
"""Right behind the word for works: "how many papers per year discuss drift"."""

_ASIDE = compiled(
    r"\s*,\s*(?:and|or)\s+(?:if\s+so\s*,?\s*)?(?:how|why|what|where|when|whether)\b.*$"
    r"|\s+and\s+(?:who|when|where)\s+(?:(?:(?:was|were|did|is|are)\s+(?:they|it|these|those)\b)"
    r"|(?:wrote|published|authored)\s+(?:them|it|these|those)\b).*$"
)
_THEIRS = compiled(
    r"\s+(?:of|in|on|for|to|from)\s+(?:their|its|his|her)\s+(?:own\s+)?[\w\s,/-]+$"
    r"|\s+(?:that\s+|which\s+)?(?:they|(?:their|its)\s+(?:own\s+)?(?:systems?|models?|methods?|approach(?:es)?|work))\s+\w+"
    r"(?:\s+(?:on|in|with|of|for))?(?:\s+or\s+how\s+[\w\s]+)?$"
)
"""Whose something is, is no part of a topic: "the errors of their system", "the hardware they ran on"."""

_DANGLING = compiled(
    r"(?:[\s,;]+(?:and|but|or|nor|both|either|that|which|who|are|were|was|is|published|written|by|in|from|of|with|for|also"
    r"|to|as\s+well|instead|please|at\s+all|too|(?:that|which)\s+(?:were|are))\b)+[\s,;]*$"
)
_ROLE = compiled(
    r"^(?:the\s+)?(?:topic|subject|issue|problem|question|notion|concept|theme|use)s?\s+of\s+(?:the\s+|an?\s+)?(?=\S)"
)
_LED_BY = compiled(rf"^{AUXILIARY}(?:{ACTION}\b\s*)?")
_CLOSING = re.compile(r"[\s?!.,;:]+$")
_PASSIVE = compiled(
    rf"^(?:is|are|was|were)\s+(?P<topic>.+?)\s+(?:{AUXILIARY})(?:discuss|mention|us|describ|stud(?:i)|address|report|cover|examin|"
    r"propos|treat|evaluat|analy[sz]|appl(?:i)|employ|consider|investigat|explor|mad|present|introduc)ed(?:\s+(?:in|about))?\s*$"
)
_READERS = compiled(
    r"^(?:(?:should|could|can|do|would|might|must)\s+(?:i|we|one)\s+(?:read|have|cite|use|look\s+at|consult|own|know)"
    r"|(?:exists?|(?:is|are)\s+(?:there|available|out\s+there)|ha(?:s|ve)\s+been\s+(?:done|published|written|carried\s+out|conducted))"
    r"|(?:do|does)\s+the\s+(?:authors?|researchers?))"
    r"(?:\s+to\s+(?:learn|know|read|understand|find\s+out))?(?:\s+(?:more\s+)?(?:about|on|in|into|for|when|if|regarding|of))?\b\s*"
)


def bare_topic(text: str) -> str:
    """A topic without closing punctuation and outer articles; empty where it is all stop words."""
    topic = _OUTER.sub("", _CLOSING.sub("", text.strip(" ,;:")))
    topic = " ".join(topic.split())
    return topic if says_something(topic) else ""


def says_something(text: str) -> bool:
    """Whether some word of it is no stop word."""
    return any(word.lower() not in STOP_WORDS for word in _WORD.findall(text))


def topic_of(predicate: str) -> str:
    """The topic of what is said of works: "do not report on the use of BLEU" is about BLEU; empty where it has none."""
    text = explained(predicate)
    if passive := _PASSIVE.match(text):
        return bare_topic(passive["topic"])
    text = _READERS.sub("", text)
    shorter = _ROLE.sub("", _LED_BY.sub("", text, count=1))
    # "do testing": the verb is what is asked for; "discuss the": nothing is.
    return bare_topic(shorter) or (bare_topic(text) if re.fullmatch(r"(?:\w+\s+)*\w+ing", text) else "")


def explained(text: str) -> str:
    """The text without explanations ("that is, ...", ", and how?") and words left hanging at its end."""
    text = re.sub(r"^(?:(?:and|but|,)\s+)+", "", " ".join(text.split()).strip(" ,;"), flags=re.IGNORECASE)
    text = _CLOSING.sub("", text)
    for pattern in (_EXPLAINED, _ASIDE, _GROUPED_FIRST, _GROUPED, _THEIRS):
        shorter = pattern.sub("", text)
        text = shorter if says_something(shorter) else text
    text = _DANGLING.sub("", re.sub(r"\s+([,;?.!])", r"\1", text))
    return _CLOSING.sub("", text).strip()


def is_about_works_alone(text: str) -> bool:
    """Whether nothing is said but that there are works: "are there", "do I have", "exist"."""
    rest = re.sub(
        rf"\b(?:(?:are|is|were|was|do|does|did)\b|there|i|we|you|have|exist|available|known|{NOUN}|published|written"
        r"|appear(?:ed)?|in|the|my|our|this|of|all|and|but|that|which|corpus|collection|library|index|total|from|by|at)\b",
        "",
        text,
        flags=re.IGNORECASE,
    )
    return _WORD.search(rest) is None
