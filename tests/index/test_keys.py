"""Citation keys."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.keys import base_key, family_name, plain, settle, title_words

BASES = st.sampled_from(["smith2020ml", "smith2020", "wu2021", "untitled"])
WANTED = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), BASES, max_size=60)


@pytest.mark.parametrize(
    ("authors", "year", "title", "key"),
    [
        (["Meenu Mary John"], 2021, "Towards MLOps: A Framework", "john2021towards"),
        (["John, Meenu Mary", "Bosch, Jan"], 2021, "Towards MLOps", "john2021towards"),
        (["A. M. Burgueño-Romero"], 2024, "Big Data-driven MLOps", "burguenoromero2024big"),
        (["Magnus Bång"], 2023, "The Art of the Pipeline", "bang2023art"),
        (["Ada Lovelace"], None, "On the Of", "lovelaceon"),
        (["Ada Lovelace"], 1843, None, "lovelace1843"),
        ([], 2020, "A Survey of Drift", "2020surveydrift"),
        ([], None, None, "mynotes2"),
        ([", "], None, None, "mynotes2"),
        (["李 明"], 2022, "机器学习", "ming2022jiqixuexi"),
    ],
)
def test_key_is_family_name_year_and_first_significant_word(
    authors: list[str], year: int | None, title: str | None, key: str
) -> None:
    assert base_key(authors, year, title, "My Notes (2)") == key


def test_key_of_nothing_is_untitled() -> None:
    assert base_key([], None, None, "…") == "untitled"


@pytest.mark.parametrize(
    ("author", "name"),
    [("Olsson, H. H.", "Olsson"), ("H. H. Olsson", "Olsson"), ("Sahil", "Sahil"), ("", ""), (" , Jan", "")],
)
def test_family_name_of_both_ways_of_writing(author: str, name: str) -> None:
    assert family_name(author) == name


def test_plain_text_and_title_words_are_ascii() -> None:
    assert plain("Bång, Élise-Anne!") == "bangeliseanne"
    assert title_words("MLOps – Définitions, Tools") == ["mlops", "definitions", "tools"]


@given(st.lists(st.text(max_size=12), max_size=3), st.none() | st.integers(1900, 2099), st.text(max_size=30), st.text())
def test_a_key_of_anything_is_lower_case_letters_and_digits(
    authors: list[str], year: int | None, title: str, fallback: str
) -> None:
    assert re.fullmatch(r"[a-z0-9]+", base_key(authors, year, title, fallback))


@given(WANTED)
def test_settled_keys_are_unique_and_begin_with_their_base(wanted: dict[str, str]) -> None:
    keys = settle(wanted, {})
    assert keys.keys() == wanted.keys()
    assert len(set(keys.values())) == len(keys)
    assert all(keys[identity].startswith(base) for identity, base in wanted.items())


@given(WANTED)
def test_the_same_works_get_the_same_keys_in_any_order(wanted: dict[str, str]) -> None:
    assert settle(dict(reversed(wanted.items())), {}) == settle(wanted, {})


@given(WANTED, WANTED)
def test_a_work_keeps_its_key_when_others_come_and_go(before: dict[str, str], newcomers: dict[str, str]) -> None:
    held = settle(before, {})
    after = newcomers | before
    settled = settle(after, held)
    assert {identity: settled[identity] for identity in before} == held
    assert len(set(settled.values())) == len(settled)


def test_letters_follow_the_bare_key() -> None:
    keys = settle({str(i).zfill(3): "wu2021" for i in range(60)}, {})
    assert list(keys.values())[:3] == ["wu2021", "wu2021b", "wu2021c"]
    assert list(keys.values())[25:28] == ["wu2021z", "wu2021aa", "wu2021ab"]


def test_a_work_whose_base_changed_gets_a_new_key() -> None:
    assert settle({"x": "john2021towards"}, {"x": "john2020towards"}) == {"x": "john2021towards"}


@given(WANTED, WANTED)
def test_a_key_is_never_passed_on_to_another_work(gone: dict[str, str], newcomers: dict[str, str]) -> None:
    held = settle(gone, {})
    fresh = {f"new {identity}": base for identity, base in newcomers.items()}
    assert set(settle(fresh, held).values()).isdisjoint(held.values())


def test_a_work_that_comes_back_has_its_old_key() -> None:
    held = settle({"a": "wu2021", "b": "wu2021"}, {})
    assert settle({"b": "wu2021"}, held) == {"b": "wu2021b"}


def test_a_work_whose_title_was_corrected_inherits_its_key() -> None:
    held = {"old title": "wu2021drift", "other": "wu2021driftb"}
    settled = settle({"new title": "wu2021drift", "other": "wu2021drift"}, held, {"new title": "wu2021drift"})
    assert settled == {"new title": "wu2021drift", "other": "wu2021driftb"}


def test_an_inherited_key_that_no_longer_fits_is_given_up() -> None:
    assert settle({"new": "wu2022drift"}, {"old": "wu2021drift"}, {"new": "wu2021drift"}) == {"new": "wu2022drift"}
