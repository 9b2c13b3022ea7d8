"""Draw answers and running questions on the page."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.answers import Citation, Claim, Counted, Support
from assistant.labelled import LabelledQuotes
from assistant.questions.question import Facet
from assistant.view import (
    Block,
    FieldRows,
    FoundWorks,
    Heading,
    NotedWorks,
    Reference,
    Result,
    SweptWorks,
    View,
    WorkQuotes,
    WrittenText,
    view_of,
)
from assistant.wording import MARKS, SUPPORT_MEANING, evidence_name, markers, short_authors, split_end
from index.entries import WorkEntry
from index.reading.pictures import picture
from index.sources import Figure
from ui.page.asking import Exchange
from ui.page.talk import Job
from ui.page.text import literal

_SHOWN = 50
"""Works and references that are drawn: nobody reads thousands. Tables and files have all. A guess."""

# Colours of the bars: works that discuss the topic, works that do not.
_GREEN, _GREY = "#2e7d32", "#c4c9d0"


def draw_exchange(exchange: Exchange, take_away: Callable[[Facet], None] | None = None) -> None:
    """Draw a question and its answer; with `take_away`, each limit is a button that calls it."""
    view = view_of(exchange.answer, exchange.asked.given)
    with st.chat_message("user"):
        st.text(exchange.asked.question)
    with st.chat_message("assistant"):
        for warning in exchange.warnings:
            st.warning(literal(warning))
        _draw_reading(exchange, view, take_away)
        for block in view.body:
            _draw_block(block, exchange)
        if view.cost:
            st.caption(literal(view.cost))
        _draw_files(exchange)
        _draw_references(exchange, view)


def _draw_reading(exchange: Exchange, view: View, take_away: Callable[[Facet], None] | None) -> None:
    """Draw how the question was understood, so that the user sees and corrects misreadings."""
    if view.read_as:
        st.caption(f"Read as\\: {literal(view.read_as)}")
    if take_away and view.limits:
        with st.container(horizontal=True, key=f"limits-{exchange.number}"):
            for limit in view.limits:
                origin = "read from the question" if limit.words else "taken over from the conversation"
                st.button(
                    f"{literal(limit.name)} ✕",
                    key=f"without-{exchange.number}-{limit.facet}",
                    help=f"{literal(limit.meaning)}, {origin}; press to ask again without it",
                    on_click=take_away,
                    args=(limit.facet,),
                )
    elif view.limits:
        st.caption("Limited to\\: " + "; ".join(literal(limit.name) for limit in view.limits))
    if exchange.asked.given:
        st.caption(f"Filter\\: {literal(str(exchange.asked.given))}")
    for note in view.notes:
        st.caption(literal(note))


def _draw_block(block: Block, exchange: Exchange) -> None:
    match block:
        case Result(text, abstains=True):
            st.info(literal(text))
        case Result(text):
            st.markdown(f"**{literal(text)}**")
        case Heading(text):
            st.markdown(literal(text))
        case WorkQuotes(name, citations):
            st.markdown(f"**{literal(name)}**")
            _draw_quotes(citations, exchange)
        case LabelledQuotes():
            _draw_labelled(block, exchange)
        case WrittenText():
            _draw_written(block, exchange)
        case SweptWorks():
            _draw_sweep(block, exchange)
        case FoundWorks():
            _draw_found(block)
        case FieldRows(rows, heading):
            if heading:
                st.markdown(literal(heading))
            _draw_table(
                {
                    "item": [row.text for row in rows],
                    "works": ["; ".join(name + markers(numbers) for name, numbers in row.works) for row in rows],
                    "number": [str(len(row.works)) if len(rows) > 1 else "" for row in rows],
                }
            )
        case NotedWorks(works, heading):
            if heading:
                st.markdown(literal(heading))
            _draw_works([work for work, _ in works], [] if heading else [noted for _, noted in works])


def _draw_quotes(citations: Iterable[Citation], exchange: Exchange) -> None:
    """Draw quotes as plain text: Markdown would make links of addresses and one dash of two."""
    for citation in citations:
        gone = ", no longer stands" if citation.number in exchange.lost else ""
        st.text(f"“{citation.quote}” [{citation.number}] ({evidence_name(citation.kind)}{gone})")


def _draw_labelled(labelled: LabelledQuotes, exchange: Exchange) -> None:
    st.markdown(f"**{literal(labelled.title)}**")
    for label, quotes in labelled.rows:
        st.markdown(literal(label))
        _draw_quotes((quote.citation for quote in quotes), exchange)
    if labelled.note:
        st.caption(literal(labelled.note))


def _draw_sweep(swept: SweptWorks, exchange: Exchange) -> None:
    counts = {"By year": swept.by_year, "By venue": swept.by_venue}
    named = [name for name, groups in counts.items() if groups]
    evidence, verdicts, *others = st.tabs(["Evidence", f"Verdicts ({len(swept.decided)})", *named])
    with evidence:
        for decided in swept.shown[:_SHOWN]:
            st.markdown(f"**{literal(decided.name)}** — {decided.verdict}")
            _draw_quotes(decided.citations, exchange)
        if len(swept.shown) > _SHOWN:
            st.caption(f"and {len(swept.shown) - _SHOWN} more, which are among the verdicts")
    with verdicts:
        _draw_verdicts(swept)
    for name, tab in zip(named, others, strict=True):
        with tab:
            _draw_counts(counts[name], horizontal=name == "By venue")


def _draw_verdicts(swept: SweptWorks) -> None:
    first = [decided.citations[0] if decided.citations else None for decided in swept.decided]
    works = [decided.work for decided in swept.decided]
    _draw_table(
        {
            "verdict": [decided.verdict for decided in swept.decided],
            "authors": [short_authors(work.authors) for work in works],
            "year": [str(work.year or "") for work in works],
            "title": [work.title for work in works],
            "venue": [work.venue or "" for work in works],
            "evidence": [evidence_name(citation.kind) if citation else "" for citation in first],
            "quote": [citation.quote if citation else "" for citation in first],
            "key": [work.key for work in works],
        }
    )


def _draw_counts(groups: Iterable[Counted], *, horizontal: bool) -> None:
    groups = list(groups)[:_SHOWN]
    discusses, others = "discusses it", "decided, and does not"
    st.bar_chart(
        {
            "group": [group.name for group in groups],
            discusses: [group.number for group in groups],
            others: [group.decided - group.number for group in groups],
        },
        x="group",
        y=[discusses, others],
        x_label="works" if horizontal else "",
        y_label="" if horizontal else "works",
        color=[_GREEN, _GREY],
        horizontal=horizontal,
        sort=False,
    )


def _draw_found(found: FoundWorks) -> None:
    """Draw groups with counts, or works."""
    groups, works = found.groups, found.works
    if groups:
        _draw_table({"name": [group.name for group in groups], "works": [str(len(group.keys)) for group in groups]})
    elif works:
        _draw_works(works, columns=found.columns)


def _draw_works(
    works: Sequence[WorkEntry], noted: Sequence[str] = (), columns: Mapping[str, Sequence[str]] = {}
) -> None:
    """Draw works, with further `columns`, and what is `noted` of each."""
    _draw_table(
        {
            "key": [work.key for work in works],
            "authors": [short_authors(work.authors) for work in works],
            "year": [str(work.year or "") for work in works],
            "title": [work.label for work in works],
            "venue": [work.venue or "" for work in works],
            **{name.lower(): list(cells) for name, cells in columns.items()},
            "notes": list(noted),
        }
    )


def _draw_table(columns: Mapping[str, list[str]]) -> None:
    """Draw a table of plain text without its empty columns."""
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    # Otherwise Streamlit makes links of addresses. Years are text, so that they have no thousands separator.
    kinds = {name: st.column_config.TextColumn(name) for name in filled}
    st.dataframe(filled, hide_index=True, column_config=kinds)


def _draw_files(exchange: Exchange) -> None:
    """Draw download buttons for the works of an answer."""
    name = f"refdesk-{exchange.kept or exchange.number}"
    if not (exchange.bibtex or exchange.answer.works is not None):
        return
    with st.container(horizontal=True, key=f"files-{exchange.number}"):
        st.download_button(
            "CSV", exchange.csv, f"{name}.csv", "text/csv", key=f"csv-{exchange.number}", on_click="ignore"
        )
        st.download_button(
            "BibTeX",
            exchange.bibtex,
            f"{name}.bib",
            "application/x-bibtex",
            key=f"bibtex-{exchange.number}",
            on_click="ignore",
            disabled=not exchange.bibtex,
        )


# What a language model wrote: each sentence with its citations and its mark.

_MARKED = {
    Support.VERBATIM: ":green[{}]",
    Support.SUPPORTED: ":green[{}]",
    Support.WEAK: ":orange-badge[{}]",
    Support.UNSUPPORTED: ":red-badge[{}]",
}


def _draw_written(written: WrittenText, exchange: Exchange) -> None:
    """Draw paragraphs, and the meaning of their marks."""
    for paragraph in written.paragraphs:
        if paragraph.heading:
            st.markdown(f"**{literal(paragraph.heading)}**")
        text = " ".join(_sentence(sentence, exchange) for sentence in paragraph.sentences)
        st.markdown(f"- {text}" if paragraph.item else text)
    legend = " · ".join(f"{_mark(support)} {SUPPORT_MEANING[support]}" for support in written.supports)
    st.caption(f"Checked by program\\: {legend}")


def _sentence(sentence: Claim, exchange: Exchange) -> str:
    body, end = split_end(sentence.text)
    numbers = "".join(_marker(number, exchange) for number in sentence.citations)
    # A no-break space, so that the mark stays on the line of its sentence.
    return f"{literal(body)}{' ' if numbers else ''}{numbers}{literal(end)}\u00a0{_mark(sentence.support)}"


def _marker(number: int, exchange: Exchange) -> str:
    """The marker "[1]", a link to its reference if that is drawn; struck through if it no longer stands."""
    marker = f"~~\\[{number}\\]~~" if number in exchange.lost else f"\\[{number}\\]"
    drawn = any(citation.number == number for citation in exchange.answer.citations[:_SHOWN])
    return f"[{marker}](#{_anchor(exchange, number)})" if drawn else marker


def _mark(support: Support) -> str:
    return _MARKED[support].format(MARKS[support].replace("~", "\\~"))


def _anchor(exchange: Exchange, citation: int) -> str:
    """The HTML anchor of a reference."""
    return f"cited-{exchange.number}-{citation}"


def _draw_references(exchange: Exchange, view: View) -> None:
    if not view.references:
        return
    st.subheader("References", anchor=False)
    for reference in view.references[:_SHOWN]:
        _draw_reference(reference, exchange, linked=view.is_written)
    if len(view.references) > _SHOWN:
        st.caption(f"and {len(view.references) - _SHOWN} more")


def _draw_reference(reference: Reference, exchange: Exchange, *, linked: bool) -> None:
    """Draw a reference that opens to its passage, with a frame around the quote."""
    citation = reference.citation
    mark = " :red-badge[no longer stands]" if citation.number in exchange.lost else ""
    with st.expander(f"\\[{citation.number}\\] {literal(reference.name)}{mark}"):
        if linked:
            # In Streamlit only a heading has an anchor; a browser that jumps to it opens the expander around it.
            st.subheader(f":small[Quote {citation.number}]", anchor=_anchor(exchange, citation.number))
        st.caption(f"{reference.evidence}\\: {literal(reference.place)} · key {literal(citation.key)}")
        if changes := exchange.changed.get(citation.number):
            st.caption(f"Since then\\: {literal(changes)}")
        passage = exchange.passages.get(citation.passage, citation.quote)
        before, quote, after = passage.partition(citation.quote)
        if before:
            st.text(before)
        with st.container(border=True, key=f"quote-{exchange.number}-{citation.number}"):
            st.text(quote or citation.quote)
        if after:
            st.text(after)
        if citation.number in exchange.figures:
            _draw_figure(citation.number, exchange)


def _draw_figure(number: int, exchange: Exchange) -> None:
    """Draw a button that shows the table or figure of a citation as it is printed."""
    if st.button("Show as printed", key=f"printed-{exchange.number}-{number}"):
        if drawn := _picture(*exchange.figures[number]):
            st.image(drawn)
        else:
            st.caption("The file is gone, or its page cannot be drawn")


@st.cache_data(max_entries=50, show_spinner=False)
def _picture(location: Path, figure: Figure) -> bytes | None:
    return picture(location, figure)


_EVERY = 0.1
"""Seconds between two drawings of a job, and the longest delay of a click. A guess."""


def draw_job(job: Job, stop: Callable[[], None]) -> None:
    """Draw a job until it is done, with a button that calls `stop`.

    The last drawing stays until the answer replaces it, so that the page does not flicker.
    """
    stopped = job.cancellation.cancelled
    stage, drafted, button = st.empty(), st.empty(), st.empty()
    button.button("Stopping" if stopped else "Stop", key="stop", on_click=stop, disabled=stopped)
    drawn: object = None
    while True:
        now = (job.stage, job.share, len(job.draft))
        if now != drawn:
            _draw(job, stage, drafted)
            drawn = now
            time.sleep(_EVERY)
        if job.wait(_EVERY):
            return
        st.session_state.get("job")  # only a call of Streamlit lets a click end the script


def _draw(job: Job, stage: DeltaGenerator, drafted: DeltaGenerator) -> None:
    if draft := job.draft.strip():
        stage.caption("A draft, which is checked when it is done\\:")
        drafted.markdown("\n\n".join(literal(line) for line in draft.splitlines() if line.strip()))
    elif job.share is None:
        stage.caption(literal(job.stage))
    else:
        stage.progress(job.share, text=literal(job.stage))
