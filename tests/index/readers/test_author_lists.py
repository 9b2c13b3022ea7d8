"""Lists of authors as a person types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.records.names import people_in

TWO = ("Ada Lovelace", "Alan Turing")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ada Lovelace, Alan Turing", TWO),
        ("Ada Lovelace and Alan Turing", TWO),
        ("Ada Lovelace, and Alan Turing et al.", TWO),
        ("Ada Lovelace; Alan Turing", TWO),
        ("Ada Lovelace,\nAlan Turing", TWO),
        ("Ada Lovelace & Alan Turing and others", TWO),
        ("Olsson, H. H.", ("Olsson, H. H.",)),
        ("Olsson, H. H., John, M. M., & Bosch, J.", ("Olsson, H. H.", "John, M. M.", "Bosch, J.")),
        ("Olsson, H. H.; Bosch, Jan", ("Olsson, H. H.", "Bosch, Jan")),
        ("Olsson, Helena and Bosch, Jan", ("Olsson, Helena", "Bosch, Jan")),
        ("John, Meenu Mary, Bosch, Jan", ("John, Meenu Mary", "Bosch, Jan")),
        ("Lovelace, Ada", ("Lovelace, Ada",)),
        ("King, M. L., Jr., Doe, J.", ("King, M. L., Jr.", "Doe, J.")),
        ("Smith J, Doe AB", ("Smith, J", "Doe, AB")),
        ("Smith J; van der Berg KL", ("Smith, J", "van der Berg, KL")),
        ("Wei LI, Jun XU", ("Wei LI", "Jun XU")),
        ("Hiya Bhatt, Sahil, Karthik Vaidhyanathan", ("Hiya Bhatt", "Sahil", "Karthik Vaidhyanathan")),
        ("Alexander Anderson", ("Alexander Anderson",)),
        ("", ()),
        ("et al.", ()),
    ],
)
def test_commas_inside_names_are_told_from_those_between(text: str, people: tuple[str, ...]) -> None:
    assert people_in(text) == people


NAMES = st.lists(st.sampled_from(["Olsson, H. H.", "Bosch, J.", "van Dijk, A.-B.", "Li, Y."]), min_size=1, max_size=6)


@given(NAMES, st.sampled_from(["; ", ", ", " and ", " & "]))
def test_names_with_initials_come_back_whatever_stands_between_them(names: list[str], between: str) -> None:
    assert people_in(between.join(names)) == tuple(names)
