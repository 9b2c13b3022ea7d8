"""The text of a Word document's body: paragraphs with their heading levels, list items, and rows of tables.

The tree is walked without recursion. Changes that are still marked count as accepted, as the document will read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from index.readers.composing import Part

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
