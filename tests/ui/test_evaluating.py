"""`refdesk evaluate`: a collection measured, saved questions asked and compared with the last run."""

import json
from pathlib import Path

import pytest

from tests.assistant.evaluation.folders import DOCUMENTS, JUDGED, write_folder
from tests.assistant.language.scripted import scripted
from tests.ui.calling import CommandLine, Ran, only_line
from tests.ui.corpora import ESCAPES, write_paper

CONTRACT = {"queries", "documents", "ndcg@10", "recall@10", "recall@100", "mrr@10"}
TIMES = {"seconds_index", "seconds_query_p50", "seconds_query_p95"}
WIDGETS = "which papers discuss widget calibration?"
EXAMPLE = (
    "A saved question looks like this:\n  [[question]]\n"
    '  ask = "which papers discuss concept drift?"\n  expected = ["john2021towards"]\n'
)


class Desk:
    """A corpus of papers on widgets with its saved questions."""

    def __init__(self, refdesk: CommandLine, folder: Path) -> None:
        self._refdesk = refdesk
        self.corpus, self.index, self.questions = folder / "corpus", folder / ".refdesk", folder / "questions.toml"

    def ask(self, *arguments: str) -> Ran:
        return self._refdesk("evaluate", *arguments, corpus=self.corpus)

    def save(self, *questions: tuple[str, str]) -> None:
        told = [f"[[question]]\nask = {json.dumps(ask)}\n{wanted}\n" for ask, wanted in questions]
        self.questions.write_text("\n".join(told), encoding="utf-8")


@pytest.fixture
def desk(refdesk: CommandLine, tmp_path: Path) -> Desk:
    made = Desk(refdesk, tmp_path / "study")
    write_paper(made.corpus)
    return made


def test_a_folder_is_measured_as_the_contract_says(refdesk: CommandLine, tmp_path: Path) -> None:
    ran = refdesk("evaluate", str(write_folder(tmp_path / "beir")), "--json")
    told = ran.document
    assert ran.status == 0
    assert set(told) >= CONTRACT | TIMES
    assert [told[name] for name in sorted(CONTRACT)] == [3, 1.0, 1.0, 2, 1.0, 1.0]
    assert all(told[name] > 0 for name in TIMES)
    assert "searching: 2 of 2 queries" in ran.err
    assert [file.name for file in tmp_path.iterdir()] == ["beir"]


def test_measures_are_shown_to_a_person(refdesk: CommandLine, tmp_path: Path) -> None:
    ran = refdesk("evaluate", str(write_folder(tmp_path / "beir")), "-k", "5")
    assert ran.status == 0
    assert ran.out.splitlines()[0].split() == ["nDCG@10", "1.0000"]
    assert "2 queries over 3 documents" in ran.out


def test_the_index_of_a_folder_is_kept_where_that_is_asked_for(refdesk: CommandLine, tmp_path: Path) -> None:
    folder, keep = str(write_folder(tmp_path / "beir")), tmp_path / "kept" / "here"
    embedded = [refdesk("evaluate", folder, "--keep", str(keep), "--json").document["embedded"] for _ in range(2)]
    assert embedded[0] > 0
    assert embedded[1] == 0
    assert sorted(file.name for file in keep.iterdir()) == ["evaluated-documents", "evaluated-index"]


def test_what_does_not_fit_in_a_folder_is_told_on_standard_error_and_in_the_document(
    refdesk: CommandLine, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "beir", [*DOCUMENTS, {"_id": "void"}], judged=[*JUDGED, ("q1", "gone", 1)])
    ran = refdesk("evaluate", str(folder), "--json")
    notes = [
        "documents without title and text, which no query finds: 1 (such as 'void')",
        "relevant documents that are not in corpus.jsonl, never found: 1 (such as 'gone')",
    ]
    assert (ran.document["notes"], ran.document["documents"]) == (notes, 4)
    assert [line for line in ran.err.splitlines() if line.startswith("refdesk:")] == [f"refdesk: {n}" for n in notes]


