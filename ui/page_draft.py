"""A question on its way, drawn while it is answered: the stage, how far it is, and the draft as it grows."""

import time
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.page_job import Job
from ui.page_text import literal

_EVERY = 0.1
"""Seconds between two drawings of a job, and the longest that a click on the page waits to be heard."""


def draw_job(job: Job, stop: Callable[[], None]) -> None:
    """Draw a job until it is done, with a button that calls `stop`.

    What stands there in the end is left: the answer, drawn in its place, would otherwise follow on a blank.
    """
    stopped = job.cancellation.cancelled
    told, drafted, button = st.empty(), st.empty(), st.empty()
    button.button("Stopping" if stopped else "Stop", key="stop", on_click=stop, disabled=stopped)
    drawn: object = None
    while True:
        now = (job.stage, job.share, len(job.draft))
        if now != drawn:
            _draw(job, told, drafted)
            drawn = now
            time.sleep(_EVERY)
        if job.wait(_EVERY):
            return
        st.session_state.get("job")  # where nothing is drawn, only this lets the script be ended by a click


def _draw(job: Job, told: DeltaGenerator, drafted: DeltaGenerator) -> None:
    if draft := job.draft.strip():
        told.caption("A draft, which is checked when it is done\\:")
        drafted.markdown("\n\n".join(literal(line) for line in draft.splitlines() if line.strip()))
    elif job.share is None:
        told.caption(literal(job.stage))
    else:
        told.progress(job.share, text=literal(job.stage))
