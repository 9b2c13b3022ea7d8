"""Passages: stretches of about 200 tokens on sentence boundaries, each within one page, section and work."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import tiktoken
from sentencex import get_sentence_boundaries

from index.errors import ModelError
from index.sources import Block, Evidence, Source
from index.text.normalise import Normalised, compounds, normalise

VERSION = 3
"""Version of the chunking; after a change every source is read and cut again."""

TARGET_TOKENS = 200  # a guess
_MAX_OVERLAP_TOKENS = TARGET_TOKENS // 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its normalised text, and its raw span in the page (or source)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one source with its locator.

    `start` and `end` are raw character offsets as in `Block`; `text` is the normalised text there. `header` (title and
    section) goes into the embedding and is never quoted.
    """

    id: str
    record: int
    evidence: Evidence
    page: int | None
    section: str | None
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]
    header: str

    @property
    def embedded_text(self) -> str:
        """The text for the embedder: see the function."""
        return embedded_text(self.header, self.text)

    @property
    def text_hash(self) -> str:
        """SHA-256 of the embedded text, the key of its cached vector."""
        return hashlib.sha256(self.embedded_text.encode("utf-8", "surrogatepass")).hexdigest()


def embedded_text(header: str, text: str) -> str:
    """The text of a passage for the embedder: its header, then its text."""
    return f"{header}\n{text}" if header else text


@dataclass(frozen=True, slots=True)
class _Piece:
    sentence: Sentence
    tokens: int
    gap: str
    """Separator before it in its passage: a space inside a block, a line end between blocks."""


def make_passages(source: Source, path: str) -> list[Passage]:
    """Cut a source into passages, in order; `path` (in the corpus) goes into their identifiers."""
    keep = compounds("\n".join(source.texts.values()))
    passages: list[Passage] = []
    for _, run in groupby(source.blocks, key=_place):
        blocks = list(run)
        pieces = [piece for block in blocks for piece in _pieces(source, block, keep)]
        for group in _pack(pieces):
            passages.append(_passage(source, path, blocks[0], group))
    return _with_unique_ids(passages)


_ALONE = (Evidence.TITLE, Evidence.CAPTION, Evidence.YOUR_MARK)
"""Kinds of evidence of which each block is a passage of its own."""


def _place(block: Block) -> tuple[object, ...]:
    alone = block.start if block.evidence in _ALONE else None
    return block.record, block.evidence, block.page, block.section, alone


def _pieces(source: Source, block: Block, keep: frozenset[str]) -> list[_Piece]:
    """The sentences of one block; a sentence longer than a passage is cut between words."""
    normal = normalise(source.raw(block), keep)
    spans = sentence_spans(normal.text)
    counts = [count_tokens(normal.text[a:b]) for a, b in spans]
    pieces: list[_Piece] = []
    for (start, end), tokens in zip(spans, counts, strict=True):
        for a, b, size in _cut(normal, start, end, tokens):
            first, last = normal.raw_span(a, b)
            sentence = Sentence(normal.text[a:b], block.start + first, block.start + last)
            pieces.append(_Piece(sentence, size, " " if pieces else "\n"))
    return pieces


