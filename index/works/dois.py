"""Digital object identifiers: found in text, written in one way, and those that stand for a preprint."""

import re

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]{1,200}")
_VERSION = re.compile(r"(?<=\d)/?v\d{1,2}$")
_PREPRINT = re.compile(
    r"10\.48550/arxiv|10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8}$|10\.2139/ssrn|10\.31234/|10\.31219/|10\.36227/techrxiv"
    r"|10\.21203/rs|10\.20944/preprints|10\.26434/chemrxiv"
)
_CLOSERS = ".,;:'’”)]}"


def dois_in(text: str) -> list[str]:
    """The DOIs that stand in `text`, lower case, in order."""
    return [_trimmed(match.group().lower()) for match in _DOI.finditer(text)]


def one_doi(text: str | None) -> str | None:
    """The DOI that a field holds, without a resolver's address or a preprint's version."""
    if not text:
        return None
    found = dois_in(text[:500])
    doi = found[0] if found else text.strip().lower()
    return (_VERSION.sub("", doi) if is_preprint_doi(doi) else doi) or None


def is_preprint_doi(doi: str) -> bool:
    """Whether a preprint server gave out the DOI: the published work has another."""
    return bool(_PREPRINT.match(_VERSION.sub("", doi)))


def _trimmed(doi: str) -> str:
    """Without the punctuation of the sentence around it; a bracket that was opened inside stays closed."""
    while doi and doi[-1] in _CLOSERS:
        if doi[-1] == ")" and doi.count("(") >= doi.count(")"):
            break
        doi = doi[:-1]
    return doi
