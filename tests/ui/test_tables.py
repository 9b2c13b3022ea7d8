"""The table for spreadsheets: readable back, every work in it, and nothing that a spreadsheet would run."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer, Citation, JudgedWork, QuestionKind, Verdict
from index.sources import Evidence
from tests.ui.calling import CommandLine
from ui.tables import write_csv

COLUMNS = ["key", "title", "authors", "year", "verdict", "evidence", "source", "page", "section", "quote"]
CITED = Citation(
    1, "a2021", "A Title", ("A. One", "B. Two"), 2021, "a.pdf", Evidence.PAPER, 4, None, "A quote.", 5, 13, "p1"
)
WORKS = (
    JudgedWork("a2021", "A Title", ("A. One", "B. Two"), 2021, Verdict.DISCUSSES, (1,)),
    JudgedWork("b", "Another", (), None, Verdict.UNKNOWN, ()),
)
ANSWER = Answer(
    question="a topic",
    kind=QuestionKind.LISTING,
    topic="a topic",
    filter="",
    text="",
    abstained=False,
    reason=None,
    claims=(),
    citations=(CITED,),
    works=WORKS,
    counts=None,
    generation=1,
    model=None,
    seconds=0.1,
)


def written(answer: Answer, path: Path) -> list[list[str]]:
    write_csv(answer, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_each_work_is_a_row_with_its_first_evidence(tmp_path: Path) -> None:
    assert written(ANSWER, tmp_path / "a.csv") == [
        COLUMNS,
        ["a2021", "A Title", "A. One; B. Two", "2021", "discusses", "paper", "a.pdf", "4", "", "A quote."],
        ["b", "Another", "", "", "unknown", "", "", "", "", ""],
    ]


def test_table_opens_as_utf8_in_a_spreadsheet(tmp_path: Path) -> None:
    write_csv(replace(ANSWER, works=(replace(WORKS[0], title="Přehled 漂移 🦜"),)), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfkey,title,")
    assert "Přehled 漂移 🦜" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_text_that_begins_like_a_formula_is_defused(tmp_path: Path, text: str) -> None:
    works = (replace(WORKS[0], title=text, authors=(text, "B. Two"), key=text),)
    answer = replace(ANSWER, works=works, citations=(replace(CITED, quote=text, section=text, source=text),))
    row = dict(zip(COLUMNS, written(answer, tmp_path / "a.csv")[1], strict=True))
    assert {row[name] for name in ("title", "key", "quote", "section", "source")} == {f"'{text}"}
    assert row["authors"] == f"'{text}; B. Two"


@given(title=st.text(), quote=st.text())
def test_any_text_is_read_back_or_defused(tmp_path_factory: pytest.TempPathFactory, title: str, quote: str) -> None:
    answer = replace(ANSWER, works=(replace(WORKS[0], title=title),), citations=(replace(CITED, quote=quote),))
    row = written(answer, tmp_path_factory.mktemp("table") / "a.csv")[1]
    for text, cell in ((title, row[1]), (quote, row[9])):
        assert cell in (text, f"'{text}")
        assert not cell.startswith(("=", "+", "-", "@"))


def test_papers_writes_every_work_beside_its_answer(refdesk: CommandLine, tmp_path: Path) -> None:
    ran = refdesk("papers", "training-serving skew", "--csv", "skew.csv", "--json")
    assert ran.status == 0
    with (tmp_path / "skew.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    works = ran.document["works"]
    assert [(row["key"], row["verdict"]) for row in rows] == [(work["key"], work["verdict"]) for work in works]
    assert (rows[0]["evidence"], rows[0]["section"]) == ("summary", "Challenges")
    assert "training-serving skew" in rows[0]["quote"]
