"""Composing an answer: what is cited stands, what does not is left out, and an abstention shows what came nearest."""

from dataclasses import replace

import pytest

from assistant.answers import Support
from assistant.composing import Composer
from assistant.evidence import Shown
from assistant.markdown import markdown_of
from assistant.questions.question import Known, Question, QuestionKind
from index.search import Search


@pytest.fixture
def made(search: Search) -> Composer:
    return Composer(search, Question("what is drift?", QuestionKind.LOOKUP, "drift"), Known.of(search.catalogue))


def shown(search: Search, query: str) -> Shown:
    passage = search.hits(query, 1)[0].passage
    return Shown(passage, passage.sentences[0])


def test_claim_is_a_quote_with_the_number_of_its_citation(search: Search, made: Composer) -> None:
    (citation,) = made.claim([shown(search, "continuous training")])
    answer = made.answer()
    assert answer.citations == (citation,)
    assert [(c.text, c.support, c.citations) for c in answer.claims] == [(citation.quote, Support.VERBATIM, (1,))]


def test_sentence_that_does_not_stand_where_it_says_is_left_out(search: Search, made: Composer) -> None:
    true = shown(search, "continuous training")
    moved = replace(true, sentence=replace(true.sentence, start=true.sentence.start + 3))
    assert made.claim([moved]) == []
    assert made.answer().claims == made.answer().citations == ()


def test_sentence_cited_twice_keeps_its_number(search: Search, made: Composer) -> None:
    one = shown(search, "continuous training")
    first, second = made.claim([one])[0], made.claim([one])[0]
    assert first == second
    assert len(made.answer().citations) == 1


def test_abstention_shows_the_nearest_and_claims_nothing(search: Search, made: Composer) -> None:
    hits = search.hits("drift", 3)
    made.abstain("drift", hits, "Nothing [1] of *this*.")
    answer = made.answer()
    assert answer.abstained
    assert answer.reason == "Nothing [1] of *this*."
    assert markdown_of(answer).startswith(r"Nothing \[1\] of \*this\*.")
    assert {citation.key for citation in answer.citations} <= {hit.passage.work for hit in hits}
    assert answer.citations
    assert answer.claims == ()


def test_abstention_without_hits_gives_its_reason_alone(made: Composer) -> None:
    made.abstain("drift", [], "Nothing.")
    assert markdown_of(made.answer()) == "Nothing."


def test_notes_of_the_question_and_of_the_answer_are_told(search: Search) -> None:
    question = Question("what?", QuestionKind.LOOKUP, "drift", notes=("One *note*.",), cut=True)
    made = Composer(search, question, Known.of(search.catalogue))
    made.notes = ("Another.",)
    answer = made.answer()
    assert answer.notes[:2] == ("One *note*.", "Another.")
    assert "the rest was not read" in answer.notes[2]
    assert markdown_of(answer).startswith(r"One \*note\*.")
