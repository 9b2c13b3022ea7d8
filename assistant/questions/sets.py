"""Parse combined topics: "X but not Y", "both X and Y", "X and report Y", "either X or Y", "without Y"."""

import re
from dataclasses import dataclass

from assistant.questions.asking import bare_topic, explained, says_something, topic_of
from assistant.questions.phrases import (
    AUXILIARY,
    CONTENT_VERB,
    DOING_VERBS,
    NOUN,
    PREPOSITION,
    SAYING_VERBS,
    VERB,
    compiled,
    verbs,
)
from assistant.questions.question import QuestionKind, Wanted

_NOT = (
    r"(?:(?:do|does|did|is|are|was|were|have|has|had|can|could|would)(?:\s*n['’]t|\s+not|\s+never)|not|never"
    r"|cannot|without|fails?\s+to|lacks?\b|lacking)"
)
_SAY = verbs((*SAYING_VERBS, *DOING_VERBS), past=False, ing=False)
_SAYING = (
    rf"(?:(?:ever|even|also)\s+)?(?:{verbs((*SAYING_VERBS, *DOING_VERBS), present=False, past=False)}\b|mention\s+of\b)"
)
# Before an excluded topic: "except those on Y", "but never mention Y", "that do not discuss Y",
# "(studies that use X) do not discuss Y"
_CUT_OFF = compiled(
    r"[\s,;]+(?:except(?:ing)?(?:\s+for)?|excluding|other\s+than|apart\s+from|leaving\s+out|minus)\s+"
    rf"(?:(?:the|those|ones|these|all|any|{NOUN}|that|which|who|about|on)\s+)*"
    r"|[\s,;]+(?:but|yet|and|while|though|although|however)[\s,]+(?:(?:that|which|who)\s+)?(?:they\s+)?(?:also\s+)?"
    rf"(?:{_NOT}|no)\b\s*"
    rf"|\s+(?:that|which|who)\s+{_NOT}\s+(?:also\s+|even\s+)?(?={_SAY}\b)"
    rf"|(?<!\bthat)(?<!\bwhich)(?<!\bwho)\s+(?:do|does|did)(?:\s*n['’]t|\s+not|\s+never)\s+(?={VERB}\b)"
)
# "do not discuss drift", "discuss not drift"; but "report not having X" is a report.
_NEGATED = compiled(
    rf"\s*(?:(?:{AUXILIARY})(?:{_NOT})\b\s*|{AUXILIARY}(?:{VERB}\s+(?:{PREPOSITION}\s+)?|{PREPOSITION}\s+)not\s+"
    r"(?!(?:only|just|being|doing|having|needing|using)\b))"
)
# "MLflow, without Kubernetes", "X without mentioning Y"
_WITHOUT = compiled(rf"(?P<comma>,)?\s+without\s+(?:any\s+)?(?P<excluded>(?P<saying>{_SAYING})?.+)$")
# The process in "detection without labels", which is one topic.
_PROCESS = compiled(
    r"(?:learn|train|detect|monitor|deploy|predict|classif|infer|adapt|retrain|evaluat|recogn|generat|test|translat|annotat"
    r"|label|programm|develop|segment|estimat|optimi[sz]|select|validat|cluster|rank|search|model)\w*$"
)
# "neither X nor Y", "either X or Y", "not only X but also Y"
_NEITHER, _EITHER, _NOT_ONLY = (
    compiled(rf"(?P<lead>.*?)\b{first}\s+(?P<first>.+?),?\s+{second}\s+(?P<second>.+)")
    for first, second in (("neither", "nor"), ("either", "or"), (r"not\s+(?:only|just)", r"but(?:\s+also)?"))
)
# "discuss both drift and skew"
_BOTH = compiled(r"(?P<lead>.*?)\bboth\s+(?P<rest>.+)")
# Nouns after an apparent verb: "test" in "training and test sets" is not a verb.
_NO_VERB_BEFORE = (
    r"(?:sets?|data|cases?|suites?|time|vector|design|generation|error|errors|loss|accuracy|processes|tools|management"
    r"|policy|papers?|sentences|environments?|samples?|phase|and|or|of|in|on|\d)\b"
)
_NOT_INSIDE = rf"(?!{PREPOSITION}\b)(?!(?:\w+ing|given|said)\b)"
# Before a new statement: "X and also Y", "X as well as Y", "use X and report Y", "use X, report Y and ..."
_NEW_STATEMENT = (
    r",?\s+(?:and|but)\s+(?:also|additionally|at\s+the\s+same\s+time|in\s+addition|as\s+well)\s+|,?\s+as\s+well\s+as\s+"
    r"|,?\s+(?:and|but)\s+(?:that|which|who)\s+|,\s+but\s+(?!not\b)"
    rf"|,?\s+and\s+(?=(?:{VERB}|{CONTENT_VERB})\s+(?!{_NO_VERB_BEFORE})(?!(?:it|them|this|these|those)\b)\S){_NOT_INSIDE}"
    rf"|,\s+(?=(?:{VERB})\s+(?!{_NO_VERB_BEFORE})\S)(?=.*\band\b){_NOT_INSIDE}"
)
# "use MLflow and report costs"
_DIVIDED = compiled(_NEW_STATEMENT)
# "(the paper that) uses X and trains on Y": two statements, with any verb
_DIVIDED_OF_ONE = compiled(rf"{_NEW_STATEMENT}|,?\s+and\s+(?=[a-z-]+[^s\W]s\s+(?:the|an?|their|its|{PREPOSITION})\s)")
# "that both uses"
_OF_ONE = compiled(rf"\s*(?:that|which)?\s*(?:both\s+)?(?:{VERB}|{CONTENT_VERB})(?<=s)\s")
# "and discuss" before "neither"
_TRAILING_VERB = compiled(
    rf"(?:^|[\s,;]+)(?:and|but)?\s*(?:{AUXILIARY})(?:{VERB}|{PREPOSITION})?\s*(?:{PREPOSITION})?\s*$"
)


