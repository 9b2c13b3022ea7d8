"""The first page: a conversation with the corpus, each answer with its citations, and how the index stands."""

import streamlit as st

from index.errors import RefdeskError
from index.freshness import read_status
from index.models.weights import BGE_SMALL
from index.works.filters import Filter
from ui.page.answer import draw_exchange, draw_job
from ui.page.asking import PageQuestion
from ui.page.history import draw_again, draw_earlier, put_away, shown_again
from ui.page.sidebar import chosen_filter, draw_model, draw_status
from ui.page.talk import ask_again_without, begin_anew, failed, go_on, on_its_way, put, stop, talk, waiting
from ui.page.text import literal
from ui.settings import Settings, load_settings

_EXAMPLE = "which papers discuss training-serving skew?"


def draw_talk() -> str:
    """The conversation so far; returns what went wrong with its last question, which it has shown."""
    job, lost = on_its_way(), failed()
    before = job.before if job else talk()
    for exchange in before:
        newest = exchange is before[-1] and job is None
        draw_exchange(exchange, ask_again_without if newest else None)
    if job:
        draw_question(job.asked.question)
    elif lost:
        draw_question(lost.asked.question)
        with st.chat_message("assistant"):
            st.error(literal(lost.error or ""))
        return lost.error or ""
    return ""


def draw_question(question: str) -> None:
    """A question, to the letter."""
    with st.chat_message("user"):
        st.text(question)


def follow() -> None:
    """Show the question that is on its way until it is answered, then have the page drawn anew with the answer.

    A click anywhere on the page ends this and draws the page anew, which then follows the same job.
    """
    job = on_its_way()
    if job is None:
        return
    here = st.container()
    if asked := waiting():
        draw_question(asked.question)
    with here, st.chat_message("assistant"):
        draw_job(job, stop)
    st.rerun()


def draw_rest_of_sidebar(settings: Settings) -> str:
    """Earlier answers and how the index stands; returns why that cannot be told, if it cannot."""
    with st.sidebar:
        draw_earlier(settings.index_folder)
        try:
            draw_status(read_status(settings.corpus, settings.index_folder, BGE_SMALL.fingerprint))
        except RefdeskError as exc:
            return str(exc)
    return ""


def converse(settings: Settings, given: Filter) -> None:
    """The conversation or the answer that is shown again, the box to ask in, and what stands beside them."""
    # Above the box, which is not pinned to the window's foot: pinned, the end of a long answer would be seen first.
    conversation, below = st.container(), st.container()
    with below:
        typed = st.chat_input(f"Ask, such as: {_EXAMPLE}", max_chars=2000, key="question")
    if typed:
        put_away()
        put(PageQuestion(typed, given))
    go_on(settings)
    shown = ""
    with conversation:
        again = shown_again()
        if again is None:
            shown = draw_talk()
        else:
            draw_again(settings, again, on_its_way() is not None)
    trouble = draw_rest_of_sidebar(settings)
    if trouble and trouble != shown:
        with below:
            st.error(literal(trouble))
    if again is None:
        with conversation:
            follow()


def clear() -> None:
    """An empty page to ask on."""
    put_away()
    begin_anew()


def page() -> None:
    """Draw the page once."""
    st.set_page_config(page_title="Refdesk", page_icon="📚", layout="centered")
    st.title("Refdesk", anchor=False)
    st.caption("Ask your own literature. Every quote was found in its source by program.")
    try:
        settings = load_settings()
        with st.sidebar:
            begun = talk() or on_its_way() or failed() or shown_again() or st.session_state.get("question")
            st.button("New conversation", on_click=clear, disabled=not begun, key="anew")
            given = chosen_filter()
            draw_model(settings.model)
        converse(settings, given)
    except RefdeskError as exc:
        st.error(literal(str(exc)))


page()
