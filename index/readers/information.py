"""What a PDF says of itself: document information, outline, and the DOI in its publisher's metadata."""

import ctypes
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.readers.layout import heading_name
from index.readers.pages import whole

_NOT_A_TITLE = re.compile(r"(?:untitled|microsoft word\b.*|.*\.(?:docx?|tex|pdf|dvi|indd|qxd)|\W*)$", re.IGNORECASE)
_NOT_AN_AUTHOR = re.compile(r"(?:unknown|anonymous|author|admin(?:istrator)?|user|root|owner|\W*)$", re.IGNORECASE)
_BETWEEN_AUTHORS = re.compile(r"\s*(?:;|,|\band\b)\s*")
_XMP_MARKS = (b"prism:doi", b"pdfx:doi", b"crossmark:DOI")
_XMP_DOI = re.compile(rb"(?:>|=[\"'])\s{0,9}(?:doi:)?(10\.\d{4,9}/[^\s<\"']{2,150})")
_MADE = re.compile(r"D?:?((?:19|20)\d\d)")
_MAX_VALUE = 8_000
"""Bytes of the longest value that is read."""
_MAX_ENTRIES = 5_000
"""Entries of an outline that are read: no document has so many headings."""
_MAX_DEPTH = 15


@dataclass(frozen=True, slots=True)
class Information:
    """What is told outside the pages; a program may have filled it in without anybody's care."""

    title: str | None
    authors: tuple[str, ...]
    subject: str
    dois: tuple[str, ...]
    """Texts in which the publisher states the DOI, the surest first."""
    made: int | None
    """Year in which the file was made."""
    outline: frozenset[str]
    """Headings without their numbers, lower case."""


def information(document: pdfium.PdfDocument, data: bytes) -> Information:
    """The information of `document`, which was opened from `data`."""
    title, author, subject = (_value(document, key) for key in ("Title", "Author", "Subject"))
    made = _MADE.match(_value(document, "CreationDate"))
    names = _BETWEEN_AUTHORS.split(author)
    return Information(
        title=None if _NOT_A_TITLE.match(title) or len(title) < 8 else title,
        authors=tuple(name for name in names if not _NOT_AN_AUTHOR.match(name)),
        subject=subject,
        dois=(_doi_in_metadata(data), _value(document, "doi"), subject),
        made=int(made.group(1)) if made else None,
        outline=frozenset(_outline(document)),
    )


def _doi_in_metadata(data: bytes) -> str:
    """The DOI in a metadata stream that was stored as it is, as publishers' are; found without parsing its XML."""
    for mark in _XMP_MARKS:
        at = data.find(mark)
        match = _XMP_DOI.match(data, at + len(mark)) if at >= 0 else None
        if match:
            return match.group(1).decode("ascii", "replace")
    return ""


def _value(document: pdfium.PdfDocument, key: str) -> str:
    """An entry of the document information as one line."""
    text = _utf16(partial(pdfium_c.FPDF_GetMetaText, document, key.encode() + b"\0"))
    return html.unescape(" ".join(whole(text).split()))


def _utf16(fill: Callable[[object, int], int]) -> str:
    """The text that PDFium writes into a buffer, asked first for its length in bytes."""
    size = min(fill(None, 0), _MAX_VALUE)
    buffer = ctypes.create_string_buffer(max(size, 2))
    # It writes nothing where the whole does not fit: such a value is no title and no name.
    return buffer.raw[: size - 2].decode("utf-16-le", "replace") if fill(buffer, size) <= size else ""


def _outline(document: pdfium.PdfDocument) -> Iterator[str]:
    """Titles of the outline, level by level, each entry once: a damaged one may lead back into itself."""
    seen: set[int] = set()
    level: list[object] = [None]
    for _ in range(_MAX_DEPTH):
        below: list[object] = []
        for parent in level:
            entry = pdfium_c.FPDFBookmark_GetFirstChild(document, parent)
            while entry and len(seen) < _MAX_ENTRIES:
                address = ctypes.addressof(entry.contents)
                if address in seen:
                    break
                seen.add(address)
                below.append(entry)
                yield heading_name(_utf16(partial(pdfium_c.FPDFBookmark_GetTitle, entry))).lower()
                entry = pdfium_c.FPDFBookmark_GetNextSibling(document, entry)
        level = below
