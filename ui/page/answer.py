"""An answer drawn on the page: how it was understood, the result, its evidence, its references, its files."""

import time
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.answers import (
    NO_VENUE,
    NO_YEAR,
    Answer,
    Citation,
    Claim,
    Counted,
    JudgedWork,
    Support,
    Verdict,
    by_venue,
    by_year,
)
from assistant.questions.question import Facet, QuestionKind
from assistant.wording import (
    MARKS,
    SUPPORT_MEANING,
    evidence_name,
    parted,
    place_of,
    short_authors,
    verdict_name,
    work_name,
)
from ui.page.asking import Exchange
from ui.page.talk import Job
from ui.page.text import literal
from ui.shown import cost_of, limits_of, quoted_by, written_in

_SHOWN = 50
"""Works, and references, that are drawn: a page of thousands cannot be used. Tables and files have all."""

_GREEN, _GREY = "#2e7d32", "#c4c9d0"


def draw_exchange(exchange: Exchange, take_away: Callable[[Facet], None] | None = None) -> None:
    """A question and its answer; with `take_away`, each limit that was found is a button that calls it."""
    with st.chat_message("user"):
        st.text(exchange.asked.question)
    with st.chat_message("assistant"):
        for warning in exchange.warnings:
            st.warning(literal(warning))
        draw_reading(exchange, take_away)
        draw_answer(exchange)


def draw_reading(exchange: Exchange, take_away: Callable[[Facet], None] | None) -> None:
    """How the question was understood, so that what was taken wrongly is seen, and can be put right."""
    answer, number = exchange.answer, exchange.number
    if answer.read_as:
        st.caption(f"Read as\\: {literal(answer.read_as)}")
    limits = limits_of(answer, exchange.asked.given)
    if take_away and limits:
        with st.container(horizontal=True, key=f"limits-{number}"):
            for limit in limits:
                told = "read from the question" if limit.words else "taken over from the conversation"
                st.button(
                    f"{literal(limit.name)} ✕",
                    key=f"without-{number}-{limit.facet}",
                    help=f"{literal(limit.meaning)}, {told}; press to ask again without it",
                    on_click=take_away,
                    args=(limit.facet,),
                )
    elif limits:
        st.caption("Limited to\\: " + "; ".join(literal(limit.name) for limit in limits))
    if exchange.asked.given:
        st.caption(f"Filter\\: {literal(str(exchange.asked.given))}")
    for note in answer.notes:
        st.caption(literal(note))


def draw_answer(exchange: Exchange) -> None:
    """The result with its evidence."""
    answer = exchange.answer
    linked = {citation.number for citation in answer.citations[:_SHOWN]}
    if answer.reason:
        st.info(literal(answer.reason))
        if answer.citations:
            st.markdown("What came nearest:")
            _draw_by_work(answer.citations, exchange.lost)
    elif answer.works is not None:
        st.markdown(f"**{literal(answer.summary or '')}**")
        draw_written(exchange, linked)
        _draw_sweep(exchange, answer.works)
    elif answer.kind is QuestionKind.BIBLIOGRAPHIC:
        st.markdown(f"**{literal(answer.summary or '')}**")
        _draw_catalogue(answer)
    elif answer.sides:
        by_number = {citation.number: citation for citation in answer.citations}
        for side in answer.sides:
            st.markdown(f"On **{literal(side.name)}**")
            _draw_by_work([by_number[number] for number in side.citations], exchange.lost)
        _draw_synthesis(exchange, linked)
    else:
        quoted = quoted_by(answer)
        _draw_by_work(quoted, exchange.lost)
        if quoted:
            _draw_synthesis(exchange, linked)
        else:
            draw_written(exchange, linked)
    if answer.writing:
        st.caption(literal(cost_of(answer.writing)))
    _draw_files(exchange)
    draw_references(exchange, _SHOWN)


def _draw_synthesis(exchange: Exchange, linked: Container[int]) -> None:
    """What a model made of quotes that stand above it."""
    if written_in(exchange.answer):
        st.markdown("Taken together:")
        draw_written(exchange, linked)


