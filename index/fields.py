"""The study's own fields: which headings of the notes are fields, which names are one field, and the items of each.

A heading is a field of the study if two notes have it, or if it is one of the template of `corpus/summaries`. Below a
field's heading, where notes list what they found, a further name must be in half of the notes that have the heading.
A name that is only a label in a line must be in three notes. What one note alone has is that note's own heading.

An item belongs to the nearest name above it that is a field. Other headings below a field are its items, if there is
prose or nothing below them, else they introduce the items below them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from index.readers.note_entries import LINE_LEVEL, LONGEST_NAME
from index.readers.summary import asks_only, is_template_field
from index.sources import EntryKind, Kind, NoteEntry
from index.store.catalogue import Catalogue
from index.text.words import singular

_HEADINGS, _LABELS = 2, 3
"""Notes that must have a heading, or a name in a line, to make it a field (guesses)."""

_ITEMS = frozenset({EntryKind.BULLET, EntryKind.TEXT})
# "RQ2", "RQ 2: ", "rq2) "; "(RQ2)", " - RQ2"
_QUESTION = re.compile(r"\s*RQ\s{0,3}(\d{1,2})\b[\s:.)–—-]*|[\s(–—-]+RQ\s?\d{1,2}\)?$", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+)\s+")
_WORD = re.compile(r"[^\W_]+|/")
_NOT_TELLING = frozenset({"the", "a", "an", "my", "our"})
_BESIDE_QUESTIONS = re.compile(r"abstract|introduction|summary|conclusion|reviewer|comment|notes?\b", re.IGNORECASE)

Key = tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the study: its name as most notes spell it, other spellings, and what it holds.

    `works` have notes with this heading, `filled` those with an item; `sources` are the notes with this heading,
    `unfilled` those that have nothing below it.
    """

    name: str
    also: tuple[str, ...]
    works: tuple[str, ...]
    filled: tuple[str, ...]
    sources: tuple[str, ...]
    unfilled: tuple[str, ...]
    items: tuple[FieldItem, ...]


@dataclass(frozen=True, slots=True)
class StudyFields:
    """The fields of all notes on works, those that most works have first, and headings that one note alone has.

    `works` have notes; `notes` tell of a work, `without_work` of none and are left out.
    """

    fields: tuple[Field, ...]
    own: tuple[Field, ...]
    works: tuple[str, ...]
    notes: int
    without_work: int

    def named(self, name: str) -> Field | None:
        """The field with this name in any spelling, else a heading that one note alone has."""
        key = field_key(name)
        for each in (*self.fields, *self.own):
            if key in map(field_key, (each.name, *each.also)):
                return each
        return None


def field_key(name: str) -> Key:
    """What names of one field have in common: lower-case singular words, without number, "my" and "the".

    ("associated", "tool") for "3. Associated Tools:", ("rq2",) for "RQ2".
    """
    bare = _NUMBER.sub("", name.replace("’s", "").replace("'s", "").replace("s'", "s"), count=1)
    asked = _QUESTION.match(bare)
    rest = [word.casefold() for word in _WORD.findall(_QUESTION.sub("", bare))]
    if asked and asked[1] and not rest:
        return (f"rq{int(asked[1])}",)
    telling = [word for word in rest if word not in _NOT_TELLING] or rest
    return tuple(map(singular, telling))


def study_fields(catalogue: Catalogue, same: Iterable[Iterable[str]] = ()) -> StudyFields:
    """The fields of the study; `same`: groups of names that mean one field."""
    notes: dict[tuple[str, int], _Note] = {}
    with catalogue.snapshot():
        for path, work, entry in catalogue.note_entries():
            notes.setdefault((path, entry.record), _Note(path, work)).entries.append(entry)
        sources = [source for source in catalogue.sources() if source.kind is Kind.SUMMARY]
    fields, own = _Study(tuple(notes.values()), same).fields()
    of_works = [source for source in sources if source.works]
    works = sorted({work for source in of_works for work in source.works} | {note.work for note in notes.values()})
    return StudyFields(fields, own, tuple(works), len(of_works), len(sources) - len(of_works))


# Names in notes, and which of them are fields.


