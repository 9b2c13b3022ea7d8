"""Numbers, as far as two ways of writing one are the same: "37%" is "37 percent" and "0.37", "three" is "3"."""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

_TO_NINETEEN = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen"""
_UNITS = {word: number for number, word in enumerate(_TO_NINETEEN.split(), 2)}
_TO_NINETY = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * tens for tens, word in enumerate(_TO_NINETY.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "k": 1000, "m": 10**6, "bn": 10**9}
_SMALL = "|".join(["one", *_UNITS, *_TENS])
_SPELT = re.compile(
    rf"\b({_SMALL})(?:[\s-]({_SMALL}))?(?:[\s-](hundred|thousand|million|billion))?(?=\b|fold)", re.IGNORECASE
)
_TIMES = {"twice": 2, "doubled": 2, "doubles": 2, "thrice": 3, "tripled": 3, "triples": 3}
_TIMES_WORD = re.compile(rf"\b({'|'.join(_TIMES)})\b", re.IGNORECASE)
_NUMBER_WORDS = frozenset({"percent", *_UNITS, *_TENS, *_SCALES, *_TIMES})
# What follows a letter, with or without a hyphen, is part of a name: "p53", "GPT-4".
_DIGITS = re.compile(
    r"(?<![\w.])(?<![^\W\d_][-\u2010\u2011])"
    r"(?P<number>\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:[.\u00b7]\d+)?|\d+(?:[.\u00b7]\d+)?|\.\d+)"
    r"(?:(?P<scale>[\s-]?(?:hundred|thousand|million|billion)|k|(?-i:M)|bn)(?!\w))?"
    r"(?P<percent>\s?(?:%|\uff05|percent\b|per\s?cent\b|percentage\s+points?\b))?"
    r"(?=(?:fold|x|[mn\u03bc\u00b5]?s|min|h|[kmgt]b|[kmg]?hz|[k\u03bc\u00b5m]?g|m?l|[kcmn]?m)\b|(?!\w))",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"\s*(?:-|\u2013|\u2014|\u2212|to|and|or|,|,\s*and|,\s*or|/|vs\.?|versus|\u00b1|\()\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that is written somewhere, with its share of 1 where it is a percentage.

    `either` says that it may be plain as well: of "20 to 37%" the 20, and what is told in percentage points.
    """

    value: Decimal
    share: Decimal | None = None
    either: bool = False


def quantities(text: str) -> frozenset[Decimal]:
    """The numbers that a text states; a percentage as its share of 1. Those that are part of a name are none."""
    return frozenset(one.value if one.share is None else one.share for one in _stated(text))


def stated(text: str) -> frozenset[Decimal]:
    """All that a passage may be cited for: of "20 to 37%" the 20, too, as a percentage and as a plain number."""
    return quantities(text) | {one.value for one in _stated(text) if one.either}


def is_number(word: str) -> bool:
    """Whether a lower-case word is a number, or what makes one a percentage."""
    return word.isdecimal() or word in _NUMBER_WORDS


def missing(claim: str, text: str) -> frozenset[Decimal]:
    """The numbers of a claim that a text does not state."""
    return quantities(claim) - stated(text)


def _stated(text: str) -> list[_Number]:
    """Each number; the last one of a row tells whether all are percentages."""
    matches = list(_DIGITS.finditer(text))
    found: list[_Number] = []
    percent = False
    for i in range(len(matches) - 1, -1, -1):
        match = matches[i]
        own = match["percent"] or ""
        joined = i + 1 < len(matches) and _JOINS.fullmatch(text, match.end(), matches[i + 1].start()) is not None
        percent = bool(own) or (percent and joined)
        value = _value(match)
        found.append(
            _Number(value, _plain(value / 100), not own or "point" in own.lower()) if percent else _Number(value)
        )
    return found + [_Number(value) for value in _spelt(text)]


def _value(match: re.Match[str]) -> Decimal:
    number = re.sub("[,\u202f\u00a0]", "", match["number"]).replace("\u00b7", ".")
    return _plain(Decimal(number) * _SCALES.get((match["scale"] or "").strip(" -").lower(), 1))


def _plain(value: Decimal) -> Decimal:
    return value.normalize()


def _spelt(text: str) -> list[Decimal]:
    found = [Decimal(_TIMES[word.lower()]) for word in _TIMES_WORD.findall(text)]
    for match in _SPELT.finditer(text):
        first, second, scale = (part and part.lower() for part in match.groups())
        if first == "one" and not scale:
            continue  # mostly no number: "the one that"
        value = _TENS.get(first) or _UNITS.get(first) or 1
        if second:
            value += _UNITS.get(second) or _TENS.get(second) or 1
        found.append(_plain(Decimal(value * (_SCALES[scale] if scale else 1))))
    return found


# On which side of its numbers a claim is: more than 100 is not less than 100, +3.2 not -3.2.

_NUMBER = re.compile(
    r"(?:(?P<below><=?|\u2264|\b(?:less|fewer|lower|smaller|shorter|faster) than"
    r"|\b(?:under|below|within|at most|up to))"
    r"|(?P<above>>=?|\u2265|\b(?:more|greater|higher|larger|longer|slower) than|\b(?:over|above|at least|exceed\w*)))?"
    r"\s*(?P<sign>(?<![\w)\]%])(?:[-\u2010-\u2013\u2212](?=\.?\d)|\+\s?))?"
    r"(?<![\w.])(?P<number>\d+(?:[.,]\d+)*)",
    re.IGNORECASE,
)


def has_other_side(claim: str, text: str) -> bool:
    """Whether a claim is on the other side of a number, or gives it another sign, than wherever a text has one."""
    said, told = _sides(claim), _sides(text)
    return any(sides.isdisjoint(told[key]) for key, sides in said.items() if key in told)


def _sides(text: str) -> dict[tuple[str, Decimal], set[bool]]:
    """For each number: whether it is said to be below, or negative; what is left open stands for neither."""
    found: dict[tuple[str, Decimal], set[bool]] = defaultdict(set)
    for match in _NUMBER.finditer(text):
        number = _bound_value(match["number"])
        if number is None:
            continue
        if match["below"] or match["above"]:
            found["bound", number].add(bool(match["below"]))
        if match["sign"]:
            found["sign", number].add("+" not in match["sign"])
    return found


def _bound_value(number: str) -> Decimal | None:
    plain = re.sub(r",(?=\d{3}(?!\d))", "", number)
    return Decimal(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None
