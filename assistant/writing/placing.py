"""Text with markers in it cut into sentences, each with the markers that belong to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.writing.identifiers import Given, Marker
from assistant.writing.markers import PLACE, SAYS, Places, take_markers
from index.sentences import sentence_spans

_JOINED = r"(?:\s|[,;&/]|\b(?:and|or)\b)*"
_RUN = re.compile(rf"{PLACE}(?:{_JOINED}{PLACE})*")
_PLACE = re.compile(PLACE)
_ENDS = re.compile(rf"[.!?:;][\"'”’)\]]*(?:\s|{PLACE})*\Z")
_MARKED_END = re.compile(rf"{PLACE}\s*\Z")
_STARTS = re.compile(rf"\s*(?:{PLACE}|[^\Wa-z_])")

# A marker can be a noun of its sentence ("according to [P3]"), which needs one in its place.
_NAMED = re.compile(r"\b(?:the\s+)?(?:passages?|sources?)\s*\Z", re.IGNORECASE)
_GOVERNED = re.compile(r"\b(?:according to|in|by|from|per|of|with|to|like|than|see|cf\.|on)\s*\Z", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:\A|(?<!\bal)(?<!\bi\.e)(?<!\be\.g)[.!?:][\"'”’)]*\s|\b(?:and|but|while|whereas|as|that|both|however|although),?\s)\s*\Z",
    re.IGNORECASE,
)
_SAYS = re.compile(rf"\s+(?:(?:is|are|has|have|does|do|gives?|uses?)\b|{SAYS})")
_NEW_SENTENCE = re.compile(r"(?:\A|(?<!\bcf)(?<!\bal)(?<!\bi\.e)(?<!\be\.g)[.!?][\"'”’)]*\s)\s*\Z")
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
    spans = [(start, end) for start, end in sentence_spans(plain) if _HAS_WORD.search(plain, start, end)]
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


def _without_markers(line: str, places: Places) -> tuple[str, list[tuple[int, Marker]]]:
    """A line without its markers, and each marker with an offset: the end of the text it stands behind.

    A noun's offset lies in the word that took its place.
    """
    plain = _Line()
    marks: list[tuple[int, Marker]] = []
    at = 0
    for run in _RUN.finditer(line):
        found = [places[one] for one in _PLACE.findall(run.group())]
        piece, after = line[at : run.start()], line[run.end() : run.end() + _SEEN]
        at = run.end()
        noun = _noun(plain.tail + piece, after)
        if noun is not None:
            plain.add(piece[: len(piece) - len(noun)])
            offset = plain.length + 1
            plain.add(_passages(plain.tail, found))
        else:
            plain.add(piece)
            plain.strip()
            offset = plain.length
            at += plain.close_up(after)
        marks += [(offset, marker) for marker in found]
    plain.add(line[at:])
    return plain.text(), marks


def _noun(before: str, after: str) -> str | None:
    """What a noun takes the place of besides its marker ("passage [P3]"); None where the marker is no noun."""
    near = before[-_SEEN:]
    if named := _NAMED.search(near):
        return named.group()
    if _GOVERNED.search(near) or (_CLAUSE.search(near) and _SAYS.match(after)):
        return ""
    return None


def _passages(before: str, found: list[Marker]) -> str:
    names = {name for marker in found for name in (*marker.cited, *marker.unknown)}
    word = "the passages" if len(names) > 1 else "the passage"
    return word.capitalize() if _NEW_SENTENCE.search(before) else word


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
