"""The desk: from a question to an answer whose every citation was checked."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from assistant.answers import Answer, Citation, Claim, JudgedWork, QuestionKind, Support, Verdict
from assistant.citing import Citer
from assistant.question import MAX_LENGTH, Question, bare_topic, understand
from assistant.quoting import Quote, quote
from assistant.sweep import Decision, Progress, Shown, best_sentences, sweep
from assistant.wording import denominator, plain_markdown, quoted, work_name
from index.errors import UsageError
from index.filters import Filter
from index.search import Hit, Search
from index.sources import Evidence

_NEAREST = 3


def ask(search: Search, text: str, only: Filter = Filter(), progress: Progress = lambda *_: None) -> Answer:
    """Answer a question over the works that `only` admits; raises UsageError for a question without words."""
    question = understand(text)
    # One state of the catalogue from the first look to the last check of a quote, whatever a build writes meanwhile.
    with search.steady():
        if question.kind is QuestionKind.LOOKUP:
            return _look_up(search, question, only)
        return _list(search, question, only.and_also(question.only), progress)


def papers(search: Search, topic: str, only: Filter = Filter(), progress: Progress = lambda *_: None) -> Answer:
    """The sweep for a topic named outright; raises UsageError where it is empty or all stop words."""
    bare = bare_topic(" ".join(topic.split()))
    if not bare:
        raise UsageError(f"the topic {topic!r} has no word to look for: name one, such as `concept drift`")
    with search.steady():
        return _list(search, Question(topic, QuestionKind.LISTING, bare), only, progress)


def _look_up(search: Search, question: Question, only: Filter) -> Answer:
    begun = time.perf_counter()
    citer = _citer(search)
    found = quote(search, question.text, only)
    claims: list[Claim] = []
    paragraphs: list[str] = []
    for _, quotes in groupby(found.quotes, key=lambda q: q.passage.work):
        cited = _cited(citer, quotes)
        claims += [Claim(c.quote, Support.VERBATIM, (c.number,)) for c in cited]
        if cited:
            paragraphs.append(_paragraph(cited))
    reason = None
    if not claims:
        reason = _nothing_found(search, only)
        paragraphs = _nearest(search, citer, reason, question.text, found.nearest)
    return _answer(search, question, begun, paragraphs, claims, citer, reason=reason, only=only)


def _list(search: Search, question: Question, only: Filter, progress: Progress) -> Answer:
    begun = time.perf_counter()
    citer = _citer(search)
    decisions = sweep(search, question.topic, only, progress)
    counts = _counts(decisions)
    works: list[JudgedWork] = []
    claims: list[Claim] = []
    lines = {Verdict.DISCUSSES: list[str](), Verdict.MENTIONS: list[str]()}
    for decision in decisions:
        cited = _cited(citer, decision.shown)
        work, numbers = decision.work, tuple(c.number for c in cited)
        works.append(JudgedWork(work.key, work.label, work.authors, work.year, decision.verdict, numbers))
        claims += [Claim(c.quote, Support.VERBATIM, (c.number,)) for c in cited]
        if cited:
            lines[decision.verdict].append(f"- {_paragraph(cited)}")
    summary = plain_markdown(denominator(counts, question.topic, str(only)))
    reason = None
    if not any(lines.values()):
        reason = denominator(counts, question.topic, str(only)) if decisions else _nothing_found(search, only)
        nearest = search.hits(question.topic, _NEAREST, only)
        paragraphs = _nearest(search, citer, reason, question.topic, nearest)
    else:
        paragraphs = [summary, "\n".join(lines[Verdict.DISCUSSES])]
        if lines[Verdict.MENTIONS]:
            paragraphs += ["In passing:", "\n".join(lines[Verdict.MENTIONS])]
    return _answer(search, question, begun, paragraphs, claims, citer, works, counts, reason, only)


def _citer(search: Search) -> Citer:
    return Citer(search.catalogue, {work.key: work for work in search.catalogue.works()})


def _cited(citer: Citer, found: Iterable[Quote | Shown]) -> list[Citation]:
    """Citations of the sentences that stand in their sources; others are not shown."""
    return [citation for item in found if (citation := citer.cite(item.passage, item.sentence))]


def _paragraph(cited: Sequence[Citation]) -> str:
    """A work's name and its quotes; `cited` must not be empty."""
    return f"{_named(cited[0])}: {' '.join(quoted(citation) for citation in cited)}"


def _named(citation: Citation) -> str:
    return f"**{plain_markdown(work_name(citation.title, citation.authors, citation.year))}**"


def _counts(decisions: Sequence[Decision]) -> dict[Verdict, int]:
    counted = Counter(decision.verdict for decision in decisions)
    return {verdict: counted[verdict] for verdict in Verdict}


def _nothing_found(search: Search, only: Filter) -> str:
    """Why a lookup has no answer: what was searched, and what cannot be seen into."""
    catalogue = search.catalogue
    works = {work.key for work in catalogue.works(only)}
    if not works:
        return f"No work passes the filter ({only})." if only else "The corpus holds no work yet."
    dark = works - {place.work for place in catalogue.places() if place.evidence is not Evidence.TITLE}
    unread = len(dark & catalogue.unreadable().keys())
    passing = f" that pass the filter ({only})" if only else ""
    return (
        f"No passage of the {len(works)} works{passing} answers this; {len(dark) - unread} of them are known by title"
        f" only, {unread} could not be read."
    )


def _nearest(search: Search, citer: Citer, reason: str, query: str, hits: Sequence[Hit]) -> list[str]:
    """The reason for an abstention, and the best sentence of each passage that came nearest."""
    for hit in hits:
        shown = best_sentences(search, query, [Shown(hit.passage, sentence) for sentence in hit.passage.sentences])
        citer.cite(hit.passage, shown[0].sentence)
    if not citer.citations:
        return [plain_markdown(reason)]
    lines = [f"- {_named(citation)}: {quoted(citation)}" for citation in citer.citations]
    return [plain_markdown(reason), "What came nearest:", "\n".join(lines)]


def _answer(
    search: Search,
    question: Question,
    begun: float,
    paragraphs: Sequence[str],
    claims: Sequence[Claim],
    citer: Citer,
    works: Sequence[JudgedWork] | None = None,
    counts: dict[Verdict, int] | None = None,
    reason: str | None = None,
    only: Filter = Filter(),
) -> Answer:
    if question.cut:
        paragraphs = [*paragraphs, f"The question was longer than {MAX_LENGTH} characters; the rest was not read."]
    return Answer(
        question=question.text,
        kind=question.kind,
        topic=question.topic,
        filter=str(only),
        text="\n\n".join(paragraph for paragraph in paragraphs if paragraph),
        abstained=reason is not None,
        reason=reason,
        claims=tuple(claims),
        citations=citer.citations,
        works=tuple(works) if works is not None else None,
        counts=counts,
        generation=search.catalogue.generation(),
        model=None,
        seconds=time.perf_counter() - begun,
    )
