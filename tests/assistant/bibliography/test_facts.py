"""What the catalogue answers, in numbers, order and words."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bibliography.facts import Facts, find
from assistant.questions.bibliographic import request_in
from assistant.questions.question import Aim, CatalogueQuery, Known, Order
from index.entries import Fact
from index.store.catalogue import Catalogue
from index.works.filters import Filter, Years
from tests.assistant.bibliography.works import KNOWN, REVIEW, work


def told(request: CatalogueQuery, only: Filter = Filter(), known: Known = KNOWN) -> Facts:
    admitted = [w for w in known.works if only.admits_work(w.key, w.authors, w.year, w.venue)]
    return find(request, admitted, known, only)


CITES_REVIEW = CatalogueQuery(Aim.WORKS, cites=(REVIEW.key,))
BY_STONE = Filter(authors=("Stone",))
NOTE = "Only citations between works of the corpus are known."


@pytest.mark.parametrize(
    ("request_", "only", "sentence"),
    [
        (CatalogueQuery(Aim.COUNT), Filter(), "There are 4 works."),
        (CatalogueQuery(Aim.COUNT), BY_STONE, "2 of 4 works are by Stone."),
        (CatalogueQuery(Aim.COUNT), Filter(authors=("Nobody",)), "No work of 4 is by Nobody."),
        (
            CatalogueQuery(Aim.COUNT),
            Filter(Years(2023, None), ("Hill",)),
            "1 of 4 works is by Hill and from 2023 or later. 1 work that might fit has no year and is not counted.",
        ),
        (CatalogueQuery(Aim.WORKS), Filter(), "There are 4 works. 1 work has no year and stands last."),
        (CITES_REVIEW, Filter(), f"2 of 4 works cite “{REVIEW.title}”. {NOTE}"),
        (CITES_REVIEW, BY_STONE, f"1 of 4 works is by Stone and cites “{REVIEW.title}”. {NOTE}"),
        (
            CatalogueQuery(Aim.WORKS, cites=(REVIEW.key,), also=(("hill2023silt",),)),
            Filter(),
            f"1 of 4 works cites both “{REVIEW.title}” and “Silt in Harbours”. {NOTE}",
        ),
        (CatalogueQuery(Aim.WORKS, title_words=("quay",)), Filter(), "No work of 4 has “quay” in the title."),
        (
            CatalogueQuery(Aim.WORKS, cites=(REVIEW.key,), named=("hill2023silt",)),
            Filter(),
            f"“Silt in Harbours” cites “{REVIEW.title}”. {NOTE}",
        ),
        (
            CatalogueQuery(Aim.WORKS, cites=("hillsand",), named=("hill2023silt",)),
            Filter(),
            f"“Silt in Harbours” does not cite “Sand”. {NOTE}",
        ),
        (
            CatalogueQuery(Aim.WORKS, cited=False),
            BY_STONE,
            f"No work of 4 is by Stone and is cited by no work of the corpus. {NOTE}",
        ),
        (
            CatalogueQuery(Aim.AUTHORS, named=(REVIEW.key,)),
            Filter(),
            f"“{REVIEW.title}” (2022) is by Ada Stone and Müller, K.",
        ),
        (CatalogueQuery(Aim.YEARS), Filter(keys=("hillsand",)), "The year of “Sand” is not known."),
        (CatalogueQuery(Aim.YEARS), Filter(keys=(REVIEW.key,)), f"“{REVIEW.title}” is from 2022."),
        (
            CatalogueQuery(Aim.COUNT, Aim.YEARS),
            Filter(),
            "4 works, by year: 2022 (1), 2023 (1) and 2024 (1). 1 work has no year and is counted under none.",
        ),
        (
            CatalogueQuery(Aim.VENUES),
            BY_STONE,
            "The 2 works (of 4) that are by Stone, by venue: Journal of Coastal Engineering (2).",
        ),
        (
            CatalogueQuery(Aim.WORKS, newest_first=True, limit=1),
            Filter(),
            "The newest of 4 works is “On Silts and Sands” (2024). 1 work has no year and is left out.",
        ),
        (
            CatalogueQuery(Aim.WORKS, order=Order.CITED, limit=1),
            Filter(),
            f"The most cited of 4 works is “{REVIEW.title}” (cited by 2).",
        ),
        (
            CatalogueQuery(Aim.WORKS, order=Order.CITED, limit=1),
            Filter(authors=("Reed",)),
            "The only work (of 4) that is by Reed is cited by no work of the corpus.",
        ),
    ],
)
def test_sentence_states_result_denominator_and_gaps(request_: CatalogueQuery, only: Filter, sentence: str) -> None:
    assert told(request_, only).sentence == sentence


def test_empty_corpus_has_no_work() -> None:
    assert told(CatalogueQuery(Aim.COUNT), known=Known()).sentence == "The corpus holds no work yet."


@pytest.mark.parametrize(
    ("request_", "keys"),
    [
        (CatalogueQuery(Aim.WORKS), ["stone2022review", "hill2023silt", "reed2024silts", "hillsand"]),
        (
            CatalogueQuery(Aim.WORKS, order=Order.TITLE),
            ["reed2024silts", "hillsand", "hill2023silt", "stone2022review"],
        ),
        (CatalogueQuery(Aim.WORKS, newest_first=True, limit=2), ["reed2024silts", "hill2023silt"]),
        (CatalogueQuery(Aim.WORKS, order=Order.CITED, limit=10), ["stone2022review", "hill2023silt"]),
        (CITES_REVIEW, ["hill2023silt", "reed2024silts"]),
        (CatalogueQuery(Aim.WORKS, cites=(REVIEW.key,), denied=True), ["hillsand"]),
        (CatalogueQuery(Aim.WORKS, cited_by=("reed2024silts",)), ["stone2022review", "hill2023silt"]),
        (CatalogueQuery(Aim.WORKS, citing=False), ["stone2022review", "hillsand"]),
        (CatalogueQuery(Aim.WORKS, cited=True, least=2), ["stone2022review"]),
        (CatalogueQuery(Aim.WORKS, lacking=Fact.YEAR), ["hillsand"]),
        (CatalogueQuery(Aim.WORKS, title_words=("silt",)), ["hill2023silt", "reed2024silts"]),
        (CatalogueQuery(Aim.WORKS, title_words=("harbor",)), ["stone2022review", "hill2023silt"]),
        (CatalogueQuery(Aim.WORKS, title_words=("silts and sands",)), ["reed2024silts"]),
        (CatalogueQuery(Aim.WORKS, title_words=("silt", "sand")), ["reed2024silts"]),
        (
            CatalogueQuery(Aim.WORKS, title_words=("silt", "sand"), any_word=True),
            ["hill2023silt", "reed2024silts", "hillsand"],
        ),
        (CatalogueQuery(Aim.WORKS, title_words=("silt",), denied=True), ["stone2022review", "hillsand"]),
        (CatalogueQuery(Aim.WORKS, title_words=("il",)), []),
    ],
)
def test_works_are_those_that_fit_in_the_order_asked_for(request_: CatalogueQuery, keys: list[str]) -> None:
    assert [w.key for w in told(request_).works] == keys


def test_author_is_one_however_the_name_is_written() -> None:
    groups = told(CatalogueQuery(Aim.AUTHORS)).groups
    assert [(group.name, len(group.keys)) for group in groups] == [
        ("Bruno Hill", 2),
        ("Klaus Mueller", 2),
        ("Ada Stone", 2),
        ("Cleo Reed", 1),
    ]


def test_initial_that_fits_two_persons_is_neither() -> None:
    known = Known(
        tuple(work(str(at), str(at), (name,)) for at, name in enumerate(("Lena Voss", "Leo Voss", "L. Voss")))
    )
    assert {group.name for group in told(CatalogueQuery(Aim.AUTHORS), known=known).groups} == {
        "Lena Voss",
        "Leo Voss",
        "L. Voss",
    }


def test_venue_is_one_however_it_is_shortened_and_a_similar_one_another() -> None:
    names = ("Software Engineering", "Softw. Eng.", "Journal of Software", "ICSE", "Int. Conf. on Software Engineering")
    known = Known(tuple(work(str(at), str(at), venue=name) for at, name in enumerate(names)))
    assert [group.keys for group in told(CatalogueQuery(Aim.VENUES), known=known).groups] == [
        ("3", "4"),
        ("0", "1"),
        ("2",),
    ]


def test_authors_of_several_works_alone() -> None:
    facts = told(CatalogueQuery(Aim.AUTHORS, least=2))
    assert [group.name for group in facts.groups] == ["Bruno Hill", "Klaus Mueller", "Ada Stone"]
    assert facts.sentence.startswith("3 of 4 authors of 4 works have at least 2 works.")


def test_works_that_tie_with_the_last_shown_are_told_of() -> None:
    known = Known(tuple(work(name, name, year=2020) for name in "abc"))
    facts = told(CatalogueQuery(Aim.WORKS, newest_first=True, limit=1), known=known)
    assert facts.sentence == "The 3 newest of 3 works are “a” (2020), “b” (2020) and “c” (2020)."
    facts = told(CatalogueQuery(Aim.WORKS, newest_first=True, limit=2), known=known)
    assert facts.sentence == "The 2 newest of 3 works are “a” (2020) and “b” (2020). 1 more is from 2020 too."


@given(st.lists(st.tuples(st.none() | st.integers(2000, 2009), st.booleans()), max_size=12), st.sampled_from(list(Aim)))
def test_every_work_is_in_one_group_of_years_or_said_to_be_in_none(
    facts: list[tuple[int | None, bool]], aim: Aim
) -> None:
    works = tuple(work(f"k{at}", f"Title {at}", ("A. Stone",) * by, year) for at, (year, by) in enumerate(facts))
    found = told(CatalogueQuery(Aim.COUNT, Aim.YEARS), known=Known(works))
    undated = sum(year is None for year, _ in facts)
    assert sum(len(group.keys) for group in found.groups) == len(works)
    assert sum(len(group.keys) for group in found.groups if group.name == "no year") == undated
    assert ("counted under none" in found.sentence) == bool(undated)
    assert "\n" not in told(CatalogueQuery(aim), known=Known(works)).sentence


@pytest.mark.parametrize(
    ("question", "number", "sentence"),
    [
        ("how many papers are there?", 93, "There are 93 works."),
        (
            "which papers cite symeonidis2022mlops?",
            91,
            "91 of 93 works cite “MLOps - Definitions, Tools and Challenges”.",
        ),
        ("which titles contain drift?", 2, "2 of 93 works have “drift” in the title."),
        (
            "the most cited paper",
            1,
            "The most cited of 93 works is “MLOps - Definitions, Tools and Challenges” (cited by 91).",
        ),
        (
            "what is cited by john2021towards?",
            0,
            "No work of 93 is cited by “Towards MLOps: A Framework and Maturity Model”.",
        ),
    ],
)
def test_questions_on_the_sample_corpus(sample_index: Path, question: str, number: int, sentence: str) -> None:
    with closing(Catalogue(sample_index)) as catalogue:
        known = Known.of(catalogue)
    request = request_in(question, question, known)
    assert request
    facts = find(request, known.works, known)
    assert (len(facts.works), facts.sentence[: len(sentence)]) == (number, sentence)
