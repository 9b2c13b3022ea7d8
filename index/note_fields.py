"""One note's fields: its names, and the field that each of its items belongs to.

An item belongs to the nearest name above it that is a field of the study (see `index.fields`). Other headings below a
field are its items, if there is prose or nothing below them, else they introduce the items below them. A list item
belongs to the one that it is nested below, unless that ends with a colon: then it introduces the others.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import takewhile

from index.readers.note_entries import LINE_LEVEL, LONGEST_NAME
from index.readers.summary import is_prompt
from index.sources import EntryKind, NoteEntry

Key = tuple[str, ...]
"""What spellings of one name have in common."""

ITEMS = frozenset({EntryKind.BULLET, EntryKind.TEXT})
# "RQ2", "RQ 2: ", "rq2) "; "(RQ2)", " - RQ2"
QUESTION = re.compile(r"\s*RQ\s{0,3}(\d{1,2})\b[\s:.)–—-]*|[\s(–—-]+RQ\s?\d{1,2}\)?$", re.IGNORECASE)
_BESIDE_QUESTIONS = re.compile(r"abstract|introduction|summary|conclusion|reviewer|comment|notes?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FieldItem:
    """An item of a field: what one note on one work has there.

    `text` is normalised: that of the raw text of `source`, on no page, from `start` to `end`. `path` has the headings
    above it as written, the outermost first; `lead` is the line that introduces it, `question` the research question of
    its field ("RQ2"), and `below` what stands nested under it.
    """

    field: str
    work: str
    source: str
    text: str
    start: int
    end: int
    path: tuple[str, ...]
    lead: str | None = None
    question: str | None = None
    below: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class NotedName:
    """A name in a note, and the heading above it."""

    entry: NoteEntry
    text: str
    """As written, without stress and colon."""
    key: Key
    above: "NotedName | None"
    depth: int
    note: int
    is_title: bool
    """Whether it is the note's own, not a field's."""

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading that may be a field's."""
        return self.entry.kind is EntryKind.HEADING and not self.is_title

    @property
    def stands_alone(self) -> bool:
        """Whether it is a heading or a line of its own."""
        return self.is_heading or self.entry.kind is EntryKind.LABEL


@dataclass(slots=True)
class NoteOnWork:
    """A note on one work."""

    path: str
    work: str
    entries: list[NoteEntry] = field(default_factory=list)
    names: dict[int, NotedName] = field(default_factory=dict)
    """By the position of its entry."""


def nearest(name: NotedName | None, known: set[Key]) -> NotedName | None:
    """The nearest of a name and the headings above it that is a field."""
    while name and (name.key not in known or name.is_title):
        name = name.above
    return name


@dataclass(slots=True)
class _Scope:
    """What a name in a list holds: items deeper than `level`, or one alone if it is None; then `owner` goes on."""

    owner: NotedName | None
    level: int | None
    is_begun: bool


