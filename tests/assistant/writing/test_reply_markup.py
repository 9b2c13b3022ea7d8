"""Replies read as plain text: what is left of Markdown, HTML, addresses and characters that hide."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.writing.reply import ReplyReader, read_reply

KNOWN = frozenset(f"P{number}" for number in range(1, 13))


def texts(reply: str) -> list[str]:
    return [sentence.text for block in read_reply(reply, KNOWN).blocks for sentence in block.sentences]


@pytest.mark.parametrize(
    ("reply", "expected", "kind"),
    [
        ("Drift ![x](http://e.example/a.png?q=secret) is.", "Drift is.", "image"),
        ("Drift ![x][1] is.\n\n[1]: http://e.example/a.png", "Drift is.", "image"),
        ("Drift [is](http://e.example 'title').", "Drift is.", "link"),
        ("Drift [is][1].\n\n[1]: http://e.example", "Drift is.", "link"),
        ("Drift is <http://e.example>.", "Drift is.", "link"),
        ("Drift is https://e.example/a?c=d.", "Drift is.", "link"),
        ("Drift is http&#58;//e.example so.", "Drift is so.", "link"),
        ("Drift is ht\u200btp://e.example so.", "Drift is so.", "link"),
        ("Drift <b>is</b> so<br/>.", "Drift is so.", "raw HTML"),
        ("Drift <script>alert('[P1]')\n\nx</script>is.", "Drift is.", "raw HTML"),
        ("Drift <!-- hidden -->is.", "Drift is.", "raw HTML"),
        ("Drift <img src=x onerror=alert(1)>is.", "Drift is.", "raw HTML"),
        ("Drift &lt;img src=x onerror=alert(1)&gt;is.", "Drift is.", "raw HTML"),
        ("Drift is.<|im_end|>", "Drift is.", "raw HTML"),
        ("<think>Hm. [P9]</think>\n\nDrift is.", "Drift is.", "raw HTML"),
        ("Drift is.\n\n```python\nprint(1)\n```", "Drift is.", "code"),
        ("Drift \u202eis\u202c\x00.\U000e0041", "Drift is.", "hidden characters"),
        ("Drift is.\n\n**References:**\n1. Faubel, L. (2023). Towards MLOps.\n2. Someone.", "Drift is.",
        "list of sources"),
        ("Sure! Here is why:\n\nDrift is.\n\nLet me know if it helps!", "Drift is.", "remarks"),
    ],
)  # fmt: skip
def test_what_is_not_for_reading_is_left_out_and_named(reply: str, expected: str, kind: str) -> None:
    assert texts(reply)[0] == expected
    assert kind in read_reply(reply, KNOWN).removed


@pytest.mark.parametrize(
    ("reply", "blocks"),
    [
        ("# Drift\n\nIt *is* `so`.\n\nSkew.", [("Drift", False, "It is so."), (None, False, "Skew.")]),
        ("**Drift**\n\nIt is.", [("Drift", False, "It is.")]),
        (
            "Findings:\n\n- one\n  1. deep\n- two",
            [(None, True, "one"), (None, True, "deep"), (None, True, "two")],
        ),
        ("> Quoted\n> words.", [(None, False, "Quoted words.")]),
        (
            "|Work|What it says|\n|-|-|\n|A|Drift is.|\n|B||",
            [(None, True, "Work: A; What it says: Drift is."), (None, True, "Work: B")],
        ),
        ("    Drift is.", [(None, False, "Drift is.")]),
        ("Drift is.\n---\nSkew.", [(None, False, "Drift is."), (None, False, "Skew.")]),
        ("# Only a heading", [(None, False, "Only a heading")]),
    ],
)
def test_markdown_becomes_paragraphs_and_items(reply: str, blocks: list[tuple[str | None, bool, str]]) -> None:
    found = [
        (block.heading, block.item, " ".join(one.text for one in block.sentences))
        for block in read_reply(reply, KNOWN).blocks
    ]
    assert found == blocks


@pytest.mark.parametrize(
    "reply",
    [
        "Drift is.\n\nSources:\n- Drift is seen by tests [P1].",
        "Drift is.\n\nWorks:\n\n- Faubel [P1]\n- Kreuzberger [P2]",
    ],
)
def test_what_is_said_under_a_heading_of_sources_stays(reply: str) -> None:
    assert "list of sources" not in read_reply(reply, KNOWN).removed
    assert len(texts(reply)) > 1


@pytest.mark.parametrize("empty", ["", " \n", "[P1]", "![x](y)", "<think>on and on", "***", "```\n", "[]()"])
def test_reply_without_words_has_no_blocks(empty: str) -> None:
    assert read_reply(empty, KNOWN).blocks == ()


alphabet = st.one_of(
    st.characters(),
    st.sampled_from([
        "[P1]", "[P", "]", "(", ")", "![", "](", "http://e.example/", "<b>", "</b>", "<script>", "</script>",
        "<img src=x ", "&lt;", "&amp;",
        "`", "```\n", "**", "_", "\n", "\n\n", "- ", "# ", "> ", "|", "|-|\n", "\x1b[", "\u202e", ". ",
        "Drift is", "[1]: ", "References:\n",
        "<think>", "</think>", "<!--", "-->", "P3", "passage P3 ", "\ue000", "\U000f0000", "@", "www.",
        "&#60;", "\\", "\ud800", "<sup>3</sup>",
    ]),
)  # fmt: skip
anything = st.lists(alphabet, max_size=40).map("".join)
UNSEEN = {"Cc", "Cs", "Co"}
TAG = re.compile(r"<(?:script|img|b|/script|/b)[\s>/]|<!--|[a-z]://\w|\[P\d+\]", re.IGNORECASE)


@settings(max_examples=400, deadline=None)
@given(anything)
def test_whatever_is_written_becomes_plain_sentences(reply: str) -> None:
    written = read_reply(reply, KNOWN)
    for block in written.blocks:
        assert block.sentences
        for sentence in block.sentences:
            assert sentence.text == " ".join(sentence.text.split()) != ""
            assert not UNSEEN & {unicodedata.category(character) for character in sentence.text}
            assert not TAG.search(sentence.text)
            assert set(sentence.cited) <= KNOWN
            assert not KNOWN & set(sentence.unknown)
            assert len(set(sentence.cited)) == len(sentence.cited)


@pytest.mark.parametrize(
    "piece", ["[P1", "[", "*", "`", "<a ", "<!--", "<script>", "![a ", "&lt;", "P1, ", "Is it. [P1] "]
)
def test_reading_costs_no_more_than_its_longest_reply(piece: str) -> None:
    # What is beyond the longest reply is not looked at: ten times as much nonsense reads the same.
    assert read_reply(piece * 10_000, KNOWN) == read_reply(piece * 100_000, KNOWN)


# The same reader while the reply comes: nothing is shown that would have to be taken back.


def shown(pieces: list[str]) -> str:
    reader = ReplyReader(KNOWN)
    return "".join([*(reader.add(piece) for piece in pieces), reader.rest()])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Drift is common [P2]. Next.[P3] And (P4) more (so) x.", "Drift is common. Next. And more (so) x."),
        ("# Head\n\n**Drift** is *so* common [P1][P2].\n- item [P3, P4]", "Head\nDrift is so common.\n- item"),
        ("See [text](http://e.example) and ![i](http://e) or http://e.com/a b", "See text and or b"),
        ("<think>hm [P1] hm</think>\n\nDrift <b>is</b> <script>alert(1)</script>so", "Drift is so"),
        ("Certainly! Drift is so.", "Drift is so."),
        ("a\n\n```python\nprint(1) [x]\n```\nb", "a\nb"),
        ("Open [P", "Open"),
    ],
)
def test_same_sentences_are_shown_in_whatever_pieces_they_come(reply: str, expected: str, size: int) -> None:
    assert shown([reply[start : start + size] for start in range(0, len(reply), size)]) == expected


def test_a_sentence_is_shown_when_the_next_has_a_word() -> None:
    reader = ReplyReader(KNOWN)
    pieces = ("Drift ", "is ", "common [", "P1", "]. ", "*So ", "it* ", "is. ", "Next ", "*one ", "is. ", "So* ", "it.")
    assert [reader.add(piece) for piece in pieces] == [
        "", "", "", "", "", "", "Drift is common.", "", "", " So it is.", "", "", " Next one is.",
    ]  # fmt: skip
    assert reader.rest() == " So it."


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Here is the answer to it:\n\nDrift is common [P1].", "Drift is common."),
        ("Sure! Here are the findings:\n- Drift is common [P1].", "- Drift is common."),
        ("Findings:\n| Work | Finding |\n|---|---|\n| A. B | Drift is. |", "- Work: A. B; Finding: Drift is."),
        ("Drift is.\n\nReferences\n- Refdesk. A Short Primer. 2026", "Drift is."),
        ('It says "Drift is. Skew is." Then both.', 'It says "Drift is. Skew is." Then both.'),
        ("Drift is common`Sure! Drift is common\n```\n", "Drift is common`Sure! Drift is common"),
    ],
)
def test_what_turns_out_not_to_be_a_sentence_of_the_answer_is_never_shown(reply: str, expected: str) -> None:
    assert shown(list(reply)) == expected


parts = st.sampled_from([
    "Drift is common", "Skew", "it", " ", " ", " ", ". ", ". ", ".", "? ", "! ", ", ", ":", ":\n", "\n", "\n\n", "\n- ",
    "\n1. ", "\n# ", "\n> ", "\n```\n", " [P1]", "[P2].", " (P3, P4) ", "[", "(", ")", "**", "**Head**\n\n", "*", "`",
    '"', "“", "”", " '", "’s", "[sic]", "<b>", "</b>", "<think>", "</think>", "p < 0.05", "\n| Work | What |\n",
    "|-|-|\n", "| A. B | Drift is. Skew is. |\n", "Here is the answer", "Sure! ", "Let me know if it helps. ",
    "The passages do not say why. ", "NOT ANSWERED", "\nReferences:\n", "1. Faubel, L. (2023). Towards. ", "2026",
    "http://e.example/a ", "[text](http://e.example) ", "et al. ", "Fig. 3 ", "e.g. ", "Answer: ", "Source: [P1]",
])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(parts, max_size=25).map("".join), st.data())
def test_a_reply_in_pieces_shows_what_the_whole_shows(reply: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(reply)))))
    pieces = [reply[start:end] for start, end in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
    sentences = [one.text for block in read_reply(reply, KNOWN).blocks for one in block.sentences]
    assert shown(pieces) == shown([reply])
    assert shown(list(reply)) == shown([reply])
    assert all(sentence in shown([reply]) for sentence in sentences)


@settings(max_examples=200, deadline=None)
@example(["a ", "[1]", "://e.example"])
@given(st.lists(alphabet, max_size=30))
def test_nothing_that_steers_or_leads_away_is_ever_shown(pieces: list[str]) -> None:
    assert not re.search(r"[\x00-\x08\x1b\u202a-\u202e]|<(?:b|script)[\s>]|[a-z]://\w|\[P\d+\]", shown(pieces))


def test_following_a_long_reply_reads_it_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[int] = []
    monkeypatch.setattr("assistant.writing.reply.pieces_of", lambda text, _: readings.append(len(text)) or [])
    reader = ReplyReader(KNOWN)
    for _ in range(8000):
        reader.add("word ")
    assert sum(readings) < 60 * len(reader.text)
