"""Compare numbers in texts: "37%" equals "37 percent" and "0.37", "three" equals "3"."""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from assistant.questions.phrases import NUMBER_WORDS
from assistant.verifying.verbatim import comparable
from index.text.words import STOP_WORDS, stem

_TEENS = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_UNITS = NUMBER_WORDS | {word: number for number, word in enumerate(_TEENS.split(), 11)}
_TO_NINETY = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * tens for tens, word in enumerate(_TO_NINETY.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "k": 1000, "m": 10**6, "bn": 10**9}
_SMALL = "|".join([*_UNITS, *_TENS])
# "three", "twenty-five", "ten thousand", "two" of "twofold"
_SPELT = re.compile(
    rf"\b({_SMALL})(?:[\s-]({_SMALL}))?(?:[\s-](hundred|thousand|million|billion))?(?=\b|fold)", re.IGNORECASE
)
_TIMES = {"twice": 2, "doubled": 2, "doubles": 2, "thrice": 3, "tripled": 3, "triples": 3}
_TIMES_WORD = re.compile(rf"\b({'|'.join(_TIMES)})\b", re.IGNORECASE)
_WRITTEN = frozenset({"percent", *_UNITS, *_TENS, *_SCALES, *_TIMES} - {"one"})
# "37", "1,200.5", ".37", "8M", "1.5 million", "37 %", "10ms", "2-fold". Digits after a letter, with or without a
# hyphen, are part of a name: "p53", "GPT-4".
_DIGITS = re.compile(
    r"(?<![\w.])(?<![^\W\d_][-\u2010\u2011])"
    r"(?P<number>\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:[.\u00b7]\d+)?|\d+(?:[.\u00b7]\d+)?|\.\d+)"
    r"(?:(?P<scale>[\s-]?(?:hundred|thousand|million|billion)|k|(?-i:M)|bn)(?!\w))?"
    r"(?P<percent>\s?(?:%|\uff05|percent\b|per\s?cent\b|percentage\s+points?\b))?"
    r"(?=(?:fold|x|[mn\u03bc\u00b5]?s|min|h|[kmgt]b|[kmg]?hz|[k\u03bc\u00b5m]?g|m?l|[kcmn]?m)\b|(?!\w))",
    re.IGNORECASE,
)
# Between the numbers of one row: "20 to 37%", "20, 30 and 37 %"
_JOINS = re.compile(
    r"\s*(?:-|\u2013|\u2014|\u2212|to|and|or|,|,\s*and|,\s*or|/|vs\.?|versus|\u00b1|\()\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number in a text, with its share of 1 if it is a percentage.

    `either`: it may also be a plain number, such as the 20 of "20 to 37%", or percentage points.
    """

    value: Decimal
    share: Decimal | None = None
    either: bool = False


def quantities(text: str) -> frozenset[Decimal]:
    """The numbers in a text, a percentage as its share of 1; without those in names."""
    return frozenset(number.value if number.share is None else number.share for number in _numbers(text))


def is_number(word: str) -> bool:
    """True if a lower-case word is a number or "percent"."""
    return word.isdecimal() or word in _WRITTEN


def missing(claim: str, text: str) -> frozenset[Decimal]:
    """The numbers of a claim that a text does not have."""
    either = {number.value for number in _numbers(text) if number.either}
    return quantities(claim) - quantities(text) - either


_NAMED_WITHIN, _NAMING = 4, 2
"""Of the four words after a number, the first two with content name the thing: "52% of the apple blossoms"."""


def belongs_elsewhere(claim: str, sentence: str) -> bool:
    """True if a number of a claim belongs to something else in a sentence.

    "37% of the pears died" has another number than "52% of the pears died", "52% of the apples died" another thing.
    """
    stated = quantities(sentence)
    if missing(claim, sentence) and stated - quantities(claim):
        return True
    words, roots = comparable(claim), {stem(word) for word in comparable(sentence)}
    for i, word in enumerate(words):
        if word[0].isdigit() and quantities(word) & stated:
            after = [each for each in words[i + 1 : i + 1 + _NAMED_WITHIN] if each not in STOP_WORDS]
            named = [each for each in after if not (is_number(each) or each[0].isdigit())]
            if any(stem(each) not in roots for each in named[:_NAMING]):
                return True
    return False


def _numbers(text: str) -> list[_Number]:
    """All numbers; if the last of a row is a percentage, all are."""
    matches = list(_DIGITS.finditer(text))
    numbers = [_Number(value) for value in _spelt(text)]
    percent = False
    for i in range(len(matches) - 1, -1, -1):
        match = matches[i]
        own = match["percent"] or ""
        joined = i + 1 < len(matches) and _JOINS.fullmatch(text, match.end(), matches[i + 1].start()) is not None
        percent = bool(own) or (percent and joined)
        digits = re.sub("[,\u202f\u00a0]", "", match["number"]).replace("\u00b7", ".")
        value = Decimal(digits) * _SCALES.get((match["scale"] or "").strip(" -").lower(), 1)
        share = (value / 100).normalize() if percent else None
        numbers.append(_Number(value.normalize(), share, percent and (not own or "point" in own.lower())))
    return numbers


def _spelt(text: str) -> list[Decimal]:
    values = [Decimal(_TIMES[word.lower()]) for word in _TIMES_WORD.findall(text)]
    for match in _SPELT.finditer(text):
        first, second, scale = (part and part.lower() for part in match.groups())
        if first == "one" and not scale:
            continue  # mostly not a number: "the one that"
        value = _TENS.get(first) or _UNITS[first]
        if second:
            value += _UNITS.get(second) or _TENS[second]
        values.append(Decimal(value * (_SCALES[scale] if scale else 1)).normalize())
    return values


# "<100", "at most 5", "more than 1,200", "-3.2"
_NUMBER = re.compile(
    r"(?:(?P<below><=?|\u2264|\b(?:less|fewer|lower|smaller|shorter|faster) than"
    r"|\b(?:under|below|within|at most|up to))"
    r"|(?P<above>>=?|\u2265|\b(?:more|greater|higher|larger|longer|slower) than|\b(?:over|above|at least|exceed\w*)))?"
    r"\s*(?P<sign>(?<![\w)\]%])(?:[-\u2010-\u2013\u2212](?=\.?\d)|\+\s?))?"
    r"(?<![\w.])(?P<number>\d+(?:[.,]\d+)*)",
    re.IGNORECASE,
)


def has_other_side(claim: str, text: str) -> bool:
    """True if a claim bounds a number on the other side, or gives it another sign, than the text everywhere."""
    sides = _sides(text)
    return any(own.isdisjoint(sides[key]) for key, own in _sides(claim).items() if key in sides)


def _sides(text: str) -> dict[tuple[str, Decimal], set[bool]]:
    """For each bounded number whether it is an upper bound, for each signed one whether it is negative."""
    sides: dict[tuple[str, Decimal], set[bool]] = defaultdict(set)
    for match in _NUMBER.finditer(text):
        digits = re.sub(r",(?=\d{3}(?!\d))", "", match["number"])
        if not re.fullmatch(r"\d+(?:\.\d+)?", digits):
            continue
        if match["below"] or match["above"]:
            sides["bound", Decimal(digits)].add(bool(match["below"]))
        if match["sign"]:
            sides["sign", Decimal(digits)].add("+" not in match["sign"])
    return sides
