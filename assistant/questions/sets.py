"""Topics combined: "X but not Y", "both X and Y", "X and report Y", "either X or Y", "neither X nor Y", "without Y"."""

import re
from dataclasses import dataclass

from assistant.questions.asking import bare_topic, explained, says_something, topic_of
from assistant.questions.phrases import AUXILIARY, CONTENT_VERB, NOUN, PREPOSITION, VERB, compiled
from assistant.questions.question import Wanted

_NOT = (
    r"(?:(?:do|does|did|is|are|was|were|have|has|had|can|could|would)(?:\s*n['’]t|\s+not|\s+never)|not|never"
    r"|cannot|without|fails?\s+to|lacks?\b|lacking)"
)
_NEITHER = compiled(r"\bneither\s+(?P<one>.+?)\s+nor\s+(?P<other>.+)$")
_NOT_ONLY = compiled(r"\bnot\s+(?:only|just)\s+(?P<one>.+?),?\s+but\s+(?:also\s+)?(?P<other>.+)$")
_EXCEPT = compiled(
    rf"[\s,;]+(?:except(?:ing)?(?:\s+for)?|excluding|other\s+than|apart\s+from|leaving\s+out|minus)\s+"
    rf"(?:(?:the|those|ones|these|all|any|{NOUN}|that|which|who|about|on)\s+)*"
)
_BUT_NOT = compiled(
    rf"[\s,;]+(?:(?:but|yet|and|while|though|although|however)[\s,]+)(?:(?:that|which"
    rf"|who)\s+)?(?:they\s+)?(?:also\s+)?(?:{_NOT}|no)\b\s*"
)
_THAT_NOT = compiled(
    rf"\s+(?:that|which|who)\s+{_NOT}\s+(?:also\s+|even\s+)?"
    r"(?=(?:mention|discuss|report|address|cover|describe|talk|touch|consider|name)\b)"
)
# "studies that use X do not discuss Y": the second verb is said of the studies.
_MAIN_NOT = compiled(
    rf"(?<!\bthat)(?<!\bwhich)(?<!\bwho)\s+(?:do|does|did)(?:\s*n['’]t|\s+not|\s+never)\s+(?={VERB}\b)"
)
_WITHOUT = compiled(r"(?P<comma>,)?\s+without\s+(?:any\s+)?(?P<excluded>.+)$")
_SAYING = compiled(
    r"(?:ever\s+|even\s+|also\s+)?(?:mention|discuss|us|report|address|consider|describ|cover|treat|evaluat"
    r"|employ|rely|refer|nam|test|apply)ing\b|mention\s+of\b"
)
_PROCESS = compiled(
    r"(?:learn|train|detect|monitor|deploy|predict|classif|infer|adapt|retrain|evaluat|recogn|generat|test"
    r"|translat|annotat"
    r"|label|programm|develop|segment|estimat|optimi[sz]|select|validat|cluster|rank|search|model)\w*$"
)
_LED_BY_NOT = compiled(rf"^\s*(?:{AUXILIARY})(?:{_NOT})\b\s*")
# "Discuss not drift"; to "report not having" something is to report.
_VERB_AND_NOT = compiled(
    rf"^\s*{AUXILIARY}(?:{VERB}\s+(?:{PREPOSITION}\s+)?|{PREPOSITION}\s+)not\s+"
    r"(?!(?:only|just|being|doing|having|needing|using)\b)"
)
_BOTH = compiled(r"^(?P<lead>.*?)\bboth\s+(?P<rest>.+)$")
_EITHER = compiled(r"^(?P<lead>.*?)\beither\s+(?P<one>.+?),?\s+or\s+(?P<other>.+)$")
_ALSO = compiled(
    r"(?:,?\s+(?:and|but)\s+(?:also|additionally|at\s+the\s+same\s+time|in\s+addition|as\s+well)\s+"
    r"|,?\s+as\s+well\s+as\s+|,?\s+(?:and|but)\s+(?:that|which|who)\s+|,\s+but\s+(?!not\b))"
)
_NO_VERB_BEFORE = (
    r"(?:sets?|data|cases?|suites?|time|vector|design|generation|error|errors|loss|accuracy|processes|tools"
    r"|management|policy"
    r"|papers?|sentences|environments?|samples?|phase|and|or|of|in|on|\d)\b"
)
_AND_VERB = compiled(
    rf",?\s+and\s+(?=(?:{VERB}|{CONTENT_VERB})\s+(?!{_NO_VERB_BEFORE})(?!(?:it|them|this|these"
    rf"|those)\b)\S)(?!{PREPOSITION}\b)(?!(?:\w+ing|given|said)\b)"
)
_AND_SINGULAR = compiled(rf",?\s+and\s+(?=[a-z-]+[^s\W]s\s+(?:the|an?|their|its|{PREPOSITION})\s)")
_ENUMERATED = compiled(
    rf",\s+(?=(?:{VERB})\s+(?!{_NO_VERB_BEFORE})\S)(?=.*\band\b)(?!(?:\w+ing|given|said)\b)(?!{PREPOSITION}\b)"
)
_SINGULAR_VERB = compiled(rf"^\s*(?:that|which)?\s*(?:both\s+)?(?:{VERB}|{CONTENT_VERB})(?<=s)\s")
_TRAILING_VERB = compiled(
    rf"(?:^|[\s,;]+)(?:and|but)?\s*(?:{AUXILIARY})(?:{VERB}|{PREPOSITION})?\s*(?:{PREPOSITION})?\s*$"
)


