"""Titles compared."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.works.titles import Relation, clearly_different, compared, is_correction, relation

MATURITY = "Towards MLOps: A Framework and Maturity Model"


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (MATURITY, "towards MLOps – a framework and maturity model.", Relation.EQUAL),
        ("Hardware Software Codesign", "Hardware/Software Co-design", Relation.EQUAL),
        ("Data set shift", "Dataset shift", Relation.EQUAL),
        ("Modelle für neue Daten", "Modelle fuer neue Daten", Relation.EQUAL),
        ("Машинное обучение", "Mashinnoe obuchenie", Relation.EQUAL),
        (MATURITY, "Towrads MLOps: A Framwork and Maturity Model", Relation.SLIP),
        ("Operationalizing learning at scale", "Operationalising learning at scale", Relation.RESPELLED),
        ("Machine learning classification of things", "Machine leaming c1assification of things", Relation.SLIP),
        ("Machine classification of things", "Machine c1assification of things", Relation.RESPELLED),
        ("Causal models of behaviour", "Casual models of behavior", Relation.SLIP),
        ("Machine learning models", "Machine learning model", Relation.SLIP),
        ("Foundations of physical design", "Foundations for physical design", Relation.RESPELLED),
        (MATURITY, "Towards MLOps", Relation.NO_SUBTITLE),
        ("What is MLOps? A survey", "What is MLOps", Relation.NO_SUBTITLE),
        ("Timing: Case Studies: Invited", "Timing: Case Studies", Relation.NO_SUBTITLE),
        ("OceanBench: The Sea Surface Height Edition", ": The Sea Surface Height Edition", Relation.CUT),
        ("Deep learning for the detection of drift", "Deep learning for the…", Relation.CUT),
    ],
)
def test_titles_of_one_work_are_known(one: str, other: str, how: Relation) -> None:
    assert relation(compared(one), compared(other)) is how


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A survey of concept drift", "A survey of data drift"),
        ("Deep learning, Part I", "Deep learning, Part II"),
        ("Deep learning: Part I", "Deep learning"),
        ("Methods of the study, 2020 edition", "Methods of the study, 2021 edition"),
        ("Machine Learning, Second Edition", "Machine Learning, Third Edition"),
        ("GPT-3 is a thing for all of us", "GPT-4 is a thing for all of us"),
        ("Supervised learning of large graphs", "Unsupervised learning of large graphs"),
        ("Linear models for concept drift", "Nonlinear models for concept drift"),
        ("Online learning under drift", "Offline learning under drift"),
        ("Hypoglycemia in adults with diabetes", "Hyperglycemia in adults with diabetes"),
        ("Correction to: Deep learning for X in Y", "Deep learning for X in Y"),
        ("Drift: a survey", "Drift: a tutorial"),
        ("Static analysis of C++ code in industry", "Static analysis of C# code in industry"),
        ("Static analysis of C++ code in industry", "Static analysis of C code in industry"),
        ("Concept drift detection in streams", "Concept drift detection in streams with random forests"),
        ("of machine learning-based", "Machine learning-based systems"),
    ],
)
def test_titles_of_different_works_are_told_apart(one: str, other: str) -> None:
    assert relation(compared(one), compared(other)) is None
    assert relation(compared(other), compared(one)) is None


TITLES = st.text(st.sampled_from("abAB lmn:…-. 12"), max_size=40) | st.text(max_size=40)


@given(TITLES, TITLES)
def test_a_relation_does_not_depend_on_which_title_is_first(one: str, other: str) -> None:
    assert relation(compared(one), compared(other)) == relation(compared(other), compared(one))
    assert relation(compared(one), compared(one)) is Relation.EQUAL


@pytest.mark.parametrize(
    ("one", "other", "same_authors", "different"),
    [
        ("Hidden debt in learning", "Hidden technical debt in machine learning systems", True, False),
        ("Hidden technical debt in ML systems", "Hidden technical debt in machine learning systems", True, False),
        ("Concept drift in sensor networks", "Proceedings of the 3rd Conference on Medicine", True, True),
        ("Drift in vision systems", "Drift in hearing systems", False, True),
    ],
)
def test_titles_under_one_doi_differ_only_where_it_is_clear(
    one: str, other: str, same_authors: bool, different: bool
) -> None:
    assert clearly_different(compared(one), compared(other), same_authors=same_authors) is different


@pytest.mark.parametrize(
    ("old", "new", "corrected"),
    [
        ("Drift in practise", "Drift in practice", True),
        ("Drift in practice", "Drift in practice: a survey", True),
        ("Drift textit in practical systems", "Drift in practical systems", True),
        ("Drift in practice", "Drift in theory", False),
        ("A survey of concept drift in long streams", "A survey of data drift in long streams", False),
        ("Deep learning, part 1", "Deep learning, part 2", False),
        ("Deep learning for X in Y", "Deep learning for X in Y: erratum", False),
    ],
)
def test_a_correction_is_told_from_another_title(old: str, new: str, corrected: bool) -> None:
    assert is_correction(compared(old), compared(new)) is is_correction(compared(new), compared(old)) is corrected


@pytest.mark.parametrize(
    ("title", "telling", "formal"),
    [
        ("Preface", False, True),
        ("Message from the 2020 program chairs", False, True),
        ("Introduction to the special issue", False, True),
        ("Introduction to the special issue on drift", True, False),
        ("Auto-WEKA", False, False),
        ("Hidden technical debt in learning", True, False),
    ],
)
def test_a_title_that_anything_could_have_tells_nothing(title: str, telling: bool, formal: bool) -> None:
    said = compared(title)
    assert (said.telling, said.formal) == (telling, formal)


@pytest.mark.parametrize(
    "hostile", [": " * 50_000, "a " * 50_000, "(" * 100_000, "9" * 100_000, "… - " * 30_000, "c++#" * 30_000]
)
def test_a_hostile_title_takes_no_time(hostile: str) -> None:
    begun = time.process_time()
    one, other = compared("x" + hostile), compared(hostile + "y")
    relation(one, other)
    clearly_different(one, other, same_authors=True)
    is_correction(one, other)
    assert time.process_time() - begun < 2
