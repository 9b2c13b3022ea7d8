"""Zotero libraries for tests: the tables and columns that Zotero has, defined anew, and a way to fill them."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

_TABLES = """
CREATE TABLE version (schema TEXT PRIMARY KEY, version INT NOT NULL);
CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT, editable INT, filesEditable INT, version INT);
CREATE TABLE groups (groupID INTEGER PRIMARY KEY, libraryID INT, name TEXT, description TEXT, version INT);
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT, templateItemTypeID INT, display INT);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT, fieldFormatID INT);
CREATE TABLE baseFieldMappings (itemTypeID INT, baseFieldID INT, fieldID INT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT, dateAdded TEXT, dateModified TEXT,
                    clientDateModified TEXT, libraryID INT, key TEXT, version INT, synced INT);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID INT, PRIMARY KEY (itemID, fieldID));
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE itemCreators (itemID INT, creatorID INT, creatorTypeID INT, orderIndex INT);
CREATE TABLE collections (collectionID INTEGER PRIMARY KEY, collectionName TEXT, parentCollectionID INT,
                          clientDateModified TEXT, libraryID INT, key TEXT, version INT, synced INT);
CREATE TABLE collectionItems (collectionID INT, itemID INT, orderIndex INT);
CREATE TABLE deletedCollections (collectionID INTEGER PRIMARY KEY, dateDeleted TEXT);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY, dateDeleted TEXT);
CREATE TABLE retractedItems (itemID INTEGER PRIMARY KEY, data TEXT, flag INT);
CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE itemTags (itemID INT, tagID INT, type INT, PRIMARY KEY (itemID, tagID));
CREATE TABLE itemNotes (itemID INTEGER PRIMARY KEY, parentItemID INT, note TEXT, title TEXT);
CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT,
                              charsetID INT, path TEXT, syncState INT, storageModTime INT, storageHash TEXT);
CREATE TABLE itemAnnotations (itemID INTEGER PRIMARY KEY, parentItemID INT, type INTEGER, authorName TEXT, text TEXT,
                              comment TEXT, color TEXT, pageLabel TEXT, sortIndex TEXT, position TEXT, isExternal INT);
