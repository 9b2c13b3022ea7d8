"""RIS and the tagged formats that are rewritten as RIS."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ReadError
from index.readers.records import tagged
from index.sources import Evidence, Record, Source, WorkType
from tests.index.readers.bibliographies import assert_composed
from tests.index.readers.wellformed import texts_under

WHOLE = """TY  - JOUR
AU  - Lovelace, Ada
AU  - Turing,A. M.
TI  - On the Engine
PY  - 1843/07//
JF  - Scientific Memoirs
DO  - https://doi.org/10.1000/ENG.1
KW  - engines
KW  - notes; numbers
AB  - The engine weaves
algebraic patterns.
N1  - Citation Key: lovelace1843engine
ER  -
"""


def read(text: str) -> Source:
    source = tagged.read_ris(text.encode())
    assert_composed(source)
    return source


def test_a_record_is_read_whole() -> None:
    source = read(WHOLE)
    assert source.records == (
        Record(
            "On the Engine",
            ("Lovelace, Ada", "Turing, A. M."),
            1843,
            "Scientific Memoirs",
            "10.1000/eng.1",
            key="lovelace1843engine",
            type=WorkType.ARTICLE,
            fields=(
                ("keyword", "engines"),
                ("keyword", "notes"),
                ("keyword", "numbers"),
            ),
        ),
    )
    assert source.texts[0] == "On the Engine\n\nengines; notes; numbers\n\nThe engine weaves algebraic patterns."
    assert source.warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        WHOLE + WHOLE,
        WHOLE.replace("ER  -\n", "") + WHOLE.replace("ER  -\n", ""),
        WHOLE.replace("TY  - JOUR\n", "") + WHOLE.replace("TY  - JOUR\n", ""),
        "\ufeff\n\n" + WHOLE.replace("\n", "\r\n") + "\r\n  \r\n" + WHOLE + "  ",
        WHOLE.replace("  - ", " - ") * 2,
        "from a search\n" + WHOLE + "between\n" + WHOLE,
    ],
    ids=["tidy", "no end", "no beginning", "Windows", "one space", "lines around"],
)
def test_records_are_parted_however_they_are_bounded(text: str) -> None:
    records = read(text).records
    assert len(records) == 2
    assert {(record.title, record.authors, record.year) for record in records} == {
        ("On the Engine", ("Lovelace, Ada", "Turing, A. M."), 1843)
    }


@pytest.mark.parametrize(
    ("lines", "record"),
    [
        ("T1  - A\nT2  - J\nY1  - 2005/07/15", Record("A", (), 2005, "J")),
        ("TI  - A\nAU  - Federico, S., Grillo, A.\nDA  - 2004", Record("A", ("Federico, S.", "Grillo, A."), 2004)),
        ("TI  - A\nA1  - Ada Lovelace; Alan Turing", Record("A", ("Ada Lovelace", "Alan Turing"))),
        ("TI  - A\nUR  - https://dx.doi.org/10.1000/X", Record("A", doi="10.1000/x")),
        ("TI  - A\nID  - smith2020", Record("A", key="smith2020")),
        ("TI  - A\nID  - 27169098", Record("A")),
        ("TI  - A\nLB  - ABCD2345", Record("A")),
        ("TI  - A\nT2  - A\nJO  - J. B.", Record("A", venue="J. B.")),
        ("TI  - A\nT2  - \nAB  - Abstract", Record("A")),
    ],
)
def test_facts_are_found_in_the_tags_that_exporters_choose(lines: str, record: Record) -> None:
    source = read(f"TY  - JOUR\n{lines}\nER  - ")
    assert source.records == (replace(record, type=WorkType.ARTICLE),)
    assert source.texts[0] == "A"


def test_a_books_editors_stand_in_for_authors_and_a_papers_do_not() -> None:
    lines = "TI  - A\nED  - Robinson, W. F.\nER  - "
    assert read(f"TY  - BOOK\n{lines}").records[0].authors == ("Robinson, W. F.",)
    assert read(f"TY  - JOUR\n{lines}").records[0].authors == ()


def test_a_note_in_the_researchers_words_is_kept_and_a_databases_is_not() -> None:
    source = read(
        "TY  - JOUR\nTI  - A\nN2  - It is so.\nN1  - Cited By :44\nN1  - doi: 10.1000/x\n"
        "N1  - <p>I would use their definition of drift, since it separates data from concept.</p>\nER  - "
    )
    assert texts_under(source, "Abstract") == ["It is so."]
    assert texts_under(source, "Notes") == [
        "I would use their definition of drift, since it separates data from concept."
    ]
    assert source.blocks[-1].evidence is Evidence.SUMMARY


def test_a_file_without_a_record_is_refused() -> None:
    with pytest.raises(ReadError, match="holds no entry"):
        tagged.read_ris(b"nothing here\n")


def test_every_sample_is_read(samples: Path) -> None:
    files = sorted((samples / "bib").glob("*.ris"))
    assert len(files) >= 10
    for path in files:
        source = tagged.read_ris(path.read_bytes())
        assert_composed(source)
        assert source.warnings == ()
        assert len(source.records) == 1


def test_web_of_science_gives_full_names_and_cited_references() -> None:
    source = tagged.read_webofscience(
        b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Lovelace, A\n   Turing, AM\n"
        b"AF Lovelace, Ada\n   Turing, Alan M.\nTI On the\n   Engine\nSO MEMOIRS\nDE engines; looms and\n   cards\n"
        b"ID PLUS\nAB It weaves.\nCR Babbage C, 1832, ECONOMY\n   Menabrea L, 1842, SKETCH, DOI 10.1000/x\n"
        b"PY 1843\nDI 10.1000/ENG\nER\n\nPT J\nTI Second\nAU A, B\nPY 2000\nER\n\nEF\n"
    )
    assert_composed(source)
    assert source.records[0] == Record(
        "On the Engine",
        ("Lovelace, Ada", "Turing, Alan M."),
        1843,
        "MEMOIRS",
        "10.1000/eng",
        references=("Babbage C, 1832, ECONOMY", "Menabrea L, 1842, SKETCH, DOI 10.1000/x"),
        type=WorkType.ARTICLE,
        fields=(
            ("keyword", "engines"),
            ("keyword", "looms and cards"),
        ),
    )
    assert texts_under(source, "Keywords") == ["engines; looms and cards"]
    assert source.records[1].title == "Second"


def test_endnotes_tagged_export_is_read() -> None:
    source = tagged.read_refer(
        b"%0 Journal Article\n%A Lovelace, Ada\n%T On the Engine\n%J Memoirs\n%D 1843\n%X It weaves.\n"
        b"%K looms\ncards\n%R 10.1000/e\n%F lovelace1843\n\n%0 Book\n%T Two\n%A Turing, Alan\n%D 1950\n"
    )
    assert_composed(source)
    assert source.records == (
        Record(
            "On the Engine",
            ("Lovelace, Ada",),
            1843,
            "Memoirs",
            "10.1000/e",
            key="lovelace1843",
            type=WorkType.ARTICLE,
            fields=(
                ("keyword", "looms"),
                ("keyword", "cards"),
            ),
        ),
        Record("Two", ("Turing, Alan",), 1950, type=WorkType.BOOK),
    )
    assert texts_under(source, "Keywords") == ["looms; cards"]


def test_medline_is_read_with_names_in_full_or_in_its_own_order() -> None:
    source = tagged.read_medline(
        b"\nPMID- 1\nTI  - Drift\n      found.\nFAU - Doe, Jane\nAU  - Doe J\nAD  - Somewhere\n      far\n"
        b"DP  - 2016 Apr 19\nJT  - Biomed\nAID - abc [pii]\nAID - 10.1000/X [doi]\nOT  - drift\n\n"
        b"PMID- 2\nTI  - Two\nAU  - Vinodhkumar P\nDP  - 2017\n"
    )
    assert_composed(source)
    assert source.records == (
        Record("Drift found.", ("Doe, Jane",), 2016, "Biomed", "10.1000/x", fields=(("keyword", "drift"),)),
        Record("Two", ("Vinodhkumar, P",), 2017),
    )


@pytest.mark.parametrize(
    ("name", "records"),
    [("IsiImporterTestMedline.isi", 2), ("NbibImporterTest.nbib", 1), ("Endnote.book.example.enw", 1)],
)
def test_samples_of_the_tagged_formats_are_read(samples: Path, name: str, records: int) -> None:
    reader = {"isi": tagged.read_webofscience, "nbib": tagged.read_medline, "enw": tagged.read_refer}[
        name.rsplit(".", 1)[1]
    ]
    source = reader((samples / "bib" / name).read_bytes())
    assert_composed(source)
    assert [(bool(r.title), bool(r.authors), bool(r.year)) for r in source.records] == [(True, True, True)] * records
