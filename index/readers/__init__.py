"""Readers: a file becomes a `Source`. One module a format, chosen by what the file holds and then by its suffix."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.errors import ReadError
from index.readers import listing, markdown, plaintext, summary
from index.readers.decoding import decode
from index.sources import Source

SUFFIXES = frozenset({".pdf"}) | markdown.SUFFIXES | plaintext.SUFFIXES
"""Suffixes, lower case, of the files that are sources; others are left alone."""


VERSIONS = {"pdf": 1, "listing": 1, "summary": 1, "markdown": 1, "text": 1}
"""Version of each reader's code; raising one reads the files of that format anew at the next build."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A format's name and the reading itself."""

    name: str
    read: Callable[[bytes], Source]


def reader_for(data: bytes, suffix: str) -> Reader:
    """The reader of a file by its bytes and its suffix (lower case, with the dot).

    Raises ReadError for an empty file and for text that cannot be decoded.
    """
    if not data:
        raise ReadError("is empty (0 bytes): the download or copy was cut off, get it again or remove it")
    # Notes may speak of "%PDF-"; a PDF under another suffix begins with it.
    if suffix == ".pdf" or data[:1024].lstrip().startswith(b"%PDF-"):
        from index.readers import pdf  # PDFium and pypdf take half a second to import and other files need neither

        return Reader("pdf", pdf.read)
    text = decode(data)
    # The more particular formats are asked first.
    if listing.recognises(text):
        return Reader("listing", listing.read)
    if summary.recognises(text):
        return Reader("summary", summary.read)
    if suffix in markdown.SUFFIXES or markdown.recognises(text):
        return Reader("markdown", markdown.read)
    return Reader("text", plaintext.read)


def read_file(path: Path) -> tuple[Reader, Source]:
    """Read one file; raises ReadError with the reason where that fails."""
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise ReadError(f"cannot be opened ({exc.strerror or exc}): check that it exists and may be read") from exc
    reader = reader_for(data, path.suffix.lower())
    return reader, reader.read(data)
