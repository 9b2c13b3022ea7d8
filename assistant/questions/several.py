"""Several questions in one text: where one ends and the next begins."""

import re

_BREAK = re.compile(r"(?<=\?)\s+(?=\S)|(?<=\?)(?=[A-Z])|(?<=[a-z)\]]{2}[.!])\s+(?=[A-Z][a-z]+\s)")
_ABBREVIATED = re.compile(r"(?:\b(?:et\s+al|e\.g|i\.e|cf|vs|etc|Fig|No|resp|approx|al)\.)$", re.IGNORECASE)


def sentences_of(text: str, whole: list[tuple[int, int]]) -> list[str]:
    """The sentences of a text that have words; no break is within the stretches of `whole`, such as titles."""
    parts: list[str] = []
    at = 0
    for match in _BREAK.finditer(text):
        inside = any(start < match.end() and match.start() < end for start, end in whole)
        if inside or _ABBREVIATED.search(text[: match.start()]):
            continue
        parts.append(text[at : match.end()].strip())
        at = match.end()
    parts.append(text[at:].strip())
    return [part for part in parts if re.search(r"\w", part)]
