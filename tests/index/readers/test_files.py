"""Bytes to text, in whatever encoding a file was saved, and zip archives from strangers."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReadError
from index.readers.files import Archive, decode
from tests.index.readers.hostile import bomb, zipped

GERMAN = "Überblick über das maschinelle Lernen: Prüfen, Messen und Öffnen der Größe für Käufer.\n"


@pytest.mark.parametrize(
    "data",
    [
        GERMAN.encode(),
        codecs.BOM_UTF8 + GERMAN.encode(),
        GERMAN.encode("latin-1"),
        GERMAN.encode("cp1252"),
        GERMAN.encode("utf-16"),
        codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"),
        GERMAN.encode("utf-16-le"),
        GERMAN.encode("utf-16-be"),
        GERMAN.replace("\n", "\r\n").encode(),
        GERMAN.replace("\n", "\r").encode(),
    ],
    ids=[
        "utf-8",
        "utf-8 with a mark",
        "latin-1",
        "cp1252",
        "utf-16 le",
        "utf-16 be",
        "utf-16 le without a mark",
        "utf-16 be without a mark",
        "Windows line ends",
        "old Mac",
    ],
)
def test_the_same_text_in_every_encoding(data: bytes) -> None:
    assert decode(data) == GERMAN


@given(st.text(st.characters(exclude_characters="\0\r\ufeff", exclude_categories=["Cs"])).filter(str.strip))
def test_utf8_text_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()) == decode(codecs.BOM_UTF8 + text.encode()) == text


@pytest.mark.parametrize("declared", ["cp1250", "mac-roman", "utf-8", "ascii", "rot13", "zlib", "nonsense", None])
def test_a_declared_encoding_is_believed_where_the_bytes_fit_it(declared: str | None) -> None:
    text = {"cp1250": "Čapek řekl", "mac-roman": "Größe"}.get(declared or "", "Größe")
    encoding = declared if declared in ("cp1250", "mac-roman") else "utf-8"
    assert decode(text.encode(encoding), declared) == text


def test_a_declared_encoding_makes_no_halves_of_surrogate_pairs() -> None:
    assert decode("Größe \\ud800".encode("latin-1"), "unicode_escape") == "Größe ?"


@pytest.mark.parametrize("data", [b" ", b"\n\r\n\t", codecs.BOM_UTF8, codecs.BOM_UTF8 + b" \n"])
def test_a_file_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="has no text in it"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00 docx inside",
        b"plain start\x00\x01\x02then bytes",
        bytes(range(256)) * 4,
        b"\x7fELF\x02\x01\x01\x00\x00\x00",
    ],
    ids=["PNG", "ZIP", "NUL", "every byte", "ELF"],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"binary data|not text in any known encoding"):
        decode(data)


@given(st.binary(min_size=1, max_size=80))
def test_any_bytes_are_text_or_refused_with_a_reason(data: bytes) -> None:
    try:
        text = decode(data)
    except ReadError:
        return
    assert text.strip()
    assert not {"\0", "\r"} & set(text)
    text.encode()  # no half of a surrogate pair, which SQLite would refuse


def test_members_are_read_by_name() -> None:
    archive = Archive(zipped({"a.xml": "one", "b/c.xml": "two"}))
    assert archive.names == ["a.xml", "b/c.xml"]
    assert archive.read("b/c.xml") == b"two"
    assert archive.read("missing") is None


def test_an_archive_that_states_too_much_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ReadError, match="unpacks to more than 200 MB"):
        Archive(bomb("a.xml"))


def test_a_directory_that_lies_about_a_size_is_found_out() -> None:
    archive = Archive(bomb("a.xml", claimed=1000))
    with pytest.raises(ReadError, match="is damaged or cut short"):
        archive.read("a.xml")


def test_an_encrypted_member_needs_a_password() -> None:
    data = bytearray(zipped({"a.xml": "one"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ReadError, match="needs a password: save a copy without one"):
        Archive(bytes(data))


def test_too_many_members_are_refused() -> None:
    with pytest.raises(ReadError, match="unpacks to more"):
        Archive(zipped({str(i): b"" for i in range(20_001)}, stored=True))
