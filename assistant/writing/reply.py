"""Read a language model's reply into sentences with their citations, while it arrives and at its end."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from assistant.writing.markers import MarkedSentence, Marker, marked_sentences
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
# Begins Markdown, a tag, a table or a quote, which the text still to come may close:
# "**", "_", "`", "| a", "[", "<b", "(see", '"Drift is.'
_OPENS = re.compile(r"[*_`|\[<({\"“„‘‹«「《]|(?<!\w)'")
# "Drift "
_WORD_DONE = re.compile(r"\w\W*\s")
# "(see Table 2)", "[sic]", "“drift”", "'skew'"
_CLOSED = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|\"[^\"]*\"|“[^“”]*”|„[^„“]*“|‘[^‘’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)"
    r"|‹[^‹›]*›|«[^«»]*»|「[^「」]*」|《[^《》]*》"
)
# "Answer: ", "**Short answer:** "
_OPENING = re.compile(r"\A\W{0,3}(?:(?:final|short|brief)\s+)?answer\s*:(?:\*\*)?\s*", re.IGNORECASE)
_SOURCES = r"(?:references|sources|citations|works cited|bibliography|footnotes)"
# A line "**References:**"
_SOURCES_HEADING = re.compile(rf"^\W*{_SOURCES}\W*\n", re.IGNORECASE | re.MULTILINE)
# "[P1] Evil, E. (2024).", "2. Faubel, L.", "- Refdesk (2026). A Short Primer"
_SOURCE_ENTRY = re.compile(r"\W*(?:\[?P?\d{1,4}[\].:)]+\s|.*\b(?:19|20)\d\d\b)", re.IGNORECASE)
# "Source: [P3]" in a line of its own is a marker of the sentence before it.
_SOURCES_LABEL = re.compile(rf"^\W*(?:{_SOURCES}|source)\s*:\W*(?=\[P\d)", re.IGNORECASE | re.MULTILINE)


# "\n``": two backticks that close a span of code, or two of the three that begin a block
_BEGUN_FENCE = re.compile(r"\n[ ]{0,3}[`~]+\Z")


def read_reply(text: str, given: Collection[str], whole: bool = True) -> Written:
    """Read a reply; `given` are the identifiers of the prompt ("P1", "P2").

    Leaves out Markdown, links, images, raw HTML, code and a list of sources; never raises. Of a reply that is not
    `whole`, reads only the sentences that the text still to come cannot change.
    """
    removed: dict[str, None] = {}
    if not whole:
        text = _BEGUN_FENCE.sub("", text)
    text = _without_sources(_OPENING.sub("", text), removed, whole)
    return _ReplyParser(given, pieces_of(text, removed), removed).written(whole)


class ReplyReader:
    """Reads a reply while it arrives; `written` is the latest reading, of whole sentences that cannot change any more.

    It does not wait for the address of a link that stands below its words ("[words]: http://e.example").
    """

    def __init__(self, given: Collection[str]) -> None:
        self.text = ""
        self.written = Written()
        self._given = given
        self._shown = 0  # sentences
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
        return self._show()

    def rest(self) -> str:
        """The rest of the text to show after the last piece."""
        self.written = read_reply(self.text, self._given)
        return self._show()

    def _show(self) -> str:
        """Sentences that are not shown yet, each after the gap before it."""
        sentences: list[str] = []
        for block in self.written.blocks:
            gap = (f"\n{block.heading}\n" if block.heading else "\n") + ("- " if block.item else "")
            for sentence in block.sentences:
                sentences.append((gap if sentences else gap.lstrip("\n")) + sentence.text)
                gap = " "
        shown, self._shown = self._shown, max(self._shown, len(sentences))
        return "".join(sentences[shown:])


def _without_sources(text: str, removed: dict[str, None], whole: bool) -> str:
    """Remove a list of sources at the end: the program makes its own.

    The last line of a reply that is not `whole` may still become a source.
    """
    for heading in _SOURCES_HEADING.finditer(text):
        lines = text[heading.end() :].splitlines(keepends=True)
        entries = [line for line in lines if line.strip() and (whole or line.endswith("\n"))]
        if (entries or not whole) and all(map(_SOURCE_ENTRY.match, entries)):
            removed["list of sources"] = None
            text = text[: heading.start()]
            break
    return _SOURCES_LABEL.sub("", text)


_Marked = tuple[Piece, list[MarkedSentence], list[Marker]]


def _settled(marked: Sequence[_Marked]) -> list[_Marked]:
    """Drop what further text can change: the last sentence, and all from a mark or quote that is not closed."""
    settled = list(marked)
    while settled:
        piece, sentences, before = settled.pop()
        texts = accumulate(f"{sentence.text} " for sentence in sentences)
        closed = len(list(takewhile(lambda text: not _OPENS.search(_CLOSED.sub("", text)), texts)))
        sentences = sentences[: closed + 1]
        # A first word may still turn out to be a tag or an address ("<b", "http").
        while sentences and not _WORD_DONE.search(_OPENS.split(_CLOSED.sub("", sentences[-1].text), maxsplit=1)[0]):
            sentences = sentences[:-1]
        if sentences:
            return [*settled, (piece, sentences[:-1], before)]
    return []


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
        marked = [(piece, *marked_sentences(piece.text, self._given)) for piece in self._pieces]
        lone = [len(sentences) == 1 for _, sentences, _ in marked]
        if not whole:
            marked = _settled(marked)
        for (piece, sentences, before), alone in zip(marked, lone, strict=False):
            if piece.kind is PieceKind.HEADING and not only_headings:
                self._read_heading(sentences, before)
                continue
            self._last.add(before)
            is_item = piece.kind is PieceKind.ITEM
            if claims := list(self._claims(sentences, is_item and alone)):
                self._drafted.append((claims, is_item, self._heading))
                self._heading = None
        if self._drafted and not self._last.text:  # markers behind the last sentence, under a heading of their own
            self._drafted[-1][0][-1].add([self._last])
        blocks = tuple(
            WrittenBlock(tuple(WrittenSentence(s.text, tuple(s.cited), tuple(s.unknown)) for s in drafted), item, above)
            for drafted, item, above in self._drafted
        )
        shown = [sentence for block in blocks for sentence in block.sentences]
        is_short = len(shown) <= _EXPLAINED and not any(sentence.cited for sentence in shown)
        refuses = (self._refused and is_short) or (not blocks and bool(self._remarks))
        return Written(blocks, tuple(self._removed), tuple(self._remarks), refuses)

    def _read_heading(self, sentences: Sequence[MarkedSentence], before: Sequence[Marker]) -> None:
        if not sentences and self._last.text:  # markers above what they belong to
            self._last = MarkedSentence("")
        self._last.add((*before, *sentences))
        self._heading = " ".join(sentence.text for sentence in sentences).rstrip(" :") or self._heading

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
