"""The sweep: a verdict on a topic for every work, with the sentences that show it."""

from collections.abc import Callable, Mapping, Sequence
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

FILE_NAME = "judge.toml"


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic model over the features of `Signals`, and the threshold of the verdict DISCUSSES.

    The script `tests/benchmarks/judging.py` fits it; coefficients and measurement are in `judge.toml`.
    """

    model: Logistic
    discusses: float

    def decide(self, signals: Signals) -> tuple[Verdict, float]:
        """The verdict and the probability that the work discusses the topic.

        A work whose title, abstract or summary names the topic discusses it; the model weighs everything else. A work
        without text is `unknown` or `unreadable` unless its title names the topic. A work that names the topic only in
        passing, or whose nearest passages lack the topic's telling words, does not discuss it, whatever the model says.
        """
        if signals.in_title or (signals.has_text and signals.in_notes):
            return Verdict.DISCUSSES, 1.0
        if not signals.has_text:
            return (Verdict.UNKNOWN if signals.readable else Verdict.UNREADABLE), 0.0
        probability = self.model.probability(signals.features())
        if probability >= self.discusses and not (signals.only_in_passing or signals.lacking):
            return Verdict.DISCUSSES, probability
        return (Verdict.MENTIONS if signals.is_named else Verdict.NO), probability


@lru_cache(maxsize=1)
def fitted_judge() -> Judge:
    """The judge of `judge.toml`."""
    fitted = load("assistant.sweeping", FILE_NAME)
    return Judge(fitted.model, fitted.thresholds["discusses"])


_COMPARED = 12
"""Sentences of one work that the cross-encoder compares. A guess."""

_QUOTED = 2
"""Sentences quoted for one work. A guess."""

_AT_ONCE = 500
"""Sentences scored in one call: an interrupted sweep keeps the scores of finished calls. A guess."""

_SHOWN = (Verdict.DISCUSSES, Verdict.MENTIONS)
_VERDICT_RANK = {verdict: i for i, verdict in enumerate(Verdict)}
_EVIDENCE_RANK = {evidence: i for i, evidence in enumerate(Evidence)}


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on one work, the probability that it discusses the topic, and the sentences that show it."""

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
    works: Sequence[WorkEntry] | None = None,
) -> list[Decision]:
    """Decide every work that `only` admits; sorted by verdict, then by probability, then by key.

    `works` are those that `only` admits, if the caller has already read them.
    """
    catalogue, judge = search.catalogue, judge or fitted_judge()
    decisions = []
    with catalogue.snapshot():
        works = catalogue.works(only) if works is None else works
        unreadable = catalogue.unreadable()
        by_work, spread = gather(search, topic, only)
        readings = {} if topic.as_written else read_closely(search, topic, by_work, progress)
        for work in works:
            reading = readings.get(work.key, CloseReading())
            readable = work.key not in unreadable
            signals = signals_of(by_work.get(work.key, TopicFound()), spread, reading, readable=readable)
            verdict, probability = judge.decide(signals)
            if topic.as_written and verdict is Verdict.DISCUSSES and not (signals.is_named or signals.in_title):
                verdict, probability = Verdict.NO, 0.0  # what is only like a phrase in quotation marks is not it
            decisions.append(Decision(work, verdict, probability, (), signals))
        telling = {d.work.key: by_work[d.work.key] for d in decisions if d.verdict in _SHOWN and d.work.key in by_work}
        scores = _scores(search, topic, [work for work in telling.values() if work.naming])
    shown = {key: _sentences(work, readings.get(key, CloseReading()), scores) for key, work in telling.items()}
    decisions.sort(key=lambda d: (_VERDICT_RANK[d.verdict], -d.probability, -d.signals.sentences, d.work.key))
    return [replace(decision, shown=shown.get(decision.work.key, ())) for decision in decisions]


def _scores(search: Search, topic: Topic, works: Sequence[TopicFound]) -> dict[str, float]:
    """Cross-encoder scores by sentence, for the works with a choice of sentences; empty without a reranker."""
    if search.reranker is None:
        return {}
    choices = [_best_kind(work) for work in works]
    texts = sorted({naming.shown.sentence.text for choice in choices if len(choice) > 1 for naming in choice})
    scores: dict[str, float] = {}
    for i in range(0, len(texts), _AT_ONCE):
        batch = texts[i : i + _AT_ONCE]
        scores |= zip(batch, search.reranker.score(topic.text, batch).tolist(), strict=True)
    return scores


