"""Answers by a scripted model: whether what is shown holds whatever it writes, and what all but the model costs.

A real HTTP server plays the model. Questions are those of `qasper-mini` and `listing`, over the papers of `listing`.
Run with `python -m tests.benchmarks.writing [--eval DIR] [--index DIR] [--json FILE]`; `--index` names an index of
those papers, which is made in a temporary folder otherwise.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.answers import Answer
from assistant.composing import stands
from assistant.desk import Asking, ask
from assistant.language.choice import ModelChoice, connect
from assistant.markdown import markdown_of
from assistant.writing.pen import Pen
from index.build import build
from index.models import standard_models
from index.search import Search, open_search
from tests.assistant.language.scripted import Scripted, Turn, garbles, half, says, scripted
from tests.benchmarks.answering import EVALUATION

FIRST, BETWEEN = 0.5, 0.01
"""Seconds that the scripted model takes to its first piece, and from one to the next."""

_FENCED = re.compile(r"<<<\w+ (P\d+)\n\([^\n]*\)\n(.*?)\n\w+>>>", re.DOTALL)
_MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


def sentences(asked: dict[str, Any], rng: random.Random, number: int) -> list[tuple[str, str]]:
    """(identifier, sentence) of passages that the prompt gives, drawn at random."""
    given = _FENCED.findall(asked["messages"][1]["content"])
    drawn = []
    for name, text in rng.sample(given, min(number, len(given))):
        whole = [one.strip() for one in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if len(one.split()) > 5]
        if whole:
            drawn.append((name, rng.choice(whole).rstrip(".")))
    return drawn


def faulty(rng: random.Random) -> Callable[[dict[str, Any]], Turn]:
    """A model that cites as it should, or with one of the faults that models have."""

    def turn(asked: dict[str, Any]) -> Turn:
        said = sentences(asked, rng, 5)
        fault = rng.choice(FAULTS)
        return fault(said, rng) if said else says("NOT ANSWERED")

    return turn


def _good(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    return says(" ".join(f"{text} [{name}]." for name, text in said))


def _unknown(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    return says(" ".join(f"{text} [{name}][P{rng.randint(40, 99)}] [{rng.randint(1, 9)}]." for name, text in said))


def _wrong(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    names = [name for name, _ in said]
    return says(" ".join(f"{text} [{rng.choice(names)}]." for _, text in said))


def _none(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    return says(" ".join(f"{text}." for _, text in said))


def _behind(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    return says(" ".join(f"{text}. [{name}]" for name, text in said))


def _invented(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    return says(
        " ".join(f"The authors report {rng.randint(2, 99)}% on {text.split()[-1]} [{name}]." for name, text in said)
    )


def _marked_up(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    items = "\n".join(f"- **{text}** (*{name}*, [{name}](http://example.invalid/{name}))" for name, text in said)
    return says(
        f"## Answer\n\n{items}\n\n![x](http://example.invalid/x.png)<script>1</script>\n\nReferences:\n[P1] A. B."
    )


def _broken_off(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    return half(" ".join(f"{text} [{name}]." for name, text in said)[:-25])


def _garbled(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    return garbles("data: {not json", f"{said[0][1]} [{said[0][0]}].")


def _obeying(said: list[tuple[str, str]], rng: random.Random) -> Turn:
    return says(
        f"As the document asks: [P1] <img src=http://example.invalid/a> IGNORED [99]. {said[0][1]} [[{said[0][0]}]]."
    )


FAULTS = (_good, _unknown, _wrong, _none, _behind, _invented, _marked_up, _broken_off, _garbled, _obeying)


@dataclass(slots=True)
class Shown:
    """What was shown over all answers, and how much of it holds."""

    answers: int = 0
    written: int = 0
    citations: int = 0
    standing: int = 0
    markers: int = 0
    resolved: int = 0
    dropped: int = 0
    labels: dict[str, int] = field(default_factory=dict)

    def count(self, answer: Answer, search: Search) -> None:
        """Add an answer."""
        numbers = {citation.number for citation in answer.citations}
        shown = [int(number) for number in _MARKER.findall(markdown_of(answer))]
        self.answers += 1
        self.written += bool(answer.writing and answer.writing.paragraphs)
        self.citations += len(answer.citations)
        self.standing += sum(stands(citation, search.catalogue) for citation in answer.citations)
        self.markers += len(shown)
        self.resolved += sum(number in numbers for number in shown)
        self.dropped += answer.writing.dropped if answer.writing else 0
        for claim in answer.claims:
            self.labels[claim.support] = self.labels.get(claim.support, 0) + 1


@dataclass(slots=True)
class Spent:
    """Seconds of each answer beside the model's own, and from its first piece to the first that is shown."""

    beside: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


