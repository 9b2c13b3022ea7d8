"""Elements of HTML that hide their text outright: by `hidden`, `display:none` or `visibility:hidden` of their own.

Style sheets, sizes, colours and places do not matter: a document is data, seen or not.
"""

import re

from lxml import etree

# The last `display` and `visibility` of "color:red; display : none !important" hold.
_DECLARATION = re.compile(r"(?:^|;)\s*(display|visibility)\s*:\s*([a-z-]+)", re.IGNORECASE)
_HIDING = frozenset({("display", "none"), ("visibility", "hidden"), ("visibility", "collapse")})


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace, lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def is_hidden(element: etree._Element) -> bool:
    """Whether an element's own attributes hide it, and with it all that it holds."""
    style = dict(_DECLARATION.findall((element.get("style") or "").lower()))
    return element.get("hidden") is not None or not _HIDING.isdisjoint(style.items())


def has_words(text: str) -> bool:
    """Whether hidden text is worth a line in the ledger: marks and spaces alone are not."""
    return any(map(str.isalnum, text))