@dataclass(slots=True, eq=False)
class _Name:
    """A name in a note, and the heading above it."""

    entry: NoteEntry
    text: str
    """As written, without stress and colon."""
    key: Key
    above: "_Name | None"
    depth: int
    note: int

    @property
    def is_heading(self) -> bool:
        return self.entry.kind is EntryKind.HEADING


@dataclass(slots=True)
class _Note:
    """A note on one work."""

    path: str
    work: str
    entries: list[NoteEntry] = field(default_factory=list)
    names: dict[int, _Name] = field(default_factory=dict)
    """By the position of its entry."""


class _Study:
    """The notes with their names, and which names are fields."""

    def __init__(self, notes: Sequence[_Note], same: Iterable[Iterable[str]]) -> None:
        self._notes = notes
        keys = {
            field_key(e.text) for n in notes for e in n.entries if e.kind not in _ITEMS and not _QUESTION.match(e.text)
        }
        self._keys = keys
        self._one = {
            key: group[0] for group in ([field_key(name) for name in names] for names in same) for key in group
        }
        self._unified: dict[str, Key] = {}
        for number, note in enumerate(notes):
            note.names = dict(self._names(note, number))
        self._fields = self._established()

    def _key(self, name: str) -> Key:
        """The key of a name, which is that of other names of the same field."""
        key = self._unified.get(name)
        if key is None:
            key = field_key(name)
            asked = _QUESTION.match(name)
            if asked and asked[1] and key not in self._keys:
                key = (f"rq{int(asked[1])}",)
            if "/" in key:  # "Challenges/Concerns" beside "Challenges", unless "Concerns" is a name of its own
                first, *rest = _parted(key)
                if first in self._keys and all(len(p) == len(first) and p not in self._keys for p in rest):
                    key = first
            key = self._unified[name] = self._one.get(key, key)
        return key

    def _names(self, note: _Note, number: int) -> Iterator[tuple[int, _Name]]:
        """The names of a note, each with its position."""
        open_: list[_Name] = []
        for i, entry in enumerate(note.entries):
            if entry.kind in _ITEMS:
                continue
            asks = _QUESTION.match(entry.text) is not None
            level = entry.level if entry.kind in (EntryKind.TITLE, EntryKind.HEADING) else LINE_LEVEL + 1
            level = 1 if asks and entry.kind is EntryKind.LABEL else level
            while open_ and open_[-1].entry.level >= level:
                open_.pop()
            above = open_[-1] if open_ else None
            text = entry.text.strip(" :*_|–—-")
            name = _Name(entry, text, self._key(text), above, above.depth + 1 if above else 0, number)
            yield i, name
            if entry.kind in (EntryKind.TITLE, EntryKind.HEADING):
                open_.append(name)

    def _established(self) -> set[Key]:
        """The keys of fields: the outermost names first, as their fields tell what may be a field below them."""
        of_key: dict[Key, list[_Name]] = defaultdict(list)
        for note in self._notes:
            for name in note.names.values():
                if name.entry.kind is not EntryKind.TITLE and name.key and len(name.key) <= LONGEST_NAME:
                    of_key[name.key].append(name)
        known = {k for k, names in of_key.items() if any(n.is_heading and is_template_field(n.text) for n in names)}
        known |= {
            k for k, names in of_key.items()
            if any(n.entry.kind is EntryKind.LABEL and is_template_field(n.text) for n in names)
        }  # fmt: skip
        having = {key: len({name.note for name in names}) for key, names in of_key.items()}
        for depth in range(1 + max((name.depth for names in of_key.values() for name in names), default=-1)):
            found = {
                key
                for key, names in of_key.items()
                if key not in known and any(n.depth == depth for n in names) and _is_field(names, known, having)
            }
            known |= found
        return known

    # The items of the fields.

    def fields(self) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
        """The fields with their items, and the headings of one note alone."""
        items: dict[tuple[Key, str], list[FieldItem]] = defaultdict(list)
        names: dict[tuple[Key, str], list[tuple[str, str, str]]] = defaultdict(list)  # path, work, spelling
        groups: dict[tuple[Key, str], set[str]] = defaultdict(set)
        for note in self._notes:
            reading = _Reading(note, self._fields)
            reading.read()
            for name, found in reading.items:
                items[self._slot(name, note)].append(found)
            for name in reading.named:
                names[self._slot(name, note)].append((note.path, note.work, name.text))
            for name in reading.groups:
                groups[self._slot(name, note)].add(note.path)
        fields = {slot: _field(names[slot], _without_prompts(items[slot]), groups[slot]) for slot in names}
        made = [(slot, each) for slot, each in fields.items() if each.sources]
        in_order = sorted(made, key=lambda each: (-len(each[1].works), each[1].name.casefold(), each[0]))
        return (
            tuple(each for (_, path), each in in_order if not path),
            tuple(each for (_, path), each in in_order if path),
        )

    def _slot(self, name: _Name, note: _Note) -> tuple[Key, str]:
        return (name.key, "") if name.key in self._fields else (name.key, note.path)