def _sentences(work: TopicFound, reading: CloseReading, scores: Mapping[str, float]) -> tuple[Shown, ...]:
    """The sentences to show: the best that name the topic, else one under such a heading, else the best read."""
    if not work.naming:
        under_headings = tuple(naming.shown for naming in work.headings.values())
        return under_headings[:1] or tuple(shown for _, shown in reading.sentences[:1])
    choice = sorted(_best_kind(work), key=lambda naming: -scores.get(naming.shown.sentence.text, 0.0))
    quoted = choice[:_QUOTED]
    if len(quoted) < _QUOTED:  # add a sentence of another kind of evidence
        quoted += [n for n in _ranked(work) if n.evidence not in (choice[0].evidence, Evidence.TITLE)]
    return tuple(naming.shown for naming in quoted[:_QUOTED])


def _best_kind(work: TopicFound) -> list[Naming]:
    """The namings of the best kind of evidence; those in passing only if there are no others."""
    ranked = _ranked(work)
    best = ranked[0]
    return [n for n in ranked if n.in_passing == best.in_passing and n.evidence == best.evidence][:_COMPARED]


def _ranked(work: TopicFound) -> list[Naming]:
    """Namings by kind of evidence, the paper's first; those in passing last."""
    return sorted(work.naming.values(), key=lambda n: (n.in_passing, _EVIDENCE_RANK[n.evidence], n.name.kind))


_BLIND = (Verdict.UNREADABLE, Verdict.UNKNOWN)
"""Verdicts of works without readable text."""

Sweep = Callable[[str], Sequence[Decision]]
"""Decides every work on one topic."""


def sweep_all(wanted: Wanted, sweep: Sweep) -> list[Decision]:
    """Decide every work on a combination of topics, each topic swept once."""
    if not wanted.combines:
        return list(sweep(wanted.all_of[0]))
    return combined(wanted, {topic: sweep(topic) for topic in wanted.topics})


def combined(wanted: Wanted, swept: Mapping[str, Sequence[Decision]]) -> list[Decision]:
    """Combine the decisions on each topic: `discusses` means that the work fits "both X and Y" or "X but not Y".

    Sorted by verdict, then by probability, then by key. A work without text stays `unknown` or `unreadable` unless
    its title rules it out. A work that names an excluded topic only in passing is not excluded.
    """
    by_work: dict[str, dict[str, Decision]] = {}
    for topic, of_topic in swept.items():
        for decision in of_topic:
            by_work.setdefault(decision.work.key, {})[topic] = decision
    decisions = [_combine(wanted, by_topic) for by_topic in by_work.values()]
    return sorted(decisions, key=lambda d: (_VERDICT_RANK[d.verdict], -d.probability, d.work.key))


def _combine(wanted: Wanted, by_topic: Mapping[str, Decision]) -> Decision:
    needed = [by_topic[topic] for topic in wanted.all_of]
    either = [by_topic[topic] for topic in wanted.any_of]
    banned = [by_topic[topic] for topic in wanted.none_of]
    verdicts = [decision.verdict for decision in needed]
    likely = [decision.probability for decision in needed]
    if either:
        verdicts.append(min((decision.verdict for decision in either), key=lambda verdict: _VERDICT_RANK[verdict]))
        likely.append(max(decision.probability for decision in either))
    likely += [1.0 - decision.probability for decision in banned]
    verdict = _verdict(verdicts, [decision.verdict for decision in banned])
    shown = tuple(dict.fromkeys(each for decision in (*needed, *either) for each in decision.shown))
    return replace(
        (needed + either + banned)[0],
        verdict=verdict,
        probability=0.0 if verdict in _BLIND else min(likely),
        shown=shown if verdict in _SHOWN else (),
    )


def _verdict(wanted: Sequence[Verdict], banned: Sequence[Verdict]) -> Verdict:
    if Verdict.NO in wanted or Verdict.DISCUSSES in banned:
        return Verdict.NO
    for blind in _BLIND:
        if blind in (*wanted, *banned):
            return blind
    return Verdict.DISCUSSES if all(verdict is Verdict.DISCUSSES for verdict in wanted) else Verdict.MENTIONS
