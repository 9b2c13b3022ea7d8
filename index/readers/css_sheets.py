"""Style sheets: which declarations hold for an element, by plain selectors of elements, classes and identifiers.

A selector that asks for more (a state, an attribute, a neighbour) is passed over, and so are rules for paper and for
small screens: what is not understood hides nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from index.readers.css_values import declarations, without_comments

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
