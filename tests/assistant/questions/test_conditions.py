"""Conditions in questions: which words are taken for one, and which are not."""

import pytest

from assistant.questions.question import Facet, QuestionKind
from assistant.questions.understanding import understand
from index.errors import UsageError
from index.works.filters import Filter, Years
from tests.assistant.questions.known_works import KNOWN

YEARS = [
    ("which papers discuss drift since 2022?", Years(2022, None)),
    ("Since 2022, which papers discuss drift?", Years(2022, None)),
    ("which papers from 2022 onwards discuss drift?", Years(2022, None)),
    ("which papers discuss drift before 2020?", Years(None, 2019)),
    ("pre-2020 papers on drift", Years(None, 2019)),
    ("which papers after 2020 discuss drift?", Years(2021, None)),
    ("papers on drift between 2019 and 2021", Years(2019, 2021)),
    ("papers on drift between 2021 and 2019", Years(2019, 2021)),
    ("which papers from 2019 to 2021 discuss drift?", Years(2019, 2021)),
    ("papers from 2019-2021 about drift", Years(2019, 2021)),
    ("Which papers discuss drift (2019–2021)?", Years(2019, 2021)),
    ("Which papers from the last three years discuss drift?", Years(2023, None)),
    ("Which papers published in the past 5 years mention drift?", Years(2021, None)),
    ("papers on drift from the last decade", Years(2016, None)),
    ("which papers this year discuss drift?", Years(2026, 2026)),
    ("which papers were published last year about drift?", Years(2025, 2025)),
    ("Which papers in the 2010s discuss drift?", Years(2010, 2019)),
    ("which 2023 papers discuss drift?", Years(2023, 2023)),
    ("which papers discuss drift until 2022?", Years(None, 2022)),
    ("which papers discuss drift up to 2022?", Years(None, 2022)),
    ("which papers no later than 2022 discuss drift?", Years(None, 2022)),
    ("which papers from 2021 or later discuss drift?", Years(2021, None)),
    ("which papers published in 2022 discuss drift?", Years(2022, 2022)),
    ("Which papers discuss drift and were published after 2021?", Years(2022, None)),
    ("which papers since 2020 and before 2023 discuss drift?", Years(2020, 2022)),
]


@pytest.mark.parametrize(("text", "years"), YEARS)
def test_years_of_the_works_are_a_condition_and_no_topic(text: str, years: Years) -> None:
    question = understand(text, KNOWN)
    assert (question.only, question.topic) == (Filter(years=years), "drift")


@pytest.mark.parametrize(
    "text",
    [
        "which papers discuss the 2008 crisis?",
        "which papers discuss drift in 2020 data?",
        "Which papers use ImageNet 2012?",
        "Which papers take part in SemEval-2019?",
        "Which papers address COVID-19?",
        "Which papers use tweets collected between 2015 and 2019?",
        "Which papers discuss data from 2020?",
        "Which papers discuss Windows 2000?",
        "Which papers discuss methods introduced in 2017?",
        "who won the world cup in 1998?",
        "What happened to DevOps in 2010?",
        "How large is the 2020 release?",
        "Which papers discuss transfer learning by fine-tuning?",
        "Which papers discuss detection by long-term monitoring?",
        "Which papers discuss models proposed by Chen?",
        "Which papers discuss the framework by John?",
        "Which papers discuss technical debt in software engineering?",
        "Which papers discuss drift in Software?",
        "Which papers discuss summaries of notes?",
        "Which papers generate notes in the summaries that models write?",
        "What do Kreuzberger et al. (2022) say about roles?",
        "How can Bahdanau et al. (2015) achieve coverage?",
        'What does "UNK" mean?',
        "What is the long paper about?",
    ],
)
def test_what_only_looks_like_a_condition_stays_in_the_question(text: str) -> None:
    assert understand(text, KNOWN).conditions == ()


AUTHORS = [
    ("which papers by Faubel discuss drift?", ("Faubel",)),
    ("papers by faubel about drift", ("faubel",)),
    ("which papers by L. Faubel et al. discuss drift?", ("L. Faubel",)),
    ("Which papers by Faubel, L. discuss drift?", ("Faubel, L.",)),
    ("Faubel's papers on drift", ("Faubel",)),
    ("Which of Faubel's papers discuss drift?", ("Faubel",)),
    ("which papers discuss drift by Leonhard Faubel?", ("Leonhard Faubel",)),
    ("which papers written by Müller discuss drift?", ("Müller",)),
    ("which papers written by Mueller discuss drift?", ("Mueller",)),
    ("which papers written by Muller discuss drift?", ("Muller",)),
    ("Which papers authored by Faubel and Schmid discuss drift?", ("Faubel", "Schmid")),
    ("Has Faubel written about drift?", ("Faubel",)),
    ("Which papers did Faubel write about drift?", ("Faubel",)),
    ("What does Faubel say about drift?", ("Faubel",)),
    ("List papers on drift by Meenu Mary John", ("Meenu Mary John",)),
]


