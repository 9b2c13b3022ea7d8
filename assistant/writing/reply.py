"""A language model's reply read into sentences and the passages that each of them names."""

import re
from collections.abc import Collection, Iterator, Sequence

from assistant.writing.draft import Draft
from assistant.writing.hidden import without_thoughts, without_unseen
from assistant.writing.identifiers import Given
from assistant.writing.markup import Piece, Place, pieces_of
from assistant.writing.placing import Marked, marked_sentences
from assistant.writing.raw_html import without_html
from assistant.writing.remarks import without_remarks
from assistant.writing.source_lists import without_source_list
from assistant.writing.written import Block, Written, WrittenSentence
from index.sentences import sentence_spans

__all__ = ["Block", "Draft", "Written", "WrittenSentence", "is_refusal", "read_reply"]

_LONGEST = 50_000
"""Characters of a reply that are read; no answer is as long."""
_OPENING = re.compile(r"\s*(?:final\s+)?answer\s*:\s*", re.IGNORECASE)
_REFUSAL = re.compile(r"\bNOT[ _-]ANSWERED\b")
_IDENTIFIER = re.compile(r"\bP\d+\b")
_SPOKEN_REFUSAL = re.compile(r"\W*(?i:not[ _-]answered)\s*(?:[.:;,!)\]–—-]|\n|\Z)")
_EXPLAINED = 2
"""Sentences by which a refusal may be explained."""


def read_reply(text: str, known: Collection[str]) -> Written:
    """Sentences of a reply with the identifiers they name, of which `known` ("P1", "P2") were given out.

    Markdown, links, images, raw HTML, code and a list of sources are left out; never raises, whatever the text.
    """
    removed: dict[str, None] = {}
    pieces, listed = without_source_list(_pieces(text, removed))
    if listed:
        removed["list of sources"] = None
    pieces, polite = without_remarks(pieces)
    if polite:
        removed["opening and closing remarks"] = None
    return Written(tuple(_blocks(pieces, Given(known))), tuple(removed))


def is_refusal(text: str) -> bool:
    """Whether a reply says NOT ANSWERED, as agreed with the model, and besides at most a sentence or two.

    One that cites a passage answers something.
    """
    plain = "\n".join(piece.text for piece in _pieces(text, {})).strip()
    said = _SPOKEN_REFUSAL.match(plain) or _REFUSAL.search(plain)
    if said is None:
        return False
    rest = plain[: said.start()] + "\n" + plain[said.end() :]
    if _IDENTIFIER.search(rest) and re.search(r"\w", _IDENTIFIER.sub("", rest)):
        return False
    sentences = [rest[start:end] for start, end in sentence_spans(rest)]
    return len([one for one in sentences if re.search(r"\w", one)]) <= _EXPLAINED


def _pieces(text: str, removed: dict[str, None]) -> list[Piece]:
    if len(text) > _LONGEST:
        text, removed["overlong text"] = text[:_LONGEST], None
    for take_out, kind in (
        (without_unseen, "hidden characters"),
        (without_thoughts, "thoughts"),
        (without_html, "raw HTML"),
    ):
        text, found = take_out(text)
        if found:
            removed[kind] = None
    return pieces_of(text, removed)


def _blocks(pieces: Sequence[Piece], given: Given) -> Iterator[Block]:
    """Blocks in order, each under the heading right above it; of headings alone, these are the blocks."""
    only_headings = all(piece.place is Place.HEADING for piece in pieces)
    heading: str | None = None
    last = Marked("")  # takes the markers that stand alone: the sentence before them, or without text the next one
    drafted: list[tuple[tuple[Marked, ...], bool, str | None]] = []
    for piece in pieces:
        read = marked_sentences(piece.text if drafted else _OPENING.sub("", piece.text, count=1), given)
        is_heading = piece.place is Place.HEADING and not only_headings
        if is_heading and not read.sentences:  # markers above what they belong to
            last = Marked("") if last.text else last
        for marker in read.before:
            last.add(marker)
        if is_heading:
            for sentence in read.sentences:
                last.take(sentence)
            heading = " ".join(sentence.text for sentence in read.sentences).rstrip(" :") or heading
        elif read.sentences:
            if not last.text:
                read.sentences[0].take(last)
            drafted.append((read.sentences, piece.place is Place.ITEM, heading))
            heading, last = None, read.sentences[-1]
    if drafted and not last.text:
        drafted[-1][0][-1].take(last)
    for sentences, item, above in drafted:
        yield Block(
            tuple(WrittenSentence(one.text, tuple(one.cited), tuple(one.unknown)) for one in sentences), item, above
        )
