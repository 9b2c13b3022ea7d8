"""Sentences about the answer rather than of it: lead-ins, questions, courtesies, and that the passages do not say."""

import re
from collections.abc import Collection, Iterable
from enum import Enum, auto

from index.text.words import stem


class Remark(Enum):
    """What a sentence does that states nothing of a source."""

    COURTESY = auto()
    LEAD_IN = auto()
    SILENCE = auto()
    """It says what the passages do not say: nothing can bear it out, yet it is for the reader."""


_LONGEST = 400
"""Characters of a remark; no longer sentence is looked at."""

_COURTESY = re.compile(
    r"(?:(?:sure|certainly|of course|absolutely|okay|ok|alright|great|good question|great question"
    r"|thank you|thanks|you're welcome)"
    r"\b[^.!:\n]{0,60}[.!,:]?\Z"
    r"|(?:please )?(?:let me know|feel free|do not hesitate|don't hesitate)\b"
    r"|(?:i )?(?:really |do )?hope (?:this|that|it|the (?:answer|above))\b|i(?: would|'d| am"
    r"|'m)? (?:be )?happy to\b|happy to (?:help|elab)"
    r"|(?:would|do|should|shall) (?:you|i) (?:like|want|prefer|need|elaborate|expand|go on|continue|explain)\b.*\?\Z"
    r"|(?:if you (?:have|need|would like|want|wish)|should you)\b.{0,80}(?:question|further|more|help"
    r"|let me|ask|detail)"
    r"|is there anything else\b|i can (?:also )?(?:elaborate|expand|provide more|go into)\b"
    r"|(?:let me|let's|i will|i'll|i shall) (?:\w+ )?(?:look|go|start|begin|analy[sz]e|break|summari[sz]e"
    r"|answer|explain|think|walk)\b"
    r"|(?:please )?(?:note|be aware) that (?:this|the above|my) (?:answer|response|summary|information)\b"
    r"|(?:this|the above|my) (?:answer|response|summary|overview) (?:is|was) (?:based|taken|drawn|derived|compiled)\b"
    r"|(?:see|cf\.?) the passages?(?: for .*)?\.?\Z"
    r"|(?:ich hoffe,? (?:das|dies)|gerne? |lass(?:en sie)? (?:es )?mich wissen|j'espère|espero que)\b)",
    re.IGNORECASE | re.DOTALL,
)
_QUESTION = re.compile(
    r"(?:and |but |so )?(?:what|why|how|when|where|who|which|is|are|do|does|did|can|could|should|would|will|"
    r"was|were|warum|wie|wann|wo|wer|welche\w*|pourquoi|comment|qué|por qué|cómo)\b.*\?\Z",
    re.IGNORECASE | re.DOTALL,
)

