"""Sentences that name what a claim says to deny or doubt it, "few found that warnings help", or on a condition."""

import re

from assistant.sweeping.stems import stem
from assistant.verifying.plain import comparable, telling

_UNTRUE = (
    r"unlikely|unclear|uncertain|unknown|unproven|unfounded|false|untrue|wrong\w*|mistaken\w*|myth|fallacy|lacking|absent"
    r"|doubt(?:s|ed|ful)|refuted|rejected|disproved|disproven|disputed|contradicted|denied"
)
_FRAME = re.compile(
    r"(?<!\w)(?:few(?:er)?|no|not(?! only| surpris)|\w+n['\u2019]t|cannot|never|none|nobody|neither|hardly|scarcely"
    rf"|barely|rarely|seldom|little|contrary|{_UNTRUE}|refut\w+|reject\w*|disprov\w+|disput\w+|den(?:y|ies)|fail(?:s|ed)?"
    r"|lack(?:s|ed)?)(?! doubt| question)\b[^,;:.?!]{0,60}?\bthat\b(?P<clause>.*)",
    re.IGNORECASE | re.DOTALL,
)
_AFTERWARDS = re.compile(
    r"\bthat\b(?P<clause>.*)\b(?:is|are|was|were|been|remains?|remained|proved)\s+(?:\w+ly\s+|a\s+)?(?:not"
    rf"|{_UNTRUE})\b",
    re.IGNORECASE | re.DOTALL,
)
_IF = r"(?:if|unless|provided|assuming)"
_CONDITIONS = (
    re.compile(rf"^\W*{_IF}\b(?P<condition>[^,]*),(?P<clause>.*)", re.IGNORECASE | re.DOTALL),
    re.compile(rf"(?P<clause>.*)(?<!as )(?<!even )\b{_IF}\b(?P<condition>.*)", re.IGNORECASE | re.DOTALL),
)
_UNDER = re.compile(r"\b(?:without|if|unless|despite|except)\b(?P<condition>(?:\s+[\w'-]+){1,2})", re.IGNORECASE)
_WITHIN = 0.7
"""Share of the claim's words in a denied clause from which on it is the claim that is denied."""


def is_framed(claim: str, sentence: str) -> bool:
    """Whether a sentence denies or doubts a clause, opened by "that", which holds a claim that itself does not."""
    said = _stems(claim)
    for frame in (_FRAME, _AFTERWARDS):
        found = frame.search(sentence)
        if found and not frame.search(claim) and _share(said, found["clause"]) >= _WITHIN:
            return True
    return False


def is_conditional(claim: str, sentence: str) -> bool:
    """Whether a claim drops the condition under which its sentence says it, or has one of which that says nothing."""
    said = _stems(claim)
    for pattern in _CONDITIONS:
        found = pattern.search(sentence)
        if found and _share(said, found["clause"]) >= _WITHIN:
            return not said & (_stems(found["condition"]) - _stems(found["clause"]))
    own = _UNDER.search(claim)
    return own is not None and bool(_stems(own["condition"])) and not _stems(own["condition"]) & _stems(sentence)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in telling(comparable(text))}


def _share(said: set[str], clause: str) -> float:
    return len(said & _stems(clause)) / max(1, len(said))
