"""Digital object identifiers: find them in text and fields, normalise them, and recognise those of preprints."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

# "10.1145/3510003.3510091", "10.1000.10/x"
_PREFIX = r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/"
# "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2", but not a tag after a DOI
_IN_TEXT = re.compile(_PREFIX + r"(?:[^\s\"<>]|<[^\s\"<>/]{1,60}>){1,300}")
_IN_FIELD = re.compile(_PREFIX + r"[^\s\"]{1,300}")
# "https://dx.doi.org/10.", "DOI: 10."
_RESOLVER = re.compile(r"(?:(?:dx\.)?doi\.org/|\bdoi[:\s]\s?)(?=10\.)", re.IGNORECASE)
_VERSION = re.compile(r"(?<=\d)/?v\d{1,2}$")
# "10.48550/arxiv.2103.08942", "10.1101/2021.03.04.433921"
_PREPRINT = re.compile(
    r"10\.48550/arxiv|10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8}$|10\.2139/ssrn|10\.31234/|10\.31219/|10\.36227/techrxiv"
    r"|10\.21203/rs|10\.20944/preprints|10\.26434/chemrxiv"
)
# "arXiv:2103.08942", "abs/cs/0112017"
_ARXIV = re.compile(
    r"(?:arxiv[\s.:/]{1,3}(?:abs/)?|\babs/)(\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[a-z]{2})?/\d{7})", re.IGNORECASE
)
_LONGEST_FIELD = 500
"""Characters of a field that are searched (a guess); the patterns allow a DOI 300."""


def dois_in(text: str) -> Iterator[str]:
    """The DOIs in `text`, in order, lower case, without the punctuation around them."""
    for match in _IN_TEXT.finditer(unquote(text) if "%" in text else text):
        yield _bare(match.group())


def doi_of(field: str, *elsewhere: str) -> str | None:
    """The DOI in a field for DOIs, else one after "doi:" or a resolver's address in other fields."""
    readable = [unquote(text) for text in elsewhere]
    behind = (_IN_FIELD.match(text, resolver.end()) for text in readable for resolver in _RESOLVER.finditer(text))
    match = next((match for match in (_IN_FIELD.search(unquote(field)), *behind) if match), None)
    return _bare(match.group()) if match else None


def canonical_doi(doi: str | None) -> str | None:
    """A DOI for comparison: without a resolver's address or a preprint's version."""
    if not doi:
        return None
    doi = doi_of(doi[:_LONGEST_FIELD]) or doi.strip().lower()
    return (_VERSION.sub("", doi) if is_preprint_doi(doi) else doi) or None


def is_preprint_doi(doi: str) -> bool:
    """Whether the DOI is a preprint server's; the published work has another."""
    return bool(_PREPRINT.match(_VERSION.sub("", doi)))


def arxiv_number(venue: str | None, doi: str | None) -> str | None:
    """The number of a preprint on arXiv ("2103.08942", "cs/0112017"), from its DOI or venue."""
    return next((match[1] for text in (doi, venue) if text and (match := _ARXIV.search(text))), None)


def _bare(doi: str) -> str:
    """The DOI in lower case without trailing punctuation; balanced brackets stay."""
    while doi:
        opening = {")": "(", ">": "<", "]": "["}.get(doi[-1])
        unbalanced = opening is not None and doi.count(opening) < doi.count(doi[-1])
        if doi[-1] not in ".,;:'”’}*" and not unbalanced:
            break
        doi = doi[:-1]
    return doi.lower()
