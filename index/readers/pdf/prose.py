"""A paper's lines as blocks of prose under their headings, and the lines of its reference list."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from types import MappingProxyType

from index.readers.pdf.layout import Line, continues_heading, heading_level, heading_name, is_usual_heading
from index.readers.references import is_list, is_reference_heading, list_length, unheaded_list
from index.sources import Block, Evidence
from index.text.normalise import compounds, normalise

# "Abstract— We study", "Keywords: drift", "Index Terms Drift"
_RUN_IN = re.compile(
    r"(?P<name>Abstract|Summary|Zusammenfassung|Résumé|Resumen|Resumo|Key\s?words(?: and phrases)?|Index Terms)"
    r"(?P<mark>\s*[—–:.-]+\s*|\s+(?=[A-Z]))(?=\S)",
    re.IGNORECASE,
)
"""A heading on the same line as its text."""
_OTHER_SIZE = 0.5  # points of difference in font size that begin another part of the title page (a guess)
_MAX_ABSTRACT = 5_000  # characters of the longest abstract (a guess)
_NOTE = 0.9  # largest font size of a footnote in proportion to the text (a guess)
# "Figure 3: ", "Table 1."
_CAPTION = re.compile(r"(?:fig(?:ure)?|table)\.?\s\d{1,3}[.:]", re.IGNORECASE)
_LINES_BELOW = 12
"""Lines below a heading by which we judge whether a reference list goes on (a guess)."""
_INDENT = (4.0, 60.0)
"""Smallest and largest hanging indent of an entry's lines, in points (guesses)."""

PlacedLine = tuple[int, Line]
"""A line and its page."""
_HYPHEN = re.compile(r"[-\u2010\ufffe\x02]")
"""A hyphen, or what PDFium writes for one at a line end."""
Path = list[tuple[int, str]]
"""(level, name) of the headings above a line, outermost first."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A paper's blocks of prose, and the lines of its reference list."""

    blocks: tuple[Block, ...]
    lists: tuple[tuple[PlacedLine, ...], ...]
    """The lines of each reference list; books have one for each chapter."""


def prose(
    lines: Mapping[int, Sequence[Line]],
    left_out: Set[tuple[int, int]],
    headings: Set[tuple[int, int]],
    apart: Mapping[tuple[int, int], Block | None] = MappingProxyType({}),
) -> Prose:
    """Blocks between headings, page by page; `left_out` has (page, start) of lines that are not prose.

    `apart` has the places of lines of captions and tables, which interrupt the prose: the first of each block with the
    block, which belongs to the section around it if it states none.
    """
    walk = _Walk()
    beside = left_out | apart.keys()
    text = [(page, line) for page, on_page in lines.items() for line in on_page if (page, line.start) not in beside]
    lists = reference_lists(text, headings)
    listed = {(page, line.start) for entries in lists for page, line in entries}
    names = heading_names(lines, headings)
    for page, on_page in lines.items():
        for line in on_page:
            place = (page, line.start)
            if place in beside or place in headings or place in listed:
                walk.end_block(page)
            if block := apart.get(place):
                walk.add(block)
            if place in beside:
                continue
            if place in listed:
                walk.leave_text()
            elif place in headings:
                if place in names:
                    walk.descend(names[place])
            else:
                walk.take(page, line)
        walk.end_block(page)
        walk.leave_abstract(page + 1, 0)
    return Prose(tuple(walk.blocks), tuple(map(tuple, lists)))


