"""What the benchmarks take from the package of evaluation, and where their collections lie."""

from pathlib import Path

from assistant.evaluation.collections import (
    Collection,
    Document,
    as_markdown,
    ranked_documents,
    read_collection,
    write_corpus,
)
from assistant.evaluation.measures import Qrels, Run, Scores, evaluate, ndcg, recall, reciprocal_rank

__all__ = [
    "EVAL",
    "Collection",
    "Document",
    "Qrels",
    "Run",
    "Scores",
    "as_markdown",
    "evaluate",
    "ndcg",
    "ranked_documents",
    "read_collection",
    "recall",
    "reciprocal_rank",
    "write_corpus",
]

EVAL = Path(__file__).resolve().parents[3] / "shared" / "eval"
"""Where the evaluation data lies unless told otherwise: beside the project, never in it."""
