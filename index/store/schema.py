"""The catalogue's tables, and opening its file.

sources   one row a file of the corpus: its state in the ledger and what it was read with, and the number printed on
          its first page if only a record of its work gives it
texts     raw extracted text of a source, by page (0: a file without pages), and the number printed on the page
figures   boxes of figures and tables in PDFs, by the spans of their captions and rows
records   bibliographic facts as each source gives them; the key of the work, and the one before corrections
refs      entries of each record's reference list
entries   names and items of a person's notes, in order (see `index.sources.NoteEntry`)
filed     what each record is filed under: keywords, tags, groups, notes, own fields of a bibliography
works     publications, each merged from its records
keys      every citation key ever assigned, by the identity of its work; rows are only added
carried   keys of records in a catalogue that was replaced, until the first build of the new one
authors   names of authors as printed, and the name shown for that person (see `index.works.people`)
cites     which work cites which
passages  what is searched, with locators; `passages_fts` is its full-text index
repeats   passages with the same text as an earlier one of the same work, which alone is searched and cited
vectors   embeddings by model fingerprint and hash of the embedded text; outlives the passages that used it
corrections  what each entry of `corrections.toml` did in the last build, or why it fits no work
apart     pairs of works that a person says are different
notices   possible duplicates that the last build found
staged    files that a build has read but not published, packed (see `index.reading.reading`), and
          `staged_passages`, the identifiers of their passages; readers use neither
meta      schema version, generation, fingerprints of what built the index
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import CatalogueError, DamageError, MissingError

SCHEMA_VERSION = 6
FILE_NAME = "catalogue.sqlite3"

_OF_THE_SYSTEM = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
    | {sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY}
)
"""Errors of the system around the file, which is not damaged."""

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    read_at_ns INTEGER NOT NULL,
    kind TEXT NOT NULL,
    draft_because TEXT,
    reason TEXT,
    built_with TEXT NOT NULL,
    pages INTEGER,
    first_page INTEGER,
    shares TEXT,
    warnings TEXT NOT NULL,
    faults TEXT NOT NULL,
    passages INTEGER NOT NULL
);
CREATE TABLE texts (
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    page INTEGER NOT NULL,
    label TEXT,
    text TEXT NOT NULL,
    PRIMARY KEY (source_id, page)
) WITHOUT ROWID;
CREATE TABLE figures (
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    "left" REAL NOT NULL,
    bottom REAL NOT NULL,
    "right" REAL NOT NULL,
    top REAL NOT NULL,
    PRIMARY KEY (source_id, page, start)
) WITHOUT ROWID;
CREATE TABLE works (
    key TEXT PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,
    title TEXT,
    label TEXT NOT NULL,
    authors TEXT NOT NULL,
    year INTEGER,
    venue TEXT,
    doi TEXT,
    type TEXT,
    secondary INTEGER NOT NULL,
    retracted INTEGER NOT NULL,
    times_cited INTEGER,
    times_cited_in TEXT,
    preprint_year INTEGER
) WITHOUT ROWID;
CREATE TABLE records (
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT,
    authors TEXT NOT NULL,
    year INTEGER,
    venue TEXT,
    doi TEXT,
    cites TEXT NOT NULL,
    own_key TEXT,
    type TEXT,
    secondary INTEGER NOT NULL,
    retracted INTEGER NOT NULL,
    times_cited INTEGER,
    first_page TEXT,
    last_page TEXT,
    volume TEXT,
    number TEXT,
    files TEXT NOT NULL,
    authors_cut INTEGER NOT NULL,
    work_key TEXT,
    matched_key TEXT,
    PRIMARY KEY (source_id, position)
) WITHOUT ROWID;
CREATE INDEX records_work ON records (work_key);
CREATE TABLE refs (
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    position INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (source_id, position, entry)
) WITHOUT ROWID;
CREATE TABLE filed (
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (source_id, position, number)
) WITHOUT ROWID;
CREATE INDEX filed_name ON filed (name);
CREATE TABLE entries (
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    level INTEGER NOT NULL,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (source_id, number)
) WITHOUT ROWID;
CREATE TABLE keys (identity TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE carried (
    path TEXT NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (path, position)
) WITHOUT ROWID;
CREATE TABLE authors (name TEXT PRIMARY KEY, shown TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cites (citing TEXT NOT NULL, cited TEXT NOT NULL, PRIMARY KEY (citing, cited)) WITHOUT ROWID;
CREATE TABLE passages (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    position INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    page INTEGER,
    section TEXT,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    header TEXT NOT NULL,
    sentences TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    letters INTEGER NOT NULL
);
CREATE INDEX passages_letters ON passages (letters);
CREATE TABLE repeats (passage INTEGER PRIMARY KEY, "first" INTEGER NOT NULL);
CREATE INDEX repeats_first ON repeats ("first");
CREATE INDEX passages_source ON passages (source_id, position);
CREATE INDEX passages_text ON passages (text_hash);
CREATE VIRTUAL TABLE passages_fts USING fts5 (
    header, text, content='passages', content_rowid='rowid', tokenize='porter unicode61'
);
CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
    INSERT INTO passages_fts (rowid, header, text) VALUES (new.rowid, new.header, new.text);
END;
CREATE TRIGGER passages_dropped AFTER DELETE ON passages BEGIN
    INSERT INTO passages_fts (passages_fts, rowid, header, text) VALUES ('delete', old.rowid, old.header, old.text);
END;
CREATE TABLE vectors (
    number INTEGER PRIMARY KEY, model TEXT NOT NULL, text_hash TEXT NOT NULL, vector BLOB NOT NULL,
    UNIQUE (model, text_hash)
);
CREATE TABLE notices (text TEXT NOT NULL);
CREATE TABLE corrections (entry TEXT NOT NULL, work_key TEXT, fact TEXT, text TEXT NOT NULL);
CREATE TABLE apart (first TEXT NOT NULL, second TEXT NOT NULL, PRIMARY KEY (first, second)) WITHOUT ROWID;
CREATE TABLE staged (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    read_at_ns INTEGER NOT NULL,
    built_with TEXT NOT NULL,
    outcome BLOB NOT NULL
);
CREATE TABLE staged_passages (
    id TEXT PRIMARY KEY, path TEXT NOT NULL REFERENCES staged ON DELETE CASCADE, text_hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX staged_passages_path ON staged_passages (path);
"""


