"""PDF: the sample primer, read page by page; and what cannot be read."""

import re
from pathlib import Path

import pytest
import typst

from index.errors import ReadError
from index.readers.pdf import reader as pdf
from index.sources import Evidence, Kind, Source
from index.text.normalise import compounds, normalise
from index.text.passages import Passage, make_passages
from tests.index.readers.wellformed import assert_well_formed

TITLE = "A Short Primer on Machine Learning Operations"


@pytest.fixture(scope="module")
def primer(sample_corpus: Path) -> Source:
    return pdf.read((sample_corpus / "papers" / "mlops-primer.pdf").read_bytes())


@pytest.fixture(scope="module")
def passages(primer: Source) -> list[Passage]:
    return make_passages(primer, "mlops-primer.pdf")


@pytest.fixture(scope="module")
def openings(sample_corpus: Path) -> list[str]:
    """How each paragraph of the primer's own source begins, in the author's order."""
    written = (sample_corpus / "papers" / "mlops-primer.typ").read_text(encoding="utf-8")
    body = written.split("*Abstract.*")[1].split("#heading(numbering: none)[References]")[0]
    prose = [line for line in body.split("\n") if re.match(r"[A-Z][a-z]+,? [a-z]", line)]
    return [" ".join(re.split(r"[#@$*_]", line)[0].split()[:6]) for line in prose]


def test_the_primer_is_a_paper_of_six_pages(primer: Source) -> None:
    assert_well_formed(primer)
    assert (primer.kind, primer.pages, primer.warnings) == (Kind.PAPER, 6, ())
    (record,) = primer.records
    assert (record.title, record.authors, record.year) == (TITLE, ("Refdesk",), 2026)


def test_the_title_is_a_block_on_page_one(primer: Source) -> None:
    (title,) = [block for block in primer.blocks if block.evidence is Evidence.TITLE]
    assert (primer.raw(title), title.page, title.section) == (TITLE, 1, None)


@pytest.mark.parametrize(
    ("words", "page", "section"),
    [
        ("This primer explains the field to a reader", 1, "Abstract"),
        ("MLOps is not a product.", 1, "What MLOps Is"),
        ("The work begins before any data is gathered", 1, "The Life Cycle of a Model > Stages"),
        (
            "Lineage is the record of where each field came from",
            2,
            "Data Management and Validation > Versions and lineage",
        ),
        ("Three automatic processes carry a change to users", 2, "Integration, Delivery and Training"),
        ("the schedule will faithfully teach the fault", 3, "Integration, Delivery and Training > Triggers"),
        ("In a shadow deployment the new model receives", 3, "Deployment Patterns > Shadow and canary releases"),
        ("Concept drift is a change in the relation", 3, "Monitoring and Drift > Data drift and concept drift"),
        ("Detection compares a recent window", 3, "Monitoring and Drift > Data drift and concept drift"),
        ("Secure aggregation, which hides single updates", 5, "Federated Operation"),
        ("has the greater part of MLOps already.", 5, "Open Problems"),
    ],
)
def test_a_sentence_has_its_page_and_section_as_locator(
    passages: list[Passage], words: str, page: int, section: str | None
) -> None:
    assert {(p.page, p.section) for p in passages if words in p.text} == {(page, section)}


def test_no_running_head_or_page_number_is_in_a_passage(primer: Source, passages: list[Passage]) -> None:
    head = f"{TITLE} Refdesk sample corpus"
    for number in range(2, 7):
        assert primer.texts[number].startswith(head)
    for number in range(1, 7):
        assert primer.texts[number].endswith(f"\n{number}")
    assert not [p for p in passages if "Operations Refdesk" in p.text]
    assert not [p for p in passages if re.search(rf"(^|\s){p.page}$", p.text)]


def test_the_reference_list_is_in_no_passage(primer: Source, passages: list[Passage]) -> None:
    cited = "Hyperparameter Optimization Using an Automated Machine Learning"
    assert cited in normalise(primer.texts[6]).text
    assert "[1] Rakshith Subramanya" in normalise(primer.texts[5]).text
    assert not [p for p in passages if cited in p.text or "Rakshith Subramanya" in p.text]
    assert {p.page for p in passages} == {1, 2, 3, 4, 5}


