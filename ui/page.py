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
from ui.page_asking import Asked, Exchange, answered
from ui.page_sidebar import chosen_filter, draw_status
from ui.page_text import literal
from ui.settings import Settings, load_settings

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


def reply(settings: Settings, asked: Asked, before: list[Exchange]) -> str:
    """Answer, and keep the exchange after those `before` it; returns what went wrong, which it has shown."""
    number = st.session_state.get("asked", 0) + 1
    st.session_state.asked = number
    with st.chat_message("user"):
        st.text(asked.question)
    with st.chat_message("assistant"):
        try:
            with st.spinner("Looking through the corpus"):
                exchange = answered(settings, asked, before, number)
        except RefdeskError as exc:
            st.error(literal(str(exc)))
            return str(exc)
    st.session_state.talk = [*before, exchange][-KEPT_TURNS:]
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
    before = talk()[:-1] if again else talk()
    with conversation:
        for exchange in before:
            newest = exchange is before[-1] and asked is None
            draw_exchange(exchange, ask_again_without if newest else None)
        return reply(settings, asked, before) if asked else ""


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
        told = converse(settings, given)
        with st.sidebar:
            draw_status(read_status(settings.corpus, settings.index_folder, BGE_SMALL.fingerprint))
    except RefdeskError as exc:
        if str(exc) != told:
            st.error(literal(str(exc)))


page()
