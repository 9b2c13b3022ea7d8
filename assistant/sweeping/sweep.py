"""The sweep: a verdict on one topic for every work, with the sentences that show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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
_AT_ONCE = 500
_SHOWN = (Verdict.DISCUSSES, Verdict.MENTIONS)
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
        judged = [
            _judged(judge, work, signals_of(of_work, spread, reading, readable=work.key not in unreadable))
            for work in works
            for of_work, reading in [(found.get(work.key, Found()), readings.get(work.key, Reading()))]
        ]
        telling = {d.work.key: found[d.work.key] for d in judged if d.verdict in _SHOWN and d.work.key in found}
        scores = _scores(search, topic, telling.values())
    shown = {key: _shown(work, readings.get(key, Reading()), scores) for key, work in telling.items()}
    decisions = [replace(d, shown=shown.get(d.work.key, ())) for d in judged]
    order = list(Verdict)
    return sorted(decisions, key=lambda d: (order.index(d.verdict), -d.probability, -_naming(d), d.work.key))


def _judged(judge: Judge, work: WorkEntry, signals: Signals) -> Decision:
    verdict, probability = judge.decide(signals)
    return Decision(work, verdict, probability, (), signals)


def _naming(decision: Decision) -> int:
    return decision.signals.named + decision.signals.narrower


def _shown(found: Found, reading: Reading, scores: Mapping[str, float]) -> tuple[Shown, ...]:
    """The best sentences: those that name the topic, then what stands under a heading that does, else what reads best.

    Sentences of the paper come before those of a summary, an abstract or a title; those in passing come last.
    """
    if found.naming:
        return _best_named(found, scores)
    if found.headings:
        return tuple(heading.shown for heading in list(found.headings.values())[:1])
    return tuple(shown for _, shown in reading.sentences[:1])


def _best_named(found: Found, scores: Mapping[str, float]) -> tuple[Shown, ...]:
    alike = _compared(found)
    first = alike[0]
    best = [n.shown for n in sorted(alike, key=lambda n: -scores.get(n.shown.sentence.text, 0.0))][:_QUOTED]
    if len(best) < _QUOTED:  # a second witness of another kind says more than none
        others = (n.shown for n in _ranked(found) if _kind(n) not in (_kind(first), Evidence.TITLE))
        best += list(others)[: _QUOTED - len(best)]
    return tuple(best)


def _ranked(found: Found) -> list[Naming]:
    return sorted(found.naming.values(), key=lambda n: (n.in_passing, _RANK[_kind(n)], n.name.standing))


def _compared(found: Found) -> list[Naming]:
    """The namings of the best kind, of which the best sentences are shown."""
    namings = _ranked(found)
    first = namings[0]
    return [n for n in namings if n.in_passing == first.in_passing and _kind(n) == _kind(first)][:_COMPARED]


def _scores(search: Search, topic: Topic, works: Iterable[Found]) -> dict[str, float]:
    """What the cross-encoder makes of the sentences to choose from, of all works at once; empty where there is none."""
    if search.reranker is None:
        return {}
    choices = (_compared(work) for work in works if work.naming)
    texts = sorted({n.shown.sentence.text for choice in choices if len(choice) > 1 for n in choice})
    scores: dict[str, float] = {}
    for i in range(0, len(texts), _AT_ONCE):  # what was scored is remembered when the rest is broken off
        some = texts[i : i + _AT_ONCE]
        scores |= zip(some, search.reranker.score(topic.text, some).tolist(), strict=True)
    return scores


def _kind(naming: Naming) -> Evidence:
    return naming.shown.passage.evidence


def best_sentences(search: Search, query: str, sentences: Sequence[Shown]) -> tuple[Shown, ...]:
    """The sentences in the cross-encoder's order, best first; in the order given where there is none."""
    if search.reranker is None or len(sentences) < 2:
        return tuple(sentences)
    scores = search.reranker.score(query, [shown.sentence.text for shown in sentences])
    return tuple(sentences[int(i)] for i in (-scores).argsort(kind="stable"))
