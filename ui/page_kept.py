"""Kept answers as the page needs them: the latest, and one whole, checked against the index but not searched for."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from assistant.history.file import FILE_NAME as HISTORY_FILE
from assistant.history.records import Record
from assistant.history.staleness import Checker
from assistant.history.standing import Change, Standing, standing
from assistant.history.store import History
from index.catalogue import Catalogue
from index.errors import CatalogueError, MissingError
from index.schema import FILE_NAME as CATALOGUE_FILE
from ui.page_asking import Asked, Exchange
from ui.tables import as_csv, bibliography

LISTED = 15
_LISTS = 32
"""Lists that are remembered: each session draws its own with every click."""

_SHOWN = 4
"""Whole answers that are remembered: each click on the page draws the one that is open again."""

_LONGEST = 90
"""Characters of a question in the list."""


@dataclass(frozen=True, slots=True)
class Line:
    """A kept answer in the list; its question is cut where it is long."""

    number: int
    when: datetime
    question: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest answers, and what is told of those that cannot be read."""

    lines: tuple[Line, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Again:
    """A kept answer to be shown; `found` is what has changed since, None where there is no index to check it by.

    `trouble` says why there is none to use, though there is one.
    """

    record: Record
    found: tuple[Change, ...] | None
    exchange: Exchange
    trouble: str = ""


def listing(folder: Path, words: str) -> Listing:
    """The newest kept answers, with these words where there are any.

    Raises UsageError where what was typed holds no word, CatalogueError where the history cannot be read.
    """
    return _listed(folder, words.strip(), _state(folder / HISTORY_FILE))


def kept_again(folder: Path, number: int) -> Again:
    """A kept answer as it stands now; raises UsageError where it was removed, CatalogueError where it is damaged."""
    return _again(folder, number, _state(folder / HISTORY_FILE), _state(folder / CATALOGUE_FILE))


@lru_cache(_LISTS)
def _listed(folder: Path, words: str, _: object) -> Listing:
    warnings: list[str] = []
    history = History(folder)
    records = history.find(words, LISTED, warnings.append) if words else history.latest(LISTED, warnings.append)
    lines = [Line(record.number, record.when, _short(record.answer.question)) for record in records]
    return Listing(tuple(lines), tuple(warnings))


@lru_cache(_SHOWN)
def _again(folder: Path, number: int, *_: object) -> Again:
    record = History(folder).record(number)
    try:
        with closing(Catalogue(folder)) as catalogue, catalogue.snapshot():
            found = Checker(catalogue).changes(record)
            entries = {work.key: work for work in catalogue.works()}
    except CatalogueError as exc:
        return Again(record, None, _exchange(record, (), b""), "" if isinstance(exc, MissingError) else str(exc))
    return Again(record, found, _exchange(record, found, bibliography(record.answer, entries)))


def _exchange(record: Record, found: Sequence[Change], bibtex: bytes) -> Exchange:
    """As if it had just been asked; the numbers of a session's own exchanges are above nought."""
    told: dict[int, list[str]] = {}
    for change in found:
        if change.citation is not None:
            told.setdefault(change.citation, []).append(change.text)
    return Exchange(
        number=-record.number,
        asked=Asked(record.answer.question, record.answer.only),
        answer=record.answer,
        passages={passage.id: passage.text for passage in record.passages},
        csv=as_csv(record.answer),
        bibtex=bibtex,
        warnings=(),
        kept=record.number,
        changed={number: "; ".join(texts) for number, texts in told.items()},
        lost=frozenset(number for number in told if standing(found, number) is Standing.STALE),
    )


def _state(path: Path) -> tuple[tuple[int, int], ...]:
    """What tells one state of a database from the next without opening it: sizes and times of its files."""
    found = []
    for name in (path.name, f"{path.name}-wal"):
        try:
            stat = path.with_name(name).stat()
        except OSError:
            found.append((0, 0))
        else:
            found.append((stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def _short(question: str) -> str:
    return question if len(question) <= _LONGEST else f"{question[: _LONGEST - 1].rstrip()}…"
