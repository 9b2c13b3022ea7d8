"""Replies read into sentences, and the passages that each of them names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.writing.reply import Written, WrittenSentence, read_reply

KNOWN = frozenset(f"P{number}" for number in range(1, 13))
Sentence = tuple[str, ...]


def sentences(text: str) -> list[WrittenSentence]:
    return [sentence for block in read_reply(text, KNOWN).blocks for sentence in block.sentences]


def cited(text: str) -> list[Sentence]:
    """Each sentence's text, then what it cites."""
    return [(sentence.text, *sentence.cited) for sentence in sentences(text)]


def refuses(text: str) -> bool:
    return read_reply(text, KNOWN).refuses


@pytest.mark.parametrize(
    "marker",
    ["[P3]", "(P3)", "[p3]", "[[P3]]", "([P3])", "[ P3 ]", "[P03]", "[P3](http://e.example/x)", "`[P3]`", "**[P3]**"],
)
def test_marker_is_read_and_leaves_no_trace(marker: str) -> None:
    assert sentences(f"Drift is common {marker}.") == [WrittenSentence("Drift is common.", ("P3",))]


@pytest.mark.parametrize("other", ["{P3}", "[see P3]", "[P3, p. 12]", "【P3】", "[^P3]", "P3", "¹", "(see P3)"])
def test_any_other_form_is_text(other: str) -> None:
    (sentence,) = sentences(f"Drift is common {other}.")
    assert sentence == WrittenSentence(f"Drift is common {other}.")


@pytest.mark.parametrize(
    ("markers", "named"),
    [
        ("[P3, P5]", "P3 P5"),
        ("[P3][P5]", "P3 P5"),
        ("[P3; P5]", "P3 P5"),
        ("[P3],[P5]", "P3 P5"),
        ("[P3 P5]", "P3 P5"),
        ("[P3 and P5]", "P3 P5"),
        ("[P3], [P5], and [P1]", "P3 P5 P1"),
        ("(P1, P2)", "P1 P2"),
        ("[P1-P3]", "P1 P2 P3"),
        ("[P1–3]", "P1 P2 P3"),
        ("([P3], [P1])", "P3 P1"),
        ("[P5, P1-P2, P5]", "P5 P1 P2"),
    ],
)
def test_several_identifiers_are_each_named_once_in_order(markers: str, named: str) -> None:
    assert sentences(f"Drift is common {markers}.") == [WrittenSentence("Drift is common.", tuple(named.split()))]


