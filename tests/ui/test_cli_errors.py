"""Commands that cannot do what was asked: the exit status, and one line that says what to do next."""

from contextlib import closing
from pathlib import Path

import pytest

from index.store.locks import writing
from index.store.schema import connect
from tests.ui.calling import CommandLine, only_line
from tests.ui.corpora import write_paper

EMPTY_QUESTION = "the question is empty: ask in plain words, such as `which papers discuss concept drift?`"
NO_TOPIC = "has no word to look for: name one, such as `concept drift`"

OUR_ERRORS = [
    (("ask", ""), 2, EMPTY_QUESTION),
    (("ask", " \t\n "), 2, EMPTY_QUESTION),
    (("ask", "?!"), 2, EMPTY_QUESTION),
    (("search", "  "), 2, "the query is empty: give some words, such as `concept drift`"),
    (("papers", ""), 2, f"the topic '' {NO_TOPIC}"),
    (("papers", "the"), 2, f"the topic 'the' {NO_TOPIC}"),
    (("ask", "x", "--year", "soon"), 2, "--year 'soon' is not a year; use 2021, 2021..2023, 2021.. or ..2023"),
    (("search", "x", "--year", ".."), 2, "--year '..' is not a year; use 2021, 2021..2023, 2021.. or ..2023"),
    (("papers", "x", "--year", "2023..2021"), 2, "--year '2023..2021' ends before it begins; use 2021..2023"),
    (
        ("ask", "x", "--work", "john2021toward"),
        2,
        "no work has the key 'john2021toward'; did you mean john2021towards?",
    ),
    (("search", "x", "--work", "qqq"), 2, "no work has the key 'qqq'; `refdesk status --json` lists the keys"),
    (("search", "x", "--work", "%%"), 2, "--work is empty; give the key of a work, such as john2021towards"),
    (
        ("papers", "drift", "--csv", "/nowhere/a.csv"),
        2,
        "--csv /nowhere/a.csv: cannot be written (No such file or directory); name another file",
    ),
    (("papers", "drift", "--csv", "/"), 2, "--csv /: is a folder; name a file in it"),
    (("ask", "what is drift?", "--bibtex", "/"), 2, "--bibtex /: is a folder; name a file in it"),
]

OPTION_ERRORS = [
    (("ask", "x", "--wrok", "y"), "No such option: --wrok"),
    (("ask",), "Missing argument 'question'"),
    (("ask", "x", "--kind", "book"), "'book' is not one of 'paper', 'summary', 'record'"),
    (("search", "x", "-k", "0"), "greater than or equal to 1"),
    (("search", "x", "-k", "many"), "'-k'"),
    (("ui", "--port", "0"), "'--port'"),
    (("ui", "--port", "65536"), "'--port'"),
    (("status", "more"), "unexpected extra argument"),
    (("nosuch",), "No such command 'nosuch'"),
]


@pytest.mark.parametrize(("arguments", "status", "message"), OUR_ERRORS, ids=lambda value: str(value)[:50])
def test_what_makes_no_sense_ends_with_one_line(
    refdesk: CommandLine, arguments: tuple[str, ...], status: int, message: str
) -> None:
    ran = refdesk(*arguments)
    assert (ran.status, ran.out, only_line(ran.err)) == (status, "", f"refdesk: {message}")


@pytest.mark.parametrize(("arguments", "message"), OPTION_ERRORS, ids=lambda value: str(value)[:50])
def test_options_that_cannot_be_read_end_with_status_2(
    refdesk: CommandLine, arguments: tuple[str, ...], message: str
) -> None:
    ran = refdesk(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert "--help' for help" in ran.err


@pytest.mark.parametrize("command", [("index",), ("status",), ("ask", "x"), ("search", "x"), ("papers", "x")])
def test_missing_corpus_ends_with_one_line_and_makes_nothing(
    refdesk: CommandLine, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ran = refdesk(*command, corpus=tmp_path / "nowhere")
    expected = "there is no such folder; make it and put papers into it, or name another with --corpus"
    assert (ran.status, ran.out) == (1, "")
    assert only_line(ran.err) == f"refdesk: {tmp_path / 'nowhere'}: {expected}"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [("index",), ("ask", "x"), ("search", "x"), ("papers", "x")])
def test_empty_corpus_ends_with_one_line(refdesk: CommandLine, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "corpus").mkdir()
    ran = refdesk(*command, corpus=tmp_path / "corpus")
    assert ran.status == 1
    assert only_line(ran.err).startswith(f"refdesk: {tmp_path / 'corpus'}: holds no file that can be read; put papers")


@pytest.mark.parametrize("command", [("ask", "x"), ("search", "x"), ("papers", "x")])
def test_no_build_without_index_says_what_to_run(
    refdesk: CommandLine, tmp_path: Path, command: tuple[str, ...]
) -> None:
    write_paper(tmp_path / "corpus")
    ran = refdesk(*command, "--no-build", corpus=tmp_path / "corpus")
    catalogue = tmp_path / ".refdesk" / "catalogue.sqlite3"
    assert (ran.status, ran.out) == (1, "")
    assert only_line(ran.err) == f"refdesk: {catalogue}: there is no index yet; run `refdesk index`"
    assert not (tmp_path / ".refdesk").exists()


def test_while_another_process_makes_the_first_index_the_answer_says_so(refdesk: CommandLine, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / ".refdesk"
    write_paper(corpus)
    index.mkdir()
    with closing(connect(index, create=True)), writing(index):
        ran = refdesk("ask", "what keeps gauges in step?", corpus=corpus)
    assert (ran.status, ran.out) == (1, "")
    assert "is building this index; wait for it to end" in only_line(ran.err)
