"""The judge: which signals lead to which verdict, and that more of a topic never counts against it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Verdict
from assistant.evidence import UNREAD, log_odds
from assistant.logistic import Logistic
from assistant.sweeping.signals import Signals
from assistant.sweeping.sweep import Judge, fitted_judge

NOTHING = Signals(has_text=True, nearest=0.45, apart=-0.5, best=UNREAD, best_three=UNREAD)

signals = st.builds(
    Signals,
    has_text=st.just(True),
    in_heading=st.booleans(),
    named=st.integers(0, 60),
    narrower=st.integers(0, 60),
    in_passing=st.integers(0, 60),
    nearest=st.floats(0.3, 0.95),
    apart=st.floats(-3, 8),
    best=st.floats(UNREAD, -UNREAD),
    best_three=st.floats(UNREAD, -UNREAD),
)


def test_fitted_judge_weighs_every_signal_and_its_thresholds_are_in_order() -> None:
    judge = fitted_judge()
    assert judge.model.coefficients.keys() == NOTHING.features().keys()
    assert 0.0 < judge.discusses < 1.0


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (Signals(has_text=False), Verdict.UNKNOWN),
        (Signals(has_text=False, readable=False), Verdict.UNREADABLE),
        (Signals(has_text=False, in_title=True), Verdict.DISCUSSES),
        (Signals(has_text=False, readable=False, in_title=True), Verdict.DISCUSSES),
        (NOTHING, Verdict.NO),
        (replace(NOTHING, readable=False), Verdict.NO),
        (replace(NOTHING, in_notes=True), Verdict.DISCUSSES),
        (replace(NOTHING, in_title=True), Verdict.DISCUSSES),
        (replace(NOTHING, in_passing=1), Verdict.MENTIONS),
        (replace(NOTHING, narrower=1), Verdict.MENTIONS),
        (replace(NOTHING, named=9, in_heading=True, nearest=0.8, apart=4, best=3, best_three=2), Verdict.DISCUSSES),
    ],
)
def test_signals_lead_to_the_verdict(found: Signals, verdict: Verdict) -> None:
    assert fitted_judge().decide(found)[0] is verdict


@given(signals)
def test_what_is_named_only_in_passing_is_mentioned_at_most(found: Signals) -> None:
    passing = replace(found, named=0, narrower=0, in_heading=False, in_passing=found.in_passing + 1)
    assert fitted_judge().decide(passing)[0] is Verdict.MENTIONS


@given(signals)
def test_what_lacks_the_telling_words_is_mentioned_at_most(found: Signals) -> None:
    assert fitted_judge().decide(replace(found, lacking=True))[0] is not Verdict.DISCUSSES


@given(signals, st.integers(1, 20))
def test_more_sentences_that_name_it_never_make_it_less_probable(found: Signals, more: int) -> None:
    likely = fitted_judge().decide(found)[1]
    for fuller in (replace(found, named=found.named + more), replace(found, narrower=found.narrower + more)):
        assert fitted_judge().decide(fuller)[1] >= likely


@given(signals)
def test_heading_and_better_sentences_never_make_it_less_probable(found: Signals) -> None:
    likely = fitted_judge().decide(found)[1]
    better = replace(found, best=-UNREAD, best_three=-UNREAD)
    for fuller in (replace(found, in_heading=True), better, replace(found, nearest=0.96), replace(found, apart=8)):
        assert fitted_judge().decide(fuller)[1] >= likely


@given(signals)
def test_probability_is_one_and_thresholds_part_the_verdicts(found: Signals) -> None:
    judge = fitted_judge()
    verdict, likely = judge.decide(found)
    assert 0.0 <= likely <= 1.0
    if verdict is Verdict.DISCUSSES:
        assert likely >= judge.discusses
    if verdict is Verdict.NO:
        assert likely < judge.discusses
        assert not found.is_named


def test_thresholds_are_reached_at_their_own_value() -> None:
    even = Judge(Logistic({}, 0.0), discusses=0.5)
    assert even.decide(NOTHING)[0] is Verdict.DISCUSSES
    assert Judge(Logistic({}, 0.0), discusses=0.6).decide(NOTHING)[0] is Verdict.NO


@given(st.floats(0, 1))
def test_log_odds_are_finite_and_rise(probability: float) -> None:
    assert UNREAD - 1e-4 <= log_odds(probability) <= -UNREAD + 1e-4
    assert log_odds(probability) >= log_odds(probability / 2)
