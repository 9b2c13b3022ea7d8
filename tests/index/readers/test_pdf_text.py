"""Text and titles of PDFs made by hand."""

import pytest

from index.readers.pdf import reader as pdf
from index.sources import Source
from tests.index.readers.handmade import one_page, stream, to_unicode

SAID = b"BT /F1 24 Tf 20 250 Td (Drift of Models) Tj /F1 10 Tf 0 -60 Td (Models drift in production.) Tj ET"


def title_of(info: bytes) -> str | None:
    return pdf.read(one_page(SAID, b"", b"<< %s >>" % info, info=6)).records[0].title


@pytest.mark.parametrize(
    ("info", "title"),
    [
        (b"/Title (Drift of Models)", "Drift of Models"),
        (b"/Title (drift  of\\nmodels)", "drift of models"),
        (b"/Title (Drift of Models &amp; more)", "Drift of Models"),
        (b"/Title (Microsoft Word - draft.docx)", "Drift of Models"),
        (b"/Title (untitled)", "Drift of Models"),
        (b"/Title (paper_v3.tex)", "Drift of Models"),
        (b"/Title (Elsevier template)", "Drift of Models"),
        (b"/Title (of Models)", "Drift of Models"),
        (b"/Title ()", "Drift of Models"),
        (b"", "Drift of Models"),
    ],
)
def test_the_title_is_what_is_printed_unless_the_information_bears_it_out(info: bytes, title: str) -> None:
    assert title_of(info) == title


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        (b"Ada Lovelace; Alan Turing", ("Ada Lovelace", "Alan Turing")),
        (b"Ada Lovelace and Alan Turing", ("Ada Lovelace", "Alan Turing")),
        (b"Unknown", ()),
        (b"admin", ()),
        (b"", ()),
    ],
)
def test_authors_are_those_of_the_document_information(author: bytes, authors: tuple[str, ...]) -> None:
    source = pdf.read(one_page(SAID, b"", b"<< /Author (%s) >>" % author, info=6))
    assert source.records[0].authors == authors


def test_half_a_surrogate_pair_in_a_font_is_no_half_in_the_text() -> None:
    """SQLite takes no such text, and one file must not end the build of all."""
    data = one_page(b"BT /F1 12 Tf 10 100 Td (AAA) Tj ET", b"/ToUnicode 6 0 R", to_unicode(b"41", b"D800"))
    assert pdf.read(data).texts == {1: "\ufffd\ufffd\ufffd"}


def test_characters_beyond_the_first_plane_do_not_shift_the_lines() -> None:
    """PDFium counts UTF-16 units; the font of a line is asked for by that count."""
    above = b"BT /F1 10 Tf 20 280 Td (@@@@@@) Tj ET "
    source = pdf.read(one_page(above + SAID, b"/ToUnicode 6 0 R", to_unicode(b"40", b"D83DDE00")))
    assert "😀😀😀😀😀😀" in source.texts[1]
    assert source.records[0].title == "Drift of Models"


def test_a_page_without_content_is_told_of() -> None:
    source = pdf.read(one_page(b""))
    assert source.blocks == ()
    assert source.warnings == ("no text on any of its 1 pages (scanned images?): run OCR over it",)


def drawn_in(letters: dict[str, str], shown: str) -> str:
    """The text of a page on which `shown` is drawn from left to right, each of its signs standing for `letters`."""
    return drawn(letters, b"BT /F1 12 Tf 20 250 Td (%s) Tj ET" % shown.encode()).texts[1].strip()


def drawn(letters: dict[str, str], content: bytes) -> Source:
    """A page in a font whose signs stand for `letters`."""
    table = "".join(f"<{ord(sign):02X}> <{text.encode('utf-16-be').hex()}>\n" for sign, text in letters.items())
    unicode = stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"%d beginbfchar %s endbfchar endcmap end end" % (len(letters), table.encode())
    )
    return pdf.read(one_page(content, b"/ToUnicode 6 0 R", unicode))


def test_the_letters_of_an_arabic_ligature_stand_as_they_are_read() -> None:
    letters = {"A": "س", "B": "ج", "C": "لا", "D": "ت", "E": "ا", "F": "ل"}
    assert drawn_in(letters, "DCBAFE") == "السجلات"
    assert drawn_in(letters, "DCB") == "جلات"


def test_a_hyphen_between_a_hebrew_letter_and_a_number_stays_there() -> None:
    letters = {"A": "ל", "B": "ה", "-": "-", **{digit: digit for digit in "0129"}}
    assert drawn_in(letters, "2019-A") == "ל-2019"
    assert drawn_in(letters, "B 2019-A") == "ל-2019 ה"


def test_a_title_from_right_to_left_stands_as_it_is_read() -> None:
    letters = dict(zip("ABCDEFG", "תחזוקתם", strict=True)) | {
        letter: letter for letter in "abcdefghijklmnopqrstuvwxyz."
    }
    body = b"".join(b"0 -14 Td (the upkeep of catalogues is seldom measured.) Tj " for _ in range(6))
    source = drawn(letters, b"BT /F1 20 Tf 20 260 Td (GFEDCBA DCBA) Tj /F1 9 Tf 0 -60 Td %s ET" % body)
    assert source.records[0].title == "תחזו תחזוקתם"


@pytest.mark.parametrize(("year", "authors"), [("2020", ("חקתז תםתח",)), ("the year", ())])
def test_authors_without_capitals_stand_between_title_and_year(year: str, authors: tuple[str, ...]) -> None:
    letters = dict(zip("ABCDEFG", "תחזוקתם", strict=True)) | {
        letter: letter for letter in "abcdefghijklmnopqrstuvwxyz.0123456789"
    }
    body = b"".join(b"0 -14 Td (the upkeep of catalogues is seldom measured.) Tj " for _ in range(6))
    lines = b"0 -24 Td (BAGF CAEB) Tj 0 -16 Td (%s) Tj" % year.encode()
    source = drawn(letters, b"BT /F1 20 Tf 20 260 Td (GFEDCBA DCBA) Tj /F1 10 Tf %s 0 -40 Td %s ET" % (lines, body))
    assert source.records[0].authors == authors
