"""Readers: a file becomes a `Source`. One module a format, chosen by what the file holds and then by its suffix."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from index.errors import ReadError
from index.readers.files import decode
from index.sources import Source

_READERS = {
    "bibtex": (3, "records.bibtex", "read"),
    "csl": (3, "records.csl", "read"),
    "docx": (6, "docx", "read"),
    "endnote": (3, "records.endnote", "read"),
    "epub": (3, "web.epub", "read"),
    "export": (3, "records.csv_export", "read"),
    "html": (3, "web.html", "read"),
    "listing": (2, "listing", "read"),
    "markdown": (8, "markdown", "read"),
    "medline": (3, "records.tagged", "read_medline"),
    "org": (6, "org", "read"),
    "pdf": (6, "pdf.reader", "read"),
    "plaintext": (7, "plaintext", "read"),
    "refer": (3, "records.tagged", "read_refer"),
    "ris": (3, "records.tagged", "read_ris"),
    "spreadsheet": (2, "records.csv_export", "read_spreadsheet"),
    "summary": (8, "summary", "read"),
    "tex": (2, "tex", "read"),
    "webofscience": (3, "records.tagged", "read_webofscience"),
    "zotero": (3, "records.zotero", "read"),
}
"""Each reader's version, its module in this package, and its function."""

VERSIONS = {name: version for name, (version, _, _) in _READERS.items()}
"""By reader: after a change of its code raise the version, and the next build reads the files of that format again."""

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
    ".ods": "spreadsheet",
    ".org": "org",
    ".pdf": "pdf",
    ".ris": "ris",
    ".tex": "tex",
    ".tsv": "export",
    ".xhtml": "html",
    ".xls": "spreadsheet",
    ".xlsx": "spreadsheet",
    ".xml": "endnote",
}
_BEGINNINGS = {
    "webofscience": r"\s*FN (?:Clarivate|Thomson|ISI)[^\n]*\n",
    "export": r"\s*PT\tAU\t",
    "ris": r"\s*(?:[A-Z][A-Z0-9]  -[^\n]*\n){0,60}TY  - [A-Z]",
    "refer": r"\s*%0 [A-Z]",
    "medline": r"\s*PMID- ?\d",
}
"""How the exports begin that databases save as `.txt`: "PMID- 33", "TY  - JOUR", "%0 Journal Article"."""

_MARKDOWN = frozenset({".md", ".markdown", ".qmd", ".rmd"})
_TEXT = frozenset({".txt", ".text"})

RECORD_READERS = frozenset(
    name for name, (_, module, _) in _READERS.items() if module.startswith("records.") or name == "listing"
)
"""Readers of records: a file that one of them cannot read is not a paper."""

SUFFIXES = _BY_SUFFIX.keys() | _MARKDOWN | _TEXT
"""Lower-case suffixes of the files that are sources; all others are ignored."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A format's name, and the function that makes a source of a file's bytes."""

    name: str
    read: Callable[..., Source]


def reader_for(data: bytes, suffix: str) -> Reader:
    """The reader of a file by its bytes and its suffix (lower case, with the dot).

    Raises ReadError for an empty file and for text that cannot be decoded.
    """
    if not data and suffix not in _MARKDOWN | _TEXT | {".org", ".tex"}:
        raise ReadError("is empty (0 bytes): the download or copy was cut off, get it again or remove it")
    return named(_format(data, suffix))


def named(name: str) -> Reader:
    """The reader of this name."""
    _, module, function = _READERS[name]
    # Imported when first needed: the libraries of some formats take half a second to import.
    return Reader(name, getattr(import_module(f"index.readers.{module}"), function))


def _format(data: bytes, suffix: str) -> str:
    # A note may mention "%PDF-"; a PDF under another suffix begins with it.
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if not data.strip():
        return "markdown" if suffix in _MARKDOWN else "plaintext"
    text = decode(data)
    if export := next((name for name, beginning in _BEGINNINGS.items() if re.match(beginning, text)), None):
        return export
    # The most specific format comes first.
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
