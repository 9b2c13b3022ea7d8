"""Text of a Word document that nobody can see, taken out of its tree: hidden, white on white, smaller than a point."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SPOKEN = (f"{_M}t", f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen", f"{_W}softHyphen")
_OFF = frozenset({"0", "false", "off", "none"})
_SMALLEST = 2
"""Half points of the smallest text that is meant to be read; Word itself goes no lower."""
_WHITE = re.compile(r"(?:[fF][a-fA-F\d]){3}\Z")
_PALEST = 250
_PLAIN = frozenset({"auto", "ffffff", ""})
_MAX_STYLES_UP = 30
_WORDS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class _Print:
    """What a run is printed with, as far as something states it."""

    hidden: bool = False
    white: bool = False
    size: int = 24
    shaded: bool = False

    @property
    def shows(self) -> bool:
        return not self.hidden and self.size >= _SMALLEST and (self.shaded or not self.white)


def remove_unseen(body: etree._Element, sheet: etree._Element | None) -> bool:
    """Take out of a tree the text of runs that cannot be seen; whether there were words in it.

    sheet: the document's styles, on which the looks of its runs rest.
    """
    styles = {style.get(f"{_W}styleId"): style for style in (sheet if sheet is not None else ())}
    paper = body.getparent().find(f"{_W}background") if body.getparent() is not None else None
    found = False
    for run in body.iter(f"{_W}r", f"{_M}r"):
        if not _printed(run, styles, _Print(shaded=paper is not None)).shows:
            for said in list(run.iterchildren(*_SPOKEN)):
                found = found or bool(_WORDS.search(said.text or ""))
                run.remove(said)
    return found


def _printed(run: etree._Element, styles: Mapping[str | None, etree._Element], look: _Print) -> _Print:
    """How a run is printed: by its paragraph's style, its own, and what it says itself, each stronger than the last."""
    paragraph = next(run.iterancestors(f"{_W}p"), None)
    of_paragraph = paragraph.find(f"{_W}pPr") if paragraph is not None else None
    own = run.find(f"{_W}rPr")
    for style in (*_chain(of_paragraph, "pStyle", styles), *_chain(own, "rStyle", styles)):
        look = _with(_shading(look, style.find(f"{_W}pPr")), style.find(f"{_W}rPr"))
    look = _with(_shading(look, of_paragraph), own)
    if look.white and not look.shaded:
        return replace(look, shaded=any(_is_ground(above, styles) for above in run.iterancestors()))
    return look


def _chain(
    properties: etree._Element | None, kind: str, styles: Mapping[str | None, etree._Element]
) -> list[etree._Element]:
    """The style that properties name and those that it is based on, the most general first."""
    found: list[etree._Element] = []
    at = _value(properties, kind)
    while at and at in styles and len(found) < _MAX_STYLES_UP:
        found.append(styles[at])
        at = _value(styles[at], "basedOn")
    return found[::-1]


def _with(look: _Print, properties: etree._Element | None) -> _Print:
    """The look, with what run properties say of it."""
    if properties is None:
        return look
    hidden, colour, size = (_value(properties, name) for name in ("vanish", "color", "sz"))
    if hidden is not None:
        look = replace(look, hidden=hidden.lower() not in _OFF)
    if colour is not None:
        look = replace(look, white=_is_white(colour))
    if size is not None and size.isdecimal():
        look = replace(look, size=int(size))
    marked = (_value(properties, "highlight") or "none").lower() not in ("none", "white")
    return replace(_shading(look, properties), shaded=True) if marked else _shading(look, properties)


def _is_white(colour: str) -> bool:
    return bool(_WHITE.match(colour)) and min(int(colour[i : i + 2], 16) for i in (0, 2, 4)) >= _PALEST


def _shading(look: _Print, properties: etree._Element | None) -> _Print:
    shading = properties.find(f"{_W}shd") if properties is not None else None
    return look if shading is None else replace(look, shaded=_is_dark(shading))


def _is_dark(shading: etree._Element) -> bool:
    """Whether shading sets white text off: by a fill, or by a pattern over it."""
    fill = (shading.get(f"{_W}fill") or "").lower()
    pattern = (shading.get(f"{_W}val") or "clear").lower()
    return (fill not in _PLAIN and not _is_white(fill)) or pattern not in ("clear", "nil")


def _is_ground(above: etree._Element, styles: Mapping[str | None, etree._Element]) -> bool:
    """Whether what a run stands in, a cell, a table or a text box, has a ground other than white."""
    if above.tag == f"{_W}tc":
        return any(map(_is_dark, above.iterfind(f"{_W}tcPr/{_W}shd")))
    if above.tag == f"{_W}tbl":
        of_table = above.find(f"{_W}tblPr")
        grounds = [of_table, *_chain(of_table, "tblStyle", styles)]
        return any(_is_dark(shading) for ground in grounds if ground is not None for shading in ground.iter(f"{_W}shd"))
    if above.tag == f"{_W}txbxContent":
        # Of a shape the fill is often the theme's: only one that says it has none is see-through.
        shape = above.getparent().getparent()
        return shape is None or shape.find("{*}spPr/{*}noFill") is None
    return False


def _value(properties: etree._Element | None, name: str) -> str | None:
    """What a property is set to, "" where it is only named, None where it is not."""
    found = properties.find(f"{_W}{name}") if properties is not None else None
    return None if found is None else str(found.get(f"{_W}val") or "")
