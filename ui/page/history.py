"""Earlier answers on the page: a list in the sidebar, and one answer in full with what has changed since."""

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import streamlit as st

from assistant.history.exporting import as_document, as_markdown, by_gravity, methods_paragraph
from assistant.history.file import FILE_NAME as HISTORY_FILE
from assistant.history.staleness import MEANING, Change, Checker, Standing, standing
from assistant.history.store import History, KeptAnswer
from index.errors import CatalogueError, CorpusError, MissingError, RefdeskError
from index.freshness import pending
from index.store.catalogue import Catalogue
from index.store.schema import FILE_NAME as CATALOGUE_FILE
from index.text.normalise import with_whole_characters
from ui.files import as_csv, bibliography
from ui.json_shapes import as_text
from ui.page.answer import draw_exchange
from ui.page.asking import Exchange, PageQuestion
from ui.page.text import literal
from ui.settings import Settings

LISTED = 15
"""Answers in the sidebar's list. A guess."""
_LISTS = 32
"""Lists in the cache: each session draws its own with every click. A guess."""

_SHOWN = 4
"""Answers in the cache: each click on the page draws the open one again. A guess."""

_LONGEST = 90
"""Characters of a question in the list. A guess."""


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """A kept answer in the list; a long question is cut."""

    number: int
    when: datetime
    question: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest answers, and a warning for each that cannot be read."""

    lines: tuple[ListedAnswer, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class EarlierAnswer:
    """A kept answer and the `changes` since; None if there is no usable index to check it by.

    `trouble` says why an index that exists cannot be used.
    """

    record: KeptAnswer
    changes: tuple[Change, ...] | None
    exchange: Exchange
    trouble: str = ""


def listing(folder: Path, words: str) -> Listing:
    """The newest kept answers, or those with these words.

    Raises UsageError if `words` holds no word, CatalogueError if the history cannot be read.
    """
    return _listed(folder, words.strip(), _state(folder / HISTORY_FILE))


def earlier_answer(folder: Path, number: int) -> EarlierAnswer:
    """A kept answer, checked; raises UsageError if it was removed, CatalogueError if it is damaged."""
    return _earlier_answer(folder, number, _state(folder / HISTORY_FILE), _state(folder / CATALOGUE_FILE))


@lru_cache(_LISTS)
def _listed(folder: Path, words: str, _: object) -> Listing:
    warnings: list[str] = []
    history = History(folder)
    records = history.find(words, LISTED, warnings.append) if words else history.latest(LISTED, warnings.append)
    lines = []
    for record in records:
        question = record.answer.question
        short = question if len(question) <= _LONGEST else f"{question[: _LONGEST - 1].rstrip()}…"
        lines.append(ListedAnswer(record.number, record.when, short))
    return Listing(tuple(lines), tuple(warnings))


@lru_cache(_SHOWN)
def _earlier_answer(folder: Path, number: int, *_: object) -> EarlierAnswer:
    record = History(folder).record(number)
    try:
        with closing(Catalogue(folder)) as catalogue, catalogue.snapshot():
            changes = Checker(catalogue).changes(record)
            entries = {work.key: work for work in catalogue.works()}
    except CatalogueError as exc:
        return EarlierAnswer(
            record, None, _exchange(record, (), b""), "" if isinstance(exc, MissingError) else str(exc)
        )
    return EarlierAnswer(record, changes, _exchange(record, changes, bibliography(record.answer, entries)))


def _exchange(record: KeptAnswer, changes: Sequence[Change], bibtex: bytes) -> Exchange:
    """The exchange that shows a kept answer; its number is negative, as those of a session are positive."""
    texts: dict[int, list[str]] = {}
    for change in changes:
        if change.citation is not None:
            texts.setdefault(change.citation, []).append(change.text)
    return Exchange(
        number=-record.number,
        asked=PageQuestion(record.answer.question, record.answer.only),
        answer=record.answer,
        passages={passage.id: passage.text for passage in record.passages},
        csv=as_csv(record.answer),
        bibtex=bibtex,
        warnings=(),
        kept=record.number,
        changed={number: "; ".join(parts) for number, parts in texts.items()},
        lost=frozenset(number for number in texts if standing(changes, number) is Standing.STALE),
    )


def _state(path: Path) -> tuple[tuple[int, int], ...]:
    """Sizes and times of a database's files: a cache key that changes with its content."""
    states = []
    for file in (path, path.with_name(f"{path.name}-wal")):
        try:
            stat = file.stat()
        except OSError:
            states.append((0, 0))
        else:
            states.append((stat.st_size, stat.st_mtime_ns))
    return tuple(states)


