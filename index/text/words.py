"""Words, as they are compared: which function to use when.

- `plain` and `title_words`: letters and digits in lower-case ASCII, joined or apart; for keys and exact comparison.
- `spelled_one_way` and `words_spelled_one_way`: the same with "Müller" and "Mueller" as one; for names and titles that
  people type. `signed_words` keeps "C", "C++" and "C#" three, for titles of works.
- `in_one_spelling`: British and American spelling as one; `read_rightly`: what a scanner mistakes undone.
- `stem` and `stems`: inflected forms as one, as the full-text index has them; for topics and sentences.
- `SMALL_WORDS`: articles, conjunctions and prepositions, which no title or venue is known by. `STOP_WORDS`: those and
  all others that say nothing of a topic; `terms` leaves them out.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from snowballstemmer.among import BaseStemmer

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


# Words in one spelling: what is British and American, or misread by a scanner, is one word and no slip.

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


# Words by their stems: what a topic and a sentence are compared by.

ANY_WORD = re.compile(r"\w+")
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
    return ANY_WORD.findall(text)


def is_english_script(text: str) -> bool:
    """Whether most letters of `text` are Latin: the embedded models were trained on English."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(char < "\u0250" for char in letters) >= len(letters)


@lru_cache(maxsize=1)
def _stemmer() -> "BaseStemmer":
    import snowballstemmer

    return snowballstemmer.stemmer("porter")


ARTICLES = frozenset({"a", "an", "the", "and"})
"""With "and", which stands for a comma or "&" in titles."""
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
    """The distinct words of a query that say something, lower case, in order; all words where none does."""
    words = list(dict.fromkeys(word.lower() for word in ANY_WORD.findall(query)))
    return [word for word in words if word not in STOP_WORDS] or words


def plural(number: int, one: str, many: str) -> str:
    """The form of a word that goes with a number: `one` ("is") with 1, `many` ("are") with any other."""
    return one if number == 1 else many
