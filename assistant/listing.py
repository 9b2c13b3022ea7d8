"""Listings and counts: every work is decided, and those that discuss the topic are shown with what they say."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, zip_longest

from assistant.answers import Answer, JudgedWork, Verdict
from assistant.composing import NEAREST, Composer, paragraph
from assistant.evidence import Progress
from assistant.sweeping.sweep import Decision, sweep, sweep_all
from assistant.sweeping.topics import Glossary, Topic, topic_of
from assistant.wording import denominator, plain_markdown, work_name
from assistant.writing.pen import Pen
from assistant.writing.writer import WritingOutcome, write

_SHOWN = (Verdict.DISCUSSES, Verdict.MENTIONS)


def list_works(made: Composer, glossary: Glossary, progress: Progress, pen: Pen | None = None) -> Answer:
    """The works that discuss what the question wants, then those that mention it, with the denominator.

    The sweep alone decides; a model puts into words what the works say that were found.
    """
    search, question, only = made.search, made.question, made.only
    topics = {text: topic_of(search.catalogue, text, glossary) for text in question.wanted.topics}
    made.notes += tuple(_joined(topic) for topic in topics.values() if topic.parts)
    decisions = sweep_all(
        question.wanted, lambda text: sweep(search, topics[text], only, progress, works=made.admitted)
    )
    worded = _worded(made, decisions, pen) if pen else False
    lines = _told(made, decisions)
    made.counts = _counts(decisions)
    combines = question.wanted.combines
    made.summary = denominator(made.counts, question.topic, str(only), combines=combines, evidence=only.evidence)
    if not any(lines.values()):
        made.abstain(question.topic, search.hits(question.topic, NEAREST, only), made.summary if decisions else "")
        return made.answer()
    in_words = made.paragraphs if worded else []
    made.paragraphs = [plain_markdown(made.summary), *in_words, "\n".join(lines[Verdict.DISCUSSES])]
    if lines[Verdict.MENTIONS]:
        made.paragraphs += ["In passing:", "\n".join(lines[Verdict.MENTIONS])]
    return made.answer()


def _worded(made: Composer, decisions: Sequence[Decision], pen: Pen) -> bool:
    """Have a model word what the works say that discuss the topic: the first passage of each, then the others."""
    found = [decision for decision in decisions if decision.verdict is Verdict.DISCUSSES and decision.shown]
    in_turn = chain.from_iterable(zip_longest(*(decision.shown for decision in found)))
    passages = [shown.passage for shown in in_turn if shown]
    if not passages:
        return False
    if write(made, pen, "listing", passages, {"topic": f"“{made.question.topic}”"}) is not WritingOutcome.WRITTEN:
        return False
    given = set(made.writing.passages) if made.writing else set()
    told = sum(any(shown.passage.id in given for shown in decision.shown) for decision in found)
    if told < len(found):
        made.notes += (f"The wording rests on {told} of the {len(found)} works found; the list has all.",)
    return True


def _told(made: Composer, decisions: Sequence[Decision]) -> dict[Verdict, list[str]]:
    """Every work's verdict goes into the answer; a line for each work to be shown, by verdict."""
    judged: list[JudgedWork] = []
    lines: dict[Verdict, list[str]] = {verdict: [] for verdict in _SHOWN}
    for decision in decisions:
        cited = made.claim(decision.shown)
        work = decision.work
        judged.append(
            JudgedWork(
                key=work.key,
                title=work.label,
                authors=work.authors,
                year=work.year,
                verdict=decision.verdict,
                citations=tuple(citation.number for citation in cited),
                venue=work.venue,
                probability=decision.probability,
            )
        )
        if decision.verdict in _SHOWN:
            name = plain_markdown(work_name(work.label, work.authors, work.year))
            lines[decision.verdict].append(f"- {paragraph(cited) if cited else f'**{name}**'}")
    made.works = tuple(judged)
    return lines


def _counts(decisions: Sequence[Decision]) -> dict[Verdict, int]:
    counted = Counter(decision.verdict for decision in decisions)
    return {verdict: counted[verdict] for verdict in Verdict}


def _joined(topic: Topic) -> str:
    parts = " and ".join(topic.parts)
    return f"“{topic.text}” was taken as one topic: works on any part of it count. Ask for “both {parts}” to have all."
