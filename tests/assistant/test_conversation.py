"""Conversations kept beside the index."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.history.conversation import FILE_NAME, KEPT_TURNS, Conversation, load, save, surviving
from assistant.questions.question import Aim, CatalogueQuery, Condition, Facet, Question, QuestionKind, Wanted
from assistant.questions.turns import Turn
from index.errors import CatalogueError
from index.works.filters import Filter, Years

TURN = Turn(
    Question("which papers discuss drift?", QuestionKind.LISTING, "drift", wanted=Wanted(("drift",))),
    Filter(Years(2021, None)),
    ("a", "b"),
    {"a": "Ada (2021)"},
)

WORDS = st.text(max_size=30)
KEYS = st.lists(WORDS, max_size=4).map(tuple)
YEARS = st.none() | st.builds(Years, st.none() | st.integers(0, 9999), st.none() | st.integers(0, 9999))
FILTERS = st.builds(Filter, YEARS, KEYS, KEYS, KEYS, KEYS, KEYS)
QUESTIONS = st.builds(
    Question,
    WORDS,
    st.sampled_from(QuestionKind),
    WORDS,
    st.lists(st.builds(Condition, st.sampled_from(Facet), WORDS, FILTERS), max_size=2).map(tuple),
    st.builds(Wanted, KEYS, KEYS, KEYS),
    st.none() | st.builds(CatalogueQuery, st.sampled_from(Aim), cites=KEYS, also=st.lists(KEYS, max_size=2).map(tuple)),
    inherited=FILTERS,
)
TURNS = st.builds(Turn, QUESTIONS, FILTERS, KEYS, st.dictionaries(WORDS, WORDS, max_size=4))


def asked(text: str, only: Filter = Filter(), works: tuple[str, ...] = ()) -> Turn:
    return Turn(Question(text, QuestionKind.LOOKUP, "t"), only, works)


@given(st.lists(TURNS, max_size=5))
def test_conversation_comes_back_as_it_was_kept(turns: list[Turn]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder), turns)
        assert load(Path(folder)) == Conversation(tuple(turns))


def test_no_conversation_is_an_empty_one_without_a_note(tmp_path: Path) -> None:
    assert load(tmp_path) == load(tmp_path / "none") == Conversation()


def test_only_the_last_turns_are_kept(tmp_path: Path) -> None:
    turns = [asked(str(number)) for number in range(KEPT_TURNS + 5)]
    save(tmp_path, turns)
    assert load(tmp_path).turns == tuple(turns[5:])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"turns": []}',
        b'{"file": "refdesk conversation 2"}',
        b'{"file": "refdesk conversation 2", "turns": 3}',
        b'{"file": "refdesk conversation 2", "turns": [{"text": "x"}]}',
        b'{"file": "refdesk conversation 2", "turns": [{"text": "x", "kind": "chat", "topic": "y"}]}',
        b'{"file": "refdesk conversation 1", "turns": []}',
        b'{"file": "refdesk conversation 99", "turns": []}',
        b"[" * 100_000,
    ],
)
def test_damaged_or_foreign_file_is_ignored_with_a_note(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    kept = load(tmp_path)
    assert kept.turns == ()
    assert len(kept.notes) == 1
    assert FILE_NAME in kept.notes[0]
    save(tmp_path, [TURN])
    assert load(tmp_path) == Conversation((TURN,))


def test_folder_in_place_of_the_file_is_ignored_with_a_note(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert len(load(tmp_path).notes) == 1
    with pytest.raises(CatalogueError, match="cannot be written"):
        save(tmp_path, [TURN])
    assert os.listdir(tmp_path) == [FILE_NAME], "nothing half-written stays behind"


def test_saving_leaves_one_file_and_replaces_it_whole(tmp_path: Path) -> None:
    save(tmp_path / "new", [TURN, TURN])
    save(tmp_path / "new", [TURN])
    assert os.listdir(tmp_path / "new") == [FILE_NAME]
    assert len(json.loads((tmp_path / "new" / FILE_NAME).read_text(encoding="utf-8"))["turns"]) == 1


def test_half_a_character_does_not_cost_the_conversation(tmp_path: Path) -> None:
    save(tmp_path, [asked("caf\udce9?")])
    assert load(tmp_path).turns == (asked("caf\ufffd?"),)


def test_works_that_are_gone_are_dropped_with_a_note() -> None:
    kept = surviving([TURN], {"b"})
    assert (kept.turns[0].works, kept.turns[0].named) == (("b",), {})
    assert kept.turns[0].question == TURN.question
    assert kept.notes == ("No longer in the corpus, and left out of the conversation: Ada (2021).",)


def test_a_question_asked_again_follows_what_it_followed_the_first_time() -> None:
    first, second = asked("which papers discuss drift?"), asked("and in 2022?")
    assert Conversation((first, second)).before("and  in 2022?") == (first,)
    assert Conversation((first, second)).before("and in 2023?") == (first, second)
    assert Conversation().before("and in 2022?") == ()


def test_nothing_gone_changes_nothing() -> None:
    assert surviving([TURN], {"a", "b", "c"}) == Conversation((TURN,))


@pytest.mark.parametrize(("left", "limits"), [({"a"}, [("a",)]), ({"b"}, []), (set[str](), [])])
def test_limit_to_works_is_never_lifted_because_they_are_gone(left: set[str], limits: list[tuple[str, ...]]) -> None:
    turn = asked("what does this say?", Filter(keys=("a",)), ("a",))
    assert [turn.only.keys for turn in surviving([turn], left).turns] == limits


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="rights do not bind the superuser")
def test_folder_without_rights_is_told_in_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CatalogueError, match="cannot be written"):
        save(tmp_path, [TURN])
