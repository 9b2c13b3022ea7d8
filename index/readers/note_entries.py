"""The entries of a person's note: its headings, the labels in it, and the items below them.

An item is a list item, a line, a table's row or a sentence of a paragraph. Which names are fields of the study, and so
which items are whose, only all notes together tell (see `index.fields`).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from index.readers import plaintext
from index.readers.blocks import lines
from index.readers.markdown import HeadingLine, fences, headings
from index.readers.notes import LONG, VERY_LONG, paper_headings
from index.readers.org import STATES
from index.readers.references import is_reference_heading
from index.readers.stated import front_matter, inline_name, names_fact
from index.readers.summary import fact, is_prompt, is_template_field
from index.sources import Block, EntryKind, Evidence, Kind, NoteEntry, Source
from index.text.normalise import normalise
from index.text.passages import sentence_spans
from index.text.words import plain

LONGEST_NAME = 12
"""Words of the longest name of a field (a guess)."""
LINE_LEVEL = 7
"""Level of a line that stands for a heading, below every heading."""
_LONGEST_BESIDE = 5
"""Words of the longest plain name with its text beside it: "Fewer data scientists: need for talents" (a guess)."""
_WRAPPED = 40
"""Fewest columns at which people wrap lines (a guess)."""

# "- [x] ", "2) ", "> * "
_BULLET = re.compile(r"[ \t>]*(?:[*+\-•–]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?$")
_CHECKBOX = re.compile(r"\[[ xX-]\][ \t]+")
# Before a name: "3. ", "2.1 ", "IV. ", "TODO ", "✅ ", "**"
_BEFORE_NAME = re.compile(
    rf"""(?:\s+|_+|[^\w\s("'“‘\[]+|(?:{"|".join(sorted(STATES, key=len, reverse=True))})(?=\s+\S)|\[[ xX-]\]
      |(?:\d{{1,2}}(?:\.\d{{1,2}})*[.)]|\d{{1,2}}(?:\.\d{{1,2}})+|[IVX]{{1,5}}[.)])(?=\s+\S))+""",
    re.VERBOSE,
)
# "Challenges:", "The authors name three:", "challenges and concerns:"
_LABEL = re.compile(r"[*_]{0,3}[^\W\d_][^.!?:;\[\]|]{0,90}[*_]{0,3}:[*_]{0,3}$")
# "RQ2", "RQ2: Approaches and Tools:", "rq 2) Tools"
_QUESTION = re.compile(r"RQ\s{0,3}\d{1,2}(?:$|\s*[:.)–-](?:\s.{0,90})?$|[^.!?:;]{0,90}:$)", re.IGNORECASE)
# "**Challenges**", "__Tools:__"
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)([^*\n]{2,90}?[^\s.!?;,*])\1:?$")
# "**Tools:** MLflow", "**Tools**: MLflow", "**Tools** – MLflow"
_BOLD_BESIDE = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{2,60}?)(?::[ \t]*\1|\1[ \t]*(?::|[–—-](?=[ \t])))[ \t]+(?=\S)")
# "Tools: MLflow", "Tools :: MLflow" of Org's lists
_BESIDE = re.compile(r"([^\W\d_][\w /&'’()-]{1,50}?)(?:[ \t]+::|:)[ \t]+(?=\S)")
_TABLE_CELL = re.compile(r"(?:[^|\\]|\\.)+")
_ENDED = re.compile(r"[.!?:;][\"')\]”’*_]*$")
_OPEN = re.compile(r"(?:[,(–]|\b(?:and|or|of|the|a|an|to|in|on|for|with|by|that|which|is|are|as|from))$", re.IGNORECASE)
# "https://example.org/x", "![[figure.png]]", "![plot](plot.png)", "[[file:fig.png]]", "— page 4"
_NO_ITEM = re.compile(
    r"[–—(-]?\s*(?:pp?\.|page)\s*\d{1,5}\)?|<?(?:https?|zotero|file|obsidian)://\S+>?|www\.\S+|!\[[^\]]*\]\([^()]*\)|!?\[\[(?:file:)?[^\[\]]*\]\]|doi:\S+"
)
# "Abstract", "1 Introduction", "Abstract. We study"
_PAPER_BEGINS = re.compile(r"(?:(?:1|I)[.)]?\s+)?(?:abstract|introduction)\s*(?:$|[.:—–-])", re.IGNORECASE)


def entries_of(source: Source, reader: str, raw: str) -> tuple[NoteEntry, ...]:
    """The entries of a person's note on works; empty for other sources.

    reader: the name of its reader; raw: its text before reading.
    """
    is_note = source.kind is Kind.SUMMARY or source.draft_because is not None
    if source.entries or not is_note or not source.records or not source.texts.get(0):
        return source.entries
    text = source.texts[0]
    _, start = front_matter(text)
    start = 0 if reader in ("org", "docx") or text.startswith("##") else start
    found = list(headings(text, start, spaced=reader != "summary"))
    if reader == "plaintext":
        lined = {each.start for each in found}
        found = sorted((*found, *(h for h in plaintext.headings(text) if h.start not in lined)), key=lambda h: h.start)
    told = [block for block in source.blocks if block.page is None]
    pasted = _pasted(source, found, told)
    notes = _Notes(source, raw if len(raw) == len(text) else "", found, told, pasted)
    notes.read(start)
    return tuple(notes.entries)


# What is no note: a paper's own text that was pasted below the notes on it.


def _pasted(source: Source, found: Sequence[HeadingLine], told: Sequence[Block]) -> list[tuple[int, int]]:
    """Spans of papers' own text: what goes on for pages below one heading, or has a paper's own headings."""
    text = source.texts[0]
    if len(text) < LONG:
        return []
    title = plain(source.records[0].title or "") or None
    prose = _Prose(text, [b for b in told if b.evidence is not Evidence.TITLE and not _is_listed(text, b)])
    begins = {
        plain(heading.name): i
        for i, heading in reversed(list(enumerate(found)))
        if _PAPER_BEGINS.match(heading.name) or (i and plain(heading.name) == title)
    }
    for i in begins.values():
        own, often = paper_headings(each.name for each in found[i:])
        if own and own + often > 2 and prose.words(found[i].start, len(text)) >= VERY_LONG:
            return [(found[i].start, len(text))]
    spans = []
    for begin, end in zip([0, *(h.below for h in found)], [*(h.start for h in found), len(text)], strict=True):
        if prose.words(begin, end) < LONG:
            continue
        starts = (a for a, b in lines(text, begin, end) if _begins_paper(text[a:b], title))
        at = next((a for a in starts if prose.words(a, end) >= LONG), None)
        if at is None and prose.words(begin, end) >= VERY_LONG:
            at = begin
        if at is not None:
            spans.append((at, end))
    return spans


def _begins_paper(line: str, title: str | None) -> bool:
    line = line.strip(" \t#*_")
    return bool(_PAPER_BEGINS.match(line)) or (title is not None and plain(line) == title)


class _Prose:
    """Paragraphs of a text, to count their words."""

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self._text = text
        self._blocks = sorted(blocks, key=lambda block: block.start)
        self._starts = [block.start for block in self._blocks]
        self._before = list(accumulate((len(text[b.start : b.end].split()) for b in self._blocks), initial=0))

    def words(self, start: int, end: int) -> int:
        """The words of text[start:end]."""
        return max(0, self._until(end) - self._until(start))

    def _until(self, place: int) -> int:
        i = bisect_right(self._starts, place)
        beyond = len(self._text[place : self._blocks[i - 1].end].split()) if i else 0
        return self._before[i] - beyond


def _is_listed(text: str, block: Block) -> bool:
    return _BULLET.match(text, text.rfind("\n", 0, block.start) + 1, block.start) is not None


# Reading the lines.


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together: a list item, or a paragraph of lines."""

    record: int
    indent: int | None
    """Columns before a list item's bullet; None for other lines."""
    spans: list[tuple[int, int]] = field(default_factory=list)
    nested: bool = False
    """Whether it is a further paragraph of the list item above it."""
    name: str = ""
    """A name beside it that the text does not have."""


