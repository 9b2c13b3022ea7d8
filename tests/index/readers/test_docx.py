"""DOCX: Word's documents."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from index.errors import ReadError
from index.readers import docx as reader
from index.sources import Evidence, Kind, Source
from tests.index.readers.hostile import NOISE, bomb, damaged, outcome, zipped
from tests.index.readers.wellformed import assert_well_formed, texts_under

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def made(write: Callable[[Document], object]) -> bytes:
    """A document as python-docx saves it."""
    document = docx.Document()
    write(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read(data: bytes) -> Source:
    source = reader.read(data)
    assert_well_formed(source)
    return source


def add(document: Document, xml: str) -> None:
    """Put raw WordprocessingML at the end of the body."""
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml.replace(">", f" {W}>", 1)))


def paper(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "A running head"
    document.add_heading("On Drift", 0)
    document.add_paragraph("Ada Lovelace")
    document.add_heading("Abstract", 1)
    document.add_paragraph("We study drift.")
    document.add_heading("Method", 1)
    document.add_heading("Data", 2)
    document.add_paragraph("One.")
    document.add_paragraph("an item", style="List Bullet")
    document.add_paragraph("another", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Tool", "Use", "A", "B"), strict=True):
        cell.text = text
    document.add_heading("References", 1)
    document.add_paragraph("Lovelace, A.: Notes. 1843.")
    document.add_paragraph("Turing, A.: Numbers. 1936.")


PAPER = made(paper)


def test_heading_styles_make_the_section_path() -> None:
    source = read(PAPER)
    assert (source.kind, source.pages) == (Kind.PAPER, None)
    assert [(b.evidence, b.section, source.raw(b)) for b in source.blocks] == [
        (Evidence.TITLE, None, "On Drift"),
        (Evidence.PAPER, None, "Ada Lovelace"),
        (Evidence.PAPER, "Abstract", "We study drift."),
        (Evidence.PAPER, "Method > Data", "One."),
        (Evidence.PAPER, "Method > Data", "an item"),
        (Evidence.PAPER, "Method > Data", "another"),
        (Evidence.PAPER, "Method > Data", "Tool | Use"),
        (Evidence.PAPER, "Method > Data", "A | B"),
    ]
    assert "running head" not in source.texts[0]


def test_the_reference_list_becomes_references() -> None:
    assert read(PAPER).records[0].references == ("Lovelace, A.: Notes. 1843.", "Turing, A.: Numbers. 1936.")


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("On Skew", "Ada Lovelace; Alan Turing", ("On Skew", ("Ada Lovelace", "Alan Turing"))),
        ("Word Document", "python-docx", ("Drift", ())),
        ("Microsoft Word - draft3.docx", "Windows User", ("Drift", ())),
        ("", "adal", ("Drift", ())),
    ],
)
def test_what_a_program_writes_into_the_properties_states_nothing(
    title: str, author: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    def write(document: Document) -> None:
        document.core_properties.title, document.core_properties.author = title, author
        document.add_heading("Drift", 1)
        document.add_paragraph("Text.")

    (record,) = read(made(write)).records
    assert (record.title, record.authors) == expected


def test_of_several_main_headings_none_is_the_title() -> None:
    source = read(made(lambda d: [d.add_heading("One", 1), d.add_paragraph("x"), d.add_heading("Two", 1)]))
    assert source.records[0].title is None


@pytest.mark.parametrize(
    ("below", "authors"),
    [
        ("Ada Verne and Bo Lind", ("Ada Verne", "Bo Lind")),
        ("Ada Verne¹, Bo Lind²*", ("Ada Verne", "Bo Lind")),
        ("Some University of Harbours", ()),
        ("Gauges drift in old harbours.", ()),
        ("Gauge Readings", ()),
    ],
)
def test_the_names_under_the_title_are_the_authors(below: str, authors: tuple[str, ...]) -> None:
    def write(document: Document) -> None:
        document.core_properties.author = ""
        document.add_heading("On the drift of gauges", 0)
        document.add_paragraph(below)
        document.add_heading("Method", 1)
        document.add_paragraph("The gauge readings were taken.")

    (record,) = read(made(write)).records
    assert record.authors == authors


def test_headings_of_another_language_are_known_by_their_outline_level() -> None:
    def write(document: Document) -> None:
        style = document.styles.add_style("berschrift", 1)
        style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="1"/>'))
        derived = document.styles.add_style("Meine", 1)
        derived.base_style = style
        document.add_paragraph("Verfahren", style="berschrift")
        document.add_paragraph("Text.")
        document.add_paragraph("Daten", style="Meine")
        document.add_paragraph("Mehr.")

    source = read(made(write))
    assert (texts_under(source, "Verfahren"), texts_under(source, "Daten")) == (["Text."], ["Mehr."])


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:p><w:r><w:t>a</w:t></w:r><w:ins><w:r><w:t>b</w:t></w:r></w:ins></w:p>", "ab"),
        ("<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>b</w:delText></w:r></w:del></w:p>", "a"),
        ("<w:p><w:moveFrom><w:r><w:t>a</w:t></w:r></w:moveFrom><w:r><w:t>b</w:t></w:r></w:p>", "b"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r></w:p>", "a b-c"),
        ("<w:p><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>", "link"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>3</w:t></w:r></w:p>", "3"),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>held</w:t></w:r></w:p></w:sdtContent></w:sdt>", "held"),
    ],
)
def test_a_document_reads_with_its_changes_accepted(xml: str, text: str) -> None:
    assert texts_under(read(made(lambda d: add(d, xml))), None) == [text]


def test_a_text_box_comes_behind_its_paragraph_and_older_copies_of_it_are_left_out() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    xml = f"<w:p><w:r><w:drawing>{box}</w:drawing><w:pict>{box}</w:pict></w:r><w:r><w:t>a</w:t></w:r></w:p>"
    assert texts_under(read(made(lambda d: add(d, xml))), None) == ["a", "boxed"]


def test_a_table_of_contents_is_passed_over() -> None:
    def write(document: Document) -> None:
        add(
            document,
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
            "<w:sdtContent><w:p><w:r><w:t>Method 3</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        )
        document.add_paragraph("Text.")

    assert texts_under(read(made(write)), None) == ["Text."]


def test_a_filled_template_is_a_summary() -> None:
    def write(document: Document) -> None:
        for heading in ("Paper Title: On Drift", "Authors: Olsson, H. H.", "Challenges:"):
            document.add_heading(heading, 2)
        document.add_paragraph("skew", style="List Bullet")

    source = read(made(write))
    assert (source.kind, source.records[0].title) == (Kind.SUMMARY, "On Drift")
    assert source.records[0].authors == ("Olsson, H. H.",)
    assert texts_under(source, "Challenges") == ["skew"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "needs a password or is in Word's old format"),
        (zipped({"a.txt": "x"}), "is not a DOCX"),
        (zipped({"[Content_Types].xml": "<Types"}), "is not a DOCX"),
        (bomb("[Content_Types].xml"), "unpacks to more than 200 MB"),
        (bomb("word/document.xml", claimed=100), "is damaged or cut short"),
        (made(lambda d: None), "has no text in it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        reader.read(data)


@pytest.mark.parametrize("data", NOISE.values(), ids=NOISE)
def test_hostile_files_are_refused_at_once(data: bytes) -> None:
    assert outcome(reader.read, data) is None


def test_damaged_documents_are_read_or_refused() -> None:
    assert None in [outcome(reader.read, data) for data in damaged(PAPER, 40)]


@pytest.mark.parametrize("depth", [20, 2000])
def test_nested_tables_are_read_or_refused(depth: int) -> None:
    paragraph = "<w:p><w:r><w:t>in</w:t></w:r></w:p>"
    nested = "<w:tbl><w:tr><w:tc>" * depth + paragraph + "</w:tc></w:tr></w:tbl>" * depth
    with zipfile.ZipFile(io.BytesIO(PAPER)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    members["word/document.xml"] = members["word/document.xml"].replace(b"<w:body>", b"<w:body>" + nested.encode())
    source = outcome(reader.read, zipped(members))
    assert (source is not None and "in" in texts_under(source, None)) == (depth == 20)
