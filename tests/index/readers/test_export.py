"""CSV exports of databases, and tables like them."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from index.errors import ReadError
from index.readers.records import csv_export
from index.sources import Record, Source, WorkType
from tests.index.readers.bibliographies import assert_composed
from tests.index.readers.wellformed import texts_under


def read(text: str, encoding: str = "utf-8") -> Source:
    source = csv_export.read(text.encode(encoding))
    assert_composed(source)
    return source


def table(*rows: tuple[str, ...], delimiter: str = ",") -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(
    ("header", "row", "record"),
    [
        (
            ("Authors", "Author full names", "Author(s) ID", "Title", "Year", "Source title", "DOI", "Link", "Source"),
            (
                "Neto W.L.; Yu C.",
                "Neto, Walter Lau (571); Yu, Cunxi (569)",
                "571; 569",
                "T",
                "2023",
                "V",
                "10.1/x",
                "",
                "Scopus",
            ),
            Record("T", ("Neto, Walter Lau", "Yu, Cunxi"), 2023, "V", None),
        ),
        (
            ("Document Title", "Authors", "Author Affiliations", "Publication Title", "Publication Year", "DOI"),
            ("T,", "O. K. Allotey; N. Amanquah", "X", "V", "2025", "10.1109/ABC"),
            Record("T", ("O. K. Allotey", "N. Amanquah"), 2025, "V", "10.1109/abc"),
        ),
        (
            ("type", "id", "author", "editor", "title", "doi", "journal", "booktitle", "year"),
            ("article", "123", "John Smith and Jane Doe", "", "T", "10.1145/123", "", "V", "2019"),
            Record("T", ("John Smith", "Jane Doe"), 2019, "V", "10.1145/123", type=WorkType.ARTICLE),
        ),
        (
            ("Item Title", "Publication Title", "Book Series Title", "Item DOI", "Authors", "Publication Year", "URL"),
            ("T", "V", "S", "10.1007/x", "Ada LovelaceAlan M. Turing", "2020", "http://x"),
            Record("T", ("Ada Lovelace", "Alan M. Turing"), 2020, "V", "10.1007/x"),
        ),
        (
            (
                "Publication Type",
                "Authors",
                "Author Full Names",
                "Article Title",
                "Source Title",
                "Publication Year",
                "DOI",
            ),
            ("J", "Smith, J; Doe, A", "Smith, John; Doe, Ann", "T", "V", "2018", "10.1016/J.X"),
            Record("T", ("Smith, John", "Doe, Ann"), 2018, "V", "10.1016/j.x", type=WorkType.ARTICLE),
        ),
        (
            ("PT", "AU", "AF", "TI", "SO", "PY", "DI"),
            ("J", "Smith, J", "", "T", "V", "2018", ""),
            Record("T", ("Smith, J",), 2018, "V", type=WorkType.ARTICLE),
        ),
        (
            ("PMID", "Title", "Authors", "Journal/Book", "Publication Year", "DOI"),
            ("1", "T", "Smith J, Doe AB.", "V", "2016", ""),
            Record("T", ("Smith, J", "Doe, AB"), 2016, "V"),
        ),
        (
            ("Key", "Item Type", "Publication Year", "Author", "Title", "Publication Title", "Extra"),
            ("ABCD2345", "journalArticle", "2020", "Doe, Ann; Roe, B.", "T", "V", "Citation Key: doe2020t"),
            Record("T", ("Doe, Ann", "Roe, B."), 2020, "V", key="doe2020t", type=WorkType.ARTICLE),
        ),
        (
            ("title", "authors", "year"),
            ("T", "A. Lovelace, A. Turing et al.", "c2020"),
            Record("T", ("A. Lovelace", "A. Turing"), 2020, authors_cut=True),
        ),
    ],
    ids=["Scopus", "IEEE Xplore", "ACM", "Springer", "Web of Science", "its tags", "PubMed", "Zotero", "generic"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_database_is_known_by_its_columns(
    header: tuple[str, ...], row: tuple[str, ...], record: Record, delimiter: str
) -> None:
    assert read(table(header, row, delimiter=delimiter)).records == (record,)


def test_marks_quoted_line_breaks_and_abstracts_are_read() -> None:
    source = read(
        '\ufeffTitle,Authors,Year,Abstract,Author Keywords,Index Keywords\r\n"A ""quoted""\r\ntitle","Doe, J.",2020,'
        '"First line\r\nsecond line, with a comma.","drift; ""skew""","x; y"\r\n'
        'B,"Doe, J.",2021,[No abstract available],,"x; y"\r\n'
    )
    assert [record.title for record in source.records] == ['A "quoted" title', "B"]
    assert texts_under(source, "Abstract") == ["First line second line, with a comma."]
    assert texts_under(source, "Keywords") == ['drift; "skew"', "x; y"]


