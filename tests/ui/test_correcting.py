"""`refdesk correct`: a person's word on a work, written, applied and taken back."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.ui.calling import CommandLine, only_line

BIB = """@article{john2020, title={Towards MLOps}, author={John, M. M.}, year=2020, doi={10.1109/seaa.2021.1}}
@article{wu2021, title={Drift in Practice}, author={Wu, A.}, year=2021}
"""


@pytest.fixture
def corpus(tmp_path: Path, refdesk: CommandLine) -> Path:
    folder = tmp_path / "study" / "corpus"
    folder.mkdir(parents=True)
    (folder / "refs.bib").write_text(BIB)
    (folder / "note.md").write_text("## Paper Title: Drift in Practice\n\n## Authors: Ada Wu\n\n## Challenges:\n* it\n")
    assert refdesk("index", corpus=folder).status == 0
    return folder


def written(corpus: Path) -> dict[str, Any]:
    return tomllib.loads((corpus.parent / "corrections.toml").read_text())


def facts(refdesk: CommandLine, corpus: Path) -> dict[str, Any]:
    return {work["key"]: work for work in refdesk("status", "--json", corpus=corpus).document["works"]}


def test_facts_are_written_applied_and_shown_with_whose_word_they_are(refdesk: CommandLine, corpus: Path) -> None:
    ran = refdesk("correct", "john2020", "--year", "2021", "--author", "Meenu John", "--type", "report", corpus=corpus)
    assert ran.status == 0
    assert "year 2021, corrected by you (the sources say 2020)" in ran.out
    assert written(corpus)["john2020"]["of"] == ["10.1109/seaa.2021.1", "Towards MLOps"]
    work = facts(refdesk, corpus)["john2020"]
    assert (work["year"], work["authors"], work["type"]) == (2021, ["Meenu John"], "report")
    assert work["corrected"] == ["authors", "year", "type"]
    status = refdesk("status", "--json", corpus=corpus).document
    assert status["stale"] is False
    assert {outcome["fact"] for outcome in status["corrections"]} == {"year", "authors", "type"}


def test_works_are_united_and_all_is_taken_back(refdesk: CommandLine, corpus: Path) -> None:
    assert refdesk("correct", "john2020", "--same-as", "wu2021", "--pin", "John", corpus=corpus).status == 0
    assert list(facts(refdesk, corpus)) == ["John"]
    assert "is the same work as wu2021" in refdesk("correct", "wu2021", corpus=corpus).out
    assert refdesk("correct", "John", "--drop", "pin", corpus=corpus).status == 0
    assert list(facts(refdesk, corpus)) == ["john2020"]
    assert refdesk("correct", "john2020", "--undo", corpus=corpus).status == 0
    assert set(facts(refdesk, corpus)) == {"john2020", "wu2021"}
    assert written(corpus) == {}


def test_without_an_option_each_source_has_its_say(refdesk: CommandLine, corpus: Path) -> None:
    assert refdesk("correct", "wu2021", "--json", corpus=corpus).document["stated"]["authors"] == [
        {"value": "Ada Wu", "sources": ["note.md"]},
        {"value": "Wu, A.", "sources": ["refs.bib"]},
    ]
    assert not (corpus.parent / "corrections.toml").exists()


def test_files_that_have_changed_are_not_read_for_a_correction(refdesk: CommandLine, corpus: Path) -> None:
    (corpus / "new.md").write_text("# A new paper\n\nWith text.\n")
    ran = refdesk("correct", "wu2021", "--year", "2020", corpus=corpus)
    assert "run `refdesk index` to apply it" in ran.out
    assert refdesk("index", corpus=corpus).status == 0
    assert facts(refdesk, corpus)["wu2021"]["year"] == 2020


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["wu2020"], "did you mean wu2021?"),
        (["wu2021", "--year", "21"], "`year` is a number such as 2021"),
        (["wu2021", "--doi", "none"], "is not a DOI"),
        (["wu2021", "--same-as", "wu2021"], "names itself"),
        (["wu2021", "--apart", "other.md"], "its sources are note.md, refs.bib"),
        (["wu2021", "--pin", "john2020"], "is the key of “Towards MLOps”"),
        (["wu2021", "--undo"], "nothing to take back"),
        (["wu2021", "--undo", "--year", "2020"], "leave the other options out"),
    ],
)
def test_wrong_usage_is_one_line_and_writes_nothing(
    refdesk: CommandLine, corpus: Path, options: list[str], what: str
) -> None:
    ran = refdesk("correct", *options, corpus=corpus)
    assert ran.status == 2
    assert what in only_line(ran.err)
    assert not (corpus.parent / "corrections.toml").exists()


def test_a_faulty_file_stops_every_command_with_one_line(refdesk: CommandLine, corpus: Path) -> None:
    (corpus.parent / "corrections.toml").write_text("[wu2021]\nyaer = 2020\n")
    for command in (["index"], ["status"], ["search", "drift"], ["correct", "wu2021", "--year", "2020"]):
        ran = refdesk(*command, corpus=corpus)
        assert ran.status == 1
        assert "corrections.toml, line 2: there is no field `yaer`; did you mean `year`?" in only_line(ran.err)


def test_an_entry_that_fits_nothing_is_named_by_index_and_doctor(refdesk: CommandLine, corpus: Path) -> None:
    (corpus.parent / "corrections.toml").write_text("[gone]\nyear = 2020\n")
    assert "gone: no work has this key" in " ".join(refdesk("index", corpus=corpus).out.split())
    ran = refdesk("doctor", corpus=corpus)
    assert ran.status == 3
    assert "correction that fits nothing" in ran.out
