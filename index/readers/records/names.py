"""Lists of authors as databases write them: parted by semicolons, commas, `and`, or nothing at all.

A name comes out as "Family, Given" where the list says which is which, else as written.
"""

import re
from collections.abc import Sequence

from index.readers.records.entry import one_line

_ET_AL = re.compile(r"(?:\band\s{1,3})?\b(?:et\.? {0,2}al\b\.?|others)$", re.IGNORECASE)
NOBODY = re.compile(
    r"\W*(?:no author(?:s| name| id)?s?(?: (?:name )?(?:available|found|listed))?|et\.? al\.?|others|unknown|n/?a)?\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*\(\d[\dXx-]*\)")
_AND = re.compile(r"\s*(?:,\s*)?(?:\s+and\s+|\s*&\s+)", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_a-z](?:[^\W\d_]?\.)?[\s‐-]{0,2}){1,5}")
_FAMILY_INITIALS = re.compile(r"([^\W\d_][^\d_,.]{1,60}?)\s+((?:[^\W\d_]{1,2}\.[\s‐-]{0,2}){1,6})((?:[^\W\d_a-z]\.?)?)")
_PUBMED = re.compile(r"([^\d,.]{1,60}[^\d,.\s])\s([A-Z](?:-?[A-Z]){0,2})(?:\s(Jr|Sr|2nd|3rd|II|III|IV))?")
SUFFIX = re.compile(r"(?:Jr|Sr|2nd|3rd|II|III|IV|Ph\.? ?D|M\.?D)\.?", re.IGNORECASE)
_VOWEL = re.compile(r"[AEIOUY]")
_PREFIXES = "|al|ben|da|de|del|della|des|di|dos|du|el|fitz|la|le|mac|mc|o|st|van|vande|vander|vom|von|zu|"
LONGEST_NAME = 500


def split_names(text: str) -> tuple[str, ...]:
    """The names of a list in one cell or line; "et al." and remarks that there is no author are dropped."""
    text = _NUMBER.sub("", one_line(text.replace("\n", ";" if ";" not in text else " ")))
    names = [
        name for part in _parts(_without_et_al(text)) for each in _run_together(part) if (name := personal_name(each))
    ]
    return tuple(initials_apart(names))


def initials_apart(names: Sequence[str]) -> Sequence[str]:
    """A list in which all names have the initials behind, without stops: "Smith J", "Doe AB" are "Smith, J", "Doe, AB".

    One at least must have what can be no family name in capitals ("Wei LI"): a single letter, or no vowel.
    """
    found = [_PUBMED.fullmatch(name) for name in names if len(name) < LONGEST_NAME]
    initials = [match.group(2) for match in found if match]
    if 2 <= len(names) == len(initials) and any(len(each) == 1 or not _VOWEL.search(each) for each in initials):
        return [pubmed_name(name) for name in names]
    return names


def _without_et_al(text: str) -> str:
    text = text.rstrip(" ,;&")
    begin = max(0, len(text) - 24)  # a pattern that is tried at every place takes quadratic time on many commas
    found = _ET_AL.search(text, begin)
    return text[: found.start()].rstrip(" ,;&") if found else text


def personal_name(text: str) -> str:
    """One name, tidied: "Mohan A." and "Mohan,A." are "Mohan, A."; empty for a remark that there is none."""
    name = tidy(_NUMBER.sub("", one_line(text)))
    if NOBODY.fullmatch(name):
        return ""
    match = _FAMILY_INITIALS.fullmatch(name) if len(name) < LONGEST_NAME else None
    if match and "." not in match.group(1):
        return f"{match.group(1)}, {''.join(match.group(2, 3)).strip()}"
    return name


def pubmed_name(text: str) -> str:
    """ "Vinodhkumar P" as PubMed has it, family name first and initials without stops."""
    match = _PUBMED.fullmatch(tidy(text))
    return ", ".join(part for part in match.groups() if part) if match else personal_name(text)


