"""What a reasoning model thinks aloud is no part of its reply."""

import re
from collections.abc import Iterable, Iterator

_OPENING = re.compile(r"\s*<(think|thinking)>", re.IGNORECASE)
_LONGEST_OPENING = len("<thinking>")


def without_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without `<think>` blocks at the reply's beginning; further on, such a tag is text like any other.

    Yields a piece, perhaps an empty one, for each piece taken, so that a long thought can be told from silence.
    """
    held, closing, started = "", "", False
    for piece in pieces:
        if started:
            yield piece
            continue
        held, closing = _past_thoughts(held + piece, closing)
        if closing or _may_open(held):
            yield ""
        else:
            started = True
            yield held.lstrip()
    if not started and not closing:
        yield held.lstrip()


def _past_thoughts(text: str, closing: str) -> tuple[str, str]:
    """What follows the thoughts that are whole, and the tag that closes the one that is open, if any."""
    while True:
        if closing:
            at = text.lower().find(closing)
            if at < 0:
                return text[-len(closing) :], closing
            text, closing = text[at + len(closing) :], ""
        opening = _OPENING.match(text)
        if opening is None:
            return text, ""
        text, closing = text[opening.end() :], f"</{opening[1].lower()}>"


def _may_open(text: str) -> bool:
    start = text.lstrip().lower()
    return any(tag.startswith(start) for tag in ("<think>", "<thinking>")) and len(start) < _LONGEST_OPENING