def test_a_folder_that_cannot_be_used_ends_with_one_line(refdesk: CommandLine, tmp_path: Path) -> None:
    needed = "a collection in BEIR form has corpus.jsonl, queries.jsonl and qrels/test.tsv"
    ran = refdesk("evaluate", str(tmp_path / "no"))
    told = f"refdesk: {tmp_path / 'no'}: there is no such folder; {needed}"
    assert (ran.status, ran.out, only_line(ran.err)) == (2, "", told)
    (write_folder(tmp_path / "beir") / "queries.jsonl").write_text("x\n")
    ran = refdesk("evaluate", str(tmp_path / "beir"), "--json")
    assert (ran.status, ran.out) == (2, "")
    assert only_line(ran.err).startswith(f"refdesk: {tmp_path / 'beir' / 'queries.jsonl'}, line 1: is not JSON")


def test_saved_questions_are_asked_and_the_next_run_is_compared(desk: Desk) -> None:
    desk.save((WIDGETS, 'expected = ["nobody"]'), ("who won the world cup in 1998?", "answered = false"))
    first = desk.ask("--json")
    found = first.document["questions"][0]["found"]
    assert (first.status, len(found)) == (3, 1)
    desk.save((WIDGETS, f"expected = {found}"), ("who won the world cup in 1998?", "answered = false"))
    second = desk.ask("--json")
    assert (second.status, second.document["counts"]) == (0, {"questions": 2, "met": 2})
    assert (second.document["changed"], second.document["previous"]) == (False, 1)
    assert "nothing changed" in desk.ask().out


def test_works_lost_and_gained_after_the_corpus_changed_are_told(desk: Desk) -> None:
    desk.save((WIDGETS, "answered = true"))
    (old,) = desk.ask("--json").document["questions"][0]["found"]
    desk.save((WIDGETS, f'expected = ["{old}"]'))
    (desk.corpus / "widgets.md").unlink()
    write_paper(desk.corpus, "gauges.md", "Gauges at Work", "Widget calibration is done by comparing gauges weekly.")
    ran = desk.ask()
    assert ran.status == 3
    assert f"lost since the last run: {old}" in ran.out
    assert f"missing: {old}" in ran.out
    assert "gained since the last run: " in ran.out
    assert f"no work has the key '{old}'" in ran.err
    again = desk.ask("--json").document
    assert (again["generation"], again["previous"], again["questions"][0]["lost"]) == (2, 2, [])


def test_new_and_dropped_questions_are_told(desk: Desk) -> None:
    desk.save((WIDGETS, "answered = true"), ("what is a gauge?", "answered = true"))
    assert "Nothing to compare with yet" in desk.ask().out
    desk.save((WIDGETS, "answered = true"), ("which papers discuss bees?", "answered = false"))
    told = desk.ask("--json").document
    assert (told["new"], told["gone"]) == (["which papers discuss bees?"], ["what is a gauge?"])


def test_a_file_of_questions_can_be_named(desk: Desk, tmp_path: Path) -> None:
    desk.save((WIDGETS, "answered = true"))
    other = desk.questions.rename(tmp_path / "other.toml")
    assert desk.ask(str(other), "--json").document["file"] == str(other)


def test_text_of_questions_cannot_steer_the_terminal(desk: Desk) -> None:
    desk.save((f"what is [red]x[/red] {ESCAPES}?", f"expected = [{json.dumps('k' + ESCAPES)}]"))
    ran = desk.ask()
    assert "[red]x[/red]" in ran.out
    assert "\x1b" not in ran.out + ran.err
    assert "\u202e" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, ": there is no such file; save your questions in it, each as [[question]] with ask = "),
        ("", ": has no question; write each as [[question]]"),
        ("[[question]\n", ": cannot be read as TOML ("),
        ("[[question]]\nask = 1\n", ", question 1: `ask` must be text, not 1"),
    ],
)
def test_a_bad_file_of_questions_ends_with_one_line_and_an_example(desk: Desk, content: str | None, fault: str) -> None:
    if content is not None:
        desk.questions.write_text(content, encoding="utf-8")
    ran = desk.ask("--json")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.endswith(EXAMPLE)
    assert only_line(ran.err.removesuffix(EXAMPLE)).startswith(f"refdesk: {desk.questions}{fault}")
    assert not desk.index.exists()


