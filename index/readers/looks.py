"""How an element of a page looks, as far as that decides whether its text is seen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from index.readers.css_values import WHITE, Colour, alike, colour, pixels

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
