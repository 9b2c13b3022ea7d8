"""What the commands print, kept and compared: shows whether a change that should change nothing changes nothing.

    python -m tests.benchmarks.frozen make KEPT                     builds the two corpora and their indexes, once
    python -m tests.benchmarks.frozen run KEPT OUTPUT [PATTERN]     keeps what commands print of copies of these
    python -m tests.benchmarks.frozen compare OLD NEW               prints each line that differs, times and dates aside

With a pattern only commands are run that it matches, as in "sample-0[1-3] ask"; `compare` reads what both folders have.
One corpus is the sample; the other is made of `../shared` (reading summaries, PDFs, exports, twenty full papers).
"""

import difflib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

from typer.testing import CliRunner

from ui.cli import app

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared"

_QUESTIONS = """\
ask|which papers discuss training-serving skew?
ask|and which of those are since 2021?|--follow-up
ask|how many of them are there?|--follow-up
ask|which papers discuss word embeddings?
ask|what about transfer learning?|--follow-up
ask|and crowdsourcing?|--follow-up|--year|2019..
ask|how many papers discuss social media?
ask|which papers discuss both attention and translation?
ask|which papers discuss MLOps but not healthcare?
ask|which papers do not discuss AutoML?
ask|what is a model registry?
ask|what is continuous training?
ask|tell me more|--follow-up
ask|why do models decay in production?
ask|what is the difference between data drift and concept drift?
ask|compare canary release and shadow deployment
ask|what do my summaries say about challenges?
ask|what do the papers say about drift?
ask|how many papers by year?
ask|which papers are by Faubel?
ask|and by Symeonidis?|--follow-up
ask|what does it say about tools?|--follow-up
ask|who wrote the most papers?
ask|which venue published the most papers?
ask|list the five newest papers
ask|tell me more about the first|--follow-up
ask|which papers have MLOps in the title?
ask|which papers cite Symeonidis?
ask|how many papers since 2022 are about monitoring?
ask|which papers by John since 2020 discuss deployment?
ask|which papers by John since 2020 discuss deployment?|--without|year
ask|what is the capital of France?
ask|when was “Towards MLOps: A Framework and Maturity Model” published?
ask|who wrote Towards MLOps?
ask|which papers by John and Olsson but not Bosch?
ask|which papers from the last three years discuss testing?
papers|concept drift
papers|federated learning|--year|2020..
papers|error analysis
papers|GUI testing
search|canary release|-k|3
search|concept drift
search|statistical significance|--kind|paper|-k|5
search|deployment pipeline|--evidence|summary
history
history|1
history|3|--methods
history|2|--check
status
doctor
"""
"""A command a line, its arguments parted by bars. Each is run with `--json` and, where a person reads it, without."""

_SHOWN = ("ask", "papers", "search", "history", "doctor")

# Times and dates, and what follows from how long a thing took.
_TIMES = re.compile(
    r'("seconds": )[\d.]+|("(?:kept|asked|read|made|when|at|day|time)": )"[^"]*"'
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:?\d\d|Z)?"
)


def corpora(kept: Path) -> Iterator[tuple[str, Path, Path]]:
    """Name, corpus and index of each."""
    for name in ("sample", "mixed"):
        yield name, kept / name / "corpus", kept / name / "index"


def make(kept: Path) -> None:
    """Both corpora with their indexes, made by the program as it is now."""
    shutil.copytree(PROJECT / "corpus", kept / "sample" / "corpus")
    mixed = kept / "mixed" / "corpus"
    mixed.mkdir(parents=True)
    samples = SHARED / "samples"
    files = [
        *(SHARED / "seeds").glob("*.txt"),
        *sorted((samples / "pdf").glob("*.pdf"))[::2],
        *sorted((samples / "csv").glob("*.csv")),
        *sorted((samples / "exports").glob("*")),
        *sorted((samples / "bib").glob("*.*"))[::4],
        *sorted((SHARED / "eval" / "listing" / "corpus").glob("*.md")),
    ]
    for file in files:
        shutil.copy(file, mixed / file.name)
    for _, corpus, index in corpora(kept):
        print(_said(corpus, index, "index", "--json")[-300:])


def run(kept: Path, output: Path, pattern: str = "") -> None:
    """One file a command and corpus."""
    output.mkdir(parents=True)
    for name, corpus, index in corpora(kept):
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            copy = Path(folder, "index")
            shutil.copytree(index, copy)
            for number, line in enumerate(_QUESTIONS.splitlines(), 1):
                if not re.search(pattern, f"{name}-{number:02} {line}"):
                    continue
                command, *arguments = line.split("|")
                for form in ("", "--json") if command in _SHOWN else ("--json",):
                    if form and "--follow-up" in arguments:
                        continue  # it would follow its own answer
                    more = [*arguments, *([form] if form else [])]
                    if command in ("ask", "papers", "search"):
                        more.append("--no-build")
                    text = _said(corpus, copy, command, *more)
                    (output / f"{name}-{number:02}{form}.txt").write_text(
                        f"{line}\n{_plain(text, corpus, copy)}", "utf-8"
                    )


def _said(corpus: Path, index: Path, *arguments: str) -> str:
    """Status, standard output and standard error of one command."""
    done = CliRunner(env={"COLUMNS": "100"}).invoke(app, ["--corpus", str(corpus), "--index", str(index), *arguments])
    fault = "" if done.exception is None or isinstance(done.exception, SystemExit) else repr(done.exception)
    return f"status {done.exit_code} {fault}\n{done.stdout}\n-- on standard error --\n{done.stderr}"


def _plain(text: str, corpus: Path, index: Path) -> str:
    # How far it was at which second; and a new version of a reader makes every kept index stale.
    text = re.sub(r"(?m)^(?:(?:reading|embedding|storing|deciding): \d|refdesk: the corpus has changed).*\n", "", text)
    text = text.replace(str(corpus), "CORPUS").replace(str(index), "INDEX")
    return _TIMES.sub(lambda match: (match[1] or match[2] or "") + "TIME", text)


def compare(old: Path, new: Path) -> int:
    """How many outputs differ; prints where."""
    names = sorted({file.name for file in old.iterdir()} & {file.name for file in new.iterdir()})
    differing = 0
    for name in names:
        texts = [(folder / name).read_text("utf-8") for folder in (old, new)]
        if texts[0] != texts[1]:
            differing += 1
            print(f"=== {name}: {texts[0].splitlines()[0]}")
            lines = difflib.unified_diff(*(text.splitlines() for text in texts), "old", "new", lineterm="", n=0)
            print("\n".join(line[:400] for line in list(lines)[2:40]))
    print(json.dumps({"outputs": len(names), "differing": differing}))
    return differing


def main() -> int:
    """Do what the arguments say."""
    match sys.argv[1:]:
        case ["make", kept]:
            make(Path(kept).resolve())
        case ["run", kept, output, *pattern]:
            run(Path(kept).resolve(), Path(output).resolve(), "".join(pattern))
        case ["compare", old, new]:
            return int(bool(compare(Path(old), Path(new))))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
