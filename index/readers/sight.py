"""Whether the text of a page's elements is seen, as one goes through them from tag to tag."""

import re
from collections.abc import Mapping

from lxml import etree

from index.readers.css_sheets import Sheets, Weight, local_name
from index.readers.css_values import declarations
from index.readers.looks import PROPERTIES, Look, handed_down, is_gone

LEFT_OUT = "text that cannot be seen was left out"
ALL_HIDDEN = "has no text that can be seen: open it, and save it again once its text is shown"
_INLINE: Weight = (False, 1 << 30, 0, 0, 0)
_WORDS = re.compile(r"[^\W_]")
_PROSE = re.compile(r"[^\W\d_]{3,40}(?:\s+[^\W\d_]{3,40}){2}")
_INKS = ("color", "-webkit-text-fill-color")


class Sight:
    """How each open element looks, outermost first, and whether words were taken out."""

    def __init__(self, sheets: Sheets, *, names_others: bool) -> None:
        self._sheets = sheets
        self._all_known = sheets.whole and not names_others
        self._looks = [Look()]
        self._gone: list[etree._Element] = []
        self.found = False

    def enter(self, element: etree._Element) -> bool:
        """A start tag; whether the whole element is nowhere."""
        name, above = local_name(element), self._looks[-1]
        told = self._told(element)
        styles = {key: value for key, (value, _) in told.items()}
        own = [told[ink][1][1] == _INLINE[1] for ink in _INKS if ink in told]
        look = handed_down(above, styles, colours=self._all_known or any(own))
        # A page hidden as a whole is one that its scripts show once it has loaded.
        if name in ("html", "body"):
            look = Look(look.font or 16.0, ink=look.ink, ground=look.ground)
        elif (element.get("hidden") is not None or is_gone(styles, look.font)) and not _is_formula(element):
            self._gone.append(element)
            self._looks.append(look)
            return True
        self._looks.append(look)
        if not look.shows and not _is_formula(element):
            self._hide(element.text)
            element.text = None
        return False

    @property
    def look(self) -> Look:
        """Of the element entered last."""
        return self._looks[-1]

    def leave(self, element: etree._Element) -> None:
        """An end tag; what comes behind it looks as what it stands in."""
        self._looks.pop()
        if not self._looks[-1].shows and element.getparent() is not None:
            self._hide(element.tail)
            element.tail = None

    def pass_over(self) -> None:
        """The start tag of an element that is no part of the text."""
        self._looks.append(self._looks[-1])

    def empty(self) -> None:
        """Take out the elements found to be nowhere; not while the tree is walked."""
        for element in self._gone:
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


def is_hidden(element: etree._Element, sheets: Sheets) -> bool:
    """Whether an element alone, on white, hides what it holds."""
    sight = Sight(sheets, names_others=False)
    gone = sight.enter(element)
    return gone or not sight.look.shows


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
