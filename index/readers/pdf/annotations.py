"""Marks that a reader made in a PDF: words highlighted, underlined or struck out, and notes.

Marked words are the page's own and keep their place in its text. A note is not printed on the page, so its text is put
behind the text of its page, where a quote of it can be checked like any other.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import pypdfium2 as pdfium
from pypdfium2 import raw as pdfium_c

from index.readers.pdf.hidden import Box
from index.readers.pdf.layout import Glyphs
from index.sources import Block, Evidence, Source
from index.text.normalise import normalise, on_one_line, without_hidden

_OVER_WORDS = {
    pdfium_c.FPDF_ANNOT_HIGHLIGHT: "Highlight",
    pdfium_c.FPDF_ANNOT_UNDERLINE: "Underline",
    pdfium_c.FPDF_ANNOT_SQUIGGLY: "Underline",
    pdfium_c.FPDF_ANNOT_STRIKEOUT: "Strike-out",
}
"""Annotations over words, and their names in a section."""
_NOTES = frozenset(
    {pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_CARET, pdfium_c.FPDF_ANNOT_SQUARE}
    | {pdfium_c.FPDF_ANNOT_CIRCLE, pdfium_c.FPDF_ANNOT_INK}
)
"""Annotations that are marks if they have a note; links, stamps, watermarks and fields of forms are the publisher's."""
_UNSEEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_MAX_ANNOTATIONS = 2_000
"""Annotations of a page that are looked at (a guess, more than a reader makes)."""
_MAX_NOTE = 20_000  # characters of a note (a guess, ten pages)
_MAX_DEPTH = 20  # replies to replies (a guess)
_SHOWN = 120
"""Characters of a note or of marked words in the section of the other (a guess)."""
_WATERMARK_PAGES = 3
"""Pages from which on the same free text is a watermark, as nobody writes one note three times (a guess)."""
_APART = "\n\n"
"""Between the text of a page and a note behind it."""
# A word, also one that PDFium broke at a line's end, or one other character.
_WORD = re.compile(r"[\w\ufffe\x02]+|[^\w\s]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on a page: its name ("Highlight"; "" for a note alone), the spans of its words, and its notes.

    `spans` are offsets in the page's raw text; the second note answers the first and so on. `is_broken`: its box has
    no size, or is off the page. `is_typed`: a note that is shown on the page.
    """

    page: int
    name: str
    spans: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()
    is_broken: bool = False
    is_typed: bool = False


@dataclass(slots=True)
class _Annotation:
    """One annotation; `boxes` are left, bottom, right and top of each stretch of words, in points."""

    kind: int
    contents: str
    boxes: list[Box]
    answers: int | None
    """Position on the page of the annotation that it answers."""


def page_marks(page: pdfium.PdfPage, number: int, glyphs: Glyphs, raw: str) -> list[Mark]:
    """The reader's marks on a page, in the order of their words; `raw` is the page's text."""
    count = min(pdfium_c.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)
    read = {i: annotation for i in range(count) if (annotation := _annotation(page, i))}
    if not read:
        return []
    replies: dict[int, list[str]] = {}
    for i, annotation in read.items():
        if (first := _thread(read, i)) != i:
            replies.setdefault(first, []).append(annotation.contents)
    edges = page.get_bbox()
    marks = []
    for i, annotation in read.items():
        if _thread(read, i) != i:
            continue
        name = _OVER_WORDS.get(annotation.kind, "")
        boxes = [box for box in annotation.boxes if _is_sound(box, edges)]
        spans = _spans(raw, glyphs, boxes) if boxes else ()
        # Some programs copy the marked words into the note.
        words = normalise(" ".join(raw[start:end] for start, end in spans)).text
        notes = [note for note in (annotation.contents, *replies.get(i, ())) if note and on_one_line(note) != words]
        if name or notes:
            is_typed = annotation.kind == pdfium_c.FPDF_ANNOT_FREETEXT
            marks.append(Mark(number, name, spans, tuple(notes), bool(name) and not boxes, is_typed))
    return sorted(marks, key=lambda mark: mark.spans[:1])


def _annotation(page: pdfium.PdfPage, i: int) -> _Annotation | None:
    """An annotation that may be a mark or a reply to one; None for any other."""
    annotation = pdfium_c.FPDFPage_GetAnnot(page, i)
    if not annotation:
        return None
    try:
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        # With a state ("Accepted", "Completed") it tells what became of another annotation.
        if (kind not in _OVER_WORDS and kind not in _NOTES) or _text(annotation, b"State"):
            return None
        answers = _linked(annotation, b"IRT", lambda first: int(pdfium_c.FPDFPage_GetAnnotIndex(page, first)))
        # Acrobat hides replies on the page and shows them in its list.
        if answers is None and pdfium_c.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
            return None
        contents = _text(annotation, b"Contents") or _linked(annotation, b"Popup", partial(_text, key=b"Contents"))
        return _Annotation(kind, contents or "", _boxes(annotation) if kind in _OVER_WORDS else [], answers)
    finally:
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _text(annotation: object, key: bytes) -> str:
    """A text of an annotation, "" if there is none or if it is longer than any note."""
    size = pdfium_c.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= 2 * _MAX_NOTE:
        return ""
    units = (ctypes.c_ushort * (size // 2))()
    pdfium_c.FPDFAnnot_GetStringValue(annotation, key, units, size)
    return without_hidden(bytes(units).decode("utf-16-le", "replace").rstrip("\0")).strip()


def _linked(annotation: object, key: bytes, read: Callable[[object], T]) -> T | None:
    """What `read` makes of the annotation to which another points, None if it points to none."""
    linked = pdfium_c.FPDFAnnot_GetLinkedAnnot(annotation, key)
    if not linked:
        return None
    try:
        return read(linked)
    finally:
        pdfium_c.FPDFPage_CloseAnnot(linked)


def _boxes(annotation: object) -> list[Box]:
    """The boxes of an annotation over words; its whole rectangle if it has none."""
    corners = pdfium_c.FS_QUADPOINTSF()
    boxes: list[Box] = []
    for i in range(min(pdfium_c.FPDFAnnot_CountAttachmentPoints(annotation), _MAX_ANNOTATIONS)):
        if pdfium_c.FPDFAnnot_GetAttachmentPoints(annotation, i, corners):
            across = corners.x1, corners.x2, corners.x3, corners.x4
            up = corners.y1, corners.y2, corners.y3, corners.y4
            boxes.append((min(across), min(up), max(across), max(up)))
    sides = pdfium_c.FS_RECTF()
    if not boxes and pdfium_c.FPDFAnnot_GetRect(annotation, sides):
        boxes.append((sides.left, sides.bottom, sides.right, sides.top))
    return boxes


def _is_sound(box: Box, edges: Box) -> bool:
    """Whether a box has a size, and a part of it is on the page."""
    left, bottom, right, top = box
    if not all(map(math.isfinite, box)) or right <= left or top <= bottom:
        return False
    return left < edges[2] and right > edges[0] and bottom < edges[3] and top > edges[1]


def _thread(read: dict[int, _Annotation], i: int) -> int:
    """The position of the mark that an annotation answers, also through other replies; its own if it answers none."""
    for _ in range(_MAX_DEPTH):
        answers = read[i].answers
        if answers is None or answers not in read:
            return i
        i = answers
    return i


def _spans(raw: str, glyphs: Glyphs, boxes: Sequence[Box]) -> tuple[tuple[int, int], ...]:
    """The spans of the words of which at least half the characters are in a box, neighbours as one span."""
    spans: list[tuple[int, int]] = []
    after = False
    for word in _WORD.finditer(raw):
        inside = sum(_is_inside(glyphs.box(glyphs.index(place)), boxes) for place in range(*word.span()))
        if 2 * inside < len(word.group()):
            after = False
        elif after:
            spans[-1] = spans[-1][0], word.end()
        else:
            spans.append(word.span())
            after = True
    return tuple(spans)


def _is_inside(glyph: Box, boxes: Sequence[Box]) -> bool:
    across, up = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2
    return any(left <= across <= right and bottom <= up <= top for left, bottom, right, top in boxes)


def with_marks(source: Source, marks: Sequence[Mark]) -> Source:
    """The source with the reader's marks as evidence, and a warning for each whose box is broken."""
    pages = Counter(note for mark in marks if mark.is_typed for note in mark.notes)
    own = [mark for mark in marks if not (mark.is_typed and pages[mark.notes[0]] >= _WATERMARK_PAGES)]
    texts = dict(source.texts)
    blocks: list[Block] = []
    for mark in own:
        raw = source.texts[mark.page]
        words = _shortened(normalise(" ".join(raw[start:end] for start, end in mark.spans)).text)
        note = _shortened(on_one_line(" ".join(mark.notes)))
        section = f"{mark.name} with the note “{note}”" if note else mark.name
        blocks += (Block(start, end, Evidence.YOUR_MARK, mark.page, section) for start, end in mark.spans)
        section = f"Note on “{words}”" if words else "Note"
        for text in mark.notes:
            start = len(texts[mark.page]) + len(_APART)
            texts[mark.page] += _APART + text
            blocks.append(Block(start, start + len(text), Evidence.YOUR_MARK, mark.page, section))
    return replace(
        source,
        texts=texts,
        blocks=(*source.blocks, *blocks),
        warnings=(*source.warnings, *(_warning(mark) for mark in own if mark.is_broken)),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"


def _warning(mark: Mark) -> str:
    note = f", its note “{_shortened(on_one_line(mark.notes[0]))}” was read" if mark.notes else ""
    return f"a mark on page {mark.page} has a broken box, so its words are unknown{note}: mark the words again"