def heading_names(lines: Mapping[int, Sequence[Line]], headings: Set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Place of the first line of each heading -> all its lines as one, with words joined at hyphens."""
    names: dict[tuple[int, int], str] = {}
    for page, on_page in lines.items():
        first: tuple[int, int] | None = None
        above: Line | None = None
        for line in on_page:
            place = (page, line.start)
            if place not in headings:
                first = None
            elif first and above and continues_heading(above, line):
                names[first] += f"\n{line.text}"
            else:
                first, names[place] = place, line.text
            above = line
    return {place: _in_one_line(name, lines[place[0]]) for place, name in names.items()}


def _in_one_line(heading: str, lines: Sequence[Line]) -> str:
    keep = compounds("\n".join(line.text for line in lines)) if _HYPHEN.search(heading) else frozenset[str]()
    return normalise(heading, keep).text


def reference_lists(text: Sequence[PlacedLine], headings: Set[tuple[int, int]]) -> list[list[PlacedLine]]:
    """The lines of each reference list, by the content below its heading or, without a heading, by numbers from [1] on.

    text: (page, line) in order, without what stands beside the text.
    """
    heads = [i for i, (page, line) in enumerate(text) if (page, line.start) in headings]
    lists: list[list[PlacedLine]] = []
    end = 0
    for number, head in enumerate(heads):
        if head < end or not is_reference_heading(text[head][1].text):
            continue
        entries: list[PlacedLine] = []
        for begin, stop in pairwise([*heads[number:], len(text)]):
            if entries and not _goes_on(text[begin][1], text[begin + 1 : stop]):
                break
            length = list_length([line.text for _, line in text[begin + 1 : stop]])
            entries += text[begin + 1 : begin + 1 + length]
            end = begin + 1 + length
            if end < stop:
                break
        lists += [entries] if entries else []
    first = unheaded_list([line.text for _, line in text]) if 2 * end < len(text) else None
    if first is not None and first >= end:
        stop = next((head for head in heads if head > first), len(text))
        lists.append(list(text[first : first + list_length([line.text for _, line in text[first:stop]])]))
    return lists


def _goes_on(heading: Line, below: Sequence[PlacedLine]) -> bool:
    """Whether a reference list goes on below a heading within it: "Journal articles", or a line that is no heading."""
    if is_usual_heading(heading.text) or not below:
        return False
    return is_list([line.text for _, line in below[:_LINES_BELOW]])


class _Walk:
    """The blocks so far, and the state after the last line: its section path, and the lines of the next block."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.path: Path = []
        self._behind_list = False
        self._run: list[Line] = []
        self._skip = 0
        """Length of a run-in heading in the run's first line."""
        self._abstract_from: tuple[int, int] | None = None
        """(page, start) of an abstract that has only a run-in heading."""

    def descend(self, heading: str) -> None:
        """Enter the section of a heading."""
        level = 1 if self._behind_list else heading_level(heading)
        name = heading_name(heading)
        name = "Abstract" if name.strip(" .:").lower() == "abstract" else name
        self.path = [*(above for above in self.path if above[0] < level), (level, name)]
        self._abstract_from = None
        self._behind_list = False

    def leave_text(self) -> None:
        """Leave the section, as a reference list follows; the text behind the list belongs to no section before it."""
        self.path, self._abstract_from, self._behind_list = [], None, True

    def take(self, page: int, line: Line) -> None:
        """Add a line to the run; first end the run if another part begins."""
        if self._run and line.start < self._run[-1].start:  # the title block, which the file has behind the text
            self.end_block(page)
        on_top = page == 1 and not self.path  # title, authors and affiliations have no full stop between them
        may_run_in = page <= 2 and (on_top or self._abstract_from or self._in_abstract())
        run_in = _RUN_IN.match(line.text) if may_run_in else None
        if run_in or (on_top and self._run and abs(line.size - self._run[-1].size) > _OTHER_SIZE):
            self.end_block(page)
        self.leave_abstract(page, line.start)
        if self._in_abstract() and self._run and line.size < _NOTE * self._run[0].size:
            self.end_block(page)
            self.path, self._abstract_from = [], None
        if run_in:
            self.path = [(1, " ".join(run_in["name"].split()).capitalize())]
            self._abstract_from = (page, line.start)
            self._skip = run_in.end()
        self._run.append(line)

    def _in_abstract(self) -> bool:
        return len(self.path) == 1 and self.path[0][1].lower() == "abstract"

    def leave_abstract(self, page: int, place: int) -> None:
        """End an abstract with a run-in heading if it would become too long."""
        begun = self._abstract_from
        if begun and (page, place) > (begun[0], begun[1] + _MAX_ABSTRACT):
            self.path, self._abstract_from = [], None

    def add(self, block: Block) -> None:
        """Add a block that is not prose."""
        self.blocks.append(block if block.section else replace(block, section=self._section()))

    def _section(self) -> str | None:
        return " > ".join(name for _, name in self.path) or None

    def end_block(self, page: int) -> None:
        """Make a block of the run, if it has lines."""
        if self._run:
            start, end = self._run[0].start + self._skip, self._run[-1].end
            self.blocks.append(Block(start, end, Evidence.PAPER, page, self._section()))
        self._run, self._skip = [], 0


def list_text(listed: Sequence[PlacedLine]) -> str:
    """The raw text of a reference list, with an empty line before each line that begins a hanging indent.

    Footnotes, by their smaller font, and captions are left out.
    """
    if not listed:
        return ""
    usual = median(line.size for _, line in listed)
    without_notes = [(page, line) for page, line in listed if line.size >= _NOTE * usual]
    first = _hung_behind(without_notes)
    texts: list[str] = []
    in_caption = False
    for page, line in without_notes:
        opens = (page, line.start) in first
        in_caption = _CAPTION.match(line.text) is not None or (in_caption and not opens and line.text[0] not in "[(")
        texts += [f"\n{line.text}" if opens else line.text] if not in_caption else []
    return "\n".join(texts)


def _hung_behind(listed: Sequence[PlacedLine]) -> set[tuple[int, int]]:
    """(page, start) of lines at the left edge of columns with hanging indents."""
    by_page: dict[int, list[Line]] = defaultdict(list)
    for page, line in listed:
        by_page[page].append(line)
    places: set[tuple[int, int]] = set()
    for page, lines in by_page.items():
        middle = (min(line.left for line in lines) + max(line.right for line in lines)) / 2
        for is_right in (False, True):
            column = [line for line in lines if (line.left > middle) is is_right]
            places |= {(page, line.start) for line in _outdented(column)}
    return places


def _outdented(column: Sequence[Line]) -> list[Line]:
    """Lines at a column's left edge, if enough others are indented and nearly all by the same width."""
    if not column:
        return []
    edge = min(line.left for line in column)
    least, most = _INDENT
    at_edge = [line for line in column if line.left - edge < least]
    indents = [line.left for line in column if least <= line.left - edge <= most]
    if len(indents) < 0.4 * len(at_edge) or not indents:
        return []
    usual = median(indents)
    alike = sum(1 for indent in indents if abs(indent - usual) < least)
    return at_edge if alike >= 0.8 * (len(column) - len(at_edge)) else []
