"""Bibliographic questions: answered from the catalogue alone, exactly."""

from assistant.answers import Answer
from assistant.bibliography.facts import Facts, find
from assistant.composing import Composer
from assistant.questions.known import Known
from assistant.questions.question import Question
from assistant.questions.requests import Aim, Request
from assistant.wording import plain_markdown, work_name
from index.filters import Filter
from index.search import Search

_LISTED = 200
"""Works that the answer's text names; all of them are in its `found`."""


def from_catalogue(search: Search, question: Question, known: Known, only: Filter) -> Answer:
    """Answer from the facts of the works that `only` admits; a question without a request asks for the works."""
    made = Composer(search, question, only)
    facts = find(question.request or Request(Aim.WORKS), search.catalogue.works(only), known, only)
    made.found, made.groups, made.summary = facts.works, facts.groups, facts.sentence
    made.paragraphs = [plain_markdown(facts.sentence), _lines(facts)]
    if not facts.works:
        made.reason = facts.sentence
    return made.answer()


def _lines(facts: Facts) -> str:
    if facts.groups:
        return "\n".join(f"- {plain_markdown(group.name)}: {len(group.keys)}" for group in facts.groups)
    named = [f"- {plain_markdown(f'{work_name(w.label, w.authors, w.year)} ({w.key})')}" for w in facts.works[:_LISTED]]
    left = len(facts.works) - _LISTED
    return "\n".join([*named, f"- and {left} more"] if left > 0 else named)
