"""Authors of a paper: names among the lines between its title and its abstract."""

import re
from collections.abc import Iterator, Sequence

from index.folding import plain
from index.readers.frontlines import BREAK, FrontLine
from index.readers.layout import Line

_BETWEEN_NAMES = re.compile(rf"\s*(?:[,;·•|&{BREAK}]|\band\b|\bund\b|\bet\b|\by\b)\s*")
_MARKS = re.compile(r"[\d*∗†‡§¶‖#♠♢♡♣□■◦⋄△αβγδ†\s]+\Z|\A[\d*∗†‡§¶‖#♠♢♡♣□■◦⋄△\s]+")
_TITLES = re.compile(
    r"\A(?:(?:Prof|Dr|Mr|Mrs|Ms|Ing|Dipl|Assoc|Asst)\.?(?:-Ing\.)?\s+)+|,?\s+(?:Ph\.?\s?D|M\.?Sc|B\.?Sc|MD|Jr)\.?\Z"
)
_NAME_WORD = re.compile(r"(?:[dDlLO][’'`])?[^\W\d_](?:[^\W\d_]|[’'`.\-\u2010\u2011])*\.?\Z")
_PARTICLE = re.compile(r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|ter|ten|zu|bin|ibn|y|e)\Z")
_NO_NAME = re.compile(
    r"\b(?:universit|universid|institut|departament|dept|school|facult|laborator|labs?\b|college|cent(?:er|re)\b|research|"
    r"academy|hochschule|politec|polytech|écol|ecole|corporation|inc\b|ltd\b|gmbh|company|group\b|foundation|hospital|"
    r"scienc|engineer|informatic|comput|technolog|software|systems?\b|intelligence|learning|information|"
    r"abstract|keywords?|introduction|received|accepted|published|revised|editor|volume|proceedings|journal|conference|"
    r"workshop|member|ieee|acm|springer|elsevier|arxiv|doi\b|e-?mail|http|www|draft|preprint|version|technical|report|"
    r"article|paper|editorial|review|letters?\b|"
    r"\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december)\b|"
    r"new york|hong kong|united states|united kingdom|south korea|san francisco|los angeles|new zealand|saudi arabia|"
    r"sri lanka|south africa|the netherlands|republic|city\b|street|avenue|road\b)",
    re.IGNORECASE,
)
_INITIALISM = re.compile(r"[A-Z]{2,5}\Z")
_MAX_NAME = 50
_MAX_AUTHORS = 500


def printed_authors(front: Sequence[FrontLine], title_end: float) -> tuple[str, ...]:
    """Authors as printed, in order; none where the lines below the title are not plainly names.

    front: lines above the abstract, in order; title_end: the height (points) below which they stand.
    """
    below = [said for said in front if said.line.top <= title_end + 1.0]
    found: list[str] = []
    named: list[Line] = []
    for said in below:
        if _reads_on(said.line.text):
            break
        if named and not any(_alike(said.line, other) for other in named):
            continue
        names = _names_of(said.parted)
        if names:
            found += names
            named.append(said.line)
    return tuple(dict.fromkeys(found))[:_MAX_AUTHORS]


def _reads_on(text: str) -> bool:
    """Whether it is a line of prose: below it stand no authors any more."""
    words = text.split()
    return len(words) >= 8 and sum(word.islower() for word in words) > 0.6 * len(words)


def _alike(line: Line, other: Line) -> bool:
    """Whether a line is printed as a line of authors was: beside it, or in the same print, a size larger at most."""
    near = abs(line.size - other.size) <= 1.05
    return near and (line.weight == other.weight or abs(line.bottom - other.bottom) < 0.5 * line.size)


def _names_of(text: str) -> list[str]:
    """The names in a line that has nothing else in it."""
    if "@" in text or _NO_NAME.search(text) or "://" in text:
        return []
    pieces = [piece for piece in _pieces(text) if piece]
    names = [piece for piece in pieces if is_name(piece)]
    return names if names and len(names) == len(pieces) else []


def _pieces(text: str) -> Iterator[str]:
    for piece in _BETWEEN_NAMES.split(text):
        yield _TITLES.sub("", _MARKS.sub("", _MARKS.sub("", piece))).strip(" .:") if piece.strip() else ""


def is_name(text: str) -> bool:
    """Whether it has the shape of a person's name: two to five words, each with a capital or a particle."""
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > _MAX_NAME or _NO_NAME.search(text):
        return False
    if not all(_NAME_WORD.match(word) for word in words) or not words[-1][0].isupper():
        return False
    capital = [word for word in words if word[0].isupper()]
    if any(not _PARTICLE.match(word) for word in words if not word[0].isupper()) or len(capital) < 2:
        return False
    shouted = [word for word in words if _INITIALISM.match(word)]
    return sum(map(len, words)) > 3 and (not shouted or len(shouted) == len(words) or text.isupper())


def agreed_authors(printed: Sequence[str], informed: Sequence[str], page: str) -> tuple[str, ...]:
    """The authors by both accounts: as printed, and as the document information has them.

    The information is complete and has its accents where it was filled in with care, but it may name a secretary or
    the owner of a computer: it is taken where the page bears it out. `page` is the text of page one.
    """
    on_page = plain(page)
    borne_out = bool(informed) and all(plain(name.split()[-1]) in on_page for name in informed)
    if not printed:
        return tuple(informed) if borne_out or all(is_name(name) for name in informed) else ()
    known = {plain(name.split()[-1]) for name in informed}
    if borne_out and all(plain(name.split()[-1]) in known for name in printed):
        return tuple(informed)
    return tuple(printed)
