"""The conversation of one session: its exchanges, the question on its way, the one that waits, and one that failed."""

from dataclasses import dataclass, replace

import streamlit as st

from assistant.conversation import KEPT_TURNS
from assistant.questions.question import Facet
from ui.page_asking import Asked, Exchange, answered, shared
from ui.page_job import Job
from ui.settings import Settings
from ui.writing import pen_of


@dataclass(frozen=True, slots=True)
class Next:
    """A question that is asked as soon as the one before it is out of the way.

    It follows the whole conversation, or, where it is asked again in the place of the last one, what came `before`.
    """

    asked: Asked
    before: list[Exchange] | None = None


def talk() -> list[Exchange]:
    """The exchanges of this session, the newest last."""
    exchanges: list[Exchange] = st.session_state.setdefault("talk", [])
    return exchanges


def on_its_way() -> Job | None:
    """The question that is being answered, or was just now."""
    job: Job | None = st.session_state.get("job")
    return job


def failed() -> Job | None:
    """The last question, where it could not be answered."""
    job: Job | None = st.session_state.get("failed")
    return job


def waiting() -> Asked | None:
    """The question that is asked next."""
    following: Next | None = st.session_state.get("next")
    return following.asked if following else None


def put(asked: Asked) -> None:
    """Have a question asked; one that is on its way is stopped, and what is written of it by then comes first."""
    st.session_state.next = Next(asked)
    stop()


def ask_again_without(facet: Facet) -> None:
    """Have the last question asked again in its place, without one facet."""
    *before, last = talk()
    st.session_state.next = Next(replace(last.asked, without=last.asked.without | {facet}), before)


def begin_anew() -> None:
    """Forget the conversation; what is on its way is stopped, and is not waited for."""
    stop()
    for name in ("job", "next", "failed"):
        st.session_state.pop(name, None)
    st.session_state.talk = []


def stop() -> None:
    """Stop what is being answered; what is written of it by then is shown."""
    if job := on_its_way():
        job.cancellation.cancel()


def go_on(settings: Settings) -> None:
    """Take over the answer that has come, and begin with the next question where one waits."""
    job = on_its_way()
    if job and job.done:
        del st.session_state.job
        if job.exchange:
            st.session_state.talk = [*job.before, job.exchange][-KEPT_TURNS:]
        else:
            st.session_state.failed = job
    if not on_its_way() and (following := st.session_state.pop("next", None)):
        st.session_state.pop("failed", None)
        before = talk() if following.before is None else following.before
        st.session_state.job = _begun(settings, following.asked, before)


def _begun(settings: Settings, asked: Asked, before: list[Exchange]) -> Job:
    number = st.session_state.get("asked", 0) + 1
    st.session_state.asked = number
    desk = shared(settings.threads, settings.index_folder)
    quotes_only = st.session_state.get("quotes-only", False)
    pen = None if quotes_only else pen_of(settings, strict=st.session_state.get("strict", False))

    def work(job: Job) -> Exchange:
        with_draft = replace(pen, show=job.add, cancellation=job.cancellation) if pen else None
        return answered(desk, settings, asked, before, number, with_draft, job.note)

    return Job(asked, before).start(work)
