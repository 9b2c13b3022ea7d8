"""A language model's reply read into sentences and the passages that each of them names."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.writing.cleaning import without_fences, without_html, without_thoughts, without_unseen
from assistant.writing.draft import Draft
from assistant.writing.markers import SAYS, Given
from assistant.writing.markup import Piece, Place, pieces_of
from assistant.writing.remarks import Remark, is_lead_alone, remark_in
from assistant.writing.sentences import Marked, marked_sentences
from index.text.passages import sentence_spans

# What a language model wrote, as the program reads it: sentences with the passages they name, and nothing else.


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
class Block:
    """A paragraph or an item of a list, never without a sentence; `heading` is the one right above it."""

    sentences: tuple[WrittenSentence, ...]
    item: bool = False
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A whole reply; `removed` are the kinds of things that were left out of it, each once ("image", "link").

    `remarks` are sentences that say what the passages do not say, as plain text: no passage could bear them out.
    """

    blocks: tuple[Block, ...]
    removed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


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


# Lists of sources that models put under their replies: the program makes its own.

_NAME = (
    r"(?:(?:list of |key |cited )?(?:references|sources|citations)(?: (?:used|cited|consulted|list))?|"
    r"(?:works|literature|passages) (?:cited|used|consulted)|cited (?:works|literature|passages)|"
    r"bibliography|reference list|footnotes)"
)
_LABEL = re.compile(rf"\W*{_NAME}\s*(?:\([^()]*\))?\s*:?\W*", re.IGNORECASE)
_IDENTIFIERS = r"(?:[\s,;&()\[\]【】.^–-]|\band\b|\bpassages?\b|P?\d{1,4}\b)"
_LABELLED = re.compile(
    rf"\W*(?P<label>{_NAME}|sources?|reference|citation|passages?|evidence)\s*:\s*"
    rf"(?P<names>(?=.*\d){_IDENTIFIERS}++)",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"\s*\[\^?P?\d{1,4}\]\s*:\s")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(_RAISED, "0123456789")
