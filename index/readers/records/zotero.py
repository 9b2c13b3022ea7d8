"""One item of a Zotero library, as `index.zotero` writes it down: a record with the researcher's notes and marks."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from index.errors import ReadError
from index.readers.composing import Part
from index.readers.composing import compose as written_as_source
from index.readers.note_entries import entries_of
from index.readers.records.entry import Entry, compose, entry, key_in, keyword_list, one_line
from index.readers.web.html import remove_hidden, tree_of
from index.readers.web.markup import parts_of
from index.sources import Block, EntryKind, Evidence, Kind, NoteEntry, Record, Source
from index.text.normalise import normalise

Item = Mapping[str, Any]
"""As `index.zotero.library` writes it."""

_AUTHORS = {
    "artwork": "artist",
    "audioRecording": "performer",
    "bill": "sponsor",
    "computerProgram": "programmer",
    "film": "director",
    "hearing": "contributor",
    "interview": "interviewee",
    "map": "cartographer",
    "patent": "inventor",
    "podcast": "podcaster",
    "presentation": "presenter",
    "radioBroadcast": "director",
    "tvBroadcast": "director",
    "videoRecording": "director",
}
"""The role of who made a work, by item type, where it is not "author"."""

# "Type: dataset" in `extra`: the CSL type of an item that Zotero had no type for.
_STATED_TYPE = re.compile(r"^type:[ \t]{0,9}(\w[\w-]{1,40})[ \t]*$", re.IGNORECASE | re.MULTILINE)
_TITLES = ("title", "caseName", "nameOfAct", "subject")
_VENUES = ("publicationTitle", "proceedingsTitle", "bookTitle", "conferenceName", "seriesTitle", "repository")
_DATES = ("date", "issueDate", "dateEnacted", "dateDecided")
_MARKS = {1: "Highlight", 2: "Note", 3: "Image", 4: "Drawing", 5: "Underline", 6: "Text"}
_COLOURS = {
    "#ffd400": "yellow",
    "#ff6666": "red",
    "#5fb236": "green",
    "#2ea8e5": "blue",
    "#a28ae5": "purple",
    "#e56eee": "magenta",
    "#f19837": "orange",
    "#aaaaaa": "grey",
}
"""The colours in Zotero's palette."""

# "Comment: 12 pages, accepted at ICSE" is a note that Zotero makes of arXiv's page.
_FETCHED = re.compile(r"\s*Comments?:")


def read(data: bytes) -> Source:
    """Read the JSON of one item; raises ReadError if it is none."""
    try:
        item = json.loads(data)
        return _source(item)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ReadError("is not an item of Zotero as refdesk reads it: open Zotero, and see if it shows it") from exc


def _source(item: Item) -> Source:
    marks = [mark for mark in map(_mark, item["marks"]) if mark.text]
    placed, elsewhere = _placed(marks)
    further = (*_own_words(item), *((mark.text, Evidence.YOUR_MARK, mark.section) for mark in elsewhere))
    if item["type"] in ("note", "attachment") and not item["link"]:
        # A note that stands alone is of no work; what is known of a file that does is of the file's.
        source = replace(compose([Entry(Record(files=tuple(item["files"])), further=further)]), warnings=())
        if item["type"] == "note":
            source = replace(source, kind=Kind.SUMMARY, records=())
    else:
        source = compose([replace(_entry(item), further=further)])
    whole, entries = _entries(item, source)
    texts = {0: whole, **{page: "\n\n".join(mark.text for mark in on_page) for page, on_page in placed.items()}}
    return replace(
        source,
        texts={**source.texts, **texts},
        blocks=(*source.blocks, *_blocks(placed)),
        entries=entries,
        labels={page: label for page, on_page in placed.items() if (label := on_page[0].label)},
    )


def _entry(item: Item) -> Entry:
    stated: Mapping[str, str] = item["fields"]
    extra = stated.get("extra", "")
    fetched = [text for note in item["notes"] if _FETCHED.match(text := note_text(note))]
    made = entry(
        next((stated[name] for name in _TITLES if stated.get(name)), ""),
        authors=_authors(item),
        dates=[stated[name] for name in _DATES if name in stated],
        venues=[stated[name] for name in _VENUES if name in stated],
        doi=stated.get("DOI", ""),
        addresses=(extra, stated.get("url", "")),
        key=item["fields"].get("citationKey") or key_in(extra) or item["key"],
        abstract=stated.get("abstractNote", ""),
        keywords=keyword_list(*item["keywords"]),
        notes=[("note", text) for text in (extra, *fetched)],
        types=_types(item, extra),
        pages=[stated.get("pages", "")],
        volume=stated.get("volume", ""),
        number=stated.get("issue") or stated.get("reportNumber", ""),
        files=item["files"],
        fields=[*(("tag", tag) for tag in item["tags"]), *(("group", name) for name in item["collections"])],
    )
    return replace(made, record=replace(made.record, retracted=made.record.retracted or item["retracted"]))


def _types(item: Item, extra: str) -> list[str]:
    """Names of its type, the most telling first; CSL's "article" is a preprint."""
    csl = _STATED_TYPE.search(extra)
    stated = csl.group(1).lower() if csl else ""
    # An attachment that has no file is a link to a page.
    return ["preprint" if stated == "article" else stated, "webpage" if item["link"] else item["type"]]