def _draw_sweep(exchange: Exchange, works: Sequence[JudgedWork]) -> None:
    """Evidence, every verdict, and counts, each behind a tab."""
    years, venues = by_year(works), by_venue(works)
    counted = {
        "By year": years if sum(group.name != NO_YEAR for group in years) > 1 else (),
        "By venue": venues if any(group.name != NO_VENUE for group in venues) else (),
    }
    named = [name for name, groups in counted.items() if groups]
    evidence, verdicts, *others = st.tabs(["Evidence", f"Verdicts ({len(works)})", *named])
    by_number = {citation.number: citation for citation in exchange.answer.citations}
    with evidence:
        _draw_evidence(works, by_number, exchange)
    with verdicts:
        _draw_verdicts(works, by_number, exchange.answer.combines)
    for name, tab in zip(named, others, strict=True):
        with tab:
            _draw_counts(counted[name], horizontal=name == "By venue")


def _draw_evidence(works: Sequence[JudgedWork], by_number: Mapping[int, Citation], exchange: Exchange) -> None:
    shown = [work for work in works if work.verdict in (Verdict.DISCUSSES, Verdict.MENTIONS)]
    for work in shown[:_SHOWN]:
        name = literal(work_name(work.title, work.authors, work.year))
        st.markdown(f"**{name}** — {verdict_name(work.verdict, combines=exchange.answer.combines)}")
        _draw_quotes([by_number[number] for number in work.citations], exchange.lost)
    if len(shown) > _SHOWN:
        st.caption(f"and {len(shown) - _SHOWN} more, which are among the verdicts")


