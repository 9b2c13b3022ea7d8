"""CSL-JSON in its several hands."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReadError
from index.readers.records import csl
from index.sources import Record, Source, WorkType
from tests.index.readers.bibliographies import assert_composed
from tests.index.readers.wellformed import texts_under


def read(items: object) -> Source:
    source = csl.read(json.dumps(items).encode())
    assert_composed(source)
    return source


def one(**fields: Any) -> Record:
    (record,) = read([{"type": "article-journal", "title": "T", **fields}]).records
    return record


def test_an_item_is_read_whole() -> None:
    source = read(
        [
            {
                "id": "http://zotero.org/users/1/items/ABCD2345",
                "type": "article-journal",
                "title": "On the <i>Engine</i>",
                "author": [
                    {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van", "suffix": "Jr."},
                    {"literal": "World Health Organization"},
                ],
                "issued": {"date-parts": [["2020", 5]]},
                "container-title": "Memoirs",
                "DOI": "10.1000/ENG",
                "abstract": "<jats:p>It weaves.</jats:p><jats:p>It is &lt; 5.</jats:p>",
                "keyword": "looms, cards",
                "note": "PMID: 5\nCitation Key: beethoven2020engine\nRead it twice.",
            }
        ]
    )
    assert source.records == (
        Record(
            "On the Engine",
            ("van Beethoven, Ludwig, Jr.", "World Health Organization"),
            2020,
            "Memoirs",
            "10.1000/eng",
            key="beethoven2020engine",
            type=WorkType.ARTICLE,
            fields=(("keyword", "looms"), ("keyword", "cards"), ("note", "Read it twice.")),
        ),
    )
    assert source.texts[0] == "On the Engine\n\nlooms; cards\n\nIt weaves.\n\nIt is < 5."
    assert texts_under(source, "Abstract") == ["It weaves.", "It is < 5."]


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2021, 5, 3]]}, 2021),
        ({"raw": "2021-05"}, 2021),
        ({"literal": "May 2021"}, 2021),
        ("2021", 2021),
        (2021, 2021),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": []}, None),
        ([], None),
    ],
)
def test_dates_are_read_however_they_are_written(issued: object, year: int | None) -> None:
    assert one(issued=issued).year == year


@pytest.mark.parametrize(
    ("identifier", "key"),
    [
        ("smith2020", "smith2020"),
        ("deBraga_turtles", "deBraga_turtles"),
        ("doe2020a", "doe2020a"),
        ("ITEM-1", None),
        ("zotero-1234", None),
        ("12345/ABCD2345", None),
        ("ABCD2345", None),
        ("http://zotero.org/x", None),
        ("10.1000/x", None),
        ("cdb4a2f0-3f8f-4d29-b5ff-6f2b0d1f2a3b", None),
        ("42", None),
    ],
)
def test_an_identifier_is_a_key_where_a_person_would_cite_by_it(identifier: str, key: str | None) -> None:
    assert one(id=identifier).key == key
    assert one(**{"id": identifier, "citation-key": "own"}).key == "own"


def test_a_single_item_and_a_wrapped_list_are_read() -> None:
    item = {"type": "book", "title": "T", "editor": [{"family": "Doe", "given": "J."}], "issued": {"raw": "1999"}}
    assert (
        read(item).records == read({"items": [item]}).records == (Record("T", ("Doe, J.",), 1999, type=WorkType.BOOK),)
    )


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b"[1, 2]",
        b'"text"',
        b'{"type": "FeatureCollection", "features": []}',
        b"[" * 50_000,
        b'[{"name": "x"}]',
    ],
)
def test_other_json_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="not CSL-JSON"):
        csl.read(data)


@pytest.mark.parametrize("data", [b'[{"type": "book", "title"', b"not json", b"[" + b"9" * 5_000 + b"]"])
def test_broken_json_is_refused_with_the_place(data: bytes) -> None:
    with pytest.raises(ReadError, match="is not valid JSON"):
        csl.read(data)


def test_an_empty_list_holds_no_entry() -> None:
    with pytest.raises(ReadError, match="holds no entry"):
        csl.read(b"[]")


def test_text_that_no_store_can_hold_is_cleaned() -> None:
    (record,) = csl.read(b'[{"type": "book", "title": "A\\ud800B\\u0000C"}]').records
    assert record.title == "A\ufffdBC"


_JSON = st.recursive(st.none() | st.integers() | st.text(max_size=8) | st.booleans(), lambda x: st.lists(x, max_size=3))


@given(
    st.dictionaries(st.sampled_from(["title", "author", "issued", "DOI", "note", "keyword", "id", "abstract"]), _JSON)
)
def test_items_of_any_shape_are_read(fields: dict[str, object]) -> None:
    source = csl.read(json.dumps([{"type": "book", "title": "T", "container-title": "C", **fields}]).encode())
    assert len(source.records) == 1
    source.texts[0].encode()
