"""Collections in BEIR form (Thakur et al. 2021): read, written out as a corpus, and runs over them scored."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import fmean
from textwrap import indent
from typing import Any

EVAL = Path(__file__).resolve().parents[3] / "shared" / "eval"
"""Where the evaluation data lies unless told otherwise: beside the project, never in it."""

Qrels = Mapping[str, Mapping[str, int]]
"""Gain of each relevant document, by query."""

Run = Mapping[str, Sequence[str]]
"""Documents found for each query, best first."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a collection."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, and the queries that were judged."""

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    qrels: Qrels


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over all judged queries, each in 0..1."""

    ndcg_10: float
    recall_10: float
    recall_100: float
    mrr_10: float


def read_collection(folder: Path) -> Collection:
    """Read corpus.jsonl, queries.jsonl and qrels/test.tsv; queries without a relevant document are left out."""
    qrels: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, gain = line.split("\t")
        if int(gain) > 0:
            qrels.setdefault(query, {})[document] = int(gain)
    documents = tuple(Document(d["_id"], d.get("title", ""), d["text"]) for d in _json_lines(folder / "corpus.jsonl"))
    queries = {q["_id"]: q["text"] for q in _json_lines(folder / "queries.jsonl") if q["_id"] in qrels}
    return Collection(documents, queries, {query: qrels[query] for query in queries})


def as_markdown(document: Document) -> str:
    """The document as a Markdown file.

    The text is indented by four columns, where neither `#`, a fence nor a rule means anything to the reader.
    """
    title = " ".join(document.title.split())
    return (f"# {title}\n\n" if title else "") + indent(document.text, " " * 4) + "\n"


def write_corpus(documents: Iterable[Document], folder: Path) -> dict[str, str]:
    """Write every document as one file; returns document identifiers by file name.

    Files are named by their number, since an identifier may hold anything. One that is there already is left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for number, document in enumerate(documents):
        file, text = folder / f"{number:06}.md", as_markdown(document)
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
        names[file.name] = document.id
    return names


def ranked_documents(sources: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Documents in the order of their best passage, from the sources of ranked passages."""
    return list(dict.fromkeys(names[source] for source in sources))


def ndcg(ranking: Sequence[str], gains: Mapping[str, int], k: int) -> float:
    """DCG@k / ideal DCG@k, where DCG is the sum of gain / log2(rank + 1) (Järvelin & Kekäläinen 2002)."""
    ideal = sorted(gains.values(), reverse=True)
    return _dcg([gains.get(document, 0) for document in ranking[:k]]) / _dcg(ideal[:k])


def recall(ranking: Sequence[str], gains: Mapping[str, int], k: int) -> float:
    """Share of the relevant documents that are among the first k."""
    return len(gains.keys() & set(ranking[:k])) / len(gains)


def reciprocal_rank(ranking: Sequence[str], gains: Mapping[str, int], k: int) -> float:
    """1 / rank of the first relevant document, 0 where none is among the first k."""
    return next((1.0 / rank for rank, document in enumerate(ranking[:k], 1) if document in gains), 0.0)


def evaluate(run: Run, qrels: Qrels) -> Scores:
    """Score a run on its own queries, each of which must be judged."""
    judged = [(ranking, qrels[query]) for query, ranking in run.items()]
    return Scores(
        ndcg_10=fmean(ndcg(ranking, gains, 10) for ranking, gains in judged),
        recall_10=fmean(recall(ranking, gains, 10) for ranking, gains in judged),
        recall_100=fmean(recall(ranking, gains, 100) for ranking, gains in judged),
        mrr_10=fmean(reciprocal_rank(ranking, gains, 10) for ranking, gains in judged),
    )


def _dcg(gains: Iterable[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