class NoteReading:
    """One note's entries, given to its fields.

    `items` with the name that each belongs to; `named` are the names that are fields or the note's own headings, and
    `groups` those that hold other headings alone.
    """

    def __init__(self, note: NoteOnWork, known: set[Key]) -> None:
        self.items: list[tuple[NotedName, FieldItem]] = []
        self.named: list[NotedName] = []
        self.groups: list[NotedName] = []
        self._note, self._known = note, known
        self._heading: NotedName | None = None
        self._owner: NotedName | None = None
        self._question: str | None = None
        self._asked_at = 0
        self._lead: str | None = None
        self._led: EntryKind | None = None
        self._list: dict[int, int | str | None] = {}
        """Level in the open list -> the position in `items` of the item there, or the line that introduces others."""
        self._prefix: NoteEntry | None = None
        self._detail: int | None = None
        self._scope: _Scope | None = None
        self._straight_below: dict[int, list[int]] = defaultdict(list)
        for i, name in note.names.items():
            if name.above and name.is_heading:
                self._straight_below[id(name.above)].append(i)
        self._bare: dict[int, bool] = {}

    def read(self) -> None:
        """Read all entries."""
        for i, entry in enumerate(self._note.entries):
            if name := self._note.names.get(i):
                self._take_name(i, name)
            else:
                self._take_item(entry)

    def _take_name(self, i: int, name: NotedName) -> None:
        kind = name.entry.kind
        self._prefix = None
        self._leave(name.entry)
        if kind in (EntryKind.TITLE, EntryKind.HEADING):
            self._take_heading(i, name)
        elif kind is EntryKind.LABEL:
            self._take_label(i, name)
        else:
            self._take_beside(i, name)

    def _take_beside(self, i: int, name: NotedName) -> None:
        """Take a name with text beside it; in a field's list, plain ones belong to its items ("cost: AI is dear")."""
        items = [entry for entry in self._note.entries[i + 1 : i + 2] if entry.kind in ITEMS]
        is_cell = name.entry.text.endswith("|")
        is_line = bool(items) and items[0].kind is EntryKind.TEXT and not is_cell
        is_own = name.entry.kind is EntryKind.BOLD or is_line or not nearest(self._heading, self._known)
        if name.key not in self._known or not is_own:
            self._prefix = name.entry
            return
        before = self._owner
        self._open(name)
        if items and (items[0].kind is EntryKind.BULLET or is_cell or name.entry.start == name.entry.end):
            level = items[0].level if items[0].kind is EntryKind.BULLET else None
            self._scope = _Scope(before, level, is_begun=False)

    def _take_heading(self, i: int, name: NotedName) -> None:
        self._close_list()
        self._detail = self._scope = None
        self._heading = self._owner = name
        self._ask(name)
        if name.is_title:
            self._owner = None
            return
        owner = nearest(name, self._known)
        below = self._below(i)
        holds_headings = any(e.kind is EntryKind.HEADING for e in below)
        names = (self._note.names[n] for n in range(i + 1, i + 1 + len(below)) if n in self._note.names)
        if holds_headings or any(each.key in self._known for each in names):
            self.groups.append(name)
        content = list(takewhile(lambda e: e.kind is not EntryKind.HEADING, below))
        if owner is name:
            self.named.append(name)
        elif (owner and (below or not QUESTION.match(owner.text))) or (
            not below and name.above and self._holds_only_bare(name.above)
        ):
            self._owner = owner or name.above
            if holds_headings or (content and all(e.kind is not EntryKind.TEXT for e in content)):
                self._lead, self._led = name.text, None
            else:
                self._add(name.entry, self._owner or name, None)
                self._detail = len(self.items) - 1
        elif name.key and len(name.key) <= LONGEST_NAME:
            self.named.append(name)
        else:
            self._owner = None

    def _below(self, i: int) -> list[NoteEntry]:
        """The entries below a heading."""
        level, below = self._note.entries[i].level, []
        for n in range(i + 1, len(self._note.entries)):
            entry = self._note.entries[n]
            asks = entry.kind is EntryKind.LABEL and QUESTION.match(entry.text)
            if asks or (entry.kind in (EntryKind.HEADING, EntryKind.TITLE) and entry.level <= level):
                break
            below.append(entry)
        return below

    def _holds_only_bare(self, above: NotedName) -> bool:
        """Whether all headings straight below one have nothing below them: they are its items."""
        if above.is_title or QUESTION.match(above.text):
            return False
        if id(above) not in self._bare:
            self._bare[id(above)] = not any(map(self._below, self._straight_below[id(above)]))
        return self._bare[id(above)]

    def _take_label(self, i: int, name: NotedName) -> None:
        asks = self._ask(name)
        if asks or (name.key in self._known and name.key):
            before, level = self._owner, name.entry.level
            self._open(name)
            following = [entry for entry in self._note.entries[i + 1 : i + 2] if entry.kind in ITEMS]
            if asks and not following:
                self.groups.append(name)
            if level < LINE_LEVEL:
                holds_nested = bool(following) and following[0].level > level
                self._scope = _Scope(before, level if holds_nested else level - 1, is_begun=True)
            return
        level = name.entry.level
        if level < LINE_LEVEL:
            self._drop_deeper(level)
            self._list[level] = name.text
        else:
            self._close_list()
            self._lead, self._led = name.text, None

    def _open(self, name: NotedName) -> None:
        """Give what follows to a field that a line names."""
        self._close_list()
        self._detail = None
        self._owner = name
        self.named.append(name)

    def _leave(self, entry: NoteEntry) -> None:
        """Go back to the field above a name in a list, a table or a program's line, where what it holds ends."""
        scope = self._scope
        if scope is None:
            return
        if not scope.is_begun and entry.kind in ITEMS:
            scope.is_begun = True
            return
        is_text = entry.kind is EntryKind.TEXT and not entry.level
        if scope.level is None or is_text or (entry.kind is not EntryKind.TEXT and entry.level <= scope.level):
            self._owner, self._scope = scope.owner, None

    def _ask(self, name: NotedName) -> bool:
        """Keep the research question of what follows; whether the name is one's."""
        text, level = name.text, name.entry.level
        if asked := QUESTION.match(text):
            self._question = f"RQ{int(asked[1])}" if asked[1] else None
            self._asked_at = level
            return name.entry.kind is not EntryKind.HEADING
        if name.entry.kind is EntryKind.HEADING:
            ends = level <= self._asked_at if self._asked_at < LINE_LEVEL else level == 1
            if ends or _BESIDE_QUESTIONS.search(text):
                self._question = None
        elif _BESIDE_QUESTIONS.search(text):
            self._question = None
        return False

    def _take_item(self, entry: NoteEntry) -> None:
        prefix, self._prefix = self._prefix, None
        self._leave(entry)
        if self._owner is None or (prefix is None and is_prompt(entry.text)):
            return
        if prefix and prefix.start < prefix.end:
            entry = replace(entry, text=f"{prefix.text} {entry.text}", start=prefix.start)
        level = entry.level
        if entry.kind is EntryKind.TEXT and not level:
            self._list.clear()
        if self._led is not None and self._led is not entry.kind and not level:
            self._lead = None
        if self._lead and self._led is None:
            self._led = entry.kind
        self._drop_deeper(level)
        above = self._list.get(max((each for each in self._list if each < level), default=-1))
        at = above if isinstance(above, int) else self._detail
        if at is not None:
            name, item = self.items[at]
            self.items[at] = name, replace(item, below=(*item.below, entry.text))
            self._list[level] = at
            return
        same = self._list.get(level)
        lead = above if isinstance(above, str) else same if isinstance(same, str) else self._lead
        self._add(entry, self._owner, lead)
        if entry.kind is EntryKind.BULLET and not isinstance(same, str):
            self._list[level] = len(self.items) - 1

    def _drop_deeper(self, level: int) -> None:
        for deeper in [each for each in self._list if each > level]:
            del self._list[deeper]

    def _close_list(self) -> None:
        self._list.clear()
        self._lead = self._led = None

    def _add(self, entry: NoteEntry, owner: NotedName, lead: str | None) -> None:
        path: list[str] = []
        asks = owner.entry.kind is EntryKind.LABEL and QUESTION.match(owner.text)
        above = None if asks else self._heading
        while above:
            if not above.is_title and above.entry is not entry:
                path.insert(0, above.text)
            above = above.above
        if not owner.is_heading:
            path.append(owner.text)
        item = FieldItem(
            "", self._note.work, self._note.path, entry.text, entry.start, entry.end, tuple(path), lead, self._question
        )
        self.items.append((owner, item))
