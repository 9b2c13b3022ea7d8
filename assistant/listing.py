"""Listings and counts: every work is decided, and those that discuss the topic are shown with what they say."""

from collections import Counter
from collections.abc import Sequence

from assistant.answers import Answer, JudgedWork, Verdict
from assistant.composing import NEAREST, Composer, paragraph
from assistant.questions.question import Question, Wanted
from assistant.searched import nothing_found
from assistant.sweeping.close_reading import Progress
from assistant.sweeping.combining import sweep_all
from assistant.sweeping.glossary import Glossary
from assistant.sweeping.naming import topic_of
from assistant.sweeping.sweep import Decision, sweep
from assistant.wording import denominator, plain_markdown, work_name
from index.filters import Filter
from index.search import Search

_SHOWN = (Verdict.DISCUSSES, Verdict.MENTIONS)


def list_works(search: Search, question: Question, only: Filter, glossary: Glossary, progress: Progress) -> Answer:
    """The works that discuss what the question wants, then those that mention it, with the denominator."""
    made = Composer(search, question, only)

    def decided(topic: str) -> list[Decision]:
        return sweep(search, topic_of(search.catalogue, topic, glossary), only, progress)

    decisions = sweep_all(question.wanted, decided)
    lines = _told(made, decisions)
    made.counts = _counts(decisions)
    combines = _combines(question.wanted)
    made.summary = denominator(made.counts, question.topic, str(only), combines=combines, evidence=only.evidence)
    if not any(lines.values()):
        reason = made.summary if decisions else nothing_found(search, only)
        made.abstain(reason, question.topic, search.hits(question.topic, NEAREST, only))
        return made.answer()
    made.paragraphs = [plain_markdown(made.summary), "\n".join(lines[Verdict.DISCUSSES])]
    if lines[Verdict.MENTIONS]:
        made.paragraphs += ["In passing:", "\n".join(lines[Verdict.MENTIONS])]
    return made.answer()


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


def _combines(wanted: Wanted) -> bool:
    """Whether topics are combined, so that works fit the question rather than discuss a topic."""
    return wanted != Wanted(wanted.all_of[:1])
