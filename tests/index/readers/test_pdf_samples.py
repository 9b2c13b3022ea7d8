"""PDFs of many producers, and of many kinds of damage: each is read or refused with a reason."""

import csv
from functools import cache
from pathlib import Path

import pytest

from index.errors import ReadError
from index.sources import Evidence, Fault, PageFault, Source
from tests.conftest import SHARED
from tests.index.readers.wellformed import assert_well_formed, read_file

TITLES = {
    "2023.eacl-main.121": "LONGEVAL: Guidelines for Human Evaluation of Faithfulness in Long-form Summarization",
    "papermage": "PaperMage: A Unified Toolkit for Processing, Representing, and Manipulating Visually-Rich "
    "Scientific Documents",
    "2020.acl-main.207": "SPECTER: Document-level Representation Learning using Citation-informed Transformers",
    "N18-3011": "Construction of the Literature Graph in Semantic Scholar",
    "0807.3577": "Apparent and average accelerations of the Universe",
    "gadr": "Generalized Markdown Architectural Decision Records: Capturing the Essence of Decisions",
    "test_Grobid_2_05982691": "Energy Efficient Routing Protocol for Zone based Mobile Sensor Networks",
    "pasa": "PaSa: An LLM Agent for Comprehensive Academic Paper Search",
    "Wang-paperAVE2008": "Information Synthesis for Answer Validation",
    "cruz2017performance": "Performance-Based Guidelines for Energy Efficient Mobile Applications",
    "1001._0908.0054": "Ultra light bosonic dark matter and CMB",
    "chuang2022removing": "Removing dependencies from large software projects: are you really sure?",
    "cruz2019attention": "To the Attention of Mobile Software Developers: Guess What, Test your App!",
    "cruz2021prevelance": "The Prevalence of Code Smells in Machine Learning projects",
    "poenaru2023retrain": "Retrain AI Systems Responsibly! Use Sustainable Concept Drift Adaptation Techniques",
    "ALCE": "Enabling Large Language Models to Generate Text with Citations",
    "multi-column": "Dense Passage Retrieval for Open-Domain Question Answering",
}


FACTS = {
    "pasa": (7, "Yichen He", "Weinan E", 2025, None),
    "2023.eacl-main.121": (7, "Kalpesh Krishna", "Kyle Lo", 2023, None),
    "papermage": (17, "Kyle Lo", "Luca Soldaini", 2023, None),
    "N18-3011": (23, "Waleed Ammar", "Oren Etzioni", 2018, None),
    "0807.3577": (2, "Krzysztof Bolejko", "Lars Andersson", 2008, "10.1088/1475-7516/2008/10/003"),
    "gadr": (2, "Oliver Kopp", "Anita Armbruster", 2019, None),
    "Wang-paperAVE2008": (2, "Rui Wang", "Günter Neumann", 2008, None),
    "test_Grobid_1_05452615": (3, "Muhammad Atif Iqbal", "Saeed Murtaza", 2010, "10.1109/dsde.2010.49"),
    "cruz2017leafactor": (3, "Luis Cruz", "Jean-Noël Rouvignac", 2017, "10.1109/mobilesoft.2017.21"),
    "cruz2019do": (5, "Luis Cruz", "Xin Xia", 2019, None),
    "poenaru2023retrain": (5, "Lorena Poenaru-Olaru", "Arie van Deursen", 2023, None),
    "multi-column": (8, "Vladimir Karpukhin", "Wen-tau Yih", 2020, None),
}
"""How many authors, the first and the last of them, year and DOI, read off the printed pages."""

