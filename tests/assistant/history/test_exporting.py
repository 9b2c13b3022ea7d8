"""Kept answers for use elsewhere: everything is in them, and text of documents stays text."""

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assistant.answers import Answer, Claim, JudgedWork, Paragraph, Support, Verdict, Writing
from assistant.history.exporting import as_document, as_markdown, methods_paragraph
from assistant.history.staleness import Change, Standing
from assistant.history.store import History, KeptAnswer
from assistant.questions.question import QuestionKind
from index.works.filters import Filter, Years
from tests.assistant.history.test_store import PASSAGE, PLAIN

WHEN = datetime(2026, 3, 1, 12, 30).astimezone()
WRITING = Writing(
    "small-model", "4", (Paragraph((0, 1)),), ("p1", "p2"), 900, 80, 2.5, 0.4, True, dropped=1, left_out=2
)
CLAIMS = (
    Claim("Drift is change.", Support.VERBATIM, (1,)),
    Claim("Everything drifts *always*.", Support.UNSUPPORTED, ()),
)
WRITTEN = replace(PLAIN, model="small-model", writing=WRITING, claims=CLAIMS, only=Filter(Years(2020, 2021)))
JUDGED = tuple(
    JudgedWork(key, key.title(), (), 2020, verdict, ())
    for key, verdict in (("a", Verdict.DISCUSSES), ("b", Verdict.NO), ("c", Verdict.UNKNOWN))
)
LISTED = replace(
    PLAIN,
    question="which papers discuss drift?",
    kind=QuestionKind.LISTING,
    works=JUDGED,
    counts=dict.fromkeys(Verdict, 0) | {Verdict.DISCUSSES: 1, Verdict.NO: 1, Verdict.UNKNOWN: 1},
)
LOST = Change(Standing.STALE, "the sentence is no longer in a.md", 1)


def record(answer: Answer = PLAIN, works: int | None = 12) -> KeptAnswer:
    return KeptAnswer(7, WHEN, answer, contents=frozenset({"ab" * 32}), works=works, version="1.2.3")


def test_markdown_tells_how_it_was_asked_what_it_says_and_where_that_stands() -> None:
    text = as_markdown(record(WRITTEN), [LOST])
    for told in (
        "# what is drift?\n",
        "- Asked: 1 March 2026 (answer 7 of the history)",
        "- Filter: year 2020..2021",
        "- Works asked of: 12",
        "- Written by: small-model, prompt 4",
        "- Tokens: 900 in, 80 out (estimated)",
        "- Made with: Refdesk 1.2.3, generation 1 of the index",
        "- Standing: stale",
        r"Drift is change [1]. Everything drifts \*always\*. *(not supported)*",
        "- [1] stale: the sentence is no longer in a.md",
        "- *verbatim*: Drift is change. [1]",
        r"- *unsupported*: Everything drifts \*always\*.",
        "- *unsupported*: not supported",
        "[1] Cole (2020), On Change. Key a; the paper itself: a.md, Method\n\n> “Drift is change.”\n\nstale: the",
    ):
        assert told in text, told
    assert "*weak*" not in text, "only labels that were given are explained"


def test_markdown_of_a_listing_names_every_work_under_its_verdict() -> None:
    text = as_markdown(record(LISTED), None)
    assert "## Works decided\n\n- discusses (1): a\n- no (1): b\n- unknown (1): c\n" in text


def test_markdown_of_quotes_needs_no_labels() -> None:
    text = as_markdown(record(), None)
    assert "- Written by: no language model" in text
    assert "## Statements" not in text
    assert "Standing" not in text
    assert "Changed since" not in text


HOSTILE = "<script>x</script> ![a](http://evil.example/a.png) [1] `rm`\n\n# Head\n> q | c \x1b[31mred \u202egnp"


