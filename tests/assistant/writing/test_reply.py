"""Replies read into sentences: which passages a sentence names, whatever form the markers have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.reply import Written, WrittenSentence, is_refusal, read_reply

KNOWN = frozenset(f"P{number}" for number in range(1, 13))
Sentence = tuple[str, ...]


def sentences(text: str) -> list[WrittenSentence]:
    return [sentence for block in read_reply(text, KNOWN).blocks for sentence in block.sentences]


def cited(text: str) -> list[Sentence]:
    """Each sentence's text, then what it cites."""
    return [(sentence.text, *sentence.cited) for sentence in sentences(text)]


@pytest.mark.parametrize(
    "marker",
    [
        "[P3]", "(P3)", "[p3]", "【P3】", "[^P3]", "[P3.]", "[passage P3]", "[Passage 3]", "[P3](http://e.example/x)",
        "`[P3]`", "**[P3]**", "[**P3**]", "<sup>P3</sup>", r"\[P3\]", "[[P3]]", "([P3])", "[ P3 ]", "[P03]",
        "[see P3]",
        "(see passage P3)", "[P3, p. 12]", "(P3, Section 2)", "([P3], p. 4)", "[P3: Drift in production]",
        "{P3}", "«P3»",
        "<P3>", "[P3](#p3)", "[P3 (Faubel)]", "^[P3]^", "$^{[P3]}$", "[P\u200b3]", "<cite>P3</cite>", "[#P3]",
        "[P-3]",
    ],
)  # fmt: skip
def test_marker_of_any_form_is_read_and_leaves_no_trace(marker: str) -> None:
    assert sentences(f"Drift is common {marker}.") == [WrittenSentence("Drift is common.", ("P3",))]


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
        ("[P1 to P3]", "P1 P2 P3"),
        ("[P3-P1]", "P3 P1"),
        ("[P5, P1-P2, P5]", "P5 P1 P2"),
        ("[P3, P5; see also P1]", "P3 P5 P1"),
        ("([P1], p. 4; [P2], Section 3)", "P1 P2"),
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
        ("[^7]", "", "7"),
        ("【4†source】", "", "4"),
        ("<sup>7</sup>", "", "7"),
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
        ("Drift is common.\n\n# Skew [P2]\n\nSkew is rare.", [("Drift is common.", "P2"), ("Skew is rare.",)]),
        ("### [P1]\nDrift.\n\n### [P2]\nSkew.", [("Drift.", "P1"), ("Skew.", "P2")]),
        ("Drift.\n\n# [P2]", [("Drift.", "P2")]),
        ("[P1]\n\n# Drift [P2]\n\nDrift.", [("Drift.", "P1", "P2")]),
        ("Drift is common [P1]\nSkew is rare [P2]", [("Drift is common", "P1"), ("Skew is rare", "P2")]),
        ("Drift is common.\n[P2] Skew is rare.", [("Drift is common.",), ("Skew is rare.", "P2")]),
        ("Drift is\ncommon\n[P1]. Next.", [("Drift is common.", "P1"), ("Next.",)]),
        ("Drift is common. P3", [("Drift is common.", "P3")]),
        ("P3: Drift is common.", [("Drift is common.", "P3")]),
        ("Drift is common.\nSource: P3\n\nSkew.", [("Drift is common.", "P3"), ("Skew.",)]),
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
        ("Passage P3 shows that it is.", ("The passage shows that it is.", "P3")),
        ("It is, as P3 reports, common.", ("It is, as the passage reports, common.", "P3")),
        ("According to passages 1 and 2, it is.", ("According to the passages, it is.", "P1", "P2")),
        ("Kreuzberger et al. [P2] define it.", ("Kreuzberger et al. define it.", "P2")),
    ],
)
def test_marker_that_is_a_noun_is_replaced_by_one(text: str, expected: Sentence) -> None:
    assert cited(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Both P1 and P5 describe gates.", ("Both passages describe gates.", "P1", "P5")),
        (
            "In contrast to P1, P5 says it is.",
            ("In contrast to the passage, another passage says it is.", "P1", "P5"),
        ),
        (
            "In contrast to [P1], [P5] says it is.",
            ("In contrast to the passage, another passage says it is.", "P1", "P5"),
        ),
        ("As stated in P11, it is.", ("As stated in the passage, it is.", "P11")),
        ("[P1] says that it is.", ("The passage says that it is.", "P1")),
        ("It is explained in passage P3.", ("It is explained in the passage.", "P3")),
        ("In [P2], drift is defined.", ("In the passage, drift is defined.", "P2")),
        ("P1 does not mention cost.", ("The passage does not mention cost.", "P1")),
    ],
)
def test_passages_spoken_of_by_name_stay_spoken_of(text: str, expected: Sentence) -> None:
    assert cited(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is updated as new data comes in [P5].", ("It is updated as new data comes in.", "P5")),
        ("It was trained on [P1] and tested.", ("It was trained on and tested.", "P1")),
        ("It comes from many data sources [P3].", ("It comes from many data sources.", "P3")),
        ("The tools it depends on [P3], too.", ("The tools it depends on, too.", "P3")),
        ("Drift is common (cf. P1 and P2 for details).", ("Drift is common.", "P1", "P2")),
        ("Drift is common (see [P3] for an overview).", ("Drift is common.", "P3")),
        ("Drift is common（见 P6）.", ("Drift is common.", "P6")),
        ("Drift is common ［P6］.", ("Drift is common.", "P6")),
        ("**P1 (Refdesk 2026):** Drift is common.", ("Drift is common.", "P1")),
        ("**[P1] (Refdesk (2026), A Primer):** Drift is.", ("Drift is.", "P1")),
        ("Passage 1: Drift is common.", ("Drift is common.", "P1")),
    ],
)
def test_marker_that_is_no_noun_leaves_nothing_behind(text: str, expected: Sentence) -> None:
    assert cited(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Short answer:** UTCNN is better [P1].", [("UTCNN is better.", "P1")]),
        ("In short: it drifts [P1].", [("it drifts.", "P1")]),
        ("It is PSL [P2]. Answer: a CNN [P8].", [("It is PSL.", "P2"), ("Answer: a CNN.", "P8")]),
        ("See Table 3. Final answer: 4.2 %.", [("See Table 3.",), ("Final answer: 4.2 %.",)]),
    ],
)
def test_label_of_the_answer_goes_at_its_very_beginning_alone(text: str, expected: list[Sentence]) -> None:
    assert cited(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fires.[^1] So.[^2]\n\n[^1]: P1\n[^2]: [P2]", [("It fires.", "P1"), ("So.", "P2")]),
        ("It fires.[^1] So.[^1]\n\n[^1]: Refdesk (2026) [P1]", [("It fires.", "P1"), ("So.", "P1")]),
        ("It fires.¹ So.²\n\n¹ P1\n² P2", [("It fires.", "P1"), ("So.", "P2")]),
        ("It fires.[1] So [2].\n\n1. P1\n2. P2", [("It fires.", "P1"), ("So.", "P2")]),
        ("It fires^1.\n\n^1 P1", [("It fires.", "P1")]),
        ("It fires.¹ So x² and 10^3.", [("It fires.",), ("So x² and 10^3.",)]),
        ("[P1]: Drift is common in it.\n[P5]: Skew is rare in it.", [("Drift is common in it.", "P1"),
                                                                   ("Skew is rare in it.", "P5")]),
        ("<<<9560cbba P2\n(Refdesk (2026), A; section: B; from the paper itself)\nDrift is. Skew is.\n9560cbba>>>\nSo.",
         [("Drift is.", "P2"), ("Skew is.", "P2"), ("So.",)]),
    ],
)  # fmt: skip
def test_notes_and_fences_are_resolved_to_their_passages(text: str, expected: list[Sentence]) -> None:
    assert cited(text) == expected


