"""A paper's facts from its first page: title, year, venue and DOI; what is not plainly there stays empty."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.readers.pdf.layout import Glyphs, Line
from index.text.normalise import normalise
from index.text.words import plain

# The lines between a paper's top and its abstract, with what parts the names in them shown.
#
# Raised marks (of footnotes, of affiliations) and gaps wider than a space are told by the place and size of single
# characters; in the text alone they cannot be told from letters and spaces.

BREAK = "\n"
"""Stands where a raised mark or a wide gap was."""

_ABSTRACT = re.compile(
    r"abstract|summary\b|zusammenfassung|résumé|resumen|resumo|(?:\d|I)\.?\s+introduction", re.IGNORECASE
)
_MAX_LINES = 40
_MAX_LINE = 300
_RAISED = 0.82
"""A mark's size in proportion to its line's, at most."""
_WIDE = 0.75
"""A gap's width in proportion to the line's size, at least; a space has a quarter to a half."""
_SPACING_ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "¨": "\u0308",
    "ˇ": "\u030c",
    "˘": "\u0306",
    "˜": "\u0303",
    "ˆ": "\u0302",
    "¸": "\u0327",
    "˚": "\u030a",
    "˙": "\u0307",
    "˝": "\u030b",
}
_ACCENT = re.compile(rf"([{''.join(_SPACING_ACCENTS)}])(\s?)([^\W\d_]?)")


@dataclass(frozen=True, slots=True)
class FrontLine:
    """A line of the front matter and what is said in it, parted by BREAK."""

    line: Line
    parted: str


def front_lines(glyphs: Glyphs, raw: str, lines: Sequence[Line]) -> tuple[FrontLine, ...]:
    """The lines of page one above its abstract or introduction, the 40 highest of them, in the order of the text."""
    below = max((line.top for line in lines if _ABSTRACT.match(line.text)), default=0.0)
    above = [line for line in lines if line.upright and line.bottom >= below - 1.0]
    highest = sorted(above, key=lambda line: -line.top)[:_MAX_LINES]
    return tuple(FrontLine(line, _parted(glyphs, raw, line)) for line in sorted(highest, key=lambda line: line.start))


def _parted(glyphs: Glyphs, raw: str, line: Line) -> str:
    end = min(line.end, line.start + _MAX_LINE)
    return with_accents("".join(_pieces(glyphs, raw, line, end))).strip()


def _pieces(glyphs: Glyphs, raw: str, line: Line, end: int) -> Iterator[str]:
    right = line.left
    for place in range(line.start, end):
        char = raw[place]
        if char.isspace():
            yield " "
            continue
        index = glyphs.index(place)
        left, _, after, _ = glyphs.box(index)
        if left - right > _WIDE * line.size:
            yield BREAK
        right = max(right, after)
        yield BREAK if glyphs.size(index)[0] < _RAISED * line.size else char


def with_accents(text: str) -> str:
    """Text with the accents that were drawn as characters of their own put on their letters, or left out."""
    return unicodedata.normalize("NFC", _ACCENT.sub(_composed, text))


def _composed(match: re.Match[str]) -> str:
    accent, space, letter = match.groups()
    if space or not letter:
        return space + letter
    return {"ı": "i", "ȷ": "j"}.get(letter, letter) + _SPACING_ACCENTS[accent]


_MARGINAL = re.compile(
    r"arXiv:|doi\b|https?:|Noname manuscript|\(will be inserted|ISSN|Vol\.|RESEARCH ARTICLE\Z", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{3}")
_FOOTNOTE_MARK = re.compile(r"[\s*∗†‡§¶]+\Z")
_CONTACT = re.compile(r"\S@\S|\bUniversit|\bInstitut|\bDepartment\b")
_STANDS_OUT = 1.15
_SAME_SIZE = 0.3
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_YEARS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:Proceedings|Proc\.)\s.{{0,120}}?\b{_YEAR}",
        rf"Published(?: online)?:?\s.{{0,30}}?{_YEAR}",
        rf"(?:©|\(c\)|Copyright)\s?(?:©|\(c\))?\s?(?:by\s)?{_YEAR}",
        rf"^(?!.*\b(?:Received|Submitted)).{{0,80}}\b(?:Journal|Transactions|Letters|Conference|Workshop|Symposium|vol\.?|"
        rf"volume|no\.)\b.{{0,80}}?\b{_YEAR}",
        rf"^{_YEAR}\s(?:IEEE|ACM|\d+(?:st|nd|rd|th)|International|Conference|Workshop)",
        rf"^\S[^.]{{1,60}}\.\s{_YEAR};\d",
        rf"arXiv:\S+\s+\[[^\]]{{1,20}}\]\s+\d{{1,2}}\s+[A-Z][a-z]{{2}}\s+{_YEAR}",
        rf"^.{{0,60}}\b{_MONTH}\s\d{{1,2}}\s?[-–—]\s?(?:{_MONTH}\s)?\d{{1,2}},?\s{_YEAR}",
    )
)
"""Where a year of publication stands, the surest place first."""
_C_IN_CIRCLE = re.compile(rf"c\s{_YEAR}\s+[A-Z]\w+")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`\[\]]{2,150}")
_DOI_ENDS = re.compile(r"[.,;:)\]’'”*]+\Z")
_DATA_DOI = re.compile(r"10\.(?:5281|6084|17632|7910|5061)/")
"""Archives of data and software: such a DOI on a paper's first page is not the paper's."""
_VENUE = re.compile(
    r"(?:In )?(?P<name>(?:Proceedings of|Proc\. of)\s[^,]{8,160}?)\s*(?:,|\(|\bpages\b|\bpp\b|$)"
    r"|(?P<journal>(?:[A-Z][\w&]+\s){0,6}(?:Journal|Transactions|Letters)\s(?:of|on|in)\s[^,\d(]{4,120}?)\s*(?:,|\(|\d|$)"
    r"|(?:19|20)\d\d\s(?P<meeting>(?:\S+\s){0,4}(?:Conference|Workshop|Symposium)\son\s[^,\d]{4,140})"
)


def printed_title(front: Sequence[FrontLine], body: float, furniture: set[int]) -> tuple[Line, ...]:
    """The lines of the title as printed: the largest print above the abstract that stands over the authors.

    body: the size of the document's text in points; furniture: where the lines begin that are no text.
    """
    lines = [said.line for said in front if said.line.start not in furniture and not _MARGINAL.match(said.line.text)]
    contact = max((line.top for line in lines if _CONTACT.search(line.text)), default=0.0)
    above = [line for line in lines if line.bottom > contact] or lines
    groups = [group for group in _of_one_print(above) if any(_WORD.search(line.text) for line in group)]
    large = [group for group in groups if group[0].size >= body * _STANDS_OUT]
    return max(large, key=lambda group: (round(group[0].size, 1), group[0].top), default=())


def _of_one_print(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Runs of lines in one size, one closely below the other."""
    groups: list[tuple[Line, ...]] = []
    for line in lines:
        if groups and _goes_on(groups[-1][-1], line):
            groups[-1] += (line,)
        else:
            groups.append((line,))
    return groups


