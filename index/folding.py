"""Text folded to what names and titles are compared by: lower-case ASCII letters and digits."""

import re

from anyascii import anyascii

_TWO_FOR_ONE = re.compile(r"(?:([aou])e|(a)a)(?=.)")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def ascii_lower(text: str) -> str:
    """`text` transliterated, in lower case."""
    return (text if text.isascii() else anyascii(text)).lower()


def plain(text: str) -> str:
    """`text` as lower-case ASCII letters and digits alone."""
    return _NOT_LETTERS.sub("", ascii_lower(text))


def title_words(title: str) -> list[str]:
    """Words of a title, lower-case ASCII, in order."""
    return [word for word in _NOT_LETTERS.split(ascii_lower(title)) if word]


def spelled_one_way(text: str) -> str:
    """`plain` text in which "Müller" and "Mueller", "Bång" and "Baang" are one."""
    return "".join(unspelled(word) for word in title_words(text))


def unspelled(word: str) -> str:
    """A folded word with the second letter dropped that stands for an umlaut or a ring."""
    return _TWO_FOR_ONE.sub(r"\1\2", word)
