"""Lookups: a question answered with the sentences that answer it, or with none; and two things set side by side."""

from itertools import groupby

from assistant.answers import Answer, Side
from assistant.composing import NEAREST, Composer, paragraph
from assistant.questions.question import Question
from assistant.quoting import Found, quote
from assistant.searched import nothing_found
from assistant.wording import plain_markdown
from index.filters import Filter
from index.search import Search


def look_up(search: Search, question: Question, only: Filter) -> Answer:
    """Answer with quotes, work by work; abstain where no passage answers."""
    made = Composer(search, question, only)
    found = quote(search, question.topic or question.text, only)
    made.paragraphs = _by_work(made, found)
    if not made.claims:
        made.abstain(nothing_found(search, only), question.topic or question.text, found.nearest)
    return made.answer()


def compare(search: Search, question: Question, only: Filter) -> Answer:
    """Quotes on each side of a comparison under its own head; abstain where there are none on any."""
    made = Composer(search, question, only)
    for side in question.sides:
        before = len(made.claims)
        if told := _by_work(made, quote(search, side, only)):
            made.paragraphs.append("\n\n".join([f"On {plain_markdown(side)}:", *told]))
        numbers = tuple(number for claim in made.claims[before:] for number in claim.citations)
        made.sides += (Side(side, tuple(dict.fromkeys(numbers))),)
    silent = [f"“{side.name}”" for side in made.sides if not side.citations]
    if not made.claims:
        made.sides = ()
        made.abstain(nothing_found(search, only), question.topic, search.hits(question.topic, NEAREST, only))
    elif silent:
        made.notes = (f"Nothing answers on {' and '.join(silent)}.",)
    return made.answer()


def _by_work(made: Composer, found: Found) -> list[str]:
    """A paragraph of checked quotes for each work, in the order of its best sentence."""
    cited = (made.claim(quotes) for _, quotes in groupby(found.quotes, key=lambda q: q.passage.work))
    return [paragraph(one) for one in cited if one]