def _authors(item: Item) -> tuple[str, ...]:
    """Who made the work; of a book without an author its editors, as for every whole volume."""
    own = ("author", _AUTHORS.get(item["type"], "author"))
    for roles in (own, ("editor",) if item["type"] == "book" else ()):
        if names := [name for creator in item["creators"] if creator["role"] in roles and (name := _name(creator))]:
            return tuple(dict.fromkeys(names))
    return ()


def _name(creator: Mapping[str, Any]) -> str:
    """ "Family, Given"; the name of an organisation as it is."""
    family, given = one_line(creator["family"] or ""), one_line(creator["given"] or "")
    return ", ".join(filter(None, (family, "" if creator["whole"] else given)))


def _own_words(item: Item) -> Iterator[tuple[str, Evidence, str]]:
    """The researcher's tags and notes, each with its section."""
    if item["tags"]:
        yield "; ".join(map(one_line, item["tags"])), Evidence.SUMMARY, "Tags"
    for note in item["notes"]:
        text = note_text(note)
        if text and not _FETCHED.match(text):
            yield text, Evidence.SUMMARY, "Notes"


def _entries(item: Item, source: Source) -> tuple[str, tuple[NoteEntry, ...]]:
    """The source's text with what search does not need below it, and the entries there: collections, related items,
    and the researcher's notes with their headings."""
    whole, entries = source.texts[0], list[NoteEntry]()

    def add(text: str, found: Iterable[NoteEntry]) -> None:
        nonlocal whole
        start = len(whole) + 2
        whole = f"{whole}\n\n{text}"
        entries.extend(replace(entry, start=start + entry.start, end=start + entry.end) for entry in found)

    def add_name(kind: EntryKind, name: str) -> None:
        add(name, [NoteEntry(kind, 1, name, 0, len(name))])

    for note in item["notes"]:
        if (parts := _parts(note)) and not _FETCHED.match(note_text(note)):
            written = written_as_source(parts, [Record()], kind=Kind.SUMMARY)
            add_name(EntryKind.TITLE, "Note")
            add(written.texts[0], entries_of(written, "html", ""))
    for name, values in (("Collections", item["collections"]), ("Related", item["related"])):
        if values:
            add_name(EntryKind.PROGRAM, name)
        for value in values:
            add(value, [NoteEntry(EntryKind.BULLET, 0, normalise(value).text, 0, len(value))])
    return whole, tuple(entries)


def note_text(note: str) -> str:
    """The text of a note in HTML, its paragraphs between blank lines."""
    return "\n\n".join(part.text for part in _parts(note))


def _parts(note: str) -> list[Part]:
    if not note.strip():
        return []
    try:
        tree, _ = tree_of(note.encode())
    except ReadError:
        return []
    remove_hidden(tree)
    return list(parts_of(tree))


# Marks: annotations in the item's files, on the file's page with the label that Zotero shows for it.

_LONGEST_LABEL = 20
"""Characters of a page label (a guess; "S-1203" is a long one)."""
_LAST_PAGE = 100_000
"""The highest page of a file that is believed (a guess)."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """What the researcher marked and wrote there; `page` (from 1) and its printed `label` are None where unknown."""

    text: str
    kind: str
    page: int | None
    label: str | None

    @property
    def section(self) -> str:
        """ "Highlight in yellow, p. 2506"."""
        place = f"p. {self.label}" if self.label else f"page {self.page} of the file" if self.page else ""
        return ", ".join(filter(None, (self.kind, place)))


def _mark(stated: Mapping[str, Any]) -> _Mark:
    tags = "; ".join(map(one_line, stated["tags"]))
    text = "\n".join(filter(None, (one_line(stated["text"] or ""), note_text(stated["comment"] or ""), tags)))
    colour = _COLOURS.get(str(stated["color"]).lower())
    kind = _MARKS.get(stated["type"], "Mark") + (f" in {colour}" if colour else "")
    return _Mark(text, kind, _page(stated["position"]), one_line(str(stated["page"] or ""))[:_LONGEST_LABEL] or None)


def _page(position: str | None) -> int | None:
    """The page in a position, such as {"pageIndex": 3, "rects": [...]}; None if it has none or is broken."""
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        index = json.loads(position or "")["pageIndex"]
        return index + 1 if type(index) is int and 0 <= index < _LAST_PAGE else None
    return None


def _placed(marks: Sequence[_Mark]) -> tuple[dict[int, list[_Mark]], list[_Mark]]:
    """The marks by page, and those without one, or whose page has another label in another file of the item."""
    placed: dict[int, list[_Mark]] = {}
    elsewhere = []
    for mark in marks:
        if mark.page and placed.setdefault(mark.page, [mark])[0].label == mark.label:
            if placed[mark.page][0] is not mark:
                placed[mark.page].append(mark)
        else:
            elsewhere.append(mark)
    return placed, elsewhere


def _blocks(placed: Mapping[int, Sequence[_Mark]]) -> Iterator[Block]:
    for page, marks in placed.items():
        start = 0
        for mark in marks:
            yield Block(start, start + len(mark.text), Evidence.YOUR_MARK, page, mark.kind)
            start += len(mark.text) + len("\n\n")
