"""Verdicts on several topics combined: "both X and Y", "X but not Y", "which do not discuss X"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.answers import Verdict
from assistant.questions.question import Wanted
from assistant.sweeping.sweep import Decision

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
