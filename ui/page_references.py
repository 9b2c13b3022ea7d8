"""The references under an answer on the page: each opens to its passage, and what a model wrote links to it."""

import streamlit as st

from assistant.answers import Citation
from assistant.wording import work_name
from ui.evidence_names import evidence_name
from ui.page_asking import Exchange
from ui.page_text import literal
from ui.written import written_in


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
    place = ", ".join(
        part for part in (citation.source, citation.page and f"page {citation.page}", citation.section) if part
    )
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
