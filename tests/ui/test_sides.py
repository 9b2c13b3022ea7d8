"""Sides of a comparison, told from the answer's text, in which documents are quoted."""

from dataclasses import replace

from assistant.wording import plain_markdown, quoted
from tests.ui.test_tables import CITED, LOOKUP
from ui.sides import sides_of

OTHER = replace(CITED, number=2, key="b", quote="See [1], “On x:” and [2] for _more_.")


def answer_on(*sides: tuple[str, list[int]]) -> object:
    by_number = {1: CITED, 2: OTHER}
    told = [
        part
        for name, numbers in sides
        for part in (f"On {plain_markdown(name)}:", *(f"**A**: {quoted(by_number[number])}" for number in numbers))
    ]
    return replace(LOOKUP, citations=(CITED, OTHER), text="\n\n".join([*told, "A note, at the end."]))


def test_each_side_has_its_citations_and_its_name_as_asked() -> None:
    sides = sides_of(answer_on(("a_b [c]*", [1]), ("d: e", [2, 1, 2])))  # type: ignore[arg-type]
    assert [(side.name, [one.number for one in side.citations]) for side in sides] == [
        ("a_b [c]*", [1]),
        ("d: e", [2, 1]),
    ]


def test_brackets_in_a_quote_are_no_markers() -> None:
    (side,) = sides_of(answer_on(("a", [2])))  # type: ignore[arg-type]
    assert [one.number for one in side.citations] == [2]


def test_an_answer_to_one_question_has_no_sides() -> None:
    assert sides_of(replace(LOOKUP, text=f"**A Title**: {quoted(CITED)}")) == ()
