"""Text of a page that nobody can see, taken out of its tree: hidden, as small as nothing, off the page, white on white.

What a browser shows only with scripts off (`noscript`) or never (`template`) is passed over with the page's furniture.
Formulas stay: pages show a picture of them, and keep their text beside it for those who listen.
"""

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from index.readers.css_sheets import Sheets, Weight
from index.readers.css_values import declarations
from index.readers.looks import PROPERTIES, Look, handed_down, is_gone
from index.readers.markup import is_furniture, local_name

LEFT_OUT = "text that cannot be seen was left out"
ALL_HIDDEN = "has no text that can be seen: open it, and save it again once its text is shown"
_INLINE: Weight = (False, 1 << 30, 0, 0, 0)
_WORDS = re.compile(r"[^\W_]")
_PROSE = re.compile(r"[^\W\d_]{3,40}(?:\s+[^\W\d_]{3,40}){2}")
_INKS = ("color", "-webkit-text-fill-color")


def remove_unseen(tree: etree._Element, sheets: Sequence[str] = ()) -> bool:
    """Take out of a page's tree what its own styles hide; whether there were words in it.

    sheets: the text of the style sheets that the page names, as far as they are at hand; they come before its own.
    """
    embedded = ["".join(style.itertext()) for style in tree.iter("{*}style") if _is_for_screens(style)]
    sight = _Sight(Sheets([*sheets, *embedded], PROPERTIES), names_others=not sheets and _names_sheets(tree))
    events = etree.iterwalk(tree, events=("start", "end"))
    for event, element in events:
        if event == "end":
            sight.leave(element)
        elif is_furniture(element, local_name(element)):
            sight.pass_over(element)
            events.skip_subtree()
        elif sight.enter(element):
            events.skip_subtree()
    return sight.found


def _is_for_screens(style: etree._Element) -> bool:
    return (style.get("media") or "all").strip().lower() in ("all", "screen", "only screen")


def _names_sheets(tree: etree._Element) -> bool:
    return any("stylesheet" in (link.get("rel") or "").lower() for link in tree.iter("{*}link"))


class _Sight:
    """How each open element looks, outermost first, and whether words were taken out."""

    def __init__(self, sheets: Sheets, *, names_others: bool) -> None:
        self._sheets = sheets
        self._all_known = sheets.whole and not names_others
        self._looks = [Look()]
        self.found = False

    def enter(self, element: etree._Element) -> bool:
        """A start tag; whether the whole element was emptied."""
        name, above = local_name(element), self._looks[-1]
        told = self._told(element)
        styles = {key: value for key, (value, _) in told.items()}
        own = [told[ink][1][1] == _INLINE[1] for ink in _INKS if ink in told]
        look = handed_down(above, styles, colours=self._all_known or any(own))
        # A page hidden as a whole is one that its scripts show once it has loaded.
        if name in ("html", "body"):
            look = Look(look.font or 16.0, ink=look.ink, ground=look.ground)
        elif (element.get("hidden") is not None or is_gone(styles, look.font)) and not _is_formula(element):
            self._empty(element)
            self._looks.append(look)
            return True
        self._looks.append(look)
        if not look.shows and not _is_formula(element):
            self._hide(element.text)
            element.text = None
        return False

    def leave(self, element: etree._Element) -> None:
        """An end tag; what comes behind it looks as what it stands in."""
        self._looks.pop()
        self._judge_tail(element)

    def pass_over(self, element: etree._Element) -> None:
        """An element that is no part of the text."""
        self._looks.append(self._looks[-1])

    def _judge_tail(self, element: etree._Element) -> None:
        if not self._looks[-1].shows and element.getparent() is not None:
            self._hide(element.tail)
            element.tail = None

    def _empty(self, element: etree._Element) -> None:
        self._hide(" ".join(element.itertext()))
        element.text = None
        for child in list(element):
            element.remove(child)

    def _hide(self, text: str | None) -> None:
        self.found = self.found or bool(text and _WORDS.search(text))

    def _told(self, element: etree._Element) -> Mapping[str, tuple[str, Weight]]:
        """What holds for the element, by its attributes and by the sheets."""
        found = {name: (value, _INLINE) for name, value in _attributes(element)}
        found |= self._sheets.of(element)
        for name, value, important in declarations(element.get("style") or ""):
            weight = (important, *_INLINE[1:])
            if name in PROPERTIES and (name not in found or found[name][1] == _INLINE or weight >= found[name][1]):
                found[name] = value, weight
        return found


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    """Styles that older pages give as attributes; any other way of giving them is stronger."""
    colour = element.get("color") if local_name(element) == "font" else None
    told = (("background-color", element.get("bgcolor")), ("color", colour))
    image = [("background-image", "url()")] if element.get("background") else []
    return [*((name, value.strip().lower()) for name, value in told if value), *image]


def _is_formula(element: etree._Element) -> bool:
    """Whether an element holds nothing but a formula, or stands in one; prose is none, whatever it stands in."""
    if any(local_name(above) == "math" for above in (element, *element.iterancestors())):
        outside = ""
    else:
        if next(element.iter("{*}math"), None) is None:
            return False
        outside = "".join(element.xpath(".//text()[not(ancestor::*[local-name()='math'])]"))
    return not outside.strip() and not _PROSE.search(" ".join(element.itertext()))
