"""Lookups: what may be quoted, said once; names and phrases that stand nowhere; questions about one work."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant.answers import Answer
from assistant.composing import stands
from assistant.desk import Asking, ask
from assistant.evidence import introduction, may_be_quoted
from index.entries import FoundPassage
from index.models import Models
from index.search import Search
from index.sources import Evidence, Kind
from index.text.passages import Sentence
from index.works.filters import Filter
from tests.assistant.shelves import shelve
from tests.benchmarks.answering import SHARED, short_questions

WEAR = "Tool wear is predicted from the vibration of a milling spindle."
SHELF = {
    "records.csv": (
        "Authors,Title,Year,DOI,Abstract,Author Keywords\n"
        'Ada Cole,Predicting tool wear in milling,2021,10.1000/wear,"However, tool wear is predicted from the vibration'
        ' of a milling spindle. Forty spindles were watched for two years.","Tool wear prediction; Deep learning;'
        ' Machining; Vibration"\n'
        "Eve Fox,Weirs and their discharge,2020,10.1000/weir,The discharge of a weir is measured with a float.,Weirs\n"
    ),
    "same.bib": (
        "@article{cole, title = {Predicting tool wear in milling}, author = {Ada Cole}, year = {2021},"
        " doi = {10.1000/wear}, abstract = {However tool wear is predicted from the vibration of a milling spindle."
        " Forty spindles were watched for two years.}}\n"
    ),
    "wear.org": (
        f"#+TITLE: Predicting tool wear in milling\n\n* Gist\n{WEAR}\n\n* Limits\n- one machine\n- no Kubernetes\n\n"
        "* Tools\nThe authors name two tools:\n- a float gauge\n- an accelerometer by Bruel\n"
    ),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Iterator[Search]:
    with closing(shelve(tmp_path_factory.mktemp("lookups"), SHELF, models)) as search:
        yield search


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


def test_sentence_of_three_sources_is_quoted_once_and_keywords_never(shelf: Search) -> None:
    answer = ask(shelf, "what predicts tool wear?")
    assert not answer.abstained
    (citation,) = [citation for citation in answer.citations if "vibration of a milling spindle" in citation.quote]
    assert citation.quote == WEAR
    assert {"records.csv", "same.bib"} <= {citation.source, *citation.also}
    assert not [quote for quote in quotes(answer) if "Deep learning" in quote]
    assert all(stands(citation, shelf.catalogue) for citation in answer.citations)


def test_item_is_quoted_with_the_line_that_introduces_its_list(shelf: Search) -> None:
    answer = ask(shelf, "accelerometer")
    assert quotes(answer)[:2] == ["The authors name two tools:", "an accelerometer by Bruel"]
    assert answer.claims[0].citations == (2, 1)


def test_item_of_two_words_answers(shelf: Search) -> None:
    assert "one machine" in quotes(ask(shelf, "how many machines did the tool wear note criticise?"))


@pytest.mark.parametrize("name", ["Kubeflow", "GPT-4", "Zenodo"])
def test_name_that_stands_nowhere_is_not_answered_by_what_is_near(name: str, shelf: Search) -> None:
    answer = ask(shelf, f"does tool wear prediction use {name}?")
    assert (answer.abstained, answer.citations) == (True, ())
    assert answer.reason == f"“{name}” stands nowhere in the corpus."


@pytest.mark.parametrize("question", ["what did Cole find about tool wear?", "What Is Tool Wear Predicted From?"])
def test_authors_and_titles_in_capitals_are_no_unknown_names(question: str, shelf: Search) -> None:
    assert "nowhere" not in (ask(shelf, question).reason or "")


def test_author_in_lower_case_does_not_stand_nowhere(shelf: Search) -> None:
    answer = ask(shelf, "how many machines were used by cole for tool wear?")
    assert not [text for text in (answer.reason or "", *answer.notes) if "nowhere" in text]


def test_ordinary_word_that_stands_nowhere_is_told_beside_the_answer(shelf: Search) -> None:
    answer = ask(shelf, "how precisely is tool wear predicted from lubricants, and what is said of it?")
    assert "“lubricants” stands nowhere in the corpus." in answer.notes


def test_what_a_thing_is_is_answered_only_by_what_names_it(shelf: Search) -> None:
    assert WEAR in quotes(ask(shelf, "what is tool wear?"))
    # "tool" and "discharge" are known, a discharge of tools is not
    answer = ask(shelf, "what is a tool discharge?")
    assert answer.abstained
    assert answer.citations  # the nearest


def test_quoted_phrase_is_looked_for_as_written(shelf: Search) -> None:
    assert quotes(ask(shelf, "what is said of “Milling Spindle”?")) == [WEAR]
    missing = ask(shelf, 'what is said of "spindle of milling"?')
    assert (missing.reason, missing.citations) == ("“spindle of milling” stands nowhere in the corpus.", ())


def test_question_in_the_words_of_one_work_is_not_refused(shelf: Search) -> None:
    key = next(work.key for work in shelf.catalogue.works() if work.authors == ("Eve Fox",))
    answer = ask(shelf, "how does the float do?", Asking(only=Filter(keys=(key,))))
    assert quotes(answer) == ["The discharge of a weir is measured with a float."]


def test_what_i_noted_is_looked_for_in_the_notes(shelf: Search) -> None:
    answer = ask(shelf, "what did I note about Kubernetes?")
    assert quotes(answer) == ["no Kubernetes"]


def passage(
    text: str, *, page: int | None = 3, section: str = "Results", header: str = "Drift — Results"
) -> FoundPassage:
    sentences, place = [], 0
    for line in text.splitlines():
        for part in line.split(" / "):
            sentences.append(Sentence(part, place, place + len(part)))
            place += len(part) + 1
    kept = text.replace(" / ", " ")
    return FoundPassage(
        1, "p1", "w", "a.pdf", Kind.PAPER, Evidence.PAPER, page, section, 0, len(kept), kept, header, tuple(sentences)
    )


@pytest.mark.parametrize(
    ("text", "quotable"),
    [
        ("Drift is found by comparing windows.", True),
        ("The models in production drift.7", True),
        ("ing the achievable PR curve.", False),  # begins on the page before
        ("Although we prioritize citation recall as it entails an answer, enhancing", False),  # ends on the next page
        ("Deep learning; Machining; Tool wear; Vibration", False),
        ("© 2024 The Authors. All rights reserved.", False),
        ("The proceedings contain 31 papers.", False),
        ("The topics discussed include: a survey of drift; on windows; a study of skew; and reuse.", False),
        ("P*(t + 1) = 2 2 11 2 0 ( ) 0 b a φ b C t ≥ 0.", False),
        ("Drift Results", False),
    ],
)
def test_whole_sentences_of_the_text_may_be_quoted(text: str, quotable: bool) -> None:
    of_page = passage(text)
    assert may_be_quoted(of_page, Sentence(text, 0, len(text))) is quotable


def test_keywords_of_a_page_are_not_quoted() -> None:
    of_page = passage("Drift, windows, skew, and serving in production.", section="Keywords")
    assert not may_be_quoted(of_page, of_page.sentences[0])


def test_bulleted_item_on_a_page_has_its_introduction() -> None:
    of_page = passage("We found three faults: / • Drift is late. / • Skew is rare. / We mend both.")
    lead, _, second, after = of_page.sentences
    assert introduction(of_page, second) == lead
    assert introduction(of_page, after) is None


@pytest.mark.skipif(not (SHARED / "samples" / "exports").is_dir(), reason="the texts asked of are not on this machine")
def test_short_questions_name_the_places_of_their_answers() -> None:
    asked = short_questions(SHARED)
    assert sum(bool(texts) for _, texts, _ in asked) >= 80
    assert sum(not texts for _, texts, _ in asked) >= 40
    assert 0.4 < sum(held for *_, held in asked) / len(asked) < 0.6
