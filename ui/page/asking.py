"""Ask on the page: the index answers one question at a time; an exchange holds all that is needed to draw it."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import streamlit as st

from assistant.answers import Answer
from assistant.desk import Asking, ask_and_keep, turn_of
from assistant.questions.question import Facet
from assistant.sweeping.topics import glossary_beside
from assistant.writing.pen import Pen
from index.files import beside
from index.models import Models, standard_models
from index.opening import Warn, open_current
from index.reading.corpus import Corpus, scan
from index.search import Search
from index.sources import Evidence, Figure
from index.works.filters import Filter
from ui.files import as_csv, bibliography
from ui.settings import Settings, request_for
from ui.writing import writing_facts

Note = Callable[[str, int, int], None]

_PATIENCE = 0.2
"""Seconds between two notes that another question is being answered. A guess."""


@dataclass(frozen=True)
class PageQuestion:
    """A question with the filter chosen by hand, `without` the facets that the user removed."""

    question: str
    given: Filter = Filter()
    without: frozenset[Facet] = frozenset()


@dataclass(frozen=True)
class Exchange:
    """A question and its answer, with all that is needed to draw it after the index has changed.

    `number` identifies the exchange in its session, `kept` is its number in the history. `passages` are texts by
    passage identifier, `warnings` those of bringing the index up to date. Of an earlier answer, `changed` has the
    changes of citations in words, and `lost` those that no longer stand, by their numbers.
    """

    number: int
    asked: PageQuestion
    answer: Answer
    passages: dict[str, str]
    csv: bytes
    bibtex: bytes
    warnings: tuple[str, ...]
    kept: int | None = None
    changed: Mapping[int, str] = field(default_factory=dict)
    lost: frozenset[int] = frozenset()
    figures: Mapping[int, tuple[Path, Figure]] = field(default_factory=dict)
    """By the number of a citation of a caption or table, its file and its place there."""


@dataclass(frozen=True)
class SharedIndex:
    """The models, and the lock under which one question at a time is answered."""

    models: Models
    one_at_a_time: threading.Lock

    @contextmanager
    def opened(self, settings: Settings, warn: Warn, note: Note) -> Iterator[Search]:
        """Yield the index, brought up to date, when no other question uses it.

        `note` is called with each stage, also while waiting, and may raise to stop.
        """
        while not self.one_at_a_time.acquire(timeout=_PATIENCE):
            note("Another question is being answered first", 0, 0)
        try:
            folders = settings.whole_corpus, settings.index_folder
            request = request_for(settings)
            with closing(open_current(*folders, self.models, request=request, progress=note, warn=warn)) as search:
                yield search
        finally:
            self.one_at_a_time.release()


@st.cache_resource(show_spinner="Loading the models")
def shared(threads: int, index: Path) -> SharedIndex:
    """The models and the lock that all sessions share."""
    return SharedIndex(standard_models(threads, index), threading.Lock())


def put_to_desk(
    desk: SharedIndex,
    settings: Settings,
    asked: PageQuestion,
    before: Sequence[Exchange],
    number: int,
    pen: Pen | None,
    note: Note,
) -> Exchange:
    """Ask a question that follows the exchanges `before` it; raises RefdeskError.

    `note` is called with (stage, done, total).
    """
    turns = tuple(turn_of(exchange.answer) for exchange in before)
    glossary = glossary_beside(beside(settings.corpus))
    warnings: list[str] = []
    with desk.opened(settings, warnings.append, note) as search:
        asking = Asking(asked.given, asked.without, turns, glossary, pen=pen)
        note("Looking through the corpus", 0, 0)
        answered = ask_and_keep(
            search,
            asked.question,
            asking,
            lambda done, total: note("Deciding works", done, total),
            facts=partial(writing_facts, settings, strict=bool(pen and pen.strict)),
        )
        figures = _figures(answered.answer, search, settings.whole_corpus)
    answer = answered.answer
    return Exchange(
        number,
        asked,
        answer,
        {passage.id: passage.text for passage in answered.passages},
        as_csv(answer),
        bibliography(answer, {work.key: work for work in answered.works}),
        (*warnings, *answered.warnings),
        answered.number,
        figures=figures,
    )


def _figures(answer: Answer, search: Search, corpus: Corpus) -> dict[int, tuple[Path, Figure]]:
    """By number of a citation, the file and place of the table or figure that it quotes."""
    placed = {
        citation.number: (citation.source, figure)
        for citation in answer.citations
        if citation.page and citation.kind in (Evidence.TABLE, Evidence.CAPTION)
        if (figure := search.catalogue.figure(citation.source, citation.page, citation.start))
    }
    if not placed:
        return {}
    locations = {file.path: file.location for file in scan(corpus)[0]}
    return {number: (locations[source], figure) for number, (source, figure) in placed.items() if source in locations}
