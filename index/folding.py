"""Text folded to what names and titles are compared by: lower-case ASCII letters and digits."""

import re

from anyascii import anyascii

_TWO_FOR_ONE = re.compile(r"(?:([aou])e|(a)a)(?=[a-z0-9])")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[a-z0-9]+")
_SIGNED_WORD = re.compile(r"[a-z0-9]+(?:(?<=[a-z])(?:\+\+|[+#](?![a-z0-9])))?")


def ascii_lower(text: str) -> str:
    """`text` transliterated, in lower case."""
    if text.isascii():
        return text.lower()
    # Letter by letter and in Python, so that only what needs it is given to it.
    return _FOREIGN.sub(lambda match: anyascii(match.group()), text).lower()


def plain(text: str) -> str:
    """`text` as lower-case ASCII letters and digits alone."""
    return _NOT_LETTERS.sub("", ascii_lower(text))


def title_words(title: str) -> list[str]:
    """Words of a title, lower-case ASCII, in order."""
    return _WORD.findall(ascii_lower(title))


def spelled_one_way(text: str) -> str:
    """`plain` text in which "Müller" and "Mueller", "Bång" and "Baang" are one."""
    return _NOT_LETTERS.sub("", unspelled(ascii_lower(text)))


def words_spelled_one_way(text: str) -> list[str]:
    """Words of a title, so spelled."""
    return _WORD.findall(unspelled(ascii_lower(text)))


def signed_words(folded: str) -> list[str]:
    """Words of lower-case ASCII text, in which "c", "c++" and "c#" are three."""
    return _SIGNED_WORD.findall(folded)


def unspelled(folded: str) -> str:
    """Lower-case ASCII text in which the second letter is dropped that stands for an umlaut or a ring."""
    return _TWO_FOR_ONE.sub(r"\1\2", folded)
