"""The history's file, one SQLite database beside the catalogue.

answers   one row for each answer: the columns of a list, and the whole answer as JSON
contents  the hashes of all files of the corpus, shared by the answers between two changes
words     full-text index of the answers, by number
spending  one row for each request to a language model: its tokens, or those reserved while it runs

Unlike the index it cannot be rebuilt: nothing here drops or replaces a file that cannot be read.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path

from index.errors import CatalogueError

FILE_NAME = "history.sqlite3"
SCHEMA_VERSION = 1  # of the tables below

_PATIENCE = 30.0
"""Seconds to wait for another process that writes; far more than any transaction takes."""

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
"""Codes for a file that is not a database or lacks our tables; other errors come from the system."""

_TABLES = """
CREATE TABLE answers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kept_at TEXT NOT NULL,
    version TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    passages TEXT NOT NULL,
    settings TEXT NOT NULL,
    contents TEXT,
    works INTEGER
);
CREATE TABLE contents (digest TEXT PRIMARY KEY, hashes BLOB NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (text, tokenize='porter unicode61');
CREATE TABLE spending (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    expires REAL NOT NULL
);
CREATE INDEX spending_day ON spending (day);
"""


class HistoryFile:
    """The file in an index folder; every transaction opens it, so that all threads and processes can use it."""

    def __init__(self, folder: Path) -> None:
        """Does not create or open the file."""
        self.path = folder / FILE_NAME

    @property
    def exists(self) -> bool:
        """True if an answer or tokens were recorded."""
        return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read transaction, with rows by column name; raises CatalogueError if the file cannot be read."""
        with self._translating("read"), self._opened() as db:
            db.execute("BEGIN")
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A write transaction; raises CatalogueError if the file cannot be written."""
        with self._translating("written"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._opened() as db:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")  # an error skips this, and closing rolls back

    def set_aside(self) -> Path:
        """Rename the file, whatever its state; returns the new path. The next answer creates a new file."""
        stem = f"history-{time.strftime('%Y%m%d-%H%M%S')}"
        names = (f"{stem}{'-' * bool(i)}{i or ''}.sqlite3" for i in count())
        aside = next(path for name in names if not (path := self.path.with_name(name)).exists())
        with self._translating("moved"):
            for suffix in ("-wal", "-shm", ""):  # with the write-ahead log
                part = self.path.with_name(FILE_NAME + suffix)
                if part.exists():
                    part.rename(aside.with_name(aside.name + suffix))
        return aside

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)) as db:
            db.row_factory = sqlite3.Row
            if (version := _version(db)) > SCHEMA_VERSION:
                raise CatalogueError(f"{self.path}: was written by a newer refdesk; update refdesk to read it")
            if version == 0:
                self._lay_out(db)
            # A killed process loses nothing; a power cut may cost the last answer, but not the file.
            db.execute("PRAGMA synchronous = NORMAL")
            yield db

    def _lay_out(self, db: sqlite3.Connection) -> None:
        """Create the tables, unless another process has done it meanwhile."""
        if db.execute("SELECT 1 FROM sqlite_master").fetchone() and not _version(db):
            raise CatalogueError(f"{self.path}: is not a history of refdesk; move that file elsewhere and try again")
        _write_ahead(db)
        db.execute("BEGIN IMMEDIATE")
        if not _version(db):
            for statement in _TABLES.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")

    @contextmanager
    def _translating(self, what: str) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, UnicodeDecodeError) as exc:
            if getattr(exc, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _DAMAGE:
                raise CatalogueError(
                    f"{self.path}: cannot be {what} ({exc}); check its permissions, free space and what else uses it"
                ) from exc
            raise CatalogueError(
                f"{self.path}: is damaged ({exc}); `refdesk history --set-aside` keeps it under another name and begins"
                " a new one"
            ) from exc
        except OSError as exc:
            raise CatalogueError(
                f"{self.path}: cannot be {what} ({exc.strerror or exc}); check the folder's permissions and free space"
            ) from exc


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to a write-ahead log; for this, SQLite does not wait for other processes by itself."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)


# The ledger of tokens by day is separate from the answers: failed requests cost tokens too, and so did removed answers.

EXPIRES = 86_400.0
"""Seconds after which an unsettled reservation counts as spent: longer than any reply, so its process has died."""


@dataclass(frozen=True, slots=True)
class TokenReservation:
    """Tokens reserved for one request, on the day on which it starts."""

    ledger: "Ledger"
    number: int
    tokens: int

    def settle(self, prompt_tokens: int, completion_tokens: int = 0) -> None:
        """Replace the reserved tokens by those used; (0, 0) frees them."""
        self.ledger.settle(self.number, prompt_tokens, completion_tokens)


class Ledger:
    """The tokens of all requests, of all processes that use one index folder."""

    def __init__(self, file: HistoryFile) -> None:
        """The first entry creates the file."""
        self._file = file

    def spent(self, day: date, when: datetime | None = None) -> int:
        """Tokens, in and out, of all requests of a day, as known at `when` (default: now).

        Leaves out requests that still run; one that never ended counts with its reserved tokens.
        """
        if not self._file.exists:
            return 0
        with self._file.reading() as db:
            query = """SELECT coalesce(sum(prompt_tokens + completion_tokens
                       + CASE WHEN expires <= ? THEN reserved ELSE 0 END), 0) FROM spending WHERE day = ?"""
            return int(db.execute(query, [_seconds(when), day.isoformat()]).fetchone()[0])

    def reserve(self, tokens: int, budget: int, when: datetime | None = None) -> TokenReservation | None:
        """Reserve tokens for a request; None if that exceeds the day's budget.

        Tokens reserved by other requests of the day count as spent. Check and reservation are one transaction, so two
        processes cannot both take the rest.
        """
        # A budget's day is the user's own, whatever zone `when` is in.
        day = (datetime.now() if when is None else when.astimezone()).date().isoformat()
        with self._file.writing() as db:
            query = "SELECT coalesce(sum(prompt_tokens + completion_tokens + reserved), 0) FROM spending WHERE day = ?"
            taken = db.execute(query, [day]).fetchone()[0]
            if taken + tokens > budget:
                return None
            values = [day, tokens, _seconds(when) + EXPIRES]
            row = db.execute("INSERT INTO spending VALUES (NULL, ?, 0, 0, ?, ?)", values)
            return TokenReservation(self, row.lastrowid or 0, tokens)

    def settle(self, number: int, prompt_tokens: int, completion_tokens: int) -> None:
        """Record the tokens that a reservation used; may come late or repeatedly."""
        with self._file.writing() as db:
            db.execute(
                """UPDATE spending SET prompt_tokens = ?, completion_tokens = ?, reserved = 0, expires = 0
                   WHERE number = ?""",
                [prompt_tokens, completion_tokens, number],
            )


def _seconds(when: datetime | None) -> float:
    return time.time() if when is None else when.timestamp()
