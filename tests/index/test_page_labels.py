"""The printed page of a passage: by the file itself, else by a record of its work that gives the first page."""

from contextlib import closing
from pathlib import Path

import pytest

from index.sources import Kind, Record, Shares, WorkType
from index.store.catalogue import Catalogue
from tests.index.stocked import Stock, stocked

TITLE = "Catalogue drift in the libraries of Halden"


def label_of(folder: Path, *stocks: Stock) -> str | None:
    """The printed page of the passage on the last page of a.pdf."""
    stocked(folder, stocks)
    with closing(Catalogue(folder)) as catalogue:
        return catalogue.of_source("a.pdf")[0].page_label


def paper(first: str = "Annals of Drift, Vol. 12\nx", **facts: object) -> Stock:
    """A paper of four pages; `first` is the text of page one."""
    record = Record(TITLE, ("A. Moss",), 2011)
    return Stock("a.pdf", "pdf", Kind.PAPER, (record,), pages=4, texts={1: first}, **facts)  # type: ignore[arg-type]


def export(**facts: object) -> Stock:
    record = Record(TITLE, ("A. Moss",), 2011, **facts)  # type: ignore[arg-type]
    return Stock("x.ris", "ris", Kind.RECORD, (record,), ())


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"first_page": "2506", "last_page": "2509"}, "2509"),
        ({"first_page": "2506"}, "2509"),
        ({"first_page": "2506", "last_page": "2520"}, None),  # another print, or not the whole
        ({"first_page": "106584"}, None),  # the number of an article
        ({"first_page": "e12"}, None),
        ({"first_page": "2506", "type": WorkType.PREPRINT}, None),
        ({}, None),
    ],
)
def test_a_record_numbers_the_pages_of_a_file_that_shows_no_numbers(
    tmp_path: Path, facts: dict[str, object], label: str | None
) -> None:
    assert label_of(tmp_path, paper(), export(**facts)) == label


@pytest.mark.parametrize(
    ("first", "label"),
    [
        ("Catalogue drift in the libraries of Halden\nModels drift.", None),
        ("We follow the Annals of Drift.", None),
        ("1 Introduction\nIn 2019 drift was found in 2506 catalogues, and in many others.", None),
        ("Annals of Drift 12 (2011) 2506", "2509"),
        ("Downloaded from the Annals of Drift, 12", "2509"),
        ("Models drift.\nhttps://doi.org/10.1000/halden.12", "2509"),
        ("Drift, Volume 12", "2509"),
        ("Models drift.\n2506", "2509"),
        ("2506 A. Moss\nModels drift.", "2509"),
        ("This is a repository copy of Catalogue drift.\nAnnals of Drift, Vol. 12\n2506", None),
    ],
)
def test_a_record_numbers_only_a_file_that_shows_what_was_published(
    tmp_path: Path, first: str, label: str | None
) -> None:
    facts = {"first_page": "2506", "last_page": "2509", "venue": "Annals of Drift", "doi": "10.1000/halden.12"}
    assert label_of(tmp_path, paper(first), export(**facts)) == label


def test_the_file_s_own_numbers_have_the_last_word(tmp_path: Path) -> None:
    own = paper(labels={3: "41", 4: "42"})
    assert label_of(tmp_path, own, export(first_page="2506", last_page="2509")) == "42"


def test_records_that_disagree_number_nothing(tmp_path: Path) -> None:
    other = Stock("y.ris", "ris", Kind.RECORD, export(first_page="11").records, ())
    assert label_of(tmp_path, paper(), export(first_page="2506"), other) is None


def test_shares_stand_in_the_ledger(tmp_path: Path) -> None:
    shares = Shares(0.8, 0.1, 0.05, 0.0, 0.01)
    stocked(tmp_path, [paper(shares=shares), export()])
    with closing(Catalogue(tmp_path)) as catalogue:
        assert [entry.shares for entry in catalogue.sources()] == [shares, None]
    assert shares.lost == pytest.approx(0.05)
