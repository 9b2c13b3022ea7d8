"""Find a claim word for word in a passage, unless the rest of the sentence denies or doubts it."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from assistant.verifying.direction import opposites
from index.text.normalise import normalise
from index.text.words import STOP_WORDS

LEAST = 4
"""Words of a match: fewer can be anywhere; a guess."""

# “drift is common”
_QUOTED = re.compile(
    '["\u201c\u201d\u201e\u201f\u00ab\u00bb]([^"\u201c\u201d\u201e\u201f\u00ab\u00bb]+)["\u201c\u201d\u201e\u00ab\u00bb]'
)
_END = re.compile("[.!?:;\u2026][\"'\u2019\u201d)\\]\u00bb]*(?:\\s+|$)|[\u3002\uff01\uff1f]")
# "might", "suggests", "hypothesised"
_DOUBTS = re.compile(
    r"few|little|if|unless|until|whether|except|only|provided|assuming|contrary|would|could|should|may|might|perhaps"
    r"|possibly|\w*apparent(?:ly)?|unclear|unknown|untrue|false(?:ly)?|wrong(?:ly)?|mistaken(?:ly)?|myth|fallacy|doubt\w*"
    r"|hypothes\w+|suppos\w+|assum\w+|specul\w+|suspect\w*|alleg\w+|claim(?:s|ed|ing)?|belie\w+|argu(?:e|es|ed|ing)"
    r"|suggest(?:s|ed|ing)?|propos(?:e|es|ed)|expect\w*|refut\w+|disprov\w+|reject\w*|disput\w+|question\w*|contend\w*"
)
"""Words of doubt, condition or attribution; those of denial are in the table of opposites."""

_NEARLY = frozenset({"nearly", "almost", "barely"})
_LIMITS = frozenset({"than", "least", "most", "under", "over", "below", "above", "to"})


def stands_in(claim: str, sentences: Sequence[str]) -> range | None:
    """The indices of the neighbouring sentences that contain a claim, or a quotation with all its words, word for word.

    None if there are none, if a sentence ends within the claim but not within its wording, and if the rest of a
    sentence denies, doubts, conditions or attributes.
    """
    parts = [comparable(sentence) for sentence in sentences]
    passage = [word for words in parts for word in words]
    ends = list(accumulate(map(len, parts)))
    for words, own_ends in _wordings(claim):
        for start in _runs(words, passage):
            stop = start + len(words)
            held = range(bisect_right(ends, start), bisect_right(ends, stop - 1) + 1)
            inner = {ends[i] - start for i in held[:-1]}
            first, last = ends[held[0]] - len(parts[held[0]]), ends[held[-1]]
            rest = [*passage[first:start], *passage[stop:last]]
            limited = start > first and _is_limited(passage[start - 1], words[0])
            if inner <= own_ends and not limited and not any(map(_takes_back, rest)):
                return held
    return None


def _wordings(claim: str) -> list[tuple[list[str], set[int]]]:
    """The words of the claim, and of quotations with all its content, with the positions where a sentence may end."""
    content = set(telling(comparable(claim)))
    quoted = [quotation for quotation in _QUOTED.findall(claim) if content <= set(comparable(quotation))]
    parts = [[comparable(part) for part in _END.split(text)] for text in (claim, *quoted)]
    return [([word for part in each for word in part], set(accumulate(map(len, each)))) for each in parts]


def _runs(words: Sequence[str], passage: Sequence[str]) -> Iterator[int]:
    """The positions of the words in a row in the passage."""
    if len(words) >= LEAST:
        for start in range(len(passage) - len(words) + 1):
            if passage[start] == words[0] and passage[start : start + len(words)] == words:
                yield start


def _is_limited(before: str, first: str) -> bool:
    """True if the word before a claim changes its first word: "nearly all", "more than 5"."""
    return before in _NEARLY or (before in _LIMITS and first[0].isdigit())


def _takes_back(word: str) -> bool:
    """True if a word in the rest of a sentence may deny or doubt the claim."""
    return _DOUBTS.fullmatch(word) is not None or opposites().denies(word)


# A list's bullet or number, citation markers such as " [1][P2]" or "[2, 3]", emphasis as in "**bold**" and "_it_"
_MARKUP = re.compile(
    r"^\s*(?:[-*+\u2022]|\d{1,2}[.)])\s+|\s*\[\^?[A-Za-z]?\d+(?:\s*[,;\u2013-]\s*[A-Za-z]?\d+)*\]"
    r"|\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=[\w.])[*_](?!\w)"
)
_GENERAL = frozenset(
    re.findall(
        r"\w+",
        """approach approaches aspect aspects case cases challenge challenges different discuss discussed discusses
        exist exists factor factors following important include includes issue issues key kind kinds main many multiple
        number paper papers passage passages point points problem problems several show shown shows study studies
        thing things topic topics type types various way ways""",
    )
)
_FEWEST = 3
"""Content words below which a claim says too little to be checked; a guess."""

# Chinese and Japanese have no spaces: each character counts as a word.
_UNPARTED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_LETTERS = rf"[{_UNPARTED}]|[^\W_{_UNPARTED}]+"
# A number with all that changes what it says: "<100", "-3.2", "37%"; a hyphen behind a word or a number is not a sign.
_NUMBER = (
    r"(?P<compared>[<>\u2264\u2265\u2248~\u00b1]=?)?\s*(?P<sign>(?<![\w)\]%])[-\u2010-\u2013\u2212](?=\.?\d))?\s*"
    r"(?P<number>\.?\d+(?:[.,\u00b7]\d+)*)(?P<percent>\s?(?:%|per\s?cent\b))?"
)
_WORD = re.compile(rf"{_NUMBER}|{_LETTERS}|(?<=\S) ?[<>](?!=?\s*[-\u2212.]?\d)")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


def bare(claim: str) -> str:
    """A claim without citation markers, list marks and emphasis, its white space folded."""
    return " ".join(_MARKUP.sub("", claim).split())


def comparable(text: str) -> list[str]:
    """The words and numbers of a text in order, normalised for comparison.

    Ignores case, ligatures, hyphenation, dashes, quotation marks and punctuation; the sign, comparison and per cent of
    a number are part of its word.
    """
    folded = unicodedata.normalize("NFKC", normalise(text).text).casefold()
    return [_written(match) for match in _WORD.finditer(folded)]


def _written(match: re.Match[str]) -> str:
    if not match["number"]:
        return match.group().strip()
    compared = (match["compared"] or "").replace("\u2264", "<=").replace("\u2265", ">=")
    number = _THOUSANDS.sub("", match["number"]).replace("\u00b7", ".")
    return "".join(
        (compared, "-" * bool(match["sign"]), "0" * number.startswith("."), number, "%" * bool(match["percent"]))
    )


def telling(words: list[str]) -> list[str]:
    """The distinct lower-case words that are not stop words, in order."""
    return [word for word in dict.fromkeys(words) if word not in STOP_WORDS]


def says_little(claim: str) -> bool:
    """True if a claim only introduces others, such as "There are several challenges."."""
    return sum(word not in _GENERAL for word in telling(comparable(claim))) < _FEWEST
