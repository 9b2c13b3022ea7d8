"""Lines of a PDF page with their place and font, and what they are on the page: heading, running head, body."""

import ctypes
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium_c
from pypdfium2 import PdfTextPage

_LINE = re.compile(r"[^\r\n]+")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-H]\.)\s+\S")
_KNOWN = re.compile(
    r"(?:abstract|introduction|background|related work|methods?|methodology|results|discussion|conclusions?|"
    r"acknowledge?ments?|references|bibliography|appendix(?: [A-Z])?)\W*$",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(r"(?:fig(?:ure)?|table|tab|algorithm|listing)\b\.?\s*\d|arXiv:|doi\b|https?:", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.IGNORECASE)
_BOLD = 600
_MARGIN_LINES = 2
_MAX_HEADING_WORDS = 12
_FEW_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its span in the page's raw text, vertical place (points from the bottom) and font."""

    start: int
    end: int
    text: str
    bottom: float
    top: float
    size: float
    weight: int

    @property
    def looks(self) -> tuple[float, int]:
        """Size and weight, by which headings of one rank are alike."""
        return round(self.size, 1), self.weight


def page_lines(textpage: PdfTextPage, raw: str) -> list[Line]:
    """The lines of `raw`, the page's text as PDFium gives it, in its order."""
    lines: list[Line] = []
    box = [ctypes.c_double() for _ in range(4)]
    left, top, right, bottom = (ctypes.byref(side) for side in box)
    surrogates = any(ord(char) > 0xFFFF for char in raw)
    for match in _LINE.finditer(raw):
        if not match.group().strip():
            continue
        # PDFium counts UTF-16 units, and characters it left out of the text.
        unit = len(raw[: match.start()].encode("utf-16-le")) // 2 if surrogates else match.start()
        char = max(0, pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, unit))
        size, weight = pdfium_c.FPDFText_GetFontSize(textpage, char), pdfium_c.FPDFText_GetFontWeight(textpage, char)
        high, low = 0.0, 0.0
        if pdfium_c.FPDFText_CountRects(textpage, char, len(match.group())) > 0:
            pdfium_c.FPDFText_GetRect(textpage, 0, left, top, right, bottom)
            high, low = box[1].value, box[3].value
        lines.append(Line(match.start(), match.end(), match.group().strip(), low, high, max(size, 0.0), max(weight, 0)))
    return lines


def body_size(pages: Mapping[int, Sequence[Line]]) -> float:
    """The font size, in points, that most characters of the document have; 0 without text."""
    sizes: Counter[float] = Counter()
    for lines in pages.values():
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def running_heads(pages: Mapping[int, Sequence[Line]]) -> set[tuple[int, int]]:
    """(page, start) of running heads, feet and page numbers: outermost lines that return from page to page."""
    outer = {page: _outermost(lines) for page, lines in pages.items()}
    seen = Counter(text for lines in outer.values() for text in {_without_digits(line.text) for line in lines})
    needed = max(2, min(3, len(pages) - 1))
    return {
        (page, line.start)
        for page, lines in outer.items()
        for line in lines
        if _PAGE_NUMBER.match(line.text) or (len(pages) > 2 and seen[_without_digits(line.text)] >= needed)
    }


def _outermost(lines: Sequence[Line]) -> list[Line]:
    """The highest and the lowest lines of a page, by their place and not by their order in the text."""
    by_height = sorted(lines, key=lambda line: line.top)
    return by_height[:_MARGIN_LINES] + by_height[_MARGIN_LINES:][-_MARGIN_LINES:]


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text).strip().lower()


def headings(pages: Mapping[int, Sequence[Line]], outline: frozenset[str]) -> set[tuple[int, int]]:
    """(page, start) of the section headings.

    Sure ones are in the document's outline (lower case, without numbers), or have a number or a usual name and a
    font that stands out. Others count when they follow and look like one in a larger font; where a document
    has hardly any sure ones, a clearly larger font is enough.
    """
    body = body_size(pages)
    could_be = [(page, line) for page, lines in pages.items() for line in lines if _could_be_heading(line)]
    sure = [(page, line) for page, line in could_be if _is_sure_heading(line, body, outline)]
    if len(sure) < _FEW_HEADINGS:
        return {(page, line.start) for page, line in could_be if line.size >= body * 1.15} | _places(sure)
    looks = {line.looks for _, line in sure if line.size >= body * 1.05}
    first = min(_places(sure))  # above it stand title and authors
    return {place for place in _places([c for c in could_be if c[1].looks in looks]) if place > first} | _places(sure)


def _places(lines: Sequence[tuple[int, Line]]) -> set[tuple[int, int]]:
    return {(page, line.start) for page, line in lines}


def _could_be_heading(line: Line) -> bool:
    name = heading_name(line.text)
    return (
        len(line.text.split()) <= _MAX_HEADING_WORDS
        and len(_LETTER.findall(name)) >= max(4, len(name) // 2)
        and (name[0].isupper() or name[0].isdigit())
        and (not name.endswith((".", ",", ";", ":", "-")) or _KNOWN.match(name) is not None)
        and not _NO_HEADING.match(line.text)
    )


def _is_sure_heading(line: Line, body: float, outline: frozenset[str]) -> bool:
    stands_out = line.size >= body * 1.08 or line.weight >= _BOLD or line.text.isupper()
    if heading_name(line.text).lower() in outline:
        return True
    if _KNOWN.match(heading_name(line.text)):
        return stands_out or " " not in line.text
    return _NUMBERED.match(line.text) is not None and stands_out and line.size >= body * 0.9


def heading_name(text: str) -> str:
    """A heading without its number."""
    match = _NUMBERED.match(text)
    return text[match.end() - 1 :].strip() if match else text.strip()


def heading_level(text: str) -> int:
    """1 for a section, 2 for a subsection, by the dots in its number; 1 without a number."""
    number = re.match(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s", text)
    if number:
        return number.group(1).count(".") + 1
    return 2 if re.match(r"[A-H]\.\s", text) else 1


def is_reference_heading(name: str) -> bool:
    """Whether a heading opens the reference list."""
    return (
        re.fullmatch(r"(?:references(?: and notes)?|bibliography|literature cited)\W*", name, re.IGNORECASE) is not None
    )
