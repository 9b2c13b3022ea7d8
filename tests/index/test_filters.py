"""Filters: ranges of years, authors, keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UsageError
from index.filters import Filter, Years


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", 2021, 2021),
        ("2021..2023", 2021, 2023),
        ("2021..", 2021, None),
        ("..2023", None, 2023),
        (" 2021 .. 2023 ", 2021, 2023),
        ("2021..2021", 2021, 2021),
    ],
)
def test_years_are_read(text: str, first: int | None, last: int | None) -> None:
    assert Years.parse(text) == Years(first, last)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "write 2021, 2021..2023"),
        ("..", "write 2021, 2021..2023"),
        ("soon", "write 2021, 2021..2023"),
        ("2021-2023", "write 2021, 2021..2023"),
        ("2021...2023", "write 2021, 2021..2023"),
        ("2021..x", "write 2021, 2021..2023"),
        ("-2021", "write 2021, 2021..2023"),
        ("2021²", "write 2021, 2021..2023"),
        ("2023..2021", "write 2021..2023"),
    ],
)
def test_what_is_no_range_of_years_is_refused_with_advice(text: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice):
        Years.parse(text)


@given(st.integers(1800, 2100), st.integers(0, 200))
def test_years_as_text_read_back(first: int, length: int) -> None:
    for years in (Years(first, first + length), Years(first, None), Years(None, first)):
        assert Years.parse(str(years)) == years


AUTHORS = ("Helena Holmström Olsson", "Bosch, Jan")


@pytest.mark.parametrize(
    ("only", "admitted"),
    [
        (Filter(), True),
        (Filter(years=Years(2020, 2022)), True),
        (Filter(years=Years(2021, 2021)), True),
        (Filter(years=Years(None, 2020)), False),
        (Filter(years=Years(2022, None)), False),
        (Filter(authors=("olsson",)), True),
        (Filter(authors=("Holmstrom Olsson",)), False),
        (Filter(authors=("helena holmstrom olsson",)), True),
        (Filter(authors=("Olsson", "bosch")), True),
        (Filter(authors=("Olsson", "Faubel")), False),
        (Filter(authors=("ols",)), False),
        (Filter(keys=("john2021towards",)), True),
        (Filter(keys=("other2020", "john2021towards")), True),
        (Filter(keys=("other2020",)), False),
        (Filter(years=Years(2021, 2021), authors=("Faubel",)), False),
    ],
)
def test_every_given_condition_must_hold(only: Filter, admitted: bool) -> None:
    assert only.admits_work("john2021towards", AUTHORS, 2021) is admitted


def test_a_work_without_a_year_passes_no_condition_on_years() -> None:
    assert not Filter(years=Years(1900, 2100)).admits_work("k", (), None)
    assert Filter().admits_work("k", (), None)


def test_a_work_without_authors_passes_no_condition_on_authors() -> None:
    assert not Filter(authors=("",)).admits_work("k", (), 2021)


def test_a_filter_is_told_in_words() -> None:
    only = Filter(Years(2021, None), ("Faubel",), ("paper",), ("john2021towards",))
    assert str(only) == "year 2021.., author Faubel, kind paper, work john2021towards"
    assert only
    assert not Filter()
    assert str(Years(2021, 2021)) == "2021"
