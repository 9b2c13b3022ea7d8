"""The first page: a conversation with the corpus, each answer with its citations, and how the index stands."""

from dataclasses import replace

import streamlit as st

from assistant.conversation import KEPT_TURNS
from assistant.questions.question import Facet
from index.errors import RefdeskError
from index.filters import Filter
from index.status import read_status
from index.weights import BGE_SMALL
from ui.page_answer import draw_exchange
from ui.page_asking import Asked, Exchange, answered, shared
from ui.page_draft import draw_job
from ui.page_job import Job
from ui.page_sidebar import chosen_filter, draw_model, draw_status
from ui.page_text import literal
from ui.settings import Settings, load_settings
from ui.writing import pen_of

_EXAMPLE = "which papers discuss training-serving skew?"


def talk() -> list[Exchange]:
    """The exchanges of this session, the newest last."""
    exchanges: list[Exchange] = st.session_state.setdefault("talk", [])
    return exchanges


def begin_anew() -> None:
    """Forget the conversation."""
    st.session_state.talk = []


def ask_again_without(facet: Facet) -> None:
    """Have the last question asked again in its place, without one facet."""
    last = talk()[-1].asked
    st.session_state.again = replace(last, without=last.without | {facet})


def begin(settings: Settings, asked: Asked, before: list[Exchange]) -> Job:
    """Have a question answered, as the one that follows `before`; whatever was on its way is stopped."""
    stop()
    number = st.session_state.get("asked", 0) + 1
    st.session_state.asked = number
    desk = shared(settings.threads, settings.index_folder)
    pen = pen_of(settings, strict=st.session_state.get("strict", False))
    if pen and st.session_state.get("quotes-only", False):
        pen = None

    def work(job: Job) -> Exchange:
        with_draft = replace(pen, show=job.add, cancellation=job.cancellation) if pen else None
        return answered(desk, settings, asked, before, number, with_draft, job.note)

    job: Job = Job(asked, before).start(work)
    st.session_state.job = job
    return job


def stop() -> None:
    """Stop what is being answered; what is written of it by then is shown."""
    job: Job | None = st.session_state.get("job")
    if job:
        job.cancellation.cancel()


def follow(job: Job) -> str:
    """Show a question on its way until it is answered; returns what went wrong, which it has shown.

    A click anywhere on the page ends this and draws the page anew, which then follows the same job.
    """
    with st.chat_message("user"):
        st.text(job.asked.question)
    with st.chat_message("assistant"):
        draw_job(job, stop)
    del st.session_state.job
    if job.exchange is None:
        with st.chat_message("assistant"):
            st.error(literal(job.error or ""))
        return job.error or ""
    st.session_state.talk = [*job.before, job.exchange][-KEPT_TURNS:]
    st.rerun()  # so that every answer is drawn in one way, whether it is new or not
    return ""


def converse(settings: Settings, given: Filter) -> str:
    """The conversation so far, and the next question where one was asked; returns what went wrong, if anything did."""
    # Above the box, which is not pinned to the window's foot: pinned, the end of a long answer would be seen first.
    conversation = st.container()
    with st.container():
        typed = st.chat_input(f"Ask, such as: {_EXAMPLE}", max_chars=2000, key="question")
    again: Asked | None = st.session_state.pop("again", None)
    asked = again or (Asked(typed, given) if typed else None)
    job: Job | None = st.session_state.get("job")
    if asked:
        job = begin(settings, asked, talk()[:-1] if again else talk())
    before = job.before if job else talk()
    with conversation:
        for exchange in before:
            newest = exchange is before[-1] and job is None
            draw_exchange(exchange, ask_again_without if newest else None)
        return follow(job) if job else ""


def page() -> None:
    """Draw the page once."""
    st.set_page_config(page_title="Refdesk", page_icon="📚", layout="centered")
    st.title("Refdesk", anchor=False)
    st.caption("Ask your own literature. Every quote was found in its source by program.")
    told = ""
    try:
        settings = load_settings()
        with st.sidebar:
            st.button("New conversation", on_click=begin_anew, disabled=not talk(), key="anew")
            given = chosen_filter()
            draw_model(settings.model_choice)
        told = converse(settings, given)
        with st.sidebar:
            draw_status(read_status(settings.corpus, settings.index_folder, BGE_SMALL.fingerprint))
    except RefdeskError as exc:
        if str(exc) != told:
            st.error(literal(str(exc)))


page()
