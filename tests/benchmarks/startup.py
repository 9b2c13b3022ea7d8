"""How long a person waits: whole processes of `refdesk`, from a first build to the next answer.

Run with `python -m tests.benchmarks.startup [--runs N] [--json FILE]`.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
QUESTION = "which papers discuss training-serving skew?"
COMMANDS = {
    "python -c pass": ([sys.executable, "-c", "pass"], None),
    "refdesk --help": (["--help"], 0.4),
    "refdesk status": (["status"], 1.0),
    "refdesk index, nothing changed": (["index"], None),
    "refdesk ask, second time": (["ask", QUESTION], 6.0),
}
"""What is run (a full command, or arguments of refdesk) and the seconds aimed at."""


def seconds(arguments: list[str], folder: Path) -> float:
    """Wall time of one process."""
    command = arguments if arguments[0] == sys.executable else [sys.executable, "-m", "ui.cli", *arguments]
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begun


def measure(runs: int) -> dict[str, dict[str, float]]:
    """Median, fastest and slowest of each command over a fresh copy of the sample corpus."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(CORPUS, folder / "corpus")
        figures = {"refdesk ask, first time (builds the index)": _summary([seconds(["ask", QUESTION], folder)])}
        for label, (arguments, _) in COMMANDS.items():
            seconds(arguments, folder)
            figures[label] = _summary([seconds(arguments, folder) for _ in range(runs)])
    return figures


def _summary(times: list[float]) -> dict[str, float]:
    return {"median": statistics.median(times), "fastest": min(times), "slowest": max(times)}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    figures = measure(given.runs)
    table = Table("process", "median s", "fastest", "slowest", "aim s")
    for label, row in figures.items():
        aim = COMMANDS.get(label, ((), None))[1]
        table.add_row(label, *(f"{row[name]:.2f}" for name in ("median", "fastest", "slowest")), f"{aim or ''}")
    Console().print(table)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
