"""A paper's facts from its first page: title, authors, year, venue and DOI; uncertain facts stay empty."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from index.readers.pdf.layout import Glyphs, Line
from index.text.normalise import normalise
from index.text.words import plain
from index.works.dois import dois_in
from index.works.names import PARTICLES

# The lines above a paper's abstract, with BREAK where a name may end: at raised marks (of footnotes, of affiliations)
# and wide gaps. Only the position and size of characters show these; in the text they look like letters and spaces.

BREAK = "\n"
"""Stands for a raised mark or a wide gap."""

# "Abstract", "1 Introduction"
_ABSTRACT = re.compile(
    r"abstract|summary\b|zusammenfassung|résumé|resumen|resumo|(?:\d|I)\.?\s+introduction", re.IGNORECASE
)
_MAX_LINES = 40  # above the abstract (a guess)
_MAX_LINE = 300  # characters (a guess)
_RAISED = 0.82  # largest size of a raised mark, in proportion to its line (a guess)
_WIDE = 0.75
"""Smallest wide gap in proportion to the line's size (a guess); a space has a quarter to a half."""
_SPACING_ACCENTS = dict(
    zip("´`¨ˇ˘˜ˆ¸˚˙˝", "\u0301\u0300\u0308\u030c\u0306\u0303\u0302\u0327\u030a\u0307\u030b", strict=True)
)
# "G¨odel", "Ren´e"
_ACCENT = re.compile(rf"([{''.join(_SPACING_ACCENTS)}])(\s?)([^\W\d_]?)")


@dataclass(frozen=True, slots=True)
class FrontLine:
    """A line above the abstract, and its text with BREAK where a name ends."""

    line: Line
    parted: str


def front_lines(glyphs: Glyphs, raw: str, lines: Sequence[Line]) -> tuple[FrontLine, ...]:
    """The 40 highest lines of page one above its abstract or introduction, in text order."""
    below = max((line.top for line in lines if _ABSTRACT.match(line.text)), default=0.0)
    above = [line for line in lines if line.upright and line.bottom >= below - 1.0]
    highest = sorted(above, key=lambda line: -line.top)[:_MAX_LINES]
    return tuple(FrontLine(line, _parted(glyphs, raw, line)) for line in sorted(highest, key=lambda line: line.start))


def _parted(glyphs: Glyphs, raw: str, line: Line) -> str:
    pieces: list[str] = []
    last_right = line.left
    for place in range(line.start, min(line.end, line.start + _MAX_LINE)):
        if raw[place].isspace():
            pieces.append(" ")
            continue
        index = glyphs.index(place)
        left, _, right, _ = glyphs.box(index)
        if left - last_right > _WIDE * line.size:
            pieces.append(BREAK)
        last_right = max(last_right, right)
        pieces.append(BREAK if glyphs.size(index)[0] < _RAISED * line.size else raw[place])
    return with_accents("".join(pieces)).strip()


def with_accents(text: str) -> str:
    """The text with separately drawn accents combined with their letters, or dropped if there is no letter."""
    return unicodedata.normalize("NFC", _ACCENT.sub(_composed, text))


def _composed(match: re.Match[str]) -> str:
    accent, space, letter = match.groups()
    if space or not letter:
        return space + letter
    return {"ı": "i", "ȷ": "j"}.get(letter, letter) + _SPACING_ACCENTS[accent]


