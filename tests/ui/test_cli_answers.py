"""What the answers say: of the sample corpus, of a corpus that changes."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from index.store.catalogue import Catalogue
from index.text.normalise import compounds, normalise
from tests.ui.calling import CommandLine
from tests.ui.corpora import write_paper
from tests.ui.test_cli import FLAGSHIP
from tests.ui.test_documents import VERDICTS


def test_flagship_question_lists_the_one_work_with_its_passage(refdesk: CommandLine, sample_corpus: Path) -> None:
    told = refdesk("ask", FLAGSHIP, "--json").document
    assert (told["kind"], told["abstained"], told["reason"]) == ("listing", False, None)
    discussing = [work for work in told["works"] if work["verdict"] == "discusses"]
    assert [work["key"] for work in discussing] == ["john2021towards"]
    cited = [citation for citation in told["citations"] if citation["number"] in discussing[0]["citations"]]
    assert [(citation["kind"], citation["section"]) for citation in cited] == [("summary", "Challenges")]
    assert "training-serving skew" in cited[0]["quote"]
    text = (sample_corpus / cited[0]["source"]).read_text(encoding="utf-8")
    assert normalise(text[cited[0]["start"] : cited[0]["end"]]).text == cited[0]["quote"]
    assert "[1]" in told["answer"]


def test_listing_decides_every_work(refdesk: CommandLine) -> None:
    told = refdesk("ask", FLAGSHIP, "--json").document
    known = refdesk("status", "--json").document["works"]
    assert sorted(work["key"] for work in told["works"]) == sorted(work["key"] for work in known)
    counts = dict.fromkeys(VERDICTS, 0) | Counter(work["verdict"] for work in told["works"])
    assert told["counts"] == {**counts, "set_aside": {}}
    primer = [work["verdict"] for work in told["works"] if work["title"].startswith("A Short Primer")]
    assert primer == ["no"]


def test_count_question_counts_what_the_listing_lists(refdesk: CommandLine) -> None:
    counted = refdesk("ask", "how many papers discuss drift?", "--json").document
    listed = refdesk("ask", "which papers discuss drift?", "--json").document
    assert (counted["kind"], listed["kind"]) == ("count", "listing")
    assert counted["counts"] == listed["counts"]
    assert counted["answer"].startswith(f"{counted['counts']['discusses']} of {len(counted['works'])} works discuss ")


def test_lookup_quotes_are_found_at_their_place(refdesk: CommandLine, sample_index: Path) -> None:
    told = refdesk("ask", "what is a model registry?", "--json").document
    assert (told["kind"], told["abstained"], told["works"], told["counts"]) == ("lookup", False, None, None)
    assert told["citations"][0]["page"] == 2
    with closing(Catalogue(sample_index)) as catalogue:
        for citation in told["citations"]:
            raw = catalogue.raw_text(citation["source"], citation["page"])[citation["start"] : citation["end"]]
            assert normalise(raw, compounds(citation["quote"])).text == citation["quote"]
    assert [claim["text"] for claim in told["claims"]] == [citation["quote"] for citation in told["citations"]]


@pytest.mark.parametrize(
    "question", ["what is the airspeed velocity of an unladen swallow?", "which papers discuss quantum chromodynamics?"]
)
def test_where_nothing_answers_the_reason_is_given_and_nothing_claimed(refdesk: CommandLine, question: str) -> None:
    ran = refdesk("ask", question, "--json")
    told = ran.document
    assert (ran.status, told["abstained"], told["claims"]) == (0, True, [])
    works = len(refdesk("status", "--json").document["works"])
    assert f"{works} works" in told["reason"]
    assert told["citations"]


def test_papers_is_the_listing_of_its_topic(refdesk: CommandLine) -> None:
    swept = refdesk("papers", "training-serving skew", "--json").document
    asked = refdesk("ask", FLAGSHIP, "--json").document
    assert swept["works"] == asked["works"]
    assert swept["kind"] == "listing"


def test_index_counts_what_it_did(refdesk: CommandLine, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    write_paper(corpus)
    first = refdesk("index", "--json", corpus=corpus).document
    assert first["sources"] == {"read": 1, "unchanged": 0, "removed": 0, "failed": 0}
    assert (first["generation"], first["works"], first["embedded"]) == (1, 1, first["passages"])
    (corpus / "widgets.md").unlink()
    write_paper(corpus, "other.md")
    second = refdesk("index", "--json", corpus=corpus).document
    assert second["sources"] == {"read": 1, "unchanged": 0, "removed": 1, "failed": 0}
    assert (second["generation"], second["works"], second["embedded"]) == (2, 1, 0)


def test_status_follows_the_corpus(refdesk: CommandLine, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    for name in ("kept.md", "edited.md", "dropped.md"):
        write_paper(corpus, name, f"A Paper on {name}")
    assert refdesk("index", corpus=corpus).status == 0
    write_paper(corpus, "edited.md", "Another Title")
    write_paper(corpus, "added.md")
    (corpus / "dropped.md").unlink()
    told = refdesk("status", "--json", corpus=corpus).document
    assert {line["path"]: line["state"] for line in told["sources"]} == {
        "kept.md": "indexed",
        "edited.md": "changed",
        "dropped.md": "removed",
        "added.md": "new",
    }
    assert told["stale"] is True