_LEADS = re.compile(
    r"(?:(?:sure|certainly|of course|okay|ok)[,!.]?\s)?(?:here (?:is|are)|here's|below (?:is|are)"
    r"|the following (?:is|are)\b"
    r"|(?:hier (?:ist|sind)|voici|aquí (?:está|tiene))\b"
    r"|what (?:the|these|those) (?:\w+ )?(?:works|papers|passages|sources|studies|authors) (?:say|tell"
    r"|state|report|show|find)\b)"
    r"[^:\d]*:\Z",
    re.IGNORECASE,
)
_LEAD_ALONE = re.compile(
    r"(?:more |most )?\w{2,20}ly\s*:|(?:for (?:example|instance)|in (?:particular|detail|short|summary)|as follows|"
    r"(?:these|they|here they) are|these include|zum beispiel)\s*:",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NAMING_NOTHING = """
    a about above according add addition after all alle als also am an and answer answers are as aspects at auf
    aus authors based be below both brief briefly by can categories conclusion concretely context contrast das
    dazu den depth der described detail details die diese different discuss discussed documents each erwähnen
    example examples excerpts explain explained explanation explicitly factors facts features figures final
    finally findings first folgende folgenden folgendes follow following follows for form found from further
    general generally give given gives ideas identified im important in include includes including information
    insbesondere instance is it its key konkret laut list listed literature main major make mention mentioned
    more most my nach namely nennen notable notably note numbered of on one or other our overall overview papers
    particular particularly passage passagen passages point points precisely present presented provide provided
    punkte quellen question reason reasons relevant report reported research response results sagen say says
    several short shown simply sind some source sources specific specifically state stated statements states
    steps studies such sum summarise summarised summarize summarized summary takeaway takeaways text that the
    their them themselves these they things this those thus to topic various ways we well what why wichtigsten
    with words work works your zusammenfassung zusammengefasst"""
_EMPTY_WORDS = frozenset(_NAMING_NOTHING.split())

_GIVEN = r"(?:(?:provided|given|supplied|available|numbered|retrieved|above|quoted|listed|cited)\s+)"
_TEXTS = (
    rf"(?:{_GIVEN}{{0,2}}(?:passages?|excerpts?|snippets?|contexts?|sources?|texts?|materials?)"
    rf"|{_GIVEN}{{1,2}}(?:papers?|works?|documents?|information|literature|studies|articles?))"
    r"(?:\s+(?:provided|given|supplied|available|above|here))?"
)
_THE_TEXTS = rf"(?:(?:any|all|either) of )?(?:the|these|this|those|your)\s+{_TEXTS}"
_TELLS = (
    r"(?:answers?|says?|state[sd]?|mention(?:s|ed)?|discuss(?:es)?|describes?|contains?|provides?|gives?"
    r"|explains?|specif(?:y|ies)|"
    r"address(?:es)?|includes?|covers?|tells?|reports?|offers?|defines?|indicates?|identif(?:y|ies)"
    r"|details?|elaborates?|"
    r"names?|lists?|quantif(?:y|ies)|compares?|clarif(?:y|ies)|presents?|ha(?:s|ve)|supports?|allows?"
    r"|makes?|appears?|seems?|"
    r"reveals?|treats?|deals?|shows?|speaks?|touch(?:es)?|refers?|go(?:es)?)"
)
_HOW = (
    r"(?:(?:also|further|actually|themselves|itself|however|explicitly|directly|clearly|specifically|really|fully|"
    r"\w{3,12}ly),?\s+)"
)
_TOLD = (
    r"(?:answered|stated|mentioned|discussed|described|specified|given|provided|addressed|covered|explained|reported|"
    r"defined|included|contained|available|found|present|clear|explicit|possible|known)"
)
_NOT = r"(?:do(?:es)?\s+not|don['’]t|doesn['’]t|did\s+not|didn['’]t|cannot|can\s?not|can['’]t|fails?\s+to|never)"
_ASIDE = re.compile(
    r"(?:(?:however|unfortunately|regrettably|sorry|i['’]m sorry|i am sorry|i apologi[sz]e|that said|but"
    r"|also|additionally|note that|"
    r"please note that|it should be noted that|not answered)\s*[,:.;–—-]*\s*){1,3}",
    re.IGNORECASE,
)
_FROM_TEXTS = re.compile(
    rf"(?:based (?:only |solely )?on|from|in|according to|within|given|with) {_THE_TEXTS}(?: alone)?\s*,?\s+",
    re.IGNORECASE,
)
_SILENT = re.compile(
    rf"(?:{_THE_TEXTS}\s+{_HOW}{{0,2}}(?:{_NOT}\s+{_HOW}{{0,2}}{_TELLS}\b"
    rf"|(?:says?|contains?|provides?|gives?|offers?|states?|ha(?:s|ve)|includes?|makes?)\s+(?:nothing|no"
    rf"|too little|not enough|"
    r"insufficient)\b|lacks?\b|(?:is|are)\s+(?:silent|unclear|insufficient|not\s+(?:clear|explicit"
    r"|sufficient|enough|relevant)))"
    rf"|(?:none|neither|nothing|not one)\s+(?:of|in)\s+(?:the|these|those)\s+{_TEXTS}\s+{_HOW}{{0,2}}{_TELLS}\b"
    rf"|no\s+{_TEXTS}\s+{_HOW}{{0,2}}{_TELLS}\b"
    r"|i\s+(?:do\s+not|don['’]t|cannot|can\s?not|can['’]t|could\s+not|couldn['’]t|am\s+(?:unable"
    r"|not\s+able)|was\s+(?:unable|not\s+able))"
    r"\s+(?:\w+ly\s+)?(?:to\s+)?(?:have|find|found|answer|determine|provide|know|see|tell|say|locate|give"
    r"|draw|offer|infer|confirm)\b"
    rf"|there\s+(?:is|are|was|were)\s+(?:no|not\s+enough|insufficient|nothing)\b.{{0,200}}\b(?:in|from"
    rf"|by)\s+{_THE_TEXTS}"
    rf"|no\s+.{{0,150}}\b(?:in|from|by)\s+{_THE_TEXTS}"
    rf"|.{{1,200}}\b(?:is|are|was|were)\s+(?:not|nowhere|never)\s+{_HOW}{{0,2}}{_TOLD}\b.{{0,80}}\b(?:in"
    rf"|by|from|based on)\s+{_THE_TEXTS}"
    r"|(?:the|this|that|your)\s+question\s+.{0,80}(?:cannot|can['’]t|could\s+not|is\s+not|not\s+answered)\b"
    rf"|.{{1,200}}\b(?:cannot|can['’]t|could\s+not)\s+be\s+(?:\w+\s+)?(?:answered|determined|inferred"
    rf"|established|known)\b.{{0,60}}{_THE_TEXTS}"
    r"|(?:more|additional|further)\s+(?:information|context|passages|details)\s+(?:would\s+be|is"
    r"|are)\s+(?:needed|required|necessary)"
    rf"|(?:the|an|any) (?:answer|information)\b.{{0,80}}\bis\s+not\s+.{{0,30}}\b(?:in|part of)\s+{_THE_TEXTS}"
    r"|.{0,200}\b(?-i:NOT[ _-]ANSWERED)\b)",
    re.IGNORECASE | re.DOTALL,
)
_SILENT_BEHIND = re.compile(
    rf"(?:there\s+(?:is|are)\s+(?:no|not\s+enough|insufficient|nothing)\b|no\s+\w+|(?:it|.{{1,120}}?)\s+(?:is|are)\s+"
    rf"(?:not\s+{_HOW}{{0,2}}{_TOLD}|unclear|impossible|unknown)\b|.{{1,120}}\b(?:cannot|can['’]t)\s+be\b|i\s+(?:cannot|can['’]t|could\s+not)\b)",
    re.IGNORECASE | re.DOTALL,
)
_TURNS = re.compile(
    r"\b(?:but|although|though|yet|while|whereas|instead|rather|except|except that|they do|it does|"
    r"aber|sondern|jedoch|mais|pero|sino)\b|;",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?=.*\b(?:passagen?|textstellen?|auszüge[n]?|textauszügen?|quellen|abschnitte[n]?|kontext|frage)\b)"
    r"(?=.*\b(?:nicht|nichts|kein(?:e[nrms]?)?)\b)"
    r".*(?:beantw|enth[aä]lt|erwähn|sag|behandel|nenn|erklär|beschr|steh|geht|gehen|geben|gibt|liefer"
    r"|find|information|angabe|hervor)"
    r"|(?=.*\b(?:passages|extraits|sources|contexte)\b)(?=.*\b(?:ne|n['’]))(?=.*\b(?:pas|aucune?"
    r"|rien)\b).*(?:répond|contien|mention|dis|four|parl)"
    r"|(?=.*\b(?:pasajes|fragmentos|fuentes|contexto)\b)(?=.*\bno\b).*(?:respond|contien|mencion|dice|proporcion|habla)",
    re.IGNORECASE | re.DOTALL,
)
_GIVEN_OUT = re.compile(
    r"\b(?:passages|excerpts|snippets|context|(?:provided|given|supplied|numbered)\s+\w+|not[ _-]answered)\b|\bi\b",
    re.IGNORECASE,
)