def test_text_of_documents_stays_text_in_markdown() -> None:
    citation = replace(
        PLAIN.citations[0], title=HOSTILE, quote=HOSTILE, source=f"{HOSTILE}.md", section=HOSTILE, key="a*b"
    )
    answer = replace(WRITTEN, question=HOSTILE, citations=(citation,), claims=(Claim(HOSTILE, Support.WEAK, (1,)),) * 2)
    text = as_markdown(record(answer), [replace(LOST, text=HOSTILE)])
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not re.search(r"(?<!\\)<script|(?<!\\)!?\[a\]|^# Head|^> q", text, re.MULTILINE)
    assert r"Key a\*b;" in text


def test_document_is_whole_and_plain_json(tmp_path: Path) -> None:
    history = History(tmp_path)
    kept = history.record(history.keep(WRITTEN, [PASSAGE], when=WHEN, settings={"strict": "yes"}))
    document = json.loads(json.dumps(as_document(kept, [LOST])))
    assert list(document)[:6] == ["number", "when", "question", "standing", "changes", "files"]
    assert (document["number"], document["standing"], document["files"]) == (1, "stale", None)
    assert document["changes"] == [{"standing": "stale", "text": LOST.text, "citation": 1, "place": None}]
    assert document["answer"]["citations"][0]["quote"] == "Drift is change."
    assert document["answer"]["writing"]["prompt_tokens"] == 900
    assert document["passages"][0]["text"] == PASSAGE.text
    assert document["settings"] == {"strict": "yes"}
    assert as_document(kept, None)["standing"] is None


METHODS = {
    "quotes": (
        PLAIN,
        [
            "On 1 March 2026, the question “what is drift?” was asked of 12 works of the corpus with Refdesk 1.2.3"
            " (generation 1 of its index).",
            "No language model was used: the statements are sentences of the sources, quoted word for word.",
            "1 citation of 1 work was checked by program: each quote was found word for word at the stated page or"
            " section of its source.",
        ],
        ["labelled", "taken out", "decided"],
    ),
    "written": (
        WRITTEN,
        [
            "asked of 12 works of the corpus that pass the filter (year 2020..2021) with",
            "by the language model small-model (version 4 of the prompt) from 2 numbered passages, with about 900"
            " tokens in and 80 out.",
            "1 citation that named no passage given to the model, or none that stands, was taken out.",
            "2 statements that no passage bears out were left out.",
            "Of 2 statements, a program labelled 1 verbatim, 1 unsupported, by",
        ],
        ["No language model"],
    ),
    "listing": (
        LISTED,
        [
            "Each was decided by a program, without a language model, for the topic “drift”: 1 was found to discuss it,"
            " 0 to mention it in passing, 1 not to; 1 could not be decided, as no more than a title that does not name"
            " it is known, and 0 could not be read."
        ],
        [],
    ),
    "abstention": (
        replace(PLAIN, abstained=True, reason="Nothing.", claims=()),
        ["No answer was found that the sources bear out, and none was given.", "No language model was used."],
        ["citation", "word for word"],
    ),
    "bibliographic": (
        replace(PLAIN, kind=QuestionKind.BIBLIOGRAPHIC, claims=(), citations=()),
        ["It was answered from the bibliographic records alone."],
        ["citation"],
    ),
}


@pytest.mark.parametrize("case", METHODS)
def test_methods_paragraph_tells_what_was_done_and_nothing_else(case: str) -> None:
    answer, told, untold = METHODS[case]
    text = methods_paragraph(record(answer), None)
    assert "\n" not in text
    for words in told:
        assert words in text, words
    for words in untold:
        assert words not in text, words


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([], "all of it still stood"),
        ([replace(LOST, standing=Standing.MOVED)], "some of them in another place"),
        ([Change(Standing.OLDER, "1 work added since: x")], "the corpus had changed since"),
        ([LOST, replace(LOST, text="the file was removed")], "1 quote no longer stood"),
    ],
)
def test_methods_paragraph_tells_how_it_stands(found: list[Change], words: str) -> None:
    assert words in methods_paragraph(record(), found)
    assert words not in methods_paragraph(record(), None)


def test_number_of_works_is_told_as_it_is_known() -> None:
    assert "asked of the corpus with" in methods_paragraph(record(works=None), None)
    assert "asked of 1 work of the corpus with" in methods_paragraph(record(works=1), None)
