"""What a work is known by from build to build."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources import Record
from index.works.keys import Identity, held_as_own, inheritances, likeness

DOI, ANOTHER, ARXIV = "10.1145/1.1", "10.1145/2.2", "10.48550/arxiv.2101.1"
DRIFT = Record("Drift in practise", ("A. Wu",), 2021)
TELLING = Record("A title that says much", ("A. Wu",), 2021)


def identity(record: Record) -> str:
    return str(Identity.of(record, "a.ris"))


ANYTHING = st.text(max_size=30) | st.text("|= doi:in.", max_size=12)


@given(st.builds(Record, ANYTHING | st.none(), st.lists(ANYTHING).map(tuple), st.none() | st.integers(), ANYTHING))
def test_an_identity_is_read_as_it_was_written(record: Record) -> None:
    written = Identity.of(record, "a|b.ris")
    assert Identity.parse(str(written)) == written
    assert not str(written).startswith("=")


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (DRIFT, Record("Drift in practice", ("Wu, Anna",), 2021), True),
        (DRIFT, Record("Drift in practice: a survey", ("A. Wu",), 2021), False),
        (DRIFT, Record("Drift in theory", ("A. Wu",), 2021), False),
        (DRIFT, Record("Drift in practice", ("B. Wu",), 2021), False),
        (DRIFT, Record("Drift in practice", ("A. Wu",), 2020), False),
        (DRIFT, Record(DRIFT.title, DRIFT.authors, 2021, doi=DOI), True),
        (TELLING, Record("A title that says much: a survey", ("A. Wu",), 2021), True),
        (Record("Preface", (), 2021, "ICSE"), Record("Preface", (), 2021, "KDD"), False),
        (Record("Preface", (), 2021, "ICSE"), Record("Preface", (), 2021, "Proceedings of ICSE"), True),
        (Record("Drift", ("A. Wu",), 2021, doi=ARXIV), Record("Drift", ("A. Wu",), 2021, doi=DOI), True),
        (Record("Drift", ("A. Wu",), 2021, doi=ANOTHER), Record("Drift", ("A. Wu",), 2021, doi=DOI), False),
        (Record(None, ("A. Wu",), 2021), Record(None, ("A. Wu",), 2021), False),
    ],
)
def test_a_corrected_work_is_told_from_another(old: Record, new: Record, same: bool) -> None:
    before, after = (Identity.of(record, "a.ris") for record in (old, new))
    assert bool(likeness(before, after)) is bool(likeness(after, before)) is same


def test_a_doi_that_is_learned_elsewhere_brings_no_new_key() -> None:
    old, new = identity(TELLING), identity(Record(TELLING.title, TELLING.authors, 2021, doi=DOI))
    assert inheritances({new: [("b.bib", 7)]}, {old: "k"}, {}) == {new: "k"}


def test_a_work_that_might_be_either_of_two_inherits_neither_key() -> None:
    held = {identity(Record(TELLING.title, TELLING.authors, 2021, doi=doi)): doi for doi in (DOI, ANOTHER)}
    assert inheritances({identity(TELLING): [("b.bib", 7)]}, held, {}) == {}


def test_a_key_whose_work_is_still_there_is_not_inherited() -> None:
    old, new = identity(DRIFT), identity(Record("Drift in practice", ("A. Wu",), 2021))
    held, before = {old: "k"}, {("a.ris", 0): "k"}
    assert inheritances({new: [("a.ris", 0)]}, held, before) == {new: "k"}
    assert new not in inheritances({new: [("a.ris", 0)], old: [("a.ris", 1)]}, held, before)


def test_a_key_that_two_works_might_inherit_goes_to_the_likest() -> None:
    far, near = (identity(Record(title, ("A. Wu",), 2021)) for title in ("Drift on practices", "Drift in practice"))
    works, before = {far: [("a.ris", 0)], near: [("b.ris", 0)]}, {("a.ris", 0): "k", ("b.ris", 0): "k"}
    assert inheritances(works, {identity(DRIFT): "k"}, before) == {near: "k"}


def test_a_work_may_keep_a_key_that_was_the_researchers_own() -> None:
    held = {held_as_own("wu2021drift", identity(DRIFT)): "wu2021drift"}
    assert inheritances({identity(DRIFT): [("a.ris", 0)]}, held, {("a.ris", 0): "wu2021drift"}) == {
        identity(DRIFT): "wu2021drift"
    }


NOTE = Record("Contracts between those who make data", (), None)


def test_a_record_that_brings_authors_and_a_year_brings_no_new_key() -> None:
    held, new = {identity(NOTE): "k"}, identity(Record(NOTE.title, ("Park, J.",), 2020))
    assert inheritances({new: [("a.md", 0), ("b.bib", 0)]}, held, {("a.md", 0): "k"}) == {new: "k"}
    assert inheritances({new: [("2020 - a.md", 0)]}, held, {("a.md", 0): "k"}) == {new: "k"}, "the note is renamed"
    dated = {identity(Record(NOTE.title, (), 2019)): "k"}
    assert inheritances({new: [("a.md", 0)]}, dated, {("a.md", 0): "k"}) == {}, "another year"


def test_an_untitled_work_hands_its_key_on_only_in_an_unchanged_file() -> None:
    ref, held = ("a.md", 0), {identity(Record()): "k"}
    assert inheritances({identity(TELLING): [ref]}, held, {ref: "k"}, {ref}) == {identity(TELLING): "k"}
    assert inheritances({identity(TELLING): [ref]}, held, {ref: "k"}) == {}


def test_names_parted_anew_bring_no_new_key() -> None:
    ref, title = ("a.nbib", 3), "Drift of models in ports"
    old, new = (identity(Record(title, (name,), 2021)) for name in ("Tamburri, D.", "Da, Tamburri"))
    assert inheritances({new: [ref]}, {old: "da2021drift"}, {ref: "da2021drift"}, {ref}) == {new: "da2021drift"}
    assert inheritances({new: [ref]}, {old: "da2021drift"}, {ref: "da2021drift"}) == {}