def _parts(text: str) -> list[str]:
    if ";" in text:
        return text.split(";")
    if "|" in text:
        return text.split("|")
    listed = _AND.split(text)
    if len(listed) > 1 and "," in listed[-1]:  # BibTeX's way: each name "Family, Given"
        return listed
    *first, last = listed
    return [
        *(name for part in first for name in _between_commas(part)),
        *(_between_commas(last) if not first else [last]),
    ]


def _between_commas(text: str) -> list[str]:
    """ "A. Lovelace, A. Turing" and "Lovelace, A., Turing, A." each give two names, "Lovelace, Ada" one."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) == 1:
        return parts
    initials = [bool(_INITIALS.fullmatch(part[:20])) for part in parts]
    if len(parts) % 2 == 0 and all(initials[1::2]) and not any(initials[::2]):
        return [", ".join(pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    if len(parts) == 2 and not _is_list(*parts):
        return [", ".join(parts)]
    names: list[str] = []
    for part in parts:
        if names and SUFFIX.fullmatch(part):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names


def _is_list(one: str, other: str) -> bool:
    """Whether two parts are two people: both of several words, the first no "van Name", the second not given names.

    Or family names, each with its initials: "van Dijk A, Smith J", "Smith J., Doe A.".
    """
    if all(_has_initials_behind(part) for part in (one, other)):
        return True
    several = " " in one and " " in other
    return several and not one[0].islower() and not other.endswith(".")


def _has_initials_behind(name: str) -> bool:
    if len(name) >= LONGEST_NAME:
        return False
    dotted = _FAMILY_INITIALS.fullmatch(name)
    return bool(_PUBMED.fullmatch(name)) or (dotted is not None and "." not in dotted.group(1))


def _run_together(text: str) -> list[str]:
    """ "Ada LovelaceAlan Turing": a capital straight after a small letter begins a name, unless it is a McName's."""
    names: list[str] = []
    begin = word = 0
    if "," in text:  # one name, "Family, Given"
        return [text]
    for i in range(1, len(text)):
        if text[i - 1].isspace():
            word = i
        elif text[i].isupper() and text[i - 1].islower() and f"|{text[word:i].lower()}|" not in _PREFIXES:
            names.append(text[begin:i])
            begin = word = i
    names.append(text[begin:])
    whole = all(" " in name.strip() for name in names)
    return names if whole else [text]


def tidy(name: str) -> str:
    """White space folded, a space after each comma, stray marks at the ends gone."""
    folded = one_line(name).replace(". -", ".-")
    return ", ".join(part for each in folded.split(",") if (part := each.strip(" ;:|*†‡§")))


# The names in a list of authors as a person types it.

_LIST_ET_AL = re.compile(r"(?:^|[\s,;&(])(?:and\s+others|et\.?\s+al)\b[.)\s]*$", re.IGNORECASE)
_LIST_AND = re.compile(r"[\s,]\s?(?:and|und|&)\s", re.IGNORECASE)
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
        [piece for piece in _LIST_AND.split(f"{_list_without_et_al(group)} ") if piece.strip(" ,")]
        for group in _BETWEEN.split(text[:_MAX_CHARS])
    ]
    groups = [pieces for pieces in groups if pieces]
    several = len(groups) > 1 or any(len(pieces) > 1 and all(p.count(",") == 1 for p in pieces) for pieces in groups)
    names = [name for pieces in groups for piece in pieces for name in _names(_list_parts(piece), several)]
    return tuple(initials_apart([name for name in map(_tidy, names) if name]))


def _list_parts(piece: str) -> list[str]:
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


def _list_without_et_al(text: str) -> str:
    return _LIST_ET_AL.sub("", text.strip())


def _tidy(name: str) -> str:
    """Without what is no part of a name; empty where nothing is left."""
    name = _list_without_et_al(" ".join(name.split()).strip(" ,;*†‡"))
    return name if any(char.isalpha() for char in name) else ""
