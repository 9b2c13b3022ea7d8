"""Collections in BEIR form (Thakur et al. 2021): documents, queries, and which documents answer which query.

`corpus.jsonl` has `_id`, `title` and `text` of each document, `queries.jsonl` has `_id` and `text` of each query, and
`qrels/test.tsv` has a query, a document and a gain on each line below its heading. A query that names a `paper` is
about that one alone: it ranks the documents with the same `paper` (or, where they have none, with that title).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.evaluation.lines import NEEDED, Fields, lines, objects
from assistant.evaluation.measures import Qrels
from index.errors import UsageError


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a collection; `paper` is what it is a part of, empty where that is not told."""

    id: str
    title: str
    text: str
    paper: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to find it by."""
        return not (self.title.strip() or self.text.strip())


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, and the queries that have a relevant one.

    `papers` has the paper of each query that is about one alone. `notes` say what was left out of the files, and what
    in them does not fit together.
    """

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    qrels: Qrels
    papers: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_collection(folder: Path) -> Collection:
    """Read a folder; raises UsageError, naming file and line, where it is not in BEIR form or judges no query."""
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "there is no such folder"
        raise UsageError(f"{folder}: {what}; {NEEDED}")
    documents, repeated = _first_of_each(objects(folder / "corpus.jsonl"))
    asked, asked_again = _first_of_each(objects(folder / "queries.jsonl"))
    judged = _judgements(folder / "qrels" / "test.tsv")
    relevant = {query: gains for query, found in judged.items() if (gains := _above_zero(found))}
    chosen = {query: fields for query, fields in asked.items() if query in relevant}
    if not chosen:
        raise UsageError(f"{folder}: no query has a relevant document; check that qrels/test.tsv has the same `_id`s")
    qrels = {query: relevant[query] for query in chosen}
    papers = {query: paper for query, fields in chosen.items() if (paper := fields.text("paper"))}
    read = tuple(_document(identifier, fields) for identifier, fields in documents.items())
    known = {paper_of(document) for document in read}
    notes = (
        _note("lines of corpus.jsonl that repeat an identifier, left out", repeated),
        _note("lines of queries.jsonl that repeat an identifier, left out", asked_again),
        _note("documents without title and text, which no query finds", [d.id for d in read if d.is_empty]),
        _note("queries without a relevant document, left out", asked.keys() - chosen.keys()),
        _note("judged queries that are not in queries.jsonl, left out", judged.keys() - asked.keys()),
        _note("relevant documents that are not in corpus.jsonl, never found", _named(qrels) - documents.keys()),
        _note("queries about a paper of which there is no document", [q for q, p in papers.items() if p not in known]),
    )
    queries = {query: fields.text("text") for query, fields in chosen.items()}
    return Collection(read, queries, qrels, papers, tuple(filter(None, notes)))


def paper_of(document: Document) -> str:
    """What a document is a part of."""
    return document.paper or document.title


def _document(identifier: str, fields: Fields) -> Document:
    return Document(identifier, fields.text("title"), fields.text("text"), fields.text("paper"))


def _first_of_each(found: Iterable[Fields]) -> tuple[dict[str, Fields], list[str]]:
    """What is found, by identifier, and the identifiers that come again."""
    first: dict[str, Fields] = {}
    again: list[str] = []
    for fields in found:
        identifier = fields.identifier()
        if identifier in first:
            again.append(identifier)
        else:
            first[identifier] = fields
    return first, again


def _judgements(file: Path) -> dict[str, dict[str, int]]:
    """Gain of each judged document, by query; the last line counts where two judge the same."""
    found: dict[str, dict[str, int]] = {}
    for line in lines(file):
        fields = line.text.split("\t")
        if len(fields) != 3:
            line.refuse(f"must have a query, a document and a gain, with tabs between; it has {len(fields)} fields")
        query, document, gain = fields
        try:
            found.setdefault(query, {})[document] = int(gain)
        except ValueError:
            if line.number > 1:  # the first is the heading
                line.refuse(f"the gain {gain[:40]!r} is no whole number")
    return found


def _above_zero(gains: Mapping[str, int]) -> dict[str, int]:
    return {document: gain for document, gain in gains.items() if gain > 0}


def _named(qrels: Qrels) -> set[str]:
    return {document for gains in qrels.values() for document in gains}


def _note(what: str, found: Iterable[str]) -> str:
    """How many there are and one of them; empty where there are none."""
    named = sorted(found)
    return f"{what}: {len(named)} (such as {named[0]!r})" if named else ""