@pytest.mark.parametrize(("text", "names"), AUTHORS)
def test_authors_are_a_condition_and_some_work_passes_it(text: str, names: tuple[str, ...]) -> None:
    question = understand(text, KNOWN)
    assert question.only == Filter(authors=names)
    assert question.topic.rstrip("?") == "drift"
    assert any(question.only.admits_work(work.key, work.authors, work.year) for work in KNOWN.works)
    assert question.notes == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("which papers by Faubl discuss drift?", "No work is by Faubl; the closest name is Leonhard Faubel."),
        ("which papers by J. Faubel discuss drift?", "No work is by J. Faubel; the closest name is Leonhard Faubel."),
        ("which papers by Zweistein discuss drift?", "No work is by Zweistein."),
    ],
)
def test_an_author_of_no_work_is_a_condition_with_a_note(text: str, note: str) -> None:
    question = understand(text, KNOWN)
    assert question.notes == (note,)
    assert question.only.authors
    assert not any(question.only.admits_work(work.key, work.authors, work.year) for work in KNOWN.works)


@pytest.mark.parametrize(
    ("text", "venue", "key"),
    [
        ("Which papers published in IEEE Software discuss drift?", "IEEE Software", "mueller2020drift"),
        ("papers in IEEE Software about drift", "IEEE Software", "mueller2020drift"),
        ("Which papers at SEAA discuss drift?", "SEAA", "john2021towards"),
        ("Which papers discuss drift at SEAA?", "SEAA", "john2021towards"),
        (
            "Which papers in the Journal of Systems and Software discuss drift?",
            "Journal of Systems and Software",
            "chen2019long",
        ),
    ],
)
def test_venues_are_a_condition(text: str, venue: str, key: str) -> None:
    question = understand(text, KNOWN)
    assert (question.only, question.topic) == (Filter(venues=(venue,)), "drift")
    admitted = [w.key for w in KNOWN.works if question.only.admits_work(w.key, w.authors, w.year, w.venue)]
    assert admitted == [key]


def test_a_venue_of_no_work_is_a_condition_with_a_note() -> None:
    question = understand("Which papers published in Nature discuss drift?", KNOWN)
    assert question.only == Filter(venues=("Nature",))
    assert question.notes == ("No work is known to be published in Nature.",)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("In my summaries, which papers discuss drift?", Filter(kinds=("summary",))),
        ("Which of my summaries mention drift?", Filter(kinds=("summary",))),
        ("What do my notes say about drift?", Filter(kinds=("summary",))),
        ("which papers discuss drift according to my notes?", Filter(kinds=("summary",))),
        ("which papers discuss drift in the papers themselves?", Filter(kinds=("paper",))),
        ("which papers mention drift in the full texts?", Filter(kinds=("paper",))),
        ("What did I highlight about drift?", Filter(evidence=("your mark",))),
        ("which papers mention drift in my highlights?", Filter(evidence=("your mark",))),
        ("which papers mention drift in the abstracts?", Filter(evidence=("abstract",))),
        ("In the abstracts, which papers mention drift?", Filter(evidence=("abstract",))),
    ],
)
def test_where_to_look_is_a_condition(text: str, only: Filter) -> None:
    question = understand(text, KNOWN)
    assert (question.only, question.topic.rstrip("?")) == (only, "drift")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("What does the Symeonidis paper say about drift?", ("symeonidis2022mlops",)),
        ("What does the John et al. (2021) paper say about drift?", ("john2021towards",)),
        ("What do John et al. (2021) say about drift?", ("john2021towards",)),
        ("What is drift in the 2023 Faubel paper?", ("faubel2023mlops",)),
        ("What is drift in the paper by John from 2021?", ("john2021towards",)),
        (
            "According to Towards MLOps: A Framework and Maturity Model, what is drift?",
            ("john2021towards",),
        ),
        ('What does "MLOps Challenges in Industry 4.0" say about drift?', ("faubel2023mlops",)),
        ("What is drift in john2021towards?", ("john2021towards",)),
        ("What is drift in JOHN2021TOWARDS?", ("john2021towards",)),
        ("How does the OceanBench paper define drift?", ("johnson2023oceanbench",)),
        ("What is drift (Faubel et al., 2022)?", ("faubel2022mlops",)),
    ],
)
def test_named_works_are_a_condition(text: str, keys: tuple[str, ...]) -> None:
    question = understand(text, KNOWN)
    assert question.only == Filter(keys=keys)
    assert question.notes == ()
    assert "drift" in question.topic


def test_an_ambiguous_name_admits_all_that_fit_and_says_so() -> None:
    question = understand("What does the Faubel paper say about drift?", KNOWN)
    assert question.only.keys == ("faubel2022mlops", "faubel2023mlops")
    assert question.notes == (
        "2 works fit “the Faubel paper”: Is MLOps different in Industry 4.0? (faubel2022mlops); "
        "MLOps Challenges in Industry 4.0 (faubel2023mlops); ask by key.",
    )


