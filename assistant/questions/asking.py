"""Whether a question asks for works, how, and what it says of them."""

import re
from dataclasses import dataclass

from assistant.questions.phrases import (
    ACTION,
    AUXILIARY,
    DETERMINERS,
    IN_CORPUS,
    NEUTRAL,
    NOUN,
    TELLERS,
    VERB,
    WORD_OF_TOPIC,
    WORKS,
    compiled,
)
from index.text.words import STOP_WORDS

_POLITE = compiled(
    r"^\s*(?:(?:please|hi|hello|hey|ok|okay|so|and|well|now)[,!.]?\s+|(?:can|could|would|will)\s+you\s+(?:please\s+)?"
    r"|i(?:['’]d|\s+would)?\s+(?:like|want|need)(?:\s+you)?\s+to\s+(?:know|see|find|read|have)\s+"
    r"|(?:do\s+you\s+know|tell\s+me|let\s+me\s+know|i\s+wonder)\s+"
    r"(?=which|what|how|who|if|whether|in)|i(?:['’]m|\s+am)\s+looking\s+for\s+|i\s+need\s+"
    r"|help\s+me\s+(?:to\s+)?(?=find)|(?:whether|if)\s+(?=there))*"
)
_COUNT = (
    r"(?:(?:in\s+)?how\s+many|(?:what\s+is\s+)?(?:the\s+)?(?:total\s+)?number\s+of|count|what\s+(?:percentage"
    r"|share|proportion|fraction|part)\s+of)"
)
_IMPERATIVE = (
    r"(?:list|show|find|give|name|tell|get|enumerate|return|retrieve|collect|(?:search|look)\s+for)(?:\s+(?:me"
    r"|us))?(?:\s+out)?(?:\s+(?:a|the)\s+list\s+of)?"
)
_WHICH = r"(?:(?:in|from)\s+)?(?:which|what)"
_THERE = r"(?:(?:is|are|were|was)\s+there|there\s+(?:is|are))(?:\s+(?:any|a|some|also|other))*"
_ANY = r"(?:do|does|did|ha(?:s|ve))(?=\s+(?:any|some|all|most|my|one)\b)"
_STRONG = rf"(?P<modifiers>(?:{WORD_OF_TOPIC}\s+){{0,4}}?)(?P<noun>{WORKS})"
_WEAK = rf"(?:{NEUTRAL}\s+)*(?P<weak>{TELLERS})"
_FOLLOWED = (
    r"(?=\s+(?:about|on|regarding|concerning|that|which|who|whose|with|without|using|by|not|from|for|of|in"
    r"|where|published"
    r"|(?!being)[a-z]+ing|but|both|either|neither|since|before|after)\b|\s*$)"
)


def _subject(determined: str = DETERMINERS) -> str:
    return rf"\s*{determined}(?:{_STRONG}|{_WEAK})\b{IN_CORPUS}"


_OPENINGS = (
    (True, compiled(rf"^\s*{_COUNT}\b{_subject()}")),
    (False, compiled(rf"^\s*(?:{_IMPERATIVE}|{_WHICH}|{_THERE}|{_ANY})\b{_subject()}")),
    (False, compiled(rf"^\s*(?:what\s+(?:are|is)\s+(?:the|some)\b)?{_subject()}{_FOLLOWED}")),
)
_WHO = compiled(
    rf"^\s*(?:who(?:\s+else|\s+has|\s+have|\s+did)?|(?:has|have|does|did)\s+(?:anyone|anybody|someone"
    rf"|somebody)(?:\s+else)?)\s+"
    rf"(?P<predicate>{AUXILIARY}(?!wr(?:ite|ote|itten)\w*\s+(?!about|on|of)|proved|told|said\b)"
    rf"(?:(?:{VERB}|fine-?tuned?|tuned?|trained|automate[sd]?|deploy(?:s|ed)?|monitor(?:s|ed)?|combine[sd]?)\b).*)$"
)
_MADE_OF = (
    r"(?:models|systems|approaches|methods|architectures|experiments|pipelines|frameworks|teams|groups|projects"
    r"|companies)"
)
_CONTENTS = compiled(
    rf"^\s*(?:which|what)\s+(?:{NEUTRAL}\s+)*{_MADE_OF}\s+(?P<predicate>(?:(?:do\s+not|don['’]t|also|both)\s+)?"
    r"(?:use|employ|apply|rely|adopt|incorporate|combine|contain|include|have|build|make\s+use|implement|are\s+based"
    r"|are\s+trained|are\s+deployed|are\s+built)\b.*)$"
)
_PUBLISHED = compiled(
    r"^\s*what\s+(?:else\s+)?(?:is|was|were|has|have)\s+(?:been\s+)?(?:published|written)\s+(?P<predicate>.*)$"
)
_ANYTHING = compiled(
    r"^\s*(?:(?:do|does)\s+(?:i|we)\s+have\s+|is\s+there\s+|(?:show|find|list|give)\s+(?:me\s+)?)?(?:anything"
    r"|everything|something)\s+"
    r"(?P<predicate>(?:about|on|regarding|concerning)\s.*)$"
)
_VERBAL = compiled(rf"^\s*{AUXILIARY}(?:{ACTION})\b|^\s*{AUXILIARY}(?:not|never)\b|^\s*(?:neither|both|either)\b")
_PRONOUN = compiled(
    rf"^\s*(?:do|does|did|is|are|was|were|can|could|should)\s+(?:they|it|he|she|you|the\s+{NOUN}|this|these)\b"
)
_NEUTRAL_WORD = compiled(rf"{NEUTRAL}$")
_KINDS_OF_STUDIES = frozenset({"case", "user", "field", "pilot", "ablation", "mapping", "cohort"})