class _Notes:
    """The lines of a note, read into entries."""

    def __init__(
        self,
        source: Source,
        raw: str,
        found: Sequence[HeadingLine],
        told: Sequence[Block],
        pasted: Sequence[tuple[int, int]],
    ) -> None:
        self.entries: list[NoteEntry] = []
        self._text = source.texts[0]
        self._raw = raw
        self._headings = {h.start: h for h in found}
        self._titles = {plain(record.title) for record in source.records if record.title}
        self._title_spans = [(b.start, b.end) for b in told if b.evidence is Evidence.TITLE]
        self._own = _own_heading(found) if len(source.records) == 1 else None
        self._blocks = sorted((b for b in told if b.evidence is not Evidence.TITLE), key=lambda b: b.start)
        self._starts = [block.start for block in self._blocks]
        self._skipped = sorted((*pasted, *fences(self._text)))
        self._open: _Paragraph | None = None
        self._indents: list[int] = []
        self._record = 0
        self._head: int | None = None
        """How many entries are above a table's row that stands alone: the head, if others follow a rule."""
        self._has_field = False
        """Whether a heading above names no fact."""

    def read(self, start: int) -> None:
        """Read the lines from `start` on."""
        skip_to = block = skipped = 0
        for first, last in lines(self._text, start):
            while skipped < len(self._skipped) and self._skipped[skipped][1] <= first:
                skipped += 1
            if first < skip_to or (skipped < len(self._skipped) and self._skipped[skipped][0] <= first):
                self._end(followed_by_list=False)
                continue
            while block < len(self._blocks) and self._blocks[block].end <= first:
                block += 1
            if heading := self._headings.get(first):
                self._end(followed_by_list=False)
                skip_to = heading.below
                if not self._add_heading(heading):
                    continue
            if block < len(self._blocks) and self._blocks[block].start < last:
                of = self._blocks[block]
                self._add_line(first, max(first, of.start), min(last, of.end), of, is_heading=heading is not None)
            elif not self._text[first:last].strip():
                self._end(followed_by_list=None)
            else:
                self._end(followed_by_list=False)
                self._add_label(first, last)  # the template's labels are no text
        self._end(followed_by_list=False)

    # Names.

    def _add_heading(self, heading: HeadingLine) -> bool:
        """Add a heading; whether the line goes on with text beside the name of a field of the template."""
        start = self._text.index(heading.name, heading.start) if heading.name else heading.start
        name, _, value = heading.name.partition(":")
        if not (fact(name) or is_template_field(name) or is_prompt(value)) or _QUESTION.match(name):
            name = heading.name
        self._indents.clear()
        next_block = bisect_left(self._starts, heading.start)
        self._record = max(self._record, *(b.record for b in self._blocks[next_block : next_block + 1]), 0)
        is_title = plain(heading.name) in self._titles or any(
            a < heading.below and heading.start < b for a, b in self._title_spans
        )
        level = 0 if heading is self._own else heading.level
        self._add_name(EntryKind.TITLE if is_title else EntryKind.HEADING, level, start, start + len(name))
        return name != heading.name

    def _add_label(self, first: int, last: int) -> None:
        line = self._text[first:last].strip()
        if _QUESTION.fullmatch(line) or (_LABEL.fullmatch(line) and len(line.split()) <= LONGEST_NAME):
            self._indents.clear()
            self._add_name(EntryKind.LABEL, LINE_LEVEL, first, last)

    def _add_name(self, kind: EntryKind, level: int, start: int, end: int) -> None:
        """Add a name without what stands around it; a fact's name ends the field above it."""
        start, end = _name_span(self._text, start, end)
        name = self._text[start:end]
        stated = name.partition(":")[0]
        if fact(stated) or names_fact(stated) or is_reference_heading(name) or is_prompt(name):
            kind = EntryKind.TITLE
        self._has_field = self._has_field or kind is not EntryKind.TITLE
        self._add(kind, level, start, end)

    # Lines of text.

    def _add_line(self, first: int, start: int, end: int, of: Block, *, is_heading: bool) -> None:
        """Add the part of a line that is text."""
        content = self._text[start:end].strip()
        if not any(map(str.isalnum, content)):
            if "-" in content and self._open and self._is_row():
                self._open.spans.pop()  # the head of a table
            return
        start = self._text.index(content, start)
        end = start + len(content)
        self._record = of.record
        before = self._text[first:start]
        if start == of.start and _BULLET.fullmatch(before) and not is_heading:
            self._end(followed_by_list=True)
            self._open = _Paragraph(of.record, _columns(before), [(start, end)], name=self._inline(first, start))
            return
        if name := self._inline(first, start):
            self._end(followed_by_list=False)
            self._open = _Paragraph(of.record, None, [(start, end)], name=name)
            return
        if self._begins_label(content) and not is_heading and not self._is_continued(content):
            self._end(followed_by_list=False)
            self._indents.clear()
            bold = _BOLD_LINE.fullmatch(content)
            self._add_name(EntryKind.HEADING if bold else EntryKind.LABEL, LINE_LEVEL, start, end)
            return
        begins = content.startswith("|") != self._is_row() or _BOLD_BESIDE.match(content)
        if (
            self._open
            and start != of.start
            and not begins
            and (self._open.indent is None or before[:1] in (" ", "\t") or self._is_continued(content))
        ):
            self._open.spans.append((start, end))
            return
        self._end(followed_by_list=False)
        if self._head is not None and content.startswith("|"):
            del self.entries[self._head :]
        self._head = None
        nested = bool(self._indents) and _columns(before) >= 2
        self._open = _Paragraph(of.record, None, [(start, end)], nested=nested)

    def _is_row(self) -> bool:
        """Whether the line above is a table's row."""
        return self._open is not None and any(self._text[a] == "|" for a, _ in self._open.spans[-1:])

    def _begins_label(self, content: str) -> bool:
        if len(content.split()) > LONGEST_NAME:
            return False
        if _BOLD_LINE.fullmatch(content) or _QUESTION.fullmatch(content):
            return True
        return _LABEL.fullmatch(content) is not None and (
            self._open is None or content[:1].isupper() or content[:1] in "*_"
        )

    def _is_continued(self, content: str) -> bool:
        """Whether a line goes on with the sentence of the line above it."""
        if not (self._open and self._open.spans):
            return False
        above = self._text[slice(*self._open.spans[-1])]
        return self._goes_on(above, content, of_prose=self._open.indent is not None)

    def _goes_on(self, above: str, below: str, *, of_prose: bool) -> bool:
        """Whether a line was wrapped before `below`.

        of_prose: the paragraph ends with a full stop, so that its lines go on in lower case or, if they are long, in
        any; sentences are told apart later.
        """
        if _ENDED.search(above):
            return of_prose and len(above) >= _WRAPPED and not _BESIDE.match(below) and not _BOLD_BESIDE.match(below)
        if _OPEN.search(above):
            return True
        return of_prose and (len(above) >= _WRAPPED or below[:1].islower() or not below[:1].isalnum())

    def _inline(self, first: int, start: int) -> str:
        """The name of a program's field ("challenges:: drift"), which the text does not have."""
        before = self._raw[first:start]
        return inline_name(before) if before != self._text[first:start] else ""

    # Items.

    def _end(self, *, followed_by_list: bool | None) -> None:
        """Add the open paragraph; followed_by_list: None if a blank line is next."""
        paragraph, self._open = self._open, None
        if not (paragraph and paragraph.spans):
            return
        if paragraph.indent is not None:
            self._add_bullet(paragraph)
            return
        if not paragraph.nested:
            self._indents.clear()
        level = len(self._indents)
        stretches = list(self._stretches(paragraph.spans))
        for i, (start, end) in enumerate(stretches):
            if self._text[start] == "|":
                self._head = len(self.entries) if len(stretches) == 1 else None
                self._add_row(start, end)
                continue
            start = self._add_beside(start, end, paragraph.name if not i else "", level)
            if paragraph.name:
                self._add_item(EntryKind.TEXT, level, start, end)
                continue
            raw = self._text[start:end]
            spans = list(_sentences(raw))
            for j, (a, b) in enumerate(spans):
                introduces = raw[a:b].endswith(":") and i == len(stretches) - 1 and j == len(spans) - 1
                if introduces and followed_by_list is not False:
                    self._add(EntryKind.LABEL, LINE_LEVEL, start + a, start + b - 1)
                else:
                    self._add_item(EntryKind.TEXT, level, start + a, start + b)

    def _add_bullet(self, paragraph: _Paragraph) -> None:
        indent = paragraph.indent or 0
        while self._indents and indent <= self._indents[-1] - 2:
            self._indents.pop()
        if not self._indents or indent >= self._indents[-1] + 2:
            self._indents.append(indent)
        level = len(self._indents) - 1
        start, end = paragraph.spans[0][0], paragraph.spans[-1][1]
        if box := _CHECKBOX.match(self._text, start, end):
            start = box.end()
        if self._text[start:end].rstrip("*_ ").endswith(":"):
            self._add_name(EntryKind.LABEL, level, start, end)
            return
        start = self._add_beside(start, end, paragraph.name, level)
        self._add_item(EntryKind.BULLET, level, start, end)

    def _stretches(self, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Lines, joined where one was wrapped."""
        ends_in_stop = self._text[spans[-1][0] : spans[-1][1]].endswith(".")
        start, stop = spans[0]
        for a, b in spans[1:]:
            above, below = self._text[start:stop].rsplit("\n", 1)[-1], self._text[a:b]
            if "|" not in below[:1] and self._goes_on(above.strip(), below, of_prose=ends_in_stop):
                stop = b
            else:
                yield start, stop
                start, stop = a, b
        yield start, stop

    def _add_beside(self, start: int, end: int, name: str, level: int) -> int:
        """Add a name at the beginning of a text; gives where the text beside it begins."""
        if name:
            self.entries.append(NoteEntry(EntryKind.BOLD, level, name, start, start, self._record))
            return start
        for kind, pattern in ((EntryKind.BOLD, _BOLD_BESIDE), (EntryKind.BESIDE, _BESIDE)):
            found = pattern.match(self._text, start, end)
            most = LONGEST_NAME if kind is EntryKind.BOLD else _LONGEST_BESIDE
            if found and len(found.group().split()) <= most:
                self._add(kind, level, start, found.end())
                return found.end()
        return start

    def _add_row(self, start: int, end: int) -> None:
        """Add a table's row; its first cell may be the name of a field, with the text in the next."""
        cells = [cell.span() for cell in _TABLE_CELL.finditer(self._text, start, end) if cell.group().strip(" |")]
        spans = [(a + len(s) - len(s.lstrip()), a + len(s.rstrip())) for a, b in cells if (s := self._text[a:b])]
        if not spans:
            return
        first = self._text[slice(*spans[0])]
        if len(spans) > 1 and len(first.split()) <= _LONGEST_BESIDE:
            self._add(EntryKind.BESIDE, 0, spans[0][0], spans[1][0])
            spans = spans[1:]
        self._add_item(EntryKind.TEXT, 0, spans[0][0], spans[-1][1])

    def _add_item(self, kind: EntryKind, level: int, start: int, end: int) -> None:
        """Add an item; what the template asks for, a hole and a bare link are none."""
        said = self._text[start:end].strip()
        named = (
            self.entries[-1] if self.entries and self.entries[-1].kind in (EntryKind.BESIDE, EntryKind.BOLD) else None
        )
        if not any(map(str.isalnum, said)) or (not named and (is_prompt(said) or _NO_ITEM.fullmatch(said))):
            return
        if named and not self._has_field and fact(named.text.strip(" :*_|")):
            self.entries.pop()
            return
        self._add(kind, level, start, end)

    def _add(self, kind: EntryKind, level: int, start: int, end: int) -> None:
        raw = self._text[start:end]
        start, end = start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip())
        if text := _normalised(self._text[start:end]):
            self.entries.append(NoteEntry(kind, level, text, start, end, self._record))


