"""The command `fields`, and questions by field, as a person and as a program sees them."""

import csv
from pathlib import Path

import pytest

from tests.ui import drawing
from tests.ui.calling import CommandLine, only_line
from tests.ui.drawing import Page, ask, paragraphs

page = drawing.page

KEY = "john2021towards"


def test_fields_are_listed_with_how_often_they_are_filled(refdesk: CommandLine) -> None:
    ran = refdesk("fields")
    assert ran.status == 0
    assert "in the notes on 1 work:" in ran.out
    (line,) = (line for line in ran.out.splitlines() if line.startswith("Challenges"))
    assert line.split()[-1] == f"summaries/{KEY}.md"
    listed = {field["name"]: field for field in refdesk("fields", "--json").document["fields"]}
    challenges, benefits = listed["Challenges"], listed["Benefits"]
    assert (challenges["works"], challenges["filled"]) == (1, 1)
    assert challenges["count"] > 20
    assert challenges["sources"] == [f"summaries/{KEY}.md"]
    assert (benefits["filled"], benefits["left_empty"]) == (0, [KEY])
    assert "groups" not in challenges


def test_field_and_question_by_field_have_one_shape(refdesk: CommandLine) -> None:
    by_name = refdesk("fields", "challenges", "--json").document
    asked = refdesk("ask", "which challenges do my notes name?", "--json").document
    assert asked["kind"] == by_name["kind"] == "fields"
    assert asked["fields"] == by_name["fields"]
    (field,) = asked["fields"]
    items = [item for group in field["groups"] for item in group["items"]]
    assert len(items) == field["count"] == len(asked["citations"])
    cited = {citation["number"]: citation for citation in asked["citations"]}
    for item in items:
        citation = cited[item["number"]]
        assert [item[name] for name in ("key", "source", "section", "start", "end", "text")] == [
            citation[name] for name in ("key", "source", "section", "start", "end", "quote")
        ]


@pytest.mark.parametrize("width", ["100", "60"])
def test_items_fit_forty_lines_and_the_width(refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    ran = refdesk("fields", "Challenges")
    assert len(ran.out.splitlines()) <= 40
    assert max(map(len, ran.out.splitlines())) <= int(width)
    assert "• cost: AI is expensive" in ran.out
    assert "[1]" not in ran.out
    whole = refdesk("fields", "Challenges", "--all").out
    assert "[1]" in whole
    assert f"summaries/{KEY}.md, Challenges" in " ".join(whole.split())


def test_topic_and_filters_limit_the_items(refdesk: CommandLine) -> None:
    document = refdesk("fields", "challenges", "--topic", "drift", "--json").document
    assert "of them names “drift”" in document["summary"]
    named = [group["text"] for field in document["fields"] for group in field["groups"] if not group["near"]]
    assert named
    assert all("drift" in text for text in named)
    ran = refdesk("fields", "challenges", "--year", "1999")
    assert ran.status == 0
    assert ran.out == "There is no summary (year 1999).\n"


def test_csv_has_a_row_for_each_item(refdesk: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "challenges.csv"
    document = refdesk("fields", "challenges", "--csv", str(file), "--json").document
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == document["fields"][0]["count"]
    assert {(row["key"], row["year"], row["field"], row["section"]) for row in rows} == {
        (KEY, "2021", "Challenges", "Challenges")
    }
    assert "budget: too little money to buy what is needed" in {row["item"] for row in rows}
    table = tmp_path / "fields.csv"
    refdesk("fields", "--csv", str(table))
    with table.open(encoding="utf-8-sig", newline="") as opened:
        assert {"Challenges", "Benefits"} <= {row["field"] for row in csv.DictReader(opened)}


def test_field_that_no_note_has_is_an_error_that_names_those_there_are(refdesk: CommandLine) -> None:
    ran = refdesk("fields", "hypotheses")
    assert ran.status == 2
    assert "no note has a field “hypotheses”; the fields are: " in only_line(ran.err)
    assert "Challenges" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("challenges", "--topic", " "), "--topic is empty"),
        (("challenges", "--topic", "of the"), "has no word to look for"),
        (("--topic", "drift"), "--topic needs a field"),
        (("a " * 1000,), "no note has a field"),
        (("",), "no note has a field"),
    ],
)
def test_wrong_use_is_said_in_a_line(refdesk: CommandLine, arguments: tuple[str, ...], said: str) -> None:
    ran = refdesk("fields", *arguments)
    assert ran.status == 2
    assert said in only_line(ran.err)
    assert len(ran.err) < 2_500


def test_answer_by_field_is_kept_and_exported(refdesk: CommandLine, tmp_path: Path) -> None:
    number = refdesk("fields", "challenges", "--json").document["number"]
    shown = refdesk("history", str(number))
    assert "Challenges" in shown.out
    exported = tmp_path / "answer.md"
    assert refdesk("history", str(number), "--export", str(exported)).status == 0
    assert "- bias that creeps in during experiments — John et al." in exported.read_text(encoding="utf-8")
    assert "headings of the researcher's own notes" in refdesk("history", str(number), "--methods").out


def test_page_shows_the_items_as_a_table_and_each_in_its_note(
    page: Page, sample_corpus: Path, sample_index: Path
) -> None:
    drawn = ask(page(sample_corpus, sample_index), "which challenges do my notes name?")
    assert not drawn.exception
    assert paragraphs(drawn)[0] == "**1 of 1 summary fills Challenges, 28 items.**"
    (table,) = drawn.main.dataframe
    assert list(table.value["item"])[:1] == ["cost: AI is expensive, and much is expected of it"]
    assert list(table.value["works"])[:1] == ["John et al. (2021) [1]"]
    assert len(drawn.main.expander) == 28
