"""How far a bibliographic question has been read: the request so far, and the words not yet accounted for."""

from dataclasses import dataclass

from assistant.questions.requests import Request

NOUN = (
    r"(?:papers?|works?|stud(?:y|ies)|articles?|publications?|documents?|sources?|references?|entries|entry|items?"
    r"|literature|preprints?|writings?|research)"
)
"""The asker's words for works."""

NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
NUMBER = rf"(?:\d{{1,4}}|{'|'.join(NUMBERS)}|a\s+single|several|multiple)"


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is what remains to be read of a question, `request` what was read already."""

    text: str
    request: Request


def number_in(words: str) -> int:
    """A number in digits or in a word; "several" is two at least."""
    words = words.lower()
    return int(words) if words.isdecimal() else NUMBERS.get(words.split()[-1], 1 if "single" in words else 2)
