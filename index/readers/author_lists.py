"""The names in a list of authors as a person types it."""

import re

from index.readers.record_names import initials_apart

_ET_AL = re.compile(r"(?:^|[\s,;&(])(?:and\s+others|et\.?\s+al)\b[.)\s]*$", re.IGNORECASE)
_AND = re.compile(r"[\s,]\s?(?:and|und|&)\s", re.IGNORECASE)
_BETWEEN = re.compile(r"[;\n]")
_NO_LETTER = re.compile(r"[.\s’'-]")
_SUFFIX = re.compile(r"(?:[JS]r|I{2,3}|IV)\.?")
_MAX_CHARS = 50_000
"""A field of authors longer than this is something else that was pasted there."""


def people_in(text: str) -> tuple[str, ...]:
    """The names in a list of authors, each as written.

    Names are parted by semicolons, line ends, commas or the word "and"; a comma that stands between a family name and
    its initials or given names parts none: "Olsson, H. H., Bosch, J." are two people, as are "Ada Lovelace, Alan
    Turing".
    """
    groups = [
        [piece for piece in _AND.split(f"{_without_et_al(group)} ") if piece.strip(" ,")]
        for group in _BETWEEN.split(text[:_MAX_CHARS])
    ]
    groups = [pieces for pieces in groups if pieces]
    several = len(groups) > 1 or any(len(pieces) > 1 and all(p.count(",") == 1 for p in pieces) for pieces in groups)
    names = [name for pieces in groups for piece in pieces for name in _names(_parts(piece), several)]
    return tuple(initials_apart([name for name in map(_tidy, names) if name]))


def _parts(piece: str) -> list[str]:
    return [part for part in (" ".join(part.split()) for part in piece.split(",")) if part]


def _names(parts: list[str], parted: bool) -> list[str]:
    """Names out of the parts between commas; `parted`: names are already parted otherwise, by semicolons, say."""
    if parted and len(parts) == 2 and not (" " in parts[0] and " " in parts[1] and not _has_initial(parts[1])):
        return [", ".join(parts)]
    if _are_pairs(parts):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    names: list[str] = []
    for part in parts:
        if names and (_SUFFIX.fullmatch(part) or (_is_initials(part) and not _has_initial(names[-1]))):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names


def _are_pairs(parts: list[str]) -> bool:
    """Whether every second part is a given name: one word stands before each, and it is not a list of such words."""
    if not parts or len(parts) % 2 or any(" " in family for family in parts[::2]):
        return False
    return len(parts) == 2 or any(" " in given for given in parts[1::2])


def _is_initials(part: str) -> bool:
    letters = _NO_LETTER.sub("", part)
    return 1 <= len(letters) <= 4 and letters.isalpha() and letters.isupper()


def _has_initial(part: str) -> bool:
    return any(_is_initials(word) for word in part.split())


def _without_et_al(text: str) -> str:
    return _ET_AL.sub("", text.strip())


def _tidy(name: str) -> str:
    """Without what is no part of a name; empty where nothing is left."""
    name = _without_et_al(" ".join(name.split()).strip(" ,;*†‡"))
    return name if any(char.isalpha() for char in name) else ""