def test_both_columns_are_read_in_the_authors_order(primer: Source, openings: list[str]) -> None:
    assert len(openings) >= 45
    text = " ".join(normalise(primer.texts[page]).text for page in range(1, 6))
    places = [text.find(opening) for opening in openings]
    assert -1 not in places
    assert places == sorted(places)


def test_every_paragraph_is_in_a_passage(passages: list[Passage], openings: list[str]) -> None:
    text = "\n".join(p.text for p in passages)
    assert [opening for opening in openings if opening not in text] == []


def test_words_broken_at_line_ends_are_whole(primer: Source, passages: list[Passage]) -> None:
    assert sum(raw.count("\ufffe") + raw.count("\x02") for raw in primer.texts.values()) > 20
    text = "\n".join(p.text for p in passages)
    assert not re.search("[\ufffe\x02\u00ad]", text)
    assert "namely organisation, automated machine learning" in text


def test_each_sentence_leads_back_to_its_page(primer: Source, passages: list[Passage]) -> None:
    keep = compounds("\n".join(primer.texts.values()))
    for passage in passages:
        for sentence in passage.sentences:
            raw = primer.texts[passage.page or 0][sentence.start : sentence.end]
            assert normalise(raw, keep).text == sentence.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><body>Not found</body></html>", "is not a PDF"),
        (b"PK\x03\x04 a Word file with another suffix", "is not a PDF"),
        (b"%PDF-1.7\n", "is damaged or cut short"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF", "is damaged or cut short|has no pages"),
    ],
)
def test_what_is_no_pdf_inside_is_refused_with_advice(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=rf"(?:{reason}).*again"):
        pdf.read(data)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_download_that_was_cut_off_is_read_in_part_or_refused(sample_corpus: Path, kept: float) -> None:
    data = (sample_corpus / "papers" / "mlops-primer.pdf").read_bytes()
    with pytest.raises(ReadError, match="damaged or cut short"):
        pdf.read(data[: int(len(data) * kept)])


def test_a_title_block_behind_the_text_in_the_file_comes_first() -> None:
    """Some programs draw the title last; it stands first on the page."""
    title = "#text(20pt)[Drift of Catalogues in Halden] \\ Ada Moss \\ University of Halden"
    above = f"#place(top + center, dy: 0pt, [{title}])"
    text = "#v(90pt)\n= Abstract\n" + "A catalogue decays where nobody merges its copies. " * 9
    page = (
        f"#set page(width: 400pt, height: 600pt)\n{text}\n= Method\nWe counted the shelves of nine libraries.\n{above}"
    )
    source = pdf.read(typst.compile(page.encode(), format="pdf"))
    prose = [(block.section, " ".join(source.raw(block).split())) for block in source.blocks]
    assert source.records[0].title == "Drift of Catalogues in Halden"
    first = next(text for section, text in prose if "Ada Moss" in text)
    assert "University of Halden" in first
    assert [section for section, text in prose if "Ada Moss" in text] == [None]
    assert prose[-1][0] == "Method"


def test_an_author_in_large_print_is_no_section() -> None:
    title = (
        "#align(center)[#text(22pt)[Drift of Catalogues in Halden] \\ #text(15pt)[Ada Moss] \\ University of Halden]"
    )
    text = f"A catalogue decays where nobody merges its copies.\n\n{'We counted the shelves of nine libraries. ' * 12}"
    page = f"#set page(width: 400pt, height: 600pt)\n#set text(size: 10pt)\n{title}\n\n{text}\n= Thaw\n{text}"
    source = pdf.read(typst.compile(page.encode(), format="pdf"))
    assert source.records[0].authors == ("Ada Moss",)
    assert list(dict.fromkeys(block.section for block in source.blocks)) == [None, "Thaw"]
