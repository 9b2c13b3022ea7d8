"""Recognise questions that ask for works, and extract the topic."""

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

# "Hi, can you please tell me which", "I am looking for"
_COURTESY = compiled(
    r"\s*(?:(?:please|hi|hello|hey|ok|okay|so|and|well|now)[,!.]?\s+|(?:can|could|would|will)\s+you\s+(?:please\s+)?"
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


_SUBJECT = rf"\s*{DETERMINERS}(?:{_STRONG}|{_WEAK})\b{IN_CORPUS}"
# "how many of the studies", "which edge AI papers", "are there any surveys", and with what is said of them: "papers on"
_COUNTING = compiled(rf"\s*{_COUNT}\b{_SUBJECT}")
_LISTING = compiled(rf"\s*(?:{_IMPERATIVE}|{_WHICH}|{_THERE}|{_ANY})\b{_SUBJECT}")
_NOUN_FIRST = compiled(rf"\s*(?:what\s+(?:are|is)\s+(?:the|some)\b)?{_SUBJECT}{_FOLLOWED}")
_MADE_OF = (
    r"(?:models|systems|approaches|methods|architectures|experiments|pipelines|frameworks|teams|groups|projects"
    r"|companies)"
)
_NO_NOUN = tuple(
    compiled(form)
    for form in (
        # "who has written about drift", "has anyone studied feature stores"; not "who wrote X"
        r"\s*(?:who(?:\s+else|\s+has|\s+have|\s+did)?|(?:has|have|does|did)\s+(?:any|some)(?:one|body)(?:\s+else)?)\s+"
        rf"(?P<predicate>{AUXILIARY}(?!wr(?:ite|ote|itten)\w*\s+(?!about|on|of)|proved|told|said\b)"
        rf"(?:(?:{VERB}|fine-?tuned?|tuned?|trained|automate[sd]?|deploy(?:s|ed)?|monitor(?:s|ed)?|combine[sd]?)\b).*)$",
        # "which models use an attention mechanism"
        rf"\s*(?:which|what)\s+(?:{NEUTRAL}\s+)*{_MADE_OF}\s+(?P<predicate>(?:(?:do\s+not|don['’]t|also|both)\s+)?"
        r"(?:use|employ|apply|rely|adopt|incorporate|combine|contain|include|have|build|make\s+use|implement|are\s+based"
        r"|are\s+trained|are\s+deployed|are\s+built)\b.*)$",
        # "what was published on drift", "what has been written about drift"
        r"\s*what\s+(?:else\s+)?(?:is|was|were|has|have)\s+(?:been\s+)?(?:published|written)\s+(?P<predicate>.*)$",
        # "do we have anything on green AI"
        r"\s*(?:(?:do|does)\s+(?:i|we)\s+have\s+|is\s+there\s+|(?:show|find|list|give)\s+(?:me\s+)?)?(?:any|every|some)thing\s+"
        r"(?P<predicate>(?:about|on|regarding|concerning)\s.*)$",
    )
)
"""Questions for works without a word for them."""
# "discuss drift", "are not", "both": a predicate of texts after an ambiguous noun such as "people"
_VERBAL = compiled(rf"\s*{AUXILIARY}(?:(?:{ACTION})|not|never)\b|\s*(?:neither|both|either)\b")
# "(what work) has been done on", "(what research) exists"
_DONE = compiled(rf"\s*{AUXILIARY}(?:done|exists?|published|there|(?:{ACTION}))\b")
# "(what data sources) do they": not about the works
_OF_OTHERS = compiled(
    rf"\s*(?:do|does|did|is|are|was|were|can|could|should)\s+(?:they|it|he|she|you|the\s+{NOUN}|this|these)\b"
)
# "recent", "most cited"
_NEUTRAL_WORD = compiled(NEUTRAL)
_VALUES = (
    "recent early earlier newer older new relevant included selected good key important main best first second last"
)
_VALUED = frozenset(_VALUES.split())
"""Adjectives of works that no record tells of."""
_KINDS_OF_STUDIES = frozenset({"case", "user", "field", "pilot", "ablation", "mapping", "cohort"})


@dataclass(frozen=True, slots=True)
class AskedOfWorks:
    """`modifiers` precede the noun for works ("multilingual papers"), `predicate` follows it.

    `valued` are adjectives before the noun that are not a topic and that no record tells of: "relevant".
    """

    counted: bool
    modifiers: str
    predicate: str
    valued: tuple[str, ...] = ()


def asked_for(text: str) -> AskedOfWorks | None:
    """The parts of a question that asks for works, or None."""
    text = without_courtesy(text)
    match = _COUNTING.match(text) or _LISTING.match(text) or _NOUN_FIRST.match(text)
    if match:
        predicate = text[match.end() :]
        if match["weak"] and not _may_follow(match["weak"], predicate):
            return None
        before = (match["modifiers"] or "").split()
        modifiers = [word for word in before if not _NEUTRAL_WORD.fullmatch(word)]
        valued = tuple(word for word in before if word.lower() in _VALUED)
        if modifiers and modifiers[-1].lower() in _KINDS_OF_STUDIES:
            modifiers.append(match["noun"])
        return AskedOfWorks(_COUNTING.match(text) is not None, " ".join(modifiers), predicate, valued)
    match = next((match for form in _NO_NOUN if (match := form.match(text))), None)
    return AskedOfWorks(False, "", match["predicate"]) if match else None


def asks_for_works(text: str) -> bool:
    """True if the question starts by asking for works."""
    text = without_courtesy(text)
    led = text.lower().lstrip().startswith(("since", "in ", "between", "after", "before", "from"))
    parts = {text, text.split(",", 1)[-1] if led else text}
    return any(_COUNTING.match(part) or _LISTING.match(part) or asked_for(part) for part in parts)


def without_courtesy(text: str) -> str:
    """A question without "please" and "can you tell me"."""
    match = _COURTESY.match(text)
    return text[match.end() :] if match else text


def _may_follow(weak: str, predicate: str) -> bool:
    """True if the predicate after an ambiguous noun ("work", "people") is one of texts."""
    if _OF_OTHERS.match(predicate):
        return False
    if weak.lower() in ("work", "research", "literature"):
        return _DONE.match(predicate) is not None
    return not predicate.strip(" ?.!") or _VERBAL.match(predicate) is not None


# "the", "whether the", "what is a"
_OUTER = compiled(r"^(?:(?:the|a|an|any|some|their|its|his|her|whether|that|what\s+is)\s+)+")
_GROUP = r"(?:(?:publication\s+)?year|venue|journal|conference)\b"
_BY_GROUP = (
    r"(?:(?:grouped|counted|broken\s+down|split|sorted)\s+)?"
    rf"(?:(?:by|per|(?:for|in)\s+(?:each|every))\s+{_GROUP}|over\s+the\s+years\b)"
)
_WAS_PUBLISHED = r"(?:(?:(?:were|was|are|is|have\s+been)\s+)?(?:published|written|there)|appear(?:ed)?|came\s+out)\s+"
_BESIDE_TOPIC = tuple(
    compiled(form)
    for form in (
        # "pruning, that is, removing weights", "bias, e.g. racial bias, in datasets"
        r"(?:,\s*|\(\s*)(?:that\s+is(?:\s+to\s+say)?|i\.\s?e\.|e\.\s?g\.|for\s+(?:example|instance)|namely|in\s+other\s+words|viz\.)"
        r"[,:]?\s[^,()?]*(?:\)|,(?=\s+(?:in|on|of|for|with|to|by|when|at|from)\b))?",
        # "drift, and if so, how", "drift and who wrote them"
        r"\s*,\s*(?:and|or)\s+(?:if\s+so\s*,?\s*)?(?:how|why|what|where|when|whether)\b.*$"
        r"|\s+and\s+(?:who|when|where)\s+(?:(?:(?:was|were|did|is|are)\s+(?:they|it|these|those)\b)"
        r"|(?:wrote|published|authored)\s+(?:them|it|these|those)\b).*$",
        # right behind the word for works: "(how many papers) per year discuss drift"
        rf"^(?:{_WAS_PUBLISHED})?(?:{_BY_GROUP}|(?:each|every)\s+{_GROUP}),?\s+",
        # "drift per year", "published every year"; "retrained every year" is a topic
        rf"(?:^|[\s,]+)(?:{_WAS_PUBLISHED}every\s+{_GROUP}|(?:{_WAS_PUBLISHED})?(?:{_BY_GROUP}|each\s+{_GROUP}))\s*\W*$",
        # whose something is: "the errors of their system", "the hardware they ran on"
        r"\s+(?:of|in|on|for|to|from)\s+(?:their|its|his|her)\s+(?:own\s+)?[\w\s,/-]+$"
        r"|\s+(?:that\s+|which\s+)?(?:they|(?:their|its)\s+(?:own\s+)?(?:systems?|models?|methods?|approach(?:es)?|work))\s+\w+"
        r"(?:\s+(?:on|in|with|of|for))?(?:\s+or\s+how\s+[\w\s]+)?$",
    )
)
"""Explanations and groupings around a topic that are not part of it."""
# "drift and also", "drift that were"
_DANGLING = compiled(
    r"(?:[\s,;]+(?:and|but|or|nor|both|either|that|which|who|are|were|was|is|published|written|by|in|from|of|with|for|also"
    r"|to|as\s+well|instead|please|at\s+all|too|(?:that|which)\s+(?:were|are))\b)+[\s,;]*$"
)
# "do not report on the use of BLEU": before the topic
_LED_BY = compiled(
    rf"^{AUXILIARY}(?:{ACTION}\b\s*)?"
    r"(?:(?:the\s+)?(?:topic|subject|issue|problem|question|notion|concept|theme|use)s?\s+of\s+(?:the\s+|an?\s+)?(?=\S))?"
)
_CLOSING = " \t\n?!.,;:"
# "(in which papers) is concept drift discussed"
_PASSIVE = compiled(
    rf"^(?:is|are|was|were)\s+(?P<topic>.+?)\s+(?:{AUXILIARY})(?:discuss|mention|us|describ|stud(?:i)|address|report|cover|examin|"
    r"propos|treat|evaluat|analy[sz]|appl(?:i)|employ|consider|investigat|explor|mad|present|introduc)ed(?:\s+(?:in|about))?\s*$"
)
# "should I read about", "has been done on"
_READERS = compiled(
    r"^(?:(?:should|could|can|do|would|might|must)\s+(?:i|we|one)\s+(?:read|have|cite|use|look\s+at|consult|own|know)"
    r"|(?:exists?|(?:is|are)\s+(?:there|available|out\s+there)|ha(?:s|ve)\s+been\s+(?:done|published|written|carried\s+out|conducted))"
    r"|(?:do|does)\s+the\s+(?:authors?|researchers?))"
    r"(?:\s+to\s+(?:learn|know|read|understand|find\s+out))?(?:\s+(?:more\s+)?(?:about|on|in|into|for|when|if|regarding|of))?\b\s*"
)


def bare_topic(text: str) -> str:
    """A topic without final punctuation and outer articles; empty if it has only stop words."""
    topic = _OUTER.sub("", text.strip(" ,;:").rstrip(_CLOSING))
    topic = " ".join(topic.split())
    return topic if says_something(topic) else ""


def says_something(text: str) -> bool:
    """True if a word is not a stop word."""
    return any(word.lower() not in STOP_WORDS for word in re.findall(r"\w+", text))


def topic_of(predicate: str) -> str:
    """The topic of a predicate: "BLEU" of "do not report on the use of BLEU"; empty if there is none."""
    text = explained(predicate)
    if passive := _PASSIVE.match(text):
        return bare_topic(passive["topic"])
    text = _READERS.sub("", text)
    shorter = _LED_BY.sub("", text, count=1)
    # "do testing" has a topic, "discuss the" has none.
    return bare_topic(shorter) or (bare_topic(text) if re.fullmatch(r"(?:\w+\s+)*\w+ing", text) else "")


def explained(text: str) -> str:
    """Remove explanations ("that is, ...", ", and how?") and dangling words at the end."""
    text = re.sub(r"^(?:(?:and|but|,)\s+)+", "", " ".join(text.split()).strip(" ,;"), flags=re.IGNORECASE)
    text = text.rstrip(_CLOSING)
    for pattern in _BESIDE_TOPIC:
        shorter = pattern.sub("", text)
        text = shorter if says_something(shorter) else text
    text = _DANGLING.sub("", re.sub(r"\s+([,;?.!])", r"\1", text))
    return text.rstrip(_CLOSING).strip()


def is_about_works_alone(text: str) -> bool:
    """True if the text says only that works exist: "are there", "do I have"."""
    rest = re.sub(
        rf"\b(?:(?:are|is|were|was|do|does|did)\b|there|i|we|you|have|exist|available|known|{NOUN}|published|written"
        r"|appear(?:ed)?|in|the|my|our|this|of|all|and|but|that|which|corpus|collection|library|index|total|from|by|at)\b",
        "",
        text,
        flags=re.IGNORECASE,
    )
    return re.search(r"\w", rest) is None
