"""Text of documents on the page: shown to the letter, never as markup."""

import re

from assistant.wording import plain_markdown
from index.text.normalise import on_one_line

_SPECIAL = re.compile(r"([$:&])")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", re.IGNORECASE)
_JOINER = "\u2060"
"""Takes no room and cannot be seen. Escaping alone does not keep the page from making links of addresses."""


def literal(text: str) -> str:
    """Text of a document for `st.markdown`, which has formulas, directives, entities and links besides Markdown."""
    return _SPECIAL.sub(r"\\\1", plain_markdown(_ADDRESS.sub(_JOINER, on_one_line(text))))
