"""Whether the text of a page's elements is seen, as one goes through them from tag to tag."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from index.readers.css import WHITE, Colour, Sheets, Weight, alike, colour, declarations, local_name, pixels

# How an element of a page looks, as far as that decides whether its text is seen.

_HIDING = """
    background background-color background-image clip clip-path color display font font-size height left margin-left
    margin-top max-height max-width opacity overflow overflow-x overflow-y position right text-indent top bottom
    transform visibility width -webkit-text-fill-color
"""
PROPERTIES = frozenset(_HIDING.split())
"""Properties of CSS that can hide text."""

_SMALLEST = 1.0
"""Pixels of the smallest text that is meant to be read."""
_FAINTEST = 0.05
_AWAY = 900.0
"""Pixels by which nothing is moved that is to be seen."""
_FONT_SIZE = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%)?)(?:\s*/|\s)")
_NO_PLACE = re.compile(r"rect\((?:\s*[01](?:\.0*)?(?:px|pt)?[\s,]*){4}\)|inset\(\s*(?:[5-9]\d|100)(?:\.\d*)?%")
_SHRUNK = re.compile(r"(?:scale[xy3]?d?|matrix)\(\s*0(?:\.0*)?\s*[,)]")
_MOVED = re.compile(r"translate[xy3]?d?\(\s*([-+\w.]+)\s*(?:,\s*([-+\w.]+))?")
_PLACED = frozenset({"absolute", "fixed", "relative", "sticky"})
_CLIPPING = frozenset({"hidden", "clip"})

Styles = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """What text is drawn with, handed down from element to element; `ground` is None where it is not known."""

    font: float = 16.0
    visible: bool = True
    ink: Colour | Literal["none"] | None = None
    """None: as the browser has it; "none": lets all light through."""
    ground: Colour | None = WHITE

    @property
    def shows(self) -> bool:
        """Whether text drawn so can be seen."""
        return self.visible and self.font >= _SMALLEST and not self._vanishes()

    def _vanishes(self) -> bool:
        if self.ink is None or self.ground is None:
            return self.ink == "none"
        return self.ink == "none" or alike(self.ink, self.ground)


def handed_down(above: Look, styles: Styles, *, colours: bool) -> Look:
    """The look below an element; `colours`: whether its colours are to be believed."""
    look = replace(above, font=_font(above.font, styles))
    if shown := styles.get("visibility"):
        look = replace(look, visible=shown not in ("hidden", "collapse") if shown != "inherit" else above.visible)
    look = replace(look, ground=_ground(above.ground, styles))
    ink = colour(styles.get("-webkit-text-fill-color") or styles.get("color") or "")
    if ink and (colours or ink[1] <= _FAINTEST):
        return replace(look, ink="none" if ink[1] <= _FAINTEST else ink[0])
    # A colour that is not understood, or not believed, may be any.
    return replace(look, ink=None) if "color" in styles and styles["color"] not in ("inherit", "currentcolor") else look


def _font(above: float, styles: Styles) -> float:
    size = styles.get("font-size")
    if size is None and (shorthand := _FONT_SIZE.search(f"{styles.get('font', '')} ")):
        size = shorthand.group(1)
    if size is None or size in ("inherit", "unset"):
        return above
    found = pixels(size, above)
    return 16.0 if found is None else found


def _ground(above: Colour | None, styles: Styles) -> Colour | None:
    image, plain = styles.get("background-image", "none"), styles.get("background-color")
    if image not in ("none", "initial"):
        return None
    shorthand = styles.get("background")
    value = plain if plain is not None else shorthand
    if value is None or value in ("none", "transparent", "inherit", "initial", "unset", "0", "0 0"):
        return above
    found = colour(value)
    if found is None:
        return None
    return above if found[1] == 0 else found[0] if found[1] == 1 else None


def is_gone(styles: Styles, font: float) -> bool:
    """Whether an element, and all in it, is nowhere on the page."""
    faded = _fraction(styles.get("opacity", ""))
    if styles.get("display") == "none" or (faded is not None and faded <= _FAINTEST):
        return True
    return _is_away(styles, font) or _is_cut_off(styles, font) or bool(_SHRUNK.search(styles.get("transform", "")))


def _fraction(value: str) -> float | None:
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        return None


def _is_away(styles: Styles, font: float) -> bool:
    """Whether it is moved far off the page."""
    moved = [styles.get(name, "") for name in ("margin-left", "margin-top", "text-indent")]
    if styles.get("position") in _PLACED:
        moved += [styles.get(name, "") for name in ("left", "top", "right", "bottom")]
        if any((pixels(styles.get(name, ""), font) or 0) >= 5 * _AWAY for name in ("left", "right")):
            return True
    if match := _MOVED.search(styles.get("transform", "")):
        moved += filter(None, match.groups())
    return any((pixels(one.partition(" ")[0], font) or 0) <= -_AWAY for one in moved)


def _is_cut_off(styles: Styles, font: float) -> bool:
    """Whether nothing, or a single dot, is left of its place."""
    placed = styles.get("position") in ("absolute", "fixed")
    if (placed and _NO_PLACE.match(styles.get("clip", ""))) or _NO_PLACE.match(styles.get("clip-path", "")):
        return True
    if _CLIPPING.isdisjoint(
        styles.get(name, "").partition(" ")[0] for name in ("overflow", "overflow-x", "overflow-y")
    ):
        return False
    sizes = (pixels(styles.get(name, ""), font) for name in ("width", "height", "max-width", "max-height"))
    return any(size is not None and 0 <= size <= 1 for size in sizes)


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
