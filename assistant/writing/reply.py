"""Read a language model's reply into sentences with their citations, while it arrives and at its end."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.writing.markers import MarkedSentence, marked_sentences
from assistant.writing.markup import Piece, PieceKind, pieces_of
from assistant.writing.remarks import Remark, explains_refusal, remark_in


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """One sentence of plain text, never empty, on one line, without markers or Markdown.

    `cited` are distinct identifiers of the prompt ("P3") in order; `unknown` are others, as written ("P9", "12").
    """

    text: str
    cited: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenBlock:
    """A paragraph or list item with at least one sentence; `heading` is the one right above it."""

    sentences: tuple[WrittenSentence, ...]
    item: bool = False
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A whole reply; `removed` are the distinct kinds of content that were left out ("image", "link").

    `remarks` are sentences that say what the passages do not say. `refuses`: the reply says NOT ANSWERED, or only that
    the passages do not answer.
    """

    blocks: tuple[WrittenBlock, ...] = ()
    removed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    refuses: bool = False


_EXPLAINED = 2
"""Sentences that may explain a refusal; more of them are an answer. A guess."""
_MARKUP_BEGINS = re.compile(r"[<\[(!`*_&~\\]")
# "Answer: ", "**Short answer:** "
_OPENING = re.compile(r"\A\W{0,3}(?:(?:final|short|brief)\s+)?answer\s*:(?:\*\*)?\s*", re.IGNORECASE)
_SOURCES = r"(?:references|sources|citations|works cited|bibliography|footnotes)"
# A line "**References:**"
_SOURCES_HEADING = re.compile(rf"^\W*{_SOURCES}\W*\n", re.IGNORECASE | re.MULTILINE)
# "[P1] Evil, E. (2024).", "2. Faubel, L.", "- Refdesk (2026). A Short Primer"
_SOURCE_ENTRY = re.compile(r"\W*(?:\[?P?\d{1,4}[\].:)]+\s|.*\b(?:19|20)\d\d\b)", re.IGNORECASE)
# "Source: [P3]" in a line of its own is a marker of the sentence before it.
_SOURCES_LABEL = re.compile(rf"^\W*(?:{_SOURCES}|source)\s*:\W*(?=\[P\d)", re.IGNORECASE | re.MULTILINE)


def read_reply(text: str, given: Collection[str], whole: bool = True) -> Written:
    """Read a reply; `given` are the identifiers of the prompt ("P1", "P2").

    Leaves out Markdown, links, images, raw HTML, code and a list of sources; never raises. The headings of a reply that
    is not `whole` may belong to text that is still to come.
    """
    removed: dict[str, None] = {}
    text = _without_sources(_OPENING.sub("", text), removed)
    return _ReplyParser(given, pieces_of(text, removed), removed).written(whole)


