"""On which side of its numbers a claim is: more than 100 is not less than 100, +3.2 not -3.2."""

import re
from collections import defaultdict
from decimal import Decimal

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
        number = _value(match["number"])
        if number is None:
            continue
        if match["below"] or match["above"]:
            found["bound", number].add(bool(match["below"]))
        if match["sign"]:
            found["sign", number].add("+" not in match["sign"])
    return found


def _value(number: str) -> Decimal | None:
    plain = re.sub(r",(?=\d{3}(?!\d))", "", number)
    return Decimal(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None
