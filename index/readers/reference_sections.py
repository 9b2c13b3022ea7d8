"""The section of a document that is its reference list: told from prose that stands under such a heading."""

import re
from collections.abc import Iterable, Sequence

from index.readers.references import entries, is_reference_heading

_MARKED = re.compile(r"\s*(?:[-*•–]\s+)?(?:\[[^\]\n]{1,40}\]|\(?\d{1,4}[.)]\s)")
_DATED = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|\bdoi\b|https?://|\bin press\b|\bn\.\s?d\.", re.IGNORECASE)
_LIST = 0.5
"""Share of paragraphs that must look like entries."""


def under_references(path: Iterable[str]) -> bool:
    """Whether a section path leads through the heading of a reference list."""
    return any(map(is_reference_heading, path))


def is_list(paragraphs: Sequence[str]) -> bool:
    """Whether the paragraphs under such a heading are entries: most are marked, or have a year or an address."""
    looks = sum(1 for text in paragraphs if _MARKED.match(text) or _DATED.search(text))
    return looks >= _LIST * len(paragraphs)


def reference_list(paragraphs: Sequence[str], *, whole: bool = False) -> tuple[str, ...] | None:
    """The entries of a section under such a heading, None where it is prose.

    `whole`: each paragraph is one entry, as a document's markup says, so that none is taken for two or joined.
    """
    if not is_list(paragraphs):
        return None
    found = entries("\n\n".join(paragraphs))
    if not whole or len(found) == len(paragraphs):
        return found
    return tuple(entry for text in paragraphs for entry in entries(" ".join(text.split()))[:1])
