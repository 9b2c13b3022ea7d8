"""Type, marks, number of citations and pages of a work, in every form in which databases and programs export them."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZipFile

import pytest

from index.errors import ReadError
from index.readers import reader_for
from index.readers.records.entry import page_range, times_cited
from index.sources import Evidence, Record, WorkType

SCOPUS = '"Authors","Title","Year","Source title","Page start","Page end","Cited by","Abstract","Document Type"\n'
IEEE = (
    '"Document Title",Authors,"Publication Title","Start Page","End Page",Article Citation Count,Document Identifier\n'
)
WOS = "Publication Type\tAuthors\tArticle Title\tTimes Cited, WoS Core\tStart Page\tEnd Page\tDocument Type\n"
POP = "Cites,Authors,Title,Year,Type,StartPage,EndPage\n"


def only(text: str, suffix: str) -> Record:
    data = text.encode()
    (record,) = reader_for(data, suffix).read(data).records
    return record


@pytest.mark.parametrize(
    ("text", "suffix", "type_", "cited", "pages"),
    [
        (f'{SCOPUS}"Verne A.","T","2020","J","11","19","7","A.","Article"', ".csv", "article", 7, ("11", "19")),
        (f'{SCOPUS}"","T","2020","J","","","","A.","Conference Review"', ".csv", "proceedings", None, (None, None)),
        (f'{IEEE}"T","A. Verne","C","94","99","31","IEEE Conferences"', ".csv", "conference", 31, ("94", "99")),
        (f"{WOS}J\tVerne, A\tT\t0\tS12\tS19\tArticle; Early Access\n", ".tsv", "article", 0, ("S12", "S19")),
        (f'{POP}12,"A Verne","T",2017,"Proceeding",1,9', ".csv", "proceedings", 12, ("1", "9")),
        ("Item Title,Authors,Content Type\nT,Ada Verne,Chapter\n", ".csv", "chapter", None, (None, None)),
        (
            "FN Clarivate\nVR 1.0\nPT J\nAU Verne, A\nTI T\nDT Editorial Material\nTC 4\nZ9 6\nBP 30\nEP 41\nER\n",
            ".txt",
            "editorial",
            6,
            ("30", "41"),
        ),
        (
            "PMID- 1\nTI  - T.\nFAU - Verne, Ada\nPT  - Preprint\nPG  - 1123-5\n",
            ".nbib",
            "preprint",
            None,
            ("1123", "1125"),
        ),
        (
            "TY  - JOUR\nAU  - Verne, A.\nTI  - T\nSP  - 67-76\nM3  - Conference Paper\nN1  - Cited By :12\nER  - \n",
            ".ris",
            "conference",
            12,
            ("67", "76"),
        ),
        ("TY  - THES\nAU  - Verne, A.\nTI  - T\nSP  - 5\nEP  - 9\nER  - \n", ".ris", "thesis", None, ("5", "9")),
        ("@inproceedings{a, author={Verne, A}, title={T}, pages={12--34}}", ".bib", "conference", None, ("12", "34")),
        ("@misc{a, author={Verne, A}, title={T}, eprint={2101.00001}}", ".bib", "preprint", None, (None, None)),
        ("@misc{a, author={Verne, A}, title={T}}", ".bib", None, None, (None, None)),
        (
            "@article{a, author={Verne, A}, title={T}, note={cited By 12}, document_type={Review}}",
            ".bib",
            "article",
            12,
            (None, None),
        ),
        ("@online{a, author={Verne, A}, title={T}, url={https://a.example}}", ".bib", "web", None, (None, None)),
        ('[{"type": "paper-conference", "title": "T", "page": "3-9"}]', ".json", "conference", None, ("3", "9")),
        ('[{"type": "article", "title": "T", "author": []}]', ".json", None, None, (None, None)),
        (
            '<xml><records><record><ref-type name="Conference Proceedings">10</ref-type>'
            "<titles><title>T</title></titles>"
            "<pages>55-60</pages></record></records></xml>",
            ".xml",
            "conference",
            None,
            ("55", "60"),
        ),
        ("%0 Conference Proceedings\n%A Verne, A\n%T T\n%P 168-175\n", ".enw", "conference", None, ("168", "175")),
    ],
)
def test_each_form_states_type_citations_and_pages(
    text: str, suffix: str, type_: str | None, cited: int | None, pages: tuple[str | None, str | None]
) -> None:
    record = only(text, suffix)
    assert record.type == type_
    assert record.times_cited == cited
    assert (record.first_page, record.last_page) == pages


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        (f'{SCOPUS}"Verne A.","T","2020","J","","","7","A.","Retracted"', ".csv"),
        (f"{WOS}J\tVerne, A\tT\t0\t1\t9\tArticle; Retracted Publication\n", ".tsv"),
        ("PMID- 1\nTI  - T.\nFAU - Verne, Ada\nPT  - Journal Article\nRIN - Ann Widgets. 2021;3:1\n", ".nbib"),
        ("TY  - JOUR\nTI  - RETRACTED: T\nAU  - Verne, A.\nER  - \n", ".ris"),
        (
            '[{"type": "article-journal", "title": "T", "updated-by": [{"type": "retraction", "DOI": "10.1/r"}]}]',
            ".json",
        ),
        ("@article{a, author={Verne, A}, title={T}, note={Retracted}}", ".bib"),
        ("Title,Author,Journal,RetractionNature\nT,Ada Verne,Ann. Widgets,Retracted article\n", ".csv"),
    ],
)
def test_a_retracted_work_is_marked(text: str, suffix: str) -> None:
    record = only(text, suffix)
    assert record.retracted
    assert record.type is WorkType.ARTICLE or suffix in (".csv", ".bib")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12.0", 12),
        ("Cited By (since 1996):2 Export Date: 6 January 2014", 2),
        ("Times Cited in Web of Science Core Collection:   11", 11),
        ("Citations: 3", 3),
        ("Sea Health. 2019 Nov 3;3(2):11-19", None),
        ("It was cited by three of the 12 teams", None),
        ("", None),
    ],
)
def test_the_number_of_citations_is_read_alone_or_behind_its_label(text: str, number: int | None) -> None:
    assert times_cited(text) == number


@pytest.mark.parametrize(
    ("first", "last", "pages"),
    [
        ("12", "34", ("12", "34")),
        ("12–34", "", ("12", "34")),
        ("pp. 12-34", "", ("12", "34")),
        ("xii", "xx", ("xii", "xx")),
        ("1123", "5", ("1123", "1125")),
        ("12", "", ("12", None)),
        ("0", "0", (None, None)),
        ("no pages", "", (None, None)),
        ("", "34", (None, None)),
    ],
)
def test_pages_are_a_first_and_a_last_one(first: str, last: str, pages: tuple[str | None, str | None]) -> None:
    assert page_range(first, last) == pages


def workbook(sheets: Mapping[str, Sequence[Sequence[str | float]]]) -> bytes:
    """An Excel file with inline texts and numbers."""
    cells = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    listed = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(sheets, 1))
    leads = "".join(
        f'<Relationship Id="r{i}" Type="{office}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{cells}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{leads}</Relationships>',
    }
    for i, rows in enumerate(sheets.values(), 1):
        lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        members[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{cells}"><sheetData>{lines}</sheetData></worksheet>'
        )
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def _cell(value: str | float) -> str:
    return f"<c><v>{value}</v></c>" if isinstance(value, float) else f'<c t="inlineStr"><is><t>{value}</t></is></c>'


HEADER = ["Article Title", "Author Full Names", "Publication Year", "Times Cited, WoS Core", "Document Type"]


def test_an_excel_export_is_read_like_csv_from_the_sheet_with_titles() -> None:
    sheets = {"About": [["Exported by"]], "savedrecs": [HEADER, ["T", "Verne, Ada; Lind, Bo", 2021.0, 7.0, "Review"]]}
    data = workbook(sheets)
    reader = reader_for(data, ".xlsx")
    assert reader.name == "spreadsheet"
    assert reader.read(data).records == (
        Record("T", ("Verne, Ada", "Lind, Bo"), 2021, type=WorkType.ARTICLE, secondary=True, times_cited=7),
    )


def test_a_table_of_text_under_the_suffix_of_excel_is_read() -> None:
    assert only("\t".join(HEADER) + "\nT\tVerne, Ada\t2021\t7\tArticle\n", ".xls").times_cited == 7


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (workbook({"Codes": [["Study", "Code"], ["a", "b"]]}), "has no column of titles"),
        (workbook({"A": [HEADER]})[:200], "is damaged or no spreadsheet"),
        (b"\xd0\xcf\x11\xe0 and no more", "is damaged or no spreadsheet"),
    ],
)
def test_a_spreadsheet_that_is_no_export_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        reader_for(data, ".xlsx").read(data)


TAGS_ABOVE = "DB  - X\nTI  - One\nTY  - JOUR\nAU  - Verne, A.\nYR  - 2006\nER  - \n"


def test_tags_above_the_one_that_begins_a_record_belong_to_it() -> None:
    data = (TAGS_ABOVE + TAGS_ABOVE.replace("One", "Two")).encode()
    for suffix in (".ris", ".txt"):
        records = reader_for(data, suffix).read(data).records
        assert [(r.title, r.authors, r.year) for r in records] == [
            ("One", ("Verne, A.",), 2006),
            ("Two", ("Verne, A.",), 2006),
        ]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_endnotes_export_is_known_under_the_suffix_of_text(mark: str) -> None:
    data = f"{mark}%0 Journal Article\n%A Verne, Ada\n%D 2019\n%T One\n\n%0 Journal Article\n%T Two\n".encode()
    assert [record.title for record in reader_for(data, ".txt").read(data).records] == ["One", "Two"]


def test_an_undefined_macro_is_nobodys_name() -> None:
    data = b"@book{a, author = VERNE, title = {T}, year = 1993, month = jan, pages = 12--34}"
    source = reader_for(data, ".bib").read(data)
    assert (source.records[0].authors, source.records[0].year) == ((), 1993)
    assert "the @string macro VERNE is not defined: define it, or write it out" in source.warnings


def test_early_access_has_a_year_and_nobody_is_no_author() -> None:
    text = "FN Clarivate\nVR 1.0\nPT J\nAU {}\nTI T\nEA JAN 2023\nER\n"
    assert only(text.format("Verne, A"), ".txt").year == 2023
    assert only(text.format("[Anonymous]"), ".txt").authors == ()


@pytest.mark.parametrize(
    ("row", "authors"),
    [
        ("T,\"['Verne, Ada', 'Lind, Bo']\",2021.0", ("Verne, Ada", "Lind, Bo")),
        ('T,"[""O\'Brien, Cleo"", \'Moss, Dag\']",2021.0', ("O'Brien, Cleo", "Moss, Dag")),
        ("T,nan,2021.0", ()),
        ("T,A Verne…,2021", ("A Verne",)),
    ],
)
def test_what_programs_write_for_lists_and_for_nothing_is_read(row: str, authors: tuple[str, ...]) -> None:
    record = only(f"title,authors,year\n{row}\n", ".csv")
    assert (record.authors, record.year) == (authors, 2021)


@pytest.mark.parametrize(
    "title",
    [
        "[BOOK][B] Widgets at scale",
        "Widgets at scale**This research is in part supported by the National Foundation.",
        "Widgets at scale,",
    ],
)
def test_what_databases_add_to_a_title_is_no_part_of_it(title: str) -> None:
    assert only(f'Title,Authors\n"{title}",Ada Verne\n', ".csv").title == "Widgets at scale"


def test_the_lens_parts_authors_by_semicolons_beside_its_column_of_pubmed() -> None:
    assert only("Title,Author/s,PMID\nT,Eva Holt; Finn van der Aas,1\n", ".csv").authors == (
        "Eva Holt",
        "Finn van der Aas",
    )


def test_endnotes_notes_are_the_researchers_own() -> None:
    notes = "<notes>my doubt: small sample</notes><research-notes>again</research-notes>"
    data = f"<xml><records><record><titles><title>T</title></titles>{notes}</record></records></xml>".encode()
    source = reader_for(data, ".xml").read(data)
    assert [source.raw(block) for block in source.blocks if block.evidence is Evidence.SUMMARY] == [
        "again",
        "my doubt: small sample",
    ]


def test_a_list_of_dates_has_a_year() -> None:
    assert only('[{"type": "report", "title": "T", "issued": [{"year": "2020", "month": 2}]}]', ".json").year == 2020