def test_several_named_works_are_all_admitted() -> None:
    question = understand("How do John et al. (2021) and Symeonidis et al. (2022) differ in their view?", KNOWN)
    assert question.only.keys == ("john2021towards", "symeonidis2022mlops")
    assert question.sides == ("John et al. (2021)", "Symeonidis et al. (2022)")


def test_conditions_of_several_facets_are_found_together() -> None:
    question = understand("How many papers by Faubel since 2022 in my summaries use MLflow but not Kubeflow?", KNOWN)
    assert question.only == Filter(years=Years(2022, None), authors=("Faubel",), kinds=("summary",))
    assert (question.wanted.all_of, question.wanted.none_of) == (("MLflow",), ("Kubeflow",))


def test_years_that_do_not_overlap_are_refused_naming_both() -> None:
    with pytest.raises(UsageError, match=r"the years 2024\.\. and \.\.2019 contradict each other"):
        understand("which papers since 2024 and before 2020 discuss drift?", KNOWN)


def test_years_in_the_future_are_noted() -> None:
    assert "2031 is in the future." in understand("which papers from 2031 discuss drift?", KNOWN).notes


def test_what_must_not_hold_is_left_aside_with_a_note() -> None:
    question = understand("Which papers discuss drift but were not written by Faubel?", KNOWN)
    assert (question.topic, question.only) == ("drift", Filter())
    assert question.notes[0].startswith("“not written by Faubel” was left aside")


@pytest.mark.parametrize(
    ("text", "facet", "topic"),
    [
        ("which papers discuss drift since 2022?", Facet.YEAR, "drift"),
        ("which papers discuss drift by Faubel?", Facet.AUTHOR, "drift"),
        ("which papers by Faubel discuss MLOps?", Facet.AUTHOR, "MLOps"),
        ("how many papers by Faubel and Schmid discuss MLOps?", Facet.AUTHOR, "MLOps"),
        ("Faubel's papers on drift", Facet.AUTHOR, "drift"),
        ("Has Faubel written about drift?", Facet.AUTHOR, "drift"),
        ("which papers in IEEE Software discuss MLOps?", Facet.VENUE, "MLOps"),
        ("What does Faubel say about drift?", Facet.AUTHOR, "What does Faubel say about drift?"),
        ("what does faubel2022mlops say about drift?", Facet.WORK, "what does faubel2022mlops say about drift?"),
        ("which papers mention drift in the abstracts?", Facet.EVIDENCE, "drift"),
    ],
)
def test_a_condition_taken_away_leaves_its_words_in_a_lookup_alone(text: str, facet: Facet, topic: str) -> None:
    asked = understand(text, KNOWN)
    assert asked.conditions
    question = understand(text, KNOWN, frozenset({facet}))
    assert question.kind is asked.kind
    assert (question.conditions, question.topic) == ((), topic)


def test_only_the_facets_taken_away_are_left_out() -> None:
    question = understand("which papers by Faubel since 2022 discuss drift?", KNOWN, frozenset({Facet.YEAR}))
    assert question.only == Filter(authors=("Faubel",))


@pytest.mark.parametrize(
    ("text", "kind", "kept", "left"),
    [
        ("which papers by Müller or Faubel discuss drift?", QuestionKind.LISTING, ("Müller",), "Faubel"),
        ("which papers by either Müller or Weiß discuss drift?", QuestionKind.LISTING, ("Müller",), "Weiß"),
        ("which papers by Müller, Faubel or Weiß discuss drift?", QuestionKind.LISTING, ("Müller",), "Faubel and Weiß"),
        ("papers by Faubel and Schmid or Weiß on drift", QuestionKind.LISTING, ("Faubel", "Schmid"), "Weiß"),
        ("papers by Faubel et al. or Müller (2020) on drift", QuestionKind.LISTING, ("Faubel",), "Müller"),
        ("Faubel's or Müller's papers on drift", QuestionKind.LISTING, ("Faubel",), "Müller"),
        ("how many papers by Faubel or Müller discuss drift?", QuestionKind.COUNT, ("Faubel",), "Müller"),
        ("what does Faubel or Müller say about drift?", QuestionKind.LOOKUP, ("Faubel",), "Müller"),
        ("papers by Faubel or Weiß", QuestionKind.BIBLIOGRAPHIC, ("Faubel",), "Weiß"),
    ],
)
def test_of_authors_joined_by_or_the_first_is_kept_and_the_others_noted(
    text: str, kind: QuestionKind, kept: tuple[str, ...], left: str
) -> None:
    question = understand(text, KNOWN)
    assert (question.kind, question.only) == (kind, Filter(authors=kept))
    assert question.topic == (text if kind is QuestionKind.BIBLIOGRAPHIC else "drift")
    assert question.notes == (
        f"One author at a time: works by {' and '.join(kept)} were looked at, "
        f"those by {left} have to be asked for again.",
    )


def test_an_unknown_author_before_an_or_is_noted_too() -> None:
    question = understand("which papers by Weiß or Müller discuss drift?", KNOWN)
    assert (question.topic, question.only, len(question.notes)) == ("drift", Filter(authors=("Weiß",)), 2)