@dataclass(frozen=True, slots=True)
class Asked:
    """`modifiers` stand before the word for works ("multilingual papers"), `predicate` is what follows it."""

    counted: bool
    modifiers: str
    predicate: str


def asked_for(text: str) -> Asked | None:
    """What is asked of works; None where none are asked for."""
    text = text[_polite(text) :]
    for counted, pattern in _OPENINGS:
        if match := pattern.match(text):
            predicate = text[match.end() :]
            if match["weak"] and not _may_follow(match["weak"], predicate):
                return None
            if _PRONOUN.match(predicate) and match["weak"]:
                return None
            return Asked(counted, _modifiers(match["modifiers"] or "", match["noun"] or ""), predicate)
    if match := _WHO.match(text) or _CONTENTS.match(text) or _PUBLISHED.match(text) or _ANYTHING.match(text):
        return Asked(False, "", match["predicate"])
    return None


def asks_for_works(text: str) -> bool:
    """Whether the question begins by asking for works, whatever follows."""
    text = text[_polite(text) :]
    opened = (
        text.split(",", 1)[-1]
        if text.lower().lstrip().startswith(("since", "in ", "between", "after", "before", "from"))
        else text
    )
    return any(_asks(part) for part in {text, opened})


def _asks(text: str) -> bool:
    return any(pattern.match(text) for _, pattern in _OPENINGS[:2]) or asked_for(text) is not None


def _polite(text: str) -> int:
    match = _POLITE.match(text)
    return match.end() if match else 0


def _may_follow(weak: str, predicate: str) -> bool:
    """After a word that may stand for much besides works, what is said must be what is said of texts."""
    if weak.lower() in ("work", "research", "literature"):
        said = compiled(rf"^\s*(?:{AUXILIARY}(?:done|exists?|published|there)|{AUXILIARY}(?:{ACTION}))\b")
        return said.match(predicate) is not None and not _PRONOUN.match(predicate)
    return not predicate.strip(" ?.!") or _VERBAL.match(predicate) is not None


def _modifiers(words: str, noun: str) -> str:
    kept = [word for word in words.split() if not _NEUTRAL_WORD.fullmatch(word)]
    if kept and kept[-1].lower() in _KINDS_OF_STUDIES:
        kept.append(noun)
    return " ".join(kept)


# A topic in words: without verbs that only lead to it, outer articles, closing punctuation and explanations.

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
_WAS_PUBLISHED = r"(?:(?:(?:were|was|are|is|have\s+been)\s+)?(?:published|written|there)|appear(?:ed)?|came\s+out)\s+"
# "Retrained every year" is a topic, "published every year" is none.
_GROUPED = compiled(
    rf"(?:^|[\s,]+)(?:{_WAS_PUBLISHED}every\s+{_GROUP}|(?:{_WAS_PUBLISHED})?(?:{_BY_GROUP}|each\s+{_GROUP}))\s*\W*$"
)
_GROUPED_FIRST = compiled(rf"^(?:{_WAS_PUBLISHED})?(?:{_BY_GROUP}|(?:each|every)\s+{_GROUP}),?\s+")
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
