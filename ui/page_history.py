"""Earlier answers on the page: a list in the sidebar, and one of them shown again with what has changed since."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import streamlit as st

from assistant.history.exporting.document import as_document
from assistant.history.exporting.markdown import as_markdown
from assistant.history.exporting.methods import methods_paragraph
from assistant.history.records import Record
from assistant.history.standing import MEANING, Change, Standing, standing
from index.errors import CorpusError, RefdeskError
from index.freshness import pending
from ui.documents import as_text
from ui.page_answer import draw_exchange
from ui.page_kept import Again, Line, Listing, kept_again, listing
from ui.page_text import literal
from ui.settings import Settings

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
        found = listing(folder, words)
    except RefdeskError as exc:
        found = Listing((), (str(exc),))
    if not (found.lines or found.warnings or words):
        return  # nothing was kept yet
    with st.expander("Earlier answers"):
        st.text_input("Words in them", max_chars=200, key="sought")
        for day, lines in groupby(found.lines, key=lambda line: line.when.astimezone().date()):
            with st.container(key=f"kept-{day}", gap="xxsmall"):
                st.markdown(f":small[:gray[{day}]]")
                for line in lines:
                    _draw_line(line)
        for warning in found.warnings:
            st.caption(literal(warning))
        if not (found.lines or found.warnings):
            st.caption("No kept answer has all of these words.")


def _draw_line(line: Line) -> None:
    st.button(
        f":gray[{line.when.astimezone():%H:%M}] {literal(line.question)}",
        key=f"kept-{line.number}",
        type="tertiary",
        on_click=show_again,
        args=(line.number,),
    )


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
    _draw_freshness(settings)
    draw_exchange(again.exchange)
    _draw_exports(again.record, again.found)


def _draw_standing(again: Again) -> None:
    record, found = again.record, again.found
    st.caption(f"Answer {record.number}, asked {_moment(record.when)}, generation {record.answer.generation}.")
    if again.trouble:
        st.warning(literal(f"Not checked: {again.trouble}"))
    elif found is None:
        st.caption("Not checked, as there is no index.")
    elif not found:
        st.caption(f":green[✓] {_in_words(Standing.CURRENT)}")
    else:
        stands = standing(found)
        told = list(_changes(found))
        rest = [f"- and {len(told) - _NAMED} more"] if len(told) > _NAMED else []
        text = "\n".join([f"{_in_words(stands)}\n", *told[:_NAMED], *rest])
        (st.warning if stands is Standing.STALE else st.info)(text)


def _in_words(stands: Standing) -> str:
    meaning = MEANING[stands]
    return f"{meaning[0].upper()}{meaning[1:]}."


def _draw_freshness(settings: Settings) -> None:
    """What was changed after the last build is not seen by the check."""
    try:
        behind = pending(settings.corpus, settings.index_folder)
    except CorpusError:  # the sidebar tells of it
        return
    if behind:
        st.caption("The corpus has changed since the index was built\\: run \\`refdesk index\\`, and look again.")


def _changes(found: Sequence[Change]) -> Iterator[str]:
    """What changed as items of a list, the citations that one thing has befallen in one; the gravest first."""
    numbers: dict[tuple[Standing, str], list[int]] = {}
    ranks = list(Standing)
    for change in sorted(found, key=lambda change: -ranks.index(change.standing)):
        cited = numbers.setdefault((change.standing, change.text), [])
        cited += [change.citation] if change.citation is not None else []
    for (_, text), cited in numbers.items():
        where = "".join(f"\\[{number}\\]" for number in cited)
        yield f"- {where}{' ' if where else ''}{literal(text)}"


def _draw_exports(record: Record, found: Sequence[Change] | None) -> None:
    """The answer to take away, and how it was made, to be copied."""
    files = {
        "Markdown": (as_markdown(record, found), "md", "text/markdown"),
        "JSON": (as_text(as_document(record, found)) + "\n", "json", "application/json"),
    }
    with st.container(horizontal=True, key="exports"):
        for name, (text, ending, kind) in files.items():
            content, file = text.encode("utf-8", "replace"), f"refdesk-{record.number}.{ending}"
            st.download_button(name, content, file, kind, key=f"export-{record.number}-{ending}", on_click="ignore")
    with st.expander("For a methods section"):
        st.code(methods_paragraph(record, found), language=None, wrap_lines=True)


def _moment(when: datetime) -> str:
    return f"{when.astimezone():%Y-%m-%d %H:%M}"
