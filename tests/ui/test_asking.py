"""Asking on the command line: filters, filters taken away, follow-ups, files, and what a script is told of it all."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import pytest

from assistant.history.conversation import FILE_NAME
from index.entries import WorkEntry
from index.models import Models
from index.store.catalogue import Catalogue
from index.works.filters import Filter
from tests.ui.calling import CommandLine, only_line
from tests.ui.corpora import write_paper
from ui.json_shapes import citation_document
from ui.page.asking import PageQuestion, SharedIndex, put_to_desk
from ui.settings import load_settings

VENUES = """@article{one, title = {Drift of Gauges in Steel Mills}, author = {Ann Smith}, year = 2020,
  journal = {IEEE Software}, abstract = {Gauge drift is measured in steel mills over a year of work.}}
@article{two, title = {Drift of Gauges at Sea}, author = {Bob Jones}, year = 2022,
  journal = {Sensors}, abstract = {Gauge drift at sea is caused by salt and by the motion of the ship.}}
"""


@pytest.fixture
def gauges(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "gauges.bib").write_text(VENUES, encoding="utf-8")
    return corpus


@pytest.fixture(autouse=True)
def no_conversation(sample_index: Path) -> Iterator[None]:
    """The sample index is shared: what is said in one test must not be heard in the next."""
    yield
    (sample_index / FILE_NAME).unlink(missing_ok=True)


@pytest.mark.parametrize("command", ["ask", "papers", "search"])
@pytest.mark.parametrize(
    ("options", "keys"),
    [
        (["--venue", "Sensors"], {"two"}),
        (["--venue", "software"], {"one"}),
        (["--venue", "Sensors", "--venue", "IEEE Software"], {"one", "two"}),
        (["--year", "..2021"], {"one"}),
        (["--author", "jones", "--evidence", "abstract"], {"two"}),
    ],
    ids=lambda value: " ".join(sorted(value)),
)
def test_filters_admit_the_works_they_name(
    refdesk: CommandLine, gauges: Path, command: str, options: list[str], keys: set[str]
) -> None:
    words = "which papers discuss gauge drift?" if command == "ask" else "gauge drift"
    told = refdesk(command, words, *options, "--json", corpus=gauges).document
    found = told["hits"] if command == "search" else told["works"]
    assert {one["key"] for one in found} == keys


def test_evidence_of_other_kinds_is_not_looked_at(refdesk: CommandLine, gauges: Path) -> None:
    told = refdesk("papers", "gauge drift", "--evidence", "abstract", "--json", corpus=gauges).document
    assert {citation["kind"] for citation in told["citations"]} == {"abstract"}


def test_what_was_understood_is_in_the_document(refdesk: CommandLine) -> None:
    told = refdesk("ask", "which papers by Faubel since 2023 discuss drift?", "--json").document
    assert [(c["facet"], c["filter"]) for c in told["conditions"]] == [
        ("author", "author Faubel"),
        ("year", "year 2023.."),
    ]
    assert told["read_as"] is None
    assert told["summary"].startswith(("1 of ", "None of "))
    assert all(0 <= work["probability"] <= 1 and "venue" in work for work in told["works"])


def test_condition_is_taken_away(refdesk: CommandLine) -> None:
    question = ("ask", "how many papers by Faubel since 2023?")
    every, fewer = (refdesk(*question, *more, "--json").document for more in ((), ("--without", "year")))
    assert [c["facet"] for c in fewer["conditions"]] == ["author"]
    assert {work["key"] for work in every["found"]} < {work["key"] for work in fewer["found"]}
    shown = " ".join(refdesk(*question).out.split())
    assert "From the question: “since 2023” (year 2023..); --without year leaves it out." in shown


def test_sweep_is_counted_by_year_and_by_venue(refdesk: CommandLine, gauges: Path) -> None:
    told = refdesk("papers", "gauge drift", "--json", corpus=gauges).document
    assert told["by_year"] == [
        {"name": "2020", "discusses": 1, "decided": 1, "keys": ["one"]},
        {"name": "2022", "discusses": 1, "decided": 1, "keys": ["two"]},
    ]
    assert {(one["name"], *one["keys"]) for one in told["by_venue"]} == {("IEEE Software", "one"), ("Sensors", "two")}
    shown = " ".join(refdesk("papers", "gauge drift", corpus=gauges).out.split())
    assert "By year: 2020: 1 of 1; 2022: 1 of 1." in shown
    assert "By venue: IEEE Software: 1 of 1; Sensors: 1 of 1." in shown


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how many papers are from 2020?", "bibliographic"),
        ("what causes gauge drift at sea?", "lookup"),
        ("what is the difference between drift at sea and drift in steel mills?", "comparison"),
    ],
)
def test_only_sweeps_have_works_and_counts(refdesk: CommandLine, gauges: Path, question: str, kind: str) -> None:
    told = refdesk("ask", question, "--json", corpus=gauges).document
    assert told["kind"] == kind
    assert [told[name] for name in ("works", "counts", "by_year", "by_venue")] == [None] * 4


def test_groups_have_the_keys_of_their_works(refdesk: CommandLine, gauges: Path) -> None:
    told = refdesk("ask", "how many papers by year?", "--json", corpus=gauges).document
    years = [("2020", ["one"]), ("2021", []), ("2022", ["two"])]
    assert [(group["name"], group["keys"]) for group in told["groups"]] == years
    known = refdesk("status", "--json", corpus=gauges).document["works"]
    assert told["found"] == known


def test_follow_up_goes_on_from_the_last_question(refdesk: CommandLine, gauges: Path) -> None:
    refdesk("ask", "which papers discuss gauge drift?", corpus=gauges)
    ran = refdesk("ask", "and which of those are from 2022?", "--follow-up", "--json", corpus=gauges)
    assert (ran.status, ran.err) == (0, "")
    assert [work["key"] for work in ran.document["found"] or ran.document["works"]] == ["two"]
    assert "2022" in ran.document["read_as"]


def test_follow_up_asked_again_without_a_condition_follows_the_same_question(
    refdesk: CommandLine, gauges: Path
) -> None:
    refdesk("ask", "which papers discuss gauge drift?", corpus=gauges)
    again = ("ask", "and which of those are from 2022?", "--follow-up", "--json")
    refdesk(*again, corpus=gauges)
    told = refdesk(*again, "--without", "year", corpus=gauges).document
    assert {work["key"] for work in told["found"] or told["works"]} == {"one", "two"}


def test_what_is_taken_over_is_told_and_can_be_taken_away(refdesk: CommandLine, gauges: Path) -> None:
    refdesk("ask", "which papers discuss gauge drift?", corpus=gauges)
    out = refdesk("ask", "and which of those are from 2022?", "--follow-up", corpus=gauges).out
    told = " ".join(out.split())
    assert told.startswith("Read as: ")
    assert "From the conversation: work one, work two; --without work leaves it out." in told


def test_question_without_follow_up_begins_a_new_conversation(refdesk: CommandLine, gauges: Path) -> None:
    folder = gauges.parent / ".refdesk"
    for question in ("which papers discuss gauge drift?", "how many papers are from 2022?"):
        refdesk("ask", question, corpus=gauges)
        kept = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))["turns"]
        assert [turn["question"]["text"] for turn in kept] == [question]


def test_question_that_needs_another_names_the_option(refdesk: CommandLine, gauges: Path) -> None:
    refdesk("index", corpus=gauges)
    ran = refdesk("ask", "which of those are from 2022?", corpus=gauges)
    assert ran.status == 2
    assert only_line(ran.err).endswith("add --follow-up")


def test_follow_up_to_nothing_is_told(refdesk: CommandLine, gauges: Path) -> None:
    refdesk("index", corpus=gauges)
    ran = refdesk("ask", "how many papers are from 2022?", "--follow-up", "--json", corpus=gauges)
    assert ran.status == 0
    assert "there is no earlier question" in only_line(ran.err)


def test_damaged_conversation_is_left_aside(refdesk: CommandLine, gauges: Path) -> None:
    refdesk("index", corpus=gauges)
    (gauges.parent / ".refdesk" / FILE_NAME).write_text("{", encoding="utf-8")
    ran = refdesk("ask", "how many papers are from 2022?", "--follow-up", "--json", corpus=gauges)
    assert ran.status == 0
    assert "it is damaged" in ran.err


def test_conversation_that_cannot_be_kept_is_a_warning(refdesk: CommandLine, gauges: Path) -> None:
    refdesk("index", corpus=gauges)
    (gauges.parent / ".refdesk" / FILE_NAME).mkdir()
    ran = refdesk("ask", "how many papers are from 2022?", "--json", corpus=gauges)
    assert (ran.status, ran.document["kind"]) == (0, "bibliographic")
    assert "the next question cannot follow this one" in only_line(ran.err)


@pytest.mark.parametrize("call", [("ask", "which papers discuss gauge drift?"), ("papers", "gauge drift")])
def test_files_are_written_beside_the_answer(
    refdesk: CommandLine, gauges: Path, tmp_path: Path, call: tuple[str, str]
) -> None:
    ran = refdesk(*call, "--csv", "drift.csv", "--bibtex", "drift.bib", "--json", corpus=gauges)
    assert ran.status == 0
    with (tmp_path / "drift.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {(row["key"], row["venue"]) for row in csv.DictReader(file)} == {
            ("one", "IEEE Software"),
            ("two", "Sensors"),
        }
    assert "journal = {Sensors}" in (tmp_path / "drift.bib").read_text(encoding="utf-8")


def test_glossary_beside_the_corpus_is_used(refdesk: CommandLine, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    write_paper(corpus, text="Wobbling of gauges is kept small by hand in all of the halls.")
    verdicts = []
    for text in ("", '["quux"]\nsame = ["wobbling of gauges"]\n'):
        (tmp_path / "glossary.toml").write_text(text, encoding="utf-8")
        told = refdesk("papers", "quux", "--json", corpus=corpus).document
        verdicts.append(told["works"][0]["verdict"])
    assert verdicts[0] == "no"
    assert verdicts[1] in ("discusses", "mentions")


def test_glossary_that_cannot_be_read_is_named(refdesk: CommandLine, tmp_path: Path) -> None:
    write_paper(tmp_path / "corpus")
    (tmp_path / "glossary.toml").write_text("[", encoding="utf-8")
    ran = refdesk("papers", "widgets", corpus=tmp_path / "corpus")
    assert ran.status == 1
    assert "glossary.toml" in only_line(ran.err)


ASKED = [
    "which papers discuss training-serving skew?",
    "which papers discuss feature stores but not drift?",
    "what is continuous training?",
    "how many papers from 2021?",
    "who won the world cup in 1998?",
]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Filter]:
    """Every reading of all works from the catalogue, by the filter it was asked with."""
    reads: list[Filter] = []
    works = Catalogue.works

    def counted(catalogue: Catalogue, only: Filter = Filter()) -> list[WorkEntry]:
        reads.append(only)
        return works(catalogue, only)

    monkeypatch.setattr(Catalogue, "works", counted)
    return reads


@pytest.mark.parametrize("question", ASKED)
def test_command_reads_the_works_once(refdesk: CommandLine, reads: list[Filter], tmp_path: Path, question: str) -> None:
    files = ["--csv", str(tmp_path / "a.csv"), "--bibtex", str(tmp_path / "a.bib")]
    done = refdesk("ask", question, "--kind", "summary", "--kind", "paper", *files, "--json")
    assert done.document["number"]
    assert reads == [Filter()]


def test_topic_swept_reads_the_works_once(refdesk: CommandLine, reads: list[Filter], tmp_path: Path) -> None:
    assert refdesk("papers", "concept drift", "--bibtex", str(tmp_path / "a.bib"), "--json").document["number"]
    assert reads == [Filter()]


@pytest.mark.parametrize("question", ASKED)
def test_page_reads_the_works_once_and_gets_what_the_command_gives(
    refdesk: CommandLine,
    sample_corpus: Path,
    sample_index: Path,
    models: Models,
    reads: list[Filter],
    question: str,
) -> None:
    settings = load_settings(sample_corpus, sample_index)
    desk = SharedIndex(models, Lock())
    exchange = put_to_desk(desk, settings, PageQuestion(question), [], 1, None, lambda *_: None)
    assert reads == [Filter()]
    document = refdesk("ask", question, "--json").document
    citations = [citation_document(citation) for citation in exchange.answer.citations]
    assert document["citations"] == json.loads(json.dumps(citations))
    assert exchange.passages.keys() >= {citation.passage for citation in exchange.answer.citations}
    assert document["number"] == (exchange.kept or 0) + 1
