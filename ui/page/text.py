"""Escape text of documents for the page, so that it is never markup."""

import re

from assistant.wording import plain_markdown
from index.text.normalise import on_one_line

_SPECIAL = re.compile(r"([$:&])")
# The points in "https://a.example", "www.a.example" and "me@a.example" where a joiner breaks an automatic link.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", re.IGNORECASE)
_JOINER = "\u2060"
"""WORD JOINER: invisible, without width. Escaping alone does not keep the page from making links of addresses."""


def literal(text: str) -> str:
    """Escape text for `st.markdown`, which has formulas, directives, entities and links besides Markdown."""
    return _SPECIAL.sub(r"\\\1", plain_markdown(_ADDRESS.sub(_JOINER, on_one_line(text))))
