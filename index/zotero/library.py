"""The items of a Zotero library, each as a document of its own, and the files attached to them.

One item of Zotero is one source: `zotero/ABCD2345`, in a group library `zotero/groups/1234/ABCD2345`; a file attached
to it is `zotero/EFGH6789/name.pdf`, with the key of the attachment. The document of an item is JSON with everything
that we read of it, in a fixed order, so that its hash tells whether the item has changed: editing one item reads one
item again.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.errors import CorpusError, ReadError, SettingError
from index.zotero import database
from index.zotero.attachments import LINK_TO_PAGE, LINKED, STORED, Attachment, Places, attachment, file_name

ROOT = "zotero"
"""First part of the paths of all sources from Zotero."""

_NAMED = 20
"""Collections that an error message names. A guess."""

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Zotero:
    """Which library is read: Zotero's data folder, and the collections to which it is limited (none: all of it).

    `base` is the folder that relative links of attachments begin in; without it Zotero's own preferences are asked.
    """

    folder: Path
    collections: tuple[str, ...] = ()
    base: Path | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """What a library holds: source path -> the item as JSON, and the attached files."""

    documents: Mapping[str, str]
    attachments: tuple[Attachment, ...]


def read_library(zotero: Zotero) -> Library:
    """The library as of its last transaction.

    Raises CorpusError if there is no database in the folder, SettingError for an unknown collection, and ReadError with
    the reason if the database cannot be read now.
    """
    path = zotero.folder / database.FILE_NAME
    if not path.is_file():
        raise CorpusError(
            f"{zotero.folder}: holds no {database.FILE_NAME}; name Zotero's data folder (in Zotero: Settings, "
            "Advanced, Files and Folders, Show Data Directory) with --zotero"
        )
    try:
        rows = _rows(zotero.folder, database.stamps(zotero.folder))
    except OSError as exc:
        raise ReadError(f"{path} cannot be looked at ({exc.strerror or exc}): check its rights") from exc
    if isinstance(rows, ReadError):
        raise rows
    return _library(rows, _wanted(rows, zotero), Places.of(zotero.folder, zotero.base))


@lru_cache(maxsize=2)
def _rows(folder: Path, _stamps: database.Stamps) -> "_Rows | ReadError":
    """Read the database once for each of its states, since one command looks at the corpus several times."""
    try:
        keys = database.better_bibtex_keys(folder)
        with database.opened(folder) as db:
            return _Rows(db, keys)
    except ReadError as exc:
        return exc
    except sqlite3.Error as exc:
        return ReadError(f"{database.FILE_NAME} is damaged ({exc}): open it in Zotero, or restore a backup")


@dataclass(frozen=True, slots=True)
class _Collection:
    """A collection, by its library and the names from the top of the library down to it."""

    library: int
    names: tuple[str, ...]

    def is_within(self, other: "_Collection") -> bool:
        return self.library == other.library and self.names[: len(other.names)] == other.names


class _Rows:
    """The rows that we need of all tables, by the item they belong to; those of feeds and of the bin are left out."""

    def __init__(self, db: sqlite3.Connection, keys: Mapping[tuple[int, str], str]) -> None:
        self._db = db
        self.places = {
            row["libraryID"]: ROOT if row["groupID"] is None else f"{ROOT}/groups/{row['groupID']}"
            for row in db.execute(
                "SELECT l.libraryID, g.groupID FROM libraries l LEFT JOIN groups g USING (libraryID)"
                " WHERE l.type <> 'feed'"
            )
        }
        self.parents = self._parents()
        self.items = self._items()
        self.better_bibtex = keys
        self.fields = self._fields()
        self.creators = self._creators()
        self.tags = self._by_item("SELECT itemID, name, type FROM itemTags JOIN tags USING (tagID) ORDER BY name, type")
        self.notes = self._by_item("SELECT itemID, note FROM itemNotes")
        self.attachments = self._by_item("SELECT itemID, linkMode, contentType, path FROM itemAttachments")
        self.annotations = self._by_item("SELECT * FROM itemAnnotations")
        self.collections = self._collections()
        self.members = self._by_item("SELECT itemID, collectionID FROM collectionItems ORDER BY collectionID")
        self.related = self._related()
        self.retracted = self._numbers("retractedItems")
        self.children: dict[int, list[int]] = defaultdict(list)
        for child, parent in self.parents.items():
            if child in self.items and parent in self.items:
                self.children[parent].append(child)

    def path(self, item: int) -> str:
        """The source path of an item."""
        row = self.items[item]
        return f"{self.places[row['libraryID']]}/{row['key']}"

    def title(self, item: int) -> str:
        """An item's title; its key if it has none."""
        return self.fields.get(item, {}).get("title") or str(self.items[item]["key"])

    def children_of(self, item: int) -> list[int]:
        """The notes and attachments of an item, or the annotations of an attachment, sorted by key."""
        return sorted(self.children.get(item, ()), key=lambda child: str(self.items[child]["key"]))

    def _numbers(self, table: str) -> set[int]:
        if "itemID" not in database.columns_of(self._db, table):  # a table that only newer versions have
            return set()
        return {row[0] for row in self._db.execute(f"SELECT itemID FROM {table}")}

    def _by_item(self, query: str) -> Mapping[int, list[sqlite3.Row]]:
        grouped: dict[int, list[sqlite3.Row]] = defaultdict(list)
        for row in self._db.execute(query):
            grouped[row["itemID"]].append(row)
        return grouped

    def _parents(self) -> dict[int, int]:
        return {
            item: parent
            for table in ("itemNotes", "itemAttachments", "itemAnnotations")
            for item, parent in self._db.execute(f"SELECT itemID, parentItemID FROM {table}")
            if parent is not None
        }

    def _items(self) -> dict[int, sqlite3.Row]:
        """The items by number; what lies in the bin is left out with all that belongs to it."""
        in_bin = self._numbers("deletedItems")

        def is_kept(item: int) -> bool:
            for _ in range(4):  # an annotation, its attachment, the item
                if item in in_bin:
                    return False
                if item not in self.parents:
                    return True
                item = self.parents[item]
            return False

        rows = self._db.execute(
            "SELECT itemID, libraryID, key, typeName FROM items JOIN itemTypes USING (itemTypeID) ORDER BY key"
        )
        return {
            row["itemID"]: row
            for row in rows
            # A key is part of a path; no key of Zotero has anything but letters and digits.
            if row["libraryID"] in self.places and str(row["key"]).isalnum() and is_kept(row["itemID"])
        }

    def _fields(self) -> Mapping[int, dict[str, str]]:
        """Field name -> value of each item; a field that a type has under its own name stands also under its base."""
        values: dict[int, dict[str, str]] = defaultdict(dict)
        bases = self._bases()
        query = """SELECT d.itemID, i.itemTypeID, d.fieldID, f.fieldName, v.value FROM itemData d
                   JOIN items i USING (itemID) JOIN fields f USING (fieldID) JOIN itemDataValues v USING (valueID)"""
        for item, kind, number, name, value in self._db.execute(query):
            values[item][name] = str(value)
            if base := bases.get((kind, number)):
                values[item].setdefault(base, str(value))
        return values

    def _bases(self) -> dict[tuple[int, int], str]:
        """Item type and field -> name of its base field: "proceedingsTitle" is a "publicationTitle"."""
        for table in ("baseFieldMappingsCombined", "baseFieldMappings"):
            if {"itemTypeID", "baseFieldID", "fieldID"} <= database.columns_of(self._db, table):
                rows = self._db.execute(
                    f"SELECT m.itemTypeID, m.fieldID, f.fieldName FROM {table} m JOIN fields f"
                    " ON f.fieldID = m.baseFieldID"
                )
                return {(kind, number): base for kind, number, base in rows}
        return {}

    def _creators(self) -> Mapping[int, list[sqlite3.Row]]:
        return self._by_item(
            """SELECT c.itemID, t.creatorType, n.lastName, n.firstName, n.fieldMode FROM itemCreators c
               JOIN creators n USING (creatorID) JOIN creatorTypes t USING (creatorTypeID)
               ORDER BY c.itemID, c.orderIndex"""
        )

    def _collections(self) -> dict[int, "_Collection"]:
        """The collections by number; those in the bin are left out."""
        rows = {row["collectionID"]: row for row in self._db.execute("SELECT * FROM collections")}
        in_bin: set[int] = set()
        if database.columns_of(self._db, "deletedCollections"):
            in_bin = {row[0] for row in self._db.execute("SELECT collectionID FROM deletedCollections")}
        kept: dict[int, _Collection] = {}
        for number, row in rows.items():
            names, passed, above = [str(row["collectionName"])], {number}, row["parentCollectionID"]
            while above in rows and above not in passed:
                passed.add(above)
                names.append(str(rows[above]["collectionName"]))
                above = rows[above]["parentCollectionID"]
            if not passed & in_bin and row["libraryID"] in self.places:
                kept[number] = _Collection(row["libraryID"], tuple(reversed(names)))
        return kept

    def _related(self) -> Mapping[int, list[int]]:
        """Item -> the items that the researcher has named as related to it."""
        if not {"itemID", "object"} <= database.columns_of(self._db, "itemRelations"):
            return {}
        libraries = {place.removeprefix(f"{ROOT}/"): number for number, place in self.places.items()}
        numbers = {(row["libraryID"], row["key"]): item for item, row in self.items.items()}
        related: dict[int, list[int]] = defaultdict(list)
        query = """SELECT itemID, object FROM itemRelations JOIN relationPredicates USING (predicateID)
                   WHERE predicate = 'dc:relation' ORDER BY itemID, object"""
        for item, address in self._db.execute(query):
            # "http://zotero.org/groups/1234/items/ABCD2345", "http://zotero.org/users/local/a1B2/items/ABCD2345"
            place, _, key = str(address).partition("zotero.org/")[2].rpartition("/items/")
            library = libraries.get(place if place.startswith("groups/") else ROOT)
            if (other := numbers.get((library, key))) is not None:
                related[item].append(other)
        return related


