"""Text of a page that nobody can see, taken out of its tree: hidden, as small as nothing, off the page, white on white.

What a browser shows only with scripts off (`noscript`) or never (`template`) is passed over with the page's furniture.
Formulas stay: pages show a picture of them, and keep their text beside it for those who listen.
"""

from collections.abc import Sequence

from lxml import etree

from index.readers.css_sheets import Sheets, local_name
from index.readers.looks import PROPERTIES
from index.readers.markup import is_furniture
from index.readers.sight import Sight


def remove_unseen(tree: etree._Element, sheets: Sequence[str] = ()) -> bool:
    """Take out of a page's tree what its own styles hide; whether there were words in it.

    sheets: the text of the style sheets that the page names, as far as they are at hand; they come before its own.
    """
    embedded = ["".join(style.itertext()) for style in tree.iter("{*}style") if _is_for_screens(style)]
    sight = Sight(Sheets([*sheets, *embedded], PROPERTIES), names_others=not sheets and _names_sheets(tree))
    events = etree.iterwalk(tree, events=("start", "end"))
    for event, element in events:
        if event == "end":
            sight.leave(element)
        elif is_furniture(element, local_name(element)):
            sight.pass_over()
            events.skip_subtree()
        elif sight.enter(element):
            events.skip_subtree()
    sight.empty()
    return sight.found


def _is_for_screens(style: etree._Element) -> bool:
    return (style.get("media") or "all").strip().lower() in ("all", "screen", "only screen")


def _names_sheets(tree: etree._Element) -> bool:
    return any("stylesheet" in (link.get("rel") or "").lower() for link in tree.iter("{*}link"))
