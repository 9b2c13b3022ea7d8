"""Names of venues compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.works.venues import compared, differ


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        ("Proc. ICSE", "Proc. KDD", True),
        ("Book A", "Book B", True),
        ("Software Engineering", "Requirements Engineering", True),
        ("Lecture Notes in Computer Science 12345", "Lecture Notes in Computer Science 54321", True),
        ("Lecture Notes in Computer Science 12345", "Lecture Notes in Computer Science", False),
        ("ICSE 2020", "Proceedings of the 42nd International Conference on Software Engineering", False),
        ("IEEE Trans. Softw. Eng.", "IEEE Transactions on Software Engineering", False),
        ("Proceedings of the ICSE, 2020", "ICSE", False),
        ("arXiv preprint arXiv:2103.08942", "Nature", False),
        ("", "Nature", False),
        ("Proceedings", "Proceedings", False),
    ],
)
def test_two_venues_are_told_from_two_ways_of_writing_one(one: str, other: str, two: bool) -> None:
    assert differ(compared(one), compared(other)) is differ(compared(other), compared(one)) is two


NAMES = st.text(st.sampled_from("ABab 12.")) | st.text()


@given(NAMES, NAMES)
def test_no_venue_differs_from_itself_and_order_does_not_matter(one: str, other: str) -> None:
    assert not differ(compared(one), compared(one))
    assert differ(compared(one), compared(other)) == differ(compared(other), compared(one))
