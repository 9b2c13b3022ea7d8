"""Filters: ranges of years, authors, keys."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UsageError
from index.works.filters import Filter, Years, is_author, is_venue


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
        ("", "use 2021, 2021..2023"),
        ("..", "use 2021, 2021..2023"),
        ("soon", "use 2021, 2021..2023"),
        ("2021-2023", "use 2021, 2021..2023"),
        ("2021...2023", "use 2021, 2021..2023"),
        ("2021..x", "use 2021, 2021..2023"),
        ("-2021", "use 2021, 2021..2023"),
        ("2021²", "use 2021, 2021..2023"),
        ("2023..2021", "use 2021..2023"),
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
        (Filter(authors=("Holmstrom Olsson",)), True),
        (Filter(authors=("H. H. Olsson",)), True),
        (Filter(authors=("Olsson, H.",)), True),
        (Filter(authors=("J. Bosch",)), True),
        (Filter(authors=("Jan Bosch",)), True),
        (Filter(authors=("K. Bosch",)), False),
        (Filter(authors=("Johannes Bosch",)), False),
        (Filter(authors=("Helena",)), False),
        (Filter(venues=("IEEE Software",)), False),
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


@pytest.mark.parametrize(
    ("wanted", "author", "same"),
    [
        ("Müller", "Mueller, J.", True),
        ("Mueller", "Jürgen Müller", True),
        ("Muller", "Jürgen Müller", True),
        ("van der Aalst", "Wil van der Aalst", True),
        ("Aalst", "Wil van der Aalst", True),
        ("John Smith", "Smith, JA", True),
        ("Jane Smith", "Smith, KL", False),
        ("Faubel", "Leonhard Faubel", True),
        ("L. Faubel et al.", "Leonhard Faubel", True),
        ("J. Faubel", "Leonhard Faubel", False),
        ("Leonhard", "Leonhard Faubel", False),
        ("", "Leonhard Faubel", False),
    ],
)
def test_an_author_is_known_by_other_spellings(wanted: str, author: str, same: bool) -> None:
    assert is_author(wanted, author) is same


@pytest.mark.parametrize(
    ("wanted", "venue", "same"),
    [
        ("IEEE Software", "IEEE Software", True),
        ("ieee softw.", "IEEE Software", True),
        ("ICSE", "International Conference on Software Engineering", True),
        ("SEAA", "Euromicro Conference on Software Engineering and Advanced Applications (SEAA)", True),
        ("Journal of Systems and Software", "Journal of Systems and Software", True),
        ("arXiv", "arXiv preprint arXiv:2101.00001", True),
        ("Nature", "IEEE Software", False),
        ("Nature", "arXiv", False),
        ("IEEE Software", None, False),
        ("", "IEEE Software", False),
    ],
)
def test_a_venue_is_known_by_other_names(wanted: str, venue: str | None, same: bool) -> None:
    assert is_venue(wanted, venue) is same


def test_two_filters_admit_what_passes_both() -> None:
    one = Filter(Years(2020, None), ("A",), ("paper", "summary"), ("k", "l"), ("Software",), ("abstract",))
    other = Filter(Years(None, 2022), ("A", "B"), ("summary",), ("l", "m"), ("IEEE Software",))
    both = Filter(Years(2020, 2022), ("A", "B"), ("summary",), ("l",), ("IEEE Software",), ("abstract",))
    assert one.and_also(other) == both
    assert one.and_also(Filter()) == Filter().and_also(one) == one


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        (Filter(years=Years(2021, 2021)), Filter(years=Years(2023, None)), "the years 2021 and 2023.. contradict"),
        (Filter(kinds=("paper",)), Filter(kinds=("summary",)), "the kinds paper and summary contradict"),
        (Filter(keys=("k",)), Filter(keys=("l",)), "the works k and l contradict"),
        (Filter(venues=("Nature",)), Filter(venues=("ICSE",)), "the venues Nature and ICSE contradict"),
        (Filter(evidence=("title",)), Filter(evidence=("abstract",)), "title and abstract contradict"),
    ],
)
def test_filters_that_contradict_each_other_are_refused_naming_both(one: Filter, other: Filter, named: str) -> None:
    with pytest.raises(UsageError, match=re.escape(named)):
        one.and_also(other)


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [("A. Silva Costa", True), ("Ana Silva Costa", True), ("B. Silva Costa", False), ("A. Silva Lima", False)],
)
def test_a_family_name_of_two_parts_may_be_typed_without_its_hyphen(wanted: str, fits: bool) -> None:
    assert is_author(wanted, "Silva-Costa, A. M.") is fits
