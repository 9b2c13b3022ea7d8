"""Sentences as evidence: for a topic, or as an answer with a score; which of them may be quoted as an answer."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log

from index.entries import FoundPassage
from index.search import Search
from index.sources import Evidence
from index.text.passages import Sentence
from index.text.words import STOP_WORDS, plain, words


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence with its passage."""

    passage: FoundPassage
    sentence: Sentence

    @property
    def place(self) -> tuple[str, int, int, int]:
        """Source, page and offsets: passages overlap, and a sentence counts once."""
        return self.passage.source, self.passage.page or 0, self.sentence.start, self.sentence.end


def sentences_of(passages: Iterable[FoundPassage]) -> list[Shown]:
    """The distinct sentences of some passages."""
    shown = [Shown(passage, sentence) for passage in passages for sentence in passage.sentences]
    return list({sentence.place: sentence for sentence in shown}.values())


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with its passage and score, 0..1; `names`: it names the bare topic that is the whole question,
    or has its quoted phrases.

    `introduction`: the line above the list whose item it is.
    """

    passage: FoundPassage
    sentence: Sentence
    score: float
    names: bool = False
    introduction: Sentence | None = None


def best_sentences(search: Search, query: str, sentences: Sequence[Shown]) -> tuple[Shown, ...]:
    """Rank sentences with the cross-encoder, best first; without one, keep their order."""
    if search.reranker is None or len(sentences) < 2:
        return tuple(sentences)
    scores = search.reranker.score(query, [shown.sentence.text for shown in sentences])
    return tuple(sentences[int(i)] for i in (-scores).argsort(kind="stable"))


# Which sentences may be quoted as an answer.

_FEWEST_WORDS = 4
"""Words of a quote, unless it is a line of the researcher's own notes, or names a bare topic. A guess."""
# "Keywords", "Author Keywords", "Index Terms", "CCS Concepts"
_NO_TEXT = re.compile(r"(?:\w+ )?(?:key ?words|index terms|descriptors|ccs concepts|subject headings)\b", re.IGNORECASE)
# "© 2024 The Authors.", "Copyright 2021 by", "All rights reserved."
_COPYRIGHT = re.compile(r"\W*(?:©|\(c\)\s*\d{4}|copyright\b)|.*\ball rights reserved\W*$", re.IGNORECASE)
# "The topics discussed include: a survey of ...; on ...", as databases write of a volume
_TALKS = re.compile(r"the proceedings contain|the topics discussed include|the special focus in this", re.IGNORECASE)
# "Deep learning; Machining; Tool wear"
_LISTED = re.compile(r"[^;.]{2,60}(?:;\s*[^;.]{2,60}){3,}\.?")
_LISTED_WORDS = 4.0
"""Words of a keyword, on average at most. A guess."""
_BEGINS = re.compile(r"[^\W_a-z]|[\"“‘'(\[•–-]")
_ENDS = re.compile(r"[.!?…][\"”’'»)\]]*\s?\d{0,3}$")
_LETTERS = 0.7
"""Share of letters and spaces in a sentence of a page, less in formulas and in letters that a font garbles. A guess."""
_PRINTED = (Evidence.PAPER, Evidence.OCR)


def may_be_quoted(passage: FoundPassage, sentence: Sentence) -> bool:
    """True for a whole sentence of the text, or an item of a list, that can be an answer by itself.

    Not keywords, a title or heading, the line above a list, a copyright line, the talks of a volume, part of a sentence
    that a page cuts in two, or a formula.
    """
    text = sentence.text
    if passage.evidence is Evidence.TITLE or _NO_TEXT.match((passage.section or "").rpartition(" > ")[2]):
        return False
    if text.endswith(":") or _COPYRIGHT.match(text) or _TALKS.search(text) or _is_heading(passage, text):
        return False
    if _LISTED.fullmatch(text) and len(text.split()) <= _LISTED_WORDS * len(text.split(";")):
        return False
    if passage.page is None or passage.evidence not in _PRINTED:
        return True
    letters = sum(char.isalpha() or char == " " for char in text)
    return bool(_BEGINS.match(text) and _ENDS.search(text)) and letters >= _LETTERS * len(text)


def is_long_enough(passage: FoundPassage, sentence: Sentence) -> bool:
    """True if a sentence has enough words to say something: few are enough in the researcher's own notes."""
    if passage.evidence in (Evidence.SUMMARY, Evidence.YOUR_MARK):
        return any(word.lower() not in STOP_WORDS for word in words(sentence.text))
    return len(sentence.text.split()) >= _FEWEST_WORDS


def _is_heading(passage: FoundPassage, text: str) -> bool:
    """True if a text is the title of the work, or the name of its section."""
    letters = plain(text)
    return len(letters) > len(plain(passage.header)) / 2 and letters in plain(passage.header)


_ITEM = re.compile(r"\W*(?:[•–*-]|\(?[0-9ivx]{1,4}[.)])\s")
_MOST_ITEMS = 12
"""Items of a list above the one whose introduction is looked for. A guess."""


def introduction(passage: FoundPassage, sentence: Sentence) -> Sentence | None:
    """The line that introduces the list whose item a sentence is ("The issues are:"), if the passage has it."""
    place = next((i for i, other in enumerate(passage.sentences) if other.start == sentence.start), 0)
    begins_line = _line_starts(passage)
    for i in range(place, max(place - _MOST_ITEMS, 0), -1):
        above = passage.sentences[i - 1]
        if not (begins_line[i] or _ITEM.match(passage.sentences[i].text)):
            return None
        if above.text.endswith(":"):
            return above
    return None


def _line_starts(passage: FoundPassage) -> list[bool]:
    """For each sentence, whether it begins a paragraph or an item in its passage."""
    starts: list[bool] = []
    place = 0
    for sentence in passage.sentences:
        place = passage.text.find(sentence.text, place)
        starts.append(place <= 0 or passage.text[place - 1] == "\n")
        place += len(sentence.text)
    return starts


_SMALLEST = 1e-5  # keeps log-odds finite; the models were fitted with it
UNREAD = log(_SMALLEST)
"""The log-odds of a sentence that the cross-encoder rejects or has not read."""

Progress = Callable[[int, int], None]
"""Called with the number of works done and the total."""


def log_odds(probability: float) -> float:
    """log(p / (1 - p)), finite also for 0 and 1."""
    return log((probability + _SMALLEST) / (1 - probability + _SMALLEST))
