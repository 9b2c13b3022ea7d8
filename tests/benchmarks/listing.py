"""How right listing questions are answered, and how often a question without an answer gets none.

Precision, recall and F1 of `discusses` over (paper, topic) pairs: by naming the topic outright, by asking the question
in words, and for questions that combine topics over the papers expected. A paper that only mentions a topic, or that is
doubtful in a combination, counts neither way. The judge was fitted on these topics, and the glossary knows some of
their words: figures of topics left out are those of `tests.benchmarks.judging`. Run with
`python -m tests.benchmarks.listing [--eval DIR] [--work DIR] [--only PART] [--json FILE]`.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.answers import Answer, Verdict
from assistant.desk import ask, papers
from index.build import build
from index.errors import UsageError
from index.models import standard_models
from index.search import Search, open_search

EVALUATION = Path(__file__).resolve().parents[3] / "shared" / "eval"

Figures = Mapping[str, float]
Pair = tuple[str, str]
"""A topic or a question, and a paper."""


def found(search: Search, answer: Answer | None) -> set[str]:
    """The papers, by the names of their files, that discuss what was asked for; none where it was no listing."""
    sources = {work.key: Path(work.sources[0]).stem for work in search.catalogue.works()}
    works = answer.works or () if answer else ()
    return {sources[work.key] for work in works if work.verdict is Verdict.DISCUSSES}


def score(said: Iterable[Pair], true: Iterable[Pair], neither: Iterable[Pair] = ()) -> Figures:
    """Precision, recall and F1 over all pairs but those that count neither way."""
    left_out = set(neither)
    said, true = set(said) - left_out, set(true) - left_out
    right = len(said & true)
    precision, recall = right / max(1, len(said)), right / max(1, len(true))
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}


def of_topics(
    search: Search,
    topics: Sequence[Mapping[str, object]],
    doubtful: set[Pair],
    answered: Callable[[str], Answer | None],
) -> dict[str, Figures]:
    """Figures over the topics, each answered under its name here; with and without the doubtful labels."""
    said, gold = set(), {}
    for topic in topics:
        name, verdicts = str(topic["topic"]), topic["verdicts"]
        assert isinstance(verdicts, Mapping)
        gold |= {(name, paper): verdict for paper, verdict in verdicts.items()}
        said |= {(name, paper) for paper in found(search, answered(name))}
    true = {pair for pair, verdict in gold.items() if verdict == Verdict.DISCUSSES}
    mentioned = {pair for pair, verdict in gold.items() if verdict == Verdict.MENTIONS}
    return {"all": score(said, true, mentioned), "without doubtful": score(said, true, mentioned | doubtful)}


def of_sets(search: Search, questions: Sequence[Mapping[str, Sequence[str]]]) -> tuple[Figures, list[str]]:
    """Figures over the questions that combine topics; and what each missed and got wrong, a line each."""
    said, true, neither, lines = set(), set(), set(), []
    for asked in questions:
        question, expected, doubtful = str(asked["question"]), set(asked["expected"]), set(asked["doubtful"])
        got = found(search, _asked(search, question))
        missed, wrong = expected - got - doubtful, got - expected - doubtful
        lines.append(f"{question} missed: {', '.join(sorted(missed))}; wrong: {', '.join(sorted(wrong))}")
        said |= {(question, paper) for paper in got}
        true |= {(question, paper) for paper in expected}
        neither |= {(question, paper) for paper in doubtful}
    return score(said, true, neither), lines


def abstentions(search: Search, evaluation: Path) -> Figures:
    """Share of questions that got no answer, of those that have one in the papers and of those that have none."""
    answerable = [json.loads(line)["text"] for line in _lines(evaluation / "qasper-mini" / "queries.jsonl")]
    unanswerable = [json.loads(line)["question"] for line in _lines(evaluation / "unanswerable" / "questions.jsonl")]
    return {name: _abstained(search, asked) for name, asked in (("answerable", answerable), ("none", unanswerable))}


def _abstained(search: Search, questions: Sequence[str]) -> float:
    answers = [_asked(search, question) for question in questions]
    return sum(answer is None or answer.abstained for answer in answers) / len(answers)


def _asked(search: Search, question: str) -> Answer | None:
    try:
        return ask(search, question)
    except UsageError:
        return None


def measure(search: Search, evaluation: Path, only: str | None) -> tuple[dict[str, Figures], list[str]]:
    """Every part, or `only` one of "sweep", "questions", "sets", "abstention"."""
    folder = evaluation / "listing"
    topics = json.loads((folder / "topics.json").read_text("utf-8"))
    doubtful = {(row["topic"], row["arxiv_id"]) for row in json.loads((folder / "doubtful.json").read_text("utf-8"))}
    words = {topic["topic"]: topic["question"] for topic in topics}
    figures: dict[str, Figures] = {}
    lines: list[str] = []
    for part, answered in (
        ("sweep", lambda topic: papers(search, topic)),
        ("questions", lambda topic: _asked(search, words[topic])),
    ):
        if only in (None, part):
            measured = of_topics(search, topics, doubtful, answered)
            figures |= {f"{part}, {name}": row for name, row in measured.items()}
    if only in (None, "sets"):
        figures["sets"], lines = of_sets(search, json.loads((folder / "set_questions.json").read_text("utf-8")))
    if only in (None, "abstention"):
        figures["abstained"] = abstentions(search, evaluation)
    return figures, lines


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Build the index of the papers, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVALUATION)
    parser.add_argument("--work", type=Path, help="folder to keep the index in; a temporary one unless given")
    parser.add_argument("--only", choices=("sweep", "questions", "sets", "abstention"))
    parser.add_argument("--json", type=Path)
    given, console = parser.parse_args(), Console()
    if not (given.eval / "listing").is_dir():
        console.print(f"{given.eval}: no evaluation data there, nothing measured")
        return
    with tempfile.TemporaryDirectory() as temporary:
        index = given.work or Path(temporary)
        models = standard_models(2, index)
        build(given.eval / "listing" / "corpus", index, models.embedder)
        with closing(open_search(index, models)) as search:
            figures, lines = measure(search, given.eval, given.only)
    table = Table("measured", "figure", "value", title="in sample: see `tests.benchmarks.judging` for topics left out")
    for name, row in figures.items():
        for figure, value in row.items():
            table.add_row(name, figure, f"{value:.3f}")
    console.print(table)
    for line in lines:
        console.print(f"- {line}", highlight=False)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
