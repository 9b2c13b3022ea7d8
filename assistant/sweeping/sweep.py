"""The sweep: a verdict on one topic for every work, with the sentences that show it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.answers import Verdict
from assistant.evidence import Progress, Shown
from assistant.logistic import Logistic, load
from assistant.questions.question import Wanted
from assistant.sweeping.signals import CloseReading, Naming, Signals, TopicFound, gather, read_closely, signals_of
from assistant.sweeping.topics import Topic
from index.entries import WorkEntry
from index.search import Search
from index.sources import Evidence
from index.works.filters import Filter

# The judge: from the signals of one work and one topic to a verdict.
#
# What names the topic in its title, its abstract or the researcher's summary discusses it. All else is weighed by a
# logistic model over the signals, whose coefficients, threshold and measurement stand in `judge.toml`; the script
# `tests/benchmarks/judging.py` fits it.

FILE_NAME = "judge.toml"


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic model over the features of `Signals`, and the probability from which on a work discusses the topic."""

    model: Logistic
    discusses: float

    def decide(self, signals: Signals) -> tuple[Verdict, float]:
        """The verdict and its probability; a work without text is `unknown` or `unreadable` unless its title tells.

        What names the topic nowhere but in passing, or lacks its telling words, does not discuss it, however near its
        sentences are to it.
        """
        if signals.in_title or (signals.has_text and signals.in_notes):
            return Verdict.DISCUSSES, 1.0
        if not signals.has_text:
            return (Verdict.UNKNOWN if signals.readable else Verdict.UNREADABLE), 0.0
        probability = self.model.probability(signals.features())
        if probability >= self.discusses and not (signals.only_in_passing or signals.lacking):
            return Verdict.DISCUSSES, probability
        if signals.is_named:
            return Verdict.MENTIONS, probability
        return Verdict.NO, probability


@lru_cache(maxsize=1)
def fitted_judge() -> Judge:
    """The judge that comes with Refdesk."""
    fitted = load("assistant.sweeping", FILE_NAME)
    return Judge(fitted.model, fitted.thresholds["discusses"])


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
            for of_work, reading in [(found.get(work.key, TopicFound()), readings.get(work.key, CloseReading()))]
        ]
        telling = {d.work.key: found[d.work.key] for d in judged if d.verdict in _SHOWN and d.work.key in found}
        scores = _scores(search, topic, telling.values())
    shown = {key: _shown(work, readings.get(key, CloseReading()), scores) for key, work in telling.items()}
    decisions = [replace(d, shown=shown.get(d.work.key, ())) for d in judged]
    order = list(Verdict)
    return sorted(decisions, key=lambda d: (order.index(d.verdict), -d.probability, -_naming(d), d.work.key))


def _judged(judge: Judge, work: WorkEntry, signals: Signals) -> Decision:
    verdict, probability = judge.decide(signals)
    return Decision(work, verdict, probability, (), signals)


def _naming(decision: Decision) -> int:
    return decision.signals.named + decision.signals.narrower


def _shown(found: TopicFound, reading: CloseReading, scores: Mapping[str, float]) -> tuple[Shown, ...]:
    """The best sentences: those that name the topic, then what stands under a heading that does, else what reads best.

    Sentences of the paper come before those of a summary, an abstract or a title; those in passing come last.
    """
    if found.naming:
        return _best_named(found, scores)
    if found.headings:
        return tuple(heading.shown for heading in list(found.headings.values())[:1])
    return tuple(shown for _, shown in reading.sentences[:1])


def _best_named(found: TopicFound, scores: Mapping[str, float]) -> tuple[Shown, ...]:
    alike = _compared(found)
    first = alike[0]
    best = [n.shown for n in sorted(alike, key=lambda n: -scores.get(n.shown.sentence.text, 0.0))][:_QUOTED]
    if len(best) < _QUOTED:  # a second witness of another kind says more than none
        others = (n.shown for n in _ranked(found) if _kind(n) not in (_kind(first), Evidence.TITLE))
        best += list(others)[: _QUOTED - len(best)]
    return tuple(best)


def _ranked(found: TopicFound) -> list[Naming]:
    return sorted(found.naming.values(), key=lambda n: (n.in_passing, _RANK[_kind(n)], n.name.kind))


def _compared(found: TopicFound) -> list[Naming]:
    """The namings of the best kind, of which the best sentences are shown."""
    namings = _ranked(found)
    first = namings[0]
    return [n for n in namings if n.in_passing == first.in_passing and _kind(n) == _kind(first)][:_COMPARED]


def _scores(search: Search, topic: Topic, works: Iterable[TopicFound]) -> dict[str, float]:
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


# Verdicts on several topics combined: "both X and Y", "X but not Y", "which do not discuss X".

_BLIND = (Verdict.UNREADABLE, Verdict.UNKNOWN)


def combined(wanted: Wanted, swept: Mapping[str, Sequence[Decision]]) -> list[Decision]:
    """One decision a work, from those on each topic: `discusses` where the work is what was asked for, then by
    probability and key.

    What nobody can see into stays `unknown` or `unreadable`, unless what is seen rules it out. A work that names an
    excluded topic only in passing is not excluded.
    """
    of_work: dict[str, dict[str, Decision]] = {}
    for topic, decisions in swept.items():
        for decision in decisions:
            of_work.setdefault(decision.work.key, {})[topic] = decision
    made = [_of_one(wanted, by_topic) for by_topic in of_work.values()]
    order = list(Verdict)
    return sorted(made, key=lambda d: (order.index(d.verdict), -d.probability, d.work.key))


def _of_one(wanted: Wanted, by_topic: Mapping[str, Decision]) -> Decision:
    needed = [by_topic[topic] for topic in wanted.all_of]
    either = [by_topic[topic] for topic in wanted.any_of]
    banned = [by_topic[topic] for topic in wanted.none_of]
    verdict = _verdict(needed, either, [d.verdict for d in banned])
    likely = [d.probability for d in needed] + ([max(d.probability for d in either)] if either else [])
    likely += [1.0 - d.probability for d in banned]
    shows = verdict in (Verdict.DISCUSSES, Verdict.MENTIONS)
    shown = tuple(dict.fromkeys(one for d in (*needed, *either) for one in d.shown)) if shows else ()
    probability = 0.0 if verdict in _BLIND else min(likely)
    return replace((needed + either + banned)[0], verdict=verdict, probability=probability, shown=shown)


def _verdict(needed: Sequence[Decision], either: Sequence[Decision], banned: Sequence[Verdict]) -> Verdict:
    verdicts = [d.verdict for d in needed]
    if either:
        verdicts.append(min((d.verdict for d in either), key=list(Verdict).index))
    if Verdict.NO in verdicts or Verdict.DISCUSSES in banned:
        return Verdict.NO
    for blind in _BLIND:
        if blind in (*verdicts, *banned):
            return blind
    return Verdict.DISCUSSES if all(verdict is Verdict.DISCUSSES for verdict in verdicts) else Verdict.MENTIONS


Sweep = Callable[[str], Sequence[Decision]]
"""Decides every work on one topic."""


def sweep_all(wanted: Wanted, sweep: Sweep) -> list[Decision]:
    """Decide every work on a combination of topics, each topic swept once."""
    if not wanted.combines:
        return list(sweep(wanted.all_of[0]))
    return combined(wanted, {topic: sweep(topic) for topic in wanted.topics})
