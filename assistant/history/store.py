"""The history: keep every answer under a number, with its passages; list, find and remove answers."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from assistant.answers import Answer, named_in
from assistant.history.file import HistoryFile, Ledger, TokenReservation
from index.entries import FoundPassage, WorkEntry
from index.errors import CatalogueError, UsageError
from index.sources import Evidence
from index.store.catalogue import Catalogue
from index.text.normalise import with_whole_characters
from index.works.filters import studies


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A passage at the time of the answer; `sha256` is that of its source's content, empty if unknown.

    `start` and `end` are raw offsets in the page (or the source without pages).
    """

    id: str
    work: str
    source: str
    sha256: str
    page: int | None
    section: str | None
    evidence: Evidence
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A kept answer with its number.

    `contents` are the SHA-256 hashes of all files of the corpus at the time, `works` is the number of works that the
    filter admitted; both are None if unknown. `settings` are those of the language model, `version` that of Refdesk.
    """

    number: int
    when: datetime
    answer: Answer
    passages: tuple[KeptPassage, ...] = ()
    contents: frozenset[str] | None = None
    works: int | None = None
    version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


T = TypeVar("T")
Warn = Callable[[str], None]

_ROWS = "SELECT a.*, c.hashes FROM answers a LEFT JOIN contents c ON c.digest = a.contents"
_HASH = 32
"""Bytes of a SHA-256."""


class History:
    """The kept answers of an index folder, and the tokens spent; many processes can use it at once."""

    def __init__(self, folder: Path) -> None:
        """The first answer creates the file; every method raises CatalogueError if it cannot be used."""
        self._file = HistoryFile(folder)
        self._ledger = Ledger(self._file)

    @property
    def path(self) -> Path:
        """The path of the file."""
        return self._file.path

    def keep(
        self,
        answer: Answer,
        passages: Sequence[FoundPassage] = (),
        catalogue: Catalogue | None = None,
        *,
        settings: Mapping[str, str] | None = None,
        when: datetime | None = None,
        works: Collection[WorkEntry] | None = None,
    ) -> int:
        """Keep an answer with the passages that it was made from; returns its number.

        Records the state of the corpus from `catalogue`, unless a build has changed it since the answer; without it a
        later check cannot find changes. `works` are those that the answer's filter admits, if already read. `when`
        defaults to now.
        """
        hashes, admitted = _corpus_of(answer, catalogue, works) if catalogue else ({}, None)
        sha256 = hashes | {citation.source: citation.sha256 for citation in answer.citations if citation.sha256}
        stored = tuple(
            KeptPassage(
                passage.id, passage.work, passage.source, sha256.get(passage.source, ""), passage.page, passage.section,
                passage.evidence, passage.start, passage.end, passage.text,
            )
            for passage in passages
        )  # fmt: skip
        kept_at = (when or datetime.now(UTC)).astimezone(UTC).isoformat()
        answers, texts, facts = _adapters()
        whole = (_json(answers, answer), _json(texts, stored), _json(facts, dict(settings or {})))
        with self._file.writing() as db:
            contents = _keep_contents(db, hashes.values()) if admitted is not None else None
            row = db.execute(
                """INSERT INTO answers (kept_at, version, question, answer, passages, settings, contents, works)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                [kept_at, version("refdesk"), with_whole_characters(answer.question), *whole, contents, admitted],
            )
            number = row.lastrowid or 0
            db.execute(
                "INSERT INTO words (rowid, text) VALUES (?, ?)", [number, with_whole_characters(_searchable(answer))]
            )
        return number

    def record(self, number: int) -> KeptAnswer:
        """The answer with this number; raises UsageError, with the nearest number, if there is none."""
        rows = self._rows("WHERE number = ?", [_in_range(number)])
        if not rows:
            raise UsageError(f"no answer is kept under the number {number}; {self._nearest(number)}")
        return self._record(rows[0])

    def latest(self, n: int = 20, warn: Warn = lambda _: None) -> tuple[KeptAnswer, ...]:
        """The last `n` answers, newest first; calls `warn` for each that cannot be read."""
        return tuple(self._readable(self._rows("ORDER BY number DESC LIMIT ?", [n]), warn))

    def each(self, warn: Warn = lambda _: None) -> Iterator[KeptAnswer]:
        """All answers, newest first, read one at a time: thousands do not fit into memory."""
        if not self._file.exists:
            return
        with self._file.reading() as db:
            numbers = [row[0] for row in db.execute("SELECT number FROM answers ORDER BY number DESC")]
        for number in numbers:
            yield from self._readable(self._rows("WHERE number = ?", [number]), warn)

    def find(self, words: str, n: int = -1, warn: Warn = lambda _: None) -> tuple[KeptAnswer, ...]:
        """Answers with all of these words, in any form, in question, answer, titles or quotes; newest first.

        Returns all unless `n` is given. Raises UsageError if `words` has no word.
        """
        terms = re.findall(r"\w+", words)
        if not terms:
            raise UsageError(f"there is no word to look for in {words!r}; name some of the question or of the answer")
        expression = " ".join(f'"{term}"' for term in terms)
        where = "WHERE number IN (SELECT rowid FROM words WHERE words MATCH ?) ORDER BY number DESC LIMIT ?"
        return tuple(self._readable(self._rows(where, [expression, n]), warn))

    def remove(self, number: int) -> None:
        """Remove an answer; its number is not used again. Raises UsageError if there is none."""
        if self._file.exists:
            with self._file.writing() as db:
                if db.execute("DELETE FROM answers WHERE number = ?", [_in_range(number)]).rowcount:
                    db.execute("DELETE FROM words WHERE rowid = ?", [number])
                    db.execute("DELETE FROM contents WHERE digest NOT IN (SELECT contents FROM answers "
                               "WHERE contents IS NOT NULL)")  # fmt: skip
                    return
        raise UsageError(f"no answer is kept under the number {number}; {self._nearest(number)}")

    def set_aside(self) -> Path:
        """Rename the file; returns the new path. The next answer creates a new file."""
        if not self._file.exists:
            raise UsageError(f"{self.path}: there is no history to set aside; no answer was kept yet")
        return self._file.set_aside()

    def spent(self, day: date, when: datetime | None = None) -> int:
        """See `Ledger.spent`."""
        return self._ledger.spent(day, when)

    def reserve(self, tokens: int, budget: int, when: datetime | None = None) -> TokenReservation | None:
        """See `Ledger.reserve`."""
        return self._ledger.reserve(tokens, budget, when)

    def _rows(self, condition: str, values: Sequence[object]) -> list[sqlite3.Row]:
        if not self._file.exists:
            return []
        with self._file.reading() as db:
            return db.execute(f"{_ROWS} {condition}", values).fetchall()

    def _readable(self, rows: Iterable[sqlite3.Row], warn: Warn) -> Iterator[KeptAnswer]:
        for row in rows:
            try:
                record = self._record(row)
            except CatalogueError as exc:
                warn(str(exc))
            else:
                yield record

    def _record(self, row: sqlite3.Row) -> KeptAnswer:
        """The record in a row; ignores unknown fields, and fills missing ones with their default."""
        answers, texts, facts = _adapters()
        try:
            return KeptAnswer(
                number=row["number"],
                when=datetime.fromisoformat(row["kept_at"]),
                answer=answers.validate_json(row["answer"]),
                passages=texts.validate_json(row["passages"]),
                contents=_hashes(row["hashes"]) if row["hashes"] is not None else None,
                works=row["works"],
                version=row["version"],
                settings=facts.validate_json(row["settings"]),
            )
        except (ValidationError, ValueError, TypeError) as exc:
            raise CatalogueError(
                f"{self.path}: answer {row['number']} cannot be read: it is damaged, or a newer refdesk wrote it;"
                f" update refdesk, or remove it with `refdesk history {row['number']} --remove`"
            ) from exc

    def _nearest(self, number: int) -> str:
        """The existing numbers, for an error message."""
        if not self._file.exists:
            return "none was kept yet"
        with self._file.reading() as db:
            near = db.execute(
                "SELECT number FROM answers ORDER BY abs(number - ?), number LIMIT 1", [_in_range(number)]
            ).fetchone()
            first, last, many = db.execute("SELECT min(number), max(number), count(*) FROM answers").fetchone()
        if many < 2:
            return f"the only one is {first}" if many else "none is"
        return f"there are {many}, from {first} to {last}, and the nearest is {near[0]}; `refdesk history` lists them"


