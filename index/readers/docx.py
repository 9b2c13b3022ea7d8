"""DOCX: Word's paragraphs, lists and tables; heading styles, in any language, make the section path.

python-docx opens the package and reads its properties. We walk the text ourselves, without recursion, because
python-docx leaves out tracked insertions, formulas, text boxes and content controls. Hidden text (`w:vanish`) is left
out.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from lxml import etree

from index.errors import ReadError
from index.readers.blocks import is_default_author, is_default_title
from index.readers.composing import MAX_ROW, Part, compose
from index.readers.elements import has_words, xml_parser
from index.readers.files import Archive
from index.readers.records.names import people_in
from index.sources import LEFT_OUT, Record, Source

_OLE = b"\xd0\xcf\x11\xe0"
"""First bytes of Word's old format, which also wraps encrypted documents."""
_NOT_A_DOCUMENT = "is not a DOCX: open it in a word processor and save it as DOCX"
_ALL_HIDDEN = "has no text that can be seen: show its hidden text in a word processor and save it again"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXTS = (f"{_W}t", f"{_M}t")
_CHARACTERS = {
    f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": "\u00ad"
}  # fmt: skip
_NOT_READ = frozenset(
    {f"{_W}moveFrom", f"{_W}pPr", f"{_W}pict", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
"""Moved text, properties, and old copies of drawings; deleted text is not in a `w:t` anyway."""
_TEXT_BOX = f"{_W}txbxContent"
_CONTENTS = re.compile(r"table of contents|bibliography placeholder", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"toc (?:\d|heading)$")
_HEADING = re.compile(r"heading (\d)$")
_TEXT_LEVEL = 9
"""Word's outline level of plain text; 0 to 8 are headings."""
_MAX_BASES = 30
"""Styles in one chain of inheritance (a guess); a damaged sheet may have a cycle."""
_TITLE_AMONG = 6
"""Paragraphs among which the title stands, with the one below it (a guess)."""
_LONGEST_BYLINE = 1_000  # characters of a paragraph of authors (a guess)
_OFF = frozenset({"0", "false", "off", "none"})


def read(data: bytes) -> Source:
    """Read a document with its tracked changes accepted; raises ReadError if it is damaged or encrypted."""
    if data.startswith(_OLE):
        raise ReadError("needs a password or is in Word's old format: save a copy as DOCX without a password")
    package = _without_media(Archive(data))
    try:
        document = Document(package)
        body, sheet, notes = document.element.body, document.styles.element, _notes(document)
        stated = _stated(document)
    # python-docx assumes an intact package: a damaged one raises any of these.
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OpcError, etree.LxmlError) as exc:
        raise ReadError(_NOT_A_DOCUMENT) from exc
    styles = _styles(sheet)
    hidden_words = [_remove_hidden(tree, styles) for tree in (body, notes) if tree is not None]
    parts = [part for part in _parts(body, styles) if part.text.strip()]
    title = _title(body, styles) or stated.title or _only_main_heading(parts)
    authors = stated.authors or _authors_below(title, parts)
    parts += _footnotes(notes)
    if any(hidden_words) and not parts:
        raise ReadError(_ALL_HIDDEN)
    return compose(parts, [Record(title=title, authors=authors)], (LEFT_OUT,) if any(hidden_words) else ())


def _without_media(archive: Archive) -> io.BytesIO:
    """The package with only its XML, within the limits of `Archive`: pictures are not unpacked."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as file:
        for name in archive.names:
            wanted = name.lower().endswith((".xml", ".rels"))
            file.writestr(name, (archive.read(name) if wanted else None) or b"")
    package.seek(0)
    return package


def _stated(document: WordDocument) -> Record:
    """Title and authors in the document's properties, unless a program wrote them by itself."""
    properties = document.core_properties
    title, author = (" ".join((text or "").split()) for text in (properties.title, properties.author))
    authors = people_in(author) if " " in author and not is_default_author(author) else ()
    return Record(title=None if is_default_title(title) else title, authors=authors)


def _notes(document: WordDocument) -> etree._Element | None:
    """The root element of the footnotes."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            return etree.fromstring(relation.target_part.blob, xml_parser())
    return None


@dataclass(frozen=True, slots=True)
class _Style:
    """A style: its heading level (0: text), whether it makes list items, whether it hides text (None: not stated)."""

    name: str = ""
    level: int = 0
    listed: bool = False
    hidden: bool | None = None


def _styles(sheet: etree._Element) -> Mapping[str, _Style]:
    """Styles by identifier. Word's built-in styles have English names in the file, in every language."""
    elements = {identifier: style for style in sheet if (identifier := style.get(f"{_W}styleId"))}
    return {identifier: _style(identifier, elements) for identifier in elements}


def _style(identifier: str, elements: Mapping[str, etree._Element]) -> _Style:
    """A style with the properties it inherits."""
    lineage: list[etree._Element] = []
    while identifier in elements and len(lineage) < _MAX_BASES:
        lineage.append(elements[identifier])
        identifier = _value(lineage[-1], "basedOn")
    name = _value(lineage[0], "name").lower()
    level = next(filter(None, map(_style_level, lineage)), 0)
    listed = name.startswith("list") or any(style.find(f"{_W}pPr/{_W}numPr") is not None for style in lineage)
    hidden = next((stated for style in lineage if (stated := _hides(style)) is not None), None)
    return _Style(name, level, listed and not level, hidden)


def _style_level(style: etree._Element) -> int:
    heading = _HEADING.match(_value(style, "name").lower())
    return int(heading.group(1)) if heading else _outline_level(style.find(f"{_W}pPr"))


def _outline_level(properties: etree._Element | None) -> int:
    """Heading level (from 1) in paragraph properties, 0 for none."""
    stated = _value(properties, "outlineLvl")
    return int(stated) + 1 if stated.isdecimal() and int(stated) < _TEXT_LEVEL else 0


def _hides(styled: etree._Element) -> bool | None:
    """Whether a style or run hides its text (`w:vanish`); None if it does not say."""
    vanish = styled.find(f"{_W}rPr/{_W}vanish")
    return None if vanish is None else str(vanish.get(f"{_W}val") or "").lower() not in _OFF


def _value(element: etree._Element | None, name: str) -> str:
    """The value of the child `name`, "" without one."""
    child = element.find(f"{_W}{name}") if element is not None else None
    return str(child.get(f"{_W}val") or "") if child is not None else ""


def _style_of(paragraph: etree._Element, styles: Mapping[str, _Style]) -> _Style:
    """A paragraph's style; an undefined style is plain text."""
    return styles.get(_value(paragraph.find(f"{_W}pPr"), "pStyle"), _Style())


def _remove_hidden(tree: etree._Element, styles: Mapping[str, _Style]) -> bool:
    """Remove hidden runs from a tree; returns whether they had words."""
    had_words = False
    for run in list(tree.iter(f"{_W}r", f"{_M}r")):
        hidden = _hides(run)
        if hidden is None:
            hidden = styles.get(_value(run.find(f"{_W}rPr"), "rStyle"), _Style()).hidden
        if hidden is None and (paragraph := next(run.iterancestors(f"{_W}p"), None)) is not None:
            hidden = _style_of(paragraph, styles).hidden
        if hidden:
            had_words = had_words or has_words("".join(text.text or "" for text in run.iter(*_TEXTS)))
            run.getparent().remove(run)
    return had_words


def _parts(body: etree._Element, styles: Mapping[str, _Style]) -> Iterator[Part]:
    """Paragraphs, list items and rows of data, in order; text boxes follow their paragraph."""
    events = etree.iterwalk(body, events=("start",))
    for number, (_, element) in enumerate(events, 1):
        if element.tag in _NOT_READ or _is_contents(element):
            events.skip_subtree()
        elif element.tag == f"{_W}p":
            yield from _paragraph(element, _style_of(element, styles), number)
        elif element.tag == f"{_W}tr" and _is_row(element):
            events.skip_subtree()
            yield Part(" | ".join(filter(None, map(_cell, element.iterchildren(f"{_W}tc")))))


def _paragraph(paragraph: etree._Element, style: _Style, number: int) -> Iterator[Part]:
    """The part of a paragraph; `number` becomes its list item's number."""
    if _CONTENTS_STYLE.match(style.name):
        return
    properties = paragraph.find(f"{_W}pPr")
    numbered = properties is not None and properties.find(f"{_W}numPr") is not None
    text = _text_of(paragraph)
    if level := _outline_level(properties) or style.level:
        yield Part(" ".join(text.split()), level)
    else:
        yield Part(text, item=number if numbered or style.listed else 0)


def _is_contents(element: etree._Element) -> bool:
    """Whether an element is a table of contents, which Word keeps in a content control."""
    gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery") if element.tag == f"{_W}sdt" else None
    return gallery is not None and _CONTENTS.match(gallery.get(f"{_W}val") or "") is not None


def _is_row(row: etree._Element) -> bool:
    """Whether a row is data: a row that lays out a page has tables, or much text, in its cells."""
    cells = list(row.iterchildren(f"{_W}tc"))
    if len(cells) < 2 or next(row.iter(f"{_W}tbl", _TEXT_BOX), None) is not None:
        return False
    return sum(len(_cell(cell)) for cell in cells) <= MAX_ROW


def _cell(cell: etree._Element) -> str:
    return " ".join(" ".join(_text_of(paragraph).split()) for paragraph in cell.iter(f"{_W}p")).strip()


def _text_of(paragraph: etree._Element) -> str:
    """A paragraph's text with all changes accepted."""
    pieces: list[str] = []
    events = etree.iterwalk(paragraph, events=("start",))
    for _, element in events:
        if element.tag in _NOT_READ or element.tag == _TEXT_BOX:
            events.skip_subtree()
        elif element.tag in _TEXTS:
            pieces.append(element.text or "")
        else:
            pieces.append(_CHARACTERS.get(element.tag, ""))
    return "".join(pieces)


def _title(body: etree._Element, styles: Mapping[str, _Style]) -> str | None:
    """The first paragraph in the style "Title"."""
    titles = (" ".join(_text_of(p).split()) for p in body.iter(f"{_W}p") if _style_of(p, styles).name == "title")
    return next(filter(None, titles), None)


def _only_main_heading(parts: Iterable[Part]) -> str | None:
    """The heading of level 1 if there is exactly one."""
    headings = [part.text for part in parts if part.level == 1]
    return headings[0] if len(headings) == 1 else None


def _authors_below(title: str | None, parts: Sequence[Part]) -> tuple[str, ...]:
    """The names in the paragraph under the title, if it consists of names and no heading is between."""
    from index.readers.pdf.people import names_in  # imported here because a document may state its authors

    texts = [(" ".join(part.text.split()), part.level or part.item) for part in parts[:_TITLE_AMONG]]
    place = next((i for i, (text, _) in enumerate(texts[:-1]) if title and text == title), None)
    if place is None:
        return ()
    text, is_other = texts[place + 1]
    if is_other or len(text) > _LONGEST_BYLINE:
        return ()
    common = {word for part in parts for word in part.text.split() if word.islower()}
    return tuple(names_in(text, common))


def _footnotes(notes: etree._Element | None) -> Iterator[Part]:
    """The footnotes under a heading "Footnotes"; Word's separators, which have a type, are skipped."""
    footnotes = notes.iterchildren(f"{_W}footnote") if notes is not None else ()
    texts = [_text_of(p).strip() for note in footnotes if not note.get(f"{_W}type") for p in note.iter(f"{_W}p")]
    if any(texts):
        yield Part("Footnotes", level=1)
        yield from map(Part, filter(None, texts))
