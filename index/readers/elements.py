"""Elements of XML and HTML: parsing files from strangers, and which elements hide their text.

An element hides its text by its own `hidden`, `display:none` or `visibility:hidden`. Style sheets, sizes, colours and
positions are not looked at.
"""

import re

from lxml import etree

# The last `display` and `visibility` of "color:red; display : none !important" hold.
_DECLARATION = re.compile(r"(?:^|;)\s*(display|visibility)\s*:\s*([a-z-]+)", re.IGNORECASE)
_HIDING = frozenset({("display", "none"), ("visibility", "hidden"), ("visibility", "collapse")})


def xml_parser(*, bare: bool = False, recover: bool = False, encoding: str | None = None) -> etree.XMLParser:
    """A parser that fetches nothing and expands no entity; libxml2's own bounds on depth and text size hold.

    bare: leave comments and processing instructions out of the tree.
    """
    return etree.XMLParser(
        encoding=encoding, recover=recover, remove_comments=bare, remove_pis=bare, resolve_entities=False,
        no_network=True, load_dtd=False, huge_tree=False,
    )  # fmt: skip


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace, lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def is_hidden(element: etree._Element) -> bool:
    """Whether an element's own attributes hide it and everything inside it."""
    style = dict(_DECLARATION.findall((element.get("style") or "").lower()))
    return element.get("hidden") is not None or not _HIDING.isdisjoint(style.items())


def has_words(text: str) -> bool:
    """Whether hidden text deserves a warning: punctuation and spaces alone do not."""
    return any(map(str.isalnum, text))
