"""Works of an earlier answer named by their place: "the second", "the first two", "the last one"."""

import re

from assistant.questions.referring import AUXILIARY, NUMBER, NUMBERS, SAY, WORK, Reference, papers
from assistant.questions.turns import Talk, Turn
from index.errors import UsageError

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
_BOUNDARY = re.compile(r"[.?!;:,]|\b(?:two|three|both)\b", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|and|or|with|versus|vs\.?)+\s*", re.IGNORECASE)
_EACH = re.compile(_PLACE, re.IGNORECASE)


def place(text: str, talk: Talk) -> Reference | None:
    """The first reference by place; raises UsageError where no answer has works, or not so many."""
    match = _PLACES.search(text) or _NUMBERED.search(text)
    if not match or _BOUNDARY.search(text[: match.start()]):
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
