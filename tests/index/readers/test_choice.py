"""Which reader a file gets: by what it holds, then by its suffix."""

from pathlib import Path

import pytest

from index.errors import ReadError
from index.readers import SUFFIXES, read_bytes, reader_for
from index.reading.process import read
from index.sources import Evidence, Kind

LISTING = "Overview of it.\nTitle | Authors | Year | Actions |\n---|---|---|---|\nA | B | 2020 | View Paper |\n"
FRONT_MATTER = "---\ntitle: Towards\nauthor: Ann One\nyear: 2021\n---\n\n"
SUMMARY = "## Paper Title: Towards\n\n## Authors: [Names]\n"


@pytest.mark.parametrize(
    ("text", "suffix", "name"),
    [
        (LISTING, ".txt", "listing"),
        (LISTING, ".md", "listing"),
        (SUMMARY, ".md", "summary"),
        (SUMMARY, ".txt", "summary"),
        (FRONT_MATTER + "# Introduction\n\nText.\n", ".md", "markdown"),
        (FRONT_MATTER + SUMMARY, ".md", "summary"),
        ("---\nTitle: Towards\nAuthors: A. One\n\n## Key Highlights:\n\nIt is short.\n\n---\n", ".md", "summary"),
        ("# A heading\n\nText.", ".txt", "markdown"),
        ("No heading at all.", ".md", "markdown"),
        ("No heading at all.", ".txt", "plaintext"),
        ("FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nTI A Title\nER\nEF\n", ".txt", "webofscience"),
        ("PT\tAU\tTI\nJ\tSmith, A\tA Title\n", ".txt", "export"),
        ("TY  - JOUR\nTI  - A Title\nER  - \n", ".txt", "ris"),
        ("PMID- 12345\nTI  - A Title\n", ".txt", "medline"),
        ("Costs are in # of hours.", ".txt", "plaintext"),
        ("# Notes\n\nA file begins with %PDF-1.4 and so on.", ".md", "markdown"),
        ("# Notes\n\n| Title | Authors | Year |\n|---|---|---|\n| A | B | 2020 |\n\nMore.", ".md", "markdown"),
        ("Title: one thing\n\nAuthors are many, and Year by year they write.", ".txt", "plaintext"),
        ("\ufeff# A heading after a mark", ".txt", "markdown"),
    ],
)
def test_the_reader_follows_from_what_the_file_holds(text: str, suffix: str, name: str) -> None:
    assert reader_for(text.encode(), suffix).name == name


@pytest.mark.parametrize("suffix", [".md", ".txt", ".pdf"])
def test_a_pdf_is_read_as_one_under_any_suffix(suffix: str, sample_corpus: Path) -> None:
    data = (sample_corpus / "papers" / "mlops-primer.pdf").read_bytes()
    assert reader_for(data, suffix).name == "pdf"
    assert reader_for(b"\n\n" + data, suffix).name == "pdf"


WRITTEN = {".markdown", ".md", ".org", ".qmd", ".rmd", ".tex", ".text", ".txt"}


@pytest.mark.parametrize("suffix", sorted(SUFFIXES - WRITTEN))
def test_an_empty_file_is_refused_with_advice(suffix: str) -> None:
    with pytest.raises(ReadError, match=r"is empty \(0 bytes\).*get it again or remove it"):
        reader_for(b"", suffix)


@pytest.mark.parametrize("suffix", sorted(WRITTEN))
def test_an_empty_note_is_a_source_without_a_work(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"verne2021{suffix}").touch()
    outcome = read(tmp_path / f"verne2021{suffix}", f"verne2021{suffix}")
    assert outcome.source is not None
    assert (outcome.reason, outcome.records, outcome.passages) == (None, (), ())
    assert outcome.source.warnings


def test_a_file_that_cannot_be_opened_is_told_with_the_systems_reason(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"cannot be opened \(No such file"):
        read_bytes(tmp_path / "gone.md")
    with pytest.raises(ReadError, match=r"cannot be opened \(Is a directory"):
        read_bytes(tmp_path)


def test_a_paper_with_front_matter_holds_its_text_alone() -> None:
    text = FRONT_MATTER + "# Introduction\n\nText of it.\n"
    source = reader_for(text.encode(), ".md").read(text.encode())
    (record,) = source.records
    assert source.kind is Kind.PAPER
    assert (record.title, record.authors, record.year) == ("Towards", ("Ann One",), 2021)
    texts = [source.raw(block) for block in source.blocks if block.evidence is not Evidence.TITLE]
    assert texts == ["Text of it."]


def test_a_summary_under_front_matter_says_no_rule() -> None:
    text = FRONT_MATTER + SUMMARY + "\n## Key Highlights:\n\nIt is short.\n"
    source = reader_for(text.encode(), ".md").read(text.encode())
    texts = [source.raw(block) for block in source.blocks if block.evidence is Evidence.SUMMARY]
    assert "It is short." in texts
    assert "---" not in texts
