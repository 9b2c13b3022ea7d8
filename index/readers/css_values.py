"""Values of CSS as far as they decide whether text is seen: declarations, lengths in pixels, and colours."""

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_DECLARATION = re.compile(r"""(?:[^;"'(]|"[^"]*"|'[^']*'|\([^()]*\)|.)*?(?:;|\Z)""", re.DOTALL)
_NAME = re.compile(r"\s*([\w-]{1,60})\s*:")
_LENGTH = re.compile(r"([-+]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(?:e[-+]?\d{1,2})?([a-z%]{0,4})\Z")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16.0, "": 1.0}
_OF_FONT = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5, "lh": 1.2}
_OF_WINDOW = {"vw": 12.0, "vh": 8.0}
_NAMED = {
    "white": "ffffff",
    "snow": "fffafa",
    "black": "000000",
    "silver": "c0c0c0",
    "gray": "808080",
    "grey": "808080",
    "maroon": "800000",
    "red": "ff0000",
    "purple": "800080",
    "fuchsia": "ff00ff",
    "green": "008000",
    "lime": "00ff00",
    "olive": "808000",
    "yellow": "ffff00",
    "navy": "000080",
    "blue": "0000ff",
    "teal": "008080",
    "aqua": "00ffff",
}
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\Z")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]{1,80})\)\Z")
_ALIKE = 5
"""Of 255 by which red, green and blue may differ between text and ground that nobody tells apart."""

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)


def declarations(css: str) -> Iterator[tuple[str, str, bool]]:
    """(property, value, whether it is important) of a style attribute or of what stands in a rule's braces."""
    for match in _DECLARATION.finditer(_plain(css)):
        if name := _NAME.match(match.group()):
            value = match.group()[name.end() :].rstrip(";").strip().lower()
            told, mark, importance = value.rpartition("!")
            important = bool(mark) and importance.strip() == "important"
            yield name.group(1).lower(), told.strip() if important else value, important


def without_comments(css: str) -> str:
    """CSS with each comment as one space."""
    return _COMMENT.sub(" ", css)


def _plain(css: str) -> str:
    """Without comments and escapes: `d\\69splay` is `display` to a browser."""
    return _ESCAPE.sub(_character, without_comments(css))


def _character(escape: re.Match[str]) -> str:
    code = int(escape.group(1), 16) if escape.group(1) else 0
    return escape.group(2) or (chr(code) if 0 < code < 0x110000 else "\ufffd")


def pixels(value: str, font: float = 16.0) -> float | None:
    """A length in pixels, None for what is none; `font`: the size in pixels that `em` and `%` are of."""
    match = _LENGTH.match(value)
    if match is None:
        return None
    number, unit = float(match.group(1)), match.group(2)
    if unit in _OF_FONT:
        return number * _OF_FONT[unit] * font
    scale = _PIXELS.get(unit) or _OF_WINDOW.get(unit)
    return number * scale if scale else None


def colour(value: str) -> tuple[Colour, float] | None:
    """A colour and its opacity (0 to 1), None for one that is not understood."""
    if value == "transparent":
        return WHITE, 0.0
    if digits := _HEX.match(_NAMED.get(value, value)):
        told = digits.group(1)
        parts = [int(part, 16) for part in (re.findall("..", told) if len(told) > 4 else [c * 2 for c in told])]
        return (parts[0], parts[1], parts[2]), parts[3] / 255 if len(parts) > 3 else 1.0
    function = _FUNCTION.match(value)
    return _computed(function.group(1), re.split(r"[\s,/]+", function.group(2).strip())) if function else None


def _computed(model: str, parts: list[str]) -> tuple[Colour, float] | None:
    numbers = [_number(part) for part in parts]
    if len(numbers) not in (3, 4) or None in numbers:
        return None
    one, two, three, *rest = (number or 0.0 for number in numbers)
    opacity = rest[0] if rest else 1.0
    if model == "hsl":  # of the hues only the two that are none are told apart
        grey = round(255 * three)
        return ((grey, grey, grey), opacity) if three in (0.0, 1.0) or two == 0 else None
    red, green, blue = (
        round(n * 255 if p.endswith("%") else n) for n, p in zip((one, two, three), parts, strict=False)
    )
    return (red, green, blue), opacity


def _number(part: str) -> float | None:
    try:
        return float(part[:-1]) / 100 if part.endswith("%") else float(part.removesuffix("deg"))
    except ValueError:
        return None


def alike(one: Colour, other: Colour) -> bool:
    """Whether text of the one colour cannot be made out on the other."""
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))