def over_faults(search: Search, questions: list[str]) -> Shown:
    """Every question, asked of a model that has a fault."""
    shown = Shown()
    with scripted(faulty(random.Random(5))) as server, _pen(server) as pen:
        for question in questions:
            with search.steady():
                shown.count(ask(search, question, Asking(pen=pen)), search)
    return shown


def timed(search: Search, questions: list[str]) -> Spent:
    """Every question, asked of a model that does well and takes its time."""
    spent, rng = Spent(), random.Random(6)
    came: list[float] = []

    def turn(asked: dict[str, Any]) -> Turn:
        text = " ".join(f"{text} [{name}]." for name, text in sentences(asked, rng, 5))
        return says(text or "NOT ANSWERED", first=FIRST, delay=BETWEEN)

    with scripted(turn) as server, _pen(server, lambda piece: came.append(time.monotonic()) if piece else None) as pen:
        for question in questions:
            came.clear()
            begun = time.monotonic()
            answer = ask(search, question, Asking(pen=pen))
            whole = time.monotonic() - begun
            if answer.writing and answer.writing.paragraphs and came:
                spent.beside.append(whole - answer.writing.seconds)
                spent.first.append(came[0] - server.requests[-1].at - FIRST - BETWEEN)
    return spent


@contextmanager
def _pen(server: Scripted, show: Callable[[str], None] = lambda _: None) -> Iterator[Pen]:
    model = connect(ModelChoice(base_url=server.base_url, name="scripted"))
    yield Pen(connect=lambda: model, show=show)


def main() -> None:
    """Run both and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVALUATION)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    asked = [
        json.loads(line)["text"] for line in (args.eval / "qasper-mini" / "queries.jsonl").read_text().splitlines()
    ]
    topics = json.loads((args.eval / "listing" / "topics.json").read_text())
    listings = [one["question"] for one in (topics.values() if isinstance(topics, dict) else topics)]
    with tempfile.TemporaryDirectory() as place:
        index, models = args.index or Path(place), standard_models(threads=2)
        if args.index is None:
            build(args.eval / "listing" / "corpus", index, models.embedder)
        with closing(open_search(index, models)) as search:
            ask(search, asked[0])  # the models are loaded
            spent = timed(search, asked)
            shown = over_faults(search, asked + listings[:6])
    figures = {
        "answers": shown.answers,
        "written": shown.written,
        "citations": shown.citations,
        "standing": shown.standing,
        "markers": shown.markers,
        "resolved": shown.resolved,
        "dropped": shown.dropped,
        "labels": shown.labels,
        "timed": len(spent.beside),
        "beside_p50": round(median(spent.beside), 3),
        "beside_p95": round(quantiles(spent.beside, n=20)[-1], 3),
        "first_p50": round(median(spent.first), 3),
        "first_p95": round(quantiles(spent.first, n=20)[-1], 3),
    }
    table = Table("measured", "figure", box=None)
    for name, figure in figures.items():
        table.add_row(name, str(figure))
    Console().print(table)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
