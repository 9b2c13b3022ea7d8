"""Saved questions as they are read from a file."""

from pathlib import Path

import pytest

from assistant.evaluation.saved import EXAMPLE, SavedQuestion, read_questions
from index.errors import UsageError

Q = "[[question]]\n"


def read(folder: Path, content: str | bytes) -> tuple[SavedQuestion, ...]:
    file = folder / "questions.toml"
    file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_questions(file)


def test_questions_are_read_in_order(tmp_path: Path) -> None:
    told = f'{Q}ask = "b?"\nexpected = ["k1", "k2"]\nnot_expected = ["k3"]\n{Q}ask = "a?"\nanswered = false\n'
    assert read(tmp_path, told) == (
        SavedQuestion(ask="b?", expected=("k1", "k2"), not_expected=("k3",)),
        SavedQuestion(ask="a?", answered=False),
    )


def test_the_example_that_errors_show_is_right(tmp_path: Path) -> None:
    (question,) = read(tmp_path, EXAMPLE)
    assert (question.ask, question.expected) == ("which papers discuss concept drift?", ("john2021towards",))


def test_white_space_and_a_byte_order_mark_say_nothing(tmp_path: Path) -> None:
    told = f'\ufeff{Q}ask = """what\n  is  it? """\nanswered = true\r\n'
    assert [question.ask for question in read(tmp_path, told)] == ["what is it?"]


REFUSED = [
    ("", ": has no question; write each as [[question]]"),
    ("# nothing\n", ": has no question; write each as [[question]]"),
    ("question = []", ": has no question; write each as [[question]]"),
    ('[question]\nask = "x"', ": `question` is not a list of questions; write each as [[question]]"),
    ('question = "x?"', ": `question` is not a list of questions; write each as [[question]]"),
    ('ask = "x?"', ": `ask` belongs to no question; write each as [[question]]"),
    ('question = ["x?"]', ", question 1: write [[question]] above its fields"),
    (f'{Q}expected = ["k"]', ', question 1: it does not say what to ask; add ask = "..."'),
    (f'{Q}ask = " "\nexpected = ["k"]', ", question 1: `ask` is empty; fill it or remove it"),
    (f'{Q}ask = "x"\nexpected = [""]', ", question 1: `expected` is empty; fill it or remove it"),
    (f'{Q}ask = 3\nexpected = ["k"]', ", question 1: `ask` must be text, not 3"),
    (f'{Q}ask = "x"\nexpected = "k"', ", question 1: `expected` must be a list of citation keys, such as "),
    (f'{Q}ask = "x"\nexpected = [1]', ", question 1: `expected` must be a list of citation keys, such as "),
    (f'{Q}ask = "x"\nanswered = "no"', ", question 1: `answered` must be true or false, not 'no'"),
    (f'{Q}ask = "x"\nexpcted = ["k"]', ", question 1: there is no `expcted`; a question has ask, expected, "),
    (f'{Q}ask = "x"', ", question 1: it says nothing of the answer: add expected = "),
    (f'{Q}ask = "x"\nexpected = []', ", question 1: it says nothing of the answer: add expected = "),
    (
        f'{Q}ask = "x"\nexpected = ["k"]\nanswered = false',
        ", question 1: it has `expected` works and `answered = false`",
    ),
    (
        f'{Q}ask = "x"\nexpected = ["k"]\nnot_expected = ["k"]',
        ", question 1: 'k' is both `expected` and `not_expected`",
    ),
    (f'{Q}ask = "x"\nanswered = true\n{Q}ask = 3', ", question 2: `ask` must be text, not 3"),
    (
        f'{Q}ask = "x"\nanswered = true\n{Q}ask = "x "\nanswered = true',
        ": 'x' is asked 2 times; keep one [[question]] ",
    ),
    (f"{Q}ask = \n", ": cannot be read as TOML (Invalid value (at line 2, column 7)); correct that line"),
    (b"\xff", ": cannot be read as TOML ('utf-8' codec"),
]


@pytest.mark.parametrize(("content", "fault"), REFUSED, ids=lambda value: str(value)[:60])
def test_a_fault_is_told_in_one_line(tmp_path: Path, content: str | bytes, fault: str) -> None:
    with pytest.raises(UsageError) as raised:
        read(tmp_path, content)
    assert str(raised.value).startswith(f"{tmp_path / 'questions.toml'}{fault}")
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named_with_what_to_write_into_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file; save your questions in it"):
        read_questions(tmp_path / "questions.toml")


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_questions(tmp_path)
