"""The doctor's findings on screen and as JSON."""

import io
import json

from rich.console import Console

from index.doctor import Diagnosis, Finding, FindingKind
from ui.json_shapes import as_text, diagnosis_document
from ui.terminal.ledger import show_diagnosis

NASTY = "bad\x1b[31m [bold]x[/]\u202e.pdf"


def shown(*findings: Finding) -> str:
    out = io.StringIO()
    show_diagnosis(Console(file=out, width=80, force_terminal=False), Diagnosis(3, 12, 9, findings))
    return out.getvalue()


def test_findings_stand_under_their_kind_and_the_first_ten_are_shown() -> None:
    years = [Finding(FindingKind.NO_YEAR, f"key{i:02}", "no source gives its year", ("a.bib",)) for i in range(12)]
    out = shown(Finding(FindingKind.COPY, "a.pdf", "has the same content as b.pdf"), *years)
    assert [line.split() for line in out.splitlines()[:3]] == [
        ["Finding", "Count"],
        ["file", "kept", "twice", "1"],
        ["work", "without", "a", "year", "12"],
    ]
    assert out.index("file kept twice (1)") < out.index("work without a year (12)") < out.index("key00")
    assert "key11" in out
    assert "--all" not in out
    assert out.endswith("12 sources, 9 works: 13 findings.\n")


def test_a_sound_corpus_is_said_to_be_one() -> None:
    assert shown() == "12 sources, 9 works: nothing is wrong or missing.\n"


def test_names_and_titles_cannot_steer_the_terminal() -> None:
    out = shown(Finding(FindingKind.COPY, NASTY, f"has the same content as {NASTY}"))
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]x[/]" in out


def test_the_document_has_every_finding() -> None:
    years = [Finding(FindingKind.NO_YEAR, f"key{i:02}", "no year", ("a.bib", NASTY)) for i in range(12)]
    document = json.loads(as_text(diagnosis_document(Diagnosis(3, 12, 9, tuple(years)))))
    assert document["counts"] == {"work without a year": 12}
    assert document["findings"][11] == {
        "kind": "work without a year",
        "subject": "key11",
        "text": "no year",
        "sources": ["a.bib", NASTY],
    }
    assert (document["generation"], document["sources"], document["works"], document["clean"]) == (3, 12, 9, False)
    assert diagnosis_document(Diagnosis(0, 0, 0, ()))["clean"] is True
