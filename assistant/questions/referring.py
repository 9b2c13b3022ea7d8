"""Words that refer to something said before, and whether what they mean stands in the question itself."""

import re
from dataclasses import dataclass, replace

from assistant.questions.question import QuestionKind
from assistant.questions.turns import Talk, Turn
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


# Pronouns and the like that mean works or the topic of an earlier answer: "they", "it", "those", "that paper".

_PEOPLE = re.compile(
    r"\b(?P<they>they)\b|\b(?P<their>their)\b|\b(?P<them>them)\b"
    r"|\bthe(?:se)?\s+(?P<authors>authors?)\b(?P<s>[’']s?)?(?!\s+(?:of|who|that|in|with|from)\b)",
    re.IGNORECASE,
)
_IT = re.compile(
    r"\b(?P<it>it)\b|\b(?P<its>its)\b"
    r"|\b(?P<this>this|that)\b(?=\s*(?:\?|$)|\s+(?:\w+ed|done|work|mean|help|matter|compare|differ|relate|happen)\b)",
    re.IGNORECASE,
)
# "It" that means nothing: "is it possible to", "how long does it take".
_EXPLETIVE = re.compile(
    r"\s+(?:true|correct|right|(?:\w+\s+){0,2}(?:to|that|whether|if)\b|takes?\b|comes?\b|worth\b|turns?\s+out\b|seems?\b)",
    re.IGNORECASE,
)
_SAID = re.compile(rf"\s+{SAY}\b", re.IGNORECASE)
_CITED = re.compile(r"\b(?:cite[sd]?|citing)\s+$|\bcited\b", re.IGNORECASE)
_PRONOUN = r"(?:it|this|that|them|they|these|those)"
# The catalogue is asked, and a topic has neither an author nor a year.
_CATALOGUED = re.compile(
    rf"who\s+(?:wrote|published|authored)\s+{_PRONOUN}(?:,?\s+and\s+(?:when|where))?"
    rf"|who\s+(?:is|are|was|were)\s+(?:the\s+authors?\s+of\s+{_PRONOUN}|(?:its|their)\s+authors?)"
    rf"|(?:when|where|(?:in\s+)?(?:which|what)\s+(?:year|venue|journal))\s+(?:was|were|is|are|did|has|have)\s+{_PRONOUN}"
    r"\s+(?:been\s+)?(?:published|written|released|appear(?:ed)?|come\s+out)",
    re.IGNORECASE,
)
_ANY_PRONOUN = re.compile(rf"\b(?:{_PRONOUN}|its|their)\b", re.IGNORECASE)
_BE_BEFORE = re.compile(r"\b(?:are|were)\s*$", re.IGNORECASE)
_SET = re.compile(
    rf"\b(?:these|those)\s+(?:{NUMBER}\s+)?(?:{WORK})\b(?!\s+(?:that|which|who)\b)"
    rf"|\b(?:these|those)(?=\s*(?:[?.!]|$)|\s+{SAY}\b)|\bthe\s+(?P<the>{NUMBER})\s+{WORK}(?=\s*(?:[?.!]|$))",
    re.IGNORECASE,
)
_ONE = re.compile(
    rf"\b(?P<such>this|that)\s+(?:same\s+)?(?:{ONE_WORK}|one)\b|\bthe\s+(?:same\s+)?(?:paper|article|study)\b"
    r"(?!\s+(?:by|on|that|which|of|in|from|about|titled|called|entitled|with|to)\b)",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(rf"\b(?:{WORK})\b|\bet\s+al\b", re.IGNORECASE)


def check_works_meant(text: str, talk: Talk) -> None:
    """Raise UsageError where the catalogue is asked about a pronoun alone, "who wrote it?", and no work was named."""
    if _is_catalogued(text) and not (talk.last and talk.last.works):
        said = _ANY_PRONOUN.search(text)
        before = "the last answer names none" if talk.last else "no answer before it names one"
        raise UsageError(
            f"“{said[0] if said else text}” means a work, and {before}: name the work by its title or its citation key"
        )


def set_of_works(text: str, talk: Talk) -> Reference | None:
    """Works of the last answer as "those papers" or "these two"; raises UsageError where it names none."""
    match = _SET.search(text)
    if not match or _OTHER_WORK.search(text[: match.start()]):
        return None
    # Before the first answer "these papers" are the corpus.
    if not talk.last and (match.group().lower().startswith("these") or match["the"]):
        return None
    turn, notes = talk.list_meant(match.group())
    check_number(match.group(), turn)
    return Reference(*match.span(), papers(turn.works), turn.works, notes)


def one_work(text: str, talk: Talk) -> Reference | None:
    """The only work of the last answer as "that paper" or "the paper"; raises UsageError where "that" fits several."""
    match = _ONE.search(text)
    turn = talk.last
    if not match or not turn or not turn.works or _OTHER_WORK.search(text[: match.start()]):
        return None
    if len(turn.works) == 1:
        return Reference(*match.span(), "this paper", turn.works)
    if not match["such"]:
        return None
    raise UsageError(
        f"“{match.group()}” may be any of the {len(turn.works)} works of the last answer: "
        "say which one, such as “the second paper”"
    )


def people(text: str, talk: Talk) -> Reference | None:
    """They, their, them and "the authors", without anybody in the question whom they might mean."""
    turn, match = talk.last, _PEOPLE.search(text)
    if not turn or not match or (not match["authors"] and _explained(text, match)):
        return None
    if match["authors"] and re.search(r"\bet\s+al\b|\(\d{4}\)", text[: match.start()]):
        return None
    if not match["authors"] and not _is_catalogued(text) and _means_subject(text, match, turn):
        words = f"{subject(turn)}’" if match["their"] else subject(turn)
        return Reference(*match.span(), words, ())
    if not turn.works:
        return None
    if match["their"] and _is_catalogued(text):
        return _authors_of(text, match, turn)
    if match["them"] or (match["they"] and _BE_BEFORE.search(text[: match.start()])):
        return Reference(*match.span(), papers(turn.works), turn.works)
    words = "the authors’" if match["their"] or match["s"] else "the authors"
    return Reference(*match.span(), words, turn.works)


def thing(text: str, talk: Talk) -> Reference | None:
    """It, its and "this" alone: the work when one was spoken of or when it is said to say something, else the
    topic."""
    turn, match = talk.last, _IT.search(text)
    if not turn or not match or explained_before(text[: match.start()], plural=False):
        return None
    said = _SAID.match(text, match.end())
    if not said and _EXPLETIVE.match(text, match.end()):
        return None
    catalogued = _is_catalogued(text)
    # Works are cited and written, not topics.
    topic = "" if catalogued or _CITED.search(text[: match.start()]) else subject(turn)
    if match["this"] and not catalogued:
        return Reference(*match.span(), topic, ()) if topic else None
    if topic and not said and not turn.focus:
        return Reference(*match.span(), f"{topic}’s" if match["its"] else topic, ())
    if not turn.works or (_CITED.search(text[: match.start()]) and len(turn.works) > 1):
        return None
    if match["its"] and catalogued:
        return _authors_of(text, match, turn)
    words = "this paper’s" if match["its"] else "this paper"
    count = len(turn.works)
    notes = () if count == 1 else (f"“{match.group()}” was read as any of the {count} works of the last answer.",)
    return Reference(*match.span(), words if count == 1 else words.replace("this", "each"), turn.works, notes)


def _authors_of(text: str, match: re.Match[str], turn: Turn) -> Reference:
    """For "its authors", which end the question."""
    return Reference(match.start(), len(text.rstrip(" ?.!")), f"the authors of {papers(turn.works)}", turn.works)


def _is_catalogued(text: str) -> bool:
    return _CATALOGUED.fullmatch(text.strip(" ?.!")) is not None


def _explained(text: str, match: re.Match[str]) -> bool:
    return explained_before(text[: match.start()], plural=True, is_object=match["them"] is not None)


def _means_subject(text: str, match: re.Match[str], turn: Turn) -> bool:
    """Whether "they" are the things asked about, "feature stores", and not those who wrote of them."""
    topic = subject(turn)
    if not topic or not is_plural(topic) or turn.focus or _SAID.match(text, match.end()):
        return False
    return not turn.lists or bool(_BE_BEFORE.search(text[: match.start()]))


# Works of an earlier answer named by their place: "the second", "the first two", "the last one".

_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_PLACE = rf"(?:{'|'.join(_ORDINALS)}|[1-9]\d?(?:st|nd|rd|th)|last)"
_NOUN = rf"(?:{WORK}|ones?)"
_OF_THEM = r"(?:\s+of\s+(?:them|those|these))?"
# What may follow a place that names a work: "the first layer" and "the first paper to show" name none.
_FOLLOWS = (
    rf"(?=\s*(?:[?.!,;]|$)|\s+(?:and|but)\s+(?:what|when|where|why|how|who|which|{AUXILIARY})\b"
    rf"|(?:,|(?:,\s*|\s+)(?:and|or|with|to|from|versus|vs\.?))\s+the\s+{_PLACE}(?:\s+{_NOUN})?\s*(?:[?.!,;]|$)"
    rf"|\s+(?:with|versus|vs)\b(?!\s+(?:the\s+)?{_PLACE}\b)|\s+{SAY}\b|\s+{AUXILIARY}\b|[’']s\b"
    r"|\s+(?:about|also|please|again|instead|in\s+(?:more\s+)?detail|contradict|support|come|use|used|do|wrote|recommended"
    r"|proposed|written|published|cited)\b)"
)
_PLACES = re.compile(
    rf"\bthe\s+(?:(?P<end>first|last)\s+(?P<number>{NUMBER})"
    rf"|(?P<places>{_PLACE}(?:(?:,|(?:,\s*|\s+)(?:and|or|with|to|versus|vs\.?))\s+(?:the\s+)?{_PLACE}){{0,8}}))"
    rf"(?:\s+{_NOUN})?{_OF_THEM}{_FOLLOWS}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"(?:\b(?:the\s+)?(?:paper|work|study|article)\s+|\b(?:number|no\.)\s*|#)(?P<n>[1-9]\d?){_FOLLOWS}", re.IGNORECASE
)
_ORDINAL_BOUNDARY = re.compile(r"[.?!;:,]|\b(?:two|three|both)\b", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|and|or|with|versus|vs\.?)+\s*", re.IGNORECASE)
_EACH = re.compile(_PLACE, re.IGNORECASE)


def place(text: str, talk: Talk) -> Reference | None:
    """The first reference by place; raises UsageError where no answer has works, or not so many."""
    match = _PLACES.search(text) or _NUMBERED.search(text)
    if not match or _ORDINAL_BOUNDARY.search(text[: match.start()]):
        return None
    keys, notes = _meant(match.group(), talk)
    another = _PLACES.search(text, match.end())
    if not another:
        return Reference(*match.span(), papers(keys), keys, notes)
    more, further = _meant(another.group(), talk)
    first, second = (Reference(0, 0, "", found).by_keys.words for found in (keys, more))
    between = text[match.end() : another.start()]
    both = tuple(dict.fromkeys((*keys, *more)))
    keyed = f"{first}{between}{second}"
    words = papers(both) if _JOINED.fullmatch(between) else keyed
    return Reference(match.start(), another.end(), words, both, (*notes, *further), keyed)


def _meant(said: str, talk: Talk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys that `said` means, and notes on where they were counted."""
    turn = _turn(talk, said, max(_needed(said), 1))
    notes = () if turn is talk.last else (f"“{said}” was counted in the answer to “{turn.text}”.",)
    return tuple(dict.fromkeys(turn.works[number] for number in _numbers(said))), notes


def _numbers(said: str) -> list[int]:
    """Places from nought of the works that are meant."""
    several = re.match(rf"the\s+(first|last)\s+({NUMBER})\b", said, re.IGNORECASE)
    if several:
        number = _value(several[2])
        return list(range(number) if several[1].lower() == "first" else range(-number, 0))
    return [-1 if word == "last" else _value(word) - 1 for word in _words(said)]


def _needed(said: str) -> int:
    """How many works an answer must name for all of `said` to be there."""
    several = re.match(rf"the\s+(?:first|last)\s+({NUMBER})\b", said, re.IGNORECASE)
    return _value(several[1]) if several else max(1 if word == "last" else _value(word) for word in _words(said))


def _words(said: str) -> list[str]:
    return [word.lower() for word in _EACH.findall(said)] or re.findall(r"\d+", said)


def _value(word: str) -> int:
    word = word.lower()
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1
    return NUMBERS.get(word) or int(re.sub(r"\D", "", word))


def _turn(talk: Talk, said: str, needed: int) -> Turn:
    """The last turn, or, where it was about one work out of an earlier list, that list."""
    last = talk.with_works(said)
    if 1 <= needed <= len(last.works):
        return last
    if len(last.works) == 1:
        for earlier in reversed(talk.turns[:-1]):
            if last.works[0] in earlier.works and needed <= len(earlier.works):
                return earlier
            if len(earlier.works) > 1:
                break
    count = len(last.works)
    works = "1 work" if count == 1 else f"{count} works"
    missing = f"there is no {_ORDINALS[needed - 1]}" if needed <= len(_ORDINALS) else f"there are not {needed}"
    raise UsageError(f"“{said}” cannot be found: the last answer names {works}; {missing}")
