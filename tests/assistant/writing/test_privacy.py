"""What reaches a language model elsewhere, by a server that records every request."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.desk import Asking, ask, turn_of
from assistant.language.choice import ModelChoice
from assistant.writing.pen import Pen
from assistant.writing.privacy import Privacy
from index.models import Models
from index.search import Search
from tests.assistant.language.scripted import Scripted, says, scripted
from tests.assistant.shelves import shelve

SHARED = "Late frost killed 37% of the apple blossoms in the valley."
ORCHARD = {
    "frost.md": f"# Frost and apple trees\n\nAnn Alder\n\n## Results\n\n{SHARED} Smoke did not protect the blossoms.\n",
    "refs.bib": "@article{zimt2020, title = {Cinnamon barriers}, author = {Carla Zimt}, year = {2020},"
    " abstract = {Cinnamon barriers keep ants from apple blossoms in a late frost.}}",
    "notes/zimt.md": "# Cinnamon barriers against quokkas\n\nAuthors: Carla Zimt, Dora Wombat\n\nYear: 1999\n\n"
    "## Summary\n\nQuokkas nibble apple blossoms after a late frost, said Wombat.\n\n## Verdict\n\nUnconvincing.\n",
    "notes/secret.md": "# Kumquat ledgers\n\nAuthors: Xaver Yttrium\n\n## Summary\n\nKumquats suffer from late frost"
    f" more than apple blossoms do, by the ledger. {SHARED}\n",
}
PRIVATE_WORDS = ("quokka", "wombat", "kumquat", "ledger", "yttrium", "unconvincing", "verdict", "1999", "notes/")


def is_private(path: str) -> bool:
    return path.startswith("notes/")


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Iterator[Search]:
    with closing(shelve(tmp_path_factory.mktemp("orchard"), ORCHARD, models)) as search:
        yield search


def sent(server: Scripted) -> str:
    """All that the server was ever told."""
    return json.dumps([request.json for request in server.requests], ensure_ascii=False).casefold()


Asked = Callable[..., tuple[Answer, str]]


@pytest.fixture
def asked(orchard: Search, pen_for: Callable[..., Pen]) -> Asked:
    def answer(*questions: str, private: Callable[[str], bool] | None = is_private) -> tuple[Answer, str]:
        with scripted(says("Late frost killed 37% of the apple blossoms [P1].")) as server:
            turns = ()
            for question in questions:
                given = ask(orchard, question, Asking(pen=pen_for(server, is_private=private), turns=turns))
                turns = (*turns, turn_of(given))
            return given, sent(server)

    return answer


@pytest.mark.parametrize(
    "questions",
    [
        ("what does late frost do to apple blossoms?",),
        ("which papers discuss frost?",),
        ("what do the papers say about late frost?",),
        ("what is the difference between ants and frost?",),
        ("which papers discuss frost?", "what does the second one say about frost?"),
        ("which papers discuss frost?", "what do those say about apple blossoms?"),
        ("which papers are by Zimt?", "what do they say about late frost?"),
    ],
)
def test_no_word_of_a_private_source_reaches_a_model_elsewhere(asked: Asked, questions: tuple[str, ...]) -> None:
    _, told = asked(*questions)
    assert "frost and apple trees" in told or "cinnamon barriers" in told
    assert not [word for word in PRIVATE_WORDS if word in told]


def test_what_stands_in_a_public_source_goes_and_what_is_held_back_is_counted(asked: Asked) -> None:
    answer, told = asked("what does late frost do to apple blossoms?")
    assert SHARED.casefold() in told
    assert "cinnamon barriers" in told
    assert any("of private sources: the language model did not get them" in note for note in answer.notes)


def test_what_the_person_types_is_sent(asked: Asked) -> None:
    _, told = asked("what does late frost do to kumquats?")
    assert "late frost do to kumquats?" in told
    assert "ledger" not in told


def test_words_of_earlier_answers_are_told_if_a_public_source_has_them(orchard: Search) -> None:
    privacy = Privacy(orchard.catalogue, {work.key: work for work in orchard.catalogue.works()}, is_private)
    assert privacy.may_tell("what does “Frost and apple trees” say about smoke?", "what does it say about smoke?")
    assert privacy.may_tell("what does Zimt say?", "and she?")
    assert not privacy.may_tell("what does “Kumquat ledgers” say about smoke?", "what does it say about smoke?")
    assert not privacy.may_tell("the papers by Wombat", "those")
    assert privacy.may_tell("what do kumquats tell?", "what do Kumquats tell?")


def test_a_private_title_in_words_of_public_ones_is_not_sent(
    tmp_path: Path, models: Models, pen_for: Callable[..., Pen]
) -> None:
    files = {name: ORCHARD[name] for name in ("frost.md", "refs.bib")} | {
        "notes/plan.md": "# Barriers and apple trees\n\nAuthors: Carla Alder\n\n## Plan\n\n"
        "We propose barriers of frost.\n"
    }
    with (
        closing(shelve(tmp_path, files, models)) as search,
        scripted(says("Late frost killed 37% of the apple blossoms [P1].")) as server,
    ):
        works = {work.title: work.key for work in search.catalogue.works()}
        pen = pen_for(server, is_private=is_private)
        public, private = works["Frost and apple trees"], works["Barriers and apple trees"]
        ask(search, f"compare {public} and {private}", Asking(pen=pen))
        assert SHARED.casefold() in sent(server)
        assert "barriers and apple" not in sent(server)


def test_a_model_on_this_machine_gets_everything(asked: Asked) -> None:
    answer, told = asked("what does late frost do to apple blossoms?", private=None)
    assert "quokka" in told
    assert not any("private" in note for note in answer.notes)


def test_with_nothing_to_tell_no_request_is_made(asked: Asked) -> None:
    answer, told = asked("what does late frost do to apple blossoms?", private=lambda _: True)
    assert told == "[]"
    assert any("nothing was sent to it" in note for note in answer.notes)
    assert answer.citations
    assert not answer.abstained


@pytest.mark.parametrize(
    ("choice", "here"),
    [
        (ModelChoice(provider="local"), True),
        (ModelChoice(base_url="http://localhost:11434"), True),
        (ModelChoice(base_url="127.0.0.1:8080/v1"), True),
        (ModelChoice(base_url="http://[::1]:8080"), True),
        (ModelChoice(base_url="http://192.168.0.7:11434"), False),
        (ModelChoice(base_url="http://desk.local:11434"), False),
        (ModelChoice(base_url="https://localhost.example.org"), False),
        (ModelChoice(base_url="https://api.example.org/v1"), False),
        (ModelChoice(base_url="no address at all"), False),
        (ModelChoice(name="gpt"), False),
    ],
)
def test_only_loopback_and_the_local_provider_are_on_this_machine(choice: ModelChoice, here: bool) -> None:
    assert choice.is_on_this_machine == here


def test_a_text_in_a_private_and_a_public_file_is_sent_as_the_public_one_has_it(
    tmp_path: Path, models: Models, pen_for: Callable[..., Pen]
) -> None:
    paper = "# Frost and apple trees\n\nAnn Alder\n\n## {}\n\n" + SHARED + "\n"
    files = {"a/own.md": paper.format("Wormwood"), "b/frost.md": paper.format("Results")}
    with (
        closing(shelve(tmp_path, files, models)) as search,
        scripted(says("Late frost killed 37% of the apple blossoms in the valley [P1].")) as server,
    ):
        pen = pen_for(server, is_private=lambda path: path.startswith("a/"))
        answer = ask(search, "how many apple blossoms did late frost kill?", Asking(pen=pen))
        assert SHARED.casefold() in sent(server)
        assert "wormwood" not in sent(server)
    assert answer.writing
    assert not any("private" in note for note in answer.notes)
