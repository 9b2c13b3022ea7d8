"""Lists of words for several packages, and patterns made of them, all without regard to case.

A pattern is a string to build others with; `compiled` compiles it.
"""

import re
from collections.abc import Iterable

from index.text.words import STOP_WORDS

# Lists of words: nouns and verbs in their plain form.

NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
"""Numbers written as words."""
_ROUND = {"twelve": 12, "fifteen": 15, "twenty": 20, "fifty": 50, "hundred": 100}
"""Further ones that people ask for: "the top twenty", "a hundred citations"."""
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
PAPER_NOUNS = ("paper", "study", "work", "article", "publication", "survey", "review", "preprint")
"""Nouns for a published text."""
TEXT_NOUNS = ("book", "chapter", "document", "entry", "item", "report", "reference", "source", "thesis", "writing")
"""Ambiguous nouns for texts."""
SAYING_VERBS = (
    "acknowledge", "address", "admit", "advise", "agree", "analyse", "analyze", "argue", "assert", "claim", "clarify",
    "compare", "conclude", "confirm", "consider", "contain", "cover", "deal", "define", "demonstrate", "describe",
    "detail", "differ", "disagree", "discuss", "elaborate", "emphasise", "emphasize", "evaluate", "examine", "explain",
    "explore", "find", "focus", "give", "highlight", "identify", "include", "indicate", "introduce", "investigate",
    "list", "look", "mention", "name", "note", "observe", "offer", "outline", "present", "propose", "provide",
    "quantify", "raise", "recommend", "refer", "report", "reveal", "review", "say", "show", "speak", "specify", "state",
    "study", "suggest", "summarise", "summarize", "survey", "talk", "tell", "touch", "treat", "write",
)  # fmt: skip
"""Verbs for what texts and their authors do with a topic or a statement."""
DOING_VERBS = (
    "adopt", "apply", "assess", "build", "cite", "concern", "conduct", "develop", "devote", "employ", "handle",
    "implement", "incorporate", "leverage", "measure", "perform", "relate", "rely", "support", "tackle", "test", "use",
    "utilise", "utilize", "work",
)  # fmt: skip
"""Verbs for what a study does; the topic of "papers that use X" is X."""

_PAST = {
    "build": ("built", "built"), "deal": ("dealt", "dealt"), "find": ("found", "found"), "give": ("gave", "given"),
    "say": ("said", "said"), "show": ("showed", "shown"), "speak": ("spoke", "spoken"), "tell": ("told", "told"),
    "write": ("wrote", "written"),
}  # fmt: skip
"""Past and participle of verbs that do not take "-ed"."""
_DOUBLED = ("admit", "refer")
"""Verbs whose last letter is doubled before "-ed" and "-ing"."""


def plural_form(noun: str) -> str:
    """The plural of a noun: "studies" of "study", "theses" of "thesis"."""
    if noun.endswith("sis"):
        return f"{noun[:-2]}es"
    return f"{noun[:-1]}ies" if _turns_y(noun) else f"{noun}s"


def present_forms(verb: str) -> tuple[str, str]:
    """ "discuss" and "discusses"."""
    if _turns_y(verb):
        return verb, f"{verb[:-1]}ies"
    return verb, f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"


def past_forms(verb: str) -> tuple[str, str]:
    """Past and participle: "wrote" and "written"."""
    if verb in _PAST:
        return _PAST[verb]
    past = f"{verb[:-1]}ied" if _turns_y(verb) else f"{_stem(verb)}ed"
    return past, past


def ing_form(verb: str) -> str:
    """ "discussing"."""
    return f"{verb}ing" if verb.endswith("ee") else f"{_stem(verb)}ing"


def _turns_y(word: str) -> bool:
    """True if "y" becomes "ie" before an ending: in "study", not in "survey"."""
    return word.endswith("y") and word[-2:-1] not in "aeiou"


def _stem(verb: str) -> str:
    """The form of the verb before "-ed" and "-ing"."""
    return verb + verb[-1] if verb in _DOUBLED else verb.removesuffix("e")


