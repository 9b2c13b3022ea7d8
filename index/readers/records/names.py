"""Lists of authors as databases and people write them: between semicolons, commas, `and`, or nothing at all.

A name comes out as "Family, Given" where the list says which is which, else as written.
"""

import re
from collections.abc import Sequence

from index.readers.records.entry import one_line
from index.works.names import ET_AL, SUFFIX, without_et_al

# What stands in place of a name: "[No author name available]", "et al.", "n/a".
NOBODY = re.compile(
    rf"\W*(?:no author(?:s| name| id)?s?(?: (?:name )?(?:available|found|listed))?|{ET_AL}|others|unknown|n/?a)?\W*",
    re.IGNORECASE,
)
BEHIND_NAME = re.compile(rf"(?:{SUFFIX}|Ph\.? ?D|M\.?D)\.?", re.IGNORECASE)
"""What may follow a name behind a comma."""
LONGEST_NAME = 500

# Scopus's number of an author: " (57192192696)".
_NUMBER = re.compile(r"\s*\(\d[\dXx-]*\)")
_AND = re.compile(r"\s*(?:,\s*)?(?:\s+(?:and|und)\s+|\s*&\s+)", re.IGNORECASE)
# "H. H.", "J.-P.", "AB", "Chr."
_INITIALS = re.compile(r"(?:[^\W\d_a-z](?:[^\W\d_]?\.)?[\s‐-]{0,2}){1,5}")
# "Mohan A.", "Gaillardon P.-E.", "van Dijk A. B".
_FAMILY_INITIALS = re.compile(r"([^\W\d_][^\d_,.]{1,60}?)\s+((?:[^\W\d_]{1,2}\.[\s‐-]{0,2}){1,6})((?:[^\W\d_a-z]\.?)?)")
# "Vinodhkumar P", "van der Berg KL", "Smith J Jr".
_PUBMED = re.compile(rf"([^\d,.]{{1,60}}[^\d,.\s])\s([A-Z](?:-?[A-Z]){{0,2}})(?:\s({SUFFIX}))?")
_PREFIXES = "|al|ben|da|de|del|della|des|di|dos|du|el|fitz|la|le|mac|mc|o|st|van|vande|vander|vom|von|zu|"
"""What stands before a capital inside one family name ("LeCun", "McDonald")."""


def people_in(text: str) -> tuple[str, ...]:
    """The names of a list in one cell or line; "et al." and remarks that there is no author are left out.

    A comma between a family name and its initials or given names separates nothing: "Olsson, H. H., Bosch, J." are two
    people, as are "Ada Lovelace, Alan Turing".
    """
    text = _NUMBER.sub("", one_line(text.replace("\n", ";" if ";" not in text else " ")))
    names = [
        name for part in _parts(without_et_al(text)) for each in _run_together(part) if (name := personal_name(each))
    ]
    return tuple(_initials_apart(names))


def personal_name(text: str) -> str:
    """One name, tidied: "Mohan A." and "Mohan,A." are "Mohan, A."; empty for a remark that there is none."""
    name = tidy(_NUMBER.sub("", one_line(text)))
    if NOBODY.fullmatch(name):
        return ""
    match = _initials_behind(name)
    return f"{match[1]}, {(match[2] + match[3]).strip()}" if match else name


def pubmed_name(text: str) -> str:
    """ "Vinodhkumar P" as PubMed has it, family name first and initials without stops."""
    match = _PUBMED.fullmatch(tidy(text))
    return ", ".join(part for part in match.groups() if part) if match else personal_name(text)


def tidy(name: str) -> str:
    """White space folded, a space after each comma, stray marks at the ends gone."""
    folded = one_line(name).replace(". -", ".-")
    return ", ".join(part for each in folded.split(",") if (part := each.strip(" ;:|*†‡§")))


def _parts(text: str) -> list[str]:
    for separator in ";|":
        if separator in text:
            return text.split(separator)
    listed = _AND.split(text)
    paired = len(listed) > 1 and listed[-1].count(",") == 1  # BibTeX's way: each name "Family, Given"
    return [name for part in listed for name in _between_commas(part, paired=paired)]


def _between_commas(text: str, *, paired: bool) -> list[str]:
    """The names of a list with commas; `paired`: another name of the list is known to be written "Family, Given"."""
    parts: list[str] = []
    for part in filter(None, map(str.strip, text.split(","))):
        if parts and BEHIND_NAME.fullmatch(part):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    families, given = parts[::2], parts[1::2]
    if len(families) == len(given) and (paired or _are_pairs(families, given)):
        return [f"{family}, {name}" for family, name in zip(families, given, strict=True)]
    return parts


def _are_pairs(families: Sequence[str], given: Sequence[str]) -> bool:
    """Whether "A, B, C, D" are the people "A, B" and "C, D"."""
    if len(families) == 1:
        return not _are_two(families[0], given[0])
    if all(map(_is_initials, given)):  # "Lovelace, A., Turing, A. M."
        return not any(map(_is_initials, families))
    # "John, Meenu Mary, Bosch, Jan"
    return not any(" " in family for family in families) and any(" " in name for name in given)


def _is_initials(part: str) -> bool:
    return _INITIALS.fullmatch(part.partition(",")[0][:20]) is not None


def _are_two(first: str, second: str) -> bool:
    """Whether two parts are two people: both of several words, the first not "van Name", the second not given names.

    Or family names, each with its initials: "van Dijk A, Smith J", "Smith J., Doe A.".
    """
    if all(_initials_behind(name) or _PUBMED.fullmatch(name[:LONGEST_NAME]) for name in (first, second)):
        return True
    return " " in first and " " in second and not first[0].islower() and not second.endswith(".")


def _initials_behind(name: str) -> re.Match[str] | None:
    """ "Mohan A."; the initials in groups 2 and 3."""
    match = _FAMILY_INITIALS.fullmatch(name) if len(name) < LONGEST_NAME else None
    return match if match and "." not in match[1] else None


def _run_together(text: str) -> list[str]:
    """ "Ada LovelaceAlan Turing": a capital straight after a small letter begins a name, unless it is a McName's."""
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
    """A list in which all names have the initials behind, without stops: "Smith J", "Doe AB" are "Smith, J", "Doe, AB".

    One at least must have what cannot be a family name in capitals ("Wei LI"): a single letter, or no vowel.
    """
    matches = [_PUBMED.fullmatch(name) for name in names if len(name) < LONGEST_NAME]
    initials = [match.group(2) for match in matches if match]
    telling = any(len(letters) == 1 or not set("AEIOUY") & set(letters) for letters in initials)
    return [pubmed_name(name) for name in names] if telling and 2 <= len(names) == len(initials) else names