def _wanted(rows: _Rows, zotero: Zotero) -> set[int]:
    """The items without a parent that are read: all, or those of the collections and the collections in them."""
    tops = {item for item in rows.items if item not in rows.parents}
    if not zotero.collections:
        return tops
    chosen: set[int] = set()
    for name in zotero.collections:
        parts = tuple(part.strip() for part in name.split("/"))
        roots = [c for c in rows.collections.values() if c.names[-1] == name or c.names[-len(parts) :] == parts]
        if not roots:
            known = sorted({"/".join(collection.names) for collection in rows.collections.values()})
            shown = f"; it has {', '.join(known[:_NAMED])}" if known else ""
            raise SettingError(f"[zotero] collections: the library has no collection {name!r}{shown}; correct the name")
        chosen |= {number for number, each in rows.collections.items() if any(map(each.is_within, roots))}
    return {item for item in tops if any(row["collectionID"] in chosen for row in rows.members.get(item, ()))}


def _library(rows: _Rows, wanted: Iterable[int], places: Places) -> Library:
    documents: dict[str, str] = {}
    attachments: dict[str, Attachment] = {}
    for item in sorted(wanted, key=rows.path):
        files = dict(_files(rows, item, places))
        attachments |= files
        document = _document(rows, item, files)
        if rows.items[item]["typeName"] != "attachment" or _tells_more_than_its_file(document):
            documents[rows.path(item)] = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return Library(documents, tuple(attachments[path] for path in sorted(attachments)))