@pytest.mark.parametrize("option", [("-k", "5"), ("--keep", "x")])
def test_options_of_folders_are_refused_for_questions(desk: Desk, option: tuple[str, str]) -> None:
    desk.save((WIDGETS, "answered = true"))
    ran = desk.ask(*option)
    told = f"refdesk: {option[0]} is for a folder in BEIR form, not for saved questions; leave it out"
    assert (ran.status, only_line(ran.err)) == (2, told)


def test_a_damaged_record_of_the_last_run_is_told_and_replaced(desk: Desk) -> None:
    desk.save((WIDGETS, "answered = true"))
    assert desk.ask().status == 0
    (desk.index / "questions.json").write_text("{", encoding="utf-8")
    ran = desk.ask()
    assert ran.status == 0
    assert "questions.json: it is damaged, so there is no comparison; this run replaces it" in ran.err
    assert "nothing changed" in desk.ask().out


def test_saved_questions_are_asked_with_the_glossary_beside_the_corpus(desk: Desk) -> None:
    write_paper(desk.corpus, "halls.md", "Halls", "Wobbling of gauges is kept small by hand in all of the halls.")
    desk.save(("which papers discuss quux?", "answered = true"))
    assert desk.ask("--json").document["questions"][0]["found"] == []
    glossary = desk.questions.with_name("glossary.toml")
    glossary.write_text('["quux"]\nsame = ["wobbling of gauges"]\n', encoding="utf-8")
    assert len(desk.ask("--json").document["questions"][0]["found"]) == 1


def test_citations_of_a_models_answers_are_measured(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def turn(asked: dict[str, object]) -> str:
        text = str(asked["messages"][1]["content"])  # type: ignore[index]
        passage = text.split(" P1\n")[1].split("\n", 1)[1]
        return f"{passage.split('.')[0]} [P1]. Widgets were first calibrated on the moon in 1871 [P1]."

    desk.save((WIDGETS, "answered = true"))
    with scripted(turn) as server:
        monkeypatch.setenv("REFDESK_MODEL_BASE_URL", server.base_url)
        monkeypatch.setenv("REFDESK_MODEL_NAME", "scripted")
        plain = desk.ask("--json").document
        assert server.requests == []
        told = desk.ask("--citations", "--json").document
        assert len(server.requests) == 1
        shown = desk.ask("--citations").out
    assert plain["citations"] is None
    (question,) = told["questions"]
    assert question["citations"]["claims"] > question["citations"]["borne_out"] >= 1
    assert told["citations"] == {
        "answers": 1,
        "recall": question["citations"]["recall"],
        "precision": question["citations"]["precision"],
    }
    assert 0 < told["citations"]["recall"] < 1
    assert "Citations (ALCE), mean of 1 answers: recall 0." in shown


def test_citations_of_quotes_all_hold(desk: Desk) -> None:
    desk.save((WIDGETS, "answered = true"))
    told = desk.ask("--citations", "--json").document["citations"]
    assert (told["recall"], told["precision"]) == (1.0, 1.0)


def test_citations_are_not_measured_on_a_folder(refdesk: CommandLine, tmp_path: Path) -> None:
    ran = refdesk("evaluate", str(write_folder(tmp_path / "beir")), "--citations")
    assert ran.status == 2
    assert "--citations is for saved questions" in only_line(ran.err)
