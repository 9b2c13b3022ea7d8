"""Sentence boundaries of scholarly prose."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text.passages import sentence_spans

HAS_WORD = re.compile(r"\w")


@pytest.mark.parametrize(
    "sentences",
    [
        ["We follow Bosch et al. and others.", "See Fig. 3 for it.", "Eq. (2) holds."],
        ["Drift matters, e.g. for inputs, i.e. for features.", "It does."],
        ["Dr. Smith vs. Jones.", "It has 3.5 points.", "End!"],
        ["J. E. Johnson wrote it.", "K. Abhari read it."],
        ["Drift [3].", "Skew (cf. Sect. 2).", "Nos. 3 and 4."],
        ["See Tab. 1.", "It was in vol. 3, pp. 4-5.", "No. 7 is next."],
        ["It took approx. 5 ms.", "Done"],
        ["Is it?", "Yes!", "“Quoted.”", "Next."],
        ["这是一句。", "那是另一句。"],
        ["One sentence without an end"],
        # PaSa's appendix, ULB dark matter, Pylint in notebooks: the library misses the ends in these.
        ["• PaSa-GPT-4o.", "Prompt GPT-4o within the PaSa framework.", "It can read papers (see Fig. 2)."],
        ["(iii) It should be ultra-relativistic.", "Note that Dr. Kort saw it, et al. 2 did not.", "It decouples."],
        ["(the project with most errors.", "It showed the same trend.", "So did another"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    separator = "" if sentences[0].endswith("。") else " "
    text = separator.join(sentences)
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


@pytest.mark.parametrize("text", ["", " ", "\n \t"])
def test_blank_text_has_no_sentence(text: str) -> None:
    assert sentence_spans(text) == []


def test_a_rule_or_bullet_is_no_sentence_of_its_own() -> None:
    text = "* * *\n\nThe end.\n\n***\n\n•"
    assert [text[a:b] for a, b in sentence_spans(text)] == [text]


@given(st.text(max_size=200) | st.text(st.sampled_from("aB1 .!?。\n\t-•([\"'”et al.Fig"), max_size=200))
@example("😀. 😀! a")
@example("a\u2028b. C\x1cd")
def test_every_character_that_is_no_space_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    covered = [i for start, end in spans for i in range(start, end)]
    assert covered == sorted(set(covered))
    assert {i for i, char in enumerate(text) if not char.isspace()} <= set(covered)
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
        assert HAS_WORD.search(text[start:end]) or not HAS_WORD.search(text)
