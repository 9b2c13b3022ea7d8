"""A topic as words to look for: stems, and whether a sentence names them together."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.lexical import terms

if TYPE_CHECKING:
    from snowballstemmer.among import BaseStemmer

_WORD = re.compile(r"\w+")
_SLACK = 4
"""Words that may stand between a topic's words in a sentence that names it ("skew between training and serving")."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as asked and the stems of its words, distinct, in order."""

    text: str
    stems: tuple[str, ...]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Porter stem (Porter 1980) of a lower-case word, as the full-text index stems it."""
    return str(_stemmer().stemWord(word))


def make_topic(text: str) -> Topic:
    """The topic of some words; stop words do not count unless there is nothing else."""
    return Topic(text, tuple(dict.fromkeys(stem(term) for term in terms(text))))


def names(topic: Topic, text: str) -> bool:
    """Whether every word of the topic stands in `text`, within a stretch hardly longer than the topic itself."""
    if not topic.stems:
        return False
    wanted = set(topic.stems)
    width = len(topic.stems) + (_SLACK if len(topic.stems) > 1 else 0)
    at: dict[str, int] = {}
    for i, word in enumerate(_WORD.findall(text.lower())):
        found = stem(word)
        if found in wanted:
            at[found] = i
            if len(at) == len(wanted) and i - min(at.values()) < width:
                return True
    return False


def is_english_script(text: str) -> bool:
    """Whether most letters of `text` are Latin: the embedded models were trained on English."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(char < "\u0250" for char in letters) >= len(letters)


@lru_cache(maxsize=1)
def _stemmer() -> "BaseStemmer":
    import snowballstemmer

    return snowballstemmer.stemmer("porter")
