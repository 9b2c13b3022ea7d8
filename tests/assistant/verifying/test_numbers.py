"""Numbers of a claim against those of a passage, however either writes them, and on which side of them it is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.numbers import belongs_elsewhere, has_other_side, missing, quantities


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("It fails in 37% of cases.", "a rate of 37 % was seen"),
        ("It fails in 37% of cases.", "a rate of 37 percent was seen"),
        ("It fails in 37% of cases.", "a rate of 0.37 was seen"),
        ("A rate of 0.37 was seen.", "It fails in 37% of cases."),
        ("It fails in 20% of cases.", "in 20 to 37% of cases"),
        ("It fails in 20% of cases.", "in 20-37% of cases"),
        ("It fails in 20% of cases.", "in 20, 30 and 37 % of cases"),
        ("Of 20 cases", "in 20-37% of cases"),
        ("by 37 points", "by 37 percentage points"),
        ("three variants", "3 variants"),
        ("3 variants", "Three variants"),
        ("twenty-five papers", "25 papers"),
        ("5183 abstracts", "5,183 abstracts"),
        ("5,183 abstracts", "5183 abstracts"),
        ("1.5 million records", "1,500,000 records"),
        ("ten thousand records", "10k records"),
        ("a twofold increase", "a 2-fold increase"),
        ("twice as fast", "two times as fast"),
        ("0.5 seconds", ".5 seconds"),
        ("0.5 seconds", "0\u00b75 seconds"),
        ("10 ms and 5 GB", "10ms, 5GB"),
        ("parts 2 and 3", "parts (1,2,3)"),
        ("8 million rows", "8M rows"),
        ("8 rows", "8 m, 8 rows"),
        ("3.0 versions", "3 versions"),
        ("in 2021", "(Garg et al., 2021)"),
        ("the one that failed", "what failed"),
        ("Models like GPT-4, S100A9 and p53 do it.", "They do it."),
    ],
)
def test_the_same_number_is_found_however_it_is_written(claim: str, passage: str) -> None:
    assert not missing(claim, passage)


@pytest.mark.parametrize(
    ("claim", "passage", "lacking"),
    [
        ("It fails in 37% of cases.", "It fails in 73% of cases.", {"0.37"}),
        ("It fails in 37% of cases.", "It fails in 37 cases.", {"0.37"}),
        ("Of 37 cases", "It fails in 3.7 cases.", {"37"}),
        ("It fails in 37 cases.", "It fails in 37% of cases.", {"37"}),
        ("Of 37 cases", "It fails in 137 cases, or 37.5, or 0.37.", {"37"}),
        ("three variants", "two variants", {"3"}),
        ("In 2021 there were 5 of 12", "In 2021 there were 6 of 12", {"5"}),
        ("1.5 million records", "1.5 records", {"1.5E+6"}),
        ("-5 degrees in 4 of 9", "", {"5", "4", "9"}),
    ],
)
def test_another_number_is_missed(claim: str, passage: str, lacking: set[str]) -> None:
    assert missing(claim, passage) == {Decimal(number) for number in lacking}


@given(st.text())
def test_a_text_lacks_none_of_its_own_numbers(text: str) -> None:
    assert not missing(text, text)


@given(st.integers(2, 10**9), st.sampled_from(["It took {} runs.", "({})", "n = {}", "{}: done", "about {}."]))
def test_a_whole_number_is_read_as_it_is(number: int, frame: str) -> None:
    assert quantities(frame.format(number)) == {Decimal(number)}
    assert quantities(frame.format(f"{number:,}")) == {Decimal(number)}


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("in >100 ms", "in <100 ms"),
        ("It took more than 100 ms.", "It took < 100 ms."),
        ("at least 5 runs", "at most 5 runs"),
        ("over 1,200 papers", "fewer than 1200 papers"),
        ("+3.2 points", "\u22123.2 points"),
        ("a change of -3.2 points", "a change of + 3.2 points"),
    ],
)
def test_the_other_side_is_seen(claim: str, text: str) -> None:
    assert has_other_side(claim, text)
    assert has_other_side(text, claim)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("under 100 ms", "in <100 ms"),
        ("It took 100 ms.", "It took < 100 ms."),
        ("It fell by 3.2 points.", "a change of \u22123.2 points"),
        ("more than 5 runs", "more than 5 runs, and less than 5 in winter"),
        ("more than 5 runs", "less than 6 runs"),
        ("2019-2021", "+2021"),
        ("", "< 5"),
    ],
)
def test_the_same_side_or_none_is_not(claim: str, text: str) -> None:
    assert not has_other_side(claim, text)


@pytest.mark.parametrize(
    ("claim", "sentence", "elsewhere"),
    [
        ("Frost killed 52% of the apple blossoms.", "Frost killed 37% of the apple blossoms.", True),
        ("Frost killed 52% of the apple blossoms.", "Frost killed 52% of the pear blossoms.", True),
        ("Frost killed 52% of apple blossoms.", "Of the apple trees' blossoms, frost killed 52 percent.", False),
        ("Frost killed 37% in 2021.", "Frost killed 37% of the blossoms.", False),
        ("Frost killed 37% of the blossoms.", "Frost killed 37% of 12 trees' blossoms.", False),
        ("Frost killed 37% of the blossoms.", "Frost killed blossoms.", False),
    ],
)
def test_number_of_something_else_is_seen(claim: str, sentence: str, elsewhere: bool) -> None:
    assert belongs_elsewhere(claim, sentence) is elsewhere


@given(st.text())
def test_no_text_is_on_the_other_side_of_its_own_numbers(text: str) -> None:
    assert not has_other_side(text, text)
