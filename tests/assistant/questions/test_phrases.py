"""Lists of words that several rooms share, and the forms made of them."""

import re

import pytest

from assistant.questions.phrases import (
    DOING_VERBS,
    NUMBER_WORDS,
    PAPER_NOUNS,
    SAYING_VERBS,
    either,
    ing_form,
    nouns,
    number_in,
    past_forms,
    plural_form,
    present_forms,
    verbs,
)
from index.text.words import singular


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("discuss", ("discuss", "discusses", "discussed", "discussed", "discussing")),
        ("say", ("say", "says", "said", "said", "saying")),
        ("write", ("write", "writes", "wrote", "written", "writing")),
        ("study", ("study", "studies", "studied", "studied", "studying")),
        ("admit", ("admit", "admits", "admitted", "admitted", "admitting")),
        ("define", ("define", "defines", "defined", "defined", "defining")),
        ("give", ("give", "gives", "gave", "given", "giving")),
        ("employ", ("employ", "employs", "employed", "employed", "employing")),
        ("cover", ("cover", "covers", "covered", "covered", "covering")),
        ("agree", ("agree", "agrees", "agreed", "agreed", "agreeing")),
    ],
)
def test_forms_of_a_verb(verb: str, forms: tuple[str, ...]) -> None:
    assert (*present_forms(verb), *past_forms(verb), ing_form(verb)) == forms
    assert all(re.fullmatch(verbs([verb]), form) for form in forms)


@pytest.mark.parametrize(
    ("one", "several"), [("study", "studies"), ("paper", "papers"), ("thesis", "theses"), ("survey", "surveys")]
)
def test_plurals(one: str, several: str) -> None:
    assert plural_form(one) == several
    assert re.fullmatch(nouns([one]), several)
    assert singular(several) == one


def test_what_only_looks_like_a_plural_stays() -> None:
    assert [singular(word) for word in ("analysis", "bias", "corpus", "class", "gas")] == [
        "analysis",
        "bia",
        "corpus",
        "class",
        "gas",
    ]


def test_a_pattern_takes_the_longest_word_and_any_white_space() -> None:
    pattern = re.compile(either(["in", "in turn"]))
    assert [match.group() for match in pattern.finditer("in  turn, in")] == ["in  turn", "in"]


def test_each_word_stands_in_one_list_once() -> None:
    listed = [*PAPER_NOUNS, *SAYING_VERBS, *DOING_VERBS]
    doubled = {word for word in listed if listed.count(word) > 1}
    assert doubled <= {"study", "work", "review", "survey"}, "these are both nouns and verbs"


@pytest.mark.parametrize(("words", "number"), [("3", 3), ("three", 3), ("a single", 1), ("several", 2), ("10", 10)])
def test_numbers(words: str, number: int) -> None:
    assert number_in(words) == number
    assert NUMBER_WORDS["ten"] == 10
