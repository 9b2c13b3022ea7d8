"""What an answer consists of, and that Markdown and the terminal show it all in the one order."""

from dataclasses import replace
from io import StringIO

import pytest
from pydantic import TypeAdapter
from rich.console import Console

from assistant.answers import (
    Answer,
    Citation,
    Claim,
    Group,
    JudgedWork,
    Paragraph,
    Side,
    Support,
    Verdict,
    Writing,
)
from assistant.markdown import markdown_of
from assistant.questions.question import Aim, Question, QuestionKind
from assistant.view import FoundWorks, Heading, view_of
from index.entries import WorkEntry
from index.sources import Evidence
from index.works.filters import Filter
from ui.terminal.answer import show_answer


def citation(number: int, key: str, quote: str) -> Citation:
    place = ("a.md", Evidence.PAPER, 3, "Method")
    return Citation(number, key, f"On {key.title()}", ("Ann Cole",), 2020, *place, quote, 0, len(quote), f"p{number}")


CITATIONS = (
    citation(1, "drift", "Drift is [change]."),
    citation(2, "drift", "It is common."),
    citation(3, "skew", "Skew is rare."),
)
QUOTES = tuple(Claim(c.quote, Support.VERBATIM, (c.number,)) for c in CITATIONS)
QUOTED = Answer(
    question="what is drift?",
    kind=QuestionKind.LOOKUP,
    topic="drift",
    only=Filter(),
    abstained=False,
    reason=None,
    claims=QUOTES,
    citations=CITATIONS,
    works=None,
    counts=None,
    generation=1,
    model=None,
    seconds=0.1,
    notes=("A *note*.",),
)
SENTENCES = (
    Claim("Drift is common.", Support.SUPPORTED, (1, 2)),
    Claim("Is it so?", Support.WEAK, (3,)),
    Claim("Nobody knows", Support.UNSUPPORTED, ()),
    Claim("It says “so.”", Support.VERBATIM, (1,)),
    Claim("[2] is *not* a <marker>.", Support.VERBATIM, (3,)),
)
PARAGRAPHS = (
    Paragraph((0, 2)),
    Paragraph((1,), item=True, heading="On *drift*"),
    Paragraph((3,), item=True),
    Paragraph((4,)),
)
WRITING = Writing("small-model", "4", PARAGRAPHS, ("p1",), 900, 80, 2.5, 0.4, estimated=True, dropped=1)
WRITTEN = replace(QUOTED, claims=SENTENCES, writing=WRITING, model="small-model")
AFTER = tuple(replace(p, claims=tuple(number + 3 for number in p.claims)) for p in PARAGRAPHS)
BROUGHT_TOGETHER = replace(WRITTEN, claims=(*QUOTES, *SENTENCES), writing=replace(WRITING, paragraphs=AFTER))
PER_YEAR = replace(
    QUOTED,
    kind=QuestionKind.COUNT,
    summary="2 of 3 works discuss “drift”.",
    works=tuple(
        JudgedWork(f"key{year}", "A title", (), year, verdict, ())
        for year, verdict in ((2019, Verdict.DISCUSSES), (2021, Verdict.NO), (None, Verdict.DISCUSSES))
    ),
    understood=Question("how many papers per year discuss drift?", QuestionKind.COUNT, "drift", grouped_by=Aim.YEARS),
)


def test_a_sweep_per_year_begins_with_the_table() -> None:
    _, heading, table, *_ = view_of(PER_YEAR).body
    assert heading == Heading("By year, with the number of works decided:")
    assert isinstance(table, FoundWorks)
    assert [(group.name, len(group.keys)) for group in table.groups] == [
        ("2019 (of 1)", 1),
        ("2020 (of 0)", 0),
        ("2021 (of 1)", 0),
        ("no year (of 1)", 1),
    ]


COMPARED = replace(QUOTED, sides=(Side("drift", (1, 2)), Side("snow", ()), Side("skew", (3,))))
SWEPT = replace(
    QUOTED,
    kind=QuestionKind.LISTING,
    summary="1 of 3 works discusses “drift”.",
    works=(
        JudgedWork("drift", "On Drift", ("Ann Cole",), 2020, Verdict.DISCUSSES, (1, 2), "ICSE"),
        JudgedWork("skew", "On Skew", ("Ann Cole",), 2020, Verdict.MENTIONS, (3,)),
        JudgedWork("snow", "On Snow", (), 2021, Verdict.NO, ()),
    ),
)
WORK = WorkEntry("drift", "On Drift", "On Drift", ("Ann Cole",), 2020, None, None, ("a.md",), (), ())
LISTED = replace(
    QUOTED, kind=QuestionKind.BIBLIOGRAPHIC, summary="1 work.", found=(WORK,), claims=(), citations=(), notes=()
)
GROUPED = replace(LISTED, groups=(Group("2020", ("drift",)),))
ABSTAINED = replace(QUOTED, abstained=True, reason="Nothing answers.", claims=(), notes=())

