"""The first page: ask, see the answer with its citations, open each to its passage, see how the index stands."""

import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from assistant.answers import Answer, Citation, Verdict
from assistant.desk import ask
from assistant.wording import denominator, plain_markdown, work_name
from index.errors import RefdeskError
from index.models import Models, standard_models
from index.opening import open_current
from index.search import Search
from index.status import Status, read_status
from index.weights import BGE_SMALL
from ui.indexing import request_for
from ui.settings import Settings, load_settings

_EXAMPLE = "which papers discuss training-serving skew?"
_VERDICT_ORDER = (Verdict.DISCUSSES, Verdict.MENTIONS)


@dataclass(frozen=True)
class Shown:
    """An answer as it was given, with the text of the passages it cites, so that it outlives changes of the index."""

    answer: Answer
    passages: dict[str, str]


@st.cache_resource(show_spinner="Loading the models")
def shared(threads: int, index: Path) -> tuple[Models, threading.Lock]:
    """The models, shared by all sessions, and the lock under which one question at a time is answered."""
    return standard_models(threads, index), threading.Lock()


def literal(text: str) -> str:
    """Text of a document for `st.markdown`, which has formulas, directives and entities besides Markdown."""
    return re.sub(r"([$:&])", r"\\\1", plain_markdown(" ".join(text.split())))


@contextmanager
def opened(settings: Settings) -> Iterator[Search]:
    """The index, brought up to date with a progress bar; one question at a time."""
    models, one_at_a_time = shared(settings.threads, settings.index_folder)
    with one_at_a_time:
        bar = st.empty()

        def progress(stage: str, done: int, total: int) -> None:
            bar.progress(min(1.0, done / total) if total else 0.0, text=f"{stage} {done} of {total or '?'}")

        def warn(text: str) -> None:
            st.warning(literal(text))

        search = open_current(
            settings.corpus,
            settings.index_folder,
            models,
            request=request_for(settings),
            progress=progress,
            warn=warn,
        )
        bar.empty()
        with closing(search):
            yield search


def answered(settings: Settings, question: str) -> Shown:
    """Ask, and keep what is needed to show the answer again without the index."""
    with opened(settings) as search:
        answer = ask(search, question)
        rowids = search.catalogue.rowids([citation.passage for citation in answer.citations])
        passages = search.catalogue.passages(rowids.values())
        return Shown(answer, {passage.id: passage.text for passage in passages.values()})


def draw_answer(shown: Shown) -> None:
    """The answer, its verdicts, and its citations."""
    answer = shown.answer
    by_number = {citation.number: citation for citation in answer.citations}
    if answer.reason:
        st.info(literal(answer.reason))
        if answer.citations:
            st.markdown("What came nearest:")
    elif answer.works is not None and answer.counts is not None:
        st.markdown(f"**{literal(denominator(answer.counts, answer.topic, answer.filter))}**")
        for work in (w for verdict in _VERDICT_ORDER for w in answer.works or () if w.verdict is verdict):
            st.markdown(f"**{literal(work_name(work.title, work.authors, work.year))}** — {work.verdict}")
            draw_quotes([by_number[number] for number in work.citations])
    if answer.works is None or answer.reason:
        last = ""
        for citation in answer.citations:
            if citation.key != last:
                st.markdown(f"**{literal(work_name(citation.title, citation.authors, citation.year))}**")
            last = citation.key
            draw_quotes([citation])
    if answer.citations:
        st.subheader("References")
    for citation in answer.citations:
        draw_citation(citation, shown.passages.get(citation.passage, citation.quote))


def draw_quotes(citations: list[Citation]) -> None:
    """Quotes with their markers, to the letter: Markdown would make links of addresses and one dash of two."""
    for citation in citations:
        st.text(f"“{citation.quote}” [{citation.number}]")


def draw_citation(citation: Citation, passage: str) -> None:
    """A reference that opens to its passage, the quote framed in it."""
    name = literal(work_name(citation.title, citation.authors, citation.year))
    place = ", ".join(
        part for part in (citation.source, citation.page and f"page {citation.page}", citation.section) if part
    )
    with st.expander(f"\\[{citation.number}\\] {name}"):
        st.caption(f"{citation.kind}\\: {literal(place)} · key {literal(citation.key)}")
        before, quote, after = passage.partition(citation.quote)
        if before:
            st.text(before)
        with st.container(border=True, key=f"quote-{citation.number}"):
            st.text(quote or citation.quote)
        if after:
            st.text(after)


def draw_status(status: Status) -> None:
    """How the index stands, in the sidebar."""
    st.header("Index")
    st.metric("Works", len(status.works))
    failed = [line for line in status.sources if line.state == "failed"]
    behind = [line for line in status.sources if line.state in ("new", "changed", "removed")]
    text = f"{len(status.sources)} sources, generation {status.generation}"
    st.caption(text + (", behind the corpus" if status.stale else ", equal to the corpus"))
    for line in failed:
        st.error(f"{literal(line.path)} {literal(line.reason or '')}")
    for line in behind:
        st.caption(f"{line.state}\\: {literal(line.path)}")
    with st.expander("Sources"):
        for line in status.sources:
            st.markdown(f"{literal(line.path)}  \n{line.kind or 'not read yet'}, {line.passages} passages")
            for warning in line.warnings:
                st.caption(literal(warning))
    if status.notices:
        with st.expander("Worth a look"):
            for notice in status.notices:
                st.caption(literal(notice))


def page() -> None:
    """Draw the page once."""
    st.set_page_config(page_title="Refdesk", page_icon="📚", layout="centered")
    st.title("Refdesk")
    st.caption("Ask your own literature. Every quote was found in its source by program.")
    try:
        settings = load_settings()
        with st.form("question"):
            question = st.text_input("Question", placeholder=_EXAMPLE, max_chars=2000)
            asked = st.form_submit_button("Ask", type="primary")
        if asked:
            with st.spinner("Looking through the corpus"):
                st.session_state.shown = answered(settings, question or _EXAMPLE)
        with st.sidebar:
            draw_status(read_status(settings.corpus, settings.index_folder, BGE_SMALL.fingerprint))
    except RefdeskError as exc:
        st.error(literal(str(exc)))
    if "shown" in st.session_state:
        st.markdown(f"*{literal(st.session_state.shown.answer.question)}*")
        draw_answer(st.session_state.shown)


page()
