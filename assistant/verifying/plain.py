"""What a claim says, without its markup, and words as they are compared."""

import re
import unicodedata

from index.lexical import STOP_WORDS
from index.normalise import normalise

_MARKERS = re.compile(r"\s*\[\^?[A-Za-z]?\d+(?:\s*[,;\u2013-]\s*[A-Za-z]?\d+)*\]")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=[\w.])[*_](?!\w)")
_BULLET = re.compile(r"^\s*(?:[-*+\u2022]|\d{1,2}[.)])\s+")
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
"""Words that say something below which a claim says too little to be borne out."""

# Chinese and Japanese do not part their words: each character counts as one.
_UNPARTED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_LETTERS = rf"[{_UNPARTED}]|[^\W_{_UNPARTED}]+"
# A number with all that changes what it says: "<100", "-3.2", "37%"; a hyphen behind a word or a number is no sign.
_NUMBER = (
    r"(?P<compared>[<>\u2264\u2265\u2248~\u00b1]=?)?\s*(?P<sign>(?<![\w)\]%])[-\u2010-\u2013\u2212](?=\.?\d))?\s*"
    r"(?P<number>\.?\d+(?:[.,\u00b7]\d+)*)(?P<percent>\s?(?:%|per\s?cent\b))?"
)
_WORD = re.compile(rf"{_NUMBER}|{_LETTERS}|(?<=\S) ?[<>](?!=?\s*[-\u2212.]?\d)")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


def bare(claim: str) -> str:
    """A claim without citation markers, list marks and emphasis, its white space folded."""
    return " ".join(_EMPHASIS.sub("", _BULLET.sub("", _MARKERS.sub("", claim))).split())


def comparable(text: str) -> list[str]:
    """The words and numbers of a text in order, as two writings of one text share them.

    Case, ligatures, hyphenation, dashes, quotation marks and punctuation make no difference; the sign of a number, what
    it is compared with and its per cent do, and are one word with it.
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
    """Those of some lower-case words that say something, distinct, in order."""
    return [word for word in dict.fromkeys(words) if word not in STOP_WORDS]


def says_little(claim: str) -> bool:
    """Whether a claim only leads in to what follows, "There are several challenges.": there is nothing to bear out."""
    return sum(word not in _GENERAL for word in telling(comparable(claim))) < _FEWEST
