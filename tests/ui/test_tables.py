"""Files for other programs: readable back, every work in them, and nothing that a spreadsheet would run."""

import csv
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer, Citation, Claim, JudgedWork, Support, Verdict
from assistant.questions.question import QuestionKind
from index.entries import WorkEntry
from index.errors import UsageError
from index.sources import Evidence
from index.works.filters import Filter
from tests.ui.calling import CommandLine
from ui.files import write_bibtex, write_csv

COLUMNS = [
    "key",
    "title",
    "authors",
    "year",
    "venue",
    "verdict",
    "evidence",
    "source",
    "page",
    "section",
    "quote",
    "page_label",
]
CITED = Citation(
    1,
    "a2021",
    "A Title",
    ("A. One", "B. Two"),
    2021,
    "a.pdf",
    Evidence.PAPER,
    4,
    None,
    "A quote.",
    5,
    13,
    "p1",
    page_label="207",
)
NEAREST = replace(
    CITED, number=2, key="b", title="Another", authors=(), year=None, page=None, section="Aims", page_label=None
)


def judged(key: str, title: str, verdict: Verdict, **facts: object) -> JudgedWork:
    known = {"authors": (), "year": None, "venue": None, "citations": ()} | facts
    return JudgedWork(key=key, title=title, verdict=verdict, **known)  # type: ignore[arg-type]


WORKS = (
    judged(
        "a2021", "A Title", Verdict.DISCUSSES, authors=("A. One", "B. Two"), year=2021, venue="Sensors", citations=(1,)
    ),
    judged("b", "Another", Verdict.UNKNOWN),
)
ENTRIES = {
    "a2021": WorkEntry("a2021", "A Title", "A Title", ("A. One", "B. Two"), 2021, "Sensors", "10.1/a", (), (), ()),
    "b": WorkEntry("b", None, "b.pdf", (), None, None, None, (), (), ()),
    "c d": WorkEntry("c d", "Third", "Third", (), 2020, None, None, (), (), ()),
}
ANSWER = Answer(
    question="a topic",
    kind=QuestionKind.LISTING,
    topic="a topic",
    only=Filter(),
    abstained=False,
    reason=None,
    claims=(),
    citations=(CITED,),
    works=WORKS,
    counts=None,
    generation=1,
    model=None,
    seconds=0.1,
    found=(),
)
LOOKUP = replace(
    ANSWER,
    kind=QuestionKind.LOOKUP,
    works=None,
    claims=(Claim("A quote.", Support.VERBATIM, (1,)),),
    citations=(CITED, NEAREST),
)
BIBLIOGRAPHIC = replace(
    ANSWER, kind=QuestionKind.BIBLIOGRAPHIC, works=None, citations=(), found=tuple(ENTRIES.values())
)


