"""Copy Zotero's database, while Zotero may be running, and open the copy.

Zotero holds an exclusive lock, and what it wrote last stands in the log beside the database. We copy the bytes of both,
which no lock forbids, and SQLite replays the log when the copy is opened. The shared memory file (`-shm`) is not
copied: it belongs to the process that runs, and SQLite makes a new one.
"""

import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import ReadError

FILE_NAME = "zotero.sqlite"
_LOGS = ("-wal", "-journal")
"""Suffixes of SQLite's logs: of newer versions of Zotero, and of older ones."""
_KEY_FILES = ("better-bibtex.sqlite", "better-bibtex-search.sqlite", "better-bibtex.migrated")
"""Databases of Better BibTeX beside Zotero's, by age; newer versions keep their keys in Zotero's own field."""
_PAUSES = (0.1, 0.3, 1.0, 2.0)
"""Seconds between attempts to copy while Zotero writes (a guess: its transactions last well under a second)."""
_TICK_NS = 20_000_000
"""A file written twice within this time may have the same time stamp (Linux: 4 to 10 ms; doubled)."""
_OLDEST = 120
"""Version of the user data in Zotero 6 of 2022, the oldest that we read."""

_TABLES: Mapping[str, str] = {
    "libraries": "libraryID type",
    "groups": "groupID libraryID name",
    "items": "itemID itemTypeID libraryID key",
    "itemTypes": "itemTypeID typeName",
    "fields": "fieldID fieldName",
    "itemData": "itemID fieldID valueID",
    "itemDataValues": "valueID value",
    "creators": "creatorID firstName lastName fieldMode",
    "itemCreators": "itemID creatorID creatorTypeID orderIndex",
    "creatorTypes": "creatorTypeID creatorType",
    "collections": "collectionID collectionName parentCollectionID libraryID key",
    "collectionItems": "collectionID itemID",
    "deletedItems": "itemID",
    "tags": "tagID name",
    "itemTags": "itemID tagID type",
    "itemNotes": "itemID parentItemID note",
    "itemAttachments": "itemID parentItemID linkMode contentType path",
    "itemAnnotations": "itemID parentItemID type text comment color pageLabel sortIndex position",
}
"""The tables and columns that we need; a version that has them all is read, however new it is."""

Stamps = tuple[tuple[str, int, int, int], ...]
"""Name, size, mtime and ctime (ns) of each file that is copied."""


def stamps(folder: Path) -> Stamps:
    """What tells whether the database or its log has changed since it was copied; raises OSError."""
    return _stamps([folder / name for name in (FILE_NAME, *_KEY_FILES)])


