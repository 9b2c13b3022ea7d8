"""A question on its way, drawn while it is answered: the stage, how far it is, and the draft as it grows."""

from collections.abc import Callable

import streamlit as st

from ui.page_job import Job
from ui.page_text import literal

_EVERY = 0.1
"""Seconds between two looks at a job: a word is seen well before the next one."""


def draw_job(job: Job, stop: Callable[[], None]) -> None:
    """Draw a job until it is done, with a button that calls `stop`."""
    told, drafted, button = st.empty(), st.empty(), st.empty()
    button.button("Stop", key="stop", on_click=stop)
    while not job.wait(_EVERY):
        if job.draft.strip():
            told.caption("A draft, which is checked when it is done\\:")
            drafted.markdown("\n\n".join(literal(line) for line in job.draft.splitlines() if line.strip()))
        elif job.share is None:
            told.caption(literal(job.stage))
        else:
            told.progress(job.share, text=literal(job.stage))
    for place in (told, drafted, button):
        place.empty()
