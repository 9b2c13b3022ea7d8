"""Verdicts on several topics combined into one."""

from itertools import product

import pytest

from assistant.answers import Verdict
from assistant.questions.question import Wanted
from assistant.sweeping.signals import Signals
from assistant.sweeping.sweep import Decision, combined, sweep_all
from index.entries import WorkEntry

D, M, N, U, R = Verdict.DISCUSSES, Verdict.MENTIONS, Verdict.NO, Verdict.UNKNOWN, Verdict.UNREADABLE
LIKELY = {D: 0.9, M: 0.4, N: 0.1, U: 0.0, R: 0.0}


def decision(key: str, verdict: Verdict) -> Decision:
    work = WorkEntry(key, key, key, (), None, None, None, (f"{key}.md",), (), ())
    return Decision(work, verdict, LIKELY[verdict], (), Signals(has_text=verdict not in (U, R)))


def of(wanted: Wanted, **verdicts: Verdict) -> Decision:
    (made,) = combined(wanted, {topic: [decision("w", verdict)] for topic, verdict in verdicts.items()})
    return made


@pytest.mark.parametrize(
    ("x", "y", "verdict"),
    [(D, D, D), (D, M, M), (M, M, M), (D, N, N), (M, N, N), (D, U, U), (U, U, U), (R, R, R), (D, R, R), (U, N, N)],
)
def test_both(x: Verdict, y: Verdict, verdict: Verdict) -> None:
    wanted = Wanted(all_of=("x", "y"))
    assert of(wanted, x=x, y=y).verdict is verdict
    assert of(wanted, x=y, y=x).verdict is verdict


@pytest.mark.parametrize(
    ("x", "y", "verdict"),
    [(D, N, D), (D, M, D), (D, D, N), (M, N, M), (M, D, N), (N, N, N), (N, U, N), (U, D, N), (D, U, U), (U, U, U)],
)
def test_one_but_not_the_other(x: Verdict, y: Verdict, verdict: Verdict) -> None:
    assert of(Wanted(all_of=("x",), none_of=("y",)), x=x, y=y).verdict is verdict


@pytest.mark.parametrize(
    ("x", "y", "verdict"),
    [(N, N, D), (M, N, D), (D, N, N), (N, D, N), (U, N, U), (R, R, R), (U, D, N), (M, M, D)],
)
def test_neither(x: Verdict, y: Verdict, verdict: Verdict) -> None:
    assert of(Wanted(none_of=("x", "y")), x=x, y=y).verdict is verdict


@pytest.mark.parametrize(
    ("x", "y", "verdict"),
    [(D, N, D), (N, D, D), (D, U, D), (M, N, M), (N, N, N), (R, D, D), (U, U, U), (R, R, R)],
)
def test_either(x: Verdict, y: Verdict, verdict: Verdict) -> None:
    assert of(Wanted(any_of=("x", "y")), x=x, y=y).verdict is verdict


def test_probability_is_that_of_the_weakest_part_and_none_of_what_cannot_be_seen() -> None:
    assert of(Wanted(all_of=("x", "y")), x=D, y=M).probability == LIKELY[M]
    assert of(Wanted(all_of=("x",), none_of=("y",)), x=D, y=M).probability == pytest.approx(1 - LIKELY[M])
    assert of(Wanted(none_of=("y",)), y=U).probability == 0.0


def test_every_work_is_decided_once_by_verdict_then_probability() -> None:
    swept = {
        topic: [decision(f"w{i}", pair[at]) for i, pair in enumerate(product(Verdict, repeat=2))]
        for at, topic in enumerate(("x", "y"))
    }
    made = combined(Wanted(all_of=("x", "y")), swept)
    assert sorted(d.work.key for d in made) == sorted(f"w{i}" for i in range(25))
    ranks = [(list(Verdict).index(d.verdict), -d.probability, d.work.key) for d in made]
    assert ranks == sorted(ranks)


def test_each_topic_is_swept_once() -> None:
    asked: list[str] = []

    def sweep(topic: str) -> list[Decision]:
        asked.append(topic)
        return [decision("w", D)]

    sweep_all(Wanted(all_of=("x", "y"), any_of=("z", "x"), none_of=("v",)), sweep)
    sweep_all(Wanted(all_of=("alone",)), sweep)
    assert asked == ["x", "y", "z", "v", "alone"]
