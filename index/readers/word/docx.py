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
from index.readers.composing import Part, compose
from index.readers.files import Archive
from index.readers.records.names import people_in
from index.readers.word.hidden import remove_unseen
from index.sources import LEFT_OUT, Record, Source

# The text of a Word document's body: paragraphs with their heading levels, list items, and rows of tables.
#
# The tree is walked without recursion. Changes that are still marked count as accepted, as the document will read.

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
_TEXT_LEVEL = 9
"""Word's outline level of plain text; 0 to 8 are headings."""
_MAX_STYLES_UP = 30
_SPOKEN = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": "\u00ad"}
_TEXTS = frozenset({f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_LEFT_OUT = frozenset(
    {
        f"{_W}moveFrom",
        f"{_W}pPr",
        f"{_W}txbxContent",
        f"{_W}pict",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_HOLDERS = frozenset(
    f"{_W}{name}" for name in ("tbl", "tr", "tc", "sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
)
_CONTENTS = re.compile(r"table of contents|bibliography placeholder", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"toc (?:\d|heading)$", re.IGNORECASE)
_MAX_ROW = 3_000
"""Characters of the longest table row that is kept as one; a longer one lays out a page."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of its paragraphs: heading level (0: text), part of a list."""

    name: str
    level: int
    listed: bool


def styles_of(sheet: etree._Element) -> Mapping[str, Style]:
    """Paragraph styles by identifier. Word names its own in English, whatever language shows them."""
    elements = {style.get(f"{_W}styleId"): style for style in sheet.iterchildren(f"{_W}style")}
    return {name: _style(name, elements) for name in elements if name}


def _style(name: str, elements: Mapping[str | None, etree._Element]) -> Style:
    """A style, with what it inherits from those it is based on."""
    own = _value(elements[name], "name").lower()
    at: str | None = name
    level, listed = 0, own.startswith("list")
    for _ in range(_MAX_STYLES_UP):
        style = elements.get(at)
        if style is None or level:
            break
        if heading := _HEADING.match(_value(style, "name")):
            level = int(heading.group(1))
        level = level or _outline_level(style.find(f"{_W}pPr"))
        listed = listed or style.find(f"{_W}pPr/{_W}numPr") is not None
        at = _value(style, "basedOn")
    return Style(own, level, listed and not level)


def _outline_level(properties: etree._Element | None) -> int:
    """Heading level (from 1) that paragraph properties state, 0 for none."""
    stated = _value(properties, "outlineLvl") if properties is not None else ""
    return int(stated) + 1 if stated.isdecimal() and int(stated) < _TEXT_LEVEL else 0


def _value(element: etree._Element, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return str(found.get(f"{_W}val") or "") if found is not None else ""


def parts_of(body: etree._Element, styles: Mapping[str, Style]) -> Iterator[Part]:
    """Paragraphs, list items and table rows in order; the table of contents is passed over."""
    for number, element in enumerate(_elements(body), 1):
        if element.tag == f"{_W}tr":
            yield Part(" | ".join(filter(None, (_cell(cell) for cell in element.iterchildren(f"{_W}tc")))))
            continue
        style = style_of(element, styles)
        properties = element.find(f"{_W}pPr")
        numbered = properties is not None and properties.find(f"{_W}numPr") is not None
        level = _outline_level(properties) or style.level
        if _CONTENTS_STYLE.match(style.name):
            continue
        text = text_of(element)
        yield Part(
            " ".join(text.split()) if level else text,
            level,
            number if (numbered or style.listed) and not level else 0,
        )


def _elements(body: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs, and rows of tables that hold data, in reading order; text boxes come behind their paragraph."""
    waiting = [body.iterchildren()]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == f"{_W}p":
            yield element
            waiting += [box.iterchildren() for box in reversed(_text_boxes(element))]
        elif element.tag == f"{_W}tr" and _is_row(element):
            yield element
        elif element.tag in _HOLDERS and not _is_contents(element):
            waiting.append(element.iterchildren())


def _text_boxes(paragraph: etree._Element) -> list[etree._Element]:
    return [
        box
        for box in paragraph.iter(f"{_W}txbxContent")
        if not any(above.tag in _LEFT_OUT for above in box.iterancestors() if above is not box)
    ]


def _is_contents(element: etree._Element) -> bool:
    gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery") if element.tag == f"{_W}sdt" else None
    return gallery is not None and _CONTENTS.match(gallery.get(f"{_W}val") or "") is not None


def _is_row(row: etree._Element) -> bool:
    """Whether a row is data: what lays out a page holds tables, or much text, in its cells."""
    cells = list(row.iterchildren(f"{_W}tc"))
    if len(cells) < 2 or next(row.iter(f"{_W}tbl", f"{_W}txbxContent"), None) is not None:
        return False
    return sum(len(_cell(cell)) for cell in cells) <= _MAX_ROW


def _cell(cell: etree._Element) -> str:
    return " ".join(" ".join(text_of(paragraph).split()) for paragraph in cell.iter(f"{_W}p")).strip()


def text_of(paragraph: etree._Element) -> str:
    """What a paragraph says: text put in is kept, text struck out is not, as when all changes are accepted."""
    said: list[str] = []
    events = etree.iterwalk(paragraph, events=("start",))
    for _, element in events:
        if element.tag in _LEFT_OUT:
            events.skip_subtree()
        elif element.tag in _TEXTS:
            said.append(element.text or "")
        else:
            said.append(_SPOKEN.get(element.tag, ""))
    return "".join(said)


def style_of(paragraph: etree._Element, styles: Mapping[str, Style]) -> Style:
    """A paragraph's style; one that the document does not define is plain text."""
    properties = paragraph.find(f"{_W}pPr")
    name = _value(properties, "pStyle") if properties is not None else ""
    return styles.get(name) or Style("", 0, False)


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