# "arXiv:2103.0894", "RESEARCH ARTICLE"
_MARGINAL = re.compile(
    r"arXiv:|doi\b|https?:|Noname manuscript|\(will be inserted|ISSN|Vol\.|RESEARCH ARTICLE\Z", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{3}")
_FOOTNOTE_MARKS = " *∗†‡§¶"
# "ada@some.edu", "University of Somewhere"
_CONTACT = re.compile(r"\S@\S|\bUniversit|\bInstitut|\bDepartment\b")
_STANDS_OUT = 1.15  # smallest font size of a title in proportion to the text's (a guess)
_SAME_SIZE = 0.3  # points, largest difference of font size within a title (a guess)
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_YEARS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:Proceedings|Proc\.)\s.{{0,120}}?\b{_YEAR}",
        rf"Published(?: online)?:?\s.{{0,30}}?{_YEAR}",  # Published online: 4 March 2021
        rf"(?:©|\(c\)|Copyright)\s?(?:©|\(c\))?\s?(?:by\s)?{_YEAR}",  # Copyright (c) by 2021
        # Journal of Engines, Vol. 3, No. 2, May 2021
        rf"^(?!.*\b(?:Received|Submitted)).{{0,80}}\b(?:Journal|Transactions|Letters|Conference|Workshop|Symposium|vol\.?|"
        rf"volume|no\.)\b.{{0,80}}?\b{_YEAR}",
        rf"^{_YEAR}\s(?:IEEE|ACM|\d+(?:st|nd|rd|th)|International|Conference|Workshop)",  # 2021 IEEE/ACM 43rd
        rf"^\S[^.]{{1,60}}\.\s{_YEAR};\d",  # Nucleic Acids Res. 2021;49
        rf"arXiv:\S+\s+\[[^\]]{{1,20}}\]\s+\d{{1,2}}\s+[A-Z][a-z]{{2}}\s+{_YEAR}",  # arXiv:2103.0894 [cs.SE] 4 Mar 2021
        # Madrid, Spain, May 22–30, 2021
        rf"^.{{0,60}}\b{_MONTH}\s\d{{1,2}}\s?[-–—]\s?(?:{_MONTH}\s)?\d{{1,2}},?\s{_YEAR}",
        rf"(?-i:c\s{_YEAR}\s+[A-Z]\w+)",  # c 2021 Springer, where the circle around the c is lost
    )
)
"""Contexts of a year of publication, the most reliable first."""
_DATA_ARCHIVES = ("10.5281/", "10.6084/", "10.17632/", "10.7910/", "10.5061/")
"""Prefixes of archives for data and software: such a DOI on a first page is not the paper's own."""
# "Proceedings of ICSE (", "IEEE Transactions on Software Engineering, ", "2021 Conference on Drift"
_VENUE = re.compile(
    r"(?:In )?(?P<name>(?:Proceedings of|Proc\. of)\s[^,]{8,160}?)\s*(?:,|\(|\bpages\b|\bpp\b|$)"
    r"|(?P<journal>(?:[A-Z][\w&]+\s){0,6}(?:Journal|Transactions|Letters)\s(?:of|on|in)\s[^,\d(]{4,120}?)\s*(?:,|\(|\d|$)"
    r"|(?:19|20)\d\d\s(?P<meeting>(?:\S+\s){0,4}(?:Conference|Workshop|Symposium)\son\s[^,\d]{4,140})"
)


def printed_title(front: Sequence[FrontLine], body: float, furniture: set[int]) -> tuple[Line, ...]:
    """The printed title: the lines in the largest font above the abstract and the authors' contacts.

    body: font size of the document's text in points; furniture: starts of lines that are not text.
    """
    lines = [f.line for f in front if f.line.start not in furniture and not _MARGINAL.match(f.line.text)]
    contact = max((line.top for line in lines if _CONTACT.search(line.text)), default=0.0)
    above = [line for line in lines if line.bottom > contact] or lines
    groups = [group for group in _of_one_print(above) if any(_WORD.search(line.text) for line in group)]
    large = [group for group in groups if group[0].size >= body * _STANDS_OUT]
    return max(large, key=lambda group: (round(group[0].size, 1), group[0].top), default=())


