"""The study's own fields: which headings of the notes are fields, which names are one field, and the items of each.

A heading is a field of the study if two notes have it, or if it is one of the template of `corpus/summaries`. Below a
field's heading, where notes list what they found, a further name must be in half of the notes that have the heading.
A name that is only a label in a line must be in three notes. What one note alone has is that note's own heading.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.note_fields import ITEMS, QUESTION, FieldItem, Key, NotedName, NoteOnWork, NoteReading, nearest
from index.readers.note_entries import LINE_LEVEL, LONGEST_NAME
from index.readers.summary import asks_only, is_template_field
from index.sources import EntryKind, Kind, NoteEntry
from index.store.catalogue import Catalogue
from index.text.words import singular

__all__ = ["Field", "FieldItem", "StudyFields", "field_key", "study_fields"]

_HEADINGS, _LABELS = 2, 3
"""Notes that must have a heading, or a name in a line, to make it a field (guesses)."""

_LONGEST_NAME = 200
"""Characters of the longest name (a guess)."""
_LINES = frozenset({EntryKind.HEADING, EntryKind.BOLD, EntryKind.LABEL})
_NUMBER = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+)\s+")
_WORD = re.compile(r"[^\W_]+|/")
_NOT_TELLING = frozenset({"the", "a", "an", "my", "our"})


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
            if any(key in (field_key(spelling), _asked(spelling)) for spelling in (each.name, *each.also)):
                return each
        return None


def field_key(name: str) -> Key:
    """What names of one field have in common: lower-case singular words, without number, "my" and "the".

    ("associated", "tool") for "3. Associated Tools:", ("rq2",) for "RQ2"; empty for what is too long to be a name.
    """
    if len(name) > _LONGEST_NAME:
        return ()
    bare = _NUMBER.sub("", name.replace("’s", "").replace("'s", "").replace("s'", "s"), count=1)
    rest = [word.casefold() for word in _WORD.findall(QUESTION.sub("", bare))]
    if not rest:
        return _asked(bare) or ()
    telling = [word for word in rest if word not in _NOT_TELLING] or rest
    return tuple(map(singular, telling))


def _asked(name: str) -> Key | None:
    """The key of the research question that a name begins with: "RQ2: Approaches and Tools"."""
    asked = QUESTION.match(name)
    return (f"rq{int(asked[1])}",) if asked and asked[1] else None


def study_fields(catalogue: Catalogue, same: Iterable[Iterable[str]] = ()) -> StudyFields:
    """The fields of the study; `same`: groups of names that mean one field."""
    notes: dict[tuple[str, int], NoteOnWork] = {}
    works: set[str] = set()
    with catalogue.snapshot():
        for path, work, entry in catalogue.note_entries():
            note = notes.setdefault((path, entry.record), NoteOnWork(path, work))
            if entry.kind is EntryKind.TITLE:  # of a child note, unlike collections
                works.add(work)
            note.entries.append(replace(entry, kind=EntryKind.HEADING) if entry.kind is EntryKind.PROGRAM else entry)
        sources = [source for source in catalogue.sources() if source.kind is Kind.SUMMARY]
    fields, own = _Study(tuple(notes.values()), same).fields()
    of_works = [source for source in sources if source.works]
    works.update(work for source in of_works for work in source.works)
    return StudyFields(fields, own, tuple(sorted(works)), len(of_works), len(sources) - len(of_works))


class _Study:
    """The notes with their names, and which names are fields."""

    def __init__(self, notes: Sequence[NoteOnWork], same: Iterable[Iterable[str]]) -> None:
        self._notes = notes
        names = (e.text for note in notes for e in note.entries if e.kind in _LINES and not QUESTION.match(e.text))
        self._keys = set(map(field_key, names))
        self._one = {
            key: group[0] for group in ([field_key(name) for name in names] for names in same) for key in group
        }
        self._unified: dict[str, Key] = {}
        self._fields: set[Key] = set()
        for _ in range(2):  # the second time with items parted from the names that are found the first time
            for number, note in enumerate(notes):
                note.entries = [part for entry in note.entries for part in self._parted(entry)]
                note.names = dict(self._names(note, number))
            self._fields = self._established()
        for name in (name for note in notes for name in note.names.values() if name.entry.kind is EntryKind.HEADING):
            name.is_title = name.is_title and name.key not in self._fields

    def _key(self, name: str) -> Key:
        """The key of a name, which is that of other names of the same field."""
        key = self._unified.get(name)
        if key is None:
            key = field_key(name)
            if (asked := _asked(name)) and key not in self._keys:
                key = asked
            if "/" in key:  # "Challenges/Concerns" beside "Challenges", unless "Concerns" is a name of its own
                first, *rest = _parted(key)
                if first in self._keys and all(len(p) == len(first) and p not in self._keys for p in rest):
                    key = first
            key = self._unified[name] = self._one.get(key, key)
        return key

    def _parted(self, entry: NoteEntry) -> Sequence[NoteEntry]:
        """A heading "Challenges: cost" as a name and an item, if "Challenges" is a field."""
        name, colon, value = entry.text.partition(": ")
        as_written = len(entry.text) == entry.end - entry.start
        if not colon or entry.kind is not EntryKind.HEADING or not as_written or self._key(name) not in self._fields:
            return [entry]
        item = NoteEntry(EntryKind.TEXT, 0, value, entry.end - len(value), entry.end, entry.record)
        return [replace(entry, text=name, end=entry.start + len(name)), item]

    def _names(self, note: NoteOnWork, number: int) -> Iterator[tuple[int, NotedName]]:
        """The names of a note, each with its position."""
        open_: list[NotedName] = []
        for i, entry in enumerate(note.entries):
            if entry.kind in ITEMS:
                continue
            asks = QUESTION.match(entry.text) is not None
            level = entry.level if entry.kind in (EntryKind.TITLE, EntryKind.HEADING) else LINE_LEVEL + 1
            level = 1 if asks and entry.kind is EntryKind.LABEL else level
            while open_ and open_[-1].entry.level >= level:
                open_.pop()
            above = open_[-1] if open_ else None
            text = entry.text.strip(" :*_|–—-")
            is_title = entry.kind is EntryKind.TITLE or (entry.kind is EntryKind.HEADING and not entry.level)
            name = NotedName(entry, text, self._key(text), above, above.depth + 1 if above else 0, number, is_title)
            yield i, name
            if entry.kind in (EntryKind.TITLE, EntryKind.HEADING):
                open_.append(name)

    def _established(self) -> set[Key]:
        """The keys of fields: the outermost names first, as their fields tell what may be a field below them."""
        of_key: dict[Key, list[NotedName]] = defaultdict(list)
        for note in self._notes:
            for name in note.names.values():
                if not name.is_title and name.key and len(name.key) <= LONGEST_NAME:
                    of_key[name.key].append(name)
        known = {k for k, names in of_key.items() if any(n.stands_alone and is_template_field(n.text) for n in names)}
        having = {key: len({name.note for name in names}) for key, names in of_key.items()}
        for depth in range(1 + max((name.depth for names in of_key.values() for name in names), default=-1)):
            found = {
                key
                for key, names in of_key.items()
                if key not in known and _is_field([n for n in names if n.depth <= depth], known, having)
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
            reading = NoteReading(note, self._fields)
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

    def _slot(self, name: NotedName, note: NoteOnWork) -> tuple[Key, str]:
        return (name.key, "") if name.key in self._fields else (name.key, note.path)


def _parted(key: Key) -> list[Key]:
    parts: list[list[str]] = [[]]
    for word in key:
        if word == "/":
            parts.append([])
        else:
            parts[-1].append(word)
    return [tuple(part) for part in parts]


def _is_field(names: Sequence[NotedName], known: set[Key], having: Mapping[Key, int]) -> bool:
    """Whether a name is a field by the notes that have it, outside other fields or in half of those with another."""
    notes: dict[Key | None, set[int]] = defaultdict(set)
    strong: dict[Key | None, set[int]] = defaultdict(set)
    for name in names:
        above = nearest(name.above, known)
        if name.entry.kind is EntryKind.BESIDE and above:
            continue
        below = above.key if above else None
        notes[below].add(name.note)
        if name.entry.kind in (EntryKind.HEADING, EntryKind.BOLD) or QUESTION.match(name.text):
            strong[below].add(name.note)
    for below, having_it in notes.items():
        enough = len(strong[below]) >= _HEADINGS or len(having_it) >= _LABELS
        if enough and (below is None or 2 * len(having_it) >= having[below]):
            return True
    return False


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
