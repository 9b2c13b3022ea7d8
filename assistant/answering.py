"""Answer lookups, comparisons and listings: with quotes, verdicts, or the words of a language model."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, zip_longest

from assistant.answers import Answer, JudgedWork, Side, Verdict, numbers_by_type
from assistant.composing import NEAREST, Composer
from assistant.evidence import Progress
from assistant.lookups import quote
from assistant.nowhere import nowhere, quoted_phrases
from assistant.sweeping.sweep import Decision, sweep, sweep_all
from assistant.sweeping.topics import Glossary, Topic, topic_of
from assistant.wording import denominator
from assistant.writing.pen import Pen
from assistant.writing.writer import WritingOutcome, write
from index.entries import FoundPassage
from index.works.filters import Filter

NOT_ANSWERED = "The language model found no answer in the passages given to it."


def look_up(composer: Composer, glossary: Glossary, pen: Pen | None = None) -> Answer:
    """Answer in a model's words or with quotes; abstain if no passage answers.

    A question across works gets quotes by work first, then the model's synthesis. A name or a quoted phrase that stands
    nowhere in the corpus is not answered by what is near. A model gets the passages near the question whether or not
    the program finds that they answer; if it finds no answer in them, the nearest sentences are shown all the same, as
    a document could tell it that there is none.
    """
    search, question = composer.search, composer.question
    asked = question.topic or question.text
    missing = nowhere(search.catalogue, composer.known, question)
    if missing.names:
        composer.abstain(asked, (), str(missing))
        return composer.answer()
    if missing.words:
        composer.notes += (str(missing),)
    phrases = quoted_phrases(question)
    found = quote(search, asked, composer.only, across=question.across, phrases=phrases, glossary=glossary)
    if question.across and found.quotes:
        composer.claim(found.quotes)
        synthesise(composer, pen, "across", found.useful)
        return composer.answer()
    outcome = write(composer, pen, "lookup", found.useful) if pen and found.useful else WritingOutcome.FAILED
    if outcome is WritingOutcome.REFUSED:
        composer.abstain(asked, found.nearest, NOT_ANSWERED)
    elif outcome is WritingOutcome.FAILED:
        composer.claim(found.quotes)
        if not composer.claims:
            composer.abstain(asked, found.nearest[:NEAREST])
    return composer.answer()


def compare(composer: Composer, pen: Pen | None = None) -> Answer:
    """Quote each side of a comparison, then add a model's synthesis; abstain if no passage answers."""
    search, question, only = composer.search, composer.question, composer.only
    useful: list[Sequence[FoundPassage]] = []
    for number, name in enumerate(question.sides):
        of_work = Filter(keys=question.works[number : number + 1])  # of named works, what each says of the topic
        asked = question.aspect if of_work else name
        answering = quote(search, asked, only.and_also(of_work))
        useful.append(answering.useful)
        numbers = dict.fromkeys(citation.number for citation in composer.claim(answering.quotes))
        composer.sides += (Side(name, tuple(numbers)),)
    silent = [f"“{side.name}”" for side in composer.sides if not side.citations]
    if not composer.claims:
        composer.sides = ()
        composer.abstain(question.topic, search.hits(question.topic, NEAREST, only))
        return composer.answer()
    if silent:
        composer.notes = (f"Nothing answers on {' and '.join(silent)}.",)
    in_turn = [passage for passage in chain.from_iterable(zip_longest(*useful)) if passage]
    synthesise(composer, pen, "comparison", in_turn, sides=" and ".join(f"“{side}”" for side in question.sides))
    return composer.answer()


def synthesise(composer: Composer, pen: Pen | None, task: str, useful: Sequence[FoundPassage], **filled: str) -> None:
    """Let a model, if there is one, bring together the quoted evidence."""
    if pen and write(composer, pen, task, useful, filled) is WritingOutcome.REFUSED:
        composer.notes += ("The language model found nothing to bring together in the passages given to it.",)


# Listings and counts: every work is decided, and those that discuss the topic are shown with what they say.


def list_works(composer: Composer, glossary: Glossary, progress: Progress, pen: Pen | None = None) -> Answer:
    """List the works that discuss the topics of the question, then those that mention them, with the denominator.

    The sweep alone decides; a model only words what the works found say.
    """
    search, question, only = composer.search, composer.question, composer.only
    topics = {text: topic_of(search.catalogue, text, glossary) for text in question.wanted.topics}
    composer.notes += tuple(_parts_note(topic) for topic in topics.values() if topic.parts)
    decisions = sweep_all(
        question.wanted, lambda text: sweep(search, topics[text], only, progress, works=composer.admitted)
    )
    if pen:
        _put_into_words(composer, decisions, pen)
    composer.works = tuple(_judged(composer, decision) for decision in decisions)
    verdicts = Counter(decision.verdict for decision in decisions)
    composer.counts = {verdict: verdicts[verdict] for verdict in Verdict}
    composer.summary = denominator(
        composer.counts,
        question.topic,
        str(only),
        combines=question.wanted.combines,
        evidence=only.evidence,
        set_aside=numbers_by_type(composer.set_aside),
    )
    if not (verdicts[Verdict.DISCUSSES] or verdicts[Verdict.MENTIONS]):
        # Nothing is near a phrase in quotation marks: it is looked for as written.
        as_written = any(topic.as_written for topic in topics.values())
        nearest = [] if as_written else search.hits(question.topic, NEAREST, only)
        composer.abstain(question.topic, nearest, composer.summary if decisions else "")
    return composer.answer()


def _put_into_words(composer: Composer, decisions: Sequence[Decision], pen: Pen) -> None:
    """Let a model word what the works say that discuss the topic, from the first passage of each, then the others."""
    discussing = [decision for decision in decisions if decision.verdict is Verdict.DISCUSSES and decision.shown]
    in_turn = chain.from_iterable(zip_longest(*(decision.shown for decision in discussing)))
    passages = [shown.passage for shown in in_turn if shown]
    if not passages:
        return
    outcome = write(composer, pen, "listing", passages, {"topic": f"“{composer.question.topic}”"})
    if outcome is not WritingOutcome.WRITTEN or composer.writing is None:
        return
    prompted = set(composer.writing.passages)
    worded = sum(any(shown.passage.id in prompted for shown in decision.shown) for decision in discussing)
    if worded < len(discussing):
        composer.notes += (f"The wording rests on {worded} of the {len(discussing)} works found; the list has all.",)


def _judged(composer: Composer, decision: Decision) -> JudgedWork:
    work = decision.work
    return JudgedWork(
        key=work.key,
        title=work.label,
        authors=work.authors,
        year=work.year,
        verdict=decision.verdict,
        citations=tuple(citation.number for citation in composer.claim(decision.shown)),
        venue=work.venue,
        probability=decision.probability,
        type=work.type,
        secondary=work.secondary,
        retracted=work.retracted,
        times_cited=work.times_cited,
    )


def _parts_note(topic: Topic) -> str:
    parts = " and ".join(topic.parts)
    return f"“{topic.text}” was taken as one topic: works on any part of it count. Ask for “both {parts}” to have all."
