"""Comparing words: which function to use when.

- `plain` and `title_words`: letters and digits in lower-case ASCII, joined or as words; for keys and exact comparison.
- `spelled_one_way` and `words_spelled_one_way`: the same, with "Müller" equal to "Mueller"; for names and titles that
  people type. `signed_words` distinguishes "C", "C++" and "C#", for titles of works.
- `in_one_spelling`: British and American spelling are equal; `read_rightly`: undoes a scanner's mistakes.
- `stem` and `stems`: inflected forms are equal, as in the full-text index; for topics and sentences.
- `SMALL_WORDS`: articles, conjunctions and prepositions, which do not identify a title or venue. `STOP_WORDS`: those
  and all others that say nothing about a topic; `terms` drops them.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from snowballstemmer.among import BaseStemmer

# The "ue" of "Mueller", the "aa" of "Baang"
_TWO_FOR_ONE = re.compile(r"(?:([aou])e|(a)a)(?=[a-z0-9])")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[a-z0-9]+")
# "c++", "c#", "drift"
_SIGNED_WORD = re.compile(r"[a-z0-9]+(?:(?<=[a-z])(?:\+\+|[+#](?![a-z0-9])))?")


# Hebrew, Arabic, Syriac, Thaana, N'Ko, and their presentation forms
RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
"""Scripts that are read from right to left, as a range of a regular expression."""
_RIGHT_TO_LEFT = re.compile(f"[{RIGHT_TO_LEFT}]")


def is_right_to_left(text: str) -> bool:
    """Whether most letters of a text are read from right to left."""
    if text.isascii():
        return False
    return 2 * len(_RIGHT_TO_LEFT.findall(text)) > sum(map(str.isalpha, text))


def ascii_lower(text: str) -> str:
    """`text` transliterated to lower-case ASCII."""
    if text.isascii():
        return text.lower()
    # anyascii is slow Python, so it only gets the characters that need it.
    return _FOREIGN.sub(lambda match: anyascii(match.group()), text).lower()


def plain(text: str) -> str:
    """Only the letters and digits of `text`, in lower-case ASCII."""
    return _NOT_LETTERS.sub("", ascii_lower(text))


def title_words(title: str) -> list[str]:
    """The words of a title in lower-case ASCII."""
    return _WORD.findall(ascii_lower(title))


def spelled_one_way(text: str) -> str:
    """`plain` text, equal for "Müller" and "Mueller", "Bång" and "Baang"."""
    return _NOT_LETTERS.sub("", unspelled(ascii_lower(text)))


def words_spelled_one_way(text: str) -> list[str]:
    """The words of a title, spelled as by `spelled_one_way`."""
    return _WORD.findall(unspelled(ascii_lower(text)))


def signed_words(folded: str) -> list[str]:
    """The words of lower-case ASCII text; "c", "c++" and "c#" are different words."""
    return _SIGNED_WORD.findall(folded)


def unspelled(folded: str) -> str:
    """Lower-case ASCII text without the second letter of a transcribed umlaut or ring ("mueller" -> "muller")."""
    return _TWO_FOR_ONE.sub(r"\1\2", folded)


# One spelling for British and American words, and for words misread by a scanner.

# "organise", "analysing"; "behaviour"; "centres"
_IZE = re.compile(r"(?<=[a-z]{4})([iy])s(?=(?:e|ed|es|er|ers|ing|ation|ations)$)")
_OR = re.compile(r"(?<=[a-z]{3})our(?=(?:s|al|able|ed|ing)?$)")
_CENTRE = re.compile(r"^centre(?=s?$)")
_MISREAD = re.compile(r"(?<=[a-z])[015](?=[a-z])")
_AS_LETTERS = str.maketrans("015", "ols")


def in_one_spelling(word: str) -> str:
    """One spelling of a lower-case ASCII word: "operationalisation" -> "operationalization", "c1ass" -> "class"."""
    word = _OR.sub("or", _IZE.sub(r"\1z", without_digits(word)))
    return _CENTRE.sub("center", word)


def read_rightly(word: str) -> str:
    """A word with a scanner's mistakes undone in one direction: digits among letters, "rn" for "m"."""
    return without_digits(word).replace("rn", "m")


