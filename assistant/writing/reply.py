"""A language model's reply read into sentences and the passages that each names, while it comes and at its end."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.writing.markers import MarkedSentence, marked_sentences
from assistant.writing.markup import Piece, PieceKind, pieces_of
from assistant.writing.remarks import Remark, explains_refusal, remark_in


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """One sentence as plain text, never empty, in one line, without markers or marks of Markdown.

    `cited` are the identifiers the program gave out ("P3"), each once, in order; `unknown` are the markers that name
    nothing given out, as written ("P9", "12").
    """

    text: str
    cited: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenBlock:
    """A paragraph or an item of a list, never without a sentence; `heading` is the one right above it."""

    sentences: tuple[WrittenSentence, ...]
    item: bool = False
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A whole reply; `removed` are the kinds of things that were left out of it, each once ("image", "link").

    `remarks` are sentences that say what the passages do not say, as plain text: no passage could bear them out.
    `refuses`: it says NOT ANSWERED, as agreed with the model, or nothing but that the passages do not answer.
    """

    blocks: tuple[WrittenBlock, ...] = ()
    removed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    refuses: bool = False


_EXPLAINED = 2
"""Sentences by which a refusal may be explained; more of them are an answer. A guess."""
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
    """Sentences of a reply with the identifiers they name, of which `given` ("P1", "P2") were given out.

    Markdown, links, images, raw HTML, code and a list of sources are left out; never raises, whatever the text. In a
    reply that is not `whole`, headings may lead to text that is still to come.
    """
    removed: dict[str, None] = {}
    text = _without_sources(_OPENING.sub("", text), removed)
    return _Reading(given, pieces_of(text, removed), removed).written(whole)


class ReplyReader:
    """Reads a reply while it comes: `written` is what was read last; its last sentence may go on.

    Whole sentences may be shown, and the first words of the sentence that is coming, before anything in it that could
    turn out to be a marker, a tag or Markdown.
    """

    def __init__(self, given: Collection[str]) -> None:
        self.text = ""
        self.written = Written()
        self._given = given
        self._shown = 0  # sentences
        self._begun = ""  # what was shown of the one after these
        self._read_at = 0

    def add(self, piece: str) -> str:
        """What may be shown after this piece, in addition to what was; it is never taken back.

        The text is read again when it has grown by a fiftieth, so that all readings cost what fifty of the whole do.
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
        """What may be shown once no piece follows any more."""
        self.written = read_reply(self.text, self._given)
        return self._whole(self._sentences())

    def _sentences(self) -> list[tuple[str, str]]:
        """Those that are not shown yet, each behind what parts it from the one before."""
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
    """The text without a list of sources under a heading at its end: the program makes its own."""
    for heading in _SOURCES_HEADING.finditer(text):
        entries = [line for line in text[heading.end() :].splitlines() if line.strip()]
        if entries and all(map(_SOURCE_ENTRY.match, entries)):
            removed["list of sources"] = None
            text = text[: heading.start()]
            break
    return _SOURCES_LABEL.sub("", text)


class _Reading:
    """Blocks in the order of their pieces, each under the heading above it; of headings alone, these are blocks."""

    def __init__(self, given: Collection[str], pieces: Sequence[Piece], removed: dict[str, None]) -> None:
        self._given, self._pieces, self._removed = given, pieces, removed
        self._heading: str | None = None
        # Takes the markers that stand alone: the sentence before them, or without text the next one.
        self._last = MarkedSentence("")
        self._drafted: list[tuple[list[MarkedSentence], bool, str | None]] = []
        self._remarks: dict[str, None] = {}
        self._refused = False

    def written(self, whole: bool) -> Written:
        """All that was read."""
        only_headings = whole and all(piece.kind is PieceKind.HEADING for piece in self._pieces)
        for piece in self._pieces:
            self._read(piece, piece.kind is PieceKind.HEADING and not only_headings)
        if self._drafted and not self._last.text:  # markers behind the last sentence, under a heading of their own
            self._drafted[-1][0][-1].add([self._last])
        blocks = tuple(
            WrittenBlock(
                tuple(WrittenSentence(one.text, tuple(one.cited), tuple(one.unknown)) for one in sentences), item, above
            )
            for sentences, item, above in self._drafted
        )
        sentences = [sentence for block in blocks for sentence in block.sentences]
        is_short = len(sentences) <= _EXPLAINED and not any(one.cited for one in sentences)
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
        if kept := list(self._claims(sentences, is_item and len(sentences) == 1)):
            self._drafted.append((kept, is_item, self._heading))
            self._heading = None

    def _claims(self, sentences: Sequence[MarkedSentence], alone: bool) -> Iterator[MarkedSentence]:
        """The sentences that may state something of a source; the markers of a lead-in are those of what follows."""
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
