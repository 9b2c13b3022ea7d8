"""Style sheets: which declarations hold for an element, by plain selectors of elements, classes and identifiers.

A selector that asks for more (a state, an attribute, a neighbour) is passed over, and so are rules for paper and for
small screens: what is not understood hides nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

_NEXT = re.compile(r"""[^{};"']*(?:("[^"\n]*"|'[^'\n]*')|[{};"']|\Z)""")
_GROUP = re.compile(r"@(?:media|supports|layer)\b(.{0,500})\Z", re.IGNORECASE | re.DOTALL)
_SCREEN = re.compile(r"(?:only\s+)?(?:screen|all)\Z", re.IGNORECASE)
_AT_LEAST = re.compile(r"\(\s*min-width\s*:\s*(\d{1,5})(?:\.\d+)?(px|r?em)\s*\)\Z", re.IGNORECASE)
_WINDOW = {"px": 1200, "em": 75, "rem": 75}
"""Width of the window that a page is taken to be read in."""
_COMPOUND = re.compile(r"(?:\*|[a-z][\w-]{0,60})?(?:[.#][\w-]{1,100}){0,10}\Z", re.IGNORECASE)
_SIMPLE = re.compile(r"[.#]?[\w-]+")
_MAX_RULES = 20_000
_MAX_ABOVE = 200
_MAX_LOOKED_AT = 1_000_000
"""Rules that are held against the elements of one page; pages of articles need a tenth of them."""

GROUND = frozenset({"background", "background-color", "background-image"})

Weight = tuple[bool, int, int, int, int]
"""Of a declaration, the greater the stronger: important, identifiers, classes, elements, place in the sheets."""


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace, lower case."""
    return str(element.tag).rpartition("}")[2].lower()


@dataclass(frozen=True, slots=True)
class _Step:
    """What one element must be; `direct`: the next step's element is its child, not only below it."""

    name: str
    ids: frozenset[str]
    classes: frozenset[str]
    direct: bool

    def fits(self, element: etree._Element) -> bool:
        return (
            (not self.name or local_name(element) == self.name)
            and (not self.ids or self.ids == {element.get("id")})
            and (not self.classes or self.classes <= set((element.get("class") or "").split()))
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    steps: tuple[_Step, ...]
    told: tuple[tuple[str, str, Weight], ...]


class Sheets:
    """The sheets of one page, in order; `whole` is whether all that they give a background was understood."""

    def __init__(self, sheets: Iterable[str], wanted: frozenset[str]) -> None:
        self.whole = True
        self._rules: dict[str, list[_Rule]] = defaultdict(list)
        self._place = 0
        self._left = _MAX_LOOKED_AT
        for sheet in sheets:
            self.whole &= "@import" not in sheet.lower()
            for selectors, body in _rules(without_comments(sheet)):
                told = [one for one in declarations(body) if one[0] in wanted]
                if told and self._place < _MAX_RULES:
                    self._take(selectors, told)

    def _take(self, selectors: str, told: list[tuple[str, str, bool]]) -> None:
        for selector in selectors.split(","):
            self._place += 1
            steps = tuple(_steps(selector))
            if not steps:
                self.whole &= not any(name in GROUND for name, _, _ in told)
                continue
            ids, classes = sum(len(s.ids) for s in steps), sum(len(s.classes) for s in steps)
            place = (ids, classes, sum(bool(s.name) for s in steps), self._place)
            rule = _Rule(steps, tuple((name, value, (important, *place)) for name, value, important in told))
            self._rules[_handle(steps[-1])].append(rule)

    def of(self, element: etree._Element) -> Mapping[str, tuple[str, Weight]]:
        """What holds for the element: its properties' values, each with its weight."""
        found: dict[str, tuple[str, Weight]] = {}
        for rule in self._near(element) if self._rules and self._left > 0 else ():
            self._left -= 1
            if _fits(rule.steps, element):
                for name, value, weight in rule.told:
                    if name not in found or weight >= found[name][1]:
                        found[name] = value, weight
        return found

    def _near(self, element: etree._Element) -> Iterator[_Rule]:
        name = local_name(element)
        classes = set((element.get("class") or "").split())
        for handle in (f"#{element.get('id')}", *(f".{one}" for one in classes), name, ""):
            yield from self._rules.get(handle, ())


def _handle(step: _Step) -> str:
    """The one name by which a rule is looked up."""
    return next((f"#{one}" for one in step.ids), "") or next((f".{one}" for one in step.classes), "") or step.name


def _holds_on_screen(prelude: str) -> bool:
    """Whether rules grouped so hold where a page is read on a desk."""
    group = _GROUP.match(prelude)
    if group is None or not prelude[1:6].lower().startswith("media"):
        return group is not None
    return any(all(map(_is_met, re.split(r"\band\b", query))) for query in group.group(1).lower().split(","))


def _is_met(condition: str) -> bool:
    width = _AT_LEAST.match(condition.strip())
    return bool(_SCREEN.match(condition.strip())) if width is None else int(width.group(1)) <= _WINDOW[width.group(2)]


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """(selectors, body) of the rules that hold on a screen of any width."""
    depth, skipped = 0, 0
    said: list[str] = []
    for match in _NEXT.finditer(css):
        mark = match.group()[-1:] if not match.group(1) else ""
        said.append(match.group()[:-1] if mark else match.group())
        if mark == "{":
            prelude = "".join(said).strip()
            depth += 1
            if prelude.startswith("@") and not skipped and not _holds_on_screen(prelude):
                skipped = depth
            said = [prelude, "\0"] if not prelude.startswith("@") else []
        elif mark == "}":
            selectors, opened, body = "".join(said).partition("\0")
            if opened and not skipped:
                yield selectors, body
            skipped = 0 if depth == skipped else skipped
            depth, said = max(depth - 1, 0), []
        elif mark == ";":
            said = [*said, ";"] if "\0" in said else []


def _steps(selector: str) -> Iterator[_Step]:
    """The steps of a selector, outermost first; none where it asks for what is not understood."""
    words = re.sub(r"\s*>\s*", "> ", selector.strip()).split()
    if not words or not all(_COMPOUND.match(word.rstrip(">")) and word != ">" for word in words):
        return
    for word in words:
        simple = _SIMPLE.findall(word)
        yield _Step(
            next((part.lower() for part in simple if part[0] not in ".#"), ""),
            frozenset(part[1:] for part in simple if part[0] == "#"),
            frozenset(part[1:] for part in simple if part[0] == "."),
            word.endswith(">"),
        )


def _fits(steps: tuple[_Step, ...], element: etree._Element) -> bool:
    """Whether the element is the last step's, and what stands above it the others', the nearest taken for each."""
    if not steps[-1].fits(element):
        return False
    above = element.getparent()
    for step in reversed(steps[:-1]):
        looked = 0
        while above is not None and not step.fits(above):
            looked += 1
            if step.direct or looked > _MAX_ABOVE:
                return False
            above = above.getparent()
        if above is None:
            return False
        above = above.getparent()
    return True


# Values of CSS as far as they decide whether text is seen: declarations, lengths in pixels, and colours.

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