LISTED = {
    "2304.02623v1": 35,
    "0807.3577": 39,
    "1001._0908.0054": 19,
    "Wang-paperAVE2008": 12,
    "gadr": 6,
    "test_Grobid_1_05452615": 23,
    "test_Grobid_2_05982691": 14,
    "chuang2022removing": 27,
    "cruz2017leafactor": 6,
    "cruz2017performance": 39,
    "cruz2018using": 26,
    "cruz2019do": 51,
    "cruz2021prevelance": 17,
}
"""The highest number printed in the reference list."""


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
    assert (source.warnings, source.faults) == ((), ())
    prose = [block for block in source.blocks if block.evidence is Evidence.PAPER]
    assert prose[0].page == 1
    assert sum(block.end - block.start for block in prose) > 3500


@pytest.mark.parametrize("name", TITLES)
def test_a_research_papers_title_is_found(samples: Path, name: str) -> None:
    (path,) = (samples / "pdf").glob(f"*__{name}.pdf")
    source = read(path)
    assert isinstance(source, Source)
    assert source.records[0].title == TITLES[name]
    assert [block.page for block in source.blocks if block.evidence is Evidence.TITLE] == [1]


@pytest.mark.parametrize("name", FACTS)
def test_a_research_papers_facts_are_read_off_its_first_page(samples: Path, name: str) -> None:
    (path,) = (samples / "pdf").glob(f"*__{name}.pdf")
    source = read(path)
    assert isinstance(source, Source)
    record = source.records[0]
    found = (len(record.authors), record.authors[0], record.authors[-1], record.year, record.doi)
    assert found == FACTS[name]


@pytest.mark.parametrize("name", LISTED)
def test_a_numbered_reference_list_is_read_to_its_last_number(samples: Path, name: str) -> None:
    (path,) = (samples / "pdf").glob(f"*__{name}.pdf")
    source = read(path)
    assert isinstance(source, Source)
    assert len(source.records[0].references) == LISTED[name]


@pytest.mark.parametrize(
    "name", ["pasa", "gadr", "cruz2019emaas", "cruz2019attention", "2304.02623v1", "Wang-paperAVE2008"]
)
def test_an_abstract_is_a_section_of_its_own(samples: Path, name: str) -> None:
    (path,) = (samples / "pdf").glob(f"*__{name}.pdf")
    source = read(path)
    assert isinstance(source, Source)
    abstract = [source.raw(block) for block in source.blocks if block.section == "Abstract"]
    assert 400 < sum(map(len, abstract)) < 2500
    assert not abstract[0].lower().startswith("abstract")


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
    outcome = read(samples / "pdf-bad" / name)
    if isinstance(outcome, Source):
        assert kind not in ("encrypted_needs_password", "truncated_download")
        assert_well_formed(outcome)
        assert outcome.warnings or any(text.strip() for text in outcome.texts.values())
    elif kind == "encrypted_needs_password":
        assert outcome == "needs a password: save a copy without one"
    else:
        assert outcome.startswith(("is damaged or cut short", "has no pages", "is empty", "is not a PDF"))


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
    assert source.warnings == ("no text on page 2 (scanned?): run OCR over it",)
    assert source.faults == (PageFault(2, Fault.NO_TEXT),)


def test_a_page_of_which_the_content_is_damaged_is_told_of(samples: Path) -> None:
    source = read(samples / "pdf-bad" / "mozilla_pdf.js__poppler-90-0-fuzzed.pdf")
    assert isinstance(source, Source)
    assert source.faults == (PageFault(14, Fault.GARBLED),)


@pytest.mark.parametrize("name", ["docling__right_to_left_02", "allenai_olmocr__pdftotext_two_column_issue"])
def test_pages_in_another_direction_or_with_boxes_are_no_fault(samples: Path, name: str) -> None:
    source = read(samples / "pdf-bad" / f"{name}.pdf")
    assert isinstance(source, Source)
    assert source.faults == ()


def test_every_character_of_the_samples_is_accounted_for(samples: Path) -> None:
    for path in sorted((samples / "pdf").glob("*.pdf")):
        source = read(path)
        assert isinstance(source, Source)
        assert source.shares is not None
        assert source.shares.passages >= 0.6, path.name
        assert source.shares.lost <= 0.02, path.name
