"""A language model's reply read into sentences and the passages that each of them names."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.writing.draft import Draft
from assistant.writing.hidden import without_fences, without_thoughts, without_unseen
from assistant.writing.identifiers import Given
from assistant.writing.markup import Piece, Place, pieces_of
from assistant.writing.placing import Marked, marked_sentences
from assistant.writing.raw_html import without_html
from assistant.writing.remarks import Remark, is_lead_alone, remark_in
from assistant.writing.source_lists import with_notes, without_source_list
from assistant.writing.written import Block, Written, WrittenSentence
from index.sentences import sentence_spans

__all__ = ["Block", "Draft", "Written", "WrittenSentence", "is_refusal", "read_reply"]

_LONGEST = 50_000
"""Characters of a reply that are read; no answer is as long."""
_OPENING = re.compile(
    r"\W{0,3}(?:(?:the\s+|my\s+)?(?:(?:final|short|brief|direct|quick)\s+)?(?:answer|antwort)|in\s+short|in\s+brief|tl;?dr|"
    r"kurz(?:e\s+antwort)?|réponse|respuesta)\s*[:：]\s*"
    r"|\W{0,3}(?:(?-i:NOT[ _-]ANSWERED\b)|not[ _-]answered(?=\s*(?:[.:;!–—]|\n|\Z)))\s*(?:[.:;,!–—-]\s*)*",
    re.IGNORECASE,
)
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
    reading = _Reading(Given(known), _without_opening(pieces))
    blocks = tuple(reading.blocks())
    if reading.left_out:
        removed["remarks"] = None
    return Written(blocks, tuple(removed), tuple(dict.fromkeys(reading.remarks)))


def is_refusal(text: str) -> bool:
    """Whether a reply says NOT ANSWERED, as agreed with the model, or in its own words that the passages do not answer.

    What it says besides is at most a sentence or two after NOT ANSWERED. One that cites a passage answers something.
    """
    pieces = _pieces(text, {})
    plain = "\n".join(piece.text for piece in pieces).strip()
    reading = _Reading(Given(_identifiers(plain)), _without_opening(without_source_list(pieces)[0]))
    blocks = list(reading.blocks())
    said = _SPOKEN_REFUSAL.match(plain) or _REFUSAL.search(plain)
    if said is None:
        return not blocks and bool(reading.remarks)
    rest = plain[: said.start()] + "\n" + plain[said.end() :]
    if _IDENTIFIER.search(rest) and re.search(r"\w", _IDENTIFIER.sub("", rest)):
        return not blocks
    sentences = [rest[start:end] for start, end in sentence_spans(rest)]
    return len([one for one in sentences if re.search(r"\w", one)]) <= _EXPLAINED or not blocks


def _identifiers(text: str) -> frozenset[str]:
    return frozenset(f"P{int(found.group()[1:])}" for found in _IDENTIFIER.finditer(text) if len(found.group()) < 6)


def _without_opening(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without "Short answer:" and the like at their very beginning."""
    kept = list(pieces)
    while kept and (opening := _OPENING.match(kept[0].text)):
        rest = kept[0].text[opening.end() :]
        kept[:1] = [replace(kept[0], text=rest)] if rest.strip() else []
    return kept


def _pieces(text: str, removed: dict[str, None]) -> list[Piece]:
    if len(text) > _LONGEST:
        text, removed["overlong text"] = text[:_LONGEST], None
    for take_out, kind in (
        (without_unseen, "hidden characters"),
        (without_thoughts, "thoughts"),
        (without_fences, "fences"),
        (without_html, "raw HTML"),
        (with_notes, "footnotes"),
    ):
        text, found = take_out(text)
        if found:
            removed[kind] = None
    return pieces_of(text, removed)


class _Reading:
    """Blocks in the order of their pieces, each under the heading right above it.

    Of headings alone, these are the blocks. `remarks` and `left_out` tell of the sentences that went into no block.
    """

    def __init__(self, given: Given, pieces: Sequence[Piece]) -> None:
        self._given = given
        self._pieces = pieces
        self._heading: str | None = None
        # Takes the markers that stand alone: the sentence before them, or without text the next one.
        self._last = Marked("")
        self._drafted: list[tuple[tuple[Marked, ...], bool, str | None]] = []
        self.remarks: list[str] = []
        self.left_out = False

    def blocks(self) -> Iterator[Block]:
        """The blocks, read when they are asked for."""
        only_headings = all(piece.place is Place.HEADING for piece in self._pieces)
        for piece in self._pieces:
            self._read(piece, piece.place is Place.HEADING and not only_headings)
        if self._drafted and not self._last.text:
            self._drafted[-1][0][-1].take(self._last)
        for sentences, item, above in self._drafted:
            yield Block(
                tuple(WrittenSentence(one.text, tuple(one.cited), tuple(one.unknown)) for one in sentences), item, above
            )

    def _read(self, piece: Piece, is_heading: bool) -> None:
        read = marked_sentences(piece.text, self._given)
        if is_heading and not read.sentences:  # markers above what they belong to
            self._last = Marked("") if self._last.text else self._last
        for marker in read.before:
            self._last.add(marker)
        if is_heading:
            for sentence in read.sentences:
                self._last.take(sentence)
            heading = " ".join(sentence.text for sentence in read.sentences)
            if not is_lead_alone(heading):
                self._heading = heading.rstrip(" :") or self._heading
            return
        sentences = self._telling(read.sentences, piece.place is Place.ITEM and len(read.sentences) == 1)
        if sentences:
            self._drafted.append((sentences, piece.place is Place.ITEM, self._heading))
            self._heading = None

    def _telling(self, sentences: Sequence[Marked], alone: bool) -> tuple[Marked, ...]:
        """The sentences that may state something of a source; the markers of a lead-in are those of what follows."""
        kept: list[Marked] = []
        for sentence in sentences:
            remark = remark_in(sentence.text, bool(sentence.cited), alone)
            if remark is None:
                if not self._last.text:
                    sentence.take(self._last)
                kept.append(sentence)
                self._last = sentence
                continue
            if remark is Remark.SILENCE:
                self.remarks.append(sentence.text)
                continue
            self.left_out = True
            if remark is Remark.LEAD_IN and sentence.cited:
                self._last = Marked("", sentence.cited)
        return tuple(kept)
