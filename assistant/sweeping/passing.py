"""Where a topic is named without being dealt with: denied, put off, or told of other people's work."""

import re
from collections.abc import Collection

from assistant.sweeping.stems import stem, words

_DEALS = (
    r"(?:discuss|address|cover|consider|examin|treat|deal|look|focus|includ|investigat|stud(?:y|i)|report|provid|"
    r"evaluat|explor|analy[sz]|tackl|handl|support|apply|appli|us(?:e|ed|ing)\b|requir|need|attempt|model)"
)
_DENIED = re.compile(
    rf"\b(?:do(?:es)?|did|is|are|was|were|will|can|could|have|has|we)(?:\s+not|n['’]t|\s+never|\s+neither)"
    rf"(?!\s+(?:only|just|merely|simply)\b)\s+(?:\w+\s+){{0,3}}?{_DEALS}"
    rf"|\bcannot\s+(?:\w+\s+){{0,2}}?{_DEALS}"
    r"|\b(?:beyond|outside|out\s+of)\s+(?:the\s+|our\s+|this\s+)?(?:\w+\s+)?scope\b"
    r"|\b(?:left|leave|leaving|remains?|reserved)\s+(?:\w+\s+){0,3}?(?:for|to)\s+future\b"
    r"|\bfuture\s+(?:work|research|studies)\b",
    re.IGNORECASE,
)
_LACKING = re.compile(
    r"\b(?:without|lacks?|lacking|ignor(?:es?|ed|ing)|omit(?:s|ted|ting)?|exclud(?:es?|ed|ing))\b"
    r"(?P<lacked>(?:[\s,]+(?!(?:and|but|that|which|who|while|so)\b)[\w/’'-]+){1,5})",
    re.IGNORECASE,
)
"""What is lacked stands behind the word: "retrained without a person" lacks no retraining."""

_ASIDE = re.compile(
    r"\b(?:related\s+works?|literature|background|previous\s+works?|prior\s+works?|state[\s-]of[\s-]the[\s-]art|future\s+(?:work"
    r"|research|directions?)|motivation|outlook)\b",
    re.IGNORECASE,
)


def puts_off(sentence: str, named: Collection[str]) -> bool:
    """Whether a sentence denies what it names, by these stems, or leaves it to later: "we do not consider drift",
    "beyond our scope", "without any monitoring"."""
    if _DENIED.search(sentence):
        return True
    lacked = (match["lacked"] for match in _LACKING.finditer(sentence))
    return any(stem(word.lower()) in named for each in lacked for word in words(each))


def is_aside(section: str | None) -> bool:
    """Whether a section tells of others' work or of work to come."""
    return section is not None and _ASIDE.search(section) is not None
