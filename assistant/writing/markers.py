"""Remove citation markers from plain text, and assign them to sentences.

A marker is an identifier or number in brackets, alone, in a group or in a range: [P2], (P2), [P1, P3], [P1-P3], [1].
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.questions.phrases import SAYING_VERBS, verbs
from index.text.passages import sentence_spans

_RANGE = r"P?\d{1,6}(?:\s*[-\u2010-\u2015]\s*P?\d{1,6})?"
# "P1", "P1, P3", "P1 and P3", "P1; P4-P6", "[P1], [P3]"
_GROUP = rf"\[?{_RANGE}\]?(?:(?:\s*[,;&]\s*|\s+)(?:and\s+)?\[?{_RANGE}\]?){{0,50}}"
# "(P2)", "([P1], [P3])"
_ROUND = re.compile(rf"\(\s*(?=[^()]*P\d)({_GROUP})\s*\)", re.IGNORECASE)
# "[P1, P3]", "[12]", "[[P3]]"; not "[0, 1]", "[2020]" and "the range [1, 5]", which are numbers of the text itself
_SQUARE = re.compile(
    rf"(?<!\brange )(?<!\binterval )\[\s*(?![^\]]*(?<![P\d])(?:0|\d{{4}}))({_GROUP})\s*\]", re.IGNORECASE
)
_NAMES = re.compile(_RANGE, re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
# "[P1" at the end of a reply that broke off: it may be half of "[P12]".
_CUT = re.compile(r"\s*[\[(][P\d\s,;&–-]{0,60}\Z", re.IGNORECASE)

_FIRST = 0xF0000  # the first character of a private plane of Unicode
PLACE = f"[{chr(_FIRST)}-{chr(0xFFFFD)}]"
"""Matches the placeholder of a marker: a private-use character, which `pieces_of` has removed from the reply."""
_PLACE = re.compile(PLACE)
# Placeholders in a row: "[1][2]", "[1], [2] and [3]"
_RUN = re.compile(rf"{PLACE}(?:(?:[\s,;&]|\band\b)*{PLACE})*")
# The end of a sentence at the end of a line: "... is common.", "... is common. [1]"
_ENDS = re.compile(rf"(?:[.!?:;][\"'”’)\]]*|{PLACE})(?:\s|{PLACE})*\Z")

# A marker can be a noun of its sentence, which needs one in its place: "According to [P3], ...", "In [P2], ..."
_NEEDS_NOUN = re.compile(
    rf"\b(?:according to|as in|see|unlike|(?:in contrast|contrary|similar) to|compared (?:to|with)"
    rf"|{verbs(SAYING_VERBS, present=False, ing=False)} (?:in|by))\s*\Z|(?:\A|[.!?]\s)(?:in|from|like)\s*\Z",
    re.IGNORECASE,
)
# The start of a text, or the end of a sentence, but not "et al. ", "i.e. ", "e.g. "
_START = r"(?:\A|(?<!\bal)(?<!\bi\.e)(?<!\be\.g)[.!?][\"'”’)]*\s)"
_STARTS = re.compile(rf"{_START}\s*\Z")
# "... costs, but " before "[P3] reports": the marker begins a clause
_BEGINS = re.compile(rf"(?:{_START}|[,;]\s|\b(?:and|but|while|whereas|that)\s)\s*\Z", re.IGNORECASE)
# " reports", " has" after a marker: it is the subject
_SAYS = re.compile(rf"\s+(?:is|are|has|have|does|do|also|{verbs(SAYING_VERBS, past=False, ing=False)})\b")
_SEEN = 60
"""Characters around a marker that are examined: longer than any phrase above."""
_HAS_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Marker:
    """Distinct identifiers in one marker: `cited` are in the prompt, `unknown` are not."""

    cited: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(slots=True)
class MarkedSentence:
    """A sentence with the identifiers of its markers."""

    text: str
    cited: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)

    def add(self, markers: "Iterable[Marker | MarkedSentence]") -> None:
        """Add the identifiers of markers, or of other sentences."""
        for marker in markers:
            self.cited |= dict.fromkeys(marker.cited)
            self.unknown |= dict.fromkeys(marker.unknown)


def marked_sentences(text: str, given: Collection[str]) -> tuple[list[MarkedSentence], list[Marker]]:
    """The sentences of a paragraph, item or heading with their markers, and the markers before the first sentence.

    `given` are the identifiers in the prompt. A marker after a full stop belongs to the sentence before it, a marker at
    the start of a line to the sentence after it, a marker alone on its line to the text before it.
    """
    markers: list[Marker] = []

    def placeholder(marker: Marker) -> str:
        markers.append(marker)
        return chr(_FIRST + len(markers) - 1)

    def square(match: re.Match[str]) -> str:
        return placeholder(_marker(match[1], given))

    def rounded(match: re.Match[str]) -> str:
        # "(P300)" is a brain wave: an unknown identifier in round brackets is a marker only if it is short.
        marker = _marker(match[1], given)
        is_marker = marker.cited or all(len(name) <= 3 for name in marker.unknown)
        return placeholder(marker) if is_marker else match.group()

    text = _CUT.sub("", _SQUARE.sub(square, _ROUND.sub(rounded, text)))
    sentences: list[MarkedSentence] = []
    before: list[Marker] = []
    for line in _lines(text):
        in_line, alone = _sentences_of(" ".join(line.split()), markers)
        if sentences:
            sentences[-1].add(alone)
        else:
            before += alone
        sentences += in_line
    return sentences, before


def _marker(group: str, given: Collection[str]) -> Marker:
    """The identifiers of a group; a range includes the given ones between its ends."""
    names: dict[str, None] = {}
    for match in _NAMES.finditer(group):
        ends = _NUMBER.findall(match.group())
        if "p" not in match.group().lower():
            names[match.group()] = None
            continue
        first, last = int(ends[0]), int(ends[-1])
        between = sorted(int(name[1:]) for name in given if first < int(name[1:]) < last)
        names |= dict.fromkeys(f"P{number}" for number in (first, *between, last))
    return Marker(tuple(n for n in names if n in given), tuple(n for n in names if n not in given))


def _lines(text: str) -> Iterator[str]:
    """Lines that end with a sentence or before an empty line; joins wrapped lines."""
    held = ""
    for line in text.split("\n"):
        if held and (not line.strip() or _ENDS.search(held[-_SEEN:])):
            yield held
            held = line
        else:
            held = f"{held} {line}" if held else line
    if held.strip():
        yield held


def _sentences_of(line: str, markers: Sequence[Marker]) -> tuple[list[MarkedSentence], list[Marker]]:
    """The sentences of a line, or the markers of a line without words."""
    plain, marks = _without_places(line, markers)
    spans = [(start, end) for start, end in sentence_spans(plain) if _HAS_WORD.search(plain, start, end)]
    if not spans:
        return [], [marker for _, marker in marks]
    sentences = [MarkedSentence(plain[start:end].lstrip(" ,;:")) for start, end in spans]
    leading = marks and marks[0][0] == 0
    for offset, marker in marks:
        behind = max((number for number, (start, _) in enumerate(spans) if start < offset), default=0)
        is_next = leading and offset and offset >= spans[behind][1] and behind + 1 < len(spans)
        sentences[behind + 1 if is_next else behind].add([marker])
    return sentences, []


def _without_places(line: str, markers: Sequence[Marker]) -> tuple[str, list[tuple[int, Marker]]]:
    """A line without its markers, and each marker with the end offset of the text before it."""
    plain, done = "", 0
    marks: list[tuple[int, Marker]] = []
    for run in _RUN.finditer(line):
        run_markers = [markers[ord(place) - _FIRST] for place in _PLACE.findall(run.group())]
        plain = (plain + line[done : run.start()]).rstrip()
        after, done = line[run.end() : run.end() + _SEEN], run.end()
        noun = _noun(f"{plain} "[-_SEEN:] if plain else "", after, run_markers)
        offset = len(plain)
        if noun:
            plain = f"{plain} {noun}".lstrip()
            offset = len(plain)
        marks += [(offset, marker) for marker in run_markers]
        gap = len(after) - len(after.lstrip())
        follows, then = after[gap : gap + 1], after[gap + 1 : gap + 2]
        if follows and follows in ".,;:!?)" and not then.isalnum() and then != "/":
            done += gap + (plain.endswith(follows) and follows != ")")
        elif gap and plain:
            plain, done = plain + " ", done + gap
        elif plain and (follows.isalnum() or follows == ":"):  # "a [1]://b" must not become an address
            plain += " "
    return plain + line[done:], marks


def _noun(before: str, after: str, markers: Sequence[Marker]) -> str:
    """The noun that replaces markers used as a noun ("According to [P3]"); "" if they only cite."""
    if not (_NEEDS_NOUN.search(before) or (_BEGINS.search(before) and _SAYS.match(after))):
        return ""
    several = len({name for marker in markers for name in (*marker.cited, *marker.unknown)}) > 1
    noun = "the passages" if several else "the passage"
    return noun.capitalize() if _STARTS.search(before) else noun