def wanted(modifiers: str, predicate: str) -> Wanted:
    """The topics in the predicate of works and in the modifiers of their noun."""
    sides = _signed(explained(predicate))
    first = (modifiers,) if modifiers else ()
    return Wanted(tuple(dict.fromkeys((*first, *sides.all_of))), sides.any_of, tuple(dict.fromkeys(sides.none_of)))


def topics_named(words: str) -> Wanted:
    """The topics that are named without a question: "testing strategies", "not privacy", "both drift and skew"."""
    negated = re.match(r"not\s+(?!only\b|just\b)(?:(?:about|on)\s+)?", words, re.IGNORECASE)
    return wanted("", f"do not discuss {words[negated.end() :]}" if negated else f"discuss {words}")


def _signed(text: str) -> Wanted:
    """Split a predicate into wanted and excluded topics."""
    if match := _NOT_ONLY.fullmatch(text):
        return united(_signed(f"{match['lead']} {match['first']}"), _signed(match["second"]))
    if match := _NEITHER.fullmatch(text):
        before, none = _TRAILING_VERB.sub("", match["lead"]), united(_none(match["first"]), _none(match["second"]))
        return united(_signed(before), none) if says_something(before) else none
    match = _CUT_OFF.search(text)
    if match and says_something(text[match.end() :]):
        before, none = text[: match.start()], _none(text[match.end() :])
        return united(_signed(before), none) if says_something(before) else none
    if match := _NEGATED.match(text):
        text = text[match.end() :]
        but = re.search(r",?\s+but\s+(?:do\s+|does\s+)?(?!not\b|also\b)", text, re.IGNORECASE)  # "not drift but skew"
        if but and says_something(text[but.end() :]):
            return united(_positive(text[but.end() :]), _none(text[: but.start()]))
        return _none(text)
    match = _WITHOUT.search(text)
    if match and _excludes_works(text[: match.start()], match):
        excluded = re.sub(r"^(?:mention|discussion|use)\s+of\s+", "", match["excluded"], flags=re.IGNORECASE)
        return united(_signed(text[: match.start()]), _none(excluded))
    return _positive(text)


def _excludes_works(before: str, match: re.Match[str]) -> bool:
    """True if "without Y" excludes works; false in "detection without labels", which is one topic."""
    if match["comma"] or match["saying"]:
        return True
    words, excluded = before.split(), match["excluded"]
    process = bool(words) and _PROCESS.match(words[-1]) is not None
    return not process and (len(excluded.split()) > 1 or excluded[:1].isupper())


def _none(text: str) -> Wanted:
    """Excluded topics: each side of "either ... or", otherwise one."""
    if match := _EITHER.fullmatch(text):
        return Wanted(none_of=_topics(f"{match['lead']} {match['first']}", match["second"]))
    return Wanted(none_of=_topics(text))


def _positive(text: str) -> Wanted:
    if match := _EITHER.fullmatch(text):
        return Wanted(any_of=_topics(f"{match['lead']} {match['first']}", match["second"]))
    if match := _BOTH.fullmatch(text):
        parts = _divided(match["rest"])
        first, *others = parts if len(parts) > 1 else _halves(match["rest"])
        return Wanted(_topics(f"{match['lead']} {first}", *others))
    return Wanted(_topics(*_divided(text)))


def _halves(text: str) -> list[str]:
    """Split "A and B and C" after "both" into two parts of similar length."""
    places = list(re.finditer(r",?\s+and\s+|\s*&\s*", text))
    if not places:
        return [text]
    middle = min(places, key=lambda place: abs(place.start() - (len(text) - place.end())))
    place = places[0] if len(places) == 2 and "," in text else middle
    return [text[: place.start()], text[place.end() :]]