def _parted(key: Key) -> list[Key]:
    parts: list[list[str]] = [[]]
    for word in key:
        if word == "/":
            parts.append([])
        else:
            parts[-1].append(word)
    return [tuple(part) for part in parts]


def _is_field(names: Sequence[_Name], known: set[Key], having: Mapping[Key, int]) -> bool:
    """Whether a name is a field by the notes that have it, outside other fields or in half of those with another."""
    notes: dict[Key | None, set[int]] = defaultdict(set)
    strong: dict[Key | None, set[int]] = defaultdict(set)
    for name in names:
        above = _nearest(name.above, known)
        if name.entry.kind is EntryKind.BESIDE and above:
            continue
        below = above.key if above else None
        notes[below].add(name.note)
        if name.entry.kind in (EntryKind.HEADING, EntryKind.BOLD) or _QUESTION.match(name.text):
            strong[below].add(name.note)
    for below, having_it in notes.items():
        enough = len(strong[below]) >= _HEADINGS or len(having_it) >= _LABELS
        if enough and (below is None or 2 * len(having_it) >= having[below]):
            return True
    return False


def _nearest(name: _Name | None, known: set[Key]) -> _Name | None:
    """The nearest of a name and the headings above it that is a field."""
    while name and (name.key not in known or name.entry.kind is EntryKind.TITLE):
        name = name.above
    return name


def _without_prompts(items: Sequence[FieldItem]) -> list[FieldItem]:
    """The items without what the template asks in several notes: "Which tools are used?"."""
    sources: dict[str, set[str]] = defaultdict(set)
    for item in items:
        sources[item.text].add(item.source)
    return [item for item in items if len(sources[item.text]) < _HEADINGS or not asks_only(item.text)]


def _field(spelled: Sequence[tuple[str, str, str]], items: Sequence[FieldItem], groups: Collection[str]) -> Field:
    """A field from the (path, work, spelling) of its names, its items, and the notes where it holds headings alone."""
    counts = Counter(spelling for _, _, spelling in spelled)
    name, *also = sorted(counts, key=lambda text: (-counts[text], len(text), text))
    filled = {item.source for item in items}
    having = sorted({(path, work) for path, work, _ in spelled if path in filled or path not in groups})
    sources = tuple(dict.fromkeys(path for path, _ in having))
    return Field(
        name,
        tuple(also),
        tuple(sorted({work for _, work in having})),
        tuple(sorted({item.work for item in items})),
        sources,
        tuple(path for path in sources if path not in filled),
        tuple(sorted((replace(i, field=name) for i in items), key=lambda i: (i.work, i.source, i.start))),
    )


