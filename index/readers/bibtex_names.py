"""The names of a BibTeX author field: "First von Last", "von Last, First" or "von Last, Jr, First", joined by `and`."""

import re

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from index.readers.latex import decode
from index.readers.record_names import LONGEST_NAME, NOBODY, SUFFIX, split_names, tidy

_ORGANISATION = re.compile(
    r"\b(?:of|for|and|University|Institute|Association|Organi[sz]ation|Committee|Consortium|Foundation|GmbH|Inc|Ltd|Group)\b"
)


def bibtex_names(value: str) -> tuple[str, ...]:
    """The names of an author field with its LaTeX; one in braces of its own (an organisation) stays whole."""
    if " and " not in f" {' '.join(value.split())} " and ";" in value and "{" not in value:
        return split_names(decode(value))
    names = (_bibtex_name(name) for name in split_multiple_persons_names(value))
    return tuple(name for name in names if not NOBODY.fullmatch(name) and not SUFFIX.fullmatch(name))


def _bibtex_name(name: str) -> str:
    """ "von Last, First, Jr"; TeX's rules say which part of the name is which."""
    if len(name) > LONGEST_NAME:
        return tidy(decode(name))
    parts = parse_single_name_into_parts(name, strict=False)
    if _ORGANISATION.search(name) and "," not in name:
        return tidy(decode(name))
    given, suffix = parts.first, parts.jr
    if suffix and SUFFIX.fullmatch(" ".join(given)):  # "Sherry, John F., Jr." as others write it
        given, suffix = suffix, given
    told = (" ".join(words) for words in ([*parts.von, *parts.last], given, suffix))
    return ", ".join(part for words in told if (part := tidy(decode(words))))
