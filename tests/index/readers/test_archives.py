"""Zip archives from strangers."""

import pytest

from index.errors import ReadError
from index.readers.files import Archive
from tests.index.readers.hostile import bomb, zipped


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
