"""Names of authors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.references.bibtex import author_field
from index.readers.records.bibtex import bibtex_names
from index.readers.records.names import people_in
from index.works.names import (
    Authors,
    PartedName,
    compared,
    family_name,
    is_cut_list,
    is_organisation,
    listed,
    may_be_organisation,
    parted,
    without_et_al,
)


def authors(*names: str) -> Authors:
    return listed(name for name in map(compared, names) if name)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Olsson, H. H.", "Olsson"),
        ("H. H. Olsson", "Olsson"),
        ("Sahil", "Sahil"),
        ("", ""),
        (" , Jan", "Jan"),
        ("Wil van der Aalst", "van der Aalst"),
        ("van der Aalst, Wil", "van der Aalst"),
        ("Aalst, Wil van der", "van der Aalst"),
        ("Vincent Van Gogh", "Van Gogh"),
        ("Luiz de Lima", "de Lima"),
        ("Pat O’Brien", "O’Brien"),
        ("Tahoori M.", "Tahoori"),
        ("Roodsari M.S.", "Roodsari"),
        ("Kempen P.v.", "Kempen"),
        ("John Smith Jr.", "Smith"),
        ("Smith Jr., John", "Smith"),
        ("Smith, Jr., John", "Smith"),
        ("Smith, John, III", "Smith"),
        ("李明", "李"),
        ("李 明", "李"),
        ("山田太郎", "山田"),
        ("The ATLAS Collaboration", "ATLAS Collaboration"),
        ("E. S. Alcorta et al.", "Alcorta"),
        ("and others", ""),
        ("Mohan, Anand (59677042100)", "Mohan"),
        ("Ada Lovelace1,2", "Lovelace"),
    ],
)
def test_family_name_is_found_however_the_name_is_written(author: str, name: str) -> None:
    assert family_name(author) == name


@pytest.mark.parametrize(
    "behind",
    [
        " et al.",
        ", et al",
        " et. al.",
        "; et al.",
        ", and others",
        " & others",
        " and colleagues",
        " and co-authors",
        " et  al",
    ],
)
def test_a_list_that_is_cut_short_is_read_alike_everywhere(behind: str) -> None:
    cut = f"Ada Lovelace{behind}"
    assert without_et_al(cut) == "Ada Lovelace"
    assert family_name(cut) == "Lovelace"
    assert people_in(cut) == ("Ada Lovelace",)
    assert author_field([cut]) == "Lovelace, Ada and others"


@pytest.mark.parametrize("name", ["Ada Brothers", "Al Gore", "Et Alia", "Wil van der Aalst, Ada Al"])
def test_what_merely_looks_like_et_al_is_a_name(name: str) -> None:
    assert without_et_al(name) == name


@pytest.mark.parametrize("suffix", ["Jr", "Jr.", "sr.", "II", "III", "IV", "2nd", "3rd"])
def test_what_follows_a_family_name_is_known_everywhere(suffix: str) -> None:
    for written in (
        f"John Smith {suffix}",
        f"Smith {suffix}, John",
        f"Smith, {suffix}, John",
        f"Smith, John, {suffix}",
    ):
        assert parted(written) == PartedName("Smith", "John", suffix)
        assert author_field([written]) == f"Smith, {suffix}, John"
    assert people_in(f"Smith, John, {suffix}") == (f"Smith, John, {suffix}",)
    assert bibtex_names(f"Smith, {suffix}, John") == (f"Smith, John, {suffix}",)


ORGANISATIONS = ["Acme Inc.", "Mozilla Foundation", "ATLAS Collaboration", "Committee on Trade", "Example GmbH"]


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_an_organisation_is_one_name_everywhere(name: str) -> None:
    assert is_organisation(name)
    assert parted(name) == PartedName(name)
    assert author_field([name]) == f"{{{name}}}"
    assert bibtex_names(name) == (name,)


@pytest.mark.parametrize("name", ["Bureau of Standards", "Ernst & Young", "Google Research", "European Commission"])
def test_what_may_be_an_organisation_is_not_parted_by_bibtex(name: str) -> None:
    assert may_be_organisation(name)
    assert not is_organisation(name)
    assert author_field([name]).startswith("{")
    assert bibtex_names(name) == (name,)


SAME = [
    ("Wil van der Aalst", "Aalst, W."),
    ("Luiz de Lima", "Lima, L. de"),
    ("Müller, K.", "Klaus Mueller"),
    ("Lovelace, A.", "Ada Lovelace"),
    ("A. Lovelace", "Ada Lovelace"),
    ("Pat O'Brien", "O’Brien, P."),
    ("Wei Zhang", "Zhang Wei"),
    ("Zhang, W.", "Zhang Wei"),
    ("李明", "Ming Li"),
    ("李明", "Li Ming"),
    ("Kim Min-jun", "Min-jun Kim"),
    ("Burgueño-Romero, A. M.", "Antonio Burgueño"),
    ("García López, Ana", "Ana García"),
    ("Erika Susana Alcorta Lozano", "E. S. Alcorta"),
    ("John Smith Jr.", "Smith, J."),
    ("J. Robert Oppenheimer", "Robert Oppenheimer"),
    ("Tahoori M.", "Mehdi Tahoori"),
    ("Smith JA", "Smith, John A."),
    ("ATLAS Collaboration", "The ATLAS Collaboration"),
    ("Schmidhuber, J.", "Schmidhuher, J."),
    ("V. B S", "Vedashree, B.S."),
]
DIFFERENT = [
    ("Ada Lovelace", "Bea Lovelace"),
    ("John Smith", "John Miller"),
    ("Wei Zhang", "Wei Li"),
    ("Zhang Wei", "Zhang Wen"),
    ("Zhang Wei", "Li Wei"),
    ("ATLAS Collaboration", "CMS Collaboration"),
    ("Hansen, P.", "Jansen, P."),
    ("Wil van der Aalst", "Jan van der Meer"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_author_is_not_told_apart(one: str, other: str) -> None:
    assert authors(one).may_be(authors(other))
    assert authors(other).may_be(authors(one))
    assert authors("Alan Turing", one).may_be(authors(other, "Grace Hopper"))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_authors_are_told_apart(one: str, other: str) -> None:
    assert not authors(one).may_be(authors(other))
    assert not authors(other).may_be(authors(one))


def test_a_collaboration_says_nothing_against_the_persons_in_it() -> None:
    assert authors("ATLAS Collaboration").may_be(authors("Aad, G.", "Abbott, B."))
    assert not authors("ATLAS Collaboration").share_one(authors("Aad, G."))


def test_nothing_is_said_against_a_work_whose_authors_are_not_known() -> None:
    assert authors("Ada Lovelace").may_be(authors())
    assert not authors("Ada Lovelace").share_one(authors("…"))


@given(st.lists(st.text(max_size=30), max_size=4), st.lists(st.text(max_size=30), max_size=4))
def test_whether_lists_may_be_one_does_not_depend_on_which_is_first(one: list[str], other: list[str]) -> None:
    assert authors(*one).may_be(authors(*other)) == authors(*other).may_be(authors(*one))
    assert authors(*one).may_be(authors(*one))


@pytest.mark.parametrize(
    ("authors", "is_cut"),
    [
        ("Liu, Peini and others", True),
        ("P. Liu et al.", True),
        ("P. Liu, ...", True),
        ("P. Liu…", True),
        ("Liu, Peini", False),
        ("Mothers, Al", False),
    ],
)
def test_a_list_of_authors_says_that_it_is_cut(authors: str, is_cut: bool) -> None:
    assert is_cut_list(authors) is is_cut