def wanted(modifiers: str, predicate: str) -> Wanted:
    """The topics in what is said of works, and in what stands before the word for them; empty where there are none."""
    predicate = explained(predicate)
    sides = _signed(predicate)
    first = (modifiers,) if modifiers else ()
    return Wanted(tuple(dict.fromkeys((*first, *sides.all_of))), sides.any_of, tuple(dict.fromkeys(sides.none_of)))


def _signed(text: str) -> Wanted:
    """Wanted and unwanted parts of a predicate, each of them divided further."""
    if match := _NOT_ONLY.search(text):
        lead = text[: match.start()]
        return _united(_signed(f"{lead} {match['one']}"), _signed(match["other"]))
    if match := _NEITHER.search(text):
        before = _TRAILING_VERB.sub("", text[: match.start()])
        none = _united(_negative(match["one"]), _negative(match["other"]))
        return _united(_signed(before), none) if says_something(before) else none
    for pattern in (_EXCEPT, _BUT_NOT, _THAT_NOT, _MAIN_NOT):
        match = pattern.search(text)
        if match and says_something(text[match.end() :]):
            before = text[: match.start()]
            return (
                _united(_signed(before), _negative(text[match.end() :]))
                if says_something(before)
                else _negative(text[match.end() :])
            )
    if match := _LED_BY_NOT.match(text) or _VERB_AND_NOT.match(text):
        return _parts_after_not(text[match.end() :])
    match = _WITHOUT.search(text)
    if match and _is_set(text[: match.start()], match):
        excluded = re.sub(r"^(?:mention|discussion|use)\s+of\s+", "", match["excluded"], flags=re.IGNORECASE)
        return _united(_signed(text[: match.start()]), _negative(excluded))
    return _positive(text)


def _is_set(before: str, match: re.Match[str]) -> bool:
    """Whether "without Y" is said of works: "detection without labels" is one topic."""
    excluded = match["excluded"]
    if match["comma"] or _SAYING.match(excluded):
        return True
    words = before.split()
    process = bool(words) and _PROCESS.match(words[-1]) is not None
    return not process and (len(excluded.split()) > 1 or excluded[:1].isupper())


def _parts_after_not(text: str) -> Wanted:
    """ "do not X but Y", "do not X and do not Y"."""
    but = re.search(r",?\s+but\s+(?:do\s+|does\s+)?(?!not\b|also\b)", text, re.IGNORECASE)
    if but and says_something(text[but.end() :]):
        return _united(_positive(text[but.end() :]), _negative(text[: but.start()]))
    return _negative(text)


def _negative(text: str) -> Wanted:
    """Topics that are not wanted: each side of "either ... or", one otherwise."""
    if match := _EITHER.match(text):
        lead = match["lead"]
        return Wanted(none_of=_topics(f"{lead} {match['one']}", match["other"]))
    return Wanted(none_of=_topics(text))


def _positive(text: str) -> Wanted:
    if match := _EITHER.match(text):
        return Wanted(any_of=_topics(f"{match['lead']} {match['one']}", match["other"]))
    if match := _BOTH.match(text):
        lead = match["lead"]
        parts = _divided(match["rest"]) if len(_divided(match["rest"])) > 1 else _at_and(match["rest"])
        return Wanted(_topics(f"{lead} {parts[0]}", *parts[1:]))
    return Wanted(_topics(*_divided(text)))


def _at_and(text: str) -> list[str]:
    """Two parts of about one length, where "both A and B and C" leaves open which "and" divides."""
    places = list(re.finditer(r",?\s+and\s+|\s*&\s*", text))
    if not places:
        return [text]
    middle = min(places, key=lambda place: abs(place.start() - (len(text) - place.end())))
    place = places[0] if len(places) == 2 and "," in text else middle
    return [text[: place.start()], text[place.end() :]]


def _divided(text: str) -> list[str]:
    """A predicate divided where a new statement begins; a plain "A and B" stays whole."""
    singular = _SINGULAR_VERB.match(text) is not None
    patterns = [_ALSO, _AND_VERB, _ENUMERATED] + ([_AND_SINGULAR] if singular else [])
    cuts = sorted(
        {
            match.span()
            for pattern in patterns
            for match in pattern.finditer(text)
            if says_something(text[: match.start()])
        }
    )
    parts, at = [], 0
    for start, end in cuts:
        if start >= at and topic_of(text[at:start]):
            parts.append(text[at:start])
            at = end
    return [*parts, text[at:]]