def _files(rows: _Rows, item: int, places: Places) -> Iterator[tuple[str, Attachment]]:
    """Path and attachment of each file of an item; an attachment without a parent is its own file."""
    for number in (item, *rows.children_of(item)):
        for row in rows.attachments.get(number, ()):
            stated, mode = str(row["path"] or ""), row["linkMode"]
            if mode in (*STORED, LINKED) and (name := file_name(stated)):
                place, key = rows.items[number]["libraryID"], str(rows.items[number]["key"])
                path = f"{rows.path(number)}/{name}"
                yield path, attachment(path, key, mode, stated, places, rows.places[place] != ROOT)


def _document(rows: _Rows, item: int, files: Mapping[str, Attachment]) -> Document:
    """All that is read of an item, with the notes below it and the annotations in its attachments."""
    row, fields = rows.items[item], dict(rows.fields.get(item, {}))
    children = rows.children_of(item)
    here = {path.rpartition("/")[0] for path, file in files.items() if file.location}
    marks = [(file, mark) for child in (item, *children) for file, mark in _annotations(rows, child, here)]
    key = rows.better_bibtex.get((row["libraryID"], str(row["key"])))
    return {
        "type": str(row["typeName"]),
        "fields": fields,
        "key": fields.get("citationKey") or key,
        "creators": [
            {"role": c["creatorType"], "family": c["lastName"], "given": c["firstName"], "whole": bool(c["fieldMode"])}
            for c in rows.creators.get(item, ())
        ],
        "tags": [str(tag["name"]) for tag in rows.tags.get(item, ()) if not tag["type"]],
        "keywords": [str(tag["name"]) for tag in rows.tags.get(item, ()) if tag["type"]],
        "collections": sorted(
            " / ".join(rows.collections[member["collectionID"]].names)
            for member in rows.members.get(item, ())
            if member["collectionID"] in rows.collections
        ),
        "related": sorted(rows.title(other) for other in rows.related.get(item, ())),
        "notes": [str(note["note"]) for each in (item, *children) for note in rows.notes.get(each, ()) if note["note"]],
        "marks": [mark for _, mark in sorted(marks, key=lambda pair: (pair[0], str(pair[1]["order"])))],
        "files": list(files),
        "link": any(a["linkMode"] == LINK_TO_PAGE for a in rows.attachments.get(item, ())),
        "retracted": item in rows.retracted,
    }


def _annotations(rows: _Rows, attached: int, here: Set[str]) -> Iterator[tuple[str, Document]]:
    """The annotations in an attachment, each with the path of the attachment.

    Those that another program wrote into the file are read from it, if the attachment is `here`.
    """
    for child in rows.children_of(attached):
        for row in rows.annotations.get(child, ()):
            if "isExternal" in row.keys() and row["isExternal"] and rows.path(attached) in here:  # noqa: SIM118
                continue
            yield (
                rows.path(attached),
                {
                    "type": row["type"],
                    "text": row["text"],
                    "comment": row["comment"],
                    "color": row["color"],
                    "page": row["pageLabel"],
                    "position": row["position"],
                    "order": row["sortIndex"],
                    "tags": [str(tag["name"]) for tag in rows.tags.get(child, ())],
                },
            )


def _tells_more_than_its_file(document: Document) -> bool:
    """Whether an attachment without a parent has more than a file: then it is a source beside the file's own."""
    return any(document[name] for name in ("tags", "keywords", "collections", "notes", "marks", "link"))
