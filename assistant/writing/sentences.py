"""Text with markers in it cut into sentences, each with the markers that belong to it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from assistant.writing.markers import PLACE, SAYS, TOLD, Given, Marker, Places, take_markers
from index.text.passages import sentence_spans

_JOINED = r"(?:\s|[,;&/]|\b(?:and|or)\b)*"
_RUN = re.compile(rf"{PLACE}(?:{_JOINED}{PLACE})*")
_PLACE = re.compile(PLACE)
_ENDS = re.compile(rf"[.!?:;][\"'”’)\]]*(?:\s|{PLACE})*\Z")
_MARKED_END = re.compile(rf"{PLACE}\s*\Z")
_STARTS = re.compile(rf"\s*(?:{PLACE}|[^\Wa-z_])")

# A marker can be a noun of its sentence ("according to [P3]"), which needs one in its place.
_NAMED = re.compile(r"(?P<the>\bthe\s+)?\b(?:passage|source)(?P<many>s?)\s*\Z", re.IGNORECASE)
_FIXED = re.compile(
    rf"\b(?:according to|see(?: also)?|as in|per|(?:in contrast|contrary|similar(?:ly)?) to|compared (?:to|with)|"
    rf"in line with|unlike|cf\.|, like|{TOLD})\s*\Z",
    re.IGNORECASE,
)
_FIRST_WORDS = re.compile(
    r"(?:\A|[.!?][\"'”’)]*\s)\s*(?:like|in|from|by|with|to|on|for|of|based on|following|besides|beyond)\s*\Z",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:in|by|from|of|with|to|than|on|and|or|both|per|see|like|unlike|cf\.)\s*\Z", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"(?:\A|(?<!\bal)(?<!\bi\.e)(?<!\be\.g)[.!?:][\"'”’)]*\s|\b(?:and|but|while|whereas|as|that|both|however|although),?\s"
    r"|[,;]\s)\s*\Z",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\b(?:of|from|in|by)\s*\Z", re.IGNORECASE)
_BOTH = re.compile(r"\bboth\s*\Z", re.IGNORECASE)
_SAYS = re.compile(rf"\s+(?:(?:is|are|has|have|does|do|gives?|uses?)\b|{SAYS})")
_NEW_SENTENCE = re.compile(r"(?:\A|(?<!\bcf)(?<!\bal)(?<!\bi\.e)(?<!\be\.g)[.!?][\"'”’)]*\s)\s*\Z")
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,2}\.\Z")
_GOES_ON = re.compile(
    r"(?!\d)[^\W_A-Z]|(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
    r"|(?:January|February|March|May|June|July|October|December)\s+\d{4}"
)
_SEEN = 40
"""Characters around a marker that decide what it is in its sentence."""

_TWICE = frozenset({"..", "!.", "?.", ",,", ";;", "::", ",;", ";,", ":,"})
_HAS_WORD = re.compile(r"\w")


@dataclass(slots=True)
class Marked:
    """A sentence while its markers are collected."""

    text: str
    cited: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)

    def add(self, marker: Marker) -> None:
        """Another marker of this sentence."""
        self.cited |= dict.fromkeys(marker.cited)
        self.unknown |= dict.fromkeys(marker.unknown)

    def take(self, other: "Marked") -> None:
        """All markers of another one."""
        self.cited |= other.cited
        self.unknown |= other.unknown


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one piece of text, and markers at its start that belong to what came before it."""

    sentences: tuple[Marked, ...]
    before: tuple[Marker, ...]


def marked_sentences(text: str, given: Given) -> Sentences:
    """The sentences of a paragraph, item or heading with their markers.

    A marker behind a full stop belongs to the sentence before it, one that begins a line to the sentence behind it,
    one that is alone in its line to what came before.
    """
    marked, places = take_markers(text, given)
    sentences: list[Marked] = []
    before: list[Marker] = []
    for line in _lines(marked):
        found, lonely = _sentences_of(" ".join(line.split()), places)
        for marker in lonely:
            if sentences:
                sentences[-1].add(marker)
            else:
                before.append(marker)
        sentences += found
    return Sentences(tuple(sentences), tuple(before))


def _lines(text: str) -> Iterator[str]:
    """Lines that stand by themselves; the lines of a sentence broken for its width are one."""
    held = ""
    for line in text.split("\n"):
        apart = not line.strip() or _ENDS.search(held[-80:]) or (_MARKED_END.search(held[-20:]) and _STARTS.match(line))
        if held and apart:
            yield held
            held = line
        else:
            held = f"{held} {line}" if held else line
    if held.strip():
        yield held


