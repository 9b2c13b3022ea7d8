"""Digital object identifiers: one way to find them, whether in a field, an address or an entry of a reference list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.entries import WorkEntry
from index.sources import Record
from index.works.cited import links
from index.works.dois import canonical_doi, doi_of, dois_in, is_preprint_doi
from index.works.keys import Identity, likeness

SICI = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1145/3510003.3510091", "10.1145/3510003.3510091"),
        ("https://doi.org/10.1145/3510003.3510091", "10.1145/3510003.3510091"),
        ("http://dx.doi.org/10.1145%2F3510003.3510091", "10.1145/3510003.3510091"),
        ("DOI: 10.1109/SEAA53835.2021.00050.", "10.1109/seaa53835.2021.00050"),
        ("(doi:10.1016/S0164-1212(99)00001-2)", "10.1016/s0164-1212(99)00001-2"),
        ("[10.1145/3510003]", "10.1145/3510003"),
        ("“10.1145/3510003”,", "10.1145/3510003"),
        (f"doi:{SICI.upper()}.", SICI),
        ("<10.1145/3510003>", "10.1145/3510003"),
        ("10.1000.10/123456", "10.1000.10/123456"),
    ],
)
def test_a_doi_is_read_alike_everywhere(written: str, doi: str) -> None:
    assert list(dois_in(written)) == [doi]
    assert doi_of(written) == canonical_doi(written) == canonical_doi(doi) == doi
    assert Identity.of(Record("Introduction", doi=written), "a.bib").doi == doi
    work = WorkEntry("k", None, "", (), None, None, doi, (), (), ())
    assert links([work], [("other", f"Somebody. Something. {written}")]) == {("other", "k")}


@pytest.mark.parametrize(
    ("field", "elsewhere", "doi"),
    [
        ("", "https://doi.org/10.1145/3510003", "10.1145/3510003"),
        ("", "see doi:10.1145/3510003", "10.1145/3510003"),
        ("", "https://a.example/10.1145/3510003", None),  # a publisher's page may be another work's
        ("none", "", None),
    ],
)
def test_elsewhere_a_doi_stands_behind_a_resolver(field: str, elsewhere: str, doi: str | None) -> None:
    assert doi_of(field, elsewhere) == doi


@pytest.mark.parametrize(
    ("doi", "canonical", "preprint"),
    [
        ("10.48550/arXiv.2103.08942v3", "10.48550/arxiv.2103.08942", True),
        ("10.1101/2020.01.01.123456v2", "10.1101/2020.01.01.123456", True),
        ("10.21203/rs.3.rs-12345/v1", "10.21203/rs.3.rs-12345", True),
        ("10.1145/3510003v2", "10.1145/3510003v2", False),
    ],
)
def test_the_versions_of_a_preprint_are_one(doi: str, canonical: str, preprint: bool) -> None:
    assert canonical_doi(doi) == canonical
    assert is_preprint_doi(doi.lower()) is preprint


def test_a_tag_behind_a_doi_in_text_is_not_its_own() -> None:
    assert list(dois_in("<a>10.1145/3510003</a>, <b>10.1145/3510004</b>")) == ["10.1145/3510003", "10.1145/3510004"]


def test_a_key_stays_where_the_doi_was_cut_before() -> None:
    cut, whole = (Record("A title that says much", ("A. Wu",), 1998, doi=doi) for doi in (SICI.partition("<")[0], SICI))
    assert likeness(Identity.of(cut, "a"), Identity.of(whole, "a")) == 100.0


@given(st.text(st.sampled_from('10.5/ab<>()[]%2Fv. "')) | st.text())
def test_what_was_found_is_found_again(text: str) -> None:
    for doi in dois_in(text):
        assert doi_of(doi) == doi or "%" in doi
    assert canonical_doi(canonical_doi(text)) == canonical_doi(text)
