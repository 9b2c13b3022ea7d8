"""The value of a BibTeX field: braces, quotes, numbers and `@string` macros, joined by `#`."""

import calendar
import re
from collections.abc import Iterator

from index.errors import ReadError

_SPACE = re.compile(r"\s*")
_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTE_OR_BRACE = re.compile(r'(?<!\\)[{}"]')
_BARE = re.compile(r'[^\s#{}"]+')
_NEXT_FIELD = re.compile(r"([A-Za-z][\w:+.-]{0,60})\s*=")
_MONTHS = calendar.month_name[1:]
_GROWTH = 20
_LEAST_BUDGET = 1_000_000


class Macros:
    """The `@string` macros of one file, months among them, by name in any case.

    What they may be expanded to is bounded by the file's length: macros made of macros grow without limit. Raises
    ReadError past that bound.
    """

    def __init__(self, file_length: int) -> None:
        self._values = {month[:3].lower(): month for month in _MONTHS}
        self._left = max(_LEAST_BUDGET, _GROWTH * file_length)

    def define(self, name: str, raw: str) -> None:
        """Give a macro the value that `raw` stands for; what is defined before may stand in it."""
        self._values[name.lower()] = next(fields(name, raw, self))[1]

    def expand(self, name: str) -> str:
        """What a bare word stands for: the macro's value, else itself (a number, a macro that is nowhere defined)."""
        value = self._values.get(name.lower(), name)
        self._left -= len(value)
        if self._left < 0:
            raise ReadError("has @string macros that grow without bound: remove those made of many others")
        return value


def fields(name: str, raw: str, macros: Macros) -> Iterator[tuple[str, str]]:
    """The field `name` with its value; and the fields that a forgotten comma left inside that value."""
    at = 0
    while True:
        value, at = _value(raw, at, macros)
        following = _NEXT_FIELD.match(raw, at)
        if following is None:
            yield name, (value + " " + raw[at:].strip()).strip() if raw[at:].strip() else value
            return
        yield name, value
        name, at = following.group(1), following.end()


def _value(raw: str, at: int, macros: Macros) -> tuple[str, int]:
    """The parts joined by `#` that begin at `at`, and the offset of what stands behind them."""
    pieces: list[str] = []
    while True:
        piece, at = _part(raw, _skip(raw, at), macros)
        pieces.append(piece)
        at = _skip(raw, at)
        if raw[at : at + 1] != "#":
            return "".join(pieces), at
        at += 1


def _part(raw: str, at: int, macros: Macros) -> tuple[str, int]:
    if raw[at : at + 1] == "{":
        end = _closing(raw, at, _BRACE, "}")
        return raw[at + 1 : end], end + 1
    if raw[at : at + 1] == '"':
        end = _closing(raw, at, _QUOTE_OR_BRACE, '"')
        return raw[at + 1 : end], end + 1
    bare = _BARE.match(raw, at)
    return (macros.expand(bare.group()), bare.end()) if bare else ("", at)


def _closing(raw: str, at: int, marks: re.Pattern[str], closing: str) -> int:
    """Where the delimiter opened at `at` is closed, braces inside it balanced; the end of the text where it is not."""
    depth = 0
    for mark in marks.finditer(raw, at + 1):
        if mark.group() == closing and depth <= 0:
            return mark.start()
        depth += {"{": 1, "}": -1}.get(mark.group(), 0)
    return len(raw)


def _skip(raw: str, at: int) -> int:
    space = _SPACE.match(raw, at)
    return space.end() if space else at
