"""The judge's rule."""

import pytest
from assistant.judge import Signals, judge

from assistant.answers import Verdict


@pytest.mark.parametrize(
    ("signals", "verdict"),
    [
        (Signals(has_text=False), Verdict.UNKNOWN),
        (Signals(has_text=False, readable=False), Verdict.UNREADABLE),
        (Signals(has_text=False, named_in_title=True), Verdict.DISCUSSES),
        (Signals(has_text=False, readable=False, named_in_title=True), Verdict.DISCUSSES),
        (Signals(has_text=True), Verdict.NO),
        (Signals(has_text=True, readable=False), Verdict.NO),
        (Signals(has_text=True, named_in_notes=True), Verdict.DISCUSSES),
        (Signals(has_text=True, named_in_heading=True), Verdict.DISCUSSES),
        (Signals(has_text=True, sentences=1), Verdict.MENTIONS),
        (Signals(has_text=True, sentences=1, cross_encoder=0.6), Verdict.DISCUSSES),
        (Signals(has_text=True, sentences=2), Verdict.DISCUSSES),
        (Signals(has_text=True, cross_encoder=0.55), Verdict.MENTIONS),
        (Signals(has_text=True, cross_encoder=0.65), Verdict.DISCUSSES),
        (Signals(has_text=True, cross_encoder=0.1), Verdict.NO),
    ],
)
def test_signals_lead_to_the_verdict(signals: Signals, verdict: Verdict) -> None:
    assert judge(signals) is verdict