@pytest.mark.parametrize(
    ("column", "cell", "references"),
    [
        (
            "References",
            "Sculley D., Holt G., Hidden debt; a survey, NIPS, pp. 1-9, (2015); Amershi S., Software engineering, "
            "(2019); Breck E., The ML test score",
            (
                "Sculley D., Holt G., Hidden debt; a survey, NIPS, pp. 1-9, (2015)",
                "Amershi S., Software engineering, (2019)",
                "Breck E., The ML test score",
            ),
        ),
        (
            "Cited References",
            "Smith J, 2001, J FOO, V1; *IEEE, 1990, STD",
            ("Smith J, 2001, J FOO, V1", "*IEEE, 1990, STD"),
        ),
    ],
)
def test_cited_references_are_parted(column: str, cell: str, references: tuple[str, ...]) -> None:
    (record,) = read(table(("Title", "Authors", "Year", column), ("T", "A. B", "2020", cell))).records
    assert record.references == references


def test_the_header_may_stand_below_other_lines_and_name_its_separator() -> None:
    assert read("sep=;\nTitle;Year;Authors\nA, B;2020;C. D\n").records == (Record("A, B", ("C. D",), 2020),)
    assert read("Search: mlops\n\nTitle,Year,Authors\nA,2020,C. D\n").records == (Record("A", ("C. D",), 2020),)


def test_rows_that_tell_of_no_work_or_do_not_fit_are_told() -> None:
    source = read("Title,Authors,Year\nA,B. C,2020\n,,\n,,2021\nTitle,Authors,Year\nD, E,F. G,2022\n")
    assert [record.title for record in source.records] == ["A", "D"]
    assert source.warnings[:2] == (
        "row 4 has neither title nor authors nor DOI and was left out",
        "row 6 has more cells than there are columns: is a cell not in quotation marks?",
    )


def test_a_table_without_titles_is_refused_with_the_columns_seen_and_wanted() -> None:
    with pytest.raises(ReadError, match=r"no column of titles \(its columns: name, size\): name one Title"):
        csv_export.read(b"name,size\na,1\n")


def test_a_header_alone_holds_no_entry() -> None:
    with pytest.raises(ReadError, match="holds no entry"):
        csv_export.read(b"Title,Authors,Year\n")


def test_a_cell_longer_than_pythons_default_is_read() -> None:
    (record,) = read(table(("Title", "Authors", "Year", "Abstract"), ("T", "A. B", "2020", "word " * 50_000))).records
    assert record.title == "T"


@pytest.mark.parametrize(
    ("name", "records", "without_authors", "without_doi"),
    [("acm", 994, 257, 281), ("ieee_1", 100, 0, 5), ("scopus", 165, 2, 4), ("springer", 380, 2, 0)],
)
def test_every_row_of_a_real_export_is_a_record(
    samples: Path, name: str, records: int, without_authors: int, without_doi: int
) -> None:
    data = (samples / "csv" / f"export_{name}.csv").read_bytes()
    source = csv_export.read(data)
    assert_composed(source)
    assert len(source.records) == records == len(list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""))))
    assert all(record.title and record.year for record in source.records)
    assert sum(not record.authors for record in source.records) == without_authors
    assert sum(record.doi is None for record in source.records) <= without_doi
    assert not any("et al" in author or ";" in author for record in source.records for author in record.authors)
