"""How long reading a PDF page takes: the whole of `pdf.read` over a folder of papers, by processor time.

Run with `python -m tests.benchmarks.reading [--pdf DIR] [--runs N] [--json FILE]`.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from index.errors import ReadError
from index.readers.pdf import reader as pdf

PAPERS = Path(__file__).resolve().parents[3] / "shared" / "samples" / "pdf"
AIM = 5.0
"""Milliseconds a page at the median."""


def milliseconds_a_page(data: bytes, runs: int) -> tuple[int, float]:
    """Pages of a paper, and the median over runs of the milliseconds that each took."""
    times: list[float] = []
    for _ in range(runs):
        begun = time.process_time()
        pages = len(pdf.read(data).texts)
        times.append(1000 * (time.process_time() - begun) / pages)
    return pages, statistics.median(times)


def measure(folder: Path, runs: int) -> dict[str, float]:
    """Files, pages, and median and 95th percentile of the milliseconds a page over all pages."""
    by_page: list[float] = []
    files = 0
    for path in sorted(folder.glob("*.pdf")):
        try:
            pages, each = milliseconds_a_page(path.read_bytes(), runs)
        except ReadError:
            continue
        files += 1
        by_page += [each] * pages
    return {
        "files": files,
        "pages": len(by_page),
        "median_ms": statistics.median(by_page),
        "p95_ms": statistics.quantiles(by_page, n=20)[-1],
        "mean_ms": statistics.mean(by_page),
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pdf", type=Path, default=PAPERS)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if not list(given.pdf.glob("*.pdf")):
        Console().print(f"{given.pdf}: no PDFs there, nothing measured")
        return
    figures = measure(given.pdf, given.runs)
    table = Table("files", "pages", "median ms a page", "p95", "mean", "aim")
    shown = (f"{figures[name]:.2f}" for name in ("median_ms", "p95_ms", "mean_ms"))
    table.add_row(f"{figures['files']:.0f}", f"{figures['pages']:.0f}", *shown, f"{AIM:.0f}")
    Console().print(table)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
