"""Venues under one name each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.works.venues import one_name_each

ICSE = "International Conference on Software Engineering"
TSE = "IEEE Transactions on Software Engineering"
LNCS = "Lecture Notes in Computer Science"


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([TSE, "IEEE Trans. Softw. Eng.", "TSE"], TSE),
        (["Journal of Systems and Software", "J. Syst. Softw.", "JSS"], "Journal of Systems and Software"),
        (["J. Syst. Softw.", "J. Syst. Softw.", "Journal of Systems and Software"], "J. Syst. Softw."),
        (["IEEE Access", "IEEE ACCESS", "ieee access"], "ieee access"),
        (["ICSE 2021", "ICSE '22", "ICSE"], "ICSE"),
        (["ICSE 2021", "ICSE 2022"], "ICSE"),
        ([f"Proceedings of the 43rd {ICSE}", f"Proceedings of the 44th {ICSE}"], f"Proceedings of the {ICSE}"),
        ([f"2022 IEEE/ACM 44th {ICSE} (ICSE)", "ICSE"], "ICSE"),
        ([f"2022 IEEE/ACM 44th {ICSE} (ICSE)"], f"2022 IEEE/ACM 44th {ICSE} (ICSE)"),
        (["arXiv preprint arXiv:2103.08942", "arXiv:2205.02302", "CoRR abs/2103.08942", "arXiv"], "arXiv"),
        ([f"{LNCS} 123", LNCS, "LNCS"], LNCS),
    ],
)
def test_ways_to_write_a_venue_have_one_name(names: list[str], shown: str) -> None:
    assert set(one_name_each(names).values()) == {shown}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IEEE Software", "IEEE Transactions on Software Engineering"),
        ("Empirical Software Engineering", "Software Engineering"),
        ("Machine Learning", "Journal of Machine Learning Research"),
        ("Nature", "Nature Machine Intelligence"),
        ("ACM Computing Surveys", "Advances in Computational Mathematics"),
        ("arXiv", "bioRxiv"),
        ("arXiv", "Sensors"),
        (ICSE, f"{ICSE}: Software Engineering in Practice"),
    ],
)
def test_different_venues_stay_apart(one: str, other: str) -> None:
    assert one_name_each([one, other]) == {one: one, other: other}


def test_an_acronym_goes_to_the_meeting_itself_and_not_to_its_companion() -> None:
    names = one_name_each([f"{ICSE}: Software Engineering in Practice", ICSE, "ICSE"])
    assert names["ICSE"] == names[ICSE] == ICSE


@given(st.lists(st.text(min_size=1)))
def test_any_name_has_one_whatever_the_order(names: list[str]) -> None:
    found = one_name_each(names)
    assert found.keys() == set(names)
    assert found == one_name_each(reversed(names))