def without_digits(word: str) -> str:
    """A word with digits between letters replaced by similar letters: "c1ass" -> "class"."""
    return _MISREAD.sub(lambda match: match.group().translate(_AS_LETTERS), word)


# Stems, for comparing topics with sentences.

ANY_WORD = re.compile(r"\w+")
# "explainability", "containers", "organisation"
_DERIVED = re.compile(
    r"(.{3,}?(?:[ai]bilit|i[sz](?=ation)|at(?=ions?$)|ness|[ae]nc|[eo]r))(?:ies|y|es|s|e|ations?|ions?)?"
)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Porter stem (Porter 1980) of a lower-case word, as the full-text index stems it."""
    return str(_stemmer().stemWord(word))


def stems(text: str) -> tuple[str, ...]:
    """The distinct stems of the `terms` of a text, in order."""
    return tuple(dict.fromkeys(stem(term) for term in terms(text)))


def beginning(word: str) -> str:
    """The beginning of all forms of a lower-case word whose stem is that of another word, else "".

    "explainabilit" for "explainability" (the stem is that of "explain"), "container" for "containers".
    """
    derived = _DERIVED.fullmatch(word)
    return derived[1] if derived else ""


def words(text: str) -> list[str]:
    """The words of a text as written."""
    return ANY_WORD.findall(text)


def is_english_script(text: str) -> bool:
    """Whether at least half the letters of `text` are Latin; the models were trained on English."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(char < "\u0250" for char in letters) >= len(letters)


# Thai, Lao, Burmese, Khmer, and the scripts of China and Japan.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def unspaced_words(text: str) -> tuple[str, ...]:
    """The words of a text in a script without spaces between words, where they are found within longer runs of
    letters; empty for other scripts."""
    return tuple(words(text)) if _UNSPACED.search(text) else ()


@lru_cache(maxsize=1)
def _stemmer() -> "BaseStemmer":
    import snowballstemmer

    return snowballstemmer.stemmer("porter")


ARTICLES = frozenset({"a", "an", "the", "and"})
"""Includes "and", which replaces a comma or "&" in titles."""
SMALL_WORDS = ARTICLES | frozenset(["of", "on", "in", "for", "to", "or", "at", "by", "from", "with", "is", "are"])
STOP_WORDS = SMALL_WORDS | frozenset(
    re.findall(
        r"\w+",
        """about across all also among any as be been between both but can could did do does during had has have how i
        if into it its me more most my no not other others our over per should so some such than that their them then
        there these they this those toward towards under us using versus via vs was we were what when where which while
        who whom whose why will within would you your""",
    )
)
ORDINAL_WORDS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), start=1
    )
}


def terms(query: str) -> list[str]:
    """The distinct lower-case words of a query without stop words, in order; all words if all are stop words."""
    words = list(dict.fromkeys(word.lower() for word in ANY_WORD.findall(query)))
    return [word for word in words if word not in STOP_WORDS] or words


def plural(number: int, singular: str, plural_form: str) -> str:
    """The form of a word for a number: `singular` ("is") for 1, else `plural_form` ("are")."""
    return singular if number == 1 else plural_form


_KEEP_THEIR_E = ("caches", "niches")


def singular(word: str) -> str:
    """A lower-case word without a plural ending: "study" of "studies", "approach" of "approaches"; "analysis" stays."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("yses", "heses")):
        return f"{word[:-2]}is"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")) and not word.endswith(_KEEP_THEIR_E):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


_LONGEST_QUOTED = 90
"""Characters of a title that a message quotes (a guess)."""


def quoted(text: str) -> str:
    """The text in quotes, white space folded, cut to 90 characters; a year gets no quotes."""
    text = " ".join(text.split())
    if text.isdecimal():
        return text
    return f"“{text if len(text) <= _LONGEST_QUOTED else text[: _LONGEST_QUOTED - 1].rstrip() + '…'}”"
