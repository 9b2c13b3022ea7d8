"""The sidebar: filters, switches of the language model, and the state of the index."""

from typing import TYPE_CHECKING

import streamlit as st

from assistant.wording import evidence_name
from index.freshness import Status
from index.sources import Evidence, Kind
from index.works.filters import Filter, Years
from ui.page.text import literal

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
