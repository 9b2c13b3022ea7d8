"""How right title, authors, year and DOI of a paper are read off its first pages.

Against facts that a person read in the page images: titles and family names folded, authors in order. A false
author has a family name that no author has. Run with
`python -m tests.benchmarks.firstpage [--truth FILE] [--pdfs DIR ...] [--wrong] [--json FILE]`.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from index.errors import ReadError
from index.readers.pdf.reader import read
from index.sources import Record
from index.text.words import title_words
from index.works.names import family_name

SHARED = Path(__file__).resolve().parents[3] / "shared"
TRUTH = SHARED / "eval" / "firstpage" / "truth.json"
PDFS = (SHARED / "eval" / "firstpage" / "pdf", SHARED / "samples" / "pdf")


@dataclass(frozen=True, slots=True)
class GradedPaper:
    """One paper: what is printed on its first pages (as in `truth.json`) and what was read."""

    printed: Mapping[str, Any]
    record: Record

    @property
    def title(self) -> bool:
        """Whether the title is right, with or without a subtitle."""
        found, true = title_words(self.record.title or ""), title_words(self.printed["title"])
        main = title_words(self.printed["title"].partition(":")[0])
        return found == true or (len(found) >= 3 and found in (main, true[: len(found)]) and found[: len(main)] == main)

    @property
    def authors(self) -> bool:
        """Whether all authors are right, in order, by family name."""
        return _families(self.record.authors) == _families(self.printed["authors"])

    @property
    def false_authors(self) -> bool:
        """Whether something is named as an author that is none."""
        return not set(_families(self.record.authors)) <= set(_families(self.printed["authors"]))

    @property
    def year(self) -> bool | None:
        """Whether the year is right; None if none is printed."""
        return self.record.year == self.printed["year"] if self.printed["year"] else None

    @property
    def doi(self) -> bool | None:
        """Whether the DOI is right; None if none is printed."""
        return self.record.doi == self.printed["doi"].lower() if self.printed["doi"] else None


def _families(authors: Iterable[str]) -> list[str]:
    return [" ".join(title_words(family_name(author))[-1:]) for author in authors]


def graded(truth: Path = TRUTH, folders: Sequence[Path] = PDFS) -> list[GradedPaper]:
    """Each paper of `truth` that is in one of the folders, read; one that cannot be read has an empty record."""
    papers: list[GradedPaper] = []
    for printed in json.loads(truth.read_text("utf-8")):
        path = next((folder / printed["file"] for folder in folders if (folder / printed["file"]).exists()), None)
        if path is None:
            continue
        try:
            papers.append(GradedPaper(printed, read(path.read_bytes()).records[0]))
        except ReadError:
            papers.append(GradedPaper(printed, Record()))
    return papers


def figures(papers: Sequence[GradedPaper]) -> dict[str, float]:
    """Shares: of titles, whole lists of authors, papers with a false author, printed years and printed DOIs."""
    years = [paper.year for paper in papers if paper.year is not None]
    dois = [paper.doi for paper in papers if paper.doi is not None]
    return {
        "titles": sum(paper.title for paper in papers) / len(papers),
        "authors whole": sum(paper.authors for paper in papers) / len(papers),
        "authors false": sum(paper.false_authors for paper in papers) / len(papers),
        "years": sum(years) / max(1, len(years)),
        "DOIs": sum(dois) / max(1, len(dois)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, default=TRUTH)
    parser.add_argument("--pdfs", type=Path, nargs="+", default=PDFS)
    parser.add_argument("--wrong", action="store_true", help="also list what is wrong")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    console = Console()
    if not chosen.truth.exists():
        console.print(f"skipped: {chosen.truth} is absent, it belongs to the evaluation data beside the repository")
        return
    papers = graded(chosen.truth, chosen.pdfs)
    if not papers:
        console.print(f"skipped: none of the papers of {chosen.truth} is in {', '.join(map(str, chosen.pdfs))}")
        return
    shares = figures(papers)
    table = Table("of", "share", title=f"First pages of {len(papers)} papers")
    for name, share in shares.items():
        table.add_row(name, f"{share:.1%}")
    console.print(table)
    for paper in papers if chosen.wrong else ():
        for fact in ("title", "authors", "year", "doi"):
            if getattr(paper, fact) is False:
                console.print(f"{paper.printed['file']}: {fact} {getattr(paper.record, fact)!r}", markup=False)
    if chosen.json:
        chosen.json.write_text(json.dumps({"papers": len(papers), **shares}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
