"""Lookups and comparisons: answered with the sentences that answer them, in a model's words where there is one."""

from collections.abc import Sequence
from itertools import chain, groupby, zip_longest

from assistant.answers import Answer, Side
from assistant.composing import NEAREST, Composer, paragraph
from assistant.questions.question import Question
from assistant.quoting import Found, quote
from assistant.searched import nothing_found
from assistant.wording import TOGETHER, plain_markdown
from assistant.writing.pen import Pen
from assistant.writing.writer import Outcome, write
from index.entries import FoundPassage
from index.filters import Filter
from index.search import Search


def look_up(search: Search, question: Question, only: Filter, pen: Pen | None = None) -> Answer:
    """Answer in a model's words or with quotes, work by work; abstain where no passage answers.

    Asked what several works say, the evidence of each work comes first, then what a model makes of it.
    """
    made = Composer(search, question, only)
    asked = question.topic or question.text
    found = quote(search, asked, only, across=question.across)
    if found.quotes and question.across:
        made.paragraphs = _by_work(made, found)
        _synthesised(made, pen, "across", found.useful)
    else:
        outcome = write(made, pen, "lookup", found.useful) if found.quotes and pen else Outcome.FAILED
        if outcome is not Outcome.WRITTEN:
            made.paragraphs = _by_work(made, found)
        if outcome is Outcome.REFUSED:
            # Whether there is an answer is not the model's to decide: a document could tell it that there is none.
            made.notes += ("The language model found no answer in the passages given to it; these are quotes of them.",)
    if not made.claims:
        made.abstain(nothing_found(search, only), asked, found.nearest)
    return made.answer()


def compare(search: Search, question: Question, only: Filter, pen: Pen | None = None) -> Answer:
    """Quotes on each side of a comparison under its own head, then what a model makes of them; abstain without any."""
    made = Composer(search, question, only)
    useful: list[Sequence[FoundPassage]] = []
    for side in question.sides:
        before = len(made.claims)
        found = quote(search, side, only)
        useful.append(found.useful)
        if told := _by_work(made, found):
            made.paragraphs.append("\n\n".join([f"On {plain_markdown(side)}:", *told]))
        numbers = tuple(number for claim in made.claims[before:] for number in claim.citations)
        made.sides += (Side(side, tuple(dict.fromkeys(numbers))),)
    silent = [f"“{side.name}”" for side in made.sides if not side.citations]
    if not made.claims:
        made.sides = ()
        made.abstain(nothing_found(search, only), question.topic, search.hits(question.topic, NEAREST, only))
        return made.answer()
    if silent:
        made.notes = (f"Nothing answers on {' and '.join(silent)}.",)
    in_turn = [passage for passage in chain.from_iterable(zip_longest(*useful)) if passage]
    _synthesised(made, pen, "comparison", in_turn, sides=" and ".join(f"“{side}”" for side in question.sides))
    return made.answer()


def _synthesised(made: Composer, pen: Pen | None, task: str, useful: Sequence[FoundPassage], **filled: str) -> None:
    """Add what a model makes of evidence that is already told, under a line of its own."""
    if pen is None:
        return
    told = len(made.paragraphs)
    outcome = write(made, pen, task, useful, filled)
    if outcome is Outcome.WRITTEN:
        made.paragraphs.insert(told, TOGETHER)
    elif outcome is Outcome.REFUSED:
        made.notes += ("The language model found nothing to bring together in the passages given to it.",)


def _by_work(made: Composer, found: Found) -> list[str]:
    """A paragraph of checked quotes for each work, in the order of its best sentence."""
    cited = (made.claim(quotes) for _, quotes in groupby(found.quotes, key=lambda q: q.passage.work))
    return [paragraph(one) for one in cited if one]