def _own_heading(found: Sequence[HeadingLine]) -> HeadingLine | None:
    """The note's own heading: the first, if it alone is of level 1 and others are below it."""
    first_level = [heading for heading in found if heading.level == 1]
    if len(first_level) != 1 or len(found) < 2 or first_level[0] is not found[0]:
        return None
    name = found[0].name
    return None if is_template_field(name) or _QUESTION.match(name) else found[0]


def _name_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a name without its number, state, stress and colon."""
    before = _BEFORE_NAME.match(text, start, end)
    bare = text[start:end].rstrip(" \t:*_~`")
    stop = start + len(bare)
    begin = before.end() if before and before.end() < stop else start + len(bare) - len(bare.lstrip())
    return begin, max(begin, stop)


def _is_plain(raw: str) -> bool:
    """Whether a text is normalised as it is."""
    return raw.isascii() and raw.isprintable() and "  " not in raw


def _normalised(raw: str) -> str:
    return raw.strip() if _is_plain(raw) else normalise(raw).text


def _sentences(raw: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a raw text."""
    if _is_plain(raw):
        yield from sentence_spans(raw)
        return
    normal = normalise(raw)
    yield from (normal.raw_span(a, b) for a, b in sentence_spans(normal.text))


def _columns(before: str) -> int:
    expanded = before.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" >"))
