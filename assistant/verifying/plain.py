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
_WORD = re.compile(rf"[{_UNPARTED}]|[^\W_{_UNPARTED}]+")


def bare(claim: str) -> str:
    """A claim without citation markers, list marks and emphasis, its white space folded."""
    return " ".join(_EMPHASIS.sub("", _BULLET.sub("", _MARKERS.sub("", claim))).split())


def comparable(text: str) -> list[str]:
    """The words and numbers of a text in order, as two writings of one text share them.

    Case, ligatures, hyphenation, dashes, quotation marks and punctuation make no difference.
    """
    folded = unicodedata.normalize("NFKC", normalise(text).text).casefold()
    return _WORD.findall(folded)


def telling(words: list[str]) -> list[str]:
    """Those of some lower-case words that say something, distinct, in order."""
    return [word for word in dict.fromkeys(words) if word not in STOP_WORDS]


def says_little(claim: str) -> bool:
    """Whether a claim only leads in to what follows, "There are several challenges.": there is nothing to bear out."""
    return sum(word not in _GENERAL for word in telling(comparable(claim))) < _FEWEST
