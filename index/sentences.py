"""Sentence boundaries of scholarly prose, by `sentencex` with the field's abbreviations put right."""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

# sentencex knows everyday abbreviations; these end with a full stop inside a sentence of a paper.
_NOT_AN_END = re.compile(
    r"(?:^|[\s(\[])(?:Eqs?|Figs?|Secs?|Sects?|Tabs?|Refs?|Chap|Alg|approx|resp|cf|et al|vs|Nos?|pp?|vols?|eds?)\.\s*$"
)
_FOOTNOTE_MARK = re.compile(r"(?<=[a-z)][.!?])\d{1,2}(?=\s+[A-Z])")
_HAS_WORD = re.compile(r"\w")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, in order, without the white space around them.

    A stretch without a letter or digit (a rule, a bullet) belongs to its neighbour, so every character that is
    not white space is in exactly one span.
    """
    spans: list[tuple[int, int]] = []
    for first, last in _boundaries(text):
        start = first + len(text[first:last]) - len(text[first:last].lstrip())
        end = start + len(text[start:last].rstrip())
        if start >= end:
            continue
        if spans and _continues(text[spans[-1][0] : spans[-1][1]], text[start:end]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _boundaries(text: str) -> Iterator[tuple[int, int]]:
    """Spans as the library cuts them, cut again behind a footnote's mark that hides the full stop ("system.1 A")."""
    for found in get_sentence_boundaries("en", text):
        start, end = found["start_index"], found["end_index"]
        for mark in _FOOTNOTE_MARK.finditer(text, start, end):
            yield start, mark.end()
            start = mark.end()
        yield start, end


def _continues(before: str, after: str) -> bool:
    return bool(_NOT_AN_END.search(before)) or not _HAS_WORD.search(after) or not _HAS_WORD.search(before)