def _of_one_print(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Runs of lines of one font size, each close below the last."""
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
    """The text of these lines; None if it is too short or too long for a title."""
    title = normalise(with_accents("\n".join(line.text for line in lines))).text.rstrip(_FOOTNOTE_MARKS)
    return title if 8 <= len(title) <= 300 else None


def agreed_title(informed: str | None, printed: str | None, page: str) -> str | None:
    """The document information's title if page one has it and it is not truncated, else the printed title.

    Programs write a template's or file's name into the document information. `page` is the text of page one.
    """
    if informed is None:
        return printed
    is_cut_short = printed is not None and plain(informed) != plain(printed) and plain(informed) in plain(printed)
    return informed if not is_cut_short and (plain(informed) in plain(page) or not page.strip()) else printed


def printed_year(lines: Sequence[str], latest: int) -> int | None:
    """The year of publication on page one, by the most reliable pattern; None if there is none.

    lines: of front matter and margins, without the text; latest: later years are misprints.
    """
    for pattern in _YEARS:
        for line in lines:
            match = pattern.search(line[:400])
            if match and 1900 <= int(match.group(1)) <= latest:
                return int(match.group(1))
    return None


def printed_venue(lines: Sequence[str]) -> str | None:
    """The proceedings or journal named in a line of page one."""
    for line in lines:
        match = _VENUE.match(line[:400].strip())
        if match and match.lastgroup:
            return " ".join(match.group(match.lastgroup).split()).rstrip(" .:–-")
    return None


def own_doi(stated: Sequence[str], lines: Sequence[str]) -> str | None:
    """The paper's DOI: the first in its metadata (`stated`), else the only one on page one."""
    in_metadata = next((doi for text in stated for doi in dois_in(text[:_MAX_TEXT])), None)
    on_page = {doi for line in lines for doi in dois_in(line[:_MAX_TEXT]) if not doi.startswith(_DATA_ARCHIVES)}
    return in_metadata or (on_page.pop() if len(on_page) == 1 else None)


# Authors: names in the lines between title and abstract.

# "Ada Lovelace, Alan Turing", "Ada Lovelace and Alan Turing"
_BETWEEN_NAMES = re.compile(rf"\s*(?:[,;·•|&{BREAK}]|\band\b|\bund\b|\bet\b|\by\b)\s*")
# "Ada Lovelace1,2*", "† Alan Turing"
_MARKS = re.compile(r"[\d*∗†‡§¶‖#♠♢♡♣□■◦⋄△αβγδ†\s]+\Z|\A[\d*∗†‡§¶‖#♠♢♡♣□■◦⋄△\s]+")
# "Prof. Dr. Ada Lovelace, Ph.D."
_TITLES = re.compile(
    r"\A(?:(?:Prof|Dr|Mr|Mrs|Ms|Ing|Dipl|Assoc|Asst)\.?(?:-Ing\.)?\s+)+|,?\s+(?:Ph\.?\s?D|M\.?Sc|B\.?Sc|MD|Jr)\.?\Z"
)
# "d'Alembert", "Jean-Paul", "A."
_NAME_WORD = re.compile(r"(?:[dDlLO][’'`])?[^\W\d_](?:[^\W\d_]|[’'`.\-\u2010\u2011])*\.?\Z")
# "Institute of Engines", "Hong Kong", "Received 4 March"
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
_MAX_NAME = 50  # characters
_MAX_AUTHORS = 500  # of one paper (a guess)
_MAX_TEXT = 2_000
"""Characters of a line or value that are searched for DOIs (a guess)."""


def printed_authors(front: Sequence[FrontLine], title_end: float) -> tuple[str, ...]:
    """Authors in print order; empty unless the lines below the title are clearly names.

    front: lines above the abstract, in order; title_end: height (points) of the title's lower edge.
    """
    authors: list[str] = []
    author_lines: list[Line] = []
    for front_line in front:
        line = front_line.line
        if line.top > title_end + 1.0:
            continue
        if _is_prose(line.text):  # no authors below prose
            break
        if author_lines and not any(_alike(line, author_line) for author_line in author_lines):
            continue
        if names := _names_of(front_line.parted):
            authors += names
            author_lines.append(line)
    return tuple(dict.fromkeys(authors))[:_MAX_AUTHORS]


def _is_prose(text: str) -> bool:
    words = text.split()
    return len(words) >= 8 and sum(word.islower() for word in words) > 0.6 * len(words)


def _alike(line: Line, author_line: Line) -> bool:
    """Whether a line is beside a line of authors, or has its weight and its size to within a point."""
    is_beside = abs(line.bottom - author_line.bottom) < 0.5 * line.size
    return abs(line.size - author_line.size) <= 1.05 and (line.weight == author_line.weight or is_beside)


def _names_of(text: str) -> list[str]:
    """The names in a line; empty if anything else is in it."""
    if "@" in text or _NO_NAME.search(text) or "://" in text:
        return []
    pieces = (
        _TITLES.sub("", _MARKS.sub("", _MARKS.sub("", piece))).strip(" .:") for piece in _BETWEEN_NAMES.split(text)
    )
    names = [piece for piece in pieces if piece]
    return names if all(map(is_name, names)) else []


def is_name(text: str) -> bool:
    """Whether text looks like a person's name: two to five words, each a capitalised word or a particle."""
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > _MAX_NAME or _NO_NAME.search(text):
        return False
    if not all(_NAME_WORD.match(word) for word in words) or not words[-1][0].isupper():
        return False
    small = {word for word in words if not word[0].isupper()}
    if not small <= PARTICLES | {"y", "e"} or sum(word[0].isupper() for word in words) < 2:
        return False
    shouted = [word for word in words if _INITIALISM.match(word)]
    return sum(map(len, words)) > 3 and (not shouted or len(shouted) == len(words) or text.isupper())


def agreed_authors(printed: Sequence[str], informed: Sequence[str], page: str) -> tuple[str, ...]:
    """The authors, by the printed names and those in the document information.

    The information is complete and has correct accents if someone filled it in, but it may name the owner of a
    computer: we use it if page one, whose text is `page`, has its family names.
    """
    on_page = plain(page)
    families = {plain(name.split()[-1]) for name in informed}
    is_on_page = bool(informed) and all(family in on_page for family in families)
    if not printed:
        return tuple(informed) if is_on_page or all(map(is_name, informed)) else ()
    is_complete = all(plain(name.split()[-1]) in families for name in printed)
    return tuple(informed) if is_on_page and is_complete else tuple(printed)
