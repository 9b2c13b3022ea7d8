"""The glossary that comes with Refdesk, and the researcher's own beside it."""

from pathlib import Path

import pytest

from assistant.sweeping.topics import (
    FILE_NAME,
    Glossary,
    NameKind,
    Term,
    glossary_beside,
    make_topic,
    named_by,
    standard_glossary,
)
from index.errors import SettingError
from index.text.words import STOP_WORDS, stems, words

TERMS = tuple(standard_glossary())

COMMON = (
    "We use the data of two years and take the weather into account.",
    "The results contain errors, and some of them were logged by the device.",
    "Each document was transformed, and its version was observed.",
    "It is difficult to explain why the system failed in a regular case.",
    "The guidelines of the government are transparent and were followed.",
    "Models and methods for the analysis of problems in software systems are discussed.",
    "The performance of the learning algorithm was measured on computers with the training set.",
    "Further work on production systems, services, tasks, applications and users is needed.",
)
"""Sentences of any paper: an alias that stands in one of them finds everything."""


def written(folder: Path, text: str | bytes) -> Path:
    (folder / FILE_NAME).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def others(term: Term) -> tuple[str, ...]:
    return (*term.same, *term.narrower)


def test_standard_glossary_has_terms() -> None:
    assert len(TERMS) > 50
    assert {"MLOps", "training-serving skew", "AutoML", "edge deployment"} <= {term.name for term in TERMS}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_every_word_of_a_standard_term_says_something(term: Term) -> None:
    for text in (term.name, *others(term)):
        assert stems(text), text
        assert any(word.lower() not in STOP_WORDS for word in words(text)), text


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_no_alias_finds_everything(term: Term) -> None:
    for alias in others(term):
        topic = make_topic(alias)
        assert not [sentence for sentence in COMMON if named_by(topic, sentence)], alias


@pytest.mark.parametrize(
    ("asked", "name", "kind"),
    [
        ("machine learning operations", "MLOps", NameKind.SAME),
        ("MLOps", "machine learning operations", NameKind.SAME),
        ("train/serve skew", "training-serving skew", NameKind.SAME),
        ("skew between training and serving", "data skew", NameKind.SAME),
        ("automated machine learning", "AutoML", NameKind.SAME),
        ("AutoML", "neural architecture search", NameKind.NARROWER),
        ("deployment at the edge", "microcontroller", NameKind.NARROWER),
        ("LLMs", "large language models", NameKind.SAME),
    ],
)
def test_topic_is_known_by_any_of_its_names(asked: str, name: str, kind: NameKind) -> None:
    terms = standard_glossary().of(asked)
    assert terms
    told = {text: NameKind.SAME for term in terms for text in (term.name, *term.same)}
    told |= {text: NameKind.NARROWER for term in terms for text in term.narrower}
    assert told[name] is kind


@pytest.mark.parametrize("asked", ["underwater basket weaving", "", "?", "feature skew"])
def test_unknown_and_merely_narrower_topics_have_no_term(asked: str) -> None:
    assert standard_glossary().of(asked) == ()


def test_without_a_file_the_standard_one_is_used(tmp_path: Path) -> None:
    assert tuple(glossary_beside(tmp_path)) == TERMS
    assert tuple(glossary_beside(written(tmp_path, ""))) == TERMS


def test_own_terms_are_added_and_replace_those_of_the_same_name(tmp_path: Path) -> None:
    text = '["basket weaving"]\nsame = ["wickerwork"]\n\n["mlops"]\nsame = ["keeping learned models running"]\n'
    glossary = glossary_beside(written(tmp_path, text))
    assert [term.same for term in glossary.of("wickerwork")] == [("wickerwork",)]
    assert [term.same for term in glossary.of("MLOps")] == [("keeping learned models running",)]
    assert glossary.of("machine learning operations") == ()
    assert len(tuple(glossary)) == len(TERMS) + 1


def test_mark_that_an_editor_puts_in_front_is_passed_over(tmp_path: Path) -> None:
    glossary = glossary_beside(written(tmp_path, b"\xef\xbb\xbf[wickerwork]\nsame = ['baskets']\n"))
    assert glossary.of("baskets")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[drift", "TOML"),
        ("drift = 'shift'", "drift"),
        ("drift = ['shift']", "drift"),
        ("['drift']\nalso = ['shift']", "drift"),
        ("['drift']\nsame = 'shift'", "same must be a list"),
        ("['drift']\nsame = [1]", "same must be a list"),
        ("['drift']\nnarrower = ['']", "narrower must be a list"),
        ("['drift']\nsame = ['?!']", "same must be a list"),
        ("['']\nsame = ['shift']", "has no word"),
        ("['drift']\n['drift']", "TOML"),
        (b"['dr\xff']", "cannot be read"),
    ],
)
def test_bad_file_is_refused_in_one_line_that_names_it(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(SettingError) as refused:
        glossary_beside(written(tmp_path, text))
    assert str(refused.value).startswith(str(tmp_path / FILE_NAME))
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(SettingError, match="cannot be read"):
        glossary_beside(tmp_path)


def test_empty_glossary_knows_nothing() -> None:
    assert Glossary().of("MLOps") == ()
    assert tuple(Glossary().and_also(standard_glossary())) == TERMS
