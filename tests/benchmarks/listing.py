"""How right the sweep is on labelled listing questions, and how often a question without an answer gets none.

Precision, recall and F1 of `discusses` over every (paper, topic) pair; a paper that only mentions the topic counts as
neither right nor wrong. Run with `python -m tests.benchmarks.listing [--eval DIR] [--json FILE]`.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.answers import Verdict
from assistant.desk import ask, papers
from index.build import build
from index.embedding import BgeEmbedder
from index.late_interaction import LateInteraction
from index.models import Models
from index.reranking import CrossEncoder
from index.search import Search, open_search

EVALUATION = Path(__file__).resolve().parents[3] / "shared" / "eval"

Judged = dict[tuple[str, str], str]
"""Verdict by topic and paper."""


def sweep_all(search: Search, topics: list[dict[str, object]]) -> Judged:
    """The sweep's verdict for every pair."""
    judged: Judged = {}
    sources = {work.key: Path(work.sources[0]).stem for work in search.catalogue.works()}
    for topic in topics:
        answer = papers(search, str(topic["topic"]))
        judged |= {(str(topic["topic"]), sources[work.key]): work.verdict for work in answer.works or ()}
    return judged


def score(judged: Judged, gold: Judged) -> dict[str, float]:
    """Precision, recall and F1 of `discusses`, mentions left out."""
    counted = [pair for pair in gold if gold[pair] != Verdict.MENTIONS]
    said = {pair for pair in counted if judged[pair] == Verdict.DISCUSSES}
    true = {pair for pair in counted if gold[pair] == Verdict.DISCUSSES}
    right = len(said & true)
    precision, recall = right / max(1, len(said)), right / max(1, len(true))
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}


def abstentions(search: Search, evaluation: Path) -> dict[str, float]:
    """Share of questions that got no answer, of those that have one in the papers and of those that have none."""
    answerable = [json.loads(line)["text"] for line in _lines(evaluation / "qasper-mini" / "queries.jsonl")]
    unanswerable = [json.loads(line)["question"] for line in _lines(evaluation / "unanswerable" / "questions.jsonl")]
    return {
        name: sum(ask(search, question).abstained for question in questions) / len(questions)
        for name, questions in (("answerable abstained", answerable), ("unanswerable abstained", unanswerable))
    }


def measure(evaluation: Path, index: Path) -> dict[str, Mapping[str, float]]:
    """Build the index of the listing corpus and measure both."""
    embedder = BgeEmbedder()
    folder = evaluation / "listing"
    build(folder / "corpus", index, embedder)
    topics = json.loads((folder / "topics.json").read_text())
    gold = {(topic["topic"], paper): verdict for topic in topics for paper, verdict in topic["verdicts"].items()}
    doubtful = {(row["topic"], row["arxiv_id"]) for row in json.loads((folder / "doubtful.json").read_text())}
    with closing(open_search(index, Models(embedder, LateInteraction(), CrossEncoder()))) as search:
        judged = sweep_all(search, topics)
        return {
            "sweep": score(judged, gold),
            "sweep without doubtful": score(judged, {p: v for p, v in gold.items() if p not in doubtful}),
            "lookup": abstentions(search, evaluation),
        }


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVALUATION)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if not (given.eval / "listing").is_dir():
        Console().print(f"{given.eval}: no evaluation data there, nothing measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(given.eval, Path(folder))
    table = Table("measured", "figure", "value")
    for name, row in figures.items():
        for figure, value in row.items():
            table.add_row(name, figure, f"{value:.3f}")
    Console().print(table)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