def connect(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open the catalogue in `folder`, with foreign keys on and rows readable by name.

    Raises MissingError if there is none (unless `create`), CatalogueError if it cannot be used, DamageError if it is
    damaged or of another version.
    """
    path = folder / FILE_NAME
    if _is_lost(path):
        raise DamageError(f"{path}: is empty or missing, though there was an index; run `refdesk index --rebuild`")
    if not create and not path.exists():
        raise MissingError(f"{path}: there is no index yet; run `refdesk index`")
    with explaining(path):
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        if create:
            connection.execute("PRAGMA journal_mode = WAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and create:
            _lay_out(connection)
            version = SCHEMA_VERSION
    if version == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        connection.close()
        raise MissingError(f"{path}: there is no index yet; run `refdesk index`")
    if version != SCHEMA_VERSION:
        connection.close()
        raise DamageError(f"{path}: was made by another version of refdesk; run `refdesk index --rebuild`")
    return connection


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Translate errors of SQLite, and of parsing its rows, into CatalogueError or DamageError."""
    try:
        yield
    except sqlite3.OperationalError as exc:
        if getattr(exc, "sqlite_errorcode", 0) & 0xFF in _OF_THE_SYSTEM:
            advice = "check its rights, the free space and what else uses it, then try again"
            raise CatalogueError(f"{path}: cannot be used ({exc}); {advice}") from exc
        raise DamageError(f"{path}: is damaged ({exc}); run `refdesk index --rebuild`") from exc
    except (sqlite3.DatabaseError, ValueError, IndexError) as exc:
        raise DamageError(f"{path}: is damaged ({exc}); run `refdesk index --rebuild`") from exc


def _is_lost(path: Path) -> bool:
    """Whether a catalogue is lost, since its collections exist; SQLite takes an empty file for a new catalogue."""
    return not (path.exists() and path.stat().st_size) and any(path.parent.glob("vectors-*"))


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds no damage in the whole file; opening it only reads the first page."""
    try:
        return bool(connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except (sqlite3.DatabaseError, ValueError):  # also bytes that are not text
        return False


def _lay_out(connection: sqlite3.Connection) -> None:
    connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")


# Transactions of the catalogue's one writer.


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Commit at the end, roll back on any error."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def get_meta(db: sqlite3.Connection, name: str) -> str | None:
    """A named fact about the index, None if not set."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
    return row[0] if row else None


def set_meta(db: sqlite3.Connection, name: str, value: str) -> None:
    """Set a named fact about the index."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [name, value])


def is_corrected_by(db: sqlite3.Connection, digest: str) -> bool:
    """Whether the works are as the corrections with this digest have them."""
    return (get_meta(db, "corrections") or "") == digest


# Replacing a damaged catalogue: copy citation keys (they exist nowhere else), whose records had them, and vectors (they
# cost most), and read everything else from the corpus again.

_RENEWED = "renewed"
_OF_UNIT_LENGTH = 1e-3
"""Largest deviation from 1 of an intact vector's length (a guess, far more than rounding gives)."""


def replace_damaged(index: Path) -> sqlite3.Connection:
    """Replace the catalogue in `index` by a new one in one step, so that a stopped build leaves the old or the new."""
    renewed = index / _RENEWED
    shutil.rmtree(renewed, ignore_errors=True)
    renewed.mkdir()
    with closing(connect(renewed, create=True)) as db:
        if (index / FILE_NAME).exists():
            _carry_over(index / FILE_NAME, db)
    for left in ("-wal", "-shm"):
        (index / f"{FILE_NAME}{left}").unlink(missing_ok=True)
    os.replace(renewed / FILE_NAME, index / FILE_NAME)
    shutil.rmtree(renewed, ignore_errors=True)
    return connect(index)


def _carry_over(old: Path, db: sqlite3.Connection) -> None:
    keys = "INSERT OR IGNORE INTO keys (identity, key) VALUES (?, ?)"
    records = "INSERT OR IGNORE INTO carried (path, position, key, sha256) VALUES (?, ?, ?, ?)"
    vectors = "INSERT OR IGNORE INTO vectors (model, text_hash, vector) VALUES (?, ?, ?)"
    with transaction(db):
        db.executemany(keys, _readable(old, "SELECT identity, key FROM keys"))
        of_records = "SELECT s.path, r.position, {}, s.sha256 FROM records r JOIN sources s ON s.id = r.source_id"
        for column in ("matched_key", "work_key"):  # catalogues before version 4 have no corrections
            db.executemany(records, _readable(old, of_records.format(f"r.{column}")))
        rows = _readable(old, "SELECT model, text_hash, vector FROM vectors")
        db.executemany(vectors, (row for row in rows if _is_vector(row[2])))


def _readable(old: Path, query: str) -> Iterator[tuple[object, ...]]:
    """The rows of a damaged file up to the first unreadable one."""
    try:
        with closing(sqlite3.connect(f"{old.resolve().as_uri()}?mode=ro", uri=True)) as db:
            yield from (row for row in db.execute(query) if None not in row)
    except (sqlite3.Error, ValueError):
        return


def _is_vector(blob: object) -> bool:
    """Whether bytes from a damaged file are still a vector of unit length."""
    import numpy as np

    if not isinstance(blob, bytes) or not blob or len(blob) % 4:
        return False
    length = float(np.linalg.norm(np.frombuffer(blob, dtype=np.float32)))
    return abs(length - 1.0) < _OF_UNIT_LENGTH
