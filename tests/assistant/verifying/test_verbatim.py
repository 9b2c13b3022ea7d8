"""What stands in a passage word for word, and what only nearly does."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.verifying.direction import opposites
from assistant.verifying.verbatim import LEAST, bare, comparable, stands_in
from index.text.passages import sentence_spans

DRIFT = (
    "Data drift need not harm the model: the inputs may move within a region that it knows well. "
    "State-of-the-art \ufb01tting of \u201cde\ufb01ned\u201d work\ufb02ows \u2013 as of 2021 \u2013 re-\nmains manual. "
    "Serving is a task of its own, as of version 1.2 at least; training is done once a week."
)
FROST = (
    "Late frost killed 37% of the 1,200 apple blossoms in the valley. Apple blossoms die without frost warnings. "
    "Smoke does not help the growers who light it. Few studies found that frost warnings save apple blossoms. "
    "The cache answers in <100 ms and costs \u22123.2 points. If warnings come late, the growers lose the harvest. "
    "Contrary to a common belief, wind machines warm the orchard. The harvest was better than in any year before."
)


def standing(claim: str, text: str) -> range | None:
    """Where a claim stands in a text, cut into sentences as passages are."""
    return stands_in(claim, [text[start:end] for start, end in sentence_spans(text)])


@pytest.mark.parametrize(
    ("claim", "text", "sentences"),
    [
        ("data drift need not harm the model: the inputs may move within a region that it knows well", DRIFT, [0]),
        ("State of the art fitting of 'defined' workflows - as of 2021 - remains manual", DRIFT, [1]),
        ("State\u2011of\u2011the\u2011art fitting of defined workflows", DRIFT, [1]),
        ('"State-of-the-art fitting of defined workflows"', DRIFT, [1]),
        ("\u201cTraining is done once a week\u201d.", DRIFT, [2]),
        ("remains manual. Serving is a task of its own", DRIFT, [1, 2]),
        ("as of version 1.2 at least", DRIFT, [2]),
        ("Late frost killed 37 percent of the 1200 apple blossoms", FROST, [0]),
        ("late frost killed 37 % of the 1,200 apple blossoms in the valley", FROST, [0]),
        ("Smoke does not help the growers who light it.", FROST, [2]),
        ("Apple blossoms die without frost warnings. Smoke does not help the growers who light it.", FROST, [1, 2]),
        ("Few studies found that frost warnings save apple blossoms", FROST, [3]),
        ("The cache answers in < 100 ms and costs -3.2 points", FROST, [4]),
        ("The cache answers in <100 ms", FROST, [4]),
        ("If warnings come late, the growers lose the harvest", FROST, [5]),
    ],
)
def test_the_same_words_are_verbatim(claim: str, text: str, sentences: list[int]) -> None:
    assert list(standing(claim, text) or ()) == sentences


@pytest.mark.parametrize(
    "claim",
    [
        "",
        "drift",
        "Data drift need",
        "Data drift need harm the model: the inputs may move",
        "ata drift need not har",
        "Data drift must not harm the model: the inputs may move",
        'Banks say "State-of-the-art fitting of defined workflows"',
        "workflows as of 2022 remains manual",
        "as of version 12 at least",
        "\u2026 \u2014 !",
    ],
)
def test_other_words_or_too_few_are_not(claim: str) -> None:
    assert standing(claim, DRIFT) is None


@pytest.mark.parametrize(
    "claim",
    [
        "Late frost killed 37 of the 1,200 apple blossoms",
        "killed 37 of the 1,200 apple blossoms",
        "of the 1,200% apple blossoms in the valley",
        "The cache answers in >100 ms and costs \u22123.2 points.",
        "The cache answers in 100 ms and costs \u22123.2 points.",
        "The cache answers in <100 ms and costs +3.2 points.",
        "100 ms and costs -3.2 points",
    ],
)
def test_a_number_without_its_sign_comparison_or_per_cent_is_another(claim: str) -> None:
    assert standing(claim, FROST) is None


@pytest.mark.parametrize(
    "claim",
    [
        "Without frost warnings smoke does not help the growers",
        "die without frost warnings smoke does not help the growers who light it",
        "in the valley apple blossoms die without frost warnings",
    ],
)
def test_no_claim_is_stitched_over_the_end_of_a_sentence(claim: str) -> None:
    assert standing(claim, FROST) is None


@pytest.mark.parametrize(
    "claim",
    [
        "Frost warnings save apple blossoms",
        "help the growers who light it",
        "The growers lose the harvest",
        "Wind machines warm the orchard",
        "the inputs may move within a region",
    ],
)
def test_what_its_sentence_denies_doubts_or_conditions_is_not_verbatim(claim: str) -> None:
    assert standing(claim, FROST) is None
    assert standing(claim, DRIFT) is None


WORDS = st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=LEAST, max_size=20)


@given(WORDS, st.data())
def test_any_whole_sentence_stands_in_its_text(words: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([" ", "\n", ", ", "\u00a0", " \u2013 "])).join(words)
    assert stands_in(" ".join(words).upper(), [text]) == range(1)
    assert stands_in(" ".join(words), ["Nothing else.", text, "Nothing more."]) == range(1, 2)


@given(WORDS, st.sampled_from(["few", "not", "if", "unless", "hypothesised", "claimed", "hardly"]), st.data())
def test_a_part_stands_there_unless_the_rest_is_guarded(words: list[str], guard: str, data: st.DataObject) -> None:
    assume(not any(opposites().denies(word) for word in words))
    first = data.draw(st.integers(1, max(1, len(words) - LEAST)))
    claim = " ".join(words[first:])
    assume(len(words) - first >= LEAST and f" {claim}" not in " ".join(words[:-1]))
    assert stands_in(claim, [" ".join([*words[:first], guard, *words[first:]])]) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is <100 ms", ["it", "is", "<100", "ms"]),
        ("\u2265 5%, p = .05", [">=5%", "p", "0.05"]),
        ("2019-2021, GPT-4 and -3", ["2019", "2021", "gpt", "4", "and", "-3"]),
        ("1,200.5 and 1,2,3", ["1200.5", "and", "1,2,3"]),
        ("5 per cent of x > y", ["5%", "of", "x", ">", "y"]),
        ("> a line that is quoted", ["a", "line", "that", "is", "quoted"]),
        ("\u6a21\u578b2\u79cd", ["\u6a21", "\u578b", "2", "\u79cd"]),
    ],
)
def test_a_number_keeps_what_changes_it(text: str, words: list[str]) -> None:
    assert comparable(text) == words


@given(st.text())
def test_any_text_can_be_compared(text: str) -> None:
    assert all(word == word.strip() and word for word in comparable(text))


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
