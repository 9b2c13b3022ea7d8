"""Split lists of authors at semicolons, commas, `and`, or where two names run together.

A name becomes "Family, Given" if the list shows which part is which; else it stays as written.
"""

import re
from collections.abc import Sequence

from index.readers.records.entry import one_line
from index.works.names import ET_AL, SUFFIX, without_et_al

# Instead of a name: "[No author name available]", "[Anonymous]", "et al.", "n/a".
NOBODY = re.compile(
    rf"\W*(?:no author(?:s| name| id)?s?(?: (?:name )?(?:available|found|listed))?|{ET_AL}|others|unknown|anonymous"
    r"|n/?a)?\W*",
    re.IGNORECASE,
)
BEHIND_NAME = re.compile(rf"(?:{SUFFIX}|Ph\.? ?D|M\.?D)\.?", re.IGNORECASE)
"""May follow a name after a comma: "Jr.", "Ph.D"."""
LONGEST_NAME = 500  # characters (a guess)

# Scopus's author number: " (57192192696)".
_NUMBER = re.compile(r"\s*\(\d[\dXx-]*\)")
# ", and ", " & "
_AND = re.compile(r"\s*(?:,\s*)?(?:\s+(?:and|und)\s+|\s*&\s+)", re.IGNORECASE)
# "H. H.", "J.-P.", "AB", "Chr."
_INITIALS = re.compile(r"(?:[^\W\d_a-z](?:[^\W\d_]?\.)?[\s‐-]{0,2}){1,5}")
# "Mohan A.", "Gaillardon P.-E.", "van Dijk A. B".
_FAMILY_INITIALS = re.compile(r"([^\W\d_][^\d_,.]{1,60}?)\s+((?:[^\W\d_]{1,2}\.[\s‐-]{0,2}){1,6})((?:[^\W\d_a-z]\.?)?)")
# "Vinodhkumar P", "van der Berg KL", "Smith J Jr".
_PUBMED = re.compile(rf"([^\d,.]{{1,60}}[^\d,.\s])\s([A-Z](?:-?[A-Z]){{0,2}})(?:\s({SUFFIX}))?")
_PREFIXES = "|al|ben|da|de|del|della|des|di|dos|du|el|fitz|la|le|mac|mc|o|st|van|vande|vander|vom|von|zu|"
"""Prefixes before a capital inside one family name: "LeCun", "McDonald"."""


def people_in(text: str) -> tuple[str, ...]:
    """The names in a list, without "et al." and remarks like "no author".

    "Olsson, H. H., Bosch, J." are two people, as are "Ada Lovelace, Alan Turing".
    """
    text = _NUMBER.sub("", one_line(text.replace("\n", ";" if ";" not in text else " ")))
    names = [
        name for part in _parts(without_et_al(text)) for each in _run_together(part) if (name := personal_name(each))
    ]
    return tuple(_initials_apart(names))


def personal_name(text: str) -> str:
    """One tidy name: "Mohan A." and "Mohan,A." become "Mohan, A."; empty for a remark like "no author"."""
    name = tidy(_NUMBER.sub("", one_line(text)))
    if NOBODY.fullmatch(name):
        return ""
    match = _initials_behind(name)
    return f"{match[1]}, {(match[2] + match[3]).strip()}" if match else name


def pubmed_name(text: str) -> str:
    """ "Vinodhkumar, P" for PubMed's "Vinodhkumar P": family name first, initials without full stops."""
    match = _PUBMED.fullmatch(tidy(text))
    return ", ".join(part for part in match.groups() if part) if match else personal_name(text)


def tidy(name: str) -> str:
    """The name with folded white space, a space after each comma, and no stray marks at its ends."""
    folded = one_line(name).replace(". -", ".-")
    return ", ".join(part for each in folded.split(",") if (part := each.strip(" ;:|*†‡§…")))


def _parts(text: str) -> list[str]:
    for separator in ";|":
        if separator in text:
            return text.split(separator)
    listed = _AND.split(text)
    paired = len(listed) > 1 and listed[-1].count(",") == 1  # BibTeX's way: each name "Family, Given"
    return [name for part in listed for name in _between_commas(part, paired=paired)]


def _between_commas(text: str, *, paired: bool) -> list[str]:
    """The names in a list with commas; `paired`: another name of the list is written "Family, Given"."""
    parts: list[str] = []
    for part in filter(None, map(str.strip, text.split(","))):
        if parts and BEHIND_NAME.fullmatch(part):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    families, firsts = parts[::2], parts[1::2]
    if len(families) == len(firsts) and (paired or _are_pairs(families, firsts)):
        return [f"{family}, {first}" for family, first in zip(families, firsts, strict=True)]
    return parts


def _are_pairs(families: Sequence[str], firsts: Sequence[str]) -> bool:
    """Whether "A, B, C, D" are the people "A, B" and "C, D"."""
    if len(families) == 1:
        return not _are_two(families[0], firsts[0])
    if all(map(_is_initials, firsts)):  # "Lovelace, A., Turing, A. M."
        return not any(map(_is_initials, families))
    # "John, Meenu Mary, Bosch, Jan"
    return not any(" " in family for family in families) and any(" " in first for first in firsts)


def _is_initials(part: str) -> bool:
    return _INITIALS.fullmatch(part.partition(",")[0][:20]) is not None


def _are_two(first: str, second: str) -> bool:
    """Whether two parts are two people: each has several words ("Ada Lovelace, Alan Turing"), or both are family names
    with initials ("van Dijk A, Smith J", "Smith J., Doe A.")."""
    if all(_initials_behind(name) or _PUBMED.fullmatch(name[:LONGEST_NAME]) for name in (first, second)):
        return True
    return " " in first and " " in second and not first[0].islower() and not second.endswith(".")


def _initials_behind(name: str) -> re.Match[str] | None:
    """ "Mohan A."; the initials in groups 2 and 3."""
    match = _FAMILY_INITIALS.fullmatch(name) if len(name) < LONGEST_NAME else None
    return match if match and "." not in match[1] else None


def _run_together(text: str) -> list[str]:
    """Split "Ada LovelaceAlan Turing" at a capital after a small letter, but not "McDonald"."""
    if "," in text:  # one name, "Family, Given"
        return [text]
    names: list[str] = []
    begin = word = 0
    for i in range(1, len(text)):
        if text[i - 1].isspace():
            word = i
        elif text[i].isupper() and text[i - 1].islower() and f"|{text[word:i].lower()}|" not in _PREFIXES:
            names.append(text[begin:i])
            begin = word = i
    names.append(text[begin:])
    return names if all(" " in name.strip() for name in names) else [text]


def _initials_apart(names: Sequence[str]) -> Sequence[str]:
    """Turn "Smith J", "Doe AB" into "Smith, J", "Doe, AB" if all names of the list look like that.

    At least one name must have initials that cannot be a family name in capitals ("Wei LI"): one letter, or no vowel.
    """
    matches = [_PUBMED.fullmatch(name) for name in names if len(name) < LONGEST_NAME]
    initials = [match.group(2) for match in matches if match]
    telling = any(len(letters) == 1 or not set("AEIOUY") & set(letters) for letters in initials)
    return [pubmed_name(name) for name in names] if telling and 2 <= len(names) == len(initials) else names
