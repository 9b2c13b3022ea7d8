"""Write the works of an answer as CSV or BibTeX."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answers import Verdict
from assistant.questions.question import QuestionKind
from assistant.view import NotedWorks, view_of
from assistant.wording import verdict_name
from index.errors import UsageError
from index.files import write_atomically
from index.text.normalise import with_whole_characters
from ui.exits import complain

if TYPE_CHECKING:
    from assistant.answers import Answer, Citation, FieldResult
    from index.entries import WorkEntry

_FACTS = ("key", "title", "authors", "year", "venue")
_JUDGED = (*_FACTS, "verdict", "evidence", "source", "page", "section", "quote", "page_label")
_LISTED = (*_FACTS, "doi")
_ITEMS = ("key", "title", "authors", "year", "field", "item", "source", "section", "lead", "details", "group")
_NOTED = (*_FACTS, "noted")
_FIELDS = ("field", "also", "works", "filled", "items", "sources")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Row = Iterable[object]


def write_csv(answer: "Answer", path: Path) -> None:
    """Write the works of an answer as a table; UTF-8 with a byte-order mark.

    A sweep has a row for each work, with its verdict and first evidence; a bibliographic answer one for each work
    found; an answer by field one for each item, with the number of its group, or for each work asked for; other answers
    one for each quote, without verdict and venue. Replaces the file as a whole or not at all.
    Raises UsageError if it cannot be written.
    """
    write_output("--csv", path, as_csv(answer))
    if not _table(answer)[1]:
        complain(f"refdesk: --csv {path}: no work to list, so the table has no line but its heading")


def write_bibtex(answer: "Answer", path: Path, entries: Mapping[str, "WorkEntry"]) -> None:
    """Write the works of an answer as BibTeX, sorted by key; UTF-8.

    These are the works that discuss the topic of a sweep, those that a bibliographic answer found, or those cited.
    `entries` are the works of the catalogue by key. Replaces the file as a whole or not at all. Raises UsageError if it
    cannot be written.
    """
    from assistant.references.bibtex import key_change, legal_keys

    keys = _keys_written(answer, entries)
    write_output("--bibtex", path, bibliography(answer, entries))
    if not keys:
        complain(f"refdesk: --bibtex {path}: no work was found to cite, so the file is empty")
    for key, written in legal_keys(keys).items():
        if written != key:
            complain(f"refdesk: --bibtex {path}: {key_change(key, written)}")


def as_csv(answer: "Answer") -> bytes:
    """The content of the file that `write_csv` writes."""
    return _as_table(*_table(answer))


def _as_table(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    text = StringIO(newline="")
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_as_text(cell) for cell in row] for row in rows)
    return with_whole_characters(text.getvalue()).encode("utf-8-sig")


def bibliography(answer: "Answer", entries: Mapping[str, "WorkEntry"]) -> bytes:
    """The content of the file that `write_bibtex` writes."""
    from assistant.references.bibtex import as_bibtex

    return as_bibtex([entries[key] for key in _keys_written(answer, entries)]).encode()


def _table(answer: "Answer") -> tuple[tuple[str, ...], list[Row]]:
    """The names of the columns, and the rows."""
    citations = {citation.number: citation for citation in answer.citations}
    if answer.works is not None:
        return _JUDGED, [
            (
                *_facts(work.key, work.title, work.authors, work.year, work.venue),
                verdict_name(work.verdict, combines=answer.combines),
                *_evidence(citations[work.citations[0]] if work.citations else None),
            )
            for work in answer.works
        ]
    if answer.fields:
        return _by_field(answer, citations)
    if answer.kind == QuestionKind.BIBLIOGRAPHIC:
        return _LISTED, [(*_facts(w.key, w.label, w.authors, w.year, w.venue), w.doi) for w in answer.found]
    cited = [citations[number] for number in _cited(answer)]
    return _JUDGED, [(*_facts(c.key, c.title, c.authors, c.year, None), None, *_evidence(c)) for c in cited]


def _by_field(answer: "Answer", citations: "Mapping[int, Citation]") -> tuple[tuple[str, ...], list[Row]]:
    """A row for each item, or for each work that fills the field or lacks it."""
    if answer.found:
        works = (row for block in view_of(answer).body if isinstance(block, NotedWorks) for row in block.works)
        return _NOTED, [(*_facts(w.key, w.label, w.authors, w.year, w.venue), noted) for w, noted in works]
    groups = enumerate(((field.name, group) for field in answer.fields for group in field.groups), start=1)
    cited = ((number, name, item, citations[item.citation]) for number, (name, group) in groups for item in group.items)
    return _ITEMS, [
        (
            c.key,
            c.title,
            "; ".join(c.authors),
            c.year,
            name,
            c.quote,
            c.source,
            c.section,
            item.lead,
            "; ".join(item.details),
            number,
        )
        for number, name, item, c in cited
    ]


def write_fields(fields: Iterable["FieldResult"], path: Path) -> None:
    """Write the fields of the notes as a table, a row for each; raises UsageError if it cannot be written."""
    rows = ((f.name, "; ".join(f.also), f.works, len(f.filled), f.count, "; ".join(f.sources)) for f in fields)
    write_output("--csv", path, _as_table(_FIELDS, rows))


def _facts(key: str, title: str, authors: Iterable[str], year: int | None, venue: str | None) -> Row:
    return key, title, "; ".join(authors), year, venue


def _evidence(citation: "Citation | None") -> Row:
    return (
        (citation.kind, citation.source, citation.page, citation.section, citation.quote, citation.page_label)
        if citation
        else (None,) * 6
    )


def _cited(answer: "Answer") -> Iterator[int]:
    """Numbers of the citations that claims refer to, each once; none after an abstention."""
    yield from dict.fromkeys(number for claim in answer.claims for number in claim.citations)


def _keys_written(answer: "Answer", entries: Mapping[str, "WorkEntry"]) -> list[str]:
    return sorted(set(_keys_found(answer)) & entries.keys())


def _keys_found(answer: "Answer") -> Iterator[str]:
    if answer.works is not None:
        yield from (work.key for work in answer.works if work.verdict == Verdict.DISCUSSES)
    elif answer.kind == QuestionKind.BIBLIOGRAPHIC or answer.found:
        yield from (work.key for work in answer.found)
    else:
        citations = {citation.number: citation for citation in answer.citations}
        yield from (citations[number].key for number in _cited(answer))


def check_destinations(corpus: Path, files: Mapping[str, Path | None]) -> None:
    """Check the file of each option before a question is asked.

    Raises UsageError for a file in the corpus, where it would be read as a source, for a folder, and for a file in a
    missing folder.
    """
    for option, path in files.items():
        if path is None:
            continue
        if path.resolve().is_relative_to(corpus.resolve()):
            raise UsageError(f"{option} {path}: lies in the corpus, where it would be read as a source; name another")
        try:
            path.parent.stat()
            _refuse_folder(option, path)
        except OSError as exc:
            raise _unwritable(option, path, exc) from exc


def write_output(option: str, path: Path, content: bytes) -> None:
    """Write the file that `option` names, as a whole or not at all; raises UsageError if it cannot be written."""
    try:
        _refuse_folder(option, path)
        write_atomically(path, content)
    except OSError as exc:
        raise _unwritable(option, path, exc) from exc


def _refuse_folder(option: str, path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{option} {path}: is a folder; name a file in it")


def _unwritable(option: str, path: Path, exc: OSError) -> UsageError:
    reason = exc.strerror or type(exc).__name__
    return UsageError(f"{option} {path}: cannot be written ({reason}); name another file")


def _as_text(cell: object) -> object:
    """Prefix text that a spreadsheet would run as a formula with an apostrophe: documents are not trusted."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else cell
