"""Markers of citations taken out of plain text, in every form that language models give them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass

# What stands between one pair of brackets, read as identifiers of passages, numbers, locators and words.

_DASH = r"[-\u2010-\u2015\u2212]"
_LEAD = (
    r"(?:(?:passages?|passagen|pasajes?|sources?|quellen?|see(?: also)?|cf\.?|e\.g\.,?|refs?\.?|references?|citations?|"
    r"cited in|from|in|based on|according to|supported by|id|siehe(?: auch)?|vgl\.?|voir|véase|ver|另?[见見]|参[见見]|"
    r"[參参]照?|段落)[\s:：#]*){1,3}"
)
_ONE = r"[\^#]?(?:P[ .\-_#]?|p)\d{1,6}"
_IDENTIFIER = re.compile(rf"(?i:{_LEAD})?({_ONE})(?:\s*{_DASH}\s*({_ONE}|\d{{1,6}}))?")
_SPELLED = re.compile(rf"passages?\s*#?(\d{{1,4}})(?:\s*{_DASH}\s*(\d{{1,4}}))?", re.IGNORECASE)
_NUMBER = re.compile(rf"\^?[1-9]\d{{0,2}}(?:\s*{_DASH}\s*[1-9]\d{{0,2}}|:\d{{1,3}})?(?:\s*†.*)?", re.DOTALL)
_LOCATOR = re.compile(
    rf"(?:(?:pp?\.?|pages?|sections?|sect?s?\.?|§+|par(?:a|agraph|as)?s?\.?|lines?|figs?\.?|tables?|ch\.?)"
    rf"\s*(?:[\dIVX.]|{_DASH})+|†.*|L\d+.*)",
    re.IGNORECASE | re.DOTALL,
)
_APART = re.compile(r"\s*[,;/&+|:，、；：]\s*|\s+(?:and|or|und|et|y)\s+|\s+(?=[\^#]?[Pp]\d)|\s+(?=\()")
_TO = re.compile(r"(?<=\d)\s+(?:to|through)\s+(?=[Pp]?\d)")
_POINTS = re.compile(r"\s*(?:see|cf\.?|compare)\b.*[\d,](\s+for\s[^\d]{1,80}\Z)", re.IGNORECASE | re.DOTALL)
_LEAD_ALONE = re.compile(rf"{_LEAD}\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Marker:
    """What one marker names: identifiers given out, and what names nothing, as written; each once, in order."""

    cited: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Given:
    """The identifiers that were given out, "P" and a number each."""

    def __init__(self, identifiers: Collection[str]) -> None:
        self._all = frozenset(identifiers)
        self._numbers = sorted(int(one[1:]) for one in self._all if re.fullmatch(r"P[1-9]\d{0,8}", one))

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._all

    def between(self, first: int, last: int) -> list[str]:
        """Identifiers of a range, its ends included."""
        numbers = self._numbers[bisect_left(self._numbers, first) : bisect_right(self._numbers, last)]
        return [f"P{number}" for number in numbers]

    def is_likely(self, identifier: str) -> bool:
        """Whether a model may have made it up after those given out: "P99" may be, "P300" is a brain wave."""
        return len(identifier) - 1 <= max(2, len(str(self._numbers[-1])) if self._numbers else 0)

    def is_half(self, identifier: str) -> bool:
        """Whether more digits could make another identifier of it."""
        return any(one.startswith(identifier) and one != identifier for one in self._all)


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket's content: its marker, the words that are neither that nor a locator, and which came first."""

    marker: Marker
    words: str
    named_first: bool
    numbers_only: bool


def read_bracket(content: str, given: Given) -> Bracket | None:
    """What a bracket names; None where it names no identifier and is not numbers alone."""
    names: list[str] = []
    numbers: list[str] = []
    words: list[str] = []
    named_first = False
    for segment in _APART.split(_TO.sub("-", _without_purpose(content))):
        segment = segment.strip(" \t\n.\"'*_")
        if not segment or _LEAD_ALONE.match(segment):
            continue
        if found := _IDENTIFIER.fullmatch(segment) or _SPELLED.fullmatch(segment):
            named_first = named_first or not words
            names += _named(found[1], found[2], given)
        elif _NUMBER.fullmatch(segment):
            numbers.append(segment.removeprefix("^").split("†")[0].strip())
        elif not _LOCATOR.fullmatch(segment):
            words.append(segment)
    if names:
        return Bracket(marker_of([*names, *numbers], given), ", ".join(words), named_first, False)
    return Bracket(marker_of(numbers, given), "", True, True) if numbers and not words else None


def says_more(content: str) -> bool:
    """Whether there are words in a bracket's content that are no locators and lead to none."""
    segments = (segment.strip(" \t\n.\"'*_") for segment in _APART.split(_without_purpose(content)))
    return any(one and not _LEAD_ALONE.match(one) and not _LOCATOR.fullmatch(one) for one in segments)


