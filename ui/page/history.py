"""Earlier answers on the page: a list in the sidebar, and one of them shown again with what has changed since."""

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

# Kept answers as the page needs them: the latest, and one whole, checked against the index but not searched for.

LISTED = 15
_LISTS = 32
"""Lists that are remembered: each session draws its own with every click."""

_SHOWN = 4
"""Whole answers that are remembered: each click on the page draws the one that is open again."""

_LONGEST = 90
"""Characters of a question in the list."""


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """A kept answer in the list; its question is cut where it is long."""

    number: int
    when: datetime
    question: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest answers, and what is told of those that cannot be read."""

    lines: tuple[ListedAnswer, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Again:
    """A kept answer to be shown; `changes` are those since, None where there is no index to check it by.

    `trouble` says why there is none to use, though there is one.
    """

    record: KeptAnswer
    changes: tuple[Change, ...] | None
    exchange: Exchange
    trouble: str = ""


def listing(folder: Path, words: str) -> Listing:
    """The newest kept answers, with these words where there are any.

    Raises UsageError where what was typed holds no word, CatalogueError where the history cannot be read.
    """
    return _listed(folder, words.strip(), _state(folder / HISTORY_FILE))


def kept_again(folder: Path, number: int) -> Again:
    """A kept answer as it stands now; raises UsageError where it was removed, CatalogueError where it is damaged."""
    return _again(folder, number, _state(folder / HISTORY_FILE), _state(folder / CATALOGUE_FILE))


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
def _again(folder: Path, number: int, *_: object) -> Again:
    record = History(folder).record(number)
    try:
        with closing(Catalogue(folder)) as catalogue, catalogue.snapshot():
            changes = Checker(catalogue).changes(record)
            entries = {work.key: work for work in catalogue.works()}
    except CatalogueError as exc:
        return Again(record, None, _exchange(record, (), b""), "" if isinstance(exc, MissingError) else str(exc))
    return Again(record, changes, _exchange(record, changes, bibliography(record.answer, entries)))


def _exchange(record: KeptAnswer, changes: Sequence[Change], bibtex: bytes) -> Exchange:
    """As if it had just been asked; the numbers of a session's own exchanges are positive."""
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
    """What tells one state of a database from the next without opening it: sizes and times of its files."""
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
"""Changes that are told one by one; where a whole corpus was exchanged there may be hundreds."""


def shown_again() -> int | None:
    """The number of the kept answer that stands in the place of the conversation; None where none does."""
    number: int | None = st.session_state.get("earlier")
    return number


def show_again(number: int) -> None:
    """Show a kept answer in the place of the conversation, which is left as it is."""
    st.session_state.earlier = number


def put_away() -> None:
    """Back to the conversation."""
    st.session_state.earlier = None


def draw_earlier(folder: Path) -> None:
    """The newest kept answers, each a button that shows it again; what is wrong with the history is one line here."""
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
                        on_click=show_again,
                        args=(line.number,),
                    )
        for warning in listed.warnings:
            st.caption(literal(warning))
        if not (listed.lines or listed.warnings):
            st.caption("No kept answer has all of these words.")


def draw_again(settings: Settings, number: int, busy: bool) -> None:
    """A kept answer, whole; `busy` says that one is on its way in the conversation."""
    with st.container(horizontal=True, vertical_alignment="center", key="back"):
        st.button("← Back to the conversation", key="back-to-conversation", on_click=put_away)
        if busy:
            st.caption("An answer is on its way there.")
    try:
        again = kept_again(settings.index_folder, number)
    except RefdeskError as exc:
        st.error(literal(str(exc)))
        return
    _draw_standing(again)
    with suppress(CorpusError):  # the sidebar shows that error
        if pending(settings.corpus, settings.index_folder):
            # The check does not see what changed after the last build.
            st.caption("The corpus has changed since the index was built\\: run \\`refdesk index\\`, and look again.")
    draw_exchange(again.exchange)
    _draw_exports(again.record, again.changes)


def _draw_standing(again: Again) -> None:
    record, changes = again.record, again.changes
    when = f"{record.when.astimezone():%Y-%m-%d %H:%M}"
    st.caption(f"Answer {record.number}, asked {when}, generation {record.answer.generation}.")
    if again.trouble:
        st.warning(literal(f"Not checked: {again.trouble}"))
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
    """The answer to take away, and how it was made, to be copied."""
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
