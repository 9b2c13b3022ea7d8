"""The sweep: a verdict on one topic for every work, with the sentences that show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Verdict
from assistant.sweeping.close_reading import Progress, Reading, read_closely
from assistant.sweeping.evidence import Found, Naming, Shown, gather
from assistant.sweeping.judge import Judge, fitted_judge
from assistant.sweeping.signals import Signals, signals_of
from assistant.sweeping.topics import Topic
from index.entries import WorkEntry
from index.filters import Filter
from index.search import Search
from index.sources import Evidence

_COMPARED = 12
_QUOTED = 2
_RANK = {evidence: i for i, evidence in enumerate(Evidence)}


@dataclass(frozen=True, slots=True)
class Decision:
    """A work's verdict on one topic, how probable it is that the work discusses it, and the sentences that show it."""

    work: WorkEntry
    verdict: Verdict
    probability: float
    shown: tuple[Shown, ...]
    signals: Signals


def sweep(
    search: Search,
    topic: Topic,
    only: Filter = Filter(),
    progress: Progress = lambda *_: None,
    judge: Judge | None = None,
) -> list[Decision]:
    """Decide every work that `only` admits: by verdict, then most probable first, then by key."""
    catalogue, judge = search.catalogue, judge or fitted_judge()
    with catalogue.snapshot():
        works, unreadable = catalogue.works(only), catalogue.unreadable()
        found, spread = gather(search, topic, only)
        readings = read_closely(search, topic, found, progress)
        decisions = []
        for work in works:
            of_work, reading = found.get(work.key, Found()), readings.get(work.key, Reading())
            signals = signals_of(of_work, spread, reading, readable=work.key not in unreadable)
            verdict, probability = judge.decide(signals)
            shows = verdict in (Verdict.DISCUSSES, Verdict.MENTIONS)
            shown = _shown(search, topic, of_work, reading) if shows else ()
            decisions.append(Decision(work, verdict, probability, shown, signals))
    order = list(Verdict)
    return sorted(decisions, key=lambda d: (order.index(d.verdict), -d.probability, -_naming(d), d.work.key))


def _naming(decision: Decision) -> int:
    return decision.signals.named + decision.signals.narrower


def _shown(search: Search, topic: Topic, found: Found, reading: Reading) -> tuple[Shown, ...]:
    """The best sentences: those that name the topic, then what stands under a heading that does, else what reads best.

    Sentences of the paper come before those of a summary, an abstract or a title; those in passing come last.
    """
    if found.naming:
        return _best_named(search, topic, list(found.naming.values()))
    if found.headings:
        return tuple(heading.shown for heading in list(found.headings.values())[:1])
    return tuple(shown for _, shown in reading.sentences[:1])


def _best_named(search: Search, topic: Topic, namings: Sequence[Naming]) -> tuple[Shown, ...]:
    namings = sorted(namings, key=lambda n: (n.in_passing, _RANK[n.shown.passage.evidence], n.name.standing))
    first = namings[0]
    alike = [n for n in namings if n.in_passing == first.in_passing and _kind(n) == _kind(first)]
    best = best_sentences(search, topic.text, [n.shown for n in alike[:_COMPARED]])[:_QUOTED]
    if len(best) < _QUOTED:  # a second witness of another kind says more than none
        best += tuple(n.shown for n in namings if _kind(n) not in (_kind(first), Evidence.TITLE))[: _QUOTED - len(best)]
    return best


def _kind(naming: Naming) -> Evidence:
    return naming.shown.passage.evidence


def best_sentences(search: Search, query: str, sentences: Sequence[Shown]) -> tuple[Shown, ...]:
    """The sentences in the cross-encoder's order, best first; in the order given where there is none."""
    if search.reranker is None or len(sentences) < 2:
        return tuple(sentences)
    scores = search.reranker.score(query, [shown.sentence.text for shown in sentences])
    return tuple(sentences[int(i)] for i in (-scores).argsort(kind="stable"))
