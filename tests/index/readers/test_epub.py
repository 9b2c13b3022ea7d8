"""EPUB: books by their spine."""

import pytest

from index.errors import ReadError
from index.readers.web import epub
from index.sources import Evidence, Kind
from tests.index.readers.hostile import NOISE, bomb, damaged, outcome, zipped
from tests.index.readers.wellformed import assert_well_formed, texts_under

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>The Engine</dc:title><dc:creator>Ada Lovelace</dc:creator><dc:creator>Turing, Alan</dc:creator>
<dc:date>1943-05</dc:date><dc:identifier>urn:uuid:1</dc:identifier><dc:identifier>doi:10.1000/X.1</dc:identifier></metadata>
<manifest><item id="nav" properties="nav" href="nav.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/chapter%201.xhtml#top" media-type="application/xhtml+xml"/>
<item id="art" href="a.svg" media-type="image/svg+xml"/><item id="gone" href="gone.xhtml" media-type="text/html"/>
<item id="front" href="front.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="front"/><itemref idref="nav"/><itemref idref="one"/><itemref idref="art"/><itemref idref="two"/>
<itemref idref="one"/><itemref idref="gone"/><itemref idref="unknown"/></spine>
<guide><reference type="cover" href="front.xhtml"/></guide></package>"""
MEMBERS = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "OEBPS/book.opf": PACKAGE,
    "OEBPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
    "OEBPS/front.xhtml": "<html><body><p>Cover</p></body></html>",
    "OEBPS/text/chapter 1.xhtml": '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
    "<body><h1>One</h1><p>Drift&nbsp;is <a id='x'/>named.</p><ul><li>an item</li></ul></body></html>",
    "OEBPS/text/two.xhtml": "<html><body><h1>Two</h1><ul><li>another</li></ul><h2>Bibliography</h2>"
    "<p>Lovelace, A.: Notes. 1843.</p><p>Turing, A.: Numbers. 1936.</p></body></html>",
}
ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
    '<e:EncryptedData><e:EncryptionMethod Algorithm="{}"/><e:CipherData><e:CipherReference URI="{}"/></e:CipherData>'
    "</e:EncryptedData></encryption>"
)
CHAPTER = "OEBPS/text/two.xhtml"
AES, FONT = "http://www.w3.org/2001/04/xmlenc#aes128-cbc", "http://www.idpf.org/2008/embedding"


def test_chapters_are_read_in_the_spines_order_without_cover_and_contents() -> None:
    source = epub.read(zipped(MEMBERS))
    assert_well_formed(source)
    assert (source.kind, source.pages) == (Kind.PAPER, None)
    assert [(b.evidence, b.section, source.raw(b)) for b in source.blocks] == [
        (Evidence.TITLE, None, "The Engine"),
        (Evidence.PAPER, "One", "Drift is named."),
        (Evidence.PAPER, "One", "an item"),
        (Evidence.PAPER, "Two", "another"),
    ]
    assert source.warnings == ("its chapter gone.xhtml is missing",)


def test_the_package_states_the_facts() -> None:
    (record,) = epub.read(zipped(MEMBERS)).records
    assert record.authors == ("Ada Lovelace", "Turing, Alan")
    assert (record.title, record.year, record.doi) == ("The Engine", 1943, "10.1000/x.1")
    assert record.references == ("Lovelace, A.: Notes. 1843.", "Turing, A.: Numbers. 1936.")


def test_a_protected_book_is_refused() -> None:
    with pytest.raises(ReadError, match="DRM"):
        epub.read(zipped(MEMBERS | {"META-INF/encryption.xml": ENCRYPTED.format(AES, CHAPTER)}))


@pytest.mark.parametrize(("way", "name"), [(FONT, CHAPTER), (AES, "OEBPS/font.otf")])
def test_a_book_whose_fonts_are_encrypted_is_read(way: str, name: str) -> None:
    assert epub.read(zipped(MEMBERS | {"META-INF/encryption.xml": ENCRYPTED.format(way, name)})).blocks


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "META-INF/container.xml is missing"),
        ({"META-INF/container.xml": "<container/>"}, "its container names no package"),
        ({"META-INF/container.xml": "<container"}, "META-INF/container.xml is damaged"),
        ({"META-INF/container.xml": CONTAINER}, "OEBPS/book.opf is missing"),
        ({"META-INF/container.xml": CONTAINER.replace("OEBPS/", "../../")}, "book.opf is missing"),
        ({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": "<package/>"}, "has no text in it"),
    ],
)
def test_what_is_no_book_inside_is_refused_with_the_reason(members: dict[str, str], reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        epub.read(zipped({"mimetype": "application/epub+zip"} | members))


def test_a_damaged_chapter_leaves_the_others() -> None:
    source = epub.read(zipped(MEMBERS | {CHAPTER: bytes(range(256))}))
    assert texts_under(source, "One") == ["Drift is named.", "an item"]
    assert source.warnings[0] == "its chapter two.xhtml holds no text"


@pytest.mark.parametrize("data", [*NOISE.values(), bomb("META-INF/container.xml", 99)], ids=[*NOISE, "a bomb"])
def test_hostile_files_are_refused_at_once(data: bytes) -> None:
    assert outcome(epub.read, data) is None


def test_damaged_books_are_read_or_refused() -> None:
    books = damaged(zipped(MEMBERS), 60) + damaged(zipped(MEMBERS, stored=True), 60)
    assert None in [outcome(epub.read, data) for data in books]
