"""Words in one spelling: what is British and American, or misread by a scanner, is one word and no slip."""

import re

_IZE = re.compile(r"(?<=[a-z]{4})([iy])s(?=(?:e|ed|es|er|ers|ing|ation|ations)$)")
_OR = re.compile(r"(?<=[a-z]{3})our(?=(?:s|al|able|ed|ing)?$)")
_CENTRE = re.compile(r"^centre(?=s?$)")
_MISREAD = re.compile(r"(?<=[a-z])[015](?=[a-z])")
_AS_LETTERS = str.maketrans("015", "ols")


def in_one_spelling(word: str) -> str:
    """A lower-case ASCII word: "operationalisation" and "operationalization", "c1assification" and the word it is."""
    word = _OR.sub("or", _IZE.sub(r"\1z", without_digits(word)))
    return _CENTRE.sub("center", word)


def read_rightly(word: str) -> str:
    """What a scanner mistakes undone in one direction: digits among letters, "rn" and "m"."""
    return without_digits(word).replace("rn", "m")


def without_digits(word: str) -> str:
    """Digits between letters as the letters they were read for."""
    return _MISREAD.sub(lambda match: match.group().translate(_AS_LETTERS), word)
