"""What a person sees in a terminal: whole names at any width, and documents that cannot steer it."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.ui.calling import CommandLine
from tests.ui.corpora import (
    ESCAPES,
    HOSTILE_NAME,
    HOSTILE_TITLE,
    MARKUP,
    WEB,
    write_hostile,
    write_paper,
    write_unreadable,
)
from tests.ui.test_cli import FLAGSHIP
from ui.terminal.screen import visible
from ui.terminal.sheet import LINES

STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
QUESTION = "which papers discuss widget calibration?"
BROKEN_NAME = "broken [bold]\x1b[31m.pdf"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = tmp_path_factory.mktemp("hostile") / "corpus"
    write_hostile(corpus)
    write_unreadable(corpus, BROKEN_NAME)
    return corpus


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, “quoted”, 漂移 🦜", "plain, “quoted”, 漂移 🦜"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("two\nlines\r", "two\\nlines\\r"),
        ("\x9b2J\x7f", "\\x9b2J\\x7f"),
        ("a\u202egnp.exe", "a\\u202egnp.exe"),
        ("[red]x[/]", "[red]x[/]"),
    ],
)
def test_control_characters_are_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("index",), [BROKEN_NAME]),
        (("status",), [BROKEN_NAME, HOSTILE_NAME]),
        (("search", "widget calibration", "--all"), [HOSTILE_NAME, HOSTILE_TITLE, f"{MARKUP} and {WEB}", ESCAPES]),
        (("ask", "what goes with widget calibration?"), [HOSTILE_NAME, HOSTILE_TITLE, f"{MARKUP} and {WEB}"]),
        (("ask", QUESTION), [HOSTILE_NAME, HOSTILE_TITLE]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_document_is_shown_as_it_is_and_steers_nothing(
    refdesk: CommandLine, hostile: Path, arguments: tuple[str, ...], shown: list[str]
) -> None:
    ran = refdesk(*arguments, corpus=hostile)
    assert not STEERING.search(ran.out + ran.err)
    joined = "".join(ran.out.split())
    for text in shown:
        assert "".join(visible(text).split()) in joined


def test_topic_is_repeated_as_it_was_asked(refdesk: CommandLine) -> None:
    ran = refdesk("papers", "[red]drift[/red] \\alpha *x*")
    assert "“[red]drift[/red] \\alpha *x*”" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    ("arguments", "width"),
    [
        (("ask", FLAGSHIP), 40),
        (("ask", FLAGSHIP), 80),
        (("ask", "what is a model registry?"), 40),
        (("ask", "which papers are by Faubel?"), 40),
        (("ask", "how many papers from 2022?"), 80),
        (("ask", "how many papers by year?"), 40),
        (("ask", "what is the difference between data drift and concept drift?"), 40),
        (("search", "drift", "-k", "20"), 80),
    ],
)
def test_lines_keep_to_the_width_and_words_are_whole(
    refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = refdesk(*arguments, "--all").out.splitlines()
    assert max(map(len, lines)) <= width
    assert not any("…" in line for line in lines)
    short = refdesk(*arguments).out.splitlines()
    assert max(map(len, short)) <= width
    assert len(short) <= LINES


@pytest.mark.parametrize("width", [80, 120])
def test_long_names_of_files_are_shown_whole(
    refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    name = "a-name-" + "longer-" * 12 + "than-any-column.md"
    write_paper(tmp_path / "corpus", name)
    rows = refdesk("status", corpus=tmp_path / "corpus").out.splitlines()
    column = next(row for row in rows if row.startswith("State")).index("Source")
    assert name in "".join(row[column:].strip() for row in rows)


def test_answer_names_work_key_place_and_quote(refdesk: CommandLine) -> None:
    out = refdesk("ask", FLAGSHIP).out
    told = " ".join(out.split())
    assert re.match(r"1 of \d+ works discusses “training-serving skew”; 2 do not, \d+ are known by title only\.", told)
    assert "john2021towards" in told
    assert out.endswith("\n[1] John et al. (2021), Towards MLOps: A…; summaries/john2021toward…, Challenges\n")
    whole = refdesk("ask", FLAGSHIP, "--all").out
    assert "\n[1] John et al. (2021), Towards MLOps: A Framework and Maturity Model\n" in whole
    assert whole.endswith("\n    your summary: summaries/john2021towards.md, Challenges\n")


def test_works_that_were_not_read_are_counted_once(refdesk: CommandLine, hostile: Path) -> None:
    out = " ".join(refdesk("ask", QUESTION, corpus=hostile).out.split())
    assert out.count("1 could not be read (see `refdesk status`)") == 1
    assert "broken" not in out


def test_works_of_the_catalogue_are_a_table_where_it_has_room_and_else_a_list(
    refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = {60: "Faubel & Schmid (2024), ", 80: "Year  Authors          Title", 100: "Year  Authors          Title"}
    for width, head in heads.items():
        monkeypatch.setenv("COLUMNS", str(width))
        rows = refdesk("ask", "which papers are by Faubel?").out.splitlines()
        assert any(row.startswith(head) for row in rows)
        assert len(re.findall(r"\bfaubel20\d\d\w+", " ".join(rows))) == 4
        assert any(row.rstrip().endswith("  Key") for row in rows) == (width == 100)


@pytest.mark.parametrize("width", [40, 60, 100])
def test_titles_are_whole_at_any_width(refdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    ran = refdesk("ask", "which papers are by Faubel?")
    found = refdesk("ask", "which papers are by Faubel?", "--json").document["found"]
    letters = Counter("".join(ran.out.split()))
    assert len(found) == 4
    assert Counter("".join("".join(work["title"].split()) for work in found)) <= letters
    assert len(re.findall(r"\bMLOps\b", ran.out)) >= 3


@pytest.mark.parametrize("question", ["how many papers are there?", "which papers discuss machine learning?"])
def test_the_short_form_is_forty_lines_and_all_changes_no_json(refdesk: CommandLine, question: str) -> None:
    short, whole = (refdesk("ask", question, *more).out.splitlines() for more in ((), ("--all",)))
    assert len(short) <= LINES
    left = re.search(r"\band (\d+) more works; --all shows all$", "\n".join(short), re.MULTILINE)
    assert left
    assert int(left[1]) > 9
    assert "--all" not in "\n".join(whole)
    documents = [refdesk("ask", question, "--json", *more).document for more in ((), ("--all",))]
    for document in documents:
        del document["number"], document["seconds"]
    assert documents[0] == documents[1]


@pytest.mark.parametrize("kind", ["paper", "summary", "abstract", "title"])
def test_each_kind_of_evidence_is_named_at_its_quote(refdesk: CommandLine, kind: str) -> None:
    cited = refdesk("papers", "machine learning", "--evidence", kind, "--json").document["citations"]
    out = " ".join(refdesk("papers", "machine learning", "--evidence", kind).out.split())
    name = "your summary" if kind == "summary" else kind
    assert not cited or f"[1] ({name})" in out


def test_work_in_short_has_places_beside_its_quotes_and_no_references(refdesk: CommandLine) -> None:
    ran = refdesk("ask", "what is the John et al. (2021) paper about?")
    assert ran.out.count("\n") <= LINES
    assert "Your summary (summaries/john2021towards.md)" in ran.out
    assert re.search(r"^Challenges +“", ran.out, re.MULTILINE)
    assert not re.search(r"^\[1\]", ran.out, re.MULTILINE)
