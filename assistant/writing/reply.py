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
    """Whether a reply says NOT ANSWERED, as agreed with the model, and besides at most a sentence or two."""
    plain = "\n".join(piece.text for piece in _pieces(text, {})).strip()
    said = _SPOKEN_REFUSAL.match(plain) or _REFUSAL.search(plain)
    if said is None:
        return False
    rest = plain[: said.start()] + "\n" + plain[said.end() :]
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
    """Blocks in order; markers of a heading, or alone, go to the sentence before them, at the start to the first."""
    heading: str | None = None
    drafted: list[tuple[list[Marked], bool, str | None]] = []
    early: list[Marked] = []
    only_headings = all(piece.place is Place.HEADING for piece in pieces)
    for piece in pieces:
        read = marked_sentences(_OPENING.sub("", piece.text, count=1) if not drafted else piece.text, given)
        last = drafted[-1][0][-1] if drafted else Marked("")
        if not drafted:
            early.append(last)
        for marker in read.before:
            last.add(marker)
        if piece.place is Place.HEADING and not only_headings:
            for sentence in read.sentences:
                last.cited |= sentence.cited
                last.unknown |= sentence.unknown
            heading = " ".join(sentence.text for sentence in read.sentences).rstrip(" :") or heading
        elif read.sentences:
            drafted.append((list(read.sentences), piece.place is Place.ITEM, heading))
            heading = None
    if drafted:
        for one in reversed(early):
            first = drafted[0][0][0]
            first.cited, first.unknown = one.cited | first.cited, one.unknown | first.unknown
    for sentences, item, above in drafted:
        yield Block(
            tuple(WrittenSentence(one.text, tuple(one.cited), tuple(one.unknown)) for one in sentences), item, above
        )
