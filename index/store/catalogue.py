"""Reading the catalogue, the authoritative part of the index: ledger, works, passages, full-text hits, vectors."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from index.entries import (
    CorrectionOutcome,
    Fact,
    FoundPassage,
    PassagePlace,
    SourceEntry,
    SourcePassage,
    WorkEntry,
    marks_of,
)
from index.errors import UsageError
from index.sources import EntryKind, Evidence, Figure, NoteEntry, Record, WorkType
from index.store.rows import (
    PASSAGES,
    TEXTS,
    WITH_TEXT,
    passage_in,
    read_filed,
    read_records,
    read_work_keys,
    read_works,
    source_in,
    times_cited_in,
)
from index.store.schema import FILE_NAME, connect, explaining
from index.works.filters import D, Filed, Filter, lacking, names_meant, studies

if TYPE_CHECKING:
    from index.models.onnx import Array
    from index.works.merging import RecordRef
    from index.works.works import Work

T = TypeVar("T")

_AT_ONCE = 500
"""Values in one SQL list, below SQLite's limit on variables."""


_COUNTED = (
    Fact.YEAR, Fact.AUTHORS, Fact.VENUE, Fact.ABSTRACT, Fact.FULL_TEXT, Fact.TEXT, Fact.DOI, Fact.KEYWORDS,
)  # fmt: skip
"""Facts whose absence the ledger and the doctor count."""


class _Typed(NamedTuple):
    key: str
    type: WorkType


