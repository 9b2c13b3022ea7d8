"""Words by their stems: what a topic and a sentence are compared by."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from index.lexical import terms

if TYPE_CHECKING:
    from snowballstemmer.among import BaseStemmer

_WORD = re.compile(r"\w+")
_DERIVED = re.compile(
    r"(.{3,}?(?:[ai]bilit|i[sz](?=ation)|at(?=ions?$)|ness|[ae]nc|[eo]r))(?:ies|y|es|s|e|ations?|ions?)?"
)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Porter stem (Porter 1980) of a lower-case word, as the full-text index stems it."""
    return str(_stemmer().stemWord(word))


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words that say something, distinct, in order; of all words where none does."""
    return tuple(dict.fromkeys(stem(term) for term in terms(text)))


def beginning(word: str) -> str:
    """How all forms of a lower-case word begin, where its stem alone is that of another word: those of
    "explainability" with "explainabilit", as "explain" does not; those of "containers" with "container".

    Empty where the stem tells enough.
    """
    derived = _DERIVED.fullmatch(word)
    return derived[1] if derived else ""


def words(text: str) -> list[str]:
    """The words of a text as written, in order."""
    return _WORD.findall(text)


def is_english_script(text: str) -> bool:
    """Whether most letters of `text` are Latin: the embedded models were trained on English."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(char < "\u0250" for char in letters) >= len(letters)


@lru_cache(maxsize=1)
def _stemmer() -> "BaseStemmer":
    import snowballstemmer

    return snowballstemmer.stemmer("porter")