def written(answer: Answer, path: Path) -> list[list[str]]:
    write_csv(answer, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def keys_written(answer: Answer, path: Path) -> list[str]:
    write_bibtex(answer, path, ENTRIES)
    library = bibtexparser.parse_string(path.read_text(encoding="utf-8"))
    assert not library.failed_blocks
    return [entry.key for entry in library.entries]


def test_each_work_is_a_row_with_its_first_evidence(tmp_path: Path) -> None:
    assert written(ANSWER, tmp_path / "a.csv") == [
        COLUMNS,
        [
            "a2021",
            "A Title",
            "A. One; B. Two",
            "2021",
            "Sensors",
            "discusses",
            "paper",
            "a.pdf",
            "4",
            "",
            "A quote.",
            "207",
        ],
        ["b", "Another", "", "", "", "unknown", "", "", "", "", "", ""],
    ]


def test_a_bibliographic_answer_is_a_row_for_each_work_found(tmp_path: Path) -> None:
    assert written(BIBLIOGRAPHIC, tmp_path / "a.csv") == [
        ["key", "title", "authors", "year", "venue", "doi"],
        ["a2021", "A Title", "A. One; B. Two", "2021", "Sensors", "10.1/a"],
        ["b", "b.pdf", "", "", "", ""],
        ["c d", "Third", "", "2020", "", ""],
    ]


def test_a_lookup_is_a_row_for_each_quote_that_it_states(tmp_path: Path) -> None:
    assert written(LOOKUP, tmp_path / "a.csv") == [
        COLUMNS,
        ["a2021", "A Title", "A. One; B. Two", "2021", "", "", "paper", "a.pdf", "4", "", "A quote.", "207"],
    ]


def test_table_opens_as_utf8_in_a_spreadsheet(tmp_path: Path) -> None:
    write_csv(replace(ANSWER, works=(replace(WORKS[0], title="Přehled 漂移 🦜"),)), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfkey,title,")
    assert "Přehled 漂移 🦜" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_text_that_begins_like_a_formula_is_defused(tmp_path: Path, text: str) -> None:
    works = (replace(WORKS[0], title=text, authors=(text, "B. Two"), key=text, venue=text),)
    answer = replace(ANSWER, works=works, citations=(replace(CITED, quote=text, section=text, source=text),))
    row = dict(zip(COLUMNS, written(answer, tmp_path / "a.csv")[1], strict=True))
    assert {row[name] for name in ("title", "key", "venue", "quote", "section", "source")} == {f"'{text}"}
    assert row["authors"] == f"'{text}; B. Two"


@given(title=st.text(), quote=st.text())
def test_any_text_is_read_back_or_defused(tmp_path_factory: pytest.TempPathFactory, title: str, quote: str) -> None:
    answer = replace(ANSWER, works=(replace(WORKS[0], title=title),), citations=(replace(CITED, quote=quote),))
    row = dict(zip(COLUMNS, written(answer, tmp_path_factory.mktemp("table") / "a.csv")[1], strict=True))
    for text, cell in ((title, row["title"]), (quote, row["quote"])):
        assert cell in (text, f"'{text}")
        assert not cell.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("answer", "keys"),
    [
        (ANSWER, ["a2021"]),
        (LOOKUP, ["a2021"]),
        (replace(LOOKUP, claims=()), []),
        (BIBLIOGRAPHIC, ["a2021", "b", "cd"]),
        (replace(ANSWER, works=(replace(WORKS[0], key="gone"), *WORKS)), ["a2021"]),
    ],
)
def test_bibliography_holds_what_was_found_or_cited(tmp_path: Path, answer: Answer, keys: list[str]) -> None:
    assert keys_written(answer, tmp_path / "a.bib") == keys


def test_a_key_that_must_change_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_bibtex(BIBLIOGRAPHIC, tmp_path / "a.bib", ENTRIES)
    assert 'the key "c d" is written cd' in capsys.readouterr().err


def test_an_empty_result_is_a_valid_file_and_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written(replace(ANSWER, works=()), tmp_path / "a.csv") == [COLUMNS]
    assert "a.csv: no work to list" in capsys.readouterr().err
    assert keys_written(replace(ANSWER, works=()), tmp_path / "a.bib") == []
    assert "a.bib: no work was found" in capsys.readouterr().err
    assert (tmp_path / "a.bib").read_bytes() == b""


def test_a_full_result_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_csv(ANSWER, tmp_path / "a.csv")
    write_bibtex(ANSWER, tmp_path / "a.bib", ENTRIES)
    assert capsys.readouterr() == ("", "")


def write_either(option: str, path: Path) -> None:
    if option == "--csv":
        write_csv(ANSWER, path)
    else:
        write_bibtex(ANSWER, path, ENTRIES)


OPTIONS = pytest.mark.parametrize("option", ["--csv", "--bibtex"])


@OPTIONS
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "is a folder; name a file in it"),
        ("nowhere/a.csv", "cannot be written (No such file or directory); name another file"),
        ("file/a.csv", "cannot be written (Not a directory); name another file"),
        ("a" * 300, "cannot be written (File name too long); name another file"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, option: str, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as caught:
        write_either(option, tmp_path / name)
    assert str(caught.value) == f"{option} {tmp_path / name}: {reason}"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_papers_writes_every_work_beside_its_answer(refdesk: CommandLine, tmp_path: Path) -> None:
    ran = refdesk("papers", "training-serving skew", "--csv", "skew.csv", "--json")
    assert ran.status == 0
    with (tmp_path / "skew.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    works = ran.document["works"]
    assert [(row["key"], row["verdict"]) for row in rows] == [(work["key"], work["verdict"]) for work in works]
    assert (rows[0]["evidence"], rows[0]["section"]) == ("summary", "Challenges")
    assert "training-serving skew" in rows[0]["quote"]
