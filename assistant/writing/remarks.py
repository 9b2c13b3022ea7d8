"""What models say to be polite around their answers."""

import re
from collections.abc import Sequence

from assistant.writing.markup import Piece

_OPENING = re.compile(
    r"\s*(?:(?:sure|certainly|of course|absolutely|okay|ok|great question|thank you|thanks)\b[^.!:\n]{0,60}[.!:,]\s*)?"
    r"(?:(?:here (?:is|are)|here's|below (?:is|are)|the following is|based on the (?:provided |given |numbered )?"
    r"(?:passages|sources|context|text|information)(?: provided| given)?)\b[^.!:\n\[\]]{0,100}:)?\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*(?:(?:please )?let me know\b|i hope (?:this|that) helps|feel free to\b|if you (?:have|need|would like|want)\b"
    r"[^\n]{0,60}(?:question|further|more|help|let me|ask)|is there anything else\b)[^\n]{0,200}",
    re.IGNORECASE,
)


def without_remarks(pieces: Sequence[Piece]) -> tuple[list[Piece], bool]:
    """The pieces without a polite first and last one; and whether there was one. A reply of nothing else stays."""
    kept = list(pieces)
    if len(kept) > 1 and _OPENING.fullmatch(kept[0].text):
        kept = kept[1:]
    if len(kept) > 1 and _CLOSING.fullmatch(kept[-1].text):
        kept = kept[:-1]
    return kept, len(kept) < len(pieces)
