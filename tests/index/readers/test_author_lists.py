"""Lists of authors as databases and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.records.names import people_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A. Lovelace; A. Turing", ("A. Lovelace", "A. Turing")),
        ("A. Lovelace, A. Turing", ("A. Lovelace", "A. Turing")),
        ("Lovelace, A., Turing, A. M.", ("Lovelace, A.", "Turing, A. M.")),
        ("Lovelace, Ada", ("Lovelace, Ada",)),
        ("Ada Lovelace, Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace, Alan Turing, and Grace Hopper", ("Ada Lovelace", "Alan Turing", "Grace Hopper")),
        ("Lovelace, Ada and Turing, Alan", ("Lovelace, Ada", "Turing, Alan")),
        ("Ada Lovelace & Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Y. Xiao et al.", ("Y. Xiao",)),
        ("Y. Xiao, et al", ("Y. Xiao",)),
        ("Y. Xiao; B. Li; and others", ("Y. Xiao", "B. Li")),
        ("Mohan A.; Gaillardon P.-E.", ("Mohan, A.", "Gaillardon, P.-E.")),
        ("Neto, Walter Lau (57192192696); Yu, Cunxi (56900168900)", ("Neto, Walter Lau", "Yu, Cunxi")),
        ("Ada LovelaceAlan TuringGrace Hopper", ("Ada Lovelace", "Alan Turing", "Grace Hopper")),
        (
            "Venkata Krishna OduguR Anirudh ReddyP. Ramakrishna",
            ("Venkata Krishna Odugu", "R Anirudh Reddy", "P. Ramakrishna"),
        ),
        ("Yann LeCunAlan McDonald", ("Yann LeCun", "Alan McDonald")),
        ("Yann LeCun", ("Yann LeCun",)),
        ("David DeWitt", ("David DeWitt",)),
        ("Robert Tarjan, Jr., Ada Lovelace", ("Robert Tarjan, Jr.", "Ada Lovelace")),
        ("I. -L. Tseng", ("I.-L. Tseng",)),
        ("Smith J, Doe A", ("Smith, J", "Doe, A")),
        ("Smith J, Doe A, van der Berg KL", ("Smith, J", "Doe, A", "van der Berg, KL")),
        ("van der Berg KL, Smith J", ("van der Berg, KL", "Smith, J")),
        ("Smith J-P and Doe AB", ("Smith, J-P", "Doe, AB")),
        ("Smith J., Doe A.", ("Smith, J.", "Doe, A.")),
        ("Smith J", ("Smith J",)),
        ("Wei LI, Jun XU", ("Wei LI", "Jun XU")),
        ("A Lovelace, A Turing", ("A Lovelace", "A Turing")),
        ("Ada Lovelace and Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace, and Alan Turing et al.", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace; Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace,\nAlan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace & Alan Turing and others", ("Ada Lovelace", "Alan Turing")),
        ("Olsson, H. H.", ("Olsson, H. H.",)),
        ("Olsson, H. H., John, M. M., & Bosch, J.", ("Olsson, H. H.", "John, M. M.", "Bosch, J.")),
        ("Olsson, H. H.; Bosch, Jan", ("Olsson, H. H.", "Bosch, Jan")),
        ("Olsson, Helena and Bosch, Jan", ("Olsson, Helena", "Bosch, Jan")),
        ("John, Meenu Mary, Bosch, Jan", ("John, Meenu Mary", "Bosch, Jan")),
        ("King, M. L., Jr., Doe, J.", ("King, M. L., Jr.", "Doe, J.")),
        ("Smith J, Doe AB", ("Smith, J", "Doe, AB")),
        ("Smith J; van der Berg KL", ("Smith, J", "van der Berg, KL")),
        ("Hiya Bhatt, Sahil, Karthik Vaidhyanathan", ("Hiya Bhatt", "Sahil", "Karthik Vaidhyanathan")),
        ("Alexander Anderson", ("Alexander Anderson",)),
        ("Lovelace, A., Turing, A. M. and Hopper, G.", ("Lovelace, A.", "Turing, A. M.", "Hopper, G.")),
        ("Smith, Ann, Jones, Bob and Roe, Carl", ("Smith, Ann", "Jones, Bob", "Roe, Carl")),
        ("van der Berg, Jan Peter", ("van der Berg, Jan Peter",)),
        ("De Vries, Jan Peter and Smith, Ann", ("De Vries, Jan Peter", "Smith, Ann")),
        ("et al.", ()),
        ("[No author name available]", ()),
        ("", ()),
        ("Hai (Helen) Li", ("Hai (Helen) Li",)),
    ],
)
def test_names_are_parted(text: str, names: tuple[str, ...]) -> None:
    assert people_in(text) == names


_NAME = st.builds(
    "{}, {}".format,
    st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True),
    st.from_regex(r"[A-Z][a-z]{3,8}", fullmatch=True),
)


@given(st.lists(_NAME.filter(lambda name: "Others" not in name), min_size=1, max_size=6))
def test_a_list_with_semicolons_comes_back_as_it_was(names: list[str]) -> None:
    assert people_in("; ".join(names)) == tuple(names)


_WITH_INITIALS = st.lists(
    st.sampled_from(["Olsson, H. H.", "Bosch, J.", "van Dijk, A.-B.", "Li, Y."]), min_size=1, max_size=6
)


@given(_WITH_INITIALS, st.sampled_from(["; ", ", ", " and ", " & "]))
def test_names_with_initials_come_back_whatever_stands_between_them(names: list[str], between: str) -> None:
    assert people_in(between.join(names)) == tuple(names)
