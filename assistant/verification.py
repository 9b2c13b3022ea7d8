"""Checking citations by program: a quote counts only where it stands, word for word, at its locator in the source."""

from assistant.answers import Citation
from index.catalogue import Catalogue
from index.normalise import compounds, normalise


def stands(citation: Citation, catalogue: Catalogue) -> bool:
    """Whether the source's raw text at the citation's locator reads as its quote says."""
    raw = catalogue.raw_text(citation.source, citation.page)
    if not 0 <= citation.start < citation.end <= len(raw):
        return False
    # A compound broken at its hyphen keeps the hyphen in a quote, so the quote's own compounds are kept here too.
    return normalise(raw[citation.start : citation.end], compounds(citation.quote)).text == citation.quote
