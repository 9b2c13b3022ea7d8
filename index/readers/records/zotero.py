"""One item of a Zotero library, as `index.zotero` writes it down: a record with the researcher's notes and marks."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from index.errors import ReadError
from index.readers.records.entry import Entry, compose, entry, key_in, keyword_list, one_line
from index.readers.web.html import remove_hidden, tree_of
from index.readers.web.markup import parts_of
from index.sources import Evidence, Kind, Record, Source, TemplateField

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
    fields = tuple(
        TemplateField(name, tuple(values))
        for name, values in (("Collections", item["collections"]), ("Related", item["related"]))
        if values
    )
    if item["type"] in ("note", "attachment") and not item["link"]:
        # A note that stands alone is of no work; what is known of a file that does is of the file's.
        known = compose([Entry(Record(files=tuple(item["files"])), further=tuple(_further(item)))])
        kind, records = (Kind.SUMMARY, ()) if item["type"] == "note" else (Kind.RECORD, known.records)
        return replace(known, kind=kind, records=records, warnings=(), fields=fields)
    return replace(compose([_entry(item)]), fields=fields)


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
        files=item["files"],
    )
    retracted = made.record.retracted or item["retracted"]
    return replace(made, record=replace(made.record, retracted=retracted), further=tuple(_further(item)))


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


def _further(item: Item) -> Iterator[tuple[str, Evidence, str]]:
    """The researcher's own words about the item: tags, notes, marks."""
    if item["tags"]:
        yield "; ".join(map(one_line, item["tags"])), Evidence.SUMMARY, "Tags"
    for note in item["notes"]:
        text = note_text(note)
        if text and not _FETCHED.match(text):
            yield text, Evidence.SUMMARY, "Notes"
    for stated in item["marks"]:
        if (mark := _mark(stated)).text:
            yield mark.text, Evidence.YOUR_MARK, mark.section


def note_text(note: str) -> str:
    """The text of a note in HTML, its paragraphs between blank lines."""
    if not note.strip():
        return ""
    try:
        tree, _ = tree_of(note.encode())
    except ReadError:
        return ""
    remove_hidden(tree)
    return "\n\n".join(part.text for part in parts_of(tree))


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    section: str


def _mark(stated: Mapping[str, Any]) -> _Mark:
    """What the researcher marked and wrote there, and "Highlight in yellow, p. 2506"."""
    tags = "; ".join(map(one_line, stated["tags"]))
    text = "\n".join(filter(None, (one_line(stated["text"] or ""), note_text(stated["comment"] or ""), tags)))
    colour = _COLOURS.get(str(stated["color"]).lower())
    page = _page(stated)
    what = _MARKS.get(stated["type"], "Mark") + (f" in {colour}" if colour else "")
    return _Mark(text, f"{what}, {page}" if page else what)


def _page(stated: Mapping[str, Any]) -> str | None:
    """ "p. 2506" as printed; "page 4 of the file" if only the place in the file is known."""
    if label := one_line(str(stated["page"] or ""))[:_LONGEST_LABEL]:
        return f"p. {label}"
    with suppress(ValueError, TypeError, KeyError):
        index = json.loads(stated["position"])["pageIndex"]
        return f"page {index + 1} of the file" if isinstance(index, int) and index >= 0 else None
    return None


_LONGEST_LABEL = 20
"""Characters of a page label (a guess; "S-1203" is a long one)."""