class ReplyReader:
    """Reads a reply while it arrives; `written` is the latest reading, whose last sentence may go on.

    Shows whole sentences, and the first words of the last one up to anything that may become a marker, tag or Markdown.
    """

    def __init__(self, given: Collection[str]) -> None:
        self.text = ""
        self.written = Written()
        self._given = given
        self._shown = 0  # sentences shown in full
        self._begun = ""  # the part shown of the next sentence
        self._read_at = 0

    def add(self, piece: str) -> str:
        """Add a piece; returns the text to show next, which is never taken back.

        Reads the text again only when it has grown by a fiftieth, so that all readings cost fifty of the whole.
        """
        self.text += piece
        if len(self.text) < self._read_at:
            return ""
        self._read_at = len(self.text) + max(1, len(self.text) // 50)
        self.written = read_reply(self.text, self._given, whole=False)
        sentences = self._sentences()
        shown = self._whole(sentences[:-1])
        for gap, text in sentences[-1:]:
            begun = _MARKUP_BEGINS.split(text, maxsplit=1)[0].rpartition(" ")[0]
            if begun.startswith(self._begun) and begun != self._begun:
                shown += ("" if self._begun else gap) + begun[len(self._begun) :]
                self._begun = begun
        return shown

    def rest(self) -> str:
        """The rest of the text to show after the last piece."""
        self.written = read_reply(self.text, self._given)
        return self._whole(self._sentences())

    def _sentences(self) -> list[tuple[str, str]]:
        """Sentences that are not shown yet, each after the gap before it."""
        sentences: list[tuple[str, str]] = []
        for block in self.written.blocks:
            above = f"\n{block.heading}\n" if block.heading else "\n"
            gap = above + ("- " if block.item else "")
            for sentence in block.sentences:
                sentences.append((gap if sentences else gap.lstrip("\n"), sentence.text))
                gap = " "
        return sentences[self._shown :]

    def _whole(self, sentences: Sequence[tuple[str, str]]) -> str:
        shown = ""
        for gap, text in sentences:
            goes_on = self._begun and text.startswith(self._begun)
            shown += text[len(self._begun) :] if goes_on else gap + text
            self._begun = ""
        self._shown += len(sentences)
        return shown


def _without_sources(text: str, removed: dict[str, None]) -> str:
    """Remove a list of sources at the end: the program makes its own."""
    for heading in _SOURCES_HEADING.finditer(text):
        entries = [line for line in text[heading.end() :].splitlines() if line.strip()]
        if entries and all(map(_SOURCE_ENTRY.match, entries)):
            removed["list of sources"] = None
            text = text[: heading.start()]
            break
    return _SOURCES_LABEL.sub("", text)


class _ReplyParser:
    """Makes blocks of pieces, each with the heading above it; headings are blocks if there is nothing else."""

    def __init__(self, given: Collection[str], pieces: Sequence[Piece], removed: dict[str, None]) -> None:
        self._given, self._pieces, self._removed = given, pieces, removed
        self._heading: str | None = None
        # The sentence that gets markers without text: the one before them, or (empty) the next.
        self._last = MarkedSentence("")
        self._drafted: list[tuple[list[MarkedSentence], bool, str | None]] = []
        self._remarks: dict[str, None] = {}
        self._refused = False

    def written(self, whole: bool) -> Written:
        """The reply that the pieces make."""
        only_headings = whole and all(piece.kind is PieceKind.HEADING for piece in self._pieces)
        for piece in self._pieces:
            self._read(piece, piece.kind is PieceKind.HEADING and not only_headings)
        if self._drafted and not self._last.text:  # markers behind the last sentence, under a heading of their own
            self._drafted[-1][0][-1].add([self._last])
        blocks = tuple(
            WrittenBlock(
                tuple(WrittenSentence(s.text, tuple(s.cited), tuple(s.unknown)) for s in sentences), item, above
            )
            for sentences, item, above in self._drafted
        )
        sentences = [sentence for block in blocks for sentence in block.sentences]
        is_short = len(sentences) <= _EXPLAINED and not any(sentence.cited for sentence in sentences)
        refuses = (self._refused and is_short) or (not blocks and bool(self._remarks))
        return Written(blocks, tuple(self._removed), tuple(self._remarks), refuses)

    def _read(self, piece: Piece, is_heading: bool) -> None:
        sentences, before = marked_sentences(piece.text, self._given)
        if is_heading and not sentences and self._last.text:  # markers above what they belong to
            self._last = MarkedSentence("")
        self._last.add(before)
        if is_heading:
            self._last.add(sentences)
            self._heading = " ".join(sentence.text for sentence in sentences).rstrip(" :") or self._heading
            return
        is_item = piece.kind is PieceKind.ITEM
        if claims := list(self._claims(sentences, is_item and len(sentences) == 1)):
            self._drafted.append((claims, is_item, self._heading))
            self._heading = None

    def _claims(self, sentences: Sequence[MarkedSentence], alone: bool) -> Iterator[MarkedSentence]:
        """The sentences that may state something; the markers of a lead-in go to the next sentence."""
        for sentence in sentences:
            remark = remark_in(sentence.text, bool(sentence.cited), alone)
            if remark is None:
                if not self._last.text:
                    sentence.add([self._last])
                self._last = sentence
                yield sentence
            elif remark is Remark.LEAD_IN and sentence.cited:
                self._last = MarkedSentence("", sentence.cited)
            elif remark in (Remark.COURTESY, Remark.LEAD_IN):
                self._removed["remarks"] = None
            elif remark is Remark.SILENCE or explains_refusal(sentence.text):
                self._remarks[sentence.text] = None
            self._refused = self._refused or remark is Remark.REFUSAL
