"""The text of an HTML tree: headings, paragraphs, list items, table rows and captions, in reading order.

The page's furniture (menus, banners, forms, scripts) is left out. We walk the tree by events, not by recursion, and
follow no links.
"""

import re
from collections.abc import Iterator

from lxml import etree

from index.readers.composing import MAX_ROW, Part
from index.readers.elements import local_name

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = frozenset({"li", "dd", "dt"})
_BLOCKS = """
    address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
"""
_SKIPPED = """
    annotation annotation-xml applet aside audio button canvas datalist dialog embed footer frame frameset head iframe
    input link meta nav noscript object option script select style svg template textarea video
"""
_BLOCK_NAMES = frozenset(_BLOCKS.split())
_SKIPPED_NAMES = frozenset(_SKIPPED.split())
_FURNITURE_ROLES = frozenset({"banner", "complementary", "contentinfo", "dialog", "menu", "navigation", "search"})
_FURNITURE = """
    ad ads advert advertisement breadcrumb breadcrumbs cookie cookies cookie-banner ltx_page_footer ltx_page_header
    ltx_page_navbar ltx_role_newpage ltx_toc menu nav navbar navigation page-footer page-header share sharing sidebar
    site-footer site-header skip-link social sr-only toc visually-hidden
"""
_FURNITURE_CLASSES = frozenset(_FURNITURE.lower().split())
_TEXT_IN_FORM = ("p", *_HEADINGS)
_NOT_IN_ROWS = ("table", "ul", "ol", "blockquote", *_HEADINGS)
_SPACES = re.compile(r"\s+")
_CELL_MARKS = re.compile(r"(?:\s*\|)+\s*")


def parts_of(tree: etree._Element) -> Iterator[Part]:
    """The headings and paragraphs of the tree's body."""
    walk = _Walk()
    events = etree.iterwalk(tree, events=("start", "end"))
    for event, element in events:
        name = local_name(element)
        if event == "start":
            if is_furniture(element, name):
                events.skip_subtree()
                continue
            yield from walk.enter(element, name)
            walk.add(element.text)
        else:
            if not is_furniture(element, name):
                yield from walk.leave(name)
            walk.add(element.tail)
    yield from walk.flush()


def is_furniture(element: etree._Element, name: str) -> bool:
    """Whether an element with this `local_name` is not part of the page's text."""
    if name in _SKIPPED_NAMES or element.get("role") in _FURNITURE_ROLES:
        return True
    if name == "form":
        return not _has(element, _TEXT_IN_FORM)
    if name == "header":
        return not any(local_name(above) in ("article", "main") for above in element.iterancestors())
    classes = (element.get("class") or "").lower().split()
    return name not in ("html", "body") and not _FURNITURE_CLASSES.isdisjoint(classes) and not _has(element, ("h1",))


def _has(element: etree._Element, names: tuple[str, ...]) -> bool:
    """Whether an element has a descendant of one of these names, in any namespace."""
    return any(child is not element for child in element.iter(*(f"{{*}}{name}" for name in names)))


class _Walk:
    """The text of the open block, and the block's kind."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._level = 0
        self._items: list[int] = []
        self._count = 0
        self._row = 0
        self._pre = 0

    def enter(self, element: etree._Element, name: str) -> Iterator[Part]:
        """Handle a start tag, which may end the block before it."""
        if name == "br":
            self._text.append("\n")
        if name not in _BLOCK_NAMES:
            return
        if self._row:
            self._text.append(" | " if name in ("td", "th") else " ")
            self._row += name == "tr"
            return
        yield from self.flush()
        self._level = _HEADINGS.get(name, self._level)
        self._pre += name == "pre"
        self._row += name == "tr" and _is_row(element)
        if name in _ITEMS:
            self._count += 1
            self._items.append(self._count)

    def leave(self, name: str) -> Iterator[Part]:
        """Handle an end tag, which may end a block."""
        if name not in _BLOCK_NAMES or (self._row and name != "tr"):
            return
        yield from self.flush()
        self._row -= bool(self._row)
        self._level = 0 if name in _HEADINGS else self._level
        self._pre -= name == "pre" and self._pre > 0
        if name in _ITEMS and self._items:
            self._items.pop()

    def add(self, text: str | None) -> None:
        """Add text to the open block."""
        if text:
            self._text.append(text if self._pre else _SPACES.sub(" ", text))

    def flush(self) -> Iterator[Part]:
        """End the open block; gives its text as parts."""
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        if self._row:
            text = _CELL_MARKS.sub(" | ", text).strip(" |\n")
        if not self._pre:
            text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
        for paragraph in [text] if self._pre else text.split("\n\n"):
            if stripped := paragraph.strip():
                item = self._items[-1] if self._items else 0
                yield Part(stripped if not self._level else " ".join(stripped.split()), self._level, item)


def _is_row(element: etree._Element) -> bool:
    """Whether a `tr` is a row of data: a row that lays out a page has whole sections in its cells."""
    if _has(element, _NOT_IN_ROWS):
        return False
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > MAX_ROW:
            return False
    return True
