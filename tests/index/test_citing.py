"""Entries of reference lists and the works they stand for."""

import random
import time

import pytest

from index.works.cited import links
from index.works.works import Work


def work(key: str, title: str, author: str, year: int | None, doi: str | None = None) -> Work:
    return Work(key, title, (author,), year, None, doi, ((f"{key}.pdf", 0),), key)


WORKS = [
    work("debt", "Hidden Technical Debt in Machine Learning Systems", "D. Sculley", 2015),
    work("john", "Towards MLOps: A Framework and Maturity Model", "Meenu Mary John", 2021, "10.1109/seaa.2021.00050"),
    work("drift", "Drift", "A. Wu", 2021),
    work("streams", "Drift in streams", "A. Wu", 2021),
    work("aalst", "Process mining: discovery, conformance", "Wil van der Aalst", 2011),
    work("today", "Deep learning in practice today", "A. One", 2020),
    work("survey", "Deep learning in practice today: a survey", "A. One", 2020),
    work("praxis", "Modelle für neue Daten", "K. Müller", 2019),
    work("doe", "A doe among five does", "J. Doe", 2019),
    work("citing", "A work that cites the others", "C. Iting", 2022),
]


@pytest.mark.parametrize(
    ("entry", "cited"),
    [
        ("D. Sculley et al. Hidden technical debt in machine learning systems. In NIPS, 2015.", "debt"),
        ("[7] Sculley, D. (2016). “Hidden Technical Debt in Machine Learning Systems”. NIPS", "debt"),
        ("D. Sculley. Hidden technical debt in ma- chine learning systems. NIPS 28, 2015", "debt"),
        ("Hidden technical debt in machine learning systems", "debt"),
        ("———. Hidden technical debt in machine learning systems. 2015", "debt"),
        ("D. Sculley. Hidden technical debt in machine learning systems. 2019.", None),
        ("A. Person. Hidden technical debt in machine learning systems. 2015.", None),
        ("D. Sculley. Hidden technical debt. 2015.", None),
        ("M. John, unreadable, doi: 10.1109/SEAA.2021.00050.", "john"),
        ("(https://doi.org/10.1109/SEAA.2021.00050)", "john"),
        ("M. John. Towards MLOps: A framework and maturity model. 2021. doi:10.1145/1234.2", None),
        ("M. John. Towards MLOps: A framework and maturity model. 2020. doi:10.48550/arXiv.2103.1", "john"),
        ("A. Wu. Drift. Journal of Things 3, 2021.", "drift"),
        ("A. Wu. Drift in streams. Journal of Things 3, 2021.", "streams"),
        ("A. Wu. Drift detection in rivers. 2021.", None),
        ("B. Li. Drift. Journal of Things 3, 2021.", None),
        ("A. Wu. Drift. Journal of Things.", None),
        ("W. M. P. van der Aalst, Process Mining: Discovery, Conformance. Springer, 2011", "aalst"),
        ("One, A.: Deep learning in practice today: a survey (2020)", "survey"),
        ("One, A.: Deep learning in practice today (2020)", "today"),
        ("K. Mueller: Modelle fuer neue Daten, 2019", "praxis"),
        ("J. Doe. A doe among five does. 2019", "doe"),
        ("C. Iting. A work that cites the others. 2022", None),
        ("", None),
        ("[12]", None),
    ],
)
def test_an_entry_stands_for_the_work_it_names(entry: str, cited: str | None) -> None:
    assert links(WORKS, [("citing", entry)]) == ({("citing", cited)} if cited else set())


@pytest.mark.parametrize(
    "entry", ["10.1109/" + ")" * 200_000, "drift " * 50_000, "- " * 100_000, "wu 2021 drift. " * 20_000, "é" * 200_000]
)
def test_a_hostile_entry_takes_no_time(entry: str) -> None:
    begun = time.process_time()
    links(WORKS, [("citing", entry)] * 5)
    assert time.process_time() - begun < 2


def test_linking_takes_time_in_proportion_to_the_entries() -> None:
    chance = random.Random(1)
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("ning", "tion", "ment", "ble", "rs")]
    titles = [" ".join(chance.choices(words, k=8)) for _ in range(600)]
    works = [work(f"k{i}", title, "Ada Lovelace", 2020) for i, title in enumerate(titles)]
    entries = [(f"k{i % 600}", f"Lovelace, A.: {titles[i * 7 % 600]}. Venue, pp. 1–9, 2020.") for i in range(6000)]
    begun = time.process_time()
    found = links(works, entries)
    assert time.process_time() - begun < 3
    assert found == {(f"k{i % 600}", f"k{i * 7 % 600}") for i in range(6000) if i % 600 != i * 7 % 600}