def _stamps(databases: Sequence[Path]) -> Stamps:
    seen = []
    for path in (database.with_name(database.name + log) for database in databases for log in ("", *_LOGS)):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        seen.append((path.name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    return tuple(seen)


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """Yield a checked copy of the database in Zotero's data folder; it is removed afterwards.

    Raises ReadError, whose text is the reason, if no whole copy can be made, or it is damaged or of a version that we
    cannot read.
    """
    with _copied(folder / FILE_NAME) as db:
        _check_version(db)
        yield db


@contextmanager
def _copied(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with (
            tempfile.TemporaryDirectory(prefix="refdesk-zotero-", ignore_cleanup_errors=True) as place,
            closing(_whole_copy(path, Path(place))) as db,
        ):
            yield db
    except OSError as exc:
        why = exc.strerror or str(exc)
        raise ReadError(f"{path.name} cannot be copied ({why}): check its rights and the space for it") from exc


def _whole_copy(path: Path, place: Path) -> sqlite3.Connection:
    """The copied database, opened; tries again while Zotero writes into the files that are copied."""
    fault = ""
    for pause in (*_PAUSES, None):
        before = _quiet_stamps(path)
        for name, *_ in before:
            shutil.copyfile(path.with_name(name), place / name)
        if _stamps([path]) == before:
            db = _connect(place / path.name)
            fault = _damage(db)
            if not fault:
                return db
            db.close()
        else:
            fault = "it changed while it was copied"
        for left in place.iterdir():
            left.unlink()
        if pause is not None:
            time.sleep(pause)
    if fault == "it changed while it was copied":
        raise ReadError(f"{path.name}: {fault}, each time: wait until Zotero has finished, then run `refdesk index`")
    raise ReadError(
        f"{path.name} is damaged ({fault}): if Zotero cannot open it either, restore a backup ({path.name}.bak)"
    )


def _quiet_stamps(path: Path) -> Stamps:
    """The stamps of a database and its logs; after a write in this very tick, those of a moment later."""
    seen = _stamps([path])
    if any(time.time_ns() - mtime < _TICK_NS for _, _, mtime, _ in seen):
        time.sleep(_TICK_NS / 1e9)
        seen = _stamps([path])
    return seen


def _connect(copy: Path) -> sqlite3.Connection:
    db = sqlite3.connect(copy)
    db.row_factory = sqlite3.Row
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    return db


def _damage(db: sqlite3.Connection) -> str:
    """What is wrong with the copy, "" if nothing is. A quarter of a second for 100 MB (measured)."""
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        result = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as exc:
        # A check that only Zotero's own SQLite can make ("no such collation sequence", "no such module") is no damage.
        return "" if str(exc).startswith("no such") else str(exc)
    except sqlite3.Error as exc:
        return str(exc)
    return "" if result == "ok" else " ".join(result.split())[:200]


def _check_version(db: sqlite3.Connection) -> None:
    """Raise ReadError unless the database is Zotero's and has what we need."""
    try:
        row = db.execute("SELECT version FROM version WHERE schema = 'userdata'").fetchone()
        version = int(row[0])
    except (sqlite3.Error, TypeError, ValueError) as exc:
        raise ReadError(f"{FILE_NAME} is not a database of Zotero: name Zotero's data folder") from exc
    if version < _OLDEST:
        raise ReadError(
            f"{FILE_NAME} is of an old version of Zotero (schema {version}; {_OLDEST} and later can be read): "
            "open it once in a current Zotero"
        )
    stored = {row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, columns in _TABLES.items():
        # A view could compute without end.
        if missing := set(columns.split()) - (columns_of(db, table) if table in stored else set()):
            raise ReadError(
                f"{FILE_NAME} is of a version of Zotero that refdesk does not know (schema {version}: `{table}` lacks "
                f"{', '.join(sorted(missing))}): update refdesk, or export the library as Better BibTeX"
            )


def columns_of(db: sqlite3.Connection, table: str) -> set[str]:
    """Names of a table's columns; none if there is no such table."""
    return {row["name"] for row in db.execute("SELECT name FROM pragma_table_info(?)", [table])}


def better_bibtex_keys(folder: Path) -> dict[tuple[int, str], str]:
    """Library and item key -> citation key, as Better BibTeX keeps them beside Zotero's database, pinned or not.

    A database of it that cannot be read has no keys: then those in Zotero's own fields remain.
    """
    keys: dict[tuple[int, str], str] = {}
    for name in _KEY_FILES:
        if (folder / name).is_file():
            try:
                with _copied(folder / name) as db:
                    keys |= _keys_in(db)
            except (ReadError, sqlite3.Error, ValueError, TypeError, KeyError):
                continue
    return keys


def _keys_in(db: sqlite3.Connection) -> dict[tuple[int, str], str]:
    for table, column in (("citationkey", "citationKey"), ("citekeys", "citekey")):
        if {"libraryID", "itemKey", column} <= columns_of(db, table):
            rows = db.execute(f"SELECT libraryID, itemKey, {column} FROM {table} WHERE {column} <> ''")
            return {(int(library), str(item)): str(key) for library, item, key in rows}
    if {"name", "data"} <= columns_of(db, "better-bibtex"):  # Better BibTeX until 2023 kept JSON in one row
        rows = db.execute("SELECT data FROM `better-bibtex` WHERE name = 'better-bibtex.citekey'")
        listed = [entry for (data,) in rows for entry in json.loads(data)["data"]]
        return {(int(entry["libraryID"]), str(entry["itemKey"])): str(entry["citekey"]) for entry in listed}
    return {}
