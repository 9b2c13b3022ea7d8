"""The page: a conversation with the corpus, and a sidebar with filters, earlier answers and the state of the index."""

from typing import TYPE_CHECKING

import streamlit as st

from assistant.answers import numbers_by_type
from assistant.wording import evidence_name, set_aside_note
from index.errors import RefdeskError
from index.freshness import Status, read_status
from index.models.weights import BGE_SMALL
from index.sources import Evidence, Kind, WorkType
from index.works.filters import Filter, Years, studies
from ui.page import talk
from ui.page.answer import draw_exchange, draw_job
from ui.page.asking import PageQuestion
from ui.page.history import close_earlier, draw_earlier_answer, draw_earlier_list, earlier_shown
from ui.page.text import literal
from ui.settings import Settings, load_settings

if TYPE_CHECKING:
    from ui.settings import ModelSettings

# From the first printed books to any year that a record may claim.
_FIRST_YEAR, _LAST_YEAR = 1400, 2999


def chosen_filter() -> Filter:
    """Draw the filter's widgets; returns the filter for the next question."""
    with st.expander("Filters"):
        begin = st.number_input("From year", _FIRST_YEAR, _LAST_YEAR, value=None, key="from-year")
        end = st.number_input("To year", _FIRST_YEAR, _LAST_YEAR, value=None, key="to-year")
        author = st.text_input("Author", max_chars=200, key="author").strip()
        venue = st.text_input("Venue", max_chars=200, key="venue").strip()
        types = st.multiselect("Types of works", list(WorkType), key="types")
        kinds = st.multiselect("Kinds of sources", list(Kind), key="kinds")
        evidence = st.multiselect("Kinds of evidence", list(Evidence), format_func=evidence_name, key="evidence")
    if begin is not None and end is not None and begin > end:
        begin, end = end, begin
    return Filter(
        years=Years(begin, end) if begin is not None or end is not None else None,
        authors=(author,) if author else (),
        kinds=tuple(map(str, kinds)),
        venues=(venue,) if any(map(str.isalnum, venue)) else (),
        evidence=tuple(map(str, evidence)),
        types=tuple(map(str, types)),
    )


def draw_model(model: "ModelSettings") -> None:
    """Draw the model's name and switches; nothing if no model is configured."""
    if not model.is_set:
        return
    with st.expander("Language model"):
        st.caption(literal(model.name or model.base_url or model.provider))
        st.toggle("Answer by quotes alone", key="quotes-only")
        st.toggle("Leave out what is not supported", key="strict")


def draw_status(status: Status) -> None:
    """Draw counts, failed and changed sources, and notices."""
    st.header("Index", anchor=False)
    counting, aside = studies(status.works)
    st.metric("Works", len(counting))
    failed = [line for line in status.sources if line.state == "failed"]
    behind = [line for line in status.sources if line.state in ("new", "changed", "removed")]
    text = f"{sum(line.state != 'ignored' for line in status.sources)} sources, generation {status.generation}"
    st.caption(text + (", behind the corpus" if status.stale else ", equal to the corpus"))
    if aside:
        st.caption(literal(set_aside_note(numbers_by_type(aside))))
    for line in failed:
        st.error(f"{literal(line.path)} {literal(line.reason or '')}")
    for line in behind:
        st.caption(f"{line.state}\\: {literal(line.path)}")
    with st.expander("Sources"):
        for line in (line for line in status.sources if line.state != "ignored"):
            st.markdown(f"{literal(line.path)}  \n{line.kind or 'not read yet'}, {line.passages} passages")
            for warning in line.warnings:
                st.caption(literal(warning))
    if status.notices:
        with st.expander("Worth a look"):
            for notice in status.notices:
                st.caption(literal(notice))


_EXAMPLE = "which papers discuss training-serving skew?"


def draw_conversation() -> str:
    """Draw the conversation; returns the error of its last question, which it shows, or ""."""
    job, failure = talk.running_job(), talk.failed_job()
    before = job.before if job else talk.past_exchanges()
    for exchange in before:
        newest = exchange is before[-1] and job is None
        draw_exchange(exchange, talk.ask_again_without if newest else None)
    if job:
        draw_question(job.asked.question)
    elif failure:
        draw_question(failure.asked.question)
        with st.chat_message("assistant"):
            st.error(literal(failure.error or ""))
        return failure.error or ""
    return ""


def draw_question(question: str) -> None:
    """Draw a question as plain text."""
    with st.chat_message("user"):
        st.text(question)


def follow() -> None:
    """Draw the running job until it ends, then rerun the page, which shows its answer.

    A click anywhere on the page ends this early; the rerun then follows the same job.
    """
    job = talk.running_job()
    if job is None:
        return
    job_area = st.container()
    if asked := talk.next_question():
        draw_question(asked.question)
    with job_area, st.chat_message("assistant"):
        draw_job(job, talk.stop)
    st.rerun()


def draw_rest_of_sidebar(settings: Settings) -> str:
    """Draw earlier answers and the state of the index; returns why the state cannot be read, or ""."""
    with st.sidebar:
        draw_earlier_list(settings.index_folder)
        try:
            draw_status(read_status(settings.whole_corpus, settings.index_folder, BGE_SMALL.fingerprint))
        except RefdeskError as exc:
            return str(exc)
    return ""


def converse(settings: Settings, given: Filter) -> None:
    """Draw the conversation or an earlier answer, the question box, and the rest of the sidebar."""
    # The box follows the conversation. Pinned to the window's foot, it would scroll to the end of a long answer.
    conversation, below = st.container(), st.container()
    with below:
        typed = st.chat_input(f"Ask, such as: {_EXAMPLE}", max_chars=2000, key="question")
    if typed:
        close_earlier()
        talk.ask_next(PageQuestion(typed, given))
    talk.advance(settings)
    shown_error = ""
    with conversation:
        earlier = earlier_shown()
        if earlier is None:
            shown_error = draw_conversation()
        else:
            draw_earlier_answer(settings, earlier, talk.running_job() is not None)
    trouble = draw_rest_of_sidebar(settings)
    if trouble and trouble != shown_error:
        with below:
            st.error(literal(trouble))
    if earlier is None:
        with conversation:
            follow()


def clear() -> None:
    """Show an empty conversation."""
    close_earlier()
    talk.start_over()


def page() -> None:
    """Draw the whole page."""
    st.set_page_config(page_title="Refdesk", page_icon="📚", layout="centered")
    st.title("Refdesk", anchor=False)
    st.caption("Ask your own literature. Every quote was found in its source by program.")
    try:
        settings = load_settings()
        with st.sidebar:
            in_use = talk.past_exchanges() or talk.running_job() or talk.failed_job() or earlier_shown()
            can_clear = in_use or st.session_state.get("question")
            st.button("New conversation", on_click=clear, disabled=not can_clear, key="anew")
            given = chosen_filter()
            draw_model(settings.model)
        converse(settings, given)
    except RefdeskError as exc:
        st.error(literal(str(exc)))


page()
