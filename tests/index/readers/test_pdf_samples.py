"""PDFs of many producers, and of many kinds of damage: each is read or refused with a reason."""

import csv
from functools import cache
from pathlib import Path

import pytest

from index.errors import ReadError
from index.readers import read_file
from index.sources import Evidence, Source
from tests.conftest import SHARED
from tests.index.readers.wellformed import assert_well_formed

TITLES = {
    "2023.eacl-main.121": "LONGEVAL: Guidelines for Human Evaluation of Faithfulness in Long-form Summarization",
    "papermage": "PaperMage: A Unified Toolkit for Processing, Representing, and Manipulating Visually-Rich "
    "Scientific Documents",
    "2020.acl-main.207": "SPECTER: Document-level Representation Learning using Citation-informed Transformers",
    "N18-3011": "Construction of the Literature Graph in Semantic Scholar",
    "0807.3577": "Apparent and average accelerations of the Universe",
    "gadr": "Generalized Markdown Architectural Decision Records: Capturing the Essence of Decisions",
    "test_Grobid_2_05982691": "Energy Efficient Routing Protocol for Zone based Mobile Sensor Networks",
    "chuang2022removing": "Removing dependencies from large software projects: are you really sure?",
    "cruz2019attention": "To the Attention of Mobile Software Developers: Guess What, Test your App!",
    "cruz2021prevelance": "The Prevalence of Code Smells in Machine Learning projects",
    "poenaru2023retrain": "Retrain AI Systems Responsibly! Use Sustainable Concept Drift Adaptation Techniques",
    "ALCE": "Enabling Large Language Models to Generate Text with Citations",
    "multi-column": "Dense Passage Retrieval for Open-Domain Question Answering",
}


def listed(folder: str) -> list[tuple[str, str]]:
    """Name and kind of every file in a folder of samples; nothing where the samples are not there."""
    listing = SHARED / "samples" / folder / "SOURCES.tsv"
    if not listing.exists():
        return []
    with listing.open(encoding="utf-8") as file:
        return [(row["file"], row.get("kind") or "good") for row in csv.DictReader(file, delimiter="\t")]


@cache
def read(path: Path) -> Source | str:
    """The source, or why it could not be read; no other exception."""
    try:
        return read_file(path)[1]
    except ReadError as exc:
        return str(exc)


@pytest.mark.parametrize("name", [name for name, _ in listed("pdf")])
def test_a_research_paper_is_read(samples: Path, name: str) -> None:
    source = read(samples / "pdf" / name)
    assert isinstance(source, Source)
    assert_well_formed(source)
    assert source.warnings == ()
    prose = [block for block in source.blocks if block.evidence is Evidence.PAPER]
    assert prose[0].page == 1
    assert sum(block.end - block.start for block in prose) > 4000


@pytest.mark.parametrize("name", TITLES)
def test_a_research_papers_title_is_found(samples: Path, name: str) -> None:
    (path,) = (samples / "pdf").glob(f"*__{name}.pdf")
    source = read(path)
    assert isinstance(source, Source)
    assert source.records[0].title == TITLES[name]
    assert [block.page for block in source.blocks if block.evidence is Evidence.TITLE] == [1]


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        (
            "ALCE",
            ["Abstract", "Introduction", "Task Setup and Datasets", "Automatic Evaluation", "Modeling", "Conclusion"],
        ),
        ("multi-column", ["Abstract", "Introduction", "Background", "Dense Passage Retriever (DPR)", "Related Work"]),
        ("cruz2017leafactor", ["INTRODUCTION", "REFACTORING ANDROID APPS", "EMPIRICAL RESULTS", "CONCLUSION"]),
    ],
)
def test_two_column_papers_are_read_in_order(samples: Path, name: str, sections: list[str]) -> None:
    (path,) = (samples / "pdf").glob(f"*__{name}.pdf")
    source = read(path)
    assert isinstance(source, Source)
    seen = list(dict.fromkeys(b.section.split(" > ")[0] for b in source.blocks if b.section))
    assert [section for section in seen if section in sections] == sections


@pytest.mark.parametrize(("name", "kind"), listed("pdf-bad"))
def test_a_bad_pdf_is_read_or_refused_with_a_reason(samples: Path, name: str, kind: str) -> None:
    told = read(samples / "pdf-bad" / name)
    if isinstance(told, Source):
        assert kind not in ("encrypted_needs_password", "truncated_download")
        assert_well_formed(told)
        assert told.warnings or any(text.strip() for text in told.texts.values())
    elif kind == "encrypted_needs_password":
        assert told == "needs a password: save a copy without one"
    else:
        assert told.startswith(("is damaged or cut short", "has no pages", "is empty", "is no PDF inside"))


@pytest.mark.parametrize("name", ["r2-empty-password", "r3-empty-password", "r5-empty-password", "r6-empty-password"])
def test_a_pdf_with_an_empty_password_is_read(samples: Path, name: str) -> None:
    source = read(samples / "pdf-bad" / f"py-pdf_pypdf__{name}.pdf")
    assert isinstance(source, Source)
    assert source.texts[1].startswith("pdf encryption test")


@pytest.mark.parametrize(
    "name",
    [
        "allenai_olmocr__blank_book_pg1",
        "docling__ocr_test_rotated_90",
        "docling__ocr_test_rotated_180",
        "unstructured__loremipsum-flat",
    ],
)
def test_scanned_pages_are_told_of(samples: Path, name: str) -> None:
    source = read(samples / "pdf-bad" / f"{name}.pdf")
    assert isinstance(source, Source)
    assert source.warnings == ("no text on any of its 1 pages (scanned images?): run OCR over it",)
    assert source.blocks == ()


def test_pages_without_text_are_named(samples: Path) -> None:
    source = read(samples / "pdf-bad" / "mozilla_pdf.js__Pages-tree-refs.pdf")
    assert isinstance(source, Source)
    assert source.warnings == ("no text on page 2",)
