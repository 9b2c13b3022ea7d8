"""Collections in BEIR form (Thakur et al. 2021): documents, queries, and which documents answer which query.

`corpus.jsonl` has `_id`, `title` and `text` of each document, `queries.jsonl` has `_id` and `text` of each query, and
`qrels/test.tsv` has a query, a document and a gain on each line below its heading. A query that names a `paper` is
about that one alone: it ranks the documents with the same `paper` (or, where they have none, with that title).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from textwrap import indent
from typing import Any, NoReturn

from assistant.evaluation.measures import Qrels
from index.errors import UsageError
from index.text.normalise import with_whole_characters

NEEDED = "a collection in BEIR form has corpus.jsonl, queries.jsonl and qrels/test.tsv"


@dataclass(frozen=True, slots=True)
class FileLine:
    """A non-blank line of a file, with its number from 1; `values` are those of its JSON object, if any."""

    file: Path
    number: int
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def refuse(self, fault: str) -> NoReturn:
        """Raise UsageError for this line."""
        raise UsageError(f"{self.file}, line {self.number}: {fault}; correct that line")

    def identifier(self) -> str:
        """The value `_id`, which may also be a number; raises UsageError if it is missing."""
        value = self.values.get("_id")
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            self.refuse("`_id` must be a text that is not empty")
        return str(value)

    def value(self, name: str) -> str:
        """A value, empty if it is missing or null; raises UsageError if it is not text.

        Lone surrogates, which JSON can express but UTF-8 cannot, become question marks.
        """
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(f"`{name}` must be text, not {json.dumps(value)[:40]}")
        return with_whole_characters(value)


def lines(file: Path) -> Iterator[FileLine]:
    """Lines in order, without their ends; raises UsageError for a missing file, or a line that is not UTF-8."""
    if not file.is_file():
        raise UsageError(f"{file}: there is no such file; {NEEDED}")
    try:
        with file.open("rb") as opened:
            for number, raw in enumerate(opened, 1):
                try:
                    text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError as exc:
                    raise UsageError(
                        f"{file}, line {number}: is not UTF-8 ({exc.reason}); save the file as UTF-8"
                    ) from exc
                if text.strip():
                    yield FileLine(file, number, text)
    except OSError as exc:
        raise UsageError(f"{file}: cannot be read ({exc.strerror or exc}); check its permissions") from exc


def objects(file: Path) -> Iterator[FileLine]:
    """The JSON object of each line; raises UsageError for a line that is not one."""
    for line in lines(file):
        try:
            values = json.loads(line.text)
        except (ValueError, RecursionError) as exc:
            line.refuse(f"is not JSON ({getattr(exc, 'msg', exc)})")
        if not isinstance(values, dict):
            line.refuse('must be a JSON object, such as {"_id": "1", "text": "..."}')
        yield replace(line, values=values)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a collection; `paper` is what it is a part of, empty if the collection does not say."""

    id: str
    title: str
    text: str
    paper: str = ""

    @property
    def is_empty(self) -> bool:
        """True if it has neither title nor text."""
        return not (self.title.strip() or self.text.strip())


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, and the queries with a relevant one.

    `papers` has the paper of each query that is about one paper. `notes` list omissions and inconsistencies.
    """

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    qrels: Qrels
    papers: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_collection(folder: Path) -> Collection:
    """Read a folder; raises UsageError, with file and line, if it is not in BEIR form or judges no query."""
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "there is no such folder"
        raise UsageError(f"{folder}: {what}; {NEEDED}")
    documents, repeated = _first_of_each(objects(folder / "corpus.jsonl"))
    asked, asked_again = _first_of_each(objects(folder / "queries.jsonl"))
    judged = _judgements(folder / "qrels" / "test.tsv")
    positive = {query: {name: gain for name, gain in gains.items() if gain > 0} for query, gains in judged.items()}
    relevant = {query: gains for query, gains in positive.items() if gains}
    chosen = {query: line for query, line in asked.items() if query in relevant}
    if not chosen:
        raise UsageError(f"{folder}: no query has a relevant document; check that qrels/test.tsv has the same `_id`s")
    qrels = {query: relevant[query] for query in chosen}
    papers = {query: paper for query, line in chosen.items() if (paper := line.value("paper"))}
    read = tuple(
        Document(identifier, line.value("title"), line.value("text"), line.value("paper"))
        for identifier, line in documents.items()
    )
    parts = {paper_of(document) for document in read}
    wanted = {document for gains in qrels.values() for document in gains}
    notes = (
        _note("lines of corpus.jsonl that repeat an identifier, left out", repeated),
        _note("lines of queries.jsonl that repeat an identifier, left out", asked_again),
        _note("documents without title and text, which no query finds", [d.id for d in read if d.is_empty]),
        _note("queries without a relevant document, left out", asked.keys() - chosen.keys()),
        _note("judged queries that are not in queries.jsonl, left out", judged.keys() - asked.keys()),
        _note("relevant documents that are not in corpus.jsonl, never found", wanted - documents.keys()),
        _note("queries about a paper of which there is no document", [q for q, p in papers.items() if p not in parts]),
    )
    queries = {query: line.value("text") for query, line in chosen.items()}
    return Collection(read, queries, qrels, papers, tuple(filter(None, notes)))


def paper_of(document: Document) -> str:
    """The paper that a document is a part of."""
    return document.paper or document.title


def _first_of_each(lines: Iterable[FileLine]) -> tuple[dict[str, FileLine], list[str]]:
    """The lines by identifier, and the identifiers that come again."""
    first: dict[str, FileLine] = {}
    again: list[str] = []
    for line in lines:
        identifier = line.identifier()
        if identifier in first:
            again.append(identifier)
        else:
            first[identifier] = line
    return first, again


def _judgements(file: Path) -> dict[str, dict[str, int]]:
    """Gain of each judged document, by query; if two lines judge the same, the last one counts."""
    judged: dict[str, dict[str, int]] = {}
    for line in lines(file):
        fields = line.text.split("\t")
        if len(fields) != 3:
            line.refuse(f"must have a query, a document and a gain, with tabs between; it has {len(fields)} fields")
        query, document, gain = fields
        try:
            judged.setdefault(query, {})[document] = int(gain)
        except ValueError:
            if line.number > 1:  # the first is the heading
                line.refuse(f"the gain {gain[:40]!r} is not a whole number")
    return judged


def _note(what: str, names: Iterable[str]) -> str:
    """How many there are and one of them; empty if there are none."""
    ordered = sorted(names)
    return f"{what}: {len(ordered)} (such as {ordered[0]!r})" if ordered else ""


def as_markdown(document: Document) -> str:
    """The document as a Markdown file.

    The text is indented by four columns, so that `#`, fences and rules in it have no meaning. It says that it is a
    paper, since a short text without sections counts as a person's notes.
    """
    title = " ".join(document.title.split())
    return "---\nkind: paper\n---\n" + (f"# {title}\n\n" if title else "") + indent(document.text, " " * 4) + "\n"


def write_corpus(documents: Iterable[Document], folder: Path) -> dict[str, str]:
    """Write a file for every document that is not empty into `folder`; returns document identifiers by file name.

    Files are named by number, as an identifier may contain any character. Equal files stay as they are; files of an
    earlier, longer collection are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for number, document in enumerate(documents):
        if document.is_empty:
            continue
        file, content = folder / f"{number:06}.md", as_markdown(document).encode("utf-8")
        if not file.exists() or file.read_bytes() != content:
            file.write_bytes(content)
        names[file.name] = document.id
    for file in folder.iterdir():
        if file.name not in names and file.suffix == ".md" and file.stem.isdecimal() and len(file.stem) >= 6:
            file.unlink()
    return names


def ranked_documents(sources: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Documents in the order of their best passage, from the sources of ranked passages."""
    return list(dict.fromkeys(names[source] for source in sources))