def _topics(*phrases: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(topic for phrase in phrases if (topic := topic_of(phrase))))


def _united(one: Wanted, other: Wanted) -> Wanted:
    return Wanted(one.all_of + other.all_of, one.any_of + other.any_of, one.none_of + other.none_of)


def in_words(asked: Wanted) -> str:
    """The combination in words: "crowdsourcing, but not social media data"."""
    parts = [" and ".join(asked.all_of)] if asked.all_of else []
    parts += ["either " * (len(asked.any_of) > 1) + " or ".join(asked.any_of)] if asked.any_of else []
    excluded = " or ".join(asked.none_of)
    if excluded:
        parts.append(f"but not {excluded}" if parts else f"not {excluded}")
    return ", ".join(parts)


# Questions that set things beside each other: "compare A and B", "how do A and B differ in ...", "A versus B".

_ASPECT = (
    r"(?:\s+(?:in\s+terms\s+of|with\s+respect\s+to|regarding|concerning|when\s+it\s+comes\s+to|in\s+handling"
    r"|in\s+how|on\s+how|in|on|with\s+regard\s+to|for)\s+(?P<aspect>.+))?"
)
_END = r"\s*[?.!]*\s*$"
_SUBJECTS = (
    # "How do A and B differ in C", "in what way is A different from B"
    rf"^(?:how|in\s+what\s+ways?|in\s+which\s+ways?|where|why)\s+(?:do|does|did|is|are)\s+(?P<one>.+?)\s+(?:and"
    rf"|&)\s+(?P<other>.+?)\s+(?:differ|compare|disagree|agree|different|similar|alike|relate"
    rf"|related)\b(?:\s+(?:from|to|with)\s+each\s+other|\s+to\s+one\s+another)?{_ASPECT}{_END}",
    rf"^(?:how|in\s+what\s+ways?|where|why)\s+(?:do|does|did|is|are)\s+(?P<one>.+?)\s+(?:differ(?:ent)?"
    rf"|distinct)\s+(?:from|than|to)\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^(?:how|in\s+what\s+ways?)\s+(?:do|does|did|is)\s+(?P<one>.+?)\s+compare\s+(?:to|with"
    rf"|against)\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^(?:(?:please\s+)?(?:compare|contrast)|(?:please\s+)?compare\s+and\s+contrast|(?:give"
    rf"|show)\s+(?:me\s+)?a\s+comparison\s+(?:of|between))\s+(?P<one>.+?)\s+(?:and|with|to|against|versus"
    rf"|vs\.?)\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^(?:what\s+(?:is|are)|what['’]s|explain|describe|is\s+there)?\s*(?:the\s+|a\s+"
    rf"|any\s+)?(?:\w+\s+)?(?:differences?|similarit(?:y|ies)|distinctions?|trade-?offs?"
    rf"|comparison)\s+(?:between|of)\s+(?P<one>.+?)\s+(?:and|versus|vs\.?)\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^what\s+(?:distinguishes|separates|differentiates"
    rf"|sets)\s+(?P<one>.+?)\s+(?:apart\s+)?from\s+(?P<other>.+?){_ASPECT}{_END}",
    rf"^(?P<one>[^?]+?)\s+(?:versus|vs\.?)\s+(?P<other>[^?]+?){_ASPECT}{_END}",
)
_PATTERNS = tuple(compiled(pattern) for pattern in _SUBJECTS)
_POINTING = compiled(r"^(?:this|these|those|them|it|they|that|each\s+other|the\s+(?:two|other|others|authors?))\b")
_MORE = compiled(r"\s*,\s*(?:and\s+)?|\s+and\s+")


@dataclass(frozen=True, slots=True)
class Compared:
    """The things compared, and in what respect; `aspect` is empty where in every one."""

    sides: tuple[str, ...]
    aspect: str

    @property
    def topic(self) -> str:
        """Sides and aspect as words to search for."""
        return " ".join(filter(None, (" and ".join(self.sides), self.aspect)))


def compared_in(text: str) -> Compared | None:
    """What a question compares; None where it compares nothing by name."""
    text = " ".join(text.split())
    for pattern in _PATTERNS:
        if match := pattern.match(text):
            one, other = bare_topic(match["one"]), bare_topic(match["other"])
            if not one or not other or _POINTING.match(match["one"].strip()):
                return None
            sides = [*(_listed(one) if "," in one else [one]), other]
            return Compared(tuple(dict.fromkeys(sides)), bare_topic(match["aspect"] or ""))
    return None


def _listed(sides: str) -> list[str]:
    """ "A, B" before "and C"."""
    return [side for part in _MORE.split(sides) if (side := bare_topic(part))]
