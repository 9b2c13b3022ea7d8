"""The words with which questions ask for works, as parts of regular expressions that disregard case."""

import re

from index.text.words import STOP_WORDS

WORKS = r"(?:papers?|stud(?:y|ies)|works|articles?|publications?)"
"""Words that stand for works and little else."""
TELLERS = (
    r"(?:work|authors?|researchers?|scholars?|sources?|literature|research|references?|surveys?|reviews?|summar(?:y|ies)"
    r"|notes|people|theses|preprints?)"
)
"""Words that may stand for works, and for much besides."""
NOUN = rf"(?:{WORKS}|{TELLERS})"
IN_CORPUS = (
    r"(?:\s+(?:in|of|from)\s+(?:the|this|my|our)\s+(?:corpus|collection|listing|library|sample|set|list|index))?"
)
NEUTRAL = (
    r"(?:other|recent|early|earlier|newer|older|new|relevant|listed|academic|scientific|primary|research|review|survey"
    r"|journal|conference|published|different|included|selected|available|good|key|important|main|many|few|several"
    r"|latest|newest|oldest|best|top|most\s+(?:recent|relevant|important|cited)|first|second|two|three|four|five|\d+)"
)
"""Adjectives and numbers that say nothing of a topic."""
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
_STEMS = [
    "discuss",
    "mention",
    "address",
    "cover",
    "talk",
    "speak",
    "deal",
    "report",
    "describe",
    "stud(?:y|ie)",
    "examin(?:e|)",
    "investigat(?:e|)",
    "explor(?:e|)",
    "consider",
    "treat",
    "us(?:e|)",
    "utili[sz](?:e|)",
    "appl(?:y|ie)",
    "employ",
    "propos(?:e|)",
    "present",
    "introduc(?:e|)",
    "analy[sz](?:e|)",
    "evaluat(?:e|)",
    "focus",
    "concern",
    "nam(?:e|)",
    "identif(?:y|ie)",
    "argu(?:e|)",
    "work",
    "writ(?:e|)",
    "wrote",
    "say",
    "said",
    "tell",
    "told",
    "build",
    "built",
    "develop",
    "rel(?:y|ie)",
    "contain",
    "includ(?:e|)",
    "list",
    "highlight",
    "look",
    "tackl(?:e|)",
    "touch",
    "support",
    "implement",
    "compar(?:e|)",
    "review",
    "survey",
    "show",
    "test",
    "measur(?:e|)",
    "offer",
    "giv(?:e|)",
    "gave",
    "provid(?:e|)",
    "suggest",
    "recommend",
    "handl(?:e|)",
    "stat(?:e|)",
    "adopt",
    "assess",
    "incorporat(?:e|)",
    "leverag(?:e|)",
    "emphasi[sz](?:e|)",
    "relat(?:e|)",
    "devot(?:e|)",
    "perform",
    "conduct",
    "cit(?:e|)",
    "demonstrat(?:e|)",
    "reveal",
    "outlin(?:e|)",
    "summari[sz](?:e|)",
    "detail",
    "rais(?:e|)",
    "note",
]
VERB = rf"(?:(?:{'|'.join(_STEMS)})(?:s|es|d|ed|ing|ten|n)?|do|did|done|ma[dk]e|use)"
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
MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, without regard to case."""
    return re.compile(pattern, re.IGNORECASE)
