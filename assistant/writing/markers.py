"""Markers of citations taken out of plain text, and the sentences that they belong to.

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
# "[P1" at the end: the reply broke off, and it may be half of "[P12]".
_CUT = re.compile(r"\s*[\[(][P\d\s,;&–-]{0,60}\Z", re.IGNORECASE)

_FIRST = 0xF0000
PLACE = f"[{chr(_FIRST)}-{chr(0xFFFFD)}]"
"""Pattern of what stands in the text for a marker. Private characters were taken out of the reply before."""
_PLACE = re.compile(PLACE)
_RUN = re.compile(rf"{PLACE}(?:(?:[\s,;&]|\band\b)*{PLACE})*")
_ENDS = re.compile(rf"(?:[.!?:;][\"'”’)\]]*|{PLACE})(?:\s|{PLACE})*\Z")

# A marker can be a noun of its sentence, which needs one in its place: "According to [P3], ...", "In [P2], ..."
_NEEDS_NOUN = re.compile(
    rf"\b(?:according to|as in|see|unlike|(?:in contrast|contrary|similar) to|compared (?:to|with)"
    rf"|{verbs(SAYING_VERBS, present=False, ing=False)} (?:in|by))\s*\Z|(?:\A|[.!?]\s)(?:in|from|like)\s*\Z",
    re.IGNORECASE,
)
_START = r"(?:\A|(?<!\bal)(?<!\bi\.e)(?<!\be\.g)[.!?][\"'”’)]*\s)"
_STARTS = re.compile(rf"{_START}\s*\Z")
_BEGINS = re.compile(rf"(?:{_START}|[,;]\s|\b(?:and|but|while|whereas|that)\s)\s*\Z", re.IGNORECASE)
_SAYS = re.compile(rf"\s+(?:is|are|has|have|does|do|also|{verbs(SAYING_VERBS, past=False, ing=False)})\b")
_SEEN = 60
"""Characters before a marker that decide whether it is a noun."""
_HAS_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Marker:
    """What one marker names: identifiers given out, and what names nothing, as written; each once, in order."""

    cited: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(slots=True)
class MarkedSentence:
    """A sentence while its markers are collected."""

    text: str
    cited: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)

    def add(self, markers: "Iterable[Marker | MarkedSentence]") -> None:
        """Further markers of this sentence, or those of another one."""
        for marker in markers:
            self.cited |= dict.fromkeys(marker.cited)
            self.unknown |= dict.fromkeys(marker.unknown)


def marked_sentences(text: str, given: Collection[str]) -> tuple[list[MarkedSentence], list[Marker]]:
    """The sentences of a paragraph, item or heading with their markers, and markers that stand before all of them.

    `given` are the identifiers that were given out. A marker behind a full stop belongs to the sentence before it, one
    that begins a line to the sentence behind it, one that is alone in its line to what came before.
    """
    markers: list[Marker] = []

    def put(marker: Marker) -> str:
        markers.append(marker)
        return chr(_FIRST + len(markers) - 1)

    def square(match: re.Match[str]) -> str:
        return put(_marker(match[1], given))

    def rounded(match: re.Match[str]) -> str:
        # "(P300)" is a brain wave: of what was not given out, only short identifiers are taken for made up ones.
        marker = _marker(match[1], given)
        is_marker = marker.cited or all(len(name) <= 3 for name in marker.unknown)
        return put(marker) if is_marker else match.group()

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
    """The identifiers of a group; a range has all between its ends that were given out."""
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
    """Lines that stand by themselves; the lines of a sentence broken for its width are one."""
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
    """Sentences of a line, or the markers it is made of."""
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
    """A line without its markers, and each with an offset: the end of the text it stands behind."""
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
    """The words that take the place of markers that are a noun of their sentence; "" where they only cite."""
    if not (_NEEDS_NOUN.search(before) or (_BEGINS.search(before) and _SAYS.match(after))):
        return ""
    several = len({name for marker in markers for name in (*marker.cited, *marker.unknown)}) > 1
    noun = "the passages" if several else "the passage"
    return noun.capitalize() if _STARTS.search(before) else noun
