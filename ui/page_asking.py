"""Asking on the page: the index opened for one question at a time, and answers kept whole while they are shown."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from assistant.answers import Answer
from assistant.desk import Asking, ask, turn_of
from assistant.questions.question import Facet
from assistant.questions.turns import Turn
from assistant.sweeping.glossary import glossary_beside
from index.filters import Filter
from index.models import Models, standard_models
from index.opening import Warn, open_current
from index.search import Search
from ui.indexing import request_for
from ui.settings import Settings, beside
from ui.tables import as_csv, bibliography


@dataclass(frozen=True)
class Asked:
    """A question as it is put to the desk: with the filter chosen by hand, and without the facets taken away."""

    question: str
    given: Filter = Filter()
    without: frozenset[Facet] = frozenset()


@dataclass(frozen=True)
class Exchange:
    """A question and its answer, with all that is needed to show it again when the index has changed.

    `number` tells exchanges of one session apart; `passages` are texts by passage identifier,
    `warnings` what was told while the index was brought up to date.
    """

    number: int
    asked: Asked
    answer: Answer
    passages: dict[str, str]
    csv: bytes
    bibtex: bytes
    warnings: tuple[str, ...]


@st.cache_resource(show_spinner="Loading the models")
def shared(threads: int, index: Path) -> tuple[Models, threading.Lock]:
    """The models, shared by all sessions, and the lock under which one question at a time is answered."""
    return standard_models(threads, index), threading.Lock()


@contextmanager
def opened(settings: Settings, warn: Warn) -> Iterator[Search]:
    """The index, brought up to date with a progress bar; one question at a time."""
    models, one_at_a_time = shared(settings.threads, settings.index_folder)
    with one_at_a_time:
        bar = st.empty()

        def progress(stage: str, done: int, total: int) -> None:
            bar.progress(min(1.0, done / total) if total else 0.0, text=f"{stage} {done} of {total or '?'}")

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


def answered(settings: Settings, asked: Asked, before: list[Exchange], number: int) -> Exchange:
    """Put a question to the desk, as one that follows the exchanges `before` it; raises RefdeskError."""
    turns: tuple[Turn, ...] = tuple(turn_of(exchange.answer) for exchange in before)
    glossary = glossary_beside(beside(settings.corpus))
    warnings: list[str] = []
    with opened(settings, warnings.append) as search:
        bar = st.empty()

        def progress(done: int, total: int) -> None:
            bar.progress(done / total, text=f"deciding {done} of {total} works")

        answer = ask(search, asked.question, Asking(asked.given, asked.without, turns, glossary), progress)
        bar.empty()
        rowids = search.catalogue.rowids([citation.passage for citation in answer.citations])
        passages = search.catalogue.passages(rowids.values())
        entries = {work.key: work for work in search.catalogue.works()}
        texts = {passage.id: passage.text for passage in passages.values()}
        return Exchange(number, asked, answer, texts, as_csv(answer), bibliography(answer, entries), tuple(warnings))
