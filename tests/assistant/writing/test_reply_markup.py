"""Replies read as plain text: what is left of Markdown, HTML, addresses and characters that hide."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.writing.reply import read_reply

KNOWN = frozenset(f"P{number}" for number in range(1, 13))


def texts(reply: str) -> list[str]:
    return [sentence.text for block in read_reply(reply, KNOWN).blocks for sentence in block.sentences]


@pytest.mark.parametrize(
    ("reply", "expected", "kind"),
    [
        ("Drift ![x](http://e.example/a.png?q=secret) is.", "Drift is.", "image"),
        ("Drift ![x][1] is.\n\n[1]: http://e.example/a.png", "Drift is.", "image"),
        ("Drift ![x](http://e.example/a b.png) is.", "Drift is.", "image"),
        ("Drift [is](http://e.example 'title').", "Drift is.", "link"),
        ("Drift [is][1].\n\n[1]: http://e.example", "Drift is.", "link"),
        ("Drift is <http://e.example>.", "Drift is.", "link"),
        ("Drift is https://e.example/a_(b)?c=d.", "Drift is.", "link"),
        ("Drift is (see www.e.example).", "Drift is.", "link"),
        ("Drift is javascript:alert(1) and so.", "Drift is and so.", "link"),
        ("Drift is http&#58;//e.example so.", "Drift is so.", "link"),
        ("Drift is ht\u200btp://e.example so.", "Drift is so.", "link"),
        ("Drift is. Write to me@e.example now.", "Drift is.", "link"),
        ("Drift <b>is</b> so<br/>.", "Drift is so .", "raw HTML"),
        ("Drift <script>alert('[P1]')\n\nx</script>is.", "Drift is.", "raw HTML"),
        ("Drift <!-- hidden -->is.", "Drift is.", "raw HTML"),
        ("Drift <img src=x onerror=alert(1)>is.", "Drift is.", "raw HTML"),
        ("Drift &lt;img src=x onerror=alert(1)&gt;is.", "Drift is.", "raw HTML"),
        ("Drift <<b>script>alert</script>is.", "Drift", "raw HTML"),
        ("Drift is.<|im_end|>", "Drift is.", "raw HTML"),
        ("Drift is.\n\n```python\nprint(1)\n```", "Drift is.", "code"),
        ("\x1b[31mDrift\x1b[0m \u202eis\u202c\x00.", "Drift is.", "hidden characters"),
        ("\x1b]0;title\x07Drift is\U000e0041.", "Drift is.", "hidden characters"),
        ("<think>Hm. [P9]</think>\n\nDrift is.", "Drift is.", "thoughts"),
        ("Hm, so.\n</think>\nDrift is.", "Drift is.", "thoughts"),
        ("Drift is.\n\n**References:**\n1. Faubel, L. (2023). Towards MLOps.\n2. Someone.", "Drift is.",
        "list of sources"),
        ("Drift is.\n\nSources: [P1], [P3]", "Drift is.", "list of sources"),
        ("Drift is.\n\n---\n[P1]: Faubel 2023\n[P2]: Other", "Drift is.", "list of sources"),
        ("Drift is [P1].\n\n- Refdesk (2026). A Short Primer, p. 2.\n- Faubel, L. (2023). Towards MLOps.", "Drift is.",
        "list of sources"),
        ("Drift is ~~not~~ common.", "Drift is common.", "struck out text"),
        ("Sure! Here is why:\n\nDrift is.\n\nLet me know if it helps!", "Drift is.",
        "remarks"),
    ],
)  # fmt: skip
def test_what_is_not_for_reading_is_left_out_and_told(reply: str, expected: str, kind: str) -> None:
    assert texts(reply)[0] == expected
    assert kind in read_reply(reply, KNOWN).removed


@pytest.mark.parametrize(
    ("reply", "blocks"),
    [
        ("# Drift\n\nIt *is* `so`.\n\nSkew.", [("Drift", False, "It is so."), (None, False, "Skew.")]),
        ("**Drift**\n\nIt is.", [("Drift", False, "It is.")]),
        (
            "Findings:\n\n- one\n  1. deep\n- two",
            [("Findings", True, "one"), (None, True, "deep"), (None, True, "two")],
        ),
        ("• one\n• two", [(None, True, "one"), (None, True, "two")]),
        ("> Quoted\n> words.", [(None, False, "Quoted words.")]),
        (
            "|Work|Finding|\n|-|-|\n|A|Drift is.|\n|B||",
            [(None, True, "Work: A; Finding: Drift is"), (None, True, "Work: B")],
        ),
        ("```markdown\nDrift is.\n```", [(None, False, "Drift is.")]),
        ("    Drift is.", [(None, False, "Drift is.")]),
        ("Drift is.\n---\nSkew.", [(None, False, "Drift is."), (None, False, "Skew.")]),
        ("# Only a heading", [(None, False, "Only a heading")]),
        ("<p>Drift <b>is</b>.</p><ul><li>one</li></ul>", [(None, False, "Drift is."), (None, True, "one")]),
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


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("So if a<b and b>c then it is.", ["So if a < b and b>c then it is."]),
        ("It is 2*3*4 and a*b*c.", ["It is 2*3*4 and a*b*c."]),
        ("The loss is\n\\[ L = a \\]\nNext one.", ["The loss is L = a", "Next one."]),
        ("The loss is\n\\[\nL = a\n\\]\nwhere a is.", ["The loss is L = a where a is."]),
    ],
)
def test_formulas_and_comparisons_stay_apart_from_words(reply: str, expected: list[str]) -> None:
    assert texts(reply) == expected


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
TAG = re.compile(r"<(?:script|img|b|/script|/b)[\s>/]|<!--|[a-z]://\w|\]\(\w|!\[|\[P\d+\]", re.IGNORECASE)


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
    "piece",
    [
        "[P1",
        "[P1]",
        "*",
        "(((",
        "[",
        "`",
        "<",
        "<a ",
        "> ",
        "P1, ",
        "Is it. [P1] ",
        "<!--",
        "<script>",
        "\x1b[",
        "![a ",
        "passage P1 ",
        "'",
        "&lt;",
        "~~a",
        "<<9560cbba ",
        "<<<P1\n",
        "a*b*",
        "\\[ a = ",
        "$$",
        "¹",
        "[^1]: P1\n",
        "P1, P2 (a ",
        "the passages do not ",
    ],
)
def test_long_nonsense_is_read_in_linear_time(piece: str) -> None:
    began = time.process_time()
    read_reply((piece * 100_000)[:100_000], KNOWN)
    assert time.process_time() - began < 3
