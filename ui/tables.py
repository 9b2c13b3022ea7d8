"""Tables for spreadsheets."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UsageError

if TYPE_CHECKING:
    from assistant.answers import Answer

_COLUMNS = ("key", "title", "authors", "year", "verdict", "evidence", "source", "page", "section", "quote")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(answer: "Answer", path: Path) -> None:
    """Every work of a sweep with its verdict and its first piece of evidence; UTF-8 with a byte-order mark.

    Raises UsageError where the file cannot be written.
    """
    citations = {citation.number: citation for citation in answer.citations}
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(_COLUMNS)
            for work in answer.works or ():
                shown = citations[work.citations[0]] if work.citations else None
                evidence = (shown.kind, shown.source, shown.page, shown.section, shown.quote) if shown else ("",) * 5
                cells = (work.key, work.title, "; ".join(work.authors), work.year, work.verdict, *evidence)
                rows.writerow([_as_text(cell) for cell in cells])
    except OSError as exc:
        raise UsageError(f"--csv {path}: cannot be written ({exc.strerror}); name another file") from exc


def _as_text(cell: object) -> object:
    """A cell that a spreadsheet will not take for a formula: documents are not trusted."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else cell