def remark_in(sentence: str, cited: bool, alone: bool = False) -> Remark | None:
    """What a sentence of plain text does that states nothing of a source; None where it may state something.

    `cited`: it names passages, so that it is no question or courtesy; `alone`: it is all of an item, as a question in a
    list of questions is.
    """
    text = " ".join(sentence.split()).strip("*_ ")
    if not text or len(text) > _LONGEST:
        return None
    if _is_silence(text, cited):
        return Remark.SILENCE
    if _leads_in(text):
        return Remark.LEAD_IN
    if _COURTESY.match(text) and (not cited or text.lower().startswith(("see ", "cf", "not"))):
        return Remark.COURTESY
    return Remark.COURTESY if not cited and not alone and _QUESTION.match(text) else None


def is_lead_alone(heading: str) -> bool:
    """Whether what stands as a heading only leads to what follows ("Specifically:")."""
    return bool(_LEAD_ALONE.fullmatch(heading.strip()))


def _leads_in(text: str) -> bool:
    if not text.endswith((":", "：")):
        return False
    words = _WORD.findall(text.lower())
    return bool(_LEADS.match(text)) or (all(word in _EMPTY_WORDS for word in words) and not re.search(r"\d", text))


def _is_silence(text: str, cited: bool) -> bool:
    aside = _ASIDE.match(text)
    said = text[aside.end() :] if aside else text
    if _TURNS.search(said) or (cited and not _GIVEN_OUT.search(said)):
        return False
    if _SILENT.match(said) or (not cited and _ELSEWHERE.match(said)):
        return True
    led = _FROM_TEXTS.match(said)
    return bool(led and _SILENT_BEHIND.match(said, led.end()))


# Headings that a model sets: shown where they only name things, as nobody could check what they would state.

_HEADING_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d")
_JOINING = frozenset(
    {"a", "an", "and", "at", "by", "et", "al", "for", "from", "in", "of", "on", "or", "the", "to", "vs", "with"}
)
_LONGEST_HEADING = 12
"""Words of a heading."""


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """The stems of all words of what the question and the works name."""
    return frozenset(stem(word) for text in texts for word in _HEADING_WORD.findall(text.lower()))


def only_names(heading: str, known: Collection[str]) -> bool:
    """Whether a heading has no word but `known` ones and those that join them, and no number."""
    words = _HEADING_WORD.findall(heading.lower())
    if not words or len(words) > _LONGEST_HEADING or _NUMBER.search(heading):
        return False
    return all(word in _JOINING or stem(word) in known for word in words)
