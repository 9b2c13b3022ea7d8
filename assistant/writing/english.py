"""Telling whether a text is English, which is what the check of sentences reads."""

import re

from index.lexical import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 8
"""Words below which a text is taken for English."""
_SHARE = 0.18
"""Share of words that are English function words: in English prose two fifths, in that of its neighbours a tenth."""


def is_english(text: str) -> bool:
    """Whether a text has as many of the language's small words as English has; a short one is taken for English."""
    words = _WORD.findall(text.lower())
    letters = [letter for letter in text if letter.isalpha()]
    if sum(letter.isascii() for letter in letters) < len(letters) / 2:
        return False
    return len(words) < _FEWEST or sum(word in STOP_WORDS for word in words) >= _SHARE * len(words)
