"""Runs kept beside the index, and what changed between two of them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.saved import (
    RUNS_FILE_NAME,
    Difference,
    KeptRun,
    Outcome,
    PastAnswer,
    SavedQuestion,
    compare,
    keep_run,
    last_run,
)

ANSWERS = st.dictionaries(st.text(min_size=1), st.lists(st.text(min_size=1), unique=True).map(tuple), min_size=1)


def outcomes(answers: dict[str, tuple[str, ...]], generation: int = 1) -> list[Outcome]:
    questions = {text: SavedQuestion.model_construct(ask=text, answered=True) for text in answers}
    return [Outcome(questions[text], keys, "listing", bool(keys), None, generation) for text, keys in answers.items()]


@given(ANSWERS, st.integers(1, 1000))
def test_what_is_kept_comes_back(answers: dict[str, tuple[str, ...]], generation: int) -> None:
    with TemporaryDirectory() as folder:
        keep_run(Path(folder), Path("q.toml"), outcomes(answers, generation))
        kept = {text: PastAnswer(keys, bool(keys)) for text, keys in answers.items()}
        assert last_run(Path(folder), Path("q.toml")) == KeptRun(generation, kept)
        assert [file.name for file in Path(folder).iterdir()] == [RUNS_FILE_NAME]


@given(ANSWERS)
def test_a_run_does_not_differ_from_itself(answers: dict[str, tuple[str, ...]]) -> None:
    run = KeptRun(1, {text: PastAnswer(keys, bool(keys)) for text, keys in answers.items()})
    same = compare(outcomes(answers, 2), run)
    assert (same.changed, same.new, same.gone, same.before) == (False, (), (), 1)
    assert list(same.differences) == list(answers)


def test_works_and_questions_that_come_and_go_are_told() -> None:
    last = KeptRun(
        3, {"a?": PastAnswer(("k1", "k2"), True), "b?": PastAnswer((), False), "old?": PastAnswer((), False)}
    )
    now = compare(outcomes({"a?": ("k3", "k2"), "b?": ("k1",), "new?": ()}), last)
    assert now.differences == {"a?": Difference(("k3",), ("k1",), None), "b?": Difference(("k1",), (), True)}
    assert (now.new, now.gone, now.changed) == (("new?",), ("old?",), True)


def test_another_order_of_works_is_no_change() -> None:
    last = KeptRun(1, {"a?": PastAnswer(("k1", "k2"), True)})
    assert not compare(outcomes({"a?": ("k2", "k1")}), last).changed


def test_each_file_of_questions_has_a_run_of_its_own(tmp_path: Path) -> None:
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    assert last_run(tmp_path, one) is None
    keep_run(tmp_path, one, outcomes({"a?": ("k",)}))
    keep_run(tmp_path, other, outcomes({"b?": ()}))
    kept = [last_run(tmp_path, file) for file in (one, other)]
    assert [list(run.answers) for run in kept if run] == [["a?"], ["b?"]]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"x": {"generation": "no"}}', b"\xff"])
def test_a_damaged_file_is_said_to_be_one_and_replaced(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / RUNS_FILE_NAME).write_bytes(damage)
    with pytest.raises(ValueError, match="it is damaged"):
        last_run(tmp_path, Path("q.toml"))
    keep_run(tmp_path, Path("q.toml"), outcomes({"a?": ()}))
    assert last_run(tmp_path, Path("q.toml")) == KeptRun(1, {"a?": PastAnswer((), False)})
