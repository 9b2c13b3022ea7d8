"""Answer listings and counts: decide every work, and quote those that discuss the topic."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, zip_longest

from assistant.answers import Answer, JudgedWork, Verdict
from assistant.composing import NEAREST, Composer
from assistant.evidence import Progress
from assistant.sweeping.sweep import Decision, sweep, sweep_all
from assistant.sweeping.topics import Glossary, Topic, topic_of
from assistant.wording import denominator
from assistant.writing.pen import Pen
from assistant.writing.writer import WritingOutcome, write


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
        composer.counts, question.topic, str(only), combines=question.wanted.combines, evidence=only.evidence
    )
    if not (verdicts[Verdict.DISCUSSES] or verdicts[Verdict.MENTIONS]):
        nearest = search.hits(question.topic, NEAREST, only)
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
    )


def _parts_note(topic: Topic) -> str:
    parts = " and ".join(topic.parts)
    return f"“{topic.text}” was taken as one topic: works on any part of it count. Ask for “both {parts}” to have all."