def _without_purpose(content: str) -> str:
    """Without the end of "see P3 for details"."""
    points = _POINTS.match(content)
    return content[: points.start(1)] if points else content


def marker_of(names: Collection[str], given: Given) -> Marker:
    """Names sorted into those given out and the others."""
    once = dict.fromkeys(names)
    return Marker(tuple(one for one in once if one in given), tuple(one for one in once if one not in given))


def _named(first: str, last: str | None, given: Given) -> list[str]:
    """An identifier, or all of a range that were given out with its two ends."""
    low = _identifier(first)
    if last is None:
        return [low]
    high = _identifier(last)
    if int(low[1:]) > int(high[1:]):
        return [low, high]
    return [low, *given.between(int(low[1:]), int(high[1:])), high]


def _identifier(written: str) -> str:
    digits = _DIGITS.search(written)
    return f"P{int(digits.group())}" if digits else written


_FIRST = 0xF0000
PLACE = f"[{chr(_FIRST)}-{chr(0xFFFFD)}]"
"""Pattern of what stands in the text for a marker. Private characters were taken out of the reply before."""

_WORD = r"[^\[\]()【】⟦⟧〔〕（）［］]"
_SQUARE = re.compile(rf"\[((?:{_WORD}|\({_WORD}{{0,200}}\)){{0,300}})\]|[【⟦〔［]({_WORD}{{0,300}})[】⟧〕］]")
_ROUND = re.compile(rf"[(（]({_WORD}{{1,300}})[)）]|[{{«‹]([^{{}}«»‹›\n]{{1,100}})[}}»›]")
_OUTER = re.compile(r"[\[(【{]([^\[\]()【】{}]{1,300})[\])】}]")
_RAISED = re.compile(rf"\$?\^\{{?((?:{PLACE})+)\}}?\^?\$?")
_EACH_PLACE = re.compile(PLACE)
_OPEN = re.compile(r"[\[【]\s*[\^#]?([Pp]\d{1,4})(?!\w)(?=\s*[^\s])|(?<![\w\[])([Pp]\d{1,4})[\]】]")
_CUT = re.compile(r"[\[(【]\s*\^?((?:[Pp]\d{1,6}\s*(?:,|;|-|–|and)?\s*){0,50})([Pp]?\d{0,6})\s*\Z")
_WHOLE = re.compile(r"[Pp]\d+(?=\s*[,;–\s-])")
_LAST = re.compile(r"[Pp](\d+)\s*\Z")
_INTERVAL = re.compile(
    r"\b(?:rang\w+|CI|intervals?|between|scaled?|scores?|values?|within)\b[\w ]{0,12}\Z", re.IGNORECASE
)

_LIST = r"P\d{1,4}(?:(?:\s*(?:,|;|&|/|-|–)\s*(?:and\s+|or\s+)?|\s+(?:and|or|to)\s+)(?:passages?\s+)?P\d{1,4}){0,20}"
_NUMBERS = r"\d{1,3}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+)\d{1,3}){0,20}"
_SPOKEN = re.compile(
    rf"\b(?:passages?\s+(?=P?\d)|sources?\s+(?=P\d))(?P<list>{_LIST}|{_NUMBERS})(?!\w|\.\d)", re.IGNORECASE
)
SAYS = (
    r"(?:also\s+|both\s+|explicitly\s+|further\s+|only\s+)?(?:shows?|describes?|discuss(?:es)?|finds?|presents?|argues?|"
    r"proposes?|lists?|defines?|explains?|identif(?:y|ies)|reports?|notes?|states?|suggests?|mentions?|covers?|says?|"
    r"introduces?|provides?|claims?|concludes?|recommends?|highlights?|emphasi[sz]es?|focus(?:es)?|compares?|outlines?)\b"
)
"""Pattern of what passages do in a sentence of which they are the subject."""
_SUBJECT = re.compile(
    rf"(?:(?<=[.!?:,;]\s)|(?:^|(?<=\n)|\b(?i:as|while|whereas|and|that|but|both)\s+)(?<!\w))"
    rf"(?P<list>{_LIST})(?=\s+(?:{SAYS}|(?:do|does|did)\s+not\b))"
)
TOLD = (
    r"(?:stated|shown|described|reported|noted|discussed|mentioned|explained|argued|defined|seen|listed|outlined|"
    r"presented|proposed|introduced|identified|covered|found|given|said|suggested|documented)\s+(?:in|by)"
)
"""Pattern of what is done in passages, behind which they are named."""
_SEE = re.compile(
    rf"\b(?:according\s+to|see(?:\s+also)?|cf\.|as\s+in|(?:as\s+)?per|in\s+(?:contrast|line)\s+(?:to|with)|contrary\s+to|"
    rf"similar(?:ly)?\s+to|compared\s+(?:to|with)|unlike|{TOLD}|(?:^|(?<=[.!?]\s))(?:like|in|from))\s+"
    rf"(?:both\s+)?(?P<list>{_LIST})(?=\s*(?:[.,;:)]|for\b|\Z))",
    re.IGNORECASE | re.MULTILINE,
)
_ABOUT = r"[ \t]*(?:\((?:[^()\n]|\([^()\n]{0,100}\)){0,200}\))?[ \t]*"
_LABEL = re.compile(
    rf"^(?:(?:passages?|sources?)[ \t]+)?(?P<list>{_LIST}|(?<=passage )\d{{1,3}}){_ABOUT}(?:[:–—]|-\s)\s*",
    re.MULTILINE | re.IGNORECASE,
)
_LABEL_BEHIND = re.compile(rf"^((?:{PLACE})+){_ABOUT}[:–—][ \t]*", re.MULTILINE)
_TAIL = re.compile(rf"(?:(?<=[.!?])|\s[-–—]|,)\s+(?P<list>{_LIST})(?=\s*[.]?\s*$)", re.MULTILINE)
_EACH = re.compile(r"\d+")


