"""What a language model wrote, drawn on the page: each sentence with its citations and its mark."""

from collections.abc import Container

import streamlit as st

from assistant.answers import Claim, Support
from assistant.wording import parted
from ui.page_asking import Exchange
from ui.page_references import anchor
from ui.page_text import literal
from ui.support_marks import LEGEND, MARKS
from ui.written import written_in

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
        legend = " · ".join(f"{_mark(support)} {LEGEND[support]}" for support in Support if support in used)
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