@pytest.mark.parametrize(
    ("markers", "named", "unknown"),
    [
        ("[P99]", "", "P99"),
        ("(P99)", "", "P99"),
        ("[P3, P99]", "P3", "P99"),
        ("[P11-P14]", "P11 P12", "P14"),
        ("[12]", "", "12"),
        ("[3, 4]", "", "3 4"),
        ("[3-5]", "", "3-5"),
        ("[P3, 12]", "P3", "12"),
    ],
)
def test_markers_that_name_nothing_given_out_are_told_and_taken_out(markers: str, named: str, unknown: str) -> None:
    expected = WrittenSentence("Drift is common.", tuple(named.split()), tuple(unknown.split()))
    assert sentences(f"Drift is common{markers}.") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The P3 receptor reacts (P3 receptor) early.",
        "The P300 wave (P300) reacts early.",
        "Smith says so [Smith 2020].",
        "It was first said in [2020].",
        "Accuracy lies in [0, 1].",
        "Scores in the range [1, 5] are common.",
        "Twelve (12) of them drift (see p. 3).",
        "Priorities P1 and P2 are incidents.",
        "Values p<0.05 and n > 3 are x<y and z>0 in vector<int> of 3*4.",
        "“We never look”, said participant P3 of the study.",
    ],
)
def test_words_and_numbers_of_the_text_itself_are_no_markers(text: str) -> None:
    assert sentences(text) == [WrittenSentence(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drift is common. [P2] Next one.", [("Drift is common.", "P2"), ("Next one.",)]),
        ("Drift is common.[P2]", [("Drift is common.", "P2")]),
        ("Drift is common.[P1][P2] Skew is rare.[P3]", [("Drift is common.", "P1", "P2"), ("Skew is rare.", "P3")]),
        ("Drift is common [P2]. Next one [P3].", [("Drift is common.", "P2"), ("Next one.", "P3")]),
        ("“Drift is common.” [P1] He said.", [("“Drift is common.”", "P1"), ("He said.",)]),
        ("Drift [P1] and skew [P2] are common.", [("Drift and skew are common.", "P1", "P2")]),
        ("[P1] Drift is common. Skew is not.", [("Drift is common.", "P1"), ("Skew is not.",)]),
        ("[P1] Drift is common. [P2] Skew is not.", [("Drift is common.", "P1"), ("Skew is not.", "P2")]),
        ("[P1] Drift is common. Skew is not. [P2]", [("Drift is common.", "P1"), ("Skew is not.", "P2")]),
        ("[P1]\n\nDrift is common.", [("Drift is common.", "P1")]),
        ("Drift is common.\n[P2]\n", [("Drift is common.", "P2")]),
        ("Drift is common.\n\n[P2]\n\nSkew.", [("Drift is common.", "P2"), ("Skew.",)]),
        ("- Drift.\n- [P2]\n- Skew.", [("Drift.", "P2"), ("Skew.",)]),
        ("- Drift is common.\n  [P1]\n- Skew.\n  [P2]", [("Drift is common.", "P1"), ("Skew.", "P2")]),
        ("### [P1]\nDrift.\n\n### [P2]\nSkew.", [("Drift.", "P1"), ("Skew.", "P2")]),
        ("Drift.\n\n# [P2]", [("Drift.", "P2")]),
        ("[P1]\n\n# Drift [P2]\n\nDrift.", [("Drift.", "P1", "P2")]),
        ("Drift is common [P1]\nSkew is rare [P2]", [("Drift is common", "P1"), ("Skew is rare", "P2")]),
        ("Drift is common.\n[P2] Skew is rare.", [("Drift is common.",), ("Skew is rare.", "P2")]),
        ("Drift is\ncommon\n[P1]. Next.", [("Drift is common.", "P1"), ("Next.",)]),
        ("Drift is common.\nSource: [P3]\n\nSkew.", [("Drift is common.", "P3"), ("Skew.",)]),
    ],
)
def test_marker_belongs_to_the_sentence_that_it_stands_behind(text: str, expected: list[Sentence]) -> None:
    assert cited(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Drift, by Smith et al. {}, is common.",
        "It rose by 3.5 {} to 4.2.",
        "See Fig. 3 {} by J. Smith.",
        "It, i.e. {} drift, is.",
    ],
)
def test_abbreviations_and_decimals_end_no_sentence(text: str) -> None:
    (sentence,) = sentences(f"{text.format('[P1]')} Next.")[:-1]
    assert sentence == WrittenSentence(text.replace(" {}", ""), ("P1",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("According to [P3], drift is common.", ("According to the passage, drift is common.", "P3")),
        ("[P1] and [P3] show that skew is rare.", ("The passages show that skew is rare.", "P1", "P3")),
        ("As shown in [P3] and [P5], it is.", ("As shown in the passages, it is.", "P3", "P5")),
        ("[P1] says that it is.", ("The passage says that it is.", "P1")),
        ("In [P2], drift is defined.", ("In the passage, drift is defined.", "P2")),
        ("Kreuzberger et al. [P2] define it.", ("Kreuzberger et al. define it.", "P2")),
        ("It is updated as new data comes in [P5].", ("It is updated as new data comes in.", "P5")),
        ("It was trained on [P1] and tested.", ("It was trained on and tested.", "P1")),
    ],
)
def test_marker_that_is_a_noun_is_replaced_by_one(text: str, expected: Sentence) -> None:
    assert cited(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Short answer:** UTCNN is better [P1].", [("UTCNN is better.", "P1")]),
        ("It is PSL [P2]. Answer: a CNN [P8].", [("It is PSL.", "P2"), ("Answer: a CNN.", "P8")]),
    ],
)
def test_label_of_the_answer_goes_at_its_very_beginning_alone(text: str, expected: list[Sentence]) -> None:
    assert cited(text) == expected


def test_fences_of_the_prompt_go() -> None:
    assert cited("<<<9560cbba P2\nDrift is [P2].\n9560cbba>>>\nSo.") == [("Drift is.", "P2"), ("So.",)]


@pytest.mark.parametrize(
    "remark",
    [
        "Here is how it performs:", "Based on the passages, the main points are:", "Why does it matter?",
        "I hope this helps!", "Let me know if you need more.", "Certainly!", "Findings:",
    ],
)  # fmt: skip
def test_sentence_about_the_answer_is_left_out(remark: str) -> None:
    assert cited(f"Drift is [P1].\n\n{remark}\n\nSkew is [P2].") == [("Drift is.", "P1"), ("Skew is.", "P2")]