@pytest.mark.parametrize(
    "remark",
    [
        "Here is how it performs:", "What the works say:", "Based on the passages, the main points are:",
        "**What is it?**", "Why does it matter?", "Hope this helps!", "Would you like me to elaborate on gates?",
        "Let me know if you need more.", "Sure!", "Specifically:",
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
    "Die Passagen beantworten die Frage nicht.", "Leider enthalten die Passagen keine Angaben dazu.",
    "Les passages ne répondent pas à la question.",
]  # fmt: skip


@pytest.mark.parametrize("silent", SILENT)
def test_what_the_passages_do_not_say_is_kept_beside_the_answer_and_alone_refuses_it(silent: str) -> None:
    assert read_reply(f"Drift is [P1]. {silent}", KNOWN).remarks == (silent,)
    assert cited(f"Drift is [P1]. {silent}") == [("Drift is.", "P1")]
    assert is_refusal(silent)
    assert not is_refusal(f"Drift is [P1]. {silent}")


def test_not_answered_before_an_answer_goes_and_the_answer_is_read() -> None:
    text = "NOT ANSWERED. The passages do not explain CT, but they say that it retrains models [P1]."
    assert not is_refusal(text)
    assert cited(text) == [("The passages do not explain CT, but they say that it retrains models.", "P1")]


def test_ordinal_of_a_date_ends_no_sentence() -> None:
    assert cited("Am 3. Mai 2020 begann es [P1]. Es endete.") == [("Am 3. Mai 2020 begann es.", "P1"), ("Es endete.",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drift is common [P3", ("P3",)),
        ("Drift is common [P1", ()),
        ("Drift is common [P4, P1", ("P4",)),
        ("Drift is common [P", ()),
    ],
)
def test_marker_in_which_a_reply_breaks_off_counts_only_if_it_cannot_be_another(text: str, expected: Sentence) -> None:
    assert sentences(text) == [WrittenSentence("Drift is common", expected)]


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
    assert is_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Drift is common [P1].", "Not answered by this is how drift comes [P1].", "It was not answered.",
        "NOT ANSWERED. But drift is common [P1]. Skew is rare [P2]. So is bias [P3].", "CANNOT ANSWERED",
    ],
)  # fmt: skip
def test_answer_is_no_refusal(text: str) -> None:
    assert not is_refusal(text)


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