class _Reading:
    """One note's entries, given to its fields.

    `items` with the name that each belongs to; `named` are the names that are fields or the note's own headings, and
    `groups` those that hold other headings alone.
    """

    def __init__(self, note: _Note, known: set[Key]) -> None:
        self.items: list[tuple[_Name, FieldItem]] = []
        self.named: list[_Name] = []
        self.groups: list[_Name] = []
        self._note, self._known = note, known
        self._heading: _Name | None = None
        self._owner: _Name | None = None
        self._question: str | None = None
        self._asked_at = 0
        self._lead: str | None = None
        self._led: EntryKind | None = None
        self._list: dict[int, int | str | None] = {}
        """Level in the open list -> the position in `items` of the item there, or the line that introduces others."""
        self._prefix: NoteEntry | None = None
        self._detail: int | None = None

    def read(self) -> None:
        """Read all entries."""
        for i, entry in enumerate(self._note.entries):
            if name := self._note.names.get(i):
                self._take_name(i, name)
            else:
                self._take_item(entry)

    def _take_name(self, i: int, name: _Name) -> None:
        kind = name.entry.kind
        self._prefix = None
        if kind in (EntryKind.TITLE, EntryKind.HEADING):
            self._take_heading(i, name)
        elif kind is EntryKind.LABEL:
            self._take_label(i, name)
        elif name.key in self._known and (kind is EntryKind.BOLD or not _nearest(self._heading, self._known)):
            self._open(name)
        else:
            self._prefix = name.entry

    def _take_heading(self, i: int, name: _Name) -> None:
        self._close_list()
        self._detail = None
        self._heading = self._owner = name
        self._ask(name)
        if name.entry.kind is EntryKind.TITLE:
            self._owner = None
            return
        owner = _nearest(name, self._known)
        below = self._below(i)
        holds_headings = any(e.kind is EntryKind.HEADING for e in below)
        content = list(takewhile(lambda e: e.kind is not EntryKind.HEADING, below))
        if owner is name:
            self.named.append(name)
            if holds_headings and not content:
                self.groups.append(name)
        elif owner is not None or (not below and name.above and self._has_only_bare(name.above)):
            self._owner = owner or name.above
            if holds_headings or (content and all(e.kind is not EntryKind.TEXT for e in content)):
                self._lead, self._led = name.text, None
            else:
                self._add(name.entry, self._owner or name, None)
                self._detail = len(self.items) - 1
        else:
            self.named.append(name)
            if holds_headings and not content:
                self.groups.append(name)

    def _below(self, i: int) -> list[NoteEntry]:
        """The entries below a heading."""
        level, below = self._note.entries[i].level, []
        for entry in self._note.entries[i + 1 :]:
            asks = entry.kind is EntryKind.LABEL and _QUESTION.match(entry.text)
            if asks or (entry.kind in (EntryKind.HEADING, EntryKind.TITLE) and entry.level <= level):
                break
            below.append(entry)
        return below

    def _has_only_bare(self, above: _Name) -> bool:
        """Whether all headings straight below one have nothing below them: they are its items."""
        if above.entry.kind is EntryKind.TITLE:
            return False
        return all(
            not self._below(i) for i, name in self._note.names.items() if name.above is above and name.is_heading
        )

    def _take_label(self, i: int, name: _Name) -> None:
        asks = self._ask(name)
        if asks or (name.key in self._known and name.key):
            self._open(name)
            following = self._note.entries[i + 1 : i + 2]
            if asks and not (following and following[0].kind in _ITEMS):
                self.groups.append(name)
            return
        level = name.entry.level
        if level < LINE_LEVEL:
            self._drop_deeper(level)
            self._list[level] = name.text
        else:
            self._close_list()
            self._lead, self._led = name.text, None

    def _open(self, name: _Name) -> None:
        """Give what follows to a field that a line names."""
        self._close_list()
        self._detail = None
        self._owner = name
        self.named.append(name)

    def _ask(self, name: _Name) -> bool:
        """Keep the research question of what follows; whether the name is one's."""
        text, level = name.text, name.entry.level
        if asked := _QUESTION.match(text):
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
        if self._owner is None:
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
        above = self._list[max(self._list)] if self._list and max(self._list) < level else None
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

    def _add(self, entry: NoteEntry, owner: _Name, lead: str | None) -> None:
        path: list[str] = []
        asks = owner.entry.kind is EntryKind.LABEL and _QUESTION.match(owner.text)
        above = None if asks else self._heading
        while above:
            if above.entry.kind is not EntryKind.TITLE and above.entry is not entry:
                path.insert(0, above.text)
            above = above.above
        if not owner.is_heading:
            path.append(owner.text)
        item = FieldItem(
            "", self._note.work, self._note.path, entry.text, entry.start, entry.end, tuple(path), lead, self._question
        )
        self.items.append((owner, item))