def _cut(normal: Normalised, start: int, end: int, tokens: int) -> Iterator[tuple[int, int, int]]:
    """The span, or equal parts of it cut at spaces if it has more tokens than a passage."""
    if tokens <= TARGET_TOKENS:
        yield start, end, tokens
        return
    text, offsets = normal.text, normal.offsets
    parts = -(-tokens // TARGET_TOKENS)
    width = -(-(end - start) // parts)
    while start < end:
        stop = min(start + width, end)
        space = text.rfind(" ", start + width // 2, stop + 1) if stop < end else -1
        stop = space if space > start else stop
        while stop < end and offsets[stop] == offsets[stop - 1]:  # inside a ligature
            stop += 1
        yield start, stop, tokens // parts
        start = stop + 1 if text[stop : stop + 1] == " " else stop


def _pack(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Groups of pieces with about TARGET_TOKENS; a group begins with the last sentence of the group before it."""
    group: list[_Piece] = []
    size = 0
    for piece in pieces:
        if group and size + piece.tokens > TARGET_TOKENS:
            yield group
            last = group[-1]
            overlaps = len(group) > 1 and last.tokens <= min(_MAX_OVERLAP_TOKENS, TARGET_TOKENS - piece.tokens)
            group = [last] if overlaps else []
            size = last.tokens if overlaps else 0
        group.append(piece)
        size += piece.tokens
    if group:
        yield group


def _passage(source: Source, path: str, block: Block, group: Sequence[_Piece]) -> Passage:
    text = "".join((piece.gap if i else "") + piece.sentence.text for i, piece in enumerate(group))
    first, last = group[0].sentence, group[-1].sentence
    of_work = source.records and block.evidence is not Evidence.TITLE
    title = source.records[block.record].title if of_work else None
    header = " — ".join(part for part in (title, block.section) if part)
    where = f"{path}\0{block.page}\0{first.start}\0{last.end}\0{header}\0{text}"
    return Passage(
        id=hashlib.sha256(where.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        record=block.record,
        evidence=block.evidence,
        page=block.page,
        section=block.section,
        start=first.start,
        end=last.end,
        text=text,
        sentences=tuple(piece.sentence for piece in group),
        header=header,
    )


def _with_unique_ids(passages: Iterable[Passage]) -> list[Passage]:
    return list({passage.id: passage for passage in passages}.values())


# Sentence boundaries by `sentencex`, corrected for scholarly abbreviations and footnote marks.

# Abbreviations that sentencex does not know: "see Fig. ", "(cf. ".
_NOT_AN_END = re.compile(
    r"(?:^|[\s(\[])(?:Eqs?|Figs?|Secs?|Sects?|Tabs?|Refs?|Chap|Alg|approx|resp|cf|et al|vs|Nos?|pp?|vols?|eds?)\.\s*$"
)
# The mark in "system.1 A"
_FOOTNOTE_MARK = re.compile(r"(?<=[a-z)][.!?])\d{1,2}(?=\s+[A-Z])")
_HAS_WORD = re.compile(r"\w")
# Between "We measure it." and "The next": the library misses ends in a text that begins with "•" or "(iii)", or that
# has brackets or quotation marks without their partner.
_MISSED_END = re.compile(r"(?<![.\s])(?P<last>[\w%)\]”’\"]+)[.!?][)\]”’\"]*(?=\s+[(\[“‘\"•–]?\s?[A-Z][a-z’' ])")
_INITIAL = re.compile(r"[A-Z]")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Stripped spans of the sentences of `text`, in order.

    Text without a letter or digit (a rule, a bullet) belongs to its neighbour, so that each character other than white
    space is in exactly one span.
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
    """The library's spans, cut again after a footnote mark that hides the full stop ("system.1 A"), and at ends that
    the library misses."""
    for boundary in get_sentence_boundaries("en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        marks = [mark.end() for mark in _FOOTNOTE_MARK.finditer(text, start, end)]
        missed = [found.end() for found in _MISSED_END.finditer(text, start, end) if _ends_sentence(found["last"])]
        for cut in sorted({*marks, *missed}):
            yield start, cut
            start = cut
        yield start, end


@cache
def _ends_sentence(word: str) -> bool:
    """True if a full stop after a word ends a sentence, and not an abbreviation or an initial."""
    return not _INITIAL.fullmatch(word) and len(get_sentence_boundaries("en", f"The {word}. Smith came")) > 1


def _continues(before: str, after: str) -> bool:
    return bool(_NOT_AN_END.search(before)) or not _HAS_WORD.search(after) or not _HAS_WORD.search(before)


# Counting tokens by tiktoken with the vocabulary inside `llama_index.core`, so that nothing is fetched.


@cache
def _encoding() -> tiktoken.Encoding:
    spec = find_spec("llama_index.core")  # finds the package without importing it
    if spec is None or spec.origin is None:
        raise ModelError("llama-index-core is not installed; it contains the token vocabulary: install refdesk again")
    # tiktoken reads the variable when it loads; a user's setting takes precedence.
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(Path(spec.origin).parent / "_static" / "tiktoken_cache"))
    return tiktoken.get_encoding("cl100k_base")


def count_tokens(text: str) -> int:
    """The number of cl100k_base tokens in `text`; names of special tokens count as plain text."""
    return len(_encoding().encode_ordinary(text))
