"""Recognise sentences that state nothing of a source: lead-ins, questions, courtesies, refusals."""

import re
from collections.abc import Collection, Iterable
from enum import Enum, auto

from assistant.questions.phrases import SAYING_VERBS, verbs
from index.text.words import stem


class Remark(Enum):
    """The kind of a sentence that states nothing of a source."""

    COURTESY = auto()
    LEAD_IN = auto()
    REFUSAL = auto()
    """NOT ANSWERED, as the prompt asks for."""
    SILENCE = auto()
    """It says what the passages do not say: no passage can support it, but the reader should know."""


_LONGEST = 400
"""Characters of a remark: a longer sentence states something. A guess."""

_REFUSAL = re.compile(r"\bNOT[ _-]ANSWERED\b|\A\W*(?i:not[ _-]answered)\W*\Z")
# "Certainly!", "I hope this helps.", "Let me know if you need more.", "Is there anything else?"
_COURTESY = re.compile(
    r"(?:(?:sure|certainly|of course|absolutely|okay|great question|thank you)\b[^.!:]{0,30}[.!,:]?\Z"
    r"|(?:please )?let me know\b|feel free\b|(?:i )?hope (?:this|that|it)\b|is there anything else\b)",
    re.IGNORECASE,
)
# "Here is how it performs:", "Based on the passages:", "Findings:"
_LEAD_IN = re.compile(
    r"(?:(?:certainly|sure)[,!.]\s)?"
    r"(?:here (?:is|are)|here's|below (?:is|are)|the following|based on|according to|\w+\Z)",
    re.IGNORECASE,
)

# What a model calls the text that it was given: "the passages", "the provided context", "these excerpts"
_TEXTS = (
    r"\b(?:passages?|excerpts?|snippets?|contexts?|(?:provided|given|supplied|available|retrieved)\s+"
    r"(?:texts?|sources?|papers?|works?|documents?|information|literature|studies))\b"
)
_COMPARING = ("agree", "compare", "differ", "disagree")
_TELL = verbs((*(verb for verb in SAYING_VERBS if verb not in _COMPARING), "answer", "determine"), ing=False)
_NOT = r"(?:\b(?:not|never|cannot|unable to|fails? to)|n['’]t)"
_NO = r"\b(?:no|none|neither|nothing|not one|not enough|insufficient|too little)"
# "do not say", "is not explicitly mentioned", "none of the passages discuss", "contains no", "not enough information"
_SILENT = re.compile(
    rf"{_NOT}\s+(?:\w+\s+){{0,2}}?{_TELL}\b|{_NO}\b(?:\s+\w+){{0,4}}\s+{_TELL}\b|\b{_TELL}\s+{_NO}\b"
    rf"|{_NO}\s+(?:\w+\s+){{0,2}}(?:information|details?|evidence|mention|answer)\b"
    r"|\bnot (?:possible|clear|sufficient)\b",
    re.IGNORECASE,
)
# "I don't have enough information", "I cannot determine the cost"
_UNABLE = re.compile(
    r"\bi\s+(?:do\s+not|don['’]t|cannot|can['’]t|could\s+not|couldn['’]t|am\s+unable)\b.*"
    r"\b(?:have|find|answer|determine|know|tell|say|information)\b",
    re.IGNORECASE,
)
# "but they say that ...", "The passages say that costs are not reported": something is stated after all
_STATES = re.compile(
    rf"\b(?:but|although|though|yet|while|whereas|instead|rather|except)\b|;|{_TEXTS}\s+(?:\w+\s+)?{_TELL}\s+(?:that|how)\b",
    re.IGNORECASE,
)


def remark_in(sentence: str, cited: bool, alone: bool = False) -> Remark | None:
    """The kind of remark that a sentence is, or None if it may state something of a source.

    `cited`: it has citations, so that it is not a question or courtesy; `alone`: it is a whole item, such as a question
    in a list of questions.
    """
    text = sentence.strip("*_ ")
    if _REFUSAL.search(text):
        return Remark.REFUSAL
    if len(text) > _LONGEST:
        return None
    if _is_silence(text, cited):
        return Remark.SILENCE
    if text.endswith(":") and _LEAD_IN.match(text[:-1]) and not re.search(r"\d", text):
        return Remark.LEAD_IN
    is_question = text.endswith("?") and not alone
    return Remark.COURTESY if not cited and (is_question or _COURTESY.match(text)) else None


def explains_refusal(sentence: str) -> bool:
    """True if a sentence with NOT ANSWERED says more than that."""
    return bool(re.search(r"\w", _REFUSAL.sub("", sentence)))


def _is_silence(text: str, cited: bool) -> bool:
    if _STATES.search(text):
        return False
    if re.search(_TEXTS, text, re.IGNORECASE) and _SILENT.search(text):
        return True
    return not cited and bool(_UNABLE.match(text))


# Headings of a model are shown only if they name things: nobody could check what they state.

_HEADING_WORD = re.compile(r"[^\W\d_]+")
_JOINING = frozenset(
    {"a", "an", "and", "at", "by", "et", "al", "for", "from", "in", "of", "on", "or", "the", "to", "vs", "with"}
)
_LONGEST_HEADING = 12
"""Words of a heading; a longer one is a sentence. A guess."""


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """The stems of all words in these texts."""
    return frozenset(stem(word) for text in texts for word in _HEADING_WORD.findall(text.lower()))


def only_names(heading: str, known: Collection[str]) -> bool:
    """True if a heading has only `known` stems and joining words, and no number."""
    words = _HEADING_WORD.findall(heading.lower())
    if not words or len(words) > _LONGEST_HEADING or re.search(r"\d", heading):
        return False
    return all(word in _JOINING or stem(word) in known for word in words)
