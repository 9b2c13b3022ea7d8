"""A topic's names: from the glossary, from what the texts abbreviate, and from its parts."""

import pytest

from assistant.sweeping.topics import Glossary, NameKind, Term, standard_glossary, topic_of
from index.search import Search

NO_WORDS = Glossary()


def names(search: Search, text: str, glossary: Glossary = NO_WORDS) -> dict[str, NameKind]:
    return {name.text: name.kind for name in topic_of(search.catalogue, text, glossary).names}


@pytest.mark.parametrize(("asked", "other"), [("SEC", "sonar echo counting"), ("sonar echo counting", "SEC")])
def test_abbreviation_that_a_text_defines_is_a_name(swept: Search, asked: str, other: str) -> None:
    assert names(swept, asked) == {asked: NameKind.ASKED, other: NameKind.SAME}


def test_glossary_tells_of_what_an_abbreviation_stands_for(swept: Search) -> None:
    glossary = Glossary([Term("sonar echo counting", same=("counting by sonar",), narrower=("fish finder",))])
    assert names(swept, "SEC", glossary) == {
        "SEC": NameKind.ASKED,
        "sonar echo counting": NameKind.SAME,
        "counting by sonar": NameKind.SAME,
        "fish finder": NameKind.NARROWER,
    }


def test_abbreviation_of_another_word_for_it_is_a_name(swept: Search) -> None:
    glossary = Glossary([Term("fish census", same=("sonar echo counting",))])
    assert names(swept, "fish census", glossary)["SEC"] is NameKind.SAME


def test_glossary_gives_other_and_narrower_names(swept: Search) -> None:
    found = names(swept, "serving skew", standard_glossary())
    assert found["serving skew"] is NameKind.ASKED
    assert found["training-serving skew"] is NameKind.SAME
    assert found["data skew"] is NameKind.SAME
    assert found["feature skew"] is NameKind.NARROWER


def test_parts_that_say_enough_are_names(swept: Search) -> None:
    assert names(swept, "sonar and clocks") == {
        "sonar and clocks": NameKind.ASKED,
        "sonar": NameKind.SAME,
        "clocks": NameKind.SAME,
    }


def test_part_that_stands_everywhere_is_not_asked_for_alone(search: Search) -> None:
    assert names(search, "MLOps and agriculture") == {"MLOps and agriculture": NameKind.ASKED}


@pytest.mark.parametrize(
    "text",
    ["drift between sonar and clocks", "sonar and concept drift", "drift in sonar and clocks", "CI and CD"],
)
def test_words_that_and_joins_are_no_parts_where_they_share_a_noun_or_one_name(swept: Search, text: str) -> None:
    glossary = Glossary([Term("CI/CD")])
    assert topic_of(swept.catalogue, text, glossary).parts == ()


def test_short_part_that_the_glossary_knows_is_one(swept: Search) -> None:
    glossary = Glossary([Term("sonar")])
    assert topic_of(swept.catalogue, "sonar and concept drift", glossary).parts == ("sonar", "concept drift")


@pytest.mark.parametrize(
    ("text", "telling"),
    [("MLOps in banking", ("banking",)), ("MLOps", ()), ("banking", ()), ("concept drift", ())],
)
def test_words_beside_what_all_works_are_about_tell_the_topic(
    search: Search, text: str, telling: tuple[str, ...]
) -> None:
    assert topic_of(search.catalogue, text, NO_WORDS).telling == telling


def test_other_words_for_it_tell_the_topic_too(search: Search) -> None:
    telling = topic_of(search.catalogue, "MLOps in healthcare", standard_glossary()).telling
    assert {"healthcare", "clinical", "hospital"} <= set(telling)


@pytest.mark.parametrize("text", ["?", "", "the of", '"', "*", "NEAR(", "text:", "a" * 3_000, "数据", "and", ", ;"])
def test_no_text_is_an_error(swept: Search, text: str) -> None:
    assert topic_of(swept.catalogue, text, standard_glossary()).text == text


def test_word_that_is_shouted_is_found_as_the_texts_write_it(search: Search) -> None:
    assert topic_of(search.catalogue, "DRIFT", Glossary()).names[0].acronym is None
    assert topic_of(search.catalogue, "GDPR", Glossary()).names[0].acronym == "GDPR"
