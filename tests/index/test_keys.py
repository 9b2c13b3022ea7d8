"""Citation keys."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.works.keys import KeyClaim, allot, base_key, held_as_own, numbers_of, own_key, settle

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
        (["李 明"], 2022, "机器学习", "li2022jiqixuexi"),
    ],
)
def test_key_is_family_name_year_and_first_significant_word(
    authors: list[str], year: int | None, title: str | None, key: str
) -> None:
    assert base_key(authors, year, title, "My Notes (2)") == key


def test_key_of_nothing_is_untitled() -> None:
    assert base_key([], None, None, "…") == "untitled"


@given(
    st.lists(st.text(max_size=12), max_size=3), st.none() | st.integers(1900, 2099), st.text(max_size=200), st.text()
)
def test_a_key_of_anything_is_lower_case_letters_and_digits(
    authors: list[str], year: int | None, title: str, fallback: str
) -> None:
    key = base_key(authors, year, title, fallback)
    assert re.fullmatch(r"[a-z0-9]+", key)
    assert len(key) <= 94


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


def test_a_work_whose_base_changed_keeps_the_key_that_drafts_cite() -> None:
    assert settle({"x": "john2021towards"}, {"x": "john2020towards"}) == {"x": "john2020towards"}


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


def test_of_two_identities_that_had_one_key_the_last_keeps_it() -> None:
    held = {"new title": "wu2021drift", "old title": "wu2021drift"}
    settled = settle({"old title": "wu2021drift", "new title": "wu2021drift"}, held, {"old title": "wu2021drift"})
    assert settled == {"old title": "wu2021drift", "new title": "wu2021driftb"}


def test_a_key_held_goes_before_one_inherited() -> None:
    held = {"a": "wu2021", "b": "wu2021b"}
    assert settle({"b": "wu2021"}, held, {"b": "wu2021"}) == {"b": "wu2021b"}


def test_an_inherited_key_stays_though_it_no_longer_fits() -> None:
    assert settle({"new": "wu2022drift"}, {"old": "wu2021drift"}, {"new": "wu2021drift"}) == {"new": "wu2021drift"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" Sculley:2015/debt+x ", "Sculley:2015/debt+x"),
        ("john 2021,\n towards", "john2021towards"),
        ("a{b}c\\d\x00e", "abcde"),
        ("Müller2020", "Müller2020"),
        ("x" * 101, None),
        ("x" * 100, "x" * 100),
        (" \t", None),
        (None, None),
    ],
)
def test_an_own_key_is_kept_as_it_is_but_for_what_no_key_can_hold(text: str | None, key: str | None) -> None:
    assert own_key(text) == key


def test_a_key_that_two_works_claim_goes_to_the_more_trusted_then_by_title() -> None:
    claims = {
        "a": KeyClaim(1, "A", "k"),
        "b": KeyClaim(0, "C", "k"),
        "c": KeyClaim(0, "B", "k"),
        "d": KeyClaim(5, "D", "other"),
    }
    assert allot(claims) == {"c": "k", "d": "other"}


@given(WANTED, st.data())
def test_own_keys_override_and_no_made_key_equals_a_reserved_one(wanted: dict[str, str], data: st.DataObject) -> None:
    names = st.sampled_from(["smith2020", "wu2021", "wu2021b", "Wu2021C", "Own:1", "Own:2"])
    reserved = data.draw(st.sets(names))
    holders = data.draw(st.permutations(sorted(wanted)))
    own = dict(zip(holders, sorted(reserved), strict=False))
    held = settle(wanted, {})
    keys = settle(wanted, held, None, own, reserved)
    assert {identity: keys[identity] for identity in own} == own
    assert len({key.lower() for key in keys.values()}) == len(wanted)
    made = {key for identity, key in keys.items() if identity not in own}
    assert made.isdisjoint({key.lower() for key in reserved})
    assert settle(wanted, keys, None, own, reserved) == keys


def test_a_work_that_loses_its_key_to_an_own_one_gets_a_new_one_and_later_none_gets_the_old() -> None:
    keys = settle({"a": "wu2021", "b": "wu2021"}, {"a": "wu2021"}, None, {"b": "wu2021"}, ["wu2021"])
    assert keys == {"a": "wu2021b", "b": "wu2021"}


def test_a_work_without_its_own_key_any_more_is_keyed_as_if_it_never_had_one() -> None:
    for own in ("Meenu:MLOps", "john2021towardsa"):
        assert settle({"x": "john2021towards"}, {held_as_own(own, "x"): own}, {"x": own}) == {"x": "john2021towards"}


def test_a_new_key_has_at_most_40_letters_and_an_old_one_stays() -> None:
    base = "w" * 64
    assert settle({"a": base}, {}) == {"a": "w" * 38}
    keys = settle({str(number): base for number in range(30)}, {})
    assert len(set(keys.values())) == 30
    assert max(map(len, keys.values())) <= 40
    assert settle({"a": base}, {"a": base}) == {"a": base}
    assert settle({"a": base}, {"a": base + "b"}) == {"a": base + "b"}
    assert settle({"a": base}, {"a": "w" * 38 + "b"}) == {"a": "w" * 38 + "b"}


@pytest.mark.parametrize(
    ("path", "beginning", "numbers"),
    [
        ("notes/Paper 22 Unveiling the Molecular World.md", "", ("22",)),
        ("11_Granlund.md", "# Oravizio", ("11",)),
        ("org/011 - Oravizio.org", "", ("11",)),
        ("[S11] Oravizio.md", "", ("S11",)),
        ("P7_Oravizio.md", "", ("P7",)),
        ("Oravizio.md", "# Oravizio\n\nPaper 11 of the study.\n\n## Tools", ("11",)),
        ("Oravizio.md", "---\nid: S11\n---\n# Oravizio", ("S11",)),
        ("Oravizio.md", "**Paper No.:** 11\n", ("11",)),
        ("3_Oravizio.md", "Study ID: 4", ("3", "4")),
        ("Guo 2023 - Energy.md", "", ()),
        ("2021 - Energy.md", "", ()),
        ("5G networks.md", "", ()),
        ("10 lessons of a decade.md", "", ()),
        ("3D-Printing of organs.md", "", ()),
        ("Drift.md", "In paper 11 of the study they say otherwise.\nTools: 4\n", ()),
    ],
)
def test_numbers_by_which_notes_call_their_paper(path: str, beginning: str, numbers: tuple[str, ...]) -> None:
    assert numbers_of(path, beginning) == numbers
