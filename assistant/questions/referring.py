"""Words that refer to something said before, and whether what they mean stands in the question itself."""

import re
from dataclasses import dataclass, replace

from assistant.questions.question import QuestionKind
from assistant.questions.turns import Turn
from index.errors import UsageError

WORK = r"(?:papers?|stud(?:y|ies)|works?|articles?|publications?|surveys?|reviews?)"
ONE_WORK = r"(?:paper|study|work|article|publication|survey|review)"
_NUMBER_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS, start=2)}
NUMBER = rf"(?:{'|'.join(NUMBERS)}|[1-9]\d?)"
AUXILIARY = (
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might|must)(?:n[’']t)?(?:\s+not)?"
)
SAY = (
    r"(?:also\s+|even\s+|actually\s+|explicitly\s+|ever\s+|all\s+|both\s+|not\s+)*"
    r"(?:say|mention|discuss|recommend|conclude|report|describe|cover|cite|propose|argue|claim|state|suggest|explain|"
    r"address|present|introduce|define|compare|evaluate|examine|investigate|find|show|write|talk|deal|focus|contain|"
    r"include|provide|survey|review|advise|admit|contribute|agree|disagree|differ|acknowledge|identify|note|list|name)"
)
_WH = r"(?:what|which|who|whom|whose|how|why|where|when)"
_PREPOSITION = r"(?:in|on|at|to|for|from|by|with|of|under|about|according\s+to)"
_WORD = r"[\w'’-]+"
_ASKED_FOR = rf"(?:\s+(?!{AUXILIARY}\b|{_WH}\b){_WORD}){{0,5}}"
# Beginnings that leave no room for what a pronoun means: "what activation function do they", "which papers use it".
_OPENING = re.compile(
    rf"(?:{_PREPOSITION}\s+)?{_WH}(?:{_ASKED_FOR}\s+{AUXILIARY})?(?:\s+(?:else|exactly|all))?"
    rf"|{AUXILIARY}|{_WH}\s+{AUXILIARY}\s+(?:the\s+)?{_WORD}(?:\s+{_WORD})?\s+(?:of|in|for|behind)"
    r"|what\s+do\s+(?:my|the)\s+(?:\w+\s+)?(?:notes|summaries|papers|works)\s+say\s+(?:about|on|of)"
    r"|(?:please\s+)?(?:(?:can|could|would)\s+you\s+)?(?:tell|show|give|list|compare|summari[sz]e|explain|describe|rank|sort)"
    rf"(?:\s+me)?(?:\s+more)?(?:\s+(?:all|each|both))?(?:\s+{_PREPOSITION})?",
    re.IGNORECASE,
)
# Before "it" and "them" alone: in "which papers share their data" the papers are meant.
_OPENING_BEFORE_OBJECT = re.compile(
    rf"(?:which|what|how\s+many)\s+(?:other\s+)?{WORK}\s+(?:{AUXILIARY}\s+)?{_WORD}(?:\s+{_PREPOSITION})?"
    rf"|(?:who|what)\s+(?:else\s+)?{_WORD}|how\s+to\s+{_WORD}"
    rf"|{_WH}\s+{AUXILIARY}\s+(?:we|one|you|i|people)\s+{_WORD}(?:\s+{_PREPOSITION})?",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"\s*(?:is|was|has|does|\w+[^su\W]s)\b", re.IGNORECASE)
_OPENING_BEFORE_IT = re.compile(rf"{_WH}\s+{AUXILIARY}\s+(?:the\s+|most\s+)?\w+s\s+\w+", re.IGNORECASE)
_BOUNDARY = re.compile(
    r"[.?!;:,()]|\b(?:and|or|when|if|because|that|while|although|since|as|given|et\s+al)\b", re.IGNORECASE
)
_PLURAL = re.compile(r"\b(?!(?:is|was|has|does|this|its|us)\b)\w+(?<![su])s\b|\bpeople\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Words of a question, from `start` to `end`, that mean something said before, and `words` to put in their place.

    `keys` are the works meant; none where it is the topic. `notes` tell of a reading that is not the only one.
    """

    start: int
    end: int
    words: str
    keys: tuple[str, ...]
    notes: tuple[str, ...] = ()

    keyed: str = ""
    """The works by their keys, where they do not stand side by side; else their keys are joined."""

    @property
    def by_keys(self) -> "Reference":
        """The same, to be put as citation keys."""
        several = " and ".join([", ".join(self.keys[:-1]), self.keys[-1]]) if len(self.keys) > 1 else "".join(self.keys)
        return replace(self, words=self.keyed or several)

    def put_into(self, text: str) -> str:
        """`text` with the words that need no conversation."""
        return f"{text[: self.start]}{self.words}{text[self.end :]}"


def papers(keys: tuple[str, ...]) -> str:
    """Works as a noun phrase."""
    return "this paper" if len(keys) == 1 else "these papers"


def of_works(asks: str, rest: str) -> str:
    """A question for works out of "which" and "is the newest": for one where the verb is singular."""
    return f"{asks} {'paper' if _OF_ONE.match(rest) else 'papers'} {rest}"


def check_number(said: str, turn: Turn) -> None:
    """Raise UsageError where `said`, "those three", counts other works than those of the turn."""
    number = re.search(rf"\b{NUMBER}\b", said, re.IGNORECASE)
    count = len(turn.works)
    if number and (NUMBERS.get(number[0].lower()) or int(number[0])) != count:
        works = "1 work" if count == 1 else f"{count} works"
        raise UsageError(
            f"the last answer names {works}, not {number[0]}: say which, such as “the first” or “the last one”"
        )


def explained_before(before: str, *, plural: bool, is_object: bool = True) -> bool:
    """Whether a pronoun may mean something that stands in `before`, the words of its question in front of it."""
    before = before.strip()
    if not before or _OPENING.fullmatch(before) or (is_object and _OPENING_BEFORE_OBJECT.fullmatch(before)):
        return False
    if not plural and _OPENING_BEFORE_IT.fullmatch(before):
        return False
    if not plural:
        return True
    return bool(_BOUNDARY.search(before) or _PLURAL.search(before))


def is_plural(topic: str) -> bool:
    """Whether a noun phrase takes "are", by its form."""
    return bool(re.search(r"(?<![su])s$|\band\b", topic))


_DEFINITION = re.compile(r"what\s+(?:is|are|was|were)\s+(?:meant\s+by\s+)?(?:an?\s+|the\s+)?(?P<of>.+)", re.IGNORECASE)
_DONE_TO = re.compile(r"how\s+(?:is|are)\s+(?:an?\s+|the\s+)?(?P<of>.+?)\s+\w+(?:ed|en|ne|lt)", re.IGNORECASE)
_SAID_OF = re.compile(r".*\b(?:about|regarding)\s+(?P<of>.+)", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    rf"(?:^|\s)(?:{_WH}|{AUXILIARY}|it|they|them|their|its|this|that|these|those|and|or|but|to)(?:\s|$)"
    r"|\b(?:for|of|in|on|by|with)$",
    re.IGNORECASE,
)


def subject(turn: Turn) -> str:
    """What a turn was about as a noun phrase, "concept drift" of "what is concept drift?"; empty where none is seen."""
    if turn.lists:
        return "" if turn.topic.lower().startswith("not ") else re.sub(r",? but not .*", "", turn.topic)
    if turn.kind is not QuestionKind.LOOKUP:
        return ""
    asked = turn.text.rstrip(" ?.!")
    for form in (_DONE_TO, _DEFINITION, _SAID_OF):
        if (match := form.fullmatch(asked)) and len(match["of"].split()) <= 6 and not _NO_SUBJECT.search(match["of"]):
            return match["of"]
    return ""