class Catalogue:
    """One reader of the catalogue; not thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Raises CatalogueError if there is none in `folder`, or it is damaged or of another version."""
        self.folder = folder
        self._path = folder / FILE_NAME
        self._open()

    def _open(self) -> None:
        self._db = connect(self.folder)
        stat = self._path.stat()
        self._file = stat.st_dev, stat.st_ino
        self._meant: tuple[int, dict[str, frozenset[str]]] = (0, {})

    def follow(self) -> None:
        """Open the file again if a rebuild replaced it; does nothing within a snapshot."""
        if self._db.in_transaction:
            return
        try:
            stat = self._path.stat()
        except OSError:  # a rebuild is replacing it; the old file still answers
            return
        if (stat.st_dev, stat.st_ino) != self._file:
            self._db.close()
            self._open()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads inside see one state, whatever a build writes meanwhile; nested snapshots share one."""
        if self._db.in_transaction:
            yield
            return
        with explaining(self._path):
            self._db.execute("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # damage ends a transaction, and its error is being raised
                self._db.execute("COMMIT")

    def generation(self) -> int:
        """The number of builds that changed the index; 0 before the first."""
        return int(self.meta("generation") or 0)

    def meta(self, name: str) -> str | None:
        """A named fact about the index, None if not set."""
        rows = self._rows("SELECT value FROM meta WHERE name = ?", [name])
        return rows[0][0] if rows else None

    def sources(self) -> list[SourceEntry]:
        """The ledger, sorted by path."""
        with explaining(self._path):
            works: dict[int, list[str]] = {}
            for row in self._rows(
                "SELECT source_id, work_key FROM records WHERE work_key IS NOT NULL ORDER BY position"
            ):
                works.setdefault(row[0], []).append(row[1])
            return [
                source_in(row, works.get(row["id"], ())) for row in self._rows("SELECT * FROM sources ORDER BY path")
            ]

    def works(self, only: Filter = Filter()) -> list[WorkEntry]:
        """The works that pass `only`, sorted by key; a condition on evidence applies to passages, not works."""
        with explaining(self._path):
            works = read_works(self._db)
        return self.passing(works, only)

    def passing(self, works: Sequence[WorkEntry], only: Filter) -> list[WorkEntry]:
        """Those of `works` that pass `only`, each with only the sources of its kinds."""
        meant = self.authors_meant(only)
        works = [w for w in works if only.admits_work(w.key, w.authors, w.year, w.venue, w.type, meant, w.marks)]
        for condition in only.filed:
            keys = self.filed_as(condition)
            works = [work for work in works if (work.key in keys) != condition.denied]
        if not only.kinds:
            return works
        with explaining(self._path):
            marks = ", ".join("?" * len(only.kinds))
            paths = {row[0] for row in self._rows(f"SELECT path FROM sources WHERE kind IN ({marks})", only.kinds)}
        narrowed = (replace(work, sources=tuple(path for path in work.sources if path in paths)) for work in works)
        return [work for work in narrowed if work.sources]

    def records(self) -> dict["RecordRef", Record]:
        """(path, position) -> bibliographic facts of that record as its source states them."""
        with explaining(self._path):
            return read_records(self._db)

    def matched(self) -> list["Work"]:
        """The works as matched, each with its records, sorted by key."""
        from index.works.works import Work  # the ledger is read without matching

        records: dict[str, list[RecordRef]] = {}
        with explaining(self._path):
            for ref, key in read_work_keys(self._db).items():
                records.setdefault(key, []).append(ref)
            return [
                Work(
                    key=row["key"],
                    title=row["title"],
                    authors=tuple(json.loads(row["authors"])),
                    year=row["year"],
                    venue=row["venue"],
                    doi=row["doi"],
                    records=tuple(records.get(row["key"], ())),
                    identity=row["identity"],
                    type=WorkType(row["type"]) if row["type"] else None,
                    secondary=bool(row["secondary"]),
                    retracted=bool(row["retracted"]),
                    times_cited=times_cited_in(row),
                    preprint_year=row["preprint_year"],
                )
                for row in self._rows("SELECT * FROM works ORDER BY key")
            ]

    def having(self, fact: Fact) -> frozenset[str]:
        """Keys of the works that have a text: see `index.works.filters.lacking`."""
        if fact is Fact.KEYWORDS:
            return self.filed_as(Filed(("keyword", "tag")))
        return frozenset(row["work_key"] for row in self._rows(f"{WITH_TEXT} AND {TEXTS[fact]}"))

    def lacking(self, works: Iterable[D]) -> dict[Fact, int]:
        """How many studies among the works lack each fact."""
        counting = studies(works)[0]
        return {fact: len(lacking(fact, counting, self.having(fact) if fact.is_text else ())) for fact in _COUNTED}

    def field_names(self) -> frozenset[str]:
        """Names of the fields that records are filed under: "keyword", "tag", "group", "note", own ones."""
        return frozenset(row["name"] for row in self._rows("SELECT DISTINCT name FROM filed"))

    def filed(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """(key of a work, value) of the fields with one of these names, sorted by key and then as stated."""
        with explaining(self._path):
            return read_filed(self._db, names)

    def filed_as(self, condition: Filed) -> frozenset[str]:
        """Keys of the works with a field that holds the value, whether or not that is denied."""
        return frozenset(key for key, value in self.filed(condition.names) if condition.holds(value))

    def note_entries(self) -> list[tuple[str, str, NoteEntry]]:
        """(path, key of the work, entry) of all notes on works, by path and then in order."""
        rows = self._rows(
            """SELECT s.path, r.work_key, e.kind, e.level, e.text, e.start, e."end", e.position
               FROM entries e JOIN sources s ON s.id = e.source_id
               JOIN records r ON r.source_id = s.id AND r.position = e.position
               WHERE r.work_key IS NOT NULL AND e."end" > 0
               ORDER BY s.path, e.number"""
        )
        with explaining(self._path):
            return [(path, work, NoteEntry(EntryKind(kind), *entry)) for path, work, kind, *entry in rows]

    def check(self, only: Filter) -> None:
        """Raise UsageError if `only` names a work that is not in the catalogue."""
        known = [row["key"] for row in self._rows("SELECT key FROM works")]
        for key in only.keys:
            if key not in known:
                like = get_close_matches(key, known, n=1)
                hint = f"did you mean {like[0]}?" if like else "`refdesk status --json` lists the keys"
                raise UsageError(f"no work has the key {key!r}; {hint}")

    def unreadable(self) -> dict[str, str]:
        """Key of each work with an unreadable full text -> the reason."""
        return {
            row["work_key"]: row["reason"] or "it has no text"
            for row in self._rows(
                """SELECT r.work_key, s.reason FROM records r JOIN sources s ON s.id = r.source_id
                   WHERE s.kind = 'paper' AND NOT EXISTS (
                       SELECT 1 FROM passages p
                       WHERE p.source_id = s.id AND p.evidence NOT IN ('title', 'your mark'))"""
            )
        }

    def notices(self) -> list[str]:
        """Notices of the last build: possible duplicates."""
        return [row[0] for row in self._rows("SELECT text FROM notices ORDER BY rowid")]

    def author_names(self) -> dict[str, str]:
        """Every author's name as printed -> the name shown for that person."""
        return {row[0]: row[1] for row in self._rows("SELECT name, shown FROM authors")}

    def authors_meant(self, only: Filter) -> dict[str, frozenset[str]]:
        """Each author in `only` -> the printed names of the persons meant."""
        if not only.authors:
            return {}
        # All names are compared, and one question filters several times.
        generation = self.generation()
        meant = self._meant[1] if self._meant[0] == generation else {}
        if unknown := [wanted for wanted in only.authors if wanted not in meant]:
            names = self.author_names()
            meant = {**meant, **{wanted: names_meant(wanted, names) for wanted in unknown}}
            self._meant = generation, meant if len(meant) <= _AT_ONCE else {}
        return {wanted: meant[wanted] for wanted in only.authors}

    def corrections(self) -> list[CorrectionOutcome]:
        """What each entry of `corrections.toml` did in the last build, in the order of the file."""
        rows = self._rows("SELECT entry, work_key, fact, text FROM corrections ORDER BY rowid")
        return [CorrectionOutcome(*row) for row in rows]

    def apart(self) -> frozenset[tuple[str, str]]:
        """Pairs of keys, each in order, of works that a person says are different."""
        return frozenset((row[0], row[1]) for row in self._rows("SELECT first, second FROM apart"))

    def admitted(self, only: Filter) -> frozenset[int] | None:
        """Row identifiers of the passages of works that pass `only`; None if it has no conditions."""
        if not only:
            return None
        meant = self.authors_meant(only)
        keys = {
            row["key"]
            for row in self._rows("SELECT key, authors, year, venue, type, secondary, retracted FROM works")
            if only.admits_work(
                row["key"],
                tuple(json.loads(row["authors"])),
                row["year"],
                row["venue"],
                row["type"],
                meant,
                marks_of(secondary=bool(row["secondary"]), retracted=bool(row["retracted"])),
            )
        }
        for condition in only.filed:
            filed = self.filed_as(condition)
            keys = keys - filed if condition.denied else keys & filed
        records = self._rows(
            "SELECT r.source_id, r.position, r.work_key, s.kind FROM records r JOIN sources s ON s.id = r.source_id"
        )
        places = (
            (row["source_id"], row["position"])
            for row in records
            if row["work_key"] in keys and (not only.kinds or row["kind"] in only.kinds)
        )
        query = "SELECT rowid FROM passages WHERE source_id = ? AND position = ?"
        query += " AND rowid NOT IN (SELECT passage FROM repeats)"
        if only.evidence:
            query += f" AND evidence IN ({_marks(only.evidence)})"
        return frozenset(row[0] for place in places for row in self._rows(query, (*place, *only.evidence)))

    def passages(self, rowids: Iterable[int]) -> dict[int, FoundPassage]:
        """Row identifier -> passage of a work; those of no work and unknown ones are left out."""
        return {rowid: p for rowid, p in self.source_passages(rowids).items() if isinstance(p, FoundPassage)}

    def source_passages(self, rowids: Iterable[int]) -> dict[int, SourcePassage]:
        """Row identifier -> passage, also of a source without a work; unknown ones are left out."""
        with explaining(self._path):
            return {p.rowid: p for p in self._passages("p.rowid", rowids)}

    def without_work(self, only: Filter = Filter()) -> frozenset[int]:
        """Row identifiers of the passages whose source tells of no work, of the kinds in `only`."""
        rows = self._rows(
            """SELECT p.rowid, s.kind, p.evidence FROM sources s JOIN passages p ON p.source_id = s.id
               WHERE NOT EXISTS (
                   SELECT 1 FROM records r WHERE r.source_id = s.id AND r.work_key IS NOT NULL)"""
        )
        return frozenset(
            row["rowid"]
            for row in rows
            if (not only.kinds or row["kind"] in only.kinds) and (not only.evidence or row["evidence"] in only.evidence)
        )

    def set_aside(self, only: Filter = Filter()) -> frozenset[int]:
        """Row identifiers of the passages of works that `only` sets aside as no studies."""
        rows = self._rows("SELECT key, type FROM works WHERE type IS NOT NULL")
        aside = studies((_Typed(row["key"], WorkType(row["type"])) for row in rows), only)[1]
        query = """SELECT p.rowid FROM records r
                   JOIN passages p ON p.source_id = r.source_id AND p.position = r.position WHERE r.work_key = ?"""
        return frozenset(row[0] for work in aside for row in self._rows(query, (work.key,)))

    def passage_count(self) -> int:
        """The number of passages."""
        return int(self._rows("SELECT coalesce(sum(passages), 0) FROM sources")[0][0])

    def work_count(self) -> int:
        """The number of works."""
        return int(self._rows("SELECT count(*) FROM works")[0][0])

    def set_aside_count(self) -> int:
        """The number of works that are no studies."""
        rows = self._rows("SELECT key, type FROM works WHERE type IS NOT NULL")
        return len(studies(_Typed(row["key"], WorkType(row["type"])) for row in rows)[1])

    def spread(self, n: int) -> list[int]:
        """Row identifiers of up to `n` passages, evenly spread, without a scan of the table."""
        last = self._rows("SELECT coalesce(max(rowid), 0) FROM passages")[0][0]
        query = "SELECT rowid FROM passages WHERE rowid >= ? ORDER BY rowid LIMIT 1"
        return sorted({row["rowid"] for i in range(n) for row in self._rows(query, [1 + i * last // n])})

    def places(self) -> list[PassagePlace]:
        """Every passage of a work, without its text; of several with the same text, the first."""
        with explaining(self._path):
            return [
                PassagePlace(row["rowid"], row["work_key"], Evidence(row["evidence"]))
                for row in self._rows(
                    """SELECT p.rowid, r.work_key, p.evidence FROM passages p
                       JOIN records r ON r.source_id = p.source_id AND r.position = p.position
                       WHERE r.work_key IS NOT NULL AND p.rowid NOT IN (SELECT passage FROM repeats)
                       ORDER BY p.rowid"""
                )
            ]

    def repeats(self) -> frozenset[int]:
        """Row identifiers of the passages that repeat another's text."""
        return frozenset(row[0] for row in self._rows("SELECT passage FROM repeats"))

    def repeats_of(self, rowid: int) -> list[int]:
        """Row identifiers of the passages that repeat the text of this one."""
        return [row[0] for row in self._rows('SELECT passage FROM repeats WHERE "first" = ? ORDER BY passage', [rowid])]

    def of_texts(self, text_hashes: Sequence[str]) -> dict[str, list[int]]:
        """Hash of an embedded text -> row identifiers of the passages with it, without those that repeat another's
        text; unknown hashes are left out."""
        rowids: dict[str, list[int]] = {}
        for chunk in _chunks(list(text_hashes)):
            query = f"SELECT text_hash, rowid FROM passages WHERE text_hash IN ({_marks(chunk)})"
            query += " AND rowid NOT IN (SELECT passage FROM repeats) ORDER BY rowid"
            for row in self._rows(query, chunk):
                rowids.setdefault(row["text_hash"], []).append(row["rowid"])
        return rowids

    def sample(self, model: str, n: int) -> list[tuple[str, "Array"]]:
        """Hash and vector of the embedded text of up to `n` passages, evenly spread."""
        import numpy as np

        rowids = self.spread(n)
        rows = self._rows(
            f"""SELECT p.text_hash, v.vector FROM passages p
                CROSS JOIN vectors v ON v.model = ? AND v.text_hash = p.text_hash
                WHERE p.rowid IN ({_marks(rowids)})""",
            [model, *rowids],
        )
        return [(row["text_hash"], np.frombuffer(row["vector"], dtype=np.float32)) for row in rows]

    def rowids(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """Passage identifier -> row identifier; unknown ones are left out."""
        return {
            row["id"]: row["rowid"]
            for chunk in _chunks(list(passage_ids))
            for row in self._rows(f"SELECT id, rowid FROM passages WHERE id IN ({_marks(chunk)})", chunk)
        }

    def matches(
        self,
        expression: str,
        limit: int | None = None,
        title_weight: float = 1.0,
        among: frozenset[int] | None = None,
    ) -> dict[int, float]:
        """Row identifier -> BM25 score (higher is better) of passages, `among` these, matching a full-text expression,
        best first."""
        query = """SELECT rowid, -bm25(passages_fts, ?, 1.0) AS score FROM passages_fts WHERE passages_fts MATCH ?
                   AND rowid NOT IN (SELECT passage FROM repeats)
                   ORDER BY bm25(passages_fts, ?, 1.0), rowid LIMIT ?"""
        asked_for = -1 if limit is None or among is not None else limit
        with explaining(self._path):
            rows = self._db.execute(query, [title_weight, expression, title_weight, asked_for])
            fitting = (row for row in rows if among is None or row[0] in among)
            return {row["rowid"]: row["score"] for row in islice(fitting, limit)}

    def containing(self, words: Sequence[str]) -> list[int]:
        """Row identifiers of the passages with all the lower-case words anywhere in their text: for scripts without
        spaces, of which the full-text index takes a whole clause for a word."""
        found = " AND ".join(["instr(lower(text), ?)"] * len(words)) or "0"
        query = (
            f"SELECT rowid FROM passages WHERE {found} AND rowid NOT IN (SELECT passage FROM repeats) ORDER BY rowid"
        )
        return [row["rowid"] for row in self._rows(query, words)]

    def frequency(self, term: str) -> int:
        """The number of passages that contain a word in any of its forms."""
        return int(self._rows("SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?", [f'"{term}"'])[0][0])

    def vectors(self, model: str, rowids: Iterable[int] | None = None) -> tuple[list[int], "Array"]:
        """Row identifiers and (n_passages, dimension) float32 unit vectors of all passages, or of `rowids`."""
        import numpy as np  # reading the ledger does not need it

        # CROSS JOIN makes SQLite begin with the passages; beginning with the vectors it would scan all of them.
        query = """SELECT p.rowid, v.vector FROM passages p
                   CROSS JOIN vectors v ON v.model = ? AND v.text_hash = p.text_hash"""
        if rowids is None:
            rows = self._rows(f"{query} ORDER BY p.rowid", [model])
        else:
            chunks = _chunks(sorted(rowids))
            rows = [
                row
                for chunk in chunks
                for row in self._rows(f"{query} WHERE p.rowid IN ({_marks(chunk)})", [model, *chunk])
            ]
        if not rows:
            return [], np.zeros((0, 0), dtype=np.float32)
        matrix = np.frombuffer(b"".join(row["vector"] for row in rows), dtype=np.float32).reshape(len(rows), -1)
        return [row["rowid"] for row in rows], matrix

    def raw_text(self, source: str, page: int | None) -> str:
        """The raw extracted text of a source or of one of its pages; empty if there is none."""
        rows = self._rows(
            "SELECT t.text FROM texts t JOIN sources s ON s.id = t.source_id WHERE s.path = ? AND t.page = ?",
            [source, page or 0],
        )
        return rows[0][0] if rows else ""

    def figure(self, source: str, page: int, start: int) -> Figure | None:
        """The figure or table whose caption or rows have the character at `start` of a page, None if there is none."""
        rows = self._rows(
            """SELECT f.page, f.start, f."end", f."left", f.bottom, f."right", f.top
               FROM figures f JOIN sources s ON s.id = f.source_id
               WHERE s.path = ? AND f.page = ? AND f.start <= ? AND f."end" > ? ORDER BY f.start DESC LIMIT 1""",
            [source, page, start, start],
        )
        return Figure(*rows[0]) if rows else None

    def content_hashes(self) -> dict[str, str]:
        """Path -> SHA-256 of the source's content when it was read; empty if it could not be opened."""
        return {row["path"]: row["sha256"] for row in self._rows("SELECT path, sha256 FROM sources")}

    def of_source(self, path: str) -> list[FoundPassage]:
        """The passages of one source's works."""
        with explaining(self._path):
            return [p for p in self._passages("s.path", [path]) if isinstance(p, FoundPassage)]

    def _passages(self, column: str, values: Iterable[object]) -> Iterator[SourcePassage]:
        for chunk in _chunks(list(values)):
            yield from map(passage_in, self._rows(f"{PASSAGES} WHERE {column} IN ({_marks(chunk)})", chunk))

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        with explaining(self._path):
            return self._db.execute(query, values).fetchall()


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[i : i + _AT_ONCE] for i in range(0, len(values), _AT_ONCE))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