def _in_range(number: int) -> int:
    """The number, or the nearest that SQLite can store, which no answer has."""
    return min(max(number, 0), 2**62)


def _corpus_of(
    answer: Answer, catalogue: Catalogue, works: Collection[WorkEntry] | None
) -> tuple[dict[str, str], int | None]:
    """Hashes of all files by path, and the number of works that pass the filter; empty if the catalogue has changed."""
    with catalogue.snapshot():
        if catalogue.generation() != answer.generation:
            return {}, None
        if works is None:
            works = studies(catalogue.works(answer.only), answer.only, named_in(answer))[0]
        return catalogue.content_hashes(), len(works)


def _keep_contents(db: sqlite3.Connection, hashes: Iterable[str]) -> str:
    packed = b"".join(sorted({bytes.fromhex(digest) for digest in hashes if digest}))
    digest = hashlib.sha256(packed).hexdigest()
    db.execute("INSERT OR IGNORE INTO contents VALUES (?, ?)", [digest, packed])
    return digest


@lru_cache(4)  # answers between two changes of the corpus share their hashes
def _hashes(packed: bytes) -> frozenset[str]:
    return frozenset(packed[i : i + _HASH].hex() for i in range(0, len(packed), _HASH))


def _searchable(answer: Answer) -> str:
    """The searchable text of an answer, without the works of a sweep that do not discuss its topic."""
    cited = (part for c in answer.citations for part in (c.key, c.title, *c.authors, c.quote))
    written = (answer.question, answer.read_as or "", answer.topic, answer.reason or "", answer.summary or "")
    return "\n".join(dict.fromkeys((*written, *(claim.text for claim in answer.claims), *cited)))


def _json(adapter: TypeAdapter[T], value: T) -> str:
    try:
        return adapter.dump_json(value).decode("utf-8")
    except PydanticSerializationError:  # a lone surrogate in the text
        return with_whole_characters(json.dumps(adapter.dump_python(value), ensure_ascii=False))


@cache
def _adapters() -> tuple[TypeAdapter[Answer], TypeAdapter[tuple[KeptPassage, ...]], TypeAdapter[dict[str, str]]]:
    """Adapters of an answer, its passages and its settings; they are slow to build."""
    return TypeAdapter(Answer), TypeAdapter(tuple[KeptPassage, ...]), TypeAdapter(dict[str, str])