@pytest.mark.parametrize(
    "lead", ["Four papers discuss data annotation:", "There are three causes, of which drift is the worst:"]
)
def test_lead_in_that_states_something_stays(lead: str) -> None:
    assert cited(f"{lead}\n- Drift is [P1].") == [(lead,), ("Drift is.", "P1")]


SILENT = [
    "The passages do not say how often it is.", "The provided context does not mention costs.",
    "None of the passages discuss costs.", "I don't have enough information in the provided passages to answer.",
    "The passages do not answer the question.", "There is no information about costs in the provided passages.",
    "Based on the provided passages, it is not possible to determine the cost.",
]  # fmt: skip


@pytest.mark.parametrize("silent", SILENT)
def test_what_the_passages_do_not_say_is_kept_beside_the_answer_and_alone_refuses_it(silent: str) -> None:
    assert read_reply(f"Drift is [P1]. {silent}", KNOWN).remarks == (silent,)
    assert cited(f"Drift is [P1]. {silent}") == [("Drift is.", "P1")]
    assert refuses(silent)
    assert not refuses(f"Drift is [P1]. {silent}")


def test_not_answered_before_an_answer_goes_and_the_answer_is_read() -> None:
    text = "NOT ANSWERED. The passages do not explain CT, but they say that it retrains models [P1]."
    assert not refuses(text)
    assert cited(text) == [("The passages do not explain CT, but they say that it retrains models.", "P1")]


@pytest.mark.parametrize(
    "states",
    [
        "The passages do not agree on drift.",
        "The passages say that drift is not reported.",
        "Drift is not reported by Smith.",
        "The studies do not use containers.",
    ],
)
def test_what_states_something_is_not_silence(states: str) -> None:
    assert cited(states) == [(states,)]


@pytest.mark.parametrize("cut", ["[P3", "[P4, P1", "[P", "["])
def test_marker_in_which_a_reply_breaks_off_goes(cut: str) -> None:
    assert sentences(f"Drift is common {cut}") == [WrittenSentence("Drift is common")]


@pytest.mark.parametrize(
    "text",
    [
        "NOT ANSWERED", "not answered.", "**NOT ANSWERED**",
        "`NOT ANSWERED`", '"NOT ANSWERED"', "# NOT ANSWERED", "> Not answered.",
        "NOT ANSWERED: the passages say nothing of it.", "Answer: NOT ANSWERED", "NOT ANSWERED [P1]",
        "<think>P1?</think>NOT ANSWERED",
        "NOT ANSWERED\n\nThe passages treat drift. They do not treat costs.", "NOT\u200b ANSWERED",
        "The passages say nothing. NOT ANSWERED",
        "The question of cost is NOT ANSWERED by the passages.", "NOT_ANSWERED",
    ],
)  # fmt: skip
def test_agreed_refusal_is_recognised(text: str) -> None:
    assert refuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Drift is common [P1].", "Not answered by this is how drift comes [P1].", "It was not answered.",
        "NOT ANSWERED. But drift is common [P1]. Skew is rare [P2]. So is bias [P3].", "CANNOT ANSWERED",
    ],
)  # fmt: skip
def test_answer_is_no_refusal(text: str) -> None:
    assert not refuses(text)


words = st.sampled_from(["drift", "skew", "data", "are", "is", "common", "in", "the", "of", "37%", "3.5", "et al."])
named = st.lists(st.sampled_from(sorted(KNOWN)), max_size=3, unique=True)
spoken = st.tuples(st.lists(words, min_size=1, max_size=9), named)


def rendered(written: Written) -> str:
    """Sentences written out again, each with its markers in front of its full stop."""
    lines = []
    for block in written.blocks:
        told = " ".join(
            f"{one.text.rstrip('.')}{''.join(f' [{name}]' for name in one.cited)}." for one in block.sentences
        )
        lines.append(("- " if block.item else "") + told)
    return "\n\n".join(lines)


@settings(deadline=None)
@given(st.lists(st.lists(spoken, min_size=1, max_size=3), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_reply_written_out_again_reads_the_same(
    said: list[list[tuple[list[str], list[str]]]], items: bool, behind: bool
) -> None:
    def told(spelled: list[str], names: list[str]) -> str:
        markers = "".join(f"[{name}]" for name in names)
        text = " ".join(["Then", *spelled, "so"])
        return f"{text}. {markers}" if behind else f"{text} {markers}."

    text = "\n\n".join(("- " if items else "") + " ".join(told(*one) for one in block) for block in said)
    first = read_reply(text, KNOWN)
    assert [one.cited for block in first.blocks for one in block.sentences] == [
        tuple(names) for block in said for _, names in block
    ]
    assert read_reply(rendered(first), KNOWN).blocks == first.blocks