def _goes_on(above: Line, line: Line) -> bool:
    return abs(above.size - line.size) <= _SAME_SIZE and abs(above.bottom - line.bottom) <= 2.2 * max(above.size, 1.0)


def title_text(lines: Sequence[Line]) -> str | None:
    """The title that these lines spell; None where it is too short or too long for one."""
    title = _FOOTNOTE_MARK.sub("", normalise(with_accents("\n".join(line.text for line in lines))).text)
    return title if 8 <= len(title) <= 300 else None


def agreed_title(informed: str | None, printed: str | None, page: str) -> str | None:
    """The document information's title where page one bears it out, else the title as printed.

    Programs leave the template's or the file's name in the document information, so its word alone is not taken
    where something else is printed large. `page` is the text of page one.
    """
    if informed is None or (
        printed is not None and plain(informed) != plain(printed) and plain(informed) in plain(printed)
    ):
        return printed
    return informed if plain(informed) in plain(page) or not page.strip() else printed


def printed_year(lines: Sequence[str], latest: int) -> int | None:
    """The year of publication as page one tells it, by the surest of its statements; None where it tells none.

    lines: those of the front matter and the margins, not the text's; latest: years after this one are misprints.
    """
    for pattern in (*_YEARS, _C_IN_CIRCLE):
        for line in lines:
            match = pattern.search(line[:400])
            if match and 1900 <= int(match.group(1)) <= latest:
                return int(match.group(1))
    return None


def printed_venue(lines: Sequence[str]) -> str | None:
    """The proceedings or the journal that a running head or a foot of page one names."""
    for line in lines:
        match = _VENUE.match(line[:400].strip())
        if match and match.lastgroup:
            return " ".join(match.group(match.lastgroup).split()).rstrip(" .:–-")
    return None


def own_doi(stated: Sequence[str], lines: Sequence[str]) -> str | None:
    """The paper's own DOI: by its metadata (`stated`), else the one DOI on page one; None where several are there."""
    for text in stated:
        if found := _dois(text):
            return found[0]
    found = [doi for line in lines for doi in _dois(line) if not _DATA_DOI.match(doi)]
    return found[0] if len(set(found)) == 1 else None


def _dois(text: str) -> list[str]:
    return [_DOI_ENDS.sub("", _balanced(match.group())).lower() for match in _DOI.finditer(text[:2000])]


def _balanced(doi: str) -> str:
    """Cut at a bracket that closes none of its own: it closes what stands around the DOI."""
    depth = 0
    for i, char in enumerate(doi):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return doi[:i]
    return doi


# Authors of a paper: names among the lines between its title and its abstract.

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
    pieces = [piece for piece in _name_pieces(text) if piece]
    names = [piece for piece in pieces if is_name(piece)]
    return names if names and len(names) == len(pieces) else []


def _name_pieces(text: str) -> Iterator[str]:
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
