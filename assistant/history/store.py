"""The history: every answer kept whole under a number, so that it can be shown again without asking."""

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

from assistant.answers import Answer
from assistant.history.file import HistoryFile, Ledger, TokenReservation
from index.entries import FoundPassage, WorkEntry
from index.errors import CatalogueError, UsageError
from index.sources import Evidence
from index.store.catalogue import Catalogue
from index.text.normalise import with_whole_characters

# What the history hands out: an answer as it was given, with the passages it was made from.


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A passage as it was when the answer was given; `sha256` is of its source's content, empty if unknown.

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
    """An answer that was kept, under its number.

    `contents` are the SHA-256 hashes of all files of the corpus then, `works` how many works the filter admitted; both
    are None if unknown. `settings` are named facts on how it was asked, `version` is the version of Refdesk.
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
    """The answers kept in an index folder, and the tokens spent; any number of processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        """The first answer makes the file; every method raises CatalogueError if it cannot be used."""
        self._file = HistoryFile(folder)
        self._ledger = Ledger(self._file)

    @property
    def path(self) -> Path:
        """Where the answers are kept."""
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
        """Keep an answer with the passages it was made from; returns its number.

        The state of the corpus is read from `catalogue`, unless a build has changed that since the answer was made;
        without it nobody can say later whether the corpus has changed. `works` are those that the answer's filter
        admits, for a caller that has read them. `when` is now unless given.
        """
        hashes, admitted = _corpus_of(answer, catalogue, works) if catalogue else ({}, None)
        sha256 = hashes | {citation.source: citation.sha256 for citation in answer.citations if citation.sha256}
        kept = tuple(
            KeptPassage(
                passage.id, passage.work, passage.source, sha256.get(passage.source, ""), passage.page, passage.section,
                passage.evidence, passage.start, passage.end, passage.text,
            )
            for passage in passages
        )  # fmt: skip
        kept_at = (when or datetime.now(UTC)).astimezone(UTC).isoformat()
        answers, texts, facts = _adapters()
        whole = (_json(answers, answer), _json(texts, kept), _json(facts, dict(settings or {})))
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
        """A kept answer; raises UsageError, with the nearest number, if none has this one."""
        rows = self._rows("WHERE number = ?", [_in_range(number)])
        if not rows:
            raise UsageError(f"no answer is kept under the number {number}; {self._nearest(number)}")
        return self._record(rows[0])

    def latest(self, n: int = 20, warn: Warn = lambda _: None) -> tuple[KeptAnswer, ...]:
        """The last `n` answers, newest first; `warn` is called for each that cannot be read and is left out."""
        return tuple(self._readable(self._rows("ORDER BY number DESC LIMIT ?", [n]), warn))

    def each(self, warn: Warn = lambda _: None) -> Iterator[KeptAnswer]:
        """All answers, newest first, read one at a time: a few thousand are too much to hold."""
        if not self._file.exists:
            return
        with self._file.reading() as db:
            numbers = [row[0] for row in db.execute("SELECT number FROM answers ORDER BY number DESC")]
        for number in numbers:
            yield from self._readable(self._rows("WHERE number = ?", [number]), warn)

    def find(self, words: str, n: int = -1, warn: Warn = lambda _: None) -> tuple[KeptAnswer, ...]:
        """Answers that have all of these words, in any form, in the question, the answer, titles or quotes.

        They come newest first, all unless `n` is given. Raises UsageError if `words` has no word.
        """
        terms = re.findall(r"\w+", words)
        if not terms:
            raise UsageError(f"there is no word to look for in {words!r}; name some of the question or of the answer")
        sought = " ".join(f'"{term}"' for term in terms)
        where = "WHERE number IN (SELECT rowid FROM words WHERE words MATCH ?) ORDER BY number DESC LIMIT ?"
        return tuple(self._readable(self._rows(where, [sought, n]), warn))

    def remove(self, number: int) -> None:
        """Forget an answer; its number is not used again. Raises UsageError if there is none."""
        if self._file.exists:
            with self._file.writing() as db:
                if db.execute("DELETE FROM answers WHERE number = ?", [_in_range(number)]).rowcount:
                    db.execute("DELETE FROM words WHERE rowid = ?", [number])
                    db.execute("DELETE FROM contents WHERE digest NOT IN (SELECT contents FROM answers "
                               "WHERE contents IS NOT NULL)")  # fmt: skip
                    return
        raise UsageError(f"no answer is kept under the number {number}; {self._nearest(number)}")

    def set_aside(self) -> Path:
        """Rename the file and return its new path; the next answer begins a new one."""
        if not self._file.exists:
            raise UsageError(f"{self.path}: there is no history to set aside; no answer was kept yet")
        return self._file.set_aside()

    def spent(self, day: date, when: datetime | None = None) -> int:
        """Tokens, in and out, of all of a language model's attempts on a day, as known at `when` or now."""
        return self._ledger.spent(day, when)

    def reserve(self, tokens: int, budget: int, when: datetime | None = None) -> TokenReservation | None:
        """Set tokens aside for an attempt; None if that exceeds the day's budget."""
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
        """What a row holds; fields that this version does not know are ignored, missing ones take their default."""
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
        """The numbers that there are, for an error about another one."""
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
    """The number, or the nearest that SQLite can hold; no answer has that."""
    return min(max(number, 0), 2**62)


def _corpus_of(
    answer: Answer, catalogue: Catalogue, works: Collection[WorkEntry] | None
) -> tuple[dict[str, str], int | None]:
    """Hashes of all files by path, and how many works pass the filter; nothing if the catalogue has changed since."""
    with catalogue.snapshot():
        if catalogue.generation() != answer.generation:
            return {}, None
        if works is None and answer.works is None and not answer.only:
            return catalogue.content_hashes(), catalogue.work_count()
        admitted = works if works is not None else answer.works or catalogue.works(answer.only)
        return catalogue.content_hashes(), len(admitted)


def _keep_contents(db: sqlite3.Connection, hashes: Iterable[str]) -> str:
    packed = b"".join(sorted({bytes.fromhex(digest) for digest in hashes if digest}))
    digest = hashlib.sha256(packed).hexdigest()
    db.execute("INSERT OR IGNORE INTO contents VALUES (?, ?)", [digest, packed])
    return digest


@lru_cache(4)  # answers given between two changes share theirs
def _hashes(packed: bytes) -> frozenset[str]:
    return frozenset(packed[i : i + _HASH].hex() for i in range(0, len(packed), _HASH))


def _searchable(answer: Answer) -> str:
    """The text that an answer is found by; the many works of a sweep that do not discuss its topic are left out."""
    cited = (part for c in answer.citations for part in (c.key, c.title, *c.authors, c.quote))
    written = (answer.question, answer.read_as or "", answer.topic, answer.reason or "", answer.summary or "")
    return "\n".join(dict.fromkeys((*written, *(claim.text for claim in answer.claims), *cited)))


def _json(adapter: TypeAdapter[T], value: T) -> str:
    try:
        return adapter.dump_json(value).decode("utf-8")
    except PydanticSerializationError:  # half a character somewhere in it
        return with_whole_characters(json.dumps(adapter.dump_python(value), ensure_ascii=False))


@cache
def _adapters() -> tuple[TypeAdapter[Answer], TypeAdapter[tuple[KeptPassage, ...]], TypeAdapter[dict[str, str]]]:
    """Of an answer, its passages and its settings; they take a while to make."""
    return TypeAdapter(Answer), TypeAdapter(tuple[KeptPassage, ...]), TypeAdapter(dict[str, str])
