"""Names and years of works in a sentence, and what is left of it without them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.resolving import attributed
from index.entries import WorkEntry


def work(key: str, authors: tuple[str, ...], year: int | None) -> WorkEntry:
    return WorkEntry(key, key, key, authors, year, None, None, (), (), ())


WORKS = [
    work("john", ("Meenu Mary John", "Helena Holmström Olsson", "Jan Bosch"), 2021),
    work("refdesk", ("Refdesk",), 2026),
    work("das", ("Das, Ada", "P. Bala"), 2020),
    work("none", (), 2019),
    work("undated", ("Eve Fox",), None),
]


@pytest.mark.parametrize(
    ("text", "left", "keys"),
    [
        ("Drift is common (John et al., 2021).", "Drift is common.", {"john"}),
        ("Drift is common (see John, Olsson & Bosch 2021, p. 4).", "Drift is common.", {"john"}),
        ("Drift is common (John et al., 2021; Das and Bala, 2020).", "Drift is common.", {"john", "das"}),
        ("John et al. (2021) report that drift is common.", "drift is common.", {"john"}),
        ("According to John et al. (2021), drift is common.", "drift is common.", {"john"}),
        ("Das & Bala (2020) list three causes.", "list three causes.", {"das"}),
        ("Refdesk (2026, p. 2) says that it is so.", "it is so.", {"refdesk"}),
        ("It is so (Refdesk, 2026, p. 2) and Das (2020) agrees.", "It is so and agrees.", {"refdesk", "das"}),
        ("Drift rose by 20% (Smith, 2018).", "Drift rose by 20% (Smith, 2018).", set()),
        (
            "Drift is common (John et al., 2021; Smith, 2018).",
            "Drift is common (John et al., 2021; Smith, 2018).",
            set(),
        ),
        ("John (2019) is another.", "John (2019) is another.", set()),
        ("In 2021 drift was common.", "In 2021 drift was common.", set()),
        ("It fell (by 2021 units).", "It fell (by 2021 units).", set()),
        ("John et al. (2021)", "John et al. (2021)", {"john"}),
    ],
)
def test_works_are_told_from_what_is_said_of_them(text: str, left: str, keys: set[str]) -> None:
    found = attributed(text, WORKS)
    assert (found.text, set(found.works)) == (left, keys)


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    found = attributed(text, WORKS)
    assert found.works or found.text == text
