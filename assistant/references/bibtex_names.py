"""Authors as BibTeX parts their names: "Family, Given" or "Family, Jr, Given", joined by `and`."""

import re
from collections.abc import Sequence

from assistant.references.latex_text import escaped, folded
from index import names

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_AND_OTHERS = re.compile(r"(?:^|[\s,;&]+)(?:and\s+)?(?:et\.?\s?al\b\.?|others)$", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"\b(?:of|for|the|und|and|Inc|Ltd|LLC|GmbH|Corp|Corporation|Company|Research|Laborator(?:y|ies)|Labs?|Cent(?:er|re)"
    r"|Commission|Federation|Academy|Technologies|Hospital)\b|[&;:|]"
)
"""Words and signs in names of organisations and in no person's, besides those that `index.names` knows."""


def author_field(authors: Sequence[str]) -> str:
    """The value of an `author` field; empty where there is no author.

    Organisations, and names that cannot be parted without loss, stand in braces and are one word to BibTeX. A list that
    is cut short ("Smith et al.") ends in `others`.
    """
    lines = [folded(author).strip(" ;,") for author in authors]
    cut = [_AND_OTHERS.sub("", line).strip(" ;,") for line in lines]
    named = [_bibtex_name(name) for name in cut if any(map(str.isalnum, name))]
    return " and ".join([*named, *(["others"] if cut != lines else [])])


def _bibtex_name(author: str) -> str:
    whole = f"{{{escaped(author)}}}"
    parted = _parted(author)
    # Some parsers lose a command that begins a word.
    return whole if not parted or any(word.startswith("\\") for word in parted.split()) else parted


def _parted(author: str) -> str:
    """A person's name as BibTeX parts it; empty for an organisation, and where something would be lost."""
    known = names.compared(author)
    if known is None or known.collective or _ORGANISATION.search(author):
        return ""
    if len(author.split()) == 1 and "," not in author:
        return escaped(author)
    family, given, suffix = names.family_name(author), _given(author), _suffix(author)
    parted = ", ".join(part for part in (family, suffix, given) if part)
    # A name with marks or remarks in it, or of a script without spaces, is left as it stands.
    if not given or names.compared(parted) != known or not _has_all_words(parted, author):
        return ""
    return ", ".join(part for part in (_family_part(family), escaped(suffix), escaped(given)) if part)


def _has_all_words(parted: str, author: str) -> bool:
    return sorted(parted.replace(",", " ").split()) == sorted(author.replace(",", " ").split())


def _given(author: str) -> str:
    """The given names: what is left of a name without family and suffix; empty where that is not at one end of it."""
    family = names.family_name(author).split()
    head, *parts = (part.split() for part in author.split(","))
    if parts:
        words = next((part for part in parts if not _is_suffix(part)), [])
        moved = len(family) - len(_without_suffix(head))  # particles: "Aalst, Wil van der"
        return " ".join(words[: len(words) - moved] if moved > 0 else words)
    words = _without_suffix(head)
    if words[-len(family) :] == family:
        return " ".join(words[: -len(family)])
    return " ".join(words[len(family) :]) if words[: len(family)] == family else ""


def _suffix(author: str) -> str:
    head, *parts = (part.split() for part in author.split(","))
    apart = next((part for part in parts if _is_suffix(part)), [])
    return " ".join(apart or head[len(_without_suffix(head)) :])


def _is_suffix(words: list[str]) -> bool:
    return bool(words) and all(word.lower().strip(".") in _SUFFIXES for word in words)


def _without_suffix(words: list[str]) -> list[str]:
    end = len(words)
    while end > 1 and _is_suffix(words[end - 1 : end]):
        end -= 1
    return words[:end]


def _family_part(family: str) -> str:
    """The family name; in braces from the first word with a capital where a small one follows it.

    BibTeX would take all of "Alcorta y Lozano" but its last word for particles.
    """
    words = family.split()
    first = next((i for i, word in enumerate(words) if not word[:1].islower()), len(words))
    if all(not word[:1].islower() for word in words[first:]):
        return escaped(family)
    kept = f"{{{escaped(' '.join(words[first:]))}}}"
    return " ".join([*(escaped(word) for word in words[:first]), kept])
