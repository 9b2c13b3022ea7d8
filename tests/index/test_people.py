"""Which names are one author, and which form is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.works.filters import names_meant
from index.works.people import one_name_each, taken_together


def people(*names: str) -> set[frozenset[str]]:
    """The persons that these names are, each on a work of its own."""
    shown = one_name_each([name] for name in names)
    return {frozenset(name for name in names if shown[name] == best) for best in shown.values()}


@pytest.mark.parametrize(
    "names",
    [
        ("Tamburri, Damian Andrew", "D. A. Tamburri", "Tamburri DA", "TAMBURRI, D.A.", "Damian Tamburri"),
        ("Müller, Jörg", "J. Mueller", "MULLER, J."),
        ("van der Aalst, Wil M. P.", "W.M.P. van der Aalst", "Aalst WMP", "Wil van der Aalst"),
        ("García-Molina, Héctor", "Hector Garcia Molina", "Garcia-Molina H"),
        ("John Smith Jr.", "Smith, John, Jr.", "J. Smith"),
        ("Jean-Pierre Serre", "J.-P. Serre", "Serre, JP"),
        ("Xiaoming Li", "Li, Xiao-Ming", "X.-M. Li"),
        ("Wei Zhang", "Zhang, Wei", "Zhang Wei"),
        ("Burgueño-Romero, Antonio", "Antonio Burgueño"),
        ("De Luca, Anna", "A. de Luca"),
        ("李明", "李 明"),
        ("O’Brien, Pat", "Pat O'Brien"),
        ("ATLAS Collaboration", "The ATLAS Collaboration"),
    ],
)
def test_names_of_one_person_are_one(names: tuple[str, ...]) -> None:
    assert people(*names) == {frozenset(names)}


@pytest.mark.parametrize(
    "names",
    [
        ("John Smith", "Jane Smith", "J. Smith"),
        ("Damian Tamburri", "D. A. Tamburri", "D. B. Tamburri"),
        ("Damian Tamburri", "Andrew Tamburri"),
        ("John Smith Jr.", "John Smith Sr."),
        ("Wang", "Wei Wang"),
        ("E. García", "E. García López"),
        ("C.-Y. Lu", "Cong Lu"),
        ("Zhang W.", "W. Zhou"),
        ("Wei LI", "W. Wei"),
        ("Subrata DAS", "D. A. S. Subrata"),
        ("Andrew NG", "N. G. Andrew"),
        ("李明", "李华"),
    ],
)
def test_where_something_speaks_against_it_names_stay_apart(names: tuple[str, ...]) -> None:
    assert people(*names) == {frozenset([name]) for name in names}


def test_a_bare_initial_of_a_common_name_needs_a_co_author_in_common() -> None:
    crowd = [[f"{given} Wang"] for given in ("Ana", "Bo", "Chen", "Dan", "Eva")]
    alone = one_name_each([*crowd, ["B. Wang"]])
    assert alone["B. Wang"] != alone["Bo Wang"]
    shown = one_name_each([*crowd, ["Bo Wang", "Ada Lovelace"], ["B. Wang", "A. Lovelace"]])
    assert shown["B. Wang"] == shown["Bo Wang"]


def test_the_form_that_most_works_print_is_shown() -> None:
    shown = one_name_each([["D. A. Tamburri"], ["Tamburri, Damian Andrew"], ["D. A. Tamburri"]])
    assert set(shown.values()) == {"D. A. Tamburri"}
    assert taken_together(shown) == {"D. A. Tamburri": ("D. A. Tamburri", "Tamburri, Damian Andrew")}


def test_a_typed_name_means_a_person_with_all_names() -> None:
    shown = one_name_each([["Damian Andrew Tamburri"], ["D. Tamburri"], ["John Smith"], ["Jane Smith"], ["J. Smith"]])
    assert names_meant("Andrew Tamburri", shown) == {"Damian Andrew Tamburri", "D. Tamburri"}
    assert names_meant("John Smith", shown) == {"John Smith"}
    assert names_meant("Smith", shown) == {"John Smith", "Jane Smith", "J. Smith"}
    assert names_meant("Nobody", shown) == frozenset()


NAMES = st.sampled_from(
    [
        "A. Wu",
        "Wu, A.",
        "Ada Wu",
        "Anna Wu",
        "A. B. Wu",
        "Wu",
        "B. Wu",
        "Wu Ada",
        "WU AB",
        "Li-Wu, Ada",
        "",
        "…",
        "李明",
    ]
)


@given(st.lists(st.lists(NAMES, max_size=4), max_size=8))
def test_every_name_is_shown_as_a_name_of_the_same_person_in_any_order(authorships: list[list[str]]) -> None:
    shown = one_name_each(authorships)
    assert shown.keys() == {name for authors in authorships for name in authors}
    assert all(shown[best] == best for best in shown.values())
    assert one_name_each([authors[::-1] for authors in authorships[::-1]]) == shown
