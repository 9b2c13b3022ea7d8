"""Text as a person reads it, with a map back to the raw characters.

Ligatures are resolved, soft hyphens and hyphenation at line ends are joined, white space is folded to single spaces.
Nothing else changes, so a normalised quote can be found again in the raw text and the other way round.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# PDFium puts one of these where it takes a line-end hyphen for a break inside a word (which one: its version).
_PDFIUM_BREAK = "\ufffe\u0002"
_LETTER = r"[^\W\d_]"
_SPECIAL = re.compile(
    rf"(?P<hyphen>(?<={_LETTER})(?:[-\u2010][ \t]*\r?\n|[{_PDFIUM_BREAK}](?:[ \t]*\r?\n)?)[ \t]*(?={_LETTER}))"
    rf"|(?P<space>(?:\s|[{_PDFIUM_BREAK}]){{2,}}|[^\S ]|[{_PDFIUM_BREAK}])"
    r"|(?P<nothing>[\u00ad\u200b\u2060\ufeff\u0000])"
    rf"|(?P<ligature>[{''.join(_LIGATURES)}])"
)
# Looks ahead, so that "state-of-the-art" gives each of its three pairs of neighbours.
_COMPOUND = re.compile(rf"(?<!{_LETTER})(?=({_LETTER}+-{_LETTER}+))")


@dataclass(frozen=True, slots=True)
class Normalised:
    """Normalised text and, for each of its characters, the raw offset it comes from."""

    text: str
    offsets: Sequence[int]
    """(len(text),) non-decreasing."""

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of the normalised span [start, end); ValueError where that is empty or outside."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"empty or outside the text: {start}..{end}")
        return self.offsets[start], self.offsets[end - 1] + 1


def compounds(raw: str) -> frozenset[str]:
    """Hyphenated words that stand inside a line of `raw`, lower case: their hyphen is not a line break's."""
    return frozenset(match.group(1).lower() for match in _COMPOUND.finditer(raw))


def normalise(raw: str, keep: frozenset[str] = frozenset()) -> Normalised:
    """Normalise `raw`; a word of `keep` (see `compounds`) keeps the hyphen it was broken at."""
    pieces: list[str] = []
    offsets = array("q")
    done = 0
    for match in _SPECIAL.finditer(raw):
        at = match.start()
        pieces.append(raw[done:at])
        offsets.extend(range(done, at))
        piece = _replacement(raw, match, keep)
        pieces.append(piece)
        offsets.extend([at] * len(piece))
        done = match.end()
    pieces.append(raw[done:])
    offsets.extend(range(done, len(raw)))
    return _fold("".join(pieces), offsets)


def _replacement(raw: str, match: re.Match[str], keep: frozenset[str]) -> str:
    match match.lastgroup:
        case "hyphen":
            return "-" if keep and _broken_word(raw, match) in keep else ""
        case "space":
            return " "
        case "ligature":
            return _LIGATURES[match.group()]
        case _:
            return ""


def _fold(text: str, offsets: "array[int]") -> Normalised:
    """Drop the white space at both ends, and spaces that became neighbours when what stood between them fell away."""
    if "  " in text:
        kept = [i for i, char in enumerate(text) if char != " " or not i or text[i - 1] != " "]
        text, offsets = "".join(text[i] for i in kept), array("q", (offsets[i] for i in kept))
    first = len(text) - len(text.lstrip(" "))
    last = len(text.rstrip(" "))
    return Normalised(text[first:last], offsets[first:last])


def _broken_word(raw: str, match: re.Match[str]) -> str:
    """The word on both sides of a line-end hyphen, hyphen kept, lower case."""
    left = re.search(rf"{_LETTER}+\Z", raw[max(0, match.start() - 40) : match.start()])
    right = re.match(rf"{_LETTER}+", raw[match.end() : match.end() + 40])
    return f"{left.group() if left else ''}-{right.group() if right else ''}".lower()