def either(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first, with any white space between words."""
    ordered = sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, ordered))})".replace(re.escape(" "), r"\s+")


def number_forms(words: Iterable[str]) -> tuple[str, ...]:
    """Singular and plural of nouns: "paper", "papers"."""
    return tuple(form for noun in words for form in (noun, plural_form(noun)))


def nouns(words: Iterable[str]) -> str:
    """A pattern of nouns, singular or plural."""
    return either(number_forms(words))


def verbs(words: Iterable[str], *, present: bool = True, past: bool = True, ing: bool = True) -> str:
    """A pattern of the forms of verbs: present ("says"), past and participle ("said"), "-ing"."""
    forms: list[str] = []
    for verb in words:
        forms += present_forms(verb) if present else ()
        forms += past_forms(verb) if past else ()
        forms += (ing_form(verb),) if ing else ()
    return either(forms)


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, without regard to case."""
    return re.compile(pattern, re.IGNORECASE)


# “drift”, "concept drift", 'skew'; not the apostrophe of "Faubel's"
QUOTED = re.compile(r"(?<!\w)[\"“”„«»‘`']([^\"“”„«»‘`]+?)[\"“”«»’`'](?!\w)")
"""Words in quotes, which are the first group."""


# Parts of the patterns with which questions are read.

WORKS = rf"(?:{nouns(('paper', 'study', 'article', 'publication'))}|works)"
"""Unambiguous words for works."""
_SOURCES = ("author", "researcher", "scholar", "source", "reference", "survey", "review", "summary", "preprint")
TELLERS = rf"(?:{nouns(_SOURCES)}|work|literature|research|notes|people|theses)"
"""Ambiguous words for works."""
NOUN = rf"(?:{WORKS}|{TELLERS})"
IN_CORPUS = (
    r"(?:\s+(?:in|of|from)\s+(?:the|this|my|our)\s+(?:corpus|collection|listing|library|sample|set|list|index))?"
)
NEUTRAL = (
    r"(?:other|recent|early|earlier|newer|older|new|relevant|listed|academic|scientific|primary|research|review|survey"
    r"|journal|conference|published|different|included|selected|available|good|key|important|main|many|few|several"
    r"|latest|newest|oldest|best|top|most\s+(?:recent|relevant|important|cited)|first|second|two|three|four|five|\d+)"
)
"""Adjectives and numbers that are not part of a topic."""
DETERMINERS = (
    r"(?:(?:of|the|my|our|these|those|all|any|every|each|some|a|an|one|single|at\s+least|as\s+many|more|other|me)\s+)*"
)
PREPOSITION = (
    r"(?:about|on|of|with|at|to|in|into|upon|for|over|against|regarding|concerning|from|by|between|across|through)"
)
AUXILIARY = (
    r"(?:(?:do|does|did|ha(?:ve|s|d)(?:\s+to)?|are|is|was|were|be|been|can|could|would|will|also|actually|explicitly"
    r"|there|that|which|who|both|specifically|even|only|already|in\s+turn|at\s+the\s+same\s+time|additionally|they"
    r"|make|makes|made|just|ever)\b\s*)*"
)
VERB = rf"(?:{verbs((*SAYING_VERBS, *DOING_VERBS))}|do|did|done|ma[dk]e)"
"""Verbs that lead to a topic without being part of it."""
ACTION = rf"(?:{VERB}(?:\s+{PREPOSITION}\b)?|{PREPOSITION}|deal(?:s|ing)?\s+with|use\s+of|related\s+to)"
CONTENT_VERB = (
    r"(?:fine-?tune|train|tune|judge|augment|reason|admit|share|publish|release|deploy|run|automate|monitor|learn|combine"
    r"|extend|collect|label|annotate|ask|rest|draw|take|have|involve|require|need|combine|integrate|improve|reduce|avoid"
    r"|predict|detect|classify|generate|translate|acknowledge|define|specify|disclose|claim|conclude|explain)"
    r"(?:s|d|ed)?"
)
"""Verbs that are part of a topic, but begin a statement of their own after "and"."""
WORD_OF_TOPIC = rf"(?!(?:{'|'.join(sorted(STOP_WORDS))}|{NOUN})\b)[^\W_][\w/+.-]*"
MONTH = rf"(?:{either((*MONTHS, 'sept', *(month[:3] for month in MONTHS)))}\.?)"
WH = r"(?:what|which|who|whom|whose|how|why|where|when)"
AUX = (
    r"(?:(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might|must)(?:n[’']t)?(?:\s+not)?)"
)
"""One auxiliary verb, which may be negated."""
ASKS = compiled(rf"(?:{WH}|list|show|find|{AUX})\b")
"""The first word of a complete question."""
NUMBER = rf"(?:\d{{1,4}}|{either(NUMBER_WORDS)}|(?:an?\s+)?{either(_ROUND)}|a\s+single|several|multiple)"


_HELD = (
    "paper", "work", "study", "article", "publication", "document", "source", "reference", "entry", "item", "record",
)  # fmt: skip
CATALOGUED_WORDS = frozenset((*number_forms((*_HELD, "writing")), "literature", "research"))
CATALOGUED = either(CATALOGUED_WORDS)
"""Words for the works of a catalogue."""


def number_in(words: str) -> int:
    """A number in digits or as a word; "several" is 2."""
    words = words.lower()
    return (
        int(words)
        if words.isdecimal()
        else (NUMBER_WORDS | _ROUND).get(words.split()[-1], 1 if "single" in words else 2)
    )
