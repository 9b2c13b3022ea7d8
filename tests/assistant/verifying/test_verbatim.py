"""What stands in a passage word for word, and what only nearly does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verifying.plain import bare
from assistant.verifying.verbatim import LEAST, stands_in

PASSAGE = (
    "Data drift need not harm: the inputs may move within a region that the model knows well. "
    "State-of-the-art \ufb01tting of \u201cde\ufb01ned\u201d work\ufb02ows \u2013 as of 2021 \u2013 re-\nmains manual."
)


@pytest.mark.parametrize(
    "claim",
    [
        "Data drift need not harm",
        "data drift need not harm: the inputs may move within a region that the model knows well.",
        "State of the art fitting of 'defined' workflows - as of 2021 - remains manual",
        "State\u2011of\u2011the\u2011art fitting of defined workflows",
        '"the inputs may move within a region"',
        "\u201cThe inputs may move within a region\u201d.",
        "knows well. State-of-the-art fitting",
    ],
)
def test_the_same_words_are_verbatim(claim: str) -> None:
    assert stands_in(claim, PASSAGE)


@pytest.mark.parametrize(
    "claim",
    [
        "",
        "drift",
        "Data drift need",
        "Data drift need harm: the inputs may move",
        "ata drift need not har",
        "Data drift must not harm: the inputs may move",
        'Banks say "the inputs may move within a region"',
        "workflows as of 2022 remains manual",
        "\u2026 \u2014 !",
    ],
)
def test_other_words_or_too_few_are_not(claim: str) -> None:
    assert not stands_in(claim, PASSAGE)


@given(st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=LEAST, max_size=20), st.data())
def test_any_run_of_words_stands_in_its_text(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - LEAST))
    last = data.draw(st.integers(first + LEAST, len(words)))
    text = data.draw(st.sampled_from([" ", "\n", ", ", "\u00a0", " \u2013 "])).join(words)
    assert stands_in(" ".join(words[first:last]).upper(), text)


@pytest.mark.parametrize(
    ("claim", "left"),
    [
        ("- **Drift** is a change [1, 3].", "Drift is a change."),
        ("2. Drift is a `change` [p3][12].", "Drift is a change."),
        ("Drift *may* harm  [2\u20134].", "Drift may harm."),
        ("An array a[i] of 2 x_1 values", "An array a[i] of 2 x_1 values"),
        ("", ""),
    ],
)
def test_markup_is_no_part_of_a_claim(claim: str, left: str) -> None:
    assert bare(claim) == left
