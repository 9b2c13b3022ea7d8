"""Readers: a file becomes a `Source`. One module a format, chosen by what the file holds and then by its suffix."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from index.errors import ReadError
from index.readers.files import decode
from index.sources import Source

VERSIONS = {
    "bibtex": 1,
    "csl": 1,
    "docx": 3,
    "endnote": 1,
    "epub": 3,
    "export": 1,
    "html": 3,
    "listing": 2,
    "markdown": 4,
    "medline": 1,
    "org": 2,
    "pdf": 5,
    "plaintext": 3,
    "refer": 1,
    "ris": 1,
    "summary": 5,
    "webofscience": 1,
}
"""Version of each reader's code; raising one reads the files of that format anew at the next build."""

_BY_SUFFIX = {
    ".bib": "bibtex",
    ".ciw": "webofscience",
    ".csv": "export",
    ".docx": "docx",
    ".enw": "refer",
    ".epub": "epub",
    ".htm": "html",
    ".html": "html",
    ".isi": "webofscience",
    ".json": "csl",
    ".nbib": "medline",
    ".org": "org",
    ".pdf": "pdf",
    ".ris": "ris",
    ".tsv": "export",
    ".xhtml": "html",
    ".xml": "endnote",
}
_READERS = {
    "bibtex": ("records.bibtex", "read"),
    "csl": ("records.csl", "read"),
    "docx": ("docx", "read"),
    "endnote": ("records.endnote", "read"),
    "epub": ("web.epub", "read"),
    "export": ("records.csv_export", "read"),
    "html": ("web.html", "read"),
    "listing": ("listing", "read"),
    "markdown": ("markdown", "read"),
    "medline": ("records.tagged", "read_medline"),
    "org": ("org", "read"),
    "pdf": ("pdf.reader", "read"),
    "plaintext": ("plaintext", "read"),
    "refer": ("records.tagged", "read_refer"),
    "ris": ("records.tagged", "read_ris"),
    "summary": ("summary", "read"),
    "webofscience": ("records.tagged", "read_webofscience"),
}
"""Each reader's module within this package, and its function."""

_BEGINNINGS = {
    "webofscience": r"\s*FN (?:Clarivate|Thomson|ISI)[^\n]*\n",
    "export": r"\s*PT\tAU\t",
    "ris": r"\s*TY  - [A-Z]",
    "medline": r"\s*PMID- ?\d",
}
"""How exports begin that databases save as `.txt`."""

_MARKDOWN = frozenset({".md", ".markdown"})
_TEXT = frozenset({".txt", ".text"})

RECORD_READERS = frozenset({"bibtex", "csl", "endnote", "export", "listing", "medline", "refer", "ris", "webofscience"})
"""Readers of records: a file that one of them cannot read is not a paper."""

SUFFIXES = _BY_SUFFIX.keys() | _MARKDOWN | _TEXT
"""Suffixes, lower case, of the files that are sources; others are left alone."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A format's name, and the function that makes a source of a file's bytes."""

    name: str
    read: Callable[[bytes], Source]


def reader_for(data: bytes, suffix: str) -> Reader:
    """The reader of a file by its bytes and its suffix (lower case, with the dot).

    Raises ReadError for an empty file and for text that cannot be decoded.
    """
    if not data:
        raise ReadError("is empty (0 bytes): the download or copy was cut off, get it again or remove it")
    name = _format(data, suffix)
    module, function = _READERS[name]
    # Imported when it is first needed: some formats' libraries take half a second.
    return Reader(name, getattr(import_module(f"index.readers.{module}"), function))


def _format(data: bytes, suffix: str) -> str:
    # A note may mention "%PDF-"; a PDF under another suffix begins with it.
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    text = decode(data)
    if export := next((name for name, beginning in _BEGINNINGS.items() if re.match(beginning, text)), None):
        return export
    # The more particular formats are asked first.
    for name in ("listing", "summary", "markdown"):
        is_stated = name == "markdown" and suffix in _MARKDOWN
        if is_stated or import_module(f"index.readers.{name}").recognises(text):
            return name
    return "plaintext"


def read_bytes(path: Path) -> bytes:
    """A file's content; raises ReadError with the reason where it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as exc:
        raise ReadError(f"cannot be opened ({exc.strerror or exc}): check that it exists and may be read") from exc


def read_file(path: Path) -> tuple[Reader, Source]:
    """Read one file; raises ReadError with the reason where that fails."""
    data = read_bytes(path)
    reader = reader_for(data, path.suffix.lower())
    return reader, reader.read(data)