_NOTE = re.compile(
    rf"[ \t]*(?:[-*][ \t]+)?(?:(?P<foot>\[\^\d{{1,3}}\])|\[\d{{1,3}}\]|[{_RAISED}]{{1,3}}|"
    r"\(\d{1,3}\)|\^?\d{1,3}[.):]?)"
    r"[ \t]*[:=]?[ \t]*(?P<names>[^\n]*)",
)
_NOTE_NAMES = re.compile(r"\b[Pp]\d{1,4}\b")
_ONLY_NAMES = re.compile(r"(?:[\s,;&.\[\]()]|\band\b|\bpassages?\b|\b[Pp]\d{1,4}\b)+", re.IGNORECASE)
_MARK = re.compile(rf"\[\^?(?P<bracket>\d{{1,3}})\]|(?P<raised>[{_RAISED}]{{1,3}})|\^(?P<caret>\d{{1,3}})(?!\w)")
_REFERS = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?)\"'”\]])\s?\Z")
_REFERENCE = re.compile(
    r"\W*(?:\[?\^?\d{1,3}[\].:)]*\s+)?[^\W\da-z_][^!?:]{0,120}?\(?\b(?:19|20)\d\d[a-z]?\b\)?[.,:]\s+[^\W\d_a-z“\"].{3,300}",
    re.DOTALL,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_FINITE = re.compile(
    rf"\b(?:is|are|was|were|has|have|had|can|may|must|should|will|does|do|did)\b|\s{SAYS}", re.IGNORECASE
)


def with_notes(text: str) -> tuple[str, bool]:
    """`text` with the identifiers of its footnotes in place of their marks, without the notes; and whether it had any.

    A raised number without a note becomes a marker that names nothing, where it can refer to something.
    """
    lines = text.rstrip().split("\n")
    notes: dict[str, str] = {}
    kept = _body(lines, notes)
    body = "\n".join(kept)
    if not any(mark in body for mark in ("[", "^", *_RAISED)):
        return text, False
    plain = _MARK.sub(lambda mark: _resolved(mark, notes), body)
    if notes and plain == body:
        return text, False  # nothing refers to them: they are a list of something else
    return (plain, True) if plain != body else (text, False)


def _body(lines: Sequence[str], notes: dict[str, str]) -> list[str]:
    """The lines that are no notes: "[^1]: P3" is one anywhere, any other form only at the end."""
    kept: list[str] = []
    at_end = True
    for line in reversed(lines):
        note = _NOTE.fullmatch(line)
        names = _NOTE_NAMES.findall(note["names"]) if note else []
        if note and names and (note["foot"] or (at_end and _ONLY_NAMES.fullmatch(note["names"]))):
            number = re.sub(r"\D", "", line[: note.start("names")].translate(_PLAIN))
            notes[number] = "".join(f"[{name.upper()}]" for name in names)
            continue
        at_end = at_end and not line.strip()
        kept.append(line)
    return kept[::-1]


def _resolved(mark: re.Match[str], notes: dict[str, str]) -> str:
    number = (mark["bracket"] or mark["raised"] or mark["caret"]).translate(_PLAIN)
    before = mark.string[max(0, mark.start() - 4) : mark.start()]
    if mark["bracket"]:
        return notes.get(number, mark.group())
    if not _REFERS.search(before) or (mark["caret"] and number not in notes and before[-1:].isalnum()):
        return mark.group()
    return notes.get(number, f"[{number}]")


def without_source_list(pieces: Sequence[Piece]) -> tuple[list[Piece], bool]:
    """The pieces without a list of sources at their end; and whether there was one.

    "Source: [P3]" in a line of its own further up is a marker of the sentence before it.
    """
    cut = _start_of_list(pieces) or _start_of_references(pieces)
    if cut == (0, 0) and any(_is_prose(line) for piece in pieces for line in piece.text.split("\n")):
        cut = None  # the whole reply: sentences led by their markers
    kept = list(pieces)
    if cut is not None:
        piece, line = cut
        kept = kept[:piece]
        if line:
            kept.append(replace(pieces[piece], text="\n".join(pieces[piece].text.split("\n")[:line])))
    return [
        replace(piece, text="\n".join(map(_marker_alone, piece.text.split("\n")))) for piece in kept
    ], cut is not None


def _start_of_list(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """Piece and line at which a list begins that goes on to the end."""
    defined: tuple[int, int] | None = None
    only_definitions = True
    for at in range(len(pieces) - 1, -1, -1):
        lines = pieces[at].text.split("\n")
        for line in range(len(lines) - 1, -1, -1):
            text = lines[line]
            labelled = _LABELLED.fullmatch(text)
            if _LABEL.fullmatch(text) or (labelled and labelled["label"].lower().endswith("s")):
                return at, line
            if not _is_entry(text):
                return defined
            if text.strip():
                only_definitions = only_definitions and bool(_DEFINITION.match(text)) and not _is_prose(text)
                defined = (at, line) if only_definitions else defined
    return defined


def _start_of_references(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """Where a list without a heading begins: authors, year and title in every line, and nothing else to the end."""
    at = len(pieces)
    while at and _REFERENCE.fullmatch(pieces[at - 1].text) and not _NOTE_NAMES.search(pieces[at - 1].text):
        if _FINITE.search(pieces[at - 1].text):
            break
        at -= 1
    if not 0 < at < len(pieces) or pieces[at - 1].text.rstrip().endswith(":"):
        return None
    return at, 0


def _is_prose(line: str) -> bool:
    """Whether what follows "[P1]:" is a sentence and no reference: most of its words are small ones, no year."""
    definition = _DEFINITION.match(line)
    if definition is None or _YEAR.search(line):
        return False
    words = line[definition.end() :].split()
    return (
        len(words) > 2 and line.rstrip().endswith((".", "!")) and 2 * sum(w[:1].islower() for w in words) > len(words)
    )


def _is_entry(line: str) -> bool:
    """Whether a line could stand in a list of references, and says nothing in a sentence."""
    return not line.strip() or bool(_YEAR.search(line)) or not _FINITE.search(line)


def _marker_alone(line: str) -> str:
    labelled = _LABELLED.fullmatch(line)
    return f"[{labelled['names'].strip(' []().')}]" if labelled else line
