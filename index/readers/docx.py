"""DOCX: Word's paragraphs, lists and tables; heading styles make the section path, in whatever language they are."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from lxml import etree

from index.errors import ReadError
from index.readers.archives import Archive
from index.readers.author_lists import people_in
from index.readers.composing import Part, compose
from index.readers.sight import LEFT_OUT
from index.readers.unseen_wordml import remove_unseen
from index.readers.wordml import Style, parts_of, style_of, styles_of, text_of
from index.sources import Record, Source

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLE = b"\xd0\xcf\x11\xe0"
_NOT_A_DOCUMENT = "is no DOCX inside: open it in a word processor and save it as DOCX"
_ALL_HIDDEN = "has no text that can be seen: show its hidden text in a word processor and save it again"
_TITLE_STYLE = "title"
_NO_TITLE = re.compile(
    r"(?:untitled|word document|document\s?\d*|microsoft word\b.*|powerpoint.*|title|\W*"
    r"|.*\.(?:docx?|dotx?|odt|rtf|tex))$",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:python-docx|microsoft.*|.*\buser\b.*|unknown|anonymous|author|admin(?:istrator)?|apache poi|un-named|\W*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Opened:
    """The body, the styles by identifier, what the properties state, the footnotes, and whether text was left out."""

    body: etree._Element
    styles: Mapping[str, Style]
    record: Record
    notes: etree._Element | None
    hidden: bool


def read(data: bytes) -> Source:
    """Read a document as it reads with its changes accepted; raises ReadError where it is damaged or encrypted."""
    if data.startswith(_OLE):
        raise ReadError("needs a password or is in Word's old format: save a copy as DOCX without a password")
    opened = _opened(data)
    parts = [part for part in parts_of(opened.body, opened.styles) if part.text.strip()]
    title = _title(opened.body, opened.styles) or opened.record.title or _only_main_heading(parts)
    told = [*parts, *_footnotes(opened.notes)]
    if opened.hidden and not told:
        raise ReadError(_ALL_HIDDEN)
    record = Record(title=title, authors=opened.record.authors)
    return compose(told, [record], (LEFT_OUT,) if opened.hidden else ())


def _opened(data: bytes) -> _Opened:
    package = _without_media(Archive(data))
    try:
        document = Document(package)
        body, sheet, notes = document.element.body, document.styles.element, _notes(document)
        hidden = [remove_unseen(text, sheet) for text in (body, notes) if text is not None]
        return _Opened(body, styles_of(sheet), _stated(document), notes, any(hidden))
    # python-docx looks into parts as if they were whole: a damaged package ends in any of these.
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OpcError, etree.LxmlError) as exc:
        raise ReadError(_NOT_A_DOCUMENT) from exc


def _without_media(archive: Archive) -> io.BytesIO:
    """The package with its XML alone: pictures are not unpacked, and what goes on to the library has been measured."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as file:
        for name in archive.names:
            wanted = name.lower().endswith((".xml", ".rels"))
            file.writestr(name, (archive.read(name) if wanted else None) or b"")
    package.seek(0)
    return package


def _stated(document: WordDocument) -> Record:
    """Title and authors of the document's properties, unless they are what a program writes there by itself."""
    title, author = (" ".join((text or "").split()) for text in _properties(document))
    named = people_in(author) if " " in author and not _NO_AUTHOR.match(author) else ()
    return Record(title=None if _NO_TITLE.match(title) else title, authors=named)


def _properties(document: WordDocument) -> tuple[str, str]:
    return document.core_properties.title, document.core_properties.author


def _notes(document: WordDocument) -> etree._Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            return etree.fromstring(relation.target_part.blob, parser)
    return None


def _title(body: etree._Element, styles: Mapping[str, Style]) -> str | None:
    """The first paragraph in the style "Title"."""
    titled = (p for p in body.iter(f"{_W}p") if style_of(p, styles).name == _TITLE_STYLE)
    return next(filter(None, (" ".join(text_of(p).split()) for p in titled)), None)


def _only_main_heading(parts: Iterable[Part]) -> str | None:
    """The heading of the first level, where there is one alone: of several, none is the title."""
    found = [part.text for part in parts if part.level == 1]
    return found[0] if len(found) == 1 else None


def _footnotes(notes: etree._Element | None) -> Iterator[Part]:
    """The footnotes' text, under a heading of its own."""
    written = notes.iterchildren(f"{_W}footnote") if notes is not None else ()
    said = [text_of(p).strip() for note in written if not note.get(f"{_W}type") for p in note.iter(f"{_W}p")]
    if any(said):
        yield Part("Footnotes", level=1)
        yield from map(Part, filter(None, said))