class Places:
    """Markers of one text by the characters that stand for them."""

    def __init__(self) -> None:
        self._markers: list[Marker] = []

    def put(self, marker: Marker) -> str:
        """A character that stands for the marker from now on."""
        self._markers.append(marker)
        return chr(_FIRST + len(self._markers) - 1)

    def __getitem__(self, place: str) -> Marker:
        return self._markers[ord(place) - _FIRST]


def take_markers(text: str, given: Given) -> tuple[str, Places]:
    """`text` with one character of `PLACE` for every marker, and what these stand for.

    Bare identifiers ("passage P3 shows") count only where nothing else can be meant.
    """
    places = Places()
    text = _SQUARE.sub(lambda found: _in_brackets(found, found[1] or found[2] or "", given, places), text)
    text = _ROUND.sub(lambda found: _in_parentheses(found, given, places), text)
    text = _CUT.sub(lambda found: _cut(found, given, places), text)
    text = _OPEN.sub(lambda found: _single(found, given, places), text)
    text = _LABEL.sub(lambda found: _label(found, given, places), text)
    for pattern in (_SPOKEN, _SEE, _SUBJECT, _TAIL):
        text = pattern.sub(lambda found: _bare(found, given, places), text)
    for _ in range(2):
        text = _OUTER.sub(_without_brackets, text)
    return _LABEL_BEHIND.sub(r"\1 ", _RAISED.sub(r"\1", text)), places


def _without_brackets(found: re.Match[str]) -> str:
    """Brackets around markers go, with locators and such in them; around words they stay."""
    inside = _EACH_PLACE.findall(found[1])
    if not inside or says_more(_EACH_PLACE.sub(",", found[1])):
        return found.group()
    return "".join(inside)


def _in_brackets(found: re.Match[str], content: str, given: Given, places: Places) -> str:
    read = read_bracket(content, given)
    before = found.string[max(0, found.start() - 30) : found.start()]
    if read is None or (read.numbers_only and _INTERVAL.search(before)):
        return found.group()
    kept = f" [{read.words}]" if read.words and not read.named_first else ""
    return kept + places.put(read.marker)


def _in_parentheses(found: re.Match[str], given: Given, places: Places) -> str:
    """Parentheses hold words and numbers of the text itself; of such only identifiers given out are taken."""
    read: Bracket | None = read_bracket(found[1] or found[2], given)
    if read is None or read.numbers_only or (read.words and not read.marker.cited):
        return found.group()
    if not read.marker.cited and not all(given.is_likely(name) for name in read.marker.unknown):
        return found.group()
    return (f"({read.words})" if read.words else "") + places.put(read.marker)


def _single(found: re.Match[str], given: Given, places: Places) -> str:
    """A marker that lost one of its brackets."""
    name = f"P{int((found[1] or found[2])[1:])}"
    return places.put(marker_of([name], given)) if name in given else found.group()


def _cut(found: re.Match[str], given: Given, places: Places) -> str:
    """A marker in which the reply breaks off: its last identifier may be half of another one."""
    names = [f"P{int(one.group()[1:])}" for one in _WHOLE.finditer(found.group())]
    last = _LAST.search(found.group())
    if last and f"P{int(last[1])}" in given and not given.is_half(f"P{int(last[1])}"):
        names.append(f"P{int(last[1])}")
    return places.put(marker_of(names, given)) if names else ""


def _label(found: re.Match[str], given: Given, places: Places) -> str:
    """A marker that leads its line, without what names its work besides."""
    marker = marker_of([f"P{int(number.group())}" for number in _EACH.finditer(found["list"])], given)
    return found.group() if marker.unknown else f"{places.put(marker)} "


def _bare(found: re.Match[str], given: Given, places: Places) -> str:
    """Identifiers without brackets, if all were given out; the words before them go or stay as the sentence needs."""
    names = [f"P{int(number.group())}" for number in _EACH.finditer(found["list"])]
    if not all(name in given for name in names):
        return found.group()
    before = found.group()[: found.start("list") - found.start()]
    return before + places.put(marker_of(names, given))
