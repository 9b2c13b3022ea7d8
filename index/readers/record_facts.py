"""Bibliographic facts as the fields of an export write them: year, DOI, citation key."""

import re
from urllib.parse import unquote

# "2021", "2021-05-03", "2021/05", "May 2021", "c2021", "20210503".
_YEAR = re.compile(r"(?<!\d)((?:1\d|2[01])\d\d)(?=\D|$|(?:0[1-9]|1[0-2])[0-3]\d(?!\d))")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/[^\s\"]{1,300}")
_RESOLVER = re.compile(r"(?:(?:dx\.)?doi\.org/|\bdoi[:\s]\s?)(?=10\.)", re.IGNORECASE)
_CITATION_KEY = re.compile(
    r"^[ \t]*(?:citation key|citekey|bibtex)[ \t]*[:=][ \t]*([^\s,;]{1,200})", re.IGNORECASE | re.MULTILINE
)
_KEY = re.compile(r"[^\W\d_][^\s/\\,;{}%#~\"'()=@]{2,199}")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_NUMBERED = re.compile(
    r"(?:item|ref|reference|rec|record|citation|entry|zotero|mendeley|endnote|temp|work|doc|cit|source|rn|pmid|pmc|w|s)"
    r"[-_.:]?\d+",
    re.IGNORECASE,
)
_UNIVERSAL = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:https?|urn|doi|arxiv|isbn):.*", re.IGNORECASE)
_ZOTERO = re.compile(r"[2-9A-NP-Z]{8}")


def year_of(*dates: str) -> int | None:
    """The year of the first date that holds one, in whatever form."""
    return next((int(match.group(1)) for date in dates if (match := _YEAR.search(date))), None)


def doi_of(doi: str, *elsewhere: str) -> str | None:
    """The DOI that the field `doi` holds, lower case and bare; else one behind a resolver's address `elsewhere`."""
    if match := _DOI.search(unquote(doi)):
        return _bare(match.group())
    for text in elsewhere:
        readable = unquote(text)
        for resolver in _RESOLVER.finditer(readable):
            if match := _DOI.match(readable, resolver.end()):
                return _bare(match.group())
    return None


def key_in(note: str) -> str | None:
    """The key that Better BibTeX leaves in a note as a line "Citation Key: smith2020"."""
    match = _CITATION_KEY.search(note)
    return match.group(1) if match else None


def key_like(identifier: str) -> str | None:
    """An identifier that a person would cite by ("smith2020"); None for an address, a number or a database's code."""
    text = identifier.strip()
    if not _KEY.fullmatch(text) or not _LETTERS.search(text):
        return None
    return None if _NUMBERED.fullmatch(text) or _ZOTERO.fullmatch(text) or _UNIVERSAL.fullmatch(text) else text


def _bare(doi: str) -> str:
    """Without the punctuation of the sentence it stood in; brackets that are its own stay."""
    text = doi
    while text:
        opening = {")": "(", ">": "<", "]": "["}.get(text[-1])
        unbalanced = opening is not None and text.count(opening) < text.count(text[-1])
        if text[-1] not in ".,;:'”’}*" and not unbalanced:
            break
        text = text[:-1]
    return text.lower()