def _divided(text: str) -> list[str]:
    """Split a predicate before each new statement; a plain "A and B" stays whole."""
    form = _DIVIDED_OF_ONE if _OF_ONE.match(text) else _DIVIDED
    parts, begun = [], 0
    for match in form.finditer(text):
        if match.start() >= begun and topic_of(text[begun : match.start()]):
            parts.append(text[begun : match.start()])
            begun = match.end()
    return [*parts, text[begun:]]


def _topics(*phrases: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(topic for phrase in phrases if (topic := topic_of(phrase))))


def united(first: Wanted, second: Wanted) -> Wanted:
    """The topics of both."""
    return Wanted(first.all_of + second.all_of, first.any_of + second.any_of, first.none_of + second.none_of)


def in_words(combined: Wanted) -> str:
    """The combination in words: "crowdsourcing, but not social media data"."""
    parts = [" and ".join(combined.all_of)] if combined.all_of else []
    parts += ["either " * (len(combined.any_of) > 1) + " or ".join(combined.any_of)] if combined.any_of else []
    excluded = " or ".join(combined.none_of)
    if excluded:
        parts.append(f"but not {excluded}" if parts else f"not {excluded}")
    return ", ".join(parts)


def asking_for_works(kind: QuestionKind, topic: str) -> str:
    """A listing or a count in words."""
    asks = "how many" if kind is QuestionKind.COUNT else "which"
    predicate = f"do not discuss {topic[4:]}" if topic.startswith("not ") else f"discuss {topic}"
    return f"{asks} papers {predicate}?"


_ASPECT = (
    r"(?:\s+(?:in\s+terms\s+of|with\s+respect\s+to|regarding|concerning|when\s+it\s+comes\s+to|in\s+handling|in\s+how|on\s+how"
    r"|in|on|with\s+regard\s+to|for)\s+(?P<aspect>.+))?\s*[?.!]*\s*"
)
_HOW = r"(?:how|in\s+(?:what|which)\s+ways?|where|why)\s+(?:do|does|did|is|are)"
_COMPARING = tuple(
    compiled(form + _ASPECT)
    for form in (
        # "How do A and B differ in C", "in what way are A and B similar"
        rf"{_HOW}\s+(?P<first>.+?)\s+(?:and|&)\s+(?P<second>.+?)\s+(?:differ|compare|disagree|agree|different|similar|alike|relate"
        r"|related)\b(?:\s+(?:from|to|with)\s+each\s+other|\s+to\s+one\s+another)?",
        # "How does A differ from B", "how does A compare to B"
        rf"{_HOW}\s+(?P<first>.+?)\s+(?:differ(?:ent)?|distinct|compare)\s+(?:from|than|to|with|against)\s+(?P<second>.+?)",
        # "compare A and B", "show me a comparison between A and B"
        r"(?:please\s+)?(?:compare\s+and\s+contrast|compare|contrast|(?:give|show)\s+(?:me\s+)?a\s+comparison\s+(?:of|between))"
        r"\s+(?P<first>.+?)\s+(?:and|with|to|against|versus|vs\.?)\s+(?P<second>.+?)",
        # "what is the difference between A and B"
        r"(?:what\s+(?:is|are)|what['’]s|explain|describe|is\s+there)?\s*(?:the\s+|a\s+|any\s+)?(?:\w+\s+)?(?:differences?"
        r"|similarit(?:y|ies)|distinctions?|trade-?offs?|comparison)\s+(?:between|of)\s+(?P<first>.+?)\s+(?:and|versus|vs\.?)"
        r"\s+(?P<second>.+?)",
        # "what distinguishes A from B"
        r"what\s+(?:distinguishes|separates|differentiates|sets)\s+(?P<first>.+?)\s+(?:apart\s+)?from\s+(?P<second>.+?)",
        # "A versus B"
        r"(?P<first>[^?]+?)\s+(?:versus|vs\.?)\s+(?P<second>[^?]+?)",
    )
)
# "these two", "each other"
_POINTING = compiled(r"(?:this|these|those|them|it|they|that|each\s+other|the\s+(?:two|other|others|authors?))\b")


@dataclass(frozen=True, slots=True)
class Compared:
    """The things compared, and the respect (empty: all respects)."""

    sides: tuple[str, ...]
    aspect: str

    @property
    def topic(self) -> str:
        """Sides and aspect as search words."""
        return " ".join(filter(None, (" and ".join(self.sides), self.aspect)))


def compared_in(text: str) -> Compared | None:
    """The comparison that a question asks for, or None."""
    text = " ".join(text.split())
    match = next((match for form in _COMPARING if (match := form.fullmatch(text))), None)
    if not match:
        return None
    first, last = bare_topic(match["first"]), bare_topic(match["second"])
    if not first or not last or _POINTING.match(match["first"].strip()):
        return None
    several = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", first) if "," in first else [first]  # "A, B" before "and C"
    sides = [*(side for part in several if (side := bare_topic(part))), last]
    return Compared(tuple(dict.fromkeys(sides)), bare_topic(match["aspect"] or ""))
