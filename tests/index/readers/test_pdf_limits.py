"""PDFs that are too large or lead in circles end at once and with a reason."""

import pytest

from index.errors import ReadError
from index.readers.pdf import pages
from index.readers.pdf import reader as pdf
from tests.index.readers.handmade import make_pdf, one_page, stream

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
SAID = b"BT /F1 10 Tf 20 200 Td (Models drift in production.) Tj ET"

UNDER = b"BT /F1 10 Tf 12 TL 20 200 Td (Before it stands a sentence.) Tj T* (Drift) Tj T* (Models drift after.) Tj ET"


def with_pages(count: int) -> bytes:
    """A PDF whose page tree names one page many times."""
    return make_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * count, count),
        PAGE,
        stream(SAID),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


@pytest.mark.timeout(300)
def test_a_hundred_thousand_pages_are_refused_before_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "page_lines", None)
    with pytest.raises(ReadError, match=r"^has 100,000 pages, more than the 10,000 that are read: split it$"):
        pdf.read(with_pages(100_000))


def test_the_characters_of_a_document_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_CHARS", 60)
    assert len(pdf.read(with_pages(2)).texts) == 2
    with pytest.raises(ReadError, match=r"has more than 60 characters of text, the most that are read: split it"):
        pdf.read(with_pages(3))


def test_the_characters_of_a_page_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_PAGE_CHARS", 20)
    with pytest.raises(ReadError, match="has more than 20 characters on page 1: it is damaged, or not a paper"):
        pdf.read(with_pages(1))


def outlined(first: bytes, *more: bytes) -> bytes:
    """A page that says "Drift" in its text's font; object 6 is the outline, 7 its first entry."""
    return make_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        stream(UNDER),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 1 >>",
        first,
        *more,
    )


@pytest.mark.parametrize(
    "entries",
    [
        [b"<< /Title (1 Drift) /Parent 6 0 R >>"],
        [b"<< /Title (Drift) /Parent 6 0 R /Next 7 0 R >>"],
        [b"<< /Title (Drift) /Parent 6 0 R /First 7 0 R >>"],
        [
            b"<< /Title (Other) /Parent 6 0 R /Next 8 0 R >>",
            b"<< /Title (Drift) /Parent 6 0 R /Next 7 0 R /First 7 0 R >>",
        ],
    ],
    ids=["one entry", "an entry after itself", "an entry below itself", "two in a circle"],
)
@pytest.mark.timeout(300)
def test_an_outline_names_the_headings_even_where_it_leads_in_circles(entries: list[bytes]) -> None:
    assert [block.section for block in pdf.read(outlined(*entries)).blocks] == [None, "Drift"]


@pytest.mark.timeout(300)
def test_an_endless_outline_is_read_in_part() -> None:
    many = [b"<< /Title (Method) /Parent 6 0 R /Next %d 0 R >>" % (8 + i) for i in range(60_000)]
    many[50_000] = many[50_000].replace(b"Method", b"Drift")
    assert [block.section for block in pdf.read(outlined(*many)).blocks] == [None]


def test_a_title_of_half_a_character_is_read() -> None:
    data = one_page(SAID, b"", b"<< /Title <FEFFD800D800D800D800D800D800D800D800D800> >>", info=6)
    assert pdf.read(data).records[0].title is None
