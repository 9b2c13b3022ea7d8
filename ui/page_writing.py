"""What a language model wrote, drawn on the page: each sentence with its citations and its mark."""

import streamlit as st

from assistant.answers import Answer, Claim, Support
from assistant.wording import markers, parted
from ui.page_text import literal
from ui.support_marks import LEGEND, MARKS
from ui.written import written_in

_COLOUR = {Support.VERBATIM: "green", Support.SUPPORTED: "green", Support.WEAK: "orange", Support.UNSUPPORTED: "red"}


def draw_written(answer: Answer) -> None:
    """The paragraphs, and what their marks mean; nothing where no model wrote."""
    paragraphs = written_in(answer)
    for paragraph in paragraphs:
        if paragraph.heading:
            st.markdown(f"**{literal(paragraph.heading)}**")
        text = " ".join(_sentence(answer.claims[number]) for number in paragraph.claims)
        st.markdown(f"- {text}" if paragraph.item else text)
    if paragraphs:
        used = {answer.claims[number].support for paragraph in paragraphs for number in paragraph.claims}
        legend = ", ".join(f"{_mark(support)} {LEGEND[support]}" for support in Support if support in used)
        st.caption(f"Checked by program\\: {legend}")


def _sentence(claim: Claim) -> str:
    body, end = parted(claim.text)
    numbers = markers(claim.citations).replace("[", "\\[").replace("]", "\\]")
    # A space before the mark, and none that a line could be broken at.
    return f"{literal(body)}{numbers}{literal(end)}\u00a0{_mark(claim.support)}"


def _mark(support: Support) -> str:
    return f":{_COLOUR[support]}[{MARKS[support].replace('~', chr(92) + '~')}]"
