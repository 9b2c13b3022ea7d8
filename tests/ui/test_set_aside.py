"""What is no study: kept as a work of its type, in no denominator, and brought in by its type."""

from pathlib import Path

import pytest

from tests.ui.calling import CommandLine

SCOPUS = """"Authors","Title","Year","Source title","Cited by","DOI","Abstract","Document Type"
"Verne A.","Drift of widgets in factories","2022","J. Widgets","12","10.5555/w.1","Widget drift is common.","Article"
"Lind B.","Proceedings","2022","Proc. Widgets","3","10.5555/w.2","We study widget drift in minutes.","Conference paper"
"Moss C.","RETRACTED: A cure for widget drift","2022","J. Widgets","40","10.5555/w.3","It cures drift.","Retracted"
"","19th European Conference on Widgets, ECW 2022","2022","Proc. ECW","","","The proceedings contain 45 papers. \
The topics discussed include: widget drift.","Conference Review"
"Berg D.","Editorial","2022","J. Widgets","","10.5555/w.5","","Editorial"
"Berg D.","Erratum to: Drift of boats","2021","J. Widgets","","10.5555/w.6","","Erratum"
"Holt E.","A systematic mapping study of widgets","2023","J. Widgets","5","10.5555/w.7","Widgets are mapped.","Review"
"""
SHOWN = "Widgets of many lands were shown in Ghent."
PREPRINT = """@misc{verne, author = {Verne, Ada}, title = {Drift of widgets in factories}, year = {2020},
 eprint = {2001.00001}, archiveprefix = {arXiv}}
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "scopus.csv").write_text(SCOPUS, encoding="utf-8")
    (folder / "arxiv.bib").write_text(PREPRINT, encoding="utf-8")
    return folder


def test_a_sweep_decides_studies_and_counts_the_rest_apart(refdesk: CommandLine, corpus: Path) -> None:
    told = refdesk("papers", "widget drift", "--json", corpus=corpus).document
    assert {work["title"] for work in told["works"]} == {
        "Drift of widgets in factories",
        "Proceedings",
        "RETRACTED: A cure for widget drift",
        "A systematic mapping study of widgets",
    }
    assert told["counts"]["set_aside"] == {"proceedings": 1, "editorial": 1, "erratum": 1}
    assert told["summary"].startswith("3 of 4 works discuss “widget drift”")
    assert told["summary"].endswith("And 1 proceedings volume, 1 editorial and 1 erratum, set aside as no studies.")


def test_a_type_brings_its_works_in(refdesk: CommandLine, corpus: Path) -> None:
    told = refdesk("papers", "widget drift", "--type", "proceedings", "--json", corpus=corpus).document
    assert [work["type"] for work in told["works"]] == ["proceedings"]
    assert told["counts"]["set_aside"] == {}
    assert told["filter"] == "type proceedings"


@pytest.mark.parametrize(
    ("question", "options", "sentence"),
    [
        (
            "how many papers from 2022?",
            (),
            "3 of 4 works are from 2022. And 1 proceedings volume and 1 editorial, set aside as no studies.",
        ),
        ("how many papers from 2023?", (), "1 of 4 works is from 2023."),
        ("how many papers from 2022?", ("--type", "editorial"), "1 of 1 editorial is from 2022."),
        ("how many papers from 2022?", ("--type", "article"), "2 of 3 articles are from 2022."),
        ("how many papers from 1999?", ("--type", "article"), "No work of 3 articles is from 1999."),
        ("how many papers are there?", ("--type", "article"), "3 of 4 works are articles."),
        ("how many papers are there?", ("--type", "thesis"), "None of 4 works is known to be a thesis."),
        (
            "when did Drift of widgets in factories appear?",
            (),
            "“Drift of widgets in factories” is from 2022 (its preprint from 2020).",
        ),
        ("who wrote Erratum to: Drift of boats?", (), "“Erratum to: Drift of boats” (2021) is by Berg, D."),
    ],
)
def test_a_count_has_the_same_denominator(
    refdesk: CommandLine, corpus: Path, question: str, options: tuple[str, ...], sentence: str
) -> None:
    told = refdesk("ask", question, *options, "--json", corpus=corpus).document
    assert told["kind"] == "bibliographic"
    assert told["summary"] == sentence


def test_a_count_is_older_once_a_work_counts_that_was_set_aside(refdesk: CommandLine, corpus: Path) -> None:
    refdesk("ask", "how many papers from 2022?", corpus=corpus)
    works = refdesk("status", "--json", corpus=corpus).document["works"]
    key = next(work["key"] for work in works if work["title"] == "Editorial")
    refdesk("correct", key, "--type", "article", corpus=corpus)
    refdesk("index", corpus=corpus)
    assert "older 4 works to count now, 3 then" in refdesk("history", "--check", corpus=corpus).out


def test_status_has_types_marks_and_citations(refdesk: CommandLine, corpus: Path) -> None:
    refdesk("index", corpus=corpus)
    works = {work["title"]: work for work in refdesk("status", "--json", corpus=corpus).document["works"]}
    assert len(works) == 7
    cure, mapping = works["RETRACTED: A cure for widget drift"], works["A systematic mapping study of widgets"]
    assert (cure["type"], cure["retracted"], cure["times_cited"]) == (
        "article",
        True,
        {"number": 40, "source": "scopus.csv"},
    )
    assert (mapping["type"], mapping["secondary"], mapping["retracted"]) == ("article", True, False)
    assert works["Editorial"]["times_cited"] is None
    drift = works["Drift of widgets in factories"]
    assert (drift["year"], drift["preprint_year"], drift["type"]) == (2022, 2020, "article")
    assert drift["sources"] == ["arxiv.bib", "scopus.csv"]


def test_a_retracted_work_says_so_wherever_it_is_shown(refdesk: CommandLine, corpus: Path, tmp_path: Path) -> None:
    name = "RETRACTED: A cure for widget drift"
    table, references = tmp_path / "works.csv", tmp_path / "works.bib"
    files = ("--csv", str(table), "--bibtex", str(references))
    assert name in " ".join(refdesk("papers", "widget drift", *files, corpus=corpus).out.split())
    assert name in table.read_text(encoding="utf-8")
    assert "RETRACTED" in references.read_text(encoding="utf-8")
    assert name in " ".join(refdesk("ask", "which papers discuss a cure?", corpus=corpus).out.split())
    assert name in " ".join(refdesk("search", "cure for drift", corpus=corpus).out.split())
    assert "RETRACTED: A cure" in refdesk("ask", "list the papers from 2022", corpus=corpus).out  # in a table


def test_a_lookup_cites_no_work_that_is_set_aside(refdesk: CommandLine, corpus: Path) -> None:
    def cited(*asked: str) -> set[str]:
        return {citation["title"] for citation in refdesk("ask", *asked, "--json", corpus=corpus).document["citations"]}

    volume = "20th European Conference on Widgets, ECW 2023"
    head, row = SCOPUS.splitlines()[0], f'"","{volume}","2023","Proc. ECW","","","{SHOWN}","Conference Review"'
    (corpus / "next.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert volume not in cited("Where were widgets of many lands shown?")
    assert volume not in cited("widgets of many lands")
    assert volume in cited("widgets of many lands", "--type", "proceedings")
    key = next(
        work["key"] for work in refdesk("status", "--json", corpus=corpus).document["works"] if work["title"] == volume
    )
    assert volume in cited("widgets of many lands", "--work", key)
    assert volume in cited(f"Where were widgets shown in {key}?")
    hits = refdesk("search", "widgets of many lands", "--json", corpus=corpus).document["hits"]
    assert volume in {hit["title"] for hit in hits}


def test_a_kept_answer_tells_which_works_were_set_aside_since(refdesk: CommandLine, corpus: Path) -> None:
    refdesk("papers", "widget drift", corpus=corpus)
    refdesk("ask", "how many papers from 2022?", corpus=corpus)
    assert "2 answers checked; none stale." in refdesk("history", "--check", corpus=corpus).out
    assert {line["standing"] for line in refdesk("history", "--json", corpus=corpus).document["answers"]} == {"current"}
    works = refdesk("status", "--json", corpus=corpus).document["works"]
    key = next(work["key"] for work in works if work["title"] == "Proceedings")
    refdesk("correct", key, "--type", "proceedings", corpus=corpus)
    refdesk("index", corpus=corpus)
    checked = " ".join(refdesk("history", "--check", corpus=corpus).out.split())
    assert checked.count(f"1 work set aside since: {key}") == 2
    assert "removed" not in checked
    assert {line["standing"] for line in refdesk("history", "--json", corpus=corpus).document["answers"]} == {"older"}


def test_every_count_of_the_works_is_one_of_studies(refdesk: CommandLine, corpus: Path) -> None:
    (corpus / "volume.bib").write_text("@proceedings{v, title = {Proceedings of the Widget Days}, year = {2022}}\n")
    assert ": 4 works, and 4 set aside, " in " ".join(refdesk("index", corpus=corpus).out.split())
    works = refdesk("status", corpus=corpus).out.splitlines()[1]
    assert works == "Works         4: 3 articles, 1 conference paper, and 4 set aside"
    told = refdesk("doctor", corpus=corpus)
    assert "3 sources, 4 works, and 4 set aside: " in told.out
    findings = refdesk("doctor", "--json", corpus=corpus).document["findings"]
    assert not [it for it in findings if it["kind"] in ("work without authors", "work without text")]
