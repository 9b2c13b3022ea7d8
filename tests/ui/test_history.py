"""`refdesk history`: kept answers listed, found, shown again, checked, exported and removed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.history.store import History
from tests.assistant.history.answering import Shelf
from tests.ui.calling import CommandLine, Ran, only_line

BEES = "# Bees and their dances\n\n## Method\n\nBees dance on the comb. A camera looks at them.\n"
BREAD = "# Baking bread\n\n## Results\n\nThe crust was even on nine loaves.\n"


class Kept:
    """Two kept answers on a small corpus, and the command line over it."""

    def __init__(self, shelf: Shelf, refdesk: CommandLine) -> None:
        self.shelf = shelf
        self._refdesk = refdesk
        shelf.write({"bees.md": BEES, "bread.md": BREAD})
        shelf.keep("Bees dance", question="how do bees dance?")
        shelf.keep("nine loaves", question="was the crust even?", listing=True, summary="1 of 2 works.")

    def __call__(self, *arguments: str) -> Ran:
        return self._refdesk("history", *arguments, corpus=self.shelf.corpus)


@pytest.fixture
def refdesk(tmp_path: Path) -> CommandLine:
    """Without the models and the sample corpus of other tests: nothing is asked here."""
    return CommandLine(tmp_path / "corpus", tmp_path / ".refdesk")


@pytest.fixture
def kept(tmp_path: Path, refdesk: CommandLine) -> Kept:
    return Kept(Shelf(tmp_path), refdesk)


def rows(ran: Ran) -> list[list[str]]:
    return [line.split() for line in ran.out.splitlines()[1:]]


def test_latest_are_listed_with_their_standing(kept: Kept) -> None:
    assert [(row[0], row[3]) for row in rows(kept())] == [("2", "listing"), ("1", "lookup")]
    assert [row[4] for row in rows(kept())] == ["current"] * 2
    kept.shelf.write({"bees.md": BEES.replace("dance on", "sleep on")})
    assert [row[4] for row in rows(kept())] == ["older", "stale"]


def test_list_as_a_document(kept: Kept) -> None:
    kept.shelf.write({"bees.md": None})
    listing, lookup = kept("--json").document["answers"]
    assert (lookup["number"], lookup["question"], lookup["standing"]) == (1, "how do bees dance?", "stale")
    assert [change["citation"] for change in lookup["changes"]] == [1]
    assert listing["standing"] == "older"


def test_answers_are_found_by_words(kept: Kept) -> None:
    assert [row[0] for row in rows(kept("--find", "comb dancing"))] == ["1"]
    assert kept("--find", "zebra").out == "No kept answer has all of these words.\n"
    assert kept("--find", "?").status == 2


def test_answer_is_shown_again_with_what_has_changed(kept: Kept) -> None:
    shown = kept("1")
    assert shown.status == 0
    assert "how do bees dance?" in shown.out
    assert "“Bees dance on the comb.” [1]" in shown.out
    assert "Standing: current" in shown.out
    assert "Changed since" not in shown.out
    kept.shelf.write({"bees.md": BEES.replace("dance on", "sleep on")})
    shown = kept("1")
    assert shown.status == 0
    assert "“Bees dance on the comb.” [1]" in shown.out
    assert "Standing: stale" in shown.out
    assert "stale [1] the sentence is no longer in bees.md" in shown.out


def test_answer_as_a_document_is_whole(kept: Kept) -> None:
    told = kept("1", "--json").document
    assert (told["number"], told["standing"], told["changes"]) == (1, "current", [])
    assert told["answer"]["citations"][0]["quote"] == "Bees dance on the comb."
    assert told["works"] == 2


def test_without_an_index_answers_are_shown_unchecked(kept: Kept) -> None:
    for file in kept.shelf.index.iterdir():
        if not file.name.startswith("history"):
            file.rename(kept.shelf.folder / file.name)
    assert "Not checked" in kept("1").out
    assert [row[4] for row in rows(kept())] == ["?", "?"]
    assert kept("1", "--json").document["standing"] is None
    assert "there is no index yet" in only_line(kept("--check").err)
    assert not (kept.shelf.index / "catalogue.sqlite3").exists(), "nothing is built"


def test_changes_that_are_not_indexed_are_told_on_standard_error(kept: Kept) -> None:
    (kept.shelf.corpus / "bees.md").write_text("# Nothing\n\nIs left.\n", encoding="utf-8")
    ran = kept("1")
    assert "Standing: current" in ran.out
    assert "run `refdesk index`" in only_line(ran.err)


def test_check_tells_of_every_answer_and_ends_with_3_where_one_is_stale(kept: Kept) -> None:
    sound = kept("--check")
    assert (sound.status, sound.out) == (0, "2 answers checked; none stale.\n")
    kept.shelf.write({"new.md": "# Lakes\n\nIce is thin.\n"})
    older = kept("--check")
    assert older.status == 0
    assert "older 1 work added since: lakes" in older.out
    kept.shelf.write({"bees.md": None})
    stale = kept("--check")
    assert stale.status == 3
    assert "stale [1] bees.md was removed" in stale.out
    assert stale.out.endswith("2 answers checked; 1 stale.\n")
    assert kept("2", "--check").status == 0
    assert kept("1", "--check", "--json").document["answers"][0]["standing"] == "stale"


def test_exports(kept: Kept, tmp_path: Path) -> None:
    markdown, document = tmp_path / "a.md", tmp_path / "a.json"
    assert kept("1", "--export", str(markdown)).status == kept("1", "--export", str(document)).status == 0
    assert markdown.read_text(encoding="utf-8").startswith("# how do bees dance?\n")
    assert json.loads(document.read_text(encoding="utf-8")) == kept("1", "--json").document


def test_methods_paragraph_is_printed(kept: Kept) -> None:
    told = kept("2", "--methods").out
    assert told.startswith("On ")
    assert "the question “was the crust even?” was asked of 2 works of the corpus" in told
    assert told == kept("2", "--methods", "--json").document["methods"] + "\n"


def test_removed_answer_is_gone(kept: Kept) -> None:
    assert kept("1", "--remove").out == "Answer 1 was removed.\n"
    assert "number 1; the only one is 2" in only_line(kept("1").err)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["9"], "no answer is kept under the number 9; there are 2, from 1 to 2, and the nearest is 2"),
        (["--remove"], "--remove needs the number of an answer"),
        (["--methods"], "--methods needs the number of an answer"),
        (["1", "--export", "a.txt"], "neither Markdown nor JSON"),
        (["1", "--export", "none/a.md"], "cannot be written"),
        (["1", "--methods", "--remove"], "--methods and --remove exclude each other"),
        (["1", "--find", "x"], "--find is about all answers"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_told_in_one_line(kept: Kept, arguments: list[str], message: str) -> None:
    ran = kept(*arguments)
    assert ran.status == 2
    assert message in only_line(ran.err)
    assert ran.out == ""


def test_no_answer_kept_yet_is_no_fault(refdesk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    ran = refdesk("history", corpus=tmp_path / "corpus")
    assert (ran.status, ran.out) == (0, "No answer is kept yet; `refdesk ask` keeps each.\n")
    assert refdesk("history", "--json", corpus=tmp_path / "corpus").document == {"answers": []}


def test_damaged_history_is_one_line_and_set_aside_on_request(kept: Kept) -> None:
    path = History(kept.shelf.index).path
    path.write_bytes(b"no database" * 999)
    for arguments in ([], ["1"], ["--check"]):
        ran = kept(*arguments)
        assert ran.status == 1
        assert "--set-aside" in only_line(ran.err)
    told = kept("--set-aside").out
    (aside,) = kept.shelf.index.glob("history-*.sqlite3")
    assert str(aside) in told
    assert aside.read_bytes() == b"no database" * 999
    assert "No answer is kept yet" in kept().out


def test_text_that_steers_terminals_is_shown_as_text(kept: Kept) -> None:
    history = History(kept.shelf.index)
    answer: Answer = history.record(1).answer
    nasty = "how do \x1b[31mbees\x1b[0m \u202edance? [red]x[/red]"
    number = history.keep(replace(answer, question=nasty, topic=nasty, model=nasty))
    for arguments in ([], [str(number)], [str(number), "--methods"], ["--check"]):
        out = kept(*arguments).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert "[red]x[/red]" in kept(str(number)).out