def _draw_verdicts(works: Sequence[JudgedWork], by_number: Mapping[int, Citation], combines: bool) -> None:
    first = [by_number[work.citations[0]] if work.citations else None for work in works]
    _draw_table(
        {
            "verdict": [verdict_name(work.verdict, combines=combines) for work in works],
            "authors": [short_authors(work.authors) for work in works],
            "year": [str(work.year or "") for work in works],
            "title": [work.title for work in works],
            "venue": [work.venue or "" for work in works],
            "evidence": [evidence_name(cited.kind) if cited else "" for cited in first],
            "quote": [cited.quote if cited else "" for cited in first],
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


def _draw_catalogue(answer: Answer) -> None:
    """Facts of the catalogue: groups with counts, or the works."""
    if answer.groups:
        groups = answer.groups
        _draw_table({"name": [one.name for one in groups], "works": [str(len(one.keys)) for one in groups]})
    elif answer.found:
        works = answer.found
        _draw_table(
            {
                "key": [work.key for work in works],
                "authors": [short_authors(work.authors) for work in works],
                "year": [str(work.year or "") for work in works],
                "title": [work.label for work in works],
                "venue": [work.venue or "" for work in works],
            }
        )


def _draw_table(columns: Mapping[str, list[str]]) -> None:
    """A table of plain text, without the columns in which nothing stands."""
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    # Left to itself the page makes links of addresses; numbers come as text, for a year is no quantity.
    kinds = {name: st.column_config.TextColumn(name) for name in filled}
    st.dataframe(filled, hide_index=True, column_config=kinds)


def _draw_files(exchange: Exchange) -> None:
    """The answer's works to take away."""
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


def _draw_by_work(citations: Iterable[Citation], lost: Container[int]) -> None:
    last = ""
    for citation in citations:
        if citation.key != last:
            st.markdown(f"**{literal(work_name(citation.title, citation.authors, citation.year))}**")
        last = citation.key
        _draw_quotes([citation], lost)


def _draw_quotes(citations: Iterable[Citation], lost: Container[int]) -> None:
    """Quotes with their markers, to the letter: Markdown would make links of addresses and one dash of two."""
    for citation in citations:
        gone = ", no longer stands" if citation.number in lost else ""
        st.text(f"“{citation.quote}” [{citation.number}] ({evidence_name(citation.kind)}{gone})")


# What a language model wrote, drawn on the page: each sentence with its citations and its mark.

_MARKED = {
    Support.VERBATIM: ":green[{}]",
    Support.SUPPORTED: ":green[{}]",
    Support.WEAK: ":orange-badge[{}]",
    Support.UNSUPPORTED: ":red-badge[{}]",
}


def draw_written(exchange: Exchange, linked: Container[int]) -> None:
    """The paragraphs, and what their marks mean; nothing where no model wrote.

    The markers of citations that are `linked` lead to their references.
    """
    answer = exchange.answer
    paragraphs = written_in(answer)
    for paragraph in paragraphs:
        if paragraph.heading:
            st.markdown(f"**{literal(paragraph.heading)}**")
        text = " ".join(_sentence(answer.claims[number], exchange, linked) for number in paragraph.claims)
        st.markdown(f"- {text}" if paragraph.item else text)
    if paragraphs:
        used = {answer.claims[number].support for paragraph in paragraphs for number in paragraph.claims}
        legend = " · ".join(f"{_mark(support)} {SUPPORT_MEANING[support]}" for support in Support if support in used)
        st.caption(f"Checked by program\\: {legend}")


def _sentence(claim: Claim, exchange: Exchange, linked: Container[int]) -> str:
    body, end = parted(claim.text)
    numbers = "".join(_marker(number, exchange, linked) for number in claim.citations)
    # A space before the mark, and none that a line could be broken at.
    return f"{literal(body)}{' ' if numbers else ''}{numbers}{literal(end)}\u00a0{_mark(claim.support)}"


def _marker(number: int, exchange: Exchange, linked: Container[int]) -> str:
    marker = f"~~\\[{number}\\]~~" if number in exchange.lost else f"\\[{number}\\]"
    return f"[{marker}](#{anchor(exchange, number)})" if number in linked else marker


def _mark(support: Support) -> str:
    return _MARKED[support].format(MARKS[support].replace("~", "\\~"))


# The references under an answer on the page: each opens to its passage, and what a model wrote links to it.


def anchor(exchange: Exchange, citation: int) -> str:
    """Where in the page a reference can be jumped to, from what a model wrote."""
    return f"cited-{exchange.number}-{citation}"


def draw_references(exchange: Exchange, most: int) -> None:
    """The references of an answer, no more than `most`."""
    citations = exchange.answer.citations
    if not citations:
        return
    st.subheader("References", anchor=False)
    for citation in citations[:most]:
        _draw_reference(citation, exchange)
    if len(citations) > most:
        st.caption(f"and {len(citations) - most} more")


def _draw_reference(citation: Citation, exchange: Exchange) -> None:
    """A reference that opens to its passage, the quote framed in it."""
    name = literal(work_name(citation.title, citation.authors, citation.year))
    place = place_of(citation.source, citation.page, citation.section)
    mark = " :red-badge[no longer stands]" if citation.number in exchange.lost else ""
    with st.expander(f"\\[{citation.number}\\] {name}{mark}"):
        if written_in(exchange.answer):
            # A heading has the one anchor that there is; a browser that jumps to it opens what it is in.
            st.subheader(f":small[Quote {citation.number}]", anchor=anchor(exchange, citation.number))
        st.caption(f"{evidence_name(citation.kind)}\\: {literal(place)} · key {literal(citation.key)}")
        if told := exchange.changed.get(citation.number):
            st.caption(f"Since then\\: {literal(told)}")
        passage = exchange.passages.get(citation.passage, citation.quote)
        before, quote, after = passage.partition(citation.quote)
        if before:
            st.text(before)
        with st.container(border=True, key=f"quote-{exchange.number}-{citation.number}"):
            st.text(quote or citation.quote)
        if after:
            st.text(after)


# A question on its way, drawn while it is answered: the stage, how far it is, and the draft as it grows.

_EVERY = 0.1
"""Seconds between two drawings of a job, and the longest that a click on the page waits to be heard."""


def draw_job(job: Job, stop: Callable[[], None]) -> None:
    """Draw a job until it is done, with a button that calls `stop`.

    What stands there in the end is left: the answer, drawn in its place, would otherwise follow on a blank.
    """
    stopped = job.cancellation.cancelled
    told, drafted, button = st.empty(), st.empty(), st.empty()
    button.button("Stopping" if stopped else "Stop", key="stop", on_click=stop, disabled=stopped)
    drawn: object = None
    while True:
        now = (job.stage, job.share, len(job.draft))
        if now != drawn:
            _draw(job, told, drafted)
            drawn = now
            time.sleep(_EVERY)
        if job.wait(_EVERY):
            return
        st.session_state.get("job")  # where nothing is drawn, only this lets the script be ended by a click


def _draw(job: Job, told: DeltaGenerator, drafted: DeltaGenerator) -> None:
    if draft := job.draft.strip():
        told.caption("A draft, which is checked when it is done\\:")
        drafted.markdown("\n\n".join(literal(line) for line in draft.splitlines() if line.strip()))
    elif job.share is None:
        told.caption(literal(job.stage))
    else:
        told.progress(job.share, text=literal(job.stage))