def _sentences_of(line: str, places: Places) -> tuple[list[Marked], list[Marker]]:
    """Sentences of a line, or the markers it is made of."""
    plain, marks = _without_markers(line, places)
    spans = [(start, end) for start, end in _spans(plain) if _HAS_WORD.search(plain, start, end)]
    if not spans:
        return [], [marker for _, marker in marks]
    sentences = [
        Marked(plain[start:end].lstrip(" ,;:").replace("![", "[").replace("](", "] (")) for start, end in spans
    ]
    leads = bool(marks) and marks[0][0] == 0 and marks[-1][0] < len(plain.rstrip(" .!?"))
    at = 0
    for offset, marker in marks:
        while at + 1 < len(spans) and (spans[at + 1][0] < offset or (leads and spans[at][1] <= offset)):
            at += 1
        sentences[at].add(marker)
    return sentences, []


def _spans(text: str) -> list[tuple[int, int]]:
    """Spans of sentences; an ordinal ("3. Mai", "der 2. und 3. Stufe") ends none."""
    spans: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        if spans and _ORDINAL.search(text, spans[-1][0], spans[-1][1]) and _GOES_ON.match(text, start):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _without_markers(line: str, places: Places) -> tuple[str, list[tuple[int, Marker]]]:
    """A line without its markers, and each marker with an offset: the end of the text it stands behind.

    A noun's offset lies in the word that took its place.
    """
    plain = _Line()
    marks: list[tuple[int, Marker]] = []
    said: set[frozenset[str]] = set()
    at = 0
    for start, end in _runs(line):
        found = [places[one] for one in _PLACE.findall(line[start:end])]
        piece, after = line[at:start], line[end : end + _SEEN]
        at = end
        names = {name for marker in found for name in (*marker.cited, *marker.unknown)}
        noun = _noun(plain.tail + piece, after, len(names) > 1)
        if noun is not None:
            plain.add(piece[: len(piece) - len(noun)])
            offset = plain.length + 1
            plain.add(_passages(plain.tail, names, said))
        else:
            plain.add(piece)
            plain.strip()
            offset = plain.length
            at += plain.close_up(after)
        marks += [(offset, marker) for marker in found]
    plain.add(line[at:])
    return plain.text(), marks


def _runs(line: str) -> Iterator[tuple[int, int]]:
    """Spans of markers that stand together; "in contrast to [P1], [P5] says" has two."""
    for run in _RUN.finditer(line):
        start, end = run.span()
        comma = line.rfind(",", start, end)
        if comma >= 0 and _FIXED.search(line[max(0, start - _SEEN) : start]) and _SAYS.match(line[end : end + _SEEN]):
            yield start, comma
            yield next((place.start(), end) for place in _PLACE.finditer(line, comma, end))
        else:
            yield start, end


def _noun(before: str, after: str, several: bool) -> str | None:
    """What a noun takes the place of besides its marker ("passage [P3]"); None where the marker is no noun."""
    near = before[-_SEEN:]
    if (named := _NAMED.search(near)) and bool(named["many"]) <= several:
        led = near[: named.start()]
        if named["the"] or _PREPOSITION.search(led) or _CLAUSE.search(led):
            return named.group()
    if _FIXED.search(near) or _FIRST_WORDS.search(near):
        return ""
    subject = _CLAUSE.search(near) or _OBJECT.search(near)
    return "" if subject and _SAYS.match(after) else None


def _passages(before: str, names: Collection[str], said: set[frozenset[str]]) -> str:
    """Words for passages; another one than those that the same line has named is called so."""
    if len(names) > 1:
        word = "passages" if _BOTH.search(before) else "the passages"
    else:
        word = "another passage" if said and frozenset(names) not in said else "the passage"
    said.add(frozenset(names))
    if not _NEW_SENTENCE.search(before):
        return word
    return word.replace("another", "the").capitalize()


class _Line:
    """Text put together from its pieces, with its last characters at hand."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0
        self.tail = ""

    def add(self, piece: str) -> None:
        self._parts.append(piece)
        self.length += len(piece)
        self.tail = (self.tail + piece)[-_SEEN:]

    def strip(self) -> None:
        """Takes white space from the end."""
        while self._parts:
            last = self._parts.pop()
            self.length -= len(last)
            if kept := last.rstrip():
                self._parts.append(kept)
                self.length += len(kept)
                break
        self.tail = self.tail.rstrip()

    def close_up(self, after: str) -> int:
        """Closes the gap of a marker that is gone: spaces and stops come once. How many characters are used up."""
        follows = after.lstrip()[:1]
        gap = len(after) - len(after.lstrip())
        if follows in tuple(".,;:!?"):
            if self.tail[-1:] in tuple(",;:") and follows in ".!?":
                self._parts[-1] = self._parts[-1][:-1]
                self.length -= 1
            return gap + (self.tail[-1:] + follows in _TWICE)
        if self.tail and self.tail[-1] not in "([{" and (gap or follows.isalnum()) and follows not in tuple(")]}"):
            self.add(" ")
        return gap

    def text(self) -> str:
        return "".join(self._parts)
