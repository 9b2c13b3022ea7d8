"""Normalising: what a person reads, with a way back to the raw characters."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text.normalise import Normalised, compounds, normalise

TROUBLE = st.text(
    st.sampled_from("abcDE é1.,-\u2010 \t\n\r\u00a0\u00ad\u200b\u2060\ufeff\u0000\ufffe\u0002ﬀﬁﬂﬃﬄﬅﬆ😀机"), max_size=60
)
ANYTHING = TROUBLE | st.text(max_size=60)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("eﬃcient and ﬂat ﬁles, oﬀ the ﬂoor, waﬄe, ﬅ, ﬆ", "efficient and flat files, off the floor, waffle, st, st"),
        ("deploy-\nment", "deployment"),
        ("deploy- \r\n  ment", "deployment"),
        ("deploy\u2010\nment", "deployment"),
        ("deci\ufffesion", "decision"),
        ("deci\u0002\r\nsion", "decision"),
        ("de\u00adploy\u200bment", "deployment"),
        ("train- and test-time", "train- and test-time"),
        ("2019-\n2021", "2019- 2021"),
        ("- item", "- item"),
        ("  two\t words \n\n here ", "two words here"),
        ("a\u00a0b\u2009c", "a b c"),
        ("one \u200b two", "one two"),
        ("\ufeffBegins", "Begins"),
        ("nul\u0000byte", "nulbyte"),
        ("", ""),
        (" \n\u00ad ", ""),
        ("Straße, naïve, 机器学习, 😀", "Straße, naïve, 机器学习, 😀"),
    ],
)
def test_text_is_as_a_person_reads_it(raw: str, read: str) -> None:
    assert normalise(raw).text == read


@pytest.mark.parametrize(
    ("elsewhere", "raw", "read"),
    [
        ("training-serving skew", "the training-\nserving skew", "the training-serving skew"),
        ("Training-Serving skew", "the training-\nserving skew", "the training-serving skew"),
        ("a state-of-the-art method", "state-of-\nthe-art", "state-of-the-art"),
        ("a state-of-the-art method", "state-\nof-the-\nart", "state-of-the-art"),
        ("no compound", "the training-\nserving skew", "the trainingserving skew"),
    ],
)
def test_a_compound_seen_inside_a_line_keeps_its_hyphen_at_a_line_end(elsewhere: str, raw: str, read: str) -> None:
    assert normalise(raw, compounds(elsewhere)).text == read


def test_a_hyphen_at_a_line_end_makes_no_compound() -> None:
    assert compounds("deploy-\nment") == frozenset()


@given(ANYTHING)
@example("a \u00ad b")
def test_white_space_is_single_spaces_between_words(raw: str) -> None:
    text = normalise(raw).text
    assert text == " ".join(text.split())


@given(ANYTHING)
def test_normalising_again_changes_nothing_more(raw: str) -> None:
    once = normalise(raw).text
    assert normalise(once).text == once


@given(ANYTHING)
def test_offsets_rise_and_lie_in_the_raw_text(raw: str) -> None:
    normal = normalise(raw)
    assert len(normal.offsets) == len(normal.text)
    assert list(normal.offsets) == sorted(normal.offsets)
    assert all(0 <= offset < len(raw) for offset in normal.offsets)


@given(ANYTHING, st.data())
def test_a_raw_span_normalises_to_the_slice_it_stands_for(raw: str, data: st.DataObject) -> None:
    normal = normalise(raw)
    starts, ends = _boundaries(normal)
    if not starts:
        return
    start = data.draw(st.sampled_from(starts))
    end = data.draw(st.sampled_from([end for end in ends if end > start]))
    first, last = normal.raw_span(start, end)
    assert normalise(raw[first:last]).text == normal.text[start:end]


def _boundaries(normal: Normalised) -> tuple[list[int], list[int]]:
    """Where a slice may begin and end: not at a space, inside a ligature, or at a joiner, which needs both sides."""
    text, offsets = normal.text, normal.offsets
    solid = [i for i, char in enumerate(text) if not char.isspace() and char not in "\u200c\u200d"]
    starts = [i for i in solid if i == 0 or offsets[i] != offsets[i - 1]]
    ends = [i + 1 for i in solid if i + 1 == len(text) or offsets[i] != offsets[i + 1]]
    return starts, ends


def test_a_slice_inside_a_ligature_takes_the_whole_ligature() -> None:
    normal = normalise("ﬁt")
    assert normal.text == "fit"
    assert normal.raw_span(1, 3) == (0, 2)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 1), (0, 4)])
def test_an_empty_or_outside_span_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="empty or outside"):
        normalise("abc").raw_span(start, end)