CREATE TABLE relationPredicates (predicateID INTEGER PRIMARY KEY, predicate TEXT UNIQUE);
CREATE TABLE itemRelations (itemID INT, predicateID INT, object TEXT);
"""
_BASES = (
    ("bookSection", "bookTitle", "publicationTitle"),
    ("conferencePaper", "proceedingsTitle", "publicationTitle"),
    ("webpage", "websiteTitle", "publicationTitle"),
    ("patent", "issueDate", "date"),
    ("case", "caseName", "title"),
    ("case", "dateDecided", "date"),
    ("email", "subject", "title"),
    ("thesis", "university", "publisher"),
)
PERSONAL, GROUP, FEED = 1, 2, 3
Creator = tuple[str, str | None, str]
"""Family name, given name (None: an organisation), role."""


class ZoteroLibrary:
    """A data folder of Zotero with a personal library, a group (of number 1234) and a feed."""

    def __init__(self, folder: Path, version: int = 125) -> None:
        self.folder = folder
        self.path = folder / "zotero.sqlite"
        folder.mkdir(parents=True)
        with self.db() as db:
            db.executescript(_TABLES)
            db.execute("INSERT INTO version VALUES ('userdata', ?)", [version])
            db.executemany(
                "INSERT INTO libraries (libraryID, type) VALUES (?, ?)", enumerate(("user", "group", "feed"), 1)
            )
            db.execute("INSERT INTO groups (groupID, libraryID, name) VALUES (1234, 2, 'Reading group')")
            db.execute("INSERT INTO relationPredicates VALUES (1, 'dc:relation')")
            for kind, field, base in _BASES:
                numbers = [_number(db, "itemTypes", "typeName", kind)]
                numbers += [_number(db, "fields", "fieldName", name) for name in (base, field)]
                db.execute("INSERT INTO baseFieldMappings VALUES (?, ?, ?)", numbers)

    def db(self) -> "_Transaction":
        return _Transaction(self.path)

    def add(
        self,
        key: str,
        kind: str,
        creators: Iterable[Creator] = (),
        *,
        library: int = PERSONAL,
        tags: Iterable[tuple[str, int]] = (),
        **fields: str,
    ) -> int:
        """Add an item; returns its number."""
        with self.db() as db:
            item = _item(db, key, kind, library)
            for name, value in fields.items():
                _set(db, item, name, value)
            for order, (family, given, role) in enumerate(creators):
                creator = db.execute(
                    "INSERT INTO creators (firstName, lastName, fieldMode) VALUES (?, ?, ?)",
                    [given or "", family, int(given is None)],
                ).lastrowid
                number = _number(db, "creatorTypes", "creatorType", role)
                db.execute("INSERT INTO itemCreators VALUES (?, ?, ?, ?)", [item, creator, number, order])
            for name, automatic in tags:
                tag = _number(db, "tags", "name", name)
                db.execute("INSERT INTO itemTags VALUES (?, ?, ?)", [item, tag, automatic])
        return item

    def edit(self, item: int, **fields: str) -> None:
        with self.db() as db:
            for name, value in fields.items():
                _set(db, item, name, value)

    def note(self, key: str, html: str, parent: int | None = None, library: int = PERSONAL) -> int:
        with self.db() as db:
            item = _item(db, key, "note", library)
            db.execute("INSERT INTO itemNotes VALUES (?, ?, ?, '')", [item, parent, html])
        return item

    def attach(
        self, key: str, path: str | None, parent: int | None = None, *, mode: int = 0, library: int = PERSONAL,
        content: bytes | None = None,
    ) -> int:  # fmt: skip
        """Attach a file; `content` is written into `storage`."""
        with self.db() as db:
            item = _item(db, key, "attachment", library)
            row = [item, parent, mode, "application/pdf", path]
            db.execute(
                """INSERT INTO itemAttachments (itemID, parentItemID, linkMode, contentType, path)
                   VALUES (?, ?, ?, ?, ?)""",
                row,
            )
        if content is not None and path is not None:
            place = self.folder / "storage" / key / path.removeprefix("storage:")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return item

    def annotate(
        self, key: str, attachment: int, text: str | None, comment: str | None = None, *, page: str | None = None,
        colour: str = "#ffd400", kind: int = 1, position: object = None, library: int = PERSONAL,
    ) -> int:  # fmt: skip
        with self.db() as db:
            item = _item(db, key, "annotation", library)
            stated = position if isinstance(position, str) else json.dumps(position or {"pageIndex": 0, "rects": []})
            row = [item, attachment, kind, text, comment, colour, page, f"0000{item}|0", stated]
            db.execute(
                """INSERT INTO itemAnnotations (itemID, parentItemID, type, text, comment, color, pageLabel, sortIndex,
                   position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                row,
            )
        return item

    def collect(self, name: str, items: Iterable[int] = (), parent: int | None = None, library: int = PERSONAL) -> int:
        """Make a collection; returns its number."""
        with self.db() as db:
            number = db.execute(
                "INSERT INTO collections (collectionName, parentCollectionID, libraryID, key) VALUES (?, ?, ?, ?)",
                [name, parent, library, name[:8].upper()],
            ).lastrowid
            db.executemany("INSERT INTO collectionItems VALUES (?, ?, 0)", [[number, item] for item in items])
        assert number is not None
        return number

    def relate(self, item: int, key: str, place: str = "users/local/aB12") -> None:
        with self.db() as db:
            db.execute("INSERT INTO itemRelations VALUES (?, 1, ?)", [item, f"http://zotero.org/{place}/items/{key}"])

    def bin(self, item: int) -> None:
        with self.db() as db:
            db.execute("INSERT INTO deletedItems VALUES (?, '2026-01-01')", [item])

    def better_bibtex(self, keys: Mapping[str, str], name: str = "better-bibtex.sqlite") -> None:
        """Write Better BibTeX's own database: item key -> citation key."""
        with closing(sqlite3.connect(self.folder / name)) as db:
            db.execute(
                "CREATE TABLE citationkey (itemID INT, itemKey TEXT, libraryID INT, citationKey TEXT, pinned INT)"
            )
            rows = [[number, item, key] for number, (item, key) in enumerate(keys.items())]
            db.executemany("INSERT INTO citationkey VALUES (?, ?, 1, ?, 0)", rows)
            db.commit()


class _Transaction:
    """A connection that commits at the end of its `with` block, and is closed."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.commit()
        self._connection.close()


def _number(db: sqlite3.Connection, table: str, column: str, name: str) -> int:
    row = db.execute(f"SELECT rowid FROM {table} WHERE {column} = ?", [name]).fetchone()  # noqa: S608
    number = row[0] if row else db.execute(f"INSERT INTO {table} ({column}) VALUES (?)", [name]).lastrowid  # noqa: S608
    assert isinstance(number, int)
    return number


def _item(db: sqlite3.Connection, key: str, kind: str, library: int) -> int:
    number = db.execute(
        "INSERT INTO items (itemTypeID, libraryID, key) VALUES (?, ?, ?)",
        [_number(db, "itemTypes", "typeName", kind), library, key],
    ).lastrowid
    assert number is not None
    return number


def _set(db: sqlite3.Connection, item: int, name: str, value: str) -> None:
    field = _number(db, "fields", "fieldName", name)
    db.execute("INSERT OR IGNORE INTO itemDataValues (value) VALUES (?)", [value])
    number = db.execute("SELECT valueID FROM itemDataValues WHERE value = ?", [value]).fetchone()[0]
    db.execute("INSERT OR REPLACE INTO itemData VALUES (?, ?, ?)", [item, field, number])
