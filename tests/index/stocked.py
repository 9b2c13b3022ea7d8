"""A catalogue stocked by hand: sources as a reader would give them, matched, without passages being embedded."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.sources import Fault, Kind, Record, TemplateField
from index.store.schema import connect
from index.works.works import match_works


@dataclass(frozen=True)
class Stock:
    """One source; `told` has what its first record's passages are worth as evidence."""

    path: str
    reader: str
    kind: Kind
    records: tuple[Record, ...]
    told: tuple[str, ...] = ("paper",)
    reason: str | None = None
    faults: tuple[tuple[int, Fault], ...] = ()
    fields: tuple[TemplateField, ...] = ()
    sha256: str | None = None


def stocked(folder: Path, stocks: Sequence[Stock]) -> sqlite3.Connection:
    """The open catalogue of these sources."""
    db = connect(folder, create=True)
    for number, stock in enumerate(stocks, 1):
        _insert_source(db, number, stock)
    records = {(stock.path, i): record for stock in stocks for i, record in enumerate(stock.records)}
    ids = {stock.path: number for number, stock in enumerate(stocks, 1)}
    for work in match_works(records, {stock.path: stock.reader for stock in stocks}):
        authors = json.dumps(work.authors)
        facts = [work.key, work.identity, work.title, work.label, authors, work.year, work.venue, work.doi]
        db.execute("INSERT INTO works VALUES (?, ?, ?, ?, ?, ?, ?, ?)", facts)
        for path, position in work.records:
            place = [work.key, ids[path], position]
            db.execute("UPDATE records SET work_key = ? WHERE source_id = ? AND position = ?", place)
    return db


def _insert_source(db: sqlite3.Connection, number: int, stock: Stock) -> None:
    _insert(
        db,
        "sources",
        id=number,
        path=stock.path,
        sha256=stock.path if stock.sha256 is None else stock.sha256,
        size=0,
        mtime_ns=0,
        ctime_ns=0,
        read_at_ns=0,
        kind=stock.kind,
        reason=stock.reason,
        built_with=f"{stock.reader} 1, passages 1",
        pages=None,
        warnings="[]",
        faults=json.dumps(stock.faults),
        passages=len(stock.told),
    )
    for position, r in enumerate(stock.records):
        said = {"title": r.title, "authors": json.dumps(r.authors), "year": r.year, "venue": r.venue, "doi": r.doi}
        _insert(db, "records", source_id=number, position=position, **said, cites="[]", own_key=r.key)
    for place, field in enumerate(stock.fields):
        said = {"name": field.name, "research_question": field.research_question}
        told = json.dumps(field.values) if field.values is not None else None
        _insert(db, "fields", source_id=number, number=place, **said, said=told)
    for i, evidence in enumerate(stock.told):
        place = {"id": f"{number}-{i}", "source_id": number, "position": 0, "start": 0, "end": 1}
        said = {"evidence": evidence, "text": "x", "header": "", "sentences": "[]", "text_hash": ""}
        _insert(db, "passages", **place, **said)


def _insert(db: sqlite3.Connection, table: str, **values: object) -> None:
    names: Iterable[str] = (f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    db.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", list(values.values()))  # noqa: S608