_NAMED = 12
"""Changes that are listed: there are hundreds if the whole corpus was exchanged. A guess."""


def earlier_shown() -> int | None:
    """The number of the kept answer that is shown instead of the conversation, or None."""
    number: int | None = st.session_state.get("earlier")
    return number


def show_earlier(number: int) -> None:
    """Show a kept answer instead of the conversation."""
    st.session_state.earlier = number


def close_earlier() -> None:
    """Show the conversation again."""
    st.session_state.earlier = None


def draw_earlier_list(folder: Path) -> None:
    """Draw the newest kept answers as buttons; an error of the history is one line here."""
    words: str = st.session_state.get("sought", "").strip()
    try:
        listed = listing(folder, words)
    except RefdeskError as exc:
        listed = Listing((), (str(exc),))
    if not (listed.lines or listed.warnings or words):
        return  # nothing was kept yet
    with st.expander("Earlier answers"):
        st.text_input("Words in them", max_chars=200, key="sought")
        for day, lines in groupby(listed.lines, key=lambda line: line.when.astimezone().date()):
            with st.container(key=f"kept-{day}", gap="xxsmall"):
                st.markdown(f":small[:gray[{day}]]")
                for line in lines:
                    st.button(
                        f":gray[{line.when.astimezone():%H:%M}] {literal(line.question)}",
                        key=f"kept-{line.number}",
                        type="tertiary",
                        on_click=show_earlier,
                        args=(line.number,),
                    )
        for warning in listed.warnings:
            st.caption(literal(warning))
        if not (listed.lines or listed.warnings):
            st.caption("No kept answer has all of these words.")


def draw_earlier_answer(settings: Settings, number: int, busy: bool) -> None:
    """Draw a kept answer in full; `busy`: a question of the conversation is being answered."""
    with st.container(horizontal=True, vertical_alignment="center", key="back"):
        st.button("← Back to the conversation", key="back-to-conversation", on_click=close_earlier)
        if busy:
            st.caption("An answer is on its way there.")
    try:
        earlier = earlier_answer(settings.index_folder, number)
    except RefdeskError as exc:
        st.error(literal(str(exc)))
        return
    _draw_standing(earlier)
    with suppress(CorpusError):  # the sidebar shows that error
        if pending(settings.whole_corpus, settings.index_folder):
            # The check does not see what changed after the last build.
            st.caption("The corpus has changed since the index was built\\: run \\`refdesk index\\`, and look again.")
    draw_exchange(earlier.exchange)
    _draw_exports(earlier.record, earlier.changes)


def _draw_standing(earlier: EarlierAnswer) -> None:
    record, changes = earlier.record, earlier.changes
    when = f"{record.when.astimezone():%Y-%m-%d %H:%M}"
    st.caption(f"Answer {record.number}, asked {when}, generation {record.answer.generation}.")
    if earlier.trouble:
        st.warning(literal(f"Not checked: {earlier.trouble}"))
    elif changes is None:
        st.caption("Not checked, as there is no index.")
    else:
        stands = standing(changes)
        meaning = f"{MEANING[stands][0].upper()}{MEANING[stands][1:]}."
        lines = [f"- {literal(f'{markers} {text}')}" for _, text, markers in by_gravity(changes)]
        rest = [f"- and {len(lines) - _NAMED} more"] if len(lines) > _NAMED else []
        if not changes:
            st.caption(f":green[✓] {meaning}")
        else:
            (st.warning if stands is Standing.STALE else st.info)("\n".join([f"{meaning}\n", *lines[:_NAMED], *rest]))


def _draw_exports(record: KeptAnswer, changes: Sequence[Change] | None) -> None:
    """Draw download buttons for the answer, and a paragraph for a methods section."""
    files = {
        "Markdown": (as_markdown(record, changes), "md", "text/markdown"),
        "JSON": (as_text(as_document(record, changes)) + "\n", "json", "application/json"),
    }
    with st.container(horizontal=True, key="exports"):
        for name, (text, ending, kind) in files.items():
            content, file = with_whole_characters(text).encode(), f"refdesk-{record.number}.{ending}"
            st.download_button(name, content, file, kind, key=f"export-{record.number}-{ending}", on_click="ignore")
    with st.expander("For a methods section"):
        st.code(methods_paragraph(record, changes), language=None, wrap_lines=True)