QUOTES_OF_DRIFT = r"**Cole (2020), On Drift**: “Drift is \[change\].” [1] “It is common.” [2]"
QUOTES_OF_SKEW = "**Cole (2020), On Skew**: “Skew is rare.” [3]"
NOTE = r"A \*note\*."
AS_WRITTEN = [
    "Drift is common [1][2]. Nobody knows *(not supported)*",
    r"**On \*drift\***",
    "- Is it so [3]? *(weakly supported)*\n- It says “so.” [1]",
    r"\[2\] is \*not\* a \<marker\> [3].",
]


@pytest.mark.parametrize(
    ("answer", "blocks"),
    [
        (QUOTED, [NOTE, QUOTES_OF_DRIFT, QUOTES_OF_SKEW]),
        (WRITTEN, [NOTE, *AS_WRITTEN]),
        (BROUGHT_TOGETHER, [NOTE, QUOTES_OF_DRIFT, QUOTES_OF_SKEW, "Taken together:", *AS_WRITTEN]),
        (COMPARED, [NOTE, "On drift:", QUOTES_OF_DRIFT, "On skew:", QUOTES_OF_SKEW]),
        (
            SWEPT,
            [NOTE, "1 of 3 works discusses “drift”.", f"- {QUOTES_OF_DRIFT}", "In passing:", f"- {QUOTES_OF_SKEW}"],
        ),
        (LISTED, ["1 work.", "- Cole (2020), On Drift (drift)"]),
        (GROUPED, ["1 work.", "- 2020: 1"]),
        (ABSTAINED, ["Nothing answers.", "What came nearest:", QUOTES_OF_DRIFT, QUOTES_OF_SKEW]),
    ],
)
def test_markdown_has_every_part_in_order(answer: Answer, blocks: list[str]) -> None:
    assert markdown_of(answer).split("\n\n") == blocks


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        (QUOTED, ["A *note*.", "Cole (2020), On Drift\n", "[change].” [1] (paper)", "On Skew\n", "rare.” [3] (paper)"]),
        (WRITTEN, ["A *note*.", "common [1][2]. ✓ Nobody knows ✗", "• Is it so [3]? ~", "✓✓ quoted word for word"]),
        (BROUGHT_TOGETHER, ["rare.” [3]", "Taken together:", "Nobody knows ✗", "small-model: about 900 tokens in"]),
        (COMPARED, ["On drift:", "On Drift\n", "On skew:", "On Skew\n"]),
        (
            SWEPT,
            ["“drift”.", "discusses", "mentions", "By year: 2020: 1 of 2; 2021: 0 of 1.", "By venue: ICSE"],
        ),
        (LISTED, ["1 work.", "drift"]),
        (GROUPED, ["1 work.", "2020  1"]),
        (ABSTAINED, ["Nothing answers.", "What came nearest:", "On Drift\n", "On Skew\n"]),
    ],
)
def test_terminal_has_every_part_in_order_and_then_the_references(answer: Answer, parts: list[str]) -> None:
    shown = StringIO()
    show_answer(Console(file=shown, width=200), answer, everything=True)
    rest = "\n".join(line.rstrip() for line in shown.getvalue().splitlines()) + "\n"
    for part in (*parts, *(f"[{c.number}] Cole (2020)" for c in answer.citations)):
        before, found, rest = rest.partition(part)
        assert found, (part, before)
    assert "On snow" not in shown.getvalue()


@pytest.mark.parametrize("everything", [False, True])
def test_terminal_cuts_a_long_quote_unless_all_is_asked_for(everything: bool) -> None:
    long = citation(1, "drift", " ".join(f"w{number}" for number in range(70)))
    shown = StringIO()
    show_answer(
        Console(file=shown, width=400), replace(QUOTED, citations=(long, *CITATIONS[1:])), everything=everything
    )
    assert ("w59 […]”" in shown.getvalue()) is not everything
    assert ("w69”" in shown.getvalue()) is everything


def test_references_say_which_quotes_the_answer_shows() -> None:
    assert [reference.quoted for reference in view_of(SWEPT).references] == [True, True, True]
    assert not any(reference.quoted for reference in view_of(WRITTEN).references)
    first = view_of(QUOTED).references[0]
    assert (first.name, first.evidence, first.place) == (
        "Cole (2020), On Drift",
        "paper",
        "a.md, page 3 of the file, Method",
    )


def test_answer_that_an_earlier_version_kept_with_its_text_is_read() -> None:
    answers = TypeAdapter(Answer)
    kept = answers.dump_python(WRITTEN, mode="json") | {"text": "As it was shown then."}
    assert answers.validate_python(kept) == WRITTEN
