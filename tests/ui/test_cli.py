"""Commands in this process: what they do and how they end."""

from contextlib import closing
from pathlib import Path

import pytest

from index.store.catalogue import Catalogue
from index.store.locks import writing
from tests.ui.calling import CommandLine, Ran, only_line
from tests.ui.corpora import write_paper, write_unreadable

FLAGSHIP = "which papers discuss training-serving skew?"
ODD_QUESTIONS = [
    "skew",
    "which papers discuss " + "drift " * 1664,
    "x" * 10_000,
    "训练与服务的偏差是什么？",
    "what about 🦜 drift 🔥",
    'drift" OR NEAR(model drift) * -"',
    "title:drift AND (skew",
    "NULL; DROP TABLE works --",
    "which papers discuss 漂移?",
]


def test_status_of_a_corpus_without_index_lists_its_files_as_new(refdesk: CommandLine, tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    told = refdesk("status", "--json", corpus=tmp_path / "corpus").document
    assert [(line["path"], line["state"]) for line in told["sources"]] == [("widgets.md", "new")]
    assert told["stale"] is True
    assert not (tmp_path / ".refdesk").exists()


def test_unreadable_file_is_named_and_stops_nothing_else(refdesk: CommandLine, tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    write_unreadable(tmp_path / "corpus")
    ran = refdesk("index", corpus=tmp_path / "corpus")
    assert ran.status == 3
    assert "not read broken.pdf: " in ran.out
    told = refdesk("index", "--json", corpus=tmp_path / "corpus")
    assert told.status == 3
    assert told.document["sources"] == {"read": 0, "unchanged": 2, "removed": 0, "failed": 1}
    assert told.document["failed"][0]["source"] == "broken.pdf"
    asked = refdesk("ask", "which papers discuss widget calibration?", corpus=tmp_path / "corpus")
    assert asked.status == 0
    assert "1 of 2 works discusses" in asked.out
    assert "1 could not be read" in " ".join(asked.out.split())


def test_no_build_on_a_stale_index_warns_and_answers_from_it(refdesk: CommandLine, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    write_paper(corpus)
    assert refdesk("index", corpus=corpus).status == 0
    write_paper(corpus, "more.md", "More on Widget Calibration")
    ran = refdesk("ask", "which papers discuss widget calibration?", "--no-build", "--json", corpus=corpus)
    assert ran.status == 0
    assert only_line(ran.err) == "refdesk: the corpus has changed since the index was built; run `refdesk index`"
    assert [work["title"] for work in ran.document["works"]] == ["Calibrating Widgets"]
    built = refdesk("ask", "which papers discuss widget calibration?", "--json", corpus=corpus)
    assert len(built.document["works"]) == 2


def test_while_another_process_builds_the_old_index_answers(refdesk: CommandLine, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / ".refdesk"
    write_paper(corpus)
    assert refdesk("index", corpus=corpus).status == 0
    write_paper(corpus, "more.md", "More on Widget Calibration")
    with writing(index):
        ran = refdesk("search", "widget calibration", "--json", corpus=corpus)
    assert ran.status == 0
    assert "is building this index" in only_line(ran.err)
    assert {hit["source"] for hit in ran.document["hits"]} == {"widgets.md"}


@pytest.mark.parametrize("k", [1, 3, 1000])
def test_search_gives_no_more_hits_than_asked_for(refdesk: CommandLine, sample_index: Path, k: int) -> None:
    hits = refdesk("search", "concept drift", "-k", str(k), "--json").document["hits"]
    with closing(Catalogue(sample_index)) as catalogue:
        assert len(hits) == min(k, catalogue.passage_count())
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        (["--year", "2021"], lambda work: work["year"] == 2021),
        (["--year", "2022..2023"], lambda work: 2022 <= (work["year"] or 0) <= 2023),
        (["--year", "2024.."], lambda work: (work["year"] or 0) >= 2024),
        (["--author", "john"], lambda work: any(name.endswith(" John") for name in work["authors"])),
        (["--author", "Meenu Mary John"], lambda work: "Meenu Mary John" in work["authors"]),
        (["--work", "john2021towards"], lambda work: work["key"] == "john2021towards"),
        (["--kind", "summary"], lambda work: any(path.startswith("summaries/") for path in work["sources"])),
        (["--kind", "paper", "--kind", "summary"], lambda work: work["sources"] != ["records/symeonidis2022mlops.txt"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_filters_admit_exactly_the_works_they_name(refdesk: CommandLine, filters: list[str], fits: object) -> None:
    assert callable(fits)
    known = refdesk("status", "--json").document["works"]
    expected = {work["key"] for work in known if fits(work)}
    swept = refdesk("papers", "machine learning", *filters, "--json").document
    assert expected
    assert {work["key"] for work in swept["works"]} == expected
    hits = refdesk("search", "machine learning", *filters, "--json").document["hits"]
    assert {hit["key"] for hit in hits} <= expected


def test_filter_that_admits_nothing_says_so(refdesk: CommandLine) -> None:
    filters = ("--author", "[/red] Nobody")
    assert refdesk("search", "drift", *filters).out == "No passage passes the filter (author [/red] Nobody).\n"
    asked = refdesk("ask", "what is drift?", *filters)
    assert (asked.status, asked.out) == (0, "No work passes the filter (author [/red] Nobody).\n")


@pytest.mark.parametrize(
    ("command", "question"),
    [*(("ask", question) for question in ODD_QUESTIONS), *(("search", question) for question in ODD_QUESTIONS[2:7])],
    ids=lambda value: value[:20],
)
def test_any_text_is_a_question(refdesk: CommandLine, command: str, question: str) -> None:
    ran = refdesk(command, question, "--json")
    assert ran.status == 0
    assert ran.err == ""
    assert ran.document["question" if command == "ask" else "query"].startswith(question[:500].strip())


def test_bytes_that_are_not_text_become_replacement_marks(refdesk: CommandLine) -> None:
    ran = refdesk("ask", "which papers discuss dr\udcffft?", "--json")
    assert (ran.status, ran.document["question"]) == (0, "which papers discuss dr\ufffdft?")


def test_without_a_model_none_is_left_out(refdesk: CommandLine) -> None:
    def told(ran: Ran) -> dict[str, object]:
        return {name: value for name, value in ran.document.items() if name not in ("seconds", "number")}

    assert told(refdesk("ask", FLAGSHIP, "--no-model", "--json")) == told(refdesk("ask", FLAGSHIP, "--json"))
